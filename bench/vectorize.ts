// What is a plain function worth compiled: beside a loop over it, beside `host: true`, beside GPU.js, which compiles
// such functions too, and how long does it take from the definition to the first result?
import * as tf from '@tensorflow/tfjs';
import { activation, spiky as own } from 'lanewise';
import { vectorize } from 'lanewise/vectorize';
import { compare } from './compare.js';
import { heading, randomValues, sizeName, table, times } from './report.js';

const N = 2 ** 20;
const DEFINITIONS = 40;

function spikyOf(x: number): number {
  const r = x - Math.floor(x);
  if (r <= 0.5) return r;
  return 0;
}
const mishOf = (x: number): number => x * Math.tanh(Math.log1p(Math.exp(x)));

/** The best loops by hand: over arrays, with the function written out. */
const LOOPS = {
  spiky(x: Float32Array, y: Float32Array): void {
    for (let i = 0; i < y.length; i++) {
      const r = x[i]! - Math.floor(x[i]!);
      y[i] = r <= 0.5 ? r : 0;
    }
  },
  mish(x: Float32Array, y: Float32Array): void {
    for (let i = 0; i < y.length; i++) y[i] = x[i]! * Math.tanh(Math.log1p(Math.exp(x[i]!)));
  },
};

/** The function in a loop, as a user of tfjs writes it first. */
const looped =
  (fn: (x: number) => number) =>
  (x: tf.Tensor): tf.Tensor => {
    const values = x.dataSync();
    const results = new Float32Array(values.length);
    for (let i = 0; i < values.length; i++) results[i] = fn(values[i]!);
    return tf.tensor(results, x.shape);
  };

export async function benchVectorize(): Promise<void> {
  await tf.setBackend('wasm');
  heading(
    `plain functions, compiled, on the wasm backend, ${sizeName(N)} elements`,
    'Nanoseconds per element. "loop": the function in a loop through dataSync. "by hand": the best loop over arrays.',
  );
  const compiled = { spiky: vectorize('spiky', spikyOf), mish: vectorize('benchMish', mishOf) };
  const host = {
    spiky: vectorize('hostSpiky', spikyOf, { host: true }),
    mish: vectorize('hostMish', mishOf, { host: true }),
  };
  const loops = { spiky: looped(spikyOf), mish: looped(mishOf) };
  const data = randomValues(N);
  const x = tf.tensor1d(data);
  const y = new Float32Array(N);
  const rows: string[][] = [];
  for (const name of ['spiky', 'mish'] as const) {
    const gpu = await gpuKernel(name);
    const ms = await compare({
      compiled: () => compiled[name](x).dispose(),
      loop: () => loops[name](x).dispose(),
      host: () => host[name](x).dispose(),
      byHand: () => LOOPS[name](data, y),
      ...(gpu && { gpu: () => void gpu(data) }),
    } as Record<'compiled' | 'loop' | 'host' | 'byHand' | 'gpu', () => void>);
    const ns = (value: number | undefined): string =>
      value === undefined ? '-' : ((value * 1e6) / N).toFixed(2);
    rows.push([
      name,
      ns(ms.compiled),
      ns(ms.loop),
      times(ms.loop / ms.compiled),
      ns(ms.host),
      ns(ms.byHand),
      times(ms.host / ms.byHand),
      ns(ms.gpu),
      ms.gpu === undefined ? '-' : times(ms.gpu / ms.compiled),
      gpu === undefined
        ? '-'
        : difference(gpu(data), compiled[name](x).dataSync<'float32'>()).toExponential(1),
    ]);
  }
  table(
    [
      '',
      'compiled',
      'loop',
      'loop / compiled',
      'host',
      'by hand',
      'host / by hand',
      'GPU.js',
      'GPU.js / compiled',
      'differ by',
    ],
    rows,
  );
  console.log(`\ncompiled spiky is the op that comes with the package: ${compiled.spiky === own}`);
  x.dispose();
  benchDefinition();
}

/** From the definition to the first result: compiled and traced in turn, each of another constant. */
function benchDefinition(): void {
  const x = tf.tensor1d([0.2, 0.7, 1.2, 1.7]);
  const spans: Record<'compiled' | 'traced', number[]> = { compiled: [], traced: [] };
  const time = (name: keyof typeof spans, make: () => (x: tf.Tensor) => tf.Tensor): void => {
    const start = performance.now();
    const y = make()(x);
    y.dataSync();
    spans[name].push(performance.now() - start);
    y.dispose();
  };
  for (let i = 0; i < DEFINITIONS; i++) {
    const limit = (i + 1) / 64;
    time('compiled', () =>
      vectorize(
        `compiled${i}`,
        (t, { limit: most }: { limit: number }) => {
          const r = t - Math.floor(t);
          if (r <= most) return r;
          return 0;
        },
        { uses: { limit } },
      ),
    );
    time('traced', () =>
      activation(`traced${i}`, (t) => {
        const r = tf.mod(t, 1);
        return tf.where(tf.lessEqual(r, limit + 2 ** -12), r, 0);
      }),
    );
  }
  x.dispose();
  const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
  const text = (name: keyof typeof spans): string =>
    `${median(spans[name]).toFixed(2)} ms (the first ${spans[name][0]!.toFixed(2)} ms)`;
  console.log(`definition to first result: compiled ${text('compiled')}, traced ${text('traced')}`);
}

/** The same function by GPU.js 2.24 on its wasm backend, if that is installed. */
async function gpuKernel(name: 'spiky' | 'mish'): Promise<((x: Float32Array) => Float32Array) | undefined> {
  const packageName: string = 'gpu.js';
  let library: { default: { GPU: new (settings: object) => { createKernel: (fn: unknown) => GpuKernel } } };
  try {
    library = await import(packageName);
  } catch {
    console.log('GPU.js is not installed: npm install --no-save --ignore-scripts gpu.js@2.24.1');
    return undefined;
  }
  const { GPU } = library.default;
  const body =
    name === 'spiky'
      ? 'const v = x[this.thread.x]; const r = v - Math.floor(v); if (r <= 0.5) return r; return 0;'
      : 'const v = x[this.thread.x]; return v * Math.tanh(Math.log(1 + Math.exp(v)));';
  const kernel = new GPU({ mode: 'webasm' }).createKernel(`function (x) { ${body} }`).setOutput([N]);
  return (x) => kernel(x);
}

interface GpuKernel {
  (x: Float32Array): Float32Array;
  setOutput(size: number[]): GpuKernel;
}

const difference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i]!)), 0);
