// tf.customGrad inside a function: the op has the gradients, of first and second order, that tfjs gives the function.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { activation, elementwise } from '../../src/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { errorsEverywhere } from '../tfjs/refusal.js';
import { valuesOf } from '../tfjs/values.js';

type X = tf.Tensor;
type Save = tf.GradSaveFunc;
type Fn = (...inputs: X[]) => X;

// tfjs loses second order where an op saves its result (tf.tanh, tf.exp), and where a gradFunc closes over a part.

const POINTS = [-3, -1.5, -1, -0.3, -0, 0, 0.2, 0.75, 1, 2.5];
/** For a second input: in another order, and apart from the first. */
const MORE = [0.5, -2, 1, 3, 0.1, -0.4, 2, -1, 1.5, 0.7];

const ste = tf.customGrad((x) => ({ value: tf.step(x as X), gradFunc: (dy: X) => dy }));
const reversed = tf.customGrad((x) => ({ value: tf.clone(x as X), gradFunc: (dy: X) => tf.mul(dy, -0.5) }));
const surrogate = tf.customGrad((x, save) => {
  (save as Save)([x as X]);
  return {
    value: tf.step(x as X),
    gradFunc: (dy: X, saved: X[]) => tf.div(dy, tf.add(1, tf.square(saved[0]!))),
  };
});
const closing = tf.customGrad((x) => ({
  value: tf.round(x as X),
  gradFunc: (dy: X) => tf.mul(tf.div(tf.neg(dy), 4), x as X),
}));
const product = tf.customGrad((a, b, save) => {
  (save as Save)([a as X, b as X]);
  return {
    value: tf.mul(tf.round(a as X), b as X),
    gradFunc: (dy: X, saved: X[]) => [
      tf.mul(dy, saved[1]!),
      tf.mul(tf.mul(dy, tf.sin(saved[0]!)), saved[1]!),
    ],
  };
});
const three = tf.customGrad((a, b, c) => ({
  value: tf.add(tf.floor(a as X), tf.mul(b as X, c as X)),
  gradFunc: (dy: X) => [tf.mul(dy, a as X), tf.add(dy, tf.mul(dy, c as X)), tf.neg(dy)],
}));
/** Its gradient is made by a function with a gradient of its own, too. */
const nested = tf.customGrad((x) => ({
  value: tf.step(x as X),
  gradFunc: (dy: X) => tf.mul(dy, surrogateOf(x as X)),
}));
const surrogateOf = tf.customGrad((x) => ({
  value: tf.sigmoid(x as X),
  gradFunc: (dy: X) => tf.mul(tf.mul(dy, 3), x as X),
}));
const inValue = tf.customGrad((x) => ({
  value: ste(x as X),
  gradFunc: (dy: X) => tf.mul(dy, tf.cos(x as X)),
}));

const OF_ONE: [what: string, fn: (x: X) => X, hasSecond: boolean][] = [
  ['a straight-through estimator', (x) => ste(x), false],
  ['one of a part', (x) => tf.mul(tf.sin(x), ste(tf.sub(tf.square(x), 1))), true],
  ['a gradient that is reversed', (x) => tf.cos(reversed(tf.mul(x, 2))), true],
  ['a saved input', (x) => surrogate(x), true],
  ['a saved part', (x) => tf.mul(x, surrogate(tf.add(tf.square(x), -1))), true],
  ['an input that is closed over', (x) => tf.mul(x, closing(x)), true],
  ['one in another', (x) => surrogate(tf.add(x, reversed(tf.sin(x)))), true],
  ['one in a gradient', (x) => nested(x), true],
  ['one in a value', (x) => inValue(x), true],
  ['two that are added', (x) => tf.add(surrogate(x), tf.mul(closing(x), x)), true],
  ['a gradient of it that is taken inside', (x) => tf.grad((v: X) => tf.mul(surrogate(v), v))(x), true],
  ['one of two inputs that are the same', (x) => product(x, x), true],
  ['one of a number', (x) => tf.mul(x, surrogate(tf.scalar(0.5))), false],
  ['logSigmoid, which tfjs makes so', (x) => tf.logSigmoid(x), true],
]; // biome-ignore format: a row each

const close = (got: readonly number[], expected: readonly number[]): void => {
  expect(got).toHaveLength(expected.length);
  got.forEach((value, i) => {
    const scale = Math.max(1, Math.abs(expected[i]!));
    expect(value / scale, `at ${i} of ${got} and ${expected}`).toBeCloseTo(expected[i]! / scale, 5);
  });
};

