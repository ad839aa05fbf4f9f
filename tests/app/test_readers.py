"""Who will be able to read what is about to be written."""

from __future__ import annotations

import pytest
from support.cli import Organisation

from app import cases, readers, sharing
from app.casework.compartments import Compartment
from app.ids import parse, to_text
from app.readers import Home

CORE, ROUTE = Compartment.CORE, Compartment.ROUTE
IDENTITY, STORY, HEALTH = Compartment.IDENTITY, Compartment.STORY, Compartment.HEALTH


@pytest.fixture
def case(org: Organisation) -> bytes:
    """A case of the house with one person, which headquarters has."""
    made = org.house.add("case", "alias=Тихий клён")
    org.house.add("person", "--case", made, "chosen_name=Муса")
    org.round()
    return parse(made)


def places(homes: list[Home]) -> list[Compartment]:
    return [home.compartment for home in homes]


def test_a_house_writes_for_itself_and_headquarters(org: Organisation, case: bytes) -> None:
    with org.house.open() as house:
        told = readers.of_case(house, "note", case)
        papers = readers.of_case(house, "document", case)
    ((person, name),) = told.names.items()
    assert name == "Муса"
    assert places(told.of[None]) == [CORE]
    assert places(told.of[person]) == [CORE, STORY, HEALTH]
    assert places(papers.of[person]) == [CORE, IDENTITY, STORY, HEALTH]
    assert {home.houses for home in told.of[person]} == {("house-a",)}
    assert {home.kept for home in told.of[person]} == {None}


def test_a_desk_is_told_which_houses_read_it(org: Organisation, case: bytes) -> None:
    with org.desk.open() as desk:
        sharing.open_to(desk, case, "house-b", [STORY])
        told = readers.of_case(desk, "note", case)
    (person,) = told.names
    assert [(home.compartment, home.houses) for home in told.of[None]] == [
        (CORE, ("house-a", "house-b")),
        (ROUTE, ()),
    ]
    assert [(home.compartment, home.houses) for home in told.of[person]] == [
        (CORE, ("house-a", "house-b")),
        (STORY, ("house-b",)),
        (HEALTH, ()),
    ]


def test_what_consent_keeps_back_is_said_before_it_is_written(org: Organisation, case: bytes) -> None:
    with org.house.open() as house:
        (person,) = readers.of_case(house, "note", case).names
        fields = {"person": to_text(person), "purpose": "share_with_hq", "decision": "refused"}
        cases.add(house, "consent", fields)
        told = readers.of_case(house, "note", case)
    kept = {home.compartment: home.kept for home in told.of[person]}
    assert kept == {
        CORE: "consent_every_principal_refused",
        STORY: "consent_refused",
        HEALTH: "consent_refused",
    }


def test_what_is_not_open_to_a_house_is_not_offered(org: Organisation, case: bytes) -> None:
    made = org.desk.add("case", "alias=Серый дрозд")
    org.desk.add("person", "--case", made, "chosen_name=Адам", "orientation=gay")
    with org.desk.open() as desk:
        sharing.open_to(desk, parse(made), "house-a", [HEALTH])
    org.round()
    with org.house.open() as house:
        told = readers.of_case(house, "note", parse(made))
    (person,) = told.names
    assert places(told.of[person]) == [CORE, HEALTH]
