// Options of every entry: each of the wrong kind is refused by name, and what was handed over is copied.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { registerGraphOp } from '../src/graph/index.js';
import { activation, checkDerivative, elementwise, spiky } from '../src/index.js';
import { checkKernel, kernelOp } from '../src/kernels/index.js';
import { activationLayer, fromKeras, kerasHandler } from '../src/layers/index.js';
import { js, vectorize } from '../src/vectorize/index.js';
import { inlined } from '../src/wasm/module.js';
import { spikyBinary } from '../src/wasm/spiky.wasm.js';
import { useBackend, watchForLeaksAndWarnings } from './tfjs/backends.js';
import { thrownBy } from './thrown.js';

type Any = (...args: unknown[]) => unknown;
const abs = (x: tf.Tensor): tf.Tensor => tf.abs(x);
const times = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.mul(a, b);
const loop = (x: Float32Array, y: Float32Array): void => y.set(x);
const scaled = elementwise('optionsScaled', times, { inputs: ['x', 'a'] });
const own = kernelOp('optionsOwn', { inputs: ['x'], forward: loop });

/** Calls with an option of the wrong kind, and the error. */
const WRONG: [what: string, call: () => unknown, message: string][] = [];
const wrong = (fn: unknown, args: unknown[], options: object, where: string, expected: string): void => {
  WRONG.push([
    `${where} ${JSON.stringify(options).slice(0, 80)}`,
    () => (fn as Any)(...args, options),
    `${where}: ${expected}`,
  ]);
};
for (const value of ['no', 1, 0, '', null, {}]) {
  const got = typeof value === 'object' && value !== null ? 'an object of type Object' : String(value);
  const flag = (name: string): string => `${name} expected true or false, got ${got}`;
  for (const name of ['replace', 'lazy']) {
    const option = { [name]: value };
    wrong(activation, ['o', abs], option, 'activation "o"', flag(name));
    wrong(kernelOp, ['o'], { inputs: ['x'], forward: loop, ...option }, 'kernelOp "o"', flag(name));
  }
  wrong(elementwise, ['o', times], { replace: value }, 'elementwise "o"', flag('replace'));
  wrong(vectorize, ['o', (x: number) => x], { replace: value }, 'vectorize "o"', flag('replace'));
  wrong(vectorize, ['o', (x: number) => x], { host: value }, 'vectorize "o"', flag('host'));
  wrong(registerGraphOp, ['O', spiky], { replace: value }, 'registerGraphOp "O"', flag('replace'));
}
wrong(
  activation,
  ['o', abs],
  { precision: 'x', lazy: true },
  'activation "o"',
  `precision expected 'fast' or 'exact', got "x"`,
);
wrong(elementwise, ['o', times], { inputs: null }, 'elementwise "o"', 'inputs expected an array, got null');
const LAYER = 'activationLayer of spiky';
wrong(
  activationLayer,
  [spiky],
  { params: 1 },
  LAYER,
  'expected options among inputShape, batchInputShape, batchSize, dtype, inputDType, weights, name, trainable, parameters, got "params"',
);
wrong(activationLayer, [spiky], { parameters: null }, LAYER, 'parameters expected an object, got null');
wrong(
  activationLayer,
  [spiky],
  { name: ' ' },
  LAYER,
  'name expected at most 100 characters, and no space at its ends, got " "',
);
wrong(activationLayer, [spiky], { name: 5 }, LAYER, 'name expected a string that is not empty, got 5');
wrong(activationLayer, [spiky], { trainable: 'no' }, LAYER, 'trainable expected true or false, got no');
wrong(
  activationLayer,
  [spiky],
  { inputShape: 4 },
  LAYER,
  'inputShape expected an array of sizes or null, got 4',
);
wrong(
  activationLayer,
  [spiky],
  { inputShape: ['4'] },
  LAYER,
  'inputShape expected an array of sizes or null, got an array of 1',
);
wrong(
  activationLayer,
  [spiky],
  { batchInputShape: [-1] },
  LAYER,
  'batchInputShape expected an array of sizes or null, got an array of 1',
);
wrong(
  activationLayer,
  [spiky],
  { inputShape: [4], batchSize: 1.5 },
  LAYER,
  'batchSize expected a whole number from 1, got 1.5',
);
wrong(
  activationLayer,
  [spiky],
  { dtype: 'float' },
  LAYER,
  'dtype expected the name of a type, as float32, got float',
);
wrong(
  activationLayer,
  [spiky],
  { weights: [1] },
  LAYER,
  'weights expected an array of tensors, got an array of 1',
);
wrong(
  checkKernel,
  [own],
  { tolerance: '1' },
  'checkKernel of optionsOwn',
  'tolerance expected a number from 0, got 1',
);
wrong(
  checkKernel,
  [own],
  { points: [['1']] },
  'checkKernel of optionsOwn',
  'points expected an array of numbers for each input',
);
wrong(
  vectorize,
  ['o', (x: number, a: number) => x * a],
  { derivative: [1, 2] },
  'vectorize "o"',
  'derivative: expected a function or its source, got an array of 2; of several inputs, write one that returns [da, db]',
);
wrong(
  registerGraphOp,
  ['O', scaled],
  { attributes: [5] },
  'registerGraphOp "O"',
  'attributes expected inputs of the op among x, a, got "5"',
);

