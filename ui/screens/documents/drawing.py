"""From a document's bytes to what can be shown: text here, pictures and pages by the helper process.

Runs on the reader thread. Nothing is decoded in the process that holds the keys but text, and nothing touches the disk.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from PySide6.QtGui import QImage

from app import documents
from app.casework.documents import media_type
from app.helpers import SECONDS, Errand, command
from app.workspace import Workspace
from ui.screens.documents import paper
from ui.screens.documents.paper import Form, Page, Question

_FORMS: Final = {
    "image/jpeg": Form.PICTURE,
    "image/png": Form.PICTURE,
    "image/tiff": Form.PICTURE,
    "image/webp": Form.PICTURE,
    "application/pdf": Form.PDF,
}
_HEAD: Final = 16
#: Why there is nothing to see, by the exit status of the helper.
_FAULTS: Final = {
    paper.DAMAGED: "damaged",
    paper.TOO_LARGE: "too_large",
    paper.LOCKED: "locked",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A document in memory: `form` for the helper, else `text`; with neither it cannot be shown here."""

    data: bytes = field(repr=False)
    form: Form | None
    text: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One page as a picture; where there is none, `fault` says why: damaged, too_large, locked or too_slow."""

    image: QImage | None = None
    pages: int = 0
    whole: tuple[int, int] = (0, 0)
    fault: str = ""


def opened(workspace: Workspace, record: bytes) -> Opened:
    """Read a document and look at what it is, by its own first bytes.

    Raises: what `app.documents.read` raises; UserError("document_too_large") beyond what is shown inside.
    """
    data = documents.read(workspace, record, most=paper.MOST_INPUT)
    form = _FORMS.get(media_type(data[:_HEAD]))
    return Opened(data, form, documents.as_text(data) if form is None else None)


def drawn(errand: Errand, data: bytes, asked: Question) -> Drawn:
    """Let the helper draw a page."""
    answer = errand.ask([asked.head(), data], paper.MOST_ANSWER)
    if answer.status != paper.SHOWN:
        return Drawn(fault=_FAULTS.get(answer.status or 0, "too_slow"))
    page = Page.read(answer.data)
    if page is None:
        return Drawn(fault="damaged")
    rows = QImage(page.pixels, page.width, page.height, page.width * 4, QImage.Format.Format_RGB32)
    return Drawn(rows.copy(), page.pages, page.whole)


def errand() -> Errand:
    """Make the next question's errand."""
    return Errand(command(paper.WORKER), SECONDS)
