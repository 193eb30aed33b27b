"""Smooth one-dimensional curves and smooth set operations: the alphabet in which a body is written."""

import numpy as np


def curve(points, softness=0.008):
    """A function through the given (position, value) points, monotone between them so that sheet metal never ripples.

    `softness` (metres) rounds the breaks; a crease in a door is two points close together and a small softness.
    Beyond its ends the curve goes on with the slope it had there.
    """
    p = np.asarray(points, dtype=float)
    x, y = p[:, 0], p[:, 1]
    h = np.diff(x)
    d = np.diff(y) / h
    m = np.empty_like(y)
    m[0], m[-1] = d[0], d[-1]
    for i in range(1, len(x) - 1):
        # Fritsch-Carlson: the harmonic mean keeps every span monotone.
        if d[i - 1] * d[i] <= 0:
            m[i] = 0.0
        else:
            a, b = 2 * h[i] + h[i - 1], h[i] + 2 * h[i - 1]
            m[i] = (a + b) / (a / d[i - 1] + b / d[i])
    step = 0.002
    pad = 0.4
    grid = np.arange(x[0] - pad, x[-1] + pad, step)
    i = np.clip(np.searchsorted(x, grid) - 1, 0, len(h) - 1)
    t = (grid - x[i]) / h[i]
    inside = (
        (2 * t**3 - 3 * t**2 + 1) * y[i]
        + (t**3 - 2 * t**2 + t) * h[i] * m[i]
        + (-2 * t**3 + 3 * t**2) * y[i + 1]
        + (t**3 - t**2) * h[i] * m[i + 1]
    )
    values = np.where(grid < x[0], y[0] + (grid - x[0]) * m[0], np.where(grid > x[-1], y[-1] + (grid - x[-1]) * m[-1], inside))
    if softness > 0:
        n = int(np.ceil(3 * softness / step))
        k = np.exp(-0.5 * (np.arange(-n, n + 1) * step / softness) ** 2)
        values = np.convolve(np.pad(values, n, mode="edge"), k / k.sum(), mode="valid")
    return lambda q: np.interp(q, grid, values)


def smooth_max(a, b, radius):
    """Intersection with a fillet. Cubic, because a quadratic blend shows as a kink in reflections."""
    h = np.maximum(radius - np.abs(a - b), 0.0) / radius
    return np.maximum(a, b) + h * h * h * (radius / 6.0)


def smooth_min(a, b, radius):
    """Union with a fillet."""
    return -smooth_max(-a, -b, radius)


def smooth_step(a, b, q):
    t = np.clip((q - a) / (b - a), 0.0, 1.0)
    return t * t * (3 - 2 * t)


def polygon(points, rounding=0.02):
    """Signed distance to a closed outline in two dimensions (negative inside), its corners rounded."""
    p = np.asarray(points, dtype=float)
    p = _inset(p, rounding) if rounding > 0 else p

    def distance(u, v):
        u, v = np.asarray(u, dtype=float), np.asarray(v, dtype=float)
        best = np.full(u.shape, np.inf)
        sign = np.ones(u.shape)
        for a, b in zip(p, np.roll(p, -1, axis=0)):
            e = b - a
            wu, wv = u - a[0], v - a[1]
            t = np.clip((wu * e[0] + wv * e[1]) / max(e @ e, 1e-12), 0, 1)
            best = np.minimum(best, (wu - t * e[0]) ** 2 + (wv - t * e[1]) ** 2)
            crosses = ((a[1] <= v) != (b[1] <= v)) & (wu < e[0] * wv / (e[1] if abs(e[1]) > 1e-12 else 1e-12))
            sign = np.where(crosses, -sign, sign)
        return sign * np.sqrt(best) - rounding

    return distance


def _inset(p, amount):
    """Move every side inwards, so that rounding afterwards gives back the outline that was asked for."""
    area = np.sum(p[:, 0] * np.roll(p[:, 1], -1) - np.roll(p[:, 0], -1) * p[:, 1])
    if area < 0:
        p = p[::-1]
    before, after = p - np.roll(p, 1, axis=0), np.roll(p, -1, axis=0) - p
    n1 = np.stack([-before[:, 1], before[:, 0]], 1) / np.linalg.norm(before, axis=1, keepdims=True)
    n2 = np.stack([-after[:, 1], after[:, 0]], 1) / np.linalg.norm(after, axis=1, keepdims=True)
    return p + (n1 + n2) * (amount / np.maximum(1 + np.sum(n1 * n2, axis=1, keepdims=True), 0.3))
