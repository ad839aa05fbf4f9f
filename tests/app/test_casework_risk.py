"""Risk levels: how they compare, when to look again."""

from datetime import date

import pytest

from app.casework import risk
from app.casework.codes import RiskLevel as R

DAY = date(2026, 2, 27)


@pytest.mark.parametrize(
    ("level", "due"),
    [
        (R.CRITICAL, date(2026, 2, 28)),
        (R.HIGH, date(2026, 3, 2)),
        (R.MEDIUM, date(2026, 3, 13)),
        (R.LOW, date(2026, 3, 29)),
    ],
)
def test_review_is_due_after_1_3_14_and_30_days(level: R, due: date) -> None:
    assert risk.review_due(level, DAY) == due


def test_somebody_may_want_it_earlier_never_later() -> None:
    assert risk.review_due(R.LOW, DAY, date(2026, 3, 1)) == date(2026, 3, 1)
    assert risk.review_due(R.CRITICAL, DAY, date(2026, 12, 1)) == date(2026, 2, 28)


def test_the_worst_counts() -> None:
    assert risk.worst([R.LOW, R.CRITICAL, R.HIGH]) is R.CRITICAL
    assert risk.worst([]) is None
