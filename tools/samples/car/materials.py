"""What the car is made of. Every material is made once and looked up by its key."""

import bpy

PAINTS = {
    # Base colour (linear), how metallic, roughness of the base coat under the clear coat.
    "white": ((0.78, 0.78, 0.76), 0.0, 0.35),
    "black": ((0.004, 0.004, 0.005), 0.0, 0.30),
    "red": ((0.42, 0.008, 0.010), 0.35, 0.32),
    "silver": ((0.50, 0.51, 0.52), 0.85, 0.30),
    "blue": ((0.012, 0.060, 0.24), 0.55, 0.30),
    "grey": ((0.085, 0.09, 0.098), 0.7, 0.30),
    "green": ((0.03, 0.085, 0.06), 0.5, 0.32),
}

PLAIN = {
    # colour, metallic, roughness
    "plastic": ((0.018, 0.018, 0.019), 0, 0.55),
    "black_gloss": ((0.006, 0.006, 0.007), 0, 0.12),
    "mesh": ((0.008, 0.008, 0.008), 0, 0.6),
    "underbody": ((0.010, 0.010, 0.010), 0, 0.9),
    "chrome": ((0.80, 0.81, 0.82), 1, 0.08),
    "rim_silver": ((0.36, 0.365, 0.37), 0.55, 0.38),
    "rim_dark": ((0.035, 0.035, 0.038), 0.5, 0.32),
    "rim_cover": ((0.38, 0.39, 0.40), 0.5, 0.35),
    "disc": ((0.22, 0.21, 0.20), 0.6, 0.45),
    "caliper": ((0.12, 0.12, 0.12), 0.6, 0.5),
    "headlamp_bucket": ((0.055, 0.055, 0.06), 0.4, 0.38),
    "tail_lamp_bucket": ((0.10, 0.10, 0.11), 0.3, 0.45),
    # A projector lens as a dark ball: real glass behind a glass cover is mostly noise at these sizes.
    "lens": ((0.012, 0.016, 0.022), 0, 0.04),
    "plate": ((0.80, 0.80, 0.78), 0, 0.35),
    "plate_band": ((0.02, 0.08, 0.42), 0, 0.35),
    "plate_text": ((0.01, 0.01, 0.01), 0, 0.4),
    "seat": ((0.035, 0.035, 0.038), 0, 0.85),
    "dashboard": ((0.022, 0.022, 0.024), 0, 0.7),
    "mirror_glass": ((0.85, 0.86, 0.88), 1, 0.02),
    "rubber": ((0.012, 0.012, 0.012), 0, 0.7),
    "amber": ((0.6, 0.16, 0.01), 0, 0.2),
    "reflector": ((0.5, 0.01, 0.01), 0.3, 0.15),
}


def material(key, privacy_from=99.0):
    """The material named `key`; `privacy_from` is the x behind which side glass is dark."""
    name = key if key != "glass" else f"glass from {privacy_from:.2f}"
    if name in bpy.data.materials:
        return bpy.data.materials[name]
    m = bpy.data.materials.new(name)
    m.use_nodes = True
    if key.startswith("paint "):
        _paint(m, *PAINTS[key[6:]])
    elif key in PLAIN:
        _plain(m, *PLAIN[key])
    else:
        {"glass": lambda: _glass(m, privacy_from), "lamp_clear": lambda: _sheet(m, (0.93, 0.94, 0.95), 0.05),
         "lamp_red": lambda: _red_lens(m), "tyre": lambda: _tyre(m), "lining": lambda: _lining(m),
         "light_white": lambda: _light(m, (1, 0.98, 0.95), 2.2), "light_red": lambda: _light(m, (1, 0.05, 0.03), 2.6)}[key]()
    return m


def _parts(m):
    return m.node_tree.nodes, m.node_tree.links, m.node_tree.nodes["Principled BSDF"]


def _plain(m, colour, metallic, roughness):
    _, _, b = _parts(m)
    b.inputs["Base Color"].default_value = (*colour, 1)
    b.inputs["Metallic"].default_value = metallic
    b.inputs["Roughness"].default_value = roughness
    if m.name.startswith("rim"):
        b.inputs["Clearcoat"].default_value = 0.8


def _paint(m, colour, metallic, roughness):
    """Flakes in the base coat, then a smooth clear coat: two reflections, one wide, one sharp."""
    _plain(m, colour, metallic, roughness)
    nodes, links, b = _parts(m)
    # Under a clear coat the base has little mirror of its own: without this, black is grey.
    b.inputs["Specular"].default_value = 0.15
    b.inputs["Clearcoat"].default_value = 1.0
    b.inputs["Clearcoat Roughness"].default_value = 0.025
    if metallic:
        flakes = nodes.new("ShaderNodeTexVoronoi")
        flakes.inputs["Scale"].default_value = 900
        where = nodes.new("ShaderNodeTexCoord")
        links.new(where.outputs["Object"], flakes.inputs["Vector"])
        mix = nodes.new("ShaderNodeMixRGB")
        mix.blend_type = "MULTIPLY"
        mix.inputs[0].default_value = 0.35
        mix.inputs[1].default_value = (*(min(1, 1.25 * c) for c in colour), 1)
        links.new(flakes.outputs["Color"], mix.inputs[2])
        links.new(mix.outputs[0], b.inputs["Base Color"])


