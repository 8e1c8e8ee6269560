import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { spiky } from '../../src/index.js';
import * as reference from '../reference.js';
import { thrownBy } from '../thrown.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from './backends.js';

/** Runs `f` in a tidy and returns the float32 values of what it returns, as bits. */
const bitsOf = (f: () => tf.Tensor): Uint32Array => reference.bits(tf.tidy(() => f().dataSync()));

const expected = (of: (x: number) => number, x: ArrayLike<number>): Uint32Array =>
  reference.bits(Array.from(x, of));

/** Lengths on both sides of the cpu backend's crossover, of a vector and of a chunk. */
const LENGTHS = [1, 3, 29, 31, 32, 33, 67, 4095, 4097];

describe.each(BACKENDS)('spiky on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it.each(LENGTHS)('is the reference, bit for bit, at %i elements', (n) => {
    const x = reference.inputs(n);
    expect(bitsOf(() => spiky(tf.tensor1d(x)))).toEqual(expected(reference.forward, x));
  });

  it.each(LENGTHS)('has the gradient dy * derivative, bit for bit, at %i elements', (n) => {
    const x = reference.inputs(n);
    const dy = reference.upstream(n);
    expect(bitsOf(() => tf.grad(spiky)(tf.tensor1d(x), tf.tensor1d(dy)))).toEqual(
      reference.bits(Array.from(x, (value, i) => reference.backward(value, dy[i]!))),
    );
  });

  it('has a derivative op that is the reference, bit for bit', () => {
    const x = reference.inputs(67);
    expect(bitsOf(() => spiky.derivative()(tf.tensor1d(x)))).toEqual(expected(reference.derivative, x));
    expect(bitsOf(() => spiky.derivative(0)(tf.tensor1d(x)))).toEqual(expected(reference.derivative, x));
  });

  it('agrees with central differences away from the kinks', () => {
    const h = 2 ** -8;
    const x = Float32Array.from({ length: 101 }, (_, i) => (i - 50) / 16 + 1 / 64);
    const differences = Array.from(x, (v) => (reference.forward(v + h) - reference.forward(v - h)) / (2 * h));
    const gradient = tf.tidy(() => tf.grad(spiky)(tf.tensor1d(x)).dataSync());
    expect(Array.from(gradient)).toEqual(differences);
  });

  it('has second and third derivatives of 0', () => {
    const x = reference.inputs(67);
    const zeros = new Uint32Array(67);
    const second = tf.grad((v: tf.Tensor) => tf.grad(spiky)(v));
    const third = tf.grad((v: tf.Tensor) => second(v));
    expect(bitsOf(() => second(tf.tensor1d(x)))).toEqual(zeros);
    expect(bitsOf(() => third(tf.tensor1d(x)))).toEqual(zeros);
    expect(bitsOf(() => tf.grad(spiky.derivative())(tf.tensor1d(x)))).toEqual(zeros);
    expect(bitsOf(() => spiky.derivative().derivative()(tf.tensor1d(x)))).toEqual(zeros);
    expect(bitsOf(() => tf.grad(spiky.derivative().derivative())(tf.tensor1d(x)))).toEqual(zeros);
  });

  it('has the mixed derivative d(dx)/d(dy) = derivative', () => {
    const x = reference.inputs(67);
    const v = reference.upstream(67);
    const mixed = (): tf.Tensor => {
      const at = tf.tensor1d(x);
      return tf.grad((dy: tf.Tensor) => tf.grad(spiky)(at, dy))(tf.ones([67]), tf.tensor1d(v));
    };
    expect(bitsOf(mixed)).toEqual(
      reference.bits(Array.from(x, (value, i) => reference.backward(value, v[i]!))),
    );
  });

  it('differentiates inside a larger function, to second order', () => {
    // g(x) = spiky(x)^2 x: g' = 2 s s' x + s^2 and g'' = 2 s'^2 x + 4 s s'.
    const g = (x: tf.Tensor): tf.Tensor => tf.mul(tf.square(spiky(x)), x);
    const x = [0.25, 0.75, 1.25, -0.75];
    const [first, second] = tf.tidy(() => {
      const at = tf.tensor1d(x);
      const dg = tf.grad(g);
      return [
        dg(at).dataSync(),
        tf
          .grad((v: tf.Tensor) => dg(v))(at)
          .dataSync(),
      ];
    });
    const s = x.map(reference.forward);
    const ds = x.map(reference.derivative);
    expect(Array.from(first!)).toEqual(x.map((v, i) => 2 * s[i]! * ds[i]! * v + s[i]! ** 2));
    expect(Array.from(second!)).toEqual(x.map((v, i) => 2 * ds[i]! ** 2 * v + 4 * s[i]! * ds[i]!));
  });

  it('keeps the shape, of rank 0 to 6 and empty, and the gradient has it too', () => {
    for (const shape of [
      [],
      [5],
      [2, 3],
      [2, 1, 3],
      [1, 2, 3, 1],
      [2, 1, 2, 1, 2],
      [1, 2, 1, 2, 1, 2],
      [0],
      [3, 0, 2],
    ]) {
      const size = tf.util.sizeFromShape(shape);
      const x = reference.inputs(size);
      tf.tidy(() => {
        const tensor = tf.tensor(x, shape);
        for (const [result, of] of [
          [spiky(tensor), reference.forward],
          [tf.grad(spiky)(tensor), reference.derivative],
        ] as const) {
          expect(result.shape).toEqual(shape);
          expect(result.dtype).toBe('float32');
          expect(reference.bits(result.dataSync())).toEqual(expected(of, x));
        }
      });
    }
  });

  it('casts int32 and bool, in the forward pass and under a gradient', () => {
    tf.tidy(() => {
      for (const x of [tf.tensor1d([-2, 0, 1, 7], 'int32'), tf.tensor1d([true, false, true, true], 'bool')]) {
        const y = spiky(x);
        expect(y.dtype).toBe('float32');
        expect(Array.from(y.dataSync())).toEqual([0, 0, 0, 0]);
        const dx = tf.grad(spiky)(x);
        expect(dx.dtype).toBe('float32');
        expect(Array.from(dx.dataSync())).toEqual([1, 1, 1, 1]);
      }
    });
  });

  it('casts int32 on every path and to second order', () => {
    tf.tidy(() => {
      const x = tf.range(-50, 50, 1, 'int32');
      expect(Array.from(spiky(x).dataSync())).toEqual(new Array(100).fill(0));
      expect(Array.from(spiky.derivative()(x).dataSync())).toEqual(new Array(100).fill(1));
      const second = tf.grad((v: tf.Tensor) => tf.grad(spiky)(v))(x);
      expect(second.dtype).toBe('float32');
      expect(Array.from(second.dataSync())).toEqual(new Array(100).fill(0));
    });
  });

  it('takes numbers, nested arrays and typed arrays', () => {
    const values = (x: tf.TensorLike): number[][] =>
      tf.tidy(() => {
        const y = spiky(x);
        return [y.shape, Array.from(y.dataSync())];
      });
    expect(values(1.25)).toEqual([[], [0.25]]);
    expect(values([[0.25, 0.75], [1.5, -1]])).toEqual([[2, 2], [0.25, 0, 0.5, 0]]); // biome-ignore format: a matrix
    expect(values(Float32Array.of(2.125))).toEqual([[1], [0.125]]);
    expect(values([Float32Array.of(2.125, 0.5), Float32Array.of(0, 3)])).toEqual([[2, 2], [0.125, 0.5, 0, 0]]); // biome-ignore format: a matrix
    expect(values(true)).toEqual([[], [0]]);
    expect(values([])).toEqual([[0], []]);
  });

  it('leaves its input as it was', () => {
    const x = tf.tensor1d(reference.inputs(67));
    tf.dispose([spiky(x), tf.grad(spiky)(x)]);
    expect(reference.bits(x.dataSync())).toEqual(reference.bits(reference.inputs(67)));
    x.dispose();
  });

  it('keeps its own gradient inside a scope that has the name of a built-in kernel', () => {
    const x = [0.25, 0.75];
    const gradient = tf.tidy(() =>
      tf
        .grad((v: tf.Tensor) => tf.tidy('Relu', () => spiky(v)))(tf.tensor1d(x))
        .dataSync(),
    );
    expect(Array.from(gradient)).toEqual([1, 0]);
  });

  it('works inside the custom gradient of a user', () => {
    const doubled = tf.customGrad((x) => ({
      value: spiky(x as tf.Tensor),
      gradFunc: (dy: tf.Tensor) => tf.mul(dy, 2),
    })) as (x: tf.Tensor) => tf.Tensor;
    const gradient = tf.tidy(() =>
      tf
        .grad(doubled)(tf.tensor1d([0.25, 0.75]))
        .dataSync(),
    );
    expect(Array.from(gradient)).toEqual([2, 2]);
  });

  it('has gradients with respect to variables', () => {
    tf.tidy(() => {
      const x = tf.variable(tf.tensor1d([0.125, 0.75]), true);
      const { grads } = tf.variableGrads(() => tf.sum(tf.square(spiky(x))) as tf.Scalar, [x]);
      expect(Array.from(grads[x.name]!.dataSync())).toEqual([0.25, 0]);
      x.dispose();
    });
  });

  it.each([
    ['undefined', undefined, TypeError, 'got undefined'],
    ['null', null, TypeError, 'got null'],
    ['a string', '0.5', TypeError, "got the string '0.5'"],
    ['an array with a string', [1, 'two'], TypeError, "got the string 'two'"],
    ['an array with a hole', [1, undefined], TypeError, 'got undefined'],
    ['a function', () => 1, TypeError, 'got a function'],
    ['an object', new Date(0), TypeError, 'got Date'],
    ['a float64 array', Float64Array.of(1), TypeError, 'got Float64Array'],
    ['a ragged array', [[1, 2], [3]], RangeError, 'got [2] at index 0 and [1] at index 1'],
    ['a mixed array', [1, [2]], RangeError, 'got [] at index 0 and [1] at index 1'],
  ])('refuses %s', (_, value, type, message) => {
    const call = (): unknown => spiky(value as never);
    expect(call).toThrow(type);
    expect(call).toThrow(message);
    expect(call).toThrow(/^spiky: x expected /);
  });

  it('refuses string and disposed tensors, also under a gradient', () => {
    const text = tf.tensor1d(['a']);
    const disposed = tf.tensor1d([1]);
    disposed.dispose();
    for (const call of [spiky, spiky.derivative(), tf.grad(spiky)] as ((x: tf.Tensor) => tf.Tensor)[]) {
      const refusal = (x: tf.Tensor): unknown => thrownBy(() => call(x));
      expect(refusal(text)).toMatchObject({
        name: 'TypeError',
        message: expect.stringMatching(/^spiky\w*: x expected dtype float32, int32 or bool, got string$/),
      });
      expect(refusal(disposed)).toMatchObject({
        name: 'Error',
        message: expect.stringMatching(/disposed/),
      });
    }
    text.dispose();
    expect(tf.tidy(() => Array.from(spiky([0.25]).dataSync()))).toEqual([0.25]);
  });

  it('refuses a derivative by an input that it does not have', () => {
    expect(() => spiky.derivative(1)).toThrow(
      new RangeError('spiky: derivative expected input 0, or a name (x), got 1'),
    );
  });

  it('runs thousands of times without leaking', () => {
    const x = tf.tensor1d(reference.inputs(67));
    for (let i = 0; i < 2000; i++) tf.dispose([spiky(x), tf.grad(spiky)(x)]);
    x.dispose();
  });

  it('says how it runs here', () => {
    const { path, reason } = spiky.explain().backends[backend]!;
    const paths = {
      wasm: ['SIMD kernel on the tensors in place, no copies', null],
      cpu: ['SIMD kernel on copies; a scalar loop below 32 elements', null],
      other: ['composition of tf.* ops', 'no kernel for this backend'],
    };
    expect([path, reason]).toEqual(paths[backend]);
  });

  it('takes the path that it says it takes', () => {
    const kernel = vi.spyOn(tf.getKernel('Floor', backend), 'kernelFunc');
    tf.dispose([spiky([0.25]), spiky(reference.inputs(1000))]);
    expect(kernel).toHaveBeenCalledTimes(backend === 'other' ? 2 : 0);
  });
});

