"""The coefficients of tan, asin and atan; acos and atan2 use the last two."""

from minimax import TINY, mp, rational


def tan(t):
    """tan r / r, t = r^2."""
    r = mp.sqrt(t)
    return mp.tan(r) / r if t > TINY else 1 + t / 3


def asin(z):
    """(asin s - s) / s^3, z = s^2."""
    s = mp.sqrt(z)
    return (mp.asin(s) - s) / (s * z) if z > TINY else mp.mpf(1) / 6 + 3 * z / 40


def atan(t):
    """atan u / u, t = u^2."""
    u = mp.sqrt(t)
    return mp.atan(u) / u if t > TINY else 1 - t / 3


rational('tan', tan, lambda t: 1 / tan(t), 3, 3, 0, (mp.pi / 4 * mp.mpf('1.0001')) ** 2)
rational('asin', asin, lambda z: z, 4, 4, 0, 0.25)
rational('atan', atan, lambda t: 1 / atan(t), 6, 6, 0, 1)
