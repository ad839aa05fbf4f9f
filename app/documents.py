"""Documents: put a file's bytes into the store with a record that names them, and take them out again.

Hidden data is taken out of pictures on the way in, unless the file is evidence (app.casework.documents); what happened is
written in the record. Taking out is explicit, never over an existing file, and leaves a line in the audit trail, as does
the first look in a session at a document of a case. A look writes no file. The original is deleted only where it is still
the file that was attached.
"""

import io
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from app import audit
from app.cases import add_in, entered
from app.casework import documents, plain_text
from app.finding import case_of, known
from app.ids import to_text
from app.placing import Place
from app.workspace import Workspace
from storage import errors
from storage.errors import UserError
from storage.progress import Progress, silent
from storage.staging import Stored
from sync import reading

KIND = "document"
_NAME_LENGTH = 200
_CHUNK = 1 << 20
_HEAD = 16


@dataclass(frozen=True, slots=True)
class Attached:
    """A document as it is stored: size and hash of these bytes, and what became of the hidden data."""

    id: bytes
    case: bytes | None
    size: int
    hash: bytes
    metadata: str
    original: "Original"


@dataclass(frozen=True, slots=True)
class Original:
    """The file that was attached, as it was found: where, and what tells it from another one there."""

    path: Path
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Extracted:
    """A file that was taken out."""

    path: Path
    size: int


def attach(
    workspace: Workspace,
    source: Path,
    place: Place,
    *,
    title: str | None = None,
    said: Mapping[str, object] = MappingProxyType({}),
    evidence: bool = False,
    progress: Progress = silent,
) -> Attached:
    """Put a file into the store. said: other fields that somebody entered, such as `type`.

    Raises: UserError as `app.cases.add`; UserError("not_a_file"); MachineError.
    """
    if not source.is_file():
        raise UserError("not_a_file", path=str(source))
    original = Original(source, _marks(source))
    fields = entered(KIND, {**said, **({"title": title} if title else {})})
    fields |= {"file_name": _plain(source.name), **({"evidence": True} if evidence else {})}
    cleaned = documents.clean(source, evidence=evidence)
    stored = _store(workspace, source, cleaned.data, progress)
    fields |= facts_of(stored, _head(source, cleaned.data), str(cleaned.outcome))
    try:
        with workspace.vault.transaction() as tx:
            added = add_in(tx, workspace, KIND, fields, place)
            workspace.vault.blobs.keep(tx, stored)
    except BaseException:
        workspace.vault.blobs.discard(stored)
        raise
    return Attached(added.id, added.case, stored.size, stored.hash, str(cleaned.outcome), original)


def delete_original(original: Original) -> None:
    """Delete the file that was attached, if it is still that file.

    The file is gone from its folder; what it said can still lie on the medium, and whoever calls this says so.
    Raises: UserError("original_changed") when it is another file by now, or gone; MachineError.
    """
    path = original.path
    with errors.translated(path):
        if path.is_symlink() or not path.is_file() or _marks(path) != original.marks:
            raise UserError("original_changed", path=str(path))
        path.unlink()


def _marks(path: Path) -> tuple[int, ...]:
    with errors.translated(path):
        found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def read(workspace: Workspace, record: bytes, *, most: int) -> bytes:
    """Return a document's bytes to look at; they go into memory and nowhere else.

    Raises: UserError("unknown_record"), UserError("wrong_kind"), UserError("attachment_not_here"),
    UserError("document_too_large") for more than `most` bytes, UserError("damaged_blob"); MachineError.
    """
    blobs = workspace.vault.blobs
    with workspace.vault.read() as tx:
        rows = known(tx, record, KIND)
        case, blob = case_of(tx, rows), reading.raw(rows[0], "hash", 32) or b""
        size = blobs.size(tx, blob)
        if size is None:
            raise UserError("attachment_not_here", id=to_text(record))
    if size > most:
        raise UserError("document_too_large", size=size, limit=most)
    # What a document shows is of the identity tier, whatever it is.
    audit.reveal(workspace, case or record)
    with workspace.vault.read() as tx, blobs.open(tx, blob) as reader:
        return reader.read(size)


def as_text(untrusted: bytes) -> str | None:
    """Return what a document says that is plain text in any usual encoding, None for one that is not."""
    return plain_text.decode(untrusted)


def extract(workspace: Workspace, record: bytes, target: Path, *, progress: Progress = silent) -> Extracted:
    """Write a document's bytes to a new file.

    Raises: UserError("unknown_record"), UserError("wrong_kind"), UserError("attachment_not_here"),
    UserError("file_exists"); MachineError.
    """
    with workspace.vault.transaction() as tx:
        rows = known(tx, record, KIND)
        blob = reading.raw(rows[0], "hash", 32) or b""
        size = workspace.vault.blobs.size(tx, blob)
        if size is None:
            raise UserError("attachment_not_here", id=to_text(record))
        audit.write(tx, workspace, case_of(tx, rows) or record, "extract", record)
    with workspace.vault.read() as tx, workspace.vault.blobs.open(tx, blob) as reader:
        _copy_out(workspace, reader.read, target, size, progress)
    return Extracted(target, size)


def _store(workspace: Workspace, source: Path, cleaned: bytes | None, progress: Progress) -> Stored:
    blobs = workspace.vault.blobs
    if cleaned is not None:
        return blobs.attach(io.BytesIO(cleaned), total=len(cleaned), progress=progress)
    with errors.translated(source), source.open("rb", buffering=0) as file:
        return blobs.attach(file, total=source.stat().st_size, progress=progress)


def _head(source: Path, cleaned: bytes | None) -> bytes:
    if cleaned is not None:
        return cleaned[:_HEAD]
    with errors.translated(source), source.open("rb") as file:
        return file.read(_HEAD)


def facts_of(stored: Stored, head: bytes, outcome: str) -> dict[str, object]:
    """Return the fields that say what the bytes are; `head` is how they begin."""
    return {
        "size": stored.size,
        "hash": stored.hash.hex(),
        "metadata": outcome,
        "media_type": documents.media_type(head[:_HEAD]),
    }


def _plain(name: str) -> str:
    """Return a file's name as text that a record can hold: what cannot be shown becomes a line."""
    shown = "".join("_" if unicodedata.category(letter) in ("Cc", "Cs") else letter for letter in name)
    return unicodedata.normalize("NFC", shown)[:_NAME_LENGTH] or "_"


def _copy_out(
    workspace: Workspace, read: Callable[[int], bytes], target: Path, size: int, progress: Progress
) -> None:
    """Write to a temporary name beside the target, then give it its own: whole or not there."""
    with workspace.file_channel(target).open_bundle(size) as out:
        done = 0
        while piece := read(_CHUNK):
            out.write(piece)
            done += len(piece)
            progress(done, size)
