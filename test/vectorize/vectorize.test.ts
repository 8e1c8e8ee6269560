// vectorize(): what it returns, what comes from outside, and what explain() says.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { activation, elementwise, spiky } from '../../src/index.js';
import { js, vectorize } from '../../src/vectorize/index.js';
import { useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';

watchForLeaksAndWarnings();
beforeAll(() => useBackend('wasm'));

const plainSpiky = (x: number): number => {
  const r = x - Math.floor(x);
  if (r <= 0.5) return r;
  return 0;
};
const valuesOf = (make: () => tf.Tensor): number[] => tf.tidy(() => Array.from(make().dataSync()));
const POINTS = [-2.5, -1, -0.25, 0, 0.25, 0.5, 1, 1.75, 3];
const x = (): tf.Tensor1D => tf.tensor1d(POINTS);

describe('vectorize', () => {
  it('makes of spiky the very op that comes with the package, with its known answers', () => {
    const op = vectorize('spiky', plainSpiky);
    expect(op).toBe(spiky);
    const answers = (): tf.Tensor1D => tf.tensor1d([0.2, 0.7, 1.2, 1.7]);
    valuesOf(() => op(answers())).forEach((y, i) => {
      expect(y).toBeCloseTo([0.2, 0, 0.2, 0][i]!, 6);
    });
    expect(valuesOf(() => tf.grad(op)(answers()))).toEqual([1, 0, 1, 0]);
  });

  it('makes the same op of the traced form, under another name too', () => {
    const traced = activation('spikyTwice', (t) => {
      const r = tf.mod(t, 1);
      return tf.where(tf.lessEqual(r, 0.5), r, 0);
    });
    expect(vectorize('spikyTwice', (t) => (t - Math.floor(t) <= 0.5 ? t - Math.floor(t) : 0))).toBe(traced);
    expect(traced.explain().wat).toBe(vectorize('spikyTwice', plainSpiky).explain().wat);
  });

  it('makes an activation of one input, which tf.layers knows, and a named op of several', () => {
    const bent = vectorize('plainBent', (t) => (t > 0 ? t : 0.1 * t));
    expect(bent.identifier).toBe('plainBent');
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 2, activation: bent.identifier, inputShape: [1] })],
    });
    model.dispose();
    const scaled = vectorize('plainScaled', (t: number, by: number) => t * by);
    expect(scaled.inputs).toEqual(['t', 'by']);
    expect(vectorize('plainNamed', (t: number, by: number) => t * by, { inputs: ['x', 'a'] }).inputs).toEqual(
      ['x', 'a'],
    );
    expect(valuesOf(() => scaled(x(), 2))).toEqual(POINTS.map((value) => 2 * value));
  });

  it('takes a derivative of its own as a plain function', () => {
    const step = vectorize('plainStep', (t) => (t > 0 ? 1 : 0), { derivative: (t) => Math.exp(-t * t) });
    expect(valuesOf(() => step(x()))).toEqual(POINTS.map((value) => Number(value > 0)));
    valuesOf(() => tf.grad(step)(x())).forEach((slope, i) => {
      expect(slope).toBeCloseTo(Math.exp(-(POINTS[i]! ** 2)), 6);
    });
    const second = tf.grad((t: tf.Tensor) => tf.grad(step)(t));
    valuesOf(() => second(x())).forEach((slope, i) => {
      expect(slope).toBeCloseTo(-2 * POINTS[i]! * Math.exp(-(POINTS[i]! ** 2)), 5);
    });
  });

  it('takes derivatives of several inputs as an array', () => {
    const product = vectorize('plainProduct', (a: number, b: number) => a * b, {
      derivative: (a: number, b: number) => [10 * b, a > 0 ? 1 : 0],
    });
    const [da, db] = [0, 1].map((i) =>
      valuesOf(() => tf.grads((a: tf.Tensor, b: tf.Tensor) => product(a, b))([x(), x()])[i]!),
    );
    expect(da).toEqual(POINTS.map((value) => 10 * value));
    expect(db).toEqual(POINTS.map((value) => Number(value > 0)));
  });

  it('counts true as 1 and false as 0', () => {
    expect(valuesOf(() => vectorize('plainTruth', (t) => t > 0 && t < 2)(x()))).toEqual(
      POINTS.map((value) => Number(value > 0 && value < 2)),
    );
  });

  it('keeps NaN and infinity of the branch not taken out of value and gradient', () => {
    const safe = vectorize('plainSafe', (t) => {
      if (t > 0) return Math.log(t) + 1 / t;
      return t;
    });
    expect(valuesOf(() => safe([-1, 0]))).toEqual([-1, 0]);
    expect(valuesOf(() => tf.grad(safe)(tf.tensor1d([-1, 0])))).toEqual([1, 1]);
  });

  it('has gradients where the function spelt out would overflow in float32', () => {
    const sigmoid = vectorize('plainSigmoid', (t) => 1 / (1 + Math.exp(-t)));
    const swish = vectorize('plainSwish', (t) => t / (1 + Math.exp(-t)));
    const softplus = vectorize('plainSoftplus', (t) => Math.log(1 + Math.exp(t)));
    const far = (): tf.Tensor1D => tf.tensor1d([-200, 200]);
    for (const op of [sigmoid, swish, softplus]) {
      for (const slope of valuesOf(() => tf.grad(op)(far()))) expect(slope).toBeCloseTo(Math.round(slope), 6);
    }
    expect(valuesOf(() => softplus([200, 1e4]))).toEqual([200, Number.POSITIVE_INFINITY]);
  });
});

