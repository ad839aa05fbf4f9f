"""Every screen as a picture, in both languages and both looks, at 1366×768: `python -m support.contact_sheet DIR`.

Real sessions on sample data, offscreen. The pictures lie in DIR, one sheet with all of them in DIR/sheet.png; what does not fit its
widget is told, and is the exit status.
"""

from __future__ import annotations

import math
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import demo, lists, samples
from app.preferences import Preferences
from app.samples import Demo
from app.workspace import Workspace
from support.cutoff import cut_off
from ui.screens.case.tabs import TABS
from ui.screens.unlock import Unlock
from ui.session import Session
from ui.shell.frame import Frame
from ui.shell.screen import Route
from ui.widgets import PassphraseField

SIZE = QSize(1366, 768)
LOOKS = tuple((language, theme) for language in ("ru", "en") for theme in ("light", "dark"))
CASES, HOUSES, SEED = 40, 3, 7
_THUMB = QSize(683, 384)
_COLUMNS = 4
_PATIENCE_MS = 60_000


@dataclass(frozen=True)
class Shot:
    """One picture, and what on it does not fit."""

    name: str
    image: QImage
    cut_off: list[str]


def wait(true: Callable[[], bool]) -> None:
    """Let Qt work until something holds."""
    loop = QEventLoop()
    held: list[bool] = []  # what held when it was looked at may be over when the loop has ended
    poll, end = QTimer(interval=5), QTimer(singleShot=True, interval=_PATIENCE_MS)
    poll.timeout.connect(lambda: (held.append(True), loop.quit()) if true() else None)
    end.timeout.connect(loop.quit)
    poll.start()
    end.start()
    loop.exec()
    assert held, "waited in vain"


def settle(session: Session) -> None:
    """Wait until all work of a session is answered."""
    for _ in range(3):
        wait(lambda: session.tasks.under_way == 0)
        QApplication.processEvents()


def shoot(session: Session, name: str) -> Shot:
    """Take a picture of the window."""
    settle(session)
    return Shot(name, session.window.grab().toImage(), [str(found) for found in cut_off(session.window)])


def routes(workspace: Workspace) -> Iterator[tuple[str, Route]]:
    """Name every place there is to go in a store."""
    cases = [one.id for one in lists.list_records(workspace, lists.Query("case"))]
    fullest = max(
        cases,
        key=lambda case: sum(
            len(lists.list_records(workspace, lists.Query(kind, case=case)))
            for kind in ("incident", "document", "note", "task", "message")
        ),
    )
    yield "today", Route("today")
    yield "people", Route("people")
    yield "intake", Route("case", tab="new")
    for tab in TABS:
        yield f"case-{tab.slug}", Route("case", fullest, tab.slug)
    yield "houses", Route("houses")
    house = lists.list_records(workspace, lists.Query("house"))[0].id
    yield "house", Route("houses", record=house)
    yield "messages", Route("messages")
    yield "thread", Route("messages", case=fullest)
    for part in (None, "send", "receive", "conflicts", "waiting", "history"):
        yield f"exchange-{part or 'home'}", Route("exchange", tab=part)
    if workspace.is_desk:
        yield "devices", Route("devices")
    yield "settings", Route("settings")


def walk(
    app: QApplication, store: Path, secret: str, language: str, theme: str, *, desk: bool
) -> Iterator[Shot]:
    """Go through a store, one picture a place."""
    session = Session(app, store, language)
    session.begin()
    session.window.resize(SIZE)
    settle(session)
    session.theme.apply(theme)  # type: ignore[arg-type]
    side = "hq" if desk else "house"
    if not desk:
        yield shoot(session, "unlock")
    content = session.window.content
    assert isinstance(content, Unlock)
    field = content.findChild(PassphraseField)
    assert isinstance(field, PassphraseField)
    QTest.keyClicks(field.focusProxy() or field, secret)
    QTest.keyClick(field.focusProxy() or field, Qt.Key.Key_Return)
    wait(lambda: isinstance(session.window.content, Frame))
    settle(session)
    session._prefer(Preferences(language=language, theme=theme))
    settle(session)
    places: list[tuple[str, Route]] = []
    session.tasks.read(session, lambda workspace: list(routes(workspace)), places.extend)
    settle(session)
    for name, route in places:
        if desk and name.startswith(("case-", "intake")) and name != "case-overview":
            continue
        frame = session.window.content
        assert isinstance(frame, Frame)
        frame.go(route)
        yield shoot(session, f"{side}-{name}")
    ended: list[int] = []
    session.ended.connect(ended.append)
    session.quit()
    wait(lambda: bool(ended))
    for watcher in (session.idle, session.keys):
        app.removeEventFilter(watcher)


def all_shots(app: QApplication, made: Demo, language: str, theme: str) -> Iterator[Shot]:
    """Take every picture in one language and one look."""
    secret = samples.secret_of(made)
    yield from walk(app, made.stores["house-1"], secret, language, theme, desk=False)
    yield from walk(app, made.stores[samples.DESK], secret, language, theme, desk=True)


def sheet(images: list[QImage]) -> QImage:
    """Put pictures side by side."""
    rows = math.ceil(len(images) / _COLUMNS)
    whole = QImage(_THUMB.width() * _COLUMNS, _THUMB.height() * rows, QImage.Format.Format_RGB32)
    whole.fill(Qt.GlobalColor.gray)
    painter = QPainter(whole)
    for place, image in enumerate(images):
        small = image.scaled(
            _THUMB, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawImage(place % _COLUMNS * _THUMB.width(), place // _COLUMNS * _THUMB.height(), small)
    painter.end()
    return whole


def main() -> int:
    """Take all pictures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    directory = Path(sys.argv[1])
    app = QApplication([])
    wrong = 0
    with tempfile.TemporaryDirectory() as base:
        made = demo.make(
            Path(base) / "sample", cases=CASES, houses=HOUSES, seed=SEED, tell=lambda _done, _of: None
        )
        shots: dict[str, list[QImage]] = {}
        for language, theme in LOOKS:
            folder = directory / f"{language}-{theme}"
            folder.mkdir(parents=True, exist_ok=True)
            for shot in all_shots(app, made, language, theme):
                shot.image.save(str(folder / f"{shot.name}.png"))
                shots.setdefault(shot.name, []).append(shot.image)
                for text in shot.cut_off:
                    print(f"{language}-{theme} {shot.name}: {text}")
                    wrong += 1
    sheet([image for images in shots.values() for image in images]).save(str(directory / "sheet.png"))
    print(f"{len(shots)} screens, {wrong} texts cut off: {directory / 'sheet.png'}")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
