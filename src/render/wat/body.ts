// Expressions as statements over locals: $v<input>_<vector> in, $r<output>_<vector> out.
import { type Expr, nodesOf } from '../../expr/expr.js';
import type { Precision } from '../../expr/program.js';
import { hoisted } from './constants.js';
import { flattened } from './flatten.js';
import { functionOf, type Lane, laneNamed, localsOf } from './lanes.js';
import { withLocals } from './locals.js';
import { laneOf } from './operations.js';
import { type Apply, straighten } from './statements.js';
import { vectorsAnIteration } from './unroll.js';

/** The parts of a kernel that depend on its expressions. */
export interface Body {
  /** The functions that the statements call, each once. */
  readonly functions: readonly string[];
  /** Declarations of all locals but $v and $r. */
  readonly locals: readonly string[];
  /** Statements that run once a row. */
  readonly setup: readonly string[];
  /** Statements for all vectors of an iteration, with lane functions written out: a call would keep vectors apart. */
  readonly iteration: readonly string[];
  /** Statements for one vector, with calls. */
  readonly single: readonly string[];
  /** How many vectors an iteration takes. */
  readonly vectors: number;
}

/**
 * The body of a kernel for `outputs`.
 * @param unroll Vectors an iteration, where it is not to be chosen.
 */
export function renderBody(outputs: readonly Expr[], precision: Precision, unroll?: number): Body {
  const written = straighten(outputs, precision, flattened);
  const calling = straighten(outputs, precision, call);
  const vectors = unroll ?? vectorsAnIteration(written.statements);
  const [iteration, single] = [withLocals(written, vectors), withLocals(calling, 1)];
  const { texts, ...constants } = hoisted([...iteration.lines, ...single.lines]);
  return {
    functions: reachable(lanesOf(outputs, precision)).map(functionOf),
    locals: [
      ...new Set([...iteration.locals, ...single.locals]),
      ...[...written.withLocals].flatMap(localsOf),
      ...constants.locals,
    ],
    setup: constants.definitions,
    iteration: texts.slice(0, iteration.lines.length),
    single: texts.slice(iteration.lines.length),
    vectors,
  };
}

const call: Apply = ({ name }, operands, list) =>
  list.add([`(call $${name}`, ...operands.flatMap((operand) => [' ', ...operand]), ')']);

/** The lane functions that compute parts of `outputs`. */
function lanesOf(outputs: readonly Expr[], precision: Precision): Lane[] {
  const names = nodesOf(outputs).map((node) =>
    node.kind === 'operation' ? laneOf(node, precision) : undefined,
  );
  return [...new Set(names.filter((name) => name !== undefined))].map(laneNamed);
}

/** `lanes` and all that they call. */
function reachable(lanes: readonly Lane[]): Lane[] {
  const found = new Set<Lane>();
  const visit = (lane: Lane): void => {
    if (found.has(lane)) return;
    found.add(lane);
    lane.calls?.forEach(visit);
  };
  lanes.forEach(visit);
  return [...found];
}