describe.each(BACKENDS)('on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it.each(OF_ONE)('%s has the value and the gradients of tfjs', (what, fn, hasSecond) => {
    const op = activation(`custom${what.replace(/\W/g, '')}`, fn);
    const x = tf.tensor1d(POINTS);
    close(
      valuesOf(() => op(x)),
      valuesOf(() => fn(x)),
    );
    close(
      valuesOf(() => tf.grad(op)(x)),
      valuesOf(() => tf.grad(fn)(x)),
    );
    close(
      valuesOf(() => op.derivative()(x)),
      valuesOf(() => tf.grad(fn)(x)),
    );
    const second = (f: (v: X) => X): number[] => valuesOf(() => tf.grad((v: X) => tf.grad(f)(v))(x));
    // Where the gradient does not depend on x, tfjs has no second one, and that of an op is 0.
    close(second(op), hasSecond ? second(fn) : POINTS.map(() => 0));
    x.dispose();
  });

  const OF_MORE: [what: string, fn: Fn, inputs: number][] = [
    ['two inputs', (a, b) => product(a!, b!), 2],
    ['two inputs in a sum', (a, b) => tf.mul(tf.cos(product(tf.sin(a!), b!)), a!), 2],
    ['three inputs', (a, b, c) => tf.mul(three(a!, tf.mul(a!, b!), c!), b!), 3],
  ];

  it.each(OF_MORE)('one of %s has the gradients of tfjs by each', (what, fn, count) => {
    const op = elementwise(`custom${what.replace(/\W/g, '')}`, fn, {
      inputs: ['a', 'b', 'c'].slice(0, count),
    });
    const inputs = [POINTS, MORE, MORE.map((each) => each * each - 1)]
      .slice(0, count)
      .map((each) => tf.tensor1d(each));
    close(
      valuesOf(() => op(...inputs)),
      valuesOf(() => fn(...inputs)),
    );
    for (let i = 0; i < count; i++) {
      const by =
        (f: Fn) =>
        (xs: X[]): X =>
          tf.grads(f)(xs)[i]!;
      close(
        valuesOf(() => by(op as Fn)(inputs)),
        valuesOf(() => by(fn)(inputs)),
      );
      for (let j = 0; j < count; j++) {
        const twice = (f: Fn): number[] =>
          valuesOf(() => tf.grads((...xs: X[]) => tf.add(by(f)(xs), tf.mul(0, tf.addN(xs))))(inputs)[j]!);
        close(twice(op as Fn), twice(fn));
      }
    }
    tf.dispose(inputs);
  });

  it('of a saved output the second derivative is the true one, where tfjs has none', () => {
    const exp = tf.customGrad((x, save) => {
      const value = tf.exp(x as X);
      (save as Save)([value]);
      return { value, gradFunc: (dy: X, saved: X[]) => tf.mul(tf.mul(dy, 2), saved[0]!) };
    });
    const op = activation('customSavedOutput', (x) => exp(x));
    const x = tf.tensor1d(POINTS);
    const twice = POINTS.map((each) => 2 * Math.exp(each));
    close(
      valuesOf(() => tf.grad(op)(x)),
      twice,
    );
    close(
      valuesOf(() => tf.grad((v: X) => tf.grad(op)(v))(x)),
      twice,
    );
    x.dispose();
  });

  it('goes into an op that calls it, and into an activation that is defined inside', () => {
    const inner = activation('customInner', (x) => surrogate(x));
    const outer = activation('customOuter', (x) =>
      tf.mul(inner(tf.mul(x, 2)), activation('customInside', (y) => tf.add(y, surrogate(y)))(x)),
    );
    const fn = (x: X): X => tf.mul(surrogate(tf.mul(x, 2)), tf.add(x, surrogate(x)));
    const x = tf.tensor1d(POINTS);
    close(
      valuesOf(() => tf.grad(outer)(x)),
      valuesOf(() => tf.grad(fn)(x)),
    );
    x.dispose();
  });

  it('gives way to the option derivative', () => {
    const op = activation('customDeclared', (x) => ste(x), { derivative: (x) => tf.mul(x, 7) });
    const x = tf.tensor1d(POINTS);
    close(
      valuesOf(() => tf.grad(op)(x)),
      POINTS.map((each) => each * 7),
    );
    x.dispose();
  });

  const IN = 'in the gradFunc of tf.customGrad,';
  const MULTIPLE = `${IN} it is not dy times a function of the inputs; apply it outside the activation`;
  const REFUSED: [what: string, gradFunc: (dy: X, x: X) => X, message: string][] = [
    ['clips dy', (dy) => tf.clipByValue(dy, -1, 1), MULTIPLE],
    ['adds to dy', (dy) => tf.add(dy, 1), MULTIPLE],
    ['leaves dy out', (_, x) => tf.onesLike(x), MULTIPLE],
    ['squares dy', (dy) => tf.square(dy), MULTIPLE],
    ['divides by dy', (dy, x) => tf.div(x, dy), MULTIPLE],
    ['takes the sign of dy', (dy) => tf.sign(dy), MULTIPLE],
    ['chooses by dy', (dy, x) => tf.where(tf.greater(dy, 0), x, tf.neg(x)), MULTIPLE],
    ['chooses dy by dy', (dy) => tf.where(tf.greater(dy, 0), dy, tf.mul(dy, 2)), MULTIPLE],
    ['chooses something else than dy', (dy, x) => tf.where(tf.greater(x, 0), dy, x), MULTIPLE],
    ['sums', (dy) => tf.mul(dy, tf.sum(dy)), `${IN} tf.sum is not elementwise; apply it outside the activation`],
    ['reads dy', (dy) => tf.mul(dy, dy.dataSync()[0]!), `${IN} it reads values`],
    ['multiplies dy by JavaScript', (dy) => ((dy as never) * 2) as never, `${IN} an operator such as * or < cannot take a tensor`],
  ]; // biome-ignore format: a row each

  it.each(REFUSED)('refuses a gradFunc that %s', (_, gradFunc, message) => {
    const custom = tf.customGrad((x) => ({
      value: tf.step(x as X),
      gradFunc: (dy: X) => gradFunc(dy, x as X),
    }));
    for (const error of errorsEverywhere(() => activation('customRefused', (x) => custom(x)))) {
      expect((error as Error).message).toContain(`activation "customRefused": ${message}`);
    }
  });

  it('leaves tf.customGrad as it was', () => {
    const x = tf.tensor1d(POINTS);
    expect(valuesOf(() => tf.grad(ste)(x))).toEqual(POINTS.map(() => 1));
    expect(Object.keys(tf.engine()).filter((key) => key === 'runKernelFunc' || key === 'track')).toEqual([]);
    x.dispose();
  });
});
