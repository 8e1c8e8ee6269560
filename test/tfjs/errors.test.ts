// What cannot be an activation is refused by an error that names it, says what is wrong and what to do;
// the refusal registers nothing, leaks nothing and leaves tfjs as it was.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { activation, elementwise, type Op } from '../../src/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from './backends.js';
import { define, errorsEverywhere, layersKnow, type X } from './refusal.js';

/** Tensors that functions capture; made in each test. */
let vector: X;
let text: X;
let gain: tf.Variable;
let disposed: X;

const ELSEWHERE = 'is not elementwise; apply it outside the activation';
const READS =
  'it reads values (data, dataSync, array, print), which a function of one element cannot; choose with tf.where instead';
const PLAIN = "or use vectorize() from 'lanewise/vectorize' for plain functions";
const TENSOR = `cannot take a tensor; write tf.mul(x, x) and the like, ${PLAIN} (at errors.test.ts:`;
const INPUT = 'pass it to elementwise() as an input';
const VARIES =
  'it is not the same for every input and at every call: it depends on the shape of its input, or on';
const RETURN = 'expected the function to return a tensor, got';
const SHAPE = 'changes the shape of an input; do that outside the activation';

/** A function, and the error after the name of the activation. */
type Refusal = [what: string, fn: unknown, type: ErrorConstructor, message: string, options?: unknown];

