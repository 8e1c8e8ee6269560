import { describe, expect, it } from 'vitest';
import { build } from '../../src/expr/build.js';
import { derivative } from '../../src/expr/derivative.js';
import { constant, type Expr, input, operation } from '../../src/expr/expr.js';
import { format } from '../../src/expr/notation.js';
import type { OperationName } from '../../src/expr/operations.js';

const call = (name: OperationName, ...args: Expr[]): Expr => operation(name, args);
const [a, b, d] = [input(0), input(1), input(2)] as [Expr, Expr, Expr];
const c = constant;
const INPUTS = ['a', 'b', 'd'];
const sum = call('add', a, b);
const less = call('lt', a, b);
const more = call('gt', b, d);

describe('format', () => {
  it.each<[text: string, expr: Expr]>([
    ['a', a],
    ['0.1', c(0.1)],
    ['a - (b - d)', call('sub', a, call('sub', b, d))],
    ['a - b - d', call('sub', call('sub', a, b), d)],
    ['a + (b + d)', call('add', a, call('add', b, d))],
    ['(a + b) * d', call('mul', sum, d)],
    ['d * (a + b)', call('mul', d, sum)],
    ['a * b + d', call('add', call('mul', a, b), d)],
    ['a + b * d', call('add', a, call('mul', b, d))],
    ['a / (b / d)', call('div', a, call('div', b, d))],
    ['a / (b * d)', call('div', a, call('mul', b, d))],
    ['a / b * d', call('mul', call('div', a, b), d)],
    ['a mod (b + d)', call('mod', a, call('add', b, d))],
    ['a * (b mod d)', call('mul', a, call('mod', b, d))],
    ['-a', call('neg', a)],
    ['-(a + b)', call('neg', sum)],
    ['-(a * b)', call('neg', call('mul', a, b))],
    ['-a * b', call('mul', call('neg', a), b)],
    ['-exp(a)', call('neg', call('exp', a))],
    ['exp(a + b)', call('exp', sum)],
    ['pow(a + b, -d)', call('pow', sum, call('neg', d))],
    ['a where a < b, else d', call('select', less, a, d)],
    ['a where a < b, else b where b > d, else d', call('select', less, a, call('select', more, b, d))],
    ['(a where b > d, else b) where a < b, else d', call('select', less, call('select', more, a, b), d)],
    ['1 + (a where a < b, else d)', call('add', c(1), call('select', less, a, d))],
    ['exp(a where a < b, else d)', call('exp', call('select', less, a, d))],
    [
      'a where (a where a < b, else b) <= d, else d',
      call('select', call('le', call('select', less, a, b), d), a, d),
    ],
    ['1 where a < b and b > d, else 0', call('select', call('and', less, more), c(1), c(0))],
    [
      '1 where (a < b or b > d) and a == d, else 0',
      call('select', call('and', call('or', less, more), call('eq', a, d)), c(1), c(0)),
    ],
    [
      '1 where a < b or b > d and a != d, else 0',
      call('select', call('or', less, call('and', more, call('ne', a, d))), c(1), c(0)),
    ],
    ['1 where not (a < b), else 0', call('select', call('not', less), c(1), c(0))],
    ['1 where a + b >= d, else 0', call('select', call('ge', sum, d), c(1), c(0))],
  ])('prints %s', (text, expr) => {
    expect(format(expr, INPUTS)).toBe(text);
  });

  it.each<[value: number, text: string]>([
    [0.5, '0.5'],
    [-2, '-2'],
    [1 / 3, '0.33333334'],
    [1e-8, '1e-8'],
    [2 ** 24 + 2, '16777218'],
    [3.4028234663852886e38, '3.4028235e+38'],
    [2 ** -149, '1e-45'],
    [0, '0'],
    [-0, '-0'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [Number.NaN, 'NaN'],
  ])('prints the float32 %f as the shortest decimal that is it', (value, text) => {
    expect(format(c(value), [])).toBe(text);
    expect(Math.fround(Number(text))).toBe(Math.fround(value));
  });

  it('prints the value of an override', () => {
    expect(format(call('mul', call('override', sum, c(1), a), d), INPUTS)).toBe('(a + b) * d');
  });

  it('names what stands in a formula more than once, but not a function of an input', () => {
    const x = input(0);
    const remainder = build('mod', [x, c(1)]);
    const value = build('select', [build('le', [remainder, c(0.5)]), remainder, c(0)]);
    expect(format(value, ['x'])).toBe('a where a <= 0.5, else 0; a = x - floor(x)');
    const tanh = call('tanh', x);
    expect(format(call('add', tanh, call('mul', tanh, tanh)), ['x'])).toBe('tanh(x) + tanh(x) * tanh(x)');
  });

  it('defines a name before another uses it, and takes none that an input has', () => {
    const inner = call('exp', sum);
    const outer = call('mul', inner, call('sub', inner, c(1)));
    expect(format(call('add', outer, call('sqrt', outer)), ['a', 'b'])).toBe(
      'd + sqrt(d); c = exp(a + b); d = c * (c - 1)',
    );
  });

  it('prints derivatives that can be read', () => {
    const x = input(0);
    expect(format(derivative(build('tanh', [x]), 0), ['x'])).toBe('1 - tanh(x) * tanh(x)');
    expect(format(derivative(build('mul', [x, build('sigmoid', [x])]), 0), ['x'])).toBe(
      'sigmoid(x) + x * (sigmoid(x) * (1 - sigmoid(x)))',
    );
  });

  it('has names enough', () => {
    let expr: Expr = input(0);
    for (let i = 0; i < 30; i++) expr = call('mul', call('add', expr, c(i)), call('add', expr, c(i)));
    const names = [...format(expr, ['x']).matchAll(/; (\w+) = /g)].map((match) => match[1]!);
    expect(names.length).toBeGreaterThan(26);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has names even where inputs have all letters', () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyz'];
    const shared = call('exp', call('add', input(0), input(25)));
    expect(format(call('mul', shared, shared), letters)).toBe('a1 * a1; a1 = exp(a + z)');
  });
});
