"""A yard between brick walls under a closed sky: block paving, garage doors, ivy, bins."""

from scenes import surfaces, things
from scenes.sky import overcast

SUN = None


def build():
    things.sheet(-40, -40, 40, 40, 0.0, surfaces.paving("blocks"))
    brick = surfaces.brick()
    other = surfaces.brick((0.24, 0.10, 0.065), (0.16, 0.07, 0.05), (0.27, 0.25, 0.23))
    holes = [(2.0, 0.0, 2.7, 2.35, "garage"), (5.6, 0.0, 2.7, 2.35, "garage"), (11.0, 1.0, 1.4, 1.2, "window"), (14.4, 0.05, 1.0, 2.1, "door"), (17.5, 1.0, 1.4, 1.2, "window"),
             (20.2, 0.0, 2.7, 2.35, "garage"), (4.0, 3.3, 1.4, 1.2, "window"), (11.0, 3.3, 1.4, 1.2, "window"), (17.5, 3.3, 1.4, 1.2, "window")]
    things.wall((-13, 5.2), (13, 5.2), 5.4, brick, holes)
    things.block((0, 7.6, 2.6), (26, 4.4, 5.2), surfaces.plain(0.2, 0.19, 0.18, 0.9), "house")
    things.block((0, 5.1, 5.4), (26.2, 0.4, 0.12), surfaces.plain(0.36, 0.35, 0.33, 0.8), "coping")
    # The side walls are lower, with houses and trees behind them.
    for side in (1, -1):
        a, b = ((13, 5.2), (13, -16)) if side > 0 else ((-13, -16), (-13, 5.2))
        things.wall(a, b, 2.6, other)
        things.block((side * 13.15, -5.4, 2.64), (0.42, 21.4, 0.09), surfaces.plain(0.36, 0.35, 0.33, 0.8), "coping")
        for k in range(3):
            things.tree(side * 16.5, -12 + 6.5 * k, 7.5, 1 + k, turn=71 * k)
        things.block((side * 27, -4, 4), (8, 30, 8), surfaces.plaster((0.45, 0.43, 0.40)), "house")
    # Behind the camera: a rendered house with windows; it is what the car's side mirrors.
    back = [(1.5 + 3.6 * k, 1.0 + 2.6 * r, 1.4, 1.4, "window") for k in range(7) for r in (0, 1)]
    things.wall((13, -16), (-13, -16), 6.2, surfaces.plaster((0.58, 0.55, 0.48)), back)
    things.block((0, -18.5, 3), (26, 4.6, 6), surfaces.plain(0.2, 0.19, 0.18, 0.9), "house")
    things.hedge(-12.6, -6.6, 4.75, 1.1, 0.55)
    for x, tone in ((-2.45, (0.02, 0.06, 0.03)), (-1.75, (0.03, 0.03, 0.035))):
        things.block((x, 4.75, 0.5), (0.56, 0.62, 0.92), surfaces.plain(*tone, 0.5), "bin")
        things.block((x, 4.72, 0.99), (0.6, 0.7, 0.07), surfaces.plain(*tone, 0.45), "bin lid")
    things.post(10.2, 5.0, 5.2, 0.045, surfaces.plain(0.06, 0.06, 0.065, 0.4))
    overcast(1.05)
