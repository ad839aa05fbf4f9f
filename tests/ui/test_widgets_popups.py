"""What pops up is on the screen, wherever the field is that it belongs to."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect

from ui.widgets.popups import placed

SCREEN = QRect(0, 0, 1366, 768)
POPUP = QRect(0, 0, 320, 250)


@pytest.mark.parametrize(
    ("anchor", "place"),
    [
        (QRect(100, 100, 200, 34), QPoint(100, 136)),
        (QRect(100, 700, 200, 34), QPoint(100, 448)),
        (QRect(1300, 100, 60, 34), QPoint(1045, 136)),
        (QRect(-50, 100, 200, 34), QPoint(0, 136)),
    ],
    ids=["below", "above", "from the right edge", "from the left edge"],
)
def test_it_goes_where_there_is_room(anchor: QRect, place: QPoint) -> None:
    assert placed(anchor, POPUP, SCREEN) == place


def test_on_a_screen_too_low_it_is_still_whole() -> None:
    low = QRect(0, 0, 800, 300)
    place = placed(QRect(10, 140, 100, 34), POPUP, low)
    assert low.contains(QRect(place, POPUP.size()))
