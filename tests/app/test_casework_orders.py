"""The safer value is shown until a person decides."""

import pytest

from app.casework.kinds import KINDS
from app.casework.orders import NOT_RANKED, ORDERS

SAFER_FIRST = [
    ("case", "risk_level", ["critical", "high", "medium", "low", None]),
    ("risk", "level", ["critical", "high", "medium", "low"]),
    ("case", "priority", ["emergency", "urgent", "normal"]),
    ("message", "priority", ["emergency", "urgent", "normal"]),
    ("consent", "decision", ["withdrawn", "refused", "not_asked", "override", "given"]),
    (
        "house",
        "status",
        ["compromised", "evacuating", "closed", "paused", "full", "scouting", "ready", "active"],
    ),
    ("case", "status", ["detained", "sheltered", "closed"]),
    ("case", "status", ["lost_contact", "arrived", "duplicate"]),
    ("case", "verification_status", ["rejected", "falsely_attributed", "unverified", "pending", "verified"]),
    ("case", "retention_class", ["active", "archive_coded", "destroy"]),
    ("stay", "status", ["left_unplanned", "absent_overnight", "checked_in"]),
    ("risk", "review_due", ["2026-10", "2026-10-02", "2027"]),
    ("consent", "review_date", ["2026-10-01", "2026-10-02", None]),
    ("message", "must_be_acknowledged_by", ["2026-10-01T10:00", "2026-10-02"]),
    ("consent", "withheld", [["a", "b"], ["a"], None]),
    ("document", "evidence", [True, False]),
    ("task", "status", ["open", "in_progress", "cannot_do", "done"]),
    ("task", "status", ["open", "cancelled"]),
    ("task", "due", ["2026-10-01T18:00", "2026-10-02", None]),
    (
        "risk",
        "dimensions",
        [{"exit_ban": 4}, {"exit_ban": 3, "self_harm": 3}, {"exit_ban": 3}, {}, None],
    ),
]


@pytest.mark.parametrize(("kind", "field", "values"), SAFER_FIRST)
def test_the_safer_value_ranks_higher(kind: str, field: str, values: list[object]) -> None:
    ranks = [ORDERS[kind, field](value) for value in values]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) >= len([value for value in values if value is not None])


@pytest.mark.parametrize(("kind", "field"), ORDERS)
def test_a_value_that_no_model_understands_takes_no_part(kind: str, field: str) -> None:
    for strange in ("certainly", 12, {"x": 1}, ["", ""]):
        assert ORDERS[kind, field](strange) == NOT_RANKED
    assert ORDERS[kind, field](None) > NOT_RANKED


def test_orders_are_about_fields_that_exist() -> None:
    assert all(field in KINDS[kind].fields for kind, field in ORDERS)


def test_no_merge_restores_a_consent() -> None:
    rank = ORDERS["consent", "decision"]
    for restoring in ("given", "override", "not_asked"):
        assert rank(restoring) < rank("refused") < rank("withdrawn")
