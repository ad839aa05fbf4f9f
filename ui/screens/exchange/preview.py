"""What would go to one peer, what stays here and why, and what exists nowhere else: shown before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from PySide6.QtWidgets import QWidget

from app.outlook import Going, Outlook, Staying
from ui.shell.context import Context
from ui.widgets import Badge, Banner, Card, Columns, Divider, PlainLabel, Rows

#: Titles that are listed; of the others only how many there are.
_LISTED: Final = 5


def outlook_card(ctx: Context, found: Outlook) -> Card:
    """Show what the next bundle for a peer would be."""
    words = ctx.words
    card = Card(words("exchange.preview_to", name=found.to))
    if found.relink:
        card.add(Banner("info", words("exchange.preview_relink"), words("exchange.preview_relink_to_do")))
    else:
        card.add(_going(ctx, found))
    if found.weak and not found.relink:
        card.add(Banner("warning", words("exchange.preview_weak"), words("exchange.weak_heals")))
    if found.staying:
        card.add(Divider())
        card.add(_staying(ctx, found.staying))
    return card


def _going(ctx: Context, found: Outlook) -> Rows:
    words = ctx.words
    rows = Rows(gap=1)
    if found.changes:
        said = words("exchange.goes", n=found.changes)
        if found.cases:
            said = words("exchange.goes_of_cases", n=found.changes, cases=found.cases)
        rows.add(PlainLabel(said, "strong"))
    else:
        rows.add(PlainLabel(words("exchange.goes_nothing"), "strong"))
        rows.add(PlainLabel(words("exchange.goes_nothing_hint"), "hint"))
    if found.attachments:
        size = words.size(found.attachment_bytes)
        rows.add(PlainLabel(words("exchange.goes_attachments", n=len(found.attachments), size=size)))
        rows.add(PlainLabel(_titles(ctx, found.attachments), "hint"))
    rows.add(PlainLabel(words("exchange.goes_size", size=words.size(found.bytes)), "hint"))
    return rows


def _titles(ctx: Context, going: Sequence[Going]) -> str:
    words = ctx.words
    untitled = words("exchange.untitled")
    lines = [f"{one.title or untitled} · {words.size(one.size)}" for one in going[:_LISTED]]
    if len(going) > _LISTED:
        lines.append(words("exchange.and_more", n=len(going) - _LISTED))
    return "\n".join(lines)


def _staying(ctx: Context, staying: Sequence[Staying]) -> Rows:
    """Name what consent keeps here: whose it is, which parts, why; and what the other side never had."""
    words = ctx.words
    rows = Rows(gap=2)
    rows.add(PlainLabel(words("exchange.stays", n=len(staying)), "strong"))
    if any(one.only_here for one in staying):
        rows.add(PlainLabel(words("exchange.stays_only_here"), "hint"))
    for (alias, name, reason), group in groupby(staying, key=lambda one: (one.alias, one.name, one.reason)):
        rows.add(_kept(ctx, " · ".join(part for part in (alias, name) if part), reason, list(group)))
    return rows


def _kept(ctx: Context, whose: str, reason: str, group: Sequence[Staying]) -> QWidget:
    words = ctx.words
    parts = words.listed([words.compartment(one.compartment.word) for one in group])
    whose = whose or words("exchange.unknown_case")
    left = Rows(
        PlainLabel(f"{whose}: {parts}"),
        PlainLabel(words.sentences(reason).what, "hint"),
        gap=0,
    )
    if not any(one.only_here for one in group):
        return left
    return Columns(left, Badge(words("exchange.only_here"), "medium"), stretch=(1, 0), gap=3)
