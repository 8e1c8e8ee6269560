// The parameters of a layer. Each is a number, or a weight that is described as tf.layers.prelu describes
// its slope: PReLU has one initializer, one regularizer and one constraint, and so reads and saves ours.
import { serialization, Tensor, tidy, util, type Variable } from '@tensorflow/tfjs-core';
import {
  type constraints,
  initializers,
  LayerVariable,
  layers,
  type regularizers,
  type Shape,
} from '@tensorflow/tfjs-layers';
import { described, quoted } from '../tfjs/errors.js';
import { checkOptions, isObject } from '../tfjs/options.js';

type Initializer = ReturnType<typeof initializers.ones>;
type Regularizer = ReturnType<typeof regularizers.l2>;
type Constraint = ReturnType<typeof constraints.nonNeg>;

/** A parameter that is a weight of the layer. */
export interface ParameterArgs {
  /** The value to begin with: a number, one of `tf.initializers`, or the name of one. */
  readonly initializer: number | Initializer | string;
  /** One of `tf.regularizers`, or `'l1l2'`. */
  readonly regularizer?: Regularizer | string | null | undefined;
  /** One of `tf.constraints`, or the name of one. */
  readonly constraint?: Constraint | string | null | undefined;
  /**
   * The axes along which one value is shared, as in `tf.layers.prelu`; 0 would be the batch. By default all
   * but the last: a value per channel.
   */
  readonly sharedAxes?: number | readonly number[] | null | undefined;
  /** Whether training changes it; true by default. */
  readonly trainable?: boolean | undefined;
}

/** What a saved layer holds of a parameter. */
export type ParameterConfig = { readonly name: string } & serialization.ConfigDict;

const OPTIONS = ['initializer', 'regularizer', 'constraint', 'sharedAxes', 'trainable'];

/** A checked description of a weight. */
export interface Parameter {
  readonly name: string;
  readonly initializer: Initializer;
  readonly regularizer: Regularizer | null;
  readonly constraint: Constraint | null;
  readonly sharedAxes: readonly number[] | null;
  readonly trainable: boolean;
}

/**
 * The parameter called `name`: a number, or the description of a weight.
 * @throws TypeError, RangeError for anything else.
 */
export function readParameter(layer: string, name: string, args: unknown): number | Parameter {
  const where = `${layer}: parameter "${name}"`;
  if (typeof args === 'number') return finite(where, args);
  if (!isDescription(args)) {
    throw new TypeError(`${where} expected a number or { initializer: … }, got ${described(args)}`);
  }
  checkOptions(where, args, OPTIONS);
  const { initializer, regularizer = null, constraint = null, trainable = true, sharedAxes } = args;
  if (typeof trainable !== 'boolean') {
    throw new TypeError(`${where}: trainable expected true or false, got ${described(trainable)}`);
  }
  const start =
    typeof initializer === 'number'
      ? initializers.constant({ value: finite(`${where}: initializer`, initializer) })
      : initializer;
  return {
    name,
    initializer: read(where, 'Initializer', start),
    regularizer: regularizer === null ? null : read(where, 'Regularizer', regularizer),
    constraint: constraint === null ? null : read(where, 'Constraint', constraint),
    sharedAxes: axesOf(where, sharedAxes),
    trainable,
  };
}

/** Whether `args` is an object that describes a weight: no value of one, and no initializer by itself. */
const isDescription = (args: unknown): args is ParameterArgs =>
  isObject(args) && !(args instanceof Tensor || args instanceof serialization.Serializable);

interface Read {
  readonly Initializer: Initializer;
  readonly Regularizer: Regularizer;
  readonly Constraint: Constraint;
}

function read<Kind extends keyof Read>(where: string, kind: Kind, identifier: unknown): Read[Kind] {
  const field = `alpha${kind}`;
  const expected = `${kind.toLowerCase()} expected one of tf.${kind.toLowerCase()}s or the name of one`;
  let value: object;
  try {
    if (!identifier) throw new TypeError('nothing to read');
    const reader = layers.prelu({ name: 'reader', [field]: identifier as Initializer });
    value = Reflect.get(reader, field) as object; // tfjs keeps the field private
  } catch (cause) {
    throw new RangeError(`${where}: ${expected}, got ${quoted(identifier)}`, { cause });
  }
  // tfjs makes an object of any class that it knows, as of a layer.
  if (!isRead<Kind>(value)) throw new TypeError(`${where}: ${expected}, got ${quoted(identifier)}`);
  return value;
}

