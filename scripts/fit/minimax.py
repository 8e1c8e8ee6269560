"""Minimax fits by Remez' exchange, in 250 bits; what the other scripts here share.

Each fit minimises the largest |weight(t) * (fit(t) - f(t))| over [a, b]. Needs mpmath.
"""

import mpmath as mp

mp.mp.prec = 250

# Below it a function of t = s^2 takes the first terms of its series.
TINY = mp.mpf(2) ** -60


def polynomial(name, f, weight, degree, a, b):
    """Fits c[0] + c[1] t + ... and prints it."""
    p, _, error = _exchange(f, weight, degree, 0, a, b)
    _show(name, error, {'p': p})


def fitted(f, weight, degree, a, b):
    """The coefficients c[0], c[1], … of such a fit."""
    return list(_exchange(f, weight, degree, 0, a, b)[0])


def rational(name, f, weight, numerator, denominator, a, b):
    """Fits (p[0] + p[1] t + ...) / (1 + q[1] t + ...) and prints it."""
    p, q, error = _exchange(f, weight, numerator, denominator, a, b)
    _show(name, error, {'p': p, 'q': q})


def _exchange(f, weight, n, m, a, b, grid=1600):
    """Interpolates in Chebyshev's points, then moves the points to the peaks of the error until it is level."""
    a, b = mp.mpf(a), mp.mpf(b)
    count = n + m + 2
    middle, radius = (a + b) / 2, (b - a) / 2
    ts = [middle - radius * mp.cos(mp.pi * i / grid) for i in range(grid + 1)]
    least = max(abs(weight(t)) for t in ts) / 10000
    weigh = lambda t: max(abs(weight(t)), least)
    values, weights = [f(t) for t in ts], [weigh(t) for t in ts]
    nodes = [middle - radius * mp.cos(mp.pi * (2 * i + 1) / (2 * count - 2)) for i in range(count - 1)]
    p, q = _interpolate([(t, f(t)) for t in nodes], n, m)
    level = mp.mpf(0)
    for _ in range(40):
        errors = [w * (_at(p, t) / _at(q, t) - v) for t, v, w in zip(ts, values, weights)]
        runs = [[0]]
        for i in range(1, len(ts)):
            if (errors[i] > 0) == (errors[i - 1] > 0):
                runs[-1].append(i)
            else:
                runs.append([i])
        peaks = [max(run, key=lambda i: abs(errors[i])) for run in runs]
        if len(peaks) < count:
            raise ArithmeticError(f'expected {count} peaks, got {len(peaks)}')
        while len(peaks) > count:
            peaks.pop(0 if abs(errors[peaks[0]]) < abs(errors[peaks[-1]]) else -1)
        worst = max(abs(errors[i]) for i in peaks)
        if worst < abs(level) * mp.mpf('1.0001'):
            return p, q, worst
        p, q, level = _level(f, weigh, [ts[i] for i in peaks], n, m, q, level)
    raise ArithmeticError('the exchange does not settle')


def _interpolate(points, n, m):
    """p and q that pass through n + m + 1 points."""
    matrix, right = mp.matrix(len(points), len(points)), mp.matrix(len(points), 1)
    for i, (t, value) in enumerate(points):
        for j in range(n + 1):
            matrix[i, j] = t**j
        for j in range(1, m + 1):
            matrix[i, n + j] = -value * t**j
        right[i] = value
    solution = mp.lu_solve(matrix, right)
    return [solution[j] for j in range(n + 1)], [mp.mpf(1)] + [solution[n + j] for j in range(1, m + 1)]


def _level(f, weight, points, n, m, q, level):
    """p and q whose weighted error is level, -level, level, ... at the points: Newton's method from q and level."""
    size = len(points)
    for _ in range(30):
        matrix, right = mp.matrix(size, size), mp.matrix(size, 1)
        for i, t in enumerate(points):
            unit = (-1) ** i / weight(t)
            value = f(t) + level * unit
            for j in range(n + 1):
                matrix[i, j] = t**j
            for j in range(1, m + 1):
                matrix[i, n + j] = -value * t**j
            matrix[i, size - 1] = -unit * _at(q, t)
            right[i] = value - level * unit * _at(q, t)
        solution = mp.lu_solve(matrix, right)
        q = [mp.mpf(1)] + [solution[n + j] for j in range(1, m + 1)]
        change, level = abs(solution[size - 1] - level), solution[size - 1]
        if change < abs(level) / 10**12:
            return [solution[j] for j in range(n + 1)], q, level
    raise ArithmeticError('no level found')


def _at(c, t):
    return mp.polyval(c[::-1], t)


def _show(name, error, coefficients):
    print(f'{name}: error 2^{mp.nstr(mp.log(error, 2), 4)}')
    for letter, c in coefficients.items():
        for i, value in enumerate(c):
            print(f'  {letter}[{i}] = {float(value)!r}')