describe('options', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  it.each(WRONG)('are refused by name: %s', (_, call, message) => {
    expect((thrownBy(call) as Error | undefined)?.message).toContain(message);
  });

  it('of checkDerivative too, before anything is allocated', async () => {
    const where = 'checkDerivative of optionsScaled';
    const check = checkDerivative as unknown as (op: unknown, options?: unknown) => Promise<{ ok: boolean }>;
    for (const [options, message] of [
      [{ tolerance: 'x' }, `${where}: tolerance expected a number from 0, got x`],
      [{ tolerance: Number.NaN }, `${where}: tolerance expected a number from 0, got NaN`],
      [
        { input: 'length' },
        'optionsScaled: derivative expected an input from 0 to 1, or a name (x, a), got "length"',
      ],
      [{ points: [['1'], [2]] }, `${where}: points expected an array of numbers for each input`],
    ] as const) {
      await expect(check(scaled, options)).rejects.toThrow(message);
    }
    await expect(check(Object.create(null))).rejects.toThrow(
      'checkDerivative: expected a lanewise op, got an object',
    );
    const square = elementwise('optionsSquare', (x: tf.Tensor, a: tf.Tensor) => tf.mul(x, tf.square(a)), {
      inputs: ['x', 'a'],
    });
    expect(await check(square, { input: 'a' })).toEqual(await check(square, { input: 1 }));
    expect((await check(square, { input: 'a' })).ok).toBe(true);
  });
});

