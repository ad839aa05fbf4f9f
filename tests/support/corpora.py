"""The published vectors that lie beside a checkout; a test that needs them skips, saying so, where they are not."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "corpora"


def vectors(name: str) -> Any:
    """Read one file of vectors, such as "wycheproof/x25519_test.json"."""
    path = Path(os.environ.get("SIDING_CORPORA", _BESIDE)) / name
    if not path.is_file():
        pytest.skip(f"published vectors are not here: {name}")
    return json.loads(path.read_text())
