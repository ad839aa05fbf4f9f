"""What a write says it changed: added, changed, deleted, received, taken back."""

from __future__ import annotations

import pytest
from support.cli import Organisation

from app import cases, exchange, sharing, state, views
from app.changed import Changed
from app.placing import Place
from app.workspace import Workspace
from storage import touches

NOTHING = Changed()


def case_in(workspace: Workspace) -> bytes:
    """Add a case, and forget that it was changed."""
    case = cases.add(workspace, "case", {}).id
    workspace.take_changed()
    return case


def test_a_new_record_is_told_with_its_case_and_once(org: Organisation) -> None:
    with org.house.open() as house:
        case = case_in(house)
        note = cases.add(house, "note", {"text": "День"}, Place(case=case)).id
        told = house.take_changed()
        assert told == Changed(frozenset({"note"}), frozenset({note}), frozenset({case}))
        assert told
        assert not house.take_changed()


def test_a_case_is_its_own(org: Organisation) -> None:
    with org.house.open() as house:
        house.take_changed()
        case = cases.add(house, "case", {}).id
        assert house.take_changed() == Changed(frozenset({"case"}), frozenset({case}), frozenset({case}))


def test_what_a_person_holds_belongs_to_the_case(org: Organisation) -> None:
    with org.house.open() as house:
        case = case_in(house)
        person = cases.add(house, "person", {"chosen_name": "Муса"}, Place(case=case)).id
        house.take_changed()
        cases.change(house, person, {"legal_name_latin": "Musa"})
        assert house.take_changed() == Changed(frozenset({"person"}), frozenset({person}), frozenset({case}))
        cases.delete(house, person, "entered twice")
        assert house.take_changed() == Changed(frozenset({"person"}), frozenset({person}), frozenset({case}))


def test_a_house_belongs_to_no_case(org: Organisation) -> None:
    with org.desk.open() as desk:
        desk.take_changed()
        record = cases.add(desk, "house", {"codename": "Берег"}).id
        assert desk.take_changed() == Changed(frozenset({"house"}), frozenset({record}))


def test_what_a_bundle_brought_is_told_where_it_arrives(org: Organisation) -> None:
    with org.house.open() as house:
        case = case_in(house)
        note = cases.add(house, "note", {"text": "День"}, Place(case=case)).id
        house.take_changed()
        exchange.send(house, exchange.Parcel("hq"), exchange.to_file(house, org.way))
        assert house.take_changed().kinds >= {"link"}, "how the exchange stands is something else now"
    with org.desk.open() as desk:
        desk.take_changed()
        exchange.receive(desk, [org.way])
        told = desk.take_changed()
        assert {"case", "note", "grant", "link"} <= told.kinds
        assert {case, note} <= told.records
        assert told.cases == {case}
        assert not told.whole
        exchange.receive(desk, [org.way])
        assert not desk.take_changed().cases, "a second copy changes nothing that people see"


def test_what_is_rolled_back_is_not_told(org: Organisation) -> None:
    with org.house.open() as house:
        case = case_in(house)
        with pytest.raises(KeyError), house.vault.transaction() as tx:
            cases.add_in(tx, house, "note", {"text": "День"}, Place(case=case))
            raise KeyError
        assert house.take_changed() == NOTHING
        state.verify(house)
        assert house.take_changed() == NOTHING, "a trial that was taken back"


def test_what_is_shed_is_told(org: Organisation) -> None:
    with org.house.open() as house:
        case = case_in(house)
        person = cases.add(house, "person", {"legal_name_latin": "Musa"}, Place(case=case)).id
    org.round()
    with org.house.open() as house:
        house.take_changed()
        sharing.shed(house, person)
        told = house.take_changed()
        assert {"person", "shed"} <= told.kinds
        assert person in told.records
        assert told.cases == {case}


def test_looking_tells_of_the_trail_only(org: Organisation) -> None:
    with org.house.open() as house:
        case = case_in(house)
        person = cases.add(house, "person", {"legal_name_latin": "Musa"}, Place(case=case)).id
        house.take_changed()
        views.show(house, person)
        told = house.take_changed()
        assert told.kinds == {"audit"}
        assert not told.cases


def test_very_much_is_told_by_its_kinds(org: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(touches, "MOST", 2)
    with org.house.open() as house:
        case = case_in(house)
        for day in range(3):
            cases.add(house, "note", {"text": f"День {day}"}, Place(case=case))
        told = house.take_changed()
        assert told == Changed(frozenset({"note"}), whole=True)


def test_whom_it_concerns() -> None:
    one, other = b"1" * 16, b"2" * 16
    told = Changed(frozenset({"note"}), frozenset({one}), frozenset({one}))
    assert told.concerns(["note", "case"])
    assert not told.concerns(["case"])
    assert told.concerns(case=one)
    assert not told.concerns(case=other)
    assert told.concerns(record=one)
    assert not told.concerns(record=other)
    whole = Changed(frozenset({"note"}), whole=True)
    assert whole.concerns(case=other)
    assert whole.concerns(record=other)
    assert not whole.concerns(["case"]), "kinds are always all named"
    assert not NOTHING.concerns(["case"], case=one)
