// What training looks like: a network that learns ten years of airline passengers, with snake and with relu, after a few
// epochs and after many. The two years that it has not seen are shaded.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs';
import { LEARNED, learn, network, PASSENGERS, snakeLayer } from '../../examples/passengers.js';
import { across, axes, down, drawn, type Frame, label, px, svg } from './svg.js';

const EPOCHS = [10, 100, 1000];
const FIRST_YEAR = 1949;

/** Predictions after each count of epochs. */
async function series(activation: tf.layers.Layer): Promise<number[][]> {
  const model = network(activation);
  const predicted: number[][] = [];
  for (const [i, epochs] of EPOCHS.entries()) {
    predicted.push(await learn(model, epochs - (EPOCHS[i - 1] ?? 0)));
  }
  model.dispose();
  return predicted;
}

/** A line of no length, whose round ends make a dot. */
const dot = (frame: Frame, month: number, count: number): string =>
  `M${px(across(frame, FIRST_YEAR + month / 12))} ${px(down(frame, count))}h0`;

export async function trainingPicture(): Promise<string> {
  await tf.setBackend('wasm');
  const snake = await series(snakeLayer());
  const relu = await series(tf.layers.reLU());
  const panels = EPOCHS.flatMap((epochs, i) => {
    const frame: Frame = {
      x: [FIRST_YEAR, FIRST_YEAR + PASSENGERS.length / 12],
      y: [90, 700],
      left: 34 + i * 246,
      top: 26,
      width: 226,
      height: 190,
    };
    const line = (values: readonly number[], kind: string, stroke: number): string[] => {
      const points = values.map((y, month) => ({ x: FIRST_YEAR + month / 12, y }));
      return drawn(frame, { pieces: [points], dots: [] }, kind, stroke);
    };
    const unseen = across(frame, FIRST_YEAR + LEARNED / 12);
    const { top, height, left, width } = frame;
    return [
      `<rect class="text ground" x="${px(unseen)}" y="${top}" width="${px(left + width - unseen)}" height="${height}"/>`,
      ...axes(frame, [1950, 1955, 1960], i === 0 ? [200, 400, 600] : []),
      label(`after ${epochs} epochs`, left, top - 9),
      `<path class="text" stroke-width="2.2" d="${PASSENGERS.map((count, month) => dot(frame, month, count)).join('')}"/>`,
      ...line(relu[i]!, 'slope', 1.8),
      ...line(snake[i]!, 'f', 2.2),
      ...(i === 0
        ? [
            label('passengers', left + 8, top + 18),
            label('snake', left + 8, top + 36, 'start', 'f name'),
            label('relu', left + 8, top + 54, 'start', 'slope name'),
          ]
        : []),
    ];
  });
  return svg(760, 244, 'Two networks learn ten years of airline passengers and go on with two more', panels);
}
