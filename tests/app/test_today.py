"""What wants attention today, on real stores: what is read, what is said, and what could not be judged."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.cli import Organisation, Store, call

from app import texts
from app import today as use_case
from app.casework.compartments import Compartment
from app.casework.watch import Item, Urgency, What
from app.ids import parse, to_text
from app.texts import en, watching
from app.today import Today
from app.workspace import Workspace
from storage import log
from storage.clock import now as machine_now
from storage.log import NewEdit
from storage.scopes import ScopeId

NOW = datetime.now().astimezone()


def day(away: int) -> str:
    return (NOW.date() + timedelta(days=away)).isoformat()


def listed(store: Store) -> list[dict[str, Any]]:
    return list(store.run("today")["items"])


def of(store: Store, record: str) -> list[tuple[str, str]]:
    return [(item["what"], item["urgency"]) for item in listed(store) if item["id"] == record]


def judged(store: Store, *, days: int = 0) -> Today:
    """Judge as if it were some days later, or earlier."""
    secret = store.secret.read_text().strip()
    with Workspace.open(store.path, secret, now=lambda: machine_now() + days * 86_400) as workspace:
        return use_case.today(workspace)


def whats(found: Today) -> set[str]:
    return {str(item.what) for item in found.items}


def write(
    workspace: Workspace,
    scope: bytes,
    kind: str,
    record: bytes,
    fields: Mapping[str, object],
    now: Callable[[], int] = machine_now,
) -> None:
    """Write what no form would let through."""
    edits = [NewEdit(record, kind, name, value, ()) for name, value in fields.items()]
    with workspace.vault.transaction() as tx:
        log.append(tx, workspace.identity.author, ScopeId(scope), edits, rng=workspace.rng, now=now)


@pytest.fixture
def case(org: Organisation) -> str:
    return org.house.add("case", "alias=Тихий клён")


def test_each_kind_comes_up_and_goes_again(org: Organisation, case: str) -> None:
    store = org.house
    someone = store.add("person", "--case", case, "chosen_name=Тимур")
    house = store.run("list", "house")[0]["id"]
    risk = store.add("risk", "--case", case, "level=high", f"date={day(-5)}")
    consent = store.add(
        "consent", "--person", someone, "purpose=research", "decision=given", f"review_date={day(3)}"
    )
    task = store.add("task", "--case", case, "what=Позвонить", f"due={day(-1)}")
    check = store.add("task", "--person", someone, "what=Пароль", "type=safety_check_in", f"due={day(-1)}")
    message = store.add("message", "--case", case, "text=Да?", f"must_be_acknowledged_by={day(0)}")
    stay = store.add(
        "stay",
        "--person",
        someone,
        f"house={house}",
        "status=checked_in",
        f"actual_from={day(-9)}",
        f"planned_to={day(-2)}",
    )
    found = {
        item["id"]: (item["what"], item["urgency"], item["kind"], item["case"]) for item in listed(store)
    }
    assert found[risk] == ("overdue", "critical", "risk", case)
    assert found[consent] == ("due", "due", "consent", case)
    assert found[task] == ("overdue", "overdue", "task", case)
    assert found[check] == ("missed", "critical", "task", case)
    assert found[message] == ("due", "due", "message", case)
    assert found[stay] == ("overdue", "overdue", "stay", case)
    urgencies = [item["urgency"] for item in listed(store)]
    assert urgencies == sorted(urgencies, key=["critical", "overdue", "due", "notice"].index)

    store.add("risk", "--case", case, "level=medium")
    store.run("set", consent, f"review_date={day(60)}")
    store.run("set", task, "status=done")
    store.run("set", check, "status=cannot_do", "reason=номер отключён")
    store.run("set", message, f"acknowledged_on={day(0)}")
    store.run("set", stay, "status=checked_out", f"actual_to={day(0)}")
    assert {item["what"] for item in listed(store)} == {"only_here"}


def test_an_item_says_what_it_is_about_without_naming_anybody(org: Organisation, case: str) -> None:
    someone = org.house.add("person", "--case", case, "chosen_name=Тимур", "legal_name=Секретов")
    task = org.house.add("task", "--person", someone, "what=Врач", "type=medical", f"due={day(0)}")
    (item,) = [item for item in listed(org.house) if item["id"] == task]
    assert item["due"] == day(0)
    assert item["detail"] == {"alias": "Тихий клён", "type": "medical", "text": "Врач"}
    assert "Секретов" not in json.dumps(org.house.run("today"), ensure_ascii=False)


def test_deleted_and_ended_cases_ask_for_nothing_more(org: Organisation, case: str) -> None:
    risk = org.house.add("risk", "--case", case, "level=high", f"date={day(-9)}")
    assert of(org.house, risk)
    org.house.run("set", case, "status=closed", "status_reason=test")
    assert not of(org.house, risk)
    other = org.house.add("case")
    late = org.house.add("risk", "--case", other, "level=high", f"date={day(-9)}")
    assert of(org.house, late)
    org.house.run("delete", other, "--reason", "twice")
    assert not of(org.house, late)


def test_a_message_that_another_replaced_asks_for_nothing_more(org: Organisation, case: str) -> None:
    late = f"must_be_acknowledged_by={day(-1)}"
    first = org.house.add("message", "--case", case, "text=Ехать", "type=travel_go", late)
    assert of(org.house, first) == [("overdue", "critical")]
    org.house.run("add", "message", "--case", case, "text=Не ехать", f"replaces={first}")
    assert not of(org.house, first)


def test_a_broadcast_waits_for_every_house_by_itself(org: Organisation) -> None:
    sent = org.desk.add("message", "type=broadcast", "text=Всем", f"must_be_acknowledged_by={day(-1)}")
    org.carry(org.desk, org.house)
    assert of(org.house, sent)
    with org.house.open() as house:
        own = bytes([Compartment.HOUSE]) + house.identity.house_id
        write(house, own, "message", parse(sent), {"acknowledged_on": day(0)})
    assert not of(org.house, sent)
    org.carry(org.house, org.desk)
    assert of(org.desk, sent), "the other house has not answered"


def test_a_house_that_is_known_is_said_with_its_name(org: Organisation) -> None:
    house = org.house.run("list", "house")[0]["id"]
    org.house.run("set", house, "status=compromised", "codename=Гнездо")
    (item,) = [item for item in listed(org.house) if item["id"] == house]
    assert (item["what"], item["urgency"]) == ("compromised", "critical")
    assert item["detail"] == {"status": "compromised", "name": "Гнездо"}


def test_a_conflict_is_named_without_its_values(org: Organisation, case: str) -> None:
    org.round()
    org.house.run("set", case, "priority=urgent")
    org.desk.run("set", case, "priority=emergency")
    org.carry(org.house, org.desk)
    (item,) = [item for item in listed(org.desk) if item["what"] == "conflict"]
    assert (item["id"], item["case"]) == (case, case)
    assert item["detail"] == {"about": "field", "field": "priority", "alias": "Тихий клён"}


def test_what_only_this_laptop_holds_is_counted_until_it_is_confirmed(org: Organisation, case: str) -> None:
    (item,) = [item for item in listed(org.house) if item["what"] == "only_here"]
    assert item["detail"]["cases"] == 1
    assert item["detail"]["changes"] >= 1
    org.round()
    org.round()
    assert "only_here" not in whats(judged(org.house))


def test_what_stands_where_its_kind_has_no_home_has_no_say(org: Organisation) -> None:
    with org.house.open() as house:
        late = {"level": "critical", "date": day(-9)}
        write(house, house.own_link, "risk", bytes(16), late)
        write(house, house.own_link, "task", bytes(16), {"what": "x", "due": day(-9)})
    assert whats(judged(org.house)) <= {"only_here"}


def test_a_task_of_a_house_is_said_with_its_house(org: Organisation) -> None:
    house = org.house.run("list", "house")[0]["id"]
    org.house.run("set", house, "codename=Гнездо")
    task = org.house.add("task", "--house", house, "what=Осмотреть", f"due={day(-1)}")
    (item,) = [item for item in listed(org.house) if item["id"] == task]
    assert (item["case"], item["detail"]["house"], item["detail"]["name"]) == (None, house, "Гнездо")


class TestSilence:
    """A house of which nothing comes."""

    def test_a_house_is_silent_after_two_weeks(self, org: Organisation) -> None:
        org.carry(org.house, org.desk)
        assert "silent" not in whats(judged(org.desk, days=14))
        found = [item for item in judged(org.desk, days=16).items if item.what is What.SILENT]
        assert {(item.facts["name"], item.about) for item in found} == {
            ("house-a", ""),
            ("house-b", "newcomer"),
        }

    def test_a_house_hears_nothing_of_that(self, org: Organisation) -> None:
        assert "silent" not in whats(judged(org.house, days=90))

    def test_nor_is_a_suspended_house_expected_to_write(self, org: Organisation) -> None:
        org.desk.run("suspend", "house-b", "--reason", "test")
        found = [item for item in judged(org.desk, days=16).items if item.what is What.SILENT]
        assert [item.facts["name"] for item in found] == ["house-a"]


def test_what_exists_only_here_names_cases_only_where_there_are_any(org: Organisation) -> None:
    (before,) = [item for item in judged(org.house).items if item.what is What.ONLY_HERE]
    assert (before.about, before.facts["cases"]) == ("caseless", 0)
    org.house.add("case", "alias=Тихий клён")
    (after,) = [item for item in judged(org.house).items if item.what is What.ONLY_HERE]
    assert (after.about, after.facts["cases"]) == ("", 1)


class TestClock:
    """A clock that makes every deadline wrong."""

    def test_a_clock_behind_the_newest_change_is_the_first_thing_said(
        self, org: Organisation, case: str
    ) -> None:
        org.house.add("task", "--case", case, "what=x", "type=safety_check_in", f"due={day(-900)}")
        assert judged(org.house).items[0].what is What.MISSED
        first = judged(org.house, days=-800).items[0]
        assert (first.what, first.urgency, first.facts["name"]) == (
            What.CLOCK_BEHIND,
            Urgency.CRITICAL,
            "house-a",
        )

    def test_a_wild_time_of_another_device_breaks_nothing(self, org: Organisation, case: str) -> None:
        with org.house.open() as house:
            write(house, house.own_link, "note", bytes(16), {"text": "x"}, now=lambda: 2**62)
        assert "clock_behind" not in whats(judged(org.house))


class TestNotJudged:
    """What is not here is not silently fine."""

    def test_a_case_that_was_shed_is_named(self, org: Organisation, case: str) -> None:
        someone = org.house.add("person", "--case", case, "chosen_name=Тимур")
        org.house.run(
            "add", "task", "--person", someone, "--compartment", "health", "what=x", f"due={day(-1)}"
        )
        org.round()
        org.round()
        assert org.house.run("today")["not_judged"] == []
        org.house.run("shed", someone, "--compartment", "health")
        found = org.house.run("today")
        assert not [item for item in found["items"] if item["kind"] == "task"]
        assert found["not_judged"] == [
            {
                "kind": "person",
                "id": someone,
                "case": case,
                "compartment": "health",
                "why": "shed",
                "what": ["task", "message"],
            }
        ]
        assert [one.alias for one in judged(org.house).not_judged] == ["Тихий клён"]

    def test_a_case_that_consent_keeps_elsewhere_is_named(self, org: Organisation, case: str) -> None:
        someone = org.house.add("person", "--case", case, "chosen_name=Тимур")
        org.house.run("add", "consent", "--person", someone, "purpose=share_with_hq", "decision=refused")
        org.carry(org.house, org.desk)
        found = {(one["kind"], one["id"], one["why"]) for one in org.desk.run("today")["not_judged"]}
        assert ("case", case, "withheld") in found
        assert org.house.run("today")["not_judged"] == []

    def test_a_case_that_is_sealed_is_named_and_judged_no_more(self, org: Organisation, case: str) -> None:
        risk = org.house.add("risk", "--case", case, "level=high", f"date={day(-9)}")
        assert of(org.house, risk)
        with org.house.open() as house, house.vault.transaction() as tx:
            log.set_state(tx, bytes([Compartment.CORE]) + parse(case), "sealed")
        (missing,) = org.house.run("today")["not_judged"]
        assert (missing["id"], missing["compartment"], missing["why"]) == (case, "core", "sealed")
        assert not of(org.house, risk)

    def test_a_value_of_a_newer_version_is_named(self, org: Organisation, case: str) -> None:
        core = bytes([Compartment.CORE]) + parse(case)
        strange = {
            "task": {"what": "x", "due": "полнолуние"},
            "message": {"must_be_acknowledged_by": "скоро"},
            "risk": {"level": "purple"},
            "consent": {"review_date": 5},
            "stay": {"person": "кто-то"},
        }
        with org.house.open() as house:
            for number, (kind, fields) in enumerate(strange.items()):
                write(house, core, kind, bytes([number]) * 16, fields)
        found = {(one["id"], one["kind"], one["why"]) for one in org.house.run("today")["not_judged"]}
        assert found == {
            (to_text(bytes([number]) * 16), kind, "not_understood") for number, kind in enumerate(strange)
        }


class TestWords:
    """The same list for people."""

    def test_the_list_in_both_languages(self, org: Organisation, case: str) -> None:
        org.house.add("risk", "--case", case, "level=high", f"date={day(-9)}")
        secret = ("--store", str(org.house.path), "--passphrase-file", str(org.house.secret))
        english = call(*secret, "--lang", "en", "today").out
        assert "Critical:\n  Тихий клён: Risk High: the review was due on" in english
        russian = call(*secret, "--lang", "ru", "today").out
        assert "Критично:\n  Тихий клён: Риск «Высокий»: срок пересмотра прошёл" in russian

    def test_an_empty_list_says_so(self) -> None:
        assert texts.today("nothing", "en") == "Nothing is due."

    @pytest.mark.parametrize("language", texts.LANGUAGES)
    def test_everything_has_a_sentence_with_all_its_facts(self, language: str) -> None:
        said = [watching.line(item, language) for item in EVERY]
        for sentence in said:
            assert "…" not in sentence
            assert "{" not in sentence
            assert sentence.endswith(".")
        assert len(set(said)) == len(said)
        assert {f"{item.what}_{item.about or item.kind}" for item in EVERY} | OTHER_WORDS == set(en.TODAY)

    def test_codes_are_said_by_their_labels(self) -> None:
        late = Item(What.OVERDUE, Urgency.OVERDUE, "message", ID, None, day(-1), {"type": "travel_stop"})
        assert watching.line(late, "ru").startswith("Поездка: стоп")
        newer = Item(What.OVERDUE, Urgency.OVERDUE, "message", ID, None, day(-1), {"type": "of_later"})
        assert watching.line(newer, "en").startswith("of_later")

    def test_dates_in_words_for_who_sees_the_case_beside_it(self) -> None:
        today = datetime(2026, 3, 9, 12, tzinfo=UTC)

        def said(due: str, language: str = "en") -> str:
            late = Item(What.MISSED, Urgency.CRITICAL, "stay", ID, ID, due, {"alias": "Клён"}, "arrival")
            return watching.sentence(late, language, today)

        assert said("2026-03-07") == "Somebody who was expected on 7 March has not come."
        assert said("2025-12-30") == "Somebody who was expected on 30 December 2025 has not come."
        assert said("2025-12") == "Somebody who was expected on December 2025 has not come."
        assert said("2026-03-08T18:30") == "Somebody who was expected on 8 March, 18:30 has not come."
        assert said("2026-03-08T18:30+03:00") == "Somebody who was expected on 8 March, 15:30 has not come."
        assert said("2026-03-07", "ru") == "Человека ждали 7 марта, но он не приехал."

    @pytest.mark.parametrize("language", texts.LANGUAGES)
    def test_every_sentence_can_be_said_with_its_dates_in_words(self, language: str) -> None:
        for item in EVERY:
            assert watching.sentence(item, language, NOW).endswith(".")

    def test_long_text_is_one_short_line(self) -> None:
        task = Item(What.DUE, Urgency.DUE, "task", ID, None, day(0), {"text": "я" * 200 + "\nи ещё"})
        assert watching.line(task, "en") == "я" * 79 + f"… (due {day(0)})."

    @pytest.mark.parametrize("language", texts.LANGUAGES)
    @pytest.mark.parametrize("why", ["shed", "sealed", "withheld", "not_understood"])
    def test_what_was_not_judged_is_said_too(self, language: str, why: str) -> None:
        assert texts.today(why, language) in watching.unjudged("case", "x" * 26, "core", why, language)


ID = bytes(16)
OTHER_WORDS = {*(urgency.word for urgency in Urgency), "nothing", "unjudged"} | {
    "shed",
    "sealed",
    "withheld",
    "not_understood",
}


def every(what: What, kind: str, about: str = "", **facts: str | int) -> Item:
    return Item(what, Urgency.NOTICE, kind, ID, ID, day(-1), {"alias": "Клён", "days": 1, **facts}, about)


EVERY = [
    every(What.CLOCK_BEHIND, "device", at="2026-11-22T10:00+00:00", name="birch"),
    every(What.COMPROMISED, "house", status="compromised", name="Гнездо"),
    every(What.MISSED, "task", text="Пароль"),
    every(What.MISSED, "stay", "arrival"),
    every(What.OVERDUE, "risk", level="high"),
    every(What.DUE, "risk", level="high"),
    every(What.OVERDUE, "consent", purpose="research"),
    every(What.DUE, "consent", purpose="research"),
    every(What.OVERDUE, "stay", "departure"),
    every(What.DUE, "stay", "departure"),
    every(What.DUE, "stay", "arrival"),
    every(What.OVERDUE, "task"),
    every(What.DUE, "task"),
    every(What.OVERDUE, "message"),
    every(What.DUE, "message", type="question"),
    every(What.CONFLICT, "case", "field", field="priority"),
    every(What.CONFLICT, "stay", "overlap"),
    every(What.CONFLICT, "house", "overfull", name="Гнездо", people=3, capacity=2, **{"from": day(0)}),
    every(What.SILENT, "device", name="birch", last=day(-20)),
    every(What.SILENT, "device", "newcomer", name="birch", last=day(-20)),
    every(What.ONLY_HERE, "device", changes=3, cases=1),
    every(What.ONLY_HERE, "device", "caseless", changes=3, cases=0),
]
