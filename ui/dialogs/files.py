"""Choosing files and folders without leaving a trace of it.

Qt's own dialog writes the last folder, a history and its sidebar into `QtProject.conf` (on Windows the registry)
whenever it is destroyed, and offers no way not to; those of the desktop keep lists of recent files. This one reads
folders, nothing else, and remembers the last folder in memory until the process ends.
"""

from __future__ import annotations

import os.path
from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import (
    QModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.dialogs.folder_model import FolderModel
from ui.dialogs.folders import Listing, Place, aside, list_folder, places
from ui.theme import current
from ui.widgets import (
    Button,
    Checkbox,
    ComboBox,
    Dialog,
    Entry,
    EntryList,
    FieldRow,
    IconButton,
    LineEdit,
    PlainLabel,
    TableView,
)
from ui.widgets.plain import one_line
from ui.widgets.wording import say

Patterns = Sequence[tuple[str, Sequence[str]]]
_SIZE: Final = (900, 560)
_ICONS: Final = {"home": "house", "desktop": "devices", "documents": "documents", "downloads": "file-in"}


class Want(Enum):
    """What is to be chosen."""

    FILE = "file"
    FILES = "files"
    FOLDER = "folder"
    NEW = "new"


class _PathLine(LineEdit):
    """Takes Enter for itself: it must not press the dialog's button too."""

    typed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.typed.emit()
        else:
            super().keyPressEvent(event)


class FileDialog(Dialog):
    """Choose files, a folder or the name of a new file. Shown with `open()`; `chosen` comes with the paths."""

    chosen = Signal(list)
    listed = Signal()  # a folder has been read and is shown
    _last: ClassVar[Path | None] = None

    def __init__(
        self,
        want: Want,
        title: str = "",
        *,
        patterns: Patterns = (),
        name: str = "",
        start: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:
        titles = {
            Want.FILE: "widgets.file_open",
            Want.FILES: "widgets.files_open",
            Want.FOLDER: "widgets.folder_open",
            Want.NEW: "widgets.file_save",
        }
        super().__init__(title or say(titles[want]), width=_SIZE[0], parent=parent)
        self._want, self._patterns = want, tuple(patterns)
        self.folder = start or FileDialog._last or Path.home()
        self.place_list = EntryList(say("widgets.file_places"))
        self.path = _PathLine(str(self.folder))
        self.table = TableView(say("widgets.file_folder"), focus_chooses=False)
        self.model = FolderModel(self)
        self.note = PlainLabel("", "hint")
        self.name = LineEdit(name)
        self.hidden = Checkbox(say("widgets.file_hidden"))
        self.kind = ComboBox([(str(n), label) for n, (label, _globs) in enumerate(self._patterns)])
        self.kind.set_value("0" if self._patterns else None)
        self.accept_button = Button(self._verb(), kind="primary", clicked=self._on_accept)
        self._build()
        self.resize(*_SIZE)
        aside(places, self._show_places, self)
        self.go(self.folder)

    def _verb(self) -> str:
        if self._want is Want.NEW:
            return say("widgets.save")
        return say("widgets.choose") if self._want is Want.FOLDER else say("widgets.open")

    def _build(self) -> None:
        space = current().space
        up = IconButton("up", say("widgets.file_up"), clicked=self.up)
        self.path.setAccessibleName(say("widgets.file_folder"))
        self.path.typed.connect(self._on_path)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(space(2))
        line.addWidget(up)
        line.addWidget(self.path, 1)
        self.add(row)
        self.table.setModel(self.model)
        self.table.set_columns([320, 110, 160], 0)
        if self._want is Want.FILES:
            self.table.select_many()
        self.table.opened.connect(self._on_opened)
        self.table.chosen.connect(self._on_current)
        self.place_list.setFixedWidth(190)
        self.place_list.chosen.connect(self._on_place)
        middle = QWidget()
        panes = QHBoxLayout(middle)
        panes.setContentsMargins(0, 0, 0, 0)
        panes.setSpacing(space(3))
        panes.addWidget(self.place_list)
        right = QVBoxLayout()
        right.setSpacing(space(1))
        right.addWidget(self.table, 1)
        right.addWidget(self.note)
        panes.addLayout(right, 1)
        self.add(middle, 1)
        if self._want is Want.NEW:
            self.add(FieldRow(say("widgets.file_name"), self.name, beside=True))
        if len(self._patterns) > 1:
            self.add(FieldRow(say("widgets.file_type"), self.kind, beside=True))
        self.kind.edited.connect(lambda: self.go(self.folder))
        self.hidden.edited.connect(lambda: self.go(self.folder))
        self.set_actions(self.accept_button, left=[self.hidden])
        self.setTabOrder(self.path, self.table)
        (self.name if self._want is Want.NEW else self.table).setFocus()

    def go(self, folder: Path) -> None:
        """Show another folder."""
        self.folder = folder
        self.path.set_value(str(folder))
        globs = self._globs()
        hidden, only = self.hidden.value(), self._want is Want.FOLDER
        aside(lambda: list_folder(folder, globs, hidden=hidden, folders_only=only), self._show, self)

    def up(self) -> None:
        """Show the folder that this one is in."""
        self.go(self.folder.parent)

    def _globs(self) -> tuple[str, ...]:
        chosen = self.kind.value()
        return tuple(self._patterns[int(chosen)][1]) if chosen is not None else ()

    def _show(self, listing: Listing) -> None:
        if listing.folder != self.folder:
            return
        self.model.set(listing.items)
        note = "" if listing.items else say("widgets.file_empty")
        self.note.setText(note if listing.readable else say("widgets.file_cannot_read"))
        self.note.setVisible(bool(self.note.text()))
        if listing.items:
            self.table.setCurrentIndex(self.model.index(0, 0))
            self.table.clearSelection()
        self.listed.emit()

    def _show_places(self, found: list[Place]) -> None:
        entries = []
        for place in found:
            known = {
                "home": say("widgets.file_home"),
                "desktop": say("widgets.file_desktop"),
                "documents": say("widgets.file_documents"),
                "downloads": say("widgets.file_downloads"),
                "computer": say("widgets.file_computer"),
            }
            icon = _ICONS.get(place.slug, "stick" if place.slug == "stick" else "disk")
            entries.append(Entry(str(place.path), known.get(place.slug, place.name), icon=icon))
        self.place_list.set(entries)

    def _on_place(self, key: object) -> None:
        self.go(Path(str(key)))

    def _on_current(self, index: QModelIndex) -> None:
        if self._want is Want.NEW and index.isValid() and not self.model.items[index.row()].is_folder:
            self.name.set_value(self.model.items[index.row()].name)

    def _on_opened(self, index: QModelIndex) -> None:
        item = self.model.items[index.row()]
        if item.is_folder:
            self.go(item.path)
        else:
            self._on_accept()

    def _on_path(self) -> None:
        """Go where the typed path says: into a folder, or to a file, which is taken."""
        typed = self.folder / _at_home(self.path.value())
        aside(lambda: (typed, _is(typed.is_dir), _is(typed.is_file)), self._on_path_seen, self)

    def _on_path_seen(self, seen: tuple[Path, bool, bool]) -> None:
        path, is_folder, is_file = seen
        if is_folder:
            self.go(path)
        elif is_file and self._want in (Want.FILE, Want.FILES):
            self._finish([path])
        else:
            self.note.setText(say("widgets.file_cannot_read"))
            self.note.show()

    def _on_accept(self) -> None:
        picked = [self.model.items[row] for row in self.table.rows()]
        if self._want is Want.NEW:
            self._save()
        elif self._want is Want.FOLDER:
            self._finish([picked[0].path if picked else self.folder])
        elif len(picked) == 1 and picked[0].is_folder:
            self.go(picked[0].path)
        elif files := [item.path for item in picked if not item.is_folder]:
            self._finish(files)

    def _save(self) -> None:
        name = self.name.value()
        if not name:
            self.name.setFocus()
            return
        path = self.folder / name
        globs = self._globs()
        if not path.suffix and globs and globs[0].startswith("*."):
            path = path.with_name(path.name + globs[0][1:])
        aside(lambda: (path, os.path.lexists(path)), self._on_target_seen, self)

    def _on_target_seen(self, seen: tuple[Path, bool]) -> None:
        """Take a name that is free; no channel writes over a file, so nothing is promised here that is refused later."""
        path, exists = seen
        if not exists:
            self._finish([path])
            return
        self.note.setText(say("widgets.file_taken", name=one_line(path.name)))
        self.note.show()
        self.name.setFocus()
        self.name.selectAll()

    def _finish(self, paths: list[Path]) -> None:
        FileDialog._last = paths[0] if self._want is Want.FOLDER else paths[0].parent
        self.chosen.emit(paths)
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go up with Backspace."""
        if event.key() == Qt.Key.Key_Backspace and self.focusWidget() is self.table:
            self.up()
            return
        super().keyPressEvent(event)


def _at_home(typed: str) -> Path:
    """Read `~` as the home folder; that of somebody whom this machine does not know is a name as any other."""
    try:
        return Path(typed).expanduser()
    except RuntimeError:
        return Path(typed)


def _is(ask: Callable[[], bool]) -> bool:
    """Ask what a path is; one that is too long, or lies where nobody may look, is nothing."""
    try:
        return ask()
    except OSError:
        return False


def open_files(
    parent: QWidget,
    done: Callable[[list[Path]], object],
    *,
    title: str = "",
    patterns: Patterns = (),
    many: bool = True,
    start: Path | None = None,
) -> FileDialog:
    """Let files be chosen, one or `many`; `done` gets them and is not called when none is. Patterns: (label, globs)."""
    want = Want.FILES if many else Want.FILE
    dialog = FileDialog(want, title, patterns=patterns, start=start, parent=parent.window())
    dialog.chosen.connect(done)
    dialog.open()
    return dialog


def open_directory(
    parent: QWidget, done: Callable[[Path], object], *, title: str = "", start: Path | None = None
) -> FileDialog:
    """Let a folder be chosen; `done` gets it."""
    dialog = FileDialog(Want.FOLDER, title, start=start, parent=parent.window())
    dialog.chosen.connect(lambda paths: done(paths[0]))
    dialog.open()
    return dialog


def save_file(
    parent: QWidget,
    done: Callable[[Path], object],
    *,
    name: str = "",
    title: str = "",
    patterns: Patterns = (),
    start: Path | None = None,
) -> FileDialog:
    """Let a name for a new file be chosen, one that is free. `done` gets the path."""
    dialog = FileDialog(Want.NEW, title, patterns=patterns, name=name, start=start, parent=parent.window())
    dialog.chosen.connect(lambda paths: done(paths[0]))
    dialog.open()
    return dialog
