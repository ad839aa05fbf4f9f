"""Attached files on the way in: what is hidden in a picture (place, camera, author) stays outside.

Pictures are decoded in a helper process with limits, killed when it takes too long (security 16): a malformed one
never takes the program down, it is kept as it is, and that is said. Rules: evidence is never touched; a PDF and
every other kind is not touched either, honestly reported; nothing is written to a temporary file.
"""

import os
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app import helpers
from app.casework.codes import MetadataOutcome
from storage.errors import translated

WORKER = "app.casework.strip_worker"
MAX_PICTURE = 256 * 1024 * 1024
"""Larger pictures, in or out, are kept as they are: bytes."""

_HEAD = 16


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What happened to a file's hidden data; `data` is the new picture, None where the file stays as it was."""

    outcome: MetadataOutcome
    data: bytes | None = None


def media_type(head: bytes) -> str:
    """Name a file's type from its first 16 bytes; names and endings of files are not believed."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] in (b"II*\x00", b"MM\x00*"):
        return "image/tiff"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        return "image/heif"
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    return "application/octet-stream"


def clean(
    source: Path, *, evidence: bool, seconds: float = helpers.SECONDS, worker: Sequence[str] | None = None
) -> Cleaned:
    """Take the hidden data out of a picture; `data` is None where the original's bytes are to be kept.

    Raises: MachineError when the file cannot be read; what is wrong inside it is no error.
    """
    with translated(source), source.open("rb") as file:
        kind = media_type(file.read(_HEAD))
        size = os.fstat(file.fileno()).st_size
    if evidence:
        return Cleaned(MetadataOutcome.KEPT_AS_EVIDENCE)
    if kind == "application/pdf":
        return Cleaned(MetadataOutcome.PDF_UNTOUCHED)
    if not kind.startswith("image/"):
        return Cleaned(MetadataOutcome.OTHER_UNTOUCHED)
    data = None if size > MAX_PICTURE else _stripped(source, seconds, worker or helpers.command(WORKER))
    outcome = MetadataOutcome.KEPT_AS_IS if data is None else MetadataOutcome.STRIPPED
    return Cleaned(outcome, data)


def _stripped(source: Path, seconds: float, worker: Sequence[str]) -> bytes | None:
    with (
        translated(source),
        source.open("rb") as file,
        subprocess.Popen(
            worker,
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=helpers.ROOT,
            env=helpers.environment(),
            close_fds=True,
            creationflags=helpers.quiet_flags(),
        ) as process,
    ):
        alarm = threading.Timer(seconds, process.kill)
        alarm.start()
        try:
            return _output(process)
        finally:
            alarm.cancel()
            process.kill()


def _output(process: subprocess.Popen[bytes]) -> bytes | None:
    """Read what the worker made, never more than allowed; None unless it ended well."""
    if process.stdout is None:
        return None
    made = process.stdout.read(MAX_PICTURE + 1)
    if len(made) > MAX_PICTURE:
        return None
    return made if process.wait() == 0 and made else None
