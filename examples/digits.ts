// npm start: spiky's known answers, a network that learns handwritten digits with it beside the same
// network with relu, what both look like, and what a training step costs beside the alternatives.
import '@tensorflow/tfjs-backend-wasm';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import asciichart from 'asciichart';
import { spiky } from 'lanewise';
import { composedSpiky, loopedSpiky } from './alternatives.js';
import { curve } from './curve.js';
import { CLASSES, loadDigits, PIXELS } from './handwriting.js';
import { chart, progressBar } from './terminal.js';

const HIDDEN = [128, 64];
const BATCH = 128;

const options = parseArgs({
  options: {
    digits: { type: 'string', default: '10000' },
    epochs: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '60' },
  },
}).values;

await tf.setBackend('wasm');
knownAnswers();
const { training, heldOut } = loadDigits(Number(options.digits));
const results = await learnDigits();
drawings(results);
stepTimes();

function knownAnswers(): void {
  title('spiky: r = x mod 1; r where r <= 0.5, else 0');
  const x = tf.tensor1d([0.2, 0.7, 1.2, 1.7]);
  console.log(`x         ${numbers(x)}`);
  console.log(`y         ${numbers(spiky(x))}`);
  console.log(`gradient  ${numbers(tf.grad(spiky)(x))}`);
}

interface Result {
  readonly name: string;
  /** Share of the held-out digits that are read correctly. */
  readonly accuracy: number;
  /** Of each batch. */
  readonly losses: number[];
}

async function learnDigits(): Promise<Result[]> {
  title('Learning to read handwritten digits');
  console.log(
    `${training.images.shape[0]} digits to learn from, ${heldOut.images.shape[0]} held out; ` +
      `dense network ${[PIXELS, ...HIDDEN, CLASSES].join('-')}, Adam, batches of ${BATCH}`,
  );
  const networks = [
    { name: 'spiky', activation: spiky.identifier },
    { name: 'relu', activation: 'relu' },
  ] as const;
  const learned: Result[] = [];
  for (const { name, activation } of networks) learned.push(await learn(name, activation));
  console.log();
  for (const { name, accuracy } of learned) {
    console.log(`${name.padEnd(5)}  reads ${(accuracy * 100).toFixed(1)} % of the held-out digits correctly`);
  }
  return learned;
}

async function learn(name: string, activation: typeof spiky.identifier | 'relu'): Promise<Result> {
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: [PIXELS] }));
  HIDDEN.forEach((units, layer) => {
    const kernelInitializer = tf.initializers.glorotNormal({ seed: layer });
    model.add(tf.layers.dense({ units, useBias: false, kernelInitializer }));
    // Keeps every unit around the first tooth of spiky, [0, 0.5], as the gradient knows nothing of the
    // fall at its edge. Left to training, the scale would grow until units hop from tooth to tooth.
    model.add(
      tf.layers.batchNormalization({
        momentum: 0.9,
        trainable: false,
        gammaInitializer: tf.initializers.constant({ value: 0.15 }),
        betaInitializer: tf.initializers.constant({ value: 0.25 }),
      }),
    );
    model.add(tf.layers.activation({ activation }));
  });
  const kernelInitializer = tf.initializers.glorotNormal({ seed: HIDDEN.length });
  model.add(tf.layers.dense({ units: CLASSES, activation: 'softmax', kernelInitializer }));
  model.compile({ optimizer: tf.train.adam(0.003), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });

  const epochs = Number(options.epochs);
  const steps = epochs * Math.ceil(training.images.shape[0] / BATCH);
  const bar = progressBar(
    `${name.padEnd(5)}  [{bar}] {percentage} %  step {value}/{total}  loss {loss}  {duration_formatted}`,
  );
  const losses: number[] = [];
  bar.start(steps, 0, { loss: '-' });
  await model.fit(training.images, training.labels, {
    epochs,
    batchSize: BATCH,
    verbose: 0,
    callbacks: {
      onBatchEnd: (_, logs) => {
        losses.push(logs!.loss!);
        bar.increment({ loss: logs!.loss!.toFixed(3) });
      },
    },
  });
  bar.stop();
  const [loss, accuracy] = model.evaluate(heldOut.images, heldOut.labels) as tf.Scalar[];
  const result = { name, accuracy: accuracy!.dataSync()[0]!, losses };
  tf.dispose([loss!, accuracy!]);
  model.dispose();
  return result;
}

