// What cannot be compiled: each message, with its place in the source and what to write instead.
import { describe, expect, it } from 'vitest';
import { js, vectorize } from '../../src/vectorize/index.js';

const define = (fn: unknown, options: object = {}): unknown =>
  (vectorize as (name: string, fn: unknown, options: object) => unknown)('refused', fn, options);

function errorOf(fn: unknown, options?: object): Error {
  try {
    define(fn, options);
  } catch (error) {
    return error as Error;
  }
  return expect.fail('it was not refused');
}

/** Source, the kind of error, its first line, and its last. */
const SOURCES: readonly [source: string, kind: ErrorConstructor, problem: string, remedy: string][] = [
  [
    '(x) => { const f = x > 0 ? [1] : 2; return f; }',
    Error,
    'expected it to return a number, got an array of 1 or 2, as the data decide (line 1, column 1)',
    '    ^',
  ],
  [
    '(x) => { let f; if (x > 0) f = Math.exp; return f ? 1 : 2; }',
    Error,
    'expected a number, got the function Math.exp or undefined, as the data decide (line 1, column 49)',
    '                                                    ^',
  ],
  [
    'async (x) => x',
    TypeError,
    'an async function returns a promise, not a number (line 1, column 1)',
    'Leave out async; wait for what it needs before, and hand it in by uses.',
  ],
  [
    'function* (x) { yield x; }',
    TypeError,
    'a generator returns an iterator, not a number (line 1, column 1)',
    'Write a plain function.',
  ],
  [
    'class { }',
    TypeError,
    'a class is not a plain function (line 1, column 1)',
    'Write the function out, as (x) => ….',
  ],
  [
    'get f() { return 1; }',
    TypeError,
    'a getter or setter is not a plain function (line 1, column 1)',
    'Write the function out, as (x) => ….',
  ],
  [
    '5',
    TypeError,
    'expected the source of one function, got something else (line 1, column 1)',
    'Write the function out, as (x) => ….',
  ],
  [
    '(x) => { const f = async () => 1; return x; }',
    TypeError,
    'an async function returns a promise, not a number (line 1, column 20)',
    'Leave out async; wait for what it needs before, and hand it in by uses.',
  ],
  [
    '(x) => x +',
    Error,
    'the source is not JavaScript: Unexpected token (line 1, column 11)',
    'Write one function in JavaScript, without types.',
  ],
  [
    '(x: number) => x',
    Error,
    'the source is not JavaScript: Unexpected token (line 1, column 3)',
    'Write one function in JavaScript, without types.',
  ],
  [
    'function (x) {\n  return this.scale * x;\n}',
    Error,
    'this is not known (line 2, column 10)',
    'Hand what you need of it in by uses.',
  ],
  [
    'function (x) { return arguments; }',
    Error,
    'arguments is supported where its length or a member is read alone (line 1, column 23)',
    'Name the parameters.',
  ],
  ['(x) => eval("x")', Error, 'eval runs code that is not known (line 1, column 8)', 'Write the code out.'],
  [
    '(x) => { count++; return x; }',
    Error,
    'it changes "count", which is outside of the function: a side effect, which a kernel cannot have (line 1, column 10)',
    'Declare it inside, or return what you need.',
  ],
  [
    '(x) => { sum += x; return x; }',
    Error,
    'it changes "sum", which is outside of the function: a side effect, which a kernel cannot have (line 1, column 10)',
    'Declare it inside, or return what you need.',
  ],
  [
    '(x) => { last = x; return x; }',
    Error,
    'it changes "last", which is outside of the function: a side effect, which a kernel cannot have (line 1, column 10)',
    'Declare it inside, or return what you need.',
  ],
  [
    '(x) => { const a = 1; a = x; return a; }',
    Error,
    'it changes the constant "a" (line 1, column 23)',
    'Declare it by let.',
  ],
  [
    '(x) => { const a = [1]; a[0] = x; return a[0]; }',
    Error,
    'it assigns to a[0], a part of an object or an array: a side effect (line 1, column 25)',
    'Assign to a variable.',
  ],
  [
    '(x) => { console.log(x); return x; }',
    Error,
    '"console" is outside of the function: a kernel has no side effects, and sees no state (line 1, column 10)',
    'Hand numbers in as inputs or by uses, or give the option host: true.',
  ],
  [
    '(x) => x * scale',
    Error,
    '"scale" is not known: a function is compiled from its source, without what is around it (line 1, column 12)',
    'Hand it in: (x, { scale }) => …, with the option uses: { scale }.',
  ],
  [
    '(x) => { const f = (v) => f(v - 1); return f(x); }',
    Error,
    '"f" calls itself more than 64 times: its recursion depends on the data, or has no end (line 1, column 27)',
    'Write a loop of constant length, or give the option host: true.',
  ],
  [
    '(x) => { let y = 0; for (let i = 0; i < 5000; i++) y += x; return y; }',
    Error,
    'this loop has more than 1000 turns (line 1, column 21)',
    'Write a loop of constant length, with a break where it may end before, or give the option host: true.',
  ],
  [
    '(x) => {\n  while (x > 1) x /= 2;\n  return x;\n}',
    Error,
    'the length of this loop depends on the data: it may have more than 1000 turns (line 2, column 3)',
    'Write a loop of constant length, with a break where it may end before, or give the option host: true.',
  ],
  [
    '(x) => { let y = 0; for (let i = 0; i < 900; i++) for (let j = 0; j < 900; j++) y += 0; return x; }',
    Error,
    'the function takes more than 200000 steps to unroll',
    'Write shorter loops, or give the option host: true.',
  ],
  [
    '(x) => { let y = x; for (let i = 0; i < 999; i++) y = y * x + i; return y; }',
    Error,
    'operations deep; expected at most 1000 (line 1, column 1)',
    'Divide it into several functions.',
  ],
  [
    '(x) => { if (x > 0) return 1; }',
    Error,
    'it returns nothing where not (x > 0) (line 1, column 1)',
    'Return a number on every path.',
  ],
  [
    '(x) => { if (x > 0) { if (x > 2) return 1; } else return 2; }',
    Error,
    'it returns nothing where x > 0 and not (x > 2) (line 1, column 1)',
    'Return a number on every path.',
  ],
  [
    '(x) => { switch (x) { case 1: return 1; } }',
    Error,
    'it returns nothing where not (x === 1) (line 1, column 1)',
    'Return a number on every path.',
  ],
  [
    '(x) => { if (x > 0) return; return 1; }',
    Error,
    'it returns nothing where x > 0 (line 1, column 1)',
    'Return a number on every path.',
  ],
  ['(x) => {}', Error, 'it returns nothing (line 1, column 1)', 'Return a number on every path.'],
  [
    '(x) => "text"',
    Error,
    'expected it to return a number, got the string "text" (line 1, column 1)',
    '    ^',
  ],
  ['(x) => [x]', Error, 'expected it to return a number, got an array of 1 (line 1, column 1)', '    ^'],
  [
    '(x) => { if (x < 0) throw new Error("x"); return x; }',
    Error,
    'it throws, and a kernel has a value for every number (line 1, column 21)',
    'Return NaN.',
  ],
  [
    '(x) => { try { return x; } catch { return 1; } }',
    Error,
    'try is not supported, as nothing in a kernel throws (line 1, column 10)',
    'Leave it out.',
  ],
  [
    '(x) => x | 0',
    Error,
    'the operator | works on integers of 32 bits (line 1, column 8)',
    'Bit operations are compiled for constants alone. Use Math.trunc(x) for x | 0, and x * 2 ** n for x << n.',
  ],
  [
    '(x) => ~~x',
    Error,
    'the operator ~ works on integers of 32 bits (line 1, column 9)',
    'Bit operations are compiled for constants alone. Use Math.trunc(x) for x | 0, and x * 2 ** n for x << n.',
  ],
  [
    '(x) => Math.random() * x',
    Error,
    'Math.random is another number at each call (line 1, column 8)',
    'Draw the numbers before, and hand them in as an input.',
  ],
  [
    '(x) => Math.clz32(x)',
    Error,
    'Math.clz32 works on the bits of an integer (line 1, column 8)',
    'Use Math.floor(Math.log2(x)).',
  ],
  [
    '(x) => Math.imul(x, 2)',
    Error,
    'Math.imul works on integers of 32 bits (line 1, column 8)',
    'Use a * b.',
  ],
  ['(x) => Math.nothing(x)', Error, 'Math has no nothing (line 1, column 13)', '                ^'],
  [
    '(x) => new Date().getTime() + x',
    Error,
    'new makes an object, and there are numbers alone (line 1, column 8)',
    'Make it before, and hand its numbers in by uses.',
  ],
  [
    '(x) => { class A {} return x; }',
    Error,
    'a class makes objects, and there are numbers alone (line 1, column 10)',
    'Write plain functions.',
  ],
  [
    '(x) => { for (const k in [1]) x += 1; return x; }',
    Error,
    'for … in goes over the names of an object (line 1, column 10)',
    'Use for … of over an array of constants.',
  ],
  ['(x) => x(1)', Error, 'expected a function to call, got a number (line 1, column 8)', '           ^'],
  [
    '(x) => [1, 2][Math.floor(x)] ?? 0',
    Error,
    'whether an index lies beyond its array depends on the data (line 1, column 8)',
    'Compare the index with the length of the array.',
  ],
  [
    '(x) => y + (() => { let y = 1; return y; })()',
    Error,
    '"y" is not known: a function is compiled from its source, without what is around it (line 1, column 8)',
    'Hand it in: (x, { y }) => …, with the option uses: { y }.',
  ],
  [
    '(x) => { const y = z; const z = 1; return x; }',
    Error,
    '"z" is not known: a function is compiled from its source, without what is around it (line 1, column 20)',
    'Hand it in: (x, { z }) => …, with the option uses: { z }.',
  ],
  ['(x) => 10n', Error, 'expected a number, got 10n (line 1, column 8)', '           ^'],
  [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source
    '(x) => `${x}`',
    Error,
    'expected a number, got a string with values in it (line 1, column 8)',
    '           ^',
  ],
  [
    '() => 1',
    RangeError,
    'expected a function of at least one input, got one of none (line 1, column 1)',
    'Give it a parameter.',
  ],
];

