"""A tab that lists the records of one kind at the left and shows one at the right; what differs is said by its subclasses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.changed import Changed
from app.lists import Listed
from ui.forms.loading import Loaded
from ui.forms.saving import Saved
from ui.screens.case import found as finding
from ui.screens.case.column import at_left, column
from ui.screens.case.found import Found
from ui.screens.case.head import Head
from ui.screens.case.pane import RecordPane
from ui.screens.case.tab import Tab
from ui.shell.context import Context
from ui.theme import current
from ui.widgets.buttons import Button
from ui.widgets.cards import EmptyState
from ui.widgets.focus import focus_next
from ui.widgets.layout import Rows
from ui.widgets.lists import Entry, EntryList, ListPane

NEW = "new"


class RecordsTab(Tab):
    """Subclasses say how the list reads (`entry`, `sorted`) and what stands over a record (`head`)."""

    kind: ClassVar[str]
    icon: ClassVar[str]
    #: Slugs: of the button that begins a new one, of what is said where there is none, and where none is chosen.
    add_text: ClassVar[str]
    empty_text: ClassVar[tuple[str, str]]
    choose_text: ClassVar[str]
    #: Whether going through the list shows each at once. False where it would reveal what is of the identity tier.
    shows_at_once: ClassVar[bool] = True
    may_delete: ClassVar[bool] = True

    def __init__(self, ctx: Context, case: bytes, parent: QWidget | None = None) -> None:
        super().__init__(ctx, case, parent)
        self.found: Found | None = None
        self._wanted: bytes | None = None
        self._select: bytes | None = None
        self._kept: set[object] = set()
        #: The button that begins the first one, while there is none.
        self._first: Button | None = None
        self._fresh = True
        words = ctx.words
        self.list = EntryList(words.kind(self.kind))
        self.add_button = Button(words(self.add_text), "add", clicked=self.begin_new)
        self.pane = RecordPane(
            ctx, self.kind, case, self._head, empty=self._nothing, may_delete=self.may_delete
        )
        self.pane.saved.connect(self._on_saved)
        self.pane.left.connect(self._on_left)
        self.pane.kept.connect(self._on_kept)
        self.pane.edited.connect(self.on_edited)
        self.notes = Rows(gap=2)
        self._build()
        self.list.chosen.connect(self._on_chosen)
        self.list.clicked.connect(self._on_clicked)
        self.list.opened.connect(self._on_opened)
        self.pane.take_keys(self)
        new = QShortcut(QKeySequence.StandardKey.New, self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(self.begin_new)
        delete = QShortcut(QKeySequence.StandardKey.Delete, self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.pane.ask_delete)

    def _build(self) -> None:
        space = current().space
        self._left = QWidget()
        side = QVBoxLayout(self._left)
        side.setContentsMargins(space(5), space(3), space(3), space(4))
        side.setSpacing(space(2))
        side.addWidget(at_left(self.add_button))
        side.addWidget(self.list, 1)
        self.notes.setContentsMargins(space(5), space(3), space(5), 0)
        self.notes.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.notes)
        box.addWidget(ListPane(self._left, self.pane, width=self.list_width()), 1)
        self.setFocusProxy(self.list)

    # What subclasses say.

    def list_width(self) -> int:
        """Return how wide the list begins."""
        return 380

    def entry(self, record: Listed, found: Found) -> Entry:
        """Say how a record reads in the list; its id is the key."""
        raise NotImplementedError

    def sorted(self, records: Sequence[Listed], found: Found) -> Sequence[Listed]:
        """Put the records in order."""
        return records

    def head(self, loaded: Loaded) -> Head:
        """Say what stands over a record."""
        raise NotImplementedError

    def new_values(self, found: Found) -> Mapping[str, object]:
        """Return what a new record begins with."""
        return {}

    def show_notes(self, found: Found) -> bool:
        """Show over the list what is to be known of it; say whether there is anything."""
        return False

    def on_edited(self, form: object, name: str) -> None:
        """Hear that a field of the open form was edited."""

    # Showing.

    def open(self, record: bytes | None) -> None:
        """Read and show; `record` is what somebody came for."""
        self._wanted = record
        self._read()

    def changed(self, changed: Changed) -> None:
        """Read again what concerns this case."""
        if changed.concerns((), case=self.case) or "house" in changed.kinds:
            self._read()
        self.pane.changed(changed)

    def record(self) -> bytes | None:
        """Say which record is open."""
        return self.pane.record()

    def leave(self) -> None:
        """Be closed: what is typed is kept."""
        self.pane.leave()

    def _read(self) -> None:
        words, kind, case = self.ctx.words, self.kind, self.case
        self.ctx.tasks.read(
            self, lambda workspace: finding.read(workspace, words, kind, case), self._show, key="list"
        )

    def _show(self, found: Found) -> None:
        self.found = found
        here = self.list.hasFocus()
        self.notes.clear()
        self.notes.setVisible(self.show_notes(found))
        self._kept = set(found.unsaved) | ({NEW} if found.new_unsaved else set())
        ordered = self._list(found)
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.list.choose(wanted, quietly=True)
            if wanted != self.pane.record() or self.pane.form is None:
                self.pane.show_record(wanted)
        elif self._fresh and found.new_unsaved:
            self.begin_new()
        elif self._fresh and self.shows_at_once and ordered:
            self.list.choose(ordered[0].id, quietly=True)
            self.pane.show_record(ordered[0].id)
        elif self._fresh:
            self.pane.clear()
        self._fresh = False
        if self._select is not None and self.list.choose(self._select, quietly=True):
            self._select = None
        if here and not self.list.entries() and self._first is not None:
            focus_next(self._first)

    def _list(self, found: Found) -> Sequence[Listed]:
        """Fill the list, with a mark at what is typed and not saved; return the records in their order."""
        ordered = self.sorted(found.records, found)
        entries = [self._marked(self.entry(one, found), one.id in self._kept) for one in ordered]
        if NEW in self._kept:
            words = self.ctx.words
            new = Entry(NEW, words("case.new_unsaved"), words.kind(self.kind), "edit", strong=True)
            entries.insert(0, new)
        self.list.set(entries)
        # An empty list beside a form or a hint only takes its room.
        self._left.setVisible(bool(entries))
        return ordered

    def _on_kept(self, record: bytes | None, kept: bool) -> None:
        """Mark a record whose form was left with something typed in it."""
        key = record or NEW
        self._kept = self._kept | {key} if kept else self._kept - {key}
        if self.found is not None:
            self._list(self.found)

    def _marked(self, entry: Entry, unsaved: bool) -> Entry:
        if not unsaved:
            return entry
        aside = self.ctx.words("case.unsaved")
        return Entry(entry.key, entry.title, entry.line, "edit", aside, entry.badge, strong=True)

    def _head(self, loaded: Loaded) -> Head:
        return self.head(loaded)

    def _nothing(self) -> QWidget:
        words = self.ctx.words
        if self.found is None:
            return QWidget()
        if self.found.records:
            return column(EmptyState(self.icon, words(self.choose_text)))
        title, hint = self.empty_text
        self._first = Button(words(self.add_text), "add", "primary", clicked=self.begin_new)
        return column(EmptyState(self.icon, words(title), words(hint), self._first))

    # What people do.

    def begin_new(self) -> None:
        """Begin a new record; one that was begun and not saved comes back."""
        if self.found is not None:
            self.pane.new(self.new_values(self.found))
            self.list.choose_none()

    def _on_chosen(self, key: object) -> None:
        if self.shows_at_once:
            self._open_key(key)

    def _on_clicked(self, _index: QModelIndex) -> None:
        if (key := self.list.key()) is not None and key != self.pane.record():
            self._open_key(key)

    def _on_opened(self, key: object) -> None:
        """Show what Enter is pressed on; what is shown already, edit."""
        if key == self.pane.record():
            self.pane.edit()
        else:
            self._open_key(key)

    def _open_key(self, key: object) -> None:
        if key == NEW:
            self.begin_new()
        elif isinstance(key, bytes):
            self.pane.show_record(key)

    def _on_saved(self, saved: Saved) -> None:
        self._select = saved.record
        self._read()

    def _on_left(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if (record := self.pane.record()) is not None:
            self.list.choose(record, quietly=True)
