"""Puts a car together in the current scene."""

import math
import pickle
import hashlib
from pathlib import Path

import bpy
import numpy as np

from car import cabin, lamps, panels, trim, wheels
from car.bodies import BODIES
from car.materials import material
from car.skin import Form
from shape.solids import box

PARTS = ("body", "wheels", "mirrors", "aerial", "glass")
CACHE = Path("/tmp/forecourt-samples-cache")


class Car:
    """Objects under one empty at the middle of the wheelbase; `parts` maps a part's name to its objects."""

    def __init__(self, root, parts):
        self.root, self.parts = root, parts

    def place(self, x, y, turn_degrees=0.0, z=0.0):
        self.root.location = (x, y, z)
        self.root.rotation_euler = (0, 0, math.radians(turn_degrees))

    def remove(self):
        for ob in [*self.root.children_recursive, self.root]:
            bpy.data.objects.remove(ob)


# Distance between the corners of the skin. Cars in the background are coarser: a lot full of fine ones fills the memory.
FINE, COARSE = 0.014, 0.026


def build(body_name, paint, plate, steer_degrees=0.0, step=COARSE):
    body = BODIES[body_name]
    root = bpy.data.objects.new(f"car {body_name}", None)
    bpy.context.collection.objects.link(root)
    parts = {k: [] for k in PARTS}
    middle = -(body["axle_front"] + body["axle_rear"]) / 2
    privacy = body["pillar_b"] + 0.1 if body_name in ("suv", "estate") else 99.0

    def add(mesh, key, part):
        # Materials sit on the mesh. On the object, Cycles would copy the whole mesh for each car.
        if key == "paint":
            mesh = _painted(mesh, paint)
        mesh.materials[0] = material(f"paint {paint}" if key == "paint" else key, privacy)
        ob = bpy.data.objects.new(f"{body_name} {key}", mesh)
        ob.location.x = middle
        ob.parent = root
        bpy.context.collection.objects.link(ob)
        parts[part].append(ob)
        return ob

    for key, part, mesh in _meshes(body, step):
        add(mesh, key.rstrip("~"), part)
    sag = body["wheel_radius"] - wheels.FLAT
    spin = sum(map(ord, plate)) * 37 % 360
    for axle in ("axle_front", "axle_rear"):
        for sign in (1, -1):
            hub = bpy.data.objects.new("hub", None)
            bpy.context.collection.objects.link(hub)
            hub.parent = root
            track = body["half_width"] - body["tyre_width"] / 2 - 0.012
            hub.location = (middle + body[axle], sign * track, sag)
            hub.rotation_euler = (0, 0, (math.pi if sign < 0 else 0) + (math.radians(steer_degrees) if axle == "axle_front" else 0))
            for name, key, mesh in _wheel_meshes(body):
                ob = add(mesh, key, "wheels")
                ob.parent = hub
                ob.location = (0, 0, 0)
                if name == "turning":
                    # The flattened side of the tyre stays down; only the rim stands at an angle of its own.
                    ob.rotation_euler.y = math.radians(spin + 31 * sign + (17 if axle == "axle_rear" else 0))
    _plates(body, root, middle, plate, parts)
    return Car(root, parts)


def _painted(mesh, paint):
    name = f"{mesh.name} {paint}"
    return bpy.data.meshes.get(name) or _renamed(mesh.copy(), name)


def _renamed(mesh, name):
    mesh.name = name
    del mesh["car"]
    return mesh


def _meshes(body, step):
    name = f"{body['name']} {step}"
    ready = [m for m in bpy.data.meshes if m.get("car") == name]
    if not ready:
        for (key, part), mesh in _computed(body, step).items():
            m = mesh_of(f"{name} {key}", *mesh, smooth_angle=180 if mesh[1] is not None else 35)
            m["car"], m["key"], m["part"] = name, key, part
            m.materials.append(None)
            ready.append(m)
    return [(m["key"], m["part"], m) for m in ready]