describe('a source that cannot be compiled', () => {
  it.each(SOURCES)('%s', (source, kind, problem, remedy) => {
    const error = errorOf(source);
    const lines = error.message.split('\n');
    expect(lines[0]).toContain(problem);
    expect(lines[0]).toMatch(/^vectorize "refused": /);
    expect(lines.at(-1)).toBe(remedy);
    expect(error.constructor).toBe(kind);
  });

  it('is shown with a caret under the place', () => {
    const source = '(x) => {\n  const y = x * 2;\n  return y * scale;\n}';
    expect(errorOf(source).message.split('\n').slice(1, 3)).toEqual([
      '    return y * scale;',
      '               ^',
    ]);
  });

  it('is cut around the place where its line is long', () => {
    const source = `(x) => x${' + x'.repeat(60)} + scale${' + x'.repeat(60)}`;
    const [, line, caret] = errorOf(source).message.split('\n');
    expect(line!.length).toBeLessThan(120);
    expect(line!.slice(caret!.indexOf('^'))).toMatch(/^scale/);
  });

  it('is named where it is that of a derivative', () => {
    expect(errorOf('(x) => x', { derivative: '(x) => y' }).message).toMatch(
      /^vectorize "refused": derivative: "y" is not known/,
    );
    const one = errorOf('(x, y) => x * y', { inputs: ['x', 'y'], derivative: '(x, y) => [y]' });
    expect(one.message).toContain('expected it to return an array of 2 numbers, got an array of 1');
    expect(one).toBeInstanceOf(TypeError);
  });
});

