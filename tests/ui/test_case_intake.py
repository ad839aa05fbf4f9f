"""Taking somebody in: one page, by keys, written as one piece of work, kept while it is typed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from support.cases import open_case, press, settle
from support.cli import Organisation
from support.cutoff import cut_off
from support.desktop import Sitting, type_text
from support.forms import button, chip, click, line_of, said

from app import drafts, lists
from app.ids import to_text
from app.lists import Query
from app.views import show
from ui.forms.row import FormRow
from ui.screens.case.intake import KEY, IntakePage
from ui.shell.screen import Route

Sit = Callable[..., AbstractContextManager[Sitting]]


@pytest.fixture
def house(org: Organisation) -> str:
    with org.house.open() as house:
        record = to_text(house.identity.house_id)
    org.house.run("set", record, "codename=Гнездо", "capacity=1")
    return record


def begin(sitting: Sitting) -> IntakePage:
    screen = open_case(sitting, None, "new")
    assert screen.intake is not None
    return screen.intake


def row(page: IntakePage, kind: str, name: str) -> FormRow:
    return page.fields[kind].rows[name]


def enter(page: IntakePage, kind: str, name: str, text: str) -> None:
    line = line_of(row(page, kind, name))
    line.setFocus()
    type_text(line, text)


def save(sitting: Sitting, page: QWidget) -> None:
    press(sitting, page.focusWidget() or page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def all_of(sitting: Sitting, kind: str) -> list[lists.Listed]:
    return sitting.store(lambda w: lists.list_records(w, Query(kind)))


def test_somebody_is_taken_in_and_the_case_opens(org: Organisation, sit_at: Sit, house: str) -> None:
    with sit_at(org.house, language="ru") as sitting:
        page = begin(sitting)
        alias = row(page, "case", "alias").value()
        assert isinstance(alias, str)
        assert alias
        assert page.focusWidget() is line_of(row(page, "person", "chosen_name"))
        enter(page, "person", "chosen_name", "Мадина")
        click(sitting, chip(page.answer_rows["case_management"], "Согласие дано"))
        click(sitting, chip(page.answer_rows["share_with_hq"], "Отказ"))
        enter(page, "consent", "how_obtained", "устно, в доме")
        click(sitting, chip(row(page, "risk", "level"), "Критический"))
        assert row(page, "stay", "house").value() == house, "this laptop's own house"
        save(sitting, page)
        (case,) = all_of(sitting, "case")
        assert sitting.went == [Route("case", case.id)]
        assert case.fields["alias"] == alias
        (person,) = all_of(sitting, "person")
        assert (person.fields["chosen_name"], person.fields["role"]) == ("Мадина", "principal")
        assert {one.fields["purpose"]: one.fields["decision"] for one in all_of(sitting, "consent")} == {
            "case_management": "given",
            "share_with_hq": "refused",
        }
        (risk,) = all_of(sitting, "risk")
        assert risk.fields["level"] == "critical"
        (stay,) = all_of(sitting, "stay")
        assert (stay.fields["house"], stay.fields["status"]) == (house, "checked_in")
        assert sitting.store(lambda w: drafts.all(w)) == []


def test_an_alias_alone_is_enough(org: Organisation, sit_at: Sit) -> None:
    with sit_at(org.house, language="en") as sitting:
        page = begin(sitting)
        click(sitting, page.save_button)
        (case,) = all_of(sitting, "case")
        assert len(all_of(sitting, "person")) == 1
        assert all_of(sitting, "risk") == []
        assert all_of(sitting, "consent") == []
        assert case.fields["status"] == "intake"


def test_another_alias_is_suggested(org: Organisation, sit_at: Sit) -> None:
    with sit_at(org.house, language="en") as sitting:
        page = begin(sitting)
        seen = {row(page, "case", "alias").value()}
        for _ in range(4):
            click(sitting, button(page, "Suggest another alias"))
            seen.add(row(page, "case", "alias").value())
        assert len(seen) > 1


def test_refusals_stand_at_their_fields_and_nothing_is_written(
    org: Organisation, sit_at: Sit, house: str
) -> None:
    with sit_at(org.house, language="en") as sitting:
        page = begin(sitting)
        enter(page, "person", "chosen_name", "Ё" * 201)
        enter(page, "risk", "text", "страшно")
        save(sitting, page)
        assert "longer than 200" in row(page, "person", "chosen_name").error()
        assert "“Level”" in row(page, "risk", "level").error(), "what was begun must be whole"
        assert all_of(sitting, "case") == []


def test_how_without_an_answer_is_no_answer(org: Organisation, sit_at: Sit) -> None:
    with sit_at(org.house, language="en") as sitting:
        page = begin(sitting)
        enter(page, "consent", "how_obtained", "устно")
        save(sitting, page)
        assert "but no answer" in said(page)
        assert all_of(sitting, "case") == []


def test_a_full_house_is_excused_where_it_is_refused(org: Organisation, sit_at: Sit, house: str) -> None:
    case = org.house.add("case")
    person = org.house.add("person", "--case", case)
    org.house.add("stay", "--person", person, "--house", house, "status=checked_in", "actual_from=2026-01-01")
    with sit_at(org.house, language="en") as sitting:
        page = begin(sitting)
        enter(page, "person", "chosen_name", "Мадина")
        save(sitting, page)
        excuse = row(page, "stay", "exception_reason")
        assert excuse.isVisible()
        assert "more people than it has places for" in excuse.error()
        assert len(all_of(sitting, "case")) == 1
        enter(page, "stay", "exception_reason", "на одну ночь")
        save(sitting, page)
        assert len(all_of(sitting, "case")) == 2


def test_what_was_typed_comes_back_until_it_is_saved_or_discarded(
    org: Organisation, sit_at: Sit, house: str
) -> None:
    with sit_at(org.house, language="en") as sitting:
        page = begin(sitting)
        enter(page, "person", "chosen_name", "Мадина")
        click(sitting, chip(page.answer_rows["share_with_hq"], "Refused"))
        for keep in sitting.ctx.drafts.pending():
            sitting.store(keep)
    with sit_at(org.house, language="ru") as sitting:
        page = begin(sitting)
        assert row(page, "person", "chosen_name").value() == "Мадина"
        assert page.answers["share_with_hq"].value() == "refused"
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Escape)
        settle(sitting)
        assert sitting.went == [Route("people")]
        assert sitting.store(lambda w: drafts.load(w, KEY)) is not None
        page = begin(sitting)
        click(sitting, page.discard_button)
        assert sitting.store(lambda w: drafts.load(w, KEY)) is None
        assert all_of(sitting, "case") == []


def test_a_desk_takes_somebody_in_without_a_house_of_its_own(org: Organisation, sit_at: Sit) -> None:
    with sit_at(org.desk, language="en") as sitting:
        page = begin(sitting)
        enter(page, "person", "chosen_name", "Мадина")
        save(sitting, page)
        (case,) = all_of(sitting, "case")
        assert all_of(sitting, "stay") == []
        assert sitting.store(lambda w: show(w, case.id)).fields["status"] == "intake"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_nothing_is_cut_off(org: Organisation, sit_at: Sit, house: str, language: str) -> None:
    with sit_at(org.house, language=language) as sitting:
        assert cut_off(begin(sitting)) == []


def test_nothing_is_typed_while_somebody_is_being_taken_in(org: Organisation, sit_at: Sit) -> None:
    with sit_at(org.house, language="ru") as sitting:
        page = begin(sitting)
        enter(page, "person", "chosen_name", "Мадина")
        with sitting.busy():
            QTest.keyClick(page.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
            enter(page, "person", "chosen_name", "!")
            assert row(page, "person", "chosen_name").value() == "Мадина"
        settle(sitting)
        (person,) = all_of(sitting, "person")
        assert person.fields["chosen_name"] == "Мадина"
