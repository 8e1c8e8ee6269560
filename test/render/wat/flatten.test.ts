import { describe, expect, it } from 'vitest';
import { build } from '../../../src/expr/build.js';
import { input } from '../../../src/expr/expr.js';
import { BINARY, UNARY } from '../../../src/expr/operations.js';
import { renderWat } from '../../../src/render/wat/module.js';
import { assemble } from '../../../src/wasm/assemble/assemble.js';
import '../../every-operation.js';
import * as reference from '../../reference.js';

/** Bit patterns of all kinds: NaNs, infinities, subnormals, and what random numbers seldom are. */
function patterns(count: number, seed: number): Float32Array {
  const bits = new Uint32Array(count);
  let state = seed;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bits[i] = state ^ (state >>> 15);
  }
  const values = new Float32Array(bits.buffer);
  // Half of them where functions do something.
  for (let i = 0; i < count; i += 2) values[i] = ((bits[i]! % 20001) - 10000) / 997;
  return values;
}

const N = 6 * 4 * 300;

describe('a lane function written out as statements', () => {
  const memory = new WebAssembly.Memory({ initial: Math.ceil((4 * N * 4) / 65536) + 1 });
  const at = [64, 64 + 4 * N, 64 + 8 * N, 64 + 12 * N];
  new Float32Array(memory.buffer, at[0], N).set(patterns(N, 1));
  new Float32Array(memory.buffer, at[1], N).set(patterns(N, 2));

  it.each(
    (['fast', 'exact'] as const).flatMap((precision) =>
      [...UNARY, ...BINARY].map((name) => [name, precision] as const),
    ),
  )('%s, %s, is the function, bit for bit', (name, precision) => {
    const outputs = [build(name, [input(0), input(1)].slice(0, UNARY.includes(name as never) ? 1 : 2))];
    const text = renderWat({ inputs: 2, outputs, precision }, { shared: false });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(assemble(text)), { env: { memory } });
    const run = instance.exports.run as (...args: number[]) => void;
    run(at[0]!, 0, 16, at[1]!, 0, 16, at[2]!, 1, N);
    // Rows of four go to the loop of single vectors, which calls the function.
    run(at[0]!, 16, 16, at[1]!, 16, 16, at[3]!, N / 4, 4);
    const [written, called] = [at[2]!, at[3]!].map((from) => new Float32Array(memory.buffer, from, N));
    expect(reference.bits(written!)).toEqual(reference.bits(called!));
  });
});
