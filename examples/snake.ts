// npx tsx examples/snake.ts: a network with a trainable snake learns ten years of a periodic series and goes on with the
// next two; one with relu learns them as well, and does not.
import '@tensorflow/tfjs-backend-wasm';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import asciichart from 'asciichart';
import { error, learn, network, PASSENGERS, snakeLayer } from './passengers.js';
import { chart } from './terminal.js';

const { epochs } = parseArgs({ options: { epochs: { type: 'string', default: '1000' } } }).values;

await tf.setBackend('wasm');

const withSnake = await learned(snakeLayer());
const withRelu = await learned(tf.layers.reLU());

console.log('\nThe last eight years; the last two were not learned.');
const lately = (values: number[]): number[] => values.slice(-96);
console.log(
  chart(
    {
      passengers: { values: lately(PASSENGERS), colour: asciichart.default },
      relu: { values: lately(withRelu), colour: asciichart.blue },
      snake: { values: lately(withSnake), colour: asciichart.green },
    },
    { height: 16 },
  ),
);
const percent = (predicted: number[]): string => error(predicted).toFixed(1);
console.log(
  `\nmean error on the two years to come: snake ${percent(withSnake)} %, relu ${percent(withRelu)} %`,
);

function learned(activation: tf.layers.Layer): Promise<number[]> {
  const model = network(activation);
  model.summary();
  return learn(model, Number(epochs));
}
