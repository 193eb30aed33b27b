"""Cutting a skin into panels along drawn lines, and giving a panel the folded edge that sheet metal has."""

import numpy as np


class Skin:
    """Corners, normals and triangles; `cut` makes the triangles follow the zero line of a function of position."""

    def __init__(self, points, normals, triangles):
        self.points, self.normals, self.triangles = points, normals, triangles

    def cut(self, field):
        f = field(self.points)
        f = np.where(np.abs(f) < 1e-6, 1e-6, f)
        t = self.triangles
        s = f[t] > 0
        mixed = s.any(1) & ~s.all(1)
        if not mixed.any():
            return
        keep, split = t[~mixed], t[mixed]
        ss = s[mixed]
        # Turn each triangle so that corner 0 is alone on its side of the line.
        alone = np.where(ss.sum(1) == 1, np.argmax(ss, 1), np.argmin(ss, 1))
        split = np.stack([split[np.arange(len(split)), (alone + k) % 3] for k in range(3)], 1)
        edges = np.concatenate([split[:, [0, 1]], split[:, [0, 2]]])
        key = np.sort(edges, axis=1)
        unique, back = np.unique(key, axis=0, return_inverse=True)
        a, b = unique.T
        w = (f[a] / (f[a] - f[b]))[:, None]
        new = len(self.points) + np.arange(len(unique))
        self.points = np.concatenate([self.points, self.points[a] * (1 - w) + self.points[b] * w])
        n = self.normals[a] * (1 - w) + self.normals[b] * w
        self.normals = np.concatenate([self.normals, n / np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-9)])
        ids = new[back.reshape(-1)]
        ab, ac = ids[: len(split)], ids[len(split) :]
        o, p, q = split.T
        self.triangles = np.concatenate(
            [keep, np.stack([o, ab, ac], 1), np.stack([ab, p, q], 1), np.stack([ab, q, ac], 1)]
        )

    def centres(self):
        return self.points[self.triangles].mean(1)

    def part(self, chosen):
        """The chosen triangles as a mesh of their own: (points, normals, faces)."""
        t = self.triangles[chosen]
        used, back = np.unique(t, return_inverse=True)
        return self.points[used], self.normals[used], back.reshape(-1, 3)


def boundary(faces):
    """Edges that only one triangle has, in that triangle's direction."""
    e = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    key = np.sort(e, axis=1)
    _, first, count = np.unique(key, axis=0, return_index=True, return_counts=True)
    return e[first[count == 1]]


def sunk(part, depth):
    """The same panel, moved inwards along its normals."""
    p, n, f = part
    return p - n * depth, n, f


def return_edge(part, depth, radius=0.0025):
    """Sheet metal folded inwards along the panel's whole border, over a small radius that catches the light."""
    p, n, f = part
    e = boundary(f)
    if not len(e):
        return np.zeros((0, 3)), np.zeros((0, 3)), np.zeros((0, 3), int)
    used, back = np.unique(e, return_inverse=True)
    back = back.reshape(-1, 2)
    q, m = p[used], n[used]
    along = np.zeros_like(q)
    d = q[back[:, 1]] - q[back[:, 0]]
    np.add.at(along, back[:, 0], d)
    np.add.at(along, back[:, 1], d)
    out = np.cross(along, m)
    out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
    k = len(used)
    mid = m + out
    mid /= np.linalg.norm(mid, axis=1, keepdims=True)
    points = np.concatenate([q, q + out * radius * 0.7 - m * radius * 0.6, q + out * radius - m * radius * 2, q + out * radius - m * depth])
    normals = np.concatenate([m, mid, out, out])
    faces = []
    for r in range(3):
        a, b = back[:, 0] + r * k, back[:, 1] + r * k
        faces += [np.stack([b, a, a + k], 1), np.stack([b, a + k, b + k], 1)]
    return points, normals, np.concatenate(faces)


def joined(*parts):
    """Several meshes as one."""
    points, normals, faces, at = [], [], [], 0
    for p, n, f in parts:
        points.append(p)
        normals.append(n)
        faces.append(np.asarray(f) + at)
        at += len(p)
    return np.concatenate(points), np.concatenate(normals), np.concatenate(faces)
