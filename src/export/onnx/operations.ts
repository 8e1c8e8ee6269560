// How ONNX computes each operation, in float32. The table is total. What ONNX has no operator for, or one that loses
// digits, is composed of others.
import type { OperationName } from '../../expr/operations.js';
import type { Builder } from './builder.js';

/** Adds nodes, and gives the name of their result. Truth values are bools. */
type Cell = (b: Builder, ...operands: string[]) => string;

const operator =
  (type: string): Cell =>
  (b, ...operands) =>
    b.add(type, operands);

export const ONNX: Readonly<Record<OperationName, Cell>> = {
  neg: operator('Neg'),
  abs: operator('Abs'),
  floor: operator('Floor'),
  ceil: operator('Ceil'),
  trunc: (b, x) => b.add('Where', [isNegative(b, x!), b.add('Ceil', [x!]), b.add('Floor', [x!])]),
  // A half to the even neighbour.
  nearest: operator('Round'),
  sqrt: operator('Sqrt'),
  exp: operator('Exp'),
  // 2 t / (1 - t) of t = tanh(x / 2) where e^x - 1 would cancel.
  expm1: (b, x) => {
    const t = b.add('Tanh', [b.add('Mul', [x!, b.constant(0.5)])]);
    const near = b.add('Div', [b.add('Add', [t, t]), b.add('Sub', [b.constant(1), t])]);
    const far = b.add('Sub', [b.add('Exp', [x!]), b.constant(1)]);
    return b.add('Where', [b.add('Less', [b.add('Abs', [x!]), b.constant(1)]), near, far]);
  },
  log: operator('Log'),
  log1p,
  sin: operator('Sin'),
  cos: operator('Cos'),
  tan: operator('Tan'),
  asin: operator('Asin'),
  acos: operator('Acos'),
  atan: operator('Atan'),
  sinh: operator('Sinh'),
  cosh: operator('Cosh'),
  tanh: operator('Tanh'),
  asinh: operator('Asinh'),
  acosh: operator('Acosh'),
  atanh: operator('Atanh'),
  erf: operator('Erf'),
  // Sigmoid of onnxruntime is 0 or inexact far to the left.
  sigmoid: (b, x) => {
    const e = decay(b, x!);
    const numerator = b.add('Where', [isNegative(b, x!), e, b.constant(1)]);
    return b.add('Div', [numerator, b.add('Add', [e, b.constant(1)])]);
  },
  // Softplus may be log(1 + e^x), which is 0 far to the left.
  softplus: (b, x) => b.add('Add', [b.add('Max', [x!, b.constant(0)]), log1p(b, decay(b, x!))]),
  // A power, then a step of Newton's method, or x where that is NaN: 0, infinity and NaN.
  cbrt: (b, x) => {
    const size = b.add('Pow', [b.add('Abs', [x!]), b.constant(1 / 3)]);
    const y = b.add('Mul', [b.add('Sign', [x!]), size]);
    const over = b.add('Div', [x!, b.add('Mul', [y, y])]);
    const step = b.add('Div', [b.add('Sub', [y, over]), b.constant(3)]);
    const root = b.add('Sub', [y, step]);
    return b.add('Where', [b.add('IsNaN', [root]), x!, root]);
  },
  erfc,
  log2: (b, x) => b.add('Mul', [b.add('Log', [x!]), b.constant(Math.LOG2E)]),
  add: operator('Add'),
  sub: operator('Sub'),
  mul: operator('Mul'),
  div: operator('Div'),
  min: operator('Min'),
  max: operator('Max'),
  // fmod has the sign of the dividend: the divisor is added where that differs from its own.
  mod: (b, x, y) => {
    const r = b.add('Mod', [x!, y!], { name: 'fmod', int: 1 });
    const zero = b.add('Equal', [r, b.constant(0)]);
    const differ = b.add('Xor', [isNegative(b, r), isNegative(b, y!)]);
    const moved = b.add('Where', [differ, b.add('Add', [r, y!]), r]);
    return b.add('Where', [zero, b.constant(0), moved]);
  },
  rem: (b, x, y) => b.add('Mod', [x!, y!], { name: 'fmod', int: 1 }),
  pow: operator('Pow'),
  atan2,
  hypot: (b, x, y) => {
    const [p, q] = [b.add('Abs', [x!]), b.add('Abs', [y!])];
    const [most, least] = [b.add('Max', [p, q]), b.add('Min', [p, q])];
    const zero = b.add('Equal', [least, b.constant(0)]);
    const ratio = b.add('Where', [zero, b.constant(0), b.add('Div', [least, most])]);
    const root = b.add('Sqrt', [b.add('Add', [b.add('Mul', [ratio, ratio]), b.constant(1)])]);
    const infinity = b.constant(Number.POSITIVE_INFINITY);
    const isInfinite = b.add('Or', [b.add('Equal', [p, infinity]), b.add('Equal', [q, infinity])]);
    return b.add('Where', [isInfinite, infinity, b.add('Mul', [most, root])]);
  },
  eq: operator('Equal'),
  // True for NaN.
  ne: (b, x, y) => b.add('Not', [b.add('Equal', [x!, y!])]),
  lt: operator('Less'),
  le: operator('LessOrEqual'),
  gt: operator('Greater'),
  ge: operator('GreaterOrEqual'),
  and: operator('And'),
  or: operator('Or'),
  not: operator('Not'),
  select: operator('Where'),
  override: (_, value) => value!,
};

