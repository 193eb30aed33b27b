"""From an implicit body (negative inside) to triangles: naive surface nets, then every corner pulled onto the surface.

Closed by construction, which is what the masks need, and the normals come from the formula, not from the triangles, which is what
reflections in paint need.
"""

import numpy as np


def gradient(f, p, eps=0.003):
    g = np.empty_like(p)
    for k in range(3):
        d = np.zeros(3)
        d[k] = eps
        g[:, k] = (f(*(p + d).T) - f(*(p - d).T)) / (2 * eps)
    return g


def unit(v):
    return v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-12)


def surface_net(f, low, high, step, symmetric=False):
    """Triangles of f = 0 in the box. With `symmetric`, f must be even in y: half is computed, the other half mirrored.

    Returns corners, unit normals, triangles (wound outwards).
    """
    low, high = np.array(low, dtype=float), np.array(high, dtype=float)
    if symmetric:
        # The first layer of cells straddles y = 0, so its corners lie exactly on the plane.
        low[1] = -step / 2
    n = np.ceil((high - low) / step).astype(int) + 1
    ax = [low[k] + step * np.arange(n[k]) for k in range(3)]
    values = np.empty(n, dtype=np.float32)
    for i in range(0, n[0], 24):
        # In slabs: the whole grid at once would need a gigabyte of intermediate arrays.
        values[i : i + 24] = f(ax[0][i : i + 24, None, None], ax[1][None, :, None], ax[2][None, None, :])
    inside = values < 0
    corners = np.array([(i, j, k) for i in (0, 1) for j in (0, 1) for k in (0, 1)])
    count = np.zeros(n - 1, dtype=np.int8)
    for i, j, k in corners:
        count += inside[i : n[0] - 1 + i, j : n[1] - 1 + j, k : n[2] - 1 + k]
    cells = np.argwhere((count > 0) & (count < 8))
    total, weight = np.zeros((len(cells), 3)), np.zeros((len(cells), 1))
    for a in corners:
        for axis in range(3):
            if a[axis]:
                continue
            b = a.copy()
            b[axis] = 1
            va, vb = values[tuple((cells + a).T)], values[tuple((cells + b).T)]
            hit = (va < 0) != (vb < 0)
            t = np.where(hit, va / np.where(hit, va - vb, 1), 0)[:, None]
            total += np.where(hit[:, None], a + t * (b - a), 0)
            weight += hit[:, None]
    points = low + step * (cells + total / weight)
    index = np.full(n - 1, -1, dtype=np.int64)
    index[tuple(cells.T)] = np.arange(len(cells))
    quads = _quads(inside, index)
    for _ in range(3):
        g = gradient(f, points)
        move = -f(*points.T)[:, None] * g / np.maximum(np.sum(g * g, axis=1, keepdims=True), 0.05)
        points = points + np.clip(move, -0.5 * step, 0.5 * step)
    if symmetric:
        points, quads = _mirror(points, quads, cells[:, 1] == 0)
    normals = unit(gradient(f, points))
    return points, normals, _triangles(points, quads)


def _quads(inside, index):
    out = []
    for axis in range(3):
        a = np.take(inside, range(inside.shape[axis] - 1), axis)
        b = np.take(inside, range(1, inside.shape[axis]), axis)
        edges = np.argwhere(a != b)
        u, v = (axis + 1) % 3, (axis + 2) % 3
        edges = edges[(edges[:, u] > 0) & (edges[:, v] > 0) & (edges[:, u] < inside.shape[u] - 1) & (edges[:, v] < inside.shape[v] - 1)]
        flip = b[tuple(edges.T)]
        ring = []
        for du, dv in ((0, 0), (-1, 0), (-1, -1), (0, -1)):
            c = edges.copy()
            c[:, u] += du
            c[:, v] += dv
            ring.append(index[tuple(c.T)])
        q = np.stack(ring, 1)
        q[flip] = q[flip][:, ::-1]
        out.append(q)
    return np.concatenate(out)


def _mirror(points, quads, on_plane):
    points = points.copy()
    points[on_plane, 1] = 0
    other = np.where(on_plane, np.arange(len(points)), -1)
    extra = np.flatnonzero(~on_plane)
    other[extra] = len(points) + np.arange(len(extra))
    return np.concatenate([points, points[extra] * [1, -1, 1]]), np.concatenate([quads, other[quads][:, ::-1]])


def _triangles(p, q):
    d1 = np.linalg.norm(p[q[:, 0]] - p[q[:, 2]], axis=1)
    d2 = np.linalg.norm(p[q[:, 1]] - p[q[:, 3]], axis=1)
    short = (d1 <= d2)[:, None]
    first = np.where(short, q[:, [0, 1, 2]], q[:, [0, 1, 3]])
    second = np.where(short, q[:, [0, 2, 3]], q[:, [1, 2, 3]])
    return np.concatenate([first, second])
