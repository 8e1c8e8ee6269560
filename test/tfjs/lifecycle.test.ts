// What happens around an op: backends come and go, memory grows or runs out, wasm may not be had.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { build } from '../../src/expr/build.js';
import { constant, input } from '../../src/expr/expr.js';
import { programOf } from '../../src/expr/program.js';
import { activation, elementwise, spiky } from '../../src/index.js';
import { kernelOp } from '../../src/kernels/index.js';
import { wasmBackend } from '../../src/tfjs/backends/wasm.js';
import * as reference from '../reference.js';
import { useBackend, watchForLeaksAndWarnings } from './backends.js';
import { valuesOf } from './values.js';

interface WasmInternals {
  readonly wasm: { _malloc(bytes: number): number; readonly asm: { readonly memory: WebAssembly.Memory } };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
}
const internals = (): WasmInternals => tf.backend() as unknown as WasmInternals;

const gradient = tf.grad(spiky);

describe('on the wasm backend', () => {
  beforeEach(() => useBackend('wasm'));
  watchForLeaksAndWarnings();

  it('leaks no data ids in any kernel', () => {
    tf.env().set('IS_TEST', true);
    const x = tf.tensor1d(reference.inputs(67));
    tf.dispose([spiky(x), spiky.derivative()(x), x]);
  });

  it('goes on after the memory has grown', () => {
    const x = tf.tensor1d([1.25]);
    const before = internals().wasm.asm.memory.buffer.byteLength;
    const filler = tf.zeros([before / 4 + 1024]);
    expect(internals().wasm.asm.memory.buffer.byteLength).toBeGreaterThan(before);
    expect(valuesOf(() => spiky(x))).toEqual([0.25]);
    tf.dispose([x, filler]);
  });

  it('grows the memory itself when the output needs it', () => {
    const { memory } = internals().wasm.asm;
    const x = tf.ones([2 ** 22]);
    const outputs: tf.Tensor[] = [];
    const before = memory.buffer.byteLength;
    while (memory.buffer.byteLength === before) outputs.push(spiky(x));
    expect(
      outputs
        .at(-1)!
        .dataSync()
        .every((value) => value === 0),
    ).toBe(true);
    tf.dispose([x, ...outputs]);
  });

  it('refuses an output of 4 GiB, whose size tfjs would take modulo 2^32, before anything is allocated', () => {
    const product = elementwise('tooLarge', (a, b) => tf.mul(a, b), { inputs: ['a', 'b'] });
    const outer = elementwise('tooLargeComposed', (a, b) => tf.add(tf.mul(tf.abs(a), 0), tf.mul(b, 0)), {
      inputs: ['a', 'b'],
    });
    const [a, b] = [tf.fill([32768, 1], 2), tf.fill([1, 32768], 1)];
    const third = tf.fill([1, 2, 1, 32768], 1);
    const grown = tf.fill([2, 1, 16384, 1], 3);
    const neighbours = Array.from({ length: 20 }, (_, i) => tf.fill([64], i));
    const before = tf.memory().numBytes;
    const message =
      'tooLarge: expected an output of less than 4 GiB on the wasm backend, got [32768,32768] of 4.0 GiB; split the batch';
    expect(() => product(a, b)).toThrow(new RangeError(message));
    expect(() => tf.grads((u, v) => product(u, v))([a, b])).toThrow(new RangeError(message));
    // Not in rows: an input would be expanded first.
    expect(() => product(third, grown)).toThrow('got [2,2,16384,32768] of 8.0 GiB');
    const hidden = vi.spyOn(internals().wasm, 'asm', 'get').mockReturnValue({ memory: undefined } as never);
    expect(outer.explain().backends.wasm?.path).toBe('composition of tf.* ops');
    expect(() => outer(a, b)).toThrow('tooLargeComposed: expected an output of less than 4 GiB');
    hidden.mockRestore();
    expect(tf.memory().numBytes).toBe(before);
    for (const [i, each] of neighbours.entries()) expect([...each.dataSync()]).toEqual(Array(64).fill(i));
    tf.dispose([a, b, third, grown, ...neighbours]);
  });

  it('takes tensors that were made on another backend', async () => {
    await useBackend('cpu');
    const x = tf.tensor1d(reference.inputs(67));
    const dy = tf.tensor1d(reference.upstream(67));
    for (const backend of ['wasm', 'cpu', 'wasm']) {
      await useBackend(backend);
      expect(reference.bits(valuesOf(() => spiky(x)))).toEqual(
        reference.bits(Array.from(x.dataSync(), reference.forward)),
      );
      expect(reference.bits(valuesOf(() => gradient(x, dy)))).toEqual(
        reference.bits(Array.from(x.dataSync(), (v, i) => reference.backward(v, dy.dataSync()[i]!))),
      );
    }
    tf.dispose([x, dy]);
  });

  it.each(['spiky', 'its derivative', 'its gradient'])(
    'throws when there is no memory for the result of %s, leaks nothing and works afterwards',
    (what) => {
      const calls: Record<string, (x: tf.Tensor) => tf.Tensor> = {
        spiky,
        'its derivative': spiky.derivative(),
        'its gradient': gradient,
      };
      const call = calls[what]!;
      const x = tf.tensor1d(reference.inputs(2 ** 18));
      const outOfMemory = vi.spyOn(internals().wasm, '_malloc').mockReturnValue(0);
      const before = [tf.memory().numTensors, tf.backend().numDataIds()];
      expect(() => call(x)).toThrow(
        /^spiky(Derivative)?: the wasm backend has no room for 1\.0 MiB; its memory ends at 4 GiB, so dispose/,
      );
      outOfMemory.mockRestore();
      expect([tf.memory().numTensors, tf.backend().numDataIds()]).toEqual(before);
      tf.dispose(call(x));
      x.dispose();
    },
  );

  it('throws when there is no memory to move an input to', async () => {
    await useBackend('cpu');
    const x = tf.tensor1d([0.25]);
    await useBackend('wasm');
    const { _malloc } = internals().wasm;
    let calls = 0;
    const outOfMemory = vi
      .spyOn(internals().wasm, '_malloc')
      .mockImplementation((bytes) => (++calls === 1 ? _malloc(bytes) : 0));
    expect(() => spiky(x)).toThrow('spiky: the wasm backend has no room');
    outOfMemory.mockRestore();
    x.dispose();
  });

  it('has a new instance after the backend was removed and started again', async () => {
    const factory = tf.findBackendFactory('wasm');
    const old = internals().wasm.asm.memory;
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory);
    await useBackend('wasm');
    expect(internals().wasm.asm.memory).not.toBe(old);
    expect(valuesOf(() => spiky([1.25, 0.75]))).toEqual([0.25, 0]);
    expect(valuesOf(() => gradient(tf.tensor1d([1.25, 0.75])))).toEqual([1, 0]);
  });

  it('runs in the shared memory of the threaded build', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
    const offsets = new Map<object, number>();
    const place = (memoryOffset: number): tf.DataId => {
      const dataId = {};
      offsets.set(dataId, memoryOffset);
      return dataId;
    };
    const x = { dataId: place(1024), shape: [67], dtype: 'float32' as const };
    const backend = {
      wasm: { wasmMemory: memory },
      dataIdMap: { get: (dataId: object) => ({ memoryOffset: offsets.get(dataId) }) },
      makeOutput: (shape: number[]) => ({ dataId: place(4096), shape, dtype: 'float32' }),
    };
    new Float32Array(memory.buffer, 1024, 67).set(reference.inputs(67));
    const remainder = build('mod', [input(0), constant(1)]);
    const rises = build('le', [remainder, constant(0.5)]);
    const runnable = programOf(1, [build('select', [rises, remainder, constant(0)])], 'fast');
    const layout = wasmBackend.layout('spiky', runnable, [x]);
    wasmBackend.run({ backend: wasmBackend, name: 'spiky', runnable, inputs: [x], layout }, backend);
    expect(reference.bits(new Float32Array(memory.buffer, 4096, 67))).toEqual(
      reference.bits(Array.from(reference.inputs(67), reference.forward)),
    );
  });

  it('falls back to tf.* ops on a wasm backend that hides its memory', () => {
    const { asm } = internals().wasm;
    vi.spyOn(internals().wasm, 'asm', 'get').mockReturnValue({ ...asm, memory: undefined } as never);
    expect(spiky.explain().backends.wasm).toEqual({
      path: 'composition of tf.* ops',
      reason: 'this version of @tensorflow/tfjs-backend-wasm does not show its memory',
    });
    expect(valuesOf(() => spiky([1.25, 0.75]))).toEqual([0.25, 0]);
  });
});

