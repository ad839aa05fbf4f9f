"""The helper process that decodes a picture from a stranger: standard input to standard output, nothing else.

Run as `python -m app.casework.strip_worker`. It has no keys, opens no file, and limits itself before it reads:
memory, processor time, no files written. Rules: only formats of the list; at most 100 megapixels over all pages;
the pixels are copied into a fresh picture, so that nothing else can come along. It ends with 0 and the new
picture, or with 1 and nothing; what goes wrong here is the picture's fault, never the program's.
"""

import io
import sys
import warnings
from typing import Any

from PIL import Image, ImageOps, ImageSequence

from app.helpers import limit_self

MAX_PIXELS = 100_000_000
MAX_PAGES = 500
MAX_INPUT = 256 * 1024 * 1024
FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")

_JPEG_QUALITY = 95


class NotForUs(Exception):  # noqa: N818  an outcome, not a fault
    """A picture that this worker leaves alone."""


def strip(untrusted: bytes) -> bytes:
    """Return the same picture without anything but its pixels. Raises: NotForUs, or whatever Pillow raises."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with Image.open(io.BytesIO(untrusted), formats=FORMATS) as picture:
        pages = getattr(picture, "n_frames", 1)
        moving = picture.format in ("PNG", "WEBP") and pages > 1
        if moving or pages > MAX_PAGES or picture.width * picture.height > MAX_PIXELS:
            raise NotForUs
        if picture.format == "TIFF":
            return _tiff(picture)
        return _single(picture, untrusted)


def fresh(picture: Image.Image) -> Image.Image:
    """Copy the pixels, turned the right way up, into a picture that has nothing else."""
    upright = ImageOps.exif_transpose(picture)
    if "transparency" in upright.info:
        upright = upright.convert("RGBA")
    copy = Image.new(upright.mode, upright.size)
    palette = upright.getpalette() if upright.mode == "P" else None
    if palette is not None:
        copy.putpalette(palette)
    copy.paste(upright)
    return copy


def _single(picture: Image.Image, untrusted: bytes) -> bytes:
    out = io.BytesIO()
    options: dict[str, Any] = {}
    kind = picture.format
    if kind in ("JPEG", "MPO"):  # a phone's JPEG with a preview behind it calls itself MPO
        kind = "JPEG"
        options = {"qtables": picture.quantization, "subsampling": _subsampling(picture)}  # type: ignore[attr-defined]
    elif kind == "WEBP":
        options = {"quality": _JPEG_QUALITY, "lossless": b"VP8L" in untrusted[:64], "exact": True}
    else:
        options = {"compress_level": 3}
    fresh(picture).save(out, kind, **options)
    return out.getvalue()


def _subsampling(picture: Image.Image) -> int:
    from PIL.JpegImagePlugin import get_sampling

    found = get_sampling(picture)
    return found if found in (0, 1, 2) else 0


def _tiff(picture: Image.Image) -> bytes:
    pages, pixels = [], 0
    for page in ImageSequence.Iterator(picture):
        pixels += page.width * page.height
        if pixels > MAX_PIXELS:
            raise NotForUs
        pages.append(fresh(page))
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_deflate")
    return out.getvalue()


def main() -> int:
    """Strip the picture on standard input; 0 with the new one on standard output, 1 with nothing."""
    limit_self()
    warnings.simplefilter("error")
    try:
        untrusted = sys.stdin.buffer.read(MAX_INPUT + 1)
        if len(untrusted) > MAX_INPUT:
            return 1
        made = strip(untrusted)
    except Exception:  # a picture may make Pillow raise anything
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
