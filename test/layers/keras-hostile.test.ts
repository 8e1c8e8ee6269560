// Files that nobody meant well: fromKeras gives a result or an error of its own, of bounded length, at once.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { activation, spiky } from '../../src/index.js';
import { fromKeras, kerasHandler } from '../../src/layers/index.js';
import { useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { messageOf, thrownBy } from '../thrown.js';
import { dense, sequential } from './keras-topology.js';

const load = fromKeras as (artifacts: unknown, options?: unknown) => unknown;
const bent = activation('hostileBent', (x) => tf.abs(x));

/** `make` applied `count` times, to `value`. */
function nested(count: number, value: unknown, make: (inner: unknown) => unknown): unknown {
  let outer = value;
  for (let i = 0; i < count; i++) outer = make(outer);
  return outer;
}

describe('fromKeras', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  it.each<[string, unknown]>([
    [
      'models',
      nested(10_000, dense({}), (inner) => ({ class_name: 'Sequential', config: { layers: [inner] } })),
    ],
    [
      'wrappers',
      nested(10_000, dense({}), (layer) => ({ class_name: 'TimeDistributed', config: { layer } })),
    ],
    ['arrays', { class_name: 'Sequential', config: { layers: [nested(10_000, [], (inner) => [inner])] } }],
    ['edges', { class_name: 'Dense', inbound_nodes: [{ args: nested(10_000, [], (inner) => [inner]) }] }],
  ])('refuses %s 10,000 deep', (_, modelTopology) => {
    expect(thrownBy(() => load({ modelTopology }))).toEqual(
      new RangeError(
        'fromKeras: modelTopology expected at most 250 levels, got more, or an object that holds itself',
      ),
    );
  });

  it('takes a model in a model in a model, 40 times', () => {
    const topology = nested(40, dense({ activation: 'hostile_bent' }), (inner) => ({
      class_name: 'Sequential',
      config: { name: 'inner', layers: [inner] },
    }));
    expect(JSON.stringify(load({ modelTopology: topology }))).toContain('"activation":"hostileBent"');
  });

  it('refuses what holds itself, also in several places', () => {
    const model: Record<string, unknown> = { class_name: 'Sequential', config: {} };
    model.config = { layers: [model, model, model] };
    expect(() => load({ modelTopology: model })).toThrow('or an object that holds itself');
    const shared = nested(60, dense({}), (inner) => ({
      class_name: 'Sequential',
      config: { layers: [inner, inner] },
    }));
    expect(() => load({ modelTopology: shared })).toThrow(
      new RangeError('fromKeras: modelTopology expected at most 10000000 values, got more'),
    );
  });

  it('lists 20 layers that are not known, and counts the others', () => {
    const layers = Array.from({ length: 100_000 }, (_, i) => ({
      class_name: 'Mystery',
      config: { name: `l${i}` },
    }));
    const message = messageOf(() => load(sequential(...layers)));
    expect(message.split('\n')).toHaveLength(22);
    expect(message).toMatch(
      /^fromKeras: expected functions and layers that are known here, got others:\n {2}layer "l0": /,
    );
    expect(message).toMatch(/\n {2}and 99980 more$/);
    const long = 'x'.repeat(1e6);
    for (const layer of [
      { class_name: long, config: { name: long } },
      { class_name: 'Lambda', config: { name: long, function: { class_name: 'function', config: long } } },
      dense({ name: long, activation: long }),
    ]) {
      expect(messageOf(() => load(sequential(layer))).length).toBeLessThan(1000);
    }
    for (const options of [{ layers: { [long]: spiky } }, { activations: { relu: long } }]) {
      const message = messageOf(() => load(sequential(dense({ activation: 'relu' })), options));
      expect(message).toMatch(/^fromKeras: /);
      expect(message.length).toBeLessThan(400);
    }
  });

  it.each<[string, unknown, string]>([
    ['no array', { name: 'a' }, 'weightSpecs expected an array, got an object of type Object'],
    ['null', null, 'weightSpecs expected an array, got null'],
    ['a number in it', [5], 'weightSpecs[0] expected { name, shape, dtype }, got 5'],
    ['no name', [{ shape: [1], dtype: 'float32' }], 'weightSpecs[0] expected a name, got undefined'],
    ['a shape that is none', [{ name: 'a', shape: 4, dtype: 'float32' }], 'weightSpecs[0], "a", expected a shape of whole numbers, got 4'],
    ['a shape of words', [{ name: 'a', shape: ['4'], dtype: 'float32' }], 'expected a shape of whole numbers, got an array of 1'],
    ['a size below 0', [{ name: 'a', shape: [-1], dtype: 'float32' }], 'expected a shape of whole numbers, got an array of 1'],
    ['no type', [{ name: 'a', shape: [1] }], 'weightSpecs[0], "a", expected a dtype, got undefined'],
  ])('refuses weights of %s', (_, weightSpecs, message) => {
    const { modelTopology } = sequential(dense({}));
    const error = thrownBy(() => load({ modelTopology, weightSpecs }));
    expect((error as Error).message).toContain(message);
    const inGroup = thrownBy(() =>
      load({ modelTopology, weightsManifest: [{ paths: ['a.bin'], weights: weightSpecs }] }),
    );
    expect((inGroup as Error).message).toContain('fromKeras: weightsManifest[0].weights');
    expect(() => load({ modelTopology, weightsManifest: [{ weights: [] }] })).toThrow(
      'fromKeras: weightsManifest[0] expected { paths, weights }, got an object of type Object',
    );
  }); // biome-ignore format: rows

  it('shares nothing with what it was given, and a handler takes its options as they were', async () => {
    const given = {
      ...sequential(dense({ activation: 'mine', kernel_initializer: { class_name: 'Zeros', config: {} } })),
      weightSpecs: [{ name: 'model/a', shape: [1, 2], dtype: 'float32' as const }],
    };
    const activations: Record<string, typeof bent> = { mine: bent };
    const result = fromKeras(given, { activations });
    const handler = kerasHandler({ load: async () => given }, { activations });
    const text = JSON.stringify(result);
    activations.mine = spiky;
    expect(JSON.stringify((await handler.load!()).modelTopology)).toContain('hostileBent');
    const scramble = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, each] of Object.entries(value)) {
        scramble(each);
        (value as Record<string, unknown>)[key] = 'changed';
      }
    };
    scramble(given);
    expect(JSON.stringify(result)).toBe(text);
    expect(text).toContain('"activation":"hostileBent"');
  });

  it('gives a result or an error of its own, whatever is changed in a file', () => {
    const file = JSON.stringify({
      modelTopology: {
        keras_version: '3.5.0',
        model_config: {
          class_name: 'Functional',
          module: 'keras',
          config: {
            name: 'model',
            layers: [
              {
                class_name: 'InputLayer',
                config: { batch_shape: [null, 4], dtype: 'float32', name: 'in' },
                inbound_nodes: [],
              },
              {
                class_name: 'Dense',
                registered_name: null,
                config: {
                  name: 'dense',
                  dtype: { class_name: 'DTypePolicy', config: { name: 'mixed_float16' } },
                  activation: { class_name: 'function', config: 'Custom>hostile_bent' },
                },
                inbound_nodes: [
                  {
                    args: [{ class_name: '__keras_tensor__', config: { keras_history: ['in', 0, 0] } }],
                    kwargs: { mask: null },
                  },
                ],
              },
              {
                class_name: 'Lambda',
                config: { name: 'lambda', function: { class_name: 'function', config: 'hostile_bent' } },
                inbound_nodes: [],
              },
              { class_name: 'Sequential', config: [dense({})] },
            ],
            input_layers: ['in', 0, 0],
            output_layers: ['dense', 0, 0],
          },
        },
      },
      weightSpecs: [{ name: 'model/dense/kernel', shape: [4, 2], dtype: 'float32' }],
      weightsManifest: [{ paths: ['a'], weights: [{ name: 'dense/bias', shape: [2], dtype: 'float32' }] }],
    });
    const HOSTILE: readonly unknown[] = [
      null, true, -1, 1e308, '', '__proto__', 'constructor', 'Lambda', 'x'.repeat(10_000), [], [[]], [null], {}, { class_name: 5 },
      { toString: 1 }, { class_name: { toString: null } }, { config: { name: { valueOf: 1 } } }, { name: {} }, nested(300, [], (inner) => [inner]),
      JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
    ]; // biome-ignore format: a list
    let seed = 1;
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return Math.floor((seed / 2 ** 31) * below);
    };
    /** Changes, removes, doubles or renames one value of `value`, at random. */
    const mutate = (value: object): void => {
      const keys = Object.keys(value);
      if (keys.length === 0) return;
      const key = keys[random(keys.length)]!;
      const record = value as Record<string, unknown>;
      const inner = record[key];
      if (typeof inner === 'object' && inner !== null && random(5) > 0) {
        mutate(inner);
        return;
      }
      const how = random(4);
      if (how === 0) delete record[key];
      else if (how === 1) record[HOSTILE[4 + random(4)] as string] = inner;
      else record[key] = HOSTILE[random(HOSTILE.length)];
    };
    const outcomes = { results: 0, errors: 0 };
    for (let i = 0; i < 3000; i++) {
      const artifacts = JSON.parse(file);
      for (let n = 0; n <= i % 3; n++) mutate(artifacts);
      const error = thrownBy(() => load(artifacts, { layers: random(2) ? { lambda: bent } : {} })) as
        | Error
        | undefined;
      if (error === undefined) outcomes.results++;
      else {
        outcomes.errors++;
        expect(error.message, JSON.stringify(artifacts).slice(0, 2000)).toMatch(/^fromKeras: /);
        expect(error.message.length).toBeLessThan(10_000);
        expect(error.message).not.toMatch(/Cannot read|is not a function|is not iterable|call stack/);
      }
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    }
    expect(outcomes.results).toBeGreaterThan(300);
    expect(outcomes.errors).toBeGreaterThan(300);
  });
});

