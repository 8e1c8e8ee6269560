// What the docstrings of the catalogue say is so: samples, extremes, limits; and ACTIVATIONS.md says the same.
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { entries, WRITTEN } from '../../scripts/catalogue.js';
import * as catalogue from '../../src/activations/index.js';
import type { Activation } from '../../src/index.js';
import { useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';

const { register, registerAll, ...activations } = catalogue;
const OPS: Readonly<Record<string, Activation>> = activations;

const NUMBER = '-?\\d+(?:\\.\\d+)?';

const valueAt = (op: (x: number[]) => tf.Tensor, x: number): number => tf.tidy(() => op([x]).dataSync()[0]!);

describe('what `npm run catalogue` writes', () => {
  it.each(Object.entries(WRITTEN))('is in %s', (file, text) => {
    expect(readFileSync(file, 'utf8')).toBe(text());
  });

  it('has every activation of the catalogue, with the name that tf.layers has for it', () => {
    const listed = entries().map(({ name, layerName }) => [name, layerName]);
    expect(listed).toEqual(
      Object.entries(OPS)
        .map(([name, { opName }]) => [name, opName])
        .sort(),
    );
  });
});

describe.each(entries())('the docstring of $name', ({ name, text, sample, values }) => {
  beforeEach(() => useBackend('wasm'));
  watchForLeaksAndWarnings();

  const op = OPS[name]!;

  it('has a sample that prints what it says', () => {
    const [, called, argument] = /^(\w+)\((.*)\)$/.exec(sample)!;
    expect(called).toBe(name);
    const printed = tf.tidy(() => [...op(JSON.parse(argument!)).dataSync()]);
    const said = JSON.parse(values) as number[];
    expect(printed).toHaveLength(said.length);
    // The last digit printed is finer than float32.
    printed.forEach((value, i) => {
      expect(Math.abs(value - said[i]!)).toBeLessThanOrEqual(5e-8 + 2e-7 * Math.abs(said[i]!));
    });
  });

  it('has its extreme where it says, to three digits', () => {
    const found = new RegExp(`(?:Its least value is|it rises to) (${NUMBER}), at (${NUMBER})\\.`).exec(text);
    if (found === null) return;
    const [value, at] = [Number(found[1]), Number(found[2])];
    expect(Math.abs(valueAt(op, at) - value)).toBeLessThanOrEqual(0.0005);
    const slopes = [at - 0.001, at + 0.001].map((x) => Math.sign(valueAt(op.derivative(), x)));
    expect(slopes).toContain(1);
    expect(slopes).toContain(-1);
  });

  it('has the limits at infinity that it says', () => {
    const { NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number;
    const left = new RegExp(`\\(-infinity\\) = (${NUMBER})|(${NUMBER}) at -infinity`).exec(text);
    if (left !== null) expect(valueAt(op, NEGATIVE_INFINITY) + 0).toBe(Number(left[1] ?? left[2]));
    for (const x of [NEGATIVE_INFINITY, POSITIVE_INFINITY]) {
      if (text.includes('Infinities are kept')) expect(valueAt(op, x)).toBe(x);
      if (text.includes('NaN at the infinities')) expect(valueAt(op, x)).toBeNaN();
    }
  });

  it('has the derivatives at kinks that it says', () => {
    const claim = new RegExp(
      `(${NUMBER})(?: and (${NUMBER}))?,( where it is 0)? with derivative (${NUMBER})`,
      'g',
    );
    const claims = [...text.matchAll(claim)];
    expect(claims.length > 0).toBe(/^(Kink|Jump)/m.test(text));
    for (const [, one, other = one, isZero, slope] of claims) {
      for (const x of [Number(one), Number(other)]) {
        expect(valueAt(op.derivative(), x)).toBe(Math.fround(Number(slope)));
        if (isZero !== undefined) expect(valueAt(op, x)).toBe(0);
      }
    }
  });
});
