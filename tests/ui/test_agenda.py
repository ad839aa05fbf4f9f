"""The list of today as lines: deadlines in words, and what could not be judged."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.casework.watch import Item, Urgency, What
from app.due_reading import Unjudged
from app.today import Today
from ui.models import agenda
from ui.shell.words import Words
from ui.theme import Theme

NOW = datetime.now().astimezone()


def day(away: int) -> str:
    return (NOW.date() + timedelta(days=away)).isoformat()


def due(what: What, when: str | None, **facts: int) -> str:
    item = Item(what, Urgency.DUE, "task", bytes(16), None, when, facts)
    return agenda.due_in_words(item, Words("en"), NOW)


def test_deadlines_in_words() -> None:
    assert due(What.OVERDUE, day(-3), days=3) == "3 days late"
    assert due(What.OVERDUE, day(0), days=0) == "was due today"
    assert due(What.DUE, day(0)) == "today"
    assert due(What.DUE, day(1)) == "tomorrow"
    assert due(What.DUE, day(5)) == "in 5 days"
    assert due(What.DUE, f"{day(1)}T18:30") == "tomorrow, 18:30"
    assert due(What.DUE, f"{NOW:%Y-%m}") == "today"
    assert due(What.CONFLICT, None) == ""


def test_cases_that_nobody_knows_here_are_counted(theme: Theme) -> None:
    missing = [
        Unjudged("case", bytes([n]) * 16, bytes([n]) * 16, None, "withheld", ("risk", "stay"))
        for n in range(3)
    ]
    found = agenda.laid_out(Today([], missing), Words("ru"), NOW)
    assert [(line.title, line.text) for line in found.missing] == [
        ("3 дела, которых здесь нет", "Оценка риска и проживание: здесь нет, согласие не дано.")
    ]
