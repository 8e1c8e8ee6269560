// A kernel module: made and compiled on first use, instantiated once per memory.
// A module that imports an unshared memory cannot link to a shared one, nor the reverse, so each comes
// in two builds of one source.
import { simdObstacle } from './simd.js';

/** The two builds of a module, as base64. */
export interface Binary {
  readonly unshared: string;
  readonly shared: string;
}

/** Makes the bytes of a build, when they are first needed. */
export type Source = (build: 'unshared' | 'shared') => Uint8Array<ArrayBuffer>;

/** The source of a module that was built with the package. */
export function inlined(binary: Binary): Source {
  return (build) => Uint8Array.from(atob(binary[build]), (char) => char.charCodeAt(0));
}

/** An exported loop. Its pointers are byte offsets; `KernelSource.toArguments` knows their order. */
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

  /** The kernels on `memory`. The instance lives as long as the memory does. */
  on(memory: WebAssembly.Memory): Kernels {
    let kernels = this.#instances.get(memory);
    if (kernels === undefined) {
      const module = this.#compile(isShared(memory) ? 'shared' : 'unshared');
      const instance = new WebAssembly.Instance(module, { env: { memory } });
      kernels = instance.exports as Kernels;
      this.#instances.set(memory, kernels);
    }
    return kernels;
  }

  #compile(build: 'unshared' | 'shared'): WebAssembly.Module {
    let module = this.#compiled[build];
    if (module === undefined) {
      module = compile(this.#source(build));
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

function isShared(memory: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
}
