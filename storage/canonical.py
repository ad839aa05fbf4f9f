"""Canonical JSON: one value, one spelling, in bytes.

Sorted keys, no spaces, UTF-8 without escapes, strings in NFC, no floats, integers within ±2⁵³, depth up to 32.
`dumps` makes it and refuses what has no canonical spelling. `loads` takes only it. `read` is for values
of other devices: what is not canonical comes back as `NOT_UNDERSTOOD` and is kept by the caller as bytes.
"""

from __future__ import annotations

import json
import unicodedata
from typing import Final

from storage.errors import UserError

INT_LIMIT: Final = 1 << 53
DEPTH_LIMIT: Final = 32


class NotUnderstood:
    """The type of `NOT_UNDERSTOOD`: a value whose bytes we keep and cannot read."""

    def __repr__(self) -> str:
        return "NOT_UNDERSTOOD"


NOT_UNDERSTOOD: Final = NotUnderstood()


def dumps(value: object) -> bytes:
    """Spell `value` canonically; strings are brought to NFC.

    Raises:
        UserError: bad_value, for text that is not Unicode, keys that meet in NFC, numbers out of range.
        TypeError: for a float or any other type: a mistake of ours, not the user's.
    """
    text = json.dumps(_clean(value, 0), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise UserError("bad_value", why="not_text") from error


def _clean(value: object, depth: int) -> object:
    if depth > DEPTH_LIMIT:
        raise UserError("bad_value", why="too_deep")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, int):
        if abs(value) > INT_LIMIT:
            raise UserError("bad_value", why="number_too_large")
        return int(value)
    if isinstance(value, list | tuple):
        return [_clean(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return _clean_object(value, depth)
    raise TypeError(f"no canonical spelling for {type(value).__name__}")


def _clean_object(value: dict[object, object], depth: int) -> dict[str, object]:
    clean: dict[str, object] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError("keys are strings")
        name = unicodedata.normalize("NFC", key)
        if name in clean:
            raise UserError("bad_value", why="keys_meet")
        clean[name] = _clean(item, depth + 1)
    return clean


def loads(data: bytes) -> object:
    """Read canonical JSON.

    Raises:
        ValueError: the bytes are not the canonical spelling of anything.
    """
    try:
        value: object = json.loads(data.decode(), parse_float=_refuse, parse_constant=_refuse)
        same = dumps(value) == data
    except (UserError, RecursionError) as error:
        raise ValueError("not canonical") from error
    if not same:
        raise ValueError("not canonical")
    return value


def _refuse(text: str) -> object:
    raise ValueError(f"no such number: {text}")


def read(untrusted: bytes) -> object:
    """Read a value of another device; `NOT_UNDERSTOOD` for what is not canonical."""
    try:
        return loads(untrusted)
    except ValueError:
        return NOT_UNDERSTOOD
