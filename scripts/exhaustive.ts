// npm run test:exhaustive [-- --part 1/16]
// Compares the forward, derivative and backward kernels with the reference of the tests, bit for bit, on
// every float32 there is: 2^32 inputs. A part is a run of inputs spread evenly over all of them.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { inlined, KernelModule } from '../src/wasm/module.js';
import { spikyBinary } from '../src/wasm/spiky.wasm.js';
import * as reference from '../test/reference.js';

const CHUNK = 2 ** 18;
const CHUNKS = 2 ** 32 / CHUNK;

/** What a process is to do: every `step`-th chunk from `first` on. */
interface Share {
  readonly first: number;
  readonly step: number;
}

/** What it says after each chunk: null, or the first input that went wrong. */
type Message = string | null;

if (process.send === undefined) await runAll();
else process.once('message', checkShare);

async function runAll(): Promise<void> {
  const { part } = parseArgs({ options: { part: { type: 'string', default: '1/1' } } }).values;
  const [index, parts] = part.split('/').map(Number) as [number, number];
  if (!(index >= 1 && index <= parts && CHUNKS % parts === 0)) {
    throw new RangeError(`--part: expected i/n with 1 <= i <= n and n a power of two, got ${part}`);
  }
  const processes = availableParallelism();
  const total = CHUNKS / parts;
  const bar = new SingleBar({
    format: '{bar} {percentage} %  {value}/{total} M inputs  {duration_formatted}',
    noTTYOutput: true,
    notTTYSchedule: 20_000,
  });
  const millions = (chunks: number): number => Math.round((chunks * CHUNK) / 2 ** 20);
  bar.start(millions(total), 0);
  let done = 0;
  const shares = Array.from({ length: processes }, (_, i) => ({
    first: index - 1 + i * parts,
    step: processes * parts,
  }));
  const failures = await Promise.all(
    shares.map(
      (share) =>
        new Promise<Message>((resolve, reject) => {
          const child = fork(import.meta.filename);
          child.send(share);
          child.on('message', (failure: Message) => {
            bar.update(millions(++done));
            if (failure !== null) resolve(failure);
          });
          child.on('error', reject);
          child.on('exit', (code) => (code === 0 ? resolve(null) : reject(new Error(`exit code ${code}`))));
        }),
    ),
  );
  bar.stop();
  const failure = failures.find((message) => message !== null);
  if (failure !== undefined) {
    console.error(failure);
    process.exit(1);
  }
  console.log(`spiky: forward, derivative and backward match the reference on ${total * CHUNK} inputs`);
}

function checkShare({ first, step }: Share): void {
  const bytes = CHUNK * Float32Array.BYTES_PER_ELEMENT;
  const at = { x: 0, dy: bytes, y: 2 * bytes, slope: 3 * bytes, dx: 4 * bytes };
  const memory = new WebAssembly.Memory({ initial: (5 * bytes) / 65536 });
  const kernels = new KernelModule(inlined(spikyBinary)).on(memory);
  const floats = (from: number): Float32Array => new Float32Array(memory.buffer, from, CHUNK);
  const words = (from: number): Uint32Array => new Uint32Array(memory.buffer, from, CHUNK);
  const [x, dy] = [floats(at.x), floats(at.dy)];
  dy.set(reference.upstream(CHUNK));
  const expected = new Float32Array(3);
  const expectedBits = new Uint32Array(expected.buffer);
  const outputs = [words(at.y), words(at.slope), words(at.dx)];
  const names = ['forward', 'derivative', 'backward'];

  for (let chunk = first; chunk < CHUNKS; chunk += step) {
    const inputBits = words(at.x);
    for (let i = 0; i < CHUNK; i++) inputBits[i] = chunk * CHUNK + i;
    kernels.forward!(at.x, at.y, CHUNK);
    kernels.derivative!(at.x, at.slope, CHUNK);
    kernels.backward!(at.x, at.dy, at.dx, CHUNK);
    let failure: Message = null;
    for (let i = 0; i < CHUNK && failure === null; i++) {
      const input = x[i]!;
      const r = reference.remainder(input);
      expected[0] = r <= 0.5 ? r : 0;
      expected[1] = r <= 0.5 ? 1 : 0;
      expected[2] = dy[i]! * expected[1]!;
      for (let k = 0; k < 3; k++) {
        const got = outputs[k]![i]!;
        if (got === expectedBits[k] || (Number.isNaN(expected[k]) && isNan(got))) continue;
        const hex = (word: number): string => `0x${word.toString(16).padStart(8, '0')}`;
        failure = `${names[k]}(${input} = ${hex(chunk * CHUNK + i)}): expected ${hex(expectedBits[k]!)}, got ${hex(got)}`;
        break;
      }
    }
    process.send!(failure);
    if (failure !== null) break;
  }
}

function isNan(word: number): boolean {
  return (word & 0x7fffffff) > 0x7f800000;
}