def _sheet(m, tint, base):
    """A sheet too thin to bend light: mirror by Schlick's law, the rest passes straight, tinted.

    Not the Fresnel node: seen from inside it would reflect totally, as if the cabin were filled with glass.
    """
    nodes, links, b = _parts(m)
    nodes.remove(b)
    facing = nodes.new("ShaderNodeLayerWeight")
    facing.inputs[0].default_value = 0.5
    power = _math(nodes, links, "POWER", facing.outputs["Facing"], 5.0)
    scaled = _math(nodes, links, "MULTIPLY_ADD", power, 1 - base)
    scaled.node.inputs[2].default_value = base
    clear = nodes.new("ShaderNodeBsdfTransparent")
    clear.inputs[0].default_value = (*tint, 1)
    gloss = nodes.new("ShaderNodeBsdfGlossy")
    gloss.inputs["Roughness"].default_value = 0.0
    mix = nodes.new("ShaderNodeMixShader")
    links.new(scaled, mix.inputs[0])
    links.new(clear.outputs[0], mix.inputs[1])
    links.new(gloss.outputs[0], mix.inputs[2])
    links.new(mix.outputs[0], nodes["Material Output"].inputs[0])
    return clear, gloss, mix


def _glass(m, privacy_from):
    clear, _, _ = _sheet(m, (0.74, 0.80, 0.78), 0.085)
    nodes, links = m.node_tree.nodes, m.node_tree.links
    x = nodes.new("ShaderNodeSeparateXYZ")
    links.new(nodes.new("ShaderNodeTexCoord").outputs["Object"], x.inputs[0])
    behind = _math(nodes, links, "GREATER_THAN", x.outputs[0], privacy_from)
    mix = nodes.new("ShaderNodeMixRGB")
    mix.inputs[1].default_value = (0.74, 0.80, 0.78, 1)
    mix.inputs[2].default_value = (0.20, 0.22, 0.22, 1)
    links.new(behind, mix.inputs[0])
    links.new(mix.outputs[0], clear.inputs[0])


def _red_lens(m):
    _, _, mix = _sheet(m, (0.50, 0.006, 0.005), 0.06)
    nodes, links = m.node_tree.nodes, m.node_tree.links
    # Moulded plastic scatters a little, otherwise the lamp looks empty.
    body = nodes.new("ShaderNodeBsdfDiffuse")
    body.inputs[0].default_value = (0.10, 0.002, 0.002, 1)
    both = nodes.new("ShaderNodeMixShader")
    both.inputs[0].default_value = 0.30
    links.new(mix.inputs[1].links[0].from_socket, both.inputs[1])
    links.new(body.outputs[0], both.inputs[2])
    links.new(both.outputs[0], mix.inputs[1])


def _tyre(m):
    _plain(m, (0.016, 0.016, 0.017), 0, 0.72)
    nodes, links, b = _parts(m)
    noise = nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value = 120
    links.new(nodes.new("ShaderNodeTexCoord").outputs["Object"], noise.inputs["Vector"])
    bump = nodes.new("ShaderNodeBump")
    bump.inputs["Strength"].default_value = 0.12
    bump.inputs["Distance"].default_value = 0.01
    links.new(noise.outputs[0], bump.inputs["Height"])
    links.new(bump.outputs[0], b.inputs["Normal"])


def _lining(m):
    """Black where a panel gap shows it from outside, trim and a light roof lining where the cabin shows it from inside."""
    _plain(m, (0.004, 0.004, 0.004), 0, 0.9)
    nodes, links, b = _parts(m)
    geometry = nodes.new("ShaderNodeNewGeometry")
    z = nodes.new("ShaderNodeSeparateXYZ")
    links.new(geometry.outputs["Normal"], z.inputs[0])
    roof = _math(nodes, links, "LESS_THAN", z.outputs[2], -0.75)
    inner = nodes.new("ShaderNodeMixRGB")
    inner.inputs[1].default_value = (0.05, 0.05, 0.052, 1)
    inner.inputs[2].default_value = (0.34, 0.33, 0.31, 1)
    links.new(roof, inner.inputs[0])
    mix = nodes.new("ShaderNodeMixRGB")
    mix.inputs[1].default_value = (0.004, 0.004, 0.004, 1)
    links.new(geometry.outputs["Backfacing"], mix.inputs[0])
    links.new(inner.outputs[0], mix.inputs[2])
    links.new(mix.outputs[0], b.inputs["Base Color"])


def _light(m, colour, strength):
    _, _, b = _parts(m)
    b.inputs["Base Color"].default_value = (*colour, 1)
    b.inputs["Emission"].default_value = (*colour, 1)
    b.inputs["Emission Strength"].default_value = strength


def _math(nodes, links, operation, a, b):
    node = nodes.new("ShaderNodeMath")
    node.operation = operation
    links.new(a, node.inputs[0])
    node.inputs[1].default_value = b
    return node.outputs[0]
