"""What the main window tells: what went well goes with the next screen, what did not stays until it is closed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from support.cli import Organisation
from support.desktop import Sitting

from app.errors import UserError
from ui.shell.frame import Frame
from ui.shell.screen import Route
from ui.shell.told import ToldDialog
from ui.widgets import Banner


def told(frame: Frame) -> list[str]:
    return [banner.property("level") for banner in frame.findChildren(Banner) if not banner.isHidden()]


def test_what_went_well_is_gone_on_the_next_screen_and_an_error_is_not(
    org: Organisation, sit_at: Callable[..., AbstractContextManager[Sitting]]
) -> None:
    with sit_at(org.house) as sitting:
        frame = Frame(sitting.ctx)
        sitting.qtbot.addWidget(frame)
        frame.go(Route("people"))
        sitting.ctx.notices.tell("Готово")
        sitting.ctx.notices.error(UserError("unknown_record", id="x"))
        frame.go(Route("people"))
        assert sorted(told(frame)) == ["error", "good"], "the same screen"
        frame.go(Route("settings"))
        assert told(frame) == ["error"]
        assert len(sitting.ctx.notices.kept) == 2, "the list keeps both"


def test_what_was_told_is_read_again_from_the_list(
    org: Organisation, sit_at: Callable[..., AbstractContextManager[Sitting]]
) -> None:
    with sit_at(org.house, language="en") as sitting:
        frame = Frame(sitting.ctx)
        sitting.qtbot.addWidget(frame)
        frame.go(Route("settings"))
        frame.show()
        assert not frame.told_button.isVisible(), "nothing was told yet"
        sitting.ctx.notices.error(UserError("unknown_record", id="x"))
        (banner,) = frame.findChildren(Banner)
        banner.closed.emit()
        frame.told_button.setFocus()
        QTest.keyClick(frame.told_button, Qt.Key.Key_Return)
        (dialog,) = (one for one in frame.findChildren(ToldDialog) if one.isVisible())
        (kept,) = dialog.findChildren(Banner)
        assert "There is no record x on this laptop." in kept.accessibleName()
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()


def test_alt_left_never_stays_where_somebody_is(
    org: Organisation, sit_at: Callable[..., AbstractContextManager[Sitting]]
) -> None:
    with sit_at(org.house) as sitting:
        frame = Frame(sitting.ctx)
        sitting.qtbot.addWidget(frame)
        frame.show()
        for screen in ("people", "settings", "settings", "settings"):
            frame.go(Route(screen))
            sitting.settle()
        frame.back()
        assert frame.here().screen == "people"
