// npm run compat: runs the first sample of the package, as npm would publish it, in many environments, and writes the
// table of docs/environments.md. `-- --only <row>` runs one, `-- --quick` those that CI runs, `-- --list` none.
import { parseArgs } from 'node:util';
import { expectBuilt } from '../built.js';
import { closeBrowser } from './browser.js';
import { installs } from './installs.js';
import { effort, type Line, writeTable } from './page.js';
import { clean } from './project.js';
import { recipes, sectionOf } from './recipes.js';
import { type Row, Unavailable } from './row.js';
import { runtimes } from './runtimes.js';
import { sources } from './sources.js';
import { typescripts } from './typescripts.js';

const rows: readonly Row[] = [...recipes, ...runtimes, ...installs, ...typescripts, ...sources];

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean' },
    list: { type: 'boolean' },
  },
});
const names = rows.map(({ name }) => name);
for (const name of values.only ?? []) {
  if (!names.includes(name)) throw new RangeError(`--only: expected one of ${names.join(', ')}; got ${name}`);
}
const chosen = rows.filter(({ name, quick }) =>
  values.only !== undefined ? values.only.includes(name) : !values.quick || quick === true,
);

/** A message of one line, short enough for a table. */
function short(error: unknown): string {
  const line = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

async function lineOf({ name, section, check }: Row): Promise<Line> {
  const counted = section === undefined ? undefined : effort(sectionOf(section));
  const cost = counted === undefined ? '' : `${counted.commands}, ${counted.lines}`;
  try {
    const { versions, note } = await check();
    return {
      environment: name,
      versions,
      result: note === undefined ? 'right' : `right; ${note}`,
      effort: cost,
    };
  } catch (error) {
    if (error instanceof Unavailable)
      return { environment: name, versions: '', result: `not run: ${short(error)}`, effort: cost };
    process.exitCode = 1;
    console.error(error instanceof Error ? error.message.slice(-4000) : error);
    return { environment: name, versions: '', result: `fails: ${short(error)}`, effort: cost };
  }
}

if (values.list) {
  console.log(names.join('\n'));
} else {
  expectBuilt('wasm', 'js');
  process.once('SIGINT', () => {
    clean();
    process.exit(130);
  });
  const lines: Line[] = [];
  try {
    for (const row of chosen) {
      const start = performance.now();
      const line = await lineOf(row);
      const seconds = ((performance.now() - start) / 1000).toFixed(0);
      console.log(`${line.environment.padEnd(32)} ${line.result}  (${line.versions}) ${seconds} s`);
      lines.push(line);
    }
    if (!values.quick) writeTable(lines, names, values.only === undefined);
  } finally {
    await closeBrowser();
    clean();
  }
}
