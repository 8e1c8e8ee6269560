// Ops of a graph model: see test/fixtures/graph.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { inFolder } from '../../examples/files.js';
import { registerGraphOp } from '../../src/graph/index.js';
import { OWN_TYPES } from '../../src/graph/own-types.js';
import { elementwise, spiky } from '../../src/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { thrownBy } from '../thrown.js';

const snake = elementwise('graphSnake', (x: tf.Tensor, a: tf.Tensor) => tf.add(x, tf.sin(tf.mul(a, x))), {
  inputs: ['x', 'a'],
});
const blend = elementwise('graphBlend', (a: tf.Tensor, b: tf.Tensor) => tf.mul(tf.sub(a, 0.75), b));

registerGraphOp('Spiky', spiky);
registerGraphOp('Snake', snake, { attributes: { a: 'frequency' } });
registerGraphOp('Blend', blend);

const KERNEL = [[0.5, -1], [1.5, 0.25]]; // biome-ignore format: a matrix
/** Away from the kinks of spiky. */
const X = [[0.25, 0.5], [1.5, -1.75], [-0.75, 2.75]]; // biome-ignore format: a row each
const ys = (x: readonly number[][]): number[] =>
  x.flatMap((row) =>
    KERNEL[0]!.map((_, j) => {
      const p = row[0]! * KERNEL[0]![j]! + row[1]! * KERNEL[1]![j]!;
      const r = p - Math.floor(p);
      return ((r <= 0.5 ? r : 0) - 0.75) * (p + Math.sin(2 * p));
    }),
  );

/** The fixture, with some of its nodes changed. */
async function load(change: (node: Node) => Node = (node) => node): Promise<tf.GraphModel> {
  const artifacts = await inFolder('test/fixtures/graph').load!();
  const { node, ...rest } = artifacts.modelTopology as { node: Node[] };
  return tf.loadGraphModel(
    tf.io.fromMemory({ ...artifacts, modelTopology: { ...rest, node: node.map(change) } }),
  );
}
interface Node {
  readonly name: string;
  readonly op?: string;
  readonly input?: string[];
  readonly attr: object;
}

describe.each(BACKENDS)('ops of a graph model on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it('are run by predict and execute, with attributes', async () => {
    const model = await load();
    const x = tf.tensor2d(X);
    for (const run of ['predict', 'execute'] as const) {
      const got = tf.tidy(() => Array.from((model[run](x) as tf.Tensor).dataSync()));
      got.forEach((value, i) => {
        expect(value).toBeCloseTo(ys(X)[i]!, 5);
      });
      expect(got.length).toBe(6);
    }
    const before = tf.memory().numTensors;
    tf.dispose(model.predict(x));
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
    model.dispose();
  });

  it('are run by executeAsync, and leave nothing behind', async () => {
    const model = await load();
    const x = tf.tensor2d(X);
    const before = tf.memory().numTensors;
    const [y, places] = (await model.executeAsync({ x }, ['y', 'positive'])) as tf.Tensor[];
    Array.from(await y!.data()).forEach((value, i) => {
      expect(value).toBeCloseTo(ys(X)[i]!, 5);
    });
    const positive = ys(X).flatMap((value, i) => (value > 0 ? [[Math.floor(i / 2), i % 2]] : []));
    expect(await places!.array()).toEqual(positive);
    expect(positive.length).toBeGreaterThan(0);
    tf.dispose([y!, places!]);
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
    model.dispose();
  });

  it('let gradients through the model, as finite differences say', async () => {
    const model = await load();
    const x = tf.tensor2d(X);
    const slopes = tf.tidy(() =>
      Array.from(
        tf
          .grad((v: tf.Tensor) => tf.sum(model.predict(v) as tf.Tensor))(x)
          .dataSync(),
      ),
    );
    const total = (h: number, at: number): number =>
      ys(X.map((row, i) => row.map((value, j) => (i * 2 + j === at ? value + h : value)))).reduce(
        (a, b) => a + b,
      );
    slopes.forEach((slope, at) => {
      expect(slope).toBeCloseTo((total(1e-5, at) - total(-1e-5, at)) / 2e-5, 3);
    });
    x.dispose();
    model.dispose();
  });
});

