// docs/supported-ops.md: every op that it lists is taken, no op that is taken is missing, and what it says not to write
// is refused.
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { elementwise } from '../src/index.js';
import * as OWN from '../src/operations.js';
import { recorderName } from '../src/trace/recorder.js';
import { messageOf } from './thrown.js';

const text = readFileSync('docs/supported-ops.md', 'utf8');
const [supported, refused] = text.split('## Write this, not that') as [string, string];

/** What stands in the cells of a table as code. */
const rowsOf = (part: string): string[][] =>
  [...part.matchAll(/^\| .*`.* \|$/gm)].map(([row]) => row.split(' | '));
const codeIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);

let count = 0;

/** Defines an op whose function is `code`, of three inputs. */
function define(code: string): void {
  const names = ['tf', ...Object.keys(OWN), 'x', 'a', 'b'];
  const fn = new Function(...names, `return ${code}`) as (...args: unknown[]) => tf.Tensor;
  const own = Object.values(OWN);
  elementwise(`documented${count++}`, (x, a, b) => fn(tf, ...own, x, a, b), { inputs: ['x', 'a', 'b'] });
}

beforeAll(() => tf.setBackend('cpu'));

const OPS = rowsOf(supported).flatMap(([ops]) => codeIn(ops!));

describe('the ops that the page lists', () => {
  it('are many', () => expect(OPS.length).toBeGreaterThan(75));

  it.each(OPS)('%s is taken', (code) => expect(messageOf(() => define(code))).toBe(''));

  it.each(Object.keys(OWN))('%s, which lanewise adds, is among them', (name) => {
    expect(OPS.some((code) => code.startsWith(`${name}(`))).toBe(true);
  });

  it('are all that lanewise knows: each kernel of the recorder runs for one of them', () => {
    const ran = new Set<string>();
    const name = recorderName();
    const known = tf.getKernelsForBackend(name);
    for (const kernel of known) {
      tf.unregisterKernel(kernel.kernelName, name);
      tf.registerKernel({
        ...kernel,
        kernelFunc: (args) => {
          ran.add(kernel.kernelName);
          return kernel.kernelFunc(args);
        },
      });
    }
    for (const code of OPS) define(code);
    // The first is of the gradient of tf.elu. For the others tfjs runs tile, and or with and.
    const unused = known.map((kernel) => kernel.kernelName).filter((kernel) => !ran.has(kernel));
    expect(unused.sort()).toEqual(['BroadcastTo', 'EluGrad', 'LogicalXor']);
  });
});

describe('what the page says to write', () => {
  const rows = rowsOf(refused).map(([not, write]) => [codeIn(not!)[0]!, codeIn(write!)[0]!] as const);

  it('has lines', () => expect(rows.length).toBeGreaterThanOrEqual(9));

  it.each(rows)('%s is refused, %s is taken', (not, write) => {
    expect(messageOf(() => define(not))).toMatch(/^elementwise "documented\d+": /);
    expect(messageOf(() => define(write))).toBe('');
  });
});
