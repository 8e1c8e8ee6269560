// Expressions as statements over locals: $v<input>_<copy> in, $r<output>_<copy> out.
import { type Expr, nodesOf, operandsOf, usesOf } from '../../expr/expr.js';
import type { Precision } from '../../expr/program.js';
import { hoisted } from './constants.js';
import { functionOf, inlined, type Lane, laneNamed, localsOf } from './lanes.js';
import { countOf, heldNodes, type Locals, sharedLocals } from './locals.js';
import { instructionOf, laneOf, splat } from './operations.js';

/** Stands for the index of a vector among those of an iteration. */
const COPY = '@';

/** The parts of a kernel that depend on its expressions. */
export interface Body {
  /** The functions that the statements call, each once. */
  readonly functions: readonly string[];
  /** Declarations of all locals but $v and $r. */
  readonly locals: readonly string[];
  /** Statements that run once a row. */
  readonly setup: readonly string[];
  /**
   * Statements for one vector, with lane functions written out: a call would keep vectors apart. None for a large
   * kernel, which calls them everywhere.
   */
  readonly inlined: readonly string[];
  /** The same with calls. */
  readonly called: readonly string[];
  /** How many vectors an iteration should take; 0 where `called` is all there is. */
  readonly unroll: number;
}

/** Statements for one of the vectors of an iteration. */
export function copyOf(statements: readonly string[], index: number): string[] {
  return statements.map((statement) => statement.replaceAll(COPY, String(index)));
}

export function renderBody(outputs: readonly Expr[], precision: Precision): Body {
  const nodes = nodesOf(outputs);
  const held = heldNodes(nodes, usesOf(outputs));
  const lanes = lanesOf(nodes, precision);
  const functions = reachable(lanes);
  /** The nodes as the statements have them: those without a local stand where they are used. */
  const written = nodesOf([...held, ...outputs]);
  if (isLarge(nodes, precision)) {
    const locals = sharedLocals(written, held, outputs);
    return {
      functions: functions.map(functionOf),
      locals: Array.from({ length: countOf(locals) }, (_, i) => `(local $t${i} v128)`),
      setup: [],
      inlined: [],
      called: statements(written, locals, outputs, precision, call),
      unroll: 0,
    };
  }
  const indices: Locals = new Map(held.map((node, i) => [node, i]));
  const locals = [
    ...held.map((_, i) => `(local $t${i} v128)`),
    ...lanesOf(written, precision).flatMap(localsOf),
  ];
  const forms = [inlined, call].map((apply) => statements(written, indices, outputs, precision, apply));
  const { texts, ...constants } = hoisted(forms.flat());
  return {
    functions: functions.map(functionOf),
    locals: [...locals, ...constants.locals],
    setup: constants.definitions,
    inlined: texts.slice(0, forms[0]!.length),
    called: texts.slice(forms[0]!.length),
    unroll: unrollOf(nodes, functions),
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

/** How a lane function is applied to its operands. */
type Apply = (lane: Lane, operands: readonly string[]) => string;

const call: Apply = ({ name }, operands) => `(call $${name} ${operands.join(' ')})`;

/** A statement for each node with a local, then one for each output. */
function statements(
  nodes: readonly Expr[],
  locals: Locals,
  outputs: readonly Expr[],
  precision: Precision,
  apply: Apply,
): string[] {
  const lines: string[] = [];
  /** What stands for each node where it is used. */
  const texts = new Map<Expr, string>();
  for (const node of nodes) {
    const text = compute(node);
    const local = locals.get(node);
    if (local !== undefined) lines.push(`(local.set $t${local} ${text})`);
    texts.set(node, local === undefined ? text : `(local.get $t${local})`);
  }
  return [...lines, ...outputs.map((output, j) => `(local.set $r${j}_${COPY} ${texts.get(output)})`)];

  function compute(node: Expr): string {
    if (node.kind === 'constant') return splat(node.value);
    if (node.kind === 'input') return `(local.get $v${node.index}_${COPY})`;
    const operands = operandsOf(node).map((operand) => texts.get(operand)!);
    const lane = laneOf(node, precision);
    return lane === undefined ? instructionOf(node.name, operands) : apply(laneNamed(lane), operands);
  }
}

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

/**
 * How many vectors an iteration takes. Several keep the processor busy while one waits for its results. Too many
 * at once run out of registers. `npm run bench unroll` compares.
 */
function unrollOf(nodes: readonly Expr[], lanes: readonly Lane[]): number {
  if (lanes.length > 0) return lanes.some(({ wide }) => wide) ? 2 : 4;
  const operations = nodes.filter(({ kind }) => kind === 'operation').length;
  return operations <= 8 ? 8 : operations <= 24 ? 4 : 2;
}
