"""How risk levels compare, and when each wants looking at again.

Dates come in as arguments; nothing is written: what is overdue is computed, never stored (vault.md).
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from app.casework.codes import RiskLevel

REVIEW_DAYS: Mapping[RiskLevel, int] = {
    RiskLevel.CRITICAL: 1,
    RiskLevel.HIGH: 3,
    RiskLevel.MEDIUM: 14,
    RiskLevel.LOW: 30,
}

_WORST_FIRST = list(RiskLevel)


def worst(levels: Iterable[RiskLevel]) -> RiskLevel | None:
    """Return the greatest danger among levels; None among none."""
    return min(levels, key=_WORST_FIRST.index, default=None)


def review_due(level: RiskLevel, assessed: date, entered: date | None = None) -> date:
    """Return the day by which to look again; an earlier day that somebody entered stands."""
    latest = assessed + timedelta(days=REVIEW_DAYS[level])
    return min(latest, entered) if entered is not None else latest
