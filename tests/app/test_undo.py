"""Taking back: what the last piece of work had replaced stands again, unless somebody has written there since."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import Organisation, call

from app import cases, conflicts, documents, drafts, exchange, lists, preferences, sharing, undo, views
from app.ids import to_text
from app.lists import Query
from app.placing import Place
from app.preferences import Preferences
from app.undo import Left, What
from app.workspace import Workspace
from storage import purge, records
from storage.errors import UserError
from storage.scopes import ScopeId

WHY = "taken back"


def case_in(workspace: Workspace) -> bytes:
    return cases.add(workspace, "case", {"alias": "Тихий берег", "status_reason": "first"}).id


def person_in(workspace: Workspace, case: bytes) -> bytes:
    fields = {"chosen_name": "Муса", "legal_name_latin": "Musa", "orientation": "gay"}
    return cases.add(workspace, "person", fields, Place(case=case)).id


def fields(workspace: Workspace, record: bytes) -> dict[str, object]:
    return views.show(workspace, record).fields


def listed(workspace: Workspace, kind: str) -> list[bytes]:
    return [one.id for one in lists.list_records(workspace, Query(kind))]


def refused(workspace: Workspace, number: int | None = None) -> UserError:
    with pytest.raises(UserError) as told:
        undo.undo(workspace, reason=WHY, number=number)
    return told.value


def arrives(org: Organisation, workspace: Workspace, *command: str) -> None:
    """Let headquarters write something, and take its bundle."""
    org.desk.run(*command)
    exchange.receive(workspace, [org.desk.send(org.house.name, org.way)])


def test_a_changed_field_goes_back_and_an_empty_one_is_empty_again(org: Organisation) -> None:
    with org.house.open() as house:
        case = case_in(house)
        before = fields(house, case)
        cases.change(house, case, {"status_reason": "second", "profile": ["witness"], "alias": "Мост"})
        undone = undo.undo(house, reason=WHY)
        (done,) = undone.done
        assert (done.id, done.case, done.what) == (case, case, What.CHANGED)
        assert done.fields == ("alias", "profile", "status_reason")
        assert not undone.left
        assert not undone.travelled
        assert fields(house, case) == before
        assert not conflicts.conflicts(house)
        assert refused(house).slug == "nothing_to_undo", (
            "it reaches one piece back, and is not itself taken back"
        )


def test_both_stay_in_the_history(org: Organisation) -> None:
    with org.house.open() as house:
        case = case_in(house)
        cases.change(house, case, {"status_reason": "second"})
        undo.undo(house, reason=WHY)
        written = [past.value for past in views.history(house, case) if past.field == "status_reason"]
        assert written == ["first", "second", "first"]


def test_a_new_record_is_deleted_in_every_compartment(org: Organisation) -> None:
    with org.house.open() as house:
        case = case_in(house)
        person = person_in(house, case)
        last = undo.last(house)
        assert last is not None
        assert [(done.id, done.kind, done.case, done.what) for done in last.done] == [
            (person, "person", case, What.ADDED)
        ]
        undo.undo(house, reason=WHY, number=last.number)
        assert listed(house, "person") == []
        assert views.show(house, person).deleted
        with house.vault.read() as tx:
            assert [row.fields["deleted"]["reason"] for row in records.get(tx, person)] == [WHY] * 3  # type: ignore[index]
        assert undo.last(house) is None


def test_a_note_can_be_taken_back(org: Organisation) -> None:
    with org.house.open() as house:
        case = case_in(house)
        cases.add(house, "note", {"text": "День"}, Place(case=case))
        undo.undo(house, reason=WHY)
        assert listed(house, "note") == []


def test_a_delete_is_taken_back(org: Organisation) -> None:
    with org.house.open() as house:
        person = person_in(house, case_in(house))
        before = fields(house, person)
        cases.delete(house, person, "entered twice")
        (done,) = undo.undo(house, reason=WHY).done
        assert (done.what, done.fields) == (What.DELETED, ())
        shown = views.show(house, person)
        assert not shown.deleted
        assert not shown.changed_there
        assert shown.fields == before
        cases.change(house, person, {"chosen_name": "Мусик"})


def test_a_compartment_that_a_change_began_is_emptied_and_the_person_stays(org: Organisation) -> None:
    with org.house.open() as house:
        person = cases.add(house, "person", {"chosen_name": "Муса"}, Place(case=case_in(house))).id
        cases.change(house, person, {"orientation": "gay", "chosen_name": "Мусик"})
        (done,) = undo.undo(house, reason=WHY).done
        assert done.what is What.CHANGED
        assert fields(house, person) == {"chosen_name": "Муса", "role": "principal"}


def test_what_others_wrote_since_is_left_and_named(org: Organisation) -> None:
    with org.house.open() as house:
        case = case_in(house)
    org.round()
    with org.house.open() as house:
        cases.change(house, case, {"status_reason": "second", "alias": "Мост"})
    org.round()
    with org.house.open() as house:
        arrives(org, house, "set", to_text(case), "alias=Theirs")
        undone = undo.undo(house, reason=WHY)
        assert [done.fields for done in undone.done] == [("status_reason",)]
        assert undone.left == (Left(case, "case", "alias"),)
        assert undone.travelled
        after = fields(house, case)
        assert (after["alias"], after["status_reason"]) == ("Theirs", "first")


def test_a_conflict_that_arrived_since_is_left(org: Organisation) -> None:
    with org.house.open() as house:
        case = case_in(house)
    org.round()
    with org.house.open() as house:
        cases.change(house, case, {"status_reason": "ours"})
        arrives(org, house, "set", to_text(case), "status_reason=theirs")
        error = refused(house)
        assert (error.slug, error.facts) == ("undo_overtaken", {"fields": "status_reason"})
        assert [conflict.field for conflict in conflicts.conflicts(house)] == ["status_reason"]


def test_a_settled_conflict_is_there_again(org: Organisation) -> None:
    with org.house.open() as house:
        case = case_in(house)
    org.round()
    with org.house.open() as house:
        cases.change(house, case, {"status_reason": "ours"})
        arrives(org, house, "set", to_text(case), "status_reason=theirs")
        conflicts.resolve(house, case, "status_reason", take=1)
        assert not conflicts.conflicts(house)
        undo.undo(house, reason=WHY)
        (conflict,) = conflicts.conflicts(house)
        assert {value.value for value in conflict.values} == {"ours", "theirs"}


def test_what_others_work_with_is_not_deleted(org: Organisation) -> None:
    with org.house.open() as house:
        case = case_in(house)
    org.round()
    with org.house.open() as house:
        arrives(org, house, "add", "note", "--case", to_text(case), "text=День", "language=ru")
        assert refused(house).facts == {"fields": "case"}
        assert listed(house, "case") == [case]


def test_what_others_wrote_into_a_new_record_keeps_it(org: Organisation) -> None:
    with org.house.open() as house:
        case = case_in(house)
    org.round()
    with org.house.open() as house:
        arrives(org, house, "set", to_text(case), "hq_caseworker=Ada")
        assert refused(house).facts == {"fields": "hq_caseworker"}
        assert listed(house, "case") == [case]


def test_what_was_sent_is_taken_back_where_it_went(org: Organisation) -> None:
    with org.house.open() as house:
        case = case_in(house)
        cases.change(house, case, {"status_reason": "second"})
    org.round()
    with org.house.open() as house:
        last = undo.last(house)
        assert last is not None
        assert last.travelled
        assert undo.undo(house, reason=WHY).travelled
    org.round()
    assert org.desk.fields(to_text(case))["status_reason"] == "first"


def test_a_consent_that_is_taken_back_is_no_longer_announced(org: Organisation) -> None:
    with org.house.open() as house:
        case = case_in(house)
        person = person_in(house, case)
        answer = {"person": to_text(person), "purpose": "share_with_hq", "decision": "not_asked"}
        consent = cases.add(house, "consent", answer, Place(case=case)).id
        cases.change(house, consent, {"decision": "refused"})
        assert announced(house) == ["refused"]
        undo.undo(house, reason=WHY)
        assert fields(house, consent)["decision"] == "not_asked"
        assert announced(house) == ["not_asked"]
        other = {**answer, "purpose": "share_with_legal", "decision": "refused"}
        cases.add(house, "consent", other, Place(case=case))
        assert sorted(map(str, announced(house))) == ["not_asked", "refused"]
        undo.undo(house, reason=WHY)
        assert listed(house, "consent") == [consent]
        assert [said for said in announced(house) if said is not None] == ["not_asked"]


def announced(workspace: Workspace) -> list[object]:
    with workspace.vault.read() as tx:
        return [row.fields.get("decision") for row in records.query(tx, "decision", scope=workspace.own_link)]


def test_a_document_that_was_attached_is_taken_back(org: Organisation, tmp_path: Path) -> None:
    (tmp_path / "scan.txt").write_text("scan")
    with org.house.open() as house:
        case = case_in(house)
        documents.attach(house, tmp_path / "scan.txt", Place(case=case))
        undo.undo(house, reason=WHY)
        assert listed(house, "document") == []


def test_looking_choosing_and_drafting_are_not_what_is_taken_back(org: Organisation) -> None:
    with org.house.open() as house:
        person = person_in(house, case_in(house))
        cases.change(house, person, {"legal_name_latin": "Mousa"})
        last = undo.last(house)
        views.show(house, person)
        preferences.save(house, Preferences("ru"))
        drafts.save(house, "form", {"chosen_name": "x"}, record=person)
        assert undo.last(house) == last
        undo.undo(house, reason=WHY)
        assert fields(house, person)["legal_name_latin"] == "Musa"


def test_a_piece_that_is_not_the_last_any_more_is_not_taken_back(org: Organisation) -> None:
    with org.house.open() as house:
        case = case_in(house)
        last = undo.last(house)
        assert last is not None
        cases.change(house, case, {"status_reason": "second"})
        assert refused(house, last.number).slug == "nothing_to_undo"
        assert fields(house, case)["status_reason"] == "second"


def test_what_was_shed_since_is_refused(org: Organisation) -> None:
    with org.house.open() as house:
        person = person_in(house, case_in(house))
        cases.change(house, person, {"orientation": "bisexual", "chosen_name": "Мусик"})
    org.round()
    with org.house.open() as house:
        sharing.shed(house, person)
        assert refused(house).slug == "scope_not_here"
        assert fields(house, person)["chosen_name"] == "Мусик"


def test_what_was_purged_is_refused(org: Organisation) -> None:
    with org.house.open() as house:
        case = case_in(house)
        with house.vault.transaction() as tx:
            purge.drop_content(tx, ScopeId(b"\x01" + case), "purged")
        assert undo.last(house) is None
        assert refused(house).slug == "scope_not_here", "and what was written before it is not reached"


def test_two_devices_agree_after_one_took_back(org: Organisation) -> None:
    case = org.house.add("case", "alias=Тихий берег")
    org.house.run("set", case, "alias=Мост", "profile=witness")
    org.round()
    org.house.run("undo")
    org.round()
    ours = org.house.run("state-hash", "--case", case)["hash"]
    assert ours == org.desk.run("state-hash", "--case", case, "--as", org.house.name)["hash"]
    assert org.house.run("verify")["ok"]
    assert "profile" not in org.desk.fields(case)


def test_on_the_command_line(org: Organisation) -> None:
    org.house.run("undo")
    assert "take back" in org.house.refused("undo")
    case = org.house.add("case", "alias=Тихий берег")
    org.house.run("set", case, "alias=Мост")
    done = {"id": case, "kind": "case", "case": case, "what": "changed", "fields": ["alias"]}
    assert org.house.run("undo") == {"undone": [done], "left": [], "travelled": False}
    assert org.house.fields(case)["alias"] == "Тихий берег"


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_for_people(org: Organisation, lang: str) -> None:
    people = [each for each in org.house.arguments("--lang", lang) if each != "--json"]
    case = org.house.add("case", "alias=Тихий берег")
    org.house.run("set", case, "alias=Мост")
    assert case in call(*people, "undo").out
    org.house.run("delete", case, "--reason", "twice")
    org.round()
    done = call(*people, "undo")
    assert done.code == 0
    assert case in done.out
    assert {"en": "next bundle", "ru": "следующего пакета"}[lang] in done.err
    org.house.add("case")
    assert {"en": "deleted", "ru": "удалена"}[lang] in call(*people, "undo").out