const REFUSED: Refusal[] = [
  ['tf.sum', (x: X) => tf.sum(x), Error, `tf.sum ${ELSEWHERE}`],
  ['tf.mean of a part', (x: X) => tf.sub(x, tf.mean(x, -1, true)), Error, `tf.mean ${ELSEWHERE}`],
  ['tf.max', (x: X) => tf.max(x), Error, `tf.max ${ELSEWHERE}`],
  ['tf.all', (x: X) => tf.all(tf.greater(x, 0)), Error, `tf.all ${ELSEWHERE}`],
  ['tf.softmax', (x: X) => tf.softmax(x), Error, `tf.softmax ${ELSEWHERE}`],
  ['tf.cumsum', (x: X) => tf.cumsum(x), Error, `tf.cumsum ${ELSEWHERE}`],
  ['tf.matMul', (x: X) => tf.matMul(x, x, false, true), Error, `tf.matMul ${ELSEWHERE}`],
  ['tf.transpose', (x: X) => tf.transpose(x), Error, `tf.transpose ${ELSEWHERE}`],
  ['tf.reverse', (x: X) => tf.reverse(x), Error, `tf.reverse ${ELSEWHERE}`],
  ['tf.slice', (x: X) => tf.slice(x, 0, 1), Error, `tf.slice ${ELSEWHERE}`],
  ['tf.gather', (x: X) => tf.gather(x, [0]), Error, `tf.gather ${ELSEWHERE}`],
  ['tf.pad', (x: X) => tf.pad(x, [[0, 1], [0, 0], [0, 0]]), Error, `tf.pad ${ELSEWHERE}`], // biome-ignore format: a row
  ['tf.concat', (x: X) => tf.concat([x, x]), Error, `tf.concat ${ELSEWHERE}`],
  ['tf.stack', (x: X) => tf.stack([x, x]), Error, `tf.stack ${ELSEWHERE}`],
  ['tf.unstack', (x: X) => tf.unstack(x)[0], Error, `tf.unstack ${ELSEWHERE}`],
  ['tf.split', (x: X) => tf.split(x, 1)[0], Error, `tf.split ${ELSEWHERE}`],
  ['tf.topk', (x: X) => tf.topk(x).values, Error, `tf.topk ${ELSEWHERE}`],
  ['tf.linspace', (x: X) => tf.add(x, tf.linspace(0, 1, 5)), Error, `tf.linspace ${ELSEWHERE}`],
  ['tf.complex', (x: X) => tf.complex(x, x), Error, `tf.complex ${ELSEWHERE}`],
  ['a reshape of an input', (x: X) => x.reshape([-1]), Error, `tf.reshape ${SHAPE}`],
  ['a reshape inside', (x: X) => tf.relu(tf.abs(x).flatten()), Error, `tf.reshape ${SHAPE}`],
  ['tf.expandDims', (x: X) => tf.expandDims(x, 0), Error, `tf.expandDims ${SHAPE}`],
  ['tf.tile', (x: X) => tf.tile(x, [2, 1, 1]), Error, `tf.tile ${SHAPE}`],

  ['dataSync', (x: X) => tf.scalar(x.dataSync()[0]!), Error, READS],
  ['arraySync', (x: X) => tf.tensor(x.arraySync()), Error, READS],
  ['print', (x: X) => x.print(), Error, READS],
  ['a comparison in JavaScript', (x: X) => ((x as never) > 0 ? x : tf.zerosLike(x)), Error, `an operator such as * or < ${TENSOR}`],
  ['arithmetic in JavaScript', (x: X) => Math.tanh(x as never), Error, `Math.tanh ${TENSOR}`],

  ['a number', () => 1, TypeError, `${RETURN} 1; choose with tf.where, ${PLAIN}`],
  ['undefined', () => undefined, TypeError, `${RETURN} undefined`],
  ['null', () => null, TypeError, `${RETURN} null`],
  ['an array', (x: X) => [x], TypeError, `${RETURN} an array of 1`],
  ['a function', () => tf.abs, TypeError, `${RETURN} a function`],
  ['an object', () => new Map(), TypeError, `${RETURN} an object of type Map`],
  ['an object without a prototype', () => Object.create(null), TypeError, `${RETURN} an object of type null`],
  ['async', async (x: X) => x, TypeError, `${RETURN} a promise; an activation cannot be async`],
  ['async that awaits values', async (x: X) => tf.tensor(await x.data()), TypeError, `${RETURN} a promise`],
  ['async that fails', async (x: X) => tf.sum(x), TypeError, `${RETURN} a promise`],

  ['a string tensor', (x: X) => tf.add(x, text), Error, "Argument 'b' passed to 'add' must be numeric tensor"],
  ['a new string tensor', () => tf.tensor(['a']), Error, 'it uses a string tensor; expected float32'],
  ['a captured vector', (x: X) => tf.add(x, vector), Error, `a tensor of shape [3] is captured; ${INPUT}`],
  ['a captured vector handed back', () => vector, Error, `a tensor of shape [3] is captured; ${INPUT}`],
  ['a captured variable', (x: X) => tf.mul(x, gain), Error, `is captured; ${INPUT}, so that it can be trained`],
  ['a new variable', (x: X) => tf.mul(x, tf.variable(tf.scalar(2))), Error, `is captured; ${INPUT}, so that`],
  ['a disposed tensor', (x: X) => tf.mul(x, disposed), Error, 'a disposed tensor is captured; keep it'],
  ['a constant that broadcasts it', (x: X) => tf.add(x, tf.ones([4, 2, 3, 5])), Error, 'a tensor of shape [4, …] is captured, which inputs would be broadcast to; use a number, or'],
  ['noise', (x: X) => tf.add(x, tf.randomNormal(x.shape)), Error, 'tf.randomNormal makes a tensor of several values; apply it outside the activation, or pass the tensor to elementwise() as an input'],

  ['a size of its input', (x: X) => tf.div(x, x.size), Error, VARIES],
  ['a rank of its input', (x: X) => (x.rank === 3 ? tf.neg(x) : x), Error, VARIES],
  ['a random number', (x: X) => tf.mul(x, tf.randomUniform([])), Error, VARIES],
  ['a size that another input lacks', (x: X) => tf.mul(x, tf.ones([x.shape[2] as number])), Error, VARIES],
  ['too many operations', (x: X) => { let y = x; for (let i = 0; i < 100_001; i++) y = tf.sin(y); return y; }, Error, 'it has 100001 operations; expected at most 100000'],
  ['a chained op that is not there', (x: X) => (x as unknown as { mull(y: number): X }).mull(2), TypeError, 'x.mull is not a function; chained ops come with @tensorflow/tfjs, or write tf.mull(x, …)'],
  ['an input of an outer function', (x: X) => define.activation('inner', (y: X) => tf.add(x, y))(x), Error, 'activation "inner": the input of another function is captured'],

  ['no function', undefined, TypeError, 'expected a function, got undefined'],
  ['two inputs', (x: X, a: X) => tf.mul(x, a), RangeError, 'expected a function of one input, got one of 2'],
  ['bad precision', (x: X) => tf.abs(x), RangeError, "precision expected 'fast' or 'exact', got \"best\"", { precision: 'best' }],
  ['null as options', (x: X) => tf.abs(x), TypeError, 'options expected an object, got null', null],
  ['a string as options', (x: X) => tf.abs(x), TypeError, 'options expected an object, got exact', 'exact'],
  ['an array as options', (x: X) => tf.abs(x), TypeError, 'options expected an object, got an array of 1', ['exact']],
  ['a derivative that is no function', (x: X) => x, TypeError, 'derivative: expected a function, got 1', { derivative: 1 }],
  ['a derivative that is false', (x: X) => x, TypeError, 'derivative: expected a function, got false', { derivative: false }],
  ['a derivative that gives a number', (x: X) => x, TypeError, `derivative: ${RETURN} 1`, { derivative: () => 1 }],
  ['a derivative that gives an array', (x: X) => x, TypeError, `derivative: ${RETURN} an array of 1`, { derivative: (x: X) => [x] }],
  ['a derivative that takes dy', (x: X) => x, RangeError, 'derivative: expected a function of one input, got one of 2', { derivative: (x: X, dy: X) => tf.mul(x, dy) }],
  ['a derivative that is not elementwise', (x: X) => x, Error, `derivative: tf.sum ${ELSEWHERE}`, { derivative: (x: X) => tf.sum(x) }],
]; // biome-ignore format: a row each

