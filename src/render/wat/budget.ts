// How large a kernel may be. Engines compile larger ones too, but the first call takes seconds, and a frame with all
// locals has to fit the stack of a worker. `npm run bench nodes` shows what a node costs.
import { nodesOf } from '../../expr/expr.js';
import type { Program } from '../../expr/program.js';
import { called } from './body.js';
import { localsFor } from './locals.js';
import { straighten } from './statements.js';

/** In all outputs, each once. */
export const MOST_OPERATIONS = 50_000;
/** Values that wait at once, of 16 bytes each. */
export const MOST_LOCALS = 8192;
/** What engines allow: https://webassembly.github.io/spec/js-api/#limits */
const MOST_PARAMETERS = 1000;

/** Why `program` is too large for a kernel, or null. */
export function excessOf({ inputs, outputs, precision }: Program): string | null {
  const parameters = 3 * inputs + outputs.length + 2;
  if (parameters > MOST_PARAMETERS) return excess(parameters, 'parameters', MOST_PARAMETERS);
  const nodes = nodesOf(outputs);
  const operations = nodes.reduce((count, { kind }) => count + Number(kind === 'operation'), 0);
  if (operations > MOST_OPERATIONS) return excess(operations, 'operations', MOST_OPERATIONS);
  if (operations <= MOST_LOCALS) return null;
  const locals = localsFor(straighten(outputs, precision, called)).count;
  return locals > MOST_LOCALS ? excess(locals, 'values at once', MOST_LOCALS) : null;
}

function excess(count: number, what: string, most: number): string {
  return `too large for a kernel: ${count} ${what}, where at most ${most} are allowed`;
}
