"""A session from unlock to its end: cover, lock and panic with a dialog open and an import running, quit, erase."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot
from support.cli import PASSPHRASE, Organisation
from support.desktop import type_text
from support.desktop_session import Desktop, desktop

from app import cases, drafts, exchange, state
from app.errors import MachineError
from app.placing import Place
from app.preferences import Preferences
from app.workspace import Workspace
from ui import supervisor
from ui.screens.erased import Erased
from ui.screens.unlock import Unlock
from ui.shell.screen import Route
from ui.widgets import Button

BUNDLES = 12
Open = Callable[..., AbstractContextManager[Desktop]]

_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def open_desktop(qtbot: QtBot, qapp: QApplication) -> Open:
    def at(store: Path, language: str = "ru") -> AbstractContextManager[Desktop]:
        return desktop(qtbot, qapp, store, language)

    return at


@pytest.fixture
def way(org: Organisation, tmp_path: Path) -> Iterator[list[Path]]:
    """Bundles of one case each, from the house to the desk, none of which waits for another."""
    bundles = []
    with org.house.open() as house:
        for number in range(BUNDLES):
            case = cases.add(house, "case", {"alias": f"Тополь {number}"}).id
            for text in range(12):
                cases.add(house, "note", {"text": f"строка {text} " * 40}, Place(case=case))
            place = tmp_path / f"out-{number:02d}"
            place.mkdir()
            sent = exchange.send(house, exchange.Parcel(org.desk.name), exchange.to_file(house, place))
            bundles.append(sent.path)
    yield bundles


def aliases(workspace: Workspace) -> set[str]:
    from app import lists

    return {str(one.fields["alias"]) for one in lists.list_records(workspace, lists.Query("case"))}


def keys(widget: Any, key: int, held: Qt.KeyboardModifier) -> None:
    QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, held, ""))


def dialog_with_typing(one: Desktop, case: bytes) -> QDialog:
    """Open a modal dialog whose field keeps its typing as real forms do."""
    asked = QDialog(one.window)
    asked.setModal(True)
    field = QLineEdit(asked)
    keep = one.session.drafts
    keep.register(field, "form/note/new", lambda: {"text": field.text()}, kind="note", place=Place(case=case))
    field.textEdited.connect(lambda _text: keep.touch("form/note/new"))
    asked.open()
    type_text(field, "недописано")
    return asked


@pytest.mark.parametrize("held", [_CONTROL, _CONTROL | _SHIFT], ids=["lock", "panic"])
def test_blank_at_once_with_a_dialog_open_and_an_import_running(
    org: Organisation, open_desktop: Open, way: list[Path], held: Qt.KeyboardModifier
) -> None:
    with org.desk.open() as desk:
        case = cases.add(desk, "case", {"alias": "Штабное"}).id
    with open_desktop(org.desk.path) as one:
        one.unlock(PASSPHRASE)
        asked = dialog_with_typing(one, case)
        seen: list[int] = []
        one.tasks.long(
            one.window,
            lambda workspace, progress: exchange.receive(workspace, way, progress=progress),
            lambda _done: None,
            progress=lambda done, _of: seen.append(done),
            failed=lambda _error: None,
        )
        one.qtbot.waitUntil(lambda: bool(seen), timeout=30_000)
        keys(asked.findChild(QLineEdit), ord("Д"), held)
        assert one.blank(), "in the very event of the key, whatever is running"
        assert one.wait_for_end() == supervisor.LOCKED
        assert not one.window.isVisible()
    with org.desk.open() as desk:
        kept = drafts.load(desk, "form/note/new")
        assert kept is not None
        assert kept["text"] == "недописано"
        assert state.verify(desk).ok
        there = aliases(desk)
        for alias in there - {"Штабное"}:
            assert len(_notes(desk, alias)) == 12, "a bundle is in whole, or not at all"
        exchange.receive(desk, way)
        assert len(aliases(desk)) == BUNDLES + 1


def _notes(workspace: Workspace, alias: str) -> list[object]:
    from app import lists

    (case,) = lists.list_records(workspace, lists.Query("case", where={"alias": alias}))
    return list(lists.list_records(workspace, lists.Query("note", case=case.id)))


def test_the_cover_hides_and_gives_back(org: Organisation, open_desktop: Open) -> None:
    with org.house.open() as house:
        case = cases.add(house, "case", {}).id
    with open_desktop(org.house.path) as one:
        one.unlock(PASSPHRASE)
        asked = dialog_with_typing(one, case)
        one.session.idle.cover.emit()
        assert one.blank()
        assert one.ended == []
        QTest.keyClick(one.session.window.centralWidget().currentWidget(), Qt.Key.Key_Space)  # type: ignore[attr-defined]
        assert not one.blank()
        assert asked.isVisible()
        assert asked.findChild(QLineEdit).text() == "недописано"  # type: ignore[union-attr]


def test_idle_and_the_machine_lock(org: Organisation, open_desktop: Open) -> None:
    for lock in ("idle", "system"):
        with open_desktop(org.house.path) as one:
            one.unlock(PASSPHRASE)
            getattr(one.session, lock).lock.emit()
            assert one.blank()
            assert one.wait_for_end() == supervisor.LOCKED
        with org.house.open():
            pass  # nobody holds it any more


def test_a_locked_desktop_ignores_lock_and_takes_panic(org: Organisation, open_desktop: Open) -> None:
    with open_desktop(org.house.path) as one:
        keys(one.window, Qt.Key.Key_L, _CONTROL)
        assert one.ended == []
        assert not one.blank()
        keys(one.window, Qt.Key.Key_L, _CONTROL | _SHIFT)
        assert one.wait_for_end() == supervisor.LOCKED


def test_a_place_that_cannot_be_looked_at_is_no_blank_window(
    org: Organisation, open_desktop: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(directory: Path) -> bool:
        raise MachineError("permission", path=str(directory))

    monkeypatch.setattr("app.store.store_exists", fails)
    with open_desktop(org.house.path) as one:
        assert isinstance(one.session.window.content, Unlock)


def test_closing_the_window_locks_and_ends_the_program(org: Organisation, open_desktop: Open) -> None:
    with open_desktop(org.house.path) as one:
        one.unlock(PASSPHRASE)
        one.window.close()
        assert one.blank()
        assert one.wait_for_end() == supervisor.QUIT
    with org.house.open():
        pass


def test_a_store_that_is_destroyed_says_so_and_is_gone(org: Organisation, open_desktop: Open) -> None:
    with open_desktop(org.house.path, "en") as one:
        one.unlock(PASSPHRASE)
        one.session.erase()
        one.qtbot.waitUntil(lambda: isinstance(one.session.window.content, Erased), timeout=30_000)
        assert not one.session.window.covered
        left = one.session.window.content
        assert left is not None
        QTest.mouseClick(left.findChild(Button), Qt.MouseButton.LeftButton)
        assert one.wait_for_end() == supervisor.QUIT
    assert not (org.house.path / "keys").exists()
    assert not (org.house.path / "store").exists()


@pytest.mark.parametrize("leave", ["key", "close", "panic", "lock"])
def test_the_last_page_is_left_like_any_other(org: Organisation, open_desktop: Open, leave: str) -> None:
    with open_desktop(org.house.path, "en") as one:
        one.unlock(PASSPHRASE)
        one.session.erase()
        one.qtbot.waitUntil(lambda: isinstance(one.session.window.content, Erased), timeout=30_000)
        if leave == "key":
            QTest.keyClick(one.window.focusWidget(), Qt.Key.Key_Space)
        elif leave == "close":
            one.window.close()
        else:
            keys(one.window, Qt.Key.Key_L, _CONTROL | _SHIFT if leave == "panic" else _CONTROL)
        assert one.wait_for_end() == supervisor.QUIT


def test_a_store_that_cannot_be_closed_well_is_destroyed_all_the_same(
    org: Organisation, open_desktop: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing writes; a disk that is full or gone must not keep what somebody wants gone, nor say that it is."""

    def fails(workspace: Workspace) -> None:
        workspace.vault.abandon()
        raise MachineError("disk_full", path="")

    with open_desktop(org.house.path, "en") as one:
        one.unlock(PASSPHRASE)
        monkeypatch.setattr(Workspace, "close", fails)
        one.session.erase()
        one.qtbot.waitUntil(lambda: isinstance(one.session.window.content, Erased), timeout=30_000)
    assert not (org.house.path / "keys").exists()


