import { describe, expect, it, vi } from 'vitest';
import { inlined, KernelModule } from '../../src/wasm/module.js';
import { spikyBinary } from '../../src/wasm/spiky.wasm.js';

describe('KernelModule', () => {
  it('instantiates once per memory, and again for another memory', () => {
    const module = new KernelModule(inlined(spikyBinary));
    const memory = new WebAssembly.Memory({ initial: 1 });
    expect(module.on(memory)).toBe(module.on(memory));
    expect(module.on(new WebAssembly.Memory({ initial: 1 }))).not.toBe(module.on(memory));
  });

  it('compiles each build once, on first use', () => {
    const compile = vi.spyOn(WebAssembly, 'Module');
    const module = new KernelModule(inlined(spikyBinary));
    expect(compile).toHaveBeenCalledTimes(0);
    for (let i = 0; i < 3; i++) {
      module.on(new WebAssembly.Memory({ initial: 1 }));
      module.on(new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true }));
    }
    expect(compile).toHaveBeenCalledTimes(2);
  });

  it('survives growth of the memory between calls', () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const module = new KernelModule(inlined(spikyBinary));
    module.on(memory).forward!(1024, 2048, 4);
    memory.grow(3);
    new Float32Array(memory.buffer)[65536 / 4] = 1.25;
    module.on(memory).forward!(65536, 65536 + 64, 1);
    expect(new Float32Array(memory.buffer)[65536 / 4 + 16]).toBe(0.25);
  });
});
