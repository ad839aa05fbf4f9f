"""What a bundle says about itself and its link: the manifest (docs/bundle-format.md §5).

Deterministic CBOR, one map with numbered keys; absent means the default. Strict: within one format version an unknown
key, a wrong length or a second encoding of the same thing is an error. Bounded before it is decoded (1 MiB, by the
envelope) and after (the lengths below). Nothing here is believed until the envelope has checked the signature.
"""

from collections.abc import Mapping
from typing import Annotated, Final

import cbor2
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from storage.errors import UserError

FORMAT: Final = 1

U64 = Annotated[int, Field(ge=0, lt=2**64)]
Count = Annotated[int, Field(ge=0, lt=2**48)]
B8 = Annotated[bytes, Field(min_length=8, max_length=8)]
B16 = Annotated[bytes, Field(min_length=16, max_length=16)]
B17 = Annotated[bytes, Field(min_length=17, max_length=17)]
B32 = Annotated[bytes, Field(min_length=32, max_length=32)]
Public = Annotated[bytes, Field(min_length=1216, max_length=1216)]
Signature = Annotated[bytes, Field(min_length=64, max_length=64)]
Entries = Annotated[bytes, Field(max_length=16 * 40_000)]

#: scope, author, grant number, seq, first half of the head after that seq
Position = tuple[B17, B16, Count, Count, B16]
#: hash, size in bytes, first range, hashes of the ranges that come along
BlobPart = tuple[B32, Count, Count, Annotated[tuple[B32, ...], Field(max_length=8192)]]
#: device, author, incarnation, series, number, entries, signature
StatementRow = tuple[B16, B16, B8, B16, Count, Entries, Signature]
#: incarnation, ranges of counters
Received = tuple[B8, Annotated[tuple[tuple[U64, U64], ...], Field(max_length=4096)]]
#: compressed length, hash of the compressed section, raw length
Section = tuple[Count, B32, Count]


class Manifest(BaseModel):
    """One bundle's manifest; the numbers are the keys on the wire."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    format: int = FORMAT
    sender: B16
    recipient: B16
    incarnation: B8
    roster: Count = 0
    changes: Section | None = None
    blobs: Annotated[tuple[BlobPart, ...], Field(max_length=4096)] = ()
    statements: Annotated[tuple[StatementRow, ...], Field(max_length=4096)] = ()
    received: Annotated[tuple[Received, ...], Field(max_length=64)] = ()
    positions: Annotated[tuple[Position, ...], Field(max_length=100_000)] = ()
    digest: B16 | None = None
    holds: U64 = 0
    prekeys: Annotated[tuple[tuple[U64, Public], ...], Field(max_length=64)] = ()
    address: tuple[U64, B32] | None = None
    complete: bool = False
    wants: Annotated[tuple[B32, ...], Field(max_length=4096)] = ()
    full: bool = False
    ask_full: bool = False
    named: B8 | None = None
    common: Annotated[bytes, Field(max_length=262_144)] | None = None
    certificate: Annotated[bytes, Field(min_length=185, max_length=185)] | None = None
    went_back: bool = False


_NUMBERS: Final = {name: number for number, name in enumerate(Manifest.model_fields)}
_NAMES: Final = dict(enumerate(Manifest.model_fields))
_DEFAULTS: Final = {name: field.default for name, field in Manifest.model_fields.items()}


def encode(manifest: Manifest) -> bytes:
    """Encode canonically; fields that have their default value are left out (but for the format)."""
    values = {name: getattr(manifest, name) for name in _NUMBERS}
    chosen = {
        _NUMBERS[name]: value
        for name, value in values.items()
        if name == "format" or value != _DEFAULTS[name]
    }
    return cbor2.dumps(chosen, canonical=True)


def decode(authentic: bytes) -> Manifest:
    """Decode bytes whose signature has been verified; a peer on the roster can still be wrong.

    Raises: UserError("too_new") for another format, UserError("malformed_manifest") for everything else.
    """
    raw = _map(authentic)
    version = raw.get(0)
    if version != FORMAT and isinstance(version, int):
        raise UserError("too_new", format=version)
    try:
        manifest = Manifest.model_validate({_NAMES[key]: value for key, value in raw.items()})
        if encode(manifest) != authentic:
            raise ValueError("not canonical")
    except (ValidationError, ValueError, KeyError, TypeError) as error:
        raise UserError("malformed_manifest") from error
    return manifest


def _map(authentic: bytes) -> Mapping[int, object]:
    """Decode one CBOR map. The decoder knows tags for dates, regular expressions and more, each with errors of its own."""
    try:
        raw = cbor2.loads(
            authentic, max_depth=8, allow_indefinite=False, allow_duplicate_keys=False, immutable=True
        )
    except Exception as error:
        raise UserError("malformed_manifest") from error
    if not isinstance(raw, Mapping):
        raise UserError("malformed_manifest")
    return raw
