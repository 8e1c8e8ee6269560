import { describe, expect, it } from 'vitest';
import { build, call, isTruth, toNumber, toTruth } from '../../src/expr/build.js';
import { evaluate } from '../../src/expr/evaluate.js';
import { constant, type Expr, input, isConstant, operation } from '../../src/expr/expr.js';
import { evaluate32, SPECIAL } from './float32.js';

const x = input(0);
const y = input(1);
const z = input(2);
const c = constant;
const below = operation('lt', [x, y]);
const round = Math.fround;

/** Python's modulo in float32: the exact remainder, then one rounded addition. */
const modulo = (a: number, b: number): number => {
  const r = a % b;
  if (r === 0) return b < 0 ? -0 : 0;
  return r < 0 !== b < 0 ? round(r + b) : r;
};

/** What is made, what it must become, and its value computed as if nothing had been rewritten. */
const RULES: [title: string, made: Expr, simple: Expr, value: (x: number, y: number, z: number) => number][] =
  [
    ['-(-x) is x', build('neg', [build('neg', [x])]), x, (a) => -(-a)],
    ['x - 0 is x', build('sub', [x, c(0)]), x, (a) => a - 0],
    ['1 * x is x', build('mul', [c(1), x]), x, (a) => 1 * a],
    ['x * 1 is x', build('mul', [x, c(1)]), x, (a) => a * 1],
    ['-1 * x is -x', build('mul', [c(-1), x]), operation('neg', [x]), (a) => -1 * a],
    ['x * -1 is -x', build('mul', [x, c(-1)]), operation('neg', [x]), (a) => a * -1],
    ['x / 1 is x', build('div', [x, c(1)]), x, (a) => a / 1],
    ['x / -1 is -x', build('div', [x, c(-1)]), operation('neg', [x]), (a) => a / -1],
    ...[1, 3, -4, 100, -100, 126, -126].flatMap((power) =>
      [2 ** power, -(2 ** power)].map((divisor): (typeof RULES)[number] => [
        `x / ${divisor} is a product`,
        build('div', [x, c(divisor)]),
        operation('mul', [x, c(1 / divisor)]),
        (a) => a / divisor,
      ]),
    ),
    ['x ^ 0 is 1', build('pow', [x, c(0)]), c(1), () => 1],
    ['x ^ 1 is x', build('pow', [x, c(1)]), x, (a) => a],
    ['x ^ 2 is x * x', build('pow', [x, c(2)]), operation('mul', [x, x]), (a) => a ** 2],
    ['x ^ -1 is 1 / x', build('pow', [x, c(-1)]), operation('div', [c(1), x]), (a) => a ** -1],
    [
      'x mod 1 is x - floor(x)',
      build('mod', [x, c(1)]),
      operation('sub', [x, operation('floor', [x])]),
      (a) => modulo(a, 1),
    ],
    ['a choice of x or x is x', build('select', [below, x, x]), x, (a) => a],
    [
      'a choice by not is the other choice',
      build('select', [operation('not', [below]), x, z]),
      operation('select', [below, z, x]),
      (a, b, d) => (!(a < b) ? a : d),
    ],
    ['a choice by a true constant', build('select', [operation('lt', [c(1), c(2)]), x, y]), x, (a) => a],
    ['a choice by a false constant', build('select', [operation('gt', [c(1), c(2)]), x, y]), y, (_, b) => b],
    [
      'a choice by not NaN',
      build('select', [operation('not', [operation('eq', [c(NaN), c(NaN)])]), x, y]),
      x,
      (a) => a,
    ],
    [
      'a choice by constants and, or',
      build('select', [
        operation('and', [
          operation('le', [c(1), c(1)]),
          operation('or', [operation('ne', [c(NaN), c(0)]), operation('eq', [c(0), c(1)])]),
        ]),
        x,
        y,
      ]),
      x,
      (a) => a,
    ],
  ];

