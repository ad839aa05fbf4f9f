"""Small documents of the exchange: strict models as deterministic CBOR, padded to a fixed length where length would talk.

For the common document, the invitation, the reply and the organisation kit. One value has one spelling: unknown fields,
other types, other encodings of the same value, tags, repeated keys and padding that is not zero are refused.

An invitation or a reply is handed over before anything is kept of it: what could not be written then leaves this store as it
was, and what was written and not kept is worth nothing without the words, which are shown only afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final, TypeVar

import cbor2
from pydantic import BaseModel, ConfigDict, Field

from sync.crypto import PREKEY_PUBLIC

_DEPTH = 8
_LENGTH: Final = 2

HandOver = Callable[[bytes], None]

Model = TypeVar("Model", bound=BaseModel)

Bytes8 = Annotated[bytes, Field(min_length=8, max_length=8)]
Bytes16 = Annotated[bytes, Field(min_length=16, max_length=16)]
Bytes32 = Annotated[bytes, Field(min_length=32, max_length=32)]
Public = Annotated[bytes, Field(min_length=PREKEY_PUBLIC, max_length=PREKEY_PUBLIC)]
U64 = Annotated[int, Field(ge=0, lt=1 << 64)]
ShortText = Annotated[str, Field(min_length=1, max_length=64)]


def to_nobody(_letter: bytes) -> None:
    """Hand over nothing: whoever asked for the letter does it."""


class Letter(BaseModel):
    """What all of them are: exact types, nothing unknown, never changed."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Prekey(Letter):
    """One public prekey and its id."""

    id: U64
    public: Public


def encode(letter: BaseModel) -> bytes:
    """Spell `letter` in deterministic CBOR (RFC 8949, 4.2.3: shorter keys first)."""
    return cbor2.dumps(letter.model_dump(), canonical=True)


def decode(kind: type[Model], untrusted: bytes) -> Model:
    """Read what `encode` would spell with exactly these bytes.

    Raises:
        ValueError: it is not the one spelling of a valid `kind`.
    """
    try:
        value = cbor2.loads(
            untrusted,
            max_depth=_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
            strict_hashable_types=True,
        )
    except cbor2.CBORError as error:
        raise ValueError("no CBOR") from error
    letter = kind.model_validate(value)
    if encode(letter) != untrusted:
        raise ValueError(f"another spelling of a {kind.__name__}")
    return letter


def pad(body: bytes, size: int) -> bytes:
    """Return u16 length ‖ `body` ‖ zeros, `size` bytes in all."""
    if len(body) + _LENGTH > size:
        raise ValueError("does not fit")
    return (len(body).to_bytes(_LENGTH, "big") + body).ljust(size, b"\0")


def unpad(padded: bytes) -> bytes:
    """Return the body of what `pad` made.

    Raises:
        ValueError: it made nothing like this.
    """
    length = int.from_bytes(padded[:_LENGTH], "big")
    body = padded[_LENGTH : _LENGTH + length]
    if len(body) != length or any(padded[_LENGTH + length :]):
        raise ValueError("bad padding")
    return body
