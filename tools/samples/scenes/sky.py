"""Daylight. Azimuth: 0 is +y of the scene, 90 is +x; as in a compass with +y for north."""

import math

import bpy


def daylight(azimuth, elevation, strength=0.22, sun_size=0.6, sun_intensity=0.55, dust=1.6, ozone=1.0):
    """Nishita sky. The sun disc is weaker and larger than the real one: fewer fireflies, and phones clip it anyway."""
    world = bpy.data.worlds.new("daylight")
    bpy.context.scene.world = world
    world.use_nodes = True
    nodes, links = world.node_tree.nodes, world.node_tree.links
    sky = nodes.new("ShaderNodeTexSky")
    sky.sky_type = "NISHITA"
    sky.sun_elevation, sky.sun_rotation = math.radians(elevation), math.radians(azimuth)
    sky.sun_size, sky.sun_intensity = math.radians(sun_size), sun_intensity
    sky.dust_density, sky.ozone_density, sky.air_density = dust, ozone, 1.0
    background = nodes["Background"]
    background.inputs["Strength"].default_value = strength
    links.new(sky.outputs[0], _clouds(nodes, links, sky.outputs[0], background))


def _clouds(nodes, links, colour, background):
    """Thin clouds above: a plain gradient on a bonnet looks computed."""
    where = nodes.new("ShaderNodeTexCoord").outputs["Generated"]
    xyz = nodes.new("ShaderNodeSeparateXYZ")
    links.new(where, xyz.inputs[0])
    up = nodes.new("ShaderNodeMath")
    up.operation = "MAXIMUM"
    up.inputs[1].default_value = 0.08
    links.new(xyz.outputs[2], up.inputs[0])
    flat = nodes.new("ShaderNodeVectorMath")
    flat.operation = "DIVIDE"
    links.new(where, flat.inputs[0])
    links.new(up.outputs[0], flat.inputs[1])
    noise = nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value = 0.8
    noise.inputs["Detail"].default_value = 8
    noise.inputs["Roughness"].default_value = 0.62
    links.new(flat.outputs[0], noise.inputs["Vector"])
    amount = nodes.new("ShaderNodeMapRange")
    amount.inputs[1].default_value, amount.inputs[2].default_value, amount.inputs[4].default_value = 0.48, 0.75, 0.75
    links.new(noise.outputs[0], amount.inputs[0])
    mix = nodes.new("ShaderNodeMixRGB")
    links.new(amount.outputs[0], mix.inputs[0])
    mix.inputs[2].default_value = (4.2, 4.3, 4.5, 1)
    links.new(mix.outputs[0], background.inputs[0])
    return mix.inputs[1]


def overcast(strength=0.9):
    """A closed cloud cover, three times as bright overhead as at the horizon (the CIE's standard overcast sky)."""
    world = bpy.data.worlds.new("overcast")
    bpy.context.scene.world = world
    world.use_nodes = True
    nodes, links = world.node_tree.nodes, world.node_tree.links
    xyz = nodes.new("ShaderNodeSeparateXYZ")
    where = nodes.new("ShaderNodeTexCoord").outputs["Generated"]
    links.new(where, xyz.inputs[0])
    height = nodes.new("ShaderNodeMapRange")
    height.inputs[3].default_value, height.inputs[4].default_value = 0.36, 1.0
    links.new(xyz.outputs[2], height.inputs[0])
    noise = nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value = 2.2
    noise.inputs["Detail"].default_value = 6
    links.new(where, noise.inputs["Vector"])
    soft = nodes.new("ShaderNodeMapRange")
    soft.inputs[1].default_value, soft.inputs[2].default_value, soft.inputs[3].default_value, soft.inputs[4].default_value = 0.3, 0.7, 0.75, 1.15
    links.new(noise.outputs[0], soft.inputs[0])
    product = nodes.new("ShaderNodeMath")
    product.operation = "MULTIPLY"
    links.new(height.outputs[0], product.inputs[0])
    links.new(soft.outputs[0], product.inputs[1])
    tint = nodes.new("ShaderNodeMixRGB")
    tint.blend_type = "MULTIPLY"
    tint.inputs[0].default_value = 1
    tint.inputs[1].default_value = (0.93, 0.97, 1.0, 1)
    links.new(product.outputs[0], tint.inputs[2])
    links.new(tint.outputs[0], nodes["Background"].inputs[0])
    nodes["Background"].inputs["Strength"].default_value = strength


def dark():
    world = bpy.data.worlds.new("dark")
    bpy.context.scene.world = world
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs["Strength"].default_value = 0.02
