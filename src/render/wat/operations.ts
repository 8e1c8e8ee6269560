// How wasm computes each operation. The table is total: an operation without a cell does not compile, nor does a
// cell that names a lane function which the build did not make.
import type { Operation } from '../../expr/expr.js';
import type { OperationName } from '../../expr/operations.js';
import type { Precision } from '../../expr/program.js';
import type { LaneName } from './lanes.js';

/** An instruction on vectors, what to write of the operands, or the lane function of each tier. */
type Cell = string | ((...operands: string[]) => string) | Readonly<Record<Precision, LaneName>>;

/** For functions of which the exact tier is as fast as any. */
const both = (lane: LaneName): Cell => ({ exact: lane, fast: lane });

/** Truth values are masks. */
export const WAT: Readonly<Record<OperationName, Cell>> = {
  neg: 'f32x4.neg',
  abs: 'f32x4.abs',
  floor: 'f32x4.floor',
  ceil: 'f32x4.ceil',
  trunc: 'f32x4.trunc',
  nearest: 'f32x4.nearest',
  sqrt: 'f32x4.sqrt',
  exp: { exact: 'expExact', fast: 'expFast' },
  expm1: { exact: 'expm1Exact', fast: 'expm1Fast' },
  log: { exact: 'logExact', fast: 'logFast' },
  log1p: both('log1pExact'),
  sin: both('sinExact'),
  cos: both('cosExact'),
  tan: both('tanExact'),
  asin: both('asinExact'),
  acos: both('acosExact'),
  atan: both('atanExact'),
  sinh: both('sinhExact'),
  cosh: both('coshExact'),
  tanh: { exact: 'tanhExact', fast: 'tanhFast' },
  asinh: both('asinhExact'),
  acosh: both('acoshExact'),
  atanh: both('atanhExact'),
  erf: { exact: 'erfExact', fast: 'erfFast' },
  sigmoid: { exact: 'sigmoidExact', fast: 'sigmoidFast' },
  softplus: { exact: 'softplusExact', fast: 'softplusFast' },
  cbrt: both('cbrtExact'),
  erfc: both('erfcExact'),
  log2: { exact: 'log2Exact', fast: 'log2Fast' },
  add: 'f32x4.add',
  sub: 'f32x4.sub',
  mul: 'f32x4.mul',
  div: 'f32x4.div',
  min: 'f32x4.min',
  max: 'f32x4.max',
  mod: both('modExact'),
  rem: both('remExact'),
  pow: both('powExact'),
  atan2: both('atan2Exact'),
  hypot: both('hypotExact'),
  eq: 'f32x4.eq',
  ne: 'f32x4.ne',
  lt: 'f32x4.lt',
  le: 'f32x4.le',
  gt: 'f32x4.gt',
  ge: 'f32x4.ge',
  and: 'v128.and',
  or: 'v128.or',
  not: 'v128.not',
  // A choice of 0 is the other branch and a mask, which costs half.
  select: (condition, a, b) =>
    b === ZERO
      ? `(v128.and ${a} ${condition})`
      : a === ZERO
        ? `(v128.andnot ${b} ${condition})`
        : `(v128.bitselect ${a} ${b} ${condition})`,
  override: (value) => value!,
};

/** The lane function that computes `node`, if one does. */
export function laneOf({ name }: Operation, precision: Precision): LaneName | undefined {
  const cell = WAT[name];
  return typeof cell === 'object' ? cell[precision] : undefined;
}

/** The operation `name` on `operands`, where no lane function computes it. */
export function instructionOf(name: OperationName, operands: readonly string[]): string {
  const cell = WAT[name];
  return typeof cell === 'function' ? cell(...operands) : `(${cell} ${operands.join(' ')})`;
}

/** The constant `value` in all four lanes. */
export function splat(value: number): string {
  float32.setFloat32(0, value);
  const hex = `0x${float32.getUint32(0).toString(16).padStart(8, '0')}`;
  return `(v128.const i32x4 ${hex} ${hex} ${hex} ${hex})`;
}

const float32 = new DataView(new ArrayBuffer(4));
const ZERO = splat(0);
