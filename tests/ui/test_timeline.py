"""The time line: lanes, keys, names and signs; and tiles in equal columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.lanes import TimeBar, TimeRow, neighbour, plan
from ui.widgets.tiles import TileLayout
from ui.widgets.timeline import Calendar, Timeline, TimeSum
from ui.widgets.timeline_bar import BarButton

MONDAY = date(2026, 3, 2)
ROWS = [TimeRow("a", "большая"), TimeRow("b", "малая")]


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


def bar(key: str, row: str, start: int, end: int | None, **more: object) -> TimeBar:
    last = None if end is None else day(end)
    return TimeBar(key, row, key, day(start), last, f"все о {key}", **more)  # type: ignore[arg-type]


BARS = [
    bar("тимур", "a", -3, 5),
    bar("зара", "a", 2, None, soft=True),
    bar("ася", "a", 6, 9),
    bar("рома", "b", 1, 4, past=True),
]


class TestLanes:
    """Pure."""

    def test_bars_that_meet_stand_in_lanes_of_their_own(self) -> None:
        made = plan([*ROWS, TimeRow("c", "пустая")], BARS)
        assert [(one.bar.key, one.lane) for one in made.placed] == [
            ("тимур", 0),
            ("зара", 1),
            ("ася", 0),
            ("рома", 2),
        ]
        assert [(row.key, first, count) for row, first, count in made.rows] == [
            ("a", 0, 2),
            ("b", 2, 1),
            ("c", 3, 1),
        ]
        assert made.lanes == 4

    def test_who_leaves_and_who_comes_on_one_day_share_a_lane(self) -> None:
        made = plan(ROWS[:1], [bar("x", "a", 0, 3), bar("y", "a", 3, 5)])
        assert {one.lane for one in made.placed} == {0}

    @pytest.mark.parametrize(
        ("of", "across", "down", "found"),
        [
            ("тимур", 1, 0, "ася"),
            ("ася", -1, 0, "тимур"),
            ("ася", 1, 0, None),
            ("тимур", 0, 1, "зара"),
            ("зара", 0, 1, "рома"),
            ("рома", 0, -1, "зара"),
            ("рома", 0, 1, None),
            ("нет", 1, 0, "тимур"),
        ],
    )
    def test_neighbours(self, of: str, across: int, down: int, found: str | None) -> None:
        assert neighbour(plan(ROWS, BARS).placed, of, across=across, down=down) == found

    def test_nothing_has_no_neighbour(self) -> None:
        assert neighbour([], "x", across=1) is None


@pytest.fixture
def line(theme: Theme, qtbot: QtBot) -> Timeline:
    made = Timeline(
        "Проживание", Calendar(lambda: day(3), lambda when: f"{when:%m.%Y}", list("ПВСЧПСВ"), "Человек")
    )
    qtbot.addWidget(made)
    made.resize(900, 300)
    fill(made)
    made.show()
    return made


def fill(line: Timeline, bars: Sequence[TimeBar] = BARS, first: int = 0) -> None:
    sums = {day(n): TimeSum("2") for n in range(first, first + 14)} | {day(4): TimeSum("9!", True, "тесно")}
    line.set(day(first), 14, ROWS, bars, sums)


def button(line: Timeline, key: str) -> BarButton:
    (found,) = (one for one in line.buttons() if one.bar.key == key)
    return found


class TestTimeline:
    """The widget."""

    def test_a_bar_covers_its_days(self, line: Timeline) -> None:
        width = (button(line, "ася").width() + 2) / 3
        assert button(line, "рома").width() == pytest.approx(3 * width, abs=2)
        assert button(line, "тимур").width() == pytest.approx(5 * width, abs=2), "from the edge on"
        assert button(line, "тимур").cut == (True, False)
        assert button(line, "зара").cut == (False, True)
        assert button(line, "рома").y() > button(line, "зара").y() > button(line, "тимур").y()

    def test_arrows_go_from_bar_to_bar_and_tab_leaves(self, line: Timeline) -> None:
        line.choose("тимур")
        line.focus_bar()
        for key, now in (
            (Qt.Key.Key_Right, "ася"),
            (Qt.Key.Key_Left, "тимур"),
            (Qt.Key.Key_Down, "зара"),
            (Qt.Key.Key_Down, "рома"),
        ):
            QTest.keyClick(QApplication.focusWidget(), key)
            assert line.key() == now
            assert QApplication.focusWidget() is button(line, now)
        stops = [one.bar.key for one in line.buttons() if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        assert stops == ["рома"], "Tab enters at one and leaves behind it"

    def test_enter_and_a_double_click_open(self, line: Timeline, qtbot: QtBot) -> None:
        opened: list[object] = []
        line.opened.connect(opened.append)
        line.choose("зара")
        line.focus_bar()
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        QTest.mouseDClick(button(line, "рома"), Qt.MouseButton.LeftButton)
        assert opened == ["зара", "рома"]

    def test_a_click_chooses(self, line: Timeline) -> None:
        chosen: list[object] = []
        line.chosen.connect(chosen.append)
        QTest.mouseClick(button(line, "рома"), Qt.MouseButton.LeftButton)
        assert line.key() == chosen[-1] == "рома"

    def test_keys_at_the_end_and_the_wheel_turn_by_a_week(self, line: Timeline) -> None:
        turned: list[int] = []
        line.turned.connect(turned.append)
        line.choose("ася")
        line.focus_bar()
        for key in (Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            QTest.keyClick(QApplication.focusWidget(), key)
        shift = Qt.KeyboardModifier.ShiftModifier
        wheel = QWheelEvent(
            QPointF(5, 5),
            line.mapToGlobal(QPointF(5, 5)),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            shift,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(line, wheel)
        assert turned == [1, -1, 1, 1]

    def test_what_is_chosen_stays_chosen_and_keeps_the_keyboard(self, line: Timeline) -> None:
        line.choose("ася")
        line.focus_bar()
        fill(line, BARS[1:], first=7)
        assert line.key() == "ася"
        assert QApplication.focusWidget() is button(line, "ася")
        fill(line, BARS[:2])
        assert line.key() == "тимур", "it is gone: the first takes its place"
        fill(line, [])
        assert line.key() is None

    def test_every_bar_is_named_and_its_tip_is_literal(self, theme: Theme, qtbot: QtBot) -> None:
        name = "<b>Тимур</b>"
        line = Timeline(name, Calendar(lambda: day(3), str, list("ПВСЧПСВ"), "x"))
        qtbot.addWidget(line)
        line.set(day(0), 7, ROWS, [TimeBar("k", "a", name, day(0), day(2), name)], {})
        (one,) = line.buttons()
        assert one.accessibleName() == name
        assert "&lt;b&gt;" in one.toolTip()

    @pytest.mark.parametrize("mode", ["light", "dark"])
    def test_planned_looks_different_without_any_colour(self, theme: Theme, qtbot: QtBot, mode: str) -> None:
        theme.apply(mode)
        line = Timeline("x", Calendar(lambda: day(30), str, list("ПВСЧПСВ"), "x"))
        qtbot.addWidget(line)
        line.resize(900, 300)
        bars = [
            bar("есть", "a", 0, 6),
            bar("план", "b", 0, 6, soft=True),
            bar("", "b", 8, 12, marks=(("clock", "high"),)),
        ]
        line.set(day(0), 14, ROWS, bars, {})
        line.show()
        grey = {one.bar.key: one.grab().toImage() for one in line.buttons()}

        def shades(key: str) -> int:
            image = grey[key]
            y = image.height() // 2
            xs = range(image.width() // 2, image.width() - 12)
            return len({image.pixelColor(x, y).lightness() for x in xs})

        assert shades("есть") == 1
        assert shades("план") > 1, "hatched"
        assert shades("") > 1, "a sign"


def test_tiles_share_the_width(theme: Theme, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = TileLayout(holder, least=200, gap=10)
    for text in ("a", "b\nb", "c", "d", "e"):
        layout.addWidget(QLabel(text))
    hidden = layout.itemAt(4).widget()
    layout.setGeometry(QRect(0, 0, 650, 400))
    places = [layout.itemAt(at).geometry() for at in range(4)]
    assert [place.width() for place in places] == [210] * 4
    assert [place.x() for place in places] == [0, 220, 440, 0]
    assert places[0].height() == places[1].height() >= holder.fontMetrics().height() * 2
    assert layout.columns(650) == 3
    assert layout.columns(50) == 1
    assert layout.heightForWidth(650) < layout.heightForWidth(200)
    holder.show()
    hidden.hide()
    assert layout.takeAt(9) is None
    assert layout.takeAt(0) is not None
    assert layout.count() == 4
