// What the members of Math and Number mean on one number. One row per member.
import { isTruth } from '../expr/build.js';
import type { Expr } from '../expr/expr.js';
import type { UnaryName } from '../expr/operations.js';
import { cbrt, hypot, log2 } from '../operations.js';
import { bringNeedsOf } from '../tfjs/define/lazy.js';
import type { ElementwiseOp } from '../tfjs/op/op.js';
import type { Algebra } from './algebra.js';
import { power } from './operators.js';
import {
  type Caller,
  computed,
  describe,
  known,
  Misuse,
  type Native,
  numberOf,
  type Record,
  truthOf,
  type Value,
} from './values.js';

/** A member in terms of operations. Arguments that are left out are undefined, which is NaN. */
type Row = (algebra: Algebra, ...args: readonly Expr[]) => Expr;

const same =
  (name: UnaryName): Row =>
  (algebra, x) =>
    algebra.call(name, x!);

const fold =
  (name: 'min' | 'max', none: number): Row =>
  (algebra, ...args) =>
    args.length === 0 ? algebra.constant(none) : args.reduce((a, b) => algebra.call(name, a, b));

/** An operation of an op of this package. */
const ours =
  (op: ElementwiseOp, name: UnaryName): Row =>
  (algebra, x) => {
    bringNeedsOf(op);
    return algebra.call(name, x!);
  };

/** Members of Math that have a meaning on numbers of each element. */
const MEMBERS: { readonly [Name in keyof typeof Math]?: Row } = {
  abs: same('abs'),
  acos: same('acos'),
  acosh: same('acosh'),
  asin: same('asin'),
  asinh: same('asinh'),
  atan: same('atan'),
  atan2: (algebra, y, x) => algebra.call('atan2', y!, x!),
  atanh: same('atanh'),
  cbrt: ours(cbrt, 'cbrt'),
  ceil: same('ceil'),
  cos: same('cos'),
  cosh: same('cosh'),
  exp: same('exp'),
  expm1: same('expm1'),
  floor: same('floor'),
  // Kernels compute in float32: each value is rounded already.
  fround: (_, x) => x!,
  hypot: (algebra, ...args) => {
    if (args.length < 2) return args.length === 0 ? algebra.constant(0) : algebra.call('abs', args[0]!);
    bringNeedsOf(hypot);
    return args.reduce((a, b) => algebra.call('hypot', a, b));
  },
  log: same('log'),
  log10: (algebra, x) => algebra.call('mul', algebra.constant(Math.LOG10E), algebra.call('log', x!)),
  log1p: same('log1p'),
  log2: ours(log2, 'log2'),
  max: fold('max', Number.NEGATIVE_INFINITY),
  min: fold('min', Number.POSITIVE_INFINITY),
  pow: (algebra, a, b) => power(a!, b!, algebra),
  round: roundHalfUp,
  sign,
  sin: same('sin'),
  sinh: same('sinh'),
  sqrt: same('sqrt'),
  tan: same('tan'),
  tanh: same('tanh'),
  trunc: same('trunc'),
};

/** Members that are refused, and why. */
const REFUSED: { readonly [name: string]: readonly [problem: string, remedy: string] } = {
  random: [
    'Math.random is another number at each call',
    'Draw the numbers before, and hand them in as an input.',
  ],
  clz32: ['Math.clz32 works on the bits of an integer', 'Use Math.floor(Math.log2(x)).'],
  imul: ['Math.imul works on integers of 32 bits', 'Use a * b.'],
  f16round: ['Math.f16round rounds to float16, which kernels do not have', 'Leave it out.'],
  sumPrecise: ['Math.sumPrecise takes an iterable', 'Write the sum out.'],
};

/** How many arguments a member takes, where it takes one number of them: the others are ignored. */
const ARITY: { readonly [name: string]: number } = { atan2: 2, pow: 2 };
const VARIADIC = new Set(['max', 'min', 'hypot']);

/** The nearest integer, a half up; -0.5 to -0 are -0. */
function roundHalfUp(algebra: Algebra, x?: Expr): Expr {
  const up = algebra.call('ceil', x!);
  const isTooLarge = algebra.call('gt', algebra.call('sub', up, algebra.constant(0.5)), x!);
  return algebra.select(isTooLarge, algebra.call('sub', up, algebra.constant(1)), up);
}

/** 1, -1, or x itself where it is 0, -0 or NaN. */
function sign(algebra: Algebra, x?: Expr): Expr {
  const zero = algebra.constant(0);
  const negative = algebra.select(algebra.call('lt', x!, zero), algebra.constant(-1), x!);
  return algebra.select(algebra.call('gt', x!, zero), algebra.constant(1), negative);
}