def test_another_language_builds_everything_anew_where_it_was(org: Organisation, open_desktop: Open) -> None:
    with open_desktop(org.desk.path, "en") as one:
        one.unlock(PASSPHRASE)
        one.go(Route("people"))
        assert one.session.words.language == "en"
        before = one.frame
        one.session._prefer(Preferences(language="ru", theme="dark"))
        one.qtbot.waitUntil(lambda: one.session.window.content is not before, timeout=30_000)
        one.settle()
        assert one.session.words.language == "ru"
        assert one.session.theme.is_dark
        assert one.frame.here().screen == "people"


def test_what_is_told_after_that_is_told_to_what_is_there(org: Organisation, open_desktop: Open) -> None:
    """The settings listen to what is told; those of the language before are gone."""
    with open_desktop(org.desk.path, "en") as one:
        one.unlock(PASSPHRASE)
        one.go(Route("settings"))
        before = one.frame
        one.session._prefer(Preferences(language="ru"))
        with one.qtbot.waitSignal(before.destroyed, timeout=30_000):
            pass
        one.settle()
        one.session.notices.tell("Сказанное")
        assert [notice.what for notice in one.session.notices.kept] == ["Сказанное"]


def test_a_choice_that_has_to_wait_takes_nobody_back_nor_what_is_typed_meanwhile(
    org: Organisation, open_desktop: Open
) -> None:
    with org.desk.open() as desk:
        case = cases.add(desk, "case", {"alias": "Штабное"}).id
    with open_desktop(org.desk.path, "en") as one:
        one.unlock(PASSPHRASE)
        one.go(Route("settings"))
        before, goes_on = one.frame, threading.Event()
        one.tasks.aside(one.window, goes_on.wait, lambda _done: None)
        one.session._prefer(Preferences(language="ru"))
        one.frame.go(Route("people"))
        asked = dialog_with_typing(one, case)
        goes_on.set()
        one.qtbot.waitUntil(lambda: one.session.window.content is not before, timeout=30_000)
        one.settle()
        assert one.frame.here().screen == "people"
        kept: list[object] = []
        one.tasks.read(one.window, lambda w: drafts.load(w, "form/note/new"), kept.append)
        one.settle()
        assert kept[0]["text"] == "недописано"  # type: ignore[index]
        asked.reject()


