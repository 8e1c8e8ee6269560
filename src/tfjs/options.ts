// What users hand over as objects. A misspelt option would do nothing, in silence: only known ones pass.
import { described } from './errors.js';

/**
 * Checks the options of `where`: an object with none but `known` keys.
 * @throws TypeError for what is no object; RangeError for another key.
 */
export function checkOptions(where: string, options: unknown, known: readonly string[]): void {
  checkObject(`${where}: options`, options);
  const unknown = Object.keys(options).find((option) => !known.includes(option));
  if (unknown !== undefined) {
    throw new RangeError(`${where}: expected options among ${known.join(', ')}, got "${unknown}"`);
  }
}

/** Whether `value` is an object with keys. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws TypeError unless `value`, called `what`, is an object with keys. */
export function checkObject(what: string, value: unknown): asserts value is object {
  if (!isObject(value)) {
    throw new TypeError(`${what} expected an object, got ${described(value)}`);
  }
}
