// What comes from outside by the option `uses`: numbers, arrays of numbers, plain functions and ops.
import { substitute } from '../expr/build.js';
import { evaluate } from '../expr/evaluate.js';
import { described } from '../tfjs/errors.js';
import { type Elementwise, isElementwise } from '../tfjs/op/definition.js';
import { definitionOfOp } from '../tfjs/op/op.js';
import { Refusal } from './errors.js';
import { GLOBALS, MATH } from './math.js';
import { Scope } from './scope.js';
import { type PlainFunction, parseFunction } from './source.js';
import { computed, known, Misuse, numberOf, type Value } from './values.js';

/** A copy of `uses` with the arrays in it, which nobody else can change. Getters stay getters, to be refused. */
export function copyOfUses(uses: object): object {
  const properties = Object.getOwnPropertyDescriptors(uses) as Record<string, PropertyDescriptor>;
  for (const property of Object.values(properties)) {
    if ('value' in property) property.value = copyOfUse(property.value);
  }
  return Object.create(Object.getPrototypeOf(uses), properties);
}

function copyOfUse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOfUse);
  return ArrayBuffer.isView(value) && !(value instanceof DataView) ? (value as Float32Array).slice() : value;
}

/** The values of `uses`, by name. */
export function valuesOfUses(uses: object): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const [name, { value, get, set }] of Object.entries(Object.getOwnPropertyDescriptors(uses))) {
    if (get !== undefined || set !== undefined) {
      throw wrong(
        name,
        'a plain value',
        'a getter, whose value may change',
        `Give its value: uses: { ${name}: … }.`,
      );
    }
    if (GLOBALS.has(name))
      throw wrong(name, 'a name of its own', `one of JavaScript's`, 'Choose another name.');
    values.set(name, valueOfUse(name, value));
  }
  return values;
}

function valueOfUse(name: string, value: unknown): Value {
  if (typeof value === 'number' || typeof value === 'boolean') return known(value);
  if (typeof value === 'function') return functionOf(name, value as PlainFunction);
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)) {
    const items = Array.from(value as ArrayLike<unknown>, (item, i) => valueOfUse(`${name}[${i}]`, item));
    return { kind: 'list', items };
  }
  throw wrong(
    name,
    'a number, an array of numbers, a plain function or an op',
    typeof value === 'string' ? `the string ${JSON.stringify(value)}` : described(value),
  );
}

function functionOf(name: string, fn: PlainFunction): Value {
  const definition = elementwiseOf(name, fn);
  if (definition !== undefined) {
    const { expr, inputs } = definition;
    return {
      kind: 'native',
      name,
      apply: (args, { algebra }) => {
        if (args.length !== inputs.length) {
          throw new Misuse(`${name} has ${inputs.length} inputs, and is called with ${args.length}`);
        }
        return computed(
          substitute(
            expr,
            args.map((arg) => numberOf(arg, algebra)),
          ),
        );
      },
    };
  }
  for (const member of MATH.properties.values()) {
    if (
      member.kind === 'native' &&
      fn === Math[fn.name as keyof typeof Math] &&
      member.name === `Math.${fn.name}`
    ) {
      return member;
    }
  }
  return { kind: 'closure', name, scope: new Scope(), ...parseFunction(fn) };
}

/** The definition of an op; undefined for a plain function. */
function elementwiseOf(name: string, fn: object): Elementwise | undefined {
  const definition = definitionOfOp(fn);
  if (definition !== undefined && !isElementwise(definition)) {
    throw wrong(name, 'an op with a formula', `the kernel ${definition.name} without one`);
  }
  return definition;
}

const wrong = (name: string, expected: string, got: string, remedy = ''): Refusal =>
  new Refusal(`uses.${name} expected ${expected}, got ${got}`, remedy, undefined, undefined, TypeError);

/** `uses` with ops as functions of numbers, for the function itself. */
export function scalarUses(uses: object): object {
  return Object.fromEntries(
    Object.entries(uses).map(([name, value]: [string, unknown]) => {
      const op = typeof value === 'function' ? elementwiseOf(name, value) : undefined;
      return [name, op === undefined ? value : (...args: number[]) => evaluate(op.expr, args)];
    }),
  );
}
