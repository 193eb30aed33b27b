"""Simple bodies as (points, normals or None, faces): lathe, sweep, box, tube."""

import numpy as np

from shape.net import surface_net, unit


def lathe(profile, segments=96, closed=False):
    """Profile of (y, r) turned about the y axis."""
    prof = np.asarray(profile, float)
    t = np.linspace(0, 2 * np.pi, segments, endpoint=False)
    p = np.stack([np.outer(prof[:, 1], np.cos(t)), np.repeat(prof[:, :1], segments, 1), np.outer(prof[:, 1], np.sin(t))], -1)
    n = len(prof)
    rows = np.arange(n if closed else n - 1)
    i, j = np.meshgrid(rows, np.arange(segments), indexing="ij")
    a, b = i * segments + j, i * segments + (j + 1) % segments
    c, d = ((i + 1) % n) * segments + (j + 1) % segments, ((i + 1) % n) * segments + j
    return p.reshape(-1, 3), None, np.stack([a, b, c, d], -1).reshape(-1, 4)


def sweep(path, up, width, height, closed=False):
    """A bar of rectangular section along `path`; `up` is the outward direction at each point."""
    path, up = np.asarray(path, float), unit(np.asarray(up, float))
    along = unit(np.gradient(path, axis=0))
    side = unit(np.cross(along, up))
    w, h = side * (width / 2), up * (height / 2)
    ring = np.stack([path - w - h, path + w - h, path + w * 0.8 + h, path - w * 0.8 + h], 1)
    n = len(path)
    i, j = np.meshgrid(np.arange(n if closed else n - 1), np.arange(4), indexing="ij")
    k = (i + 1) % n
    faces = np.stack([i * 4 + j, i * 4 + (j + 1) % 4, k * 4 + (j + 1) % 4, k * 4 + j], -1).reshape(-1, 4)
    if not closed:
        faces = np.concatenate([faces, [[3, 2, 1, 0], [4 * n - 4, 4 * n - 3, 4 * n - 2, 4 * n - 1]]])
    return ring.reshape(-1, 3), None, faces


def tube(path, radii, sides=10):
    """A round rod along `path`, its radius given at each point."""
    path = np.asarray(path, float)
    along = unit(np.gradient(path, axis=0))
    ref = np.where(np.abs(along[:, 1:2]) < 0.9, [[0, 1, 0]], [[1, 0, 0]])
    a = unit(np.cross(along, ref))
    b = np.cross(along, a)
    t = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    r = np.broadcast_to(np.asarray(radii, float), len(path))[:, None, None]
    p = path[:, None] + r * (a[:, None] * np.cos(t)[None, :, None] + b[:, None] * np.sin(t)[None, :, None])
    n = len(path)
    i, j = np.meshgrid(np.arange(n - 1), np.arange(sides), indexing="ij")
    faces = np.stack([i * sides + j, i * sides + (j + 1) % sides, (i + 1) * sides + (j + 1) % sides, (i + 1) * sides + j], -1).reshape(-1, 4)
    faces = [list(f) for f in faces] + [list(range(sides))[::-1], list(range((n - 1) * sides, n * sides))]
    return p.reshape(-1, 3), None, faces


def box(centre, size):
    c, s = np.asarray(centre, float), np.asarray(size, float) / 2
    p = np.array([[i, j, k] for i in (-1, 1) for j in (-1, 1) for k in (-1, 1)]) * s + c
    return p, None, np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])


def rounded(f, low, high, step):
    """Any formula, meshed."""
    return surface_net(f, low, high, step)


def round_box(x, y, z, centre, half, radius):
    """Signed distance to a box with rounded edges."""
    q = [np.abs(v - c) - (h - radius) for v, c, h in zip((x, y, z), centre, half)]
    outside = np.sqrt(sum(np.maximum(v, 0) ** 2 for v in q))
    return outside + np.minimum(np.maximum(np.maximum(q[0], q[1]), q[2]), 0) - radius
