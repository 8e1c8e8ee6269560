// What users hand over as objects. A misspelt option would do nothing, in silence: only known ones pass.
import { described, quoted, shortened } from './errors.js';

/**
 * Checks the options of `where`: an object with none but `known` keys.
 * @throws TypeError for what is no object; RangeError for another key.
 */
export function checkOptions(where: string, options: unknown, known: readonly string[]): void {
  checkObject(`${where}: options`, options);
  const unknown = Object.keys(options).find((option) => !known.includes(option));
  if (unknown !== undefined) {
    throw new RangeError(`${where}: expected options among ${known.join(', ')}, got "${shortened(unknown)}"`);
  }
}

/** Names that are longer would fill the messages that they stand in. */
const LONGEST = 100;

/**
 * @param instead Another name that works.
 * @throws TypeError, RangeError unless `value`, called `what`, can name an op.
 */
export function checkText(
  what: string,
  value: unknown,
  instead?: (text: string) => string,
): asserts value is string {
  if (typeof value !== 'string' || value === '') {
    throw new TypeError(`${what} expected a string that is not empty, got ${quoted(value)}`);
  }
  if (value.length > LONGEST || value.trim() !== value) {
    const remedy = instead === undefined ? '' : `; "${instead(value.slice(0, LONGEST / 2))}" would work`;
    throw new RangeError(
      `${what} expected at most ${LONGEST} characters, and no space at its ends, got ${quoted(value)}${remedy}`,
    );
  }
}

/** @throws TypeError for an option among `flags` that is given, and is neither true nor false. */
export function checkFlags(where: string, options: object, flags: readonly string[]): void {
  for (const flag of flags) {
    const value: unknown = Reflect.get(options, flag);
    if (value !== undefined && typeof value !== 'boolean') {
      throw new TypeError(`${where}: ${flag} expected true or false, got ${described(value)}`);
    }
  }
}

/** @throws TypeError unless `tolerance` is a number from 0. */
export function checkTolerance(where: string, tolerance: unknown): void {
  if (typeof tolerance !== 'number' || !(tolerance >= 0)) {
    throw new TypeError(`${where}: tolerance expected a number from 0, got ${described(tolerance)}`);
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
