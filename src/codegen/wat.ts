// Expressions to a wasm module in text: one loop over float32 arrays, f32x4 lanes, all outputs in a pass.
//
//   run(x0, row0, step0, x1, row1, step1, …, y0, y1, …, rows, n)
//
// Per input: a pointer, the bytes to go on after each row, and the bytes to go on after each vector: 16,
// or 0 where one value stands for the whole row. Rows of outputs lie one after the other, n elements each.
import { type Expr, nodesOf, type Operation, operandsOf } from '../expr/expr.js';
import type { OperationName } from '../expr/operations.js';
import { hasLane, laneText } from './lanes.wat.js';
import { lower } from './lower.js';

export type Precision = 'fast' | 'exact';

export interface ModuleOptions {
  readonly precision: Precision;
  readonly shared: boolean;
  /** Vectors a turn, where it is not to be chosen; `npm run bench unroll` compares. */
  readonly unroll?: number;
}

const VECTOR_BYTES = 16;
/** Lane functions that evaluate two polynomials side by side, and so take twice the registers. */
const WIDE = new Set(
  ['acos', 'asin', 'atan', 'atan2', 'cosh', 'erf', 'sinh', 'tanh'].map((name) => `${name}Exact`),
);
/** Stands for the index of a vector among those of a turn. */
const COPY = '@';

/** Operations that are one instruction, or a few, on vectors. Truth values are masks. */
const TEMPLATES: Partial<Record<OperationName, (...args: string[]) => string>> = {
  neg: (a) => `(f32x4.neg ${a})`,
  abs: (a) => `(f32x4.abs ${a})`,
  floor: (a) => `(f32x4.floor ${a})`,
  ceil: (a) => `(f32x4.ceil ${a})`,
  trunc: (a) => `(f32x4.trunc ${a})`,
  nearest: (a) => `(f32x4.nearest ${a})`,
  sqrt: (a) => `(f32x4.sqrt ${a})`,
  add: (a, b) => `(f32x4.add ${a} ${b})`,
  sub: (a, b) => `(f32x4.sub ${a} ${b})`,
  mul: (a, b) => `(f32x4.mul ${a} ${b})`,
  div: (a, b) => `(f32x4.div ${a} ${b})`,
  min: (a, b) => `(f32x4.min ${a} ${b})`,
  max: (a, b) => `(f32x4.max ${a} ${b})`,
  eq: (a, b) => `(f32x4.eq ${a} ${b})`,
  ne: (a, b) => `(f32x4.ne ${a} ${b})`,
  lt: (a, b) => `(f32x4.lt ${a} ${b})`,
  le: (a, b) => `(f32x4.le ${a} ${b})`,
  gt: (a, b) => `(f32x4.gt ${a} ${b})`,
  ge: (a, b) => `(f32x4.ge ${a} ${b})`,
  and: (a, b) => `(v128.and ${a} ${b})`,
  or: (a, b) => `(v128.or ${a} ${b})`,
  not: (a) => `(v128.not ${a})`,
};

