"""Everything screwed on to the body: mirrors, handles, aerial, grille bars, plates' mounts, wipers, rails, badges."""

import numpy as np

from car.lamps import _aim
from shape.curves import smooth_max, smooth_min
from shape.solids import box, lathe, round_box, rounded, sweep, tube


def build(body, form, lines):
    """List of (name, mesh, material, part)."""
    out = []
    for sign in (1, -1):
        out += _mirror(body, form, sign)
        out += [("handle", _handle(form, x, z, sign), "paint", "body") for x, z in lines.handles()]
        if body["roof_rails"]:
            out.append(("rail", _rail(body, form, sign), "black_gloss", "body"))
    out += _grille(body, form)
    out += [("wiper", m, "rubber", "body") for m in _wipers(body, form, lines)]
    out += _aerial(body, form)
    out += _badges(body, form)
    out += _rear_details(body, form)
    return out


def _flip(mesh, sign):
    p, n, f = mesh
    if sign > 0:
        return mesh
    return p * [1, -1, 1], None if n is None else n * [1, -1, 1], np.asarray(f)[:, ::-1]


def _mirror(body, form, sign):
    lines_front = body["windscreen"][0][0] + body["glass_front"] + 0.06
    z = float(form.belt(lines_front)) + 0.085
    base, _ = form.hit((lines_front, 1.5, z - 0.06), (0, -1, 0))
    centre = np.array([lines_front + 0.01, base[1] + 0.165, z])
    half = np.array([0.095, 0.118, 0.078])

    def shell(x, y, zz):
        u, v, w = (x - centre[0]) / half[0], (y - centre[1]) / half[1], (zz - centre[2]) / half[2]
        # Taller outside than inside, and swept back.
        w = w * (1.12 - 0.16 * v)
        u = u - 0.25 * v
        egg = ((np.abs(u) ** 2.6 + np.abs(v) ** 3 + np.abs(w) ** 2.8 + 1e-9) ** (1 / 2.8) - 1) * 0.085
        return smooth_max(egg, x - centre[0] - 0.042 - 0.03 * v, 0.018)

    def arm(x, y, zz):
        return round_box(x, y, zz, (centre[0] + 0.005, (base[1] + centre[1]) / 2 - 0.03, z - 0.062), (0.046, (centre[1] - base[1]) / 2 + 0.03, 0.022), 0.018)

    low, high = centre - half - [0.06, 0.12, 0.04], centre + half + [0.06, 0.03, 0.04]
    p, n, f = rounded(lambda x, y, zz: smooth_min(shell(x, y, zz), arm(x, y, zz), 0.02), low, high, 0.006)
    lower = p[f].mean(1)[:, 2] < z - 0.040
    out = []
    for chosen, material in ((~lower, "paint"), (lower, "plastic")):
        out.append(("mirror", _flip((p, n, f[chosen]), sign), material, "mirrors"))
    # The glass: a plate set into a black ring on the flat back.
    t = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    def plate(scale, push):
        cy = np.sign(np.cos(t)) * np.abs(np.cos(t)) ** 0.7 * half[1] * scale
        cz = np.sign(np.sin(t)) * np.abs(np.sin(t)) ** 0.7 * half[2] * scale * 0.93
        x = centre[0] + 0.042 + 0.03 * cy / half[1] + push
        pts = np.stack([x, centre[1] + cy, centre[2] + cz], 1)
        return np.concatenate([pts, pts.mean(0, keepdims=True)]), None, np.stack([np.arange(48), (np.arange(48) + 1) % 48, np.full(48, 48)], 1)
    out.append(("mirror_ring", _flip(plate(0.88, 0.0015), sign), "plastic", "mirrors"))
    out.append(("mirror_glass", _flip(plate(0.82, 0.003), sign), "mirror_glass", "mirrors"))
    return out


def _handle(form, x, z, sign):
    ts = np.linspace(-1, 1, 21)
    path, up = [], []
    for t in ts:
        p, n = form.hit((x + 0.118 * t, 1.5, z + 0.008 + 0.006 * t), (0, -1, 0))
        path.append(p + n * (0.024 - 0.030 * abs(t) ** 5))
        up.append(n)
    return _flip(sweep(path, up, 0.034, 0.018), sign)


def _rail(body, form, sign):
    x0, x1 = body["windscreen"][1][0] + 0.12, body["rear_window"][1][0] - 0.05
    path, up = [], []
    for x in np.linspace(x0, x1, 40):
        p, n = form.hit((x, 0.575, 2.5), (0, 0, -1))
        end = min(1.0, min(x - x0, x1 - x) / 0.10)
        path.append(p + np.array([0, 0, 0.045 * np.sqrt(max(0, 1 - (1 - end) ** 2)) - 0.008]))
        up.append([0, 0.3, 1])
    return _flip(sweep(path, up, 0.032, 0.024), sign)


def front_at(form, y, z):
    return form.hit((-0.6, y, z), (1, 0, 0))


