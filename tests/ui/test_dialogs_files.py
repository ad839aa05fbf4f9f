"""Choosing files leaves no trace, waits for no folder, and can be done by keys alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from support.cli import ROOT
from support.desktop import type_text

from ui.dialogs.files import FileDialog, open_directory, open_files, save_file
from ui.dialogs.folder_model import size_text
from ui.dialogs.folders import Listing, list_folder, places
from ui.theme import Theme

Key = Qt.Key


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    (home / "Истории").mkdir(parents=True)
    (home / "Истории" / "рассказ.txt").write_text("x")
    (home / "b.siding").write_bytes(b"x" * 3000)
    (home / "a.siding").write_bytes(b"")
    (home / "photo.JPG").write_bytes(b"x")
    (home / ".hidden").write_text("x")
    return home


@pytest.fixture(autouse=True)
def _forget(theme: Theme) -> Iterator[None]:
    FileDialog._last = None
    yield
    FileDialog._last = None


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def listed(qtbot: QtBot, dialog: FileDialog, folder: Path) -> None:
    qtbot.waitUntil(lambda: dialog.isActiveWindow())
    qtbot.waitUntil(lambda: bool(dialog.model.items) and dialog.model.items[0].path.parent == folder)


def read(folder: Path, *patterns: str, **how: bool) -> Listing:
    """Read a folder where the dialog does: not on the GUI thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: list_folder(folder, patterns, **how)).result()


def names(listing: Listing) -> list[str]:
    return [item.name for item in listing.items]


# --- reading


def test_folders_come_first_and_hidden_ones_are_hidden(folder: Path) -> None:
    assert names(read(folder)) == ["Истории", "a.siding", "b.siding", "photo.JPG"]
    assert ".hidden" in names(read(folder, hidden=True))
    assert names(read(folder, "*.jpg")) == ["Истории", "photo.JPG"]
    assert names(read(folder, folders_only=True)) == ["Истории"]


def test_a_folder_that_is_gone_is_said_to_be_unreadable(tmp_path: Path) -> None:
    assert read(tmp_path / "gone") == Listing(tmp_path / "gone", (), readable=False)


def test_a_link_to_nowhere_stops_nothing(folder: Path) -> None:
    (folder / "broken").symlink_to(folder / "nowhere")
    assert "broken" not in names(read(folder))
    assert "a.siding" in names(read(folder))


def test_places_exist_and_are_named_once() -> None:
    found = places()
    assert found[-1].slug == "computer"
    assert len({place.path for place in found if place.slug != "computer"}) == len(found) - 1
    assert all(place.path.is_dir() for place in found)


@pytest.mark.parametrize(
    ("size", "said"), [(0, "0 bytes"), (1, "1 bytes"), (1025, "2 KB"), (5 << 20, "5 MB"), (3 << 30, "3 GB")]
)
def test_sizes_are_rounded_up(size: int, said: str) -> None:
    assert size_text(size) == said


# --- choosing


def test_a_file_is_opened_by_keys_alone(qtbot: QtBot, window: QWidget, folder: Path) -> None:
    taken: list[list[Path]] = []
    dialog = open_files(window, taken.append, start=folder, patterns=[("Пакеты", ["*.siding"])])
    listed(qtbot, dialog, folder)
    dialog.table.setFocus()
    QTest.keyClick(dialog.table, Key.Key_Return)
    listed_in = folder / "Истории"
    qtbot.waitUntil(lambda: dialog.folder == listed_in)
    QTest.keyClick(dialog.table, Key.Key_Backspace)
    listed(qtbot, dialog, folder)
    QTest.keyClick(dialog.table, Key.Key_End)
    with qtbot.waitSignal(dialog.chosen):
        QTest.keyClick(dialog.table, Key.Key_Return)
    assert taken == [[folder / "b.siding"]]