describe('the meaning of JavaScript', () => {
  // Each is compared with the function when it is defined, at NaN, infinities and zeros too.
  it.each<[string, (t: number) => number | boolean]>([
    ['powers of 1', (t) => 1 ** t],
    ['powers of NaN', (t) => t ** Number.NaN],
    ['infinite powers', (t) => t ** Number.POSITIVE_INFINITY + t ** Number.NEGATIVE_INFINITY],
    ['powers of itself', (t) => t ** t],
    ['remainders', (t) => (t % 3) + (t % -0.7) + (5 % t)],
    ['halves', (t) => Math.round(t) + Math.round(-t)],
    ['signs', (t) => 1 / Math.sign(t)],
    ['the largest', (t) => Math.max(t, -t, 0.5) + Math.min(t, 0, 1) + Math.max(t)],
    ['truth', (t) => (t ? 1 : 2) + (!t ? 4 : 8) + ((t && 3) || 5)],
    ['truth of truth', (t) => t > 0 === t < 2 || t > 3 !== t < 5],
    ['loose equality', (t) => [t > 0 && t < 2].length && Number(t) !== 0],
    ['what is undefined', (t) => [1, 2][Math.floor(t)]! + 1],
    ['missing arguments', (t) => t ** (undefined as never) || Math.atan2(t, 1)],
    // biome-ignore lint/suspicious/noGlobalIsNan: to be compiled
    // biome-ignore lint/suspicious/noGlobalIsFinite: to be compiled
    ['questions', (t) => Number.isInteger(t) || isNaN(t) || isFinite(1 / t)],
  ])('is kept: %s', (name, fn) => {
    expect(() => vectorize(`meaning${name.replace(/\W/g, '').toLowerCase()}`, fn)).not.toThrow();
  });
});

describe('what comes from outside', () => {
  it('comes as a last parameter, destructured or not', () => {
    const uses = { a: 2, b: [1, 3] };
    const want = POINTS.map((value) => value * 2 + 3);
    const ops = [
      vectorize('usesDestructured', (t, { a, b }: typeof uses) => t * a + b[1]!, { uses }),
      vectorize('usesWhole', (t: number, given: typeof uses) => t * given.a + given.b[1]!, { uses }),
      vectorize(
        'usesInside',
        (t: number, given: typeof uses) => {
          const { a, b } = given;
          return t * a + b[1]!;
        },
        { uses },
      ),
      vectorize('usesDefault', (t, { a, b, c = 0 }: typeof uses & { c?: number }) => t * a + b[1]! + c, {
        uses,
      }),
    ];
    for (const op of ops) expect(valuesOf(() => op(x()))).toEqual(want);
  });

  it('comes by its name, where nothing renames it, also as that of an unknown module', () => {
    const scale = 2;
    const module = { bend: (t: number): number => (t < 0 ? 0 : t) };
    const { bend } = module;
    const byName = vectorize('usesNames', (t) => bend(t) * scale, { uses: { scale, bend } });
    // biome-ignore lint/complexity/noCommaOperator: what bundlers write
    const imported = vectorize('usesModule', (t) => (0, module.bend)(t) * scale, { uses: { scale, bend } });
    for (const op of [byName, imported]) {
      expect(valuesOf(() => op(x()))).toEqual(POINTS.map((value) => 2 * Math.max(value, 0)));
    }
  });

  it('may be an op, of ours or of vectorize, with its own derivative', () => {
    const surrogate = activation('plainSurrogate', (t) => tf.cast(tf.greater(t, 0), 'float32'), {
      derivative: (t) => tf.mul(t, 3),
    });
    type Inner = { inner: (t: number) => number };
    const op = vectorize('usesOp', (t, { inner }: Inner) => 2 * inner(t), { uses: { inner: surrogate } });
    expect(valuesOf(() => op(x()))).toEqual(POINTS.map((value) => (value > 0 ? 2 : 0)));
    expect(valuesOf(() => tf.grad(op)(x()))).toEqual(POINTS.map((value) => 6 * value));
    const two = elementwise('plainTwo', (a, b) => tf.sub(a, b), { inputs: ['a', 'b'] });
    const used = vectorize('usesTwo', (t, { two: f }: { two: (a: number, b: number) => number }) => f(t, 1), {
      uses: { two },
    });
    expect(valuesOf(() => used(x()))).toEqual(POINTS.map((value) => value - 1));
  });

  it('may be a function of Math', () => {
    const op = vectorize('usesMath', (t, { f }: { f: (t: number) => number }) => f(t), {
      uses: { f: Math.floor },
    });
    expect(op.explain().formula).toBe('floor(x)');
  });

  it('may be a typed array', () => {
    const op = vectorize('usesTyped', (t, { c }: { c: Float32Array }) => t * c[0]! + c.length, {
      uses: { c: Float32Array.of(2, 3) },
    });
    expect(op.explain().formula).toBe('2 * x + 2');
  });
});

