"""What the main window tells: what went well goes with the next screen, what did not stays until it is closed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from support.cli import Organisation
from support.desktop import Sitting

from app.errors import UserError
from ui.shell.frame import Frame
from ui.shell.screen import Route
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
