"""People: order and filters by app, worked by keys and mouse, and a way back to the same place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from support.cli import Organisation
from support.cutoff import cut_off
from support.desktop import type_text
from support.people_table import aliases, complete, show, text

from app import cases
from app.ids import parse
from ui.models.people_cells import Column
from ui.screens.people import PeopleScreen
from ui.shell.screen import Route
from ui.widgets import Chip, EmptyState, PlainLabel


@pytest.fixture
def few(org: Organisation) -> dict[str, str]:
    """Add four cases: id by alias."""
    said = {
        "Тихий клён": ("status=sheltered", "risk_level=low"),
        "Белый сундук": ("status=intake", "risk_level=critical"),
        "Старый карп": ("status=intake",),
        "Зимний якорь": ("status=closed", "risk_level=high", "closure_reason=settled"),
    }
    return {alias: org.house.add("case", f"alias={alias}", *fields) for alias, fields in said.items()}


class TestFilters:
    """Which lines, in which order."""

    def test_the_dangerous_come_first_and_those_that_are_over_are_hidden(
        self, org: Organisation, few: dict[str, str], sit_at
    ) -> None:
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            assert aliases(screen) == ["Белый сундук", "Тихий клён", "Старый карп"]
            assert "3 of 4 cases" in texts_of(screen)
            cell = screen.model.cell_at(0, Column.RISK)
            assert cell is not None and cell.level == "critical"

    def test_typing_filters(self, org: Organisation, few: dict[str, str], sit_at) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            type_text(screen.filters.text, "klen")
            QTest.keyClick(screen.filters.text, Qt.Key.Key_Return)
            complete(sitting, screen)
            assert aliases(screen) == ["Тихий клён"]
            QTest.keyClick(screen.filters.text, Qt.Key.Key_Escape)
            complete(sitting, screen)
            assert len(aliases(screen)) == 3

    def test_letters_typed_in_the_table_filter_too(
        self, org: Organisation, few: dict[str, str], sit_at
    ) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            type_text(screen.table, "к")
            assert screen.filters.text.text() == "к"
            sitting.qtbot.waitUntil(lambda: screen.model.rowCount() == 2)
            complete(sitting, screen)
            assert set(aliases(screen)) == {"Тихий клён", "Старый карп"}

    def test_stages_are_ticked_and_taken_away_as_chips(
        self, org: Organisation, few: dict[str, str], sit_at
    ) -> None:
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            QTest.mouseClick(screen.filters.stages, Qt.MouseButton.LeftButton)
            picker = screen.filters.stages.picker()
            assert picker.isVisible()
            type_text(picker.search, "intake")
            QTest.keyClick(picker.search, Qt.Key.Key_Down)
            QTest.keyClick(picker.list, Qt.Key.Key_Return)
            QTest.keyClick(picker.list, Qt.Key.Key_Escape)
            assert not picker.isVisible()
            complete(sitting, screen)
            assert aliases(screen) == ["Белый сундук", "Старый карп"]
            (chip,) = screen.findChildren(Chip)
            assert chip.label() == "Intake"
            QTest.keyClick(chip, Qt.Key.Key_Delete)
            complete(sitting, screen)
            assert len(aliases(screen)) == 3

    def test_houses_are_offered_by_codename(self, org: Organisation, few: dict[str, str], sit_at) -> None:
        house = org.house.run("list", "house")[0]["id"]
        org.house.run("set", house, "codename=Гнездо")
        org.house.run("set", few["Тихий клён"], f"house={house}")
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            assert screen.filters.houses.label(house) == "Гнездо"
            screen.filters.houses.set_value([house])
            screen.filters.houses.edited.emit()
            complete(sitting, screen)
            assert aliases(screen) == ["Тихий клён"]
            assert text(screen.model, 0, Column.HOUSE) == "Гнездо"

    def test_a_click_on_a_title_sorts_and_another_turns_it_round(
        self, org: Organisation, few: dict[str, str], sit_at
    ) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            click_title(screen, Column.ALIAS)
            complete(sitting, screen)
            assert aliases(screen) == ["Белый сундук", "Старый карп", "Тихий клён"]
            click_title(screen, Column.ALIAS)
            complete(sitting, screen)
            assert aliases(screen) == ["Тихий клён", "Старый карп", "Белый сундук"]
            header = screen.table.horizontalHeader()
            assert (header.sortIndicatorSection(), header.sortIndicatorOrder()) == (
                Column.ALIAS,
                Qt.SortOrder.DescendingOrder,
            )
            click_title(screen, Column.NEXT)
            assert header.sortIndicatorSection() == Column.ALIAS, "what cannot be sorted by is not marked"

    def test_the_keyboard_sorts_too(self, org: Organisation, few: dict[str, str], sit_at) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            screen.filters.order.choices.actions()[0].trigger()
            complete(sitting, screen)
            assert aliases(screen)[0] == "Белый сундук"

    def test_those_that_are_over_can_be_seen(self, org: Organisation, few: dict[str, str], sit_at) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            QTest.mouseClick(screen.filters.ended, Qt.MouseButton.LeftButton)
            complete(sitting, screen)
            assert "Зимний якорь" in aliases(screen)


class TestNobody:
    """Empty tables."""

    def test_nobody_yet(self, org: Organisation, sit_at) -> None:
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            assert nothing(screen) == "Nobody yet"
            assert not screen.filters.isVisible()
            assert screen.focusWidget() in screen.findChildren(QPushButton)
            press_button(screen, "New intake")
            assert sitting.went == [Route("case", tab="new")]

    def test_nobody_matches(self, org: Organisation, few: dict[str, str], sit_at) -> None:
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            type_text(screen.filters.text, "ксилофон")
            QTest.keyClick(screen.filters.text, Qt.Key.Key_Return)
            sitting.settle()
            assert nothing(screen) == "Nobody matches"
            assert "0 of 4 cases" in texts_of(screen)
            press_button(screen, "Clear filters")
            complete(sitting, screen)
            assert len(aliases(screen)) == 3
            assert screen.filters.text.text() == ""

    def test_all_are_over(self, org: Organisation, sit_at) -> None:
        org.house.add("case", "alias=Зимний якорь", "status=closed", "closure_reason=settled")
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            assert nothing(screen) == "No case is open"
            press_button(screen, "Also those that are over")
            complete(sitting, screen)
            assert aliases(screen) == ["Зимний якорь"]


class TestPlace:
    """Where somebody was."""

    def test_enter_and_a_double_click_open_a_case(
        self, org: Organisation, few: dict[str, str], sit_at
    ) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            QTest.keyClick(screen.table, Qt.Key.Key_Home)
            QTest.keyClick(screen.table, Qt.Key.Key_Down)
            QTest.keyClick(screen.table, Qt.Key.Key_Return)
            place = screen.table.visualRect(screen.model.index(0, 1)).center()
            QTest.mouseClick(screen.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
            QTest.mouseDClick(screen.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
            assert sitting.went == [
                Route("case", parse(few["Тихий клён"])),
                Route("case", parse(few["Белый сундук"])),
            ]

    def test_control_n_begins_an_intake(self, org: Organisation, few: dict[str, str], sit_at) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            QTest.keyClick(screen.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
            assert sitting.went == [Route("case", tab="new")]

    def test_down_leads_from_the_words_into_the_table(
        self, org: Organisation, few: dict[str, str], sit_at
    ) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            screen.filters.text.setFocus()
            QTest.keyClick(screen.filters.text, Qt.Key.Key_Down)
            assert screen.table.hasFocus()
            assert screen.table.currentIndex().row() == 0

    def test_a_change_shows_and_keeps_what_is_chosen(
        self, org: Organisation, few: dict[str, str], sit_at
    ) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            karp = parse(few["Старый карп"])
            screen.table.setCurrentIndex(screen.model.index(screen.model.row_of(karp), 0))
            sitting.ctx.tasks.write(
                screen, lambda w: cases.change(w, karp, {"risk_level": "critical"}), lambda _names: None
            )
            complete(sitting, screen)
            assert aliases(screen) == ["Белый сундук", "Старый карп", "Тихий клён"]
            assert screen.here().record == karp
            assert screen.table.currentIndex().row() == 1

    def test_a_new_case_is_counted(self, org: Organisation, few: dict[str, str], sit_at) -> None:
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            sitting.ctx.tasks.write(
                screen, lambda w: cases.add(w, "case", {"alias": "Новый"}), lambda _added: None
            )
            complete(sitting, screen)
            assert "4 of 5 cases" in texts_of(screen)

    def test_where_the_chosen_one_was_another_is_chosen(
        self, org: Organisation, few: dict[str, str], sit_at
    ) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            first = parse(few["Белый сундук"])
            screen.table.setCurrentIndex(screen.model.index(0, 0))
            sitting.ctx.tasks.write(screen, lambda w: cases.delete(w, first, "x"), lambda _gone: None)
            complete(sitting, screen)
            assert screen.here().record == parse(few["Тихий клён"])

    @pytest.mark.parametrize("language", ["en", "ru"])
    def test_nothing_is_cut_off(self, org: Organisation, few: dict[str, str], sit_at, language: str) -> None:
        with sit_at(org.house, language=language) as sitting:
            screen = show(sitting)
            screen.filters.risks.set_value(["critical", "high", "medium", "low"])
            screen.filters.stages.set_value(["sheltered", "in_transit"])
            screen.filters.stages.edited.emit()
            sitting.settle()
            assert cut_off(screen) == []


def click_title(screen: PeopleScreen, column: Column) -> None:
    header = screen.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def texts_of(screen: QWidget) -> list[str]:
    return [label.text() for label in screen.findChildren(PlainLabel) if label.isVisible()]


def nothing(screen: PeopleScreen) -> str:
    (state,) = [each for each in screen.findChildren(EmptyState) if each.isVisible()]
    return texts_of(state)[0]


def press_button(screen: QWidget, name: str) -> None:
    (found,) = [each for each in screen.findChildren(QPushButton) if each.isVisible() and each.text() == name]
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)
