// Taylor coefficients of the elementary functions at one point, by the recurrences of their differential equations, with
// bounds of their rounding. The library derives by rules of its own; nothing here comes from them.
import { SCALAR } from './scalar.js';

/** How many coefficients: three derivatives, and two more for the error that comes with the argument. */
export const TERMS = 6;
const EPSILON = 2 ** -52;

/** Coefficients, and the sizes of what was summed to them. */
export interface Series {
  readonly c: readonly number[];
  readonly m: readonly number[];
}

const orders = Array.from({ length: TERMS }, (_, k) => k);

const series = (c: readonly number[]): Series => ({ c, m: c.map(Math.abs) });
const constantSeries = (c0: number): Series => series([c0, 0, 0, 0, 0, 0]);

/** The k-th coefficient of p q, with its size. */
function product(p: Series, q: Series, k: number): [number, number] {
  let [c, m] = [0, 0];
  for (let i = 0; i <= k; i++) {
    c += p.c[i]! * q.c[k - i]!;
    m += p.m[i]! * q.m[k - i]!;
  }
  return [c, m];
}

/** y of y' = slope and y(0) = c0. */
function integral(c0: number, slope: Series, sign = 1): Series {
  const c = [c0];
  const m = [Math.abs(c0)];
  for (let k = 1; k < TERMS; k++) {
    c.push((sign * slope.c[k - 1]!) / k);
    m.push(slope.m[k - 1]! / k);
  }
  return { c, m };
}

/** u^power of u = u0 + u1 h + u2 h^2. */
function powerOf(c0: number, u0: number, u1: number, u2: number, power: number): Series {
  const c = [c0];
  const m = [Math.abs(c0)];
  const u = [u0, u1, u2];
  for (let k = 1; k < TERMS; k++) {
    let [value, size] = [0, 0];
    for (let i = 1; i <= Math.min(k, 2); i++) {
      const factor = (i * power - (k - i)) * u[i]!;
      value += factor * c[k - i]!;
      size += Math.abs(factor) * m[k - i]!;
    }
    c.push(value / (k * u0));
    m.push(size / Math.abs(k * u0));
  }
  return { c, m };
}

/** x^power. */
export function monomial(c0: number, a: number, power: number): Series {
  if (a !== 0) return powerOf(c0, a, 1, 0, power);
  // At 0 it is a polynomial, or has no derivatives.
  if (!Number.isInteger(power) || power < 0) return series(orders.map(() => Number.NaN));
  return series(orders.map((k) => Number(k === power)));
}

/** e^(±x^2 …): the coefficients of y with y' = y (s0 + s1 h). */
function bell(c0: number, s0: number, s1: number): Series {
  const c = [c0];
  const m = [Math.abs(c0)];
  for (let k = 1; k < TERMS; k++) {
    const [last, before] = [c[k - 1]!, c[k - 2] ?? 0];
    c.push((s0 * last + s1 * before) / k);
    m.push((Math.abs(s0) * m[k - 1]! + Math.abs(s1) * (m[k - 2] ?? 0)) / k);
  }
  return { c, m };
}

/** y and s = y' of s' = s q and q' = factor s. */
function logistic(y0: number, s0: number, q0: number, factor: number): Series {
  const s = { c: [s0], m: [Math.abs(s0)] };
  const q = { c: [q0], m: [Math.abs(q0)] };
  for (let k = 0; k < TERMS - 1; k++) {
    const [value, size] = product(s, q, k);
    q.c.push((factor * s.c[k]!) / (k + 1));
    q.m.push((Math.abs(factor) * s.m[k]!) / (k + 1));
    s.c.push(value / (k + 1));
    s.m.push(size / (k + 1));
  }
  return integral(y0, s);
}

function tangent(a: number): Series {
  const c = [Math.tan(a)];
  for (let k = 0; k < TERMS - 1; k++) {
    let value = k === 0 ? 1 : 0;
    for (let i = 0; i <= k; i++) value += c[i]! * c[k - i]!;
    c.push(value / (k + 1));
  }
  return series(c);
}

/** Of f whose derivatives go round: f, g, and their negatives. */
function circle(values: readonly number[]): Series {
  let factorial = 1;
  return series(
    orders.map((k) => {
      factorial *= Math.max(1, k);
      return values[k % values.length]! / factorial;
    }),
  );
}