describe.each(['wasm', 'cpu'])('where wasm cannot be compiled, on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it('gives the same values and gradients, and says why it is slower', async () => {
    vi.resetModules();
    vi.spyOn(WebAssembly, 'Module').mockImplementation(function forbidden() {
      throw new WebAssembly.CompileError('disallowed by embedder');
    });
    const { spiky: hindered } = await import('../../src/index.js');
    const x = reference.inputs(67);
    const dy = reference.upstream(67);
    expect(reference.bits(valuesOf(() => hindered(x)))).toEqual(
      reference.bits(Array.from(x, reference.forward)),
    );
    expect(reference.bits(valuesOf(() => tf.grad(hindered)(tf.tensor1d(x), tf.tensor1d(dy))))).toEqual(
      reference.bits(Array.from(x, (value, i) => reference.backward(value, dy[i]!))),
    );
    expect(reference.bits(valuesOf(() => hindered.derivative()(x)))).toEqual(
      reference.bits(Array.from(x, reference.derivative)),
    );
    const paths = { wasm: 'composition of tf.* ops', cpu: 'scalar loop' };
    for (const [name, path] of Object.entries(paths)) {
      expect(hindered.explain().backends[name]).toEqual({ path, reason: 'disallowed by embedder' });
    }
  });
});

