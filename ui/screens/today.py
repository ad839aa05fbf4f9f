"""Today: what wants attention, the critical first, each with one click to where it is settled.

What is due is judged by `app.today`; this shows it, leads there, and lets settle at once what needs no form. It is judged
anew after every change, on another day, and every few minutes: a time of the day passes by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app import messaging
from app import today as use_case
from app.casework.watch import Item
from app.changed import Changed
from app.ids import parse
from app.texts import watching
from app.workspace import Workspace
from ui.models import agenda
from ui.models.agenda import FOLD, Agenda, Key, Missing
from ui.screens.settling import Settling
from ui.shell.context import Context
from ui.shell.routes import to_record
from ui.shell.screen import Route, Screen
from ui.widgets import Banner, EmptyState, Page, PlainLabel
from ui.widgets.focus import take_focus
from ui.widgets.lines import LinesView

_TICK_MS: Final = 30_000
#: Seconds after which a list is old.
_OLD: Final = 300


class TodayScreen(Screen):
    """The first screen of the day."""

    name: ClassVar[str] = "today"

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self._agenda: Agenda | None = None
        self._folded = True
        self._wanted: bytes | None = None
        self._comes = False
        self._waiting: frozenset[bytes] = frozenset()
        self._read_at: datetime | None = None
        self._build()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._timer.start()

    def _build(self) -> None:
        words = self.ctx.words
        self._page = Page(words("today.title"), " ", scroll=False)
        self._warnings = QVBoxLayout()
        self.list = LinesView(words("today.list"), even=True)
        self.list.opened.connect(self._on_opened)
        self.list.acted.connect(self._on_acted)
        self._empty = EmptyState("done", words("today.empty"), words("today.empty_hint"))
        self._keys = PlainLabel(words("today.keys"), "hint")
        self._stack = QStackedWidget()
        for page in (QWidget(), self.list, self._empty):
            self._stack.addWidget(page)
        self._settling = Settling(self.ctx)
        self._settling.failed.connect(self._lay_out)
        self._settling.left.connect(self.list.setFocus)
        self._page.body.addLayout(self._warnings)
        self._page.add(self._settling)
        self._page.add(self._stack, 1)
        self._page.add(self._keys)
        self._keys.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._page)
        self.setFocusProxy(self.list)
        QShortcut(QKeySequence.StandardKey.Undo, self, self._settling.undo)

    # What is shown.

    def open(self, route: Route) -> None:
        """Judge anew and show; `record` is what was chosen when somebody left."""
        self._wanted = route.record
        self._comes = True
        self._read()

    def changed(self, changed: Changed) -> None:
        """Judge anew: whatever was written may have settled something, or made it due."""
        self._read()

    def here(self) -> Route:
        """Say what is chosen."""
        line = self.list.chosen()
        key = line.key if line is not None else None
        return Route(self.name, record=key.id if isinstance(key, Key) else None)

    def tick(self) -> None:
        """Judge anew on another day, and when the list is old."""
        now, then = self.ctx.now(), self._read_at
        if then is None or not self.isVisible():
            return
        if now.date() != then.date() or abs((now - then).total_seconds()) >= _OLD:
            self._read()

    def _read(self) -> None:
        self._read_at = self.ctx.now()

        words, now = self.ctx.words, self.ctx.now()

        def work(workspace: Workspace) -> tuple[Agenda, frozenset[bytes]]:
            laid_out = agenda.laid_out(use_case.today(workspace), words, now)
            return laid_out, messaging.waiting(workspace)

        self.ctx.tasks.read(self, work, self._show, key="today")

    def _show(self, found: tuple[Agenda, frozenset[bytes]]) -> None:
        self._agenda, self._waiting = found
        items = self._agenda.items
        self._settling.shown()
        self._say(len(items))
        self._warn(self._agenda.clock)
        nothing = not items and not self._agenda.missing
        self._stack.setCurrentWidget(self._empty if nothing else self.list)
        comes, self._comes = self._comes, False
        if comes and not nothing:
            take_focus(self.list)
        self._keys.setVisible(bool(items))
        self._lay_out()

    def _say(self, count: int) -> None:
        words, now = self.ctx.words, self.ctx.now()
        day = words.day(now.date(), now)
        said = words("today.subtitle", day=day, n=count) if count else words("today.subtitle_none", day=day)
        self._page.set_title(words("today.title"), said)

    def _warn(self, clock: Item | None) -> None:
        while (old := self._warnings.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if clock is not None:
            words = self.ctx.words
            said = watching.sentence(clock, words.language, self.ctx.now())
            self._warnings.addWidget(Banner("error", said, words("today.clock_to_do")))

    def _lay_out(self) -> None:
        if self._agenda is None:
            return
        self.list.set_lines(
            agenda.shown(self._agenda, self.ctx.words, self._actions(self._agenda), folded=self._folded)
        )
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._choose(wanted)
        if self.list.chosen() is None:
            self.list.choose_first()

    def _choose(self, record: bytes) -> None:
        items = self._agenda.items if self._agenda is not None else {}
        key = next((key for key in items if key.id == record), None)
        if key is not None:
            self.list.choose(key)

    # What is done.

    def _actions(self, agenda: Agenda) -> Mapping[Key, str]:
        """Say what can be settled right here."""
        items = ((key, item) for key, item in agenda.items.items() if item.kind in ("task", "message"))
        found = ((key, self._settling.action(key, item, self._waiting)) for key, item in items)
        return {key: action for key, action in found if action}

    def _item(self, key: object) -> Item | None:
        return self._agenda.items.get(key) if self._agenda is not None and isinstance(key, Key) else None

    def _on_opened(self, key: object) -> None:
        if key == FOLD:
            self._folded = not self._folded
            self._lay_out()
        elif isinstance(key, Missing) and key.case is not None:
            self.ctx.go(Route("case", key.case))
        elif (item := self._item(key)) is not None and (route := self._where(item)) is not None:
            self.ctx.go(route)

    def _where(self, item: Item) -> Route | None:
        """Say where an item is settled."""
        if item.about == "field":
            return Route("exchange", tab="conflicts", record=item.id)
        if item.kind == "device":
            return Route("devices", record=item.id) if item.id != self.ctx.facts.device else Route("exchange")
        house = item.facts.get("house")
        if item.kind == "task" and item.case is None and isinstance(house, str):
            return Route("houses", record=parse(house))
        return to_record(item.kind, item.id, item.case)

    def _on_acted(self, key: object) -> None:
        item = self._item(key)
        if isinstance(key, Key) and item is not None and self._settling.action(key, item, self._waiting):
            self._settling.settle(key, item)
            self._lay_out()
