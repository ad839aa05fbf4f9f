"""Which of several live values is shown until a person decides: the safer one.

Storage asks the table with (kind, field); the higher rank is shown, and both values stay. Where a field is not
in the table, or ranks are equal, the later change is shown. Rules: a merge never lowers a risk and never
restores a consent; a house that somebody calls compromised is shown so. A value that no model understands
ranks lowest: it takes no part in a rule.
"""

from collections.abc import Callable, Mapping, Sequence

from app.casework import partial_dates
from app.casework.codes import (
    CaseStatus,
    ConsentDecision,
    HouseStatus,
    Priority,
    RetentionClass,
    RiskLevel,
    StayStatus,
    TaskStatus,
    VerificationStatus,
)
from app.casework.entry import understood

Rank = Callable[[object], int]

NOT_RANKED = -1


def _safest_first(codes: Sequence[str], otherwise: int = 0) -> Rank:
    ranks = {str(code): len(codes) - place for place, code in enumerate(codes)}
    return lambda value: ranks.get(value, otherwise) if isinstance(value, str) else 0


def _dimensions(value: object) -> int:
    """Rank a table of dimensions by its worst level, then by their sum."""
    levels = [level for level in value.values() if isinstance(level, int)] if isinstance(value, dict) else []
    return max(levels, default=0) * 1_000 + sum(levels)


def _more(value: object) -> int:
    return len(value) if isinstance(value, list) else 0


def _sooner(value: object) -> int:
    last = partial_dates.last_day("2199-12-31").toordinal()
    return last - partial_dates.first_day(value).toordinal() if isinstance(value, str) else 0


def _yes(value: object) -> int:
    return int(value is True)


_CASE_STATUS = (CaseStatus.DETAINED, CaseStatus.LOST_CONTACT)
_CASE_OVER = (CaseStatus.CLOSED, CaseStatus.DUPLICATE)


def _case_status(value: object) -> int:
    """Somebody in danger is shown so; nobody is shown as over while another device still works on the case."""
    if value in _CASE_STATUS:
        return 2
    return 0 if value in _CASE_OVER else 1


_TABLE: Mapping[tuple[str, str], Rank] = {
    ("case", "status"): _case_status,
    ("case", "risk_level"): _safest_first(list(RiskLevel)),
    ("case", "priority"): _safest_first(list(Priority)),
    ("case", "verification_status"): _safest_first(
        [
            VerificationStatus.REJECTED,
            VerificationStatus.FALSELY_ATTRIBUTED,
            VerificationStatus.UNVERIFIED,
            VerificationStatus.PENDING,
        ]
    ),
    ("case", "retention_class"): _safest_first([RetentionClass.ACTIVE, RetentionClass.ARCHIVE_CODED]),
    ("risk", "level"): _safest_first(list(RiskLevel)),
    ("risk", "dimensions"): _dimensions,
    ("risk", "review_due"): _sooner,
    # An override says that consent is missing; shown above `given`, it never restores one.
    ("consent", "decision"): _safest_first(
        [
            ConsentDecision.WITHDRAWN,
            ConsentDecision.REFUSED,
            ConsentDecision.NOT_ASKED,
            ConsentDecision.OVERRIDE,
        ]
    ),
    ("consent", "withheld"): _more,
    ("consent", "review_date"): _sooner,
    ("house", "status"): _safest_first(
        [
            HouseStatus.COMPROMISED,
            HouseStatus.EVACUATING,
            HouseStatus.CLOSED,
            HouseStatus.PAUSED,
            HouseStatus.FULL,
            HouseStatus.SCOUTING,
            HouseStatus.READY,
        ]
    ),
    ("stay", "status"): _safest_first([StayStatus.LEFT_UNPLANNED, StayStatus.ABSENT_OVERNIGHT]),
    ("message", "priority"): _safest_first(list(Priority)),
    ("message", "must_be_acknowledged_by"): _sooner,
    # What one calls done and another does not, is still to be done.
    ("task", "status"): _safest_first([TaskStatus.OPEN, TaskStatus.IN_PROGRESS, TaskStatus.CANNOT_DO]),
    ("task", "due"): _sooner,
    ("document", "evidence"): _yes,
}


def _guarded(kind: str, field: str, rank: Rank) -> Rank:
    return lambda value: rank(value) if understood(kind, field, value) else NOT_RANKED


ORDERS: Mapping[tuple[str, str], Rank] = {
    (kind, field): _guarded(kind, field, rank) for (kind, field), rank in _TABLE.items()
}