describe.each(['wasm', 'cpu'])('where tf.unregisterKernel took the kernel away, on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it('an op registers it again, for values, gradients and derivatives', () => {
    const op = activation('unregistered', (x) => tf.mul(x, tf.sigmoid(x)));
    const x = tf.tensor1d(reference.inputs(67).map((v) => (Number.isFinite(v) ? v : 1)));
    const calls: Record<string, () => tf.Tensor> = {
      unregistered: () => op(x),
      unregisteredBackward: () => tf.grad(op)(x),
      unregisteredDerivative: () => op.derivative()(x),
    };
    for (const [name, call] of Object.entries(calls)) {
      const before = valuesOf(call);
      tf.unregisterKernel(`lanewise.${name}`, backend);
      expect(tf.getKernel(`lanewise.${name}`, backend)).toBeUndefined();
      expect(valuesOf(call)).toEqual(before);
      expect(tf.getKernel(`lanewise.${name}`, backend)).toBeDefined();
    }
    x.dispose();
  });

  it('an error of the kernel itself is thrown once, as it is', () => {
    const failing = vi.fn(() => {
      throw new Error('mine');
    });
    const op = kernelOp('failingOnce', { inputs: ['x'], forward: failing, replace: true });
    expect(() => op([1, 2])).toThrow('failingOnce: its JavaScript kernel threw: mine');
    expect(failing).toHaveBeenCalledTimes(1);
  });
});

describe('without weak references', () => {
  beforeEach(() => useBackend('wasm'));
  watchForLeaksAndWarnings();

  it.each([['WeakRef'], ['FinalizationRegistry'], ['WeakRef', 'FinalizationRegistry']])(
    'an import and ops work, without %s %s',
    async (...missing) => {
      vi.resetModules();
      for (const name of missing) vi.stubGlobal(name, undefined);
      const { activation: define } = await import('../../src/index.js');
      const op = define('withoutWeakReferences', (x) => tf.square(x), { replace: true });
      expect(valuesOf(() => op([3]))).toEqual([9]);
      expect(valuesOf(() => tf.grad(op)(tf.tensor1d([3])))).toEqual([6]);
      expect(define('withoutWeakReferences', (x) => tf.square(x))).toBe(op);
    },
  );
});

describe('a second copy of lanewise', () => {
  watchForLeaksAndWarnings();

  it('works beside the first, without a warning', async () => {
    await useBackend('wasm');
    vi.resetModules();
    const { spiky: second } = await import('../../src/index.js');
    expect(second).not.toBe(spiky);
    expect(valuesOf(() => tf.add(spiky([1.25]), second([1.25])))).toEqual([0.5]);
  });

  it('traces functions with its own nodes, and those of an op of the first in them', async () => {
    await useBackend('wasm');
    const mish = (x: tf.Tensor): tf.Tensor => tf.mul(x, tf.tanh(tf.softplus(x)));
    const first = activation('mishOfFirst', mish);
    vi.resetModules();
    const { activation: define } = await import('../../src/index.js');
    const second = define('mishOfSecond', mish);
    const mixed = define('mixed', (x) => tf.mul(first(x), 2));
    for (const what of ['formula', 'derivatives', 'wat'] as const) {
      expect(second.explain()[what]).toEqual(first.explain()[what]);
    }
    expect(mixed.explain().formula).toBe('x * tanh(softplus(x)) * 2');
    const x = tf.tensor1d([-1, 0.5, 3]);
    expect(valuesOf(() => tf.grad(second)(x))).toEqual(valuesOf(() => tf.grad(first)(x)));
    x.dispose();
  });

  it('traces functions with expressions of its own, also those that call an op of the first', async () => {
    await useBackend('wasm');
    const square = activation('squareOfFirst', (x) => tf.mul(x, x));
    vi.resetModules();
    const second = await import('../../src/index.js');
    const op = second.activation('aroundSquare', (x) => tf.mul(tf.exp(square(x)), 2));
    expect(op.explain().formula).toBe('exp(x * x) * 2');
    const x = tf.tensor1d([1]);
    expect(valuesOf(() => tf.grad(op)(x))[0]).toBeCloseTo(4 * Math.E, 4);
    x.dispose();
  });
});

describe('with no backend chosen', () => {
  it('starts the best one, as tfjs does', () => {
    const engine = tf.engine();
    const chosen = tf.getBackend();
    vi.spyOn(engine, 'backendNames');
    engine.backendName = null as never;
    (engine as unknown as { backendInstance: null }).backendInstance = null;
    try {
      expect(valuesOf(() => spiky([1.25]))).toEqual([0.25]);
      expect(tf.getBackend()).not.toBe(null);
    } finally {
      engine.backendName = chosen;
    }
  });
});
