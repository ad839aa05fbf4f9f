"""The look: what is written can be read in both themes, the font and the icons come from their packages alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QImage, QPainter, QRawFont
from PySide6.QtWidgets import QApplication, QPushButton
from support.cli import ROOT

from ui.theme import MODES, Theme, current, fonts, icons, restyle
from ui.theme.stylesheet import build
from ui.theme.tokens import DARK, LIGHT, SPACES, Tokens, contrast

LOOKS = pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
GROUNDS = ("surface", "window", "sunken", "hover", "pressed", "selected")
TEXT = 4.5
SHAPE = 3.0


def test_the_measure_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


@LOOKS
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", ["text", "text_soft", "accent", "danger"])
def test_text_reaches_aa_on_every_ground(look: Tokens, text: str, ground: str) -> None:
    assert contrast(getattr(look, text), getattr(look, ground)) >= TEXT


@LOOKS
@pytest.mark.parametrize("level", sorted(LIGHT.levels))
def test_a_level_can_be_read_on_its_own_ground(look: Tokens, level: str) -> None:
    shown = look.level(level)
    assert contrast(shown.text, shown.ground) >= TEXT
    # A banner's button under the pointer: its text on the level's line.
    assert contrast(shown.text, shown.line) >= TEXT
    # What is wrong with a field, an icon of that tone: written straight on a page.
    assert (
        min(contrast(shown.text, getattr(look, ground)) for ground in ("surface", "window", "sunken")) >= TEXT
    )


@LOOKS
def test_filled_buttons_can_be_read_in_every_state(look: Tokens) -> None:
    for ground in (look.accent, look.accent_hover, look.accent_pressed):
        assert contrast(look.on_accent, ground) >= TEXT
    for ground in (look.danger, look.danger_hover, look.danger_pressed):
        assert contrast(look.on_danger, ground) >= TEXT


@LOOKS
def test_what_is_disabled_can_still_be_made_out(look: Tokens) -> None:
    for ground in ("surface", "window", "sunken"):
        assert contrast(look.text_disabled, getattr(look, ground)) >= SHAPE


@LOOKS
def test_the_ring_of_focus_and_the_lines_of_fields_are_seen(look: Tokens) -> None:
    for ground in GROUNDS:
        assert contrast(look.focus, getattr(look, ground)) >= SHAPE
    for ground in ("surface", "window"):
        assert contrast(look.line_strong, getattr(look, ground)) >= SHAPE
        assert contrast(look.danger, getattr(look, ground)) >= SHAPE


@LOOKS
def test_levels_that_mean_something_else_have_another_shape(look: Tokens) -> None:
    meanings = ("critical", "high", "medium", "low", "good", "info", "neutral")
    assert len({look.level(name).icon for name in meanings}) == len(meanings)


@LOOKS
def test_the_style_sheet_names_no_font_and_no_picture(look: Tokens) -> None:
    sheet = build(look)
    assert "font" not in sheet
    assert "url(" not in sheet
    assert "{{" not in sheet and sheet.count("{") == sheet.count("}")


@LOOKS
def test_qt_understands_the_style_sheet(look: Tokens, theme: Theme, qtlog: object) -> None:
    button = QPushButton("x")
    button.setStyleSheet(build(look))
    button.ensurePolished()
    assert [r.message for r in qtlog.records if "style" in r.message.casefold()] == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("mode", MODES)
def test_a_look_is_applied_to_the_whole_application(qapp: QApplication, theme: Theme, mode: str) -> None:
    theme.apply(mode)  # type: ignore[arg-type]
    try:
        assert current() is theme
        assert theme.tokens.window in qapp.styleSheet()
        assert qapp.palette().window().color() == QColor(theme.tokens.window)
        assert theme.is_dark == (mode == "dark")
    finally:
        theme.apply("light")


def test_the_systems_look_is_followed_only_when_it_is_wanted(
    theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = {"dark": True}
    monkeypatch.setattr(Theme, "_system_is_dark", lambda _theme: system["dark"])
    hints = QApplication.styleHints()
    try:
        theme.apply("system")
        assert theme.is_dark
        system["dark"] = False
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
        assert not theme.is_dark
        theme.apply("light")
        system["dark"] = True
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
        assert not theme.is_dark
    finally:
        theme.apply("light")


def test_spaces_grow(theme: Theme) -> None:
    assert list(SPACES) == sorted(set(SPACES))
    assert [theme.space(n) for n in range(len(SPACES))] == list(SPACES)


def test_restyling_changes_what_the_style_sheet_says(theme: Theme) -> None:
    button = QPushButton("x")
    restyle(button, kind="primary")
    button.ensurePolished()
    image = button.grab().toImage()
    assert image.pixelColor(image.width() // 2, 4) == QColor(theme.tokens.accent)


# --- the typeface


@pytest.mark.parametrize("role", fonts.ROLES)
def test_every_role_is_the_packaged_face(theme: Theme, role: str) -> None:
    assert QFontInfo(theme.font(role)).family() == fonts.FAMILY


@pytest.mark.parametrize("role", ["body", "strong", "hint", "title", "quote"])
def test_the_face_has_the_letters_of_its_readers(theme: Theme, role: str) -> None:
    raw = QRawFont.fromFont(theme.font(role))
    for char in "АЯаяЁёЙйЪъ«»—№ ЇїІіЄєҐґЎў ÀéçœŒ ₽€ 0123456789":
        assert char == " " or raw.supportsCharacter(ord(char)), char


def test_figures_are_of_one_width_so_that_columns_stand(theme: Theme) -> None:
    for role in fonts.ROLES:
        metrics = QFontMetricsF(theme.font(role))
        assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1


def test_weights_are_drawn_and_not_smeared(theme: Theme) -> None:
    plain, strong = (
        QFontMetricsF(theme.font(role)).horizontalAdvance("Щукин") for role in ("body", "strong")
    )
    assert strong > plain
    weight = QFont.Tag("wght")
    assert theme.font("strong").variableAxisValue(weight) == 600
    assert not theme.font("strong").bold()


def test_a_zero_is_no_letter_where_codes_are_read(theme: Theme) -> None:
    def drawn(role: str, text: str) -> QImage:
        image = QImage(40, 40, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setFont(theme.font(role))
        painter.drawText(QRectF(0, 0, 40, 40), text)
        painter.end()
        return image

    assert drawn("mono", "0") != drawn("body", "0")


# --- the icons


@pytest.mark.parametrize("name", [*icons.NAMES, icons.STICK])
def test_every_icon_is_in_the_set_and_within_its_square(theme: Theme, name: str) -> None:
    box = icons.outline(name).boundingRect()
    assert box.width() > 20 or box.height() > 20
    assert QRectF(0, 0, 256, 256).contains(box), box


def test_an_icon_that_nobody_drew_is_refused(theme: Theme) -> None:
    with pytest.raises(KeyError):
        theme.icon("unicorn")
    with pytest.raises(KeyError):
        theme.icon("lock", "purple").pixmap(QSize(16, 16))


def _darkest(theme: Theme, name: str) -> QColor:
    image = theme.icon(name).pixmap(QSize(64, 64)).toImage()
    points = (image.pixelColor(x, y) for x in range(64) for y in range(64))
    return max(points, key=lambda colour: colour.alpha())


def test_an_icon_follows_the_theme(theme: Theme) -> None:
    icon = theme.icon("level-neutral")
    light = icon.pixmap(QSize(64, 64)).toImage().pixelColor(32, 32)
    theme.apply("dark")
    try:
        dark = icon.pixmap(QSize(64, 64)).toImage().pixelColor(32, 32)
    finally:
        theme.apply("light")
    assert (light, dark) == (QColor(LIGHT.text), QColor(DARK.text))


def test_an_icon_is_sharp_on_a_sharp_screen(theme: Theme) -> None:
    picture = theme.icon("level-neutral").pixmap(QSize(18, 18), 1.5)
    assert (picture.size(), picture.devicePixelRatio()) == (QSize(27, 27), 1.5)
    drawn = picture.toImage()
    assert drawn.pixelColor(13, 13).alpha() == 255
    assert drawn.pixelColor(22, 13).alpha() > 0


OPENS = """
import json, sys
seen = []
sys.addaudithook(lambda e, a: seen.append([str(a[0]), str(a[1])]) if e == "open" else None)
from PySide6.QtWidgets import QApplication
app = QApplication([])
from ui.theme import Theme
theme = Theme(app, "dark")
before = [m for m in sys.modules if m.split(".")[0] in ("qtawesome", "qtpy")]
early = [path for path, _ in seen if "phosphor" in path]
theme.icon("lock").pixmap(18, 18)
late = [m for m in sys.modules if m.split(".")[0] in ("qtawesome", "qtpy")]
written = [path for path, mode in seen if mode not in ("r", "rb", "None")]
print(json.dumps([before, early, late, written, [p for p, _ in seen if "phosphor" in p]]))
"""


def test_fonts_and_icons_are_read_from_their_packages_and_nothing_is_written(tmp_path: Path) -> None:
    env = {
        "HOME": str(tmp_path),
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
    }
    run = subprocess.run([sys.executable, "-c", OPENS], env=env, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    before, early, late, written, glyphs = json.loads(run.stdout.splitlines()[-1])

    assert before == late == []
    assert early == []
    assert written == []
    assert glyphs and all("qtawesome" in path for path in glyphs)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and "fontconfig" not in str(path)] == []
