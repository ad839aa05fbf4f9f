"""Search: results drop down while somebody types, are worked by keys alone, and vanish with the cover."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from support.cli import Organisation
from support.cutoff import cut_off
from support.desktop import Sitting, type_text

from app import searching
from app.ids import parse
from app.people import Filter
from app.searching import Hits
from app.workspace import Workspace
from ui.models.people_view import View, read
from ui.shell.routes import TABS, to_record
from ui.shell.screen import Route
from ui.shell.search import SearchBox
from ui.shell.window import Window
from ui.widgets.lines_model import Line


class Desk:
    """A window as the program has it: a frame with the search above, and a field to come back to."""

    def __init__(self, sitting: Sitting, qtbot: QtBot) -> None:
        self.sitting = sitting
        self.window = Window(sitting.ctx.theme)
        qtbot.addWidget(self.window)
        self.frame = QWidget()
        column = QVBoxLayout(self.frame)
        bar = QWidget()
        row = QVBoxLayout(bar)
        self.box = SearchBox(sitting.ctx)
        row.addWidget(self.box)
        self.other = QLineEdit()
        column.addWidget(bar)
        column.addWidget(self.other)
        column.addStretch(1)
        self.window.show_content(self.frame)
        self.window.resize(1166, 768)
        self.window.show()
        self.window.activateWindow()
        self.other.setFocus()

    def find(self, words: str) -> list[Line]:
        """Search as people do."""
        self.box.begin()
        self.box.field.clear()
        type_text(self.box.field, words)
        self.press(Qt.Key.Key_Return)
        self.sitting.settle()
        return self.lines()

    def lines(self) -> list[Line]:
        return self.box.results.lines() if self.box.results.isVisible() else []

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.box.field, key)


@pytest.fixture
def case(org: Organisation) -> str:
    return org.house.add("case", "alias=Тихий клён")


@pytest.fixture
def desk(org: Organisation, case: str, sit_at, qtbot: QtBot) -> Iterator[Desk]:
    someone = org.house.add("person", "--case", case, "chosen_name=Тимур", "legal_name=Аслан Исмаилов")
    org.house.add("note", "--case", case, "text=Тимур <b>спит</b> плохо")
    assert someone
    with sit_at(org.house, language="en") as sitting:
        yield Desk(sitting, qtbot)


def said(lines: list[Line]) -> list[tuple[str, str, str]]:
    return [(line.title, line.text, line.note) for line in lines]


def test_results_drop_down_grouped_by_kind(desk: Desk) -> None:
    assert said(desk.find("тимур")) == [
        ("", "Persons", ""),
        ("", "Тимур", "Тихий клён"),
        ("", "Notes", ""),
        ("", "Тимур <b>спит</b> плохо", "Тихий клён"),
        ("", "Show all with “тимур” in the table of people", ""),
    ]


@pytest.mark.parametrize("words", ["timur", "ТИМУР", "тиму"])
def test_either_script_and_any_case_finds(desk: Desk, words: str) -> None:
    assert desk.find(words)[1].text == "Тимур"


def test_a_pause_in_typing_searches_too(desk: Desk) -> None:
    desk.box.begin()
    type_text(desk.box.field, "клен")
    desk.sitting.qtbot.waitUntil(lambda: bool(desk.lines()))
    assert desk.lines()[1].text == "Тихий клён"


def test_a_legal_name_finds_without_being_shown(desk: Desk) -> None:
    lines = desk.find("исмаилов")
    assert [line.text for line in lines[:2]] == ["Persons", "Тимур"]
    assert "Исмаилов" not in " ".join(line.spoken for line in lines[:2])


def test_nothing_found_is_said(desk: Desk) -> None:
    (line,) = desk.find("ксилофон")
    assert line.text == "Nothing found for “ксилофон”."
    desk.press(Qt.Key.Key_Return)
    assert desk.sitting.went == []


def test_one_letter_is_not_looked_for(desk: Desk) -> None:
    assert desk.find("т") == []


class TestKeys:
    """Without a mouse."""

    def test_enter_opens_the_first(self, desk: Desk, case: str) -> None:
        desk.find("клен")
        desk.press(Qt.Key.Key_Return)
        assert desk.sitting.went == [Route("case", parse(case))]
        assert desk.lines() == []
        assert desk.box.field.text() == ""

    def test_down_and_up_choose_and_pass_over_headings(self, desk: Desk, case: str) -> None:
        desk.find("тимур")
        desk.press(Qt.Key.Key_Down)
        assert desk.box.field.hasFocus(), "one may type on"
        desk.press(Qt.Key.Key_Return)
        (route,) = desk.sitting.went
        assert (route.screen, route.case, route.tab) == ("case", parse(case), "notes")
        desk.find("тимур")
        desk.press(Qt.Key.Key_Down)
        desk.press(Qt.Key.Key_Up)
        desk.press(Qt.Key.Key_Return)
        assert desk.sitting.went[-1].tab == "persons"

    def test_the_last_line_shows_all_in_the_table(self, desk: Desk) -> None:
        desk.find("тимур")
        desk.press(Qt.Key.Key_PageDown)
        desk.press(Qt.Key.Key_Return)
        (route,) = desk.sitting.went
        assert route.screen == "people"
        assert read(route.tab or "") == View(Filter(text="тимур", ended=True))

    def test_escape_closes_forgets_and_gives_the_keyboard_back(self, desk: Desk) -> None:
        desk.find("тимур")
        desk.press(Qt.Key.Key_Escape)
        assert desk.lines() == []
        assert desk.box.results.lines() == [], "nothing of it is kept"
        assert desk.box.field.text() == ""
        assert desk.other.hasFocus()

    def test_beginning_again_marks_what_is_there(self, desk: Desk) -> None:
        desk.find("тимур")
        desk.box.begin()
        assert desk.box.field.selectedText() == "тимур"
        desk.press(Qt.Key.Key_Escape)
        assert desk.other.hasFocus()


class TestTheWay:
    """What it lies over."""

    def test_it_is_no_window_and_vanishes_with_the_cover(self, desk: Desk) -> None:
        desk.find("тимур")
        assert not desk.box.results.isWindow()
        assert desk.frame.isAncestorOf(desk.box.results)
        desk.window.cover()
        assert not desk.box.results.isVisible()
        assert desk.box.results.lines() == []

    def test_a_click_opens(self, desk: Desk, case: str) -> None:
        desk.find("клен")
        view = desk.box.results
        place = view.visualRect(view.model().index(1, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert desk.sitting.went == [Route("case", parse(case))]

    def test_a_click_elsewhere_closes(self, desk: Desk) -> None:
        desk.find("клен")
        QTest.mouseClick(desk.frame, Qt.MouseButton.LeftButton, pos=QPoint(900, 700))
        assert desk.lines() == []

    def test_leaving_the_field_closes(self, desk: Desk) -> None:
        desk.find("клен")
        desk.other.setFocus()
        assert desk.lines() == []

    def test_it_stays_inside_the_frame(self, desk: Desk) -> None:
        desk.find("тимур")
        desk.window.resize(700, 200)
        desk.sitting.qtbot.waitUntil(lambda: desk.frame.height() <= 200)
        assert desk.frame.rect().contains(desk.box.results.geometry())

    @pytest.mark.parametrize("language", ["en", "ru"])
    def test_nothing_is_cut_off(
        self, org: Organisation, case: str, sit_at, qtbot: QtBot, language: str
    ) -> None:
        with sit_at(org.house, language=language) as sitting:
            desk = Desk(sitting, qtbot)
            desk.find("клен")
            assert cut_off(desk.frame) == []


def test_typing_never_waits_and_only_the_last_word_is_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    gate = threading.Event()
    search = searching.search

    def slow(workspace: Workspace, words: str) -> Hits:
        assert threading.current_thread() is not threading.main_thread()
        asked.append(words)
        gate.wait(30)
        return search(workspace, words)

    monkeypatch.setattr(searching, "search", slow)
    desk.box.begin()
    for letters in ("тих", "ий", " кл"):
        type_text(desk.box.field, letters)
        desk.press(Qt.Key.Key_Return)
    assert desk.box.field.text() == "тихий кл"
    assert desk.lines() == []
    gate.set()
    desk.sitting.settle()
    assert asked[-1] == "тихий кл"
    assert len(asked) <= 2, "what was typed on from is not searched for"
    assert desk.lines()[1].text == "Тихий клён"


def test_every_kind_has_its_tab() -> None:
    record, case = b"r" * 16, b"c" * 16
    assert to_record("case", case, case) == Route("case", case)
    assert to_record("house", record, None) == Route("houses", record=record)
    assert to_record("message", record, case) == Route("messages", record=record)
    for kind, tab in TABS.items():
        assert to_record(kind, record, case) == Route("case", case, tab, record)
    assert to_record("note", record, None) is None
