"""Send: to whom and how, with what would go and what stays in sight; then the result, in words.

What can be known is chosen already: the only peer, the stick that is mounted. So it is Enter, or one click, from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app import ledger, outlook
from app.changed import Changed
from app.exchange import Parcel
from app.ledger import Peer
from app.outlook import Outlook
from app.workspace import Workspace
from ui.screens.enrolment.banner import EnrolmentBanner
from ui.screens.exchange.how import How
from ui.screens.exchange.part import Part
from ui.screens.exchange.preview import outlook_card
from ui.screens.exchange.result import Results
from ui.screens.exchange.sending import Result, Sending
from ui.screens.exchange.sticks import SticksWatch
from ui.screens.exchange.who import Who
from ui.shell.context import Context
from ui.widgets import (
    Actions,
    Banner,
    Button,
    Card,
    Checkbox,
    ComboBox,
    EmptyState,
    FieldRow,
    Page,
    PlainLabel,
    ProgressLine,
    Scroll,
    Section,
    clear,
)

#: What a bundle may have at most, by what it has to go through; 0 for no limit.
_SIZES: Final = {"none": 0, "small": 5 << 20, "mail": 20 << 20, "large": 100 << 20}


class Send(Part):
    """The form and, after it, the result."""

    back = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self._wanted, self._relink, self._fresh = "", False, False
        self._device: bytes | None = None
        self._peers: Sequence[Peer] = ()
        self._sending = Sending(ctx.tasks, self)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._form())
        self.results = Results(ctx)
        self.results.again.connect(self._on_again)
        self.results.done.connect(self.back)
        self._stack.addWidget(self.results)
        self.box.addWidget(self._stack)
        self._sending.began.connect(self._on_began)
        self._sending.progressed.connect(self.progress.set_progress)
        self._sending.finished.connect(self._on_finished)

    @property
    def busy(self) -> bool:
        """Whether something is being sent."""
        return self._sending.busy

    # The form.

    def _form(self) -> QWidget:
        ctx, words = self.ctx, self.ctx.words
        self._page = page = Page(
            words("exchange.send"),
            " ",
            [Button(words("common.back"), "back", clicked=self.back.emit)],
            scroll=False,
        )
        self.who = Who(ctx)
        self.who.edited.connect(self._on_edited)
        self.how = How(ctx)
        self.how.edited.connect(self._refresh)
        self.watch = SticksWatch(ctx)
        self.watch.found.connect(self.how.show_sticks)
        self.attachments = Checkbox(words("exchange.attachments"), hint=words("exchange.attachments_hint"))
        self.attachments.edited.connect(self._preview)
        self.most = ComboBox(self._size_codes(), "none")
        self._along = Section(words("exchange.along"))
        self._along.add(self.attachments)
        self._along.add(FieldRow(words("exchange.most"), self.most))
        self._enrolment = EnrolmentBanner(ctx)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, ctx.theme.space(5), 0)
        column.setSpacing(ctx.theme.space(5))
        for title, widget in ((words("exchange.to_whom"), self.who), (words("exchange.how"), self.how)):
            section = Section(title)
            section.add(widget)
            column.addWidget(section)
        column.addStretch(1)
        right = QWidget()
        what = QVBoxLayout(right)
        what.setContentsMargins(0, 0, ctx.theme.space(2), 0)
        what.setSpacing(ctx.theme.space(5))
        what.addWidget(self._along)
        self._previews = QVBoxLayout()
        self._previews.setSpacing(ctx.theme.space(3))
        what.addLayout(self._previews)
        what.addStretch(1)
        both = QWidget()
        sides = QHBoxLayout(both)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(ctx.theme.space(4))
        sides.addWidget(Scroll(left), 1)
        sides.addWidget(Scroll(right), 1)
        self.progress = ProgressLine()
        self.progress.cancelled.connect(self._sending.cancel)
        self.send_button = Button(words("exchange.send_now"), "send", "primary", clicked=self._on_send)
        self.send_button.setShortcut("Ctrl+Return")
        self._why_not = PlainLabel("", "hint")
        page.add(self._enrolment)
        page.add(self.watch)
        page.add(both, 1)
        page.add(self.progress)
        page.add(Actions(self.send_button, left=[self._why_not]))
        return page

    def _size_codes(self) -> list[tuple[str, str]]:
        words = self.ctx.words
        return [
            ("none", words("exchange.size_none")),
            ("small", words("exchange.size_small", size=words.size(_SIZES["small"]))),
            ("mail", words("exchange.size_mail", size=words.size(_SIZES["mail"]))),
            ("large", words("exchange.size_large", size=words.size(_SIZES["large"]))),
        ]

    def prefer(self, name: str, *, relink: bool = False) -> None:
        """Choose a peer before the part is opened; with `relink` only the link with it is renewed."""
        self._wanted, self._relink = name, relink

    def open(self, record: bytes | None) -> None:
        """Show the form with what can be known chosen, `record` is a peer's device; what is running stays in sight."""
        if self.busy:
            return
        self._device = record
        words = self.ctx.words
        title = words("exchange.relink_title") if self._relink else words("exchange.send")
        self._page.set_title(
            title, words("exchange.relink_sub" if self._relink else "exchange.send_page_sub")
        )
        self._along.setVisible(not self._relink)
        self._stack.setCurrentIndex(0)
        self._enrolment.refresh()
        self._fresh = True
        self._read_peers()

    def changed(self, changed: Changed) -> None:
        """Look again at what would go."""
        if not self.busy and self._stack.currentIndex() == 0:
            self._enrolment.changed(changed)
            self._read_peers()

    def _read_peers(self) -> None:
        self.ctx.tasks.read(self, ledger.peers, self._show_peers, key="peers")

    def record(self) -> bytes | None:
        """Say to whom, as long as it is one."""
        names = self.who.value()
        return next((peer.device for peer in self._peers if names == (peer.name,)), None)

    def _show_peers(self, peers: Sequence[Peer]) -> None:
        self._peers = peers
        meant = next((peer.name for peer in peers if peer.device == self._device), "")
        self.who.show_peers(peers, self._wanted or meant)
        self._wanted, self._device = "", None
        self._on_edited()
        if self._fresh:  # Enter sends, or the keyboard is where something is still missing
            self._fresh = False
            (self.send_button if self.who.value() else self.who).setFocus()

    def _on_edited(self) -> None:
        self.how.allow_file(len(self.who.value()) < 2)
        self._refresh()
        self._preview()

    def _refresh(self) -> None:
        """Say what is still missing before it can be sent."""
        words = self.ctx.words
        missing = ""
        if not self.ctx.facts.enrolled:
            missing = words("exchange.missing_enrolment")
        elif not self.who.value():
            missing = words("exchange.missing_who")
        self._why_not.setText(missing)
        self.send_button.setEnabled(not missing and not self.busy)

    # What would go.

    def _preview(self) -> None:
        names, ticked = self.who.value(), self.attachments.value()

        def look(workspace: Workspace) -> list[Outlook]:
            return [outlook.preview(workspace, name, with_attachments=ticked) for name in names]

        if names and self.ctx.facts.enrolled and not self._relink:
            self.ctx.tasks.read(self, look, self._show_previews, failed=self._show_no_preview, key="preview")
        else:
            self._show_previews([])

    def _show_previews(self, found: Sequence[Outlook]) -> None:
        clear(self._previews)
        words = self.ctx.words
        more = sum(one.more_bytes for one in found)
        self.attachments.setEnabled(bool(more) or self.attachments.value())
        for one in found:
            self._previews.addWidget(outlook_card(self.ctx, one))
        if self._relink:
            card = Card(words("exchange.relink_what"))
            card.add(PlainLabel(words("exchange.relink_why")))
            self._previews.addWidget(card)
        elif not found:
            self._previews.addWidget(
                EmptyState("send", words("exchange.preview_none"), words("exchange.preview_none_hint"))
            )

    def _show_no_preview(self, error: Exception) -> None:
        said = self.ctx.words.error(error)
        clear(self._previews)
        self._previews.addWidget(Banner("error", said.what, said.to_do))

    # Sending.

    def _on_send(self) -> None:
        where, names = self.how.where(), self.who.value()
        if self.busy or not names:
            return
        if where is None:
            self.how.ask(self._on_send)
            return
        limit = _SIZES[self.most.value() or "none"] or None
        parcels = [Parcel(name, limit, self.attachments.value()) for name in names]
        self._sending.start(parcels, where, relink=self._relink)
        self._refresh()

    def _on_began(self, name: str, place: int, count: int) -> None:
        words = self.ctx.words
        text = words("exchange.sending", name=name)
        if count > 1:
            text = words("exchange.sending_of", name=name, n=place, of=count)
        self.progress.start(text)

    def _on_finished(self, results: Sequence[Result]) -> None:
        self.progress.finish()
        self._refresh()
        self._relink = False
        self._stack.setCurrentWidget(self.results)
        self.results.show_results(results)

    def _on_again(self) -> None:
        self.open(None)