const native = (name: string, apply: Native['apply']): Native => ({ kind: 'native', name, apply });

/** The known numbers that `args` are, or undefined. */
function numbersOf(args: readonly Value[]): number[] | undefined {
  const isKnown = args.every((arg) => arg.kind === 'known' && typeof arg.value !== 'string');
  return isKnown ? args.map((arg) => Number((arg as { value: unknown }).value)) : undefined;
}

function memberOfMath(name: string): Value {
  const whole = `Math.${name}`;
  const refused = REFUSED[name];
  const member: unknown = Math[name as keyof typeof Math];
  if (typeof member === 'number') return known(member);
  return native(whole, (args, { algebra, rounded }) => {
    if (name === 'random') throw new Misuse(...refused!);
    const numbers = numbersOf(args);
    if (numbers !== undefined) return known((member as (...numbers: number[]) => number)(...numbers));
    if (refused !== undefined) throw new Misuse(...refused);
    if (name === 'fround') rounded();
    const count = ARITY[name] ?? 1;
    const given = VARIADIC.has(name)
      ? args
      : Array.from({ length: count }, (_, i) => args[i] ?? known(undefined));
    return computed(
      MEMBERS[name as keyof typeof Math]!(algebra, ...given.map((arg) => numberOf(arg, algebra))),
    );
  });
}

const names = new Set([
  ...Object.getOwnPropertyNames(Math),
  ...Object.keys(MEMBERS),
  ...Object.keys(REFUSED),
]);

export const MATH: Record = {
  kind: 'record',
  name: 'Math',
  properties: new Map([...names].map((name) => [name, memberOfMath(name)])),
};

/** A question about a number, whose answer is a truth value. */
const question = (
  name: string,
  ofKnown: (x: unknown) => boolean,
  ofNumber: (x: Expr, algebra: Algebra) => Expr,
): Native =>
  native(name, ([x = known(undefined)], { algebra }) => {
    if (x.kind === 'known') return known(ofKnown(x.value));
    if (x.kind !== 'computed') throw new Misuse(`expected a number, got ${describe(x)}`);
    if (isTruth(x.expr) && name.startsWith('Number.')) return known(false);
    return computed(ofNumber(numberOf(x, algebra), algebra));
  });

const isNaNOf = (x: Expr, algebra: Algebra): Expr => algebra.call('ne', x, x);
const isFiniteOf = (x: Expr, algebra: Algebra): Expr =>
  algebra.call('lt', algebra.call('abs', x), algebra.constant(Number.POSITIVE_INFINITY));
const isIntegerOf = (x: Expr, algebra: Algebra): Expr =>
  algebra.and(isFiniteOf(x, algebra), algebra.call('eq', algebra.call('floor', x), x));

const NUMBER: Native = {
  ...native('Number', ([x = known(0)], { algebra }) =>
    x.kind === 'known' ? known(Number(x.value)) : computed(numberOf(x, algebra)),
  ),
  properties: new Map<string, Value>([
    ['isNaN', question('Number.isNaN', Number.isNaN, isNaNOf)],
    ['isFinite', question('Number.isFinite', Number.isFinite, isFiniteOf)],
    ['isInteger', question('Number.isInteger', Number.isInteger, isIntegerOf)],
    ...(['EPSILON', 'MAX_SAFE_INTEGER', 'MAX_VALUE', 'MIN_SAFE_INTEGER', 'MIN_VALUE', 'NaN'] as const).map(
      (name): [string, Value] => [name, known(Number[name])],
    ),
    ['NEGATIVE_INFINITY', known(Number.NEGATIVE_INFINITY)],
    ['POSITIVE_INFINITY', known(Number.POSITIVE_INFINITY)],
  ]),
};

/** Names that stand for the same in every function. */
export const GLOBALS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['Math', MATH],
  ['Number', NUMBER],
  ['NaN', known(Number.NaN)],
  ['Infinity', known(Number.POSITIVE_INFINITY)],
  ['undefined', known(undefined)],
  ['isNaN', question('isNaN', (x) => Number.isNaN(Number(x)), isNaNOf)],
  ['isFinite', question('isFinite', (x) => Number.isFinite(Number(x)), isFiniteOf)],
  [
    'Boolean',
    native('Boolean', ([x = known(undefined)], { algebra }: Caller) => {
      const truth = truthOf(x, algebra);
      return typeof truth === 'boolean' ? known(truth) : computed(truth);
    }),
  ],
  // What esbuild writes: around functions to keep their names, and for ** in old JavaScript.
  ['__name', native('__name', ([fn]) => fn!)],
  ['__pow', memberOfMath('pow')],
]);
