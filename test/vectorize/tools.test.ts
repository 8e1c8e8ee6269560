// What tools make of a function compiles to the same expression.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Compiled, compile } from '../../src/vectorize/compile.js';
import type { PlainFunction } from '../../src/vectorize/source.js';
import { valuesOfUses } from '../../src/vectorize/uses.js';
import { type FunctionRow, OF_ONE, OF_SEVERAL } from './functions.js';
import { exportsOf, TOOLS } from './tools.js';

const FUNCTIONS = Object.entries({ ...OF_ONE, ...OF_SEVERAL });

const compiled = (fn: PlainFunction, { uses = {} }: FunctionRow): Compiled =>
  compile(fn, { uses: valuesOfUses(uses) });

/** What becomes loops over iterators in ES5, with code that stands outside of the function. */
const NOT_IN_ES5: Readonly<Record<string, readonly string[]>> = {
  'swc, minified for ES5': ['geluByErf', 'destructured', 'byUses'],
  'Babel preset-env, then terser': ['destructured', 'byUses'],
};

/** All functions as one module. */
const MODULE = FUNCTIONS.map(([name, { fn }]) => {
  const text = String(fn);
  const isMethod = /^\w+\(.*\) \{/.test(text) && !text.startsWith('function');
  return `export const ${name}Made = ${isMethod ? `{ ${text} }.${name}` : text};`;
}).join('\n');

describe.each(Object.entries(TOOLS))('%s', (toolName, tool) => {
  let made: Record<string, unknown>;
  beforeAll(async () => {
    made = await exportsOf(await tool(MODULE));
  });

  it.each(FUNCTIONS)('%s', (name, row) => {
    const fn = made[`${name}Made`] as PlainFunction;
    if (NOT_IN_ES5[toolName]?.includes(name)) {
      expect(() => compiled(fn, row)).toThrow(/try is not supported|"(Array|Symbol)" is not known/);
      return;
    }
    const [own, its] = [compiled(row.fn, row), compiled(fn, row)];
    expect(its.exprs[0], String(fn)).toBe(own.exprs[0]);
    expect(its.inputs.length).toBe(own.inputs.length);
  });
});
