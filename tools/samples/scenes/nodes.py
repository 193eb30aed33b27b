"""A short way to write shader trees."""

import bpy


class Tree:
    """`t.add("Noise Texture type", {input: value or socket}, attribute=...)` returns the node; links are made where a socket is given."""

    def __init__(self, name):
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.nodes, self.links = self.material.node_tree.nodes, self.material.node_tree.links
        self.surface = self.nodes["Principled BSDF"]

    def add(self, kind, inputs=None, **attributes):
        node = self.nodes.new(f"ShaderNode{kind}")
        for k, v in attributes.items():
            setattr(node, k, v)
        for k, v in (inputs or {}).items():
            self.set(node, k, v)
        return node

    def set(self, node, key, value):
        if isinstance(value, bpy.types.NodeSocket):
            self.links.new(value, node.inputs[key])
        elif isinstance(value, tuple) and len(value) == 3 and node.inputs[key].type == "RGBA":
            node.inputs[key].default_value = (*value, 1)
        else:
            node.inputs[key].default_value = value

    def principled(self, **inputs):
        for k, v in inputs.items():
            self.set(self.surface, k.replace("_", " ").title(), v)
        return self.material

    def coords(self, space="Object"):
        return self.add("TexCoord").outputs[space]

    def noise(self, where, scale, detail=4.0, roughness=0.55):
        return self.add("TexNoise", {"Vector": where, "Scale": scale, "Detail": detail, "Roughness": roughness}).outputs["Fac"]

    def ramp(self, value, low, high):
        """0 below `low`, 1 above `high`."""
        node = self.add("MapRange", {0: value, 1: low, 2: high})
        return node.outputs[0]

    def mix(self, factor, a, b, blend="MIX"):
        return self.add("MixRGB", {0: factor, 1: a, 2: b}, blend_type=blend).outputs[0]

    def math(self, operation, a, b=0.0):
        return self.add("Math", {0: a, 1: b}, operation=operation).outputs[0]

    def bump(self, height, distance, strength=1.0, normal=None):
        node = self.add("Bump", {"Height": height, "Distance": distance, "Strength": strength})
        if normal is not None:
            self.links.new(normal, node.inputs["Normal"])
        return node.outputs[0]


def once(make):
    """A material function that builds its material only the first time."""

    def get(*args):
        name = " ".join([make.__name__, *map(str, args)])
        if name not in bpy.data.materials:
            material = make(*args)
            material.name = name
        return bpy.data.materials[name]

    return get
