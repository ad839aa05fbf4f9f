"""Lines under load: one view and one painter, and nothing moves when others are shown."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.lines import Line, LinesModel, LinesView


class TestLines:
    """The view under load."""

    def lines(self, n: int) -> list[Line]:
        head = Line("h", "Overdue", note=str(n), heading=True)
        return [
            head,
            *(Line(i, f"что-то <b>{i}</b>", title="Клён", badge="Срок", action="Сделано") for i in range(n)),
        ]

    def test_the_model(self, theme: Theme, qtmodeltester: ModelTester) -> None:
        model = LinesModel()
        model.set_lines(self.lines(20))
        qtmodeltester.check(model, force_py=True)
        model.set_lines(self.lines(3))
        qtmodeltester.check(model, force_py=True)

    def test_five_hundred_lines_are_one_view(self, theme: Theme, qtbot: QtBot) -> None:
        view = LinesView("x")
        qtbot.addWidget(view)
        view.set_lines(self.lines(2))
        few = len(view.findChildren(QWidget))
        view.set_lines(self.lines(500))
        assert len(view.findChildren(QWidget)) == few

    def test_a_refresh_does_not_scroll(self, theme: Theme, qtbot: QtBot) -> None:
        view = LinesView("x")
        qtbot.addWidget(view)
        view.resize(600, 400)
        view.show()
        view.set_lines(self.lines(200))
        assert view.choose(3)
        view.verticalScrollBar().setValue(3000)
        view.set_lines(self.lines(201))
        assert view.verticalScrollBar().value() == 3000

    def test_tips_are_literal(self, theme: Theme) -> None:
        model = LinesModel()
        model.set_lines(self.lines(1))
        tip = model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
        assert "&lt;b&gt;0&lt;/b&gt;" in tip
        assert model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == (
            "Срок, Клён, что-то <b>0</b>, Сделано"
        )


def test_who_comes_by_keyboard_sees_which_line_is_chosen(qtbot: QtBot, theme: Theme) -> None:
    view = LinesView("Что важно")
    qtbot.addWidget(view)
    view.set_lines([Line("a", "первая"), Line("b", "вторая")])
    view.show()
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.selectionModel().hasSelection()
    chosen = view.chosen()
    assert chosen is not None and chosen.key == "a"
