"""Nobody's text is read as markup: not in a widget, not in a tip, not in a cell, and nothing is fetched for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent, QStandardItem, QStandardItemModel, QTextDocument
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QToolTip, QWidget
from pytestqt.qtbot import QtBot
from support.canary import Canary, canary

from ui import widgets as w
from ui.dialogs.confirm import Confirm
from ui.theme import Theme
from ui.widgets.plain import tip_text


@pytest.fixture
def bird(theme: Theme, tmp_path: Path) -> Iterator[Canary]:
    with canary(tmp_path) as made:
        yield made


def table(text: str) -> w.TableView:
    model = QStandardItemModel(3, 2)
    for row in range(3):
        for column in range(2):
            model.setItem(row, column, QStandardItem(text))
    model.setHorizontalHeaderLabels([text, text])
    model.item(1, 1).setData("high", w.LEVEL)
    view = w.TableView(text)
    view.setModel(model)
    model.setParent(view)
    return view


MAKERS: dict[str, Callable[[str], QWidget]] = {
    "label": w.PlainLabel,
    "selectable": lambda t: w.PlainLabel(t, selectable=True),
    "elided": w.ElidedLabel,
    "said": lambda t: w.Said(t, t),
    "button": w.Button,
    "icon": lambda t: w.IconButton("lock", t),
    "choice": lambda t: w.BigChoice(t, t, "lock"),
    "hold": w.HoldButton,
    "badge": lambda t: w.Badge(t, "high"),
    "chip": lambda t: w.Chip(t, removable=True),
    "chips": lambda t: w.ChipRow([("a", t), ("b", t)]),
    "stepper": lambda t: w.Stepper([t, t, t], 1, (t, "high")),
    "card": w.Card,
    "section": w.Section,
    "empty": lambda t: w.EmptyState("lock", t, t),
    "banner": lambda t: w.Banner("error", t, t, t, closable=True),
    "values": lambda t: w.KeyValue([(t, t)], copyable=[t]),
    "bar": lambda t: w.Bar(1, 2, t),
    "line": lambda t: w.LineEdit(t, t),
    "search": w.SearchField,
    "text": lambda t: w.TextEdit(t, t),
    "passphrase": lambda t: w.PassphraseField(t, placeholder=t),
    "combo": lambda t: w.ComboBox([("a", t)], "a", empty=t),
    "date": lambda t: w.DateField(t, lambda _text: (False, t), placeholder=t),
    "tick": lambda t: w.Checkbox(t, True, t),
    "radios": lambda t: w.RadioList([("a", t, t)]),
    "pick": lambda t: w.MultiPick([("a", t), ("b", t)], ["a", t]),
    "tags": lambda t: w.TagsEdit([t], t),
    "words": lambda t: w.WordsShown([t, t]),
    "words typed": lambda t: w.WordsField(2, [t]),
    "page": lambda t: w.Page(t, t),
    "row": lambda t: w.FieldRow(t, w.LineEdit(), t, t),
    "table": table,
    "list": lambda t: w.EntryList(t, [w.Entry(1, t, t, "lock", t, (t, "high"))]),
    "progress": w.ProgressLine,
    "drop": lambda t: w.DropZone(t, t),
    "dialog": lambda t: w.Dialog(t, t),
    "confirm": lambda t: Confirm(t, t, t, action=t),
    "menu": lambda t: w.MenuButton(t, [(t, lambda: None)]),
}


def everything(widget: QWidget) -> list[QWidget]:
    return [widget, *widget.findChildren(QWidget)]


def test_the_canary_sings_when_markup_is_read(qtbot: QtBot, bird: Canary) -> None:
    careless = QLabel(bird.html)
    qtbot.addWidget(careless)
    careless.grab()
    assert bird.opened()


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_a_hostile_text_is_shown_as_it_is_and_fetches_nothing(qtbot: QtBot, bird: Canary, name: str) -> None:
    widget = MAKERS[name](bird.html)
    qtbot.addWidget(widget)
    widget.resize(500, 300)
    widget.show()
    widget.grab()
    for part in everything(widget):
        if isinstance(part, QLabel):
            assert part.textFormat() == Qt.TextFormat.PlainText, part
        if part.toolTip():
            assert "<b>" not in part.toolTip()
            assert "<img" not in part.toolTip()
            QToolTip.showText(QPoint(5, 5), part.toolTip(), part)
            QApplication.processEvents()
    QToolTip.hideText()

    assert not bird.opened()


def test_a_tip_is_the_text_itself(theme: Theme) -> None:
    shown = QTextDocument()
    for text in ("<b>x</b>", "a & b", "one\ntwo", "<qt>", "plain"):
        shown.setHtml(tip_text(text))
        assert shown.toPlainText() == text
    assert tip_text("") == ""


def test_the_tip_of_a_cell_is_literal(qtbot: QtBot, bird: Canary) -> None:
    view = table(bird.html)
    qtbot.addWidget(view)
    view.resize(200, 200)
    view.show()
    place = view.visualRect(view.model().index(0, 0)).center()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place))
    QApplication.sendEvent(view.viewport(), event)

    assert "&lt;b&gt;" in QToolTip.text()
    QApplication.processEvents()
    assert not bird.opened()
    QToolTip.hideText()


def test_the_tip_of_an_entry_is_literal(qtbot: QtBot, bird: Canary) -> None:
    view = MAKERS["list"](bird.html)
    assert isinstance(view, w.EntryList)
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show()
    place = QPoint(20, 20)
    QApplication.sendEvent(
        view.viewport(), QHelpEvent(QHelpEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place))
    )

    assert "&lt;b&gt;" in QToolTip.text()
    QApplication.processEvents()
    assert not bird.opened()
    QToolTip.hideText()


@pytest.mark.parametrize("field", [w.LineEdit, w.TextEdit, w.TagsEdit])
def test_what_is_pasted_is_plain(qtbot: QtBot, bird: Canary, field: Callable[[], QWidget]) -> None:
    from PySide6.QtCore import QMimeData

    made = field()
    qtbot.addWidget(made)
    made.show()
    rich = QMimeData()
    rich.setHtml(bird.html)
    rich.setText("only this")
    QGuiApplication.clipboard().setMimeData(rich)
    inner = made.line if isinstance(made, w.TagsEdit) else made
    inner.setFocus()
    qtbot.keyClick(inner, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert made.value() in ("only this", ("only this",))  # type: ignore[attr-defined]
    assert not bird.opened()


def test_data_becomes_no_shortcut_where_it_is_escaped(qtbot: QtBot, theme: Theme) -> None:
    assert w.unmarked("R&D") == "R&&D"
    chip = w.Chip("R&D")
    qtbot.addWidget(chip)
    assert chip.shortcut().isEmpty()
    assert chip.label() == "R&D"


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_every_control_says_its_name_to_a_screen_reader(qtbot: QtBot, theme: Theme, name: str) -> None:
    widget = MAKERS[name]("Ласточка")
    qtbot.addWidget(widget)
    nameless = []
    for part in everything(widget):
        if not isinstance(part, (QAbstractButton, QLineEdit, QComboBox)):
            continue
        if part.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        text = part.text() if isinstance(part, QAbstractButton) else ""
        if not (part.accessibleName() or text):
            nameless.append(type(part).__name__)
    # A field alone takes its name from the row that it is put into.
    assert [n for n in nameless if n not in ("LineEdit", "ComboBox", "_Line")] == []
