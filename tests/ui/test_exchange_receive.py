"""Receive: what is dropped or opened is taken whole or not at all, each file gets its word, and what can be done is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from support.cli import Organisation, Store
from support.crossing_scenes import Scenes, spoil
from support.cutoff import cut_off
from support.desktop import Sitting

from app import conflicts, crossings, lists, views
from app.ids import parse
from app.lists import Query
from app.workspace import Workspace
from ui.dialogs.files import FileDialog
from ui.screens.exchange.screen import ExchangeScreen
from ui.shell.frame import Frame
from ui.shell.screen import Route
from ui.widgets import Badge, Banner, DropZone, PlainLabel


@pytest.fixture
def scenes(org: Organisation) -> Scenes:
    return Scenes(org)


def show(sitting: Sitting) -> ExchangeScreen:
    screen = sitting.show(ExchangeScreen, Route("exchange", tab="receive"))
    assert isinstance(screen, ExchangeScreen)
    sitting.ctx.go = screen.open
    return screen


def drop(target: QWidget, *paths: Path) -> None:
    """Drag files onto a widget and let go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    where, action, left = QPointF(20, 20), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(target, QDragEnterEvent(where, action, data, left, none))
    QApplication.sendEvent(target, QDropEvent(where, action, data, left, none))


def zone(screen: ExchangeScreen) -> DropZone:
    return screen.receive.findChildren(DropZone)[0]


def receive(sitting: Sitting, screen: ExchangeScreen, *paths: Path) -> None:
    drop(zone(screen), *paths)
    sitting.settle()


def texts(screen: QWidget) -> str:
    return "\n".join(label.text() for label in screen.findChildren(PlainLabel) if label.isVisible())


def badges(screen: ExchangeScreen) -> list[tuple[str, str]]:
    return [entry.badge for entry in screen.receive.list.entries() if entry.badge]


def alias_of(store: Store, case: str) -> object:
    with store.open() as workspace:
        return views.show(workspace, parse(case)).fields.get("alias")


