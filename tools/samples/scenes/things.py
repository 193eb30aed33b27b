"""Ground, walls with windows, hedges, trees, kerbs, posts: the pieces scenes are made of."""

import bpy
import numpy as np

from car.build import mesh_of
from scenes import surfaces
from shape.solids import box, tube


def add(mesh, material, name="thing", at=(0, 0, 0), turn=0.0):
    ob = bpy.data.objects.new(name, mesh)
    ob.location, ob.rotation_euler.z = at, np.radians(turn)
    bpy.context.collection.objects.link(ob)
    if material is not None and not mesh.materials:
        mesh.materials.append(material)
    return ob


def block(centre, size, material, name="block", turn=0.0):
    p, n, f = box((0, 0, 0), size)
    return add(mesh_of(name, p, n, f), material, name, centre, turn)


def sheet(x0, y0, x1, y1, z, material, name="ground"):
    return add(mesh_of(name, [(x0, y0, 0), (x1, y0, 0), (x1, y1, 0), (x0, y1, 0)], None, [(0, 1, 2, 3)]), material, name, (0, 0, z))


def quads(corners, material, uv=None, name="quads"):
    """Many separate quadrilaterals; `uv` in metres, same shape without the third number."""
    c = np.asarray(corners, float)
    n = len(c)
    m = mesh_of(name, c.reshape(-1, 3), None, np.arange(4 * n).reshape(-1, 4))
    if uv is not None:
        m.uv_layers.new().data.foreach_set("uv", np.asarray(uv, float).reshape(-1))
    return add(m, material, name)


def wall(start, end, height, material, openings=(), base=0.0, depth=0.12):
    """An upright wall from (x, y) to (x, y), its outside on the right of that direction. Openings: (along, bottom, width, height, kind)."""
    a, b = np.array([*start, 0.0]), np.array([*end, 0.0])
    length = np.linalg.norm(b - a)
    along = (b - a) / length
    out = np.array([along[1], -along[0], 0])
    at = lambda s, z, d=0.0: a + along * s + np.array([0, 0, z]) + out * d
    ss = sorted({0.0, length, *(v for o in openings for v in (o[0], o[0] + o[2]))})
    zs = sorted({base, height, *(v for o in openings for v in (o[1], o[1] + o[3]))})
    faces, uvs = [], []
    for s0, s1 in zip(ss, ss[1:]):
        for z0, z1 in zip(zs, zs[1:]):
            if any(o[0] - 1e-6 <= s0 and s1 <= o[0] + o[2] + 1e-6 and o[1] - 1e-6 <= z0 and z1 <= o[1] + o[3] + 1e-6 for o in openings):
                continue
            faces.append([at(s0, z0), at(s1, z0), at(s1, z1), at(s0, z1)])
            uvs.append([(s0, z0), (s1, z0), (s1, z1), (s0, z1)])
    for s, z, w, h, kind in openings:
        ring = [(s, z), (s + w, z), (s + w, z + h), (s, z + h)]
        for (s0, z0), (s1, z1) in zip(ring, ring[1:] + ring[:1]):
            faces.append([at(s0, z0), at(s1, z1), at(s1, z1, -depth), at(s0, z0, -depth)])
            uvs.append([(s0, z0), (s1, z1), (s1, z1 + depth), (s0, z0 + depth)])
        _fill(at, s, z, w, h, kind, depth)
    return quads(faces, material, uvs, "wall")


def _fill(at, s, z, w, h, kind, depth):
    pane = [[at(s, z, -depth), at(s + w, z, -depth), at(s + w, z + h, -depth), at(s, z + h, -depth)]]
    uv = [[(s, z), (s + w, z), (s + w, z + h), (s, z + h)]]
    if kind == "window" or kind == "shopfront":
        quads(pane, surfaces.window_pane(), uv, "pane")
        frame = surfaces.plain(0.70, 0.69, 0.66, 0.4) if kind == "window" else surfaces.plain(0.05, 0.05, 0.055, 0.35)
        t = 0.06
        bars = [(s, s + w, z, z + t), (s, s + w, z + h - t, z + h), (s, s + t, z, z + h), (s + w - t, s + w, z, z + h)]
        if kind == "window":
            bars += [(s + w / 2 - t / 2, s + w / 2 + t / 2, z, z + h), (s, s + w, z + h * 0.66, z + h * 0.66 + t * 0.7)]
        else:
            bars += [(s + w * k / 3 - t / 2, s + w * k / 3 + t / 2, z, z + h) for k in (1, 2)]
        quads([_bar(at, s0, s1, z0, z1, 0.05 - depth) for s0, s1, z0, z1 in bars], frame, name="frame")
        if kind == "window":
            sill = [(at(s - 0.06, z - 0.06, 0.06)), at(s + w + 0.06, z - 0.06, 0.06), at(s + w + 0.06, z, 0.06), at(s - 0.06, z, 0.06)]
            top = [sill[3], sill[2], at(s + w + 0.06, z + 0.01, -depth), at(s - 0.06, z + 0.01, -depth)]
            under = [at(s - 0.06, z - 0.06, -0.02), at(s + w + 0.06, z - 0.06, -0.02), sill[1], sill[0]]
            quads([sill, top, under], surfaces.plain(0.5, 0.49, 0.46, 0.7), name="sill")
    elif kind == "garage":
        quads(pane, surfaces.shutter(0.42, 0.43, 0.42), uv, "garage door")
    else:
        quads(pane, surfaces.plain(*{"door": (0.03, 0.07, 0.06), "door red": (0.16, 0.02, 0.02)}[kind], 0.35), uv, "door")
        panels = [_bar(at, s + 0.14, s + w - 0.14, z + lo * h, z + hi * h, 0.015 - depth) for lo, hi in ((0.08, 0.42), (0.5, 0.9))]
        quads(panels, surfaces.plain(0.02, 0.05, 0.045, 0.3), name="door panels")


