// Programs to a wasm module in text: one loop over float32 arrays, f32x4 lanes, all outputs in a pass.
//
//   run(x0, row0, step0, x1, row1, step1, …, y0, y1, …, rows, n)
//
// Per input: a pointer, the bytes to go on after each row, and the bytes to go on after each vector: 16,
// or 0 where one value stands for the whole row. Rows of outputs lie one after the other, n elements each.
import type { Program } from '../../expr/program.js';
import { fuse } from '../fuse.js';
import { type Body, copyOf, renderBody } from './body.js';

export interface ModuleOptions {
  /** Whether the memory is shared between threads. */
  readonly shared: boolean;
  /** Vectors an iteration, where it is not to be chosen. */
  readonly unroll?: number;
}

const VECTOR_BYTES = 16;
const VECTOR_LANES = 4;

/** The module that runs `program`. */
export function renderWat({ inputs, outputs, precision }: Program, options: ModuleOptions): string {
  const body = renderBody(precision === 'fast' ? fuse(outputs) : outputs, precision);
  const arrays: Arrays = { xs: range(inputs), ys: range(outputs.length) };
  const memory = options.shared ? '(memory 1 65536 shared)' : '(memory 0)';
  return form('module', '', [
    `(import "env" "memory" ${memory})`,
    ...body.functions,
    ...rowFunction(body, arrays, body.unroll && (options.unroll ?? body.unroll)),
    ...runFunction(arrays),
  ]).join('\n');
}

/** The numbers of the inputs and of the outputs. */
interface Arrays {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

/** `$row`: one row of every array. */
function rowFunction(body: Body, { xs, ys }: Arrays, unroll: number): string[] {
  const copies = range(Math.max(1, unroll));
  const single = copyOf(body.called, 0);
  const parameters = [
    ...xs.map((i) => `(param $x${i} i32) (param $step${i} i32)`),
    ...ys.map((j) => `(param $y${j} i32)`),
    '(param $n i32)',
  ];
  const vectors = [
    ...xs.flatMap((i) => copies.map((u) => `(local $v${i}_${u} v128)`)),
    ...ys.flatMap((j) => copies.map((u) => `(local $r${j}_${u} v128)`)),
  ];
  return form('func', `$row ${parameters.join(' ')}`, [
    ['(local $left i32)', ...vectors, ...body.locals].join(' '),
    ...body.setup,
    ...(unroll === 0 ? [] : fullArrays(body, { xs, ys }, unroll)),
    ';; what is left, and rows in which one value stands for all: a vector an iteration',
    set('left', `(i32.shr_u ${get('n')} (i32.const 2))`),
    ...repeat('left', [
      ...xs.map((i) => set(`v${i}_0`, vectorOrSplat(i))),
      ...single,
      ...ys.map((j) => `(v128.store ${get(`y${j}`)} ${get(`r${j}_0`)})`),
      ...xs.map((i) => advance(`x${i}`, get(`step${i}`))),
      ...ys.map((j) => advance(`y${j}`, constant(VECTOR_BYTES))),
    ]),
    ';; the last n % 4, one by one',
    set('left', `(i32.and ${get('n')} (i32.const 3))`),
    ...repeat('left', [
      ...xs.map((i) => set(`v${i}_0`, `(v128.load32_splat ${get(`x${i}`)})`)),
      ...single,
      ...ys.map((j) => `(v128.store32_lane 0 ${get(`y${j}`)} ${get(`r${j}_0`)})`),
      ...xs.map((i) => advance(`x${i}`, `(i32.shr_u ${get(`step${i}`)} (i32.const 2))`)),
      ...ys.map((j) => advance(`y${j}`, '(i32.const 4)')),
    ]),
  ]);
}

/** Vectors side by side, where no input has one value for the whole row. */
function fullArrays({ inlined }: Body, { xs, ys }: Arrays, unroll: number): string[] {
  const copies = range(unroll);
  const bytes = constant(unroll * VECTOR_BYTES);
  return [
    `;; full arrays: ${unroll} vectors an iteration, all read before the first is written`,
    ...form('if', `(i32.eq ${constant(xs.length * VECTOR_BYTES)} ${sum(xs.map((i) => get(`step${i}`)))})`, [
      ...form('then', '', [
        set('left', `(i32.div_u ${get('n')} ${constant(VECTOR_LANES * unroll)})`),
        set('n', `(i32.rem_u ${get('n')} ${constant(VECTOR_LANES * unroll)})`),
        ...repeat('left', [
          ...copies.flatMap((u) =>
            xs.map((i) => set(`v${i}_${u}`, `(v128.load ${offset(u)} ${get(`x${i}`)})`)),
          ),
          ...copies.flatMap((u) => copyOf(inlined, u)),
          ...copies.flatMap((u) =>
            ys.map((j) => `(v128.store ${offset(u)} ${get(`y${j}`)} ${get(`r${j}_${u}`)})`),
          ),
          ...xs.map((i) => advance(`x${i}`, bytes)),
          ...ys.map((j) => advance(`y${j}`, bytes)),
        ]),
      ]),
    ]),
  ];
}

/** `run`: all rows. */
function runFunction({ xs, ys }: Arrays): string[] {
  const parameters = [
    ...xs.map((i) => `(param $x${i} i32) (param $row${i} i32) (param $step${i} i32)`),
    ...ys.map((j) => `(param $y${j} i32)`),
    '(param $rows i32) (param $n i32)',
  ];
  const pointers = [...xs.map((i) => `${get(`x${i}`)} ${get(`step${i}`)}`), ...ys.map((j) => get(`y${j}`))];
  return form('func', `(export "run") ${parameters.join(' ')}`, [
    ...repeat('rows', [
      `(call $row ${pointers.join(' ')} ${get('n')})`,
      ...xs.map((i) => advance(`x${i}`, get(`row${i}`))),
      ...ys.map((j) => advance(`y${j}`, `(i32.shl ${get('n')} (i32.const 2))`)),
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
