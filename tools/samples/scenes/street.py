"""A residential street: houses of brick and plaster on both sides, pavement, kerb, parked cars, trees that close its ends.

The street runs along x; the car stands at the kerb of the +y side.
"""

from car.build import build as build_car
from scenes import surfaces, things
from scenes.sky import daylight


SUN = {"azimuth": 148, "elevation": 41}


def build():
    things.sheet(-70, -9.0, 70, 1.30, 0.0, surfaces.asphalt(0.085))
    for side in (1, -1):
        near, far = (1.30, 3.7) if side > 0 else (-9.0, -11.4)
        y0, y1 = sorted((near, far))
        things.block((0, near + side * 0.075, 0.055), (140, 0.15, 0.15), surfaces.plain(0.33, 0.32, 0.30, 0.8), "kerb")
        things.block((0, (y0 + y1) / 2 + side * 0.15, 0.05), (140, y1 - y0, 0.14), surfaces.paving("slabs"), "pavement")
        _row(side, far)
    for x in (-7.0, -2.4, 9.0, 16.0):
        things.stripe(x, -3.85, 2.6, 0.11)
    # A drain in the gutter, and a manhole.
    things.block((-3.3, 1.12, 0.0), (0.45, 0.3, 0.012), surfaces.plain(0.03, 0.03, 0.032, 0.5, 0.7), "drain")
    things.tree(-17, 2.3, 6.5, 1)
    things.tree(12.5, 2.4, 6.0, 2)
    things.tree(-8, -10.3, 6.5, 1, turn=80)
    things.tree(7, -10.4, 6.0, 2, turn=140)
    for k, (x, y) in enumerate(((-52, -3), (-54, 3), (-53, -8), (52, -3), (54, 2), (53, -8))):
        things.tree(x, y, 9.0, 3, turn=50 * k)
    things.hedge(-60, -48, -5, 2.0, 1.0, turn=False)
    for x, y, turn, body, paint, plate in (
        (-10.6, 0.30, 0, "suv", "grey", "HV 4417"), (8.1, 0.34, 0, "estate", "blue", "MA 1180"), (14.2, 0.3, 0, "hatchback", "white", "RT 702"),
        (-18.5, 0.3, 0, "saloon", "black", "LK 5520"), (-4.5, -8.0, 180, "van", "white", "BD 3391"), (5.5, -8.05, 180, "hatchback", "red", "OS 664"),
    ):
        build_car(body, paint, plate).place(x, y, turn)
    things.post(-6.1, 1.75, 5.5, 0.055, surfaces.plain(0.10, 0.11, 0.11, 0.5, 0.6))
    daylight(**SUN)


def _row(side, y):
    """Houses shoulder to shoulder, each with its own brick, door and windows; front gardens with low walls."""
    looks = [
        (surfaces.brick(), "window", "door"),
        (surfaces.plaster((0.60, 0.56, 0.47)), "window", "door red"),
        (surfaces.brick((0.30, 0.13, 0.07), (0.22, 0.10, 0.06), (0.33, 0.31, 0.28)), "window", "door"),
        (surfaces.plaster((0.50, 0.52, 0.52)), "window", "door red"),
        (surfaces.brick((0.20, 0.075, 0.055), (0.12, 0.05, 0.04), (0.24, 0.22, 0.20)), "window", "door"),
    ]
    front = y + side * 2.6
    things.sheet(-60, min(y, front), 60, max(y, front), 0.02, surfaces.grass())
    x, k = -45.0, 0 if side > 0 else 2
    while x < 45:
        width = (8.2, 7.4, 9.0)[k % 3]
        material, window, door = looks[k % len(looks)]
        height = 5.6 + 0.35 * (k % 2)
        holes = [(0.9, 0.9, 1.5, 1.35, window), (width - 2.6, 0.9, 1.7, 1.35, window), (3.3, 0.15, 1.0, 2.1, door),
                 (0.9, 3.5, 1.5, 1.25, window), (3.3, 3.5, 0.95, 1.25, window), (width - 2.6, 3.5, 1.7, 1.25, window)]
        if side > 0:
            start, end = (x, front), (x + width, front)
        else:
            start, end = (x + width, front), (x, front)
        things.wall(start, end, height, material, holes)
        _roof(x, x + width, front, side, height)
        # The garden's low wall, with a gap for the path.
        low = surfaces.brick((0.22, 0.09, 0.06), (0.17, 0.07, 0.05), (0.26, 0.24, 0.22)) if k % 2 else surfaces.plaster((0.45, 0.43, 0.39))
        for a, b in ((x + 0.05, x + 3.1), (x + 4.5, x + width - 0.1)):
            s, e = ((a, y), (b, y)) if side > 0 else ((b, y), (a, y))
            things.wall(s, e, 0.75, low)
            things.block(((a + b) / 2, y + side * 0.10, 0.78), (b - a + 0.04, 0.26, 0.07), surfaces.plain(0.34, 0.33, 0.31, 0.85), "coping")
        if k % 2 == 0:
            things.hedge(x + 4.7, x + width - 0.3, y + side * 0.6, 1.25, 0.6, density=420)
        x += width
        k += 1


def _roof(x0, x1, front, side, height):
    eave, ridge = front - side * 0.35, front + side * 4.0
    top = height + 2.6
    corners = [(x0, eave, height - 0.1), (x1, eave, height - 0.1), (x1, ridge, top), (x0, ridge, top)]
    if side < 0:
        corners = [corners[1], corners[0], corners[3], corners[2]]
    things.quads([corners], surfaces.roof_tiles(), [[(0, 0), (x1 - x0, 0), (x1 - x0, 5), (0, 5)]], "roof")
    things.block(((x0 + x1) / 2, eave, height - 0.12), (x1 - x0, 0.11, 0.10), surfaces.plain(0.30, 0.30, 0.29, 0.5), "gutter")
    # What stands behind the front, so that no sky shows under the roof.
    things.block(((x0 + x1) / 2, front + side * 2.2, height / 2 - 0.1), (x1 - x0 - 0.02, 4.0, height - 0.2), surfaces.plain(0.2, 0.19, 0.18, 0.9), "house")
