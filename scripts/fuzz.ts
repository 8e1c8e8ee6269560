// npm run fuzz -- --minutes 5 [--seed 1] [--paths kernel,op,plain] [--jobs 2] [--cases 1000] [--stop]
// Random expressions, ops and plain functions against an oracle of its own; see CONTRIBUTING.md. Every case has a seed.
// --stop ends at the first failure. What fails otherwise is made simpler, and kept in test/fuzz/cases.json, which a test replays.
import '../test/every-operation.js';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { prepareBackends } from './fuzz/backends.js';
import { drawCase, type FuzzCase, KINDS, type Kind, shrunk, verdictOf, writtenCase } from './fuzz/kinds.js';
import { Random } from './fuzz/random.js';
import { Tally } from './fuzz/tally.js';

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    paths: { type: 'string', default: Object.keys(KINDS).join() },
    jobs: { type: 'string', default: '1' },
    cases: { type: 'string', default: 'Infinity' },
    stop: { type: 'boolean', default: false },
  },
});
/** More failures than this have the same causes. */
const KEPT = 20;
const seed = numberOption('seed');
const minutes = numberOption('minutes');
const most = numberOption('cases');
const kinds = options.paths.split(',').map((path) => {
  if (!(path in KINDS)) throw new RangeError(`--paths: expected some of ${Object.keys(KINDS)}, got ${path}`);
  return path as Kind;
});

function numberOption(name: 'seed' | 'minutes' | 'jobs' | 'cases'): number {
  const value = Number(options[name]);
  if (Number.isNaN(value)) throw new RangeError(`--${name}: expected a number, got ${options[name]}`);
  return value;
}

if (numberOption('jobs') > 1) await runJobs(numberOption('jobs'));
else await run();

/** Runs as many processes, each with seeds of its own. */
async function runJobs(jobs: number): Promise<void> {
  const codes = Array.from({ length: jobs }, (_, i) => {
    const own = [
      '--minutes',
      String(minutes / 1),
      '--seed',
      String(seed + i * 10_000_019),
      '--paths',
      kinds.join(),
    ];
    const child = spawn(
      process.execPath,
      [...process.execArgv, import.meta.filename, ...own, '--cases', String(most)],
      {
        stdio: 'inherit',
      },
    );
    return new Promise<number>((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
  });
  if ((await Promise.all(codes)).some((code) => code !== 0)) process.exit(1);
}

async function run(): Promise<void> {
  console.log(`seed ${seed}`);
  await prepareBackends();
  const tally = new Tally();
  const failures: FuzzCase[] = [];
  const start = Date.now();
  let reported = start;
  let n = 0;
  for (; n < most && Date.now() - start < minutes * 60_000; n++) {
    const given = drawCase(new Random(seed + n), kinds);
    const wrong = await verdictOf(given, tally);
    if (wrong !== undefined) {
      console.log(`\nseed ${seed + n}, ${given.kind}: ${wrong.slice(0, 600)}`);
      if (options.stop) {
        console.log(`the first failure: after ${n + 1} cases, ${tally.expressions()} expressions`);
        process.exit(1);
      }
      const scratch = new Tally();
      const simple = await shrunk(given, scratch);
      console.log(`simpler: ${String(await verdictOf(simple, scratch)).slice(0, 600)}`);
      failures.push(simple);
      if (failures.length <= KEPT) keep(simple);
    }
    if (Date.now() - reported >= 60_000) {
      reported = Date.now();
      print(tally, n + 1, failures.length, start);
    }
  }
  print(tally, n, failures.length, start);
  if (failures.length > 0) process.exit(1);
}

function keep(given: FuzzCase): void {
  const file = new URL('../test/fuzz/cases.json', import.meta.url);
  const cases = (JSON.parse(readFileSync(file, 'utf8')) as unknown[]).map((each) => JSON.stringify(each));
  const text = writtenCase(given);
  if (!cases.includes(text))
    writeFileSync(file, `[\n${[...cases, text].map((each) => `  ${each}`).join(',\n')}\n]\n`);
}

function print(tally: Tally, cases: number, failures: number, start: number): void {
  const seconds = (Date.now() - start) / 1000;
  const list = (title: string, map: ReadonlyMap<string, number>): string =>
    [`${title}:`, ...[...map].sort().map(([name, count]) => `  ${String(count).padStart(10)} ${name}`)].join(
      '\n',
    );
  console.log(
    [
      '',
      `${cases} cases from seed ${seed} in ${seconds.toFixed(0)} s: ${tally.expressions()} expressions, ${failures} failures`,
      list('drawn and run', tally.cases),
      list('compared, in numbers', tally.compared),
      list('how many right answers they could have', tally.widths),
      list('not compared', tally.skipped),
      `largest share of a bound that an error took: ${tally.worst.toFixed(3)}`,
    ].join('\n'),
  );
}
