"""The coefficients of sinh, cosh and atanh; asinh and acosh use the last."""

from minimax import TINY, mp, polynomial


def sinh(w):
    """(sinh r - r) / r^3, w = r^2."""
    r = mp.sqrt(w)
    return (mp.sinh(r) - r) / (r * w) if w > TINY else mp.mpf(1) / 6 + w / 120


def cosh(w):
    """(cosh r - 1) / r^2, w = r^2."""
    return (mp.cosh(mp.sqrt(w)) - 1) / w if w > TINY else mp.mpf(1) / 2 + w / 24


def atanh(w):
    """(atanh s - s) / s^3, w = s^2."""
    s = mp.sqrt(w)
    return (mp.atanh(s) - s) / (s * w) if w > TINY else mp.mpf(1) / 3 + w / 5


HALF_LN2 = mp.log(2) / 2 * mp.mpf('1.001')
polynomial('sinh', sinh, lambda w: w, 4, 0, HALF_LN2**2)
polynomial('cosh', cosh, lambda w: w, 4, 0, HALF_LN2**2)
polynomial('atanh', atanh, lambda w: w, 7, 0, mp.mpf('0.2008') ** 2)
