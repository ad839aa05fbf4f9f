"""One thing that was held back: what it is, why it waits, who can do something about it; and the questions before that.

A bundle can be let in or let go at headquarters; neither can be taken back, so Enter answers neither. Of two histories of one
device nobody decides yet.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.judging import LetIn
from app.ledger import Waiting
from ui.dialogs.confirm import ask
from ui.screens.exchange import outcomes
from ui.shell.context import Context
from ui.shell.words import Words
from ui.widgets import Actions, Badge, Button, Card, PlainLabel, Said

Decide = Callable[[Waiting], object]


def held_card(
    ctx: Context, one: Waiting, *, accept: Decide, reject: Decide, to_devices: Callable[[], object]
) -> Card:
    """Show one thing; the callables are asked for by buttons, and only at a desk."""
    words = ctx.words
    fork = one.what == "fork"
    card = Card(one.sender, [Badge(*outcomes.badge("quarantined" if fork else one.reason, words))])
    when = words.moment(one.received, ctx.now())
    card.add(PlainLabel(words("exchange.held_facts", moment=when, n=one.changes), "hint"))
    desk = ctx.facts.is_desk
    card.add(Said(words("exchange.fork"), words("exchange.fork_to_do")) if fork else _why(one, words, desk))
    if desk:
        decisions = [] if fork else _decisions(one, words, accept, reject)
        left = [Button(words("exchange.to_devices"), "devices", clicked=to_devices)]
        card.add(Actions(*decisions, left=left))
    return card


def _why(one: Waiting, words: Words, desk: bool) -> Said:
    """Say why a bundle waits, and what that asks of whoever sits here."""
    if one.standing == "active":
        return Said(words("exchange.held_active"), words("exchange.held_active_to_do"))
    what = words("exchange.held_revoked" if one.standing == "revoked" else "exchange.held_suspended")
    if not desk:
        return Said(what, words("exchange.held_house"))
    return Said(what, words("exchange.held_desk" if one.changes else "exchange.held_empty"))


def _decisions(one: Waiting, words: Words, accept: Decide, reject: Decide) -> list[Button]:
    """Give the buttons of a bundle; one without changes holds nothing that could be let in."""
    yes = Button(words("exchange.accept_dots"), "check", clicked=lambda: accept(one))
    no = Button(words("exchange.reject_dots"), "refuse", "danger-quiet", clicked=lambda: reject(one))
    return [no, yes] if one.changes else [no]


def ask_accept(parent: QWidget, words: Words, one: Waiting, yes: Callable[[], object]) -> None:
    """Ask whether what a bundle brings is to count."""
    ask(
        parent,
        words("exchange.accept_title", name=one.sender),
        words("exchange.accept_what", n=one.changes),
        words("exchange.accept_to_do"),
        action=words("exchange.accept"),
        yes=yes,
        kind="danger",
    )


def ask_reject(parent: QWidget, words: Words, one: Waiting, yes: Callable[[], object]) -> None:
    """Ask whether a bundle is to go, with what happens should its sender be trusted again."""
    ask(
        parent,
        words("exchange.reject_title", name=one.sender),
        words("exchange.reject_what"),
        words("exchange.reject_revoked" if one.standing == "revoked" else "exchange.reject_to_do"),
        action=words("exchange.reject"),
        yes=yes,
        kind="danger",
    )


def said_of(done: LetIn, words: Words) -> tuple[str, str, str]:
    """Say what came of a bundle that was let in: what, what to know beside it, and at which level."""
    counts = (
        ("exchange.n_changes", done.changes),
        ("exchange.n_conflicts", done.conflicts),
        ("exchange.n_waiting", done.waiting),
        ("exchange.n_forks", done.forks),
        ("exchange.n_refused", len(done.refused)),
    )
    parts = ", ".join(words(slug, n=count) for slug, count in counts if count)
    what = words("exchange.let_in", name=done.sender, said=parts or words("exchange.let_in_nothing"))
    asks = done.conflicts or done.waiting or done.forks or done.refused
    return what, words("exchange.let_in_absent") if done.absent else "", "warning" if asks else "good"
