import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { activation, diagnose, type ElementwiseOp, elementwise, stopGradient } from '../../src/index.js';
import { kernelOp } from '../../src/kernels/index.js';
import { vectorize } from '../../src/vectorize/index.js';
import { thrownBy } from '../thrown.js';
import { useBackend } from './backends.js';

/** What goes wrong in each part of all results, by formula. */
function troubles(op: ElementwiseOp, ...at: number[]): Record<string, string> {
  const parts = diagnose(op, at).results.flatMap((result) => result.parts);
  return Object.fromEntries(
    parts.filter(({ trouble }) => trouble !== null).map(({ formula, trouble }) => [formula, trouble!]),
  );
}

const naiveMish = activation('naiveMish', (x) => tf.mul(x, tf.tanh(tf.log(tf.add(1, tf.exp(x))))));
const entropy = activation('entropy', (p) => tf.neg(tf.mul(p, tf.log(p))));
const guarded = elementwise('guarded', (a, b) => tf.where(tf.greater(a, 0), tf.log(a), tf.div(1, b)));

describe('diagnose', () => {
  it('lists each operation of the value and then those of the derivative, with both values', () => {
    const halves = activation('halves', (x) => tf.exp(tf.mul(x, 0.1)));
    const { name, inputs, at, results, first } = diagnose(halves, [0.3]);
    expect({ name, inputs, at, first }).toEqual({
      name: 'halves',
      inputs: ['x'],
      at: [Math.fround(0.3)],
      first: null,
    });
    const tenth = Math.fround(0.1);
    const product = Math.fround(0.3) * tenth;
    const values = results.map((result) => [result.name, result.formula, result.float32, result.float64]);
    const [y32, y64] = [Math.fround(Math.exp(Math.fround(product))), Math.exp(product)];
    expect(values).toEqual([
      ['halves(x)', 't2', y32, y64],
      ["halves'(x)", 't3', Math.fround(y32 * tenth), y64 * tenth],
    ]);
    const parts = results.map((result) => result.parts.map((part) => `${part.name} = ${part.formula}`));
    expect(parts).toEqual([['t1 = x * 0.1', 't2 = exp(t1)'], ['t3 = t2 * 0.1']]);
  });

  it.each(['cpu', 'wasm'])('has in float32 what an exact kernel computes on %s', async (backend) => {
    await useBackend(backend);
    const exact = activation('exactMish', (x) => tf.mul(x, tf.tanh(tf.log(tf.add(1, tf.exp(x))))), {
      precision: 'exact',
    });
    for (const x of [-3, -0.7, 0.1, 2.5, 8.5]) {
      const [value, slope] = diagnose(exact, [x]).results;
      const computed = tf.tidy(() => [exact([x]).dataSync()[0], exact.derivative()([x]).dataSync()[0]]);
      expect(computed, String(x)).toEqual([value!.float32, slope!.float32]);
    }
  });

  it('marks where NaN and infinities are born, and not what they bring about', () => {
    expect(troubles(entropy, -0.25)).toEqual({ 'log(x)': 'NaN: log of a negative number' });
    expect(troubles(entropy, 0)).toEqual({
      'log(x)': '-Infinity: log of 0',
      'x * t1': 'NaN: mul of 0 and -Infinity',
      '1 / x': 'Infinity: division by 0',
      'x * t4': 'NaN: mul of 0 and Infinity',
    });
    expect(troubles(entropy, Number.NaN)['log(x)']).toBe('takes NaN');
    expect(diagnose(naiveMish, [100]).first).toMatchObject({
      formula: 'exp(x)',
      float32: Number.POSITIVE_INFINITY,
      float64: Math.exp(100),
      trouble: `overflows: ${Math.exp(100)} is more than float32 holds`,
    });
    const tiny = activation('tinyExp', (x) => tf.exp(x));
    expect(troubles(tiny, -90)['exp(x)']).toBe(`underflows: ${Math.exp(-90)} is subnormal in float32`);
    expect(troubles(tiny, -200)['exp(x)']).toBe(`underflows: ${Math.exp(-200)} is 0 in float32`);
  });

  it('names the domain that an operation leaves', () => {
    const of = (fn: (x: tf.Tensor) => tf.Tensor, x: number): string | null =>
      diagnose(
        elementwise('domain', (a) => fn(a), { replace: true }),
        [x],
      ).results[0]!.parts.at(-1)!.trouble;
    expect(of((x) => tf.sqrt(x), -1)).toBe('NaN: sqrt of a negative number');
    expect(of((x) => tf.log1p(x), -2)).toBe('NaN: log1p of a number below -1');
    expect(of((x) => tf.asin(x), 2)).toBe('NaN: asin of a number outside [-1, 1]');
    expect(of((x) => tf.pow(x, 0.5), -2)).toBe('NaN: a negative number to a power that is no integer');
    expect(of((x) => tf.mod(1, x), 0)).toBe('NaN: mod by 0');
    expect(of((x) => tf.sin(x), Number.POSITIVE_INFINITY)).toBe('NaN: sin of Infinity');
    expect(of((x) => tf.tan(tf.div(1, x)), 0)).toBe('NaN: tan of Infinity');
  });

  it('marks what cancels, where an operand is rounded, and what magnifies that', () => {
    expect(diagnose(naiveMish, [8.5]).first!.trouble).toBe('cancels: 1 - 0.9999999 loses 23 bits');
    expect(troubles(naiveMish, 30)['1 - t6']).toBe('cancels: 1 - 1 loses 24 bits');
    expect(troubles(naiveMish, -20)['log(t2)']).toBe('magnifies the rounding of its operands: loses 24 bits');
    // 1 - x is exact.
    const rest = activation('rest', (x) => tf.sub(1, x));
    expect(troubles(rest, 0.9999999)).toEqual({});
  });

  it('takes as the first what the result depends on, and says of the rest that it is not chosen', () => {
    const diagnosis = diagnose(guarded, [-1, 2]);
    expect(diagnosis.first).toBeNull();
    expect(diagnosis.results[0]!.parts[1]).toMatchObject({ formula: 'log(a)', isUsed: false });
    expect(String(diagnosis)).toContain('NaN: log of a negative number (not chosen)');
    expect(diagnose(guarded, [-1, 0]).first).toMatchObject({ formula: '1 / b' });
  });

  it('reads well', () => {
    expect(String(diagnose(guarded, [-1, 0]))).toMatchInlineSnapshot(`
      "at a = -1, b = 0
                                   float32    float64
        t1 = a > 0                 0          0
        t2 = log(a)                NaN        NaN        NaN: log of a negative number (not chosen)
        t3 = 1 / b                 Infinity   Infinity   first Infinity: division by 0
        t4 = t2 where t1, else t3  Infinity   Infinity
      guarded(a, b) = t4           Infinity   Infinity
        t5 = 1 / a                 -1         -1
        t6 = t5 where t1, else 0   0          0
      dguarded/da = t6             0          0
        t7 = -t3                   -Infinity  -Infinity
        t8 = t7 / b                -Infinity  -Infinity
        t9 = 0 where t1, else t8   -Infinity  -Infinity
      dguarded/db = t9             -Infinity  -Infinity"
    `);
  });

  it('takes ops of the catalogue, of plain functions, derivatives, and derivatives that are declared', () => {
    const plain = vectorize('plainRoot', (x: number) => Math.sqrt(x - 1));
    expect(diagnose(plain, [0]).first).toMatchObject({ formula: 'sqrt(t1)' });
    expect(diagnose(entropy.derivative(), [0]).name).toBe('entropyDerivative');
    const straight = activation('straightRound', (x) => tf.add(x, stopGradient(tf.sub(tf.round(x), x))));
    expect(diagnose(straight, [0.75]).results.map(({ float32 }) => float32)).toEqual([1, 1]);
    const declared = activation('declaredRound', (x) => tf.round(x), { derivative: (x) => tf.exp(x) });
    expect(diagnose(declared, [0]).results.map(({ float32 }) => float32)).toEqual([0, 1]);
    const constant = activation('constantTwo', (x) => tf.onesLike(x));
    expect(diagnose(constant, [3]).results[0]).toMatchObject({ parts: [], formula: '1', float32: 1 });
  });

  it('refuses what has no formula and points that do not fit', () => {
    const kernel = kernelOp('onlyJavaScript', {
      inputs: ['x'],
      outputs: ['y'],
      forward: (x: Float32Array, y: Float32Array) => y.set(x),
    });
    expect(thrownBy(() => diagnose(kernel as never, [1]))).toEqual(
      new TypeError(
        'diagnose: expected an op with a formula, got the kernel onlyJavaScript; give it the option formula',
      ),
    );
    expect(thrownBy(() => diagnose(Math.sin as never, [1]))).toEqual(
      new TypeError(
        'diagnose: expected an op that activation(), elementwise() or kernelOp() made, got a function',
      ),
    );
    expect(thrownBy(() => diagnose(guarded, [1]))).toEqual(
      new RangeError('diagnose of guarded: at expected 2 values, for a, b, got 1'),
    );
    expect(thrownBy(() => diagnose(guarded, 1 as never))).toEqual(
      new TypeError('diagnose of guarded: at expected an array of numbers, got 1'),
    );
    expect(thrownBy(() => diagnose(guarded, [1, '2'] as never))).toEqual(
      new TypeError('diagnose of guarded: at expected an array of numbers, got an array with 2'),
    );
  });
});
