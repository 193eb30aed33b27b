"""What one sees through the glass: seats, dashboard, steering wheel, rear bench, shelf, inside mirror."""

import numpy as np

from shape.solids import box, lathe, round_box, rounded, tube
from shape.curves import smooth_min
from car.lamps import _aim


def build(body, form):
    """List of (name, mesh, material)."""
    b = body
    belt = float(form.belt(2.0))
    floor = b["floor"]
    hip = floor + 0.24
    out = []
    rows = b["seat_rows"]
    for y in (-0.36, 0.36):
        out.append(("seat", _seat(rows[0], y, hip, 0.25, belt + 0.12), "seat"))
    if len(rows) > 1:
        out.append(("bench", _seat(rows[1], 0.0, hip + 0.03, 0.58, belt + 0.04, heads=(-0.34, 0.34)), "seat"))
        if not b["panel_van"]:
            end = b["rear_window"][0][0] - 0.10
            start = rows[1] + 0.22
            out.append(("shelf", box(((start + end) / 2, 0, belt - 0.06), (end - start, 1.24, 0.02)), "dashboard"))
    else:
        # A van's bulkhead: nothing to see behind it.
        out.append(("bulkhead", box((rows[0] + 0.38, 0, 1.02), (0.02, 1.28, 1.15)), "lining"))
    out.append(("dashboard", _dashboard(b, form, belt), "dashboard"))
    out += _wheel(b, belt)
    x, z = b["windscreen"][1]
    out.append(("inside_mirror", box((x - 0.10, 0, z - 0.115), (0.03, 0.24, 0.07)), "dashboard"))
    # Between the wheel arches, not through them.
    out.append(("floor", box(((b["axle_front"] + b["axle_rear"]) / 2 + 0.3, 0, floor), (3.0, 0.92, 0.01)), "dashboard"))
    return out


def _seat(x, y, hip, half, top, heads=(0.0,)):
    """Cushion, back and headrests; x is where back and cushion meet."""
    height = top - hip - 0.10

    def f(px, py, pz):
        cushion = round_box(px, py - y, pz, (x - 0.22, 0, hip - 0.06), (0.27, half, 0.09), 0.07)
        lean = px - x - 0.36 * (pz - hip)
        back = round_box(lean, py - y, pz, (0.03, 0, hip + height / 2), (0.075, half - 0.02, height / 2 + 0.03), 0.07)
        # Side bolsters.
        back = np.minimum(back, round_box(lean, np.abs(py - y), pz, (-0.02, half - 0.05, hip + height * 0.42), (0.09, 0.045, height * 0.36), 0.04))
        seat = smooth_min(cushion, back, 0.05)
        for h in heads:
            seat = np.minimum(seat, round_box(lean, py - y, pz, (0.035, h, top + 0.015), (0.055, 0.125, 0.085), 0.05))
            seat = np.minimum(seat, round_box(lean, np.abs(py - y - h), pz, (0.04, 0.05, top - 0.1), (0.008, 0.008, 0.08), 0.006))
        return seat

    return rounded(f, (x - 0.55, y - half - 0.08, hip - 0.2), (x + 0.48, y + half + 0.08, top + 0.14), 0.016)


def _dashboard(b, form, belt):
    front = b["windscreen"][0][0]

    def f(x, y, z):
        bow = 0.16 * (y / 0.7) ** 2
        d = round_box(x - bow, y, z, (front + 0.32, 0, belt - 0.20), (0.30, 0.70, 0.165), 0.08)
        hood = round_box(x, y + 0.36, z, (front + 0.50, 0, belt - 0.05), (0.12, 0.17, 0.05), 0.04)
        middle = round_box(x, y, z, (front + 0.55, 0, belt - 0.32), (0.16, 0.13, 0.22), 0.05)
        return smooth_min(smooth_min(d, hood, 0.04), middle, 0.05)

    return rounded(f, (front - 0.05, -0.78, belt - 0.58), (front + 0.95, 0.78, belt + 0.05), 0.02)


def _wheel(b, belt):
    centre = np.array([b["windscreen"][0][0] + 0.82, -0.36, belt - 0.07])
    axis = np.array([0.90, 0, 0.43])
    t = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    ring = lathe([(0.016 * np.sin(a), 0.180 + 0.016 * np.cos(a)) for a in t], 64, closed=True)
    hub = lathe([(-0.05, 0.03), (-0.02, 0.075), (0.005, 0.07), (0.014, 0.03), (0.015, 0.0)], 32)
    out = [("steering", _aim(m, centre, axis / np.linalg.norm(axis)), "dashboard") for m in (ring, hub)]
    for a in (0.15, np.pi - 0.15, 1.5 * np.pi):
        p = box((0.12, 0, 0), (0.13, 0.014, 0.035))
        c, s = np.cos(a), np.sin(a)
        p = (np.stack([p[0][:, 0] * c - p[0][:, 2] * s, p[0][:, 1], p[0][:, 0] * s + p[0][:, 2] * c], 1), None, p[2])
        out.append(("steering", _aim(p, centre, axis / np.linalg.norm(axis)), "dashboard"))
    out.append(("column", tube([centre - axis * 0.02, centre - axis * 0.45], 0.035, 12), "dashboard"))
    return out
