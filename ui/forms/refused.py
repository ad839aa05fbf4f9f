"""At which field a refusal is shown: it names one, or it is answered in one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.errors import SidingError

#: Where what was refused as a whole is answered: the first of these that has no value yet.
_ANSWERED_IN: Final[Mapping[str, tuple[str, ...]]] = {
    "override_without_basis": ("legal_basis", "reason"),
    "status_needs_reason": ("status_reason",),
    "stay_overlaps": ("exception_reason",),
    "house_full": ("exception_reason",),
    "person_exists": ("person",),
}


def field_of(error: Exception, entered: Mapping[str, object]) -> str | None:
    """Name the field under which a refusal is said; None for one that is about the whole."""
    if not isinstance(error, SidingError):
        return None
    named = error.facts.get("field") or error.facts.get("end")
    if isinstance(named, str) and named:
        return named
    answers = _ANSWERED_IN.get(error.slug, ())
    return next((name for name in answers if entered.get(name) is None), answers[-1] if answers else None)
