"""A phone's noise filter: each pixel becomes the mean of those around it that look alike and lie on a like surface.

Debian's Blender has no denoiser. Cycles still tells each pixel's surface colour and normal almost without noise; they keep edges and texture
where they are (a joint bilateral filter, as in Rousselle et al. 2013, without the error estimate).
"""

import bpy
import numpy as np

RADIUS = 3
ALBEDO_WIDTH, NORMAL_WIDTH, COLOUR_WIDTH = 0.035, 0.22, 0.085


def ask(folder):
    """Makes the next render write its surface colours and normals into `folder`."""
    scene = bpy.context.scene
    bpy.context.view_layer.cycles.denoising_store_passes = True
    scene.use_nodes = True
    scene.render.use_compositing = True
    nodes, links = scene.node_tree.nodes, scene.node_tree.links
    nodes.clear()
    layers = nodes.new("CompositorNodeRLayers")
    links.new(layers.outputs["Image"], nodes.new("CompositorNodeComposite").inputs[0])
    out = nodes.new("CompositorNodeOutputFile")
    out.base_path = folder
    out.format.file_format, out.format.color_mode, out.format.color_depth = "OPEN_EXR", "RGB", "16"
    out.file_slots.clear()
    for name in ("Albedo", "Normal"):
        out.file_slots.new(name)
        links.new(layers.outputs[f"Denoising {name}"], out.inputs[name])


def stop():
    bpy.context.view_layer.cycles.denoising_store_passes = False
    bpy.context.scene.render.use_compositing = False


def filtered(pixels, folder):
    """`pixels`: height x width x 3, 0 to 255, as displayed."""
    albedo, normal = (_load(f"{folder}/{name}{bpy.context.scene.frame_current:04d}.exr") for name in ("Albedo", "Normal"))
    image = pixels.astype(np.float32) / 255
    smooth = _box(image)
    total, weights = image.copy(), np.ones(image.shape[:2] + (1,), np.float32)
    for dy in range(-RADIUS, RADIUS + 1):
        for dx in range(-RADIUS, RADIUS + 1):
            if dx == dy == 0:
                continue
            move = lambda a: np.roll(a, (dy, dx), (0, 1))
            distance = _square(albedo - move(albedo)) / ALBEDO_WIDTH**2
            distance += _square(normal - move(normal)) / NORMAL_WIDTH**2
            # Compared after a little blur, or noise itself would count as a difference.
            distance += _square(smooth - move(smooth)) / COLOUR_WIDTH**2
            w = np.exp(-distance - (dx * dx + dy * dy) / 14.0)[..., None]
            total += w * move(image)
            weights += w
    return total / weights * 255


def _square(d):
    return np.einsum("ijk,ijk->ij", d, d)


def _box(a):
    out = np.zeros_like(a)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            out += np.roll(a, (dy, dx), (0, 1))
    return out / 9


def _load(path):
    image = bpy.data.images.load(path)
    width, height = image.size
    values = np.empty(width * height * 4, dtype=np.float32)
    image.pixels.foreach_get(values)
    bpy.data.images.remove(image)
    return values.reshape(height, width, 4)[::-1, :, :3]
