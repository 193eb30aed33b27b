"""Asphalt, paving, brick, plaster, leaves and the rest of what stands around a car. Coordinates are metres."""

from scenes.nodes import Tree, once


@once
def asphalt(tone=0.09):
    t = Tree("asphalt")
    where = t.coords()
    grain = t.noise(where, 140, 3)
    stones = t.add("TexVoronoi", {"Vector": where, "Scale": 95}).outputs["Distance"]
    patches = t.noise(where, 0.5, 5)
    stains = t.ramp(t.noise(where, 1.3, 6, 0.65), 0.56, 0.70)
    # Cracks: cell borders, bent by noise, and only in some places.
    bent = t.add("VectorMath", {0: where, 1: t.add("TexNoise", {"Vector": where, "Scale": 1.6, "Detail": 5.0}).outputs["Color"]}, operation="ADD").outputs[0]
    cell = t.add("TexVoronoi", {"Vector": bent, "Scale": 0.42}, feature="DISTANCE_TO_EDGE").outputs["Distance"]
    line = t.math("SUBTRACT", 1.0, t.ramp(cell, 0.0008, 0.0035))
    crack = t.math("MULTIPLY", line, t.ramp(t.noise(where, 0.23, 2), 0.52, 0.60))
    base = t.mix(t.ramp(patches, 0.3, 0.7), (tone * 0.78,) * 3, (tone * 1.15, tone * 1.12, tone * 1.06))
    base = t.mix(0.55, base, t.mix(t.ramp(grain, 0.35, 0.7), (0.35,) * 3, (1.5,) * 3), "MULTIPLY")
    base = t.mix(t.math("MULTIPLY", stains, 0.5), base, (tone * 0.35,) * 3)
    base = t.mix(crack, base, (0.008, 0.008, 0.008))
    height = t.math("SUBTRACT", t.math("MULTIPLY", stones, 0.35), t.math("MULTIPLY", crack, 2.0))
    return t.principled(base_color=base, roughness=0.86, specular=0.3, normal=t.bump(height, 0.006, 0.7))


@once
def paint_on_road():
    t = Tree("road paint")
    where = t.coords()
    worn = t.ramp(t.noise(where, 9, 8, 0.7), 0.36, 0.50)
    clear = t.add("BsdfTransparent").outputs[0]
    out = t.add("MixShader", {0: worn, 1: clear, 2: t.surface.outputs[0]}).outputs[0]
    t.links.new(out, t.nodes["Material Output"].inputs[0])
    return t.principled(base_color=(0.62, 0.61, 0.57), roughness=0.7)


def _bricks(t, where, width, height, mortar, first, second, joint, offset=0.5):
    node = t.add("TexBrick", {"Vector": where, "Color1": first, "Color2": second, "Mortar": joint, "Scale": 1.0, "Mortar Size": mortar,
                              "Mortar Smooth": 0.15, "Bias": 0.0, "Brick Width": width, "Row Height": height})
    node.offset = offset
    return node.outputs["Color"], node.outputs["Fac"]


@once
def brick(first=(0.26, 0.085, 0.05), second=(0.15, 0.055, 0.04), joint=(0.30, 0.28, 0.25)):
    t = Tree("brick")
    uv = t.coords("UV")
    colour, fac = _bricks(t, uv, 0.225, 0.075, 0.007, first, second, joint)
    colour = t.mix(0.5, colour, t.mix(t.ramp(t.noise(uv, 0.9, 6, 0.6), 0.3, 0.75), (0.5,) * 3, (1.3,) * 3), "MULTIPLY")
    colour = t.mix(0.5, colour, t.mix(t.noise(uv, 45, 4), (0.5,) * 3, (1.5,) * 3), "MULTIPLY")
    rough = t.math("MULTIPLY", t.noise(uv, 60, 4), 0.25)
    height = t.math("SUBTRACT", rough, fac)
    return t.principled(base_color=colour, roughness=0.9, specular=0.2, normal=t.bump(height, 0.008, 0.8))


@once
def paving(kind="slabs"):
    t = Tree("paving")
    where = t.coords()
    if kind == "slabs":
        colour, fac = _bricks(t, where, 0.6, 0.4, 0.006, (0.30, 0.29, 0.27), (0.24, 0.235, 0.225), (0.07, 0.065, 0.06))
    else:
        colour, fac = _bricks(t, where, 0.20, 0.10, 0.005, (0.24, 0.17, 0.14), (0.17, 0.15, 0.14), (0.05, 0.048, 0.045))
    colour = t.mix(0.6, colour, t.mix(t.ramp(t.noise(where, 0.7, 6, 0.6), 0.3, 0.7), (0.55,) * 3, (1.25,) * 3), "MULTIPLY")
    colour = t.mix(0.5, colour, t.mix(t.noise(where, 70, 3), (0.55,) * 3, (1.45,) * 3), "MULTIPLY")
    moss = t.math("MULTIPLY", t.ramp(t.noise(where, 0.6, 4), 0.55, 0.68), fac)
    colour = t.mix(moss, colour, (0.05, 0.07, 0.025))
    height = t.math("SUBTRACT", t.math("MULTIPLY", t.noise(where, 90, 3), 0.3), fac)
    return t.principled(base_color=colour, roughness=0.82, specular=0.3, normal=t.bump(height, 0.005, 0.7))


