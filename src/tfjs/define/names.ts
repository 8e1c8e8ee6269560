// Names that activations can have in tf.layers, also after a model has been saved and loaded, and names of inputs.
import { described, quoted, shortened } from '../errors.js';
import { checkText } from '../options.js';

/** Names that tf.layers has activations of its own for. */
const BUILT_IN = new Set(
  'linear relu elu relu6 sigmoid hardSigmoid selu softmax logSoftmax softplus softsign tanh swish mish gelu gelu_new'.split(
    ' ',
  ),
);

/**
 * Checks that tf.layers can find an activation by `name`, also after a model has been saved: saving turns
 * names into snake_case, and loading turns them back.
 *
 * @param kind What is defined, for errors: `activation`.
 * @throws TypeError, RangeError with a name that would work.
 */
export function checkName(kind: string, name: unknown): asserts name is string {
  checkText(`${kind}: name`, name, safeName);
  // tfjs looks names up in an object, which has these too.
  if (name in Object.prototype) {
    throw new RangeError(
      `${kind} "${name}": the name is one of JavaScript's objects; "${safeName(name)}" would work`,
    );
  }
  if (BUILT_IN.has(name)) {
    throw new RangeError(
      `${kind} "${name}": the name is a built-in's of tf.layers; "${safeName(name)}" would work`,
    );
  }
  const saved = toCamelCase(toSnakeCase(name));
  if (saved !== name) {
    throw new RangeError(
      `${kind} "${name}": the name would be "${saved}" in a saved model; "${safeName(name)}" would work`,
    );
  }
}

/**
 * The names of inputs or outputs, which errors and layers use, in an array of their own.
 *
 * @param where Names them in errors, as `elementwise "snake": inputs`.
 * @throws TypeError, RangeError for what is no list of different names.
 */
export function checkedNames(where: string, names: unknown): readonly string[] {
  if (!Array.isArray(names)) throw new TypeError(`${where} expected an array, got ${described(names)}`);
  if (names.length === 0) throw new RangeError(`${where} expected at least one name, got none`);
  for (const name of names) {
    if (typeof name !== 'string') throw new TypeError(`${where} expected strings, got ${described(name)}`);
    if (!/^[a-z]\w*$/i.test(name)) {
      throw new RangeError(`${where} expected names of letters, digits and _, got ${quoted(name)}`);
    }
  }
  if (new Set(names).size < names.length) {
    throw new RangeError(`${where} expected different names, got ${shortened(names.join(', '))}`);
  }
  return [...names];
}

/** As tfjs-layers does when a model is saved. */
function toSnakeCase(name: string): string {
  const words = name
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
  return words[0] === '_' ? `private${words}` : words;
}

/** As tfjs-layers does when a model is loaded. */
export function toCamelCase(name: string): string {
  return name.length <= 1 || !name.includes('_')
    ? name
    : name.replace(/[_]+(\w|$)/g, (_, letter: string) => letter.toUpperCase());
}

/** A name like `name` that `checkName` takes. */
function safeName(name: string): string {
  const words = name.split(/[^a-zA-Z0-9]+|(?<=[a-z0-9])(?=[A-Z])/).map((word) => word.toLowerCase());
  const pascal = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('') || 'Activation';
  const camel = pascal.slice(0, 1).toLowerCase() + pascal.slice(1);
  const mine = `my${pascal}`;
  const candidates = BUILT_IN.has(camel) ? [mine] : [camel, camel.toLowerCase(), mine, mine.toLowerCase()];
  return candidates.find(isUsable) ?? 'myActivation';
}

const isUsable = (name: string): boolean =>
  !BUILT_IN.has(name) && !(name in Object.prototype) && toCamelCase(toSnakeCase(name)) === name;
