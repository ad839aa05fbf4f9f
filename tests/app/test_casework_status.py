"""The map of a case's steps, every step of it."""

from itertools import pairwise, product

import pytest

from app.casework import status
from app.casework.codes import CaseStatus as S
from storage.errors import UserError

THE_WAY = [
    [S.IDENTIFIED, S.INTAKE, S.VERIFIED, S.SHELTERED, S.SUPPORTED_IN_PLACE, S.SHELTERED, S.PATHWAY_SUBMITTED],
    [S.INTAKE, S.NOT_VERIFIED, S.VERIFIED, S.SUPPORTED_IN_PLACE, S.PATHWAY_SUBMITTED],
    [S.NOT_VERIFIED, S.SHELTERED],
    [S.NOT_VERIFIED, S.CLOSED],
    [S.PATHWAY_SUBMITTED, S.PATHWAY_ACCEPTED, S.TRAVEL_READY, S.IN_TRANSIT, S.ARRIVED, S.SETTLING],
    [S.PATHWAY_SUBMITTED, S.PATHWAY_REFUSED, S.PATHWAY_SUBMITTED],
    [S.PATHWAY_REFUSED, S.SHELTERED],
    [S.SETTLING, S.SETTLED, S.CLOSED, S.REOPENED, S.SHELTERED],
    [S.IN_TRANSIT, S.LOST_CONTACT, S.DETAINED, S.IN_TRANSIT],
    [S.SHELTERED, S.ON_HOLD, S.SHELTERED],
    [S.ON_HOLD, S.CLOSED],
    [S.SHELTERED, S.DECEASED, S.CLOSED],
    [S.WITHDRAWN, S.REOPENED, S.INTAKE],
]

OUTSIDE = [
    (S.INTAKE, S.ARRIVED),
    (S.IDENTIFIED, S.SHELTERED),
    (S.SHELTERED, S.INTAKE),
    (S.PATHWAY_REFUSED, S.TRAVEL_READY),
    (S.SHELTERED, S.CLOSED),
    (S.SHELTERED, S.REOPENED),
    (S.CLOSED, S.SHELTERED),
    (S.DECEASED, S.SHELTERED),
    (S.WITHDRAWN, S.ON_HOLD),
    (S.IN_TRANSIT, S.SETTLED),
]


@pytest.mark.parametrize(("before", "after"), [step for way in THE_WAY for step in pairwise(way)])
def test_a_step_on_the_map_needs_no_reason(before: S, after: S) -> None:
    assert status.check(before, after, None) is False


@pytest.mark.parametrize(("before", "after"), OUTSIDE)
def test_a_step_outside_needs_a_reason_and_is_marked(before: S, after: S) -> None:
    for missing in (None, "", "  "):
        with pytest.raises(UserError) as refused:
            status.check(before, after, missing)
        assert refused.value.slug == "status_needs_reason"
        assert after not in str(refused.value.facts["allowed"]).split(", ")
    assert status.check(before, after, "перевезли ночью, обыск у соседей") is True


@pytest.mark.parametrize("code", S)
def test_a_new_case_begins_anywhere_and_standing_still_is_no_step(code: S) -> None:
    assert status.check(None, code, None) is False
    assert status.check(code, code, None) is False


@pytest.mark.parametrize(("before", "beside"), list(product(status.MAIN, sorted(status.BESIDE))))
def test_misfortune_needs_no_reason(before: S, beside: S) -> None:
    assert status.on_the_map(before, beside)


def test_every_status_has_a_next_step() -> None:
    assert all(status.next_steps(code) for code in S)
    assert all(code not in status.next_steps(code) for code in S)
