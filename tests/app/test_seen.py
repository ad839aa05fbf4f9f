"""A form that was open while something arrived: both values stay, and what nobody typed is left alone."""

from __future__ import annotations

import pytest
from support.cli import Organisation

from app import cases, conflicts, exchange, seen, views
from app.ids import to_text
from app.placing import Place
from app.workspace import Workspace
from storage import log, records
from storage.errors import UserError
from storage.log import NewEdit


@pytest.fixture
def shared(org: Organisation) -> Organisation:
    """A case of the house that headquarters has too, with one person."""
    case = org.house.add("case", "alias=Тихий берег", "status_reason=first")
    org.house.add("person", "--case", case, "chosen_name=Муса", "legal_name_latin=Musa")
    org.round()
    return org


def only_case(workspace: Workspace) -> bytes:
    with workspace.vault.read() as tx:
        (row,) = records.query(tx, "case")
    return row.record


def arrives(org: Organisation, workspace: Workspace, *fields: str) -> None:
    """Let headquarters change the case, and take its bundle while the form is open."""
    case = to_text(only_case(workspace))
    org.desk.run("set", case, *fields)
    exchange.receive(workspace, [org.desk.send(org.house.name, org.way)])


def values(workspace: Workspace, record: bytes, name: str) -> set[object]:
    return {value.value for value in views.show(workspace, record).conflicts.get(name, [])}


def test_what_arrived_while_somebody_typed_stays_beside_it(shared: Organisation) -> None:
    with shared.house.open() as house:
        case = only_case(house)
        form = views.show(house, case)
        arrives(shared, house, "status_reason=theirs")
        assert cases.change(house, case, {"status_reason": "ours"}, seen=form.seen) == ["status_reason"]
        assert values(house, case, "status_reason") == {"theirs", "ours"}
        assert [found.field for found in conflicts.conflicts(house)] == ["status_reason"]


def test_without_a_form_what_is_live_is_replaced(shared: Organisation) -> None:
    with shared.house.open() as house:
        case = only_case(house)
        arrives(shared, house, "status_reason=theirs")
        cases.change(house, case, {"status_reason": "ours"})
        assert not conflicts.conflicts(house)
        assert views.show(house, case).fields["status_reason"] == "ours"


def test_a_field_that_nobody_typed_in_keeps_what_arrived(shared: Organisation) -> None:
    with shared.house.open() as house:
        case = only_case(house)
        form = views.show(house, case)
        arrives(shared, house, "status_reason=theirs")
        whole = {**form.fields, "alias": "Старый мост"}
        assert cases.change(house, case, whole, seen=form.seen) == ["alias"]
        after = views.show(house, case)
        assert (after.fields["status_reason"], after.fields["alias"]) == ("theirs", "Старый мост")
        assert not after.conflicts


def test_a_form_that_was_only_looked_at_writes_nothing(shared: Organisation) -> None:
    with shared.house.open() as house:
        case = only_case(house)
        form = views.show(house, case)
        house.take_changed()
        assert cases.change(house, case, {**form.fields, "hq_caseworker": ""}, seen=form.seen) == []
        assert not house.take_changed()


def test_the_same_value_from_two_sides_is_no_conflict(shared: Organisation) -> None:
    with shared.house.open() as house:
        case = only_case(house)
        form = views.show(house, case)
        arrives(shared, house, "status_reason=the same")
        cases.change(house, case, {"status_reason": "the same"}, seen=form.seen)
        assert not conflicts.conflicts(house)


def test_a_field_that_was_empty_when_it_was_shown(shared: Organisation) -> None:
    with shared.house.open() as house:
        case = only_case(house)
        form = views.show(house, case)
        assert "profile" not in form.seen
        arrives(shared, house, "profile=journalist")
        cases.change(house, case, {"profile": ["witness"]}, seen=form.seen)
        assert len(values_of_list(house, case, "profile")) == 2


def values_of_list(workspace: Workspace, record: bytes, name: str) -> list[object]:
    return [value.value for value in views.show(workspace, record).conflicts.get(name, [])]


