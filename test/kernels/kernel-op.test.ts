// kernelOp(): values and gradients on every path, and what kernels that misbehave are told.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { activation, elementwise } from '../../src/index.js';
import { kernelOp } from '../../src/kernels/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { listOf, valuesOf, X } from './guarded.js';
import { cube, host, loops } from './kernels.js';

describe.each(BACKENDS)('kernelOp on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  describe.each(['wasm', 'javascript'] as const)('in %s', (form) => {
    const op = cube(form);

    it.each([0, 1, 3, 4, 31, 32, 67])(
      'has the values and the gradient of its kernels at %i elements',
      (n) => {
        const x = X.subarray(0, n);
        expect(valuesOf(() => op(x))).toEqual(Array.from(x, (v) => Math.fround(Math.fround(v * v) * v)));
        expect(valuesOf(() => tf.grad(op)(tf.tensor1d(x), tf.fill([n], 2)))).toEqual(
          Array.from(x, (v) => Math.fround(Math.fround(Math.fround(v * v) * 3) * 2)),
        );
      },
    );

    it('runs on more elements than a chunk, and on casts of int32 and bool', () => {
      const x = Float32Array.from({ length: 9001 }, (_, i) => i % 7);
      expect(valuesOf(() => op(x))).toEqual(Array.from(x, (v) => v ** 3));
      expect(valuesOf(() => op(tf.tensor2d([[1, 2], [3, -4]], [2, 2], 'int32')))).toEqual([1, 8, 27, -64]); // biome-ignore format: a matrix
      expect(valuesOf(() => op(tf.tensor1d([true, false])))).toEqual([1, 0]);
    });

    it('is an activation of tf.layers, which is trained, saved and loaded by its name', async () => {
      const model = tf.sequential({
        layers: [tf.layers.dense({ units: 2, inputShape: [3], activation: op.identifier })],
      });
      const optimizer = tf.train.sgd(0.01);
      model.compile({ optimizer, loss: 'meanSquaredError' });
      const [x, y] = [tf.ones([4, 3]), tf.ones([4, 2])];
      await model.fit(x, y, { epochs: 1, verbose: 0 });
      let saved: tf.io.ModelArtifacts | undefined;
      await model.save(
        tf.io.withSaveHandler(async (artifacts) => {
          saved = artifacts;
          return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
        }),
      );
      const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
      expect(valuesOf(() => loaded.predict(x) as tf.Tensor)).toEqual(
        valuesOf(() => model.predict(x) as tf.Tensor),
      );
      tf.dispose([x, y]);
      model.dispose();
      loaded.dispose();
      optimizer.dispose();
    });

    it('says that its gradient has no gradient', () => {
      const second = tf.grad((x: tf.Tensor) => tf.grad(op)(x));
      expect(() => valuesOf(() => second(tf.tensor1d([1, 2])))).toThrow(
        `${op.opName}Backward: a gradient expected a formula, or a backward of the kernel, got neither; give kernelOp ` +
          'the option formula or backward, which is an op where it has gradients itself',
      );
    });
  });

  describe.each(['wasm', 'javascript'] as const)('of two outputs in %s', (form) => {
    const op = host(form);
    const [a, b] = [[1, 2, 3], [4, 5, -6]] as const; // biome-ignore format: a table

    it('returns them in their order', () => {
      expect(listOf(() => op([...a], [...b]))).toEqual([[5, 7, -3], [4, 10, -18]]); // biome-ignore format: a table
    });

    it('expands inputs that broadcast, and sums their gradients back', () => {
      const matrix = (): tf.Tensor => tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
      const row = (): tf.Tensor => tf.tensor1d([1, 10, 100]);
      expect(listOf(() => op(matrix(), row()))).toEqual([
        [2, 12, 103, 5, 15, 106],
        [1, 20, 300, 4, 50, 600],
      ]);
      const f = (u: tf.Tensor, v: tf.Tensor): tf.Tensor => {
        const [s, p] = op(u, v);
        return tf.add(tf.sum(s), tf.sum(tf.mul(p, 2)));
      };
      expect(listOf(() => tf.grads(f)([matrix(), row()]))).toEqual([
        [3, 21, 201, 3, 21, 201],
        [12, 16, 20],
      ]);
      expect(listOf(() => tf.grads(f)([tf.scalar(2), row()]))).toEqual([[225], [5, 5, 5]]);
    });

    it('has gradients where one output is not used, which counts as zeros', () => {
      const first = (u: tf.Tensor, v: tf.Tensor): tf.Tensor => op(u, v)[0];
      const second = (u: tf.Tensor, v: tf.Tensor): tf.Tensor => op(u, v)[1];
      const inputs = (): tf.Tensor[] => [tf.tensor1d([...a]), tf.tensor1d([...b])];
      expect(listOf(() => tf.grads(first)(inputs()))).toEqual([[1, 1, 1], [1, 1, 1]]); // biome-ignore format: a table
      expect(listOf(() => tf.grads(second)(inputs()))).toEqual([[...b], [...a]]);
    });

    it('takes the same tensor twice', () => {
      const square = (x: tf.Tensor): tf.Tensor => op(x, x)[1];
      expect(valuesOf(() => tf.grad(square)(tf.tensor1d([3])))).toEqual([6]);
    });

    it('refuses another number of inputs, and shapes that do not broadcast', () => {
      expect(() => op([1])).toThrow(new TypeError(`${op.opName}: expected 2 inputs, got 1`));
      expect(() => op([1, 2], [1, 2, 3])).toThrow(
        new RangeError(`${op.opName}: expected inputs whose shapes broadcast, got [2], [3]`),
      );
    });
  });

  it('has gradients of higher order where backward is an op', () => {
    const backward = elementwise('cubeBackward', (x, dy) => tf.mul(dy, tf.mul(3, tf.square(x))), {
      inputs: ['x', 'dy'],
    });
    const op = kernelOp('cubeByOp', {
      inputs: ['x'],
      forward: loops.cube,
      backward,
    });
    const first = tf.grad(op);
    const second = tf.grad((x: tf.Tensor) => first(x));
    const third = tf.grad((x: tf.Tensor) => second(x));
    for (const [gradient, expected] of [
      [first, [12, 27]],
      [second, [12, 18]],
      [third, [6, 6]],
    ] as const) {
      expect(valuesOf(() => gradient(tf.tensor1d([2, 3])))).toEqual(expected);
    }
  });

  it('has gradients where backward is an op of several outputs, to second order', () => {
    const backward = kernelOp('productBackward', {
      replace: true,
      inputs: ['a', 'b', 'dy'],
      outputs: ['da', 'db'],
      forward: (a, b, dy, da, db) => {
        for (let i = 0; i < da.length; i++) {
          da[i] = b[i]! * dy[i]!;
          db[i] = a[i]! * dy[i]!;
        }
      },
      // d(da)/db = dy, d(da)/ddy = b, d(db)/da = dy, d(db)/ddy = a
      backward: (a, b, dy, dda, ddb, ga, gb, gdy) => {
        for (let i = 0; i < ga.length; i++) {
          ga[i] = ddb[i]! * dy[i]!;
          gb[i] = dda[i]! * dy[i]!;
          gdy[i] = dda[i]! * b[i]! + ddb[i]! * a[i]!;
        }
      },
    });
    const op = kernelOp('product', { replace: true, inputs: ['a', 'b'], forward: loops.product, backward });
    const byA = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.grads((u, v) => op(u, v))([a, b])[0]!;
    expect(listOf(() => tf.grads(byA)([tf.tensor1d([2, 3]), tf.scalar(5)]))).toEqual([[0, 0], [2]]);
  });

  it('without backward works until its gradient is asked for, which says what to do', () => {
    const op = kernelOp('noGradient', { inputs: ['x'], forward: loops.cube });
    expect(valuesOf(() => op([2]))).toEqual([8]);
    expect(() => valuesOf(() => tf.grad((x: tf.Tensor) => op(x))(tf.tensor1d([2])))).toThrow(
      'noGradient: a gradient expected a formula, or a backward of the kernel, got neither; give kernelOp the option ' +
        'formula or backward, which is an op where it has gradients itself',
    );
    expect(() => op.derivative()).toThrow(
      'noGradient: derivative expected a kernel with a formula, or with a derivative of its own, got one with neither; ' +
        'give kernelOp the option formula or derivative',
    );
    // A tape that needs no gradient of it does not mind.
    const f = (x: tf.Tensor): tf.Tensor => tf.add(x, tf.mul(0, op(tf.scalar(2))));
    expect(valuesOf(() => tf.grad(f)(tf.tensor1d([2])))).toEqual([1]);
  });

  it('has a derivative op where it is given one', () => {
    const op = cube('javascript');
    expect(op.derivative().opName).toBe(`${op.opName}Derivative`);
    expect(valuesOf(() => op.derivative()([1, 2]))).toEqual([3, 12]);
    expect(valuesOf(() => cube('wasm').derivative()([1, 2]))).toEqual([3, 12]);
  });

  describe('with a formula', () => {
    const op = kernelOp('cubeKnown', {
      replace: true,
      inputs: ['x'],
      forward: (x, y) => {
        calls++;
        loops.cube(x, y);
      },
      formula: (x) => tf.mul(tf.mul(x, x), x),
    });
    const product = kernelOp('productKnown', {
      replace: true,
      inputs: ['a', 'b'],
      forward: (a, b, y) => {
        calls++;
        loops.product(a, b, y);
      },
      backward: (a, b, dy, da, db) => {
        calls++;
        loops.product(b, dy, da);
        loops.product(a, dy, db);
      },
      formula: (a, b) => tf.mul(a, b),
    });
    let calls = 0;
    beforeEach(() => {
      calls = 0;
    });

    it('runs its kernels where they can run, and has derivatives of every order', () => {
      expect(valuesOf(() => op([2, 3]))).toEqual([8, 27]);
      expect(calls).toBe(backend === 'other' ? 0 : 1);
      expect(valuesOf(() => tf.grad(op)(tf.tensor1d([2])))).toEqual([12]);
      expect(valuesOf(() => tf.grad((x: tf.Tensor) => tf.grad(op)(x))(tf.tensor1d([2])))).toEqual([12]);
      expect(valuesOf(() => op.derivative().derivative().derivative()([2]))).toEqual([6]);
    });

    it('is generated where inputs broadcast', () => {
      expect(valuesOf(() => product([1, 2], [3, 4]))).toEqual([3, 8]);
      expect(calls).toBe(backend === 'other' ? 0 : 1);
      expect(valuesOf(() => product([1, 2], 3))).toEqual([3, 6]);
      expect(calls).toBe(backend === 'other' ? 0 : 1);
    });

    it('has its gradients from its backward where it can run, broadcast, and to second order', () => {
      const f = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => product(a, b);
      expect(listOf(() => tf.grads(f)([tf.tensor1d([1, 2]), tf.tensor1d([3, 4])]))).toEqual([[3, 4], [1, 2]]); // biome-ignore format: a table
      expect(calls).toBe(backend === 'other' ? 0 : 2);
      expect(listOf(() => tf.grads(f)([tf.tensor1d([1, 2]), tf.scalar(3)]))).toEqual([[3, 3], [3]]);
      const byA = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.grads(f)([a, b])[0]!;
      expect(listOf(() => tf.grads(byA)([tf.tensor1d([1, 2]), tf.tensor1d([3, 4])]))).toEqual([[0, 0], [1, 1]]); // biome-ignore format: a table
    });

    it('can be used in another function', () => {
      const twice = activation('cubeTwice', (x) => tf.mul(2, op(x)), { replace: true });
      expect(valuesOf(() => twice([2]))).toEqual([16]);
      expect(twice.explain().formula).toBe('2 * (x * x * x)');
    });
  });

  it('without a formula cannot be used in another function, which says why', () => {
    const op = cube('javascript');
    expect(() => activation('aroundCube', (x) => tf.mul(2, op(x)))).toThrow(
      `activation "aroundCube": ${op.opName} is a kernel without a formula; give it one, or call it outside`,
    );
    const pair = host('javascript');
    expect(() => activation('aroundHost', (x) => pair(x, x)[0])).toThrow(
      `activation "aroundHost": ${pair.opName} is a kernel without a formula; give it one, or call it outside`,
    );
  });

  it('says in explain() what runs', () => {
    const [wasm, javascript] = [cube('wasm'), cube('javascript')];
    const paths = {
      wasm: [
        'SIMD kernel on the tensors in place, no copies',
        'JavaScript kernel on the tensors in place, no copies',
      ],
      cpu: ['SIMD kernel on copies', 'JavaScript kernel on the arrays in place, no copies'],
      other: ['kernel on values that are read', 'kernel on values that are read'],
    };
    const reason = backend === 'other' ? 'lanewise has no way into its memory' : null;
    expect([wasm, javascript].map((op) => op.explain().backends[backend])).toEqual(
      paths[backend].map((path) => ({ path, reason })),
    );
    expect(String(wasm.explain())).toContain(
      `${wasm.opName}(x) = a kernel of its own, without a formula\n${wasm.opName}'(x) = what a kernel of its own says`,
    );
    expect(String(host('wasm').explain())).toContain(
      'hostWasm(a, b) = s, p: a kernel of its own, without a formula\nhostWasm by a = what a kernel of its own says',
    );
  });
});
