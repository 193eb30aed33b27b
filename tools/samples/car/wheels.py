"""Tyres with grooves and a flattened contact patch, rims with real spokes, brakes behind them. The wheel's axis is y, its outside +y."""

import numpy as np

from shape.solids import box, lathe

FLAT = 0.009  # How much the car's weight presses the tyre in.


def build(body):
    """List of (name, mesh, material) around the wheel's middle."""
    radius, width = body["wheel_radius"], body["tyre_width"]
    rim = radius - 0.108
    face = {"five-double": "rim_silver", "ten": "rim_silver", "five": "rim_dark", "steel": "rim_cover"}[body["rim"]]
    out = [("tyre", _tyre(radius, width, rim), "tyre"), ("barrel", _barrel(rim, width), face)]
    out += [("spokes", m, face) for m in _spokes(body["rim"], rim, width)]
    out.append(("hub", lathe([(0.03, 0.075), (0.048, 0.072), (0.054, 0.06), (0.054, 0.034), (0.060, 0.032), (0.062, 0.026), (0.063, 0.0)], 48), face))
    for k in range(5):
        t = 2 * np.pi * k / 5 + 0.3
        p, n, f = lathe([(0.05, 0.009), (0.066, 0.009), (0.068, 0.006), (0.068, 0.0)], 6)
        out.append(("bolt", (p + [0.052 * np.cos(t), 0, 0.052 * np.sin(t)], n, f), "chrome"))
    out.append(("disc", lathe([(-0.01, 0.05), (0.012, 0.07), (0.012, rim - 0.055), (-0.012, rim - 0.055), (-0.012, 0.05)], 64), "disc"))
    out.append(("caliper", _caliper(rim), "caliper"))
    out.append(("back", lathe([(-0.06, 0.0), (-0.06, rim - 0.01)], 48), "underbody"))
    return out


def _tyre(radius, width, rim):
    h = width / 2
    side = [(-h + 0.022, rim + 0.002), (-h + 0.008, rim + 0.012), (-h + 0.001, rim + 0.035), (-h - 0.003, rim + 0.055), (-h, radius - 0.035), (-h + 0.010, radius - 0.014), (-h + 0.026, radius - 0.004)]
    # A raised ring on the side wall, where the lettering would be.
    side = side[:3] + [(-h - 0.0005, rim + 0.042), (-h - 0.0045, rim + 0.0435), (-h - 0.0045, rim + 0.056), (-h - 0.002, rim + 0.0575)] + side[4:]
    tread, grooves = [], (-0.050, -0.017, 0.017, 0.050)
    for g in grooves:
        tread += [(g - 0.0056, radius), (g - 0.004, radius - 0.008), (g + 0.004, radius - 0.008), (g + 0.0056, radius)]
    profile = side + tread + [(-y, r) for y, r in reversed(side)]
    segments = 216
    p, n, f = lathe(profile, segments)
    p = p.reshape(len(profile), segments, 3)
    for row, (y, r) in enumerate(profile):
        if abs(y) > 0.052 and r > radius - 0.016:
            # Cross grooves in the shoulder: every sixth slice lies deeper, staggered left and right.
            cut = (np.arange(segments) + (0 if y > 0 else 3)) % 6 == 0
            p[row, cut] *= np.array([1 - 0.007 / r, 1, 1 - 0.007 / r])
    p = p.reshape(-1, 3)
    low = -(radius - FLAT)
    pressed = np.maximum(low - p[:, 2], 0)
    near = np.exp(-((p[:, 0] / 0.10) ** 2)) * np.clip((-p[:, 2] - rim) / (radius - rim), 0, 1)
    p[:, 1] *= 1 + 0.05 * near
    p[:, 2] += pressed
    return p, n, f


def _barrel(rim, width):
    h = width / 2
    return lathe([(h - 0.022, rim - 0.012), (h - 0.010, rim - 0.006), (h - 0.004, rim + 0.004), (h - 0.008, rim + 0.010), (h - 0.020, rim + 0.008), (h - 0.03, rim + 0.001),
                  (-h + 0.02, rim + 0.004), (-h + 0.02, rim - 0.010), (h - 0.055, rim - 0.018), (h - 0.034, rim - 0.016), (h - 0.022, rim - 0.012)], 96)


def _spokes(style, rim, width):
    h = width / 2
    if style == "five-double":
        rows = [(2 * np.pi * k / 5 + s * 0.085, s * 0.10, 0.024, 0.019) for k in range(5) for s in (-1, 1)]
    elif style == "ten":
        rows = [(2 * np.pi * k / 10, 0.0, 0.024, 0.017) for k in range(10)]
    elif style == "five":
        rows = [(2 * np.pi * k / 5, 0.0, 0.046, 0.044) for k in range(5)]
    else:
        rows = [(2 * np.pi * k / 7, 0.0, 0.042, 0.060) for k in range(7)]
    for angle, turn, w0, w1 in rows:
        yield _spoke(angle, turn, w0, w1, rim, h)


def _spoke(angle, turn, w0, w1, rim, h):
    """One spoke, from the hub to the rim, hollowed in its middle so that the wheel has a bowl."""
    rings = []
    for s in np.linspace(0, 1, 9):
        r = 0.045 + (rim - 0.012 - 0.045) * s
        a = angle + turn * s
        w = w0 + (w1 - w0) * s - 0.004 * np.sin(np.pi * s)
        if s == 1.0:
            w *= 1.25
        front = 0.050 - 0.012 * np.sin(np.pi * s * 0.9) + (h - 0.022 - 0.050) * s**2.2
        back = front - 0.034
        radial, across = np.array([np.cos(a), 0, np.sin(a)]), np.array([-np.sin(a), 0, np.cos(a)])
        y = np.array([0, 1.0, 0])
        for u, v in ((-1.0, back), (-1.0, front - 0.006), (-0.72, front), (0.72, front), (1.0, front - 0.006), (1.0, back)):
            rings.append(radial * r + across * (u * w) + y * v)
    i, j = np.meshgrid(np.arange(8), np.arange(6), indexing="ij")
    faces = np.stack([i * 6 + j, i * 6 + (j + 1) % 6, (i + 1) * 6 + (j + 1) % 6, (i + 1) * 6 + j], -1).reshape(-1, 4)
    return np.array(rings), None, faces


def _caliper(rim):
    p, n, f = box((0, 0.005, 0), (0.15, 0.075, 0.055))
    p[:, 2] += rim - 0.065 - 0.25 * p[:, 0] ** 2 / 0.15
    c, s = np.cos(-0.9), np.sin(-0.9)
    return np.stack([p[:, 0] * c - p[:, 2] * s, p[:, 1], p[:, 0] * s + p[:, 2] * c], 1), n, f