def _grille(body, form):
    out = []
    for name, bars, recess in (("grille", body["grille_bars"], 0.014), ("intake", 3, 0.03)):
        pts = np.array(body[name])
        low, high = pts[:, 1].min(), pts[:, 1].max()
        for k in range(bars):
            z = low + (high - low) * (k + 0.5) / bars
            # Half width of the opening at this height: the outline's crossing.
            cross = [a[0] + (z - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) for a, b in zip(pts, pts[1:]) if (a[1] - z) * (b[1] - z) <= 0 and a[1] != b[1]]
            w = max(cross) - 0.004 if cross else pts[:, 0].max() - 0.02
            hits = [front_at(form, y, z) for y in np.linspace(-w, w, 41)]
            path = [p - n * recess for p, n in hits]
            thick = min(0.018, (high - low) / bars * 0.4)
            chrome = name == "grille" and (bars == 2 and k == 0)
            out.append(("bar", sweep(path, [n for _, n in hits], thick, 0.014), "chrome" if chrome else "black_gloss", "body"))
    # A bright frame round the upper grille.
    ring = [(y, z) for y, z in body["grille"]] + [(-y, z) for y, z in reversed(body["grille"]) if y > 0]
    dense = []
    for a, b in zip(ring, ring[1:] + ring[:1]):
        n = max(2, int(np.hypot(a[0] - b[0], a[1] - b[1]) / 0.02))
        dense += [(a[0] + (b[0] - a[0]) * i / n, a[1] + (b[1] - a[1]) * i / n) for i in range(n)]
    dense = [tuple(np.mean([dense[(i + k) % len(dense)] for k in range(-2, 3)], axis=0)) for i in range(len(dense))]
    hits = [front_at(form, y, z) for y, z in dense]
    out.append(("frame", sweep([p + n * 0.001 for p, n in hits], [n for _, n in hits], 0.011, 0.010, closed=True), "chrome" if body["grille_bars"] > 2 else "black_gloss", "body"))
    return out


def _wipers(body, form, lines):
    z0 = lines.screen_low
    for foot, tip in (((-0.50, -0.035), (0.10, 0.055)), ((0.16, -0.035), (0.58, 0.06))):
        path, up = [], []
        for t in np.linspace(0, 1, 14):
            y = foot[0] + (tip[0] - foot[0]) * t
            p, n = form.hit((0.3, y, z0 + foot[1] + (tip[1] - foot[1]) * t + 0.5), (1.0, 0, -0.5))
            path.append(p + n * (0.012 + 0.012 * np.sin(np.pi * t)))
            up.append(n)
        yield tube(path, 0.007, 6)
        low, high = (-0.35, 0.24) if foot[0] < 0 else (0.30, 0.66)
        path = []
        for y in np.linspace(low, high, 16):
            p, n = form.hit((0.3, y, z0 + 0.055 + 0.5), (1.0, 0, -0.5))
            path.append(p + n * 0.007)
        yield tube(path, 0.0065, 6)


def _aerial(body, form):
    a = body["aerial"]
    p, _ = form.hit((a["x"], 0, 2.6), (0, 0, -1))
    lean = np.array([np.sin(a["lean"]), 0, np.cos(a["lean"])])
    foot = lathe([(-0.01, 0.032), (0.004, 0.030), (0.018, 0.018), (0.026, 0.008), (0.026, 0.0)], 24)
    foot = foot[0] * [1.5, 1, 0.8], foot[1], foot[2]
    rod = tube([p + lean * (a["length"] * t) + [0, 0, 0.012] for t in (0, 0.08, 0.5, 0.97, 1)], [0.0065, 0.0048, 0.0042, 0.0036, 0.002], 10)
    return [("aerial_foot", _aim(foot, p, np.array([0, 0.0001, 1.0])), "rubber", "aerial"), ("aerial", rod, "rubber", "aerial")]


def _badges(body, form):
    pts = np.array(body["grille"])
    z = pts[:, 1].max() - 0.045 if body["grille_bars"] > 2 else (pts[:, 1].min() + pts[:, 1].max()) / 2
    p, n = front_at(form, 0, z)
    out = _badge(p, n, 0.052)
    length = body["length"]
    zb = body["gate_low"] + (0.255 if body["plate_rear_on_gate"] and not body["panel_van"] else 0.35)
    p, n = form.hit((length + 0.6, 0, zb), (-1, 0, 0))
    return out + _badge(p, n, 0.045)


def _badge(p, n, size):
    """A made-up sign: a ring with a bar through it."""
    ring = lathe([(0.0, size), (0.008, size * 0.97), (0.008, size * 0.86), (0.0, size * 0.82), (-0.02, size * 0.85), (-0.02, size)], 48, closed=True)
    disc = lathe([(-0.02, size * 0.9), (0.002, size * 0.88), (0.003, 0.0)], 48)
    bar = box((0, 0.004, 0), (size * 1.7, 0.01, size * 0.26))
    return [("badge", _aim(m, p, n), k, "body") for m, k in ((ring, "chrome"), (disc, "black_gloss"), (bar, "chrome"))]


def _rear_details(body, form):
    out = []
    length = body["length"]
    for sign in (1, -1):
        p, n = form.hit((length + 0.6, 0.62 * sign, body["diffuser"] + 0.055), (-1, 0, 0))
        path = []
        ups = []
        for y in np.linspace(0.50, 0.68, 10):
            q, m = form.hit((length + 0.6, y * sign, body["diffuser"] + 0.055), (-1, 0, 0))
            path.append(q + m * 0.001)
            ups.append(m)
        out.append(("rear_reflector", sweep(path, ups, 0.026, 0.008), "reflector", "body"))
    z = body["clearance"] + 0.05
    p, _ = form.hit((length + 0.6, 0.45, z + 0.04), (-1, 0, 0))
    x = p[0] - 0.05
    out.append(("exhaust", tube([(x - 0.2, 0.45, z - 0.03), (x + 0.03, 0.45, z - 0.03), (x + 0.031, 0.45, z - 0.03), (x - 0.1, 0.45, z - 0.03)], [0.032, 0.032, 0.027, 0.026], 20), "chrome", "body"))
    return out
