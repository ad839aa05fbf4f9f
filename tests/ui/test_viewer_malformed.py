"""The helper that draws documents: shut in before it reads, and never more than a sentence comes of what is malformed."""

from __future__ import annotations

import os
import random
import sys

import pytest
from support.papers import pdf, photo

from app.helpers import Answer, Errand
from ui.screens.documents import drawing, paper
from ui.screens.documents.paper import Form, Page, Question

SAMPLES = {
    "pdf": (Form.PDF, pdf(2)),
    "jpeg": (Form.PICTURE, photo((320, 240))),
    "png": (Form.PICTURE, photo((320, 240), "PNG")),
    "tiff": (Form.PICTURE, photo((320, 240), "TIFF")),
    "webp": (Form.PICTURE, photo((320, 240), "WEBP")),
}
FAULTS = {"damaged", "too_large", "locked", "too_slow"}


def ask(form: Form, data: bytes, *, page: int = 0, box: int = 300) -> drawing.Drawn:
    return drawing.drawn(drawing.errand(), data, Question(form, page, box, box))


def spoilt(data: bytes, source: random.Random) -> bytes:
    """Cut, and flip some bytes."""
    bad = bytearray(data[: source.randrange(8, len(data) + 1)])
    for _ in range(source.randrange(1, 12)):
        bad[source.randrange(len(bad))] = source.randrange(256)
    return bytes(bad)


def try_some(kind: str, count: int) -> None:
    form, data = SAMPLES[kind]
    source = random.Random(kind)
    for _ in range(count):
        drawn = ask(form, spoilt(data, source))
        if drawn.image is None:
            assert drawn.fault in FAULTS
        else:
            assert drawn.image.width() * drawn.image.height() <= paper.MOST_PIXELS


@pytest.mark.parametrize("kind", SAMPLES)
def test_malformed_documents_are_drawn_or_refused(kind: str) -> None:
    try_some(kind, 4)


@pytest.mark.deep
@pytest.mark.parametrize("kind", SAMPLES)
def test_many_malformed_documents_are_drawn_or_refused(kind: str) -> None:
    try_some(kind, 1_000)


@pytest.mark.parametrize("kind", SAMPLES)
def test_sound_documents_are_drawn(kind: str) -> None:
    drawn = ask(*SAMPLES[kind])
    assert drawn.image is not None
    assert drawn.pages == (2 if kind == "pdf" else 1)


def test_a_page_that_is_not_there_is_damage() -> None:
    assert ask(*SAMPLES["pdf"], page=2).fault == "damaged"
    assert ask(*SAMPLES["tiff"], page=1).fault == "damaged"


def test_a_pdf_with_a_password_is_said_to_be_locked() -> None:
    from io import BytesIO

    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(72, 700, "words")
    canvas.save()
    assert ask(Form.PDF, out.getvalue()).fault == "locked"


def helper_that(does: str) -> Errand:
    """Give the helper with a part of it replaced."""
    return Errand(
        [
            sys.executable,
            "-E",
            "-c",
            f"import sys\nimport ui.screens.documents.worker as w\n{does}\nsys.exit(w.main())",
        ]
    )


def asked(errand: Errand, form: Form = Form.PICTURE) -> Answer:
    return errand.ask([Question(form, 0, 9, 9).head(), b"the document"], paper.MOST_ANSWER)


@pytest.mark.skipif(os.name != "posix", reason="limits of a process are POSIX")
@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize(
    "deed", ["open('/etc/hostname')", "__import__('socket').socket()", "__import__('os').pipe()"]
)
def test_whoever_takes_the_helper_over_can_open_nothing(form: Form, deed: str) -> None:
    does = f"import socket\nw._answer = lambda data, asked: {deed}"
    assert asked(helper_that(does), form).status == paper.DAMAGED, (
        "it was refused with an error of the system"
    )


def test_it_shuts_itself_in_before_it_reads_the_document() -> None:
    does = (
        "read = []\n"
        "w._answer = lambda data, asked: None\n"
        "def shut(): sys.exit(9 if sys.stdin.buffer.read() == b'the document' else 8)\n"
        "w.shut_self_in = shut"
    )
    assert asked(helper_that(does)).status == 9


def test_it_is_limited_before_it_is_anything() -> None:
    assert asked(helper_that("def limit(**_): sys.exit(9)\nw.limit_self = limit")).status == 9


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"short",
        Page(1, (9, 9), 9, 9, bytes(9 * 9 * 4 - 1)).head(),
        Page(1, (9, 9), 9, 9, b"").head() + bytes(9 * 9 * 4 + 1),
        Page(1, (9, 9), 100_000, 100_000, b"").head(),
        Page(0, (9, 9), 1, 1, b"").head() + bytes(4),
        Page(1, (0, 9), 1, 1, b"").head() + bytes(4),
        Page(paper.MOST_PAGES + 1, (9, 9), 1, 1, b"").head() + bytes(4),
    ],
)
def test_an_answer_that_no_helper_of_ours_gives_is_none(answer: bytes) -> None:
    assert Page.read(answer) is None


def test_a_page_keeps_its_shape_and_its_bounds() -> None:
    assert paper.fitted((200.0, 100.0), (50, 1000), enlarge=False) == (50, 25)
    assert paper.fitted((200.0, 100.0), (4000, 4000), enlarge=False) == (200, 100)
    assert paper.fitted((200.0, 100.0), (4000, 4000), enlarge=True) == (4000, 2000)
    for whole in ((1.0, 90_000.0), (90_000.0, 1.0), (5e4, 5e4), (0.001, 99_999.0)):
        width, height = paper.fitted(whole, (2**31, 2**31), enlarge=True)
        assert width >= 1
        assert height >= 1
        assert width * height <= paper.MOST_PIXELS
