"""Where the panels of a body end: signed distances, as functions of points on the skin (negative inside).

Side outlines are drawn in (x, z), front and rear ones in (|y|, z), lamps along u = x + |y|, which runs round the corner.
"""

import numpy as np

from shape.curves import curve, polygon


class Outlines:
    def __init__(self, body, form):
        self.body, self.form = body, form
        b = body
        self.upper = lambda x: form.roof(x) - b["windows_top"]
        self._side_windows()
        self._doors()
        self.headlamp_outline = polygon(b["headlamp"], 0.022)
        self.tail_outline = polygon(b["tail_lamp"], 0.022)
        self.openings = {k: polygon(_both_sides(b[k]), 0.02) for k in ("grille", "intake")}
        self.openings["pod"] = polygon(b["pod"], 0.02)
        self._screens()

    # Side windows and doors

    def pillar_line(self, x, offset):
        """Height of the front pillar at x, moved back by `offset` from the windscreen's centre line."""
        (x0, z0), (x1, z1) = self.body["windscreen"]
        return z0 + (x - offset - x0) * (z1 - z0) / (x1 - x0)

    def _side_windows(self):
        b, form = self.body, self.form
        low, high = b["glass_rear_low"], b["glass_rear_high"]
        start = min(x for x in np.linspace(0.9, 2.2, 400) if self.pillar_line(x, b["glass_front"]) > form.belt(x) + 0.012)
        bottom = [(x, form.belt(x)) for x in np.linspace(start, low, 14)]
        top = [(x, min(self.upper(x), self.pillar_line(x, b["glass_front"]) + 0.01)) for x in np.linspace(high, start + 0.02, 30)]
        self.windows_outline = polygon(bottom + top, 0.012)

    def windows(self, p):
        """Glass and its black surround, all side windows in one."""
        d = self.windows_outline(p[:, 0], p[:, 2])
        return np.maximum(d, 0.35 - np.abs(p[:, 1]))

    def pillars(self, p):
        """Distance to the black strips that divide the side glass."""
        b = self.body
        x = p[:, 0] + 0.10 * (p[:, 2] - b["belt"][0][1])
        d = np.abs(x - b["pillar_b"] - 0.02) - 0.045
        return np.minimum(d, np.abs(x - b["quarter"] - 0.03) - 0.022)

    def _doors(self):
        b, form = self.body, self.form
        front, split, rear, sill = b["door_front"], b["door_split"], b["door_rear"], b["sill"]
        off = b["glass_front"] - 0.045
        lift = 0.028
        frame = lambda x: min(self.upper(x) + lift, self.pillar_line(x, off))
        begin = min(x for x in np.linspace(0.9, 2.2, 400) if self.pillar_line(x, off) > form.belt(x))
        lean = lambda z: split - 0.04 * max(0.0, z - form.belt(split)) / 0.4
        top = [(x, frame(x)) for x in np.linspace(begin, split - 0.05, 16)]
        self.doors = [polygon([(split, sill), (split, form.belt(split)), (lean(top[-1][1]), top[-1][1])] + top[::-1]
                              + [(min(front, begin), form.belt(begin) - 0.05), (front, 0.62), (front + 0.03, sill)], 0.03)]
        a = b["axle_rear"]
        r = b["arch_radius"] + 0.055
        zc = b["wheel_radius"]
        arch = [(a - r * np.cos(t), zc + r * np.sin(t)) for t in np.radians([8, 25, 42, 58])]
        if b["panel_van"]:
            back = [(a - r - 0.02, sill), (a - r - 0.02, 1.0), (a - r - 0.02, form.roof(a) - 0.23)]
            self.doors.append(polygon([(split, sill)] + back + [(split, form.roof(split) - 0.20)], 0.04))
            return
        end = b["quarter"] + 0.03
        top = [(x, self.upper(x) + lift) for x in np.linspace(end, split - 0.04, 12)]
        self.doors.append(polygon([(split, sill), (a - r, sill)] + arch + [(rear, form.belt(rear) - 0.02)] + top, 0.03))

    def door(self, index):
        return lambda p: np.maximum(self.doors[index](p[:, 0], p[:, 2]), 0.40 - np.abs(p[:, 1]))

    def cups(self, p):
        """The hollows behind the door handles."""
        d = np.full(len(p), 9.0)
        for x, z in self.handles():
            d = np.minimum(d, np.hypot((p[:, 0] - x) / 1.5, p[:, 2] - z) - 0.034)
        return np.maximum(d, 0.40 - np.abs(p[:, 1]))

    def handles(self):
        """(x, z) of each handle's middle."""
        b = self.body
        ends = [b["door_split"] - 0.15] + ([b["door_split"] + 0.17] if b["panel_van"] else [b["door_rear"] - 0.13])
        return [(x, self.form.belt(x) - 0.125) for x in ends]

    def fuel_flap(self, p):
        b = self.body
        x = p[:, 0] - b["axle_rear"] - (0.10 if b["name"] != "saloon" else 0.16)
        z = p[:, 2] - self.form.belt(b["axle_rear"]) + 0.14
        d = np.maximum(np.abs(x), np.abs(z)) - 0.075
        d = np.where((np.abs(x) > 0.045) & (np.abs(z) > 0.045), np.hypot(np.abs(x) - 0.045, np.abs(z) - 0.045) - 0.03, d)
        return np.maximum(d, 0.40 - p[:, 1])

    # Windscreen, rear window, bonnet, gate

    def _screens(self):
        b, form = self.body, self.form
        (wx, zb), (_, zt) = b["windscreen"]
        inner = lambda x, z: b["cabin_half_width"] + form.taper(x) - b["tumble"] * (z - b["belt"][0][1]) - 0.16 * (z - b["belt"][0][1]) ** 2
        low, high = zb + 0.035, zt - 0.055
        self.screen_low = low
        self.screen = polygon(_both_sides([(0, low), (inner(1.3, low) - 0.085, low + 0.01), (inner(1.8, high) - 0.075, high - 0.03), (0.3, high - 0.005), (0, high)]), 0.05)
        (_, zb), (_, zt) = b["rear_window"]
        if b["panel_van"]:
            self.back = polygon([(0.10, zb + 0.12), (0.60, zb + 0.12), (0.58, zt - 0.16), (0.10, zt - 0.14)], 0.06)
            self.gate = polygon(_both_sides([(0, b["gate_low"]), (0.74, b["gate_low"]), (0.76, 1.2), (0.64, zt - 0.05), (0, zt - 0.02)]), 0.05)
            return
        low, high = zb + 0.05, zt - 0.045
        self.back = polygon(_both_sides([(0, low), (inner(4.1, low) - 0.11, low + 0.01), (inner(3.8, high) - 0.13, high - 0.02), (0, high)]), 0.06)
        above = [(inner(4.1, zb) - 0.06, zb + 0.02), (inner(3.8, zt) - 0.09, zt + 0.02), (0, zt + 0.03)]
        if b["name"] == "saloon":
            above = [(0.66, zb + 0.2), (0, zb + 0.2)]
        self.gate = polygon(_both_sides([(0, b["gate_low"]), (0.56, b["gate_low"]), (0.62, b["gate_low"] + 0.07), (0.64, zb - 0.05)] + above), 0.05)

    def windscreen(self, p):
        return np.maximum(self.screen(p[:, 1], p[:, 2]), p[:, 0] - self.body["windscreen"][1][0] - 0.15)

    def rear_window(self, p):
        u = np.abs(p[:, 1]) if self.body["panel_van"] else p[:, 1]
        return np.maximum(self.back(u, p[:, 2]), self.body["rear_window"][1][0] - 0.25 - p[:, 0])

    def tailgate(self, p):
        b = self.body
        start = b["rear_window"][0][0] + 0.04 if b["name"] == "saloon" else b["rear_window"][1][0] - 0.02
        if b["name"] == "saloon":
            start = start + 0 * p[:, 0] - 0.10 * (p[:, 1] / 0.7) ** 2
        return np.maximum(self.gate(p[:, 1], p[:, 2]), start - p[:, 0])

    def bonnet(self, p):
        b = self.body
        x, y, z = p[:, 0], np.abs(p[:, 1]), p[:, 2]
        lip = max(v for _, v in b["grille"]) + 0.028
        width = 0.60 + 0.10 * np.clip(x / 1.2, 0, 1)
        return np.maximum(np.maximum(lip - z, y - width), x - self.cowl(y))

    def cowl(self, y):
        return self.body["windscreen"][0][0] - 0.045 + 0.75 * self.body["windscreen_bow"] * (y / 0.7) ** 2

    def wipers_tray(self, p):
        """The black plastic between bonnet and windscreen."""
        x, y, z = p[:, 0], np.abs(p[:, 1]), p[:, 2]
        return np.maximum(np.maximum(self.cowl(y) - x, z - self.screen_low - 0.004), np.maximum(y - 0.70, x - 1.7))

    # Lamps, bumpers, arches

    def headlamp(self, p):
        return np.maximum(self.headlamp_outline(p[:, 0] + np.abs(p[:, 1]), p[:, 2]), p[:, 0] - 0.9)

    def tail_lamp(self, p):
        length = self.body["length"]
        return np.maximum(self.tail_outline(length - p[:, 0] + np.abs(p[:, 1]), p[:, 2]), length - 0.9 - p[:, 0])

    def opening(self, name):
        def field(p):
            y = np.abs(p[:, 1]) if name == "pod" else p[:, 1]
            return np.maximum(self.openings[name](y, p[:, 2]), p[:, 0] - 0.6)

        return field

    def front_seam(self, p):
        """Between bumper and wing, from the lamp to the arch."""
        b = self.body
        u0, z0 = b["headlamp"][-2]
        a = b["axle_front"] - b["arch_radius"]
        line = curve([(u0 - 0.2, z0 - 0.02), (u0, z0 - 0.01), (a + 0.86, z0 - 0.075)], 0.02)
        return p[:, 2] - line(p[:, 0] + np.abs(p[:, 1]))

    def rear_seam(self, p):
        return p[:, 2] - self.body["gate_low"] - 0.012

    def arch(self, p):
        b = self.body
        z = p[:, 2] - b["wheel_radius"]
        r = np.minimum(np.hypot(p[:, 0] - b["axle_front"], z), np.hypot(p[:, 0] - b["axle_rear"], z))
        return r - b["arch_radius"]


def _both_sides(half):
    return [(y, z) for y, z in half] + [(-y, z) for y, z in reversed(half) if y > 1e-6]