describe('a function that cannot be compiled', () => {
  it.each([
    [Math.max.bind(null), '"bound max" is native code, which has no source'],
    [Math.exp, '"exp" is native code, which has no source'],
  ])('is native code', (fn, problem) => {
    expect(errorOf(fn)).toEqual(
      new TypeError(`vectorize "refused": ${problem}\nWrite the function out, as (x) => ….`),
    );
  });

  it.each([
    [5, '5'],
    [null, 'null'],
    [[], 'an array of 0'],
  ])('is no function: %s', (fn, got) => {
    expect(errorOf(fn)).toEqual(
      new TypeError(`vectorize "refused": expected a function or its source, got ${got}`),
    );
  });
});

describe('a function that is not what was understood', () => {
  const MUST = 'Its value must depend on its inputs alone';

  it('has something else around it than uses says', () => {
    const scale = 2;
    const { message } = errorOf((x: number) => scale * x, { uses: { scale: 3 } });
    expect(message).toMatch(
      /^vectorize "refused": the function is 2 at x = 1, and what was understood of it is 3\n/,
    );
    expect(message).toContain(MUST);
  });

  it('has another Math around it', () => {
    const { fn } = new Function('Math', 'return { fn: (x) => Math.exp(x) }')({ exp: (x: number) => x });
    expect(errorOf(fn).message).toContain('and what was understood of it is');
  });

  it('throws', () => {
    const bend = (): number => {
      throw new Error('no');
    };
    const uses = { bend: Object.assign(bend, { toString: () => '(x) => x' }) };
    expect(errorOf((x: number, { bend }: typeof uses) => bend() + x, { uses }).message).toContain(
      'it throws',
    );
  });

  it('returns what is not a number', () => {
    const fn = Object.assign((x: number) => `${x}`);
    expect(errorOf(fn).message).toContain('expected a number, got a string');
  });
});