const isNegative: Cell = (b, x) => b.add('Less', [x!, b.constant(0)]);

/** e^-|x|. */
const decay: Cell = (b, x) => b.add('Exp', [b.add('Neg', [b.add('Abs', [x!])])]);

/** log(u) x / (u - 1) of u = 1 + x: what u lost by rounding, the quotient gives back. x itself where u is 1 or infinite. */
function log1p(b: Builder, x?: string): string {
  const one = b.constant(1);
  const u = b.add('Add', [x!, one]);
  const quotient = b.add('Div', [x!, b.add('Sub', [u, one])]);
  const corrected = b.add('Mul', [b.add('Log', [u]), quotient]);
  const isSmall = b.add('Equal', [u, one]);
  const isInfinite = b.add('Equal', [u, b.constant(Number.POSITIVE_INFINITY)]);
  return b.add('Where', [b.add('Or', [isSmall, isInfinite]), x!, corrected]);
}

/** The polynomial of Numerical Recipes' erfcc, from the highest power down. */
const ERFC = [
  ...[0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807],
  ...[-0.18628806, 0.09678418, 0.37409196, 1.00002368, -1.26551223],
];

/** t e^(p(t) - x^2) of t = 1 / (1 + |x| / 2). The square is split, so that its rounding does not grow in the exponential. */
function erfc(b: Builder, x?: string): string {
  const size = b.add('Abs', [x!]);
  const one = b.constant(1);
  const t = b.add('Div', [one, b.add('Add', [one, b.add('Mul', [size, b.constant(0.5)])])]);
  const p = ERFC.map((c) => b.constant(c)).reduce((sum, c) => b.add('Add', [b.add('Mul', [sum, t]), c]));
  const near = b.add('Min', [size, b.constant(32)]);
  const sixteen = b.constant(16);
  const head = b.add('Div', [b.add('Floor', [b.add('Mul', [near, sixteen])]), sixteen]);
  const square = b.add('Neg', [b.add('Mul', [head, head])]);
  const rest = b.add('Mul', [b.add('Sub', [head, near]), b.add('Add', [head, near])]);
  const exponentials = [p, square, rest].map((each) => b.add('Exp', [each]));
  const y = exponentials.reduce((product, each) => b.add('Mul', [product, each]), t);
  return b.add('Where', [isNegative(b, x!), b.add('Sub', [b.constant(2), y]), y]);
}

/** The angle of (x, y): atan of the smaller size divided by the larger, brought to its octant. */
function atan2(b: Builder, y?: string, x?: string): string {
  const [p, q] = [b.add('Abs', [x!]), b.add('Abs', [y!])];
  const [most, least] = [b.add('Max', [p, q]), b.add('Min', [p, q])];
  // 1 where both are infinite, 0 where both are 0.
  const equal = b.add('Equal', [most, least]);
  const zero = b.constant(0);
  const isZero = b.add('Equal', [most, zero]);
  const same = b.add('Where', [isZero, zero, b.constant(1)]);
  const ratio = b.add('Where', [equal, same, b.add('Div', [least, most])]);
  const angle = b.add('Atan', [ratio]);
  const steep = b.add('Sub', [b.constant(Math.PI / 2), angle]);
  const first = b.add('Where', [b.add('Greater', [q, p]), steep, angle]);
  const left = b.add('Sub', [b.constant(Math.PI), first]);
  const upper = b.add('Where', [hasSign(b, x!), left, first]);
  return b.add('Where', [hasSign(b, y!), b.add('Neg', [upper]), upper]);
}

/** Whether x is negative, or -0: 1 / x is negative too. */
function hasSign(b: Builder, x: string): string {
  return b.add('Or', [isNegative(b, x), isNegative(b, b.add('Div', [b.constant(1), x]))]);
}
