// checkKernel() finds each way in which a kernel can break what it promises, and nothing in kernels that keep it.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { activation, elementwise, spiky } from '../../src/index.js';
import { checkKernel, kernelOp } from '../../src/kernels/index.js';
import { useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { cube, host, type Loop, load, moduleText, SQUARE, square, store, wasmOf } from './kernels.js';

const inJavaScript = (forward: Loop): readonly string[] =>
  checkKernel(kernelOp('broken', { inputs: ['x'], forward, replace: true })).findings;

/** What is found of the function `forward` of a module in WebAssembly text. */
const ofModule = (text: string): readonly string[] =>
  checkKernel(kernelOp('broken', { inputs: ['x'], wasm: wasmOf(text), forward: 'forward', replace: true }))
    .findings;

/** The same of a function whose body is given, besides the loop that squares. */
const inWasm = (body: string, n = '(local.get $n)', globals = ''): readonly string[] =>
  ofModule(`(module (import "env" "memory" (memory 1)) ${globals}
    ${moduleText({ square: [2, SQUARE] })
      .replace(/^\(module \(import.*?\)\)/, '')
      .replace(/\)$/, '')}
    (func (export "forward") (param $p0 i32) (param $p1 i32) (param $n i32)
      (call $square (local.get $p0) (local.get $p1) ${n}) ${body}))`);

const past = '(i32.add (local.get $p1) (i32.mul (local.get $n) (i32.const 4)))';

describe('checkKernel', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  it('finds nothing in kernels that keep their promises', () => {
    const known = kernelOp('squareKnown', {
      inputs: ['x'],
      forward: square,
      formula: (x) => tf.mul(x, x),
      backward: (x, dy, dx) => {
        for (let i = 0; i < dx.length; i++) dx[i] = 2 * x[i]! * dy[i]!;
      },
    });
    const byOp = kernelOp('squareByOp', {
      inputs: ['x'],
      forward: square,
      backward: elementwise('squareBackward', (x, dy) => tf.mul(dy, tf.mul(2, x)), { inputs: ['x', 'dy'] }),
    });
    const root = kernelOp('root', {
      inputs: ['x'],
      forward: (x, y) => {
        for (let i = 0; i < y.length; i++) y[i] = Math.sqrt(x[i]!);
      },
      backward: (x, dy, dx) => {
        for (let i = 0; i < dx.length; i++) dx[i] = dy[i]! / (2 * Math.sqrt(x[i]!));
      },
    });
    for (const op of [
      known,
      byOp,
      root,
      spiky,
      cube('wasm'),
      cube('javascript'),
      host('wasm'),
      host('javascript'),
    ]) {
      const report = checkKernel(op);
      expect(report.findings).toEqual([]);
      expect(report.ok).toBe(true);
      expect(String(report)).toBe(`${op.opName}: its kernels keep their promises`);
    }
  }, 60_000);

  it('finds nothing at kinks, where differences say nothing', () => {
    const relu = kernelOp('kinked', {
      inputs: ['x'],
      forward: (x, y) => {
        for (let i = 0; i < y.length; i++) y[i] = Math.max(0, x[i]!);
      },
      backward: (x, dy, dx) => {
        for (let i = 0; i < dx.length; i++) dx[i] = x[i]! > 0 ? dy[i]! : 0;
      },
    });
    expect(checkKernel(relu).findings).toEqual([]);
    expect(checkKernel(relu, { points: [[-0.01, -1e-3, 0, 1e-3, 0.01, 5]] }).findings).toEqual([]);
  });

  it.each([
    ['writes past its end', `(f32.store ${past} (f32.const 1))`, '1 past the end of y'],
    [
      'writes before its start',
      '(f32.store (i32.sub (local.get $p1) (i32.const 8)) (f32.const 1))',
      '2 before the start of y',
    ],
    [
      'writes an input',
      '(if (i32.eq (local.get $n) (i32.const 5)) (then (f32.store (local.get $p0) (f32.const 1))))',
      'expected inputs to stay as they are, but it wrote element 0 of x (n = 5)',
    ],
    [
      'traps',
      '(if (i32.eq (local.get $n) (i32.const 0)) (then (unreachable)))',
      'expected it to run on 0 elements, but it threw: unreachable',
    ],
    [
      'grows the memory',
      '(drop (memory.grow (i32.const 1)))',
      'expected the memory to stay as it is, but it grew',
    ],
  ])('finds a wasm kernel that %s', (_, body, message) => {
    const findings = inWasm(body);
    expect(findings.join('\n')).toContain(message);
    expect(findings[0]).toMatch(/^forward \(wasm "forward"\): expected /);
  });

  it('finds a wasm kernel that ignores the tail', () => {
    const findings = inWasm('', '(i32.and (local.get $n) (i32.const -4))');
    expect(findings).toEqual([
      'forward (wasm "forward"): expected every element of its outputs to be written, but it did not write element 0 of y (n = 1)',
    ]);
  });

  it('finds a wasm kernel that writes whole vectors', () => {
    const findings = inWasm('', '(i32.and (i32.add (local.get $n) (i32.const 3)) (i32.const -4))');
    expect(findings).toEqual([
      'forward (wasm "forward"): expected no writes outside of its arrays, but it wrote the element 1 past the end of y (n = 1)',
    ]);
  });

  it('finds a wasm kernel that needs arrays aligned to 16 bytes', () => {
    const text = moduleText({ forward: [2, SQUARE] }).replace(
      '(block $done',
      '(local.set $p0 (i32.and (local.get $p0) (i32.const -16))) (block $done',
    );
    expect(ofModule(text).join('\n')).toMatch(/neighbours|other values lay beside|aligned to 16/);
    // Wrong where the address is odd, though it reads nothing else.
    const odd = store(
      1,
      `(f32.mul ${load(0)} (f32.convert_i32_s (i32.add (i32.const 1) (i32.and (local.get $p0) (i32.const 15)))))`,
    );
    expect(ofModule(moduleText({ forward: [2, odd] }))).toEqual([
      expect.stringMatching(
        /^forward \(wasm "forward"\): expected arrays that are aligned to 4 bytes only to do, but element \d+ of y was .* at n = \d+, and .* on arrays aligned to 16$/,
      ),
    ]);
  });

  it('finds a wasm kernel whose results depend on what lies beside its arrays', () => {
    expect(
      inWasm(`(if (local.get $n) (then (f32.store (local.get $p1) (f32.load (i32.add (local.get $p0)
      (i32.mul (local.get $n) (i32.const 4)))))))`),
    ).toEqual([expect.stringContaining('where other values lay beside its arrays or in its outputs')]);
  });

  it('finds a wasm kernel that keeps state', () => {
    const findings = inWasm(
      `(global.set $calls (f32.add (global.get $calls) (f32.const 1)))
       (if (local.get $n) (then (f32.store (local.get $p1) (global.get $calls))))`,
      undefined,
      '(global $calls (mut f32) (f32.const 0))',
    );
    expect(findings).toEqual([
      'forward (wasm "forward"): expected the same results at every run, but element 0 of y (n = 128) was 1, and 2 on the same inputs: it keeps state',
    ]);
  });

  it.each<[string, () => Loop, string | RegExp]>([
    [
      'writes past its end, through the buffer',
      () => (x, y) => {
        square(x, y);
        new Float32Array(y.buffer, y.byteOffset, y.length + 2)[y.length + 1] = 1;
      },
      '2 past the end of y',
    ],
    [
      'writes an input',
      () => (x, y) => {
        square(x, y);
        x.reverse();
      },
      'expected inputs to stay as they are, but it wrote element 0 of x',
    ],
    [
      'ignores the tail',
      () => (x, y) => square(x, y.subarray(0, y.length & ~3)),
      'expected results that do not depend on the place of an element, but element 0 of y was 0 at n = 1',
    ],
    [
      'reads what lies beside its arrays',
      () => (x, y) => {
        square(x, y);
        y[0] = new Float32Array(x.buffer, x.byteOffset, x.length + 1)[x.length]!;
      },
      'where other values lay beside its arrays',
    ],
    [
      'depends on the place of an element',
      () => (x, y) => {
        for (let i = 0; i < y.length; i++) y[i] = x[i]! * i;
      },
      'expected results that do not depend on the place of an element',
    ],
    [
      'depends on other elements',
      () => (x, y) => {
        const sum = x.reduce((a, b) => a + (Number.isFinite(b) && Math.abs(b) < 5 ? b : 0), 0);
        for (let i = 0; i < y.length; i++) y[i] = x[i]! + sum;
      },
      'expected results that do not depend on the place of an element',
    ],
    [
      'keeps state',
      () => {
        let calls = 0;
        return (x, y) => {
          square(x, y);
          if (calls++ % 3 === 2) y.fill(7);
        };
      },
      /keeps state|depend on the place/,
    ],
    [
      'keeps a view',
      () => {
        let kept: Float32Array | undefined;
        return (x, y) => {
          kept?.fill(3);
          square(x, y);
          kept = y;
        };
      },
      'expected arrays of earlier runs to stay as they are, but it wrote element 0 of y of the run before',
    ],
    ['is async', () => (async (x: Float32Array, y: Float32Array) => square(x, y)) as Loop, 'got a promise'],
    [
      'returns something',
      () => (_, y) => y.fill(1),
      'expected it to return nothing, got an object of type Float32Array',
    ],
    [
      'throws',
      () => (_, y) => {
        if (y.length === 3) throw new Error('three');
      },
      'expected it to run on 3 elements, but it threw: three',
    ],
    [
      'transfers a buffer',
      () => (_, y) => {
        structuredClone(y, { transfer: [y.buffer] });
      },
      'expected the memory to stay as it is',
    ],
  ])('finds a JavaScript kernel that %s', (_, make, message) => {
    const findings = inJavaScript(make());
    const found = findings.find((finding) =>
      typeof message === 'string' ? finding.includes(message) : message.test(finding),
    );
    expect(found, findings.join('\n')).toMatch(/^forward \(JavaScript\): expected /);
  });

  it('refuses what has no kernels of its own', () => {
    const generated = activation('generatedForCheck', (x) => tf.mul(x, 2));
    expect(() => checkKernel(generated)).toThrow(
      new TypeError('checkKernel: expected an op that kernelOp() made, got generatedForCheck'),
    );
    expect(() => checkKernel(square as never)).toThrow(
      new TypeError('checkKernel: expected an op that kernelOp() made, got a function'),
    );
    expect(() => checkKernel(spiky, { pints: [] } as never)).toThrow(
      'expected options among points, tolerance',
    );
    expect(() => checkKernel(spiky, { points: 5 as never })).toThrow(
      new TypeError('checkKernel of spiky: points expected an array of numbers for each input'),
    );
  });
});
