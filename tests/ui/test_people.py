"""People: windows of lines and no more, order and filters by app, and a way back to the same place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from support import caseload
from support.cli import PASSPHRASE, Organisation
from support.cutoff import cut_off
from support.desktop import Sitting, settle, sit, type_text

from app import cases, people
from app.absence import Absent, Why
from app.casework.compartments import Compartment
from app.ids import parse
from app.people import By, Filter, House, NextStep, PersonRow, Sort
from app.workspace import SAMPLE_KDF, Workspace
from ui.models.people import WINDOW, PeopleModel
from ui.models.people_cells import Cells, Column, titles
from ui.models.people_view import View, read, written
from ui.screens.people import PeopleScreen
from ui.shell.screen import Route
from ui.shell.words import Words
from ui.theme import Theme
from ui.widgets import Chip, EmptyState, PlainLabel
from ui.widgets.cells import Cell

NOW = datetime(2026, 3, 9, 12).astimezone()
CASES = 2_000


def row(n: int, **other: object) -> PersonRow:
    """Make a line of which only what is named matters."""
    return PersonRow(
        **{
            "id": n.to_bytes(16, "big"),
            "alias": f"Клён {n}",
            "status": "intake",
            "risk_level": "high",
            "houses": (),
            "next_step": None,
            "priority": None,
            "persons": 1,
            "changed": int(NOW.timestamp()),
            "conflicts": False,
            "absent": (),
            "only_here": False,
            **other,
        }
    )


class Store:
    """Answers a model when it is told to."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Sequence[bytes], Callable[[Sequence[PersonRow]], None], Question]] = []
        self.asked: list[int] = []

    def ask(self, ids: Sequence[bytes], told: Callable[[Sequence[PersonRow]], None]) -> Question:
        question = Question()
        self.asked.append(int.from_bytes(ids[0], "big"))
        self.waiting.append((ids, told, question))
        return question

    def answer(self) -> None:
        waiting, self.waiting = self.waiting, []
        for ids, told, question in waiting:
            if not question.cancelled:
                told([row(int.from_bytes(each, "big")) for each in ids])


class Question:
    cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def model(theme: Theme, store: Store) -> PeopleModel:
    words = Words("en")
    made = PeopleModel(titles(words), store.ask, Cells(words, lambda: NOW))
    made.set_ids([n.to_bytes(16, "big") for n in range(100_000)])
    return made


def text(model: PeopleModel, line: int, column: Column = Column.ALIAS) -> object:
    return model.index(line, column).data()


class TestModel:
    """Windows of a hundred thousand lines."""

    def test_qt_finds_nothing_to_complain_of(
        self, model: PeopleModel, store: Store, qtmodeltester: ModelTester
    ) -> None:
        model.set_ids([n.to_bytes(16, "big") for n in range(300)])
        qtmodeltester.check(model, force_py=True)
        # From here on it listens to every signal.
        model.look_at(0, 20)
        store.answer()
        model.set_ids([n.to_bytes(16, "big") for n in range(7)])
        model.look_at(0, 7)
        store.answer()

    def test_only_what_is_in_sight_is_asked_for_and_once(self, model: PeopleModel, store: Store) -> None:
        model.look_at(0, 18)
        model.look_at(3, 21)
        assert store.asked == [0]
        store.answer()
        last = WINDOW - 1
        assert (text(model, 0), text(model, last), text(model, WINDOW)) == ("Клён 0", f"Клён {last}", "…")
        model.look_at(5, 23)
        assert store.asked == [0]
        model.look_at(last - 18, last)
        assert store.asked == [0, WINDOW], "what comes next is asked for ahead"

    def test_looking_at_a_cell_asks_for_nothing(self, model: PeopleModel, store: Store) -> None:
        for line in range(0, 100_000, 500):
            assert text(model, line) == "…"
        assert store.asked == []

    def test_what_was_scrolled_past_is_not_asked_for_any_more(self, model: PeopleModel, store: Store) -> None:
        for line in range(0, 50_000, 1_000):
            model.look_at(line, line + 18)
        assert sum(not question.cancelled for *_, question in store.waiting) <= 2
        store.answer()
        assert (text(model, 49_000), text(model, 3_000)) == ("Клён 49000", "…")

    def test_a_bounded_number_of_lines_is_kept(self, model: PeopleModel, store: Store) -> None:
        for line in range(0, 20_000, 18):
            model.look_at(line, line + 18)
            store.answer()
        assert model.kept() <= 61 * WINDOW
        assert text(model, 19_990 - 100) != "…"
        model.look_at(0, 18)
        store.answer()
        assert text(model, 0) == "Клён 0"

    def test_after_a_refresh_old_lines_show_until_new_ones_are_here(
        self, model: PeopleModel, store: Store, qtbot: QtBot
    ) -> None:
        model.look_at(0, 18)
        store.answer()
        with qtbot.assertNotEmitted(model.modelReset):
            assert not model.set_ids(list(model.ids()))
        assert store.asked == [0, 0]
        assert text(model, 0) == "Клён 0"
        assert model.set_ids(list(reversed(model.ids())))
        assert text(model, 99_999) == "Клён 0"

    def test_an_answer_to_an_earlier_order_is_not_taken(self, model: PeopleModel, store: Store) -> None:
        model.look_at(0, 18)
        ((_, told, _),) = store.waiting
        model.set_ids(list(reversed(model.ids())))
        told([row(n) for n in range(100)])
        assert text(model, 99_999) == "…"

    def test_a_line_that_is_gone_meanwhile_stays_quiet(self, model: PeopleModel, store: Store) -> None:
        model.look_at(0, 18)
        ((_, told, _),) = store.waiting
        told([row(n) for n in range(1, 100)])
        model.look_at(0, 18)
        assert (text(model, 0), text(model, 1), store.asked) == ("…", "Клён 1", [0])


