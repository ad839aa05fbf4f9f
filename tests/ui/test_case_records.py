"""The tabs of a case, record by record, checked in the store: people, story, risk, tasks, stays."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from support.cases import choose, form, open_case, press, settle, tab, titles
from support.cli import Organisation
from support.desktop import Sitting, type_text
from support.forms import button, chip, click, enter, fields, line_of, row, said, save, stored

from app import lists, today
from app.casework.compartments import Compartment, compartment_of
from app.ids import parse, to_text
from app.lists import Query
from app.projection import AUDIT
from app.workspace import Workspace
from storage import records
from ui.forms.entries import Entries
from ui.forms.levels import Levels
from ui.screens.case.incidents import IncidentsTab
from ui.screens.case.persons import PersonsTab
from ui.screens.case.risk import RiskTab
from ui.screens.case.stays import StaysTab
from ui.screens.case.tasks import TasksTab

Sit = Callable[..., AbstractContextManager[Sitting]]
NOW = datetime.now().astimezone()


def day(away: int) -> str:
    return (NOW.date() + timedelta(days=away)).isoformat()


@pytest.fixture
def case(org: Organisation) -> bytes:
    return parse(org.house.add("case", "alias=Тихий берег"))


@pytest.fixture
def person(org: Organisation, case: bytes) -> bytes:
    return parse(
        org.house.add("person", "--case", to_text(case), "chosen_name=Муса", "legal_name_latin=Musa")
    )


def listed(sitting: Sitting, kind: str, case: bytes) -> list[lists.Listed]:
    return sitting.store(lambda w: lists.list_records(w, Query(kind, case=case)))


def looks(sitting: Sitting) -> int:
    """Count the lines of the trail."""

    def count(workspace: Workspace) -> int:
        with workspace.vault.read() as tx:
            return len(records.query(tx, AUDIT))

    return sitting.store(count)


class TestPersons:
    def test_the_list_reveals_nobody_and_opening_one_is_written_down(
        self, org: Organisation, sit_at: Sit, case: bytes, person: bytes
    ) -> None:
        with sit_at(org.house) as sitting:
            screen = open_case(sitting, case, "persons")
            found = tab(screen, PersonsTab)
            assert titles(found.list) == ["Муса"]
            assert "Musa" not in said(screen)
            assert looks(sitting) == 0
            found.list.setFocus()
            press(sitting, found.list, Qt.Key.Key_Down)
            assert looks(sitting) == 0, "going through the list opens nobody"
            press(sitting, found.list, Qt.Key.Key_Return)
            assert "Musa" in said(found.pane)
            assert looks(sitting) == 1

    def test_a_person_is_added_and_stands_in_the_list(
        self, org: Organisation, sit_at: Sit, case: bytes, person: bytes
    ) -> None:
        with sit_at(org.house, language="en") as sitting:
            screen = open_case(sitting, case, "persons")
            found = tab(screen, PersonsTab)
            press(sitting, found.list, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
            enter(form(found), "chosen_name", "Лейла")
            enter(form(found), "legal_name_cyrillic", "Лейла Мусаева")
            save(sitting, form(found))
            settle(sitting)
            assert titles(found.list) == ["Муса", "Лейла"]
            assert found.list.hasFocus()
            new = next(one for one in listed(sitting, "person", case) if one.id != person)
            assert found.record() == new.id
            scopes = set(stored(sitting, new.id).scopes)
            assert scopes == {Compartment.CORE, Compartment.IDENTITY}
            assert "Saved." in said(found.pane)
            press(sitting, found.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
            assert titles(found.list) == ["Муса"], "taken back"
            assert stored(sitting, new.id).deleted

    def test_what_of_somebody_is_not_here_is_said_in_list_and_record(
        self, org: Organisation, sit_at: Sit, case: bytes, person: bytes
    ) -> None:
        org.round()
        org.round()
        org.house.run("shed", to_text(person), "--compartment", "identity")
        with sit_at(org.house, language="en") as sitting:
            screen = open_case(sitting, case, "persons", person)
            found = tab(screen, PersonsTab)
            (entry,) = found.list.entries()
            assert "not here: Identity" in entry.line
            assert "Identity: not on this laptop" in said(found.pane)
            assert "Legal name, Latin" not in said(found.pane)

    def test_a_person_is_deleted_with_a_reason_only(
        self, org: Organisation, sit_at: Sit, case: bytes, person: bytes
    ) -> None:
        with sit_at(org.house, language="en") as sitting:
            screen = open_case(sitting, case, "persons", person)
            found = tab(screen, PersonsTab)
            found.list.setFocus()
            press(sitting, found.list, Qt.Key.Key_Delete)
            click(sitting, button(found.pane, "Delete"))
            assert not stored(sitting, person).deleted
            assert "Without a reason nothing is deleted" in said(found.pane)
            type_text(found.pane.findChildren(QLineEdit)[-1], "введён дважды")
            click(sitting, button(found.pane, "Delete"))
            settle(sitting)
            assert stored(sitting, person).deleted
            assert titles(found.list) == []

    def test_escape_keeps_what_was_to_be_deleted(
        self, org: Organisation, sit_at: Sit, case: bytes, person: bytes
    ) -> None:
        with sit_at(org.house, language="en") as sitting:
            screen = open_case(sitting, case, "persons", person)
            found = tab(screen, PersonsTab)
            press(sitting, found.list, Qt.Key.Key_Delete)
            press(sitting, found.pane.findChildren(QLineEdit)[-1], Qt.Key.Key_Escape)
            assert "Musa" in said(found.pane)
            assert not stored(sitting, person).deleted


class TestIncidents:
    def test_an_incident_is_told_and_coded_with_all_its_parts(
        self, org: Organisation, sit_at: Sit, case: bytes, person: bytes
    ) -> None:
        with sit_at(org.house, language="ru") as sitting:
            screen = open_case(sitting, case, "incidents")
            found = tab(screen, IncidentsTab)
            click(sitting, button(found, "Записать происшествие"))
            asked = form(found)
            assert row(asked, "person").value() == to_text(person), "there is only one it can be about"
            assert row(asked, "language").value() == "ru"
            enter(asked, "text", "Пришли ночью.\nУнесли телефоны.")
            pick = row(asked, "acts").editor
            assert pick.field is not None
            pick.field.set_value(["home_raid", "device_search"])  # type: ignore[attr-defined]
            pick.edited.emit()
            enter(asked, "from", "11.2026")
            enter(asked, "victims", "брат;")
            culprits = row(asked, "perpetrators").editor
            assert isinstance(culprits, Entries)
            click(sitting, culprits.button)
            focused = asked.focusWidget()
            assert focused is not None
            QTest.keyClick(focused, Qt.Key.Key_Down)
            type_text(culprits.findChildren(QLineEdit)[0], "участковый")
            click(sitting, chip(row(asked, "certainty"), "Подтверждено"))
            save(sitting, asked)
            (one,) = listed(sitting, "incident", case)
            shown = stored(sitting, one.id)
            assert shown.scopes == [Compartment.STORY]
            assert shown.fields["text"] == "Пришли ночью.\nУнесли телефоны."
            assert shown.fields["acts"] == ["home_raid", "device_search"]
            assert shown.fields["from"] == "2026-11"
            assert shown.fields["victims"] == ["брат"]
            assert shown.fields["perpetrators"] == [{"type": "police", "relationship": "участковый"}]
            assert shown.fields["certainty"] == "confirmed"
            settle(sitting)
            assert "ноябрь 2026" in said(found.pane)
            assert "участковый" in said(found.pane)

    def test_neither_told_nor_coded_is_refused(
        self, org: Organisation, sit_at: Sit, case: bytes, person: bytes
    ) -> None:
        with sit_at(org.house, language="en") as sitting:
            screen = open_case(sitting, case, "incidents")
            found = tab(screen, IncidentsTab)
            click(sitting, button(found, "Record an incident"))
            enter(form(found), "title", "Обыск")
            save(sitting, form(found))
            assert "“What was done”" in row(form(found), "acts").error()
            assert listed(sitting, "incident", case) == []

    def test_it_is_somebodys_story(self, org: Organisation, sit_at: Sit, case: bytes, person: bytes) -> None:
        org.house.add("person", "--case", to_text(case), "chosen_name=Лейла")
        with sit_at(org.house, language="en") as sitting:
            screen = open_case(sitting, case, "incidents")
            found = tab(screen, IncidentsTab)
            click(sitting, button(found, "Record an incident"))
            enter(form(found), "text", "Пришли ночью.")
            save(sitting, form(found))
            assert "cannot be empty" in row(form(found), "person").error()
            assert listed(sitting, "incident", case) == []

    def test_a_story_that_was_dropped_is_said(
        self, org: Organisation, sit_at: Sit, case: bytes, person: bytes
    ) -> None:
        org.house.add("incident", "--person", to_text(person), "text=Пришли ночью.")
        org.round()
        org.round()
        org.house.run("shed", to_text(person), "--compartment", "story")
        with sit_at(org.house, language="en") as sitting:
            screen = open_case(sitting, case, "incidents")
            found = tab(screen, IncidentsTab)
            assert "Story (Муса): not on this laptop" in said(found)
            assert titles(found.list) == []


class TestRisk:
    def test_an_assessment_with_its_dimensions_and_the_day_app_sets(
        self, org: Organisation, sit_at: Sit, case: bytes
    ) -> None:
        with sit_at(org.house, language="en") as sitting:
            screen = open_case(sitting, case, "risk")
            found = tab(screen, RiskTab)
            click(sitting, button(found, "Assess the risk"))
            click(sitting, chip(row(form(found), "level"), "High"))
            due = NOW.date() + timedelta(days=3)
            assert str(due.day) in row(form(found), "review_due")._hint.text()
            levels = row(form(found), "dimensions").editor
            assert isinstance(levels, Levels)
            scale = levels.scale("pursuit_active")
            scale.setFocus()
            QTest.keyClick(scale, Qt.Key.Key_4)
            save(sitting, form(found))
            (one,) = listed(sitting, "risk", case)
            assert one.fields["level"] == "high"
            assert one.fields["dimensions"] == {"pursuit_active": 4}
            assert one.fields["review_due"] == due.isoformat()
            settle(sitting)
            assert screen.header is not None
            assert "house-a" in said(found.pane), "who assessed it"

    def test_the_newest_stands_first_and_is_shown(self, org: Organisation, sit_at: Sit, case: bytes) -> None:
        org.house.add("risk", "--case", to_text(case), "level=low", f"date={day(-20)}")
        newest = org.house.add("risk", "--case", to_text(case), "level=critical", f"date={day(-1)}")
        with sit_at(org.house, language="en") as sitting:
            screen = open_case(sitting, case, "risk")
            found = tab(screen, RiskTab)
            assert [entry.badge for entry in found.list.entries()] == [
                ("Critical", "critical"),
                ("Low", "low"),
            ]
            assert found.record() == parse(newest)
            found.list.setFocus()
            press(sitting, found.list, Qt.Key.Key_Down)
            assert found.record() != parse(newest), "going through the list shows each"


class TestTasks:
    @pytest.fixture
    def task(self, org: Organisation, case: bytes) -> bytes:
        return parse(org.house.add("task", "--case", to_text(case), "what=позвонить", f"due={day(-2)}"))

    def test_what_is_late_stands_first_and_is_done_with_one_click(
        self, org: Organisation, sit_at: Sit, case: bytes, task: bytes
    ) -> None:
        org.house.add("task", "--case", to_text(case), "what=потом", f"due={day(30)}")
        org.house.add("task", "--case", to_text(case), "what=было", "status=done", f"due={day(-9)}")
        with sit_at(org.house, language="en") as sitting:
            screen = open_case(sitting, case, "tasks")
            found = tab(screen, TasksTab)
            assert titles(found.list) == ["позвонить", "потом", "было"]
            assert found.list.entries()[0].badge == ("Late", "critical")
            click(sitting, button(found.pane, "Done"))
            settle(sitting)
            assert fields(sitting, task)["status"] == "done"
            assert sitting.store(lambda w: today.of_case(w, case)) == []
            click(sitting, button(found.pane, "Undo"))
            assert fields(sitting, task)["status"] == "open"

    def test_what_cannot_be_done_says_why(
        self, org: Organisation, sit_at: Sit, case: bytes, task: bytes
    ) -> None:
        with sit_at(org.house, language="en") as sitting:
            screen = open_case(sitting, case, "tasks", task)
            found = tab(screen, TasksTab)
            click(sitting, button(found.pane, "Cannot be done…"))
            asked = form(found)
            assert row(asked, "reason").isVisible()
            assert asked.focusWidget() is line_of(row(asked, "reason"))
            save(sitting, asked)
            assert "“Reason”" in row(asked, "reason").error()
            assert fields(sitting, task)["status"] == "open"
            enter(asked, "reason", "номер отключён")
            save(sitting, asked)
            assert fields(sitting, task)["status"] == "cannot_do"
            assert fields(sitting, task)["reason"] == "номер отключён"


class TestStays:
    @pytest.fixture
    def house(self, org: Organisation) -> str:
        with org.house.open() as house:
            record = to_text(house.identity.house_id)
        org.house.run("set", record, "codename=Гнездо")
        return record

    def test_who_was_expected_arrives_and_leaves(
        self, org: Organisation, sit_at: Sit, case: bytes, person: bytes, house: str
    ) -> None:
        stay = parse(
            org.house.add("stay", "--person", to_text(person), "--house", house, f"planned_from={day(0)}")
        )
        with sit_at(org.house, language="en") as sitting:
            screen = open_case(sitting, case, "stays")
            found = tab(screen, StaysTab)
            click(sitting, button(found.pane, "Arrived"))
            assert fields(sitting, stay)["status"] == "checked_in"
            assert fields(sitting, stay)["actual_from"] == day(0)
            settle(sitting)
            click(sitting, button(found.pane, "Leaves…"))
            asked = form(found)
            assert row(asked, "actual_to").value() == day(0)
            enter(asked, "reason_out", "К родным")
            save(sitting, asked)
            assert fields(sitting, stay)["status"] == "checked_out"
            assert fields(sitting, stay)["reason_out"] == "К родным"

    def test_a_full_house_is_said_and_can_be_excused(
        self, org: Organisation, sit_at: Sit, case: bytes, person: bytes, house: str
    ) -> None:
        other = org.house.add("person", "--case", to_text(case), "chosen_name=Лейла")
        org.house.add(
            "stay", "--person", other, "--house", house, "status=checked_in", f"actual_from={day(-1)}"
        )
        stay = parse(
            org.house.add("stay", "--person", to_text(person), "--house", house, f"planned_from={day(0)}")
        )
        org.house.run("set", house, "capacity=1")
        with sit_at(org.house, language="en") as sitting:
            screen = open_case(sitting, case, "stays", stay)
            found = tab(screen, StaysTab)
            click(sitting, button(found.pane, "Arrived"))
            settle(sitting)
            asked = form(found)
            assert "more people than it has places for" in row(asked, "exception_reason").error()
            assert fields(sitting, stay)["status"] == "planned"
            enter(asked, "exception_reason", "на одну ночь")
            save(sitting, asked)
            assert fields(sitting, stay)["status"] == "checked_in"
            assert fields(sitting, stay)["exception_reason"] == "на одну ночь"

    def test_a_new_stay_begins_here_and_now(
        self, org: Organisation, sit_at: Sit, case: bytes, person: bytes, house: str
    ) -> None:
        with sit_at(org.house, language="en") as sitting:
            screen = open_case(sitting, case, "stays")
            found = tab(screen, StaysTab)
            click(sitting, button(found, "Add a stay"))
            save(sitting, form(found))
            (one,) = listed(sitting, "stay", case)
            assert one.fields["person"] == to_text(person)
            assert one.fields["house"] == house
            assert one.fields["planned_from"] == day(0)


def test_choosing_another_record_keeps_what_was_typed(org: Organisation, sit_at: Sit, case: bytes) -> None:
    first = parse(org.house.add("task", "--case", to_text(case), "what=первая", f"due={day(1)}"))
    second = parse(org.house.add("task", "--case", to_text(case), "what=вторая", f"due={day(2)}"))
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case, "tasks", first)
        found = tab(screen, TasksTab)
        found.pane.edit()
        settle(sitting)
        enter(form(found), "for_whom", "Анна")
        choose(sitting, found, second)
        assert found.pane.form is None
        assert unsaved(found) == [first], "the list says where something is typed"
        assert found.list.key() == second
        choose(sitting, found, first)
        assert row(form(found), "for_whom").value() == "Анна"
        save(sitting, form(found))
        assert fields(sitting, first)["for_whom"] == "Анна"
        assert unsaved(found) == []


def unsaved(found: TasksTab) -> list[object]:
    return [one.key for one in found.list.entries() if one.aside == "not saved"]


def test_a_new_one_that_was_begun_stands_in_the_list_when_another_is_read(
    org: Organisation, sit_at: Sit, case: bytes
) -> None:
    first = parse(org.house.add("task", "--case", to_text(case), "what=первая"))
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case, "tasks", first)
        found = tab(screen, TasksTab)
        click(sitting, found.add_button)
        settle(sitting)
        assert found.list.selectedIndexes() == [], "what is being written is none of these"
        enter(form(found), "what", "вторая")
        choose(sitting, found, first)
        assert titles(found.list) == ["Begun and not saved", "первая"]
        assert found.list.key() == first


def test_compartments_of_records_are_those_of_the_model(
    org: Organisation, case: bytes, person: bytes
) -> None:
    incident = parse(org.house.add("incident", "--person", to_text(person), "text=…"))
    with org.house.open() as house, house.vault.read() as tx:
        (row_,) = records.get(tx, incident)
    assert compartment_of(row_.scope) is Compartment.STORY
