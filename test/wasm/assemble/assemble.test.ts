// The oracle is watr, a general assembler of WebAssembly text.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import compile from 'watr/compile';
import { build } from '../../../src/expr/build.js';
import { input } from '../../../src/expr/expr.js';
import { BINARY, UNARY } from '../../../src/expr/operations.js';
import { renderWat } from '../../../src/render/wat/module.js';
import { assemble } from '../../../src/wasm/assemble/assemble.js';
import '../../every-operation.js';
import { allOpcodes, type Instruction, instructionOf } from '../../../src/wasm/assemble/opcodes.js';

/** Differences are shown in hex, a line for 16 bytes. */
const dump = (bytes: ArrayLike<number>): string[] =>
  Buffer.from(Array.from(bytes))
    .toString('hex')
    .match(/.{1,32}/g)!;

function expectAsWatr(text: string): void {
  expect(dump(assemble(text))).toEqual(dump(compile(text)));
}

const MEMORY = '(import "env" "memory" (memory 0))';

/** What has to stand behind the name of an instruction. */
const IMMEDIATES: Readonly<Record<string, string>> = {
  none: '',
  local: ' $b',
  shuffle: ' 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31',
  lane: ' 1',
  memory: ' offset=300',
  'memory lane': ' offset=16 1',
};

const INSTRUCTIONS = [...allOpcodes().keys()].map((name): [string, Instruction] => [
  name,
  instructionOf(name)!,
]);

describe('assemble', () => {
  it.each([...UNARY, ...BINARY])('makes of a kernel of %s the bytes that watr makes', (name) => {
    const expr = build(name, (UNARY as readonly string[]).includes(name) ? [input(0)] : [input(0), input(1)]);
    for (const precision of ['fast', 'exact'] as const)
      for (const shared of [false, true])
        expectAsWatr(renderWat({ inputs: 2, outputs: [expr], precision }, { shared }));
  });

  it('makes of the text of asc the bytes that watr makes, and the engine takes them', () => {
    const functions = readFileSync('build/lanes.wat', 'utf8').match(/^ \(func \$[\s\S]*?\n \)$/gm)!;
    expect(functions.length).toBeGreaterThan(20);
    const text = `(module ${MEMORY} ${functions.join('\n')})`;
    expectAsWatr(text);
    expect(WebAssembly.validate(assemble(text))).toBe(true);
  });

  it.each(INSTRUCTIONS.filter(([, { immediate }]) => immediate !== 'constant'))(
    'knows the bytes of %s',
    (name, { immediate }) => {
      const body = `${name}${IMMEDIATES[immediate]}`;
      expectAsWatr(`(module ${MEMORY} (func $f (param $a i32) (local $b v128) ${body}))`);
    },
  );

  it.each([
    ...['i32.const 0', 'i32.const -1', 'i32.const 63', 'i32.const 64', 'i32.const -64', 'i32.const -65'],
    ...['i32.const 2147483647', 'i32.const -2147483648', 'i32.const 0x7f', 'i64.const -9223372036854775808'],
    ...['i64.const 9223372036854775807', 'i64.const 11400714819323198485', 'f32.const 0.1', 'f32.const -inf'],
    ...['f64.const 1e-320', 'f64.const -0', 'f64.const inf', 'f64.const 6755399441055744'],
    'v128.const i32x4 0x3f800000 0x00000001 0xffffffff 0x80000000',
  ])('writes %s', (constant) => expectAsWatr(`(module (func $f ${constant} drop))`));

  it.each([
    '(block $a (loop $b (br_if $a (i32.eqz (local.get $n))) (br $b)))',
    '(if (local.get $n) (then (return)))',
    '(if (i32.eqz (local.get $n)) (then (local.set $n (i32.const 1))) (else (local.set $n (i32.const 2))))',
    '(local.set $n (if (result i32) (local.get $n) (then (i32.const 1)) (else (i32.const 2))))',
    'local.get $n if (result i32) i32.const 1 else i32.const 2 end local.set $n',
    'loop $a block $b local.get $n br_if $b br $a end end',
    '(block $a block $b (br $a) end)',
    '(call $later (local.get $n) (i32.const 1)) drop',
    ';; a remark (with a parenthesis\n nop'.replace('nop', 'return'),
  ])('assembles %s', (body) => {
    const later = '(func $later (param $a i32) (param $b i32) (result i32) (local.get $a))';
    const text = `(module ${MEMORY} (func (export "run") (param $n i32) (local $x i32) (local $y v128) (local $z i32) ${body}) ${later})`;
    expectAsWatr(text);
    expect(WebAssembly.validate(assemble(text))).toBe(true);
  });

  it.each([127, 128, 300, 16383, 16384])('writes counts of %i as watr does', (count) => {
    const each = (text: (i: number) => string): string =>
      Array.from({ length: count }, (_, i) => text(i)).join(' ');
    expectAsWatr(
      `(module (func $f ${each((i) => `(param $p${i} i32)`)} (local.set $p${count - 1} (i32.const 1))))`,
    );
    expectAsWatr(`(module (func $f ${each(() => '(result i32)')} ${each(() => '(i32.const 1)')}))`);
    expectAsWatr(
      `(module (func $f ${each((i) => `(local $l${i} i32)`)} (local.set $l${count - 1} (i32.const 1))))`,
    );
    expectAsWatr(`(module (func $f ${each((i) => `(local $l${i} ${i % 2 === 0 ? 'i32' : 'f32'})`)} ))`);
    expectAsWatr(`(module ${each((i) => `(func $f${i} (export "run${i}") (call $f${count - 1 - i}))`)})`);
  });

  it.each([127, 128, 300])('writes %i types as watr does', (count) => {
    const functions = Array.from({ length: count }, (_, i) => `(func $f${i} ${'(result i32)'.repeat(i)})`);
    expectAsWatr(`(module ${functions.join(' ')})`);
  });

  it.each([127, 128, 1000])('makes a function of %i parameters that the engine takes', (count) => {
    const params = Array.from({ length: count }, (_, i) => `(param $p${i} i32)`).join(' ');
    const text = `(module (func (export "last") ${params} (result i32) (local.get $p${count - 1})))`;
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(assemble(text)));
    const args = Array.from({ length: count }, (_, i) => i);
    expect((exports.last as (...args: number[]) => number)(...args)).toBe(count - 1);
  });

  it.each([
    ['(module (func $f f32x4.relaxed_madd))', 'no instruction f32x4.relaxed_madd'],
    ['(module (func $f local.get $a))', 'nothing is called $a'],
    ['(module (func $f call $g))', 'nothing is called $g'],
    ['(module (func $f (block $a (br $b))))', 'no block $b'],
    ['(module (func $f (local $a f16)))', 'no type f16'],
    ['(module (func $f', 'the module ends too soon'],
    ['(module (table 0))', 'expected func, got table'],
  ])('refuses %s as a fault of ours', (text, message) => {
    expect(() => assemble(text)).toThrow(new Error(`internal: ${message}`));
  });
});
