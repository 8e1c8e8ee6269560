// What a layer refuses: with an error that names it, before anything is allocated.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { activation, elementwise, spiky } from '../../src/index.js';
import { activationLayer } from '../../src/layers/index.js';
import { useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { thrownBy } from '../thrown.js';
import { artifactsOf } from './saving.js';

/** As JavaScript calls it, with anything. */
const make = activationLayer as unknown as (op: unknown, args?: unknown) => tf.layers.Layer;
const times = (x: tf.Tensor, a: tf.Tensor): tf.Tensor => tf.mul(x, a);
const scaled = elementwise('scaled', times, { inputs: ['x', 'a'] });
const unnamed = elementwise('scaledUnnamed', times);

const WHERE = 'activationLayer of scaled';
const A = `${WHERE}: parameter "a"`;

type Refusal = [what: string, op: unknown, args: unknown, type: ErrorConstructor, message: string];

const with_ = (a: unknown): object => ({ parameters: { a } });
const ones = { initializer: 'ones' };
const VALUE = tf.scalar(2);

const REFUSED: Refusal[] = [
  ['no op', undefined, {}, TypeError, 'activationLayer: expected an op that activation(), elementwise() or kernelOp() made, got undefined'],
  ['a function', (x: tf.Tensor) => x, {}, TypeError, 'made, got a function'],
  ['the name of an op', 'scaled', {}, TypeError, 'made, got scaled'],
  ['parameters that are no object', scaled, { parameters: 5 }, TypeError, `${WHERE}: parameters expected an object, got 5`],
  ['no parameters', scaled, undefined, RangeError, `${WHERE}: expected parameters "a", got no "a"; give it a number, or { initializer: … }`],
  ['an unknown parameter', scaled, { parameters: { a: 1, b: 2 } }, RangeError, `${WHERE}: expected parameters "a", got "b"`],
  ['the first input as a parameter', scaled, { parameters: { x: 1, a: 1 } }, RangeError, 'expected parameters "a", got "x"'],
  ['a parameter of an op of one input', spiky, with_(1), RangeError, 'activationLayer of spiky: expected parameters none, got "a"'],
  ['a name that the op was not given', unnamed, with_(1), RangeError, 'expected parameters "b", got "a"; the option inputs of elementwise("scaledUnnamed", …) names them'],
  ['a string', scaled, with_('ones'), TypeError, `${A} expected a number or { initializer: … }, got ones`],
  ['null', scaled, with_(null), TypeError, `${A} expected a number or { initializer: … }, got null`],
  ['undefined', scaled, with_(undefined), TypeError, `${A} expected a number or { initializer: … }, got undefined`],
  ['an array', scaled, with_([1, 2]), TypeError, `${A} expected a number or { initializer: … }, got an array of 2`],
  ['NaN', scaled, with_(Number.NaN), RangeError, `${A} expected a finite number, got NaN`],
  ['infinity as initializer', scaled, with_({ initializer: Number.POSITIVE_INFINITY }), RangeError, `${A}: initializer expected a finite number, got Infinity`],
  ['no initializer', scaled, with_({}), RangeError, `${A}: initializer expected one of tf.initializers or the name of one, got undefined`],
  ['an unknown initializer', scaled, with_({ initializer: 'onez' }), RangeError, `${A}: initializer expected one of tf.initializers or the name of one, got "onez"`],
  ['an initializer that needs more than its name', scaled, with_({ initializer: 'constant' }), RangeError, `${A}: initializer expected`],
  ['a layer as initializer', scaled, with_({ initializer: 'Flatten' }), TypeError, `${A}: initializer expected one of tf.initializers or the name of one, got "Flatten"`],
  ['a function as initializer', scaled, with_({ initializer: () => 1 }), RangeError, `${A}: initializer expected one of tf.initializers or the name of one, got a function`],
  ['a regularizer as initializer', scaled, with_({ initializer: tf.regularizers.l2() }), RangeError, `${A}: initializer expected`],
  ['an unknown regularizer', scaled, with_({ ...ones, regularizer: 'l3' }), RangeError, `${A}: regularizer expected one of tf.regularizers or the name of one, got "l3"`],
  ['an unknown constraint', scaled, with_({ ...ones, constraint: 'positive' }), RangeError, `${A}: constraint expected one of tf.constraints or the name of one, got "positive"`],
  ['an unknown option', scaled, with_({ ...ones, sharedAxis: 1 }), RangeError, `${A}: expected options among initializer, regularizer, constraint, sharedAxes, trainable, got "sharedAxis"`],
  ['a tensor', scaled, with_(VALUE), TypeError, `${A} expected a number or { initializer: … }, got an object of type Tensor`],
  ['an initializer by itself', scaled, with_(tf.initializers.zeros()), TypeError, `${A} expected a number or { initializer: … }, got an object of type Zeros`],
  ['parameters as a list', scaled, { parameters: [5] }, TypeError, `${WHERE}: parameters expected an object, got an array of 1`],
  ['the batch as shared axis', scaled, with_({ ...ones, sharedAxes: [0] }), RangeError, `${A}: sharedAxes expected whole numbers from 1 (0 is the batch), got 0`],
  ['axes that are no numbers', scaled, with_({ ...ones, sharedAxes: ['all'] }), RangeError, `${A}: sharedAxes expected whole numbers from 1 (0 is the batch), got all`],
  ['trainable that is no boolean', scaled, with_({ ...ones, trainable: 'no' }), TypeError, `${A}: trainable expected true or false, got no`],
]; // biome-ignore format: a row each

describe('activationLayer', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  it.each(REFUSED)('refuses %s', (_, op, args, type, message) => {
    const error = thrownBy(() => make(op, args));
    expect((error as Error)?.constructor).toBe(type);
    expect((error as Error).message).toContain(message);
  });

  it('refuses an axis that its input does not have, and one of unknown size', () => {
    const beyond = make(scaled, with_({ ...ones, sharedAxes: [1, 3] }));
    expect(() => beyond.apply(tf.input({ shape: [4, 5] }))).toThrow(
      new RangeError(`${A}: sharedAxes expected axes from 1 to 2 of the input [null,4,5], got 3`),
    );
    const unknown = make(scaled, with_({ ...ones, sharedAxes: [2] }));
    expect(() => unknown.apply(tf.input({ shape: [null, 5] }))).toThrow(
      new RangeError(
        `${A} expected an input of known size along axis 1, got [null,null,5]; put 1 into sharedAxes, ` +
          'or give the layer before a fixed size',
      ),
    );
  });

  it('refuses several inputs, and inputs of another rank or number of channels than it was built for', () => {
    const layer = make(scaled, with_(ones));
    const two = [tf.input({ shape: [3] }), tf.input({ shape: [3] })];
    expect(() => layer.apply(two)).toThrow(new RangeError(`${WHERE}: expected one input, got 2`));
    layer.apply(tf.input({ shape: [2, 3] }));
    expect(() => layer.apply(tf.input({ shape: [2, 4] }))).toThrow(
      /axis 2 .*value 3|axis -?\d+ of input shape to have value 3/,
    );
    expect(() => layer.apply(tf.input({ shape: [3] }))).toThrow(/expected ndim=3/);
    layer.dispose();
  });

  it('allocates nothing when the initializer of one of its parameters fails', () => {
    const op = elementwise('affine', (x: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.add(tf.mul(a, x), b), {
      inputs: ['x', 'a', 'b'],
    });
    const layer = activationLayer(op, {
      parameters: { a: { initializer: 'ones' }, b: { initializer: tf.initializers.identity({}) } },
    });
    expect(() => layer.apply(tf.input({ shape: [3] }))).toThrow(/Identity matrix initializer/);
    expect(layer.weights).toEqual([]);
  });

  it('refuses weights of another shape, naming the layer and the parameter', async () => {
    const layer = make(scaled, { ...with_(ones), inputShape: [3], name: 'wave' });
    const model = tf.sequential({ layers: [layer] });
    const { modelTopology } = await artifactsOf(model);
    const loaded = await tf.models.modelFromJSON({ modelTopology } as never);
    const weights = { 'wave/a': tf.ones([1, 3]) };
    for (const [each, where] of [
      [model, WHERE],
      [loaded, 'activation layer "wave", scaled'],
    ] as const) {
      expect(() => each.loadWeights(weights)).toThrow(
        new RangeError(`${where}: parameter "a" expected a weight of shape [3], got one of shape [1,3]`),
      );
      each.dispose();
    }
    tf.dispose(weights);
  });
});

describe('loading', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  const load = (config: object): Promise<tf.LayersModel> =>
    tf.models.modelFromJSON({
      class_name: 'Sequential',
      config: {
        name: 'model',
        layers: [
          { class_name: 'Lanewise', config: { name: 'wave', batch_input_shape: [null, 3], ...config } },
        ],
      },
    } as never);
  const LAYER = 'activation layer "wave"';
  const a = { name: 'a', value: 5 };

  it.each([
    ['no op', { parameters: [a] }, TypeError, `${LAYER}: config.op expected { name: … }, got undefined`],
    [
      'an op that is a string',
      { op: 'scaled', parameters: [a] },
      TypeError,
      'config.op expected { name: … }, got "scaled"',
    ],
    [
      'an op without a name',
      { op: {}, parameters: [a] },
      TypeError,
      'config.op expected { name: … }, got {}',
    ],
    [
      'no parameters',
      { op: { name: 'scaled' } },
      TypeError,
      `${LAYER}: config.parameters expected an array, got undefined`,
    ],
    [
      'parameters that are no objects',
      { op: { name: 'scaled' }, parameters: [5] },
      TypeError,
      'config.parameters expected { name: …, … }, got 5',
    ],
    [
      'a parameter without a name',
      { op: { name: 'scaled' }, parameters: [{ value: 5 }] },
      TypeError,
      'config.parameters expected { name: …, … }, got {"value":5}',
    ],
    [
      'a missing parameter',
      { op: { name: 'scaled' }, parameters: [] },
      RangeError,
      `${LAYER}, scaled: expected parameters "a", got no "a"`,
    ],
    [
      'a parameter that the op does not have',
      { op: { name: 'scaled' }, parameters: [a, { name: 'q', value: 1 }] },
      RangeError,
      `${LAYER}, scaled: expected parameters "a", got "q"`,
    ],
    [
      'a parameter without a value or an initializer',
      { op: { name: 'scaled' }, parameters: [{ name: 'a' }] },
      RangeError,
      `${LAYER}, scaled: parameter "a": initializer expected`,
    ],
    [
      'an op that is not defined',
      { op: { name: 'notDefined' }, parameters: [] },
      Error,
      `${LAYER}: expected the op "notDefined" to be defined before the model is loaded, got no op of that name; run the line that defines it first: activation('notDefined', (x) => …)`,
    ],
    [
      'an op with parameters that is not defined',
      { op: { name: 'notDefined' }, parameters: [a] },
      Error,
      "run the line that defines it first: elementwise('notDefined', (x, a) => …, { inputs: ['x', 'a'] })",
    ],
    [
      'an op of the catalogue that is not defined',
      { op: { name: 'aptx' }, parameters: [] },
      Error,
      "run the line that defines it first: registerAll() of 'lanewise/activations', which has aptx",
    ],
    [
      'a second derivative of one of those',
      { op: { name: 'aptxDerivativeDerivative' }, parameters: [] },
      Error,
      "run the line that defines it first: registerAll() of 'lanewise/activations', which has aptx",
    ],
    [
      'a derivative of an op that is not defined',
      { op: { name: 'notDefinedDerivative1' }, parameters: [a] },
      Error,
      `elementwise('notDefinedDerivative1', (x, a) => …, { inputs: ['x', 'a'] }), or that of "notDefined" for a derivative of it`,
    ],
    [
      'a derivative that the op does not have',
      { op: { name: 'scaledDerivative2' }, parameters: [a] },
      Error,
      'got no op of that name',
    ],
    [
      'a derivative of an op of several inputs that does not say by which',
      { op: { name: 'scaledDerivative' }, parameters: [a] },
      Error,
      'got no op of that name',
    ],
  ] as const)('refuses %s', async (_, config, type, message) => {
    // biome-ignore format: a row each
    const error = await load(config).catch((thrown: unknown) => thrown);
    expect((error as Error).constructor).toBe(type);
    expect((error as Error).message).toContain(message);
  });

  it('finds the one function that a name stands for: another is refused when it is defined, unless it replaces', async () => {
    const config = { op: { name: 'oneOfThem' }, parameters: [] };
    const predicted = async (): Promise<number[]> => {
      const model = await load(config);
      return tf.tidy(() => Array.from((model.predict(tf.tensor2d([[1, 2, 3]])) as tf.Tensor).dataSync()));
    };
    const first = elementwise('oneOfThem', (x: tf.Tensor) => tf.abs(x));
    expect(elementwise('oneOfThem', (y: tf.Tensor) => tf.abs(y))).toBe(first);
    for (const [where, define] of [
      ['elementwise', elementwise],
      ['activation', activation],
    ] as const) {
      expect(() => define('oneOfThem', (x: tf.Tensor) => tf.square(x))).toThrow(
        new RangeError(
          `${where} "oneOfThem": expected a new name or the same function, got another function; ` +
            'choose another name, or give the option replace: true',
        ),
      );
    }
    expect(await predicted()).toEqual([1, 2, 3]);
    elementwise('oneOfThem', (x: tf.Tensor) => tf.neg(x), { replace: true });
    expect(await predicted()).toEqual([-1, -2, -3]);
    activation('oneOfThem', (x) => tf.square(x), { replace: true });
    expect(await predicted()).toEqual([1, 4, 9]);
  });
});

