"""A form on a real store, worked with keys and clicks; and what arrives while somebody types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from app import exchange
from app.views import Shown, show
from support.cli import Organisation
from support.desktop import CONTENT, Sitting, type_text
from ui.forms.form import RecordForm
from ui.forms.row import FormRow
from ui.widgets.badges import Chip

W = TypeVar("W", bound=QWidget)


def open_form(sitting: Sitting, form: RecordForm) -> RecordForm:
    """Show a form and wait until it can be typed into."""
    sitting.qtbot.addWidget(form)
    form.resize(*CONTENT)
    form.open()
    form.show()
    form.activateWindow()
    sitting.qtbot.waitUntil(form.isActiveWindow)
    sitting.settle()
    sitting.ctx.tasks.changed.connect(form.changed)
    return form


def row(form: RecordForm, name: str) -> FormRow:
    """Return the row of a field."""
    assert form.fields is not None
    return form.fields.rows[name]


def enter(form: RecordForm, name: str, text: str, *, clear: bool = False) -> FormRow:
    """Type into a field as somebody does."""
    found = row(form, name)
    widget = line_of(found)
    widget.setFocus()
    if clear:
        QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(widget, Qt.Key.Key_Delete)
    type_text(widget, text)
    return found


def line_of(parent: QWidget) -> QWidget:
    """Return what is typed into."""
    lines: list[QWidget] = [*parent.findChildren(QLineEdit), *parent.findChildren(QPlainTextEdit)]
    return next(line for line in lines if line.isVisibleTo(parent))


def save(sitting: Sitting, form: QWidget) -> None:
    """Press the keys that save, and wait for what comes of it."""
    QTest.keyClick(form.focusWidget() or form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    sitting.settle()


def chip(parent: QWidget, label: str) -> Chip:
    """Return the chip that says something."""
    return next(one for one in parent.findChildren(Chip) if one.label() == label)


def button(parent: QWidget, text: str) -> QPushButton:
    """Return the button that says something and can be seen."""
    found = [one for one in parent.findChildren(QPushButton) if one.text() == text and one.isVisible()]
    assert found, f"no button {text!r} among {[one.text() for one in parent.findChildren(QPushButton)]}"
    return found[0]


def click(sitting: Sitting, widget: QWidget) -> None:
    """Click in the middle of a widget, and wait for what comes of it."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    sitting.settle()


def said(parent: QWidget) -> str:
    """Return every text of labels that can be seen."""
    return "\n".join(label.text() for label in parent.findChildren(QLabel) if label.isVisible())


def arrives(sitting: Sitting, org: Organisation, record: str, *fields: str) -> None:
    """Let headquarters change a record, and take its bundle while the form is open."""
    org.desk.run("set", record, *fields)
    path = org.desk.send(org.house.name, org.way)
    sitting.ctx.tasks.write(sitting.ctx.tasks, lambda w: exchange.receive(w, [path]), lambda _: None)
    sitting.settle()


def stored(sitting: Sitting, record: bytes) -> Shown:
    """Return a record as the store has it."""
    return sitting.store(lambda workspace: show(workspace, record))


def fields(sitting: Sitting, record: bytes) -> Mapping[str, object]:
    """Return a record's fields as the store has them."""
    return stored(sitting, record).fields