describe('what was handed over and is changed afterwards', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  const valuesOf = (f: () => tf.Tensor): number[] => tf.tidy(() => Array.from(f().dataSync()));

  it('changes nothing of an activation that waits', () => {
    const options: Record<string, unknown> = { lazy: true, derivative: [(x: tf.Tensor) => tf.mul(x, 5)] };
    const op = (activation as Any)('optionsLazy', abs, options) as typeof spiky;
    (options.derivative as unknown[])[0] = 'changed';
    Object.assign(options, {
      derivative: 'changed',
      precision: 'changed',
      replace: 'changed',
      lazy: 'changed',
    });
    expect(valuesOf(() => op.derivative()([2]))).toEqual([10]);
  });

  it('changes nothing of an elementwise op', () => {
    const inputs: string[] = ['x', 'a'];
    const derivative = [(_x: tf.Tensor, a: tf.Tensor) => a, (x: tf.Tensor) => x];
    const op = (elementwise as Any)('optionsElementwise', times, { inputs, derivative }) as typeof scaled;
    inputs.reverse();
    derivative.reverse();
    const [x, a] = [tf.tensor1d([2]), tf.tensor1d([3])];
    expect(valuesOf(() => tf.grads(op)([x, a])[0]!)).toEqual([3]);
    expect(op.inputs).toEqual(['x', 'a']);
    expect(op.explain().formula).toBe('x * a');
    inputs.length = 0;
    expect(valuesOf(() => op.derivative('a')(x, a))).toEqual([2]);
    expect(Object.isFrozen(op.inputs)).toBe(true);
    tf.dispose([x, a]);
  });

  it.each([false, true])('changes nothing of kernelOp, lazy: %s', (lazy) => {
    const bytesOf = inlined(spikyBinary);
    const wasm = { unshared: Uint8Array.from(bytesOf('unshared')) };
    const inputs = ['x'];
    const outputs = ['y'];
    const javascript: Record<string, unknown> = {};
    const options = { inputs, outputs, wasm, forward: 'forward', backward: 'backward', javascript, lazy };
    const op = (kernelOp as Any)(`optionsKernel${lazy}`, options) as typeof spiky;
    wasm.unshared.fill(0);
    Object.assign(wasm, { unshared: undefined });
    inputs[0] = 'changed';
    outputs.push('z');
    Object.assign(options, { forward: 'changed', backward: undefined, wasm: undefined });
    javascript.forward = 'changed';
    const x = tf.linspace(0, 1.9, 64);
    expect(valuesOf(() => op(x))).toEqual(valuesOf(() => spiky(x)));
    expect(valuesOf(() => tf.grad(op)(x))).toEqual(valuesOf(() => tf.grad(spiky)(x)));
    x.dispose();
  });

  it.each([false, true])('changes nothing of vectorize, host: %s', (host) => {
    const uses = { k: 2, table: [1, 10], typed: Float32Array.of(100), nested: [[1000]] };
    const inputs = ['v'];
    const fn = (x: number, { k, table, typed, nested }: typeof uses): number =>
      x * k + table[1]! + typed[0]! + nested[0]![0]!;
    const op = (vectorize as Any)(`optionsVectorize${host}`, fn, { uses, inputs, host }) as typeof spiky;
    uses.table[1] = uses.typed[0] = uses.nested[0]![0] = 5;
    Object.assign(uses, { k: 7, table: [], typed: [], nested: [] });
    inputs.push('w');
    expect(valuesOf(() => op([3]))).toEqual([1116]);
    expect(() => (vectorize as Any)('optionsGetter', fn, { uses: { get k() { return 1; } } })).toThrow('a getter'); // biome-ignore format: a line
    expect(valuesOf(() => vectorize('optionsSource', js`(x) => x * 2`)([3]))).toEqual([6]);
  });

  it('changes nothing of a layer', () => {
    const a = { initializer: 'ones', sharedAxes: [1] };
    const inputShape = [4, 3];
    const args = { parameters: { a }, inputShape, name: 'optionsLayer' };
    const layer = activationLayer(scaled, args as never);
    a.sharedAxes.push(2);
    Object.assign(a, { initializer: 'zeros', sharedAxes: null });
    inputShape.reverse();
    Object.assign(args, { parameters: {}, name: 'changed' });
    const model = tf.sequential({ layers: [layer] });
    expect(layer.weights.map(({ shape }) => shape)).toEqual([[1, 3]]);
    expect(layer.name).toBe('optionsLayer');
    expect(model.inputs[0]!.shape).toEqual([null, 4, 3]);
    expect(valuesOf(() => model.predict(tf.ones([1, 4, 3])) as tf.Tensor)).toEqual(Array(12).fill(1));
    const batchInputShape = [null, 5];
    const other = activationLayer(spiky, { batchInputShape });
    batchInputShape[1] = 6;
    expect(other.batchInputShape).toEqual([null, 5]);
    model.dispose();
  });

  it('changes nothing of an op of a graph model', () => {
    const attribute = { name: 'frequency', default: 2 };
    const attributes = { a: attribute };
    registerGraphOp('OptionsGraph', scaled, { attributes });
    Object.assign(attribute, { name: 'changed', default: 9 });
    Object.assign(attributes, { a: 'changed' });
    expect(() =>
      registerGraphOp('OptionsGraph', scaled, { attributes: { a: { name: 'frequency', default: 2 } } }),
    ).not.toThrow();
    expect(() => registerGraphOp('OptionsGraph', scaled, { attributes })).toThrow('got others');
    tf.deregisterOp('OptionsGraph');
  });

  it('changes nothing of a handler of Keras models', async () => {
    const layers: Record<string, unknown> = { lambda: spiky };
    const options = { layers };
    const modelTopology = {
      class_name: 'Sequential',
      config: { name: 'm', layers: [{ class_name: 'Lambda', config: { name: 'lambda' } }] },
    };
    const handler = kerasHandler({ load: async () => ({ modelTopology }) }, options as never);
    layers.lambda = 5;
    Object.assign(options, { layers: undefined });
    const expected = fromKeras({ modelTopology }, { layers: { lambda: spiky } });
    expect(await handler.load!()).toEqual(expected);
  });
});