def _computed(body, step):
    """The body's meshes by (material, part), from the cache when neither numbers nor code have changed."""
    here = Path(__file__).parent.parent
    code = b"".join(p.read_bytes() for p in sorted([*here.glob("shape/*.py"), *here.glob("car/*.py")]))
    cache = CACHE / f"{body['name']}-{step}-{hashlib.sha256(code).hexdigest()[:16]}.pickle"
    if cache.exists():
        return pickle.loads(cache.read_bytes())
    form, lines, skin = panels.build(body, step)
    pieces = list(skin) + trim.build(body, form, lines)
    pieces += [(n, m, k, "body") for n, m, k in lamps.build(body, form) + cabin.build(body, form)]
    groups = {}
    for _, mesh, key, part in pieces:
        groups.setdefault((key, part, mesh[1] is None), []).append(mesh)
    # A "~" marks the pieces without normals of their own, which are shaded by their edges' angles.
    joined = {(key + "~" * flat, part): _join(meshes) for (key, part, flat), meshes in groups.items()}
    CACHE.mkdir(exist_ok=True)
    cache.write_bytes(pickle.dumps(joined))
    return joined


def _join(meshes):
    points, normals, faces, at = [], [], [], 0
    for p, n, f in meshes:
        points.append(p)
        normals.append(n)
        faces += [[int(i) + at for i in face] for face in f]
        at += len(p)
    return np.concatenate(points), None if normals[0] is None else np.concatenate(normals), faces


def _wheel_meshes(body):
    tag = f"wheel {body['name']}"
    ready = [m for m in bpy.data.meshes if m.get("wheel") == tag]
    if not ready:
        groups = {}
        for name, mesh, key in wheels.build(body):
            standing = "standing" if key in ("tyre", "caliper", "underbody", "disc") else "turning"
            groups.setdefault((standing, key), []).append(mesh)
        for (standing, key), meshes in groups.items():
            m = mesh_of(tag, *_join(meshes), smooth_angle=32)
            m["wheel"], m["key"], m["standing"] = tag, key, standing
            m.materials.append(None)
            ready.append(m)
    return [(m["standing"], m["key"], m) for m in ready]


def mesh_of(name, points, normals, faces, smooth_angle=35):
    m = bpy.data.meshes.new(name)
    m.from_pydata(np.asarray(points).tolist(), [], [list(map(int, f)) for f in faces])
    m.polygons.foreach_set("use_smooth", [True] * len(m.polygons))
    m.use_auto_smooth = True
    m.auto_smooth_angle = math.radians(smooth_angle)
    if normals is not None:
        m.normals_split_custom_set_from_vertices(np.asarray(normals).tolist())
    m.update()
    return m


def _plates(body, root, middle, text, parts):
    form = Form(body)
    for rear in (False, True):
        z = body["plate_rear" if rear else "plate_front"]
        x = body["length"] + 0.6 if rear else -0.6
        # The plate stands on its own mount: it must clear the skin at all four corners.
        hits = [form.hit((x, y, z + dz), (-1 if rear else 1, 0, 0))[0] for y in (0, 0.26) for dz in (-0.057, 0.057)]
        low, high = hits[0][0], hits[1][0]
        lean = math.atan2(high - low, 0.114)
        holder = bpy.data.objects.new("plate", None)
        bpy.context.collection.objects.link(holder)
        holder.parent = root
        holder.location = (middle + (low + high) / 2 + (0.010 if rear else -0.010), 0, z)
        holder.rotation_euler = (0, lean, 0)
        side = 1 if rear else -1
        for size, at, key in (((0.012, 0.535, 0.125), 0.0, "plastic"), ((0.006, 0.52, 0.112), 0.006, "plate"), ((0.001, 0.042, 0.110), 0.0096, "plate_band")):
            y = -0.238 * side if key == "plate_band" else 0.0
            m = mesh_of("plate", *box((side * at, y, 0), size))
            m.materials.append(None)
            ob = bpy.data.objects.new("plate", m)
            ob.parent = holder
            bpy.context.collection.objects.link(ob)
            m.materials[0] = material(key)
            parts["body"].append(ob)
        curve = bpy.data.curves.new("plate text", "FONT")
        curve.body, curve.size, curve.align_x, curve.align_y, curve.extrude = text, 0.098, "CENTER", "CENTER", 0.0004
        curve.offset = 0.0012
        ob = bpy.data.objects.new("plate text", curve)
        ob.parent = holder
        bpy.context.collection.objects.link(ob)
        ob.location = (side * 0.0094, 0.02 * side, 0)
        ob.rotation_euler = (math.pi / 2, 0, math.pi / 2 * side)
        ob.scale.x = 0.86
        curve.materials.append(material("plate_text"))
        parts["body"].append(ob)
