"""What the simulations share: an organisation that is founded once, and copied for every world."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from support.random_world import HOUSES
from support.world import found


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found the organisation once; every world is a copy of it."""
    base = tmp_path_factory.mktemp("world") / "template"
    base.mkdir()
    found(base, HOUSES, Random("template"))
    return base


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Path]:
    """Give a directory that is removed at once: twenty worlds are many files."""
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)
