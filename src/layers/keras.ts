// Models from Keras: the functions and Lambda layers in a model's topology, which tf.layers cannot know, get
// names and layers that it knows. The topology is data, and so is what comes out.
import { io, serialization } from '@tensorflow/tfjs-core';
import { layers as tfLayers } from '@tensorflow/tfjs-layers';
import { toCamelCase } from '../tfjs/define/names.js';
import type { Activation } from '../tfjs/define/serialization.js';
import { described, quoted, shortened } from '../tfjs/errors.js';
import { definitionOfOp, type ElementwiseOp } from '../tfjs/op/op.js';
import { checkObject, checkOptions, isObject } from '../tfjs/options.js';
import { activationLayer } from './activation-layer.js';
import { asKeras2, type Dict, withoutModel } from './keras3.js';
import { plainCopy } from './plain.js';
import { definingLine } from './remedy.js';
import { checkedGroups, checkedSpecs } from './specs.js';

export interface KerasOptions {
  /**
   * What stands for a Python function, by its name (`'Custom>spiky'` or `'spiky'`): an activation, or the name
   * of one. Of a lambda, the name is that of its layer.
   */
  readonly activations?: Readonly<Record<string, Activation | string>> | undefined;
  /**
   * What stands for a layer, by the layer's name: an op of one input, the name of an activation, or a layer,
   * for one with parameters.
   */
  readonly layers?: Readonly<Record<string, ElementwiseOp | tfLayers.Layer | string>> | undefined;
}

/** What `model.json` holds, or what an IO handler loads. */
interface Artifacts {
  readonly modelTopology?: object;
  readonly weightSpecs?: io.WeightsManifestEntry[];
  readonly weightsManifest?: io.WeightsManifestConfig;
}

const GRAPH_MODELS =
  "graph models are loaded by tf.loadGraphModel, which knows the ops of registerGraphOp of 'lanewise/graph'";

/**
 * A model converted from Keras, as tf.loadLayersModel can load it: registered functions and Lambda layers
 * become lanewise activations. What has the name of an activation that is defined, in camelCase, finds it by
 * itself; the rest needs `options`. Models of Keras 3 get the form that tfjs reads.
 *
 * @param artifacts What an IO handler loads, or a parsed `model.json`. It is left as it is.
 * @throws Error that lists each layer with a function or class that is not known here, and what to write;
 *   TypeError, RangeError for options that cannot be used.
 *
 * ```ts
 * const artifacts = fromKeras(await handler.load(), { layers: { lambda: spiky } });
 * const model = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
 * ```
 */
export function fromKeras<T extends Artifacts>(artifacts: T, options: KerasOptions = {}): T {
  checkObject('fromKeras: artifacts', artifacts);
  const known = checkedKerasOptions('fromKeras', options);
  const { modelTopology: given } = artifacts;
  if (!isObject(given) || given instanceof ArrayBuffer) {
    throw new TypeError(
      `fromKeras: expected the modelTopology of a layers model, as an object, got ${described(given)}; ` +
        GRAPH_MODELS,
    );
  }
  const modelTopology: Dict = plainCopy('fromKeras: modelTopology', given);
  if ('node' in modelTopology) {
    throw new TypeError(
      `fromKeras: expected the modelTopology of a layers model, got that of a graph model; ${GRAPH_MODELS}`,
    );
  }
  const whole = isObject(modelTopology.model_config) ? modelTopology.model_config : modelTopology;
  if (typeof whole.class_name !== 'string') {
    throw new TypeError(
      `fromKeras: modelTopology expected { class_name, config }, got class_name ${described(whole.class_name)}`,
    );
  }
  const { keras_version: version = 'module' in whole ? '3' : '2' } = modelTopology;
  const migration = new Migration(known, typeof version === 'string' ? version : '');
  const model = migration.layer(whole);
  migration.finish();
  const { weightSpecs, weightsManifest } = artifacts;
  const name = isObject(whole.config) ? whole.config.name : undefined;
  return {
    ...artifacts,
    modelTopology: whole === modelTopology ? model : { ...modelTopology, model_config: model },
    ...(weightSpecs !== undefined && {
      weightSpecs: withoutModel(checkedSpecs('fromKeras: weightSpecs', weightSpecs), name),
    }),
    ...(weightsManifest !== undefined && {
      weightsManifest: checkedGroups('fromKeras: weightsManifest', weightsManifest).map((group) => ({
        ...group,
        weights: withoutModel(group.weights, name),
      })),
    }),
  };
}