def test_several_files_are_opened_at_once(qtbot: QtBot, window: QWidget, folder: Path) -> None:
    taken: list[list[Path]] = []
    dialog = open_files(window, taken.append, start=folder)
    listed(qtbot, dialog, folder)
    dialog.table.setFocus()
    QTest.keyClick(dialog.table, Key.Key_Down)
    QTest.keyClick(dialog.table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert taken == [[folder / "a.siding", folder / "b.siding"]]


def test_one_file_means_one(qtbot: QtBot, window: QWidget, folder: Path) -> None:
    dialog = open_files(window, lambda _paths: None, start=folder, many=False)
    listed(qtbot, dialog, folder)
    dialog.table.selectAll()
    assert len(dialog.table.rows()) <= 1
    dialog.reject()


def test_escape_chooses_nothing(qtbot: QtBot, window: QWidget, folder: Path) -> None:
    taken: list[list[Path]] = []
    dialog = open_files(window, taken.append, start=folder)
    listed(qtbot, dialog, folder)
    with qtbot.waitSignal(dialog.rejected):
        QTest.keyClick(dialog, Key.Key_Escape)
    assert taken == []


@pytest.mark.parametrize("absolute", [True, False])
def test_a_path_is_typed(qtbot: QtBot, window: QWidget, folder: Path, absolute: bool) -> None:
    taken: list[list[Path]] = []
    dialog = open_files(window, taken.append, start=folder)
    listed(qtbot, dialog, folder)
    dialog.path.clear()
    type_text(dialog.path, f"{folder}/Истории\n" if absolute else "Истории\n")
    listed(qtbot, dialog, folder / "Истории")
    dialog.path.clear()
    type_text(dialog.path, "рассказ.txt\n")
    qtbot.waitUntil(lambda: bool(taken))
    assert taken == [[folder / "Истории" / "рассказ.txt"]]


def test_a_path_to_nothing_is_said(qtbot: QtBot, window: QWidget, folder: Path) -> None:
    dialog = open_files(window, lambda _paths: None, start=folder)
    listed(qtbot, dialog, folder)
    dialog.path.clear()
    type_text(dialog.path, "nowhere\n")
    qtbot.waitUntil(lambda: "cannot be read" in dialog.note.text())
    dialog.reject()


def test_a_folder_is_chosen(qtbot: QtBot, window: QWidget, folder: Path) -> None:
    taken: list[Path] = []
    dialog = open_directory(window, taken.append, start=folder)
    listed(qtbot, dialog, folder)
    assert [item.name for item in dialog.model.items] == ["Истории"]
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert taken == [folder]


def test_to_come_to_the_list_is_not_to_choose(qtbot: QtBot, window: QWidget, folder: Path) -> None:
    taken: list[Path] = []
    dialog = open_directory(window, taken.append, start=folder)
    listed(qtbot, dialog, folder)
    dialog.path.setFocus()
    dialog.table.setFocus()
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert taken == [folder]


def test_enter_in_the_path_only_goes_there(qtbot: QtBot, window: QWidget, folder: Path) -> None:
    dialog = open_directory(window, lambda _path: None, start=folder)
    listed(qtbot, dialog, folder)
    with qtbot.assertNotEmitted(dialog.chosen):
        type_text(dialog.path, "\n")
    assert dialog.isVisible()
    dialog.reject()


def test_a_name_is_given_with_its_ending(qtbot: QtBot, window: QWidget, folder: Path) -> None:
    taken: list[Path] = []
    dialog = save_file(window, taken.append, patterns=[("Пакеты", ["*.siding"])], start=folder)
    listed(qtbot, dialog, folder)
    type_text(dialog.name, "новый\n")
    qtbot.waitUntil(lambda: bool(taken))
    assert taken == [folder / "новый.siding"]


def test_a_name_that_is_taken_is_said_and_another_is_asked_for(
    qtbot: QtBot, window: QWidget, folder: Path
) -> None:
    taken: list[Path] = []
    dialog = save_file(window, taken.append, name="a.siding", start=folder)
    listed(qtbot, dialog, folder)
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "a.siding" in dialog.note.text())
    assert dialog.isVisible()
    type_text(dialog.name, "c.siding\n")
    qtbot.waitUntil(lambda: bool(taken))
    assert taken == [folder / "c.siding"], "typed in place of the one that was taken"


