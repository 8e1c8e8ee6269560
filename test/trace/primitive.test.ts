// Operators and functions of JavaScript on a traced tensor: each is refused by its name, as far as that is known, and
// its place; no other tensor changes.
// biome-ignore-all lint/suspicious/noDoubleEquals: what is tested
// biome-ignore-all lint/suspicious/noGlobalIsNan: what is tested
// biome-ignore-all lint/suspicious/noGlobalIsFinite: what is tested
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { activation } from '../../src/index.js';
import { useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { errorsEverywhere } from '../tfjs/refusal.js';

/** A tensor, as JavaScript without types takes it. */
// biome-ignore lint/suspicious/noExplicitAny: what the functions do is no TypeScript
type Untyped = any;

const { pow } = Math;

const NUMBER = 'an operator such as * or <';
const DEFAULT = 'the operator + or ==';
const TEXT = 'a text or a key of an object';

const USES: [what: string, fn: (x: Untyped) => unknown, called: string][] = [
  ['x * x', (x) => x * x, NUMBER],
  ['x - 1', (x) => x - 1, NUMBER],
  ['1 / x', (x) => 1 / x, NUMBER],
  ['x % 2', (x) => x % 2, NUMBER],
  ['x ** 2', (x) => x ** 2, NUMBER],
  ['-x', (x) => -x, NUMBER],
  ['+x', (x) => +x, NUMBER],
  ['~x', (x) => ~x, NUMBER],
  ['x | 0', (x) => x | 0, NUMBER],
  ['x++', (x) => { let y = x; y++; return y; }, NUMBER],
  ['x > 0', (x) => (x > 0 ? x : 0), NUMBER],
  ['x < 0', (x) => (x < 0 ? x : 0), NUMBER],
  ['x >= 0', (x) => (x >= 0 ? x : 0), NUMBER],
  ['if (x <= 0)', (x) => { if (x <= 0) return tf.neg(x); return x; }, NUMBER],
  ['x + 1', (x) => x + 1, DEFAULT],
  ['x == 0', (x) => (x == 0 ? x : 0), DEFAULT],
  ['x != 0', (x) => (x != 0 ? x : 0), DEFAULT],
  ['a template', (x) => `${x}`, TEXT],
  ['an index', (x) => [1, 2][x], TEXT],
  ['a key', (x) => ({ a: x })[x as 'a'], TEXT],
  ['Math.tanh', (x) => Math.tanh(x), 'Math.tanh'],
  ['Math.max', (x) => Math.max(x, 0), 'Math.max'],
  ['Math.max of 0 first', (x) => Math.max(0, x), 'Math.max'],
  ['Math.min', (x) => Math.min(x, 0), 'Math.min'],
  ['Math.abs', (x) => Math.abs(x), 'Math.abs'],
  ['Math.exp', (x) => Math.exp(x), 'Math.exp'],
  ['pow of Math', (x) => pow(x, 2), 'pow'],
  ['Math.sqrt', (x) => Math.sqrt(x), 'Math.sqrt'],
  ['Math.sign', (x) => Math.sign(x), 'Math.sign'],
  ['Number', (x) => Number(x), 'Number'],
  ['String', (x) => String(x), 'String'],
  ['parseFloat', (x) => parseFloat(x), 'parseFloat'],
  ['isNaN', (x) => (isNaN(x) ? 0 : x), 'isNaN'],
  ['isFinite', (x) => (isFinite(x) ? x : 0), 'isFinite'],
  ['a typed array', (x) => tf.tensor1d(new Float32Array([x])), 'new Float32Array'],
  ['an operator on a result', (x) => (tf.exp(x) as Untyped) * 2, NUMBER],
  ['Math on a result', (x) => tf.add(x, Math.log(tf.exp(x) as Untyped)), 'Math.log'],
  ['an operator in an op', (x) => tf.mul(x, x > 0 ? 1 : 0), NUMBER],
  ['an operator in a helper', (x) => tf.tidy(() => [x].map((each) => each * 2)[0] as never), NUMBER],
  ['an operator in a gradient', (x) => tf.grad((v: Untyped) => v * v as never)(x), NUMBER],
]; // biome-ignore format: a row each

const PLAIN = "or use vectorize() from 'lanewise/vectorize' for plain functions";

describe('a traced tensor', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  it.each(USES)('refuses %s, and says so in its own words', (_, fn, called) => {
    for (const error of errorsEverywhere(() => activation('primitive', fn as never))) {
      const { message } = error as Error;
      expect(message).toContain(
        `activation "primitive": ${called} cannot take a tensor; write tf.mul(x, x) and the like, ${PLAIN} (at primitive.test.ts:`,
      );
      expect(message).toMatch(/ts:\d+:\d+\)$/);
    }
  });

  it.each<[string, (x: Untyped) => unknown, unknown]>([
    ['if (x)', (x) => (x ? 1 : 0), 1],
    ['!x', (x) => (!x ? 1 : 0), 0],
    ['x === 0', (x) => (x === 0 ? 1 : 0), 0],
    ['Number.isFinite', (x) => (Number.isFinite(x) ? 1 : 0), 0],
    ['Number.isNaN', (x) => (Number.isNaN(x) ? 1 : Number.NaN), Number.NaN],
  ])('cannot see %s, but the number that comes of it is refused', (_, fn, got) => {
    for (const error of errorsEverywhere(() => activation('primitive', fn as never))) {
      expect((error as Error).message).toBe(
        `activation "primitive": expected the function to return a tensor, got ${got}; choose with tf.where, ${PLAIN}`,
      );
    }
  });

  it('refuses to be a number among numbers, of which tfjs would make a tensor without values', () => {
    for (const error of errorsEverywhere(() => activation('primitive', (x) => tf.tensor([x] as never)))) {
      expect((error as Error).message).toBe(
        'activation "primitive": a tensor of shape [1] without values is used; expected numbers',
      );
    }
  });

  it('may be compared with null', () => {
    const op = activation('primitiveNull', (x) => (x == null ? tf.neg(x) : tf.abs(x)));
    expect(op.explain().formula).toBe('abs(x)');
  });

  it('says it without a place where the engine has no stacks', () => {
    const { captureStackTrace } = Error;
    Reflect.deleteProperty(Error, 'captureStackTrace');
    try {
      expect(() => activation('primitive', (x) => Math.tanh(x as Untyped) as Untyped)).toThrow(
        new Error(
          `activation "primitive": ${NUMBER} cannot take a tensor; write tf.mul(x, x) and the like, ${PLAIN}`,
        ),
      );
    } finally {
      Error.captureStackTrace = captureStackTrace;
    }
  });

  it('leaves the tensors of users as tfjs makes them', () => {
    tf.tidy(() => {
      const outside = tf.tensor1d([1, 2]);
      activation('primitiveOutside', (x) => tf.mul(x, tf.ones([])));
      for (const each of [outside, tf.exp(outside)]) {
        expect(Reflect.ownKeys(each)).not.toContain(Symbol.toPrimitive);
        expect(`${each}`).toMatch(/^Tensor\n/);
      }
      expect(Symbol.toPrimitive in tf.Tensor.prototype).toBe(false);
    });
  });
});
