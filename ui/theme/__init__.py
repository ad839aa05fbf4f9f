"""How the desktop looks: one `Theme` for the application, made from tokens (tokens.py says what is in them).

- Screens name no colour, no font and no pixel: they take widgets, `theme.space(n)` and `theme.icon(name)`.
- Applying a theme is cheap enough to do while running; icons and drawn widgets follow by themselves.
- Nothing is read from or written to the user's settings.
"""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from ui.theme import fonts, icons
from ui.theme.stylesheet import build
from ui.theme.tokens import DARK, LIGHT, SPACES, Tokens

Mode = Literal["light", "dark", "system"]

MODES: Final[tuple[Mode, ...]] = ("light", "dark", "system")


class Theme(QObject):
    """The look in force. `changed` is emitted after another look has been applied."""

    changed = Signal()
    _current: ClassVar[Theme | None] = None

    def __init__(self, app: QApplication, mode: Mode = "system") -> None:
        """Load the fonts and apply `mode` to the application."""
        super().__init__(app)
        self._app = app
        self.mode: Mode = mode
        self.tokens: Tokens = LIGHT
        fonts.load()
        if Theme._current is None:
            app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        Theme._current = self
        self.apply(mode)

    @property
    def is_dark(self) -> bool:
        """Whether the dark look is in force."""
        return self.tokens is DARK

    def apply(self, mode: Mode) -> None:
        """Take a look; `system` follows the desktop's own, light where it has none."""
        self.mode = mode
        dark = mode == "dark" or (mode == "system" and self._system_is_dark())
        self.tokens = DARK if dark else LIGHT
        self._app.setFont(fonts.font("body"))
        QToolTip.setFont(fonts.font("hint"))
        self._app.setPalette(_palette(self.tokens))
        sheet = build(self.tokens)
        # Qt polishes every widget again even for the same sheet.
        if self._app.styleSheet() != sheet:
            self._app.setStyleSheet(sheet)
        self.changed.emit()

    def _system_is_dark(self) -> bool:
        return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def icon(self, name: str, tone: str = "default") -> QIcon:
        """Return an icon of `icons.NAMES`. tone: `default`, `soft`, `accent`, `danger`, `on_accent`, or a level."""
        if name != icons.STICK and name not in icons.NAMES:
            raise KeyError(name)
        self.tone(tone)
        return QIcon(icons.Engine(name, tone, self.tone))

    def tone(self, tone: str) -> QColor:
        """Return the colour of a tone: `default`, `soft`, `disabled`, `accent`, `danger`, `on_accent`, or a level."""
        t = self.tokens
        named = {
            "default": t.text,
            "soft": t.text_soft,
            "disabled": t.text_disabled,
            "accent": t.accent,
            "danger": t.danger,
            "on_accent": t.on_accent,
            "on_danger": t.on_danger,
        }
        return QColor(named.get(tone) or t.level(tone).text)

    def font(self, role: str) -> QFont:
        """Return the font of a role (`fonts.ROLES`)."""
        return fonts.font(role)

    def space(self, n: int) -> int:
        """Return the n-th step of the spacing scale in pixels: 0, 4, 8, 12, 16, 24, 32, 48, 64."""
        return SPACES[n]

    def _on_system_changed(self) -> None:
        if self.mode == "system":
            self.apply("system")


def current() -> Theme:
    """Return the theme of the application, made at its start. Raises: RuntimeError before."""
    if Theme._current is None:
        raise RuntimeError("a widget was made before the theme")
    return Theme._current


def restyle(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties of a widget and let the style sheet see them."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def _palette(t: Tokens) -> QPalette:
    """The same colours for what the style sheet does not reach: selections, links, placeholders, native corners."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    colours = {
        role.Window: t.window,
        role.WindowText: t.text,
        role.Base: t.surface,
        role.AlternateBase: t.sunken,
        role.ToolTipBase: t.surface,
        role.ToolTipText: t.text,
        role.Text: t.text,
        role.Button: t.surface,
        role.ButtonText: t.text,
        role.BrightText: t.on_danger,
        role.Link: t.accent,
        role.LinkVisited: t.accent,
        role.Highlight: t.accent,
        role.HighlightedText: t.on_accent,
        role.PlaceholderText: t.text_soft,
        role.Mid: t.line,
        role.Dark: t.line_strong,
        role.Accent: t.accent,
    }
    for which, colour in colours.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, which, QColor(t.text_disabled))
    return palette