def test_a_name_that_no_disk_takes_is_an_answer_too(qtbot: QtBot, window: QWidget, folder: Path) -> None:
    taken: list[Path] = []
    dialog = save_file(window, taken.append, name="Ж" * 200, start=folder)
    listed(qtbot, dialog, folder)
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(taken))


@pytest.mark.parametrize("typed", ["~nobody-of-this-name", "x" * 300, "a.siding/inside"])
def test_a_path_that_cannot_be_is_said(qtbot: QtBot, window: QWidget, folder: Path, typed: str) -> None:
    dialog = open_files(window, lambda _paths: None, start=folder)
    listed(qtbot, dialog, folder)
    dialog.path.clear()
    type_text(dialog.path, typed + "\n")
    qtbot.waitUntil(lambda: "cannot be read" in dialog.note.text())
    dialog.reject()


def test_the_last_folder_is_remembered_in_memory(qtbot: QtBot, window: QWidget, folder: Path) -> None:
    first = open_directory(window, lambda _path: None, start=folder)
    listed(qtbot, first, folder)
    first._on_accept()
    second = open_directory(window, lambda _path: None)
    assert second.folder == folder
    second.reject()


def test_a_folder_that_answers_late_is_not_shown_for_another(
    qtbot: QtBot, window: QWidget, folder: Path
) -> None:
    dialog = open_files(window, lambda _paths: None, start=folder)
    listed(qtbot, dialog, folder)
    before = dialog.model.items
    dialog._show(Listing(folder / "Истории", ()))
    assert dialog.model.items == before
    dialog.reject()


def test_a_dialog_that_is_gone_wants_no_answer(qtbot: QtBot, window: QWidget, folder: Path) -> None:
    for _ in range(20):
        dialog = open_files(window, lambda _paths: None, start=folder)
        dialog.reject()
        dialog.deleteLater()
    last = open_files(window, lambda _paths: None, start=folder)
    listed(qtbot, last, folder)
    last.reject()


# --- traces

LEAVES = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
import ui
app = QApplication([])
QCoreApplication.setOrganizationName("x")
home = Path.home()
if sys.argv[1] == "ours":
    from ui.dialogs.files import open_files
    from ui.theme import Theme
    Theme(app, "light")
    window = QWidget()
    window.show()
    dialog = open_files(window, lambda paths: print("chose", paths[0].name), start=home / "secret")
    def listed():
        if dialog.model.items:
            dialog.table.selectRow(0)
            dialog._on_accept()
    dialog.listed.connect(listed)
    dialog.finished.connect(lambda _: QTimer.singleShot(0, app.quit))
    app.exec()
else:
    dialog = QFileDialog(None, "x", str(home / "secret"))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    dialog.selectFile(str(home / "secret" / "story.txt"))
    QTimer.singleShot(0, dialog.accept)
    dialog.finished.connect(lambda _: QTimer.singleShot(0, app.quit))
    app.exec()
    del dialog
print("done")
"""


def traces(home: Path, whose: str) -> list[str]:
    (home / "secret").mkdir(parents=True)
    (home / "secret" / "story.txt").write_text("x")
    env = {
        "HOME": str(home),
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
    }
    run = subprocess.run(
        [sys.executable, "-c", LEAVES, whose], env=env, capture_output=True, text=True, timeout=120
    )
    assert run.stdout.endswith("done\n"), run.stderr
    found = (path for path in home.rglob("*") if path.is_file())
    # What fontconfig keeps says which fonts the system has, whatever program asked.
    return sorted(str(p.relative_to(home)) for p in found if "fontconfig" not in p.parts)


def test_choosing_a_file_leaves_no_file_behind(tmp_path: Path) -> None:
    assert traces(tmp_path / "ours", "ours") == ["secret/story.txt"]


def test_qts_own_dialog_would_have_left_one(tmp_path: Path) -> None:
    assert ".config/QtProject.conf" in traces(tmp_path / "qt", "qt")