const add = (a: X, b: X): X => tf.add(a, b);

const REFUSED_OF_ONE: Refusal[] = [
  ['an unknown option', (x: X) => tf.abs(x), RangeError, 'expected options among derivative, precision, replace, lazy, got "precison"', { precison: 'exact' }],
  ['an unknown option, though it waits', (x: X) => tf.abs(x), RangeError, 'got "precison"', { lazy: true, precison: 'exact' }],
  ['an option of elementwise', (x: X) => tf.abs(x), RangeError, 'expected options among derivative, precision, replace, lazy, got "inputs"', { inputs: ['x'] }],
]; // biome-ignore format: a row each

const REFUSED_OF_TWO: Refusal[] = [
  ['no input', () => tf.scalar(1), RangeError, 'expected a function of at least one input, got one of none'],
  ['inputs as a rest', (...xs: X[]) => xs[0], RangeError, 'got one of none; name those of a function like (...xs) => … by the option inputs'],
  ['null as inputs', add, TypeError, 'inputs expected an array, got null', { inputs: null }],
  ['an unknown option', add, RangeError, 'expected options among derivative, precision, replace, inputs, got "precison"', { precison: 'exact' }],
  ['an option of activation', add, RangeError, 'expected options among derivative, precision, replace, inputs, got "lazy"', { lazy: true }],
  ['a matrix product', (a: X, b: X) => tf.matMul(a, b, false, true), Error, `tf.matMul ${ELSEWHERE}`],
  ['one derivative', add, TypeError, 'derivative: expected an array of 2 tensors, got an object of type Tensor', { derivative: (a: X) => a }],
  ['an array of one derivative', add, TypeError, 'derivative: expected an array of 2 tensors, got an array of 1', { derivative: (a: X) => [a] }],
  ['a derivative too many', add, TypeError, 'derivative: expected an array of 2 tensors, got an array of 3', { derivative: (a: X, b: X) => [a, b, a] }],
  ['a derivative that is a number', add, TypeError, `derivative: ${RETURN} 1`, { derivative: (a: X) => [a, 1] }],
  ['a default that makes an input', (x: X, a: X | number = 2) => tf.mul(x, a), RangeError, "expected the option inputs for a function with defaults or a rest, of which JavaScript counts 1; write inputs: ['x', 'a']"],
  ['a default that is chosen by', (x: X, squared = false) => (squared ? tf.square(x) : x), RangeError, 'expected the option inputs'],
  ['options with a default', (x: X, { scale } = { scale: 2 }) => tf.mul(x, scale), RangeError, 'expected the option inputs'],
  ['a rest', (x: X, ...more: X[]) => more.reduce((sum, each) => tf.add(sum, each), x), RangeError, 'expected the option inputs'],
  ['too few derivatives', add, RangeError, 'derivative: expected a function for each input, that is 2, got 1', { derivative: [add] }],
  ['derivatives that are no functions', add, TypeError, 'derivative[1]: expected a function, got 1', { derivative: [add, 1] }],
  ['derivatives that are not elementwise', add, Error, `derivative[1]: tf.sum ${ELSEWHERE}`, { derivative: [add, (a: X) => tf.sum(a)] }],
  ['a derivative among several of more inputs', add, RangeError, 'derivative[0]: expected a function of 2 inputs, got one of 3', { derivative: [(a: X, b: X, c: X) => tf.add(tf.add(a, b), c), add] }],
  ['a derivative that takes dy', add, RangeError, 'derivative: expected a function of 2 inputs, got one of 3', { derivative: (a: X, b: X, dy: X) => [tf.mul(a, dy), b] }],
]; // biome-ignore format: a row each

let count = 0;
/** A name that no test has used. */
const newName = (): string => `refused${count++}`;

