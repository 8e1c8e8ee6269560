// Rows of versions of TypeScript: a strict program compiles with each way to find modules.
import { folder, preparedFrom, run, versionIn, write } from './project.js';
import { START } from './recipes.js';
import type { Row } from './row.js';

const PROGRAM = `
import * as tf from '@tensorflow/tfjs';
import { activation, elementwise, type Activation } from 'lanewise';
import { mish, registerAll } from 'lanewise/activations';
import { registerGraphOp } from 'lanewise/graph';
import { checkKernel, kernelOp } from 'lanewise/kernels';
import { activationLayer, fromKeras } from 'lanewise/layers';
import { vectorize } from 'lanewise/vectorize';

const mine: Activation = activation('mine', (x) => tf.mul(x, tf.sigmoid(x)));
export const dense = tf.layers.dense({ units: 16, activation: mine.identifier });
const snake = elementwise('snake', (x, a) => tf.mul(x, a), { inputs: ['x', 'a'] });
export const layer: tf.layers.Layer = activationLayer(snake, { parameters: { a: 5 } });
export const y: tf.Tensor = snake(tf.ones([2]), 3);
export const plain = vectorize('plain', (x: number, a: number) => x * a, { inputs: ['x', 'a'] });
export const copied = kernelOp('copied', { inputs: ['x'], forward: (x, y) => y.set(x) });
export const all = [mish, registerAll, registerGraphOp, checkKernel, fromKeras];
// @ts-expect-error: a name is a string.
activation(1, (x) => x);
`;

/** The options of each way, and the file that it compiles. */
const WAYS = {
  node10: '--module commonjs --moduleResolution node10 program.ts',
  node16: '--module node16 program.mts program.cts',
  nodenext: '--module nodenext program.mts program.cts',
  bundler: '--module esnext --moduleResolution bundler program.ts',
};
const STRICT = '--noEmit --strict --target es2022';

type Way = keyof typeof WAYS;

const row = (name: string, range: string, ways: readonly Way[], deprecated = ''): Row => ({
  name: `TypeScript ${name}`,
  quick: range === '5.4',
  check: async () => {
    const tools = folder('typescript', { 'package.json': '{ "private": true }' });
    await run(`npm install --ignore-scripts typescript@${range}`, tools);
    const files = new Map(['program.ts', 'program.mts', 'program.cts'].map((file) => [file, PROGRAM]));
    const path = await preparedFrom(START.commands, 'typescript', {
      files,
      commands: START.commands,
      server: undefined,
      output: undefined,
    });
    write(path, { 'package.json': '{ "private": true }' });
    for (const way of ways) {
      const options = way === 'node10' ? `${deprecated} ${WAYS[way]}` : WAYS[way];
      const tsc = `${tools}/node_modules/.bin/tsc ${STRICT} ${options}`;
      await run(`${tsc} --skipLibCheck`, path);
      // tfjs's own declarations have errors; those of lanewise have none, from 5.7 on, which knows Uint8Array<ArrayBuffer>.
      if (range === '5.4') continue;
      const checked = await run(`${tsc} || true`, path);
      const ours = checked.split('\n').find((line) => line.includes('node_modules/lanewise'));
      if (ours !== undefined) throw new Error(`${way}: ${ours}`);
    }
    return { versions: `typescript ${versionIn(tools, 'typescript')}`, note: ways.join(', ') };
  },
});

export const typescripts: readonly Row[] = [
  row('5.4', '5.4', ['node10', 'node16', 'nodenext', 'bundler']),
  row('5', '5', ['node10', 'node16', 'nodenext', 'bundler']),
  row('6', '6', ['node10', 'node16', 'nodenext', 'bundler'], '--ignoreDeprecations 6.0'),
  row('latest', 'latest', ['node16', 'nodenext', 'bundler']),
];