/**
 * A handler for tf.loadLayersModel that loads a model and applies `fromKeras` to it.
 *
 * @param source A handler, or a URL as tf.loadLayersModel takes it; `tf.io.http(url, options)` for one with options.
 *
 * ```ts
 * const model = await tf.loadLayersModel(kerasHandler('https://example.org/model.json', { layers: { lambda: spiky } }));
 * ```
 */
export function kerasHandler(source: string | io.IOHandler, options: KerasOptions = {}): io.IOHandler {
  const handler = typeof source === 'string' ? (io.getLoadHandlers(source)[0] ?? io.http(source)) : source;
  if (typeof handler?.load !== 'function') {
    throw new TypeError(`kerasHandler: expected a URL or a handler that loads, got ${described(source)}`);
  }
  const known = checkedKerasOptions('kerasHandler', options);
  return { load: async () => fromKeras(await handler.load!(), known) };
}

/** A copy, which nobody else can change before a handler loads. */
function checkedKerasOptions(where: string, options: KerasOptions): KerasOptions {
  checkOptions(where, options, ['activations', 'layers']);
  const copies = Object.entries(options).map(([option, value]) => {
    if (value !== undefined) checkObject(`${where}: ${option}`, value);
    return [option, value && { ...value }];
  });
  return Object.fromEntries(copies);
}

/** Lines of an error. */
const MOST_LINES = 20;

/** Keys of a layer's config under which other layers stand. */
const INNER = new Set(['layer', 'backward_layer', 'layers', 'cell', 'cells']);

class Migration {
  readonly #options: KerasOptions;
  readonly #keras3: boolean;
  readonly #unknown: string[] = [];
  #unknownMore = 0;
  readonly #replaced = new Set<string>();

  constructor(options: KerasOptions, version: string) {
    this.#options = options;
    this.#keras3 = version.startsWith('3');
  }

  /** The entry of a layer or a model, with all that is in it. */
  layer(given: Dict): Dict {
    const entry = asKeras2(given);
    const config = isObject(entry.config) ? entry.config : {};
    const name = [config.name, entry.name, entry.class_name].find((each) => typeof each === 'string') ?? '';
    const replacement = own(this.#options.layers, name);
    if (replacement !== undefined) {
      this.#replaced.add(name);
      return { ...entry, ...replaced(name, replacement, config) };
    }
    if (entry.class_name === 'Lambda') return this.#lambda(entry, name, config);
    const className = this.#className(entry, name);
    // The layers of a Sequential model, as Keras 2.2 writes it.
    if (Array.isArray(entry.config)) return { ...entry, config: this.#value(name, 'layers', entry.config) };
    if (!isObject(entry.config)) return { ...entry, class_name: className };
    const migrated = Object.entries(config).map(([key, value]) => [key, this.#value(name, key, value)]);
    return { ...entry, class_name: className, config: Object.fromEntries(migrated) };
  }

  /** @throws Error for all that was not known; RangeError for a replacement of no layer. */
  finish(): void {
    if (this.#unknown.length > 0) {
      const lines = this.#unknown.map((line) => `\n  ${line}`).join('');
      const more = this.#unknownMore > 0 ? `\n  and ${this.#unknownMore} more` : '';
      throw new Error(
        `fromKeras: expected functions and layers that are known here, got others:${lines}${more}`,
      );
    }
    const unused = Object.keys(this.#options.layers ?? {}).find((name) => !this.#replaced.has(name));
    if (unused !== undefined) {
      throw new RangeError(`fromKeras: layers expected names of layers of the model, got ${quoted(unused)}`);
    }
  }

  /** Lists what was not known, for `finish`: what would fill a screen is counted. */
  #note(layer: string, line: string): void {
    if (this.#unknown.length < MOST_LINES) this.#unknown.push(`layer ${quoted(layer)}: ${line}`);
    else this.#unknownMore++;
  }

  #value(layer: string, key: string, value: unknown): unknown {
    if (key === 'activation' || key === 'recurrent_activation') return this.#activation(layer, key, value);
    if (!INNER.has(key)) return value;
    if (Array.isArray(value)) return value.map((each) => (isObject(each) ? this.layer(each) : each));
    return isObject(value) ? this.layer(value) : value;
  }

  #activation(layer: string, key: string, value: unknown): unknown {
    if (value === null || value === undefined) return value;
    const name = nameOf(value);
    const found = this.#named(name ?? layer);
    if (found !== undefined) return found;
    const what = name === undefined ? `${key} is a Python lambda` : `${key} is ${quoted(name)}`;
    const why =
      bare(name ?? '') === 'hard_sigmoid'
        ? ' of Keras 3, relu6(x + 3) / 6, which differs from that of tfjs'
        : '';
    this.#note(
      layer,
      `${what}${why}; write fromKeras(…, { activations: { '${shortened(name ?? layer)}': … } })` +
        (name === undefined || why ? '' : `, or first ${definingLine(toCamelCase(bare(name)))}`),
    );
    return value;
  }

  /** What tf.layers knows the function by. */
  #named(name: string): string | undefined {
    const { activations } = this.#options;
    const given = own(activations, name) ?? own(activations, bare(name));
    if (given !== undefined) return activationName(`fromKeras: activations[${quoted(name)}]`, given);
    const known = toCamelCase(bare(name));
    if (known === 'silu' && !isKnown('silu')) return 'swish';
    if (known === 'hardSigmoid' && this.#keras3) return undefined;
    return isKnown(known) ? known : undefined;
  }

  #lambda(entry: Dict, name: string, config: Dict): Dict {
    const called = nameOf(config.function);
    const found = called === undefined ? undefined : this.#named(called);
    if (found !== undefined) return { ...entry, ...replaced(name, found, config) };
    const what = called === undefined ? 'Python code' : `the Python function ${quoted(called)}`;
    this.#note(name, `a Lambda of ${what}; write fromKeras(…, { layers: { '${shortened(name)}': … } })`);
    return entry;
  }

  #className(entry: Dict, name: string): unknown {
    const { class_name, registered_name } = entry;
    if (typeof class_name !== 'string') {
      throw new TypeError(
        `fromKeras: layer ${quoted(name)} expected a class_name, got ${described(class_name)}`,
      );
    }
    const full = typeof registered_name === 'string' ? registered_name : class_name;
    const className = bare(class_name);
    if (!isKnown(className)) {
      this.#note(
        name,
        `its class is ${quoted(full)}; write fromKeras(…, { layers: { '${shortened(name)}': … } }), or first ` +
          `tf.serialization.registerClass(${shortened(className)})`,
      );
    }
    return className;
  }
}

