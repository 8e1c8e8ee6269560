// Derivatives of high order of a long function have no bound. They are refused when they are too large to be made.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, expect, it } from 'vitest';
import { build } from '../../src/expr/build.js';
import { derivative, derivativeWithin } from '../../src/expr/derivative.js';
import { type Expr, input, nodesOf } from '../../src/expr/expr.js';
import { format } from '../../src/expr/notation.js';
import { activation } from '../../src/index.js';
import { useBackend, watchForLeaksAndWarnings } from './backends.js';
import { valuesOf } from './values.js';

beforeEach(() => useBackend('cpu'));
watchForLeaksAndWarnings();

const sines = (count: number): Expr => {
  let x: Expr = input(0);
  for (let i = 0; i < count; i++) x = build('sin', [x]);
  return x;
};

it('makes a derivative of as many nodes as are allowed, and none of more', () => {
  const expr = sines(50);
  // The derivative of x, which is 1, is made and then left out of a product.
  const nodes = nodesOf([derivative(expr, 0)]).length + 1;
  expect(derivativeWithin(expr, 0, nodes)).toBe(derivative(expr, 0));
  expect(derivativeWithin(expr, 0, nodes - 1)).toBe(undefined);
});

it('shares the parts of the sixth order of nested sines', () => {
  let expr = sines(30);
  for (let order = 0; order < 6; order++) expr = derivative(expr, 0);
  expect(nodesOf([expr]).length).toBeLessThan(5000);
});

it('refuses an order that is too large, as op and as gradient, and says so in explain()', {
  timeout: 240_000,
}, () => {
  const op = activation('longSines', (x) => {
    let y: tf.Tensor = x;
    for (let i = 0; i < 20_000; i++) y = tf.sin(y);
    return y;
  });
  const second = op.derivative().derivative();
  const message =
    /^longSinesDerivativeDerivative: expected a derivative by x of at most 300000 operations, got more; divide/;
  expect(() => second.derivative()).toThrow(message);
  expect(second.explain().derivatives).toEqual(['too large to be made: more than 300000 operations']);
  tf.tidy(() => {
    expect(() => tf.grad(second)(tf.scalar(0.5))).toThrow(
      `longSinesDerivativeDerivative: expected a derivative by x`,
    );
  });
  expect(valuesOf(() => op.derivative()(0))).toEqual([1]);
});

it('cuts a formula that nobody reads to its end', () => {
  const text = format(sines(5000), ['x']);
  expect(text).toMatch(/^(sin\(){2500}… \(cut; 5000 operations in all\)$/);
  expect(format(sines(1500), ['x'])).toBe(`${'sin('.repeat(1500)}x${')'.repeat(1500)}`);
});

it('names the parts of a formula without a search from the start', () => {
  // As many parts as there are names in two rounds of letters, without those of inputs.
  let x: Expr = build('add', [input(0), input(1)]);
  for (let i = 0; i < 30; i++) x = build('mul', [x, x]);
  const names = [...format(x, ['a', 'c1']).matchAll(/; (\w+) = /g)].map((match) => match[1]);
  expect(names).toEqual(
    [...'bcdefghijklmnopqrstuvw', 'a1', 'b1', ...'defghi'].map((name, i) => (i < 24 ? name : `${name}1`)),
  );
});
