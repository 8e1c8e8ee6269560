// A function that would change tfjs while it is traced, or wait for values, is refused by name; all is as before then.
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { activation } from '../../src/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { errorsEverywhere } from '../tfjs/refusal.js';
import { valuesOf } from '../tfjs/values.js';

type X = tf.Tensor;

const OUTSIDE = 'do that outside the activation';
const READS =
  'it reads values (data, dataSync, array, print), which a function of one element cannot; choose with tf.where instead';
const DISPOSES = `it disposes of a tensor of its caller, or assigns to it; ${OUTSIDE}`;
const OPEN = 'it leaves a scope of tf.engine().startScope() open; end it, or use tf.tidy';

/** Tensors that functions capture; made for each test. */
let captured: X;
let weight: tf.Variable;

const after = (change: (x: X) => unknown) => (x: X): X => {
  change(x);
  return tf.exp(x);
}; // biome-ignore format: a row

const REFUSED: [what: string, change: (x: X) => unknown, message: string][] = [
  ['asks for data', (x) => x.data(), READS],
  ['asks for an array', (x) => x.array(), READS],
  ['asks for a buffer', (x) => x.buffer(), READS],
  ['asks for bytes', (x) => x.bytes(), READS],
  ['asks for data on the GPU', (x) => x.dataToGPU(), READS],
  ['asks for the data of a part', (x) => tf.exp(x).data(), READS],
  ['asks for the data of a variable', (x) => tf.variable(x).data(), READS],
  ['calls what waits for data', (x) => (async () => tf.scalar((await x.data())[0]!))(), READS],
  ['calls tf.whereAsync', (x) => tf.whereAsync(tf.greater(x, 0)), READS],
  ['reads data at once', (x) => x.dataSync(), READS],
  ['prints', (x) => tf.print(x), READS],
  ['prints at length', (x) => x.print(true), READS],
  ['makes a text of it', (x) => x.toString(), READS],
  ['times', () => tf.time(() => undefined), 'it calls tf.time('],
  ['profiles', (x) => tf.profile(() => tf.exp(x)), 'it calls tf.profile('],
  ['sets a backend', () => tf.setBackend('cpu'), `it calls tf.setBackend(cpu); ${OUTSIDE}`],
  ['sets its own backend', () => tf.setBackend(tf.getBackend()), 'it calls tf.setBackend('],
  ['removes a backend', () => tf.removeBackend('cpu'), `it calls tf.removeBackend(cpu); ${OUTSIDE}`],
  ['registers a backend', () => tf.registerBackend('mine', () => undefined as never), 'it calls tf.registerBackend(mine'],
  ['resets the engine', () => tf.engine().reset(), `it calls tf.engine().reset(); ${OUTSIDE}`],
  ['sets DEBUG', () => tf.env().set('DEBUG', true), `it calls tf.env().set(DEBUG,true); ${OUTSIDE}`],
  ['enables debug mode', () => tf.enableDebugMode(), `it calls tf.env().set(DEBUG,true); ${OUTSIDE}`],
  ['sets a flag to a long text', () => tf.env().set('A'.repeat(1e4), true), `it calls tf.env().set(${'A'.repeat(40)}); ${OUTSIDE}`],
  ['sets all flags', () => tf.env().setFlags({ DEBUG: true }), 'it calls tf.env().setFlags('],
  ['resets flags', () => tf.env().reset(), `it calls tf.env().reset(); ${OUTSIDE}`],
  ['disposes of its input', (x) => x.dispose(), DISPOSES],
  ['disposes of its input by tf.dispose', (x) => tf.dispose({ x }), DISPOSES],
  ['disposes of what it captures', () => captured.dispose(), DISPOSES],
  ['disposes of a variable', () => weight.dispose(), DISPOSES],
  ['disposes of all variables', () => tf.disposeVariables(), DISPOSES],
  ['assigns to a variable', (x) => weight.assign(tf.mean(tf.zeros(x.shape).mul(0)).reshape([])), 'tf.mean is not elementwise'],
  ['assigns a number to a variable', () => weight.assign(tf.scalar(1)), DISPOSES],
  ['trains', () => tf.train.sgd(1).minimize(() => tf.square(weight) as tf.Scalar), 'captured; pass it'],
  ['leaves a scope open', () => tf.engine().startScope(), OPEN],
  ['leaves scopes open', () => [tf.engine().startScope('mine'), tf.engine().startScope()], OPEN],
  ['ends a scope of its caller', () => tf.engine().endScope(), DISPOSES],
  ['throws in a scope of its own', (x) => { tf.engine().startScope('mine'); tf.keep(tf.exp(x)); throw new Error('midway'); }, 'midway'],
]; // biome-ignore format: a row each

