"""Named icons from the Phosphor set that QtAwesome ships, drawn as outlines in the colours of the theme in force.

Only QtAwesome's files are used, not its code: that reads six megabytes of fonts at the first icon, and on Windows
installs them for the user and writes the registry, which would be a trace. The file is read at the first icon.
An icon asks for its colour whenever it is painted, so that a change of theme needs no new icons.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPixmap, QRawFont, QTransform

NAMES: Final = {
    "today": "sun-horizon",
    "people": "users-three",
    "person": "user",
    "person-add": "user-plus",
    "houses": "house-line",
    "house": "house",
    "building": "buildings",
    "bed": "bed",
    "journeys": "path",
    "messages": "chats",
    "message": "chat-text",
    "exchange": "arrows-left-right",
    "send": "paper-plane-tilt",
    "receive": "tray",
    "reports": "chart-bar",
    "devices": "laptop",
    "phone": "device-mobile",
    "settings": "gear-six",
    "lock": "lock-simple",
    "unlock": "lock-simple-open",
    "key": "key",
    "shield": "shield",
    "shield-check": "shield-check",
    "shield-warning": "shield-warning",
    "search": "magnifying-glass",
    "filter": "funnel",
    "add": "plus",
    "remove": "minus",
    "close": "x",
    "check": "check",
    "done": "check-circle",
    "refuse": "prohibit",
    "warning": "warning",
    "error": "warning-octagon",
    "info": "info",
    "question": "question",
    "calendar": "calendar-blank",
    "clock": "clock",
    "hourglass": "hourglass",
    "history": "clock-counter-clockwise",
    "refresh": "arrows-clockwise",
    "undo": "arrow-counter-clockwise",
    "eye": "eye",
    "eye-off": "eye-slash",
    "down": "caret-down",
    "up": "caret-up",
    "right": "caret-right",
    "left": "caret-left",
    "back": "arrow-left",
    "forward": "arrow-right",
    "open": "arrow-square-out",
    "document": "file-text",
    "documents": "files",
    "picture": "image",
    "pdf": "file-pdf",
    "attach": "paperclip",
    "folder": "folder",
    "folder-open": "folder-open",
    "file-in": "download-simple",
    "file-out": "upload-simple",
    "archive": "archive",
    "note": "note",
    "edit": "pencil-simple",
    "write": "note-pencil",
    "delete": "trash",
    "erase": "fire",
    "copy": "copy",
    "print": "printer",
    "list": "list",
    "list-bullets": "list-bullets",
    "columns": "columns",
    "more": "dots-three",
    "more-vertical": "dots-three-vertical",
    "identity": "identification-card",
    "health": "first-aid",
    "need": "lifebuoy",
    "heart": "heart",
    "consent": "handshake",
    "risk": "gauge",
    "task": "check-square",
    "tasks": "clipboard-text",
    "incident": "lightning",
    "story": "book-open",
    "tag": "tag",
    "link": "link",
    "unlink": "link-break",
    "bell": "bell",
    "flag": "flag",
    "pin": "push-pin",
    "globe": "globe",
    "language": "translate",
    "moon": "moon",
    "light": "sun",
    "keyboard": "keyboard",
    "capslock": "arrow-fat-line-up",
    "door": "door",
    "work": "briefcase",
    "kit": "package",
    "disk": "hard-drive",
    "qr": "qr-code",
    "conflict": "git-merge",
    "quarantine": "bug",
    "sample": "flask",
    "travel": "suitcase",
    "car": "car",
    "plane": "airplane-takeoff",
    "quote": "quotes",
    "zoom-in": "magnifying-glass-plus",
    "zoom-out": "magnifying-glass-minus",
    "fit": "arrows-out",
    "rotate": "arrow-clockwise",
    "sort-up": "caret-up-fill",
    "sort-down": "caret-down-fill",
    "level-critical": "warning-octagon-fill",
    "level-high": "warning-fill",
    "level-medium": "diamond-fill",
    "level-low": "arrow-circle-down-fill",
    "level-good": "check-circle-fill",
    "level-info": "info-fill",
    "level-neutral": "circle-fill",
}

STICK: Final = "stick"
_PACKAGE: Final = "qtawesome"
_PREFIX: Final = "phosphor-"
_EM: Final = 256.0

Colour = Callable[[str], QColor]


class Engine(QIconEngine):
    """Draws one outline in the colour that its tone has at the moment of painting."""

    def __init__(self, name: str, tone: str, colour: Colour) -> None:
        super().__init__()
        self._name = name
        self._tone = tone
        self._colour = colour

    def _paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode) -> None:
        tone = "disabled" if mode == QIcon.Mode.Disabled else self._tone
        draw(painter, QRectF(rect), self._name, self._colour(tone))

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw into any painter."""
        self._paint(painter, rect, mode)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the icon as a picture for a screen without scaling."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """Return the icon as a picture; `size` is in device-independent pixels, of which each has `scale` real ones."""
        made = QPixmap(round(size.width() * scale), round(size.height() * scale))
        made.setDevicePixelRatio(scale)
        if made.isNull():  # asked for by a layout that has no room yet
            return made
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self._paint(painter, QRect(QPoint(0, 0), size), mode)
        painter.end()
        return made

    def clone(self) -> QIconEngine:
        """Return the same again, for a copied icon."""
        return Engine(self._name, self._tone, self._colour)

    def key(self) -> str:
        """Say whose engine this is."""
        return "siding"


def draw(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Draw an icon into the square in the middle of `rect`."""
    side = min(rect.width(), rect.height())
    left, top = rect.center().x() - side / 2, rect.center().y() - side / 2
    scale = side / _EM
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(QTransform(scale, 0, 0, scale, left, top).map(outline(name)), colour)
    painter.restore()


