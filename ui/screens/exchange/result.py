"""What became of the bundles that were sent: where each is, whether it was read back, what it carries, what waits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import SidingError
from app.exchange import Sent
from app.texts import Said as TwoSentences
from ui.screens.exchange.sending import Result
from ui.shell.context import Context
from ui.shell.tasks import Cancelled
from ui.widgets import Actions, Badge, Banner, Button, Card, ElidedLabel, KeyValue, Page, Said, clear


class Results(Page):
    """One card a bundle. again: back to the form; done: nothing more is wanted."""

    again = Signal()
    done = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx.words("exchange.result_title"), parent=parent)
        self._ctx = ctx
        self._cards = QVBoxLayout()
        self._cards.setSpacing(ctx.theme.space(3))
        self.body.addLayout(self._cards)
        words = ctx.words
        self.again_button = Button(words("exchange.send_again"), "send", clicked=self.again.emit)
        self.done_button = Button(words("exchange.done"), "check", "primary", clicked=self.done.emit)
        self.add(Actions(self.again_button, self.done_button))

    def show_results(self, results: Sequence[Result]) -> None:
        """Show what became of each."""
        words = self._ctx.words
        clear(self._cards)
        for one in results:
            self._cards.addWidget(result_card(self._ctx, one))
        good = sum(one.sent is not None for one in results)
        title = words("exchange.result_title")
        if good < len(results):
            title = words("exchange.result_some", n=good, of=len(results))
        self.set_title(title)
        self.done_button.setFocus()


def result_card(ctx: Context, one: Result) -> Card:
    """Show one result."""
    words = ctx.words
    if one.sent is None:
        stopped = isinstance(one.error, Cancelled)
        sign = (
            (words("exchange.result_stopped"), "neutral")
            if stopped
            else (words("exchange.result_failed"), "error")
        )
        card = Card(one.to, [Badge(*sign)])
        said = failure(ctx, one)
        card.add(Said(said.what, said.to_do))
        return card
    sent = one.sent
    checked = one.where.is_stick and sent.verified
    sign = (
        (words("exchange.result_verified"), "good") if checked else (words("exchange.result_written"), "info")
    )
    card = Card(one.to, [Badge(*sign)])
    card.add(_where(ctx, one, sent))
    card.add(_facts(ctx, sent))
    if sent.relink:
        card.add(Banner("info", words("exchange.result_relink"), words("exchange.preview_relink_to_do")))
    elif sent.left:
        card.add(
            Banner("info", words("exchange.result_left", n=sent.left), words("exchange.result_left_to_do"))
        )
    if sent.weak and not sent.relink:
        card.add(Banner("warning", words("exchange.result_weak"), words("exchange.weak_heals")))
    return card


def _where(ctx: Context, one: Result, sent: Sent) -> Said:
    words, name = ctx.words, one.where.name
    if not one.where.is_stick:
        return Said(words("exchange.in_file"), words("exchange.in_file_to_do"))
    if sent.verified:
        return Said(words("exchange.on_stick_verified", name=name), words("exchange.on_stick_safe"))
    return Said(words("exchange.on_stick_written", name=name), words("exchange.on_stick_eject"))


def _facts(ctx: Context, sent: Sent) -> KeyValue:
    words = ctx.words
    carried = [words("exchange.n_changes", n=sent.changes)] if sent.changes else []
    carried += [words("exchange.n_attachments", n=sent.blobs)] if sent.blobs else []
    pairs: list[tuple[str, str | QWidget]] = [
        (words("exchange.file"), ElidedLabel(str(sent.path), middle=True)),
        (words("exchange.size"), words.size(sent.bytes)),
        (words("exchange.carries"), ", ".join(carried) or words("exchange.carries_nothing")),
    ]
    if sent.withheld:
        pairs.append((words("exchange.stays_label"), words("exchange.stays", n=len(sent.withheld))))
    return KeyValue(pairs, label_width=120)


def failure(ctx: Context, one: Result) -> TwoSentences:
    """Say why a bundle was not sent, and that nothing is half done."""
    words = ctx.words
    if one.error is None or isinstance(one.error, Cancelled):
        return TwoSentences(words("exchange.send_stopped"), words("exchange.nothing_left_behind"))
    if isinstance(one.error, SidingError) and one.where.is_stick:
        facts = one.error.facts
        needed, free = facts.get("needed"), facts.get("free")
        if one.error.slug == "disk_full" and isinstance(needed, int) and isinstance(free, int):
            what = words(
                "exchange.stick_full", name=one.where.name, needed=words.size(needed), free=words.size(free)
            )
            return TwoSentences(what, words("exchange.stick_full_to_do"))
        if one.error.slug in ("not_a_directory", "io_error"):
            what = words("exchange.stick_gone", name=one.where.name)
            return TwoSentences(what, words("exchange.stick_gone_to_do"))
        if one.error.slug == "read_only":
            what = words("exchange.stick_read_only", name=one.where.name)
            return TwoSentences(what, words("exchange.stick_read_only_to_do"))
    said = words.error(one.error)
    return TwoSentences(said.what, " ".join((said.to_do, words("exchange.nothing_left_behind"))))
