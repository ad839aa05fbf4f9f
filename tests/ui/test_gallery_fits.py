"""No text of a widget is cut off, in either language: every page of the gallery, at the size of a screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support.cutoff import cut_off
from support.gallery import LANGUAGES, PAGES, make

from ui import widgets as w
from ui.theme import Theme


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", sorted(PAGES))
def test_everything_fits(qtbot: QtBot, theme: Theme, page: str, language: str) -> None:
    default = QLocale()
    try:
        made = make(page, language)
        qtbot.addWidget(made)
        made.show()
        QApplication.processEvents()
        assert cut_off(made) == []
    finally:
        QLocale.setDefault(default)


def test_what_does_not_fit_is_found(qtbot: QtBot, theme: Theme) -> None:
    long = "Приостановить устройство и отозвать приглашение"
    for widget, room in (
        (w.Button(long), 100),
        (w.PlainLabel(long, wrap=False), 100),
        (w.PlainLabel("Приостановить"), 30),
        (w.Badge(long, "high"), 100),
        (w.Chip(long), 100),
        (w.ComboBox([("a", long)], "a"), 100),
        (w.Bar(1, 2, long), 100),
    ):
        qtbot.addWidget(widget)
        widget.show()
        widget.resize(500, widget.sizeHint().height())
        assert cut_off(widget) == [], widget
        widget.setFixedWidth(room)
        assert cut_off(widget), widget


def test_a_wrapped_text_that_is_not_given_its_height_is_found(qtbot: QtBot, theme: Theme) -> None:
    label = w.PlainLabel("Один рассказ на много строк. " * 10)
    qtbot.addWidget(label)
    label.show()
    label.resize(300, label.heightForWidth(300))
    assert cut_off(label) == []
    label.setFixedHeight(30)
    assert cut_off(label)


def test_tabs_out_of_sight_are_found(qtbot: QtBot, theme: Theme) -> None:
    tabs = w.Tabs("Дело")
    qtbot.addWidget(tabs)
    for name in ("Обзор", "Участники", "Проживание", "Документы"):
        tabs.add(w.Rows(), name)
    tabs.resize(900, 200)
    tabs.show()
    assert cut_off(tabs) == []
    tabs.resize(200, 200)
    QApplication.processEvents()
    assert cut_off(tabs)
