"""The organisation kit in use: write it with its shares, try it. The format and its rules are sync.organisation_kit's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.workspace import Workspace
from storage import errors
from storage.errors import UserError
from sync import organisation_kit
from sync.organisation_kit import NEEDED, SHARES

__all__ = ["NEEDED", "SHARES", "Written", "read_shares", "rehearse", "write"]

_LIMIT = 64 * 1024
_WORD = re.compile(r"[a-z]+")
_LEAST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Written:
    """A kit: its file, its shares as words, and the files they were also written to."""

    path: Path
    needed: int
    shares: list[str]
    share_files: list[Path]


def write(
    workspace: Workspace,
    out: Path,
    *,
    needed: int = NEEDED,
    count: int = SHARES,
    shares_out: Path | None = None,
    heading: str = "",
) -> Written:
    """Write a kit file and give its shares; with `shares_out` each also as a sheet to print.

    Raises: what `sync.organisation_kit.write` refuses; UserError("not_a_directory"); MachineError.
    """
    if shares_out is not None and not shares_out.is_dir():
        raise UserError("not_a_directory", path=str(shares_out))
    made = organisation_kit.write(
        workspace.vault,
        workspace.identity,
        out,
        needed=needed,
        count=count,
        rng=workspace.rng,
        now=workspace.now,
    )
    files = [] if shares_out is None else _sheets(workspace, made.shares, shares_out, heading)
    return Written(made.path, made.needed, made.shares, files)


def _sheets(workspace: Workspace, shares: Sequence[str], directory: Path, heading: str) -> list[Path]:
    paths = []
    for place, share in enumerate(shares, 1):
        path = directory / f"share-{place}.txt"
        sheet = organisation_kit.sheet(share, f"{heading} {place}/{len(shares)}").encode()
        with workspace.file_channel(path).open_bundle(len(sheet)) as out:
            out.write(sheet)
        paths.append(path)
    return paths


def read_shares(untrusted_text: str) -> list[str]:
    """Find the shares in a text: a line of words each, or one printed sheet with numbered words."""
    rows = [
        [word for word in line.lower().split() if _WORD.fullmatch(word)]
        for line in untrusted_text.splitlines()
    ]
    lines = [" ".join(row) for row in rows if len(row) >= _LEAST_WORDS]
    if lines:
        return lines
    return [" ".join(word for _, word in sorted(_numbered(untrusted_text)))]


def _numbered(text: str) -> list[tuple[int, str]]:
    return [(int(number), word) for number, word in re.findall(r"(\d{1,2})\s+([a-z]+)", text.lower())]


def rehearse(workspace: Workspace, kit: Path, untrusted_shares: Sequence[str]) -> None:
    """Try whether these shares open a kit of this organisation. Raises: what `sync.organisation_kit.rehearse` refuses."""
    with errors.translated(kit):
        if kit.stat().st_size > _LIMIT:
            raise UserError("damaged_kit")
        untrusted = kit.read_bytes()
    organisation_kit.rehearse(workspace.identity, untrusted, untrusted_shares)
