// kernelOp(): what kernels that misbehave are told, backends that cannot run them, and names.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { activation } from '../../src/index.js';
import { kernelOp } from '../../src/kernels/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { valuesOf, X } from './guarded.js';
import { cube, loops, moduleText, wasmOf } from './kernels.js';

describe.each(BACKENDS)('kernelOp on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  describe('a JavaScript kernel that', () => {
    /** Each with the message after the name of the op. */
    const bad: [what: string, forward: (x: Float32Array, y: Float32Array) => unknown, message: RegExp][] = [
      [
        'throws',
        () => {
          throw new Error('no luck');
        },
        /its JavaScript kernel threw: no luck/,
      ],
      ['is async', async () => undefined, /return nothing, got a promise; a kernel cannot be async/],
      [
        'is async and fails',
        async () => {
          throw new Error('later');
        },
        /return nothing, got a promise; a kernel cannot be async/,
      ],
      ['returns a value', (_, y) => y.fill(1), /return nothing, got an object of type Float32Array/],
      ['returns null', () => null, /return nothing, got null/],
    ];

    it.each(bad)('%s is reported, forward and backward, and nothing is left', (what, forward, message) => {
      const name = `bad${BACKENDS.indexOf(backend)}${bad.findIndex(([each]) => each === what)}`;
      // The types refuse what returns a value.
      const op = kernelOp(name, {
        inputs: ['x'],
        forward: forward as () => void,
        backward: loops.product,
      });
      expect(() => valuesOf(() => op([1, 2]))).toThrow(message);
      expect(() => valuesOf(() => op([1, 2]))).toThrow(new RegExp(`^${name}: `));
      expect(() => valuesOf(() => tf.grad(op)(tf.tensor1d([1])))).toThrow(message);
      const backward = kernelOp(`${name}b`, {
        inputs: ['x'],
        forward: loops.cube,
        backward: ((x: Float32Array, _: Float32Array, dx: Float32Array) => forward(x, dx)) as () => void,
      });
      expect(() => valuesOf(() => tf.grad(backward)(tf.tensor1d([1, 2])))).toThrow(message);
      expect(() => tf.variableGrads(() => tf.tidy(() => tf.sum(backward(tf.tensor1d([1])))))).toThrow();
      expect(valuesOf(() => backward([2]))).toEqual([8]);
    });

    it('writes nothing gives zeros, and not what the memory held', () => {
      const op = kernelOp('writesNothing', { replace: true, inputs: ['x'], forward: () => undefined });
      for (let i = 0; i < 4; i++) {
        tf.fill([67], 5).dispose();
        expect(valuesOf(() => op(X))).toEqual(new Array(67).fill(0));
      }
    });

    it('makes tensors leaves none', () => {
      const op = kernelOp(`makesTensors${backend}`.toLowerCase(), {
        inputs: ['x'],
        forward(x, y) {
          y.set(tf.mul(tf.tensor1d(x), 2).dataSync());
        },
      });
      tf.env().set('IS_TEST', false);
      // Not in a tidy, which would dispose of them too.
      const x = tf.tensor1d([1, 2]);
      const y = op(x);
      expect(Array.from(y.dataSync())).toEqual([2, 4]);
      tf.dispose([x, y]);
    });

    it('transfers the buffer of its output is reported', () => {
      const op = kernelOp('transfers', {
        replace: true,
        inputs: ['x'],
        forward(_, y) {
          structuredClone(y, { transfer: [y.buffer] });
        },
      });
      // The memory of wasm is copied instead.
      if (backend === 'wasm') expect(valuesOf(() => op([1, 2]))).toEqual([0, 0]);
      else
        expect(() => valuesOf(() => op([1, 2]))).toThrow(/^transfers: its JavaScript kernel lost its arrays/);
      expect(valuesOf(() => cube('javascript')([2]))).toEqual([8]);
    });
  });

  it('a wasm kernel that traps is reported, and nothing is left', () => {
    const op = kernelOp('traps', {
      inputs: ['x'],
      wasm: wasmOf(moduleText({ forward: [2, '(unreachable)'], backward: [3, '(unreachable)'] })),
      forward: 'forward',
      backward: 'backward',
      replace: true,
    });
    const message = /^traps: its wasm kernel "forward" trapped: unreachable/;
    expect(() => valuesOf(() => op([1, 2]))).toThrow(message);
    expect(() => valuesOf(() => tf.grad(op)(tf.tensor1d([1])))).toThrow(message);
  });
});

