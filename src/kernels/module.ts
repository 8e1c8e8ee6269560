// Checks an author's wasm before anything is allocated: it will run in tfjs's own memory.

import { messageOf } from '../tfjs/errors.js';
import {
  DATA_SECTION,
  inspect,
  MEMORY_SECTION,
  START_SECTION,
  type WasmMemory,
  type WasmModule,
} from '../wasm/inspect.js';
import type { Build } from '../wasm/module.js';
import { simdObstacle } from '../wasm/simd.js';

/** A function that a kernel needs. */
export interface Entry {
  /** The name of the export. */
  readonly name: string;
  /** The names of its parameters, for errors: (x, y, n). */
  readonly params: readonly string[];
}

type Fail = (expected: string, got: string, remedy?: string) => never;

const MAGIC = [0, 97, 115, 109, 1, 0, 0, 0];
const PAGES = 65536;
const ASC = '--runtime stub --importMemory --use abort=';
const SHARED = `--enable threads --sharedMemory --importMemory --initialMemory 1 --maximumMemory ${PAGES}`;

/**
 * @param where Names the module in errors: `kernelOp "mine": wasm`.
 * @throws RangeError for a module that cannot run in the memory of tfjs, or would harm it.
 */
export function checkModule(
  where: string,
  bytes: Uint8Array<ArrayBuffer>,
  build: Build,
  entries: readonly Entry[],
): void {
  const fail: Fail = (expected, got, remedy = '') => {
    throw new RangeError(`${where} expected ${expected}, got ${got}${remedy && `; ${remedy}`}`);
  };
  const problem = invalidity(bytes, build);
  if (problem !== null) fail('a valid module', `${bytes.length} bytes that are none (${problem})`);

  const { imports, exports, sections } = inspected(fail, bytes);
  const [memory, second] = imports;
  if (memory === undefined || second !== undefined || memory.name !== 'env.memory' || !memory.memory) {
    const list = imports.map(({ name, kind }) => `the ${kind} ${name}`).join(', ') || 'none';
    fail('one import, the memory env.memory', list, `asc makes such a module with ${ASC}`);
  }
  checkMemory(fail, memory!.memory!, build);
  if (sections.has(MEMORY_SECTION)) fail('no memory of its own', 'one', `build it with ${ASC}`);
  if (sections.has(DATA_SECTION)) {
    fail(
      'no data segment, which would overwrite data of tfjs',
      'one',
      `build it with ${ASC}, without static arrays and strings, and take the functions of lanewise/assembly for Mathf`,
    );
  }
  if (sections.has(START_SECTION)) {
    fail('no start function', 'one', 'keep code out of the top level of the module, and globals constant');
  }
  for (const { name, params } of entries) {
    const type = exports.get(name);
    const signature = `an exported function ${name}(${params.join(', ')}) of ${params.length} i32, without a result`;
    if (type === undefined) {
      const functions = [...exports].filter(([, each]) => each !== undefined).map(([each]) => each);
      const got = exports.has(name) ? `another kind of export` : functions.join(', ') || 'no functions';
      fail(signature, got);
    }
    const { params: given, results } = type!;
    if (given.length !== params.length || given.some((each) => each !== 'i32') || results.length > 0) {
      const result = results.length > 0 ? ` that returns ${results.join(', ')}` : '';
      fail(signature, `${name}(${given.join(', ')})${result}`, 'pointers are usize, the count is i32 or u32');
    }
  }
}

function checkMemory(fail: Fail, { least, most, shared, is64 }: WasmMemory, build: Build): void {
  if (is64) fail('a memory of 32-bit addresses', 'one of 64-bit addresses');
  if (shared !== (build === 'shared')) {
    const other = shared ? 'shared' : 'unshared';
    const remedy = shared
      ? 'hand it over as { shared: … }, beside a build without threads'
      : `build it with ${SHARED}`;
    fail(`${build === 'shared' ? 'a shared' : 'an unshared'} memory`, `${other} memory`, remedy);
  }
  if (least > 1) fail('a memory of at least 0 or 1 pages', `${least}`, 'build it with --initialMemory 1');
  if (build === 'shared' && most !== PAGES) {
    fail(`a shared memory of at most ${PAGES} pages`, `${most}`, `build it with ${SHARED}`);
  }
  if (build === 'unshared' && most !== undefined) {
    fail('a memory without a maximum', `at most ${most} pages`, 'build it without --maximumMemory');
  }
}

function inspected(fail: Fail, bytes: Uint8Array): WasmModule {
  try {
    return inspect(bytes);
  } catch (error) {
    return fail('functions of numbers', messageOf(error));
  }
}

/** `(import "env" "memory" (memory 1 65536 shared))`. */
const THREADS = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 2, 18, 1, 3, 101, 110, 118],
  ...[6, 109, 101, 109, 111, 114, 121, 2, 3, 1, 128, 128, 4],
);

/** What the engine finds wrong, or null. One that lacks SIMD or threads would find fault with every module. */
function invalidity(bytes: Uint8Array<ArrayBuffer>, build: Build): string | null {
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) return 'they do not begin as wasm does';
  if (simdObstacle() !== null || (build === 'shared' && !WebAssembly.validate(THREADS))) return null;
  if (WebAssembly.validate(bytes)) return null;
  try {
    new WebAssembly.Module(bytes);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
