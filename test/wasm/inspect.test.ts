import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import compile from 'watr/compile';
import { DATA_SECTION, inspect, MEMORY_SECTION, START_SECTION } from '../../src/wasm/inspect.js';

const inspected = (text: string): ReturnType<typeof inspect> => inspect(Uint8Array.from(compile(text)));

describe('inspect', () => {
  it('tells imports of every kind, and the types of exported functions behind them', () => {
    const { imports, exports, sections } = inspected(`(module
      (import "env" "f" (func (param f64)))
      (import "env" "t" (table 1 2 funcref))
      (import "env" "memory" (memory 1 200))
      (import "env" "g" (global (mut f32)))
      (func (export "first") (param i32 i64 f32 v128))
      (func (export "second") (result f64) (f64.const 0))
      (global (export "count") i32 (i32.const 1)))`);
    expect(imports.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'function env.f',
      'table env.t',
      'memory env.memory',
      'global env.g',
    ]);
    expect(imports[2]!.memory).toEqual({ least: 1, most: 200, shared: false, is64: false });
    expect([...exports]).toEqual([
      ['first', { params: ['i32', 'i64', 'f32', 'v128'], results: [] }],
      ['second', { params: [], results: ['f64'] }],
      ['count', undefined],
    ]);
    for (const section of [MEMORY_SECTION, START_SECTION, DATA_SECTION])
      expect(sections).not.toContain(section);
  });

  it('tells shared memories, and memories, start functions and data of the module itself', () => {
    const shared = inspected('(module (import "env" "memory" (memory 1 65536 shared)))');
    expect(shared.imports[0]!.memory).toEqual({ least: 1, most: 65536, shared: true, is64: false });
    const own = inspected('(module (memory 1) (func $f) (start $f) (data (i32.const 0) "a"))');
    for (const section of [MEMORY_SECTION, START_SECTION, DATA_SECTION])
      expect(own.sections).toContain(section);
  });

  it('agrees with the engine on what asc made', () => {
    for (const build of ['spiky', 'spiky.shared']) {
      const bytes = new Uint8Array(readFileSync(`build/${build}.wasm`));
      const module = new WebAssembly.Module(bytes);
      const { imports, exports } = inspect(bytes);
      expect(imports.map(({ name, kind }) => ({ kind, name }))).toEqual(
        WebAssembly.Module.imports(module).map(({ module, name, kind }) => ({
          kind,
          name: `${module}.${name}`,
        })),
      );
      expect([...exports.keys()]).toEqual(WebAssembly.Module.exports(module).map(({ name }) => name));
      expect(exports.get('backward')).toEqual({ params: ['i32', 'i32', 'i32', 'i32'], results: [] });
    }
  });

  it('refuses bytes that end early, and types that it does not read', () => {
    const bytes = Uint8Array.from(compile('(module (func (export "f") (param i32)))'));
    expect(() => inspect(bytes.slice(0, 12))).toThrow(new RangeError('a module that ends early'));
    const struct = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 3, 1, 0x5f, 0);
    expect(() => inspect(struct)).toThrow(new RangeError('a type of form 0x5f, which is no function'));
  });
});
