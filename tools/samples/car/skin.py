"""The body as one formula, negative inside: three drawn views intersected, with fillets, and a cabin set upon it."""

import numpy as np

from shape.curves import curve, smooth_max, smooth_min, smooth_step
from shape.net import gradient, surface_net


class Form:
    """The curves of one body, ready to be evaluated at any point."""

    def __init__(self, body):
        self.body = body
        self.top = curve(body["top"], 0.05)
        self.nose = curve(body["nose"], 0.016)
        self.tail = curve(body["tail"], 0.013)
        self.plan = curve(body["plan"], 0.10)
        self.section = curve(body["section"], 0.006)
        self.line_rise = curve(body["line_rise"], 0.1)
        self.roof = curve(body["roof"], 0.08)
        self.taper = curve(body["cabin_taper"], 0.1)
        self.belt = curve(body["belt"], 0.05)

    def __call__(self, x, y, z):
        y = np.abs(y)
        body = smooth_min(self.lower(x, y, z), self.cabin(x, y, z), 0.045)
        if self.body["spoiler"]:
            body = smooth_min(body, self.spoiler(x, y, z), 0.03)
        return body

    def side(self, x, z):
        """Half width of the lower body."""
        b = self.body
        w = b["half_width"] + self.plan(x) + self.section(z - self.line_rise(x))
        for axle in (b["axle_front"], b["axle_rear"]):
            r = np.hypot(x - axle, z - b["wheel_radius"])
            a = b["arch_radius"]
            w = w + b["flare"] * smooth_step(a + 0.20, a + 0.045, r) * smooth_step(-0.05, 0.12, z - b["clearance"])
        return w

    def rear(self, x, ys, z):
        t1, t2 = self.body["tail_sweep"]
        return x - self.body["length"] + self.tail(z) + t1 * ys**2 + t2 * ys**6

    def lower(self, x, y, z):
        b = self.body
        ys = y / 0.8
        side = y - self.side(x, z)
        n1, n2 = b["nose_sweep"]
        front = self.nose(z) + n1 * ys**2 + n2 * ys**6 - x
        rear = self.rear(x, ys, z)
        # Fronts lean far back near the bonnet: without the scale the fillet there would grow out of proportion.
        front = front / (1 + 0.8 * smooth_step(b["top"][1][1] - 0.1, b["top"][1][1] + 0.15, z))
        top = z - self.top(x) + b["crown"] * ys**2 * smooth_step(0.0, 0.6, x)
        # Two folds along the bonnet: its middle stands a little higher.
        top = top - 0.014 * smooth_step(0.50, 0.44, y - 0.06 * (x - 0.6)) * smooth_step(0.10, 0.55, x)
        f = smooth_max(side, front, 0.20)
        f = smooth_max(f, rear, 0.16)
        f = smooth_max(f, top, 0.075)
        return smooth_max(f, b["clearance"] - z, 0.06)

    def cabin(self, x, y, z):
        b = self.body
        ys = y / 0.7
        up = z - b["belt"][0][1]
        side = y - (b["cabin_half_width"] + self.taper(x) - b["tumble"] * up - 0.16 * up * up)
        side = side / np.hypot(1, b["tumble"])
        screen = _behind(b["windscreen"], x - b["windscreen_bow"] * ys**2, z, bow=0.035)
        back = -_behind(b["rear_window"], x + b["rear_bow"] * ys**2, z, bow=0.02)
        roof = z - self.roof(x) + b["roof_crown"] * ys**2
        f = smooth_max(side, screen, 0.09)
        f = smooth_max(f, back, 0.10)
        f = smooth_max(f, roof, b["roof_fillet"])
        # Below the belt the cabin must not stick out behind the lower body.
        f = smooth_max(f, self.rear(x, y / 0.8, np.maximum(z, b["tail"][-2][0])), 0.04)
        return smooth_max(f, b["belt"][0][1] - 0.25 - z, 0.02)

    def spoiler(self, x, y, z):
        s = self.body["spoiler"]
        end = s["x"] + s["length"] - 0.10 * (y / s["half_width"]) ** 2
        skin = z - (s["z"] - 0.10 * (x - s["x"]) - 0.05 * (y / 0.7) ** 2)
        f = smooth_max(np.abs(skin) - 0.014, x - end, 0.02)
        f = smooth_max(f, s["x"] - 0.15 - x, 0.02)
        return smooth_max(f, y - s["half_width"], 0.03)

    def build(self, step):
        b = self.body
        high = max(v for _, v in b["roof"]) + 0.06
        return surface_net(self, (-0.06, 0, 0.08), (b["length"] + 0.06, b["half_width"] + 0.06, high), step, symmetric=True)

    def hit(self, start, direction, reach=3.0):
        """Where a ray first meets the skin, and the normal there; for putting parts on the body."""
        start, direction = np.array(start, float), np.array(direction, float)
        direction = direction / np.linalg.norm(direction)
        t = np.linspace(0, reach, 3001)
        p = start + t[:, None] * direction
        f = self(*p.T)
        inside = np.flatnonzero(f < 0)
        if not len(inside):
            raise ValueError(f"{self.body['name']}: nothing of the body from {start} along {direction}")
        i = max(inside[0], 1)
        w = f[i - 1] / (f[i - 1] - f[i])
        point = p[i - 1] * (1 - w) + p[i] * w
        n = gradient(self, point[None])[0]
        return point, n / np.linalg.norm(n)


def _behind(line, x, z, bow):
    """Distance in front of a leaning line through two (x, z) points, bulged by `bow` at its middle."""
    (x0, z0), (x1, z1) = line
    dx, dz = x1 - x0, z1 - z0
    length = np.hypot(dx, dz)
    along = ((x - x0) * dx + (z - z0) * dz) / length**2
    across = ((x - x0) * dz - (z - z0) * dx) / length
    return -across - bow * 4 * along * (1 - along) * (1 if dx > 0 else -1)
