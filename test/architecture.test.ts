import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Folders of src/, each of which may import those before it; each of the last is an entry of the package. Tracing and
 * ops need each other: ops record themselves while a function is traced.
 */
const ORDER = ['expr', 'codegen', 'wasm', 'trace', 'tfjs', 'kernels', 'spiky.ts', 'index.ts'];
const MUTUAL = ['trace', 'tfjs'];
const ENTRIES = ['activations', 'layers', 'graph'];
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
    expect(importsOf('tfjs/op/op.ts')).toContain('@tensorflow/tfjs-core');
    expect(importsOf('index.ts')).toContain('./spiky.js');
  });

  it.each(files)('%s imports only from folders before its own', (file) => {
    const order = ENTRIES.includes(folderOf(file)) ? [...ORDER, folderOf(file)] : ORDER;
    const rank = order.indexOf(folderOf(file));
    expect(rank).not.toBe(-1);
    for (const specifier of importsOf(file).filter((name) => name.startsWith('.'))) {
      const target = relative(SOURCE, resolve(SOURCE, file, '..', specifier)).replace(/\.js$/, '.ts');
      if ([file, target].every((each) => MUTUAL.includes(folderOf(each)))) continue;
      expect(order.indexOf(folderOf(target)), specifier).toBeLessThanOrEqual(rank);
      expect(order, specifier).toContain(folderOf(target));
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
    const core = '@tensorflow/tfjs-core';
    const packages: Record<string, string[]> = {
      activations: [core],
      tfjs: [core],
      trace: [core],
      kernels: [core],
      'spiky.ts': [core],
      layers: [core, '@tensorflow/tfjs-layers'],
      graph: [core, '@tensorflow/tfjs-converter'],
    };
    for (const specifier of importsOf(file).filter((name) => !name.startsWith('.'))) {
      expect(packages[folderOf(file)] ?? []).toContain(specifier);
    }
  });
});
