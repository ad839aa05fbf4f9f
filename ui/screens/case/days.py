"""Days of records, for lists: in words, and in order."""

from __future__ import annotations

from app.casework import partial_dates
from app.lists import Listed
from app.texts import values
from ui.shell.context import Context


def say(ctx: Context, value: object) -> str:
    """Say a stored date in words; "" for none, as it stands when it is none."""
    if not isinstance(value, str):
        return ""
    return values.day(value, ctx.words.language) if partial_dates.is_moment(value) else value


def today(ctx: Context) -> str:
    """Return today as it is stored."""
    return ctx.now().date().isoformat()


def order(record: Listed, *names: str) -> str:
    """Return what sorts a record by the first of these days that it has; nothing sorts first."""
    for name in names:
        value = record.fields.get(name)
        if isinstance(value, str) and partial_dates.is_moment(value):
            return partial_dates.last_day(value).isoformat() + value
    return ""
