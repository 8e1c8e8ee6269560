// What the texts say, as a person reads them.
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { hardSwish, softShrink } from '../../src/activations/index.js';
import { toC, toLatex, toPython, toWat } from '../../src/export/index.js';
import { decimal, hexFloat } from '../../src/export/text/numbers.js';
import { constant } from '../../src/expr/expr.js';
import { activation, elementwise } from '../../src/index.js';
import { handCases } from './cases.js';

const FRAMEWORKS = ['torch', 'jax', 'keras', 'tensorflow', 'numpy'] as const;

const snake = elementwise('textSnake', (x, a) => tf.add(x, tf.div(tf.square(tf.sin(tf.mul(a, x))), a)), {
  inputs: ['x', 'a'],
});

describe('toPython', () => {
  it('writes a function with its derivative and a docstring, to paste', () => {
    expect(toPython(hardSwish, { framework: 'numpy' })).toBe(`\
# hardSwish: made by lanewise from the op hardSwish.
# Constants are decimals that float32 reads as what lanewise computes with.
# Comparisons with NaN are false, but != is true.
import numpy as np


def _lanewise_inputs(*inputs):
    # Arrays of one floating type, float32 unless one has another, in their common shape.
    arrays = [np.asarray(each) for each in inputs]
    types = [each.dtype for each in arrays if each.dtype.kind == "f"] or [np.float32]
    return np.broadcast_arrays(*(each.astype(np.result_type(*types)) for each in arrays))


@np.errstate(all="ignore")
def _hardSwish_value(x):
    return np.where(x <= -3.0, x.dtype.type(0.0), np.where(x > 3.0, x, x * (x + 3.0) / 6.0))


@np.errstate(all="ignore")
def _hardSwish_slopes(x):
    t1 = np.where(x > 3.0, x.dtype.type(1.0), (x + 3.0 + x) / 6.0)
    return (np.where(x <= -3.0, x.dtype.type(0.0), t1),)


def hardSwish(x):
    """hardSwish(x) = 0 where x <= -3, else x where x > 3, else x * (x + 3) / 6
    hardSwish'(x) = 0 where x <= -3, else 1 where x > 3, else (x + 3 + x) / 6
    """
    (x,) = _lanewise_inputs(x)
    return _hardSwish_value(x)


def hardSwish_derivative(x):
    """The derivative of hardSwish."""
    (x,) = _lanewise_inputs(x)
    return _hardSwish_slopes(x)[0]
`);
  });

  it.each(FRAMEWORKS)('writes the idiom of %s', (framework) => {
    const idiom = {
      torch:
        /class _textSnake_Function\(torch\.autograd\.Function\):[\s\S]*setup_context[\s\S]*_textSnake_Derivative\.apply/,
      jax: /@jax\.custom_jvp\ndef _textSnake_function\(x, a\)/,
      keras:
        /@keras\.saving\.register_keras_serializable\(package="lanewise", name="textSnake"\)\ndef textSnake\(x, a\)/,
      tensorflow: /@tf\.custom_gradient\ndef _textSnake_function\(x, a\)/,
      numpy: /def textSnake\(x, a\):\n {4}"""textSnake\(x, a\) = x \+ b \* b \/ a; b = sin\(a \* x\)/,
    }[framework];
    expect(toPython(snake, { framework })).toMatch(idiom);
  });

  it.each(FRAMEWORKS)('renames inputs that %s does not allow, and says so', (framework) => {
    const op = elementwise('keyworded', (x, y) => tf.sub(x, y), { inputs: ['lambda', 'keyworded'] });
    const text = toPython(op, { framework });
    expect(text).toContain('def keyworded(lambda_, keyworded_):');
    expect(text).toContain(
      '# The input lambda is called lambda_ here: lambda means something else in Python.',
    );
  });

  it('calls the function as it is told to', () => {
    expect(toPython(snake, { framework: 'torch', name: 'snake2' })).toContain('def snake2(x, a):');
  });

  it('says how a function is meant that frameworks differ in', () => {
    const op = activation('noted', (x) => tf.add(tf.round(x), tf.erf(tf.mod(x, 3))));
    const text = toPython(op, { framework: 'torch' });
    expect(text).toContain('# Rounding takes a half to the even neighbour.');
    expect(text).toContain('# mod has the sign of the divisor, as % of Python.');
    expect(text).toContain('# erf is the error function itself, not an approximation by tanh.');
  });

  it.each(FRAMEWORKS)('nests nothing deeply for %s, however deep the expression is', (framework) => {
    const { op } = handCases().find(({ name }) => name === 'tooDeep')!;
    const lines = toPython(op, { framework }).split('\n');
    expect(Math.max(...lines.map((line) => line.split('(').length))).toBeLessThan(80);
  });
});

describe('constants', () => {
  const values = [
    0.2,
    1 / 3,
    1e-7,
    3.4028234663852886e38,
    2 ** -149,
    -(2 ** -126),
    16777217,
    -0,
    0.1,
    123456.789,
  ];

  it.each(values.map(Math.fround))('%d is a decimal that float32 reads as it', (value) => {
    expect(Math.fround(Number(decimal(value)))).toBe(value);
    expect(decimal(value)).toMatch(/[.e]/);
  });

  it.each(values.map((value) => constant(value).value))('%d is exact in hexadecimal', (value) => {
    const [, sign, whole, digits = '', exponent] = /^(-?)0x(\d)(?:\.(\w+))?p([+-]\d+)f$/.exec(
      hexFloat(value),
    ) ?? ['', hexFloat(value)[0] === '-' ? '-' : '', '0', '', '0'];
    const size = (Number(whole) + Number(`0x0${digits}`) / 16 ** digits.length) * 2 ** Number(exponent);
    expect(sign === '-' ? -size : size).toBe(value);
  });
});

describe('toC', () => {
  it('writes functions of arrays and of one element', () => {
    const text = toC(softShrink);
    expect(text).toContain('float softShrink_scalar(float x) {');
    expect(text).toContain('void softShrink(size_t n, const float *x, float *y) {');
    expect(text).toContain('void softShrink_derivative(size_t n, const float *x, float *y) {');
    expect(toC(snake)).toContain(
      'void textSnake_derivative_a(size_t n, const float *x, const float *a, float *y) {',
    );
  });

  it('writes constants that are no short decimal in hexadecimal', () => {
    const op = activation('third', (x) => tf.mul(x, 1 / 3));
    expect(toC(op)).toContain(
      'return 0x1.555556p-2f /* 0.33333334 */ * x;'.replace(/^return (.*) \* x;$/, 'return x * $1;'),
    );
  });
});

describe('toLatex', () => {
  it('writes formula and derivative', () => {
    expect(toLatex(hardSwish)).toBe(String.raw`\begin{align*}
\operatorname{hardSwish}(x) &= \begin{cases} 0 & \text{if } x \le -3 \\ x & \text{if } x > 3 \\ \frac{x \, \left(x + 3\right)}{6} & \text{otherwise} \end{cases} \\
\operatorname{hardSwish}'(x) &= \begin{cases} 0 & \text{if } x \le -3 \\ 1 & \text{if } x > 3 \\ \frac{x + 3 + x}{6} & \text{otherwise} \end{cases}
\end{align*}
`);
  });

  it('writes partial derivatives, Greek letters, and parts that are repeated by a name', () => {
    const op = elementwise('my_wave', (x, beta) => tf.sigmoid(tf.mul(beta, tf.sin(tf.square(x)))), {
      inputs: ['x', 'beta'],
    });
    const text = toLatex(op);
    expect(text).toContain(String.raw`\operatorname{my\_wave}(x, \beta) &= `);
    expect(text).toContain(String.raw`\frac{\partial \operatorname{my\_wave}}{\partial \beta} &= `);
    expect(text).toMatch(/\nu &= /);
    expect(text).toContain(String.raw`\sigma(z) &= \frac{1}{1 + e^{-z}}`);
  });
});

describe('toWat', () => {
  it('writes the kernel that runs', () => {
    expect(toWat(snake)).toBe(`${snake.explain().wat}\n`);
  });
});