/** The module that computes `outputs` of `inputs` arrays. */
export function emitModule(inputs: number, outputs: readonly Expr[], options: ModuleOptions): string {
  const body = new Body(options.precision === 'fast' ? lower(outputs) : outputs, options.precision);
  const unroll = options.unroll ?? body.unroll;
  const memory = options.shared ? '(memory 1 65536 shared)' : '(memory 0)';
  const xs = Array.from({ length: inputs }, (_, i) => i);
  const ys = outputs.map((_, j) => j);
  const each = (indices: number[], text: (i: number) => string): string => indices.map(text).join(' ');

  /** Goes on by `bytes` in every array. */
  const advance = (bytes: number): string =>
    `${each(xs, (i) => `(local.set $x${i} (i32.add (local.get $x${i}) (i32.const ${bytes})))`)}
     ${each(ys, (j) => `(local.set $y${j} (i32.add (local.get $y${j}) (i32.const ${bytes})))`)}`;
  const copies = Array.from({ length: unroll }, (_, u) => u);
  const constants = new Constants();
  const inlined = constants.named(body.statements(true));
  const called = constants.named(body.statements(false));
  const turn = copies.map((u) => copy(inlined, u)).join('\n          ');

  return `(module
  (import "env" "memory" ${memory})
  ${body.lanes().join('\n  ')}
  (func $row ${each(xs, (i) => `(param $x${i} i32) (param $step${i} i32)`)} ${each(ys, (j) => `(param $y${j} i32)`)} (param $n i32)
    (local $left i32) ${each(xs, (i) => copies.map((u) => `(local $v${i}_${u} v128)`).join(' '))}
    ${each(ys, (j) => copies.map((u) => `(local $r${j}_${u} v128)`).join(' '))}
    ${body.locals()} ${constants.locals()}
    ${constants.definitions()}
    ;; full arrays: ${unroll} vectors a turn, all read before the first is written
    (if (i32.eq (i32.const ${xs.length * VECTOR_BYTES}) ${xs.map((i) => `(local.get $step${i})`).reduce((sum, step) => `(i32.add ${sum} ${step})`)})
      (then
        (local.set $left (i32.div_u (local.get $n) (i32.const ${4 * unroll})))
        (local.set $n (i32.rem_u (local.get $n) (i32.const ${4 * unroll})))
        (block $done (loop $next
          (br_if $done (i32.eqz (local.get $left)))
          ${copies.map((u) => each(xs, (i) => `(local.set $v${i}_${u} (v128.load offset=${u * VECTOR_BYTES} (local.get $x${i})))`)).join('\n          ')}
          ${turn}
          ${copies.map((u) => each(ys, (j) => `(v128.store offset=${u * VECTOR_BYTES} (local.get $y${j}) (local.get $r${j}_${u}))`)).join('\n          ')}
          ${advance(unroll * VECTOR_BYTES)}
          (local.set $left (i32.sub (local.get $left) (i32.const 1)))
          (br $next)))))
    ;; what is left, and rows in which one value stands for all: a vector a turn
    (local.set $left (i32.shr_u (local.get $n) (i32.const 2)))
    (block $done (loop $next
      (br_if $done (i32.eqz (local.get $left)))
      ${each(xs, (i) => `(local.set $v${i}_0 (if (result v128) (local.get $step${i}) (then (v128.load (local.get $x${i}))) (else (v128.load32_splat (local.get $x${i})))))`)}
      ${copy(called, 0)}
      ${each(ys, (j) => `(v128.store (local.get $y${j}) (local.get $r${j}_0))`)}
      ${each(xs, (i) => `(local.set $x${i} (i32.add (local.get $x${i}) (local.get $step${i})))`)}
      ${each(ys, (j) => `(local.set $y${j} (i32.add (local.get $y${j}) (i32.const ${VECTOR_BYTES})))`)}
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (br $next)))
    ;; the last n % 4, one by one
    (local.set $left (i32.and (local.get $n) (i32.const 3)))
    (block $done (loop $next
      (br_if $done (i32.eqz (local.get $left)))
      ${each(xs, (i) => `(local.set $v${i}_0 (v128.load32_splat (local.get $x${i})))`)}
      ${copy(called, 0)}
      ${each(ys, (j) => `(v128.store32_lane 0 (local.get $y${j}) (local.get $r${j}_0))`)}
      ${each(xs, (i) => `(local.set $x${i} (i32.add (local.get $x${i}) (i32.shr_u (local.get $step${i}) (i32.const 2))))`)}
      ${each(ys, (j) => `(local.set $y${j} (i32.add (local.get $y${j}) (i32.const 4)))`)}
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (br $next))))
  (func (export "run") ${each(xs, (i) => `(param $x${i} i32) (param $row${i} i32) (param $step${i} i32)`)} ${each(ys, (j) => `(param $y${j} i32)`)} (param $rows i32) (param $n i32)
    (block $done (loop $next
      (br_if $done (i32.eqz (local.get $rows)))
      (call $row ${each(xs, (i) => `(local.get $x${i}) (local.get $step${i})`)} ${each(ys, (j) => `(local.get $y${j})`)} (local.get $n))
      ${each(xs, (i) => `(local.set $x${i} (i32.add (local.get $x${i}) (local.get $row${i})))`)}
      ${each(ys, (j) => `(local.set $y${j} (i32.add (local.get $y${j}) (i32.shl (local.get $n) (i32.const 2))))`)}
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br $next)))))
`;
}

/** Statements for one of the vectors of a turn. */
const copy = (statements: string, index: number): string => statements.replaceAll(COPY, String(index));

/** Vector constants as locals, set once a row: a kernel has each of them for every vector of a turn. */
class Constants {
  readonly #names = new Map<string, string>();

  /** `text` with the names of constants in their places. */
  named(text: string): string {
    return text.replace(/v128\.const i32x4(?: 0x\w+){4}/g, (constant) => {
      let name = this.#names.get(constant);
      if (name === undefined) {
        name = `$k${this.#names.size}`;
        this.#names.set(constant, name);
      }
      return `local.get ${name}`;
    });
  }