describe('the name of an op in a saved layer', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  const layerOf = async (op: unknown, parameters: unknown = []): Promise<string> => {
    const layers = [
      { class_name: 'Lanewise', config: { batch_input_shape: [null, 2], name: 'l', op, parameters } },
    ];
    const modelTopology = { class_name: 'Sequential', config: { name: 'model', layers } };
    const outcome = tf.models.modelFromJSON({ modelTopology } as never);
    return outcome.then(
      (model) => {
        model.dispose();
        return 'loaded';
      },
      (error: Error) => error.message,
    );
  };

  it('may be a derivative of order 12, and of no higher one', async () => {
    expect(await layerOf({ name: `hostileBent${'Derivative'.repeat(12)}` })).toBe('loaded');
    for (const name of [13, 10_000].map((order) => `hostileBent${'Derivative'.repeat(order)}`)) {
      const message = await layerOf({ name });
      expect(message).toMatch(
        /^activation layer "l": expected the op "hostileBentDerivative.* to be defined before/,
      );
      expect(message.length).toBeLessThan(600);
    }
  });

  it.each<[string, unknown, unknown?]>([
    ['__proto__', { name: '__proto__' }],
    ['constructor', { name: 'constructor' }],
    ['long', { name: 'x'.repeat(1e6) }],
    ['a long list', Array(1e5).fill('x'.repeat(10))],
    ['parameters that are long', { name: 'none' }, 'x'.repeat(1e6)],
    [
      'many parameters',
      { name: 'none' },
      Array.from({ length: 1e5 }, (_, i) => ({ name: `p${i}`, value: 1 })),
    ],
    ['a parameter called __proto__', { name: 'hostileBent' }, [{ name: '__proto__', value: { a: 1 } }]],
  ])('is refused in a message of bounded length: %s', async (_, op, parameters) => {
    const message = await layerOf(op, parameters);
    expect(message).toMatch(/^activation layer "l"[:,]/);
    expect(message.length).toBeLessThan(3000);
  });
});
