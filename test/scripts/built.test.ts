// The build must be that of the sources, and what is said where it is not.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, '../../scripts/built.ts');
const CHECK = `import { expectBuilt } from ${JSON.stringify(SCRIPT)};
try { expectBuilt('js'); console.log('built'); } catch (error) { console.log(error.stack); }`;

describe('expectBuilt', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lanewise-built-'));
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'src/a.ts'), 'export {};');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const tsx = (...args: string[]): string =>
    execFileSync(process.execPath, ['--import', import.meta.resolve('tsx'), ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  const check = (): string => {
    writeFileSync(join(folder, 'check.mts'), CHECK);
    return tsx('check.mts');
  };

  it('says in one line what to run where nothing is built, where it is stale, and not where it is new', () => {
    expect(check()).toBe('build: expected that of these sources, got none; run "npm run build" first');

    for (const made of ['dist/index.js', 'dist/index.d.ts', 'dist/cjs/index.js', 'layers/package.json']) {
      mkdirSync(join(folder, made, '..'), { recursive: true });
      writeFileSync(join(folder, made), '');
    }
    tsx(SCRIPT, 'js');
    expect(check()).toBe('built');

    cpSync(join(folder, 'src/a.ts'), join(folder, 'src/b.ts'));
    expect(check()).toBe(
      'build: expected that of these sources, got an older one; run "npm run build:js" first',
    );
  });
});
