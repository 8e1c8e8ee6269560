// Coverage counters, which test runners write into functions: cov_1a2b().s[3]++ and __coverage__[…].f[0]++. They are
// not part of what a function computes.
import type { Expression, Super } from 'acorn';

/** Whether `node` is a counter. */
export function isCounter(node: Expression | Super): boolean {
  if (node.type === 'MemberExpression') return isCounter(node.object);
  if (node.type === 'CallExpression') return isCounter(node.callee);
  return node.type === 'Identifier' && /^_*cov(erage)?_/.test(node.name);
}
