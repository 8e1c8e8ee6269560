// Expressions as statements over locals: $v<input>_<vector> in, $r<output>_<vector> out.
import { type Expr, nodesOf } from '../../expr/expr.js';
import type { Precision } from '../../expr/program.js';
import { hoisted } from './constants.js';
import { flattened } from './flatten.js';
import { functionOf, type Lane, laneNamed, localsOf } from './lanes.js';
import { copiesOf, temporaries, withLocals } from './locals.js';
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
  /**
   * Statements for all vectors of an iteration, with lane functions written out: a call would keep vectors apart. None
   * for a large kernel.
   */
  readonly iteration: readonly string[];
  /** Statements for one vector, with calls. */
  readonly single: readonly string[];
  /** How many vectors an iteration takes; 0 for a large kernel. */
  readonly vectors: number;
}

/**
 * The body of a kernel for `outputs`.
 * @param unroll Vectors an iteration, where it is not to be chosen.
 */
export function renderBody(outputs: readonly Expr[], precision: Precision, unroll?: number): Body {
  const nodes = nodesOf(outputs);
  const lanes = lanesOf(nodes, precision);
  const functions = reachable(lanes).map(functionOf);
  const single = withLocals(straighten(outputs, precision, called));
  if (isLarge(nodes, precision)) {
    const locals = temporaries(single.count, 1);
    return { functions, locals, setup: [], iteration: [], single: copiesOf(single.lines, 1), vectors: 0 };
  }
  const straight = straighten(outputs, precision, flattened);
  const vectors = unroll ?? vectorsAnIteration(straight.statements);
  const written = withLocals(straight);
  // Before the copies, as those have the same constants.
  const { texts, ...constants } = hoisted([...written.lines, ...single.lines]);
  return {
    functions,
    locals: [
      ...temporaries(written.count, vectors),
      ...temporaries(single.count, 1).slice(written.count),
      ...[...straight.withLocals].flatMap(localsOf),
      ...constants.locals,
    ],
    setup: constants.definitions,
    iteration: copiesOf(texts.slice(0, written.lines.length), vectors),
    single: copiesOf(texts.slice(written.lines.length), 1),
    vectors,
  };
}

/**
 * Whether lane functions are called alone, constants stay where they are, and an iteration takes one vector. What
 * makes small kernels fast makes large ones slow to compile, and no faster: `npm run bench nodes`.
 */
function isLarge(nodes: readonly Expr[], precision: Precision): boolean {
  let [operations, calls] = [0, 0];
  for (const node of nodes) {
    if (node.kind !== 'operation') continue;
    operations++;
    if (laneOf(node, precision) !== undefined) calls++;
  }
  return operations > 256 || calls > 64;
}

/** A lane function as a call. */
export const called: Apply = ({ name }, operands, list) =>
  list.add([`(call $${name}`, ...operands.flatMap((operand) => [' ', ...operand]), ')']);

/** The lane functions that compute some of `nodes`. */
function lanesOf(nodes: readonly Expr[], precision: Precision): Lane[] {
  const names = nodes.map((node) => (node.kind === 'operation' ? laneOf(node, precision) : undefined));
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