describe.each(BACKENDS)('on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  const refusesIn =
    (kind: 'activation' | 'elementwise') =>
    (_: string, fn: unknown, type: ErrorConstructor, message: string, options?: unknown): void => {
      const name = newName();
      vector = tf.tensor1d([1, 2, 3]);
      text = tf.tensor1d(['a']);
      gain = tf.tidy(() => tf.variable(tf.scalar(2)));
      disposed = tf.scalar(2);
      disposed.dispose();
      for (const error of errorsEverywhere(() => define[kind](name, fn, options))) {
        expect((error as Error).constructor).toBe(type);
        expect((error as Error).message).toContain(`${kind} "${name}": `);
        expect((error as Error).message).toContain(message);
      }
      expect(layersKnow(name)).toBe(false);
      const op = define[kind](name, (x: X) => tf.square(x));
      expect(tf.tidy(() => Array.from(op([3, -2]).dataSync()))).toEqual([9, 4]);
      expect(tf.tidy(() => Array.from(vector.dataSync()))).toEqual([1, 2, 3]);
      tf.dispose([vector, text, gain]);
    };

  it.each(REFUSED)('activation refuses %s', refusesIn('activation'));
  it.each(REFUSED_OF_ONE)('activation refuses %s', refusesIn('activation'));
  it.each(REFUSED_OF_TWO)('elementwise refuses %s', refusesIn('elementwise'));

  it('passes on what the function throws: a plain error as the cause of one that names the activation', () => {
    class MyError extends Error {}
    for (const thrown of [new MyError('mine'), new RangeError('mine'), 'mine', undefined]) {
      const throwing = (): X => {
        throw thrown;
      };
      for (const error of errorsEverywhere(() => activation('throwing', throwing)))
        expect(error).toBe(thrown);
    }
    const plain = new Error('mine');
    const throwing = (x: X): X => {
      tf.tidy(() => {
        tf.abs(x);
        throw plain;
      });
      return x;
    };
    for (const error of errorsEverywhere(() => activation('throwing', throwing))) {
      expect(error).toMatchObject({ message: 'activation "throwing": mine', cause: plain });
    }
    expect(layersKnow('throwing')).toBe(false);
  });

  it('leaves tfjs as it was when a gradient inside the function fails', () => {
    const failing = (x: X): X => tf.grad((v: X) => tf.sum(tf.tanh(v)))(x);
    for (const error of errorsEverywhere(() => activation('failing', failing))) {
      expect(error).toMatchObject({ message: `activation "failing": tf.sum ${ELSEWHERE}` });
    }
  });

  it('names both activations when the inner of two is refused', () => {
    const outer = (x: X): X => activation('innerSum', (y) => tf.sum(y))(x);
    for (const error of errorsEverywhere(() => activation('outerOfSum', outer))) {
      expect((error as Error).message).toContain(`activation "innerSum": tf.sum ${ELSEWHERE}`);
    }
    expect([layersKnow('innerSum'), layersKnow('outerOfSum')]).toEqual([false, false]);
  });

  it('refuses variables and vectors as inputs of an op that is called inside', () => {
    const inner = elementwise('innerAdd', add);
    const captured = tf.tensor1d([1, 2, 3]);
    const weight = tf.tidy(() => tf.variable(tf.scalar(2)));
    for (const [input, message] of [
      [captured, `a tensor of shape [3] is captured; ${INPUT}`],
      [weight, `is captured; ${INPUT}, so that it can be trained`],
    ] as const) {
      for (const error of errorsEverywhere(() => activation('outerAdd', (x) => inner(x, input)))) {
        expect((error as Error).message).toMatch(/^activation "outerAdd": /);
        expect((error as Error).message).toContain(message);
      }
    }
    tf.dispose([captured, weight]);
  });

  it('refuses inputs whose shapes do not broadcast, and the wrong number of them', () => {
    const op = elementwise('addOfTwo', add) as unknown as (...xs: unknown[]) => X;
    const a = tf.ones([2, 3]);
    const b = tf.ones([4]);
    const shapes = new RangeError('addOfTwo: expected inputs whose shapes broadcast, got [2,3], [4]');
    for (const error of errorsEverywhere(() => op(a, b))) expect(error).toEqual(shapes);
    expect(() => tf.tidy(() => tf.grads(op as never)([a, b]))).toThrow(shapes);
    for (const [inputs, got] of [
      [[a], 1],
      [[a, a, a], 3],
      [[], 0],
    ] as const) {
      // biome-ignore format: a row
      const wrong = new TypeError(`addOfTwo: expected 2 inputs, got ${got}`);
      for (const error of errorsEverywhere(() => op(...inputs))) expect(error).toEqual(wrong);
    }
    tf.dispose([a, b]);
  });

  it('an op of one input takes what map of an array hands over, and no other second argument', () => {
    const op = activation('mapped', (x) => tf.square(x));
    const tensors = [tf.tensor1d([1, 2]), tf.tensor1d([-3])];
    const mapped = (each: Op): number[][] =>
      tf.tidy(() => tensors.map(each).map((y) => Array.from(y.dataSync())));
    expect(mapped(op)).toEqual([[1, 4], [9]]);
    expect(mapped(op.derivative())).toEqual([[2, 4], [-6]]);
    expect(tf.tidy(() => [2, Number.NaN].map(op).map((y) => y.dataSync()[0]))).toEqual([4, Number.NaN]);
    const named = elementwise('mappedToo', (x: X) => tf.square(x));
    const [first, second] = tensors as [X, X];
    for (const more of [
      [2],
      [second],
      [undefined],
      [0],
      [1, tensors],
      [0, [second]],
      [0, 'ab'],
      ['0', tensors],
    ]) {
      for (const [each, name] of [
        [op, 'mapped'],
        [named, 'mappedToo'],
        [op.derivative(), 'mappedDerivative'],
      ] as const) {
        for (const error of errorsEverywhere(() => (each as (...xs: unknown[]) => X)(first, ...more))) {
          expect(error).toEqual(
            new TypeError(
              `${name}: expected one input, got ${more.length + 1}; as a callback, write (x) => ${name}(x)`,
            ),
          );
        }
      }
    }
    for (const error of errorsEverywhere(() => (op as () => X)())) expect(error).toBeInstanceOf(TypeError);
    tf.dispose(tensors);
  });

  it('refuses a derivative by an input that the op does not have', () => {
    const op = elementwise('addOfTwo', add);
    const derivative = op.derivative as (input: unknown) => unknown;
    const wrong: [unknown, string?][] = [[2], [-1], [0.5], [Number.NaN], [null], [true], [[0], 'an array of 1'],
      ['length', '"length"'], ['0', '"0"'], ['c', '"c"'], ['', '""'], ['a'.repeat(1e6), `"${'a'.repeat(99)}…"`], ['__proto__', '"__proto__"']]; // biome-ignore format: rows
    for (const [index, got = String(index)] of wrong) {
      expect(() => derivative(index)).toThrow(
        new RangeError(`addOfTwo: derivative expected an input from 0 to 1, or a name (a, b), got ${got}`),
      );
    }
    const one = activation('absOfOne', (x) => tf.abs(x));
    expect(() => one.derivative('y')).toThrow(
      new RangeError('absOfOne: derivative expected input 0, or a name (x), got "y"'),
    );
  });

  it('takes a function with a default or a rest whose inputs are named, or which does not read it', () => {
    const scaled = (x: X, a: X | number = 2): X => tf.mul(x, a);
    const firstOf = (op: (...xs: number[]) => X, ...xs: number[]): unknown =>
      tf.tidy(() => op(...xs).dataSync()[0]);
    expect(firstOf(elementwise('scaledOfOne', scaled, { inputs: ['x'] }), 3)).toBe(6);
    expect(firstOf(elementwise('scaledOfTwo', scaled, { inputs: ['x', 'a'] }), 3, 5)).toBe(15);
    const unread = (x: X, ..._more: X[]): X => tf.mul(x, 2);
    expect(firstOf(elementwise('scaledByDefault', unread), 3)).toBe(6);
    expect(
      firstOf(
        elementwise(
          'opItself',
          activation('absOfOne', (x) => tf.abs(x)),
        ),
        -3,
      ),
    ).toBe(3);
    expect(
      firstOf(
        activation('scaledActivation', (x) => scaled(x)),
        3,
      ),
    ).toBe(6);
  });

  it('has the derivative by the name of an input, which is the one by its index', () => {
    const op = elementwise('namedInputs', (x: X, a: X) => tf.mul(x, tf.square(a)), { inputs: ['x', 'a'] });
    expect(op.derivative('a')).toBe(op.derivative(1));
    expect(op.derivative('x')).toBe(op.derivative());
    expect(activation('absOfOne', (x) => tf.abs(x)).derivative('x').opName).toBe('absOfOneDerivative');
    const waiting = activation('absThatWaits', (x) => tf.abs(x), { lazy: true });
    expect(waiting.derivative('x')).toBe(waiting.derivative(0));
  });
});

it('leaves no promise of an async function unhandled', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  const rejecting = async (): Promise<X> => {
    throw new Error('mine');
  };
  expect(() => define.activation('rejecting', rejecting)).toThrow('an activation cannot be async');
  await new Promise((resolve) => setTimeout(resolve, 10));
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});
