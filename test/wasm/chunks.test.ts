import { describe, expect, it, vi } from 'vitest';
import { assemble } from '../../src/wasm/assemble/assemble.js';
import { ChunkRunner, type KernelArguments } from '../../src/wasm/chunks.js';
import { inlined, KernelModule } from '../../src/wasm/module.js';
import { spikyBinary } from '../../src/wasm/spiky.wasm.js';
import * as reference from '../reference.js';

const CHUNK = 64;

/** The arguments of the hand-written kernels. */
const plain: KernelArguments = (pointers, length) => [...pointers, length];

const spiky = new KernelModule(inlined(spikyBinary));

/** A module whose `run` of (…arrays, n) does what `body` says. */
const moduleOf = (arrays: number, body: string): KernelModule => {
  const params = Array.from({ length: arrays }, (_, i) => `(param $a${i} i32)`).join(' ');
  const text = `(module (import "env" "memory" (memory 0)) (func (export "run") ${params} (param $n i32) ${body}))`;
  return new KernelModule(() => assemble(text));
};

/** Writes the bits 1 to the first element of its last array. */
const writer = (arrays: number): KernelModule => {
  const value = '(v128.const i32x4 0x00000001 0x00000001 0x00000001 0x00000001)';
  return moduleOf(arrays, `(v128.store32_lane 0 (local.get $a${arrays - 1}) ${value})`);
};

/** Loads from the end of the address space. */
const trapping = moduleOf(2, '(v128.load (i32.const -1)) drop');

/** Memories that are made from now on. */
function watchMemories(): WebAssembly.Memory[] {
  const memories: WebAssembly.Memory[] = [];
  const { Memory } = WebAssembly;
  vi.spyOn(WebAssembly, 'Memory').mockImplementation(function allocate(descriptor) {
    memories.push(new Memory(descriptor));
    return memories.at(-1)!;
  });
  return memories;
}

const zeros = (count: number, n = 1): Float32Array[] =>
  Array.from({ length: count }, () => new Float32Array(n));

describe('ChunkRunner', () => {
  it.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 5])('runs kernels over %i elements', (n) => {
    const runner = new ChunkRunner(CHUNK);
    const x = reference.inputs(n);
    const dy = reference.upstream(n);
    const kept = { x: x.slice(), dy: dy.slice() };
    const y = new Float32Array(n);
    const dx = new Float32Array(n);
    runner.run(spiky, 'forward', [x], [y], plain);
    runner.run(spiky, 'backward', [x, dy], [dx], plain);
    expect(reference.bits(y)).toEqual(reference.bits(Array.from(x, reference.forward)));
    expect(reference.bits(dx)).toEqual(
      reference.bits(Array.from(x, (value, i) => reference.backward(value, dy[i]!))),
    );
    expect({ x, dy }).toEqual(kept);
  });

  it('takes its memory on first use, and no more however long the arrays are or many the kernels', () => {
    const memories = watchMemories();
    const runner = new ChunkRunner(CHUNK);
    expect(memories).toHaveLength(0);
    for (const n of [1, 100_000, 7]) runner.run(spiky, 'backward', zeros(2, n), zeros(1, n), plain);
    for (let i = 0; i < 20; i++) runner.run(writer(3), 'run', zeros(2), zeros(1), plain);
    expect(memories.map((memory) => memory.buffer.byteLength)).toEqual([65536]);
  });

  it('grows its memory for a kernel of more arrays, and goes on for those that it had', () => {
    const memories = watchMemories();
    const runner = new ChunkRunner(4096);
    const y = zeros(1);
    runner.run(spiky, 'forward', [Float32Array.of(1.25)], y, plain);
    const many = zeros(11);
    runner.run(writer(12), 'run', many, y, plain);
    expect([...reference.bits(y[0]!)]).toEqual([1]);
    runner.run(spiky, 'forward', [Float32Array.of(2.25)], y, plain);
    expect([...y[0]!]).toEqual([0.25]);
    expect(memories.map((memory) => memory.buffer.byteLength)).toEqual([3 * 65536]);
  });

  it('goes on after a kernel that trapped, and after one that grew the memory, which it must not', () => {
    const runner = new ChunkRunner(CHUNK);
    const y = zeros(1);
    expect(() => runner.run(trapping, 'run', zeros(1), zeros(1), plain)).toThrow(WebAssembly.RuntimeError);
    runner.run(spiky, 'forward', [Float32Array.of(1.25)], y, plain);
    expect([...y[0]!]).toEqual([0.25]);
    const memories = watchMemories();
    const fresh = new ChunkRunner(CHUNK);
    fresh.run(spiky, 'forward', zeros(1), zeros(1), plain);
    memories[0]!.grow(1);
    fresh.run(spiky, 'forward', [Float32Array.of(2.25)], y, plain);
    expect([...y[0]!]).toEqual([0.25]);
  });

  it('says why there is no memory, and asks only once for so much', () => {
    const allocate = vi.spyOn(WebAssembly, 'Memory').mockImplementation(function exhausted() {
      throw new RangeError('could not allocate memory');
    });
    const runner = new ChunkRunner();
    for (let i = 0; i < 3; i++) expect(runner.obstacle(spiky, 2 + i)).toBe('could not allocate memory');
    expect(allocate).toHaveBeenCalledTimes(1);
    expect(() => runner.run(spiky, 'forward', zeros(1), zeros(1), plain)).toThrow(
      'internal: could not allocate',
    );
  });

  it('says why its memory cannot grow, and still serves kernels of fewer arrays', () => {
    const memories = watchMemories();
    const runner = new ChunkRunner(4096);
    expect(runner.obstacle(spiky, 4)).toBe(null);
    const grow = vi.spyOn(memories[0]!, 'grow').mockImplementation(() => {
      throw new RangeError('could not grow');
    });
    for (let i = 0; i < 3; i++) expect(runner.obstacle(spiky, 5)).toBe('could not grow');
    expect(grow).toHaveBeenCalledTimes(1);
    expect(runner.obstacle(spiky, 4)).toBe(null);
  });

  it('works on parts of larger buffers', () => {
    const whole = reference.inputs(100);
    const part = whole.subarray(30, 70);
    const output = new Float32Array(60).fill(9);
    new ChunkRunner(CHUNK).run(spiky, 'forward', [part], [output.subarray(10, 50)], plain);
    expect(Array.from(output.subarray(10, 50))).toEqual(Array.from(part, reference.forward));
    expect([output[9], output[50]]).toEqual([9, 9]);
  });
});
