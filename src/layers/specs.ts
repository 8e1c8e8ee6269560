// What a model's file says of its weights, checked before tfjs reads it.
import type { io } from '@tensorflow/tfjs-core';
import { described, quoted } from '../tfjs/errors.js';
import { isObject } from '../tfjs/options.js';
import { plainCopy } from './plain.js';

type Specs = io.WeightsManifestEntry[];
type Groups = io.WeightsManifestConfig;

/**
 * A copy of the specifications of weights.
 * @param what Names them in errors, as `fromKeras: weightSpecs`.
 * @throws TypeError, RangeError for what is none.
 */
export function checkedSpecs(what: string, given: unknown): Specs {
  const specs = listOf(what, given);
  specs.forEach((spec, i) => {
    const where = `${what}[${i}]`;
    if (!isObject(spec))
      throw new TypeError(`${where} expected { name, shape, dtype }, got ${described(spec)}`);
    const { name, shape, dtype } = spec;
    if (typeof name !== 'string') throw new TypeError(`${where} expected a name, got ${quoted(name)}`);
    if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
      throw new TypeError(
        `${where}, ${quoted(name)}, expected a shape of whole numbers, got ${described(shape)}`,
      );
    }
    if (typeof dtype !== 'string') {
      throw new TypeError(`${where}, ${quoted(name)}, expected a dtype, got ${quoted(dtype)}`);
    }
  });
  return specs as Specs; // what is left is for tfjs to check
}

/** As `checkedSpecs`, of a manifest: groups of weights, each of some files. */
export function checkedGroups(what: string, given: unknown): Groups {
  return listOf(what, given).map((group, i) => {
    const where = `${what}[${i}]`;
    if (!isObject(group) || !Array.isArray(group.paths)) {
      throw new TypeError(`${where} expected { paths, weights }, got ${described(group)}`);
    }
    return { ...group, paths: group.paths, weights: checkedSpecs(`${where}.weights`, group.weights) };
  });
}

function listOf(what: string, given: unknown): unknown[] {
  if (!Array.isArray(given)) throw new TypeError(`${what} expected an array, got ${described(given)}`);
  return plainCopy(what, given);
}
