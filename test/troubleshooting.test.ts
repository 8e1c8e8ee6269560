// docs/troubleshooting.md quotes errors: each is thrown here, as it stands there, and none that is thrown here is missing.
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { activation, elementwise } from '../src/index.js';
import { kernelOp } from '../src/kernels/index.js';
import { activationLayer, fromKeras } from '../src/layers/index.js';
import { vectorize } from '../src/vectorize/index.js';

type X = tf.Tensor;
/** Calls `f` as JavaScript would, whatever its types say. */
const untyped = (f: unknown, ...args: unknown[]): unknown => (f as (...args: unknown[]) => unknown)(...args);
const define = (fn: unknown, options?: object): unknown => untyped(activation, 'mine', fn, options);
const compile = (fn: unknown, options?: object): unknown => untyped(vectorize, 'mine', fn, options);
const named = (name: string): unknown => activation(name, (x) => tf.abs(x));

/** A model of one layer, as it is saved. */
const modelOf = (config: object, class_name = 'Lanewise'): object => ({
  class_name: 'Sequential',
  config: { name: 'model', layers: [{ class_name, config: { name: 'only', parameters: [], ...config } }] },
});

/** What goes wrong, in the order of the page. */
const WRONG: Readonly<Record<string, () => unknown>> = {
  'an op that mixes elements': () => define((x: X) => tf.sum(x)),
  'a value that is read': () => define((x: X) => tf.scalar(x.dataSync()[0]!)),
  'a captured tensor': () => define((x: X) => tf.add(x, tf.tensor1d([1, 2, 3]))),
  'a captured variable': () => {
    const gain = tf.variable(tf.scalar(2), true, 'gain');
    try {
      define((x: X) => tf.mul(x, gain));
    } finally {
      gain.dispose();
    }
  },
  'a random number': () => define((x: X) => tf.mul(x, tf.randomUniform([]))),
  'a function that returns nothing': () => define(() => undefined),
  'an async function': () => define(async (x: X) => x),
  'a chained op that is not there': () => define((x: X) => (x as unknown as { mull(y: number): X }).mull(2)),
  'a function of two inputs': () => define((x: X, a: X) => tf.mul(x, a)),
  'an unknown option': () => define((x: X) => tf.abs(x), { precison: 'exact' }),
  'a name that is taken': () => {
    named('taken');
    activation('taken', (x) => tf.neg(x));
  },
  'a name that saving changes': () => named('hard_swish'),
  'a name of tf.layers': () => named('relu'),
  'a number of inputs': () => untyped(elementwise('two', (a, b) => tf.add(a, b))),
  'shapes that do not broadcast': () =>
    tf.tidy(() => elementwise('two', (a, b) => tf.add(a, b))(tf.ones([2, 3]), tf.ones([4]))),
  'a disposed tensor': () => {
    const x = tf.scalar(1);
    x.dispose();
    activation('once', (y) => tf.abs(y))(x);
  },
  'a name from outside': () => compile('(x) => scale * x'),
  'a loop without a bound': () => compile('(x) => { while (x > 1) x = x / 2; return x; }'),
  'another value of uses': () => {
    const scale = 2;
    compile((x: number) => scale * x, { uses: { scale: 3 } });
  },
  'native code': () => compile(Math.exp),
  'an activation that is not defined': () =>
    tf.layers.dense({ units: 1, activation: 'notDefined' as unknown as 'relu' }),
  'a layer that is not imported': async () => {
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    const { Lanewise } = classNameMap;
    delete classNameMap.Lanewise;
    try {
      await tf.loadLayersModel(tf.io.fromMemory({ modelTopology: modelOf({ op: { name: 'leaky' } }) }));
    } finally {
      classNameMap.Lanewise = Lanewise!;
    }
  },
  'an op of a layer that is not defined': () =>
    tf.loadLayersModel(tf.io.fromMemory({ modelTopology: modelOf({ op: { name: 'missing' } }) })),
  'a layer without its parameter': () =>
    untyped(
      activationLayer,
      elementwise('leaky', (x, a) => tf.prelu(x, a), { inputs: ['x', 'slope'] }),
    ),
  'a lambda of Keras': () => fromKeras({ modelTopology: modelOf({ function: ['4wE', null] }, 'Lambda') }),
  'a kernel without a gradient': () => {
    const forward = (x: Float32Array, y: Float32Array): void => void y.set(x);
    const op = kernelOp('forwardOnly', { inputs: ['x'], forward });
    tf.tidy(() => tf.grad((x: X) => op(x))(tf.ones([1])));
  },
};

const page = readFileSync('docs/troubleshooting.md', 'utf8');
const QUOTED = [...page.matchAll(/^#### `(.*)`$/gm)].map(([, text]) => text!);

/** Whether `message` is what `quoted` says, after the place where it was thrown; … stands for anything. */
function isQuoted(message: string, quoted: string): boolean {
  const parts = quoted.split('…').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  // A remedy may hold … itself.
  return new RegExp(`(?:^|: )${parts.join('.*')}$`, 'm').test(message);
}

async function errorOf(f: () => unknown): Promise<string> {
  try {
    await f();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('the page of errors', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('quotes as many as are thrown here', () => {
    // A promise is one of the things that are no tensor.
    expect(QUOTED).toHaveLength(Object.keys(WRONG).length - 1);
    expect(new Set(QUOTED).size).toBe(QUOTED.length);
  });

  it('quotes each that is thrown, word by word, and once', async () => {
    const used = new Set<string>();
    for (const [what, f] of Object.entries(WRONG)) {
      const message = (await errorOf(f)).split('\n')[0]!;
      const found = QUOTED.filter((quoted) => isQuoted(message, quoted));
      expect(found, `${what}: ${message}`).toHaveLength(1);
      used.add(found[0]!);
    }
    expect(QUOTED.filter((quoted) => !used.has(quoted))).toEqual([]);
  });
});
