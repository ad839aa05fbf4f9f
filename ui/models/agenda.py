"""The list of today as lines: what `app.today` found, under the heading of its urgency, and folded at the end what it could not judge.

Says nothing of its own about danger: order, urgency and sentences are app's. A clock that is behind is no line: it makes
all of them doubtful, and stands above (`clock`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Final

from app.casework import partial_dates
from app.casework.watch import Item, Urgency, What
from app.due_reading import Unjudged
from app.texts import watching
from app.texts.wording import capitalised
from app.today import Today
from ui.shell.words import Words
from ui.widgets.lines_model import Line

#: The heading that folds what could not be judged.
FOLD: Final = "unjudged"

_LEVELS: Final[Mapping[Urgency, str]] = {
    Urgency.CRITICAL: "critical",
    Urgency.OVERDUE: "high",
    Urgency.DUE: "medium",
    Urgency.NOTICE: "info",
}
_SIGNS: Final[Mapping[What, str]] = {
    What.COMPROMISED: "today.compromised",
    What.MISSED: "today.missed",
    What.OVERDUE: "today.overdue",
    What.SILENT: "today.silent",
    What.DUE: "today.due",
    What.CONFLICT: "today.conflict",
    What.ONLY_HERE: "today.only_here",
}
#: What stands under the name of its house; of houses and devices the sentence says the name.
_IN_A_HOUSE: Final = frozenset({"task", "message"})
_LATE: Final = frozenset({What.MISSED, What.OVERDUE})


@dataclass(frozen=True, slots=True)
class Key:
    """What an item of the list is about, to know it again in the next list."""

    what: str
    kind: str
    id: bytes
    about: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A case of which something could not be judged; None for those that nobody knows here."""

    case: bytes | None
    why: str


def key_of(item: Item) -> Key:
    """Return what stays the same of an item as long as it is in the list; a field in conflict is one item."""
    about = f"{item.about}:{item.facts.get('field', '')}"
    return Key(str(item.what), item.kind, item.id, about)


def clock(found: Today) -> Item | None:
    """Return the warning about this machine's clock, if there is one."""
    return next((item for item in found.items if item.what is What.CLOCK_BEHIND), None)


def listed(found: Today) -> list[Item]:
    """Return the items that are lines."""
    return [item for item in found.items if item.what is not What.CLOCK_BEHIND]


@dataclass(frozen=True, slots=True)
class Agenda:
    """The list laid out. items: by the key of their line; lines: with their headings.

    missing: what was not judged; unjudged: of how many cases.
    """

    items: Mapping[Key, Item]
    lines: Sequence[Line]
    missing: Sequence[Line]
    unjudged: int
    clock: Item | None


def laid_out(found: Today, words: Words, now: datetime) -> Agenda:
    """Lay the list out; of hundreds of items that takes a while, so it is done where it was read."""
    items = listed(found)
    made: list[Line] = []
    for urgency, together in groupby(items, key=lambda item: item.urgency):
        group = list(together)
        level = _LEVELS[urgency]
        heading = watching.heading(urgency, words.language)
        made.append(Line(urgency.word, heading, note=str(len(group)), level=level, heading=True))
        made += [_line(item, words, now, level) for item in group]
    return Agenda(
        items={key_of(item): item for item in items},
        lines=made,
        missing=_not_judged(found.not_judged, words),
        unjudged=len({one.case for one in found.not_judged}),
        clock=clock(found),
    )


def shown(agenda: Agenda, words: Words, actions: Mapping[Key, str], *, folded: bool) -> list[Line]:
    """Return the lines to show. actions: the text of the button of those items that can be settled at once."""
    made = [
        replace(line, action=actions[line.key]) if isinstance(line.key, Key) and line.key in actions else line
        for line in agenda.lines
    ]
    if agenda.missing:
        note = str(agenda.unjudged)
        made.append(Line(FOLD, words("today.not_judged"), note=note, heading=True, folded=folded))
    return made if folded else [*made, *agenda.missing]


def _line(item: Item, words: Words, now: datetime, level: str) -> Line:
    title = item.facts.get("alias", "") if item.case is not None else ""
    if item.kind in _IN_A_HOUSE:
        title = title or item.facts.get("name", "")
    return Line(
        key_of(item),
        watching.sentence(item, words.language, now),
        title=str(title),
        note=due_in_words(item, words, now),
        badge=words(_SIGNS[item.what]),
        level=level,
    )


def line_in_case(item: Item, words: Words, now: datetime) -> Line:
    """Lay out one item for who sees its case around it."""
    return replace(_line(item, words, now, _LEVELS[item.urgency]), title="")


def due_in_words(item: Item, words: Words, now: datetime) -> str:
    """Say how late an item is, or how soon it is due; "" where time is not the matter."""
    days = item.facts.get("days", 0)
    if item.what in _LATE:
        return words("today.late", n=int(days)) if days else words("today.late_today")
    if item.what is not What.DUE or item.due is None:
        return ""
    moment = partial_dates.exact(item.due)
    if moment is not None:
        local = moment.replace(tzinfo=now.tzinfo) if moment.tzinfo is None else moment.astimezone(now.tzinfo)
        return words("today.at", day=_soon(local.date(), words, now), time=f"{local:%H:%M}")
    return _soon(max(partial_dates.first_day(item.due), now.date()), words, now)


def _soon(day: date, words: Words, now: datetime) -> str:
    away = (day - now.date()).days
    if away <= 0:
        return words("today.today")
    return words("today.tomorrow") if away == 1 else words("today.in_days", n=away)


def _not_judged(missing: Sequence[Unjudged], words: Words) -> list[Line]:
    """Name each case once for each reason, with the kinds of what may be due there; cases not known here together."""
    kinds: dict[tuple[bytes | None, str, str], dict[str, None]] = {}
    for one in missing:
        place = (one.case, one.alias or "", one.why)
        kinds.setdefault(place, {}).update(dict.fromkeys(one.what))
    known = [
        _missing(Missing(case, why), alias, list(what), words)
        for (case, alias, why), what in kinds.items()
        if alias
    ]
    alike = Counter((why, tuple(what)) for (_, alias, why), what in kinds.items() if not alias)
    others = [
        _missing(Missing(None, f"{why}:{what}"), words("today.unknown_cases", n=n), what, words, why)
        for (why, what), n in alike.items()
    ]
    return [*known, *others]


def _missing(key: Missing, title: str, kinds: Sequence[str], words: Words, why: str = "") -> Line:
    said = capitalised(words.listed([words.kind(kind).lower() for kind in kinds]))
    reason = watching.why(why or key.why, words.language)
    text = words("today.missing", what=said, why=reason)
    return Line(key, text, title=title, badge=words("today.unknown"))
