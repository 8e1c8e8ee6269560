// npm run test:exhaustive [-- --part 1/16]
// Compares the forward, derivative and backward kernels of spiky, written by hand, with the reference of the
// tests, and those that the compiler makes of its formula with the ones written by hand: bit for bit, on every
// float32 there is, 2^32 inputs. A part is a run of inputs spread evenly over all of them.
import { parseArgs } from 'node:util';
import { build } from '../src/expr/build.js';
import { derivative } from '../src/expr/derivative.js';
import { constant, type Expr, input } from '../src/expr/expr.js';
import { renderWat } from '../src/render/wat/module.js';
import { assemble } from '../src/wasm/assemble/assemble.js';
import { inlined, type Kernel, KernelModule } from '../src/wasm/module.js';
import { spikyBinary } from '../src/wasm/spiky.wasm.js';
import * as reference from '../test/reference.js';
import { inShares, partOf, type Share, work } from './processes.js';

const CHUNK = 2 ** 18;
const CHUNKS = 2 ** 32 / CHUNK;

interface Task {
  readonly part: number;
  readonly parts: number;
}

/** The first input of a share that went wrong, or null. */
type Failure = string | null;

if (process.send === undefined) await runAll();
else work(checkShare);

async function runAll(): Promise<void> {
  const { values } = parseArgs({ options: { part: { type: 'string', default: '1/1' } } });
  const [part, parts] = partOf(values.part, CHUNKS);
  const chunks = CHUNKS / parts;
  const task: Task = { part, parts };
  const file = import.meta.filename;
  const failures = await inShares<Task, Failure>({ title: 'spiky', file, task, chunks, size: CHUNK });
  const failure = failures.find((message) => message !== null);
  if (failure !== undefined) {
    console.error(failure);
    process.exit(1);
  }
  console.log(`spiky: all kernels, by hand and generated, match the reference on ${chunks * CHUNK} inputs`);
}

function checkShare(
  { part, parts }: Task,
  { first, step, chunks }: Share,
  report: (n: number) => void,
): Failure {
  const bytes = CHUNK * Float32Array.BYTES_PER_ELEMENT;
  const memory = new WebAssembly.Memory({ initial: (8 * bytes) / 65536 });
  const at = (array: number): number => array * bytes;
  const floats = (array: number): Float32Array => new Float32Array(memory.buffer, at(array), CHUNK);
  const words = (array: number): Uint32Array => new Uint32Array(memory.buffer, at(array), CHUNK);
  const [x, dy] = [floats(0), floats(1)];
  dy.set(reference.upstream(CHUNK));
  const inputBits = words(0);
  const byHand = new KernelModule(inlined(spikyBinary)).on(memory);
  const generated = generatedKernels(memory);
  const names = ['forward', 'derivative', 'backward'];
  const outputs = [words(2), words(3), words(4)];
  const generatedOutputs = [words(5), words(6), words(7)];
  const expected = new Float32Array(3);
  const expectedBits = new Uint32Array(expected.buffer);

  /** What to say of a result that is not the expected one, as bits; null where it is. */
  const compare = (name: string, i: number, want: number, got: number): Failure =>
    got === want || (isNan(want) && isNan(got))
      ? null
      : `${name}(${x[i]} = ${hex(inputBits[i]!)}): expected ${hex(want)}, got ${hex(got)}`;

  for (let n = first; n < chunks; n += step) {
    const chunk = n * parts + part;
    for (let i = 0; i < CHUNK; i++) inputBits[i] = chunk * CHUNK + i;
    byHand.forward!(at(0), at(2), CHUNK);
    byHand.derivative!(at(0), at(3), CHUNK);
    byHand.backward!(at(0), at(1), at(4), CHUNK);
    generated.forward!(at(0), 0, 16, at(5), 1, CHUNK);
    generated.derivative!(at(0), 0, 16, at(6), 1, CHUNK);
    generated.backward!(at(0), 0, 16, at(1), 0, 16, at(7), 1, CHUNK);
    for (let i = 0; i < CHUNK; i++) {
      const r = reference.remainder(x[i]!);
      expected[0] = r <= 0.5 ? r : 0;
      expected[1] = r <= 0.5 ? 1 : 0;
      expected[2] = dy[i]! * expected[1]!;
      for (let k = 0; k < 3; k++) {
        const got = outputs[k]![i]!;
        if (got === expectedBits[k] && got === generatedOutputs[k]![i]) continue;
        const failure =
          compare(names[k]!, i, expectedBits[k]!, got) ??
          compare(`generated ${names[k]!}`, i, got, generatedOutputs[k]![i]!);
        if (failure !== null) return failure;
      }
    }
    report(1);
  }
  return null;
}

/** What `activation` compiles of spiky's formula: forward, derivative and backward. */
function generatedKernels(memory: WebAssembly.Memory): Record<string, Kernel> {
  const r = build('mod', [input(0), constant(1)]);
  const value = build('select', [build('le', [r, constant(0.5)]), r, constant(0)]);
  const slope = derivative(value, 0);
  const kernel = (inputs: number, output: Expr): Kernel => {
    const source = renderWat({ inputs, outputs: [output], precision: 'fast' }, { shared: false });
    return new KernelModule(() => assemble(source)).on(memory).run!;
  };
  return {
    forward: kernel(1, value),
    derivative: kernel(1, slope),
    backward: kernel(2, build('mul', [input(1), slope])),
  };
}

function hex(word: number): string {
  return `0x${word.toString(16).padStart(8, '0')}`;
}

function isNan(word: number): boolean {
  return (word & 0x7fffffff) > 0x7f800000;
}
