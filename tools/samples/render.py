"""Renders the sample pictures: `blender -b -P tools/samples/render.py -- [--only ID,ID] [--out DIR] [--scale 0.375] [--samples 16]`.

Skips what already exists, so an interrupted run goes on where it stopped. The README beside this file says more.
"""

import argparse
import os
import sys
import time
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import bpy  # noqa: E402

import camera  # noqa: E402
import manifest  # noqa: E402
import masks  # noqa: E402
import photo  # noqa: E402
from car.build import FINE  # noqa: E402
from car.build import build as build_car  # noqa: E402
from scenes import lot, showroom, street, yard  # noqa: E402
from shots import SHOTS, file_of  # noqa: E402

SCENES = {"street": street, "lot": lot, "yard": yard, "showroom": showroom}


def main():
    options = parse(sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else [])
    wanted = [s for s in SHOTS if not options.only or s["id"] in options.only.split(",")]
    if not wanted:
        sys.exit(f"No such picture: {options.only}. Known: {', '.join(s['id'] for s in SHOTS)}")
    out = Path(options.out)
    scene_now, car = None, None
    # A scene is built once; scenes come in the order in which the list names them first.
    order = list(dict.fromkeys(s["scene"] for s in SHOTS))
    key = lambda s: ("spin" not in s, order.index(s["scene"]), s["scene"], s["body"], s["colour"], s["plate"], s["steer"])
    for (_, _, scene, body, colour, plate, steer), group in groupby(sorted(wanted, key=key), key):
        group = [s for s in group if not finished(s, out, options)]
        if not group:
            continue
        if scene_now != scene:
            bpy.ops.wm.read_factory_settings(use_empty=True)
            SCENES[scene].build()
            scene_now = scene
        elif car:
            car.remove()
        car = build_car(body, colour, plate, steer, FINE)
        shoot(group, car, out, options)
    if not options.no_masks:
        manifest.write(out, {name: scene.SUN for name, scene in SCENES.items()})


def shoot(group, car, out, options):
    """All pictures of one car first, then all its masks: Cycles keeps what does not change between two renders."""

    def place(shot):
        camera.place(shot, car)
        photo.settings(shot, options.scale, options.samples, options.seconds)

    for shot in group:
        picture = out / file_of(shot)
        if not picture.exists():
            started = time.time()
            place(shot)
            photo.take(shot, picture)
            print(f"{shot['id']}: picture {time.time() - started:.0f} s", flush=True)
    if not options.no_masks:
        started = time.time()
        with masks.car_alone(car):
            masks.take([s for s in group if not masks.exist(s, out)], place, car, out)
        print(f"{group[0]['id']} and {len(group) - 1} more: masks {time.time() - started:.0f} s", flush=True)


def finished(shot, out, options):
    return (out / file_of(shot)).exists() and (options.no_masks or masks.exist(shot, out))


def parse(words):
    parser = argparse.ArgumentParser(prog="render.py", description=__doc__)
    parser.add_argument("--only", default="", help="ids of the pictures wanted, with commas between them")
    parser.add_argument("--out", default=str(HERE.parent.parent / "samples"), help="where to write (default: samples/ of the repository)")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full size, for looking at drafts")
    parser.add_argument("--samples", type=int, default=0, help="samples a pixel instead of the shot's own number")
    parser.add_argument("--seconds", type=float, default=0, help="stop sampling a picture after so long")
    parser.add_argument("--no-masks", action="store_true")
    return parser.parse_args(words)


if __name__ == "__main__":
    main()
    os._exit(0)  # Blender's own exit frees every mesh one by one, which takes longer than a small picture.
