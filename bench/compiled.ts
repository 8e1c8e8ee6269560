// How fast are compiled functions: beside the hand-written kernel, tfjs's own ops and compositions of
// them, and jax-js? And how long does it take to compile one?
import { execFileSync } from 'node:child_process';
import * as tf from '@tensorflow/tfjs';
import { type Activation, activation } from 'lanewise';
import watr from 'watr/compile';
import { build } from '../src/expr/build.js';
import { constant, input } from '../src/expr/expr.js';
import { renderWat } from '../src/render/wat/module.js';
import { assemble } from '../src/wasm/assemble/assemble.js';
import { inlined, KernelModule } from '../src/wasm/module.js';
import { spikyBinary } from '../src/wasm/spiky.wasm.js';
import { compare } from './compare.js';
import { heading, randomValues, sizeName, table, times } from './report.js';

const N = 65536;

export async function benchCompiled(): Promise<void> {
  await tf.setBackend('wasm');
  await generatedSpiky();
  await compileTimes();
  await assembling();
  await ownOps();
  await compositions();
  await jax();
}

async function generatedSpiky(): Promise<void> {
  heading(
    'generated spiky beside the hand-written kernel',
    'Time of the generated kernel over the other; asked: at most 1.05.',
  );
  const remainder = build('mod', [input(0), constant(1)]);
  const value = build('select', [build('le', [remainder, constant(0.5)]), remainder, constant(0)]);
  const memory = new WebAssembly.Memory({ initial: 2 ** 8 });
  const byHand = new KernelModule(inlined(spikyBinary)).on(memory).forward!;
  const source = renderWat({ inputs: 1, outputs: [value], precision: 'fast' }, { shared: false });
  const generated = new KernelModule(() => assemble(source)).on(memory).run!;
  const rows: string[][] = [];
  for (const n of [256, 1024, 4096, N, 2 ** 20]) {
    new Float32Array(memory.buffer).set(randomValues(n), 256);
    const to = 1024 + 4 * n + 4096;
    const ms = await compare({
      byHand: () => byHand(1024, to, n),
      generated: () => generated(1024, 0, 16, to, 1, n),
    });
    rows.push([sizeName(n), times(ms.generated / ms.byHand)]);
  }
  table(['elements', 'generated of hand-written'], rows);
}

async function compileTimes(): Promise<void> {
  heading(
    'from activation() to the first result, wasm backend',
    'Milliseconds, median of 5 processes; asked: 15 for the first, 3 for others.',
  );
  const program = `
    import * as tf from '@tensorflow/tfjs';
    import '@tensorflow/tfjs-backend-wasm';
    import { activation } from 'lanewise';
    await tf.setBackend('wasm');
    const x = tf.tensor1d([1, 2, 3]);
    const times = [];
    for (let i = 1; i <= 12; i++) {
      const start = performance.now();
      activation('mish' + i + 'x', (v) => tf.mul(tf.mul(v, i), tf.tanh(tf.softplus(v))))(x).dispose();
      times.push(performance.now() - start);
    }
    console.log(JSON.stringify(times));`;
  const runs = Array.from({ length: 5 }, () => {
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    return JSON.parse(printed) as number[];
  });
  const median = (values: number[]): string => values.sort((a, b) => a - b)[values.length >> 1]!.toFixed(2);
  table(
    ['first in the process', 'second', 'later'],
    [
      [
        median(runs.map((run) => run[0]!)),
        median(runs.map((run) => run[1]!)),
        median(runs.flatMap((run) => run.slice(2))),
      ],
    ],
  );
}

async function assembling(): Promise<void> {
  heading('assembling beside watr, the kernel of mish', 'Milliseconds, after both have run many times.');
  const x = input(0);
  const expr = build('mul', [x, build('tanh', [build('softplus', [x])])]);
  const text = renderWat({ inputs: 1, outputs: [expr], precision: 'fast' }, { shared: false });
  const ms = await compare({ ours: () => void assemble(text), watr: () => void watr(text) });
  table(['ours', 'watr', 'faster by'], [[ms.ours.toFixed(2), ms.watr.toFixed(2), times(ms.watr / ms.ours)]]);
}

type Fn = (x: tf.Tensor) => tf.Tensor;

async function faster(op: Fn, other: Fn, x: tf.Tensor): Promise<number> {
  const ms = await compare({ op: () => op(x).dispose(), other: () => other(x).dispose() });
  return ms.other / ms.op;
}

