// What fromKeras refuses, and what it says is to be written.
import type * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { elementwise, spiky } from '../../src/index.js';
import { fromKeras, type KerasOptions } from '../../src/layers/index.js';
import { useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { messageOf, thrownBy } from '../thrown.js';
import { dense, sequential } from './keras-topology.js';

describe('fromKeras', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  it.each(['hard_swish', 'leaky_relu', 'Custom>squared_relu_2', 'gelu_tanh'])(
    'names registerAll for %s if the catalogue has it, and else activation',
    (name) => {
      const line = messageOf(() => fromKeras(sequential(dense({ activation: name }))));
      const camel = { hard_swish: 'hardSwish', leaky_relu: 'leakyRelu', gelu_tanh: 'geluTanh' }[name];
      expect(line).toMatch(
        camel === undefined
          ? /, or first activation\('squaredRelu2', \(x\) => …\)$/
          : new RegExp(`, or first registerAll\\(\\) of 'lanewise/activations', which has ${camel}$`),
      );
    },
  );

  it('refuses hard_sigmoid of Keras 3, which is another function than that of tfjs', () => {
    const { modelTopology } = sequential(dense({ activation: 'hard_sigmoid' }));
    const of = (keras_version: string, options?: KerasOptions): object =>
      fromKeras({ modelTopology: { keras_version, model_config: modelTopology } }, options);
    expect(() => of('2.15.0')).not.toThrow();
    expect(() => fromKeras({ modelTopology })).not.toThrow();
    expect(() => fromKeras({ modelTopology: { module: 'keras', ...modelTopology } })).toThrow('of Keras 3');
    expect(messageOf(() => of('3.5.0'))).toContain(
      `layer "dense": activation is "hard_sigmoid" of Keras 3, relu6(x + 3) / 6, which differs from that of tfjs; write fromKeras(…, { activations: { 'hard_sigmoid': … } })`,
    );
    expect(() => of('3.5.0', { activations: { hard_sigmoid: spiky } })).not.toThrow();
  });

  it.each([
    [
      'no topology',
      {},
      {},
      TypeError,
      'expected the modelTopology of a layers model, as an object, got undefined; graph models are loaded by tf.loadGraphModel',
    ],
    [
      'a binary topology',
      { modelTopology: new ArrayBuffer(8) },
      {},
      TypeError,
      'expected the modelTopology of a layers model, as an object, got an object of type ArrayBuffer',
    ],
    [
      'a graph model',
      { modelTopology: { node: [] } },
      {},
      TypeError,
      "expected the modelTopology of a layers model, got that of a graph model; graph models are loaded by tf.loadGraphModel, which knows the ops of registerGraphOp of 'lanewise/graph'",
    ],
    [
      'a topology that is no layer',
      { modelTopology: { model_config: { layers: [] } } },
      {},
      TypeError,
      'modelTopology expected { class_name, config }, got class_name undefined',
    ],
    ['no artifacts', null, {}, TypeError, 'artifacts expected an object, got null'],
    ['null as options', sequential(dense({})), null, TypeError, 'options expected an object, got null'],
    [
      'an unknown option',
      sequential(dense({})),
      { lambdas: {} },
      RangeError,
      'expected options among activations, layers, got "lambdas"',
    ],
    [
      'null as activations',
      sequential(dense({})),
      { activations: null },
      TypeError,
      'activations expected an object, got null',
    ],
    [
      'a layer that the model does not have',
      sequential(dense({})),
      { layers: { lamda: spiky } },
      RangeError,
      'layers expected names of layers of the model, got "lamda"',
    ],
    [
      'an op without a name in tf.layers',
      sequential(dense({ activation: 'bent' })),
      { activations: { bent: elementwise('bentOp', (x: tf.Tensor) => x) } },
      TypeError,
      'activations["bent"] expected what activation() made or a name, got a function',
    ],
    [
      'an activation that is not defined',
      sequential(dense({ activation: 'bent' })),
      { activations: { bent: 'bentToo' } },
      RangeError,
      'activations["bent"] expected an activation that is defined, got "bentToo"',
    ],
    [
      'a layer that is none',
      sequential(dense({})),
      { layers: { dense: 5 } },
      TypeError,
      'layers["dense"] expected what activation() made or a name, got 5',
    ],
  ])('refuses %s', (_, artifacts, options, type, message) => {
    // biome-ignore format: a row each
    const error = thrownBy(() => fromKeras(artifacts as never, options as never));
    expect((error as Error)?.constructor).toBe(type);
    expect((error as Error).message).toContain(`fromKeras: ${message}`);
  });
});