class TestCells:
    """What a line says."""

    def cells(self, theme: Theme, language: str = "en", **other: object) -> tuple[Cell, ...]:
        return Cells(Words(language), lambda: NOW)(row(1, **other))

    def test_codes_are_labels_and_the_danger_is_a_badge(self, theme: Theme) -> None:
        cells = self.cells(theme, "ru", status="sheltered", risk_level="critical")
        assert cells[Column.STAGE].text == "В убежище"
        assert (cells[Column.RISK].text, cells[Column.RISK].level) == ("Критический", "critical")

    def test_what_a_newer_version_wrote_is_shown_as_it_is(self, theme: Theme) -> None:
        cells = self.cells(theme, status="of_later", risk_level="purple")
        assert (cells[Column.STAGE].text, cells[Column.RISK].text, cells[Column.RISK].level) == (
            "of_later",
            "purple",
            "neutral",
        )

    def test_nothing_is_said_where_nothing_is_known(self, theme: Theme) -> None:
        cells = self.cells(theme, alias="", status=None, risk_level=None, persons=0)
        assert [cell.text for cell in cells[:6]] == ["Without an alias", "", "Not assessed", "", "", ""]
        assert cells[Column.RISK].level == ""

    def test_houses_by_their_codenames(self, theme: Theme) -> None:
        houses = (House(b"1", "Гнездо"), House(b"2", ""))
        assert self.cells(theme, houses=houses)[Column.HOUSE].text == "Гнездо and House not known here"

    def test_the_next_step_says_its_day_and_by_a_sign_that_it_is_late(self, theme: Theme) -> None:
        def step(due: str | None, late: bool = False, what: str = "Позвонить") -> Cell:
            found = NextStep(b"t", what, "medical", due, late)
            return self.cells(theme, next_step=found)[Column.NEXT]

        assert step("2026-03-12").text == "12 March: Позвонить"
        assert step("2026-03-12").marks == ()
        assert step("2026-04").text == "April 2026: Позвонить"
        assert step(None).text == "Позвонить"
        assert step(None, what="").text == "Medical"
        late = step("2026-03-01", late=True)
        assert [mark.text for mark in late.marks] == ["Overdue"]
        assert late.tip == "Overdue since 1 March: Позвонить"

    def test_what_came_today_has_a_time(self, theme: Theme) -> None:
        assert self.cells(theme)[Column.CHANGED].text == "12:00"
        older = int(datetime(2025, 12, 31, 9).astimezone().timestamp())
        assert self.cells(theme, changed=older)[Column.CHANGED].text == "31 December 2025"

    def test_marks_are_signs_with_words(self, theme: Theme) -> None:
        absent = (
            Absent(Compartment.STORY, Why.SHED, b"p"),
            Absent(Compartment.HEALTH, Why.SHED, b"p"),
            Absent(Compartment.STORY, Why.SHED, b"q"),
            Absent(Compartment.IDENTITY, Why.WITHHELD, b"p"),
        )
        cell = self.cells(theme, priority="urgent", conflicts=True, absent=absent, only_here=True)[
            Column.MARKS
        ]
        assert [mark.icon for mark in cell.marks] == ["flag", "conflict", "eye-off", "devices"]
        assert cell.tip == (
            "Urgent\nTwo changes do not fit together.\nDropped from this laptop: Story and Health.\n"
            "Not here, consent was not given: Identity.\nSomething of it exists only on this laptop."
        )
        assert self.cells(theme, priority="normal")[Column.MARKS] == Cell()


def test_a_view_survives_its_route() -> None:
    view = View(
        Filter(frozenset({"intake", ""}), frozenset({"high"}), frozenset({bytes(16), b""}), "ё <b>", True),
        Sort(By.CHANGED, True),
        77,
    )
    assert read(written(view)) == view


# The screen, on stores.


