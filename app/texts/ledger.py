"""How the exchange with one peer stands, in words that a tired person can read; and what a lost stick means.

Pure: the facts come in, with local times. Rules: what is said to be there was confirmed by the other side;
what was only sent is called unconfirmed; what exists only here is always said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.texts.wording import Fact, Grammar, capitalised, fill


@dataclass(frozen=True, slots=True)
class Load:
    """What travels: counts of changes, photos and other attachments."""

    changes: int = 0
    photos: int = 0
    files: int = 0

    def __bool__(self) -> bool:
        return bool(self.changes or self.photos or self.files)


@dataclass(frozen=True, slots=True)
class Standing:
    """The facts about one peer. `confirmed_until`: everything written before it was acknowledged.

    `unconfirmed` was sent `how` (a channel's slug) and `sent`; `waiting` was never sent; `withheld` counts scopes.
    """

    name: str
    confirmed_until: datetime | None = None
    unconfirmed: Load = Load()
    how: str = "file"
    sent: datetime | None = None
    waiting: Load = Load()
    withheld: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """A language's sentences for the ledger."""

    ledger: Mapping[str, str]
    channels: Mapping[str, str]
    grammar: Grammar

    def say(self, slug: str, facts: Mapping[str, Fact]) -> str:
        """Fill one of the ledger's sentences; one that begins with a name begins as that is written."""
        template = self.ledger[slug]
        said = fill(template, facts, self.grammar)
        return said if template.startswith("{name}") else capitalised(said)

    def load(self, load: Load) -> str:
        """Name what travels: "three changes and one photo"."""
        counted = (("change", load.changes), ("photo", load.photos), ("file", load.files))
        return self.grammar.listed(
            [
                self.grammar.counted(number, self.ledger[what].split("|"), words=True)
                for what, number in counted
                if number
            ]
        )


def agreement(load: Load) -> int:
    """Return the number that verbs agree with: the count of a single thing, else a plural."""
    counts = [count for count in (load.changes, load.photos, load.files) if count]
    return counts[0] if len(counts) == 1 else 5


def standing(facts: Standing, words: Words, today: datetime) -> str:
    """Say how the exchange with one peer stands."""
    grammar = words.grammar
    name: dict[str, Fact] = {"name": facts.name}
    said = []
    if facts.confirmed_until is not None:
        moment = grammar.moment(facts.confirmed_until, today)
        said.append(words.say("everything_up_to", name | {"moment": moment}))
    else:
        said.append(words.say("nothing_confirmed", name))
    if facts.unconfirmed and facts.sent is not None:
        said.extend(_unconfirmed(facts, facts.sent, words, today))
    if facts.waiting:
        load: dict[str, Fact] = {"load": words.load(facts.waiting), "agree": agreement(facts.waiting)}
        said.append(words.say("waiting", load))
    if not facts.unconfirmed and not facts.waiting:
        said.append(words.say("nothing_waits", {}))
    if facts.withheld:
        said.append(words.say("withheld", {"withheld": facts.withheld}))
    return " ".join(said)


def quiet(facts: Standing, words: Words, today: datetime) -> str:
    """Say the same in one line: what is confirmed, and what waits, sent already or not."""
    waiting = _together(facts.waiting, facts.unconfirmed)
    load: dict[str, Fact] = {"load": words.load(waiting), "agree": agreement(waiting)}
    rest = fill(words.ledger["quiet_waits" if waiting else "quiet_nothing"], load, words.grammar)
    said: dict[str, Fact] = {"name": facts.name, "rest": rest}
    if facts.confirmed_until is None:
        return words.say("quiet_unconfirmed", said)
    return words.say("quiet_up_to", said | {"moment": words.grammar.moment(facts.confirmed_until, today)})


def _together(one: Load, other: Load) -> Load:
    return Load(one.changes + other.changes, one.photos + other.photos, one.files + other.files)


def came(name: str, when: datetime | None, words: Words, today: datetime) -> str:
    """Say who sent last, and when; None for nobody yet."""
    if when is None:
        return words.say("quiet_none_came", {})
    return words.say("quiet_came", {"name": name, "moment": words.grammar.moment(when, today)})


def alone(words: Words) -> str:
    """Say that there is nobody yet to exchange with."""
    return words.say("quiet_alone", {})


def _unconfirmed(facts: Standing, sent: datetime, words: Words, today: datetime) -> list[str]:
    load: dict[str, Fact] = {
        "load": words.load(facts.unconfirmed),
        "agree": agreement(facts.unconfirmed),
        "how": words.channels.get(facts.how, facts.how),
        "day": words.grammar.day(sent, today),
    }
    slug = "unconfirmed" if facts.confirmed_until is not None else "unconfirmed_first"
    return [words.say(slug, load), words.say("again", load)]


def lost_stick(name: str, unconfirmed: Load, words: Words) -> str:
    """Say what a lost stick means: what was on it, who can read it, that nothing needs doing."""
    facts: dict[str, Fact] = {"name": name}
    if not unconfirmed:
        slugs = ("lost_nothing", "lost_safe", "nothing_needed")
        return " ".join(words.say(slug, facts) for slug in slugs)
    facts |= {"load": words.load(unconfirmed), "agree": agreement(unconfirmed)}
    return " ".join(words.say(slug, facts) for slug in ("lost_load", "lost_safe", "lost_no_action"))
