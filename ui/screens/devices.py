"""Who belongs to the organisation, how the exchange with each stands, and letting in, cutting off or taking back; the organisation kit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QVBoxLayout

from app import devices, kit, roster
from app.changed import Changed
from app.roster import Entry
from app.workspace import Workspace
from ui.dialogs.confirm import ask
from ui.models.roster import RosterModel
from ui.screens.cut_off import CutOffDialog
from ui.screens.enrolment import dialogs
from ui.shell.context import Context
from ui.shell.screen import Route, Screen
from ui.widgets.banners import Banner
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import Actions, Page
from ui.widgets.tables import TableView

_WIDTHS = (200, 80, 165, 160, 160, 70, 200)
#: What is written when a device comes, goes, is heard, or the kit is written or tried.
_KINDS = frozenset({"device", "common", "certificate", "suspicion", "link", "kit"})


@dataclass(frozen=True, slots=True)
class _Found:
    entries: list[Entry]
    standing: kit.Standing


class DevicesScreen(Screen):
    """The roster, with what can be done about a device."""

    name: ClassVar[str] = "devices"

    def __init__(self, ctx: Context, parent: object = None) -> None:
        super().__init__(ctx)
        words = ctx.words
        self.invite = Button(words("devices.invite"), icon="add", kind="primary")
        self.invite.clicked.connect(lambda: dialogs.invite(ctx, self))
        self.admit = Button(words("devices.admit"), icon="file-in")
        self.admit.clicked.connect(lambda: dialogs.admit(ctx, self))
        self.suspend = Button(words("devices.suspend_dots"), icon="hourglass")
        self.suspend.clicked.connect(lambda: self._cut_off(for_good=False))
        self.reinstate = Button(words("devices.reinstate_dots"), icon="undo", clicked=self._ask_reinstate)
        self.revoke = Button(words("devices.revoke_dots"), icon="refuse", kind="danger-quiet")
        self.revoke.clicked.connect(lambda: self._cut_off(for_good=True))
        self.write_kit = Button(words("devices.kit_write"), icon="kit")
        self.write_kit.clicked.connect(lambda: dialogs.write_kit(ctx, self))
        self.rehearse_kit = Button(words("devices.kit_rehearse"), icon="shield-check")
        self.rehearse_kit.clicked.connect(lambda: dialogs.rehearse_kit(ctx, self))
        self.table = TableView(words("devices.title"))
        self.model = RosterModel(words, ctx.now())
        self.model.setParent(self)
        self.owed: Banner | None = None
        self._wanted: bytes | None = None
        self._build()

    def _build(self) -> None:
        words = self.ctx.words
        page = Page(
            words("devices.title"), words("devices.subtitle"), (self.admit, self.invite), scroll=False
        )
        self._top = QVBoxLayout()
        page.body.addLayout(self._top)
        self.table.setModel(self.model)
        self.table.set_columns(_WIDTHS, stretch=len(_WIDTHS) - 1)
        self.table.chosen.connect(self._on_chosen)
        page.add(self.table, 1)
        self._hint = PlainLabel(words("devices.choose_one"), "hint")
        page.add(Actions(self.reinstate, self.suspend, self.revoke, left=(self._hint,)))
        self._kit = Card(words("devices.kit"), (self.rehearse_kit, self.write_kit))
        self._kit_line = PlainLabel("")
        self._kit.add(self._kit_line)
        page.add(self._kit)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)
        self._offer(None)
        for button in (self.invite, self.admit):
            button.hide()
        self._kit.hide()

    def open(self, route: Route) -> None:
        """Show who belongs now; a route with a record chooses that device."""
        self._wanted = route.record
        self._read()

    def here(self) -> Route:
        """Say which device is chosen."""
        entry = self._chosen()
        return Route(self.name, record=entry.id if entry else None)

    def changed(self, changed: Changed) -> None:
        """Read again when a device came, went or was heard."""
        if changed.concerns(_KINDS):
            self._wanted = self.here().record
            self._read()

    def _read(self) -> None:
        now = self.ctx.now()

        def look(workspace: Workspace) -> _Found:
            return _Found(roster.entries(workspace, now), kit.standing(workspace))

        self.ctx.tasks.read(self, look, self._show, key="roster")

    def _show(self, found: _Found) -> None:
        self.model.set(found.entries)
        rows = [row for row, entry in enumerate(found.entries) if entry.id == self._wanted]
        self.table.setCurrentIndex(self.model.index(rows[0], 0) if rows else QModelIndex())
        root = found.standing.root
        for button in (self.invite, self.admit, self.revoke):
            button.setVisible(root)
        for button in (self.suspend, self.reinstate):
            button.setVisible(self.ctx.facts.is_desk)
        self._hint.setVisible(self.ctx.facts.is_desk)
        self._show_kit(found.standing)
        self._offer(self._chosen())

    def _show_kit(self, standing: kit.Standing) -> None:
        words, now = self.ctx.words, self.ctx.now()
        self._kit.setVisible(standing.root)
        if not standing.written:
            self._kit_line.setText(words("devices.kit_none"))
        elif not standing.rehearsed:
            self._kit_line.setText(words("devices.kit_written", day=words.day(standing.written, now)))
        else:
            written, tried = words.day(standing.written, now), words.day(standing.rehearsed, now)
            self._kit_line.setText(words("devices.kit_tried", day=written, tried=tried))
        if self.owed is not None:
            self._top.removeWidget(self.owed)
            self.owed.hide()
            self.owed.deleteLater()
            self.owed = None
        if standing.owed:
            what, to_do = words("devices.kit_owed"), words("devices.kit_owed_to_do")
            self.owed = Banner("warning", what, to_do)
            self._top.addWidget(self.owed)

    # One device.

    def _chosen(self) -> Entry | None:
        return self.model.entry(self.table.currentIndex().row())

    def _on_chosen(self, _index: QModelIndex) -> None:
        self._offer(self._chosen())

    def _offer(self, entry: Entry | None) -> None:
        """Let be pressed what can be done about a device."""
        other = entry is not None and not entry.here
        self.suspend.setEnabled(other and entry is not None and entry.status == "active")
        self.reinstate.setEnabled(entry is not None and entry.status == "suspended")
        self.revoke.setEnabled(other and entry is not None and entry.status != "revoked")
        self._hint.setText(self._about(entry))

    def _about(self, entry: Entry | None) -> str:
        words = self.ctx.words
        if entry is None:
            return words("devices.choose_one")
        if entry.here:
            return words("devices.not_yourself")
        if entry.reason:
            return words("devices.about_reason", name=entry.name, reason=entry.reason)
        return entry.name

    def _cut_off(self, *, for_good: bool) -> None:
        entry = self._chosen()
        if entry is not None:
            CutOffDialog(self.ctx, entry, for_good=for_good, parent=self).open()

    def _ask_reinstate(self) -> None:
        entry, words = self._chosen(), self.ctx.words
        if entry is None:
            return
        name = entry.name
        # As for what is for good: Enter alone gives nobody the trust back that was taken.
        ask(
            self,
            words("devices.reinstate_title", name=name),
            words("devices.reinstate_what"),
            words("devices.reinstate_to_do"),
            action=words("devices.reinstate"),
            yes=lambda: self._do_reinstate(name),
            kind="danger",
        )

    def _do_reinstate(self, name: str) -> None:
        words = self.ctx.words
        self.ctx.tasks.write(
            self,
            lambda workspace: devices.reinstate(workspace, name),
            lambda _device: self.ctx.notices.tell(
                words("devices.now_active", name=name), words("devices.now_active_to_do")
            ),
        )
