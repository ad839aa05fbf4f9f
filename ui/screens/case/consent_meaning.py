"""What an answer means, in plain words; the rule itself is app's (app.casework.consents)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.casework.codes import Purpose
from ui.shell.words import Words

#: By purpose, what each decision means: those of the exchange decide what travels, all others what may be given out.
_HQ: Final[Mapping[str, str]] = {
    "given": "case.means_hq_given",
    "refused": "case.means_hq_refused",
    "withdrawn": "case.means_hq_withdrawn",
    "not_asked": "case.means_hq_not_asked",
    "override": "case.means_hq_override",
}
_WORK: Final[Mapping[str, str]] = {
    "given": "case.means_work_given",
    "refused": "case.means_work_refused",
    "withdrawn": "case.means_work_withdrawn",
    "not_asked": "case.means_work_not_asked",
    "override": "case.means_work_override",
}
_OTHER: Final[Mapping[str, str]] = {
    "given": "case.means_other_given",
    "refused": "case.means_other_refused",
    "withdrawn": "case.means_other_withdrawn",
    "not_asked": "case.means_other_not_asked",
    "override": "case.means_other_override",
}


def say(words: Words, purpose: str, decision: str) -> str:
    """Say what follows from an answer; of a decision that this version does not know, that it counts for nothing."""
    tables = {Purpose.SHARE_WITH_HQ: _HQ, Purpose.CASE_MANAGEMENT: _WORK}
    slug = tables.get(Purpose(purpose), _OTHER).get(decision)
    return words(slug) if slug is not None else words("case.means_nothing")
