"""What the tests of this floor share: an organisation of a desk and two houses, made once and copied for each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import Organisation, copy, found


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Organisation:
    """Give an organisation that no test changes."""
    return found(tmp_path_factory.mktemp("founded"))


@pytest.fixture
def org(founded: Organisation, tmp_path: Path) -> Organisation:
    """Give an organisation of one's own."""
    return copy(founded, tmp_path / "org")