/** Each op with how many times faster the default precision is to be. */
const OPS: Record<string, [op: Fn, asked: number]> = {
  exp: [tf.exp, 4],
  tanh: [tf.tanh, 7],
  log: [tf.log, 2.4],
  erf: [tf.erf, 5],
  sin: [tf.sin, 12],
  expm1: [tf.expm1, 5],
  softplus: [tf.softplus, 4],
  sigmoid: [tf.sigmoid, 1],
};

async function ownOps(): Promise<void> {
  heading(`beside tfjs's own op, ${sizeName(N)} elements, wasm backend`, 'How many times faster, forward.');
  const rows: string[][] = [];
  for (const [name, [fn, asked]] of Object.entries(OPS)) {
    const values = randomValues(N);
    const x = tf.tensor1d(name === 'log' ? values.map(Math.abs) : values);
    const row = [name, times(asked)];
    for (const precision of ['fast', 'exact'] as const) {
      row.push(times(await faster(activation(`${name}${precision}`, fn, { precision }), fn, x)));
    }
    rows.push(row);
    x.dispose();
  }
  table(['op', 'asked', 'fast', 'exact'], rows);
}

const gelu: Fn = (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
const mish: Fn = (x) => tf.mul(x, tf.tanh(tf.softplus(x)));
const snake: Fn = (x) => tf.add(x, tf.div(tf.square(tf.sin(tf.mul(x, 5))), 5));
const swish: Fn = (x) => tf.mul(x, tf.sigmoid(x));

/** Each activation with how many times faster it is to be. */
const COMPOSITIONS: Record<string, [fn: Fn, asked: number]> = {
  mish: [mish, 5],
  gelu: [gelu, 5],
  snake: [snake, 10],
  swish: [swish, 1.2],
};

async function compositions(): Promise<void> {
  heading(
    `beside the composition of tf.* ops, ${sizeName(N)} elements, wasm backend`,
    'How many times faster: forward, and forward with the gradient of a given dy.',
  );
  const x = tf.tensor1d(randomValues(N));
  const dy = tf.tensor1d(randomValues(N));
  const rows: string[][] = [];
  for (const [name, [fn, asked]] of Object.entries(COMPOSITIONS)) {
    const op: Activation = activation(`${name}Compiled`, fn);
    const forward = await faster(op, fn, x);
    const [gradient, composed] = [tf.grad(op), tf.grad(fn)];
    const both = await faster(
      (v) => gradient(v, dy),
      (v) => composed(v, dy),
      x,
    );
    rows.push([name, times(asked), times(forward), times(both)]);
  }
  tf.dispose([x, dy]);
  table(['activation', 'asked', 'forward', 'with gradient'], rows);
}

async function jax(): Promise<void> {
  heading(
    `beside @jax-js/jax (wasm), ${sizeName(N)} elements`,
    'How many times faster, forward, with the result read by both.',
  );
  // jax-js looks for a browser's navigator.
  if (globalThis.navigator === undefined) Object.assign(globalThis, { navigator: {} });
  const { defaultDevice, init, jit, nn, numpy: np } = await import('@jax-js/jax');
  await init('wasm');
  defaultDevice('wasm');
  type Array = ReturnType<typeof np.array>;
  const pairs: Record<string, [ours: Fn, theirs: (x: Array) => Array, asked: number]> = {
    spiky: [
      (v) => tf.where(tf.lessEqual(tf.mod(v, 1), 0.5), tf.mod(v, 1), 0),
      (v) => {
        const r = v.ref.sub(np.floor(v));
        return np.where(np.lessEqual(r.ref, 0.5), r, 0);
      },
      2,
    ],
    tanh: [tf.tanh, (v) => np.tanh(v), 3.5],
    sigmoid: [tf.sigmoid, (v) => nn.sigmoid(v), 3.5],
    mish: [mish, (v) => v.ref.mul(np.tanh(nn.softplus(v))), 3.5],
  };
  const rows: string[][] = [];
  const values = randomValues(N);
  const x = tf.tensor1d(values);
  const jaxX = np.array(values);
  for (const [name, [fn, theirs, asked]] of Object.entries(pairs)) {
    const op = activation(`${name}BesideJax`, fn);
    const compiled = jit(theirs);
    const run = (): void => {
      const y = compiled(jaxX.ref);
      y.dataSync();
    };
    const ours = (): void => {
      const y = op(x);
      y.dataSync();
      y.dispose();
    };
    const ms = await compare({ ours, theirs: run });
    rows.push([name, times(asked), times(ms.theirs / ms.ours)]);
  }
  x.dispose();
  table(['function', 'asked', 'faster by'], rows);
}
