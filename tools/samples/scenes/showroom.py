"""A showroom: tiles that mirror, white walls, light panels in the ceiling, a window front behind the camera."""

import bpy

from car.build import build as build_car
from scenes import surfaces, things
from scenes.sky import dark

SUN = None


def build():
    things.sheet(-14, -12, 14, 9, 0.0, surfaces.showroom_floor())
    white = surfaces.plain(0.72, 0.72, 0.70, 0.8)
    things.wall((-11, 6.2), (11, 6.2), 4.2, white)
    things.wall((-11, -12), (-11, 6.2), 4.2, surfaces.plain(0.58, 0.60, 0.62, 0.8))
    things.wall((11, 6.2), (11, -12), 4.2, white)
    things.block((0, -12.1, 2.1), (24, 0.2, 4.2), surfaces.plain(0.5, 0.5, 0.5, 0.6), "front")
    things.block((0, -3, 4.3), (24, 20, 0.2), surfaces.plain(0.62, 0.62, 0.62, 0.8), "ceiling")
    things.block((0, 6.05, 0.06), (22, 0.04, 0.12), surfaces.plain(0.1, 0.1, 0.1, 0.4), "skirting")
    things.block((-4.5, 6.12, 1.75), (5.2, 0.06, 2.3), surfaces.plain(0.03, 0.045, 0.07, 0.35), "panel")
    for x in (-4.0, 4.0):
        for y in (-6.5, -1.8, 2.6):
            _panel((x, y, 4.12), (5.2, 0.8), 260, (0, 0, 0))
    # The window front behind the camera, seen only as its reflection in the paint.
    _panel((0, -11.8, 2.0), (19, 3.2), 420, (1.5708, 0, 0))
    build_car("suv", "grey", "SH 204").place(-5.6, 3.3, 28)
    build_car("hatchback", "white", "SH 117").place(6.4, 3.4, 152)
    things.block((4.0, 5.6, 0.55), (1.8, 0.7, 1.1), surfaces.plain(0.30, 0.19, 0.10, 0.45), "desk")
    dark()


def _panel(at, size, watts, turn):
    """An area lamp: sampled better than a glowing mesh, so the white walls stay quiet."""
    light = bpy.data.lights.new("panel", "AREA")
    light.shape, light.size, light.size_y, light.energy, light.color = "RECTANGLE", *size, watts, (1.0, 0.97, 0.93)
    ob = bpy.data.objects.new("panel", light)
    ob.location, ob.rotation_euler = at, turn
    bpy.context.collection.objects.link(ob)
