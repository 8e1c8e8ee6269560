// What a layer gets besides its parameters. tfjs would ignore a misspelt argument, and fail later for a wrong one.
import { Tensor } from '@tensorflow/tfjs-core';
import { described } from '../tfjs/errors.js';
import { checkFlags, checkOptions, checkText } from '../tfjs/options.js';

const isSize = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;
const isShape = (value: unknown): boolean =>
  Array.isArray(value) && value.every((size) => size === null || isSize(size));
const isType = (value: unknown): boolean =>
  ['float32', 'int32', 'bool', 'complex64', 'string'].includes(String(value));

/** The arguments of a tf.layers layer: what each must be, in words and as a test. */
const ARGS: Readonly<Record<string, readonly [expected: string, fits: (value: unknown) => boolean]>> = {
  inputShape: ['an array of sizes or null', isShape],
  batchInputShape: ['an array of sizes or null', isShape],
  batchSize: ['a whole number from 1', isSize],
  dtype: ['the name of a type, as float32', isType],
  inputDType: ['the name of a type, as float32', isType],
  weights: [
    'an array of tensors',
    (value) => Array.isArray(value) && value.every((each) => each instanceof Tensor),
  ],
};

/**
 * A copy of the arguments of a layer, which nobody else can change.
 * @throws TypeError, RangeError for one that is unknown or of the wrong kind.
 */
export function checkedLayerArgs<Args extends object>(where: string, args: unknown = {}): Args {
  checkOptions(where, args as object, [...Object.keys(ARGS), 'name', 'trainable', 'parameters']);
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(args as object)) {
    copy[key] = Array.isArray(value) && key !== 'parameters' ? [...value] : value;
    const [expected, fits] = ARGS[key] ?? [];
    // tfjs takes null for what is not given.
    if (value !== undefined && value !== null && fits?.(value) === false) {
      throw new TypeError(`${where}: ${key} expected ${expected}, got ${described(value)}`);
    }
  }
  if (copy.name !== undefined && copy.name !== null) checkText(`${where}: name`, copy.name);
  checkFlags(where, copy, ['trainable']);
  return copy as Args;
}
