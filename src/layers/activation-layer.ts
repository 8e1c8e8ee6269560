// Any elementwise op as a layer: its first input is the layer's, the others are parameters. Importing this
// module makes the layer known to tf.loadLayersModel.
import { serialization, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { InputSpec, layers, type Shape, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { bindInputs } from '../tfjs/define/elementwise.js';
import { opNamed } from '../tfjs/define/registry.js';
import { LAYER_CLASS } from '../tfjs/define/stand-in.js';
import { described, quoted, shortened } from '../tfjs/errors.js';
import type { Definition } from '../tfjs/op/definition.js';
import { checkedDefinition, definitionOfOp, type ElementwiseOp } from '../tfjs/op/op.js';
import { checkObject, isObject } from '../tfjs/options.js';
import { checkedLayerArgs } from './layer-args.js';
import {
  type Parameter,
  type ParameterArgs,
  readParameter,
  saveParameter,
  shapeOf,
  Weight,
} from './parameter.js';
import { definingLine } from './remedy.js';
import { checkOneCopy, checkOwnModel } from './tfjs-copies.js';

type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

/** A parameter for each input of an op but the first: a number, or what describes a weight. */
export type ParametersOf<Names extends readonly string[]> = Names extends readonly [string, ...infer Rest]
  ? { readonly [Name in Rest[number] & string]: number | ParameterArgs }
  : { readonly [name: string]: number | ParameterArgs };

export interface ActivationLayerArgs<Names extends readonly string[] = readonly string[]> extends LayerArgs {
  readonly parameters?: ParametersOf<Names> | undefined;
}

/** The arguments after the op, to be left out only if it takes no parameter. */
type Rest<Names extends readonly string[]> = Names extends readonly [string, string, ...unknown[]]
  ? [args: ActivationLayerArgs<Names> & { readonly parameters: ParametersOf<Names> }]
  : [args?: ActivationLayerArgs<Names>];

/** What `activationLayer` makes. */
export type ActivationLayer = layers.Layer;

/**
 * A layer that applies `op` to its input: y = op(x, ...parameters), of the shape of x.
 *
 * A parameter that is a number is part of the compiled kernel. One that is a weight has, by default, a value
 * per channel (the last axis); it is trained, saved and loaded with the model, and counted by `summary()`.
 * A saved layer holds the name of the op: the program that loads it must define the op before it loads.
 *
 * @param op What `activation`, `elementwise` or `kernelOp` made.
 * @throws TypeError, RangeError for another op, and for parameters that are missing, unknown or no numbers
 *   and no descriptions of weights; RangeError when the layer meets its input, if they do not fit it.
 *
 * ```ts
 * const snake = elementwise('snake', wave, { inputs: ['x', 'a'] });
 * model.add(activationLayer(snake, { parameters: { a: 5 } }));
 * model.add(activationLayer(snake, { parameters: { a: { initializer: 'ones', constraint: 'nonNeg' } } }));
 * ```
 */
export function activationLayer<const Names extends readonly string[] = readonly string[]>(
  op: ElementwiseOp & { readonly inputs?: Names },
  ...[args]: Rest<Names>
): ActivationLayer {
  const definition = checkedDefinition('activationLayer', op);
  const where = `activationLayer of ${definition.name}`;
  const { parameters = {}, ...layerArgs } = checkedLayerArgs<ActivationLayerArgs>(where, args);
  checkObject(`${where}: parameters`, parameters);
  return new NamedOpLayer({ ...layerArgs, applied: op, where, given: parameters });
}

interface Config extends LayerArgs {
  readonly applied: ElementwiseOp;
  /** Names the layer in errors. */
  readonly where: string;
  readonly given: Readonly<Record<string, unknown>>;
}

/** The largest number at the end of a layer's name, given here or loaded: names in a model must differ. */
let numbersTaken = 0;

/** A name like `snake_1`, which tfjs takes. */
const newName = (op: string): string =>
  `${op.replace(/^[^a-z0-9]+|[^\w.-]/gi, '') || 'op'}_${numbersTaken + 1}`;

class NamedOpLayer extends layers.Layer {
  static readonly className = LAYER_CLASS;
  readonly #where: string;
  /** The name of the op, by which a saved layer finds it. */
  readonly #op: string;
  readonly #parameters: ReadonlyMap<string, number | Parameter>;
  /** Numbers in place of the inputs that are no weights. */
  readonly #numbers: readonly (number | undefined)[];
  /** Whether the op is the one that its name stands for. If the name is given to another, the layer runs that. */
  readonly #isNamed: boolean;
  #definition: Definition;
  /** The op of the input and the weights. */
  #apply: (...inputs: Tensor[]) => Tensor;
  #weights: readonly Weight[] = [];

  constructor({ applied, where, given, ...args }: Config) {
    const definition = definitionOfOp(applied)!;
    const { name, inputs } = definition;
    const names = inputs.slice(1);
    checkNames(where, name, names, Object.keys(given));
    const parameters = new Map(names.map((each) => [each, readParameter(where, each, given[each])]));
    super({ ...args, name: args.name ?? newName(name) });
    numbersTaken = Math.max(numbersTaken, Number(/_(\d{1,9})$/.exec(this.name)?.[1] ?? 0));
    this.#where = where;
    this.#op = name;
    this.#parameters = parameters;
    const values = names.map((each) => parameters.get(each));
    this.#numbers = [undefined, ...values.map((value) => (typeof value === 'number' ? value : undefined))];
    this.#definition = definition;
    this.#isNamed = definitionNamed(name) === definition;
    this.#apply = bindInputs(applied, this.#numbers);
    this.supportsMasking = true;
  }

  /** Takes the op that the name stands for now, which a module that was edited and evaluated again has replaced. */
  #follow(): void {
    const now = this.#isNamed ? definitionNamed(this.#op) : undefined;
    if (now === undefined || now === this.#definition) return;
    if (now.inputs.join() !== this.#definition.inputs.join()) return;
    this.#definition = now;
    this.#apply = bindInputs(opNamed(this.#op)!, this.#numbers);
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = oneOf<Shape>(this.#where, inputShape, Array.isArray(inputShape[0]));
    const parameters = [...this.#parameters.values()].filter((parameter) => typeof parameter !== 'number');
    const shapes = parameters.map((parameter) => shapeOf(this.#where, parameter, shape));
    const weights: Weight[] = [];
    try {
      parameters.forEach((parameter, i) => {
        weights.push(new Weight(this.#where, parameter, shapes[i]!));
      });
    } catch (error) {
      for (const weight of weights) weight.dispose();
      throw error;
    }
    weights.forEach((weight, i) => {
      const { regularizer } = parameters[i]!;
      if (regularizer !== null) this.addLoss(() => regularizer.apply(weight.read()));
    });
    this.#weights = weights;
    this.trainableWeights = weights.filter((_, i) => parameters[i]!.trainable);
    this.nonTrainableWeights = weights.filter((_, i) => !parameters[i]!.trainable);
    // Along an axis where a weight has several values, inputs must go on having as many.
    const axes: Record<number, number> = {};
    for (const sizes of shapes) {
      sizes.forEach((size, i) => {
        if (size !== 1) axes[i + 1] = size;
      });
    }
    this.inputSpec = [new InputSpec({ ...(weights.length > 0 && { ndim: shape.length }), axes })];
    super.build(inputShape);
  }

  override apply(
    inputs: Tensor | Tensor[] | SymbolicTensor | SymbolicTensor[],
    kwargs?: Parameters<layers.Layer['apply']>[1],
  ): ReturnType<layers.Layer['apply']> {
    for (const input of Array.isArray(inputs) ? inputs : [inputs]) checkOwnModel(this.#where, input);
    return super.apply(inputs, kwargs);
  }

  override call(inputs: Tensor | Tensor[], kwargs: Parameters<layers.Layer['call']>[1]): Tensor {
    this.#follow();
    return tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const x = oneOf<Tensor>(this.#where, inputs, Array.isArray(inputs));
      return this.#apply(x, ...this.#weights.map((weight) => weight.read()));
    });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return oneOf<Shape>(this.#where, inputShape, Array.isArray(inputShape[0]));
  }

  override getConfig(): serialization.ConfigDict {
    const parameters = Array.from(this.#parameters, ([name, parameter]) => saveParameter(name, parameter));
    // Under the key `name` a saved model keeps a string as it is.
    return { ...super.getConfig(), op: { name: this.#op }, parameters };
  }

  static override fromConfig<T extends serialization.Serializable>(
    cls: serialization.SerializableConstructor<T>,
    { op, parameters, ...args }: serialization.ConfigDict,
  ): T {
    const where = `activation layer ${asJson(args.name ?? null)}`;
    const name = isObject(op) ? op.name : undefined;
    if (typeof name !== 'string') {
      throw new TypeError(`${where}: config.op expected { name: … }, got ${asJson(op)}`);
    }
    if (!Array.isArray(parameters)) {
      throw new TypeError(`${where}: config.parameters expected an array, got ${asJson(parameters)}`);
    }
    const given: Record<string, unknown> = Object.create(null); // a name may be __proto__
    for (const parameter of parameters) {
      if (!isObject(parameter) || typeof parameter.name !== 'string') {
        throw new TypeError(`${where}: config.parameters expected { name: …, … }, got ${asJson(parameter)}`);
      }
      const { name, value, ...weight } = parameter;
      given[name as string] = value ?? weight;
    }
    const applied = opNamed(name);
    if (applied === undefined) {
      throw new Error(
        `${where}: expected the op ${quoted(name)} to be defined before the model is loaded, got no op of that name; ` +
          `run the line that defines it first: ${definingLine(name, Object.keys(given))}`,
      );
    }
    return new cls({ ...args, applied, where: `${where}, ${name}`, given });
  }
}

function asJson(value: unknown): string {
  try {
    return shortened(JSON.stringify(value) ?? String(value));
  } catch {
    return described(value);
  }
}

function definitionNamed(name: string): Definition | undefined {
  const op = opNamed(name);
  return op && definitionOfOp(op);
}

checkOneCopy();
serialization.registerClass(NamedOpLayer);

/** @throws RangeError unless `given` has what the op takes besides its first input. */
function checkNames(where: string, op: string, names: readonly string[], given: readonly string[]): void {
  const unknown = given.find((name) => !names.includes(name));
  const list = names.map((name) => `"${name}"`).join(', ') || 'none';
  if (unknown !== undefined) {
    const remedy = names.length > 0 ? `; the option inputs of elementwise("${op}", …) names them` : '';
    throw new RangeError(`${where}: expected parameters ${list}, got ${quoted(unknown)}${remedy}`);
  }
  const missing = names.find((name) => !given.includes(name));
  if (missing !== undefined) {
    throw new RangeError(
      `${where}: expected parameters ${list}, got no "${missing}"; give it a number, or { initializer: … }`,
    );
  }
}

/** The one input of the layer, or its shape. */
function oneOf<T>(where: string, given: T | T[], several: boolean): T {
  const list = (several ? given : [given]) as T[];
  if (list.length !== 1) throw new RangeError(`${where}: expected one input, got ${list.length}`);
  return list[0]!;
}
