// Small calls of ops of every kind, and gradients among them.
import * as tf from '@tensorflow/tfjs-core';
import { activation, cbrt, elementwise, hypot, spiky } from '../../../src/index.js';
import { kernelOp } from '../../../src/kernels/index.js';
import { vectorize } from '../../../src/vectorize/index.js';
import type { Phase } from '../phase.js';
import { inputsOf } from './inputs.js';

/** Every so many calls a gradient is computed, which makes several calls itself. */
const GRADIENT_EVERY = 32;

export const calls = (['wasm', 'cpu'] as const).map(
  (backend): Phase => ({
    name: `calls on ${backend}`,
    backend,
    unit: 'calls',
    whole: 5_000_000,
    batch: 1000,
    weight: 3,
    start(random) {
      const inputs = inputsOf(random);
      const mish = activation('soakMish', (x) => tf.mul(x, tf.tanh(tf.softplus(x))));
      const exact = activation('soakExact', (x) => tf.exp(tf.neg(x)), { precision: 'exact' });
      const leaky = vectorize('soakLeaky', 'x => { if (x > 0) return x; return x * 0.1; }');
      const ours = kernelOp('soakHalf', { inputs: ['x'], forward: halve, backward: halveGradient });
      const snake = elementwise(
        'soakSnake',
        (x: tf.Tensor, a: tf.Tensor) => tf.add(x, tf.div(tf.square(tf.sin(tf.mul(a, x))), tf.add(a, 9))),
        { inputs: ['x', 'a'] },
      );
      const ofOne = [mish, exact, leaky, ours, spiky, cbrt, mish.derivative()];
      const ofTwo = [snake, hypot, snake.derivative(1)];
      const gradients = [mish, leaky, ours, spiky].map((op) => tf.grad((x) => op(x)));
      const bothGradients = tf.grads((a, b) => snake(a!, b!));
      const second = tf.grad(tf.grad((x) => mish(x)));
      return {
        run(units) {
          for (let i = 0; i < units; i++) {
            const kind = random.whole(GRADIENT_EVERY);
            if (kind === 0) tf.dispose(random.pick(gradients)(inputs.one[random.whole(9)]!));
            else if (kind === 1) tf.dispose(bothGradients([...random.pick(inputs.two)]));
            else if (kind === 2) second(inputs.one[4]!).dispose();
            else if (kind === 3) random.pick(ofOne)([1, random.next(), -3]).dispose();
            else if (kind < 12)
              random
                .pick(ofTwo)(...random.pick(inputs.two))
                .dispose();
            else random.pick(ofOne)(random.pick(inputs.one)).dispose();
          }
        },
        stop: inputs.dispose,
      };
    },
  }),
);

function halve(x: Float32Array, y: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] = x[i]! / 2;
}

function halveGradient(_: Float32Array, dy: Float32Array, dx: Float32Array): void {
  halve(dy, dx);
}
