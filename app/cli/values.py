"""What people type after a command, as values: FIELD=VALUE, sizes, words, ids.

Does not know fields or their types; app.casework refuses what does not fit. Rules: text as it stands, `@file` for a
file's text, JSON after `:=`; a field is named once a call. To write a text that begins with `@`, use `:="@…"`.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import typer

from storage import errors

_PAIR: Final = re.compile(r"([A-Za-z][A-Za-z0-9_]*)(:=|=)(.*)", re.DOTALL)
_SIZE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?", re.IGNORECASE)
_UNITS: Final = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_FILE_LIMIT: Final = 1 << 20


def pair(untrusted: str) -> tuple[str, object]:
    """Read one FIELD=VALUE. Raises: typer.BadParameter for another form, MachineError for an unreadable file."""
    match = _PAIR.fullmatch(untrusted)
    if match is None:
        raise typer.BadParameter(f"not FIELD=VALUE: {untrusted[:40]!r}")
    name, sign, value = match.groups()
    if sign == ":=":
        return name, _json(name, value)
    if value.startswith("@"):
        return name, _text_of(Path(value[1:]))
    return name, value


def pairs(untrusted: Sequence[str]) -> dict[str, object]:
    """Read several FIELD=VALUE. Raises: typer.BadParameter, also for a field named twice."""
    found: dict[str, object] = {}
    for one in untrusted:
        name, value = pair(one)
        if name in found:
            raise typer.BadParameter(f"{name} is given twice")
        found[name] = value
    return found


def size(untrusted: str) -> int:
    """Read a size in bytes: 4000, 64k, 20 MiB, 4G (powers of 1,024)."""
    match = _SIZE.fullmatch(untrusted.strip())
    if match is None:
        raise typer.BadParameter(f"not a size: {untrusted[:20]!r}")
    return int(float(match.group(1)) * _UNITS[match.group(2).lower()])


def _json(name: str, text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise typer.BadParameter(f"{name}: not JSON") from error


def _text_of(path: Path) -> str:
    with errors.translated(path):
        if path.stat().st_size > _FILE_LIMIT:
            raise errors.UserError("file_too_large", path=str(path), limit=_FILE_LIMIT)
        raw = path.read_bytes()
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise errors.UserError("not_text", path=str(path)) from error