  locals(): string {
    return [...this.#names.values()].map((name) => `(local ${name} v128)`).join(' ');
  }

  definitions(): string {
    return [...this.#names].map(([constant, name]) => `(local.set ${name} (${constant}))`).join('\n    ');
  }
}

/** The expressions as statements over locals: $v<input>_<copy> in, $r<output>_<copy> out. */
class Body {
  readonly #outputs: readonly Expr[];
  readonly #precision: Precision;
  readonly #nodes: Expr[];
  /** Nodes that are used more than once and so have a local. */
  readonly #named: Expr[];
  readonly #called = new Set<string>();
  /** Locals of lane functions that are written out, with their types. */
  readonly #scratch = new Map<string, string>();
  #inline = false;

  constructor(outputs: readonly Expr[], precision: Precision) {
    this.#outputs = outputs;
    this.#precision = precision;
    this.#nodes = nodesOf(outputs);
    const uses = new Map<Expr, number>();
    for (const node of this.#nodes) {
      if (node.kind !== 'operation') continue;
      for (const arg of operandsOf(node)) uses.set(arg, (uses.get(arg) ?? 0) + 1);
      const lane = laneOf(node, precision);
      if (lane !== undefined) this.#call(lane);
    }
    for (const output of outputs) uses.set(output, (uses.get(output) ?? 0) + 1);
    this.#named = this.#nodes.filter((node) => node.kind === 'operation' && uses.get(node)! > 1);
  }

  /**
   * Vectors a turn. Several keep the processor busy while one waits for its results; too many at once run out
   * of registers. `npm run bench unroll` shows what becomes of it.
   */
  get unroll(): number {
    const operations = this.#nodes.filter(({ kind }) => kind === 'operation').length;
    if (this.#called.size > 0) return [...this.#called].some((lane) => WIDE.has(lane)) ? 2 : 4;
    return operations <= 8 ? 8 : operations <= 24 ? 4 : 2;
  }

  /** The text of the lane functions that are called, each once. */
  lanes(): string[] {
    return [...this.#called].map((name) => laneText(name));
  }

  /** Those that `statements` used; ask after it. */
  locals(): string {
    const named = this.#named.map((_, i) => `(local $t${i} v128)`);
    return [...named, ...[...this.#scratch].map(([name, type]) => `(local $${name} ${type})`)].join(' ');
  }

  /** @param inline Whether lane functions are written out in place of a call: calls keep vectors apart. */
  statements(inline: boolean): string {
    this.#inline = inline;
    const index = new Map(this.#named.map((node, i) => [node, i]));
    const text = (node: Expr): string => {
      const named = index.get(node);
      return named === undefined ? this.#compute(node, text) : `(local.get $t${named})`;
    };
    const lines = this.#named.map((node, i) => `(local.set $t${i} ${this.#compute(node, text)})`);
    const results = this.#outputs.map((output, j) => `(local.set $r${j}_${COPY} ${text(output)})`);
    return [...lines, ...results].join('\n          ');
  }

  #compute(node: Expr, text: (node: Expr) => string): string {
    if (node.kind === 'constant') return splat(node.value);
    if (node.kind === 'input') return `(local.get $v${node.index}_${COPY})`;
    const args = operandsOf(node);
    if (node.name === 'override') return text(args[0]!);
    if (node.name === 'select') return this.#select(args as [Expr, Expr, Expr], text);
    const lane = laneOf(node, this.#precision);
    const operands = args.map(text);
    if (lane === undefined) return TEMPLATES[node.name]!(...operands);
    return this.#inline ? this.#inlined(lane, operands) : `(call $${lane} ${operands.join(' ')})`;
  }

  /** The body of a lane function, its parameters and locals being locals of ours. */
  #inlined(lane: string, operands: readonly string[]): string {
    const [, parameters, locals, instructions] =
      /^\(func \$\w+((?: \(param \$\d+ v128\))+) \(result v128\)((?: \(local \$\d+ \w+\))*) (.*)\)$/s.exec(
        laneText(lane),
      )!;
    const types = [...`${parameters}${locals}`.matchAll(/\$\d+ (\w+)/g)].map((match) => match[1]!);
    types.forEach((type, i) => {
      this.#scratch.set(`${lane}${i}`, type);
    });
    // All operands before the first is kept: one may itself be made of the same lane function.
    const sets = operands.map((_, i) => `local.set $${lane}${operands.length - 1 - i}`);
    const body = instructions!.replace(/(local\.\w+ \$)(\d+)/g, `$1${lane}$2`);
    return `(block (result v128) ${operands.join(' ')} ${sets.join(' ')} ${body})`;
  }

  /** A choice of 0 is a mask away, and costs half. */
  #select([condition, a, b]: [Expr, Expr, Expr], text: (node: Expr) => string): string {
    if (isZero(b)) return `(v128.and ${text(a)} ${text(condition)})`;
    if (isZero(a)) return `(v128.andnot ${text(b)} ${text(condition)})`;
    return `(v128.bitselect ${text(a)} ${text(b)} ${text(condition)})`;
  }

  #call(lane: string): void {
    if (this.#called.has(lane)) return;
    if (!hasLane(lane)) throw new Error(`internal: no lane function ${lane}`);
    this.#called.add(lane);
    for (const [, inner] of laneText(lane).matchAll(/call \$(\w+)/g)) this.#call(inner!);
  }
}

/** The lane function that computes `node`, if it takes one: the fast one where there is one. */
function laneOf({ name }: Operation, precision: Precision): string | undefined {
  if (name in TEMPLATES || name === 'select' || name === 'override') return undefined;
  const fast = `${name}Fast`;
  return precision === 'fast' && hasLane(fast) ? fast : `${name}Exact`;
}

function isZero(expr: Expr): boolean {
  return expr.kind === 'constant' && Object.is(expr.value, 0);
}

const words = new DataView(new ArrayBuffer(4));

function splat(value: number): string {
  words.setFloat32(0, value);
  const hex = `0x${words.getUint32(0).toString(16).padStart(8, '0')}`;
  return `(v128.const i32x4 ${hex} ${hex} ${hex} ${hex})`;
}
