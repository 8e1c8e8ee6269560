// Programs to a wasm module in text: one loop over float32 arrays, f32x4 lanes, all outputs in a pass.
//
//   run(x0, row0, step0, x1, row1, step1, …, y0, y1, …, rows, n)
//
// Per input: a pointer, the bytes to go on after each row, and the bytes to go on after each vector: 16,
// or 0 where one value stands for the whole row. Rows of outputs lie one after the other, n elements each.
import type { Program } from '../../expr/program.js';
import { fuse } from '../fuse.js';
import { type Body, renderBody } from './body.js';

export interface ModuleOptions {
  /** Whether the memory is shared between threads. */
  readonly shared: boolean;
  /** Vectors an iteration, where it is not to be chosen. */
  readonly unroll?: number;
}

const VECTOR_BYTES = 16;
const VECTOR_LANES = 4;
/** Elements that `run` takes at once: a multiple of a vector. 16384 take some tens of microseconds. */
const SLICE = 2 ** 14;

/** The module that runs `program`. */
export function renderWat({ inputs, outputs, precision }: Program, options: ModuleOptions): string {
  const body = renderBody(precision === 'fast' ? fuse(outputs) : outputs, precision, options.unroll);
  const arrays: Arrays = { xs: range(inputs), ys: range(outputs.length) };
  const memory = options.shared ? '(memory 1 65536 shared)' : '(memory 0)';
  return form('module', '', [
    `(import "env" "memory" ${memory})`,
    ...body.functions,
    ...rowFunction(body, arrays),
    ...runFunction(arrays),
  ]).join('\n');
}

