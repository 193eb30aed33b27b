"""Ground truth: how much of each pixel is the car, and how much is each of its parts, as the camera sees them.

The car alone is rendered on a transparent film, every part as pure light of one colour: what a pixel holds is then exactly the share that
the part covers. Depth of field and pixel filter are those of the picture.
"""

from contextlib import contextmanager

import bpy
import numpy as np
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector
from PIL import Image

import quiet
from photo import TEMPORARY
from shots import mask_of

SAMPLES = 80
# Two pictures, because three colours hold three parts; alpha comes from the first. The second covers only the aerial's surroundings.
PASSES = ({"wheels": 0, "mirrors": 1, "glass": 2}, {"aerial": 0})


def exist(shot, out):
    return all((out / mask_of(shot, name)).exists() for name in ("alpha", *PASSES[0], *PASSES[1]))


@contextmanager
def car_alone(car):
    """Everything but the car out of sight, the sky off; the scene comes back afterwards, for the next car."""
    scene = bpy.context.scene
    own = {ob for objects in car.parts.values() for ob in objects}
    hidden = [ob for ob in scene.objects if ob.type in {"MESH", "FONT", "LIGHT"} and ob not in own and not ob.hide_render]
    world, shading = scene.world, scene.view_settings
    look = shading.view_transform, shading.look, shading.exposure
    quiet.stop()
    try:
        for ob in hidden:
            ob.hide_render = True
        scene.world = None
        scene.render.film_transparent = True
        shading.view_transform, shading.look, shading.exposure = "Raw", "None", 0.0
        yield
    finally:
        for ob in hidden:
            ob.hide_render = False
        scene.world, scene.render.film_transparent, scene.render.use_border = world, False, False
        shading.view_transform, shading.look, shading.exposure = look


def take(shots, place, car, out):
    """Both passes of all shots of one car. The car's own materials are lost: nothing but masks may be rendered of it afterwards."""
    scene = bpy.context.scene
    alphas = {}
    for number, channels in enumerate(PASSES):
        _paint(car, channels)
        for shot in shots:
            place(shot)
            c = scene.cycles
            c.samples, c.use_adaptive_sampling, c.adaptive_threshold, c.adaptive_min_samples, c.time_limit = SAMPLES, True, 0.002, 24, 0
            scene.render.use_border = number == 1
            if number == 1:
                _look_at(car.parts["aerial"])
            image = _render(shot)
            if number == 0:
                alphas[shot["id"]] = image[..., 3]
                _save(out / mask_of(shot, "alpha"), image[..., 3])
            for part, channel in channels.items():
                # The two passes are sampled separately: at an edge the second may see a little more than the first.
                _save(out / mask_of(shot, part), np.minimum(image[..., channel] * image[..., 3], alphas[shot["id"]]))


def _paint(car, channels):
    for part, objects in car.parts.items():
        colour = tuple(float(channels.get(part) == c) for c in range(3))
        for ob in objects:
            # On the object, so that cars of the same body in the background keep their look.
            ob.material_slots[0].link = "OBJECT"
            ob.material_slots[0].material = _light(colour)


def _look_at(objects):
    """Renders only the part of the frame in which the objects are."""
    scene = bpy.context.scene
    bpy.context.view_layer.update()
    corners = [world_to_camera_view(scene, scene.camera, ob.matrix_world @ Vector(c)) for ob in objects for c in ob.bound_box]
    margin = 0.02
    r = scene.render
    r.border_min_x, r.border_max_x = max(0, min(c.x for c in corners) - margin), min(1, max(c.x for c in corners) + margin)
    r.border_min_y, r.border_max_y = max(0, min(c.y for c in corners) - margin), min(1, max(c.y for c in corners) + margin)
    r.use_crop_to_border = False


def _render(shot):
    scene = bpy.context.scene
    image = scene.render.image_settings
    image.file_format, image.color_mode, image.color_depth, image.compression = "PNG", "RGBA", "16", 15
    scene.render.filepath = f"{TEMPORARY}/{shot['id']}.mask.png"
    bpy.ops.render.render(write_still=True)
    return _pixels(scene.render.filepath)


def _pixels(path):
    """Read back by Blender itself: the imaging library would cut 16 bits to 8. Rows come bottom first."""
    image = bpy.data.images.load(path)
    image.colorspace_settings.name = "Raw"
    image.alpha_mode = "STRAIGHT"
    width, height = image.size
    values = np.empty(width * height * 4, dtype=np.float32)
    image.pixels.foreach_get(values)
    bpy.data.images.remove(image)
    return values.reshape(height, width, 4)[::-1]


def _light(colour):
    name = f"mask {colour}"
    if name not in bpy.data.materials:
        m = bpy.data.materials.new(name)
        m.use_nodes = True
        nodes, links = m.node_tree.nodes, m.node_tree.links
        nodes.clear()
        light = nodes.new("ShaderNodeEmission")
        light.inputs[0].default_value = (*colour, 1)
        links.new(light.outputs[0], nodes.new("ShaderNodeOutputMaterial").inputs[0])
    return bpy.data.materials[name]


def _save(path, values):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.round(np.clip(values, 0, 1) * 255).astype(np.uint8)).save(path, optimize=True)
