// Replays the cases that have failed, and a fixed number of others. `npm run fuzz` draws more.
import '../every-operation.js';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackends } from '../../scripts/fuzz/backends.js';
import { codeOfTree } from '../../scripts/fuzz/code.js';
import { Encloser, isWithin } from '../../scripts/fuzz/enclosure.js';
import { derivativeAt } from '../../scripts/fuzz/jets.js';
import {
  drawCase,
  type FuzzCase,
  KINDS,
  type Kind,
  readCase,
  shrunk,
  verdictOf,
  writtenCase,
} from '../../scripts/fuzz/kinds.js';
import { EXACT } from '../../scripts/fuzz/model.js';
import { Random } from '../../scripts/fuzz/random.js';
import { Tally } from '../../scripts/fuzz/tally.js';
import { call, type Tree } from '../../scripts/fuzz/tree.js';

const FAILED = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8')) as unknown[];
const DRAWN = 40;
const x: Tree = { input: 0 };

beforeAll(prepareBackends);

describe('the fuzzer', () => {
  it('finds nothing wrong with the cases that once failed', async () => {
    for (const each of FAILED) {
      const given = readCase(JSON.stringify(each));
      expect(await verdictOf(given, new Tally()), writtenCase(given)).toBeUndefined();
    }
  }, 120_000);

  it.each(Object.keys(KINDS) as Kind[])(
    'finds nothing wrong with cases of fixed seeds: %s',
    async (kind) => {
      const tally = new Tally();
      for (let seed = 1; seed <= DRAWN; seed++) {
        const given = drawCase(new Random(seed), [kind]);
        expect(await verdictOf(given, tally), `seed ${seed}: ${writtenCase(given)}`).toBeUndefined();
      }
      expect([...tally.compared.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(100);
    },
    120_000,
  );

  it('writes a case as JSON with all its numbers, and reads it back', () => {
    for (let seed = 0; seed < 30; seed++) {
      const given = drawCase(new Random(seed), ['kernel', 'op', 'plain']);
      expect(readCase(writtenCase(given))).toEqual(
        JSON.parse(JSON.stringify(given), () => undefined) ?? given,
      );
    }
  });
});

describe('the oracle of the fuzzer', () => {
  it('has one right answer where operands are single numbers, with the sign of a zero', () => {
    const at = (tree: Tree, value: number) => new Encloser(codeOfTree(tree), EXACT).at([value]);
    expect(at(call('sqrt', x), 2)).toEqual({
      lo: Math.fround(Math.SQRT2),
      hi: Math.fround(Math.SQRT2),
      nan: 0,
    });
    expect(isWithin(at(call('neg', x), 0), -0)).toBe(true);
    expect(isWithin(at(call('neg', x), 0), 0)).toBe(false);
    expect(isWithin(at(call('log', x), -1), Number.NaN)).toBe(true);
    expect(isWithin(at(call('log', x), -1), 0)).toBe(false);
  });

  it('has the derivatives of every order by jets', () => {
    const cube = codeOfTree(call('mul', x, call('mul', x, x)));
    expect(derivativeAt(cube, [0], [2])).toMatchObject({ value: 12 });
    expect(derivativeAt(cube, [0, 0], [2])).toMatchObject({ value: 12 });
    expect(derivativeAt(cube, [0, 0, 0], [2])).toMatchObject({ value: 6 });
    const third = derivativeAt(codeOfTree(call('tanh', x)), [0, 0, 0], [0.5]);
    // 2 (3 tanh^2 - 1) (1 - tanh^2)
    const t = Math.tanh(0.5) ** 2;
    expect('value' in third && third.value).toBeCloseTo(2 * (3 * t - 1) * (1 - t), 12);
  });

  it('makes a case that fails simpler', async () => {
    const given = drawCase(new Random(3), ['kernel']);
    const wrong: FuzzCase = { ...given, kind: 'kernel', memory: 'none' } as never;
    expect(await verdictOf(wrong, new Tally())).toMatch(/^it throws/);
    const simple = await shrunk(wrong, new Tally());
    expect(writtenCase(simple).length).toBeLessThan(writtenCase(wrong).length);
  });
});
