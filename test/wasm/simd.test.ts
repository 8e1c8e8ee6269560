import { beforeEach, describe, expect, it, vi } from 'vitest';

const simdObstacle = async (): Promise<string | null> =>
  (await import('../../src/wasm/simd.js')).simdObstacle();

describe('simdObstacle', () => {
  beforeEach(() => void vi.resetModules());

  it('is none in Node', async () => expect(await simdObstacle()).toBe(null));

  it('says that there is no WebAssembly', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(await simdObstacle()).toBe('this engine has no WebAssembly');
  });

  it('says what the engine says where compilation is forbidden or SIMD unknown, and tries only once', async () => {
    const forbid = vi.fn(function forbidden() {
      throw new WebAssembly.CompileError('Wasm code generation disallowed by embedder');
    });
    vi.spyOn(WebAssembly, 'Module').mockImplementation(forbid);
    expect(await simdObstacle()).toBe('Wasm code generation disallowed by embedder');
    expect(await simdObstacle()).toBe('Wasm code generation disallowed by embedder');
    expect(forbid).toHaveBeenCalledTimes(1);
  });

  it('probes with a module that has a vector', async () => {
    const compile = vi.spyOn(WebAssembly, 'Module');
    await simdObstacle();
    const probe = compile.mock.calls[0]![0] as Uint8Array<ArrayBuffer>;
    expect(WebAssembly.validate(probe)).toBe(true);
    expect(probe).toContain(0x7b);
  });
});
