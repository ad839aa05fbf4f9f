"""The model of the table of people: windows of lines and no more; and what its cells say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.absence import Absent, Why
from app.casework.compartments import Compartment
from app.people import By, Filter, House, NextStep, PersonRow, Sort
from ui.models.people import WINDOW, PeopleModel
from ui.models.people_cells import Cells, Column, titles
from ui.models.people_view import View, read, written
from ui.shell.words import Words
from ui.theme import Theme
from ui.widgets.cells import Cell

NOW = datetime(2026, 3, 9, 12).astimezone()


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
