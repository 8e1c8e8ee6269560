// What does an activation of ours cost in a training step, beside tfjs's own? In plain tf.* ops, and in
// tf.layers, where a dense layer has a path of its own for relu: for every other activation, tfjs's own
// among them, it also computes the gradient of the first layer's input, a third of a step, and drops it.
// The dense layer of lanewise/layers does not.
import * as tf from '@tensorflow/tfjs';
import { mish, spiky } from 'lanewise/activations';
import { dense } from 'lanewise/layers';
import { CLASSES, loadDigits, PIXELS, type Samples } from '../examples/handwriting.js';
import { alternate } from './compare.js';
import { heading, table, times } from './report.js';

const UNITS = [PIXELS, 256, 128, CLASSES];
const BATCH = 128;
const ROUNDS = 60;
/** Small, so that the thousandth step does the same work as the first: no subnormals, no dead units. */
const RATE = 1e-5;

type Step = () => unknown;

export async function benchTraining(): Promise<void> {
  await tf.setBackend('wasm');
  heading(
    `a training step of a dense network ${UNITS.join('-')}, batch ${BATCH}, wasm backend`,
    'Stochastic gradient descent on handwritten digits, with and without tf.layers.',
  );
  const { training } = loadDigits(BATCH / 0.8);
  const inOps = {
    none: stepInOps(training, (x) => x),
    spiky: stepInOps(training, spiky),
    relu: stepInOps(training, tf.relu),
    mish: stepInOps(training, mish),
    "tfjs's mish": stepInOps(training, (x) => tf.mul(x, tf.tanh(tf.softplus(x)))),
  };
  await report('in tf.* ops', inOps, [
    ['spiky', 'relu', 1.05],
    ['mish', "tfjs's mish", 1],
  ]);
  const inLayers = {
    none: stepInLayers(training, 'linear'),
    relu: stepInLayers(training, 'relu'),
    spiky: stepInLayers(training, spiky.identifier),
    'spiky, our dense': stepInLayers(training, spiky.identifier, dense),
    "tfjs's mish": stepInLayers(training, 'mish'),
    mish: stepInLayers(training, mish.identifier),
    'mish, our dense': stepInLayers(training, mish.identifier, dense),
  };
  await report('in tf.layers', inLayers, [
    ['spiky', 'relu', 1.05],
    ['spiky, our dense', 'relu', 1.05],
    ['mish', "tfjs's mish", 1],
    ['mish, our dense', "tfjs's mish", 1],
  ]);
}

/** @param asked Pairs of steps, and how many times the second's time the first may take. */
async function report<Name extends string>(
  where: string,
  steps: Record<Name, Step>,
  asked: readonly (readonly [Name, Name, number])[],
): Promise<void> {
  const ms = await alternate(steps, ROUNDS);
  const names = Object.keys(steps) as Name[];
  table(
    [where, 'step, ms', 'over none'],
    names.map((name) => [name, ms[name].toFixed(2), times(ms[name] / ms['none' as Name])]),
  );
  for (const [ours, other, limit] of asked) {
    const ratio = (ms[ours] / ms[other]).toFixed(3);
    console.log(`${ours} takes ${ratio} times as long as ${other}; asked for at most ${limit.toFixed(2)}`);
  }
  console.log();
}

function stepInOps({ images, labels }: Samples, activation: (x: tf.Tensor) => tf.Tensor): Step {
  const weights = UNITS.slice(1).map((units, i) => tf.variable(initial(i).apply([UNITS[i]!, units])));
  const biases = UNITS.slice(1).map((units) => tf.variable(tf.zeros([units])));
  const optimizer = tf.train.sgd(RATE);
  const loss = (): tf.Scalar => {
    let layer: tf.Tensor = images;
    weights.forEach((weight, i) => {
      layer = tf.add(tf.matMul(layer, weight), biases[i]!);
      if (i < weights.length - 1) layer = activation(layer);
    });
    return tf.losses.softmaxCrossEntropy(labels, layer) as tf.Scalar;
  };
  return () => {
    optimizer.minimize(loss);
  };
}

function stepInLayers({ images, labels }: Samples, name: string, make: typeof dense = tf.layers.dense): Step {
  // tfjs has no type for the names of activations that it exports.
  const activation = name as 'linear';
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [PIXELS] })] });
  UNITS.slice(1).forEach((units, i) => {
    const own = i === UNITS.length - 2 ? 'softmax' : activation;
    model.add(make({ units, kernelInitializer: initial(i), activation: own }));
  });
  model.compile({ optimizer: tf.train.sgd(RATE), loss: 'categoricalCrossentropy' });
  return () => model.trainOnBatch(images, labels);
}

const initial = (seed: number): ReturnType<typeof tf.initializers.glorotNormal> =>
  tf.initializers.glorotNormal({ seed });
