"""The picture itself: Cycles on the CPU, then what a phone does to it: vignette, grain, JPEG."""

import zlib

import bpy
import numpy as np
from PIL import Image

import quiet
from shots import samples as samples_of
from shots import size as size_of

TEMPORARY = "/tmp/forecourt-samples"


def settings(shot, scale, samples, seconds=0):
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    c = scene.cycles
    c.samples = samples or samples_of(shot)
    c.use_adaptive_sampling, c.adaptive_threshold = True, 0.02
    # On a busy machine: rather fewer samples than no picture (0 means no limit).
    c.time_limit = seconds
    # Debian's Blender comes without the denoiser's library and aborts when asked for it.
    c.use_denoising = False
    c.sample_clamp_indirect, c.sample_clamp_direct = 6.0, 0.0
    c.caustics_reflective = c.caustics_refractive = False
    c.max_bounces, c.diffuse_bounces, c.glossy_bounces, c.transmission_bounces, c.transparent_max_bounces = 6, 2, 3, 2, 16
    c.seed = zlib.crc32(shot["id"].encode()) % 10000
    width, height = (round(v * scale) for v in size_of(shot))
    scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = width, height, 100
    return width, height


def take(shot, path):
    scene = bpy.context.scene
    scene.render.film_transparent = False
    scene.view_settings.view_transform, scene.view_settings.look = "Filmic", "Medium High Contrast"
    scene.view_settings.exposure = {"street": -0.5, "lot": -0.65, "yard": 0.85, "showroom": 0.2}[shot["scene"]]
    scene.render.image_settings.file_format, scene.render.image_settings.color_depth = "PNG", "8"
    scene.render.image_settings.color_mode = "RGB"
    scene.render.filepath = f"{TEMPORARY}/{shot['id']}.png"
    guides = f"{TEMPORARY}/{shot['id']}.guides"
    quiet.ask(guides)
    bpy.ops.render.render(write_still=True)
    pixels = np.asarray(Image.open(scene.render.filepath), dtype=np.float32)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(_phone(quiet.filtered(pixels, guides), zlib.crc32(shot["id"].encode()))).save(path, quality=88, subsampling=2, optimize=True)


def _phone(pixels, seed):
    rng = np.random.default_rng(seed)
    h, w, _ = pixels.shape
    y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j]
    vignette = 1 - 0.10 * ((x * x + y * y) / 2) ** 1.5
    light = pixels.mean(-1, keepdims=True) / 255
    # Grain grows in the shadows; colour noise is weaker and coarser than that of brightness, as after a phone's own filter.
    grey = rng.normal(size=(h, w, 1))
    colour = np.repeat(np.repeat(rng.normal(size=(h // 2 + 1, w // 2 + 1, 3)), 2, 0), 2, 1)[:h, :w]
    noise = (grey * 1.5 + colour * 0.7) * (1.25 - 0.7 * light)
    return np.clip(pixels * vignette[..., None] + noise + 0.5, 0, 255).astype(np.uint8)
