"""What `app` knows of kinds, handed in when a vault opens, and how values are read, sorted and searched by it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from storage import canonical, words
from storage.database import Tx

FACET_MAX = 64
"""Characters of a text that a list is sorted by."""
_JSON = json.JSONDecoder()
_BLOB_HASH = 32

Key = str | int


def _all_understood(_kind: str, _field: str, _value: object) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Projection:
    """What kinds mean, as far as storage must know; pairs are (kind, field).

    `orders`: which of several live values is shown; `indexed`: fields to filter and sort by; `searchable`:
    fields that full text looks into; `attached`: fields that name an attachment by the hex of its hash;
    `not_understood(kind, field, value)`: True takes a value out of every rule.
    """

    orders: Mapping[tuple[str, str], Callable[[object], int]] = field(default_factory=dict)
    indexed: frozenset[tuple[str, str]] = frozenset()
    searchable: frozenset[tuple[str, str]] = frozenset()
    not_understood: Callable[[str, str, object], bool] = _all_understood
    attached: frozenset[tuple[str, str]] = frozenset()


NOTHING = Projection()


def of(tx: Tx) -> Projection:
    """Give the vault's projection; one that knows nothing if none was handed in."""
    projection = tx.projection
    return projection if isinstance(projection, Projection) else NOTHING


def read_value(data: bytes) -> object:
    """Read a value as `canonical.read` does, quicker for plain text."""
    if data[:1] != b'"' or b"\\" in data:
        return canonical.read(data)
    if data.isascii() and data[-1:] == b'"' and len(data) > 1:
        plain = data[1:-1].decode("ascii")
        if plain.isprintable() and '"' not in plain:
            return plain
    try:
        whole = data.decode()
        text, end = _JSON.raw_decode(whole)
    except ValueError:
        return canonical.NOT_UNDERSTOOD
    if end != len(whole) or not (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return canonical.NOT_UNDERSTOOD
    return text


def facet_key(value: object) -> Key | None:
    """Give what a scalar is filtered and sorted by; None for what is neither text nor number."""
    if isinstance(value, str):
        return words.normalise(value)[:FACET_MAX]
    return int(value) if isinstance(value, int) else None


def facet_keys(value: object) -> list[Key]:
    """Give all keys of a value; a list counts as each of its items."""
    found = [facet_key(item) for item in value] if isinstance(value, list) else [facet_key(value)]
    return [key for key in dict.fromkeys(found) if key is not None]


def texts(value: object) -> Iterator[str]:
    """Give all text in a value, in its order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
