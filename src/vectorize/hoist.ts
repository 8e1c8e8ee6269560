// Names that `var` declares anywhere in a function: they belong to the function, and are undefined until they are set.
import type { BlockStatement, Pattern, Statement, VariableDeclaration } from 'acorn';

/** The names of all `var`s in `body`, without those of functions in it. */
export function hoistedNames(body: BlockStatement): string[] {
  const names: string[] = [];
  const declared = (node: VariableDeclaration): void => {
    if (node.kind === 'var') for (const { id } of node.declarations) names.push(...namesOf(id));
  };
  const visit = (node: Statement | null | undefined): void => {
    switch (node?.type) {
      case 'VariableDeclaration':
        declared(node);
        break;
      case 'BlockStatement':
        node.body.forEach(visit);
        break;
      case 'IfStatement':
        visit(node.consequent);
        visit(node.alternate);
        break;
      case 'ForStatement':
        if (node.init?.type === 'VariableDeclaration') declared(node.init);
        visit(node.body);
        break;
      case 'ForOfStatement':
        if (node.left.type === 'VariableDeclaration') declared(node.left);
        visit(node.body);
        break;
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'LabeledStatement':
        visit(node.body);
        break;
      case 'SwitchStatement':
        for (const { consequent } of node.cases) consequent.forEach(visit);
    }
  };
  visit(body);
  return names;
}

/** The names that `pattern` gives values to. */
export function namesOf(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'AssignmentPattern':
      return namesOf(pattern.left);
    case 'RestElement':
      return namesOf(pattern.argument);
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : namesOf(element)));
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesOf(property.type === 'RestElement' ? property.argument : property.value),
      );
    default:
      return [];
  }
}
