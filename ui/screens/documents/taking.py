"""Taking a document out of the store: asked first, with where it goes then and that it is written down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from app import documents
from app.documents import Extracted
from ui.dialogs import files
from ui.dialogs.confirm import Confirm, ask
from ui.shell.context import Context
from ui.shell.tasks import Cancelled
from ui.widgets.progress import ProgressLine

_ENDINGS: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
    "image/webp": ".webp",
    "image/heif": ".heic",
    "application/pdf": ".pdf",
}
#: What Windows takes for a device, whatever ending it has.
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)
_LONGEST: Final = 60


def file_name(title: str, media_type: object) -> str:
    """Offer a name for a file: letters and digits of the title, and the ending of what it is. Never a path."""
    kept = "".join(letter if letter.isalnum() or letter in " -_" else " " for letter in title)
    stem = " ".join(kept.split())[:_LONGEST].strip()
    if not stem or stem.casefold() in _DEVICES:
        stem = f"document {stem}".strip()
    return stem + _ENDINGS.get(str(media_type), "")


@dataclass(frozen=True, slots=True)
class Taken:
    """What is to be taken out: which document, what it is called, and what its bytes are."""

    record: bytes
    title: str
    media_type: object


def take_out(ctx: Context, parent: QWidget, taken: Taken, progress: ProgressLine) -> Confirm:
    """Ask, let a place be chosen, and write the file."""
    words = ctx.words

    def choose() -> None:
        files.save_file(parent, write, name=file_name(taken.title, taken.media_type))

    def write(target: Path) -> None:
        progress.start(words("documents.taking_out"))
        task = ctx.tasks.long(
            parent,
            lambda workspace, report: documents.extract(workspace, taken.record, target, progress=report),
            finished,
            progress=progress.set_progress,
            failed=failed,
        )
        progress.cancelled.connect(task.cancel)

    def finished(extracted: Extracted) -> None:
        progress.finish()
        path = str(extracted.path)
        ctx.notices.tell(words("documents.taken_out", path=path), words("documents.taken_out_to_do"))

    def failed(error: Exception) -> None:
        progress.finish()
        if not isinstance(error, Cancelled):
            ctx.notices.error(error)

    return ask(
        parent,
        words("documents.take_out_title"),
        words("documents.take_out_what"),
        words("documents.take_out_to_do"),
        action=words("documents.take_out_choose"),
        yes=choose,
    )
