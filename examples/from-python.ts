// npx tsx examples/from-python.ts: the Python recipe for an activation of one's own, line by line beside lanewise; a
// network that learns handwritten digits with it; and what an element costs.
import '@tensorflow/tfjs-backend-wasm';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { vectorize } from 'lanewise/vectorize';
import { CLASSES, loadDigits, PIXELS } from './handwriting.js';

const HIDDEN = 128;
const COUNT = 2 ** 20;

/** Python on the left, what to write here on the right. */
const RECIPE: readonly (readonly [python: string, lanewise: string])[] = [
  ['def spiky(x):', 'function spiky(x: number): number {'],
  ['    r = x % 1', '  const r = x - Math.floor(x);'],
  ['    if r <= 0.5:', '  if (r <= 0.5) {'],
  ['        return r', '    return r;'],
  ['    else:', '  }'],
  ['        return 0', '  return 0;'],
  ['', '}'],
  ['def d_spiky(x):', '// the derivative comes by itself'],
  ['    r = x % 1', ''],
  ['    if r <= 0.5: return 1', ''],
  ['    else: return 0', ''],
  ['np_spiky = np.vectorize(spiky)', "const op = vectorize('spiky', spiky);"],
  ['np_d_spiky = np.vectorize(d_spiky)', ''],
  ['y = tf.py_func(np_spiky, [x], …)', 'const y = op(x);'],
  ["tf.RegisterGradient('MyGrad')(…)", 'const dx = tf.grad(op)(x);'],
  ["g.gradient_override_map({…: 'MyGrad'})", 'tf.layers.dense({ units, activation: op.identifier })'],
];

/** As on the right. */
function spiky(x: number): number {
  const r = x - Math.floor(x);
  if (r <= 0.5) {
    return r;
  }
  return 0;
}

const options = parseArgs({
  options: { digits: { type: 'string', default: '4000' }, epochs: { type: 'string', default: '4' } },
}).values;

await tf.setBackend('wasm');
const op = vectorize('spiky', spiky);

console.log('Python                                  lanewise');
console.log('--------------------------------------  -----------------------------------------------------');
for (const [python, here] of RECIPE) console.log(`${python.padEnd(38)}  ${here}`.trimEnd());

const x = tf.tensor1d([0.2, 0.7, 1.2, 1.7]);
const rounded = (values: tf.Tensor): string =>
  `[${Array.from(values.dataSync(), (value) => Number(value.toFixed(6))).join(', ')}]`;
console.log(`\nx         ${rounded(x)}\ny         ${rounded(op(x))}\ngradient  ${rounded(tf.grad(op)(x))}`);
console.log(`\n${op.explain().formula}\n${op.explain().notes.join('\n')}\n`);

await learn();
await measure();

/** Trains a network of spiky units, and says how well it reads. */
async function learn(): Promise<void> {
  const { training, heldOut } = loadDigits(Number(options.digits));
  const model = tf.sequential();
  const seeded = (seed: number): ReturnType<typeof tf.initializers.glorotNormal> =>
    tf.initializers.glorotNormal({ seed });
  model.add(
    tf.layers.dense({ units: HIDDEN, useBias: false, inputShape: [PIXELS], kernelInitializer: seeded(1) }),
  );
  // Keeps every unit around the first tooth of spiky, [0, 0.5].
  model.add(
    tf.layers.batchNormalization({
      momentum: 0.9,
      trainable: false,
      gammaInitializer: tf.initializers.constant({ value: 0.15 }),
      betaInitializer: tf.initializers.constant({ value: 0.25 }),
    }),
  );
  model.add(tf.layers.activation({ activation: op.identifier }));
  model.add(tf.layers.dense({ units: CLASSES, activation: 'softmax', kernelInitializer: seeded(2) }));
  model.compile({ optimizer: tf.train.adam(0.003), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  await model.fit(training.images, training.labels, {
    epochs: Number(options.epochs),
    batchSize: 64,
    verbose: 0,
  });
  const [, accuracy] = model.evaluate(heldOut.images, heldOut.labels) as tf.Scalar[];
  const percent = (100 * accuracy!.dataSync()[0]!).toFixed(1);
  console.log(
    `a network of ${HIDDEN} spiky units reads ${percent} % of ${heldOut.images.shape[0]} held-out digits correctly`,
  );
}

/** The time for each element, in three ways. */
async function measure(): Promise<void> {
  const values = tf.randomUniform([COUNT], -4, 4);
  const asItIs = vectorize('spikyAsItIs', spiky, { host: true });
  const ways: Record<string, () => tf.Tensor> = {
    'the plain function in a loop through dataSync()': () => {
      const data = values.dataSync();
      const results = new Float32Array(COUNT);
      for (let i = 0; i < COUNT; i++) results[i] = spiky(data[i]!);
      return tf.tensor1d(results);
    },
    'host: true': () => asItIs(values),
    'the compiled kernel': () => op(values),
  };
  console.log(`\nnanoseconds per element, of ${COUNT}`);
  for (const [name, run] of Object.entries(ways)) {
    const spans = Array.from({ length: 15 }, () => {
      const start = performance.now();
      run().dispose();
      return performance.now() - start;
    });
    const best = Math.min(...spans.slice(5));
    console.log(`${((best * 1e6) / COUNT).toFixed(2).padStart(8)}  ${name}`);
  }
}
