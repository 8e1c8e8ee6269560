// What an author hands over as wasm: bytes, or a build for each kind of memory.
import { described } from '../tfjs/errors.js';
import { isObject } from '../tfjs/options.js';
import { type Build, KernelModule } from '../wasm/module.js';
import type { Entry } from './module.js';

/** Throws for a module that cannot be used. `where` names it in errors. */
export type ModuleCheck = (
  where: string,
  bytes: Uint8Array<ArrayBuffer>,
  build: Build,
  entries: readonly Entry[],
) => void;

/** A module for one kind of memory. */
export type Bytes = Uint8Array | ArrayBuffer;

/** A module that imports unshared memory, or a build for each kind. */
export type Wasm = Bytes | { readonly unshared?: Bytes | undefined; readonly shared?: Bytes | undefined };

type Builds = Readonly<Partial<Record<Build, Uint8Array<ArrayBuffer>>>>;

/** A module, and the objects that were given for it, by which two ops are known to be the same. */
export interface GivenModule {
  readonly module: KernelModule;
  readonly origin: readonly unknown[];
}

/**
 * The module of `wasm`, which is checked now, or at its first use if it is `lazy`.
 *
 * @param where Names it in errors: `kernelOp "mine": wasm`.
 * @throws TypeError for what is no bytes; RangeError for a module that cannot be used.
 */
export function moduleOf(
  where: string,
  wasm: unknown,
  entries: readonly Entry[],
  checkModule: ModuleCheck,
  lazy: boolean,
): GivenModule {
  let builds: Builds | undefined;
  // A lazy op reads it later.
  const given = typeof wasm === 'function' || !lazy ? wasm : kept(wasm);
  const read = (): Builds => {
    builds ??= checkedBuilds(where, typeof given === 'function' ? given() : given, entries, checkModule);
    return builds;
  };
  if (!lazy) read();
  const origin = isBuilds(wasm) ? [wasm.unshared, wasm.shared] : [wasm, undefined];
  return {
    module: new KernelModule((build) => read()[build] ?? `the module has no build for ${build} memory`),
    origin,
  };
}

function checkedBuilds(
  where: string,
  wasm: unknown,
  entries: readonly Entry[],
  checkModule: ModuleCheck,
): Builds {
  if (!isBuilds(wasm)) {
    const unshared = copied(where, wasm);
    checkModule(where, unshared, 'unshared', entries);
    return { unshared };
  }
  const unknown = Object.keys(wasm).find((key) => key !== 'unshared' && key !== 'shared');
  const given = (['unshared', 'shared'] as const).filter((build) => wasm[build] !== undefined);
  if (unknown !== undefined || given.length === 0) {
    throw new RangeError(
      `${where} expected { unshared, shared }, or one of them, got ${unknown === undefined ? 'none' : `"${unknown}"`}`,
    );
  }
  const builds: Partial<Record<Build, Uint8Array<ArrayBuffer>>> = {};
  for (const build of given) {
    const bytes = copied(`${where}.${build}`, wasm[build]);
    checkModule(`${where}.${build}`, bytes, build, entries);
    builds[build] = bytes;
  }
  return builds;
}

function isBuilds(wasm: unknown): wasm is Readonly<Record<string, unknown>> {
  return isObject(wasm) && !ArrayBuffer.isView(wasm) && !(wasm instanceof ArrayBuffer);
}

/** A copy of bytes, alone or as builds; anything else as it is, to be refused when it is read. */
function kept(wasm: unknown): unknown {
  if (isBuilds(wasm)) {
    return Object.fromEntries(Object.entries(wasm).map(([build, bytes]) => [build, kept(bytes)]));
  }
  if (wasm instanceof Uint8Array) return Uint8Array.from(wasm);
  return wasm instanceof ArrayBuffer ? wasm.slice(0) : wasm;
}

/** A copy: what has been checked must not change before it is compiled. */
function copied(where: string, bytes: unknown): Uint8Array<ArrayBuffer> {
  if (bytes instanceof Uint8Array) return Uint8Array.from(bytes);
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes.slice(0));
  throw new TypeError(
    `${where} expected a Uint8Array or ArrayBuffer with a module, or { unshared, shared } of them, got ${described(bytes)}`,
  );
}
