import { describe, expect, it, vi } from 'vitest';
import { ChunkRunner, type KernelArguments } from '../../src/wasm/chunks.js';
import { inlined, KernelModule } from '../../src/wasm/module.js';
import { spikyBinary } from '../../src/wasm/spiky.wasm.js';
import * as reference from '../reference.js';

const CHUNK = 64;

/** The arguments of the hand-written kernels. */
const plain: KernelArguments = (pointers, length) => [...pointers, length];

describe('ChunkRunner', () => {
  it.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 5])('runs kernels over %i elements', (n) => {
    const runner = new ChunkRunner(new KernelModule(inlined(spikyBinary)), CHUNK);
    const x = reference.inputs(n);
    const dy = reference.upstream(n);
    const kept = { x: x.slice(), dy: dy.slice() };
    const y = new Float32Array(n);
    const dx = new Float32Array(n);
    runner.run('forward', [x], [y], plain);
    runner.run('backward', [x, dy], [dx], plain);
    expect(reference.bits(y)).toEqual(reference.bits(Array.from(x, reference.forward)));
    expect(reference.bits(dx)).toEqual(
      reference.bits(Array.from(x, (value, i) => reference.backward(value, dy[i]!))),
    );
    expect({ x, dy }).toEqual(kept);
  });

  it('takes its memory on first use, and no more however long the arrays are', () => {
    const memories: WebAssembly.Memory[] = [];
    const { Memory } = WebAssembly;
    vi.spyOn(WebAssembly, 'Memory').mockImplementation(function allocate(descriptor) {
      memories.push(new Memory(descriptor));
      return memories.at(-1)!;
    });
    const runner = new ChunkRunner(new KernelModule(inlined(spikyBinary)), CHUNK);
    expect(memories).toHaveLength(0);
    for (const n of [1, 100_000, 7])
      runner.run('backward', [new Float32Array(n), new Float32Array(n)], [new Float32Array(n)], plain);
    expect(memories.map((memory) => memory.buffer.byteLength)).toEqual([65536]);
  });

  it('works on parts of larger buffers', () => {
    const whole = reference.inputs(100);
    const part = whole.subarray(30, 70);
    const output = new Float32Array(60).fill(9);
    new ChunkRunner(new KernelModule(inlined(spikyBinary)), CHUNK).run(
      'forward',
      [part],
      [output.subarray(10, 50)],
      plain,
    );
    expect(Array.from(output.subarray(10, 50))).toEqual(Array.from(part, reference.forward));
    expect([output[9], output[50]]).toEqual([9, 9]);
  });
});
