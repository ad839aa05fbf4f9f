"""Files as people attach them, and as somebody sends them who means harm; and a tab of a case to sit at."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import TypeVar

from PIL import Image
from PySide6.QtWidgets import QWidget
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from support.desktop import Sitting, render
from ui.screens.case.tab import Tab

T = TypeVar("T", bound=Tab)
LOOK = Path(__file__).resolve().parents[2] / "build" / "look"
AREA = (1140, 620)


def pdf(pages: int = 3, words: str = "Certificate", size: tuple[float, float] = A4) -> bytes:
    """Make a PDF; each page says its number."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=True)
    for page in range(1, pages + 1):
        canvas.setFont("Helvetica", 28)
        canvas.drawString(72, size[1] - 120, f"{words}, page {page}")
        canvas.setFont("Helvetica", 12)
        for line in range(30):
            canvas.drawString(
                72, size[1] - 170 - 18 * line, "On the third of March the above named person was seen."
            )
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def photo(size: tuple[int, int] = (1200, 900), kind: str = "JPEG", *, lies: int = 1) -> bytes:
    """Make a picture: red above, blue below; `lies` is how its hidden data says that the camera was held."""
    picture = Image.new("RGB", size, (40, 60, 200))
    picture.paste((200, 40, 40), (0, 0, size[0], size[1] // 2))
    exif = Image.Exif()
    exif[0x0112] = lies
    out = io.BytesIO()
    picture.save(out, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return out.getvalue()


def png_bomb(width: int, height: int, rows: int = 1_000_000) -> bytes:
    """Make a PNG that says it is huge and is a few bytes long."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def pdf_bomb() -> bytes:
    """Make a PDF whose one page draws a form in a form in a form …, ten each: ten to the ninth in all."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
        _stream(b"", b"/F Do " * 10),
    ]
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]"
    inner = b"/Resources<</XObject<</F %d 0 R>>>>"
    objects += [_stream(form + inner % (level + 1), b"/F Do " * 10) for level in range(5, 13)]
    objects.append(_stream(form, b"0 0 600 800 re f " * 10))
    return _spelt(objects)


def pdf_of_size(box: str) -> bytes:
    """Make a PDF of one empty page of a size that may be absurd."""
    return _spelt(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[%s]>>" % box.encode(),
        ]
    )


def _stream(head: bytes, data: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (head, len(data), data)


def _spelt(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def show_tab(sitting: Sitting, tab: type[T], case: bytes, record: bytes | None = None) -> T:
    """Make a tab of a case, open it, wait for its data."""
    made = tab(sitting.ctx, case)
    sitting.qtbot.addWidget(made)
    made.setProperty("ground", "window")
    made.resize(*AREA)
    made.open(record)
    made.show()
    sitting.ctx.tasks.changed.connect(made.changed)
    sitting.settle()
    return made


def look(sitting: Sitting, widget: QWidget, area: str, name: str) -> Path:
    """Draw a widget for people to look at, named by language and theme."""
    mode = "dark" if sitting.ctx.theme.is_dark else "light"

    return render(widget, LOOK / area / f"{name}-{sitting.ctx.words.language}-{mode}.png")
