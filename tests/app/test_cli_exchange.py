"""The exchange through the command line: what travels, what stays, what is settled, what is dropped and comes back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.cli import Organisation, Store

from app.cases import add_in
from app.ids import parse, to_text
from app.placing import Place
from storage import log
from storage.log import NewEdit
from sync import kinds


def agree(org: Organisation, case: str, house: Store | None = None) -> None:
    """Both sides hold the same of a case, as far as both may see it."""
    house = house or org.house
    here = house.run("state-hash", "--case", case)
    there = org.desk.run("state-hash", "--case", case, "--as", house.name)
    assert here["hash"] == there["hash"]


@pytest.fixture
def case(org: Organisation) -> str:
    """A case of the first house that headquarters has too."""
    made = org.house.add("case", "alias=Quiet shore", "risk_level=medium")
    org.round()
    return made


def test_a_bundle_goes_there_and_an_answer_comes_back(org: Organisation, case: str) -> None:
    agree(org, case)
    org.desk.add("message", "--case", case, "type=directive", "text=Ждите")
    done = org.carry(org.desk, org.house)
    assert (done["outcome"], done["from"], done["changes"]) == ("applied", "desk-1", 1)
    (message,) = org.house.run("list", "message", "--case", case)
    assert message["fields"]["text"] == "Ждите"
    agree(org, case)
    assert org.other.run("list", "case") == []


def test_the_answer_says_what_was_sent(org: Organisation, case: str) -> None:
    org.house.add("note", "--case", case, "text=Спокойно")
    sent = org.house.run("send", "--to", "hq", "--out", str(org.way / "named.bin"))
    assert sent["paths"] == [str(org.way / "named.bin")]
    assert sent["bytes"] == (org.way / "named.bin").stat().st_size == 3840
    assert (sent["changes"], sent["complete"], sent["withheld"], sent["relink"]) == (1, True, [], False)
    org.house.refused("send", "--to", "hq", "--out", str(org.way / "named.bin"))
    org.house.refused("send", "--to", "hq", "--out", str(org.way / "no" / "such"))
    org.house.refused("send", "--to", "hq", code=2)
    org.house.refused("send", "--to", "hq", "--out", "x", "--stick", "y", code=2)
    org.house.refused("send", "--to", "nobody", "--out", str(org.way))
    org.house.refused("send", "--to", "hq", "--out", str(org.way), "--max-size", "much", code=2)
    org.house.refused("send", "--to", "hq", "--out", str(org.way), "--max-size", "1k")


def test_a_stick_is_written_and_said_to_be_verified_or_not(org: Organisation, case: str) -> None:
    stick = org.directory / "stick"
    stick.mkdir()
    done = org.house.call("send", "--to", "hq", "--stick", str(stick))
    assert done.code == 0, done.err
    assert done.data["verified"] in (True, False)
    assert "stick" in done.err
    assert [one["outcome"] for one in org.desk.receive(stick)] == ["applied"]
    assert list(stick.iterdir()), "reading writes nothing and removes nothing"


def test_what_is_no_bundle_is_told_and_the_good_ones_are_applied(org: Organisation, case: str) -> None:
    org.house.add("note", "--case", case, "text=Спокойно")
    good = org.house.send("hq", org.way)
    noise = org.way / "holiday.jpg"
    noise.write_bytes(os.urandom(5000))
    cut = org.way / "zz-cut.bin"
    cut.write_bytes(good.read_bytes()[:2000])
    done = org.desk.call("receive", str(org.way))
    assert done.code == 3
    outcomes = {Path(one["path"]).name: one["outcome"] for one in done.data}
    assert outcomes[good.name] == "applied"
    assert outcomes["holiday.jpg"] == "not_for_us"
    assert outcomes["zz-cut.bin"] in ("cut_off", "duplicate")
    assert org.desk.run("receive", str(good))[0]["outcome"] == "duplicate"
    org.desk.refused("receive", str(org.way / "nothing"), code=2)


def test_several_values_of_one_field_wait_for_a_person(org: Organisation, case: str) -> None:
    org.house.run("set", case, "risk_level=critical")
    org.desk.run("set", case, "risk_level=low", "priority=urgent")
    there = org.carry(org.house, org.desk)
    assert there["conflicts"] == 1
    org.carry(org.desk, org.house)
    for store in (org.house, org.desk):
        assert store.fields(case)["risk_level"] == "critical", "the safer one is shown"
        (conflict,) = store.run("conflicts")
        assert (conflict["id"], conflict["field"]) == (case, "risk_level")
        assert [each["n"] for each in conflict["values"]] == [1, 2]
        assert {each["value"]: each["author"] for each in conflict["values"]} == {
            "critical": "house-a",
            "low": "desk-1",
        }
    first = org.desk.run("conflicts")[0]["values"]
    assert first == org.house.run("conflicts")[0]["values"], "in the same order on both sides"
    take = next(each["n"] for each in first if each["value"] == "low")
    assert org.desk.run("resolve", case, "risk_level", "--take", str(take))["value"] == "low"
    org.desk.refused("resolve", case, "risk_level", "--take", "1")
    org.carry(org.desk, org.house)
    assert org.house.run("conflicts") == []
    assert org.house.fields(case)["risk_level"] == "low"
    agree(org, case)


def test_a_conflict_is_settled_by_another_value_too(org: Organisation, case: str) -> None:
    org.house.run("set", case, "risk_level=critical")
    org.desk.run("set", case, "risk_level=low")
    org.carry(org.house, org.desk)
    org.desk.refused("resolve", case, "risk_level", "--take", "3")
    org.desk.refused("resolve", case, "risk_level", "--value", "purple")
    org.desk.run("resolve", case, "risk_level", "--value", "high")
    assert org.desk.fields(case)["risk_level"] == "high"


def test_different_fields_are_no_conflict(org: Organisation, case: str) -> None:
    org.house.run("set", case, "risk_level=high")
    org.desk.run("set", case, "priority=urgent")
    org.round()
    assert org.house.run("conflicts") == org.desk.run("conflicts") == []
    assert org.house.fields(case)["priority"] == "urgent"
    assert org.desk.fields(case)["risk_level"] == "high"


def test_a_deleted_record_that_somebody_changed_is_shown(org: Organisation, case: str) -> None:
    risk = org.house.add("risk", "--case", case, "level=high")
    org.round()
    org.house.run("delete", risk, "--reason", "twice")
    org.desk.run("set", risk, "level=critical")
    org.round()
    shown = org.house.run("show", risk)
    assert shown["changed_there"]
    assert [found["id"] for found in org.desk.run("list", "risk")] == [risk]


def test_route_never_reaches_a_house(org: Organisation, case: str) -> None:
    note = org.desk.add("note", "--case", case, "--compartment", "route", "text=Самолёт в четверг")
    scan = org.directory / "ticket.pdf"
    scan.write_bytes(b"%PDF-1.4 sample")
    document = org.desk.run("attach", str(scan), "--case", case, "--compartment", "route")["id"]
    org.carry(org.desk, org.house, "--with-attachments")
    org.house.refused("show", note)
    org.house.refused("show", document)
    assert {"compartment": "route", "why": "not_granted"} in org.house.run("show", case)["absent"]
    org.desk.refused("open-to", case, "house-a", "--compartment", "route")
    agree(org, case)


def test_a_case_is_opened_to_a_house_and_a_later_person_comes_too(org: Organisation) -> None:
    case = org.desk.add("case", "alias=From outside")
    first = org.desk.add("person", "--case", case, "chosen_name=Один", "legal_name=Первый")
    org.carry(org.desk, org.house)
    org.house.refused("show", case)
    opened = org.desk.run("open-to", case, "house-a")
    assert {found["compartment"] for found in opened["scopes"]} == {"core", "identity", "story", "health"}
    second = org.desk.add("person", "--case", case, "chosen_name=Два", "legal_name=Второй")
    org.carry(org.desk, org.house)
    assert org.house.fields(first)["legal_name"] == "Первый"
    assert org.house.fields(second)["legal_name"] == "Второй"
    agree(org, case)
    org.house.refused("open-to", case, "house-b")
    org.desk.refused("open-to", case, "desk-1")
    org.desk.refused("open-to", first, "house-a")


def test_a_case_opened_in_part_stays_so_for_a_later_person(org: Organisation) -> None:
    case = org.desk.add("case", "alias=From outside")
    org.desk.run("open-to", case, "house-a", "--compartment", "core", "--compartment", "health")
    person = org.desk.add(
        "person", "--case", case, "chosen_name=Один", "legal_name=Первый", 'health_flags:=["pregnancy"]'
    )
    org.carry(org.desk, org.house)
    shown = org.house.run("show", person)
    assert "legal_name" not in shown["fields"]
    assert shown["fields"]["health_flags"] == ["pregnancy"]
    assert {(away["compartment"], away["why"]) for away in shown["absent"]} == {
        ("identity", "not_granted"),
        ("story", "not_granted"),
    }
    org.house.refused("set", person, "legal_name=Другой")
    agree(org, case)


def test_a_person_that_one_house_adds_reaches_the_other_house_of_the_case(
    org: Organisation, case: str
) -> None:
    org.desk.run("open-to", case, "house-b")
    org.carry(org.desk, org.other)
    person = org.house.add("person", "--case", case, "chosen_name=Новый", "legal_name=Новый Человек")
    org.carry(org.house, org.desk)
    org.carry(org.desk, org.other)
    assert org.other.fields(person)["legal_name"] == "Новый Человек"


def test_what_headquarters_has_can_be_dropped_and_asked_for_again(org: Organisation, case: str) -> None:
    person = org.house.add("person", "--case", case, "chosen_name=Тимур", "legal_name=Пример")
    scan = org.directory / "scan.bin"
    scan.write_bytes(os.urandom(70_000))
    document = org.house.run("attach", str(scan), "--person", person, "--compartment", "identity")["id"]
    org.house.refused("shed", person)
    org.carry(org.house, org.desk)
    org.carry(org.desk, org.house)
    assert "confirmed" in org.house.refused("shed", person), "the attachment is not there yet"
    org.carry(org.house, org.desk)
    org.carry(org.desk, org.house)
    dropped = org.house.run("shed", person)
    assert "identity" in {found["compartment"] for found in dropped["scopes"]}
    shown = org.house.run("show", person)
    assert "legal_name" not in shown["fields"]
    assert ("identity", "shed") in {(away["compartment"], away["why"]) for away in shown["absent"]}
    org.house.refused("show", document)
    org.house.refused("set", person, "legal_name=Другой")
    assert not any(path.stat().st_size > 70_000 for path in (org.house.path / "blobs").iterdir())
    org.carry(org.house, org.desk)
    agree(org, case)
    org.house.run("want", person)
    org.round()
    assert org.house.fields(person)["legal_name"] == "Пример"
    assert org.house.run("show", person)["absent"] == []
    org.house.run("want", document)
    org.carry(org.house, org.desk)
    org.carry(org.desk, org.house)
    target = org.directory / "back.bin"
    org.house.run("extract", document, "--out", str(target))
    assert target.read_bytes() == scan.read_bytes()
    org.house.refused("want", document)
    org.desk.refused("shed", person)
    agree(org, case)


def test_refused_consent_keeps_a_person_at_the_house_until_it_is_given(org: Organisation, case: str) -> None:
    person = org.house.add(
        "person", "--case", case, "role=principal", "chosen_name=Тимур", "legal_name=Пример"
    )
    other = org.house.add("person", "--case", case, "role=partner", "legal_name=Второй")
    second = org.house.add("person", "--case", case, "role=principal", "chosen_name=Аня")
    refusal = org.house.add("consent", "--person", person, "purpose=share_with_hq", "decision=refused")
    sent = org.house.run("send", "--to", "hq", "--out", str(org.way))
    assert {held["compartment"] for held in sent["withheld"]} == {"identity"}
    org.desk.receive(Path(sent["paths"][0]))
    shown = org.desk.run("show", person)
    assert "legal_name" not in shown["fields"]
    assert ("identity", "withheld") in {(away["compartment"], away["why"]) for away in shown["absent"]}
    assert org.desk.fields(other)["legal_name"] == "Второй"
    (peer,) = org.house.run("peers")
    assert {held["of"] for held in peer["only_here"]} == {person}
    agree(org, case)
    org.house.run("set", refusal, "decision=given")
    org.round()
    assert org.desk.fields(person)["legal_name"] == "Пример"
    assert org.house.run("peers")[0]["only_here"] == []
    assert second
    agree(org, case)


def test_when_every_principal_refuses_only_the_decision_travels(org: Organisation) -> None:
    case = org.house.add("case", "alias=Nobody must know")
    person = org.house.add("person", "--case", case, "role=principal", "legal_name=Пример")
    org.house.add("consent", "--person", person, "purpose=share_with_hq", "decision=refused")
    org.carry(org.house, org.desk)
    assert case not in [found["id"] for found in org.desk.run("list", "case")]
    shown = org.desk.run("show", case)
    assert shown["fields"] == {}
    assert ("core", "withheld") in {(away["compartment"], away["why"]) for away in shown["absent"]}
    assert org.desk.run("show", person)["kind"] == "person"
    agree(org, case)
    org.house.add(
        "consent",
        "--person",
        person,
        "purpose=share_with_hq",
        "decision=override",
        "legal_basis=vital_interest",
        "reason=danger to life",
    )
    org.carry(org.house, org.desk)
    assert org.desk.fields(person)["legal_name"] == "Пример"
    org.house.refused("add", "consent", "--person", person, "purpose=research", "decision=override")


def test_a_house_learns_what_headquarters_may_not_send_it(org: Organisation, case: str) -> None:
    person = org.house.add("person", "--case", case, "role=principal", "chosen_name=Тимур")
    org.round()
    org.desk.run("set", person, "legal_name=Известно штабу")
    org.desk.add("consent", "--person", person, "purpose=case_management", "decision=refused")
    sent = org.desk.run("send", "--to", "house-a", "--out", str(org.way))
    assert "identity" in {held["compartment"] for held in sent["withheld"]}
    org.house.receive(Path(sent["paths"][0]))
    shown = org.house.run("show", person)
    assert "legal_name" not in shown["fields"]
    assert ("identity", "withheld") in {(away["compartment"], away["why"]) for away in shown["absent"]}


def test_two_answers_about_one_purpose_meet_in_one_record(org: Organisation, case: str) -> None:
    person = org.house.add("person", "--case", case, "role=principal")
    org.round()
    at_house = org.house.add("consent", "--person", person, "purpose=research", "decision=given")
    at_desk = org.desk.add("consent", "--person", person, "purpose=research", "decision=refused")
    assert at_house == at_desk
    org.round()
    assert org.house.fields(at_house)["decision"] == "refused", "consent is never restored by a merge"
    (conflict,) = [one for one in org.desk.run("conflicts") if one["field"] == "decision"]
    take = next(each["n"] for each in conflict["values"] if each["value"] == "given")
    org.desk.run("resolve", at_desk, "decision", "--take", str(take))
    org.house.refused("set", at_house, "purpose=media_advocacy")


def test_a_link_is_renewed_by_hand(org: Organisation, case: str) -> None:
    renewed = org.desk.run("relink", "house-a", "--out", str(org.way))
    assert (renewed["relink"], renewed["changes"]) == (True, 0)
    assert org.house.receive(Path(renewed["paths"][0]))[0]["outcome"] == "applied"
    org.round()
    org.desk.refused("relink", "nobody", "--out", str(org.way))


def test_the_ledger_counts_what_a_peer_is_known_to_hold(org: Organisation, case: str) -> None:
    org.house.add("note", "--case", case, "text=раз")
    org.house.add("note", "--case", case, "text=два")
    (peer,) = org.house.run("peers")
    assert peer["name"] == "desk-1"
    assert peer["waiting"] == 2
    assert peer["holds"]["of"] - peer["holds"]["changes"] == 2
    org.round()
    (peer,) = org.house.run("peers")
    assert (peer["waiting"], peer["holds"]["changes"]) == (0, peer["holds"]["of"])
    assert peer["last_sent"]
    assert peer["last_received"]
    assert [one["name"] for one in org.desk.run("peers")] == ["house-a", "house-b"]
    assert org.house.run("refusals") == []


def test_state_hashes_differ_where_something_is_missing(org: Organisation, case: str) -> None:
    org.house.add("note", "--case", case, "text=раз")
    here = org.house.run("state-hash", "--case", case)["hash"]
    there = org.desk.run("state-hash", "--case", case, "--as", "house-a")["hash"]
    assert here != there
    org.round()
    everything = org.desk.run("state-hash", "--as", "house-a")
    assert everything["hash"] == org.house.run("state-hash")["hash"]
    org.desk.refused("state-hash", "--as", "nobody")
    org.desk.refused("state-hash", "--case", "a" * 26)


def test_naming_somebody_elses_person_in_ones_own_case_gives_no_access(org: Organisation) -> None:
    case = org.desk.add("case", "alias=Closed")
    person = org.desk.add("person", "--case", case, "chosen_name=Тимур", "legal_name=Не для дома")
    org.desk.run("open-to", case, "house-b", "--compartment", "core")
    org.carry(org.desk, org.other)
    trap = org.other.add("case", "alias=Trap")
    with org.other.open() as workspace, workspace.vault.transaction() as tx:
        core = kinds.scope(kinds.CORE, parse(trap))
        edits = [
            NewEdit(parse(person), "person", "role", "principal"),
            NewEdit(parse(person), "person", "chosen_name", "Подмена"),
            NewEdit(bytes(16), "consent", "person", person),
            NewEdit(bytes(16), "consent", "purpose", "case_management"),
            NewEdit(bytes(16), "consent", "decision", "refused"),
        ]
        log.append(tx, workspace.identity.author, core, edits, rng=workspace.rng, now=workspace.now)
    org.carry(org.other, org.desk)
    org.desk.add("person", "--case", trap, "chosen_name=Приманка")
    org.desk.run("open-to", trap, "house-b")
    org.desk.run("open-to", case, "house-a")
    org.carry(org.desk, org.other)
    org.carry(org.desk, org.house)
    assert "legal_name" not in org.other.fields(person)
    shown = org.desk.run("show", person)
    assert (shown["case"], shown["fields"]["chosen_name"]) == (case, "Тимур")
    assert [found["case"] for found in org.desk.run("list", "person") if found["id"] == person] == [case]
    assert org.desk.run("search", "подмена") == []
    assert org.house.fields(person)["legal_name"] == "Не для дома", "nor does it keep anything from others"


def test_the_same_id_elsewhere_is_another_record(org: Organisation, case: str) -> None:
    note = org.house.add("note", "--case", case, "text=настоящая")
    org.round()
    mine = org.other.add("case")
    with org.other.open() as workspace, workspace.vault.transaction() as tx:
        core = kinds.scope(kinds.CORE, parse(mine))
        edits = [
            NewEdit(parse(note), "note", "text", "подмена"),
            NewEdit(parse(case), "case", "alias", "подмена"),
        ]
        log.append(tx, workspace.identity.author, core, edits, rng=workspace.rng, now=workspace.now)
    org.carry(org.other, org.desk)
    assert org.desk.fields(note)["text"] == "настоящая"
    assert org.desk.fields(case)["alias"] == "Quiet shore"
    assert org.desk.run("show", note)["case"] == case


def test_a_case_has_its_place_whoever_came_first(org: Organisation) -> None:
    future, mine = os.urandom(16), org.other.add("case")
    with org.other.open() as workspace, workspace.vault.transaction() as tx:
        core = kinds.scope(kinds.CORE, parse(mine))
        edits = [NewEdit(future, "case", "alias", "подмена"), NewEdit(future, "house", "codename", "подмена")]
        log.append(tx, workspace.identity.author, core, edits, rng=workspace.rng, now=workspace.now)
    org.carry(org.other, org.desk)
    org.desk.refused("show", to_text(future))
    assert to_text(future) not in [found["id"] for found in org.desk.run("list", "case")]
    with org.desk.open() as workspace, workspace.vault.transaction() as tx:
        add_in(tx, workspace, "case", {"alias": "Настоящее"}, Place(), record=future)
    assert org.desk.fields(to_text(future))["alias"] == "Настоящее"


def test_a_house_may_enter_a_person_in_a_case_that_it_was_given(org: Organisation) -> None:
    case = org.desk.add("case", "alias=Given")
    org.desk.run("open-to", case, "house-a", "--compartment", "core")
    org.carry(org.desk, org.house)
    person = org.house.add("person", "--case", case, "legal_name=Новый", "chosen_name=Н")
    assert org.carry(org.house, org.desk)["refused"] == []
    assert org.desk.fields(person)["legal_name"] == "Новый"
    org.house.run("set", person, "birth_date=1990", 'health_flags:=["pregnancy"]')
    later = org.carry(org.house, org.desk)
    assert (later["outcome"], later["refused"]) == ("applied", []), "what it entered it may go on with"
    assert org.desk.fields(person)["health_flags"] == ["pregnancy"]
    agree(org, case)


def test_a_compartment_is_not_claimed_by_naming_a_person_elsewhere(org: Organisation) -> None:
    case = org.desk.add("case", "alias=Closed")
    person = org.desk.add("person", "--case", case, "chosen_name=Тимур")
    org.desk.run("open-to", case, "house-b", "--compartment", "core")
    org.carry(org.desk, org.other)
    trap = org.other.add("case", "alias=Trap")
    with org.other.open() as workspace, workspace.vault.transaction() as tx:
        for scope in (kinds.scope(kinds.CORE, parse(trap)), kinds.scope(kinds.IDENTITY, parse(person))):
            edit = NewEdit(
                parse(person), "person", "role" if scope[0] == kinds.CORE else "legal_name", "other"
            )
            log.append(tx, workspace.identity.author, scope, [edit], rng=workspace.rng, now=workspace.now)
    for _ in range(2):
        done = org.carry(org.other, org.desk)
    assert org.desk.run("show", person)["case"] == case
    org.desk.run("set", person, "legal_name=Не для дома")
    org.carry(org.desk, org.other)
    assert org.other.fields(person).get("legal_name") != "Не для дома"
    assert done["outcome"] in ("applied", "no_right", "duplicate")
