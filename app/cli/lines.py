"""Answers for people: plain lines, aligned, in their language. Somebody's text stays text (`call.printable`)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app import texts
from app.casework.kinds import KINDS
from app.cli.call import Call
from app.exchange import said_as
from sync.receiving import Received

Shape = Mapping[str, Any]


def table(rows: Sequence[Shape], columns: Sequence[str]) -> list[str]:
    """Lay rows out under their columns."""
    if not rows:
        return []
    cells = [list(columns), *([_cell(row.get(column)) for column in columns] for row in rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(columns))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _field(call: Call, kind: str, name: str, value: object) -> str:
    return f"  {texts.field_label(name, call.lang)} [{name}]: {_said(call, kind, name, value)}"


def _said(call: Call, kind: str, name: str, value: object) -> str:
    """A value in the reader's language: codes by their labels, each with the code that `set` takes."""
    found = KINDS.get(kind)
    field = found.fields.get(name) if found else None
    codes = field.type.codes if field else None
    if codes is None:
        return _cell(value)
    each = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
    return ", ".join(f"{texts.label(codes.name, one, call.lang)} ({one})" for one in each) or _cell(value)


def record(call: Call, shown: Shape) -> Iterable[str]:
    """A whole record."""
    yield f"{texts.kind_label(shown['kind'], call.lang)} {shown['id']}"
    for name, value in shown["fields"].items():
        yield _field(call, shown["kind"], name, value)
    for name, values in shown["conflicts"].items():
        yield call.say("conflict_in", field=name)
        yield from (
            f"    {one['n']}: {_said(call, shown['kind'], name, one['value'])}  ({one['author']}, {one['at']})"
            for one in values
        )
    yield from (_absent(call, one) for one in shown["absent"])


def _absent(call: Call, one: Shape) -> str:
    return "  " + call.say(f"absent_{one['why']}", compartment=one["compartment"])


def records(call: Call, listed: Sequence[Shape]) -> Iterable[str]:
    """A list of records."""
    for one in listed:
        facts = ", ".join(f"{name}={_cell(value)}" for name, value in one["fields"].items())
        away = "".join(f" [{each['compartment']}: {each['why']}]" for each in one["absent"])
        yield f"{one['id']}  {facts}{away}"
    if not listed:
        yield call.say("none")


def history(call: Call, edits: Sequence[Shape]) -> Iterable[str]:
    """Who wrote what, when."""
    for one in edits:
        value = call.say("hidden") if one["hidden"] else _cell(one["value"])
        mark = "*" if one["live"] else " "
        yield f"{mark} {one['at']}  {one['author']}  {one['field']} = {value}"


def hits(call: Call, found: Sequence[Shape]) -> Iterable[str]:
    """What a search found."""
    yield from (f"{one['id']}  {texts.kind_label(one['kind'], call.lang)}  {one['snippet']}" for one in found)
    if not found:
        yield call.say("none")


def conflicts(call: Call, found: Sequence[Shape]) -> Iterable[str]:
    """The fields that wait for a person."""
    for one in found:
        yield f"{one['id']} {one['field']}"
        yield from (
            f"  {each['n']}: {_cell(each['value'])}  ({each['author']}, {each['at']})"
            for each in one["values"]
        )
    if not found:
        yield call.say("none")


def undone(call: Call, taken: Shape) -> Iterable[str]:
    """What was taken back, and what stays."""
    for one in taken["undone"]:
        kind = texts.kind_label(one["kind"], call.lang)
        names = ", ".join(texts.field_label(name, call.lang) for name in one["fields"])
        yield call.say(f"undone_{one['what']}", kind=kind, id=one["id"], fields=names)
    for one in taken["left"]:
        field = texts.field_label(one["field"], call.lang) if one["field"] else "*"
        yield call.say("undo_left", id=one["id"], field=field)


def received(call: Call, done: Sequence[Received]) -> Iterable[str]:
    """What became of each bundle."""
    for one in done:
        sender = f" ({one.sender})" if one.sender else ""
        yield f"{one.path}{sender}: {texts.say(said_as(str(one.outcome), one.detail), call.lang, changes=one.changes)}"
        if one.refused:
            yield "  " + call.say("partly_refused", count=len(one.refused))
        if one.conflicts:
            yield "  " + call.say("new_conflicts", count=one.conflicts)
    if not done:
        yield call.say("none")


def verified(call: Call, found: Shape) -> Iterable[str]:
    """What a check found."""
    if found["ok"]:
        yield call.say("verified_well", chains=found["chains"])
        return
    yield call.say("verified_badly")
    yield from table(found["faults"], ("compartment", "of", "seq", "why"))
    yield from (f"  {blob}" for blob in found["blobs"])
