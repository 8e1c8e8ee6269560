// On the cpu backend: from how many elements do the copies into wasm pay, and how large should a chunk be?

import { ChunkRunner } from '../src/wasm/chunks.js';
import { inlined, KernelModule } from '../src/wasm/module.js';
import { spikyBinary } from '../src/wasm/spiky.wasm.js';
import { compare } from './compare.js';
import { heading, randomValues, sizeName, table, times } from './report.js';

const SMALL = [16, 32, 64, 96, 128, 192, 256, 512, 1024, 4096];
const CHUNKS = [1024, 2048, 4096, 8192, 16384, 65536];

/** The arguments of the hand-written kernels. */
const plain = (pointers: readonly number[], length: number): number[] => [...pointers, length];

/** Both functions, so that the loop is not compiled for one alone. */
const scalars = [
  (x: number): number => {
    const r = Math.fround(x - Math.floor(x));
    return r <= 0.5 ? r : 0;
  },
  (x: number): number => (Math.fround(x - Math.floor(x)) <= 0.5 ? 1 : 0),
] as const;

function loop(scalar: (x: number) => number, x: Float32Array, y: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] = scalar(x[i]!);
}

export async function benchCrossover(): Promise<void> {
  const module = new KernelModule(inlined(spikyBinary));
  heading('scalar loop or copies into wasm', 'Time per element in ns, forward.');
  const runner = new ChunkRunner();
  const rows: string[][] = [];
  for (const n of SMALL) {
    const x = randomValues(n);
    const y = new Float32Array(n);
    loop(scalars[1], x, y);
    const ms = await compare({
      scalar: () => loop(scalars[0], x, y),
      copies: () => runner.run(module, 'forward', [x], [y], plain),
    });
    const perElement = (time: number): string => ((time / n) * 1e6).toFixed(2);
    rows.push([sizeName(n), perElement(ms.scalar), perElement(ms.copies), times(ms.scalar / ms.copies)]);
  }
  table(['elements', 'scalar', 'copies', 'copies faster by'], rows);

  const n = 2 ** 20;
  heading('chunk of the copies', `Time per element in ns at ${sizeName(n)} elements.`);
  const x = randomValues(n);
  const y = new Float32Array(n);
  const candidates = CHUNKS.map((chunk) => [sizeName(chunk), new ChunkRunner(chunk)] as const);
  const ms = await compare(
    Object.fromEntries(
      candidates.flatMap(([name, chunked]) => [
        [`${name} forward`, () => chunked.run(module, 'forward', [x], [y], plain)],
        [`${name} backward`, () => chunked.run(module, 'backward', [x, x], [y], plain)],
      ]),
    ),
  );
  table(
    ['chunk', 'forward', 'backward'],
    candidates.map(([name]) => [
      name,
      ((ms[`${name} forward`]! / n) * 1e6).toFixed(3),
      ((ms[`${name} backward`]! / n) * 1e6).toFixed(3),
    ]),
  );
}