describe('options that cannot be used', () => {
  it.each<[string, object, string]>([
    [
      'a getter',
      {
        uses: {
          get scale() {
            return 1;
          },
        },
      },
      'uses.scale expected a plain value, got a getter, whose value may change',
    ],
    [
      'a string',
      { uses: { scale: 'two' } },
      'uses.scale expected a number, an array of numbers, a plain function or an op, got the string "two"',
    ],
    [
      'an object',
      { uses: { scale: {} } },
      'uses.scale expected a number, an array of numbers, a plain function or an op, got an object of type Object',
    ],
    [
      'a string in an array',
      { uses: { scale: [1, 'two'] } },
      'uses.scale[1] expected a number, an array of numbers, a plain function or an op, got the string "two"',
    ],
    [
      'a shadowed Math',
      { uses: { Math: 1 } },
      "uses.Math expected a name of its own, got one of JavaScript's",
    ],
    ['no object', { uses: 5 }, 'uses expected an object, got 5'],
  ])('%s in uses', (_, options, problem) => {
    const error = errorOf('(x, { scale }) => x * scale', options);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(`vectorize "refused": ${problem}`);
  });

  it('names that do not fit the inputs', () => {
    expect(errorOf('(x, y) => x * y').message).toBe(
      `vectorize "refused": expected a source of one parameter, or the option inputs, got one of 2; write inputs: ['x', 'y']`,
    );
    expect(errorOf('(x, y) => x * y', { inputs: ['x'] }).message).toContain(
      'expected a function of one input, got one of 2',
    );
    expect(errorOf('(x) => x', { inputs: ['x', 'y'] }).message).toContain(
      'expected a function of 2 inputs, got one of 1',
    );
  });

  it('unknown ones, and names that are none', () => {
    expect(errorOf('(x) => x', { use: {} }).message).toContain('expected options among');
    expect(errorOf('(x) => x', { precision: 'best' })).toBeInstanceOf(RangeError);
    const unnamed = (): unknown => (vectorize as (...args: unknown[]) => unknown)('', '(x) => x');
    expect(unnamed).toThrow(new TypeError('vectorize: name expected a string that is not empty, got ""'));
    const builtIn = (): unknown => vectorize('relu', js`(x) => x > 0 ? x : 0`);
    expect(builtIn).toThrow(`the name is a built-in's of tf.layers; "myRelu" would work`);
  });
});
