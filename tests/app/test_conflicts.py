"""Conflicts as a person meets them: named without their values, looked at one by one, settled as they were seen."""

from __future__ import annotations

import pytest
from support.cli import Organisation

from app import cases, conflicts, exchange, views
from app.conflicts import Why
from app.ids import parse
from app.workspace import Workspace
from storage import records
from storage.errors import UserError


@pytest.fixture
def case(org: Organisation) -> bytes:
    """A case that both sides have, with one person in it."""
    made = org.house.add("case", "alias=Тихий клён")
    org.house.add("person", "--case", made, "chosen_name=Муса", "legal_name_latin=Musa")
    org.round()
    return parse(made)


def person_of(workspace: Workspace) -> bytes:
    with workspace.vault.read() as tx:
        return records.query(tx, "person")[0].record


def differ(org: Organisation, record: bytes, field: str, there: str, here: str) -> None:
    """Let headquarters and the house write different things, and the house take what headquarters wrote."""
    with org.desk.open() as desk:
        cases.change(desk, record, {field: there})
    with org.house.open() as house:
        cases.change(house, record, {field: here})
    org.carry(org.desk, org.house)


def trail(workspace: Workspace) -> int:
    with workspace.vault.read() as tx:
        return len(records.query(tx, "audit"))


def chosen(found: conflicts.Conflict, value: object) -> int:
    return next(one.n for one in found.values if one.value == value)


def test_the_list_names_fields_and_reveals_nothing(org: Organisation, case: bytes) -> None:
    with org.house.open() as house:
        person = person_of(house)
    differ(org, person, "legal_name_latin", "Moussa", "Mousa")
    differ(org, case, "risk_level", "low", "critical")
    with org.house.open() as house:
        found = {one.field: one for one in conflicts.pending(house)}
        assert set(found) == {"legal_name_latin", "risk_level"}
        name = found["legal_name_latin"]
        assert (name.id, name.kind, name.case, name.count) == (person, "person", case, 2)
        assert {one.about for one in found.values()} == {"Тихий клён"}
        assert {one.field for one in found.values() if one.identity} == {"legal_name_latin"}
        assert trail(house) == 0
        assert not hasattr(name, "values")


def test_only_the_look_at_identity_leaves_a_line_in_the_trail(org: Organisation, case: bytes) -> None:
    with org.house.open() as house:
        person = person_of(house)
    differ(org, person, "legal_name_latin", "Moussa", "Mousa")
    differ(org, case, "risk_level", "low", "critical")
    with org.house.open() as house:
        conflicts.conflict(house, case, "risk_level")
        assert trail(house) == 0
        found = conflicts.conflict(house, person, "legal_name_latin")
        assert {one.value for one in found.values} == {"Moussa", "Mousa"}
        assert trail(house) == 1


def test_it_says_which_value_is_shown_and_by_which_rule(org: Organisation, case: bytes) -> None:
    differ(org, case, "risk_level", "low", "critical")
    differ(org, case, "hq_caseworker", "Anna", "Vera")
    with org.house.open() as house:
        risk = conflicts.conflict(house, case, "risk_level")
        assert (risk.shown, risk.why) == (chosen(risk, "critical"), Why.SAFER)
        worker = conflicts.conflict(house, case, "hq_caseworker")
        assert worker.why is Why.LATER
        assert worker.values[worker.shown - 1].value == views.show(house, case).fields["hq_caseworker"]
        with pytest.raises(UserError, match="no_conflict"):
            conflicts.conflict(house, case, "priority")


def test_what_arrived_after_the_look_is_not_settled_with_it(org: Organisation, case: bytes) -> None:
    differ(org, case, "hq_caseworker", "Anna", "Vera")
    with org.house.open() as house:
        seen = conflicts.conflict(house, case, "hq_caseworker")
        with org.desk.open() as desk:
            cases.change(desk, case, {"hq_caseworker": "Olga"})
        exchange.receive(house, [org.desk.send(org.house.name, org.way)])
        done = conflicts.resolve(house, case, "hq_caseworker", take=chosen(seen, "Vera"), seen=seen.seen)
        assert done.value == "Vera"
        after = conflicts.conflict(house, case, "hq_caseworker")
        assert {one.value for one in after.values} == {"Vera", "Olga"}
        again = conflicts.resolve(house, case, "hq_caseworker", take=chosen(after, "Olga"), seen=after.seen)
        assert again.value == "Olga"
        assert conflicts.pending(house) == []


def test_a_number_means_what_was_looked_at_though_the_order_has_changed(
    org: Organisation, case: bytes
) -> None:
    differ(org, case, "hq_caseworker", "Anna", "Vera")
    with org.house.open() as house:
        for late in ("Olga", "Nina", "Rita", "Zoya"):
            seen = conflicts.conflict(house, case, "hq_caseworker")
            first = seen.values[0].value
            with org.desk.open() as desk:
                cases.change(desk, case, {"hq_caseworker": late})
            exchange.receive(house, [org.desk.send(org.house.name, org.way)])
            done = conflicts.resolve(house, case, "hq_caseworker", take=1, seen=seen.seen)
            assert done.value == first
        with pytest.raises(UserError, match="no_such_value"):
            conflicts.resolve(house, case, "hq_caseworker", take=3, seen=seen.seen)


def test_settled_here_it_is_settled_there(org: Organisation, case: bytes) -> None:
    differ(org, case, "risk_level", "low", "critical")
    with org.house.open() as house:
        found = conflicts.conflict(house, case, "risk_level")
        conflicts.resolve(house, case, "risk_level", untrusted_value="high", seen=found.seen)
    org.carry(org.house, org.desk)
    with org.desk.open() as desk:
        assert conflicts.pending(desk) == []
        assert views.show(desk, case).fields["risk_level"] == "high"
