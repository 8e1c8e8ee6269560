"""The coefficients of pow: log2 of a significand and 2^r."""

from minimax import TINY, mp, polynomial


def log2(w):
    """(log2((1 + s) / (1 - s)) - 2 s / ln 2) / s^3, w = s^2."""
    s = mp.sqrt(w)
    tail = (mp.atanh(s) - s) / (s * w) if w > TINY else mp.mpf(1) / 3 + w / 5
    return 2 * tail / mp.log(2)


def exp2(r):
    """(2^r - 1 - r ln 2) / r^2."""
    ln2 = mp.log(2)
    return (mp.mpf(2) ** r - 1 - ln2 * r) / r**2 if abs(r) > TINY else ln2**2 / 2


LARGEST_S = (mp.sqrt(2) - 1) ** 2 * mp.mpf('1.0005')
polynomial('log2', log2, lambda w: w * mp.log(2) / 2, 6, 0, LARGEST_S**2)
polynomial('exp2', exp2, lambda r: r**2 / mp.mpf(2) ** r, 9, -0.502, 0.502)
