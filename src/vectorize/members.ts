// Members of objects and arrays: Math.PI, coefficients[2], coefficients.reduce(…).
import type { Expression, MemberExpression, Super } from 'acorn';
import type { Expr } from '../expr/expr.js';
import type { Algebra } from './algebra.js';
import { evaluate, keyOf } from './expressions.js';
import { ARGUMENTS, type Frame } from './frame.js';
import { outer } from './names.js';
import {
  type Caller,
  describe,
  known,
  type List,
  Misuse,
  type Native,
  numberOf,
  UNDEFINED,
  type Value,
} from './values.js';

/** The longest array that may be indexed by a number that depends on the data. */
const LONGEST_TABLE = 256;

export function memberExpression(node: MemberExpression, at: Frame): Value {
  const { object, property } = node;
  if (property.type === 'PrivateIdentifier') return at.refuse(property, 'there are no objects');
  // Bundlers write `m.scale` for a `scale` that is imported: of a module that is not known, the name counts.
  if (
    object.type === 'Identifier' &&
    at.scope.find(object.name) === undefined &&
    outer(object.name, at) === undefined
  ) {
    const imported = node.computed ? undefined : outer(keyOf({ key: property, computed: false }, at), at);
    if (imported !== undefined) return imported;
  }
  const owner = argumentsOf(object, at) ?? evaluate(object, at);
  if (node.computed) {
    const index = evaluate(property, at);
    if (owner.kind === 'list' && index.kind === 'computed') return lookup(owner, index.expr, at.algebra);
    if (owner.kind === 'list' && index.kind === 'known') return itemOf(owner, index.value);
    if (index.kind !== 'known') return at.refuse(property, 'the name of a property depends on the data');
    return memberOf(owner, String(index.value), node, at);
  }
  return memberOf(owner, keyOf({ key: property, computed: false }, at), node, at);
}

/** The arguments of the function, where `object` is their name: old JavaScript reads default values so. */
function argumentsOf(object: Expression | Super, at: Frame): Value | undefined {
  const variable = object.type === 'Identifier' && object.name === 'arguments' && at.scope.find(ARGUMENTS);
  return variable ? at.state.get(variable) : undefined;
}

function memberOf(owner: Value, name: string, node: MemberExpression, at: Frame): Value {
  if (owner.kind === 'list') {
    if (name === 'length') return known(owner.items.length);
    return LIST_METHODS[name]?.(owner) ?? at.refuse(node.property, `.${name} of an array is not supported`);
  }
  const properties = owner.kind === 'record' || owner.kind === 'native' ? owner.properties : undefined;
  const value = properties?.get(name);
  if (value !== undefined) return value;
  if (owner.kind === 'record' && owner.name !== 'Math') return UNDEFINED;
  return at.refuse(node.property, `${describe(owner)} has no ${name}`);
}

function itemOf(list: List, index: unknown): Value {
  return (typeof index === 'number' ? list.items[index] : undefined) ?? UNDEFINED;
}

/** items[index] by comparing with each; NaN beyond the array, as undefined is. */
function lookup(list: List, index: Expr, algebra: Algebra): Value {
  if (list.items.length > LONGEST_TABLE) {
    throw new Misuse(
      `an array of ${list.items.length} is indexed by a number that depends on the data; at most ${LONGEST_TABLE} are`,
      'Compute the number by a formula, or give the option host: true.',
    );
  }
  const expr = list.items.reduceRight<Expr>(
    (rest, item, i) =>
      algebra.select(algebra.call('eq', index, algebra.constant(i)), numberOf(item, algebra), rest),
    algebra.constant(Number.NaN),
  );
  return { kind: 'computed', expr, isPartial: true };
}

const method = (name: string, apply: (args: readonly Value[], caller: Caller) => Value): Native => ({
  kind: 'native',
  name: `.${name}`,
  apply,
});

const indices = (list: List): [Value, number][] => list.items.map((item, i) => [item, i]);

function reduce(
  entries: [Value, number][],
  [fn, ...init]: readonly Value[],
  { call }: Caller,
  list: List,
): Value {
  const [start, ...more] = init.length === 0 ? entries : [[init[0]!, -1] as const, ...entries];
  if (start === undefined)
    throw new Misuse('reduce of an empty array has no value', 'Give it a first value.');
  return more.reduce((sum, [item, i]) => call(fn!, [sum, item, known(i), list]), start[0]);
}

/** Methods of arrays that change nothing. */
const LIST_METHODS: { readonly [name: string]: (list: List) => Native } = {
  at: (list) =>
    method('at', ([index], { algebra }) => {
      if (index?.kind === 'known') return list.items.at(Number(index.value)) ?? UNDEFINED;
      return lookup(list, numberOf(index ?? UNDEFINED, algebra), algebra);
    }),
  forEach: (list) =>
    method('forEach', ([fn], { call }) => {
      for (const [item, i] of indices(list)) call(fn!, [item, known(i), list]);
      return UNDEFINED;
    }),
  map: (list) =>
    method('map', ([fn], { call }) => ({
      kind: 'list',
      items: indices(list).map(([item, i]) => call(fn!, [item, known(i), list])),
    })),
  reduce: (list) => method('reduce', (args, caller) => reduce(indices(list), args, caller, list)),
  reduceRight: (list) =>
    method('reduceRight', (args, caller) => reduce(indices(list).reverse(), args, caller, list)),
};
