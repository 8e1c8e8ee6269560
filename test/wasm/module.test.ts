import { describe, expect, it, vi } from 'vitest';
import { KernelModule } from '../../src/wasm/module.js';
import { spikyBinary } from '../../src/wasm/spiky.wasm.js';

describe('KernelModule', () => {
  it('instantiates once per memory, and again for another memory', () => {
    const module = new KernelModule(spikyBinary);
    const memory = new WebAssembly.Memory({ initial: 1 });
    expect(module.on(memory)).toBe(module.on(memory));
    expect(module.on(new WebAssembly.Memory({ initial: 1 }))).not.toBe(module.on(memory));
  });

  it('compiles each build once, on first use', () => {
    const compile = vi.spyOn(WebAssembly, 'Module');
    const module = new KernelModule(spikyBinary);
    expect(compile).toHaveBeenCalledTimes(0);
    for (let i = 0; i < 3; i++) {
      module.on(new WebAssembly.Memory({ initial: 1 }));
      module.on(new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true }));
      expect(module.obstacle).toBe(null);
    }
    expect(compile).toHaveBeenCalledTimes(2);
  });

  it('survives growth of the memory between calls', () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const module = new KernelModule(spikyBinary);
    module.on(memory).forward!(1024, 2048, 4);
    memory.grow(3);
    new Float32Array(memory.buffer)[65536 / 4] = 1.25;
    module.on(memory).forward!(65536, 65536 + 64, 1);
    expect(new Float32Array(memory.buffer)[65536 / 4 + 16]).toBe(0.25);
  });

  it('says why it cannot run where WebAssembly is missing', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(new KernelModule(spikyBinary).obstacle).toBe('this engine has no WebAssembly');
  });

  it('says why it cannot run where compilation is forbidden, and tries only once', () => {
    const forbid = vi.fn(function forbidden() {
      throw new WebAssembly.CompileError('Wasm code generation disallowed by embedder');
    });
    const module = new KernelModule(spikyBinary);
    vi.spyOn(WebAssembly, 'Module').mockImplementation(forbid);
    expect(module.obstacle).toBe('Wasm code generation disallowed by embedder');
    expect(module.obstacle).toBe('Wasm code generation disallowed by embedder');
    expect(forbid).toHaveBeenCalledTimes(1);
  });

  it('says why it cannot run where the engine has no SIMD', () => {
    // A module with an instruction that no engine has stands for one that this engine lacks.
    const unknown = Uint8Array.of(
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...[1, 4, 1, 0x60, 0, 0],
      ...[3, 2, 1, 0],
      ...[10, 6, 1, 4, 0, 0xfd, 0xff, 0x0b],
    );
    const base64 = Buffer.from(unknown).toString('base64');
    expect(new KernelModule({ unshared: base64, shared: base64 }).obstacle).toMatch(/opcode|validat/i);
  });
});
