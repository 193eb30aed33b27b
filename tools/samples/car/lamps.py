"""What is inside the lamps: projectors, light strips, reflectors."""

import numpy as np

from shape.solids import lathe, sweep


def corner(form, u, z, rear=False, sign=1):
    """The skin's point and normal at u = distance round the corner + |y| (see outlines.py)."""
    # Along a line of constant u the skin is met exactly once, coming from outside.
    start = np.array([u / 2 - 1.0, u / 2 + 1.0, z])
    direction = np.array([1.0, -1.0, 0.0])
    if rear:
        start[0] = form.body["length"] - start[0]
        direction[0] = -1.0
    p, n = form.hit(start, direction, reach=2.2)
    return p * [1, sign, 1], n * [1, sign, 1]


def build(body, form):
    """List of (name, mesh, material)."""
    out = []
    for sign in (1, -1):
        out += _front(body, form, sign)
        out += _rear(body, form, sign)
    return out


def _middle(points, share):
    """Centre line of a lamp outline whose first half runs one way and second half back: (u, z) at `share` of its length."""
    p = np.asarray(points)
    u = p[:, 0].min() + (p[:, 0].max() - p[:, 0].min()) * share
    return u, np.interp(u, *_edge(p, low=True)), np.interp(u, *_edge(p, low=False))


def _edge(p, low):
    left, right = np.argmin(p[:, 0]), np.argmax(p[:, 0])
    us = np.linspace(p[left, 0], p[right, 0], 60)
    crossings = []
    for u in us:
        zs = []
        for a, b in zip(p, np.roll(p, -1, axis=0)):
            if (a[0] - u) * (b[0] - u) <= 0 and abs(a[0] - b[0]) > 1e-9:
                zs.append(a[1] + (u - a[0]) / (b[0] - a[0]) * (b[1] - a[1]))
        crossings.append(min(zs) if low else max(zs))
    return us, crossings


def _front(body, form, sign):
    out = []
    for share in (0.22, 0.44, 0.63):
        u, low, high = _middle(body["headlamp"], share)
        z = (low + high) / 2 - 0.002
        p, n = corner(form, u, z, sign=sign)
        size = min(0.036, (high - low) * 0.40)
        # Lamps look ahead, not along the skin's normal; a little outwards so that the quarter view sees into them.
        axis = np.array([-1.0, 0.25 * sign, 0.0])
        axis /= np.linalg.norm(axis)
        middle = p - n * 0.050
        out.append(("projector", _aim(lathe([(0.016, 0.0), (0.015, size * 0.35), (0.011, size * 0.7), (0.0, size * 0.95), (-0.005, 0.0)], 40), middle, axis), "lens"))
        out.append(("ring", _aim(lathe([(0.004, size), (0.010, size * 1.12), (-0.002, size * 1.2), (-0.03, size * 1.05), (-0.03, size * 0.9)], 40), middle, axis), "chrome"))
        out.append(("bowl", _aim(lathe([(-0.006, 0.0), (-0.006, size)], 40), middle, axis), "headlamp_bucket"))
    path, up = [], []
    for share in np.linspace(0.05, 0.93, 36):
        u, low, high = _middle(body["headlamp"], share)
        p, n = corner(form, u, low + 0.020, sign=sign)
        path.append(p - n * 0.022)
        up.append(n)
    out.append(("daylight", sweep(path, up, 0.010, 0.008), "light_white"))
    out.append(("daylight_bed", sweep(np.array(path) - np.array(up) * 0.012, up, 0.024, 0.014), "plastic"))
    path, up = [], []
    for share in np.linspace(0.55, 0.95, 14):
        u, low, high = _middle(body["headlamp"], share)
        p, n = corner(form, u, high - 0.020, sign=sign)
        path.append(p - n * 0.03)
        up.append(n)
    out.append(("indicator", sweep(path, up, 0.012, 0.008), "amber"))
    return out


def _rear(body, form, sign):
    out = []
    tall = body["panel_van"]
    for k, where in enumerate((0.30, 0.70)):
        path, up = [], []
        for share in np.linspace(0.08, 0.92, 24):
            if tall:
                zs = [v for _, v in body["tail_lamp"]]
                u = 0.865 + 0.06 * k
                z = min(zs) + 0.04 + (max(zs) - min(zs) - 0.08) * share
            else:
                u, low, high = _middle(body["tail_lamp"], share)
                z = low + (high - low) * where
            p, n = corner(form, u, z, rear=True, sign=sign)
            path.append(p - n * 0.020)
            up.append(n)
        out.append(("tail_strip", sweep(path, up, 0.012, 0.008), "light_red" if k else "chrome"))
    return out


def _aim(mesh, centre, axis):
    """A lathe (axis y) turned so that +y points along `axis`."""
    p, n, f = mesh
    side = np.cross(axis, [0, 0, 1.0])
    side /= np.linalg.norm(side)
    up = np.cross(side, axis)
    return p[:, :1] * side + p[:, 1:2] * axis + p[:, 2:] * up + centre, n, f
