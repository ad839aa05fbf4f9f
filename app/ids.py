"""Record ids as people see them: 26 characters of lowercase base32 without padding for 16 bytes.

Does not make ids and knows nothing of scopes. Rules: one text form an id, so that text compares as bytes do;
upper case is accepted on entry, because people dictate ids; anything else is `bad_id`.
"""

import re
from itertools import product
from typing import Final, NewType

from storage.errors import UserError

RecordId = NewType("RecordId", bytes)

SIZE: Final = 16
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"
#: Two letters are ten bits; thirteen pairs hold an id and two bits of nothing, which are zero.
_PAIRS: Final = ["".join(pair) for pair in product(_LETTERS, repeat=2)]
_PLACES: Final = range(120, -1, -10)
#: From our 32 digits to those that `int` knows: thousands of ids are read for one list.
_DIGITS: Final = str.maketrans(_LETTERS, "0123456789abcdefghijklmnopqrstuv")
_TEXT: Final = re.compile("[a-z2-7]{25}[aeimquy4]")


def to_text(record: bytes) -> str:
    """Write a 16-byte id in its text form. Raises: ValueError for another length."""
    if len(record) != SIZE:
        raise ValueError(f"an id has {SIZE} bytes, not {len(record)}")
    bits = int.from_bytes(record, "big") << 2
    return "".join([_PAIRS[bits >> place & 1023] for place in _PLACES])


def parse(untrusted_text: str) -> RecordId:
    """Read an id that somebody typed or pasted. Raises: UserError("bad_id")."""
    text = untrusted_text.strip()
    lower = text.lower() if text.isascii() else ""
    if not _TEXT.fullmatch(lower):
        raise UserError("bad_id", id=text[:64])
    return RecordId((int(lower.translate(_DIGITS), 32) >> 2).to_bytes(SIZE, "big"))


def read(value: object) -> RecordId | None:
    """Return the id that a stored value is; None where it is none, or nothing."""
    try:
        return parse(value) if isinstance(value, str) else None
    except UserError:
        return None


def is_text(value: object) -> bool:
    """Say whether a stored value is exactly the text form of an id."""
    return isinstance(value, str) and _TEXT.fullmatch(value) is not None