@once
def plaster(colour=(0.62, 0.58, 0.50)):
    t = Tree("plaster")
    uv = t.coords("UV")
    dirt = t.mix(t.ramp(t.noise(uv, 0.8, 7, 0.62), 0.3, 0.75), tuple(0.72 * c for c in colour), colour)
    return t.principled(base_color=dirt, roughness=0.92, specular=0.2, normal=t.bump(t.noise(uv, 55, 4), 0.004, 0.5))


@once
def roof_tiles(colour=(0.16, 0.06, 0.045)):
    t = Tree("roof tiles")
    uv = t.coords("UV")
    tiles, fac = _bricks(t, uv, 0.25, 0.32, 0.012, colour, tuple(0.7 * c for c in colour), (0.02, 0.015, 0.012))
    return t.principled(base_color=tiles, roughness=0.8, normal=t.bump(t.math("SUBTRACT", 1.0, fac), 0.03, 0.8))


@once
def plain(r, g, b, roughness=0.6, metallic=0.0):
    t = Tree("plain")
    return t.principled(base_color=(r, g, b), roughness=roughness, metallic=metallic)


@once
def window_pane():
    """A house's window: dark inside, sky on it, each pane a little crooked as old glass is."""
    t = Tree("window pane")
    wavy = t.bump(t.noise(t.coords(), 1.4, 1), 0.02, 0.25)
    return t.principled(base_color=(0.012, 0.014, 0.016), roughness=0.02, specular=0.8, normal=wavy)


@once
def shutter(r, g, b):
    """A rolling or garage door, ribbed."""
    t = Tree("shutter")
    uv = t.coords("UV")
    wave = t.add("TexWave", {"Vector": uv, "Scale": 2.6, "Distortion": 0.0}, bands_direction="Y", wave_profile="SIN").outputs["Fac"]
    return t.principled(base_color=(r, g, b), roughness=0.45, metallic=0.2, normal=t.bump(t.ramp(wave, 0.02, 0.25), 0.02, 0.8))


@once
def leaf(r, g, b):
    t = Tree("leaf")
    tone = t.add("NewGeometry").outputs["Random Per Island"]
    colour = t.mix(tone, (r * 0.5, g * 0.55, b * 0.5), (r * 1.5, g * 1.35, b * 1.2))
    t.principled(base_color=colour, roughness=0.5, specular=0.35)
    through = t.add("BsdfTranslucent", {"Color": t.mix(1.0, colour, (1.5, 1.6, 0.5), "MULTIPLY")}).outputs[0]
    out = t.add("MixShader", {0: 0.3, 1: t.surface.outputs[0], 2: through}).outputs[0]
    t.links.new(out, t.nodes["Material Output"].inputs[0])
    return t.material


@once
def bark():
    t = Tree("bark")
    where = t.coords()
    n = t.noise(where, 14, 6, 0.7)
    return t.principled(base_color=t.mix(n, (0.03, 0.024, 0.018), (0.13, 0.105, 0.08)), roughness=0.95, normal=t.bump(n, 0.05))


@once
def grass():
    t = Tree("grass")
    where = t.coords()
    n = t.noise(where, 30, 6, 0.7)
    colour = t.mix(n, (0.02, 0.035, 0.008), (0.11, 0.15, 0.035))
    return t.principled(base_color=colour, roughness=0.9, specular=0.1, normal=t.bump(n, 0.08))


@once
def showroom_floor():
    t = Tree("showroom floor")
    where = t.coords()
    colour, fac = _bricks(t, where, 0.9, 0.9, 0.003, (0.42, 0.42, 0.41), (0.40, 0.40, 0.395), (0.16, 0.16, 0.16), offset=0.0)
    colour = t.mix(0.25, colour, t.mix(t.noise(where, 2.5, 7, 0.6), (0.6,) * 3, (1.3,) * 3), "MULTIPLY")
    rough = t.math("MULTIPLY_ADD", t.noise(where, 5, 5), 0.10)
    rough.node.inputs[2].default_value = 0.10
    return t.principled(base_color=colour, roughness=rough, normal=t.bump(fac, -0.001))