/** Whether `value` is what was asked for, as far as can be seen. */
function isRead<Kind extends keyof Read>(value: object): value is Read[Kind] {
  return value instanceof serialization.Serializable && !(value instanceof layers.Layer) && 'apply' in value;
}

/** A parameter as a saved layer holds it. */
export function saveParameter(name: string, parameter: number | Parameter): ParameterConfig {
  if (typeof parameter === 'number') return { name, value: parameter };
  const { initializer, regularizer, constraint, sharedAxes, trainable } = parameter;
  const { alphaInitializer, alphaRegularizer, alphaConstraint } = layers
    .prelu({
      name: 'reader',
      alphaInitializer: initializer,
      ...(regularizer && { alphaRegularizer: regularizer }),
      ...(constraint && { alphaConstraint: constraint }),
    })
    .getConfig();
  return {
    name,
    initializer: alphaInitializer!,
    regularizer: alphaRegularizer!,
    constraint: alphaConstraint!,
    sharedAxes: sharedAxes && [...sharedAxes],
    trainable,
  };
}

/**
 * The shape of `parameter` for inputs of `inputShape`: 1 along the axes that share a value.
 * @throws RangeError for an axis that the input does not have, or whose size is not known.
 */
export function shapeOf(layer: string, parameter: Parameter, inputShape: Shape): number[] {
  const where = `${layer}: parameter "${parameter.name}"`;
  const last = inputShape.length - 1;
  const outside = parameter.sharedAxes?.find((axis) => axis > last);
  if (outside !== undefined) {
    throw new RangeError(
      `${where}: sharedAxes expected axes from 1 to ${last} of the input ${JSON.stringify(inputShape)}, got ${outside}`,
    );
  }
  return inputShape.slice(1).map((size, i) => {
    const axis = i + 1;
    const shared = parameter.sharedAxes?.includes(axis) ?? axis < last;
    if (!shared && size === null) {
      throw new RangeError(
        `${where} expected an input of known size along axis ${axis}, got ${JSON.stringify(inputShape)}; ` +
          `put ${axis} into sharedAxes, or give the layer before a fixed size`,
      );
    }
    return shared ? 1 : size!;
  });
}

/** The weight of a parameter, which its constraint holds for. */
export class Weight extends LayerVariable {
  readonly #where: string;

  constructor(layer: string, { name, initializer, constraint, trainable }: Parameter, shape: number[]) {
    const initial = initializer.apply(shape, 'float32');
    try {
      super(initial, 'float32', name, trainable);
    } finally {
      initial.dispose();
    }
    this.#where = `${layer}: parameter "${name}"`;
    if (constraint !== null) constrain(this.val, constraint);
  }

  /** tfjs would not say which weight of which layer does not fit. */
  override write(value: Tensor): this {
    if (!util.arraysEqual(value.shape, this.shape as number[])) {
      throw new RangeError(
        `${this.#where} expected a weight of shape [${this.shape}], got one of shape [${value.shape}]`,
      );
    }
    super.write(value);
    return this;
  }
}

/** tfjs holds to a constraint where weights are set, but optimizers assign to the variable. */
function constrain(variable: Variable, constraint: Constraint): void {
  const assign = variable.assign.bind(variable);
  variable.assign = (value) => {
    const allowed = tidy(() => constraint.apply(value));
    assign(allowed);
    if (allowed !== value) allowed.dispose();
  };
}

function finite(where: string, value: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`${where} expected a finite number, got ${value}`);
  return value;
}

function axesOf(where: string, axes: unknown): readonly number[] | null {
  if (axes === undefined || axes === null) return null;
  const list: unknown[] = Array.isArray(axes) ? axes : [axes];
  for (const axis of list) {
    if (!Number.isInteger(axis) || (axis as number) < 1) {
      throw new RangeError(
        `${where}: sharedAxes expected whole numbers from 1 (0 is the batch), got ${described(axis)}`,
      );
    }
  }
  return [...list] as number[];
}
