// A copy of JSON from outside, with bounds: what walks over it afterwards cannot overflow the stack, or never end.
import { described } from '../tfjs/errors.js';

/** Objects and arrays in one another. Keras writes about four for each model in a model. */
const DEEPEST = 250;
/** Values in all. An object that is shared counts wherever it stands. */
const MOST = 10_000_000;

/**
 * A copy of `value`, which is called `what`.
 * @throws RangeError for one that is too deep or too large, as one that holds itself is; TypeError for what no JSON holds.
 */
export function plainCopy<T>(what: string, value: T): T;
export function plainCopy(what: string, value: unknown): unknown {
  let left = MOST;
  const copy = (each: unknown, depth: number): unknown => {
    left--;
    if (left < 0) throw new RangeError(`${what} expected at most ${MOST} values, got more`);
    if (typeof each !== 'object' || each === null) return checkedScalar(what, each);
    if (depth === DEEPEST) {
      throw new RangeError(
        `${what} expected at most ${DEEPEST} levels, got more, or an object that holds itself`,
      );
    }
    if (Array.isArray(each)) return Array.from(each, (item) => copy(item, depth + 1));
    const prototype: unknown = Object.getPrototypeOf(each);
    if (prototype !== Object.prototype && prototype !== null && !isForeign(prototype)) {
      throw new TypeError(`${what} expected JSON, got ${described(each)}`);
    }
    return Object.fromEntries(Object.entries(each).map(([key, item]) => [key, copy(item, depth + 1)]));
  };
  return copy(value, 0);
}

/** Whether `prototype` is Object.prototype of another frame or context. */
const isForeign = (prototype: unknown): boolean =>
  typeof prototype === 'object' && prototype !== null && Object.getPrototypeOf(prototype) === null;

function checkedScalar(what: string, value: unknown): unknown {
  if (typeof value !== 'function' && typeof value !== 'symbol') return value;
  throw new TypeError(`${what} expected JSON, got ${described(value)}`);
}
