// Counts what lives of WebAssembly: modules, instances and memories, whoever makes them. Only the soak does that.

export interface WasmCounts {
  readonly modules: number;
  readonly instances: number;
  readonly memories: number;
}

type Kind = keyof WasmCounts;

const made: Record<Kind, WeakRef<object>[]> = { modules: [], instances: [], memories: [] };

/** From now on every object that a constructor of WebAssembly or `WebAssembly.instantiate` makes is counted. */
export function countWasmObjects(): void {
  const { Module, Instance, Memory, instantiate } = WebAssembly;
  WebAssembly.Module = noted(Module, 'modules');
  WebAssembly.Instance = noted(Instance, 'instances');
  WebAssembly.Memory = noted(Memory, 'memories');
  // tfjs starts its backend by this, with a memory that the module exports.
  WebAssembly.instantiate = (async (...args: Parameters<typeof instantiate>) => {
    const result: unknown = await instantiate(...args);
    const instance = (result as { readonly instance?: WebAssembly.Instance }).instance ?? result;
    note('instances', instance as WebAssembly.Instance);
    for (const value of Object.values((instance as WebAssembly.Instance).exports)) {
      if (value instanceof Memory) note('memories', value);
    }
    return result;
  }) as typeof instantiate;
}

/** How many live now. What is garbage counts until it has been collected. */
export function liveWasmObjects(): WasmCounts {
  const alive = (kind: Kind): number => {
    made[kind] = made[kind].filter((ref) => ref.deref() !== undefined);
    return made[kind].length;
  };
  return { modules: alive('modules'), instances: alive('instances'), memories: alive('memories') };
}

function note(kind: Kind, object: object): void {
  made[kind].push(new WeakRef(object));
}

function noted<T extends abstract new (...args: never[]) => object>(type: T, kind: Kind): T {
  return new Proxy(type, {
    construct(target, args, newTarget) {
      const object: object = Reflect.construct(target, args, newTarget);
      note(kind, object);
      return object;
    },
  });
}
