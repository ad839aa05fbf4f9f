"""The rules of casework that need more than one record or the value before: steps of a case, stays, reviews of a risk.

Called while a record is added or changed, inside its transaction. Returns what follows from the values and is written with
them; refuses what needs a reason and has none. After a merge nothing is refused: then the same rules only list.
"""

from collections.abc import Mapping
from datetime import date

from app.casework import risk, status, stays
from app.casework.codes import CaseStatus, RiskLevel, StayStatus
from app.casework.entry import understood
from app.casework.partial_dates import first_day, is_moment
from app.ids import parse
from storage import records
from storage.database import Tx
from storage.errors import UserError
from storage.records import Row

Fields = Mapping[str, object]


def consequences(
    tx: Tx, kind: str, record: bytes, before: Fields, entered: Fields, today: date
) -> dict[str, object]:
    """Check one record as it is about to be written.

    Args: before: the fields as they are (empty for a new record). entered: those that change.
    Returns: further fields to write with them.
    Raises: UserError("status_needs_reason"), UserError("stay_overlaps"), UserError("house_full").
    """
    after = {**before, **entered}
    if kind == "case" and before and "status" in entered:
        _step(before.get("status"), entered["status"], entered.get("status_reason"))
    if kind == "stay":
        _stay(tx, record, after, today)
    if kind == "risk" and "level" in entered:
        return _review(after, entered, today)
    return {}


def _step(before: object, after: object, reason: object) -> None:
    known = before if before in set(CaseStatus) else None
    if after is not None:
        status.check(
            CaseStatus(str(known)) if known else None, CaseStatus(str(after)), str(reason) if reason else None
        )


def _review(after: Fields, entered: Fields, today: date) -> dict[str, object]:
    assessed = _day(after.get("date")) or today
    due = risk.review_due(RiskLevel(str(after["level"])), assessed, _day(entered.get("review_due")))
    return {"review_due": due.isoformat()}


def _day(value: object) -> date | None:
    return first_day(value) if isinstance(value, str) and is_moment(value) else None


def _stay(tx: Tx, record: bytes, after: Fields, today: date) -> None:
    this = read_stay(record, after)
    if this is None or this.excused:
        return
    theirs = [this, *_others(tx, this, "person", after["person"])]
    if any(this.record in (pair.first, pair.second) for pair in stays.overlaps(theirs, today)):
        raise UserError("stay_overlaps")
    if this.house is None:
        return
    capacity = _capacity(tx, this.house)
    there = [this, *_others(tx, this, "house", after["house"])]
    period = stays.nights(this, today)
    if capacity is None or period is None:
        return
    for full in stays.overfull(there, {this.house: capacity}, today):
        if full.start < period[1] and period[0] < full.end:
            raise UserError("house_full", capacity=capacity, people=full.people, on=full.start.isoformat())


def _others(tx: Tx, this: stays.Stay, field: str, value: object) -> list[stays.Stay]:
    rows = records.query(tx, "stay", where={field: value})
    return [
        found for row in rows if row.record != this.record and (found := read_stay(row.record, row.fields))
    ]


def _capacity(tx: Tx, house: bytes) -> int | None:
    rows: list[Row] = [row for row in records.get(tx, house) if row.kind == "house"]
    capacity = rows[0].fields.get("capacity") if rows else None
    return capacity if isinstance(capacity, int) else None


def read_stay(record: bytes, fields: Fields) -> stays.Stay | None:
    """Read a stay from its fields; None where another device wrote what no rule can use."""
    if not all(understood("stay", name, value) for name, value in fields.items()):
        return None
    try:
        return stays.Stay(
            record=record,
            person=parse(str(fields["person"])),
            house=parse(str(fields["house"])) if fields.get("house") else None,
            status=StayStatus(str(fields.get("status") or StayStatus.PLANNED)),
            **{name: _text(fields.get(name)) for name in _TEXTS},
        )
    except (KeyError, ValueError, UserError):
        return None


_TEXTS = ("planned_from", "planned_to", "actual_from", "actual_to", "exception_reason")


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
