"""Record ids as people see them: 26 characters of lowercase base32 without padding for 16 bytes.

Does not make ids and knows nothing of scopes. Rules: one text form an id, so that text compares as bytes do;
upper case is accepted on entry, because people dictate ids; anything else is `bad_id`.
"""

import base64
import binascii
from typing import NewType

from storage.errors import UserError

RecordId = NewType("RecordId", bytes)

SIZE = 16
TEXT_LENGTH = 26
_PADDING = "=" * 6


def to_text(record: bytes) -> str:
    """Write a 16-byte id in its text form. Raises: ValueError for another length."""
    if len(record) != SIZE:
        raise ValueError(f"an id has {SIZE} bytes, not {len(record)}")
    return base64.b32encode(record).decode("ascii").rstrip("=").lower()


def parse(untrusted_text: str) -> RecordId:
    """Read an id that somebody typed or pasted. Raises: UserError("bad_id")."""
    text = untrusted_text.strip()
    try:
        raw = base64.b32decode(text.upper() + _PADDING)
    except (binascii.Error, ValueError):
        raise UserError("bad_id", id=text[:64]) from None
    if len(raw) != SIZE or to_text(raw) != text.lower():
        raise UserError("bad_id", id=text[:64])
    return RecordId(raw)


def is_text(value: object) -> bool:
    """Say whether a stored value is exactly the text form of an id."""
    if not isinstance(value, str) or len(value) != TEXT_LENGTH:
        return False
    try:
        return to_text(parse(value)) == value
    except UserError:
        return False
