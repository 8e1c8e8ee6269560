// What does an operation cost, from its definition to its first gradient, in functions of up to 40,000? The figures
// per operation should stay level: what rises with the size is a part that is not linear.
import * as tf from '@tensorflow/tfjs';
import { activation, type Op } from 'lanewise';
import { heading, table } from './report.js';

type Tensor = tf.Tensor;
type Grow = (x: Tensor, i: number) => Tensor;

/** Per form, what one more step does, and the operations that it adds. */
const FORMS: Readonly<Record<string, readonly [step: Grow, operations: number]>> = {
  'distinct: x = x * c + 0.25': [(x, i) => tf.add(tf.mul(x, 1 + i / 2 ** 20), 0.25), 2],
  'shared: x = x * x + c': [(x, i) => tf.add(tf.mul(x, x), i / 2 ** 20 - 0.5), 2],
};
const SIZES = [10, 100, 1000, 10_000, 40_000];
const ORDERS = [1, 2, 3];
/** Those whose third order is past what lanewise makes of one function. */
const SINES = [10, 100, 1000, 10_000];

export async function benchNodes(): Promise<void> {
  await tf.setBackend('wasm');
  const x = tf.tensor1d(Array.from({ length: 256 }, (_, i) => i / 256 - 0.5));
  heading(
    'functions of many operations, wasm backend, 256 elements',
    'Milliseconds, and in brackets microseconds an operation; asked: defined in 1 s at 10,000.',
  );
  const rows: string[][] = [];
  // What runs for the first time is slow.
  measure([], 'first', FORMS['distinct: x = x * c + 0.25']![0], 37, 2, x);
  for (const [form, [step, operations]] of Object.entries(FORMS)) {
    for (const size of SIZES) measure(rows, form, step, size / operations, operations, x);
  }
  table(['', 'operations', 'define', 'first call', 'second call', 'first gradient', 'explain'], rows);

  heading('nested sines by order', 'Milliseconds of the derivative and its first call together.');
  const orders: string[][] = [];
  for (const size of SINES) {
    const op = activation(`sines${size}x`, (v) => repeated(v, size, tf.sin));
    const row = [String(size)];
    let derivative: Op = op;
    for (const _ of ORDERS) {
      row.push(
        timed(() => {
          derivative = derivative.derivative();
          derivative(x).dispose();
        }).toFixed(0),
      );
    }
    orders.push(row);
  }
  table(['operations', ...ORDERS.map((order) => `order ${order}`)], orders);
  x.dispose();
}

function repeated(x: Tensor, count: number, step: Grow): Tensor {
  let y = x;
  for (let i = 0; i < count; i++) y = step(y, i);
  return y;
}

function measure(
  rows: string[][],
  form: string,
  step: Grow,
  steps: number,
  operations: number,
  x: Tensor,
): void {
  let op = activation('unmeasured', (v) => v, { replace: true });
  const size = steps * operations;
  const name = `${form.slice(0, 6)}${size}x`;
  const cell = (run: () => unknown): string => {
    const ms = timed(run);
    return `${ms.toFixed(1)} [${((ms / size) * 1000).toFixed(0)}]`;
  };
  const define = cell(() => {
    op = activation(name, (v) => repeated(v, steps, step));
  });
  const call = (): void => op(x).dispose();
  rows.push([
    form,
    String(size),
    define,
    cell(call),
    cell(call),
    cell(() => tf.grad(op)(x).dispose()),
    cell(() => String(op.explain())),
  ]);
}

function timed(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}
