"""What became of a file that was received, in short: a word with its level, what it brought, and one line about all of them.

Outcomes and their sentences are `app.texts`'. A file that could not be read is called so, whatever it may be; what is no
bundle of ours is of no interest and comes last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from app.errors import MachineError
from app.exchange import Received, said_as
from app.texts import Said, has_sentence
from ui.shell.words import Words
from ui.widgets import Entry

FOREIGN: Final = "not_for_us"
UNREADABLE: Final = "unreadable"
#: Nothing needs doing.
FINE: Final = frozenset({"applied", "duplicate", "superseded", FOREIGN})
#: After these a bundle that goes back tells the sender something.
ANSWERED: Final = frozenset({"applied", "duplicate", "superseded", "unopenable", "no_right"})

_LEVELS: Final[Mapping[str, str]] = {
    "applied": "good",
    "duplicate": "neutral",
    "superseded": "neutral",
    "not_for_us": "neutral",
    "damaged": "error",
    "cut_off": "error",
    "unopenable": "warning",
    "suspended": "warning",
    "revoked": "warning",
    "quarantined": "warning",
    "too_new": "warning",
    "too_large": "error",
    "no_right": "error",
    "too_early": "warning",
    UNREADABLE: "error",
}
_SHORT: Final[Mapping[str, str]] = {
    "applied": "exchange.short_applied",
    "duplicate": "exchange.short_duplicate",
    "superseded": "exchange.short_superseded",
    "not_for_us": "exchange.short_not_for_us",
    "damaged": "exchange.short_damaged",
    "cut_off": "exchange.short_cut_off",
    "unopenable": "exchange.short_unopenable",
    "suspended": "exchange.short_suspended",
    "revoked": "exchange.short_revoked",
    "quarantined": "exchange.short_quarantined",
    "too_new": "exchange.short_too_new",
    "too_large": "exchange.short_too_large",
    "no_right": "exchange.short_no_right",
    "too_early": "exchange.short_too_early",
    UNREADABLE: "exchange.short_unreadable",
}
#: What asks for something first, what is in after it, and what does not concern us last.
_ORDER: Final = ("error", "warning", "good", "neutral", FOREIGN)


def badge(outcome: str, words: Words) -> tuple[str, str]:
    """Return the word for an outcome and its level; one that a newer version wrote stands as it is."""
    slug = _SHORT.get(outcome)
    return (words(slug) if slug else outcome, _LEVELS.get(outcome, "neutral"))


def outcome_of(one: Received) -> str:
    """Name what became of a file."""
    outcome = str(one.outcome)
    return UNREADABLE if outcome == "cut_off" and has_sentence(one.detail, "en") else outcome


def badge_of(one: Received, words: Words) -> tuple[str, str]:
    """Return the sign of a file; a bundle of which a part was refused is not simply good."""
    text, level = badge(outcome_of(one), words)
    return (text, "warning") if one.refused and level == "good" else (text, level)


def said_of(one: Received, words: Words) -> Said:
    """Return the two sentences about a file."""
    if outcome_of(one) == UNREADABLE:
        said = words.error(MachineError(one.detail, path=one.path.name))
        return Said(words("exchange.unreadable", why=said.what), words("exchange.unreadable_to_do"))
    if str(one.outcome) == FOREIGN and one.detail == "short":
        return Said(words("exchange.too_short"), words("exchange.too_short_to_do"))
    said = words.sentences(said_as(str(one.outcome), one.detail), changes=one.changes)
    # What asks for something is said below it: nothing may say before that nothing needs doing.
    return Said(said.what, "") if one.conflicts or one.refused else said


def brought(one: Received, words: Words) -> str:
    """Say in short what a bundle brought."""
    counts = (
        ("exchange.n_changes", one.changes),
        ("exchange.n_attachments", one.blobs),
        ("exchange.n_conflicts", one.conflicts),
        ("exchange.n_refused", len(one.refused)),
    )
    return ", ".join(words(slug, n=count) for slug, count in counts if count)


def summary(done: Iterable[Received], words: Words) -> str:
    """Say in one line what became of all files."""
    counts = Counter(outcome_of(one) for one in done)
    bad = sum(count for outcome, count in counts.items() if outcome not in FINE)
    parts = (
        ("exchange.sum_applied", counts["applied"]),
        ("exchange.sum_nothing_new", counts["duplicate"] + counts["superseded"]),
        ("exchange.sum_bad", bad),
        ("exchange.sum_foreign", counts[FOREIGN]),
    )
    said = "; ".join(words(slug, n=count) for slug, count in parts if count)
    return words("exchange.sum", n=counts.total(), said=said)


def ordered(done: Sequence[Received], *, foreign_too: bool) -> list[tuple[int, Received]]:
    """Return the files with their numbers, those first that ask for something."""
    chosen = [(n, one) for n, one in enumerate(done) if foreign_too or str(one.outcome) != FOREIGN]
    return sorted(chosen, key=lambda pair: _ORDER.index(_rank(pair[1])))


def _rank(one: Received) -> str:
    if str(one.outcome) == FOREIGN:
        return FOREIGN
    level = _LEVELS.get(outcome_of(one), "neutral")
    return "warning" if one.refused and level == "good" else level


def entry(number: int, one: Received, words: Words) -> Entry:
    """Show a file as an entry of a list."""
    line = " · ".join(part for part in (one.sender or "", brought(one, words)) if part)
    return Entry(number, one.path.name, line or words("exchange.no_sender"), badge=badge_of(one, words))
