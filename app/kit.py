"""The organisation kit in use: write it with its shares, try it. The format and its rules are sync.organisation_kit's.

That a kit was written and tried is kept in the store's settings: founding an organisation does not end without it, and whoever
locks or crashes in between is brought back to it.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shamir_mnemonic.wordlist import WORDLIST

from app import small_files
from app.workspace import Workspace
from storage import settings
from storage.database import Tx
from storage.errors import UserError
from sync import links, organisation_kit, roster
from sync.organisation_kit import MOST, NEEDED, SHARES
from sync.rights import Role

__all__ = [
    "MOST",
    "NEEDED",
    "SHARES",
    "SHARE_WORDS",
    "WORDS_OF_A_SHARE",
    "Standing",
    "Written",
    "read_share_files",
    "read_shares",
    "rehearse",
    "standing",
    "write",
    "write_sheets",
]

#: The words that shares are made of, and how many one has.
SHARE_WORDS: Final = tuple(WORDLIST)
WORDS_OF_A_SHARE: Final = 33
_LIMIT = 64 * 1024
_WORD = re.compile(r"[a-z]+")
_LEAST_WORDS = 20
_MARK: Final = "kit"


@dataclass(frozen=True, slots=True)
class Written:
    """A kit: its file, its shares as words, and the files they were also written to."""

    path: Path
    needed: int
    shares: list[str]
    share_files: list[Path]


@dataclass(frozen=True, slots=True)
class Standing:
    """What this device owes its organisation. written, rehearsed: unix seconds of the latest, 0 for never.

    root: the root's working copy is here. second_desk: another desk belongs, and is in use. begun: some device was admitted.
    """

    root: bool
    written: int
    rehearsed: int
    second_desk: bool
    begun: bool

    @property
    def owed(self) -> bool:
        """Whether everything would be lost with this laptop: no kit that was tried, and no second desk."""
        return self.root and not self.second_desk and not (self.written and self.rehearsed)

    @property
    def founding(self) -> bool:
        """Whether founding the organisation was interrupted before that was done."""
        return self.owed and not self.begun


def standing(workspace: Workspace) -> Standing:
    """Say whether the kit is written and tried, and what else there is to begin again from."""
    me = workspace.identity
    with workspace.vault.read() as tx:
        marks = _marks(tx)
        second = any(
            device.role is Role.DESK and device.status is roster.Status.ACTIVE and device.id != me.device_id
            for device in roster.load(tx, me).devices
        )
        begun = any(True for _ in links.all_links(tx))
    root = workspace.is_desk and me.root_secret is not None
    return Standing(root, marks.get("written", 0), marks.get("rehearsed", 0), second, begun)


def _marks(tx: Tx) -> dict[str, int]:
    packed = settings.get(tx, _MARK)
    return dict(json.loads(packed)) if packed else {}


def _mark(workspace: Workspace, what: str) -> None:
    with workspace.vault.transaction() as tx:
        settings.put(tx, _MARK, json.dumps(_marks(tx) | {what: workspace.now()}).encode())


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
    _mark(workspace, "written")
    files = [] if shares_out is None else write_sheets(workspace, made.shares, shares_out, heading)
    return Written(made.path, made.needed, made.shares, files)


def write_sheets(workspace: Workspace, shares: Sequence[str], directory: Path, heading: str) -> list[Path]:
    """Write one sheet to print a share into a directory. Raises: UserError("file_exists"), MachineError."""
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


def read_share_files(paths: Sequence[Path]) -> list[str]:
    """Find the shares in files: sheets as `write` makes them, or texts. Raises: UserError("not_text"), MachineError."""
    found: list[str] = []
    for path in paths:
        raw = small_files.read(path, _LIMIT)
        try:
            found += read_shares(raw.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise UserError("not_text", path=str(path)) from error
    return found


def _numbered(text: str) -> list[tuple[int, str]]:
    return [(int(number), word) for number, word in re.findall(r"(\d{1,2})\s+([a-z]+)", text.lower())]


def rehearse(workspace: Workspace, kit: Path, untrusted_shares: Sequence[str]) -> None:
    """Try whether these shares open a kit of this organisation. Raises: what `sync.organisation_kit.rehearse` refuses."""
    try:
        untrusted = small_files.read(kit, _LIMIT)
    except UserError as error:
        if error.slug == "file_too_large":
            raise UserError("damaged_kit") from error
        raise
    organisation_kit.rehearse(workspace.identity, untrusted, untrusted_shares)
    _mark(workspace, "rehearsed")
