// Rows of this repository itself: two builds of the sources give the same files, the same tarball and so the same hashes.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { folder, run } from './project.js';
import type { Row } from './row.js';

/** A copy of what git knows and does not ignore, without what is installed and built. */
async function copied(): Promise<string> {
  const path = folder('source');
  const files = await run('git ls-files --cached --others --exclude-standard', '.');
  for (const file of files.split('\n')) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    cpSync(file, join(path, file));
  }
  return path;
}

/** The hash of each file in `path`. */
function hashes(path: string): Map<string, string> {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(path, file)).isFile())
    .sort();
  return new Map(
    files.map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(path, file)))
        .digest('hex'),
    ]),
  );
}

/** What the tarball of a build holds. */
async function builtIn(path: string): Promise<Map<string, string>> {
  await run('npm run build', path);
  const unpacked = folder('unpacked');
  const name = await run(`npm pack --ignore-scripts --silent --pack-destination ${unpacked}`, path);
  await run(`tar xzf ${name} && rm ${name}`, unpacked);
  return hashes(unpacked);
}

export const sources: readonly Row[] = [
  {
    name: 'two builds',
    check: async () => {
      const first = await copied();
      await run('npm ci --ignore-scripts', first);
      const one = await builtIn(first);
      const second = await copied();
      symlinkSync(resolve(first, 'node_modules'), join(second, 'node_modules'));
      const two = await builtIn(second);
      const names = new Set([...one.keys(), ...two.keys()]);
      const differing = [...names].filter((name) => one.get(name) !== two.get(name));
      if (differing.length > 0) throw new Error(`two builds differ in ${differing.join(', ')}`);
      const all = createHash('sha256')
        .update(JSON.stringify([...one]))
        .digest('hex');
      for (const path of [first, second]) rmSync(path, { recursive: true });
      console.log(`sha256 of the ${one.size} files of the tarball: ${all}`);
      return {
        versions: '',
        note: `${one.size} files of equal hashes, installed with npm ci --ignore-scripts`,
      };
    },
  },
];
