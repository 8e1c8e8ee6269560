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

/** The bytes of a build, made when they are first needed, or why there are none. */
export type Source = (build: Build) => Uint8Array<ArrayBuffer> | string;

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

/**
 * What the engine refuses is not tried again: it takes as long as if it worked, and the reason is always the same.
 * It may refuse what has too many locals or too large a body, or all that comes after a policy.
 */
export class KernelModule {
  readonly #source: Source;
  /** The modules, or why there are none. */
  #compiled: Partial<Record<Build, WebAssembly.Module | string>> = {};
  #instances = new WeakMap<WebAssembly.Memory, Kernels | string>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** Why the kernels cannot run on memory of that kind, or null when they can be instantiated. Compiles them. */
  obstacleOn(build: Build): string | null {
    return asObstacle(this.#moduleFor(build));
  }

  /** Why they cannot run on `memory`, or null when they are ready. Asked before every call. */
  obstacleFor(memory: WebAssembly.Memory): string | null {
    return asObstacle(this.#instances.get(memory) ?? this.#instantiate(memory));
  }

  /** The kernels on `memory`, where there is no obstacle. The instance lives as long as the memory does. */
  on(memory: WebAssembly.Memory): Kernels {
    const kernels = this.#instances.get(memory) ?? this.#instantiate(memory);
    if (typeof kernels === 'string') throw new Error(`internal: ${kernels}`);
    return kernels;
  }

  #instantiate(memory: WebAssembly.Memory): Kernels | string {
    const module = this.#moduleFor(buildFor(memory));
    const kernels =
      typeof module === 'string'
        ? module
        : orReason(() => new WebAssembly.Instance(module, { env: { memory } }).exports as Kernels);
    this.#instances.set(memory, kernels);
    return kernels;
  }

  #moduleFor(build: Build): WebAssembly.Module | string {
    let module = this.#compiled[build];
    if (module === undefined) {
      module = simdObstacle() ?? compile(this.#source(build));
      this.#compiled[build] = module;
      if (typeof module !== 'string') keepRecent(this);
    }
    return module;
  }

  /** Lets go of what is compiled. The next call compiles anew. */
  forget(): void {
    this.#compiled = {};
    this.#instances = new WeakMap();
  }
}

/**
 * How many modules stay compiled. An engine that has no room for more code ends the process. It frees what is held weakly
 * only between two jobs of the event loop, so a loop that defines ops by the thousands would fill that room.
 */
const MOST_COMPILED = 4096;
/** The modules that were compiled last, in a ring. */
const recent: WeakRef<KernelModule>[] = [];
/** The place of the one that was compiled first. */
let oldest = 0;

function keepRecent(module: KernelModule): void {
  if (typeof WeakRef === 'undefined') return;
  recent[oldest]?.deref()?.forget();
  recent[oldest] = new WeakRef(module);
  oldest = (oldest + 1) % MOST_COMPILED;
}

function compile(bytes: Uint8Array<ArrayBuffer> | string): WebAssembly.Module | string {
  return typeof bytes === 'string' ? bytes : orReason(() => new WebAssembly.Module(bytes));
}

/** What `attempt` returns, or what the engine says where it throws. */
function orReason<T>(attempt: () => T): T | string {
  try {
    return attempt();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function asObstacle(found: object | string): string | null {
  return typeof found === 'string' ? found : null;
}
