import { describe, expect, it } from 'vitest';
import { functionsOf } from '../../../scripts/lanes/functions.js';

/** A module as asc writes it, with an exported function `aExact` of these instructions. */
const wat = (code: string, header = '(param $0 v128) (result v128)'): string => `(module
 (type $0 (func (param v128) (result v128)))
 (export "aExact" (func $assembly/lanes/a/aExact))
 (func $assembly/lanes/b/helper (param $0 f32) (result f32)
  local.get $0
 )
 (func $assembly/lanes/a/aExact ${header}
  (local $1 i32)
  (local $2 v128)
  ${code}
 )
)`;

describe('functionsOf', () => {
  it('takes functions apart', () => {
    const functions = functionsOf(wat('local.get $0\n  call $assembly/lanes/b/helper\n  br $for-loop|0'));
    expect([...functions.values()]).toEqual([
      {
        name: 'helper',
        file: 'b',
        params: ['f32'],
        result: 'f32',
        locals: [],
        code: 'local.get $0',
        calls: [],
        isExported: false,
      },
      {
        name: 'aExact',
        file: 'a',
        params: ['v128'],
        result: 'v128',
        locals: ['i32', 'v128'],
        code: 'local.get $0 call $helper br $for-loop.0',
        calls: ['helper'],
        isExported: true,
      },
    ]);
  });

  it.each([
    ['v128.load offset=4', 'uses v128.load; it must be pure'],
    ['global.get $g', 'uses global.get; it must be pure'],
    ['call $assembly/lanes/c/missing', 'calls missing, which is not there'],
    ['local.get $3', 'has no local $3'],
    ['local.get $x', 'has no local $x'],
    ['local.get $0 drop #', 'does not come out of packing as it went in'],
    ['if local.get $0 return end', 'returns early, which would end the whole kernel'],
  ])('refuses %s', (code, message) => {
    expect(() => functionsOf(wat(code))).toThrow(new Error(`lane function aExact: ${message}`));
  });

  it('refuses an exported function of anything but vectors', () => {
    expect(() => functionsOf(wat('local.get $0', '(param $0 f32) (result f32)'))).toThrow(
      'lane function aExact: expected vectors, got (f32) -> f32',
    );
    expect(() => functionsOf(wat('local.get $0', '(param $0 v128)'))).toThrow(
      'lane function aExact: expected a result',
    );
  });

  it('refuses two functions of a name, and data', () => {
    const text = wat('local.get $0');
    const [twice] = text.match(/ \(func \$assembly\/lanes\/b[\s\S]*?\n \)/)!;
    expect(() => functionsOf(text.replace(/\)$/, `${twice}\n)`))).toThrow('two functions are called helper');
    expect(() => functionsOf(`${text} (data (i32.const 8) "x")`)).toThrow('lanes: have a data segment');
  });
});
