import { describe, expect, it } from 'vitest';
import { brokenLinks } from '../../scripts/links.js';

const FILES = ['README.md', 'docs/ulp.md', 'docs/pictures/a.svg'];
const inReadme = (text: string): string[] => brokenLinks(new Map([['README.md', text]]), FILES);

describe('brokenLinks', () => {
  it.each([
    'see [errors](docs/ulp.md), [a part](docs/ulp.md#one) and [all](docs/)',
    '[a paper](https://arxiv.org/abs/1606.08415), [below](#below), <img src="docs/pictures/a.svg">',
    'code: `[a](b)`\n```ts\nconst x = f[0](missing);\n```\n',
  ])('finds none in %s', (text) => expect(inReadme(text)).toEqual([]));

  it.each([
    ['see [errors](docs/errors.md)', 'README.md: docs/errors.md'],
    ['see [errors](../docs/ulp.md#one)', 'README.md: ../docs/ulp.md#one'],
    ['![a](pictures/a.svg)', 'README.md: pictures/a.svg'],
    ['<img src="pictures/a.svg">', 'README.md: pictures/a.svg'],
  ])('finds the one of %s', (text, broken) => expect(inReadme(text)).toEqual([broken]));

  it('reads a link from where its file is', () => {
    const texts = new Map([['docs/ulp.md', '[up](../README.md) [beside](README.md)']]);
    expect(brokenLinks(texts, FILES)).toEqual(['docs/ulp.md: README.md']);
  });
});