/** The numbers of the inputs and of the outputs. */
interface Arrays {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

/** `$row`: one row of every array. */
function rowFunction(body: Body, arrays: Arrays): string[] {
  const { xs, ys } = arrays;
  const parameters = [
    ...xs.map((i) => `(param $x${i} i32) (param $step${i} i32)`),
    ...ys.map((j) => `(param $y${j} i32)`),
    '(param $n i32)',
  ];
  const vectors = range(Math.max(1, body.vectors));
  const locals = [
    ...xs.flatMap((i) => vectors.map((u) => `(local $v${i}_${u} v128)`)),
    ...ys.flatMap((j) => vectors.map((u) => `(local $r${j}_${u} v128)`)),
    ...body.locals,
  ];
  return form('func', `$row ${parameters.join(' ')}`, [
    ['(local $left i32)', ...locals].join(' '),
    ...body.setup,
    ...(body.vectors === 0 ? [] : fullArrays(body, arrays)),
    ';; what is left, and rows in which one value stands for all: a vector an iteration',
    set('left', `(i32.shr_u ${get('n')} (i32.const 2))`),
    ...repeat('left', [
      ...xs.map((i) => set(`v${i}_0`, vectorOrSplat(i))),
      ...body.single,
      ...ys.map((j) => `(v128.store ${get(`y${j}`)} ${get(`r${j}_0`)})`),
      ...xs.map((i) => advance(`x${i}`, get(`step${i}`))),
      ...ys.map((j) => advance(`y${j}`, constant(VECTOR_BYTES))),
    ]),
    ';; the last n % 4, one by one',
    set('left', `(i32.and ${get('n')} (i32.const 3))`),
    ...repeat('left', [
      ...xs.map((i) => set(`v${i}_0`, `(v128.load32_splat ${get(`x${i}`)})`)),
      ...body.single,
      ...ys.map((j) => `(v128.store32_lane 0 ${get(`y${j}`)} ${get(`r${j}_0`)})`),
      ...xs.map((i) => advance(`x${i}`, `(i32.shr_u ${get(`step${i}`)} (i32.const 2))`)),
      ...ys.map((j) => advance(`y${j}`, '(i32.const 4)')),
    ]),
  ]);
}

/** Vectors side by side, where no input has one value for the whole row. */
function fullArrays({ vectors, iteration }: Body, { xs, ys }: Arrays): string[] {
  const bytes = constant(vectors * VECTOR_BYTES);
  return [
    `;; full arrays: ${vectors} vectors an iteration, all read before the first is written`,
    ...form('if', `(i32.eq ${constant(xs.length * VECTOR_BYTES)} ${sum(xs.map((i) => get(`step${i}`)))})`, [
      ...form('then', '', [
        set('left', `(i32.div_u ${get('n')} ${constant(VECTOR_LANES * vectors)})`),
        set('n', `(i32.rem_u ${get('n')} ${constant(VECTOR_LANES * vectors)})`),
        ...repeat('left', [
          ...range(vectors).flatMap((u) =>
            xs.map((i) => set(`v${i}_${u}`, `(v128.load ${offset(u)} ${get(`x${i}`)})`)),
          ),
          ...iteration,
          ...range(vectors).flatMap((u) =>
            ys.map((j) => `(v128.store ${offset(u)} ${get(`y${j}`)} ${get(`r${j}_${u}`)})`),
          ),
          ...xs.map((i) => advance(`x${i}`, bytes)),
          ...ys.map((j) => advance(`y${j}`, bytes)),
        ]),
      ]),
    ]),
  ];
}

/**
 * `run`: all rows, in slices. An engine starts a new function in its baseline compiler, and does not replace a loop that
 * is running; the next slice gets the optimised code.
 */
function runFunction({ xs, ys }: Arrays): string[] {
  const parameters = [
    ...xs.map((i) => `(param $x${i} i32) (param $row${i} i32) (param $step${i} i32)`),
    ...ys.map((j) => `(param $y${j} i32)`),
    '(param $rows i32) (param $n i32)',
  ];
  const pointers = [...xs.map((i) => `${get(`at${i}`)} ${get(`step${i}`)}`), ...ys.map((j) => get(`y${j}`))];
  return form('func', `(export "run") ${parameters.join(' ')}`, [
    ['(local $left i32) (local $slice i32)', ...xs.map((i) => `(local $at${i} i32)`)].join(' '),
    ...repeat('rows', [
      ...xs.map((i) => set(`at${i}`, get(`x${i}`))),
      set('left', get('n')),
      ...form('loop', '$more', [
        set(
          'slice',
          `(select ${get('left')} ${constant(SLICE)} (i32.lt_u ${get('left')} ${constant(SLICE)}))`,
        ),
        `(call $row ${pointers.join(' ')} ${get('slice')})`,
        ...xs.map((i) =>
          advance(`at${i}`, `(i32.mul ${get(`step${i}`)} (i32.shr_u ${get('slice')} (i32.const 2)))`),
        ),
        ...ys.map((j) => advance(`y${j}`, `(i32.shl ${get('slice')} (i32.const 2))`)),
        set('left', `(i32.sub ${get('left')} ${get('slice')})`),
        `(br_if $more ${get('left')})`,
      ]),
      ...xs.map((i) => advance(`x${i}`, get(`row${i}`))),
    ]),
  ]);
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);
const get = (name: string): string => `(local.get $${name})`;
const set = (name: string, value: string): string => `(local.set $${name} ${value})`;
const advance = (name: string, bytes: string): string => set(name, `(i32.add ${get(name)} ${bytes})`);
const constant = (value: number): string => `(i32.const ${value})`;
const sum = (terms: readonly string[]): string => terms.reduce((a, b) => `(i32.add ${a} ${b})`);
const offset = (vector: number): string => `offset=${vector * VECTOR_BYTES}`;

/** A vector of input `i`, or where its step is 0 the one value that stands for the row. */
const vectorOrSplat = (i: number): string =>
  `(if (result v128) ${get(`step${i}`)} (then (v128.load ${get(`x${i}`)})) (else (v128.load32_splat ${get(`x${i}`)})))`;

/** Runs `statements` as often as the local `count` says, and leaves it at 0. */
const repeat = (count: string, statements: readonly string[]): string[] =>
  form('block', '$done', [
    ...form('loop', '$next', [
      `(br_if $done (i32.eqz ${get(count)}))`,
      ...statements,
      set(count, `(i32.sub ${get(count)} (i32.const 1))`),
      '(br $next)',
    ]),
  ]);

/** The lines of `(name header …)`, with `content` indented. */
function form(name: string, header: string, content: readonly string[]): string[] {
  const lines = [`(${name}${header && ' '}${header}`, ...content.map((line) => `  ${line}`)];
  lines[lines.length - 1] += ')';
  return lines;
}
