"""The notes of a case as they are read."""

from __future__ import annotations

from support.cli import Organisation

from app import cases, notes
from app.casework.compartments import Compartment
from app.ids import parse, to_text
from app.placing import Place


def test_the_newest_comes_first_with_its_author_and_its_place(org: Organisation) -> None:
    made = org.house.add("case", "alias=Тихий клён")
    person = parse(org.house.add("person", "--case", made, "chosen_name=Муса"))
    first = parse(org.house.add("note", "--case", made, "text=приехал", "date=2026-03-01", "language=ru"))
    org.round()
    with org.desk.open() as desk:
        follow = cases.add(
            desk,
            "note",
            {"text": "arrived", "translation_of": to_text(first), "language": "en", "date": "2026-03-02"},
            Place(case=parse(made)),
        ).id
        place = Place(person=person, compartment=Compartment.STORY)
        fields = {"text": "more", "follows": to_text(follow), "date": "2026-03-03", "author": "Anna"}
        last = cases.add(desk, "note", fields, place).id
        told = notes.of_case(desk, parse(made))
    assert [note.id for note in told.found] == [last, follow, first]
    assert [note.author for note in told.found] == ["Anna", "desk-1", "house-a"]
    assert [note.person for note in told.found] == [person, None, None]
    assert [note.compartment for note in told.found] == [
        Compartment.STORY,
        Compartment.CORE,
        Compartment.CORE,
    ]
    assert (told.found[0].follows, told.found[1].translation_of) == (follow, first)
    assert told.found[2].language == "ru"
    assert told.found[2].written > 1_600_000_000
    assert told.names == {person: "Муса"}


def test_a_note_of_one_day_stands_in_the_order_in_which_it_was_written(org: Organisation) -> None:
    made = parse(org.house.add("case"))
    with org.house.open() as house:
        clock = iter(range(1_800_000_000, 1_800_000_100, 10))
        house.device.now = lambda: next(clock)
        for text in ("a", "b", "c"):
            cases.add(house, "note", {"text": text, "date": "2026-03-01"}, Place(case=made))
        assert [note.text for note in notes.of_case(house, made).found] == ["c", "b", "a"]
