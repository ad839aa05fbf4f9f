"""Search while somebody types: names and aliases, the kinds in order, and nothing of the identity tier."""

from __future__ import annotations

import pytest
from support.cli import Organisation

from app.ids import to_text
from app.searching import Hits, search


@pytest.fixture
def case(org: Organisation) -> str:
    return org.house.add("case", "alias=Тихий клён")


def found(org: Organisation, words: str, each: int = 8) -> Hits:
    with org.house.open() as house:
        return search(house, words, each)


def test_a_case_and_what_is_in_it_stand_under_its_alias(org: Organisation, case: str) -> None:
    someone = org.house.add("person", "--case", case, "chosen_name=Тимур")
    org.house.add("task", "--case", case, "what=Позвонить Тимуру\nвечером")
    org.house.add("note", "--case", case, "text=Тимур спит плохо")
    hits = found(org, "timur").found
    assert [(hit.kind, hit.name, hit.alias) for hit in hits] == [
        ("person", "Тимур", "Тихий клён"),
        ("task", "Позвонить Тимуру", "Тихий клён"),
        ("note", "", "Тихий клён"),
    ]
    assert to_text(hits[0].id) == someone
    assert {to_text(hit.case or b"") for hit in hits} == {case}
    assert hits[2].snippet == "Тимур спит плохо"


def test_what_belongs_to_a_house_says_so(org: Organisation) -> None:
    house = org.house.run("list", "house")[0]["id"]
    org.house.add("note", "--house", house, "text=Кончился газ")
    (hit,) = found(org, "газ").found
    assert (hit.kind, hit.case, to_text(hit.house or b"")) == ("note", None, house)


def test_the_name_is_not_said_twice(org: Organisation, case: str) -> None:
    (hit,) = found(org, "тихии клен").found
    assert (hit.kind, hit.name, hit.alias, hit.snippet) == ("case", "Тихий клён", "Тихий клён", "")


def test_a_legal_name_finds_and_is_not_shown(org: Organisation, case: str) -> None:
    org.house.add("person", "--case", case, "chosen_name=Тимур", "legal_name=Аслан Исмаилов")
    (hit,) = found(org, "ismailov").found
    assert (hit.kind, hit.name, hit.snippet) == ("person", "Тимур", "")


def test_what_has_no_name_is_found_too(org: Organisation, case: str) -> None:
    org.house.add("person", "--case", case, "legal_name=Аслан Исмаилов")
    (hit,) = found(org, "аслан").found
    assert (hit.name, hit.alias) == ("", "Тихий клён")


def test_more_than_a_few_are_said_to_be_more(org: Organisation, case: str) -> None:
    for number in range(3):
        org.house.add("note", "--case", case, f"text=Клён {number}")
    hits = found(org, "клён", 2)
    assert [hit.kind for hit in hits.found] == ["case", "note", "note"]
    assert hits.more == {"note"}


@pytest.mark.parametrize("words", ["", " ", "т", "т ", "—"])
def test_too_little_finds_nothing(org: Organisation, case: str, words: str) -> None:
    assert found(org, words) == Hits([], frozenset())


def test_a_person_in_two_compartments_counts_once(org: Organisation, case: str) -> None:
    for number in range(3):
        org.house.add("person", "--case", case, f"chosen_name=Тимур {number}", "legal_name=Тимур Исмаилов")
    assert [hit.name for hit in found(org, "тимур", 3).found] == ["Тимур 2", "Тимур 1", "Тимур 0"]
    assert found(org, "тимур", 3).more == set()
    assert found(org, "тимур", 2).more == {"person"}
