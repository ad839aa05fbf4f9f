"""The history of a case as a person reads it: who wrote what, what stood there before, and how it came."""

from __future__ import annotations

import pytest
from support.cli import Organisation

from app import cases, past, sharing
from app.casework.compartments import Compartment
from app.ids import parse
from app.past import Came
from app.placing import Place
from storage.errors import UserError


@pytest.fixture
def case(org: Organisation) -> bytes:
    """A case of the house, with a person in it."""
    made = org.house.add("case", "alias=Тихий клён")
    org.house.add("person", "--case", made, "chosen_name=Муса", "legal_name_latin=Musa", "orientation=gay")
    return parse(made)


def test_who_wrote_it_what_stood_before_and_how_it_came(org: Organisation, case: bytes) -> None:
    org.round()
    with org.desk.open() as desk:
        cases.change(desk, case, {"alias": "Серый дрозд"})
        told = past.of_case(desk, case)
        changed, *_ = told.steps
        first = next(one for one in told.steps if one.field == "alias" and not one.live)
        came = first.came
    assert (changed.value, changed.before, changed.author, changed.came) == (
        "Серый дрозд",
        ("Тихий клён",),
        "desk-1",
        None,
    )
    assert changed.live
    assert (first.value, first.author) == ("Тихий клён", "house-a")
    assert isinstance(came, Came)
    assert came.sender == "house-a"
    assert told.names[case] == "Серый дрозд"
    assert [told.names[person] for person in told.persons] == ["Муса"]


def test_nothing_of_the_identity_tier_is_given(org: Organisation, case: bytes) -> None:
    with org.house.open() as house:
        (person,) = past.of_case(house, case).persons
        cases.change(house, person, {"legal_name_latin": "Mousa"})
        told = past.of_case(house, case)
    hidden = [step for step in told.steps if step.hidden]
    assert {step.field for step in hidden} == {"legal_name_latin", "orientation"}
    assert all(step.value is None and step.before == () for step in hidden)
    assert "Mousa" not in repr(told)
    assert "Musa" not in repr(told)


def test_a_record_is_told_with_its_person_and_a_delete_with_its_reason(
    org: Organisation, case: bytes
) -> None:
    with org.house.open() as house:
        (person,) = past.of_case(house, case).persons
        note = cases.add(house, "note", {"text": "позвонил"}, Place(person=person)).id
        kept = cases.add(
            house, "note", {"text": "не спит"}, Place(person=person, compartment=Compartment.HEALTH)
        ).id
        risk = cases.add(house, "risk", {"level": "high"}, Place(case=case)).id
        cases.delete(house, risk, "два раза")
        steps = past.of_case(house, case).steps
    assert {step.person for step in steps if step.record in (note, kept)} == {person}
    assert {step.compartment for step in steps if step.record == kept} == {Compartment.HEALTH}
    deleted = steps[0]
    assert (deleted.record, deleted.field, deleted.person) == (risk, "deleted", None)
    assert isinstance(deleted.value, dict)
    assert deleted.value["reason"] == "два раза"


def test_what_was_shed_is_not_told(org: Organisation, case: bytes) -> None:
    org.round()
    with org.house.open() as house:
        sharing.shed(house, case)
        assert not [step for step in past.of_case(house, case).steps if step.hidden]


def test_only_a_case_has_this_history(org: Organisation, case: bytes) -> None:
    with org.house.open() as house:
        (person,) = past.of_case(house, case).persons
        with pytest.raises(UserError, match="wrong_kind"):
            past.of_case(house, person)
        with pytest.raises(UserError, match="unknown_record"):
            past.of_case(house, bytes(16))