def show(sitting: Sitting, route: Route | None = None) -> PeopleScreen:
    screen = sitting.show(PeopleScreen, route)
    assert isinstance(screen, PeopleScreen)
    complete(sitting, screen)
    return screen


def complete(sitting: Sitting, screen: PeopleScreen) -> None:
    """Wait until every line in sight is here."""
    sitting.settle()
    sitting.qtbot.waitUntil(lambda: "…" not in seen(screen))
    sitting.settle()


def seen(screen: PeopleScreen) -> list[str]:
    """Give the aliases in sight."""
    if not screen.table.isVisible():
        return []
    first = screen.table.rowAt(0)
    last = screen.table.rowAt(screen.table.viewport().height() - 1)
    last = last if last >= 0 else screen.model.rowCount() - 1
    return [str(text(screen.model, line)) for line in range(max(0, first), last + 1)]


def aliases(screen: PeopleScreen) -> list[str]:
    return [str(text(screen.model, line)) for line in range(screen.model.rowCount())]


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


# Many.


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store with two thousand cases that no test changes."""
    path = tmp_path_factory.mktemp("crowd") / "desk"
    with Workspace.create(path, PASSPHRASE, name="desk-1", organisation=True, kdf=SAMPLE_KDF) as workspace:
        caseload.fill(workspace, cases=CASES, houses=20, today=date.today())
    return path


@pytest.fixture
def sitting(qtbot: QtBot, qapp: QApplication, crowd: Path) -> Iterator[Sitting]:
    with sit(qtbot, qapp, crowd, PASSPHRASE) as sitting:
        yield sitting


class TestMany:
    """Two thousand cases."""

    @pytest.fixture
    def windows(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        """Note how many lines are read at a time, and that it is never in the GUI thread."""
        asked: list[int] = []
        rows = people.rows

        def noted(workspace: Workspace, ids: Sequence[bytes]) -> list[PersonRow]:
            assert threading.current_thread() is not threading.main_thread()
            asked.append(len(ids))
            return rows(workspace, ids)

        monkeypatch.setattr(people, "rows", noted)
        return asked

    def test_opening_reads_one_window(self, sitting: Sitting, windows: list[int]) -> None:
        screen = show(sitting, Route("people", tab=everybody()))
        assert screen.model.rowCount() == CASES
        assert windows == [WINDOW]

    def test_going_through_all_reads_each_line_once_at_most(
        self, sitting: Sitting, windows: list[int]
    ) -> None:
        screen = show(sitting, Route("people", tab=everybody()))
        bar = screen.table.verticalScrollBar()
        for value in range(0, bar.maximum(), screen.table.viewport().height()):
            bar.setValue(value)
            QApplication.processEvents()
        bar.setValue(bar.maximum())
        complete(sitting, screen)
        assert sum(windows) <= CASES
        assert len(windows) <= CASES // WINDOW

    def test_the_end_is_two_windows_away(self, sitting: Sitting, windows: list[int]) -> None:
        screen = show(sitting, Route("people", tab=everybody()))
        QTest.keyClick(screen.table, Qt.Key.Key_End)
        complete(sitting, screen)
        assert len(windows) <= 3
        assert screen.table.currentIndex().row() == CASES - 1

    def test_back_leads_to_the_same_lines(self, sitting: Sitting) -> None:
        screen = show(sitting, Route("people", tab=everybody()))
        middle = screen.model.index(1_000, 0)
        screen.table.setCurrentIndex(middle)
        complete(sitting, screen)
        before, route = seen(screen), screen.here()
        again = show(sitting, route)
        assert again.here() == route
        assert seen(again) == before
        assert again.table.currentIndex().row() == 1_000

    def test_a_refresh_does_not_move_the_table(self, sitting: Sitting) -> None:
        screen = show(sitting, Route("people", tab=everybody()))
        screen.table.verticalScrollBar().setValue(12_345)
        complete(sitting, screen)
        before = seen(screen)
        screen.open(Route("people"))
        complete(sitting, screen)
        assert (screen.table.verticalScrollBar().value(), seen(screen)) == (12_345, before)

    def test_each_letter_makes_the_one_before_superfluous(
        self, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []
        index = people.index

        def noted(workspace: Workspace, chosen: Filter, sort: Sort) -> list[bytes]:
            if chosen.text:
                asked.append(chosen.text)
            return index(workspace, chosen, sort)

        monkeypatch.setattr(people, "index", noted)
        screen = show(sitting, Route("people", tab=everybody()))
        for text in ("т", "ти", "тих", "тихи", "тихий"):
            screen.filters.text.setText(text)
            screen.filters.text.searched.emit(text)
        settle(sitting.qtbot, sitting.ctx.tasks)
        assert asked[-1] == "тихий"
        assert len(asked) <= 2
        complete(sitting, screen)
        assert all("тихий" in alias.casefold() for alias in seen(screen))


def everybody() -> str:
    return written(View(Filter(ended=True), Sort(By.ALIAS)))