describe('kernelOp where the wasm memory grows while JavaScript runs', () => {
  beforeEach(() => useBackend('wasm'));
  watchForLeaksAndWarnings();

  it('reports the kernel that used tf.* ops', () => {
    const op = kernelOp('grows', {
      inputs: ['x'],
      forward(x, y) {
        const { memory } = (tf.backend() as unknown as { wasm: { asm: { memory: WebAssembly.Memory } } }).wasm
          .asm;
        const { byteLength } = memory.buffer;
        tf.zeros([byteLength / 4 + 1024]);
        y.set(x);
      },
    });
    expect(() => valuesOf(() => op([1, 2]))).toThrow(
      'grows: its JavaScript kernel lost its arrays while it ran; it must not transfer their buffers, nor call tf.* ops, ' +
        'which can move the memory',
    );
  });
});

describe('kernelOp on a backend that cannot read synchronously', () => {
  beforeEach(() => useBackend('other'));
  watchForLeaksAndWarnings();

  it('says what to do, and runs a formula', () => {
    const x = tf.tensor1d([2]);
    vi.spyOn(tf.backend(), 'readSync').mockImplementation(() => {
      throw new Error('no synchronous reads');
    });
    const op = cube('javascript');
    expect(() => op(x)).toThrow(
      new Error(
        `${op.opName}: its kernel runs on the wasm and cpu backends, and on those that read values synchronously; other ` +
          "does not (no synchronous reads); give it a formula, or use await tf.setBackend('wasm')",
      ),
    );
    vi.restoreAllMocks();
    vi.spyOn(console, 'warn');
    vi.spyOn(console, 'error');
    x.dispose();
  });
});

describe('a name', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  it('stands for the very same kernels, and for others only with replace: true', () => {
    const wasm = wasmOf(moduleText({ forward: [2, ''], other: [2, ''] }));
    const define = (more: object): unknown =>
      kernelOp('sameKernels', { inputs: ['x'], wasm, forward: 'forward', ...more });
    const op = define({});
    expect(define({})).toBe(op);
    expect(define({ wasm: { unshared: wasm } })).toBe(op);
    const refused = new RangeError(
      'kernelOp "sameKernels": expected a new name or the same function, got another function; ' +
        'choose another name, or give the option replace: true',
    );
    expect(() => define({ forward: 'other' })).toThrow(refused);
    expect(() => define({ wasm: wasm.slice() })).toThrow(refused);
    expect(() => define({ javascript: { forward: loops.cube } })).toThrow(refused);
    expect(() => define({ backward: loops.product })).toThrow(refused);
    expect(() => define({ derivative: loops.cube })).toThrow(refused);
    expect(() => define({ formula: (x: tf.Tensor) => x })).toThrow(refused);
    expect(() => activation('sameKernels', (x) => x)).toThrow('got another function');
    expect(define({ forward: 'other', replace: true })).not.toBe(op);
  });

  it('stands for a formula with or without kernels of it', () => {
    const formula = (x: tf.Tensor): tf.Tensor => tf.mul(x, 7);
    const op = kernelOp('sevenfold', { inputs: ['x'], forward: loops.cube, formula });
    expect(activation('sevenfold', formula)).toBe(op);
    expect(() => kernelOp('sevenfold', { inputs: ['x'], forward: () => undefined, formula })).toThrow(
      'another function',
    );
  });
});
