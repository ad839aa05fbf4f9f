"""Consent: a table of answers, walked by keys, and what each means; every answer is checked in the store and at the door."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from support.cases import open_case, press, settle, tab
from support.cli import Organisation
from support.cutoff import cut_off
from support.desktop import Sitting
from support.forms import button, chip, click, enter, fields, row, said, save

from app import cases, lists
from app.casework.codes import ConsentDecision, Purpose
from app.casework.consents import record_id
from app.ids import parse, to_text
from app.lists import Query
from app.texts import LANGUAGES
from ui.screens.case import consent_meaning
from ui.screens.case.consent import ConsentTab
from ui.screens.case.consent_table import PURPOSES, Cell
from ui.shell.words import Words
from ui.widgets.tables import LEVEL

Sit = Callable[..., AbstractContextManager[Sitting]]
HQ = "Sharing with headquarters"


@pytest.fixture
def case(org: Organisation) -> bytes:
    return parse(org.house.add("case", "alias=Тихий берег"))


@pytest.fixture
def person(org: Organisation, case: bytes) -> bytes:
    return parse(org.house.add("person", "--case", to_text(case), "chosen_name=Муса"))


def answers(sitting: Sitting, case: bytes) -> dict[object, object]:
    found = sitting.store(lambda w: lists.list_records(w, Query("consent", case=case)))
    return {one.fields["purpose"]: one.fields["decision"] for one in found}


def go(sitting: Sitting, found: ConsentTab, person: bytes, purpose: Purpose) -> None:
    """Walk to a cell with the arrows."""
    found.table.setFocus()
    wanted = found.model.place(Cell(to_text(person), str(purpose)))
    for _ in range(40):
        here = found.table.currentIndex()
        if (here.row(), here.column()) == (wanted.row(), wanted.column()):
            return
        down = Qt.Key.Key_Down if here.row() < wanted.row() else Qt.Key.Key_Up
        side = Qt.Key.Key_Right if here.column() < wanted.column() else Qt.Key.Key_Left
        press(sitting, found.table, down if here.row() != wanted.row() else side)
    raise AssertionError("the cell cannot be reached")


def test_an_answer_is_recorded_by_keys_and_decides_at_the_door(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case, "consent")
        found = tab(screen, ConsentTab)
        go(sitting, found, person, Purpose.SHARE_WITH_HQ)
        assert "marked as not asked" in said(found.pane)
        press(sitting, found.table, Qt.Key.Key_Return)
        asked = found.pane.form
        assert asked is not None
        click(sitting, chip(row(asked, "decision"), "Refused"))
        enter(asked, "how_obtained", "устно")
        save(sitting, asked)
        settle(sitting)
        assert answers(sitting, case) == {"share_with_hq": "refused"}
        record = fields(sitting, sitting.store(lambda _w: record_id(person, "share_with_hq")))
        assert record["person"] == to_text(person)
        assert record["how_obtained"] == "устно"
        assert "stay on this laptop" in said(found.pane)
        index = found.model.place(Cell(to_text(person), "share_with_hq"))
        assert (index.data(), index.data(LEVEL)) == ("Refused", "high")
    org.round()
    with org.desk.open() as desk:
        assert lists.list_records(desk, Query("person", case=case)) == []


def test_an_answer_is_changed_where_it_stands(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    org.house.add("consent", "--person", to_text(person), "purpose=share_with_hq", "decision=given")
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case, "consent")
        found = tab(screen, ConsentTab)
        go(sitting, found, person, Purpose.SHARE_WITH_HQ)
        assert "may go to headquarters" in said(found.pane)
        press(sitting, found.table, Qt.Key.Key_Return)
        assert found.pane.form is not None
        click(sitting, chip(row(found.pane.form, "decision"), "Withdrawn"))
        save(sitting, found.pane.form)
        assert answers(sitting, case) == {"share_with_hq": "withdrawn"}


def test_an_override_needs_its_basis_and_its_reason(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case, "consent")
        found = tab(screen, ConsentTab)
        go(sitting, found, person, Purpose.SHARE_WITH_MEDICAL)
        click(sitting, button(found.pane, "Record an answer"))
        asked = found.pane.form
        assert asked is not None
        click(sitting, chip(row(asked, "decision"), "Without consent, on another legal basis"))
        save(sitting, asked)
        assert row(asked, "legal_basis").error()
        row(asked, "legal_basis").editor.set_value("vital_interest")
        row(asked, "legal_basis").editor.edited.emit()
        save(sitting, asked)
        assert row(asked, "reason").error()
        assert answers(sitting, case) == {}
        enter(asked, "reason", "без сознания")
        save(sitting, asked)
        assert answers(sitting, case) == {"share_with_medical": "override"}


def test_an_answer_that_was_begun_comes_back(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case, "consent")
        found = tab(screen, ConsentTab)
        go(sitting, found, person, Purpose.SHARE_WITH_LEGAL)
        press(sitting, found.table, Qt.Key.Key_Return)
        assert found.pane.form is not None
        enter(found.pane.form, "how_obtained", "письмом")
        sitting.ctx.drafts.flush()
        here = screen.here()
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, here.case, here.tab, here.record)
        found = tab(screen, ConsentTab)
        settle(sitting)
        assert found.pane.form is not None
        assert row(found.pane.form, "how_obtained").value() == "письмом"
        assert screen.here() == here


def test_a_route_leads_to_an_answer(org: Organisation, sit_at: Sit, case: bytes, person: bytes) -> None:
    record = parse(
        org.house.add("consent", "--person", to_text(person), "purpose=research", "decision=refused")
    )
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case, "consent", record)
        found = tab(screen, ConsentTab)
        assert screen.here().record == record
        assert "Муса: Research" in said(found.pane)


def test_everybody_has_a_column_and_the_exchange_stands_first(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    org.house.add("person", "--case", to_text(case), "chosen_name=Лейла")
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case, "consent")
        model = tab(screen, ConsentTab).model
        titles = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
        assert titles == ["Purpose", "Муса", "Лейла"]
        assert model.index(1, 0).data() == HQ
        assert model.rowCount() == len(Purpose)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("names", [["Муса"], ["Муса", "Екатерина Абдурахманова"], ["Лейла Магомедова"] * 4])
def test_the_table_has_the_width_it_needs_and_a_form_its_own(
    org: Organisation, sit_at: Sit, case: bytes, language: str, names: list[str]
) -> None:
    made = [org.house.add("person", "--case", to_text(case), f"chosen_name={name}") for name in names]
    for person in made:
        org.house.add("consent", "--person", person, "purpose=share_with_hq", "decision=given")
    with sit_at(org.house, language=language) as sitting:
        screen = open_case(sitting, case, "consent")
        found = tab(screen, ConsentTab)
        assert found.table.horizontalScrollBar().maximum() == 0, "a column is cut"
        assert len(names) > 2 or cut_off(found) == [], "names are cut only where there is no room for them"
        for _ in names[1:]:
            press(sitting, found.table, Qt.Key.Key_Right)
        press(sitting, found.table, Qt.Key.Key_Return)
        assert found.pane.form is not None
        assert cut_off(found.pane) == [], "a form needs its room"
        chosen = found.table.visualRect(found.table.currentIndex())
        assert found.table.viewport().rect().contains(chosen), "the answer that is edited is out of sight"
        press(sitting, found.pane.form, Qt.Key.Key_Escape)
        assert found.table.horizontalScrollBar().maximum() == 0, "the width did not come back"


def test_nobody_to_ask_yet_is_said(org: Organisation, sit_at: Sit, case: bytes) -> None:
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case, "consent")
        assert "Nobody is in this case yet" in said(tab(screen, ConsentTab))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_has_its_meaning(language: str) -> None:
    words = Words(language)
    told = {
        consent_meaning.say(words, str(purpose), str(decision))
        for purpose in PURPOSES
        for decision in ConsentDecision
    }
    assert len(told) == 3 * len(ConsentDecision)
    assert consent_meaning.say(words, "research", "of_a_newer_version") not in told


def test_the_model_behaves(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes, qtmodeltester: ModelTester
) -> None:
    with sit_at(org.house) as sitting:
        screen = open_case(sitting, case, "consent")
        qtmodeltester.check(tab(screen, ConsentTab).model)


def test_whoever_was_deleted_meanwhile_is_not_shown_any_more(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    org.house.add("person", "--case", to_text(case), "chosen_name=Мадина")
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case, "consent")
        found = tab(screen, ConsentTab)
        go(sitting, found, person, Purpose.RESEARCH)
        assert "Муса" in said(found.pane)
        sitting.ctx.tasks.write(
            sitting.ctx.tasks, lambda w: cases.delete(w, person, "дважды"), lambda _none: None
        )
        settle(sitting)
        assert "Муса" not in said(found.pane)
        assert "Мадина" in said(found.pane)