def test_a_conflict_that_the_form_showed_is_settled_by_typing_and_left_by_not_typing(
    shared: Organisation,
) -> None:
    with shared.house.open() as house:
        case = only_case(house)
        form = views.show(house, case)
        arrives(shared, house, "status_reason=theirs")
        cases.change(house, case, {"status_reason": "ours"}, seen=form.seen)
        form = views.show(house, case)
        assert cases.change(house, case, dict(form.fields), seen=form.seen) == []
        assert values(house, case, "status_reason") == {"theirs", "ours"}
        cases.change(house, case, {"status_reason": "both of it"}, seen=form.seen)
        assert not conflicts.conflicts(house)


def test_a_person_in_several_compartments(shared: Organisation) -> None:
    with shared.house.open() as house:
        with house.vault.read() as tx:
            (person,) = {row.record for row in records.query(tx, "person")}
        form = views.show(house, person)
        shared.desk.run("set", to_text(person), "legal_name_latin=Theirs")
        exchange.receive(house, [shared.desk.send(shared.house.name, shared.way)])
        typed = {**form.fields, "legal_name_latin": "Ours", "chosen_name": "Мусик"}
        assert set(cases.change(house, person, typed, seen=form.seen)) == {"legal_name_latin", "chosen_name"}
        assert values(house, person, "legal_name_latin") == {"Theirs", "Ours"}
        assert views.show(house, person).fields["chosen_name"] == "Мусик"


def test_a_value_of_a_newer_version_is_handed_back_unharmed(shared: Organisation) -> None:
    with shared.house.open() as house:
        case = only_case(house)
        with house.vault.transaction() as tx:
            (row,) = records.get(tx, case)
            edit = NewEdit(
                case, "case", "priority", {"of": "a newer version"}, seen.of_rows(tx, [row])["priority"]
            )
            log.append(tx, house.identity.author, row.scope, [edit], rng=house.rng, now=house.now)
        form = views.show(house, case)
        assert cases.change(house, case, {**form.fields, "alias": "Старый мост"}, seen=form.seen) == ["alias"]
        assert views.show(house, case).fields["priority"] == {"of": "a newer version"}
        with pytest.raises(UserError):
            cases.change(house, case, {"priority": {"of": "ours"}}, seen=form.seen)


def test_a_consent_withdrawn_meanwhile_is_not_given_again_by_saving(shared: Organisation) -> None:
    with shared.house.open() as house:
        case = only_case(house)
        with house.vault.read() as tx:
            (person,) = {row.record for row in records.query(tx, "person")}
        answer = {"person": to_text(person), "purpose": "share_with_hq", "decision": "not_asked"}
        consent = cases.add(house, "consent", answer, Place(case=case)).id
        form = views.show(house, consent)
        cases.change(house, consent, {"decision": "withdrawn"})
        cases.change(house, consent, {"decision": "given"}, seen=form.seen)
        assert views.show(house, consent).fields["decision"] == "withdrawn", "the safer one is shown"
        with house.vault.read() as tx:
            (decision,) = records.query(tx, "decision", scope=house.own_link)
        assert decision.fields["decision"] == "withdrawn", "and the safer one travels"


def test_what_was_seen_survives_being_written_down(shared: Organisation) -> None:
    with shared.house.open() as house:
        form = views.show(house, only_case(house))
        assert form.seen
        assert seen.from_plain(seen.to_plain(form.seen)) == form.seen


@pytest.mark.parametrize(
    "garbage",
    [
        None,
        [],
        {"a": 1},
        {"a": [1]},
        {"a": [["zz", 1, 0, "00000000"]]},
        {"a": [["00" * 16, 0, 0, "00000000"]]},
        {"a": [["00" * 16, 1, -1, "00000000"]]},
        {"a": [["00" * 16, 1, 0, "00"]]},
        {"a": [["00" * 16, True, 0, "00000000"]]},
        {"a": [["00" * 16, 1, 0]]},
        {"a": [["00" * 16, 1, 0, "00000000"]] * 5000},
    ],
)
def test_garbage_is_nothing_that_was_seen(garbage: object) -> None:
    assert seen.from_plain(garbage) is None


def test_names_of_edits_that_are_not_here_replace_nothing(shared: Organisation) -> None:
    with shared.house.open() as house:
        case = only_case(house)
        invented = seen.from_plain({"status_reason": [["00" * 16, 1, 0, "00000000"]]})
        cases.change(house, case, {"status_reason": "ours"}, seen=invented)
        assert values(house, case, "status_reason") == {"first", "ours"}
        with house.vault.read() as tx:
            assert not tx.scalar("SELECT count(*) FROM early"), "nothing waits for what will never come"
