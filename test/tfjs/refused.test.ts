// Kernels that the engine refuses, or that are too large: the composition of tf.* ops runs instead, the reason is in
// explain(), and nothing is tried again.
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { activation, elementwise } from '../../src/index.js';
import { kernelOp } from '../../src/kernels/index.js';
import { assemble } from '../../src/wasm/assemble/assemble.js';
import { useBackend, watchForLeaksAndWarnings } from './backends.js';
import { valuesOf } from './values.js';

type X = tf.Tensor;
const REASON = 'local count too large';
const COMPOSED = { path: 'composition of tf.* ops', reason: REASON };
const KERNEL = {
  wasm: 'SIMD kernel on the tensors in place, no copies',
  cpu: 'SIMD kernel on copies',
} as const;

/** Numbers that no other test of this file has in its function, so that the kernel is a new one. */
let unused = 2;
const fresh = (): number => unused++ + 0.5;

/** A function of exact operations and its derivative by hand. */
function defined(options: object = {}): { op: ReturnType<typeof activation>; c: number } {
  const c = fresh();
  return { op: activation(`refused${Math.floor(c)}x`, (x) => tf.mul(tf.mul(x, x), c), options), c };
}

function refuse(what: 'Module' | 'Instance') {
  return vi.spyOn(WebAssembly, what).mockImplementation(function refused() {
    throw new WebAssembly.CompileError(REASON);
  });
}

afterEach(() => vi.restoreAllMocks());

describe.each(['wasm', 'cpu'] as const)('on the %s backend', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it.each(['Module', 'Instance'] as const)(
    'composes where the engine refuses a %s, and asks once',
    (what) => {
      // The probe of SIMD has run, so that this is a policy that came later.
      const { op: before } = defined();
      expect(valuesOf(() => before(2))).toHaveLength(1);
      const { op, c } = defined();
      const spy = refuse(what);
      for (let i = 0; i < 3; i++) expect(valuesOf(() => op([1, -2]))).toEqual([c, 4 * c]);
      expect(spy).toHaveBeenCalledTimes(1);
      for (let i = 0; i < 3; i++)
        expect(valuesOf(() => tf.grad(op)(tf.tensor1d([1, -2])))).toEqual([2 * c, -4 * c]);
      expect(spy).toHaveBeenCalledTimes(2);
      spy.mockRestore();
      // The reason stays: what was refused is not tried again.
      expect(op.explain().backends[backend]).toEqual(COMPOSED);
      expect(String(op.explain())).toContain(`${backend}: composition of tf.* ops (${REASON})`);
      expect(before.explain().backends[backend]).toEqual({ path: KERNEL[backend], reason: null });
    },
  );

  it('says in explain() that a kernel is refused, before the first call too', () => {
    const { op } = defined();
    refuse('Module');
    expect(op.explain().backends[backend]).toEqual(COMPOSED);
  });

  it('composes gradients by several inputs where their kernel is refused', () => {
    const c = fresh();
    const op = elementwise(`refusedProduct${Math.floor(c)}`, (a: X, b: X) => tf.mul(tf.mul(a, b), c));
    refuse('Instance');
    const gradients = tf.tidy(() => {
      const given = [tf.tensor1d([1, 2]), tf.tensor1d([3, 4])];
      return tf
        .grads((a: X, b: X) => op(a, b))(given)
        .map((each) => [...each.dataSync()]);
    });
    expect(gradients).toEqual([
      [3 * c, 4 * c],
      [c, 2 * c],
    ]);
  });

  it('composes a function past the budget without a try, and its gradient', { timeout: 120_000 }, () => {
    const compile = vi.spyOn(WebAssembly, 'Module');
    const c = fresh();
    const count = 50_002;
    // Of exact operations, so that a loop in float64 that rounds after each has every bit.
    const op = activation(`large${Math.floor(c)}x`, (x) => {
      let y: X = tf.mul(x, x);
      for (let i = 1; i < count; i++) y = i % 2 === 0 ? tf.sub(y, c) : tf.sub(c, y);
      return y;
    });
    const oracle = (x: number): number => {
      let y = x * x;
      for (let i = 1; i < count; i++) y = Math.fround(i % 2 === 0 ? y - c : c - y);
      return y;
    };
    const x = [0.25, -3, 40];
    expect(valuesOf(() => op(x))).toEqual(x.map(oracle));
    expect(compile).toHaveBeenCalledTimes(0);
    expect(valuesOf(() => tf.grad(op)(tf.tensor1d(x)))).toEqual(x.map((each) => -2 * each));
    const reason = 'too large for a kernel: 50002 operations, where at most 50000 are allowed';
    const explanation = op.explain();
    expect(explanation.backends[backend]).toEqual({ path: 'composition of tf.* ops', reason });
    expect(explanation.wat).toBe(null);
    expect(explanation.formula).toMatch(/^.{10000}… \(cut; 50002 operations in all\)$/);
  });

  it('holds few tensors at once where it composes a long function', () => {
    const { op, c } = defined();
    refuse('Module');
    const long = activation(`long${Math.floor(c)}x`, (x) => {
      let y: X = op(x);
      for (let i = 0; i < 200; i++) y = tf.abs(tf.sub(y, 1));
      return y;
    });
    const x = tf.ones([1000]);
    const before = tf.memory().numBytes;
    let most = 0;
    const engine = tf.engine();
    const make = engine.makeTensorFromTensorInfo.bind(engine);
    vi.spyOn(engine, 'makeTensorFromTensorInfo').mockImplementation((...args) => {
      most = Math.max(most, tf.memory().numBytes);
      return make(...args);
    });
    tf.dispose(long(x));
    expect(most).toBeGreaterThan(before);
    expect(most - before).toBeLessThan(10 * 4000);
    x.dispose();
  });
});

