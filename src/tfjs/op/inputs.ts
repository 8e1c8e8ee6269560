// What a user hands to an op: checked before anything is allocated, then made a tensor.
import { Tensor, type TensorLike, tensor, util } from '@tensorflow/tfjs-core';

const DTYPES: readonly string[] = ['float32', 'int32', 'bool'];
const EXPECTED = 'expected a tensor, a number, or a nested array of numbers';

/**
 * Checks the input called `input` of the op called `op`.
 * @throws TypeError for what is neither a tensor nor numbers, and for string and complex tensors.
 * @throws RangeError for a nested array of irregular shape.
 * @throws Error for a tensor that has been disposed.
 */
export function checkInput(op: string, input: string, value: unknown): void {
  if (!(value instanceof Tensor)) {
    shapeOf(value, `${op}: ${input}`);
    return;
  }
  if (!DTYPES.includes(value.dtype)) {
    throw new TypeError(`${op}: ${input} expected dtype float32, int32 or bool, got ${value.dtype}`);
  }
  if (value.isDisposed) {
    throw new Error(`${op}: ${input} expected a live tensor, got a disposed one; tf.keep() or tf.clone() it`);
  }
}

/** A checked input as a tensor: the caller's own, or a new one of float32. */
export function toTensor(value: Tensor | TensorLike): Tensor {
  return value instanceof Tensor ? value : tensor(value, undefined, 'float32');
}

const SCALAR: readonly number[] = [];

/** The shape of numbers in nested arrays. tfjs would take a ragged array, or words for NaN, in silence. */
function shapeOf(value: unknown, where: string): readonly number[] {
  if (typeof value === 'number' || typeof value === 'boolean') return SCALAR;
  if (Array.isArray(value)) {
    const first = value.length > 0 ? shapeOf(value[0], where) : SCALAR;
    for (let i = 1; i < value.length; i++) {
      const shape = shapeOf(value[i], where);
      if (shape !== first && !util.arraysEqual([...shape], [...first])) {
        throw new RangeError(
          `${where} expected nested arrays of equal shape, got [${first}] at index 0 and [${shape}] at index ${i}`,
        );
      }
    }
    return [value.length, ...first];
  }
  if (isTypedArray(value)) return [value.length];
  throw new TypeError(`${where} ${EXPECTED}, got ${kindOf(value)}`);
}

function isTypedArray(value: unknown): value is { readonly length: number } {
  return typeof value === 'object' && value !== null && util.isTypedArray(value);
}

function kindOf(value: unknown): string {
  if (typeof value === 'string') return `the string '${value}'`;
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  return Object.getPrototypeOf(value)?.constructor?.name ?? 'an object';
}