describe('make', () => {
  it.each(RULES)('%s, for every float32', (_, made, simple, value) => {
    expect(made).toBe(simple);
    for (const a of SPECIAL)
      for (const b of SPECIAL)
        for (const d of [7, -0]) {
          const [actual, expected] = [evaluate32(made, [a, b, d]), round(value(a, b, d))];
          if (!Object.is(actual, expected)) expect.fail(`at ${[a, b, d]}: ${actual}, not ${expected}`);
        }
  });

  it('turns not not into what it was', () => {
    expect(build('not', [build('not', [below])])).toBe(below);
  });

  it.each<[title: string, made: Expr, wrong: (x: number) => number]>([
    ['x + 0', build('add', [x, c(0)]), (a) => a],
    ['0 + x', build('add', [c(0), x]), (a) => a],
    ['x - -0', build('sub', [x, c(-0)]), (a) => a],
    ['0 - x', build('sub', [c(0), x]), (a) => -a],
    ['0 * x', build('mul', [c(0), x]), () => 0],
    ['x * 0', build('mul', [x, c(0)]), () => 0],
    ['x - x', build('sub', [x, x]), () => 0],
    ['x / x', build('div', [x, x]), () => 1],
    ['0 / x', build('div', [c(0), x]), () => 0],
    ['x mod x', build('mod', [x, x]), () => 0],
    ['x ^ 0.5', build('pow', [x, c(0.5)]), (a) => Math.sqrt(a)],
    ['x / 2^127', build('div', [x, c(2 ** 127)]), (a) => a * 0],
    ['x / 2^-127', build('div', [x, c(2 ** -127)]), (a) => a * round(2 ** 128)],
  ])('leaves %s as it is, for some float32 tells it from what it might be taken for', (_, made, wrong) => {
    expect(made.kind).toBe('operation');
    expect(SPECIAL.some((a) => !Object.is(evaluate32(made, [a]), round(wrong(a))))).toBe(true);
  });

  it('leaves division by what is not a power of two', () => {
    for (const divisor of [
      3,
      0,
      -0,
      Number.POSITIVE_INFINITY,
      Number.NaN,
      2 + 2 ** -22,
      2 ** -149,
      2 ** 127,
    ]) {
      const made = build('div', [x, c(divisor)]);
      expect(made).toBe(operation('div', [x, c(divisor)]));
    }
  });

  it('folds constants to the float32 of their value', () => {
    expect(build('add', [c(0.1), c(0.2)])).toBe(c(Math.fround(0.1) + Math.fround(0.2)));
    expect(build('neg', [c(0)])).toBe(c(-0));
    expect(build('div', [c(1), c(0)])).toBe(c(Number.POSITIVE_INFINITY));
    expect(build('sqrt', [c(-1)])).toBe(c(Number.NaN));
    expect(build('mod', [c(-1), c(3)])).toBe(c(2));
    for (const a of SPECIAL)
      for (const b of SPECIAL) {
        const values = {
          add: a + b,
          sub: a - b,
          mul: a * b,
          div: a / b,
          min: Math.min(a, b),
          max: Math.max(a, b),
          mod: modulo(a, b),
          atan2: Math.atan2(a, b),
        };
        const folded = Object.keys(values).map((name) => build(name as keyof typeof values, [c(a), c(b)]));
        expect(folded).toEqual(Object.values(values).map(c));
      }
  });

  it('does not fold truth values, which are not numbers', () => {
    expect(isTruth(build('lt', [c(1), c(2)]))).toBe(true);
  });

  it('leaves an override as it is', () => {
    expect(build('override', [c(1), c(2), x])).toBe(operation('override', [c(1), c(2), x]));
  });
});

describe('toTruth and toNumber', () => {
  it('are true where a number is not 0, NaN included, and 1 where it is true', () => {
    for (const a of SPECIAL) {
      expect(evaluate(toNumber(toTruth(x)), [a])).toBe(a === 0 ? 0 : 1);
      expect(evaluate(toNumber(below), [a, 1])).toBe(a < 1 ? 1 : 0);
    }
  });

  it('leave what is already of the kind', () => {
    expect(toTruth(below)).toBe(below);
    expect(toNumber(x)).toBe(x);
  });
});

describe('is', () => {
  it('tells -0 from 0, and knows NaN', () => {
    expect([
      isConstant(c(0), 0),
      isConstant(c(-0), 0),
      isConstant(c(0), -0),
      isConstant(c(NaN), NaN),
      isConstant(x, 0),
    ]).toEqual([true, false, false, true, false]);
  });
});

describe('a choice by a condition of many parts', () => {
  it('is made at once, where the parts are shared and where they lie deep', () => {
    const isTrue = call('lt', constant(1), constant(2));
    let shared = isTrue;
    for (let i = 0; i < 200; i++) shared = call('and', call('or', shared, shared), shared);
    expect(call('select', shared, input(0), input(1))).toBe(input(0));
    let deep = isTrue;
    for (let i = 0; i < 50_000; i++) deep = call('and', deep, call('lt', constant(i), constant(i + 1)));
    expect(call('select', deep, input(0), input(1))).toBe(input(0));
    const open = call('and', deep, call('lt', input(0), constant(0)));
    expect(call('select', open, input(0), input(1))).toMatchObject({ name: 'select' });
  });
});