const sigmoidSlope = (a: number): number => SCALAR.sigmoid!(a) * SCALAR.sigmoid!(-a);
const sigmoid = (a: number): Series => logistic(SCALAR.sigmoid!(a), sigmoidSlope(a), -Math.tanh(a / 2), -2);
const gauss = (a: number): Series => bell((2 / Math.sqrt(Math.PI)) * Math.exp(-a * a), -2 * a, -2);
const minusOne = (s: Series, c0: number): Series => ({ c: [c0, ...s.c.slice(1)], m: s.m });
const step =
  (name: string) =>
  (a: number): Series =>
    constantSeries(SCALAR[name]!(a));

export const TAYLOR: Readonly<Record<string, (a: number) => Series>> = {
  neg: (a) => series([-a, -1, 0, 0, 0, 0]),
  stop: constantSeries,
  // The slope at 0 is 0, by convention.
  abs: (a) => series([Math.abs(a), Math.sign(a), 0, 0, 0, 0]),
  floor: step('floor'),
  ceil: step('ceil'),
  trunc: step('trunc'),
  nearest: step('nearest'),
  sqrt: (a) => monomial(Math.sqrt(a), a, 0.5),
  cbrt: (a) => monomial(Math.cbrt(a), a, 1 / 3),
  reciprocal: (a) => monomial(1 / a, a, -1),
  exp: (a) => circle([Math.exp(a)]),
  expm1: (a) => minusOne(circle([Math.exp(a)]), Math.expm1(a)),
  log: (a) => integral(Math.log(a), monomial(1 / a, a, -1)),
  log2: (a) => integral(Math.log2(a), powerOf(1 / (a * Math.LN2), a, 1, 0, -1)),
  log1p: (a) => integral(Math.log1p(a), monomial(1 / (1 + a), 1 + a, -1)),
  sin: (a) => circle([Math.sin(a), Math.cos(a), -Math.sin(a), -Math.cos(a)]),
  cos: (a) => circle([Math.cos(a), -Math.sin(a), -Math.cos(a), Math.sin(a)]),
  tan: tangent,
  asin: (a) =>
    integral(Math.asin(a), powerOf(1 / Math.sqrt((1 - a) * (1 + a)), (1 - a) * (1 + a), -2 * a, -1, -0.5)),
  acos: (a) =>
    integral(
      Math.acos(a),
      powerOf(1 / Math.sqrt((1 - a) * (1 + a)), (1 - a) * (1 + a), -2 * a, -1, -0.5),
      -1,
    ),
  atan: (a) => integral(Math.atan(a), powerOf(1 / (1 + a * a), 1 + a * a, 2 * a, 1, -1)),
  sinh: (a) => circle([Math.sinh(a), Math.cosh(a)]),
  cosh: (a) => circle([Math.cosh(a), Math.sinh(a)]),
  tanh: (a) => logistic(Math.tanh(a), 1 / Math.cosh(a) ** 2, -2 * Math.tanh(a), -2),
  asinh: (a) => integral(Math.asinh(a), powerOf(1 / Math.sqrt(1 + a * a), 1 + a * a, 2 * a, 1, -0.5)),
  acosh: (a) =>
    integral(Math.acosh(a), powerOf(1 / Math.sqrt((a - 1) * (a + 1)), (a - 1) * (a + 1), 2 * a, 1, -0.5)),
  atanh: (a) => integral(Math.atanh(a), powerOf(1 / ((1 - a) * (1 + a)), (1 - a) * (1 + a), -2 * a, -1, -1)),
  erf: (a) => integral(SCALAR.erf!(a), gauss(a)),
  erfc: (a) => integral(SCALAR.erfc!(a), gauss(a), -1),
  sigmoid,
  softplus: (a) => integral(SCALAR.softplus!(a), sigmoid(a)),
};

/** The error of the k-th coefficient, where the argument is off by `radius` at most. */
export function errorOf({ m }: Series, k: number, radius: number): number {
  const rounding = 256 * EPSILON * m[k]!;
  if (radius === 0) return rounding;
  const first = (k + 1) * m[k + 1]! * radius;
  const second = (k + 2) * (k + 1) * (m[k + 2] ?? m[k + 1]!) * radius * radius;
  return rounding + 2 * first + second;
}
