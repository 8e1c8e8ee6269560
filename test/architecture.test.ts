import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Folders of src/, each of which may import those before it; after index.ts, what is made with it. */
const ORDER = ['expr', 'codegen', 'wasm', 'tfjs', 'index.ts', 'activations'];
const SOURCE = resolve(import.meta.dirname, '../src');

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

function importsOf(file: string): string[] {
  const text = readFileSync(join(SOURCE, file), 'utf8');
  const statement = /^(?:import|export)\s+(?:[\w*{][^;'"=]*?\bfrom\s+)?'([^']+)'/gm;
  return [...text.matchAll(statement)].map((match) => match[1]!);
}

const folderOf = (file: string): string => file.split(/[\\/]/)[0]!;

describe('imports in src/', () => {
  it('are found', () => {
    expect(importsOf('tfjs/op.ts')).toContain('@tensorflow/tfjs-core');
    expect(importsOf('index.ts')).toContain('./tfjs/spiky.js');
  });

  it.each(files)('%s imports only from folders before its own', (file) => {
    const rank = ORDER.indexOf(folderOf(file));
    expect(rank).not.toBe(-1);
    for (const specifier of importsOf(file).filter((name) => name.startsWith('.'))) {
      const target = relative(SOURCE, resolve(SOURCE, file, '..', specifier)).replace(/\.js$/, '.ts');
      expect(ORDER.indexOf(folderOf(target)), specifier).toBeLessThanOrEqual(rank);
      expect(ORDER, specifier).toContain(folderOf(target));
    }
  });

  it.each(files.filter((file) => folderOf(file) === 'activations'))(
    '%s uses lanewise as users do, by its public names',
    (file) => {
      for (const specifier of importsOf(file).filter((name) => name.startsWith('../'))) {
        expect(specifier).toBe('../index.js');
      }
    },
  );

  it.each(files)('%s imports only the packages that its folder may', (file) => {
    const packages: Record<string, string> = {
      activations: '@tensorflow/tfjs-core',
      tfjs: '@tensorflow/tfjs-core',
    };
    for (const specifier of importsOf(file).filter((name) => !name.startsWith('.'))) {
      expect(specifier).toBe(packages[folderOf(file)]);
    }
  });
});