def errors(one: Desktop) -> list[str]:
    return [notice.what for notice in one.session.notices.kept if notice.level == "error"]


def test_every_screen_of_the_rail_opens_by_keyboard(org: Organisation, open_desktop: Open) -> None:
    with open_desktop(org.desk.path) as one:
        one.unlock(PASSPHRASE)
        seen = []
        for number in range(1, 8):
            QTest.keyClick(one.window, Qt.Key(Qt.Key.Key_0 + number), _CONTROL)
            one.settle()
            seen.append(one.frame.here().screen)
        assert seen == ["today", "people", "houses", "messages", "exchange", "devices", "settings"]
        QTest.keyClick(one.window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        one.settle()
        assert one.frame.here().screen == "devices"
        assert errors(one) == []


def test_a_store_in_which_somebody_changed_a_past_change_says_so_by_itself(
    org: Organisation, open_desktop: Open
) -> None:
    with org.house.open() as house:
        case = cases.add(house, "case", {"alias": "Тополь"}).id
        for text in ("раз", "два"):
            cases.add(house, "note", {"text": text}, Place(case=case))
        with house.vault.transaction() as tx:
            tx.execute("UPDATE change SET hash = zeroblob(32) WHERE id = (SELECT max(id) FROM change)")
    with open_desktop(org.house.path) as one:
        one.unlock(PASSPHRASE)
        one.frame.check()
        one.settle()
        said = one.session.words.sentences("damaged_store", path=str(org.house.path))
        assert errors(one) == [said.what]
