// The public operations that no op of tfjs is, as ops, in traced functions, in layers and in saved models.
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { CLAIMS } from '../assembly/lanes/claims.js';
import { functionsOf, packed } from '../scripts/lanes/functions.js';
import { OPERATIONS, type OperationName } from '../src/expr/operations.js';
import {
  activation,
  cbrt,
  checkDerivative,
  type ElementwiseOp,
  elementwise,
  hypot,
  stopGradient,
} from '../src/index.js';
import { activationLayer } from '../src/layers/index.js';
import { ulpError } from './assembly/rounding.js';
import { bundled } from './bundled.js';
import { randoms, SPECIAL } from './expr/float32.js';
import { OF_ONE, OF_TWO } from './own-operations.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from './tfjs/backends.js';
import { valuesAt, valuesOf } from './tfjs/values.js';

const LANES = functionsOf(readFileSync('build/lanes.wat', 'utf8'));

describe.each(BACKENDS)('stopGradient on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it('is its input, with derivative 0 of every order', () => {
    const x = tf.tensor1d([-1.5, 0, 2, Number.NaN, Number.POSITIVE_INFINITY]);
    expect(valuesOf(() => stopGradient(x))).toEqual([-1.5, 0, 2, Number.NaN, Number.POSITIVE_INFINITY]);
    expect(valuesOf(() => tf.grad(stopGradient)(x))).toEqual([0, 0, 0, 0, 0]);
    expect(valuesOf(() => tf.grad((v: tf.Tensor) => tf.grad(stopGradient)(v))(x))).toEqual([0, 0, 0, 0, 0]);
    expect(valuesOf(() => stopGradient.derivative()(x))).toEqual([0, 0, 0, 0, 0]);
    x.dispose();
  });

  it('makes a straight-through estimator of a traced function: its value, and the derivative of what is left', () => {
    const straight = activation('roundStraight', (x) => tf.add(x, stopGradient(tf.sub(tf.round(x), x))));
    const x = tf.tensor1d([0.2, 1.7, -2.6]);
    expect(valuesOf(() => straight(x))).toEqual([0, 2, -3]);
    expect(valuesOf(() => tf.grad(straight)(x))).toEqual([1, 1, 1]);
    x.dispose();
  });

  it('stops the gradient by one input alone', () => {
    const scaled = elementwise('stopScale', (x, a) => tf.mul(x, stopGradient(a)), { inputs: ['x', 'a'] });
    const inputs = [tf.tensor1d([2, 3]), tf.scalar(5)];
    const gradients = tf.tidy(() =>
      tf
        .grads((x, a) => scaled(x, a))(inputs)
        .map((g) => [...g.dataSync()]),
    );
    expect(gradients).toEqual([[5, 5], [0]]);
    tf.dispose(inputs);
  });
});

describe('stopGradient', () => {
  it('is written as such', () => {
    expect(String(stopGradient.explain()).split('\n').slice(0, 2)).toEqual([
      'stopGradient(x) = stopGradient(x)',
      "stopGradient'(x) = 0",
    ]);
  });

  it('is an activation and a layer of saved models', async () => {
    await useBackend('cpu');
    const model = tf.sequential();
    model.add(tf.layers.dense({ units: 2, inputShape: [2], activation: stopGradient.identifier }));
    model.add(activationLayer(stopGradient));
    const saved = JSON.parse(JSON.stringify(model.toJSON(undefined, false))) as tf.io.ModelArtifacts;
    const loaded = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology: saved }));
    expect(loaded.toJSON()).toEqual(model.toJSON());
    model.dispose();
    loaded.dispose();
  });
});

/** The largest errors in ULP of compositions, where they are not 2: that of x^2 is one in the exponent. */
const COMPOSED: Partial<Record<OperationName, number>> = { erfc: 20, log2: 3 };

/** Points of the domain of an operation, one array per argument. */
const pointsOf = (name: OperationName): number[][] =>
  OPERATIONS[name].domain.map(([low, high], i) => randoms(101, low, high, i + 1).map(Math.fround));

