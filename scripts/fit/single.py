"""The float32 coefficients of expFast and expm1Fast, softplusFast and erfFast.

Remez' coefficients, rounded, lose up to half a ULP more than they need. A search mends that: it moves a few of
them by a few units of the last place and keeps what lowers the largest error of the function as it is
evaluated, on a sample. Prints the best, which scripts/sweep.ts then has to measure. Needs mpmath and numpy.

    python3 scripts/fit/single.py exp|expm1|softplus|erf [rounds]
"""

import math
import sys

import numpy as np

from minimax import TINY, fitted, mp

F = np.float32
ROUND = F(12582912)
HALF_LN2 = mp.log(2) / 2 * mp.mpf('1.0005')


def horner(t, coefficients):
    p = coefficients[-1]
    for c in coefficients[-2::-1]:
        p = p * t + c
    return p


def expm1_reduced(x, c):
    k = x * F(1.44269504) + ROUND - ROUND
    high = x - k * F(0.693145752)
    low = k * F(1.42860677e-6)
    r = high - low
    return k.astype(np.int32), high + (r * r * horner(r, c) - low)


def exp_fast(x, c):
    k, p = expm1_reduced(x, c)
    return np.ldexp(F(1) + p, k)


def expm1_fast(x, c):
    k, p = expm1_reduced(x, c)
    half = np.ldexp(F(0.5), k)
    return F(2) * (half * p + (half - F(0.5)))


# As assembly/lanes/exp.ts has them.
EXP = np.array([0.5, 0.166665107, 0.0416674949, 0.00836934336, 0.00138163159], F)


def softplus_fast(x, c):
    e = exp_fast(-np.abs(x), EXP)
    return np.maximum(x, F(0)) + e * e * horner(e, c) + e


def erf_fast(x, c):
    small = x + x * horner(x * x, c[:7])
    p = horner(np.minimum(x, F(3.93)) - F(1), c[7:])
    p = p * p
    return np.where(x > F(1), F(1) - p * p, small)


def exp_rest(r):
    """(e^r - 1 - r) / r^2."""
    return (mp.exp(r) - 1 - r) / r**2 if abs(r) > TINY else mp.mpf(1) / 2


def log_rest(e):
    """(ln(1 + e) - e) / e^2."""
    return (mp.log1p(e) - e) / e**2 if e > TINY else -mp.mpf(1) / 2


def erf_rest(t):
    """erf x / x - 1, t = x^2."""
    x = mp.sqrt(t)
    return mp.erf(x) / x - 1 if t > TINY else 2 / mp.sqrt(mp.pi) * (1 - t / 3) - 1


def erf_tail(u):
    """(1 - erf a)^(1/4), a = u + 1."""
    return mp.root(mp.erfc(u + 1), 4)


def start(name):
    if name in ('exp', 'expm1'):
        return fitted(exp_rest, lambda r: r * r * mp.exp(-r), 4, -HALF_LN2, HALF_LN2)
    if name == 'softplus':
        return fitted(log_rest, lambda e: e * e / mp.log1p(e) if e > TINY else e, 8, 0, 1)
    small = fitted(erf_rest, lambda t: 1 / (erf_rest(t) + 1), 6, 0, 1)
    return small + fitted(erf_tail, lambda u: 4 * erf_tail(u) ** 3, 9, 0, mp.mpf('2.93'))


FUNCTIONS = {
    'exp': (exp_fast, np.exp, -87, 87),
    'expm1': (expm1_fast, np.expm1, -18, 18),
    'softplus': (softplus_fast, lambda x: np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))), -87, 87),
    'erf': (erf_fast, np.vectorize(math.erf), 0, 4),
}


def sample(low, high, count, random):
    """As many of every size as there are float32, and as many spread evenly."""
    x = random.uniform(low, high, count // 2)
    y = np.where(low < 0, random.choice([-1, 1], count // 2), 1) * 2.0 ** random.uniform(-26, math.log2(high), count // 2)
    return np.concatenate([x, y]).astype(F)


def search(name, rounds):
    function, reference, low, high = FUNCTIONS[name]
    random = np.random.default_rng(1)
    best = np.array([float(c) for c in start(name)], F)

    def errors(x, c):
        y = reference(x.astype(np.float64))
        return np.abs(function(x, c) - y) / np.ldexp(1.0, np.frexp(y)[1] - 24)

    x = np.empty(0, F)
    while rounds > 0:
        # The worst of many, so that few points see what all would.
        fresh = sample(low, high, 2_000_000, random)
        e = errors(fresh, best)
        x = np.concatenate([x, fresh[np.argsort(e)[-20_000:]], fresh[:20_000]])
        least = errors(x, best).max()
        print(f'{max(e.max(), least):.4f}:', *(f'{c:.9g}' for c in best), flush=True)
        for _ in range(min(rounds, 500)):
            moved = best.copy()
            for _ in range(random.integers(1, 4)):
                i, size = random.integers(len(best)), 2 ** random.integers(0, 10)
                moved[i : i + 1].view(np.int32)[0] += random.integers(-size, size + 1)
            largest = errors(x, moved).max()
            if largest <= least:
                best, least = moved, largest
        rounds -= 500


search(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5000)
