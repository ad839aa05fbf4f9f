"""Records through the command line: what goes in comes out, where it belongs, and what is not allowed is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.cli import Organisation


@pytest.fixture
def case(org: Organisation) -> str:
    return org.house.add("case", "alias=Quiet shore")


def person(org: Organisation, case: str, *fields: str) -> str:
    return org.house.add("person", "--case", case, *fields)


def test_a_case_comes_with_an_alias_of_its_own(org: Organisation) -> None:
    made = org.house.run("add", "case")
    assert made["case"] == made["id"]
    assert len(made["id"]) == 26
    assert org.house.fields(made["id"])["alias"]


def test_values_come_as_text_file_or_json(org: Organisation, tmp_path: Path, case: str) -> None:
    long = tmp_path / "note.txt"
    long.write_text("Первая строка\nвторая", encoding="utf-8")
    note = org.house.add("note", "--case", case, f"text=@{long}", "language=ru")
    assert org.house.fields(note)["text"] == "Первая строка\nвторая"
    org.house.run("set", case, 'profile:=["journalist", "witness"]', "risk_level=high")
    assert org.house.fields(case)["profile"] == ["journalist", "witness"]
    assert org.house.fields(case)["risk_level"] == "high"


def test_a_persons_fields_are_split_over_their_compartments(org: Organisation, case: str) -> None:
    someone = person(
        org,
        case,
        "chosen_name=Тимур",
        "legal_name=Тимур П.",
        "orientation=gay",
        'health_flags:=["medication_needed"]',
    )
    shown = org.house.run("show", someone)
    assert shown["scopes"] == ["core", "identity", "story", "health"]
    assert shown["case"] == case
    assert shown["fields"]["legal_name"] == "Тимур П."
    org.house.run("set", someone, "birth_date=1994-03", "pronouns=он/его")
    assert org.house.fields(someone)["birth_date"] == "1994-03"


def test_lists_show_nothing_that_says_who_somebody_is(org: Organisation, case: str) -> None:
    person(
        org,
        case,
        "chosen_name=Тимур",
        "legal_name=Пример",
        "birth_date=1994",
        "contact=+7 000",
        "orientation=gay",
    )
    (listed,) = org.house.run("list", "person", "--case", case)
    assert set(listed["fields"]) == {"chosen_name", "role"}
    assert "Пример" not in json.dumps(listed, ensure_ascii=False)
    said = org.house.refused("list", "person", "--where", "legal_name=Пример")
    assert "legal_name" in said
    org.house.refused("list", "person", "--sort", "birth_date")


def test_a_look_at_who_somebody_is_leaves_one_line_a_session_and_case(org: Organisation, case: str) -> None:
    someone = person(org, case, "legal_name=Пример")
    nameless = person(org, case, "chosen_name=Тихий")

    def trail() -> int:
        with org.house.open() as workspace, workspace.vault.read() as tx:
            from storage import records

            return len(records.query(tx, "audit"))

    before = trail()
    org.house.run("show", nameless)
    assert trail() == before, "nothing of the identity tier was shown"
    org.house.run("show", someone)
    assert trail() == before + 1
    batch = org.directory / "batch"
    batch.write_text(f'["show", "{someone}"]\n["show", "{someone}"]\n')
    org.house.run("batch", str(batch))
    assert trail() == before + 2, "one a session and case"


def test_history_tells_who_and_when_and_hides_identity(org: Organisation, case: str) -> None:
    someone = person(org, case, "chosen_name=Тимур", "legal_name=Пример")
    org.house.run("set", someone, "chosen_name=Тим")
    past = org.house.run("history", someone)
    names = [(edit["value"], edit["live"]) for edit in past if edit["field"] == "chosen_name"]
    assert names == [("Тимур", False), ("Тим", True)]
    assert {edit["author"] for edit in past} == {org.house.name}
    (legal,) = [edit for edit in past if edit["field"] == "legal_name"]
    assert legal["hidden"]
    assert legal["value"] is None


def test_a_filter_matches_exactly_or_one_of_several(org: Organisation, case: str) -> None:
    org.house.run("set", case, 'profile:=["journalist", "witness"]', "risk_level=high")
    second = org.house.add("case", "alias=Аist", "risk_level=low")
    ids = [found["id"] for found in org.house.run("list", "case", "--where", "profile=witness")]
    assert ids == [case]
    assert [found["id"] for found in org.house.run("list", "case", "--sort", "alias")] == [case, second]
    assert len(org.house.run("list", "case", "--limit", "1")) == 1
    assert org.house.run("list", "case", "--where", "status=closed") == []


def test_a_note_is_followed_and_never_edited(org: Organisation, case: str) -> None:
    note = org.house.add("note", "--case", case, "text=Спокойно")
    assert "another" in org.house.refused("set", note, "text=иначе").lower()


def test_a_deleted_record_leaves_lists_and_keeps_its_history(org: Organisation, case: str) -> None:
    note = org.house.add("note", "--case", case, "text=ошибка")
    org.house.run("delete", note, "--reason", "entered twice")
    assert org.house.run("list", "note", "--case", case) == []
    assert org.house.run("show", note)["deleted"]
    assert org.house.run("history", note)[-1]["field"] == "deleted"
    org.house.refused("delete", note, "--reason", " ")


def test_a_step_outside_the_map_needs_a_reason(org: Organisation, case: str) -> None:
    said = org.house.refused("set", case, "status=arrived")
    assert "status_reason" in said
    org.house.run("set", case, "status=arrived", "status_reason=came by other means")
    assert org.house.fields(case)["status"] == "arrived"


def stay(org: Organisation, person_id: str, *fields: str) -> list[str]:
    house = org.house.run("list", "house")[0]["id"]
    return ["add", "stay", "--person", person_id, f"house={house}", "status=checked_in", *fields]


def test_nobody_is_in_two_places_without_a_reason(org: Organisation, case: str) -> None:
    someone = person(org, case, "chosen_name=Тимур")
    org.house.run(*stay(org, someone, "actual_from=2026-10-01"))
    org.house.refused(*stay(org, someone, "actual_from=2026-10-03"))
    org.house.run(*stay(org, someone, "actual_from=2026-10-03", "exception_reason=moved rooms"))


def test_a_full_house_takes_nobody_without_a_reason(org: Organisation, case: str) -> None:
    house = org.house.run("list", "house")[0]["id"]
    org.house.run("set", house, "capacity=1")
    org.house.run(*stay(org, person(org, case), "actual_from=2026-10-01"))
    second = person(org, case)
    org.house.refused(*stay(org, second, "actual_from=2026-10-02"))
    org.house.run(*stay(org, second, "actual_from=2026-10-02", "exception_reason=no other place tonight"))


def test_a_risk_is_looked_at_again_in_time(org: Organisation, case: str) -> None:
    risk = org.house.add("risk", "--case", case, "level=critical", "date=2026-10-01")
    assert org.house.fields(risk)["review_due"] == "2026-10-02"


def test_search_finds_either_alphabet_and_never_shows_identity(org: Organisation, case: str) -> None:
    someone = person(org, case, "chosen_name=Магомед", "legal_name=Секретов Магомед")
    hits = org.house.run("search", "magom")
    assert {hit["id"] for hit in hits} == {someone}
    assert "Секретов" not in json.dumps(org.house.run("search", "секретов"), ensure_ascii=False)
    assert org.house.run("search", "секретов")[0]["id"] == someone
    assert org.house.run("search", "nothinglikethis") == []


@pytest.mark.parametrize(
    "command",
    [
        ("add", "planet", "name=x"),
        ("add", "case", "colour=red"),
        ("add", "case", "status=happy"),
        ("add", "person", "chosen_name=x"),
        ("add", "note", "text="),
        ("show", "a" * 26),
        ("show", "not-an-id"),
        ("add", "note", "--compartment", "attic", "text=x"),
        ("set", "a" * 26, "status=intake"),
        ("resolve", "a" * 26, "status", "--take", "1"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(org: Organisation, command: tuple[str, ...]) -> None:
    said = org.house.refused(*command)
    assert said.strip().count(" ") > 3
    assert "no sentence" not in said


@pytest.mark.parametrize(
    "command",
    [
        ("add", "case", "alias"),
        ("add", "case", "alias=a", "alias=b"),
        ("add", "case", "profile:=[oops"),
        ("resolve", "a" * 26, "status"),
        ("resolve", "a" * 26, "status", "--take", "1", "--value", "x"),
        ("frobnicate",),
        ("show",),
        ("withdraw", "x", "y"),
    ],
)
def test_wrong_usage_is_status_2(org: Organisation, command: tuple[str, ...]) -> None:
    org.house.refused(*command, code=2)


def test_a_house_does_not_write_where_it_may_not(org: Organisation, case: str) -> None:
    org.house.refused("add", "note", "--case", case, "--compartment", "route", "text=x")
    org.house.refused("add", "message", "--compartment", "desks", "text=x")


def test_a_batch_runs_on_one_unlock_and_stops_where_it_fails(org: Organisation, case: str) -> None:
    lines = org.directory / "lines"
    lines.write_text(
        f'["add", "note", "--case", "{case}", "text=one"]\n\n["add", "note", "text"]\n["add", "case"]\n'
    )
    done = org.house.call("batch", str(lines))
    assert done.code == 2
    assert [answer["line"] for answer in done.data] == [1, 3]
    assert done.data[0]["result"]["case"] == case
    going = org.house.call("batch", "--keep-going", str(lines))
    assert going.code == 2
    assert [answer["exit"] for answer in going.data] == [0, 2, 0]
    lines.write_text('{"not": "a list"}\n["erase", "--yes"]\n')
    assert [answer["exit"] for answer in org.house.call("batch", "--keep-going", str(lines)).data] == [3, 3]
    assert org.house.run("list", "case")