function drawings([withSpiky, withRelu]: Result[]): void {
  const x = tf.linspace(-2, 2, 72);
  title('spiky on [-2, 2]');
  console.log(asciichart.plot(Array.from(spiky(x).dataSync()), { height: 6 }));
  title('its derivative');
  console.log(asciichart.plot(Array.from(spiky.derivative()(x).dataSync()), { height: 3 }));
  title('loss over the training');
  console.log(
    chart(
      {
        relu: { values: curve(withRelu!.losses), colour: asciichart.blue },
        spiky: { values: curve(withSpiky!.losses), colour: asciichart.green },
      },
      { height: 12, min: 0 },
    ),
  );
}

/** Times one step of the same network, and the activation alone, with each way to have spiky. */
function stepTimes(): void {
  const x = tf.randomUniform([BATCH, HIDDEN[0]!], -4, 4);
  const candidates = [
    { name: 'lanewise spiky', activation: spiky },
    { name: 'composed of tf.* ops', activation: composedSpiky },
    { name: 'JS loop over dataSync()', activation: loopedSpiky },
    { name: '(relu, for comparison)', activation: tf.relu },
  ];
  const steps = medians(candidates.map(({ activation }) => makeStep(activation)));
  const gradients = candidates.map(({ activation }) => tf.grad(activation));
  const alone = medians(gradients.map((gradient) => () => gradient(x).dispose()));
  title(`One training step, batch of ${BATCH}, and the share of the activation in it`);
  console.log(`${''.padEnd(24)}  training step          forward + backward of [${x.shape}] alone`);
  const cell = (times: number[], i: number): string =>
    `${times[i]!.toFixed(3).padStart(8)} ms ${(times[i]! / times[0]!).toFixed(2).padStart(7)}x`;
  candidates.forEach(({ name }, i) => {
    console.log(`${name.padEnd(24)} ${cell(steps, i)}  ${cell(alone, i)}`);
  });
  x.dispose();
}

/** Median milliseconds per call, the functions taking turns. */
function medians(functions: (() => void)[]): number[] {
  const warmUp = 10;
  const times = functions.map((): number[] => []);
  for (let round = 0; round < warmUp + Number(options.rounds); round++) {
    functions.forEach((run, i) => {
      const start = performance.now();
      run();
      if (round >= warmUp) times[i]!.push(performance.now() - start);
    });
  }
  return times.map((values) => values.sort((a, b) => a - b)[values.length >> 1]!);
}

/** A step of stochastic gradient descent on the first batch, in plain tf.* ops. */
function makeStep(activation: (x: tf.Tensor) => tf.Tensor): () => void {
  const sizes = [PIXELS, ...HIDDEN, CLASSES];
  const weights = sizes
    .slice(1)
    .map((units, i) => tf.variable(tf.randomNormal([sizes[i]!, units], 0, Math.sqrt(2 / sizes[i]!))));
  const biases = sizes.slice(1).map((units) => tf.variable(tf.zeros([units])));
  const images = training.images.slice([0, 0], [BATCH, PIXELS]);
  const labels = training.labels.slice([0, 0], [BATCH, CLASSES]);
  const optimizer = tf.train.sgd(0.01);
  const loss = (): tf.Scalar => {
    let layer: tf.Tensor = images;
    weights.forEach((weight, i) => {
      layer = tf.add(tf.matMul(layer, weight), biases[i]!);
      if (i < HIDDEN.length) layer = activation(layer);
    });
    return tf.losses.softmaxCrossEntropy(labels, layer) as tf.Scalar;
  };
  return () => void optimizer.minimize(loss);
}

function numbers(tensor: tf.Tensor): string {
  return `[${Array.from(tensor.dataSync(), (value) => Number(value.toFixed(6))).join(', ')}]`;
}

function title(text: string): void {
  console.log(`\n${text}\n${'-'.repeat(text.length)}`);
}
