// Which parameters of a function are inputs, and which one takes what `uses` hands in.
import type { Node, Pattern } from 'acorn';
import { Refusal } from './errors.js';
import type { ParsedFunction } from './source.js';

export interface Parameters {
  /** Names of the inputs, in order. */
  readonly inputs: readonly string[];
  /** Whether the parameter after the inputs takes the object of `uses`. */
  readonly takesUses: boolean;
}

/**
 * The parameters of a function. Inputs are those before the first with a default value, unless `names` says which
 * there are; a destructured object, or one whose members are read, takes what `uses` hands in.
 */
export function parametersOf(
  { node, source }: ParsedFunction,
  names: readonly string[] | undefined,
  hasUses: boolean,
): Parameters {
  const { params } = node;
  const last = params.at(-1);
  const takesUses =
    last !== undefined &&
    (last.type === 'ObjectPattern' || (hasUses && last.type === 'Identifier' && isObject(last.name, node)));
  const numbers = takesUses ? params.slice(0, -1) : params;
  const firstDefault = numbers.findIndex(
    ({ type }) => type === 'AssignmentPattern' || type === 'RestElement',
  );
  const inputs = names ?? (firstDefault < 0 ? numbers : numbers.slice(0, firstDefault)).map(nameOf);
  const refuse = (problem: string, remedy: string): never => {
    throw new Refusal(problem, remedy, source, node, RangeError);
  };
  const hasRest = numbers.some(({ type }) => type === 'RestElement');
  if (takesUses && numbers.length !== inputs.length) {
    refuse(
      `expected a function of ${counted(inputs)} and the object of uses, got one of ${numbers.length}`,
      'Name each input by the option inputs.',
    );
  }
  if (!hasRest && numbers.length < inputs.length) {
    refuse(
      `expected a function of ${counted(inputs)}, got one of ${numbers.length}`,
      'Name as many inputs as the function has parameters.',
    );
  }
  if (names !== undefined && (firstDefault < 0 ? numbers.length : firstDefault) > inputs.length) {
    refuse(
      `expected a function of ${counted(inputs)}, got one of ${numbers.length}`,
      'Name as many inputs as the function has parameters.',
    );
  }
  if (inputs.length === 0)
    refuse('expected a function of at least one input, got one of none', 'Give it a parameter.');
  return { inputs, takesUses };
}

const counted = ({ length }: readonly string[]): string => (length === 1 ? 'one input' : `${length} inputs`);

function nameOf(param: Pattern, index: number): string {
  return param.type === 'Identifier' ? param.name : `x${index}`;
}

/** Whether members of the variable `name` are read, or it is destructured, anywhere in `node`. */
function isObject(name: string, node: Node): boolean {
  const isName = (each: unknown): boolean =>
    isNode(each) && each.type === 'Identifier' && 'name' in each && each.name === name;
  // Which parts a node has depends on its type; here all of them are looked through.
  const parts = node as unknown as { readonly [key: string]: unknown };
  if (node.type === 'MemberExpression' && isName(parts.object)) return true;
  if (node.type === 'VariableDeclarator' && isName(parts.init))
    return isNode(parts.id) && parts.id.type === 'ObjectPattern';
  return Object.values(parts)
    .flat()
    .some((part) => isNode(part) && isObject(name, part));
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
