// A kernel module: made and compiled on first use, instantiated once per memory.
// A module that imports an unshared memory cannot link to a shared one, nor the reverse, so each comes
// in two builds of one source.
import { simdObstacle } from './simd.js';

/** The two builds of a module, as base64. */
export interface Binary {
  readonly unshared: string;
  readonly shared: string;
}

/** Which kind of memory a module imports. */
export type Build = 'unshared' | 'shared';

/** The bytes of a build, made when they are first needed; undefined if there is no such build. */
export type Source = (build: Build) => Uint8Array<ArrayBuffer> | undefined;

/** The bytes of a module that was built with the package. */
export function inlined(binary: Binary): (build: Build) => Uint8Array<ArrayBuffer> {
  return (build) => Uint8Array.from(atob(binary[build]), (char) => char.charCodeAt(0));
}

/** The build that links to `memory`. */
export function buildFor(memory: WebAssembly.Memory): Build {
  const isShared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  return isShared ? 'shared' : 'unshared';
}

/** An exported loop over arrays at byte offsets. */
export type Kernel = (...args: number[]) => void;

/** The loops of one module, by export name. */
export type Kernels = Readonly<Record<string, Kernel>>;

export class KernelModule {
  readonly #source: Source;
  readonly #compiled: { unshared?: WebAssembly.Module; shared?: WebAssembly.Module } = {};
  readonly #instances = new WeakMap<WebAssembly.Memory, Kernels>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** Why the kernels cannot run here, or null when they can. */
  get obstacle(): string | null {
    return simdObstacle();
  }

  /** Why they cannot run on memory of that kind, or null. */
  obstacleOn(build: Build): string | null {
    if (this.obstacle !== null || this.#source(build) !== undefined) return this.obstacle;
    return `the module has no build for ${build} memory`;
  }

  /** Why they cannot run on `memory`, or null: asked before every call, so what has an instance is not asked again. */
  obstacleFor(memory: WebAssembly.Memory): string | null {
    return this.#instances.has(memory) ? null : this.obstacleOn(buildFor(memory));
  }

  /** The kernels on `memory`. The instance lives as long as the memory does. */
  on(memory: WebAssembly.Memory): Kernels {
    let kernels = this.#instances.get(memory);
    if (kernels === undefined) {
      const module = this.#compile(buildFor(memory));
      const instance = new WebAssembly.Instance(module, { env: { memory } });
      kernels = instance.exports as Kernels;
      this.#instances.set(memory, kernels);
    }
    return kernels;
  }

  #compile(build: Build): WebAssembly.Module {
    let module = this.#compiled[build];
    if (module === undefined) {
      const bytes = this.#source(build);
      if (bytes === undefined) throw new Error(`internal: no build for ${build} memory`);
      module = compile(bytes);
      this.#compiled[build] = module;
    }
    return module;
  }
}

/** Nothing else checks the types of a module that was generated; where wasm cannot run at all, `obstacle` says. */
function compile(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    throw new Error(`internal: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}
