"""Letting in and letting go what was held back, as the use cases of both front ends: with app's rules, told to all screens."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import Organisation

from app import attention, cases, devices, judging, ledger, past, searching
from app.errors import UserError
from app.ids import parse
from app.placing import Place
from storage.log import NewEdit
from sync import kinds
from sync.roster import Status


def held_back(org: Organisation) -> list[ledger.Waiting]:
    """Carry one bundle of the first house to a desk that holds it back; give what waits there."""
    assert org.carry(org.house, org.desk)["outcome"] in ("suspended", "revoked")
    with org.desk.open() as desk:
        return ledger.quarantine(desk)


@pytest.fixture
def case(org: Organisation) -> str:
    """A case that both sides have, of a house that was suspended since."""
    case = org.house.add("case", "alias=Тихий клён")
    org.round()
    org.desk.run("suspend", "house-a", "--reason", "laptop gone")
    return case


def test_what_is_let_in_is_found_and_told_to_every_screen(org: Organisation, case: str) -> None:
    note = org.house.add("note", "--case", case, "text=Перебраться затемно")
    (one,) = held_back(org)
    assert (one.sender, one.changes, one.reason, one.standing) == ("house-a", 1, "suspended", "suspended")
    with org.desk.open() as desk:
        desk.take_changed()
        done = judging.accept(desk, one.id)
        assert (done.sender, done.changes, done.conflicts) == ("house-a", 1, 0)
        told = desk.take_changed()
        assert told.kinds >= {"note", "held_back"}
        assert parse(note) in told.records and parse(case) in told.cases
        assert [hit.id for hit in searching.search(desk, "затемно").found] == [parse(note)]
        assert ledger.quarantine(desk) == []
        assert attention.counts(desk).quarantine == 0


def test_what_is_let_go_is_told_though_no_record_changed(org: Organisation, case: str) -> None:
    org.house.add("note", "--case", case, "text=Позже")
    (one,) = held_back(org)
    with org.desk.open() as desk:
        desk.take_changed()
        assert judging.reject(desk, one.id) == "house-a"
        assert desk.take_changed().kinds == {"held_back"}
        assert ledger.quarantine(desk) == []


def test_the_history_names_who_brought_it(org: Organisation, case: str) -> None:
    org.house.run("set", case, "priority=urgent")
    (one,) = held_back(org)
    with org.desk.open() as desk:
        judging.accept(desk, one.id)
        steps = past.of_case(desk, parse(case)).steps
        (brought,) = [step.came for step in steps if step.value == "urgent"]
        assert brought is not None
        assert (brought.sender, brought.received) == ("house-a", one.received)


def test_a_person_who_arrives_so_is_opened_to_the_houses_that_share_the_case(org: Organisation) -> None:
    case = org.house.add("case", "alias=Тихий клён")
    org.round()
    org.desk.run("open-to", case, "house-b")
    org.round(org.other)
    org.desk.run("suspend", "house-a", "--reason", "laptop gone")
    person = org.house.add("person", "--case", case, "chosen_name=Муса", "legal_name_latin=Musa")
    (one,) = held_back(org)
    with org.desk.open() as desk:
        judging.accept(desk, one.id)
    org.carry(org.desk, org.other)
    assert org.other.fields(person)["legal_name_latin"] == "Musa"


def test_nobody_takes_by_way_of_quarantine_what_was_not_opened(org: Organisation) -> None:
    """The rule of who may come first in a person's compartment is asked here as at the door."""
    case = org.desk.add("case", "alias=From outside")
    org.desk.run("open-to", case, "house-a", "--compartment", "core")
    person = org.desk.add("person", "--case", case, "chosen_name=Тимур")
    org.round()
    org.desk.run("suspend", "house-a", "--reason", "laptop gone")
    with org.house.open() as house, house.vault.transaction() as tx:
        from storage import log

        scope = kinds.scope(kinds.IDENTITY, parse(person))
        edit = NewEdit(parse(person), "note", "text", "mine")
        log.append(tx, house.identity.author, scope, [edit], rng=house.rng, now=house.now)
    (one,) = held_back(org)
    with org.desk.open() as desk:
        done = judging.accept(desk, one.id)
        assert (done.changes, [each.reason for each in done.refused]) == (0, ["no_right"])


def test_a_house_lists_and_decides_nothing(org: Organisation) -> None:
    with org.house.open() as house:
        for decide in (judging.accept, judging.reject):
            with pytest.raises(UserError) as error:
                decide(house, 1)
            assert error.value.slug == "not_a_desk"


def test_a_suspended_house_is_reinstated_and_both_sides_agree(org: Organisation, case: str) -> None:
    org.house.run("set", case, "priority=urgent")
    first, *_ = held_back(org)
    org.house.add("note", "--case", case, "text=Позже")
    _, second = held_back(org)
    with org.desk.open() as desk:
        judging.accept(desk, second.id)
        assert devices.reinstate(desk, "house-a").status is Status.ACTIVE
        assert [one.standing for one in ledger.quarantine(desk)] == ["active"]
        judging.reject(desk, first.id)
        cases.add(desk, "note", {"text": "От нас"}, Place(case=parse(case)))
    assert org.desk.run("send", "--to", "house-a", "--out", str(org.way))["relink"]
    for _ in range(2):
        org.carry(org.desk, org.house)
        org.carry(org.house, org.desk)
    here = org.house.run("state-hash", "--case", case)
    assert here["hash"] == org.desk.run("state-hash", "--case", case, "--as", "house-a")["hash"]


def test_attachments_are_asked_for_once_their_sender_is_back(
    org: Organisation, case: str, tmp_path: Path
) -> None:
    file = tmp_path / "photo.dat"
    file.write_bytes(bytes(range(256)) * 40)
    document = org.house.run("attach", str(file), "--case", case)["id"]
    bundle = org.house.send("desk-1", org.way, "--with-attachments")
    org.desk.receive(bundle)
    with org.desk.open() as desk:
        (one,) = ledger.quarantine(desk)
        assert judging.accept(desk, one.id).absent == 1
        devices.reinstate(desk, "house-a")
    for _ in range(3):
        org.carry(org.desk, org.house)
        org.carry(org.house, org.desk)
    out = tmp_path / "out.dat"
    org.desk.run("extract", document, "--out", str(out))
    assert out.read_bytes() == file.read_bytes()
