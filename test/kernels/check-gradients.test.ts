// checkKernel() finds gradients, derivatives and forms of a kernel that do not fit together.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { elementwise } from '../../src/index.js';
import { checkKernel, kernelOp } from '../../src/kernels/index.js';
import { useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { type Loop, moduleText, SQUARE, square, wasmOf } from './kernels.js';

describe('checkKernel', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  it('finds wrong gradients', () => {
    const op = kernelOp('broken', {
      inputs: ['a', 'b'],
      forward: (a, b, y) => {
        for (let i = 0; i < y.length; i++) y[i] = a[i]! * b[i]!;
      },
      backward: (_, b, dy, da, db) => {
        for (let i = 0; i < da.length; i++) {
          da[i] = b[i]! * dy[i]!;
          db[i] = b[i]! * dy[i]!;
        }
      },
      replace: true,
    });
    expect(checkKernel(op).findings).toEqual([
      expect.stringMatching(
        /^backward \(JavaScript\): expected a gradient by b near \S+ at \(\S+, \S+\), as differences of forward say, got \S+$/,
      ),
    ]);
    const { findings } = checkKernel(op, { points: [[2], [2]] });
    expect(findings).toEqual([]);
    expect(() => checkKernel(op, { points: [[2]] })).toThrow(
      new RangeError('checkKernel of broken: points expected 2 arrays of one length up to 128, got [1]'),
    );
  });

  it('finds a gradient that forgets an output', () => {
    const op = kernelOp('broken', {
      inputs: ['x'],
      outputs: ['y', 'z'],
      forward: (x, y, z) => {
        y.set(x);
        z.set(x);
      },
      backward: (_, dy, __, dx) => dx.set(dy),
      replace: true,
    });
    expect(checkKernel(op).findings).toEqual([expect.stringContaining('expected a gradient by x near')]);
  });

  it('finds a wrong derivative, and a wrong op as backward', () => {
    const half: Loop = (x, y) => y.set(x);
    const derivative = kernelOp('broken', {
      inputs: ['x'],
      forward: square,
      derivative: half,
      replace: true,
    });
    expect(checkKernel(derivative).findings).toEqual([
      expect.stringMatching(
        /^derivative \(JavaScript\): expected a gradient by x near .*, as differences of forward say/,
      ),
    ]);
    const backward = elementwise('halfBackward', (x, dy) => tf.mul(x, dy), { inputs: ['x', 'dy'] });
    const byOp = kernelOp('broken', {
      inputs: ['x'],
      forward: square,
      backward,
      replace: true,
    });
    expect(checkKernel(byOp).findings).toEqual([
      expect.stringMatching(/^backward \(the op halfBackward\): expected a gradient by x near/),
    ]);
  });

  it('finds kernels that are not what the formula says', () => {
    const op = kernelOp('broken', {
      inputs: ['x'],
      forward: square,
      backward: (x, dy, dx) => {
        for (let i = 0; i < dx.length; i++) dx[i] = 2 * x[i]! * dy[i]!;
      },
      formula: (x) => tf.add(tf.mul(x, x), x),
      replace: true,
    });
    expect(checkKernel(op).findings).toEqual([
      expect.stringMatching(/^forward \(JavaScript\): expected a value near .*, as the formula says, got/),
      expect.stringMatching(
        /^backward \(JavaScript\): expected a gradient by x near .*, as the formula says, got/,
      ),
    ]);
  });

  it('finds forms that do not compute the same', () => {
    const op = kernelOp('broken', {
      inputs: ['x'],
      wasm: wasmOf(moduleText({ forward: [2, SQUARE] })),
      forward: 'forward',
      javascript: { forward: (x, y) => y.set(x) },
      replace: true,
    });
    const report = checkKernel(op);
    expect(report.findings).toEqual([
      expect.stringMatching(
        /^forward \(JavaScript\): expected y = \S+ at \(\S+\), as of forward \(wasm "forward"\), got \S+$/,
      ),
    ]);
    expect(report.ok).toBe(false);
    expect(String(report)).toBe(`broken: ${report.findings[0]}`);
  });
});
