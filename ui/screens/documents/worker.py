"""The helper process that decodes a page of a stranger's document: standard input to standard output, nothing else.

Run as `python -m ui.screens.documents.worker`, or by a packaged program as its own helper (app.helpers). It has no keys and
no window, and is shut in before it reads: memory, processor time, and no file, socket or process can be opened any more.
Rules: pictures of the list only, at most 100 megapixels; a PDF is drawn, nothing in it is run; what comes out has
the size that was asked for. Whatever goes wrong is the document's fault and ends in one of the statuses of `paper`.
"""

from __future__ import annotations

import io
import math
import sys
import warnings
from typing import Final

from PIL import Image, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from app.helpers import limit_self, shut_self_in
from ui.screens.documents import paper
from ui.screens.documents.paper import Form, Page, Question

#: Named so that they are loaded before nothing can be opened any more.
_READERS: Final = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)
_FORMATS: Final = ("JPEG", "PNG", "TIFF", "WEBP")
_MAX_PIXELS: Final = 100_000_000
_MAX_FRAMES: Final = 500
#: A point of a PDF is 1/72 inch; 100 % is what a screen of 96 dots an inch shows in natural size.
_PER_POINT: Final = 96 / 72
_MAX_POINTS: Final = 100_000.0
_ORIENTATION: Final = 0x0112
_Step: Final = Image.Transpose
#: What brings a picture upright, by how its hidden data says that it lies; and what turns it to the right.
_UPRIGHT: Final = {
    2: _Step.FLIP_LEFT_RIGHT,
    3: _Step.ROTATE_180,
    4: _Step.FLIP_TOP_BOTTOM,
    5: _Step.TRANSPOSE,
    6: _Step.ROTATE_270,
    7: _Step.TRANSVERSE,
    8: _Step.ROTATE_90,
}
_TURNS: Final = {1: _Step.ROTATE_270, 2: _Step.ROTATE_180, 3: _Step.ROTATE_90}
_SIDEWAYS: Final = (_Step.TRANSPOSE, _Step.ROTATE_270, _Step.TRANSVERSE, _Step.ROTATE_90)


class Refused(Exception):  # noqa: N818  an outcome, not a fault
    """The document is not shown; its argument is the exit status."""


def picture(untrusted: bytes, asked: Question) -> Page:
    """Decode a picture, the right way up, on white. Raises: Refused, or whatever Pillow raises."""
    Image.MAX_IMAGE_PIXELS = _MAX_PIXELS
    with Image.open(io.BytesIO(untrusted), formats=_FORMATS) as opened:
        pages = min(getattr(opened, "n_frames", 1), _MAX_FRAMES) if opened.format == "TIFF" else 1
        if asked.page >= pages:
            raise Refused(paper.DAMAGED)
        if asked.page:
            opened.seek(asked.page)
        if opened.width * opened.height > _MAX_PIXELS:
            raise Refused(paper.TOO_LARGE)
        steps = [step for step in (_UPRIGHT.get(_lies(opened)), _TURNS.get(asked.turns)) if step is not None]
        sideways = sum(step in _SIDEWAYS for step in steps) % 2 == 1
        whole = (opened.height, opened.width) if sideways else opened.size
        width, height = paper.fitted(whole, (asked.width, asked.height), enlarge=False)
        made = _white(_smaller(opened, (height, width) if sideways else (width, height)))
        for step in steps:
            made = made.transpose(step)
        return Page(pages, whole, *made.size, made.tobytes("raw", "BGRX"))


def _lies(opened: Image.Image) -> int:
    """Return how the camera says it was held, 1 … 8; what cannot be read is upright."""
    try:
        return int(opened.getexif().get(_ORIENTATION, 1))
    except Exception:  # hidden data can be broken where the picture is not
        return 1


def _smaller(opened: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Scale down, in a mode in which that can be done."""
    if opened.format == "JPEG":
        opened.draft("RGB", size)
    made: Image.Image = opened
    if made.mode.startswith(("I", "F")):
        made = made.point(lambda value: value / 256).convert("L")
    elif made.mode not in ("RGB", "RGBA", "L") or "transparency" in made.info:
        made = made.convert("RGBA" if "transparency" in made.info or made.mode in ("LA", "PA") else "RGB")
    return made.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _white(made: Image.Image) -> Image.Image:
    """Lay a picture on white paper."""
    if made.mode == "RGB":
        return made
    page = Image.new("RGB", made.size, "white")
    page.paste(made, mask=made.getchannel("A") if made.mode == "RGBA" else None)
    return page


def pdf(untrusted: bytes, asked: Question) -> Page:
    """Draw one page of a PDF on white. Raises: Refused."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
    from PySide6.QtGui import QImage
    from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions

    source = QBuffer()
    source.setData(QByteArray(untrusted))
    source.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(source)
    if document.error() is QPdfDocument.Error.IncorrectPassword:
        raise Refused(paper.LOCKED)
    pages = document.pageCount()
    if document.status() is not QPdfDocument.Status.Ready or asked.page >= pages:
        raise Refused(paper.DAMAGED)
    if pages > paper.MOST_PAGES:
        raise Refused(paper.TOO_LARGE)
    points = document.pagePointSize(asked.page)
    sides = [points.width(), points.height()]
    if not all(math.isfinite(side) and 0 < side < _MAX_POINTS for side in sides):
        raise Refused(paper.DAMAGED)
    if asked.turns % 2:
        sides.reverse()
    width, height = paper.fitted((sides[0], sides[1]), (asked.width, asked.height), enlarge=True)
    options = QPdfDocumentRenderOptions()
    options.setRotation(QPdfDocumentRenderOptions.Rotation(asked.turns))
    drawn = document.render(asked.page, QSize(width, height), options)
    if drawn.isNull() or drawn.format() is not QImage.Format.Format_ARGB32:
        raise Refused(paper.DAMAGED)
    # Laid on paper by Pillow: Qt's painter would start a thread, for which nothing can be opened any more.
    page = _white(Image.frombuffer("RGBA", (width, height), bytes(drawn.constBits()), "raw", "BGRA", 0, 1))
    whole = (max(1, round(sides[0] * _PER_POINT)), max(1, round(sides[1] * _PER_POINT)))
    return Page(pages, whole, width, height, page.tobytes("raw", "BGRX"))


def main() -> int:
    """Answer the one question on standard input."""
    stream = sys.stdin.buffer
    asked = Question.read(stream.read(Question.SIZE))  # our own words; the document begins behind them
    limit_self(reserves=asked.form is Form.PDF)
    Image.preinit()
    library = _pdf_library() if asked.form is Form.PDF else None
    shut_self_in()
    warnings.simplefilter("error")
    try:
        untrusted = stream.read(paper.MOST_INPUT + 1)
        page = _answer(untrusted, asked)
        del library
    except Refused as refused:
        return int(refused.args[0])
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return paper.TOO_LARGE
    except Exception:  # a document may make its reader raise anything
        return paper.DAMAGED
    sys.stdout.buffer.write(page.head())
    sys.stdout.buffer.write(page.pixels)
    sys.stdout.buffer.flush()
    return paper.SHOWN


def _pdf_library() -> object:
    """Start the library that reads PDFs while files can still be opened: it looks at the system's fonts."""
    from PySide6.QtPdf import QPdfDocument

    return QPdfDocument()


def _answer(untrusted: bytes, asked: Question) -> Page:
    if len(untrusted) > paper.MOST_INPUT:
        raise Refused(paper.TOO_LARGE)
    return pdf(untrusted, asked) if asked.form is Form.PDF else picture(untrusted, asked)


if __name__ == "__main__":
    sys.exit(main())