def _bar(at, s0, s1, z0, z1, d):
    return [at(s0, z0, d), at(s1, z0, d), at(s1, z1, d), at(s0, z1, d)]


def leaves(points, size, colour, seed, name, outward=None):
    """A cloud of leaf quads around the points."""
    rng = np.random.default_rng(seed)
    n = len(points)
    a = rng.normal(size=(n, 3))
    if outward is not None:
        a += 1.2 * outward
    a /= np.linalg.norm(a, axis=1, keepdims=True)
    b = np.cross(a, rng.normal(size=(n, 3)))
    b /= np.linalg.norm(b, axis=1, keepdims=True)
    c = np.cross(a, b)
    s = size * rng.uniform(0.6, 1.3, (n, 1))
    q = np.stack([points - b * s, points + c * s * 0.5, points + b * s, points - c * s * 0.5], 1)
    m = mesh_of(name, q.reshape(-1, 3), None, np.arange(4 * n).reshape(-1, 4))
    m.materials.append(surfaces.leaf(*colour))
    return m


def hedge(x0, x1, y, height=1.5, depth=0.8, colour=(0.045, 0.085, 0.022), turn=False, density=620):
    """A clipped hedge along x at y, or along y at x = `y` with `turn`; made of one 3 m piece, repeated."""
    name = f"hedge {height} {depth} {colour}"
    if name not in bpy.data.meshes:
        rng = np.random.default_rng(5)
        n = int(3 * (2 * height + depth) * density)
        p = rng.uniform([0, -depth / 2, 0.02], [3, depth / 2, height], (n, 3))
        face = rng.choice(3, n, p=np.array([height, height, depth]) / (2 * height + depth))
        out = np.zeros((n, 3))
        for k, (axis, value) in enumerate(((1, -depth / 2), (1, depth / 2), (2, height))):
            p[face == k, axis] = value
            out[face == k, axis] = np.sign(value)
        p += rng.normal(scale=0.035, size=(n, 3)) + 0.03 * np.sin(p[:, :1] * 4.19) * out
        leaves(p, 0.034, colour, 6, name, out)
    for k, x in enumerate(np.arange(x0, x1, 3.0)):
        at, angle = ((x, y, 0), 0) if not turn else ((y, x, 0), 90)
        add(bpy.data.meshes[name], None, name, at, angle)
    size = (x1 - x0, depth - 0.12, height - 0.06) if not turn else (depth - 0.12, x1 - x0, height - 0.06)
    centre = ((x0 + x1) / 2, y, height / 2) if not turn else (y, (x0 + x1) / 2, height / 2)
    block(centre, size, surfaces.plain(0.010, 0.014, 0.006, 0.9), "hedge core")


def tree(x, y, height=6.5, seed=1, colour=(0.06, 0.10, 0.025), turn=0.0):
    name = f"tree {height} {seed}"
    if name not in bpy.data.meshes:
        rng = np.random.default_rng(seed)
        crown = np.array([0, 0, height * 0.64])
        blobs = crown + np.clip(rng.normal(size=(26, 3)), -1.5, 1.5) * [height * 0.12, height * 0.12, height * 0.10]
        points, out = [], []
        for c in blobs:
            d = rng.normal(size=(900, 3))
            d /= np.linalg.norm(d, axis=1, keepdims=True)
            points.append(c + d * rng.uniform(0.5, 1.0, (900, 1)) * height * 0.115)
            out.append(d)
        leaves(np.concatenate(points), 0.085, colour, seed, name, 0.5 * np.concatenate(out))
        parts = [tube([(0, 0, 0), (0.03, 0, height * 0.2), (0, 0.05, height * 0.5), (0, 0, height * 0.75)], [0.17, 0.13, 0.10, 0.03], 12)]
        for c in blobs[::2]:
            parts.append(tube([(0, 0.03, height * rng.uniform(0.28, 0.5)), (c + [0, 0, height * 0.45]) / 2 * [1, 1, 1], c], [0.06, 0.04, 0.012], 7))
        from car.build import _join

        mesh_of(name + " wood", *_join(parts), smooth_angle=60)
    add(bpy.data.meshes[name], None, name, (x, y, 0), turn)
    add(bpy.data.meshes[name + " wood"], surfaces.bark(), "wood", (x, y, 0), turn)


def stripe(x, y, length, width=0.10, turn=0.0, z=0.002):
    m = mesh_of("stripe", [(-length / 2, -width / 2, 0), (length / 2, -width / 2, 0), (length / 2, width / 2, 0), (-length / 2, width / 2, 0)], None, [(0, 1, 2, 3)])
    add(m, surfaces.paint_on_road(), "stripe", (x, y, z), turn)


def post(x, y, height, radius, material):
    add(mesh_of("post", *tube([(0, 0, 0), (0, 0, height)], radius, 14), smooth_angle=50), material, "post", (x, y, 0))
