// Names in the source: variables, what `uses` hands in, and what is the same everywhere.
import type { Identifier } from 'acorn';
import type { Frame } from './frame.js';
import { GLOBALS } from './math.js';
import type { Value } from './values.js';

/** Names of the environment, which a kernel cannot see or change. */
const OUTSIDE = new Set(
  'console Date performance document window globalThis global self process fetch setTimeout crypto localStorage'.split(
    ' ',
  ),
);

export function nameExpression(node: Identifier, at: Frame): Value {
  const { name } = node;
  const variable = at.scope.find(name);
  if (variable !== undefined) {
    return at.state.get(variable) ?? at.refuse(node, `"${name}" is used before it has a value`);
  }
  return outer(name, at) ?? refuseName(node, at);
}

/** What a name that no variable has stands for. */
export function outer(name: string, at: Frame): Value | undefined {
  return at.context.uses.get(name) ?? GLOBALS.get(name);
}

function refuseName(node: Identifier, at: Frame): never {
  const { name } = node;
  if (name === 'arguments') {
    at.refuse(
      node,
      'arguments is supported where its length or a member is read alone',
      'Name the parameters.',
    );
  }
  if (name === 'eval' || name === 'Function') {
    at.refuse(node, `${name} runs code that is not known`, 'Write the code out.');
  }
  if (OUTSIDE.has(name)) {
    at.refuse(
      node,
      `"${name}" is outside of the function: a kernel has no side effects, and sees no state`,
      'Hand numbers in as inputs or by uses, or give the option host: true.',
    );
  }
  at.refuse(
    node,
    `"${name}" is not known: a function is compiled from its source, without what is around it`,
    `Hand it in: (x, { ${name} }) => …, with the option uses: { ${name} }.`,
  );
}
