// npm run test:specs [-- --write]
// Runs tfjs-core's own specs with its elementwise ops replaced by lanewise's: traced from the op and compiled from a
// plain function, fast and exact, on wasm and cpu. What fails must be in test/specs/differences.json, with the reason
// of its rule; what is there must fail. `--write` writes the list anew, to be read before it is committed.
import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleSpecs } from '../test/specs/bundle.js';
import { type Differences, differencesOf, type PathResults, problemsOf } from '../test/specs/compare.js';
import type { SpecResult } from '../test/specs/results.js';

const ROOT = resolve(import.meta.dirname, '..');
const LIST = join(ROOT, 'test/specs/differences.json');
const WASM = join(ROOT, 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/');
const FOLDER = join(ROOT, 'build/specs');
const BUNDLE = join(FOLDER, 'specs.mjs');

const BACKENDS = ['wasm', 'cpu'];
const runs = BACKENDS.flatMap((backend) => [
  ['tfjs', 'fast', backend],
  ...['traced', 'plain'].flatMap((form) => ['fast', 'exact'].map((precision) => [form, precision, backend])),
]);

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
await mkdir(FOLDER, { recursive: true });
await bundleSpecs(BUNDLE);
const said = new Map<string, SpecResult[]>();
const waiting = [...runs];
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
      said.set(run.join(' '), await resultsOf(run));
    }
  }),
);

const paths: PathResults[] = runs
  .filter(([form]) => form !== 'tfjs')
  .map((run) => {
    const backend = run[2]!;
    const own = said.get(`tfjs fast ${backend}`)!;
    const passed = new Set(own.filter(({ failures }) => failures.length === 0).map(({ name }) => name));
    return {
      path: run.join(' '),
      results: said.get(run.join(' '))!.filter(({ name }) => passed.has(name)),
    };
  });
if (values.write) writeFileSync(LIST, `${JSON.stringify(differencesOf(paths), null, 2)}\n`);
const differences: Differences = JSON.parse(readFileSync(LIST, 'utf8'));
for (const { path, results } of paths) {
  const differ = results.filter(({ failures }) => failures.length > 0).length;
  const left = said.get(path)!.length - results.length;
  console.log(
    `${path.padEnd(18)} ${results.length} specs ran, ${results.length - differ} passed, ${differ} differ` +
      (left > 0 ? `; left out: ${left} that fail with tfjs's own ops on this backend` : ''),
  );
}
const problems = problemsOf(paths, differences);
for (const problem of problems) console.error(`FAILED ${problem.slice(0, 500)}`);
console.log(problems.length === 0 ? 'all differences are listed' : `${problems.length} are not as listed`);
process.exit(problems.length === 0 ? 0 : 1);

/** What a process said that ran all specs. */
function resultsOf(run: readonly string[]): Promise<SpecResult[]> {
  return new Promise((done, reject) => {
    const child = fork(BUNDLE, [...run, WASM], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.once('message', (results: SpecResult[]) => done(results));
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`specs: the process of ${run.join(' ')} ended with ${code}`)),
    );
  });
}
