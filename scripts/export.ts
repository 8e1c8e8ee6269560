// npm run test:export: runs what lanewise/export writes in the frameworks themselves, and says what it ran and what it
// skipped, and why. `--python PATH` takes another Python than python3; `--only torch,jax` some of the frameworks.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Case, catalogueCases, handCases, ROW_OF, randomCases } from '../test/export/cases.js';
import { runC, spread } from '../test/export/compiled-c.js';
import { encoded, FRAMEWORKS, functionName } from '../test/export/encoded.js';
import { FORMULAS } from '../test/formulas/index.js';
import { isNear } from '../test/tfjs/oracle.js';

interface Run {
  readonly name: string;
  readonly framework: string;
  /** The modules of Python that it needs, as they are installed. */
  readonly packages: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const keras = (backend: string, framework: string): Run => ({
  name: `keras on ${backend}`,
  framework: 'keras',
  packages: ['keras', framework],
  environment: { KERAS_BACKEND: backend },
});

const RUNS: readonly Run[] = [
  { name: 'numpy', framework: 'numpy', packages: ['numpy'] },
  { name: 'onnxruntime', framework: 'onnxruntime', packages: ['onnxruntime', 'onnx'] },
  { name: 'torch', framework: 'torch', packages: ['torch'] },
  { name: 'jax', framework: 'jax', packages: ['jax'] },
  { name: 'tensorflow', framework: 'tensorflow', packages: ['tensorflow'] },
  keras('torch', 'torch'),
  keras('jax', 'jax'),
  keras('tensorflow', 'tensorflow'),
];

const { values } = parseArgs({
  options: { python: { type: 'string', default: 'python3' }, only: { type: 'string' } },
});
const only = values.only?.split(',');
const { python } = values;

const succeeds = (command: string, args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** Compares a million inputs of each activation of the catalogue, value and derivative. */
function compareMillion(cases: readonly Case[]): { compared: number; faults: string[] } {
  let compared = 0;
  const faults: string[] = [];
  const x = spread(1_000_000);
  for (const each of cases) {
    const [results] = runC(
      [{ name: functionName(each), op: each.op, inputs: [x], inputNames: ['x'] }],
      '-O2',
    );
    const formula = FORMULAS.find(({ name }) => name === (ROW_OF[each.name] ?? each.name))!;
    const row = { ...formula, name: `lanewise.${each.name}` };
    (['value', 'derivative'] as const).forEach((order, j) => {
      const wrong: string[] = [];
      x.forEach((at, k) => {
        compared++;
        const got = results![j]![k]!;
        const want = row[order](at);
        if (!isNear(row, order, at, got, want))
          wrong.push(`${each.name}: ${order} at ${at} is ${got}, not ${want}`);
      });
      faults.push(...wrong.slice(0, 3));
    });
  }
  return { compared, faults };
}

let failed = false;
const catalogue = catalogueCases();
const cases = [...catalogue, ...handCases(), ...randomCases()];
console.log(`${cases.length} functions: ${catalogue.length} of the catalogue, the others random or by hand`);
const folder = mkdtempSync(join(tmpdir(), 'lanewise-export-'));
try {
  const file = join(folder, 'cases.json');
  writeFileSync(file, encoded(cases, [...FRAMEWORKS, 'onnx', 'smooth']));
  for (const { name, framework, packages, environment } of RUNS) {
    if (only !== undefined && !only.includes(framework)) continue;
    const missing = packages.filter((each) => !succeeds(python, ['-c', `import ${each}`]));
    if (missing.length > 0) {
      console.log(`${name}: skipped, as ${python} cannot import ${missing.join(' and ')}`);
      continue;
    }
    const { status, stdout, stderr } = spawnSync(python, ['scripts/export/check.py', framework, file], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      env: { ...process.env, ...environment, LANEWISE_FOLDER: folder },
    });
    failed ||= status !== 0;
    const lines = stdout.trim().split('\n');
    console.log(`${name}: ${status === 0 ? 'passed' : 'FAILED'}, ${lines.at(-1)}`);
    if (status === 0) continue;
    for (const line of lines.slice(0, -1).slice(0, 40)) console.log(`  ${line.slice(0, 300)}`);
    if (!stdout.includes('"faults"')) console.log(stderr.slice(-2000));
  }
} finally {
  rmSync(folder, { recursive: true });
}
if (only === undefined || only.includes('c')) {
  if (succeeds('gcc', ['--version'])) {
    const version = execFileSync('gcc', ['-dumpfullversion'], { encoding: 'utf8' }).trim();
    const { compared, faults } = compareMillion(catalogue);
    failed ||= faults.length > 0;
    console.log(
      `C, gcc ${version}: ${faults.length === 0 ? 'passed' : 'FAILED'}, ${compared} values and derivatives compared`,
    );
    for (const fault of faults) console.log(`  ${fault}`);
  } else console.log('C: skipped, as there is no gcc');
}
if (failed) process.exitCode = 1;