describe('kernels on copies', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  it('have one memory, whatever their number, generated ones and those of authors', () => {
    const { op: first } = defined();
    tf.dispose(first([1]));
    const allocate = vi.spyOn(WebAssembly, 'Memory');
    const compile = vi.spyOn(WebAssembly, 'Module');
    for (let i = 0; i < 30; i++) {
      const { op, c } = defined();
      expect(valuesOf(() => op([1, 2]))).toEqual([c, 4 * c]);
      expect(valuesOf(() => tf.grad(op)(tf.tensor1d([1, 2])))).toEqual([2 * c, 4 * c]);
    }
    const text =
      '(module (import "env" "memory" (memory 1)) (func (export "f") (param $x i32) (param $y i32) (param $n i32)))';
    const own = kernelOp('ownOnCopies', { inputs: ['x'], wasm: assemble(text), forward: 'f' });
    tf.dispose(own([1]));
    expect(compile).toHaveBeenCalledTimes(61);
    expect(allocate).toHaveBeenCalledTimes(0);
  });
});

describe('an engine that has a limit of its own', () => {
  beforeEach(() => useBackend('wasm'));
  watchForLeaksAndWarnings();

  it('refuses a function of over 50,000 locals, which an own kernel with a formula leaves to that', () => {
    const locals = Array.from({ length: 50_001 }, (_, i) => `(local $l${i} v128)`).join(' ');
    const text =
      '(module (import "env" "memory" (memory 0)) ' +
      `(func (export "f") (param $x i32) (param $y i32) (param $n i32) ${locals}))`;
    const bytes = assemble(text);
    expect(() => new WebAssembly.Module(bytes)).toThrow(/local count too large/);
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(true);
    const c = fresh();
    const options = { inputs: ['x'], wasm: bytes, forward: 'f' } as const;
    const op = kernelOp(`tooManyLocals${Math.floor(c)}`, { ...options, formula: (x) => tf.mul(x, c) });
    const compile = vi.spyOn(WebAssembly, 'Module');
    for (let i = 0; i < 3; i++) expect(valuesOf(() => op([2]))).toEqual([2 * c]);
    // Its own kernel once, and that of the formula once.
    expect(compile).toHaveBeenCalledTimes(2);
    expect(op.explain().backends.wasm?.reason).toContain('local count too large');
    const alone = kernelOp(`tooManyLocalsAlone${Math.floor(c)}`, options);
    for (let i = 0; i < 2; i++) {
      expect(() => alone([2])).toThrow(
        /^tooManyLocalsAlone\d+: its wasm kernel cannot run here \(.*local count too/,
      );
    }
    expect(compile).toHaveBeenCalledTimes(3);
  });

  it('gives an own kernel that is refused an instance to its JavaScript', () => {
    const c = fresh();
    const text =
      '(module (import "env" "memory" (memory 0)) (func (export "f") (param $x i32) (param $y i32) (param $n i32)))';
    const op = kernelOp(`instance${Math.floor(c)}`, {
      inputs: ['x'],
      wasm: assemble(text),
      forward: 'f',
      javascript: {
        forward(x, y) {
          for (let i = 0; i < y.length; i++) y[i] = x[i]! * c;
        },
      },
    });
    const spy = refuse('Instance');
    const x = Array.from({ length: 100 }, (_, i) => i);
    for (let i = 0; i < 2; i++) expect(valuesOf(() => op(x))).toEqual(x.map((each) => each * c));
    expect(spy.mock.calls.length).toBeLessThanOrEqual(2);
  });
});
