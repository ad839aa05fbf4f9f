"""Strict models as deterministic CBOR: one value, one spelling, or nothing.

For the small documents of the exchange: common document, invitation, reply. Fields are named in the pydantic model;
unknown fields, other types, other spellings of the same value, tags and repeated keys are refused.
"""

from __future__ import annotations

from typing import TypeVar

import cbor2
from pydantic import BaseModel, ValidationError

_DEPTH = 8

Model = TypeVar("Model", bound=BaseModel)


def encode(model: BaseModel) -> bytes:
    """Spell `model` in deterministic CBOR (RFC 8949, 4.2, keys by length first)."""
    return cbor2.dumps(model.model_dump(), canonical=True)


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
            semantic_decoders={},
        )
        model = kind.model_validate(value)
    except (cbor2.CBORError, ValidationError) as error:
        raise ValueError(f"no {kind.__name__}") from error
    if encode(model) != untrusted:
        raise ValueError(f"another spelling of a {kind.__name__}")
    return model
