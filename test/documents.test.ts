// The documents: links lead somewhere, counts are right, samples compile as TypeScript, and a newcomer's page is short.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { entries } from '../scripts/catalogue.js';
import { leakyRelu } from '../src/activations/index.js';
import { samplesOf } from './samples.js';

const DOCUMENTS = ['.', 'docs'].flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(folder, file)),
);
const GUIDES = DOCUMENTS.filter((file) => file.startsWith('docs') && file !== 'docs/README.md');

const read = (file: string): string => readFileSync(file, 'utf8');

/** How GitHub calls a heading in links. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number} _-]/gu, '')
    .replaceAll(' ', '-');

describe.each(DOCUMENTS)('%s', (document) => {
  const text = read(document).replace(/```.*?```/gs, '');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(([, link, src]) => (link ?? src)!);
  const inside = links.filter((link) => !/^https?:/.test(link));

  it('links to files and headings that exist', () => {
    for (const link of inside) {
      const [path, anchor] = link.split('#') as [string, string?];
      const file = path === '' ? document : join(dirname(document), path);
      expect(existsSync(file), link).toBe(true);
      if (anchor === undefined) continue;
      const headings = [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));
      expect(headings, link).toContain(anchor);
    }
  });

  it('has ts samples with their output alone', () => {
    expect(read(document).match(/^```ts$/gm)?.length ?? 0).toBe(samplesOf(document).length);
  });
});

describe('the README', () => {
  const text = read('README.md');

  it('is short', () => expect(text.split('\n').length).toBeLessThan(150));

  it('opens with what it is, a picture and two commands', () => {
    const [before] = text.split('## First sample') as [string];
    expect(before).toContain('](docs/pictures/spiky-large.svg)');
    expect([...before.matchAll(/```sh\n(.*)\n```/g)].map(([, command]) => command)).toEqual([
      'npm ci && npm start',
      'npm ci && npm test',
    ]);
  });
});

describe('the guides', () => {
  it.each(GUIDES)('%s is in the list of guides', (guide) => {
    expect(read('docs/README.md')).toContain(`](${guide.replace('docs/', '')})`);
  });

  it('say how many activations there are', () => {
    const said = DOCUMENTS.flatMap((file) =>
      [
        ...read(file).matchAll(
          /\b(\d+) (?:with pictures|that come with|activations (?:are known|of `lane))/g,
        ),
      ].map(([, count]) => Number(count)),
    );
    expect(said.length).toBeGreaterThanOrEqual(4);
    expect(new Set(said)).toEqual(new Set([entries().length]));
  });

  it('say what the derivative of leakyRelu is at NaN', async () => {
    await tf.setBackend('cpu');
    expect(read('ACTIVATIONS.md')).toContain('that of `leakyRelu` is 0.2');
    expect(tf.tidy(() => leakyRelu.derivative()([Number.NaN]).dataSync()[0])).toBe(Math.fround(0.2));
  });
});

describe('the samples', () => {
  it('compile as strict TypeScript', { timeout: 240_000 }, () => {
    // Inside the package, so that `lanewise` means this one.
    const folder = 'build/typed-samples';
    mkdirSync(folder, { recursive: true });
    try {
      const files = DOCUMENTS.flatMap((document) =>
        samplesOf(document).map(({ code }, i) => {
          const file = join(folder, `${document.replace(/\W+/g, '-')}-${i}.mts`);
          writeFileSync(file, code);
          return file;
        }),
      );
      const program = ts.createProgram(files, {
        strict: true,
        noUncheckedIndexedAccess: true,
        noEmit: true,
        skipLibCheck: true,
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.NodeNext,
        types: ['node'],
      });
      const problems = ts
        .getPreEmitDiagnostics(program)
        .map(
          ({ file, messageText }) =>
            `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
        );
      expect(problems).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
