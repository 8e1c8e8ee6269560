// How each path rounds: for every operation, how far its result may be from the nearest number of the precision.
import { CLAIMS } from '../../assembly/lanes/claims.js';

export interface Model {
  readonly name: string;
  /** Whether results are float64; else float32. */
  readonly isFloat64: boolean;
  /** Whether the enclosure is to hold the real value too, and not only what rounding makes of it. */
  readonly isHull: boolean;
  /** Whether the fast tier's forms may be computed. */
  readonly hasForms: boolean;
  /** In ULP of the result, beyond the rounding to the nearest. */
  readonly slack: (operation: string) => number;
  /** Added to every error: what tfjs's own kernels do near 0. */
  readonly absolute: number;
  /** How far a constant may be from what is meant, in ULP. */
  readonly constants: number;
}

/** Basic operations are rounded to the nearest on every path of ours. */
const BASIC = new Set(['add', 'sub', 'mul', 'div', 'sqrt']);
/** For the float64 functions of the oracle: in ULP of float32. */
const ORACLE = 2e-6;

function claimed(tier: 'exact' | 'fast'): (operation: string) => number {
  const slacks = new Map<string, number>();
  for (const [name, claims] of Object.entries(CLAIMS)) {
    const { bound } = claims[tier] ?? claims.exact;
    slacks.set(name, bound === 0.5 ? ORACLE : bound - 0.5 + 0.005);
  }
  return (operation) => (BASIC.has(operation) ? 0 : (slacks.get(operation) ?? ORACLE));
}

const exactSlack = claimed('exact');
const fastClaim = claimed('fast');
/** The forms of the fast tier, and what is computed by parts of them. */
const FORMS: Readonly<Record<string, number>> = { gate: 4, gateSlope: 8, sigmoidRest: 4 };
const fastSlack = (operation: string): number => FORMS[operation] ?? fastClaim(operation);

const float32 = { isFloat64: false, isHull: false, hasForms: false, absolute: 0, constants: 0 };

export const EXACT: Model = { ...float32, name: 'exact', slack: exactSlack };
export const FAST: Model = { ...float32, name: 'fast', hasForms: true, slack: fastSlack };
/** Holds both the real value and what the fast tier makes of it. */
export const HULL: Model = {
  ...float32,
  name: 'hull',
  hasForms: true,
  isHull: true,
  slack: (operation) => fastSlack(operation) + ORACLE,
};
/** Of a compiled plain function, whose constants are rounded to float32. */
export const PLAIN: Model = { ...HULL, name: 'plain', constants: 0.5 };
/** Float64 arithmetic on expressions of the library, whose constants are float32. */
export const FLOAT64: Model = {
  ...float32,
  name: 'float64',
  isFloat64: true,
  constants: 1.5,
  slack: () => 0,
};
/** tfjs's kernels: some are polynomials or go through float32 on the way. */
export const COMPOSED: Model = {
  ...float32,
  name: 'composed',
  slack: (operation) => (BASIC.has(operation) ? 0.01 : 64),
  absolute: 1e-6,
};
