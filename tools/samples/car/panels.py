"""Cuts the skin into panels. Behind every gap lies an inner shell, so that no ray finds a way through the body."""

import numpy as np

from car.outlines import Outlines
from car.skin import Form
from shape.cut import Skin, joined, return_edge, sunk

GAP = 0.0052  # Half a panel gap; the folded edges on both sides take 2 x 2.5 mm of it back.
FOLD = 0.016


def build(body, step=0.014):
    """List of (name, (points, normals, faces), material, part)."""
    form = Form(body)
    lines = Outlines(body, form)
    skin = Skin(*form.build(step))
    _cut(body, lines, skin)
    zone = _zones(body, lines, skin)
    out = []

    def add(name, mesh, material, part="body"):
        if len(mesh[2]):
            out.append((name, mesh, material, part))

    for name, material in (("paint", "paint"), ("surround", "black_gloss"), ("plastic", "plastic")):
        part = skin.part(zone == name)
        add(name, joined(part, return_edge(part, FOLD)), material)
    for name in ("glass", "frit"):
        part = sunk(skin.part(zone == name), 0.003)
        add(name, part, "glass" if name == "glass" else "black_gloss", "glass")
    # The glass has no thickness; its frame does.
    for name, material in (("headlamp", "lamp_clear"), ("tail_lamp", "lamp_red")):
        part = skin.part(zone == name)
        add(name, joined(sunk(part, 0.002), return_edge(sunk(part, 0.002), 0.012)), material)
        depth = 0.07 if name == "headlamp" else 0.04
        wall = return_edge(part, depth, 0.0)
        add(name + "_bucket", joined(sunk(part, depth), wall), name + "_bucket")
    for name, depth in (("grille", 0.045), ("intake", 0.06), ("pod", 0.03), ("cup", 0.022)):
        part = skin.part(zone == name)
        add(name, joined(sunk(part, depth), return_edge(part, depth, 0.0)), {"pod": "plastic", "cup": "paint"}.get(name, "mesh"))
    solid = ~np.isin(zone, ("glass", "frit", "headlamp", "tail_lamp", "grille", "intake", "pod", "cup", "arch"))
    add("shell", sunk(skin.part(solid), FOLD), "lining")
    add("arches", _arch_liners(body, form), "underbody")
    return form, lines, out


def _cut(body, lines, skin):
    # Everything before the arches is cut along its outline; seams are cut twice, once for each lip.
    for field in (lines.windows, lambda p: lines.windows(p) + 0.016, lines.pillars, lines.windscreen, lambda p: lines.windscreen(p) + 0.028,
                  lines.rear_window, lambda p: lines.rear_window(p) + 0.03, lines.wipers_tray,
                  lines.headlamp, lines.tail_lamp, lines.opening("grille"), lines.opening("intake"), lines.opening("pod"), lines.cups):
        skin.cut(field)
    for field in _seams(lines):
        skin.cut(lambda p: field(p) - GAP)
        skin.cut(lambda p: field(p) + GAP)
    skin.cut(lines.arch)
    skin.cut(lambda p: np.abs(p[:, 1]) - 0.5)
    for limit in _plastic_limits(body, lines):
        skin.cut(limit)


def _seams(lines):
    return [lines.bonnet, lines.tailgate, lines.door(0), lines.door(1), lines.fuel_flap, lines.front_seam, lines.rear_seam]


def _plastic_limits(body, lines):
    """Fields that are negative on black plastic."""
    b = body
    fields = [
        lambda p: p[:, 2] - (b["clearance"] + 0.055),
        lambda p: np.maximum(p[:, 2] - b["diffuser"], np.maximum(b["length"] - 0.5 - p[:, 0], np.abs(p[:, 1]) - 0.66)),
    ]
    if b["cladding"]:
        fields.append(lambda p: np.minimum(lines.arch(p) - 0.05, p[:, 2] - b["sill"] - 0.02))
    return fields


def _zones(body, lines, skin):
    c = skin.centres()
    x, y = c[:, 0], np.abs(c[:, 1])
    zone = np.full(len(c), "paint", dtype="U12")
    for field in _plastic_limits(body, lines):
        zone[field(c) < 0] = "plastic"
    zone[lines.wipers_tray(c) < 0] = "plastic"
    for name in ("grille", "intake", "pod"):
        zone[lines.opening(name)(c) < 0] = name
    gap = np.zeros(len(c), bool)
    seams = _seams(lines)
    for field in seams[:5]:
        gap |= np.abs(field(c)) < GAP
    gap |= (np.abs(seams[5](c)) < GAP) & (x < body["axle_front"]) & (x + y > body["headlamp"][-2][0] - 0.08)
    gap |= (np.abs(seams[6](c)) < GAP) & (x > body["axle_rear"])
    zone[gap] = "gap"
    zone[lines.cups(c) < 0] = "cup"
    windows = lines.windows(c)
    zone[(windows < 0)] = "surround"
    zone[(windows < -0.016) & (lines.pillars(c) > 0)] = "glass"
    for field, edge in ((lines.windscreen, 0.028), (lines.rear_window, 0.03)):
        d = field(c)
        zone[d < 0] = "frit"
        zone[d < -edge] = "glass"
    zone[lines.headlamp(c) < 0] = "headlamp"
    zone[(lines.tail_lamp(c) < 0) & (zone != "gap")] = "tail_lamp"
    zone[(lines.arch(c) < 0) & (y > 0.5)] = "arch"
    return zone


def _arch_liners(body, form):
    b = body
    parts = []
    for axle in (b["axle_front"], b["axle_rear"]):
        t = np.radians(np.linspace(-28, 208, 60))
        for radius in (b["arch_radius"] + 0.001,):
            x, z = axle + radius * np.cos(t), b["wheel_radius"] + radius * np.sin(t)
            keep = z > b["clearance"] + 0.002
            x, z = x[keep], z[keep]
            outer = form.side(x, z) - 0.008
            for sign in (1, -1):
                a = np.stack([x, sign * outer, z], 1)
                c = np.stack([x, np.full_like(x, sign * 0.47), z], 1)
                middle = np.array([[axle, sign * 0.47, b["wheel_radius"]]])
                n = len(x)
                points = np.concatenate([a, c, middle])
                i = np.arange(n - 1)
                faces = np.concatenate([np.stack([i, i + 1, i + n], 1), np.stack([i + 1, i + n + 1, i + n], 1), np.stack([i + n, i + n + 1, np.full(n - 1, 2 * n)], 1)])
                normals = np.concatenate([np.stack([axle - x, 0 * x, b["wheel_radius"] - z], 1)] * 2 + [np.array([[0, sign, 0.0]])])
                normals /= np.linalg.norm(normals, axis=1, keepdims=True)
                parts.append((points, normals, faces))
    return joined(*parts)
