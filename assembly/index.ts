// lanewise/assembly: elementary functions on four float32 at once, for kernels written in AssemblyScript.
//
//   import { tanhFast } from 'lanewise/assembly';
//   v128.store(y, tanhFast(v128.load(x)));
//
// Each function takes v128 and returns v128. asc needs --enable simd, and --disableWarning 112, as no v128 leaves
// the module. The functions are pure: they use no table, no data segment, no memory, no globals and no imports.
//
// Two tiers. An Exact function evaluates in float64 and returns the float32 nearest to the true value, so its
// results are the same bits on every machine. A Fast function stays in float32. Beside each name stands its largest
// error in units of the last place of a float32 (ULP), found by trying all 2^32 inputs, or 2^28 pairs of inputs;
// docs/ulp.md says where it occurs. A nearest result errs by at most 0.5.
//
// Where nothing else is said: every input is allowed, NaN gives NaN, results overflow to an infinity and underflow
// to a rounded subnormal, and a function with f(0) = 0 keeps the sign of a zero.

/** e^x. -inf gives 0. expExact: 0.5 ULP. expFast: 0.9089 ULP. */
export { expExact, expFast } from './lanes/exp';

/** e^x - 1, with full precision near 0. -inf gives -1. expm1Exact: 0.5 ULP. expm1Fast: 1.4039 ULP. */
export { expm1Exact, expm1Fast } from './lanes/expm1';

/** ln x. +-0 gives -inf; x < 0 gives NaN; inf gives inf. logExact: 0.5 ULP. logFast: 0.8399 ULP. */
export { logExact, logFast } from './lanes/log';

/**
 * The logarithm of x to base 2, exactly k for x = 2^k. +-0 gives -inf; x < 0 gives NaN; inf gives inf.
 * log2Exact: 0.5 ULP. log2Fast: 1.4021 ULP.
 */
export { log2Exact, log2Fast } from './lanes/log2';

/** ln(1 + x), with full precision near 0. -1 gives -inf; x < -1 gives NaN; inf gives inf. log1pExact: 0.5 ULP. */
export { log1pExact } from './lanes/log1p';

/** sinh x / cosh x. +-inf gives +-1. tanhExact: 0.5 ULP. tanhFast: 1.3043 ULP. */
export { tanhExact, tanhFast } from './lanes/tanh';

/** 1 / (1 + e^-x). -inf gives 0; inf gives 1. sigmoidExact: 0.5 ULP. sigmoidFast: 2.4019 ULP. */
export { sigmoidExact, sigmoidFast } from './lanes/sigmoid';

/** ln(1 + e^x). -inf gives 0; inf gives inf. softplusExact: 0.5 ULP. softplusFast: 2.0242 ULP. */
export { softplusExact, softplusFast } from './lanes/softplus';

/** 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x. +-inf gives +-1. erfExact: 0.5 ULP. erfFast: 1.4129 ULP. */
export { erfExact, erfFast } from './lanes/erf';

/** 1 - erf x, with full relative precision where it is small. -inf gives 2; inf gives 0. erfcExact: 0.5 ULP. */
export { erfcExact } from './lanes/erfc';

/** The sine of x in radians, of any size. +-inf gives NaN. sinExact: 0.5 ULP. */
export { sinExact } from './lanes/sin';

/** The cosine of x in radians, of any size. +-inf gives NaN. cosExact: 0.5 ULP. */
export { cosExact } from './lanes/cos';

/** The tangent of x in radians, of any size. +-inf gives NaN. tanExact: 0.5 ULP. */
export { tanExact } from './lanes/tan';

/** The angle in [-pi/2, pi/2] whose sine is x. |x| > 1 gives NaN. asinExact: 0.5 ULP. */
export { asinExact } from './lanes/asin';

/** The angle in [0, pi] whose cosine is x. |x| > 1 gives NaN. acosExact: 0.5 ULP. */
export { acosExact } from './lanes/acos';

/** The angle in [-pi/2, pi/2] whose tangent is x. +-inf gives +-pi/2. atanExact: 0.5 ULP. */
export { atanExact } from './lanes/atan';

/**
 * atan2Exact(y, x): the angle in [-pi, pi] of the point (x, y) from the axis of x. As C99: +-0 and +-pi on the axis
 * of x, by the sign of a zero x too; +-pi/4 and +-3pi/4 where both are infinite. atan2Exact: 0.5 ULP.
 */
export { atan2Exact } from './lanes/atan2';

/** (e^x - e^-x) / 2. +-inf gives +-inf. sinhExact: 0.5 ULP. */
export { sinhExact } from './lanes/sinh';

/** (e^x + e^-x) / 2. +-inf gives inf. coshExact: 0.5 ULP. */
export { coshExact } from './lanes/cosh';

/** The number whose sinh is x. +-inf gives +-inf. asinhExact: 0.5 ULP. */
export { asinhExact } from './lanes/asinh';

/** The number >= 0 whose cosh is x. x < 1 gives NaN; inf gives inf. acoshExact: 0.5 ULP. */
export { acoshExact } from './lanes/acosh';

/** The number whose tanh is x. +-1 gives +-inf; |x| > 1 gives NaN. atanhExact: 0.5 ULP. */
export { atanhExact } from './lanes/atanh';

/**
 * powExact(x, y): x^y. As C99: 1 for y = 0 or x = 1, NaN or not; NaN for a negative x and a y that is no integer;
 * zeros and infinities keep the sign of x for an odd y; (-1)^+-inf = 1. powExact: 0.5 ULP.
 */
export { powExact } from './lanes/pow';

/**
 * modExact(a, b): the remainder of a / b with the sign of b, as numpy and Python have it; a zero has the sign of b.
 * b = 0 and an infinite a give NaN; an infinite b gives a, or b where the signs differ. modExact: 0.5 ULP.
 */
export { modExact } from './lanes/mod';
