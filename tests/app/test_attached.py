"""The documents of a case as a list shows them, and where their bytes are."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import Organisation

from app import attached, cases, sharing
from app.attached import Bytes, Document
from app.casework.compartments import Compartment
from app.ids import parse


@pytest.fixture
def case(org: Organisation, tmp_path: Path) -> bytes:
    """A case of the house with a person and two documents."""
    made = org.house.add("case", "alias=Тихий клён")
    person = org.house.add("person", "--case", made, "chosen_name=Муса")
    scan = tmp_path / "паспорт Мусаева.pdf"
    scan.write_bytes(b"%PDF-1.4 and so on")
    org.house.run("attach", str(scan), "--person", person, "--compartment", "identity", "--title", "Паспорт")
    letter = tmp_path / "letter.txt"
    letter.write_bytes(b"words")
    org.house.run("attach", str(letter), "--case", made, "--title", "Письмо")
    return parse(made)


def by_title(found: attached.Documents) -> dict[object, Document]:
    return {document.fields.get("title"): document for document in found.found}


def test_a_list_says_whom_it_is_about_and_not_what_the_file_was_called(
    org: Organisation, case: bytes
) -> None:
    with org.house.open() as house:
        told = attached.of_case(house, case)
    titles = by_title(told)
    assert set(titles) == {"Паспорт", "Письмо"}
    passport, letter = titles["Паспорт"], titles["Письмо"]
    assert (passport.person, passport.compartment) == (told.persons[0], Compartment.IDENTITY)
    assert (letter.person, letter.compartment) == (None, Compartment.CORE)
    assert told.names == {case: "Тихий клён", told.persons[0]: "Муса"}
    assert {passport.where, letter.where} == {Bytes.HERE}
    assert "Мусаева" not in repr(told)


def test_bytes_that_are_not_here_are_asked_for_once(org: Organisation, case: bytes) -> None:
    org.round()  # the record comes before the bytes: a desk asks for all of them by itself
    with org.desk.open() as desk:
        assert {document.where for document in attached.of_case(desk, case).found} == {Bytes.ASKED}
    org.round()
    with org.desk.open() as desk:
        assert {document.where for document in attached.of_case(desk, case).found} == {Bytes.HERE}


def test_a_house_asks_only_for_what_somebody_wants(org: Organisation, case: bytes, tmp_path: Path) -> None:
    org.round()
    scan = tmp_path / "answer.pdf"
    scan.write_bytes(b"%PDF-1.4 from headquarters")
    with org.desk.open() as desk:
        title = attached.of_case(desk, case).names[case]
    assert title
    org.desk.run("attach", str(scan), "--case", org.house.run("list", "case")[0]["id"], "--title", "Ответ")
    org.round()
    with org.house.open() as house:
        answer = by_title(attached.of_case(house, case))["Ответ"]
        assert answer.where is Bytes.AWAY
        sharing.want(house, answer.id)
        assert by_title(attached.of_case(house, case))["Ответ"].where is Bytes.ASKED


def test_what_was_shed_is_named_and_what_was_deleted_is_not(org: Organisation, case: bytes) -> None:
    org.round()
    org.round()
    with org.house.open() as house:
        told = attached.of_case(house, case)
        cases.delete(house, by_title(told)["Письмо"].id, "двойной")
        sharing.shed(house, told.persons[0])
        told = attached.of_case(house, case)
    assert told.found == []
    assert [absent.compartment for absent in told.absent] == [Compartment.IDENTITY]
