// What values are given to: variables, destructured objects and arrays, and default values.
import type { Expression, Node, Pattern } from 'acorn';
import { evaluate, keyOf } from './expressions.js';
import type { Frame } from './frame.js';
import type { Variable } from './scope.js';
import { describe, known, UNDEFINED, type Value } from './values.js';

/** What stands to the left of `=`. */
export type Target = Pattern;

type Give = (name: string, value: Value, node: Pattern, at: Frame) => void;

/** Declares the names of `pattern` in the scope of `at`, with their values. */
export function declare(pattern: Pattern, value: Value, at: Frame, isConstant = false): void {
  destructure(pattern, value, at, (name, part) => {
    at.state.set(at.scope.declare(name, isConstant), part);
  });
}

/**
 * The variable that `target` changes, which must be one of the function.
 * @throws Refusal for one from outside, and for a constant.
 */
export function changed(name: string, target: Node, at: Frame): Variable {
  const variable = at.scope.find(name);
  if (variable === undefined) {
    at.refuse(
      target,
      `it changes "${name}", which is outside of the function: a side effect, which a kernel cannot have`,
      'Declare it inside, or return what you need.',
    );
  }
  if (variable.isConstant) at.refuse(target, `it changes the constant "${name}"`, 'Declare it by let.');
  return variable;
}

/** Assigns to variables that there are. */
export function assign(target: Target, value: Value, at: Frame): void {
  destructure(target, value, at, (name, part, node) => {
    at.state.set(changed(name, node, at), part);
  });
}

function destructure(pattern: Pattern, value: Value, at: Frame, give: Give): void {
  switch (pattern.type) {
    case 'Identifier':
      give(pattern.name, value, pattern, at);
      return;
    case 'AssignmentPattern': {
      const isMissing = value.kind === 'known' && value.value === undefined;
      destructure(pattern.left, isMissing ? evaluate(pattern.right, at) : value, at, give);
      return;
    }
    case 'ArrayPattern':
      if (value.kind !== 'list') at.refuse(pattern, `expected an array, got ${describe(value)}`);
      pattern.elements.forEach((element, i) => {
        if (element === null) return;
        if (element.type !== 'RestElement') destructure(element, value.items[i] ?? UNDEFINED, at, give);
        else destructure(element.argument, { kind: 'list', items: value.items.slice(i) }, at, give);
      });
      return;
    case 'ObjectPattern': {
      const taken = new Set<string>();
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') {
          const rest = [...propertiesOf(value, pattern, at)].filter(([name]) => !taken.has(name));
          const record: Value = { kind: 'record', name: 'an object', properties: new Map(rest) };
          destructure(property.argument, record, at, give);
          continue;
        }
        const key = keyOf(property, at);
        taken.add(key);
        const part = key === 'length' && value.kind === 'list' ? known(value.items.length) : undefined;
        destructure(property.value, part ?? propertiesOf(value, pattern, at).get(key) ?? UNDEFINED, at, give);
      }
      return;
    }
    default:
      at.refuse(
        pattern,
        `it assigns to ${at.textOf(pattern as Expression)}, a part of an object or an array: a side effect`,
        'Assign to a variable.',
      );
  }
}

function propertiesOf(value: Value, node: Pattern, at: Frame): ReadonlyMap<string, Value> {
  if (value.kind === 'record') return value.properties;
  if (value.kind === 'native' && value.properties !== undefined) return value.properties;
  return at.refuse(node, `expected an object, got ${describe(value)}`);
}
