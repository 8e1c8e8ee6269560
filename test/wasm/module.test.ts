import { describe, expect, it, vi } from 'vitest';
import { assemble } from '../../src/wasm/assemble/assemble.js';
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

  it.each(['Module', 'Instance'] as const)(
    'keeps the reason why the engine refuses a %s, and does not try again',
    (name) => {
      const refuse = vi.spyOn(WebAssembly, name).mockImplementation(function refused() {
        throw new WebAssembly.CompileError('local count too large');
      });
      const source = vi.fn(inlined(spikyBinary));
      const module = new KernelModule(source);
      const memory = new WebAssembly.Memory({ initial: 1 });
      for (let i = 0; i < 3; i++) expect(module.obstacleFor(memory)).toBe('local count too large');
      expect(() => module.on(memory)).toThrow('internal: local count too large');
      expect(refuse).toHaveBeenCalledTimes(1);
      expect(source).toHaveBeenCalledTimes(1);
    },
  );

  it('knows by memory where it is refused an instance', () => {
    const module = new KernelModule(inlined(spikyBinary));
    const [refused, other] = [new WebAssembly.Memory({ initial: 1 }), new WebAssembly.Memory({ initial: 1 })];
    const spy = vi.spyOn(WebAssembly, 'Instance').mockImplementation(function refuse() {
      throw new RangeError('Out of memory: Cannot allocate Wasm memory for new instance');
    });
    expect(module.obstacleFor(refused)).toContain('Out of memory');
    spy.mockRestore();
    expect(module.obstacleFor(refused)).toContain('Out of memory');
    expect(module.obstacleFor(other)).toBe(null);
  });

  it('says why there is no build, and passes on what its source throws, at every call', () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const none = new KernelModule((build) => `no build for ${build} memory`);
    expect([none.obstacleOn('shared'), none.obstacleFor(memory)]).toEqual([
      'no build for shared memory',
      'no build for unshared memory',
    ]);
    const failing = new KernelModule(() => {
      throw new RangeError('not a module');
    });
    for (let i = 0; i < 2; i++)
      expect(() => failing.obstacleFor(memory)).toThrow(new RangeError('not a module'));
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

describe('what stays compiled', () => {
  it('is what was compiled last; the rest is compiled again when it is used', () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const bytes = assemble('(module (import "env" "memory" (memory 0)) (func (export "run")))');
    let made = 0;
    const counted = new KernelModule(() => {
      made++;
      return bytes;
    });
    counted.on(memory).run!();
    counted.on(memory).run!();
    expect(made).toBe(1);
    const others = Array.from({ length: 4095 }, () => new KernelModule(() => bytes));
    for (const each of others) each.on(memory);
    counted.on(memory).run!();
    expect(made).toBe(1);
    new KernelModule(() => bytes).on(memory);
    counted.on(memory).run!();
    expect(made).toBe(2);
    expect(others.at(-1)!.obstacleFor(memory)).toBeNull();
  });
});
