"""Unlock: one passphrase, in the middle of an empty page; no name, no date, no count before it is right.

Each thing that can be in the way is said with what to do. What was typed leaves the field as soon as it is tried; a store
that was put back to an older day opens only when its passphrase is typed again under a button that says so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import samples, store
from app.errors import SidingError
from app.texts import Said
from ui.screens.languages import Languages
from ui.shell.entrance import Entrance
from ui.widgets.banners import Banner
from ui.widgets.buttons import Button
from ui.widgets.cards import IconLabel
from ui.widgets.centred import Centred
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import FieldRow, Rows
from ui.widgets.passphrase import PassphraseField
from ui.widgets.progress import ProgressLine

if TYPE_CHECKING:
    from ui.screens.enrolment.kit_flow import KitFlow
    from ui.screens.enrolment.step import Step
    from ui.screens.unlocking import Opened

#: Name of the folder in which the first run keeps sample data.
SAMPLES = "samples"


class Unlock(QWidget):
    """Asks for the passphrase of the store that is here."""

    def __init__(self, entrance: Entrance) -> None:
        super().__init__()
        self._entrance = entrance
        self._accept_behind = False
        self._flow: KitFlow | None = None
        words, theme = entrance.words, entrance.theme
        self.field = PassphraseField(words("unlock.passphrase"))
        self.button = Button(words("unlock.action"), kind="primary", clicked=self._on_unlock)
        self.progress = ProgressLine(words("unlock.working"), cancellable=False)
        self._said = QVBoxLayout()
        self._samples = Rows()
        self._samples.hide()
        self.languages = Languages(entrance)
        self.offer: Button | None = None
        self.leave: Button | None = None
        self._page = Centred(width=theme.tokens.reading * 5 // 9, corner=self.languages)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._page)
        self._page.show_widget(self._card())
        self.setFocusProxy(self.field)
        self._look_for_samples()

    def _card(self) -> QWidget:
        words, space = self._entrance.words, self._entrance.theme.space
        card = QWidget()
        box = QVBoxLayout(card)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(space(3))
        box.addWidget(IconLabel("lock", "soft", 32), 0, Qt.AlignmentFlag.AlignHCenter)
        if self._entrance.crashed:
            box.addWidget(Banner("info", words("unlock.crashed"), words("unlock.crashed_to_do")))
        box.addWidget(FieldRow(words("unlock.passphrase"), self.field))
        box.addLayout(self._said)
        box.addWidget(self.progress)
        box.addWidget(self.button)
        box.addWidget(self._samples)
        return card

    def showEvent(self, event: object) -> None:
        """Let it be typed at once."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter unlock."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.button.isEnabled():
            self.button.click()
        else:
            super().keyPressEvent(event)

    # Unlocking.

    def _on_unlock(self) -> None:
        passphrase = self.field.text()
        self.field.clear()
        if not passphrase:
            self.field.setFocus()
            return
        self._unsay()
        self._enable(False)
        self.progress.start()
        directory, accept = self._entrance.directory, self._accept_behind

        def work() -> Opened:
            from ui.screens.unlocking import open_store  # with all that a store needs; loaded by now

            return open_store(directory, passphrase, accept_behind=accept)

        self._entrance.tasks.aside(self, work, self._on_opened, failed=self._on_failed)

    def _enable(self, on: bool) -> None:
        """Let it be used, or not while a store is being opened: who leaves this page then would lose it, open as it is."""
        for widget in (self.field, self.button, self.languages, self._samples):
            widget.setEnabled(on)

    def _on_opened(self, opened: Opened) -> None:
        self._entrance.opened(opened.workspace)
        self._tell(opened)
        if not opened.standing.founding:
            self._entrance.enter(None)
            return
        from ui.screens.enrolment.kit_flow import KitFlow

        self._page.setParent(None)
        self._page.deleteLater()
        self._page = Centred()
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self._page)
        self._flow = KitFlow(self._entrance, self, founding=True, parent=self)
        self._flow.finished.connect(lambda: self._entrance.enter(None))
        self._flow.begin()

    def show_step(self, step: Step) -> None:
        """Show a step of what a founder still owes."""
        self.setFocusProxy(step)
        self._page.show_widget(step)
        step.begin()

    def _tell(self, opened: Opened) -> None:
        """Tell, in the main window, what whoever works here should know."""
        words, tell = self._entrance.words, self._entrance.notices.tell
        workspace, standing = opened.workspace, opened.standing
        if workspace.failed_unlocks:
            said = words("unlock.failed", n=workspace.failed_unlocks)
            tell(said, words("unlock.failed_to_do"), level="warning")
        if workspace.found_behind:
            tell(words("unlock.was_behind"), words("unlock.was_behind_to_do"), level="warning")
        if standing.owed and standing.begun and not opened.sample:
            tell(words("unlock.kit_owed"), words("unlock.kit_owed_to_do"), level="warning")
        if opened.joining:
            tell(words("unlock.joining"), words("unlock.joining_to_do"), level="info")

    # What is in the way.

    def _on_failed(self, error: Exception) -> None:
        self.progress.finish()
        self._enable(True)
        slug = error.slug if isinstance(error, SidingError) else ""
        words = self._entrance.words
        if slug == "store_behind":
            self._accept_behind = True
            self.button.setText(words("unlock.open_behind"))
            self._say(Said(words("unlock.behind"), words("unlock.behind_to_do")), "warning")
        elif slug == "no_store":
            self._say(Said(words("unlock.no_store"), words("unlock.no_store_to_do")), "error")
            self._offer(words("unlock.begin"), self._begin)
        elif slug == "no_identity":
            self._say(Said(words("unlock.half_made"), words("unlock.half_made_to_do")), "error")
            self._offer(words("unlock.begin"), self._begin_again)
        else:
            self._say(words.error(error), "error")
        self.field.setFocus()

    def _begin(self) -> None:
        self._entrance.reopen(self._entrance.directory)

    def _begin_again(self) -> None:
        """Remove a store whose making was cut short: its passphrase was right, and nothing can be in it."""
        directory = self._entrance.directory
        self._entrance.tasks.aside(
            self, lambda: store.erase(directory), lambda _none: self._begin(), failed=self._on_failed
        )

    def said(self) -> str:
        """Return what is told, for a screen reader and for tests."""
        item = self._said.itemAt(0)
        widget = item.widget() if item is not None else None
        return widget.accessibleName() if widget is not None else ""

    def _say(self, said: Said, level: str) -> None:
        self._unsay()
        self._said.addWidget(Banner(level, said.what, said.to_do))

    def _offer(self, text: str, do: Callable[[], None]) -> None:
        self.offer = Button(text, clicked=do)
        self._said.addWidget(self.offer)

    def _unsay(self) -> None:
        self.offer = None
        while (item := self._said.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    # Sample data: nobody could know its passphrase otherwise.

    def _look_for_samples(self) -> None:
        directory = self._entrance.directory

        def look() -> str:
            found = samples.find(directory.parent)
            return samples.secret_of(found) if found and directory in found.stores.values() else ""

        self._entrance.tasks.aside(self, look, self._on_samples, failed=lambda _error: None)

    def _on_samples(self, secret: str) -> None:
        if not secret:
            return
        words, directory = self._entrance.words, self._entrance.directory
        self._samples.add(PlainLabel(words("unlock.sample"), "hint"))
        self._samples.add(PlainLabel(secret, "strong", selectable=True))
        if directory.parent.name == SAMPLES:
            self.leave = Button(words("unlock.leave_sample"), kind="quiet")
            self.leave.clicked.connect(lambda: self._entrance.reopen(directory.parent.parent))
            self._samples.add(self.leave)
        self._samples.show()