describe('registerGraphOp', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  const runs = async (change: (node: Node) => Node): Promise<string> => {
    const model = await load(change);
    const x = tf.tensor2d(X);
    try {
      tf.dispose(model.predict(x));
      return '';
    } catch (error) {
      return (error as Error).message;
    } finally {
      x.dispose();
      model.dispose();
    }
  };
  const with_ =
    (name: string, change: Partial<Node>): ((node: Node) => Node) =>
    (node) =>
      node.name === name ? { ...node, ...change } : node;

  it('refuses nodes that do not fit, in an error that says what was expected', async () => {
    expect(await runs(with_('snake', { attr: {} }))).toBe(
      'graph op "Snake": attribute "frequency" expected a number, got undefined; give it a default in registerGraphOp',
    );
    expect(await runs(with_('snake', { attr: { frequency: { s: 'dHdv' } } }))).toBe(
      'graph op "Snake": attribute "frequency" expected a number, got two',
    );
    expect(await runs(with_('y', { input: ['spiky'] }))).toBe(
      'graph op "Blend": expected 2 inputs (a, b), got 1',
    );
  });

  it('takes a default for a missing attribute, and attributes called as the inputs', async () => {
    registerGraphOp('Snake', snake, { attributes: { a: { name: 'frequency', default: 2 } }, replace: true });
    expect(await runs(with_('snake', { attr: {} }))).toBe('');
    registerGraphOp('Snake', snake, { attributes: ['a'], replace: true });
    expect(await runs(with_('snake', { attr: { a: { i: '2' } } }))).toBe('');
    registerGraphOp('Snake', snake, { attributes: { a: 'frequency' }, replace: true });
  });

  it('may be called again for the same op, and for another only with replace: true', () => {
    registerGraphOp('Spiky', spiky);
    expect(() => registerGraphOp('Spiky', blend)).toThrow(
      new RangeError(
        'registerGraphOp "Spiky": expected a new type or the same op and attributes, got others; ' +
          'choose another type, or give the option replace: true',
      ),
    );
    expect(() => registerGraphOp('Snake', snake, { attributes: ['a'] })).toThrow('got others');
    registerGraphOp('Snake', snake, { attributes: { a: 'frequency' } });
  });

  const define = registerGraphOp as unknown as (type: unknown, op: unknown, options?: object | null) => void;
  it.each<[string, unknown, unknown, object | null, ErrorConstructor, string]>([
    [
      'null as options',
      'Mine',
      spiky,
      null,
      TypeError,
      'registerGraphOp "Mine": options expected an object, got null',
    ],
    [
      'an unknown option',
      'Mine',
      spiky,
      { attribute: ['a'] },
      RangeError,
      'registerGraphOp "Mine": expected options among attributes, replace, got "attribute"',
    ],
    [
      'a type that tfjs runs itself',
      'Relu',
      spiky,
      {},
      RangeError,
      'registerGraphOp "Relu": expected a new type, got one that tfjs runs itself; choose another type, or give the option replace: true to override it in all graph models',
    ],
    ...['__proto__', 'constructor', 'toString', 'my op', 'a/b', '<b>'].map(
      (type) =>
        [
          type,
          type,
          spiky,
          { replace: true },
          RangeError,
          `registerGraphOp "${type}": expected a type of letters, digits, _, >, . and -, as MyOp, got "${type}"`,
        ] as [string, string, unknown, object, ErrorConstructor, string],
    ),
    ['a type of spaces', ' ', spiky, {}, RangeError, 'registerGraphOp: type expected at most 100 characters'],
    [
      'a long type',
      'A'.repeat(1e7),
      spiky,
      {},
      RangeError,
      'registerGraphOp: type expected at most 100 characters',
    ],
    [
      'a replace that is no boolean',
      'Mine',
      spiky,
      { replace: 'no' },
      TypeError,
      'registerGraphOp "Mine": replace expected true or false, got no',
    ],
    ['no type', '', spiky, {}, TypeError, 'registerGraphOp: type expected a string that is not empty'],
    [
      'a function that is no op',
      'Mine',
      tf.abs,
      {},
      TypeError,
      'registerGraphOp "Mine": expected an op that activation(), elementwise() or kernelOp() made, got a function',
    ],
    [
      'an attribute for an input that the op does not have',
      'Mine',
      snake,
      { attributes: ['alpha'] },
      RangeError,
      'attributes expected inputs of the op among x, a, got "alpha"',
    ],
    [
      'an attribute without a name',
      'Mine',
      snake,
      { attributes: { a: 5 } },
      TypeError,
      'attribute of "a" expected a name or { name, default }, got 5',
    ],
    [
      'attributes that are a string',
      'Mine',
      snake,
      { attributes: 'a' },
      TypeError,
      'attributes expected an array or an object, got a',
    ],
  ])('refuses %s', (_, type, op, options, kind, message) => {
    const error = thrownBy(() => define(type, op, options));
    expect((error as Error)?.constructor).toBe(kind);
    expect((error as Error).message).toContain(message);
  });
});

describe('the types that tfjs runs itself', () => {
  it('are those of the files of tfjs-converter', () => {
    const folder = resolve('node_modules/@tensorflow/tfjs-converter/dist/operations/op_list');
    const found = readdirSync(folder)
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/'tfOpName': '(\w+)'/g)])
      .map(([, type]) => type);
    expect([...OWN_TYPES].sort()).toEqual([...new Set(found)].sort());
    expect(OWN_TYPES.size).toBeGreaterThan(200);
  });

  it('are overridden with replace: true', async () => {
    await useBackend('cpu');
    const x = tf.tensor2d(X);
    const valuesOf = async (change?: (node: Node) => Node): Promise<unknown> => {
      const model = await load(change);
      const values = tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync());
      model.dispose();
      return values;
    };
    const asRelu = (node: Node): Node => (node.op === 'Spiky' ? { ...node, op: 'Relu' } : node);
    const expected = await valuesOf();
    expect(await valuesOf(asRelu)).not.toEqual(expected);
    registerGraphOp('Relu', spiky, { replace: true });
    try {
      expect(await valuesOf(asRelu)).toEqual(expected);
    } finally {
      tf.deregisterOp('Relu');
    }
    x.dispose();
  });
});
