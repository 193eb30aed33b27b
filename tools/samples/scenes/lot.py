"""A dealer's lot: marked bays, rows of other cars on every side, hedge and trees, a low showroom. Good from all sides, so the spin is here."""

from car.build import build as build_car
from scenes import surfaces, things
from scenes.sky import daylight

STOCK = [("hatchback", "silver", "FA 118"), ("estate", "grey", "FB 2240"), ("suv", "white", "FC 905"), ("saloon", "blue", "FD 371"), ("hatchback", "red", "FE 664"),
         ("saloon", "black", "FF 8102"), ("suv", "green", "FG 77"), ("van", "white", "FH 4410"), ("estate", "silver", "FJ 562")]

SUN = {"azimuth": 205, "elevation": 47}


def build():
    things.sheet(-60, -60, 60, 60, 0.0, surfaces.asphalt(0.10))
    # Bays behind (+y), in front (-y) and at -x; +x is the showroom.
    for y, turn in ((8.6, 90), (-11.5, -90)):
        for k in range(-5, 6):
            things.stripe(k * 2.7 + 1.35, y + (0.4 if y > 0 else -0.4), 5.2, 0.10, 90)
        for k in range(-4, 6):
            body, paint, plate = STOCK[(k * 2 + (0 if y > 0 else 3)) % len(STOCK)]
            if (k + (y > 0)) % 7 == 3:
                continue
            build_car(body, paint, plate).place(k * 2.7 + 0.08 * (k % 3 - 1), y + 0.12 * (k % 2), turn + (180 if k % 4 == 1 else 0) + 1.5 * (k % 3 - 1))
    for k in range(-2, 3):
        body, paint, plate = STOCK[(k + 6) % len(STOCK)]
        build_car(body, paint, plate).place(-15.5, k * 2.8 - 1.2, 180)
        things.stripe(-15.8, k * 2.8 + 0.2, 5.2, 0.10)
    for k in (-1, 0, 1):
        things.stripe(k * 2.9 * 2, 0.4, 5.0, 0.10, 90)
    things.hedge(-27, 27, 12.4, 1.7, 0.9)
    things.hedge(-27, 27, -15.4, 1.7, 0.9)
    things.hedge(-15, 12, -19.6, 1.7, 0.9, turn=True)
    for k in range(9):
        things.tree(-30 + 7.3 * k, 16.5 + 1.5 * (k % 2), 7.5 + (k % 3), 1 + k % 3, turn=61 * k)
        things.tree(-28 + 7.1 * k, -20 - 1.3 * (k % 2), 7.5 + (k % 2), 1 + (k + 1) % 3, turn=47 * k)
    for k in range(6):
        things.tree(-24 - 1.5 * (k % 2), -14 + 6 * k, 8.5, 1 + k % 3, turn=33 * k)
    _far_houses()
    _showroom()
    for x, y in ((-6.4, 11.4), (11.0, 11.4), (-9.0, -14.4), (8, -14.4)):
        things.post(x, y, 5.2, 0.05, surfaces.plain(0.25, 0.26, 0.27, 0.4, 0.6))
    daylight(**SUN)


def _showroom():
    """Glass front along y at x = 17, a dark band above it where the name would be."""
    holes = [(0.6 + 4.1 * k, 0.25, 3.7, 2.75, "shopfront") for k in range(7)]
    things.wall((17, 15), (17, -15), 4.2, surfaces.plaster((0.62, 0.62, 0.60)), holes)
    things.block((16.9, 0, 3.75), (0.25, 30.2, 0.8), surfaces.plain(0.035, 0.04, 0.05, 0.35), "band")
    things.block((21, 0, 2.0), (7.6, 29.8, 4.1), surfaces.plain(0.3, 0.3, 0.3, 0.9), "hall")
    things.block((15.4, 0, 0.05), (3.2, 30, 0.12), surfaces.paving("slabs"), "apron")


def _far_houses():
    """Walls and roofs beyond the trees: nothing of the horizon may show."""
    for x, y, turn in ((-30, 30, 0), (-8, 32, 0), (14, 30, 0), (36, 31, 0), (-30, -34, 0), (-6, -33, 0), (20, -34, 0), (-38, 10, 90), (-38, -14, 90), (42, 22, 90), (42, -20, 90)):
        things.block((x, y, 3), (18, 7, 6), surfaces.plaster((0.52, 0.46, 0.38)) if (x + y) % 4 else surfaces.plain(0.22, 0.10, 0.07, 0.9), "house", turn)
        p = [(-9.3, -4, 5.9), (9.3, -4, 5.9), (9.3, 0, 8.8), (-9.3, 0, 8.8)]
        for s in (1, -1):
            ob = things.quads([[(a, b * s, c) for a, b, c in p]], surfaces.roof_tiles(), [[(0, 0), (18, 0), (18, 5), (0, 5)]], "roof")
            ob.location, ob.rotation_euler.z = (x, y, 0), turn * 3.14159 / 180
