import { describe, expect, it } from 'vitest';
import { build } from '../../src/expr/build.js';
import { derivative } from '../../src/expr/derivative.js';
import { evaluate } from '../../src/expr/evaluate.js';
import { constant, type Expr, input, nodesOf } from '../../src/expr/expr.js';
import type { OperationName } from '../../src/expr/operations.js';
import { fuse } from '../../src/render/fuse.js';
import { renderWat } from '../../src/render/wat/module.js';

const call = (name: OperationName, ...args: Expr[]): Expr => build(name, args);
const [x, y] = [input(0), input(1)];
const gate = (u: Expr): Expr => call('tanh', call('softplus', u));
const mish = call('mul', x, gate(x));

const FORMS: Record<string, Expr> = {
  'tanh(softplus(x))': gate(x),
  'the derivative of mish': derivative(mish, 0),
  'mish of mish': call('mul', mish, gate(mish)),
  'a sigmoid and its derivative beside it': call(
    'add',
    gate(x),
    call('mul', call('sigmoid', x), derivative(call('sigmoid', x), 0)),
  ),
  'two arguments': call('mul', gate(x), call('add', gate(y), call('sigmoid', y))),
  'x^3': call('pow', x, constant(3)),
  'x^4 of a sum': call('pow', call('add', x, y), constant(4)),
};

const VALUES = [-Infinity, -120, -87.5, -20, -3, -0.5, -1e-9, -0, 0, 1e-9, 0.7, 2, 15, 90, Infinity, NaN];

const calls = (outputs: readonly Expr[], name: OperationName): number =>
  nodesOf(outputs).filter((node) => node.kind === 'operation' && node.name === name).length;

describe('fuse', () => {
  it.each(Object.keys(FORMS))('gives %s the values that it had, in float64', (name) => {
    const form = FORMS[name]!;
    const [fused] = fuse([form]);
    expect(fused).not.toBe(form);
    for (const a of VALUES)
      for (const b of VALUES) {
        const [was, is] = [form, fused!].map((expr) => evaluate(expr, [a, b])) as [number, number];
        const right = Object.is(is, was) || Math.abs(is - was) <= 1e-12 * Math.max(1, Math.abs(was));
        expect(right, `at ${a}, ${b}: ${is}, was ${was}`).toBe(true);
      }
  });

  it('keeps all bits far from 0, where a difference from 1 would cancel', () => {
    const lessThanOne = (a: Expr): Expr => call('sub', constant(1), a);
    const [value, slope, rest] = fuse([
      gate(x),
      lessThanOne(call('mul', gate(x), gate(x))),
      lessThanOne(call('sigmoid', x)),
    ]);
    const relative = (got: number, right: number): number => Math.abs(got / right - 1);
    // e^x (1 - e^x / 2 + …), 4 e^-2x (1 - 2 e^-x + …), and e^-x (1 - e^-x + …).
    expect(relative(evaluate(value!, [-40]), Math.exp(-40))).toBeLessThan(1e-14);
    expect(relative(evaluate(slope!, [40]), 4 * Math.exp(-80))).toBeLessThan(1e-14);
    expect(relative(evaluate(rest!, [40]), Math.exp(-40))).toBeLessThan(1e-14);
  });

  it('computes one exponential for mish and swish and their derivatives together', () => {
    const swish = call('mul', x, call('sigmoid', x));
    const fused = fuse([mish, derivative(mish, 0), swish, derivative(swish, 0)]);
    expect(calls(fused, 'exp')).toBe(1);
    for (const name of ['tanh', 'softplus', 'sigmoid'] as const) expect(calls(fused, name)).toBe(0);
  });

  it('keeps a sigmoid, a softplus and a tanh that stand alone', () => {
    for (const form of [
      derivative(call('sigmoid', x), 0),
      call('softplus', x),
      call('tanh', x),
      call('pow', x, y),
    ]) {
      expect(fuse([form])).toEqual([form]);
    }
  });

  it('is not for the exact tier', () => {
    const text = renderWat({ inputs: 1, outputs: [mish], precision: 'exact' }, { shared: false });
    expect(text).toContain('(func $tanhExact ');
    expect(text).toContain('(func $softplusExact ');
  });
});