def test_a_dropped_bundle_is_in_the_store_and_its_file_is_as_it_was(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    case = org.house.add("case", "alias=Тихий клён")
    path = scenes.bundle()
    before = path.read_bytes(), path.stat().st_mtime_ns
    with sit_at(org.desk, language="en") as sitting:
        screen = show(sitting)
        receive(sitting, screen, path)
        assert badges(screen) == [("Taken in", "good")]
        assert "house-a" in texts(screen)
        assert "1 file: 1 taken in." in texts(screen)
        assert sitting.store(lambda w: views.show(w, parse(case)).fields["alias"]) == "Тихий клён"
        assert sitting.store(crossings.history)[0].outcome == "applied"
        assert cut_off(screen) == []
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_files_are_opened_by_keyboard_alone(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    case = org.house.add("case", "alias=Тихий клён")
    path = scenes.bundle()
    with sit_at(org.desk) as sitting:
        screen = show(sitting)
        screen.open(Route("exchange", tab="receive"))
        assert screen.focusWidget() is screen.receive.open_files
        QTest.keyClick(screen.receive.open_files, Qt.Key.Key_Return)
        dialog = QApplication.activeModalWidget() or screen.findChildren(FileDialog)[0]
        assert isinstance(dialog, FileDialog)
        dialog.path.selectAll()
        QTest.keyClicks(dialog.path, str(path))
        with sitting.qtbot.waitSignal(dialog.chosen):
            QTest.keyClick(dialog.path, Qt.Key.Key_Return)
        sitting.settle()
        assert [level for _, level in badges(screen)] == ["good"]
    assert alias_of(org.desk, case) == "Тихий клён"


def test_bad_files_are_called_what_they_are_and_nothing_of_them_is_in(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    org.round()
    case = org.house.add("case", "alias=Тихий клён")
    flipped = spoil(scenes.bundle())
    cut = scenes.bundle()
    cut.write_bytes(cut.read_bytes()[:2_000])
    letter = org.way / "letter.txt"
    letter.write_text("Nothing to see here, only a letter to a friend, which is a little longer than a line.")
    short = org.way / "short.txt"
    short.write_text("hello")
    with sit_at(org.desk, language="en") as sitting:
        screen = show(sitting)
        receive(sitting, screen, flipped, cut, letter, short)
        found = {entry.title: entry.badge for entry in screen.receive.list.entries()}
        assert found[flipped.name] == ("Damaged", "error")
        assert found[cut.name] == ("Incomplete", "error")
        assert "4 files: 2 need attention; 2 not for us." in texts(screen)
        assert "nothing of it was kept" in texts(screen), "the first that wants attention is open"
        more = [button for button in screen.receive.findChildren(QPushButton) if "2 files" in button.text()]
        QTest.mouseClick(more[0], Qt.MouseButton.LeftButton)
        found = {entry.title: entry.badge for entry in screen.receive.list.entries()}
        assert found["letter.txt"] == found["short.txt"] == ("Not for us", "neutral")
        screen.receive.list.choose(
            next(e.key for e in screen.receive.list.entries() if e.title == "short.txt")
        )
        sitting.settle()
        assert "too short to be a bundle" in texts(screen)
        with pytest.raises(Exception, match="unknown_record"):
            sitting.store(lambda w: views.show(w, parse(case)))


def test_what_came_before_brings_nothing_new(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    org.house.add("case", "alias=Тихий клён")
    path = scenes.bundle()
    org.desk.receive(path)
    with sit_at(org.desk, language="en") as sitting:
        screen = show(sitting)
        receive(sitting, screen, path)
        assert badges(screen) == [("Nothing new", "neutral")]
        assert "it can be deleted" in texts(screen)


def test_a_folder_of_thirty_files_gives_its_bundles_and_leaves_the_rest(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    folder = org.directory / "stick"
    folder.mkdir()
    for number in range(28):
        (folder / f"photo-{number}.jpg").write_bytes(bytes([number]) * (5_000 + number))
    aliases = []
    for alias in ("Тихий клён", "Старый мост"):
        aliases.append(org.house.add("case", f"alias={alias}"))
        org.house.send(org.desk.name, folder)
    before = sorted((path.name, path.stat().st_mtime_ns) for path in folder.iterdir())
    assert len(before) == 30
    with sit_at(org.desk, language="en") as sitting:
        screen = show(sitting)
        receive(sitting, screen, folder)
        outcomes = {text for text, _ in badges(screen)}  # by name: the later one may be read first
        assert len(badges(screen)) == 2
        assert "Taken in" in outcomes <= {"Taken in", "Came late"}
        for case in aliases:
            assert sitting.store(lambda w, case=case: views.show(w, parse(case)).kind) == "case"
        assert len(sitting.store(crossings.history)) == 2, "photos do not crowd the history"
    assert sorted((path.name, path.stat().st_mtime_ns) for path in folder.iterdir()) == before


def test_an_empty_folder_and_a_file_that_is_gone_are_said(org: Organisation, sit_at) -> None:
    with sit_at(org.desk, language="en") as sitting:
        screen = show(sitting)
        receive(sitting, screen, org.way)
        assert "no bundle there" in texts(screen)
        receive(sitting, screen, org.way / "gone.bin")
        assert "There is nothing at" in texts(screen)
        assert [banner.property("level") for banner in screen.receive.findChildren(Banner)][-1] == "error"


def test_conflicts_lead_to_where_they_are_settled(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    case, _ = scenes.case()
    org.house.run("set", case, "risk_level=critical")
    org.desk.run("set", case, "risk_level=low")
    path = scenes.bundle()
    with sit_at(org.desk, language="en") as sitting:
        screen = show(sitting)
        receive(sitting, screen, path)
        assert "somebody has to decide" in texts(screen)
        assert "Nothing needs doing" not in texts(screen)
        button = next(
            b for b in screen.receive.findChildren(QPushButton) if b.text() == "Look at the conflicts"
        )
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        sitting.settle()
        assert screen.here().tab == "conflicts"
        assert [one.field for one in sitting.store(conflicts.pending)] == ["risk_level"]


def test_what_comes_from_a_suspended_device_is_held_back_and_shown(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    case = org.house.add("case", "alias=Тихий клён")
    path = scenes.suspended_bundle()
    with sit_at(org.desk, language="en") as sitting:
        screen = show(sitting)
        receive(sitting, screen, path)
        assert badges(screen) == [("Held back", "warning")]
        button = next(b for b in screen.receive.findChildren(QPushButton) if "held back" in b.text())
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        sitting.settle()
        assert screen.here().tab == "waiting"
        assert "The sender is suspended" in texts(screen)
        assert [badge.text() for badge in screen.waiting.findChildren(Badge)] == ["Held back"]
        assert screen.tabs.tabText(2) == "Held back (1)"
        with pytest.raises(Exception, match="unknown_record"):
            sitting.store(lambda w: views.show(w, parse(case)))


def test_what_could_not_be_kept_is_said_here_and_in_the_history(
    scenes: Scenes, sit_at, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.arrivals.HELD_BACK_COUNT", 0)
    scenes.org.house.add("case", "alias=Тихий клён")
    path = scenes.suspended_bundle()
    with sit_at(scenes.org.desk, language="en") as sitting:
        screen = show(sitting)
        receive(sitting, screen, path)
        assert "there was no room to keep what it sent." in texts(screen)
        sitting.ctx.go(Route("exchange", tab="history"))
        sitting.settle()
        assert "there was no room to keep what it sent." in texts(screen.history)


def test_stopped_in_the_middle_what_is_listed_is_in_and_the_rest_untouched(
    scenes: Scenes, sit_at, monkeypatch: pytest.MonkeyPatch
) -> None:
    org = scenes.org
    cases, paths = [], []
    for number in range(4):
        cases.append(org.house.add("case", f"alias=Дом {number}"))
        paths.append(scenes.bundle())
    monkeypatch.setattr("sync.receiving.GROUP_SECONDS", 0.0)  # each bundle is a group of its own
    with sit_at(org.desk, language="en") as sitting:
        screen = show(sitting)
        part = screen.receive
        heard: list[int] = []

        def stop_after_two(group: list[object]) -> None:
            heard.append(len(group))
            if len(heard) == 2:
                part.stop()

        part._told.connect(stop_after_two, Qt.ConnectionType.DirectConnection)
        receive(sitting, screen, *paths)
        assert "Receiving was stopped." in texts(screen)
        assert badges(screen) == [("Taken in", "good")] * 2

        def known(workspace: Workspace) -> list[bool]:
            found = {one.id for one in lists.list_records(workspace, Query("case"))}
            return [parse(case) in found for case in cases]

        assert sitting.store(known) == [True, True, False, False]
        assert not part.busy
        receive(sitting, screen, *paths)
        assert sitting.store(known) == [True] * 4


def test_nothing_of_the_screen_is_cut_off_in_russian(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    case, _ = scenes.case()
    org.house.run("set", case, "risk_level=critical")
    org.desk.run("set", case, "risk_level=low")
    flipped = spoil(scenes.bundle())
    path = scenes.bundle()
    with sit_at(org.desk, language="ru", mode="dark") as sitting:
        screen = show(sitting)
        assert cut_off(screen) == []
        receive(sitting, screen, path, flipped)
        assert cut_off(screen) == []


def test_a_file_dropped_on_any_screen_of_the_window_is_received(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    case = org.house.add("case", "alias=Тихий клён")
    path = scenes.bundle()
    with sit_at(org.desk, language="en") as sitting:
        frame = Frame(sitting.ctx)
        sitting.qtbot.addWidget(frame)
        sitting.ctx.go = frame.go
        frame.go(Route("settings"))
        frame.resize(1366, 768)
        frame.show()
        sitting.settle()
        drop(frame, path)
        sitting.settle()
        assert (frame.here().screen, frame.here().tab) == ("exchange", "receive")
        assert "1 file: 1 taken in." in texts(frame)
        frame.back()
        sitting.settle()
        assert frame.here().screen == "settings"
    assert alias_of(org.desk, case) == "Тихий клён"