describe.each(Object.entries({ ...OF_ONE, ...OF_TWO }))('%s', (key, op) => {
  const name = key as OperationName;
  const { value, domain } = OPERATIONS[name];
  const inputs = domain.map((_, i) => tf.input({ shape: [3], name: `${name}${i}` }));
  const LETTERS = ['a', 'b'].slice(0, domain.length);

  describe.each(BACKENDS)('on backend %s', (backend) => {
    beforeEach(() => useBackend(backend));
    watchForLeaksAndWarnings();

    const expectValues = (points: readonly (readonly number[])[], f: ElementwiseOp = op): void => {
      const got = valuesOf(() => f(...points.map((values) => tf.tensor1d([...values]))));
      got.forEach((y, i) => {
        const at = points.map((values) => values[i]!);
        const right = value(...at);
        const { exact, fast = exact } = CLAIMS[name]!;
        const allowed = backend === 'other' ? (COMPOSED[name] ?? 2) : fast.bound;
        const isRight =
          Number.isFinite(right) && right !== 0
            ? ulpError(y, right) <= allowed
            : Object.is(y, Math.fround(right));
        if (!isRight) expect.fail(`at ${at}: ${y}, not ${right}`);
      });
    };

    it('is its value in float64 within what its lane function claims, composed within a few ULP', () => {
      expectValues(pointsOf(name));
      const every = domain.length === 1 ? [SPECIAL] : [SPECIAL.flatMap((a) => SPECIAL.map(() => a))];
      if (domain.length === 2) every.push(SPECIAL.flatMap(() => SPECIAL));
      expectValues(every);
    });

    it('is the same in a traced function', () => {
      const twice = elementwise(`${name}Traced`, (...args: tf.Tensor[]) => tf.mul(op(...args), 2), {
        inputs: LETTERS,
      });
      const points = pointsOf(name);
      expect(twice.explain().formula).toBe(`${name}(${LETTERS.join(', ')}) * 2`);
      expectValues(points, ((...args: tf.Tensor[]) => tf.div(twice(...args), 2)) as ElementwiseOp);
    });

    it('has the derivatives that differences of its values show, the second ones too', async () => {
      for (let input = 0; input < domain.length; input++) {
        const first = op.derivative(input);
        for (const f of [op, first]) {
          const { ok, worst, checked } = await checkDerivative(f, { points: pointsOf(name), input });
          expect({ ok, worst }).toMatchObject({ ok: true });
          expect(checked).toBeGreaterThan(80);
        }
        const gradients = valuesOf(() => {
          const points = pointsOf(name).map((values) => tf.tensor1d(values));
          return tf.grads((...args) => op(...args))(points)[input]!;
        });
        const slopes = valuesOf(() => first(...pointsOf(name).map((values) => tf.tensor1d(values))));
        expect(gradients).toEqual(slopes);
      }
    });
  });

  it('is a layer of saved models, by its name', async () => {
    await useBackend('cpu');
    const layer = activationLayer(op, domain.length === 2 ? { parameters: { b: 0.5 } } : {});
    const output = layer.apply(inputs[0]!) as tf.SymbolicTensor;
    const model = tf.model({ inputs: inputs[0]!, outputs: output });
    const saved = JSON.parse(JSON.stringify(model.toJSON(undefined, false))) as tf.io.ModelArtifacts;
    const loaded = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology: saved }));
    expect(JSON.stringify(saved)).toContain(`"${name}"`);
    const x = [-2, 0.25, 3].map(Math.fround);
    const predicted = valuesOf(() => loaded.predict(tf.tensor2d([x])) as tf.Tensor);
    expect(predicted).toEqual(x.map((a) => Math.fround(value(a, 0.5))));
    model.dispose();
    loaded.dispose();
  });

  it('brings its lane functions into a bundle, which nothing else does', async () => {
    const { optional } = CLAIMS[name]!;
    const code = packed(LANES.get(`${name}Exact`)!.code);
    expect(await bundled(`export { ${name} } from 'lanewise';`)).toContain(code);
    for (const other of ['activation', 'spiky', 'activation, elementwise, stopGradient']) {
      expect((await bundled(`export { ${other} } from 'lanewise';`)).includes(code)).toBe(!optional);
    }
  });
});