const ALLOWED: [what: string, fn: (x: X) => X][] = [
  ['disposes of what it made', (x) => { const y = tf.exp(x); const z = tf.neg(y); y.dispose(); return tf.neg(z); }],
  ['keeps what it made', (x) => tf.keep(tf.exp(x))],
  ['has a scope of its own', (x) => { tf.engine().startScope('mine'); const y = tf.exp(tf.abs(tf.neg(x))); tf.engine().endScope(y); return y; }],
  ['tidies', (x) => tf.tidy('mine', () => tf.exp(tf.tidy(() => tf.mul(x, 1))))],
  ['waits for a frame', (x) => { tf.nextFrame(); tf.ready(); return tf.exp(x); }],
  ['makes a variable and drops it', (x) => { tf.variable(tf.scalar(2)).dispose(); return tf.exp(x); }],
  ['reads what it captures', (x) => tf.mul(tf.exp(x), captured.dataSync()[0]!)],
  ['asks for what it captures', (x) => { captured.data(); return tf.exp(x); }],
  ['asks tfjs for its state', (x) => { tf.memory(); tf.getBackend(); tf.env().getBool('DEBUG'); return tf.exp(x); }],
  ['takes a gradient', (x) => tf.grad((v: X) => tf.exp(v))(x)],
  ['takes gradients', (x) => tf.grads((a: X, b: X) => tf.mul(tf.exp(a), b))([x, tf.onesLike(x)])[0]!],
  ['takes a value and a gradient', (x) => tf.valueAndGrad((v: X) => tf.exp(v))(x).grad],
  ['takes a gradient of a gradient', (x) => tf.grad((v: X) => tf.grad((w: X) => tf.add(tf.sub(tf.exp(w), w), tf.square(w).div(2)))(v).add(1))(x).sub(tf.grad((v: X) => tf.square(v).div(2))(x)).add(x).sub(1).mul(0).add(tf.exp(x))],
  ['defines another', (x) => activation('stateInner', (y) => tf.exp(y))(x)],
]; // biome-ignore format: a row each

/** What the engine state of errorsEverywhere leaves out. */
const rest = (): object => ({
  flags: { ...tf.env().getFlags() },
  own: [...Object.keys(tf.engine()), ...Object.keys(tf.env())].sort(),
  backends: tf.engine().backendNames(),
});

const unhandled: unknown[] = [];
const note = (reason: unknown): void => {
  unhandled.push(reason);
};

describe.each(BACKENDS)('on backend %s', (backend) => {
  beforeEach(async () => {
    await useBackend(backend);
    process.on('unhandledRejection', note);
  });
  afterEach(async () => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    process.off('unhandledRejection', note);
    expect(unhandled.splice(0)).toEqual([]);
  });
  watchForLeaksAndWarnings();

  const withTensors = (run: () => void): void => {
    captured = tf.ones([3]);
    weight = tf.tidy(() => tf.variable(tf.scalar(2)));
    const before = rest();
    run();
    // tfjs works out some flags when they are first asked for.
    expect(rest()).toMatchObject(before);
    tf.tidy(() => {
      expect([...captured.dataSync(), ...weight.dataSync()]).toEqual([1, 1, 1, 2]);
    });
    tf.dispose([captured, weight]);
  };

  it.each(REFUSED)('a function that %s is refused, and nothing has changed', (_, change, message) => {
    withTensors(() => {
      for (const error of errorsEverywhere(() => activation('stateRefused', after(change)))) {
        expect((error as Error).message).toContain(`activation "stateRefused": ${message}`.slice(0, 20));
        expect((error as Error).message).toContain(message);
        expect((error as Error).message.length).toBeLessThan(300);
      }
    });
  });

  it.each(ALLOWED)('a function that %s is traced', (what, fn) => {
    withTensors(() => {
      const op = activation(`state${what.replace(/\W/g, '')}`, fn);
      const at = [0.5, 1, 2];
      const x = tf.tensor1d(at);
      const [got, slopes] = [valuesOf(() => op(x)), valuesOf(() => tf.grad(op)(x))];
      at.forEach((each, i) => {
        expect(got[i]).toBeCloseTo(Math.exp(each), 5);
        expect(slopes[i]).toBeCloseTo(Math.exp(each), 5);
      });
      x.dispose();
    });
  });

  it('the engine of an outer function is as it was when an inner one is refused', () => {
    const outer = activation('stateOuter', (x) => {
      expect(() =>
        activation(
          'stateInnerRefused',
          after(() => tf.setBackend('cpu')),
        ),
      ).toThrow('tf.setBackend(cpu)');
      return tf.exp(x);
    });
    expect(outer.explain().formula).toBe('exp(x)');
    for (const error of errorsEverywhere(() =>
      activation('stateOuterRefused', (x) => {
        activation('stateInside', (y) => tf.square(y));
        return tf.sum(x);
      }),
    ))
      expect(error).toMatchObject({
        message: 'activation "stateOuterRefused": tf.sum is not elementwise; apply it outside the activation',
      });
  });
});
