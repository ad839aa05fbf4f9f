"""What the tests of this floor share: an organisation that is prepared once, and copied for every test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.stage import Stage, prepare, raise_curtain


@pytest.fixture(scope="session")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a directory with `new` (enrolled, nothing exchanged) and `settled` (nothing is news)."""
    base = tmp_path_factory.mktemp("organisation") / "template"
    prepare(base)
    return base


@pytest.fixture
def stage(organisation: Path, tmp_path: Path) -> Iterator[Stage]:
    """Give two desks and two houses that have heard of each other."""
    made = raise_curtain(organisation / "settled", tmp_path / "stage")
    yield made
    made.lock()
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.fixture
def fresh(organisation: Path, tmp_path: Path) -> Iterator[Stage]:
    """Give two desks and two houses that are enrolled, and have not exchanged a bundle."""
    made = raise_curtain(organisation / "new", tmp_path / "fresh")
    yield made
    made.lock()
    shutil.rmtree(tmp_path, ignore_errors=True)
