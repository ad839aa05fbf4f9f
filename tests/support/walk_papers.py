"""What a caseworker has on their disk: a photo that knows where it was taken, and a text; both full of markers."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from support.walk_markers import Markers

_ARTIST, _DESCRIPTION, _GPS = 0x013B, 0x010E, 0x8825


def photo(folder: Path, markers: Markers) -> Path:
    """Make a PNG with a place, an author and texts hidden in it; its name is a marker too."""
    picture = Image.new("RGB", (1000, 700), (235, 228, 210))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 60, 360, 480), fill=(120, 140, 160))
    for line in range(9):
        draw.line((420, 100 + 50 * line, 920, 100 + 50 * line), fill=(40, 40, 40), width=4)
    exif = Image.Exif()
    exif[_ARTIST] = markers.fleeting(2, latin=True)
    exif[_DESCRIPTION] = markers.fleeting(2, latin=True)
    exif.get_ifd(_GPS).update({1: "N", 2: (43.0, 19.0, 7.0), 3: "E", 4: (45.0, 41.0, 31.0)})
    hidden = PngInfo()
    hidden.add_text("Comment", markers.fleeting(2, latin=True))
    hidden.add_itxt("Author", markers.fleeting(2))
    path = folder / f"{markers.fleeting(latin=True)}.png"
    picture.save(path, pnginfo=hidden, exif=exif)
    return path


def letter(folder: Path, markers: Markers) -> Path:
    """Write a text; what it says is to be in the store."""
    path = folder / f"{markers.fleeting()}.txt"
    path.write_text("\n".join([markers.text(10), markers.text(10, latin=True)]) + "\n")
    return path


def knows_its_place(data: bytes) -> bool:
    """Say whether a picture still carries anything beside what is seen."""
    import io

    with Image.open(io.BytesIO(data)) as picture:
        return bool(picture.getexif()) or bool(getattr(picture, "text", {}))