describe('source', () => {
  it('is a string or a tagged template, and is never run', () => {
    const formulas = [
      vectorize('sourceString', '(x) => x > 0 ? x : 0'),
      vectorize('sourceTag', js`function (x) { if (x > 0) return x; return ${0}; }`),
      vectorize('sourceMethod', 'f(x) { return x > 0 ? x : 0 }'),
    ].map((op) => op.explain().formula);
    expect(new Set(formulas)).toEqual(new Set(['x where x > 0, else 0']));
    const named = vectorize('sourceNamed', '(t, u) => t * u', {
      inputs: ['x', 'a'],
      derivative: '(t, u) => [u, t]',
    });
    expect(named.inputs).toEqual(['x', 'a']);
    // What it would do, run: throw.
    expect(() => vectorize('sourceThrows', '(x) => { missing(); return x; }')).toThrow(
      '"missing" is not known',
    );
  });

  it('says that it was compared with nothing', () => {
    expect(vectorize('sourceNote', '(x) => x + 1').explain().notes).toEqual([
      'compiled from source, which is not run: it was compared with no function',
    ]);
  });
});

describe('explain()', () => {
  it('shows the formula that was understood, and that it was compared', () => {
    const explained = vectorize('plainExplained', (t) => {
      let y = t;
      if (y < 0) y *= 0.5;
      return y + 1;
    }).explain();
    expect(explained.formula).toBe('(0.5 * x where x < 0, else x) + 1');
    expect(String(explained)).toMatch(/\ncompiled from the function, and compared with it at \d{3} points$/);
  });

  it.each<[string, (t: number) => number, RegExp]>([
    [
      'an overflow',
      (t) => t ** 4 / (1 + t ** 4),
      /^in float32 it is NaN at x = [\de+]+, where the function is 1: a value/,
    ],
    [
      'a cancellation',
      (t) => (1 - Math.cos(t)) / (t * t),
      /^in float32 it is 0.4768371 at x = 0.001, where the function is 0.49999997: a value/,
    ],
    ['a number that is too large', (t) => Math.min(t, 1e300), /^the number 1e\+300 is Infinity in float32$/],
    ['a number that is too small', (t) => t + 1e-60, /^the number 1e-60 is 0 in float32$/],
  ])('names a point where float32 is grossly off: %s', (name, fn, note) => {
    const op = vectorize(`plain${name.replace(/\W/g, '')}`.toLowerCase(), fn);
    expect(op.explain().notes.slice(1).join('\n')).toMatch(note);
  });

  it('has no such note for what float32 computes well, nor for a number beside a step', () => {
    const fine = [
      vectorize('plainFine', (t) => (t > 0.1 ? Math.exp(-t) : 0.7)),
      vectorize('plainFineToo', (t) => Math.floor(t * 0.1)),
      vectorize('plainFineMish', (t) => t * Math.tanh(Math.log1p(Math.exp(t)))),
    ];
    for (const op of fine) expect(op.explain().notes.length).toBe(1);
  });
});