describe.each(BACKENDS)('on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it('cbrt is an odd root of the smallest and the largest numbers, with an infinite slope at 0', () => {
    const x = [-0, 2 ** -147, -(2 ** -126), 2 ** 126, -Number.POSITIVE_INFINITY];
    expect(valuesAt(cbrt, x)).toEqual([-0, 2 ** -49, -(2 ** -42), 2 ** 42, -Number.POSITIVE_INFINITY]);
    const slopes = valuesAt(tf.grad(cbrt), [0, -0, 8, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect(slopes).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Math.fround(1 / 12), 0, 0]);
  });

  it('hypot neither overflows nor vanishes, nor do its slopes, which are 0 at (0, 0)', () => {
    const a = [3e38, 3e-38, 0, -3e30, 0];
    const b = [1e38, -4e-38, 0, 4e30, 3e-38];
    const tensors = (): tf.Tensor[] => [tf.tensor1d(a), tf.tensor1d(b)];
    const slopes = [0, 1].map((i) =>
      valuesOf(() => tf.grads((x, y) => hypot(x!, y!))(tensors())[i]!),
    ) as number[][];
    a.forEach((x, i) => {
      const length = Math.hypot(x, b[i]!);
      expect(Math.abs(slopes[0]![i]! - (length && x / length))).toBeLessThan(3e-7);
      expect(Math.abs(slopes[1]![i]! - (length && b[i]! / length))).toBeLessThan(3e-7);
    });
    expect(valuesOf(() => hypot(...tensors())).every((y, i) => y > 0 || i === 2)).toBe(true);
  });

  it('hypot broadcasts, and sums the gradients back', () => {
    const gradients = tf.tidy(() =>
      tf
        .grads((a, b) => hypot(a!, b!))([tf.tensor2d([[3, 0]]), tf.tensor2d([[4], [0]])])
        .map((g) => g.dataSync()),
    );
    expect(gradients[0]).toEqual(Float32Array.of(Math.fround(0.6) + 1, 0));
    expect(gradients[1]).toEqual(Float32Array.of(Math.fround(0.8) + 1, 0));
  });
});

describe('the docstrings of src/operations.ts', () => {
  const source = readFileSync('src/operations.ts', 'utf8');
  const ops: Readonly<Record<string, ElementwiseOp>> = { ...OF_ONE, ...OF_TWO, stopGradient };
  const calls = [
    ...source.matchAll(
      /^ \* (?:tf\.grad\((\w+)\)\(tf\.tensor1d\()?(\w*)\(?(\[.*\])\)+\.print\(\); \/\/ (\[.*\])$/gm,
    ),
  ];
  const samples = calls
    .map(([, derived, called, args, printed]) => ({
      text: `${called}${derived === undefined ? '' : `grad of ${derived}`}`,
      ...{ derived, called, args, printed },
    }))
    .filter(({ derived, called }) => (derived ?? called ?? '') in ops);

  it('have a sample for every op', () => {
    const shown = new Set(samples.map(({ derived, called }) => derived ?? called));
    for (const name of Object.keys({ ...OF_ONE, ...OF_TWO })) expect(shown).toContain(name);
  });

  it.each(samples)('print what they say: $text of $args', ({ derived, called, args, printed }) => {
    const inputs = JSON.parse(`[${args}]`) as number[][];
    const want = JSON.parse(printed!) as number[];
    const got = valuesOf(() =>
      derived === undefined ? ops[called!]!(...inputs) : tf.grad(ops[derived]!)(tf.tensor1d(inputs[0]!)),
    );
    expect(got).toHaveLength(want.length);
    got.forEach((value, i) => {
      expect(Math.abs(value - want[i]!)).toBeLessThanOrEqual(1e-6 * Math.max(0.1, Math.abs(want[i]!)));
    });
  });
});