describe('spiky', () => {
  it('refuses complex tensors', async () => {
    await useBackend('cpu'); // wasm has none
    const complex = tf.complex([1], [2]);
    const message = 'spiky: x expected dtype float32, int32 or bool, got complex64';
    expect(() => spiky(complex)).toThrow(new TypeError(message));
    complex.dispose();
  });

  it('explains itself in words', () => {
    expect(String(spiky.explain())).toBe(
      [
        'spiky(x) = a where a <= 0.5, else 0; a = x - floor(x)',
        "spiky'(x) = 1 where x - floor(x) <= 0.5, else 0",
        'wasm: SIMD kernel on the tensors in place, no copies',
        'cpu: SIMD kernel on copies; a scalar loop below 32 elements',
        ...Object.keys(spiky.explain().backends)
          .filter((name) => name !== 'wasm' && name !== 'cpu')
          .map((name) => `${name}: composition of tf.* ops (no kernel for this backend)`),
      ].join('\n'),
    );
    expect(String(spiky.derivative().derivative().explain())).toContain(
      'a constant or an input needs no kernel',
    );
  });

  it('is called spiky', () => {
    expect([spiky.opName, spiky.name, spiky.identifier]).toEqual(['spiky', 'spiky', 'spiky']);
    expect(spiky.derivative().opName).toBe('spikyDerivative');
  });
});
