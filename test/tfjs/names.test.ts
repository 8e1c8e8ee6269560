// Names of activations: one name is one function, and one that tf.layers finds and that saved models keep.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { activation } from '../../src/index.js';
import { messageOf } from '../thrown.js';
import { useBackend, watchForLeaksAndWarnings } from './backends.js';
import { define, errorsEverywhere, layersKnow, type X } from './refusal.js';

describe('names', () => {
  beforeEach(() => useBackend('wasm'));
  watchForLeaksAndWarnings();
  const abs = (x: X): X => tf.abs(x);

  it('gives the op that exists for the same function, written again', () => {
    const first = activation('twice', (x) => tf.mul(tf.abs(x), 2));
    expect(activation('twice', (x) => tf.mul(tf.abs(x), tf.scalar(2)))).toBe(first);
    expect(activation('twice', (x) => tf.mul(tf.abs(x), 2), { replace: true })).toBe(first);
  });

  it.each([
    ['another function', (x: X) => tf.square(x), {}],
    ['another derivative', abs, { derivative: (x: X) => tf.onesLike(x) }],
    ['another precision', abs, { precision: 'exact' }],
  ] as const)('refuses a name that is taken, for %s', (_, fn, options) => {
    const first = activation('taken', abs);
    for (const error of errorsEverywhere(() => activation('taken', fn, options))) {
      expect(error).toEqual(
        new RangeError(
          'activation "taken": expected a new name or the same function, got another function; ' +
            'choose another name, or give the option replace: true',
        ),
      );
    }
    expect(activation('taken', abs)).toBe(first);
  });

  it('replaces a function with replace: true, also for tf.layers', () => {
    const first = activation('replaced', abs);
    const second = activation('replaced', (x) => tf.square(x), { replace: true });
    expect(second).not.toBe(first);
    expect(activation('replaced', (x) => tf.square(x))).toBe(second);
    const values = (f: (x: X) => X): number[] =>
      tf.tidy(() => Array.from(f(tf.tensor2d([[-3, 2]])).dataSync()));
    const layer = tf.layers.activation({ activation: second.identifier });
    expect([first, second, (x: X) => layer.apply(x) as X].map(values)).toEqual([[3, 2], [9, 4], [9, 4]]); // biome-ignore format: a row
  });

  it.each([
    ['squaredReLU', 'squaredReLu'],
    ['hard_swish', 'hardSwish'],
    ['_x', 'x'],
    ['a1B', 'a1b'],
    ['my_', 'my'],
    ['_', 'activation'],
    ['ABC', 'abc'],
    ['Relu', 'myRelu'],
    ['hard_sigmoid', 'myHardSigmoid'],
    ['GELU', 'myGelu'],
  ])('refuses %s, which a saved model would change, and suggests %s, which works', (name, suggestion) => {
    const [error] = errorsEverywhere(() => activation(name, abs)) as [RangeError];
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toMatch(
      new RegExp(`^activation "${name}": the name would be "\\w+" in a saved model; `),
    );
    expect(error.message).toContain(`"${suggestion}" would work`);
    expect(layersKnow(name)).toBe(false);
    expect(activation(suggestion, abs).identifier).toBe(suggestion);
  });

  it('suggests a name that works for every name it refuses', () => {
    const letters = ['a', 'B', '_', '1', 'Re', 'lu', 'é', ' '];
    for (let i = 0; i < 1000; i++) {
      const name = Array.from(
        { length: 1 + (i % 6) },
        (_, j) => letters[(i * 7 + j * j * 3 + ((i * j) >> 2)) % 8],
      ).join('');
      const refusal = messageOf(() => activation(name, abs));
      const [, suggestion] = /"([^"]+)" would work$/.exec(refusal) ?? [];
      if (refusal !== '') expect(() => activation(suggestion!, abs), `${name}: ${refusal}`).not.toThrow();
    }
  });

  it.each(['linear', 'relu', 'elu', 'relu6', 'hardSigmoid', 'tanh', 'mish', 'gelu_new'])(
    "refuses %s, a built-in's, and suggests a name that works",
    (name) => {
      const [error] = errorsEverywhere(() => activation(name, abs)) as [RangeError];
      expect(error).toBeInstanceOf(RangeError);
      expect(error.message).toMatch(/the name is a built-in's of tf.layers; "\w+" would work$/);
      const [, suggestion] = /"(\w+)" would/.exec(error.message)!;
      expect(activation(suggestion!, abs).opName).toBe(suggestion);
    },
  );

  it.each(['constructor', 'toString', 'hasOwnProperty'])(
    'refuses %s, which tf.layers would find in any object, and suggests a name that works',
    (name) => {
      const [error] = errorsEverywhere(() => activation(name, abs)) as [RangeError];
      expect(error).toBeInstanceOf(RangeError);
      const [, suggestion] = /the name is one of JavaScript's objects; "(\w+)" would work$/.exec(
        error.message,
      )!;
      const { identifier } = activation(suggestion!, abs);
      expect(() => tf.layers.activation({ activation: identifier })).not.toThrow();
    },
  );

  it.each([
    ['', TypeError],
    [undefined, TypeError],
    [null, TypeError],
    [7, TypeError],
    [Symbol('name'), TypeError],
    [['name'], TypeError],
  ])('refuses the name %s', (name, type) => {
    for (const error of errorsEverywhere(() => define.activation(name, abs))) {
      expect((error as Error).constructor).toBe(type);
      expect((error as Error).message).toMatch(/^activation: name expected a string/);
    }
    for (const error of errorsEverywhere(() => define.elementwise(name, abs))) {
      expect((error as Error).constructor).toBe(TypeError);
      expect((error as Error).message).toMatch(/^elementwise: name expected a string that is not empty/);
    }
  });

  it.each([
    [' ', 'activation'],
    [' mine', 'mine'],
    ['tab\t', 'tab'],
    ['a'.repeat(101), 'a'.repeat(50)],
    ['x'.repeat(1e7), 'x'.repeat(50)],
  ])(
    'refuses a name with spaces at its ends or of many characters, and suggests one that works (%#)',
    (name, suggestion) => {
      for (const kind of ['activation', 'elementwise'] as const) {
        for (const error of errorsEverywhere(() => define[kind](name, abs))) {
          expect(error).toBeInstanceOf(RangeError);
          const { message } = error as Error;
          expect(message).toMatch(
            new RegExp(`^${kind}: name expected at most 100 characters, and no space at its ends, got "`),
          );
          expect(message.length).toBeLessThan(300);
          if (kind === 'activation') expect(message).toMatch(new RegExp(`; "${suggestion}" would work$`));
        }
      }
      expect(activation(suggestion, abs).opName).toBe(suggestion);
    },
  );
});
