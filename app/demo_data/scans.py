"""Made-up documents with real bytes: a page that looks printed, scanned with grain, as PNG or PDF of a chosen size.

Seeded: the same seed gives the same bytes with the same libraries. Nothing on a page is copied from a real form;
each says that it is a sample.
"""

import io
import math
import random
from collections.abc import Callable

from PIL import Image, ImageChops
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.demo_data.glyphs import text_mask

COLUMNS, ROWS = 44, 30
SMALLEST = 32_000
_PROBE = 160_000
_PAGE_BYTES = 3_000_000
_LARGE = 1_000_000
_A4 = (595, 842)
_JPEG_QUALITY = 85


def png(seed: int, lines: list[str], size: int = 120_000) -> bytes:
    """Return a PNG page of `size` bytes or up to a tenth more; at least 32,000."""
    wanted = max(size, SMALLEST)
    return _sized(wanted, lambda pixels: _png(seed, lines, pixels, coarse=wanted > _LARGE))


def pdf(seed: int, lines: list[str], size: int = 200_000) -> bytes:
    """Return a PDF of one or more scanned pages, of `size` bytes or up to a tenth more; at least 32,000."""
    wanted = max(size, SMALLEST)
    pages = math.ceil(wanted / _PAGE_BYTES)
    return _sized(wanted, lambda pixels: _pdf(seed, lines, pixels, pages, coarse=wanted > _LARGE))


def _sized(wanted: int, make: Callable[[int], bytes]) -> bytes:
    """Find how many pixels give the wanted bytes, from a small page's share, then by small steps."""
    pixels = 1.05 * _PROBE * wanted / len(make(_PROBE))
    data = make(math.ceil(pixels))
    while len(data) < wanted:
        pixels *= 1.02 * wanted / len(data)
        data = make(math.ceil(pixels))
    return data


def page(seed: int, lines: list[str], pixels: int, *, coarse: bool) -> Image.Image:
    """Draw one page in portrait, in grey, with about so many pixels: ink on paper with grain."""
    width = max(math.isqrt(int(pixels / math.sqrt(2))), 1)
    height = max(1, round(width * math.sqrt(2)))
    # Random grain is what makes a scan hard to compress: 6 bits a pixel if coarse, else 2. S311: not secret.
    grain = Image.frombytes("L", (width, height), random.Random(seed).randbytes(width * height))  # noqa: S311
    paper = grain.point([255 - (value & 63 if coarse else (value & 3) * 10) for value in range(256)])
    ink = Image.new("L", (width, height), 255)
    text = text_mask(["", *lines], COLUMNS, ROWS)
    margin = width // 12
    inner = max(1, width - 2 * margin)
    printed = text.resize((inner, inner * text.height // text.width), Image.Resampling.BILINEAR)
    ink.paste(printed, (margin, margin))
    return ImageChops.multiply(paper, ink)


def _png(seed: int, lines: list[str], pixels: int, *, coarse: bool) -> bytes:
    out = io.BytesIO()
    page(seed, lines, pixels, coarse=coarse).save(out, "PNG", compress_level=1)
    return out.getvalue()


def _pdf(seed: int, lines: list[str], pixels: int, pages: int, *, coarse: bool) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=_A4, invariant=True)
    for number in range(pages):
        picture = io.BytesIO()
        page(seed + number, lines, pixels, coarse=coarse).save(picture, "JPEG", quality=_JPEG_QUALITY)
        canvas.drawImage(ImageReader(picture), 0, 0, *_A4)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
