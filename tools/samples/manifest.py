"""samples/manifest.json: what each picture shows and where its masks lie."""

import json

from PIL import Image

from shots import SHOTS, file_of, mask_of

NOTE = "Rendered, not photographed; made by tools/samples. Masks are 8-bit grey: 255 = the pixel is wholly covered, as the camera sees it."
PARTS = ("wheels", "mirrors", "aerial", "glass")


def write(out, suns):
    """Lists every picture that is complete; written again after each run. `suns`: the sun of each scene, or None."""
    pictures = []
    for shot in SHOTS:
        files = [file_of(shot), *(mask_of(shot, p) for p in ("alpha", *PARTS))]
        if not all((out / f).exists() for f in files):
            continue
        with Image.open(out / files[0]) as image:
            width, height = image.size
        pictures.append({
            "id": shot["id"], "file": file_of(shot), "alpha": mask_of(shot, "alpha"), "parts": {p: mask_of(shot, p) for p in PARTS},
            "body": shot["body"], "colour": shot["colour"], "scene": shot["scene"], "angleDegrees": shot["angle"] % 360,
            "spin": shot.get("spin"), "widthPx": width, "heightPx": height, "sun": _sun(suns[shot["scene"]]),
        })
    document = {"note": NOTE, "licence": "MIT", "pictures": pictures}
    (out / "manifest.json").write_text(json.dumps(document, indent=2) + "\n")


def _sun(sun):
    return sun and {"azimuthDegrees": sun["azimuth"], "elevationDegrees": sun["elevation"]}
