import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkModule } from '../../scripts/inline-wasm.js';
import { inlined, KernelModule } from '../../src/wasm/module.js';
import { spikyBinary } from '../../src/wasm/spiky.wasm.js';
import * as reference from '../reference.js';

const PAGE_BYTES = 65536;
const module = new KernelModule(inlined(spikyBinary));
const GUARD = 0x5a5a5a5a;

const memories = {
  unshared: (pages: number) => new WebAssembly.Memory({ initial: pages }),
  shared: (pages: number) => new WebAssembly.Memory({ initial: pages, maximum: 65536, shared: true }),
};

const kernels = {
  forward: { inputs: 1, of: (x: number) => reference.forward(x) },
  derivative: { inputs: 1, of: (x: number) => reference.derivative(x) },
  backward: { inputs: 2, of: (x: number, dy: number) => reference.backward(x, dy) },
} as const;
const names = Object.keys(kernels) as (keyof typeof kernels)[];

interface Layout {
  readonly x: number;
  readonly dy: number;
  readonly out: number;
}

/** Runs a kernel in `memory` and compares its output, and what lies around it, with the reference. */
function expectRight(name: keyof typeof kernels, memory: WebAssembly.Memory, n: number, at: Layout): void {
  const x = reference.inputs(n);
  const dy = reference.upstream(n);
  const guards = 16;
  const from = Math.max(0, at.out - 4 * guards);
  const to = Math.min(memory.buffer.byteLength, at.out + 4 * (n + guards));
  const around = new Uint32Array(memory.buffer, from, (to - from) / 4);
  around.fill(GUARD);
  new Float32Array(memory.buffer, at.x, n).set(x);
  if (kernels[name].inputs === 2) new Float32Array(memory.buffer, at.dy, n).set(dy);

  const { [name]: run } = module.on(memory);
  if (kernels[name].inputs === 2) run!(at.x, at.dy, at.out, n);
  else run!(at.x, at.out, n);

  const expected = Array.from(x, (value, i) => kernels[name].of(value, dy[i]!));
  expect(reference.bits(new Float32Array(memory.buffer, at.out, n))).toEqual(reference.bits(expected));
  const before = (at.out - from) / 4;
  expect([...around.slice(0, before), ...around.slice(before + n)].every((word) => word === GUARD)).toBe(
    true,
  );
}

describe.each(Object.entries(memories))('spiky kernels on %s memory', (_, makeMemory) => {
  const memory = makeMemory(2);

  it.each(names)('%s matches the reference and stays inside its output at every length 0 to 67', (name) => {
    for (let n = 0; n <= 67; n++) expectRight(name, memory, n, { x: 1024, dy: 8192, out: 16384 });
  });

  it.each(names)('%s works at every 4-byte alignment', (name) => {
    for (let byte = 0; byte < 16; byte += 4) {
      for (let shift = 0; shift < 16; shift += 4) {
        expectRight(name, memory, 67, { x: 1024 + byte, dy: 8192 + shift, out: 16384 + 12 - byte });
      }
    }
  });

  it.each(names)('%s works in place, over its last input', (name) => {
    const at = 8192;
    for (let n = 0; n <= 67; n++) {
      const { inputs } = kernels[name];
      expectRight(name, memory, n, { x: inputs === 1 ? at : 1024, dy: at, out: at });
    }
  });

  it('backward works in place over x too', () => {
    expectRight('backward', memory, 67, { x: 8192, dy: 1024, out: 8192 });
  });

  it.each(names)('%s may end on the last byte of the memory', (name) => {
    const bytes = memory.buffer.byteLength;
    expectRight(name, memory, 67, { x: 1024, dy: 8192, out: bytes - 67 * 4 });
  });

  it.each(names)('%s works above 2 GiB, where offsets are negative as signed integers', (name) => {
    const high = 2 ** 31 + 4096;
    const large = makeMemory(high / PAGE_BYTES + 1);
    expectRight(name, large, 67, { x: high + 4, dy: high + 8192, out: high + 16384 });
    // What JavaScript reads of an i32 that wasm returned.
    const x = new Float32Array(large.buffer, high, 1);
    x[0] = 0.25;
    module.on(large).forward!(high | 0, (high + 64) | 0, 1);
    expect(new Float32Array(large.buffer, high + 64, 1)[0]).toBe(0.25);
  });
});

describe('the built modules', () => {
  it.each(['spiky', 'spiky.shared'])('%s holds no data segment', (name) => {
    const wasm = new Uint8Array(readFileSync(`build/${name}.wasm`));
    const wat = readFileSync(`build/${name}.wat`, 'utf8');
    expect(() => checkModule(name, wasm, wat)).not.toThrow();
    const module = new WebAssembly.Module(wasm);
    expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
    expect(
      WebAssembly.Module.exports(module)
        .map((entry) => entry.name)
        .sort(),
    ).toEqual([...names].sort());
  });

  it('are refused by the build when they hold one', () => {
    const wasm = new Uint8Array(readFileSync('build/spiky.wasm'));
    expect(() => checkModule('spiky', wasm, '(module (data (i32.const 8) "x"))')).toThrow(
      'spiky: has a data segment',
    );
    expect(() => checkModule('spiky', wasm.slice(0, 20), '(module)')).toThrow('spiky: not a valid module');
  });
});
