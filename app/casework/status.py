"""The steps of a case, from first contact to closed, and the states beside the way.

A step outside the map is possible, because life does not follow it, but needs a reason and is marked.
Pure: says whether a step is on the map, never makes one.
"""

from collections.abc import Mapping

from app.casework.codes import CaseStatus as S
from storage.errors import UserError

BESIDE = frozenset(
    {S.ON_HOLD, S.LOST_CONTACT, S.DETAINED, S.DECEASED, S.WITHDRAWN, S.TRANSFERRED, S.DUPLICATE}
)
"""Reached from every step that is not an end, without a reason: they happen."""

ENDS = frozenset({S.CLOSED, S.DECEASED, S.WITHDRAWN, S.TRANSFERRED, S.DUPLICATE})
"""Nothing more is planned for the person; only closing or reopening follows."""

_WAY: Mapping[S, frozenset[S]] = {
    S.IDENTIFIED: frozenset({S.INTAKE}),
    S.INTAKE: frozenset({S.VERIFIED, S.NOT_VERIFIED}),
    S.VERIFIED: frozenset({S.SHELTERED, S.SUPPORTED_IN_PLACE}),
    S.NOT_VERIFIED: frozenset({S.VERIFIED, S.SHELTERED, S.SUPPORTED_IN_PLACE, S.CLOSED}),
    S.SHELTERED: frozenset({S.SUPPORTED_IN_PLACE, S.PATHWAY_SUBMITTED}),
    S.SUPPORTED_IN_PLACE: frozenset({S.SHELTERED, S.PATHWAY_SUBMITTED}),
    S.PATHWAY_SUBMITTED: frozenset({S.PATHWAY_ACCEPTED, S.PATHWAY_REFUSED}),
    S.PATHWAY_ACCEPTED: frozenset({S.TRAVEL_READY}),
    S.PATHWAY_REFUSED: frozenset({S.PATHWAY_SUBMITTED, S.SHELTERED, S.SUPPORTED_IN_PLACE}),
    S.TRAVEL_READY: frozenset({S.IN_TRANSIT}),
    S.IN_TRANSIT: frozenset({S.ARRIVED}),
    S.ARRIVED: frozenset({S.SETTLING}),
    S.SETTLING: frozenset({S.SETTLED}),
    S.SETTLED: frozenset({S.CLOSED}),
}

MAIN = tuple(_WAY)
"""The way itself, in order, `closed` left out."""

_AGAIN = frozenset(MAIN) | BESIDE


def next_steps(status: S) -> frozenset[S]:
    """Return the statuses that may follow without a reason."""
    if status in ENDS:
        return frozenset({S.REOPENED}) if status is S.CLOSED else frozenset({S.CLOSED, S.REOPENED})
    if status in BESIDE or status is S.REOPENED:
        return (_AGAIN | {S.CLOSED}) - {status}
    return _WAY[status] | BESIDE


def on_the_map(before: S | None, after: S) -> bool:
    """Say whether a step is on the map; a new case may begin anywhere, and standing still is no step."""
    return before is None or before is after or after in next_steps(before)


def check(before: S | None, after: S, reason: str | None) -> bool:
    """Return whether the step is to be marked as outside the map.

    Raises: UserError("status_needs_reason") for a step outside the map without a reason.
    """
    if on_the_map(before, after):
        return False
    if reason is None or not reason.strip():
        allowed = ", ".join(status for status in S if status in next_steps(before or after))
        raise UserError("status_needs_reason", before=str(before), after=str(after), allowed=allowed)
    return True
