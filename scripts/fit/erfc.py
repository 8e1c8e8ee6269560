"""The coefficients of erfc."""

from minimax import mp, rational


def erfc_scaled(x):
    """e^(x^2) erfc x."""
    return mp.exp(x * x) * mp.erfc(x)


rational('erfc', erfc_scaled, lambda x: 1 / erfc_scaled(x), 9, 10, 0, mp.mpf('10.07'))
