// How fast is the forward kernel beside the best JavaScript loops, and beside just copying the memory?
import asc from 'assemblyscript/asc';
import { inlined, KernelModule } from '../src/wasm/module.js';
import { spikyBinary } from '../src/wasm/spiky.wasm.js';
import { compare } from './compare.js';
import { heading, randomValues, SIZES, sizeName, table, times } from './report.js';

const PAGE_BYTES = 65536;
/** Clear of address 0, and off the page boundary so that both arrays do not share cache sets. */
const FIRST = 1024;
const GAP = 4096;

function branching(x: Float32Array, y: Float32Array): void {
  for (let i = 0; i < x.length; i++) {
    const r = Math.fround(x[i]! - Math.floor(x[i]!));
    y[i] = r <= 0.5 ? r : 0;
  }
}

/** Gives NaN for infinities, where spiky is 0: the price of having no branch. */
function branchless(x: Float32Array, y: Float32Array): void {
  for (let i = 0; i < x.length; i++) {
    const r = Math.fround(x[i]! - Math.floor(x[i]!));
    y[i] = r * Number(r <= 0.5);
  }
}

async function memoryCopy(
  memory: WebAssembly.Memory,
): Promise<(to: number, from: number, bytes: number) => void> {
  const { error, binary, stderr } = await asc.compileString(
    'export function copy(to: usize, from: usize, bytes: usize): void { memory.copy(to, from, bytes); }',
    { optimizeLevel: 3, runtime: 'stub', importMemory: true, noExportMemory: true, enable: ['bulk-memory'] },
  );
  if (error) throw new Error(`internal: ${error.message} ${stderr.toString()}`);
  const module = new WebAssembly.Module(new Uint8Array(binary!));
  return new WebAssembly.Instance(module, { env: { memory } }).exports.copy as never;
}

export async function benchKernel(): Promise<void> {
  heading(
    'forward kernel',
    'Random data in [-4, 4). "vs" columns: how many times faster the kernel is than that loop;\n' +
      '"copy": the kernel\'s time over that of memory.copy (1 is the speed of memory).',
  );
  const largest = SIZES.at(-1)!;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((2 * largest * 4 + 2 * GAP) / PAGE_BYTES) });
  const kernels = new KernelModule(inlined(spikyBinary)).on(memory);
  const copy = await memoryCopy(memory);
  const rows: string[][] = [];
  for (const n of SIZES) {
    const source = randomValues(n);
    const reused = new Float32Array(n);
    const to = FIRST + n * 4 + GAP;
    new Float32Array(memory.buffer).set(source, FIRST / 4);
    const ms = await compare({
      kernel: () => kernels.forward!(FIRST, to, n),
      copy: () => copy(to, FIRST, n * 4),
      branchingFresh: () => branching(source, new Float32Array(n)),
      branchingReused: () => branching(source, reused),
      branchlessFresh: () => branchless(source, new Float32Array(n)),
      branchlessReused: () => branchless(source, reused),
    });
    rows.push([
      sizeName(n),
      ((ms.kernel / n) * 1e6).toFixed(3),
      times(ms.kernel / ms.copy),
      times(ms.branchingFresh / ms.kernel),
      times(ms.branchlessFresh / ms.kernel),
      times(ms.branchingReused / ms.kernel),
      times(ms.branchlessReused / ms.kernel),
    ]);
  }
  table(
    [
      'elements',
      'ns/element',
      'copy',
      'vs branching, fresh',
      'vs branchless, fresh',
      'vs branching, reused',
      'vs branchless, reused',
    ],
    rows,
  );
}
