// A compiled kernel module: decoded and compiled on first use, instantiated once per memory.
// A module that imports an unshared memory cannot link to a shared one, nor the reverse, so each comes
// in two builds of one source.

/** The two builds of a module, as base64. */
export interface Binary {
  readonly unshared: string;
  readonly shared: string;
}

/** An exported loop. Pointers are byte offsets, the last argument counts elements. */
export type Kernel = (...pointersAndLength: number[]) => void;

/** The loops of one module, by export name. */
export type Kernels = Readonly<Record<string, Kernel>>;

export class KernelModule {
  readonly #binary: Binary;
  readonly #compiled: { unshared?: WebAssembly.Module; shared?: WebAssembly.Module } = {};
  readonly #instances = new WeakMap<WebAssembly.Memory, Kernels>();
  #obstacle: string | null | undefined;

  constructor(binary: Binary) {
    this.#binary = binary;
  }

  /**
   * Why the kernels cannot run here, or null when they can: no WebAssembly, no SIMD, or compilation
   * forbidden by a content security policy. Tried once.
   */
  get obstacle(): string | null {
    if (this.#obstacle === undefined) {
      this.#obstacle =
        typeof WebAssembly === 'undefined' ? 'this engine has no WebAssembly' : this.#attempt();
    }
    return this.#obstacle;
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

  #attempt(): string | null {
    try {
      this.#compile('unshared');
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #compile(build: 'unshared' | 'shared'): WebAssembly.Module {
    let module = this.#compiled[build];
    if (module === undefined) {
      const bytes = Uint8Array.from(atob(this.#binary[build]), (char) => char.charCodeAt(0));
      module = new WebAssembly.Module(bytes);
      this.#compiled[build] = module;
    }
    return module;
  }
}

function isShared(memory: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
}
