// How many vectors should an iteration of a generated loop take? The choice is made in src/render/wat/body.ts.

import { build } from '../src/expr/build.js';
import { derivative } from '../src/expr/derivative.js';
import { constant, type Expr, input } from '../src/expr/expr.js';
import type { OperationName } from '../src/expr/operations.js';
import type { Precision } from '../src/expr/program.js';
import { renderWat } from '../src/render/wat/module.js';
import { assemble } from '../src/wasm/assemble/assemble.js';
import { KernelModule } from '../src/wasm/module.js';
import { compare } from './compare.js';
import { heading, randomValues, sizeName, table } from './report.js';

const N = 65536;
const UNROLLS = [1, 2, 3, 4, 6, 8];

const [x, dy] = [input(0), input(1)];
const call = (name: OperationName, ...args: Expr[]): Expr => build(name, args);
const half = constant(0.5);
const gelu = call(
  'mul',
  call('mul', half, x),
  call('add', constant(1), call('erf', call('mul', x, constant(Math.SQRT1_2)))),
);
const mish = call('mul', x, call('tanh', call('softplus', x)));
const swish = call('mul', x, call('sigmoid', x));
const snake = call('add', x, call('mul', call('sin', x), call('sin', x)));
const backward = (expr: Expr): Expr => call('mul', dy, derivative(expr, 0));

const LANES = ['exp', 'log', 'tanh', 'sigmoid', 'softplus', 'erf', 'sin', 'expm1', 'log1p', 'asin', 'sinh', 'atan', 'tan'] as const; // biome-ignore format: a row
const EXPRESSIONS: Record<string, Expr> = {
  ...Object.fromEntries(LANES.map((name) => [name, call(name, x)])),
  mish,
  gelu,
  swish,
  snake,
  'mish backward': backward(mish),
  'gelu backward': backward(gelu),
  'swish backward': backward(swish),
  'snake backward': backward(snake),
};

export async function benchUnroll(): Promise<void> {
  const memory = new WebAssembly.Memory({ initial: 2 ** 5 });
  new Float32Array(memory.buffer).set(randomValues(2 * N), 256);
  const [from, factor, to] = [1024, 1024 + 4 * N, 8192 + 8 * N];
  for (const precision of ['fast', 'exact'] satisfies Precision[]) {
    heading(
      `vectors an iteration, ${precision} tier`,
      `ns per element at ${sizeName(N)} elements; [the one that is chosen].`,
    );
    const rows: string[][] = [];
    for (const [name, expr] of Object.entries(EXPRESSIONS)) {
      const chosen = unrollOf(renderWat({ inputs: 2, outputs: [expr], precision }, { shared: false }));
      const kernels = UNROLLS.map((unroll): [string, () => void] => {
        const text = renderWat({ inputs: 2, outputs: [expr], precision }, { shared: false, unroll });
        const run = new KernelModule(() => assemble(text)).on(memory).run!;
        return [String(unroll), () => run(from, 0, 16, factor, 0, 16, to, 1, N)];
      });
      const ms = await compare(Object.fromEntries(kernels));
      const time = (unroll: number): string => ((ms[unroll]! / N) * 1e6).toFixed(2);
      rows.push([name, ...UNROLLS.map((u) => (u === chosen ? `[${time(u)}]` : time(u)))]);
    }
    table(['', ...UNROLLS.map(String)], rows);
  }
}

const unrollOf = (wat: string): number => Number(/(\d+) vectors an iteration/.exec(wat)?.[1]);