const own = <T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;

const isKnown = (name: string): boolean =>
  Object.hasOwn(serialization.SerializationMap.getMap().classNameMap, name);

/** `Custom>spiky`, the name that Keras registers, without the package. */
const bare = (name: string): string => name.slice(name.lastIndexOf('>') + 1);

/** The name of a function or a class in a config, undefined for a lambda. */
function nameOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '<lambda>' ? undefined : value;
  if (!isObject(value) || (typeof value.class_name === 'string' && value.class_name.startsWith('__')))
    return undefined;
  const name = value.class_name === 'function' ? value.config : (value.registered_name ?? value.class_name);
  return typeof name === 'string' && name !== '<lambda>' ? name : undefined;
}

/** @throws TypeError, RangeError for what tf.layers does not find by name. */
function activationName(where: string, given: unknown): string {
  if (typeof given === 'string') {
    if (isKnown(given)) return given;
    throw new RangeError(`${where} expected an activation that is defined, got ${quoted(given)}`);
  }
  if (typeof given === 'function' && 'identifier' in given) return (given as Activation).identifier;
  throw new TypeError(`${where} expected what activation() made or a name, got ${described(given)}`);
}

/** The class and config of the layer called `name` that takes the place of one with the config `old`. */
function replaced(name: string, given: ElementwiseOp | tfLayers.Layer | string, old: Dict): Dict {
  const { trainable = true, dtype = 'float32', batch_input_shape } = old;
  const kept = { name, trainable, dtype, ...(batch_input_shape !== undefined && { batch_input_shape }) };
  const isOp = typeof given === 'function' && definitionOfOp(given) !== undefined;
  if (isOp && !('identifier' in given)) return replaced(name, activationLayer(given), old);
  if (given instanceof tfLayers.Layer) {
    return { class_name: given.getClassName(), config: { ...given.getConfig(), ...kept } };
  }
  const activation = activationName(`fromKeras: layers[${quoted(name)}]`, given);
  return { class_name: 'Activation', config: { ...kept, activation } };
}
