"""Looks for faults in the masks: `python3 tools/samples/check.py [DIR]`. Needs numpy, scipy and Pillow. Ends with 1 if something is wrong.

A hole (background wholly enclosed by the car) is legitimate only where daylight shows through: under a mirror's arm, between rail and roof,
under the sill between wheels when the view is low.
"""

import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

PINHOLE_PX = 6


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "samples"
    wrong = 0
    for picture in json.loads((root / "manifest.json").read_text())["pictures"]:
        load = lambda name: np.asarray(Image.open(root / name), dtype=np.float32) / 255
        alpha = load(picture["alpha"])
        parts = {k: load(v) for k, v in picture["parts"].items()}
        faults = [f"size of {k} differs" for k, v in parts.items() if v.shape != alpha.shape]
        labels, count = ndimage.label(alpha < 0.5)
        holes = [int((labels == k).sum()) for k in range(1, count + 1) if k != labels[0, 0]]
        faults += [f"pinhole of {n} px" for n in holes if n < PINHOLE_PX and not near_edge(alpha, labels, n)]
        filled = ndimage.binary_fill_holes(alpha > 0.5)
        around = ndimage.binary_dilation((alpha < 0.5) & filled, iterations=4)
        leaks = int(((alpha < 0.99) & ndimage.binary_erosion(filled, iterations=6) & ~around).sum())
        if leaks > 40:
            faults.append(f"{leaks} px inside the car are not wholly covered")
        if any((v > alpha + 0.02).any() for v in parts.values()):
            faults.append("a part covers more than the car")
        if sum(parts.values()).max() > 1.03:
            faults.append("parts overlap")
        faults += [f"no {k}" for k in parts if parts[k].max() < 0.3]
        wrong += bool(faults)
        print(f"{picture['id']}: car {alpha.mean():.1%} of the picture, holes {holes or 'none'}, {'; '.join(faults) or 'good'}")
    return 1 if wrong else 0


def near_edge(alpha, labels, size):
    """Tiny enclosed bits beside the outline or a larger hole come from the pixel grid (a thin rail, a mirror's arm), not from open geometry."""
    sizes = np.bincount(labels.ravel())
    large = [k for k in range(1, len(sizes)) if sizes[k] >= PINHOLE_PX]
    close = ndimage.binary_dilation(np.isin(labels, large), iterations=12)
    return all((close & (labels == k)).any() for k in range(1, len(sizes)) if sizes[k] == size)


if __name__ == "__main__":
    sys.exit(main())
