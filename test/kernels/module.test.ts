// What kernelOp() refuses: modules that would harm tfjs or do not fit, and options that make no sense. Nothing is
// registered, and nothing allocated.

import * as tf from '@tensorflow/tfjs';
import asc from 'assemblyscript/asc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { elementwise, spiky } from '../../src/index.js';
import { checkKernel, kernelOp } from '../../src/kernels/index.js';
import { useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { load, moduleText, store, wasmOf } from './kernels.js';

const define = kernelOp as unknown as (
  name: unknown,
  options?: unknown,
) => tf.Tensor & ((x: unknown) => tf.Tensor);

const COPY = store(1, load(0));
const copy = wasmOf(moduleText({ forward: [2, COPY] }));
const sharedCopy = wasmOf(moduleText({ forward: [2, COPY] }, true));

const MEMORY = '(import "env" "memory" (memory 1))';
const FORWARD = '(func (export "forward") (param i32 i32 i32))';
const ASC = '--runtime stub --importMemory --use abort=';
const SHARED = '--enable threads --sharedMemory --importMemory --initialMemory 1 --maximumMemory 65536';
const IMPORT = 'wasm expected one import, the memory env.memory, got';
const SIGNATURE = 'wasm expected an exported function forward(x, y, n) of 3 i32, without a result, got';

const MODULES: [what: string, wasm: () => unknown, type: ErrorConstructor, message: string][] = [
  ['a string', () => 'forward.wasm', TypeError, 'wasm expected a Uint8Array or ArrayBuffer with a module, or { unshared, shared } of them, got forward.wasm'],
  ['a promise', () => Promise.resolve(copy), RangeError, 'wasm expected { unshared, shared }, or one of them, got none'],
  ['a compiled module', () => new WebAssembly.Module(copy), RangeError, 'wasm expected { unshared, shared }, or one of them, got none'],
  ['an empty object', () => ({}), RangeError, 'wasm expected { unshared, shared }, or one of them, got none'],
  ['a misspelt build', () => ({ unshard: copy }), RangeError, 'wasm expected { unshared, shared }, or one of them, got "unshard"'],
  ['a build of no bytes', () => ({ unshared: 5 }), TypeError, 'wasm.unshared expected a Uint8Array'],
  ['no bytes at all', () => new Uint8Array(), RangeError, 'wasm expected a valid module, got 0 bytes that are none (they do not begin as wasm does)'],
  ['text', () => new TextEncoder().encode('(module)'), RangeError, 'wasm expected a valid module, got 8 bytes that are none'],
  ['half a module', () => copy.slice(0, copy.length - 3), RangeError, `wasm expected a valid module, got ${copy.length - 3} bytes that are none (WebAssembly.Module()`],
  ['no memory', () => wasmOf(`(module ${FORWARD})`), RangeError, `${IMPORT} none; asc makes such a module with ${ASC}`],
  ['a memory of its own', () => wasmOf(`(module (memory 1) ${FORWARD})`), RangeError, `${IMPORT} none`],
  ['a memory of another name', () => wasmOf(`(module (import "js" "mem" (memory 1)) ${FORWARD})`), RangeError, `${IMPORT} the memory js.mem`],
  ['an imported function', () => wasmOf(`(module ${MEMORY} (import "env" "abort" (func (param i32 i32 i32 i32))) ${FORWARD})`), RangeError, `${IMPORT} the memory env.memory, the function env.abort`],
  ['an imported global', () => wasmOf(`(module ${MEMORY} (import "env" "seed" (global i32)) ${FORWARD})`), RangeError, `${IMPORT} the memory env.memory, the global env.seed`],
  ['a large memory', () => wasmOf(`(module (import "env" "memory" (memory 17)) ${FORWARD})`), RangeError, 'wasm expected a memory of at least 0 or 1 pages, got 17; build it with --initialMemory 1'],
  ['a memory with a maximum', () => wasmOf(`(module (import "env" "memory" (memory 1 2)) ${FORWARD})`), RangeError, 'wasm expected a memory without a maximum, got at most 2 pages; build it without --maximumMemory'],
  ['shared memory alone', () => sharedCopy, RangeError, 'wasm expected an unshared memory, got shared memory; hand it over as { shared: … }, beside a build without threads'],
  ['unshared memory as shared', () => ({ shared: copy }), RangeError, `wasm.shared expected a shared memory, got unshared memory; build it with ${SHARED}`],
  ['shared memory of another size', () => ({ shared: wasmOf(`(module (import "env" "memory" (memory 1 99 shared)) ${FORWARD})`) }), RangeError, `wasm.shared expected a shared memory of at most 65536 pages, got 99; build it with ${SHARED}`],
  ['a data segment', () => wasmOf(`(module ${MEMORY} ${FORWARD} (data (i32.const 8) "abc"))`), RangeError, `wasm expected no data segment, which would overwrite data of tfjs, got one; build it with ${ASC}, without static arrays and strings, and take the functions of lanewise/assembly for Mathf`],
  ['a start function', () => wasmOf(`(module ${MEMORY} ${FORWARD} (func $init) (start $init))`), RangeError, 'wasm expected no start function, got one; keep code out of the top level of the module, and globals constant'],
  ['no exports', () => wasmOf(`(module ${MEMORY} (func (param i32 i32 i32)))`), RangeError, `${SIGNATURE} no functions`],
  ['another name', () => wasmOf(`(module ${MEMORY} (func (export "run") (param i32 i32 i32)))`), RangeError, `${SIGNATURE} run`],
  ['a global of that name', () => wasmOf(`(module ${MEMORY} (global (export "forward") i32 (i32.const 1)))`), RangeError, `${SIGNATURE} another kind of export`],
  ['a function of fewer arrays', () => wasmOf(`(module ${MEMORY} (func (export "forward") (param i32 i32)))`), RangeError, `${SIGNATURE} forward(i32, i32); pointers are usize, the count is i32 or u32`],
  ['a function of i64', () => wasmOf(`(module ${MEMORY} (func (export "forward") (param i64 i64 i32)))`), RangeError, `${SIGNATURE} forward(i64, i64, i32)`],
  ['a function of f32', () => wasmOf(`(module ${MEMORY} (func (export "forward") (param i32 i32 f32)))`), RangeError, `${SIGNATURE} forward(i32, i32, f32)`],
  ['a function with a result', () => wasmOf(`(module ${MEMORY} (func (export "forward") (param i32 i32 i32) (result i32) (i32.const 0)))`), RangeError, `${SIGNATURE} forward(i32, i32, i32) that returns i32`],
]; // biome-ignore format: a table

const loop = (): void => undefined;
const one = { inputs: ['x'], forward: loop };

const OPTIONS: [what: string, name: unknown, options: unknown, type: ErrorConstructor, message: string][] = [
  ['no name', undefined, one, TypeError, 'kernelOp: name expected a string that is not empty, got undefined'],
  ['an empty name', '', one, TypeError, 'kernelOp: name expected a string that is not empty'],
  ['a name that saving changes', 'My_Kernel', one, RangeError, 'kernelOp "My_Kernel": the name would be'],
  ['the name of a built-in', 'relu', one, RangeError, `kernelOp "relu": the name is a built-in's of tf.layers; "myRelu" would work`],
  ['no options', 'bad', undefined, TypeError, 'kernelOp "bad": options expected an object, got undefined'],
  ['an unknown option', 'bad', { ...one, backwards: loop }, RangeError, 'kernelOp "bad": expected options among inputs, outputs, wasm'],
  ['no inputs', 'bad', { forward: loop }, TypeError, 'kernelOp "bad": inputs expected an array, got undefined'],
  ['an empty list of inputs', 'bad', { ...one, inputs: [] }, RangeError, 'kernelOp "bad": inputs expected at least one name, got none'],
  ['inputs of the same name', 'bad', { ...one, inputs: ['x', 'x'] }, RangeError, 'kernelOp "bad": inputs expected different names, got x, x'],
  ['an output named as an input', 'bad', { ...one, outputs: ['x'] }, RangeError, 'kernelOp "bad": inputs and outputs expected different names, got x, x'],
  ['no outputs', 'bad', { ...one, outputs: [] }, RangeError, 'kernelOp "bad": outputs expected at least one name, got none'],
  ['no forward', 'bad', { inputs: ['x'] }, TypeError, 'kernelOp "bad": forward expected the name of an export of wasm or a function, got undefined'],
  ['a name without wasm', 'bad', { inputs: ['x'], forward: 'forward' }, TypeError, 'kernelOp "bad": forward expected a function, as there is no wasm, got the name "forward"'],
  ['a number as forward', 'bad', { ...one, forward: 5 }, TypeError, 'kernelOp "bad": forward expected the name of an export of wasm, or a function of (x, y), got 5'],
  ['a forward of too many arrays', 'bad', { ...one, forward: (x: unknown, y: unknown, n: unknown) => [x, y, n] }, RangeError, 'kernelOp "bad": forward expected a function of (x, y), got one of 3 arrays'],
  ['a backward of too many arrays', 'bad', { ...one, backward: (a: unknown, b: unknown, c: unknown, d: unknown) => [a, b, c, d] }, RangeError, 'kernelOp "bad": backward expected a function of (x, dy, dx), got one of 4 arrays'],
  ['wasm without a name', 'bad', { ...one, wasm: copy }, RangeError, 'kernelOp "bad": wasm expected the name of an export as forward, got a function'],
  ['an op of too many inputs as backward', 'bad', { ...one, backward: 'product3' }, RangeError, 'kernelOp "bad": backward expected an op of 2 inputs and 1 outputs, got product3 of 3 and 1'],
  ['a derivative of several inputs', 'bad', { ...one, inputs: ['a', 'b'], derivative: loop }, RangeError, 'kernelOp "bad": derivative expected an op of one input and one output, got 2 and 1'],
  ['javascript that is no object', 'bad', { ...one, javascript: loop }, TypeError, 'kernelOp "bad": javascript: options expected an object, got a function'],
  ['javascript beside javascript', 'bad', { ...one, javascript: { forward: loop } }, RangeError, 'kernelOp "bad": javascript.forward expected the name of an export as forward beside it, got a function'],
  ['a formula that is no function', 'bad', { ...one, formula: 'x' }, TypeError, 'kernelOp "bad": formula: expected a function, got x'],
  ['a formula that is not elementwise', 'bad', { ...one, formula: (x: tf.Tensor) => tf.sum(x) }, Error, 'kernelOp "bad": formula: tf.sum is not elementwise; apply it outside the activation'],
  ['a formula of several outputs', 'bad', { ...one, outputs: ['y', 'z'], formula: (x: tf.Tensor) => x }, RangeError, 'kernelOp "bad": formula expected an op of one output, got 2 outputs'],
  ['another precision', 'bad', { ...one, precision: 'best' }, RangeError, `kernelOp "bad": precision expected 'fast' or 'exact', got "best"`],
]; // biome-ignore format: a table

describe('kernelOp refuses', () => {
  beforeEach(() => useBackend('wasm'));
  watchForLeaksAndWarnings();
  afterEach(() => {
    const names = Object.keys(tf.serialization.SerializationMap.getMap().classNameMap);
    expect(names).not.toContain('bad');
  });

  it.each(MODULES)('as a module %s', (_, wasm, type, message) => {
    const call = (): unknown => define('bad', { inputs: ['x'], wasm: wasm(), forward: 'forward' });
    expect(call).toThrow(type);
    expect(call).toThrow(`kernelOp "bad": ${message}`);
  });

  it.each(OPTIONS)('%s', (_, name, options, type, message) => {
    const given = options as { backward?: unknown };
    const product3 = elementwise('product3', (a, b, c) => tf.mul(a, tf.mul(b, c)));
    const call = (): unknown =>
      define(name, given?.backward === 'product3' ? { ...given, backward: product3 } : options);
    expect(call).toThrow(type);
    expect(call).toThrow(message);
  });

  it('what asc makes with Mathf, and takes what it makes without', async () => {
    const compiled = async (source: string): Promise<Uint8Array> => {
      let binary: Uint8Array | undefined;
      const options = [
        'in.ts',
        '-o',
        'out.wasm',
        '--runtime',
        'stub',
        '--importMemory',
        '--use',
        'abort=',
        '-O3',
      ];
      const { error, stderr } = await asc.main(options, {
        readFile: (name) => (name === 'in.ts' ? source : null),
        writeFile: (_, contents) => {
          if (contents instanceof Uint8Array) binary = contents;
        },
        listFiles: () => [],
      });
      if (error !== null) throw new Error(String(stderr));
      return binary!;
    };
    const source = (f: string): string => `export function forward(x: usize, y: usize, n: i32): void {
      for (let i: usize = 0; i < (<usize>n) << 2; i += 4) store<f32>(y + i, ${f}(load<f32>(x + i)));
    }`;
    const wasm = await compiled(source('Mathf.exp'));
    expect(() => kernelOp('expByMathf', { inputs: ['x'], wasm, forward: 'forward' })).toThrow(
      'kernelOp "expByMathf": wasm expected no data segment, which would overwrite data of tfjs, got one',
    );
    const op = kernelOp('halfRoot', {
      inputs: ['x'],
      wasm: await compiled(source('0.5 * sqrt<f32>')),
      forward: 'forward',
    });
    expect(tf.tidy(() => Array.from(op([4, 9]).dataSync()))).toEqual([1, 1.5]);
    expect(checkKernel(op).findings).toEqual([]);
  });
});

describe('a module of one build', () => {
  beforeEach(() => useBackend('wasm'));
  watchForLeaksAndWarnings();
  const values = (op: (x: tf.TensorLike) => tf.Tensor): number[] =>
    tf.tidy(() => Array.from(op([1, 2]).dataSync()));
  const obstacle = 'the module has no build for unshared memory';

  it('that is shared cannot run where memory is not, and says so', () => {
    const op = kernelOp('sharedOnly', { inputs: ['x'], wasm: { shared: sharedCopy }, forward: 'forward' });
    expect(() => op([1])).toThrow(
      new Error(
        `sharedOnly: its wasm kernel cannot run here (${obstacle}); give it a JavaScript form or a formula`,
      ),
    );
    expect(op.explain().backends.wasm).toEqual({ path: 'kernel on values that are read', reason: obstacle });
    expect(checkKernel(op).findings).toEqual([]);
  });

  it('that is shared leaves it to its JavaScript, in place, or its formula', () => {
    const wasm = { shared: sharedCopy };
    const javascript = { forward: (x: Float32Array, y: Float32Array) => y.set(x) };
    const loops = kernelOp('sharedAndLoop', { inputs: ['x'], wasm, forward: 'forward', javascript });
    expect(values(loops)).toEqual([1, 2]);
    expect(loops.explain().backends.wasm).toEqual({
      path: 'JavaScript kernel on the tensors in place, no copies',
      reason: obstacle,
    });
    const known = kernelOp('sharedAndFormula', {
      inputs: ['x'],
      wasm,
      forward: 'forward',
      formula: (x) => tf.add(x, 0),
    });
    expect(values(known)).toEqual([1, 2]);
    expect(known.explain().backends).toMatchObject({
      wasm: { path: 'SIMD kernel on the tensors in place, no copies', reason: obstacle },
      cpu: { path: 'SIMD kernel on copies', reason: obstacle },
    });
  });

  it('runs in shared memory too, where it has a build for it', () => {
    const op = kernelOp('bothBuilds', {
      inputs: ['x'],
      wasm: { unshared: copy.buffer, shared: sharedCopy },
      forward: 'forward',
    });
    expect(values(op)).toEqual([1, 2]);
    expect(checkKernel(op).findings).toEqual([]);
    expect(checkKernel(spiky.derivative()).findings).toEqual([]);
  });
});

describe('a lazy op', () => {
  beforeEach(() => useBackend('wasm'));
  watchForLeaksAndWarnings();

  it('calls wasm and formula at its first use, once, and refuses a bad module then', () => {
    let [modules, formulas] = [0, 0];
    const op = kernelOp('lazyKernel', {
      inputs: ['x'],
      wasm: () => {
        modules++;
        return copy;
      },
      forward: 'forward',
      formula: (x) => {
        formulas++;
        return tf.mul(x, 3);
      },
      lazy: true,
    });
    expect([modules, formulas]).toEqual([0, 0]);
    for (let i = 0; i < 2; i++) op([1]).dispose();
    expect([modules, formulas]).toEqual([1, 0]);
    for (let i = 0; i < 2; i++) op.explain();
    // A formula is run twice to see that it is the same each time.
    expect([modules, formulas]).toEqual([1, 2]);
    const bad = kernelOp('lazyBad', {
      inputs: ['x'],
      wasm: () => new Uint8Array(3),
      forward: 'forward',
      lazy: true,
    });
    expect(() => bad([1])).toThrow(
      'kernelOp "lazyBad": wasm expected a valid module, got 3 bytes that are none',
    );
  });

  it('is compiled from what was checked, whatever becomes of the bytes', () => {
    const bytes = copy.slice();
    const op = kernelOp('keepsBytes', { inputs: ['x'], wasm: bytes, forward: 'forward' });
    bytes.fill(0);
    expect(tf.tidy(() => Array.from(op([3]).dataSync()))).toEqual([3]);
  });
});