@cache
def outline(name: str) -> QPainterPath:
    """Return an icon as an outline in a square of 256. Raises: KeyError for a name that is not among `NAMES`."""
    if name == STICK:
        return _stick()
    font, codes = _font()
    path = font.pathForGlyph(font.glyphIndexesForString(codes[NAMES[name]])[0])
    path.setFillRule(Qt.FillRule.WindingFill)
    advance = font.advancesForGlyphIndexes(font.glyphIndexesForString(codes[NAMES[name]]))[0].x()
    middle = QPointF((_EM - advance) / 2, (_EM - font.descent() + font.ascent()) / 2)
    return path.translated(middle)


@cache
def _font() -> tuple[QRawFont, dict[str, str]]:
    """Read the font and its names from QtAwesome's folder. Raises: RuntimeError when they are not there."""
    spec = find_spec(_PACKAGE)
    folder = Path(spec.origin).parent / "fonts" if spec and spec.origin else None
    fonts = sorted(folder.glob(f"{_PREFIX}*.ttf")) if folder else []
    maps = sorted(folder.glob(f"{_PREFIX}charmap-*.json")) if folder else []
    if not fonts or not maps:
        raise RuntimeError(f"{_PACKAGE} has no {_PREFIX} font")
    font = QRawFont(QByteArray(fonts[-1].read_bytes()), _EM)
    wanted = set(NAMES.values())
    names = json.loads(maps[-1].read_text(encoding="utf-8"))
    return font, {name: chr(int(code, 16)) for name, code in names.items() if name in wanted}


def _stick() -> QPainterPath:
    """A memory stick; the set has none. Lines as wide as its own."""
    body = QPainterPath()
    body.addRoundedRect(QRectF(76, 100, 104, 132), 20, 20)
    hollow = QPainterPath()
    hollow.addRoundedRect(QRectF(92, 116, 72, 100), 6, 6)
    plug = QPainterPath()
    plug.addRoundedRect(QRectF(92, 28, 72, 88), 8, 8)
    bore = QPainterPath()
    bore.addRect(QRectF(108, 44, 40, 56))
    return body.subtracted(hollow).united(plug.subtracted(bore).subtracted(hollow))
