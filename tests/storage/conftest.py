"""What the tests of this floor share: a key, a store without the KDF's wait, a file system that does not wait."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.failing_files import FastFiles
from support.logs import Store, make_store

from storage.files import Files
from storage.vault import Vault


@pytest.fixture
def store_key() -> bytes:
    """Give a store key."""
    return bytes(range(32))


@pytest.fixture
def files() -> Files:
    """Give a file system that does not wait for the disk."""
    return FastFiles()


@pytest.fixture
def vault(tmp_path: Path, store_key: bytes, files: Files) -> Iterator[Vault]:
    """Give an empty, open store."""
    with Vault.create_with_key(tmp_path / "vault", store_key, files=files) as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give a database with an empty log, and no vault around it."""
    made = make_store(tmp_path)
    yield made
    made.database.close()