describe('names of inputs', () => {
  const define = elementwise as unknown as (name: string, fn: unknown, options: object) => unknown;

  it.each([
    ['a string', 'xa', TypeError, 'elementwise "bad": inputs expected an array, got xa'],
    ['numbers', [1, 2], TypeError, 'elementwise "bad": inputs expected strings, got 1'],
    [
      'spaces',
      ['x', 'a b'],
      RangeError,
      'elementwise "bad": inputs expected names of letters, digits and _, got "a b"',
    ],
    ['one twice', ['x', 'x'], RangeError, 'elementwise "bad": inputs expected different names, got x, x'],
    ['too few', ['x'], RangeError, 'elementwise "bad": expected a function of one input, got one of 2'],
    ['none', [], RangeError, 'elementwise "bad": inputs expected at least one name, got none'],
  ] as const)('refuses %s', (_, inputs, type, message) => {
    // biome-ignore format: a row each
    expect(() => define('bad', times, { inputs })).toThrow(new type(message));
  });

  it('are in explanations and errors, and count the inputs of a function of any number', () => {
    const op = elementwise('sumOfNamed', (...xs: tf.Tensor[]) => tf.addN(xs), { inputs: ['x', 'y', 'z'] });
    expect(op.inputs).toEqual(['x', 'y', 'z']);
    expect(String(op.explain())).toContain('sumOfNamed(x, y, z) = x + y + z');
    expect(() => op(1, 'no' as never, 2)).toThrow(/^sumOfNamed: y expected/);
  });
});
