// Times functions against each other with tinybench: several short rounds, every function in each, so
// that a slow moment of the machine falls on all; the median over the rounds is what counts.
import { Bench } from 'tinybench';

const ROUNDS = 5;
const ROUND_MS = 50;
/** Calls shorter than this are timed in batches, as reading the clock takes a part of a microsecond. */
const BATCH_MS = 0.1;
/** Calls before single ones are timed. */
const WARM_UP = 5;

/** Milliseconds per call of each function, by name. */
export async function compare<Name extends string>(
  functions: Record<Name, () => void>,
): Promise<Record<Name, number>> {
  const names = Object.keys(functions) as Name[];
  const batches = names.map((name) => batchSize(functions[name]));
  const samples = names.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    const bench = new Bench({ time: ROUND_MS, warmupTime: ROUND_MS / 5, iterations: 3, warmupIterations: 1 });
    names.forEach((name, i) => {
      const run = functions[name];
      const batch = batches[i]!;
      bench.add(name, () => {
        for (let call = 0; call < batch; call++) run();
      });
    });
    const tasks = await bench.run();
    tasks.forEach((task, i) => {
      if (task.result.state !== 'completed') throw new Error(`${task.name}: ${task.result.state}`);
      samples[i]!.push(task.result.latency.p50 / batches[i]!);
    });
  }
  return Object.fromEntries(names.map((name, i) => [name, median(samples[i]!)])) as Record<Name, number>;
}

/**
 * Milliseconds per call of functions that take a few of them, or return promises: single calls in turn, the
 * median over `rounds`.
 */
export async function alternate<Name extends string>(
  functions: Record<Name, () => unknown>,
  rounds: number,
): Promise<Record<Name, number>> {
  const names = Object.keys(functions) as Name[];
  const samples = names.map((): number[] => []);
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const [i, name] of names.entries()) {
      const start = performance.now();
      await functions[name]();
      if (round >= 0) samples[i]!.push(performance.now() - start);
    }
  }
  return Object.fromEntries(names.map((name, i) => [name, median(samples[i]!)])) as Record<Name, number>;
}

/** As many calls as fill `BATCH_MS`, after enough of them for the compiler to have settled. */
function batchSize(run: () => void): number {
  for (let calls = 1; ; calls *= 2) {
    const start = performance.now();
    for (let call = 0; call < calls; call++) run();
    const elapsed = performance.now() - start;
    if (elapsed > 5) return Math.max(1, Math.ceil((BATCH_MS * calls) / elapsed));
  }
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}
