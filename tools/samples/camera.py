"""Where the phone is held: distance, height, aim and roll vary a little from shot to shot, always the same for the same shot."""

import math
import random

import bpy
from mathutils import Vector

from car.bodies import BODIES


def place(shot, car):
    body = BODIES[shot["body"]]
    rng = random.Random(shot["id"])
    walk = "spin" in shot
    jitter = (lambda a: rng.uniform(-a, a)) if not walk else (lambda a: rng.uniform(-a, a) * 0.35)
    angle = shot["angle"]
    if shot["scene"] == "street" or walk:
        turn = 0.0
        direction = 180 + angle
    else:
        direction = shot["view"] + jitter(2)
        turn = direction - 180 - angle
    car.place(0, 0.25 if shot["scene"] == "street" else 0.0, turn)
    # 35 mm is a phone's main lens with the small zoom that salespeople use to keep the car from bulging.
    focal = 36.0 if walk else 38.0 + jitter(3)
    seen = abs(math.sin(math.radians(angle))) * body["length"] + abs(math.cos(math.radians(angle))) * body["half_width"] * 2
    seen = max(seen, 3.1)
    distance = (5.25 if walk else max(seen / (36.0 / focal) / (0.74 + jitter(0.02)), 4.4) + body["length"] * 0.10)
    if walk:
        distance = 5.9
    height = 1.5 + jitter(0.08)
    a = math.radians(direction)
    scene = bpy.context.scene
    camera = bpy.data.objects.get("phone") or bpy.data.objects.new("phone", bpy.data.cameras.new("phone"))
    if camera.name not in scene.collection.objects:
        scene.collection.objects.link(camera)
    scene.camera = camera
    camera.location = (distance * math.cos(a), distance * math.sin(a), height)
    tall = max(z for _, z in body["roof"])
    aim = Vector((jitter(0.12), jitter(0.12), tall * 0.46 + jitter(0.04)))
    camera.rotation_euler = (aim - camera.location).to_track_quat("-Z", "Y").to_euler()
    camera.rotation_euler.rotate_axis("Z", math.radians(jitter(0.6)))
    camera.data.lens, camera.data.sensor_width = focal, 36.0
    camera.data.dof.use_dof = True
    camera.data.dof.focus_distance = distance - body["length"] * 0.25
    # f/5.6 at 36 mm film width would blur like a large camera; a phone's sensor is a fifth of it, but houses a little soft help.
    camera.data.dof.aperture_fstop = 5.6
    return camera
