"""The rail: a count stands beside the name of its entry, never over it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from ui.shell.rail import ENTRIES, Rail, _Entry
from ui.shell.words import Words
from ui.theme import Theme
from ui.widgets import CountBadge


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("is_desk", [True, False])
def test_a_count_covers_no_name(qtbot: QtBot, theme: Theme, language: str, is_desk: bool) -> None:
    rail = Rail(Words(language), theme, is_desk=is_desk)
    qtbot.addWidget(rail)
    rail.resize(rail.sizeHint().width(), 700)
    rail.show()
    rail.show_counts({name: 88 for name, _icon in ENTRIES})
    for entry in rail.findChildren(_Entry):
        before = 10 + entry.iconSize().width() + 4
        ends = before + QFontMetrics(entry.font()).horizontalAdvance(entry.text())
        badge = entry.findChild(CountBadge)
        assert badge is not None and badge.isVisible()
        qtbot.waitUntil(lambda badge=badge: badge.width() >= 20)
        assert ends <= badge.x(), entry.text()
