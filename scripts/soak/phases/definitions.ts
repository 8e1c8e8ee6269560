// Definitions: each is another function, which is called, differentiated and given up.
import * as tf from '@tensorflow/tfjs-core';
import { activation, type ElementwiseOp, elementwise, type Op } from '../../../src/index.js';
import { activationLayer } from '../../../src/layers/index.js';
import { vectorize } from '../../../src/vectorize/index.js';
import type { Phase, Work } from '../phase.js';
import type { Random } from '../random.js';
import { drawnFunction, drawnSource } from './functions.js';

type Define = (random: Random, unit: number) => Op;

/** A unit is a definition, a call, and a gradient. */
function workOf(define: Define): (random: Random) => Work {
  return (random) => {
    const x = tf.linspace(-3, 3, 40);
    let unit = 0;
    return {
      run(units) {
        for (let i = 0; i < units; i++) {
          const op = define(random, unit++);
          op(x).dispose();
          tf.grad((v) => op(v))(x).dispose();
        }
      },
      stop: () => x.dispose(),
    };
  };
}

const replaced: Define = (random) =>
  activation('soakReplaced', drawnFunction(random), {
    replace: true,
    precision: random.pick(['fast', 'exact']),
  });

const UNITS = { unit: 'definitions', batch: 10 } as const;

/** Replacements of one name. */
const replacements: readonly Phase[] = [
  {
    ...UNITS,
    name: 'definitions that replace one another on wasm',
    backend: 'wasm',
    whole: 60_000,
    weight: 4,
    start: workOf(replaced),
  },
  {
    ...UNITS,
    name: 'definitions that replace one another on cpu',
    backend: 'cpu',
    whole: 20_000,
    weight: 2,
    start: workOf(replaced),
  },
];

/** Ops that no name stands for: a derivative of a derivative, and a layer's op with a number in it. */
const unnamed: Phase = {
  ...UNITS,
  name: 'definitions without a name',
  backend: 'wasm',
  whole: 10_000,
  weight: 2,
  start(random) {
    const x = tf.linspace(-3, 3, 40);
    const wave: ElementwiseOp = elementwise(
      'soakWave',
      (v: tf.Tensor, a: tf.Tensor) => tf.add(v, tf.sin(tf.mul(a, v))),
      { inputs: ['v', 'a'] },
    );
    return {
      run(units) {
        for (let i = 0; i < units; i++) {
          if (i % 2 === 0) {
            replaced(random, i).derivative().derivative()(x).dispose();
            continue;
          }
          const layer = activationLayer(wave, { parameters: { a: random.between(-3, 3) } });
          tf.grad((v) => layer.apply(v) as tf.Tensor)(x).dispose();
          layer.dispose();
        }
      },
      stop: () => x.dispose(),
    };
  },
};

/** A name stands for its op as long as the program runs, so each leaves its op and its kernels. */
const KEPT = 'a name keeps its op and the kernels that ran';

const named = (['wasm', 'cpu'] as const).map(
  (backend): Phase => ({
    ...UNITS,
    name: `definitions of new names on ${backend}`,
    backend,
    whole: 2000,
    weight: 1,
    perUnit: { reason: KEPT, heap: 40_000, rss: 120_000, modules: 2, instances: 2, memories: 0 },
    start: workOf((random, unit) => activation(`soak${unit}${backend}`, drawnFunction(random))),
  }),
);

/** Plain functions: as source, and as one function that is handed other numbers. */
const vectorized: Phase = {
  ...UNITS,
  name: 'plain functions that replace one another',
  backend: 'wasm',
  whole: 10_000,
  weight: 2,
  start: workOf((random) =>
    random.whole(2) === 0
      ? vectorize('soakPlain', drawnSource(random), { replace: true })
      : vectorize('soakPlain', (x: number, { k }: { k: number }) => (x > k ? x : k * Math.sin(x)), {
          uses: { k: random.between(-2, 2) },
          replace: true,
        }),
  ),
};

export const definitions: readonly Phase[] = [...replacements, unnamed, ...named, vectorized];
