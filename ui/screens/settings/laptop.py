"""What somebody would get from this laptop, and dropping what headquarters has (shed)."""

from __future__ import annotations

from app import sharing
from app.sharing import Droppable
from app.workspace import Workspace
from ui.dialogs.confirm import ask
from ui.shell.context import Context
from ui.widgets import Button, Card, EmptyState, Entry, EntryList, PlainLabel


class Laptop(Card):
    """The list of cases of which something lies here; those that headquarters has whole can be dropped."""

    def __init__(self, ctx: Context) -> None:
        words = ctx.words
        super().__init__(words("settings.laptop"))
        self._ctx = ctx
        self._found: dict[str, Droppable] = {}
        self._list = EntryList(words("settings.laptop"))
        self._list.chosen.connect(self._show_choice)
        self._empty = EmptyState("shield-check", words("settings.laptop_empty"))
        self._drop = Button(words("settings.drop"), "archive", clicked=self._ask)
        self._why_not = PlainLabel("", "hint")
        self.add(PlainLabel(words("settings.laptop_hint"), "hint"))
        for widget in (self._empty, self._list, self._why_not, self._drop):
            self.add(widget)
        self._show([])

    def read(self) -> None:
        """Look again what lies here."""
        self._ctx.tasks.read(self, sharing.droppable, self._show, key="laptop")

    def _show(self, found: list[Droppable]) -> None:
        chosen = self._list.key()
        self._found = {one.case.hex(): one for one in found}
        self._list.set([self._entry(key, one) for key, one in self._found.items()])
        self._list.fit(6)
        self._list.setVisible(bool(found))
        self._empty.setVisible(not found)
        self._drop.setVisible(bool(found))
        if chosen in self._found:
            self._list.choose(chosen, quietly=True)
        self._show_choice(self._list.key())

    def _entry(self, key: str, one: Droppable) -> Entry:
        words = self._ctx.words
        parts = words.listed([words.compartment(each.word) for each in one.compartments])
        if one.confirmed:
            return Entry(key, one.alias, parts, "person", badge=(words("settings.there_too"), "good"))
        return Entry(key, one.alias, parts, "person", badge=(words("settings.only_here"), "medium"))

    def _show_choice(self, key: object) -> None:
        one = self._found.get(str(key))
        self._drop.setEnabled(one is not None and one.confirmed)
        why = one is not None and not one.confirmed
        self._why_not.setText(self._ctx.words("settings.not_confirmed") if why else "")
        self._why_not.setVisible(why)

    def _ask(self) -> None:
        one = self._found.get(str(self._list.key()))
        if one is None:
            return
        words = self._ctx.words
        ask(
            self,
            words("settings.drop_ask", alias=one.alias),
            words("settings.drop_what"),
            words("settings.drop_back"),
            action=words("settings.drop"),
            yes=lambda: self._do(one),
        )

    def _do(self, one: Droppable) -> None:
        def work(workspace: Workspace) -> None:
            sharing.shed(workspace, one.case)

        words = self._ctx.words
        self._ctx.tasks.write(
            self, work, lambda _none: self._ctx.notices.tell(words("settings.dropped", alias=one.alias))
        )
