"""One file that was received, in full: what became of it, from whom, what it brought, what was refused, what to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.casework.compartments import compartment_of
from app.exchange import Received
from ui.screens.exchange import outcomes
from ui.screens.exchange.waiting import REASONS
from ui.shell.context import Context
from ui.widgets import Badge, Banner, Button, ElidedLabel, KeyValue, PlainLabel, Rows, Said, Section


def carrier_view(
    ctx: Context, one: Received, to_conflicts: Callable[[], object], to_waiting: Callable[[], object]
) -> QWidget:
    """Show one file; the callables lead to the conflicts, and to what is kept in quarantine."""
    words = ctx.words
    said = outcomes.said_of(one, words)
    text, level = outcomes.badge_of(one, words)
    view = Rows(gap=4)
    view.add(ElidedLabel(one.path.name, "title", middle=True))
    view.add(Rows(Badge(text, level), Said(said.what, said.to_do), gap=2))
    view.add(_facts(ctx, one))
    if one.conflicts:
        button = Button(words("exchange.to_conflicts"), "conflict", clicked=to_conflicts)
        view.add(
            Banner("info", words("exchange.has_conflicts", n=one.conflicts), words("exchange.conflicts_kept"))
        )
        view.add(Rows(button))
    if str(one.outcome) in ("suspended", "revoked", "quarantined"):
        view.add(Rows(Button(words("exchange.to_waiting"), "quarantine", clicked=to_waiting)))
    if one.refused:
        view.add(_refused(ctx, one))
    return view


def _facts(ctx: Context, one: Received) -> KeyValue:
    words = ctx.words
    pairs: list[tuple[str, str | QWidget]] = []
    if one.sender:
        pairs.append((words("exchange.from"), one.sender))
    if one.changes or one.blobs:
        pairs.append((words("exchange.brought"), outcomes.brought(one, words)))
    pairs.append((words("exchange.where"), ElidedLabel(str(one.path), middle=True)))
    return KeyValue(pairs, label_width=120)


def _refused(ctx: Context, one: Received) -> Section:
    """Name the parts that were not taken: the sender may not write there."""
    words = ctx.words
    section = Section(words("exchange.refused_title", n=len(one.refused)))
    section.add(PlainLabel(words("exchange.refused_hint")))
    for part, reason in sorted({(_part(ctx, each.scope), each.reason) for each in one.refused}):
        slug = REASONS.get(reason)
        why = words(slug) if slug else words("exchange.refused_other", reason=reason)
        section.add(Rows(PlainLabel(part, "strong"), PlainLabel(why, "hint"), gap=0))
    return section


def _part(ctx: Context, scope: bytes) -> str:
    known = compartment_of(scope)
    return ctx.words.compartment(known.word) if known is not None else ctx.words("exchange.newer_part")
