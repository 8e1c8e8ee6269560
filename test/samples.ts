// Runs the samples of a document: its `ts` blocks that are followed by a `text` block, in order, in one process, as who
// reads it pastes them.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { transformSync } from 'esbuild';

/** Inside the package, so that `lanewise` means this one. */
export const FOLDER = 'build/samples';

export interface Sample {
  readonly code: string;
  readonly output: string;
}

export function samplesOf(document: string): Sample[] {
  const text = readFileSync(document, 'utf8');
  return [...text.matchAll(/```ts\n((?:(?!```).)*?)```\s*```text\n(.*?)```/gs)].map((match) => ({
    code: match[1]!,
    output: match[2]!,
  }));
}

/** Runs a file, and returns what it prints on both outputs, which are pipes. */
export function execute(file: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, ['--import', 'tsx', file, ...args], {
    timeout: 240_000,
    maxBuffer: 2 ** 24,
  });
}

/** Runs a file, and returns what it prints on standard output. */
export async function run(file: string, ...args: string[]): Promise<string> {
  return (await execute(file, ...args)).stdout;
}

/** What each sample prints. */
export async function printed(document: string, samples: readonly Sample[]): Promise<string[]> {
  const folder = `${FOLDER}/${document.replace(/\W+/g, '-')}`;
  mkdirSync(folder, { recursive: true });
  const border = '=== the next sample ===';
  const lines = samples.map(({ code }, i) => {
    // As JavaScript: a sample may start a worker, which tsx does not reach.
    writeFileSync(`${folder}/${i}.mjs`, transformSync(code, { loader: 'ts', target: 'es2022' }).code);
    return `await import('./${i}.mjs');\nconsole.log('${border}');\n`;
  });
  writeFileSync(`${folder}/main.mjs`, lines.join(''));
  return (await run(`${folder}/main.mjs`)).split(`${border}\n`);
}
