"""What the tests of the desktop share: Qt without a screen, the guard of the GUI thread, and stores to sit at."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support.cli import Organisation, Store, copy, found
from support.desktop import Sitting, secret_of, sit
from support.gui_guard import no_blocking_calls

from ui.theme import Theme
from ui.widgets import wording

Sit = Callable[..., AbstractContextManager[Sitting]]


@pytest.fixture(autouse=True)
def guard() -> Iterator[None]:
    """Let no test pass in which the GUI thread waited for the store, a file or a cipher."""
    with no_blocking_calls():
        yield


@pytest.fixture(scope="session", autouse=True)
def _modules_stay() -> None:
    """Leave what was imported out of every later collection: a sixth of a second a test otherwise."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def collect_here() -> Iterator[None]:
    """Collect garbage in this thread only, as a session does: a widget must not die in another one."""
    gc.disable()
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def english_widgets() -> Iterator[None]:
    """Let widgets forget the language of the last shell: whatever ran before, they speak as they begin."""
    yield
    wording.reset()


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """Give the theme, light, applied."""
    made = Theme(qapp, "light")
    made.apply("light")
    return made


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Organisation:
    """Give an organisation that no test changes."""
    return found(tmp_path_factory.mktemp("founded"))


@pytest.fixture
def org(founded: Organisation, tmp_path: Path) -> Organisation:
    """Give an organisation of one's own: a desk and two houses, as `siding-cli` stores."""
    return copy(founded, tmp_path / "org")


@pytest.fixture
def sit_at(qtbot: QtBot, qapp: QApplication) -> Sit:
    """Give what opens a store of an organisation for screens: `with sit_at(org.desk) as sitting`."""

    def at(store: Store, **options: str) -> AbstractContextManager[Sitting]:
        return sit(qtbot, qapp, store.path, secret_of(store), **options)

    return at
