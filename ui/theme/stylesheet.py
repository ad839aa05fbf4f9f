"""One style sheet for the whole application, built from the tokens.

Widgets are chosen by class and by the dynamic properties `kind`, `level`, `role`, `ground` and `wrong`; whoever changes
such a property at run time calls `ui.theme.restyle`. No font is named (fonts.py says why) and no picture: arrows and
ticks are drawn by our own widgets. A focus ring takes one pixel of the padding, so that nothing moves.
"""

from typing import Final

from ui.theme.tokens import Tokens

# These draw their ring themselves, inside (ui/widgets/buttons.py).
_FILLED: Final = ("primary", "danger")


def build(t: Tokens) -> str:
    """Return the style sheet of a look."""
    parts = (_base, _buttons, _inputs, _boxes, _levels, _tables, _tabs, _bars, _menus, _frame)
    return "\n".join(part(t) for part in parts)


def _base(t: Tokens) -> str:
    return f"""
QWidget {{ color: {t.text}; }}
QMainWindow, QDialog, QWidget[ground="window"] {{ background: {t.window}; }}
QWidget[ground="surface"] {{ background: {t.surface}; }}
QWidget[ground="sunken"] {{ background: {t.sunken}; }}
QLabel {{ background: transparent; }}
QLabel[role="hint"], QLabel[role="small"] {{ color: {t.text_soft}; }}
QLabel[role="wrong"] {{ color: {t.level("error").text}; }}
QLabel:disabled {{ color: {t.text_disabled}; }}
QLabel:focus {{ background: {t.selected}; border-radius: {t.radius_small}px; }}
QToolTip {{ color: {t.text}; background: {t.surface}; border: 1px solid {t.line_strong}; padding: 4px 6px; }}
QSplitter::handle {{ background: transparent; }}
QSplitter::handle:hover {{ background: {t.hover}; }}
QStatusBar {{ background: {t.sunken}; border-top: 1px solid {t.line}; }}
QStatusBar::item {{ border: 0; }}
"""


def _button(t: Tokens, kind: str, colours: tuple[str, str, str, str], line: str) -> str:
    text, ground, hover, pressed = colours
    chosen = f'QPushButton[kind="{kind}"]'
    return f"""
{chosen} {{ color: {text}; background: {ground}; border: 1px solid {line}; }}
{chosen}:hover {{ background: {hover}; }}
{chosen}:pressed {{ background: {pressed}; }}
{"" if kind in _FILLED else f"{chosen}:focus {{ border: 2px solid {t.focus}; padding: 5px 13px; }}"}
{chosen}:disabled {{ color: {t.text_disabled}; background: {t.sunken}; border: 1px solid {t.line}; padding: 6px 14px; }}
"""


def _buttons(t: Tokens) -> str:
    danger = (t.danger, t.surface, t.level("critical").ground, t.level("critical").line)
    return f"""
QPushButton {{ border-radius: {t.radius}px; padding: 6px 14px; min-height: {t.control - 14}px; }}
{_button(t, "normal", (t.text, t.surface, t.hover, t.pressed), t.line_strong)}
{_button(t, "primary", (t.on_accent, t.accent, t.accent_hover, t.accent_pressed), t.accent)}
{_button(t, "danger", (t.on_danger, t.danger, t.danger_hover, t.danger_pressed), t.danger)}
{_button(t, "danger-quiet", danger, t.danger)}
{_button(t, "quiet", (t.accent, "transparent", t.hover, t.pressed), "transparent")}
QPushButton[kind="quiet"]:disabled {{ background: transparent; border-color: transparent; }}
QPushButton[kind="normal"]:checked {{ background: {t.selected}; border-color: {t.accent}; }}
QToolButton {{ border: 1px solid transparent; border-radius: {t.radius}px; padding: 5px; background: transparent; }}
QToolButton:hover {{ background: {t.hover}; }}
QToolButton:pressed, QToolButton:checked {{ background: {t.pressed}; }}
QToolButton:focus {{ border: 2px solid {t.focus}; padding: 4px; }}
QToolButton[small="true"] {{ padding: 2px; }}
QToolButton[small="true"]:focus {{ padding: 1px; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}
"""


def _inputs(t: Tokens) -> str:
    fields = "QLineEdit, QPlainTextEdit, QComboBox"
    return f"""
{fields} {{ color: {t.text}; background: {t.surface}; border: 1px solid {t.line_strong};
    border-radius: {t.radius}px; padding: 4px 9px; selection-background-color: {t.accent};
    selection-color: {t.on_accent}; placeholder-text-color: {t.text_soft}; }}
QLineEdit, QComboBox {{ min-height: {t.control - 10}px; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QComboBox:on {{
    border: 2px solid {t.focus}; padding: 3px 8px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{
    color: {t.text_disabled}; background: {t.sunken}; border-color: {t.line}; }}
QLineEdit:read-only, QPlainTextEdit:read-only {{ background: {t.sunken}; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] {{ border: 2px solid {t.danger};
    padding: 3px 8px; }}
QLineEdit QToolButton {{ padding: 2px; }}
QLineEdit QToolButton:focus {{ padding: 1px; }}
SearchField {{ padding-left: 3px; }}
SearchField:focus {{ padding-left: 2px; }}
QComboBox {{ padding-left: 11px; padding-right: 30px; combobox-popup: 0; }}
QComboBox:focus, QComboBox:on {{ padding-left: 10px; padding-right: 29px; }}
QComboBox::drop-down {{ border: 0; width: 0; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox QAbstractItemView {{ background: {t.surface}; border: 1px solid {t.line_strong}; outline: 0; padding: 4px; }}
QComboBox QAbstractItemView::item {{ min-height: 28px; padding: 0 6px; border-radius: {t.radius_small}px; }}
QComboBox QAbstractItemView::item:selected {{ background: {t.selected}; color: {t.text}; }}
"""


def _boxes(t: Tokens) -> str:
    return f"""
Card {{ background: {t.surface}; border: 1px solid {t.line}; border-radius: 8px; }}
EmptyState {{ background: transparent; border: 0; }}
DropZone {{ background: {t.surface}; border: 1px dashed {t.line_strong}; border-radius: 8px; }}
DropZone[over="true"] {{ background: {t.selected}; border: 2px solid {t.accent}; }}
QFrame[cell="true"] {{ background: {t.surface}; border: 1px solid {t.line}; border-radius: {t.radius}px; }}
CalendarPopup, PickList {{ border: 1px solid {t.line_strong}; border-radius: {t.radius}px; }}
Card Card {{ background: {t.window}; border-radius: {t.radius}px; }}
Divider {{ background: {t.line}; border: 0; }}
QScrollArea, QScrollArea > QWidget > QWidget[ground="clear"] {{ background: transparent; border: 0; }}
"""


def _levels(t: Tokens) -> str:
    rules = []
    for name, level in t.levels.items():
        rules.append(
            f'Banner[level="{name}"] {{ background: {level.ground}; border: 1px solid {level.line};'
            f" border-radius: {t.radius}px; }}\n"
            f'Banner[level="{name}"] QLabel {{ color: {level.text}; }}\n'
            f'Banner[level="{name}"] QPushButton {{ color: {level.text}; background: transparent;'
            f" border: 1px solid {level.text}; }}\n"
            f'Banner[level="{name}"] QPushButton:hover, Banner[level="{name}"] QToolButton:hover'
            f" {{ background: {level.line}; }}\n"
            f'Banner[level="{name}"] QPushButton:focus, Banner[level="{name}"] QToolButton:focus'
            f" {{ border: 2px solid {level.text}; }}\n"
        )
    return "".join(rules)


def _tables(t: Tokens) -> str:
    views = "QTableView, QListView, QTreeView"
    return f"""
{views} {{ background: {t.surface}; alternate-background-color: {t.surface}; border: 1px solid {t.line};
    border-radius: 8px; outline: 0; selection-background-color: {t.selected}; selection-color: {t.text}; }}
QTableView:focus, QListView:focus, QTreeView:focus {{ border: 2px solid {t.focus}; }}
QListView[floating="true"] {{ border: 1px solid {t.line_strong}; }}
QTableView::item {{ border: 0; border-bottom: 1px solid {t.line}; padding: 0 10px; }}
QTableView::item:selected, QListView::item:selected, QTreeView::item:selected {{
    background: {t.selected}; color: {t.text}; }}
QTableView::item:hover:!selected, QListView::item:hover:!selected {{ background: {t.hover}; }}
QListView::item {{ padding: 6px 8px; border-radius: {t.radius_small}px; }}
QHeaderView {{ background: transparent; border: 0; }}
QHeaderView::section {{ color: {t.text_soft}; background: {t.sunken}; border: 0; border-bottom: 1px solid {t.line};
    padding: 0 10px; min-height: {t.row - 2}px; }}
QHeaderView::section:hover {{ background: {t.hover}; }}
QHeaderView::section:first {{ border-top-left-radius: 7px; }}
QHeaderView::section:last {{ border-top-right-radius: 7px; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ image: none; width: 0; height: 0; }}
QTableCornerButton::section {{ background: {t.sunken}; border: 0; }}
"""


def _tabs(t: Tokens) -> str:
    return f"""
QTabWidget::pane {{ border: 0; border-top: 1px solid {t.line}; }}
QTabWidget::tab-bar {{ left: 0; }}
QTabBar {{ qproperty-drawBase: 0; background: transparent; }}
QTabBar::tab {{ color: {t.text_soft}; background: transparent; border: 0; border-bottom: 2px solid transparent;
    padding: 8px 12px; margin: 0; }}
QTabBar::tab:hover {{ color: {t.text}; background: {t.hover}; }}
QTabBar::tab:selected {{ color: {t.text}; border-bottom: 2px solid {t.accent}; }}
QTabBar QToolButton {{ background: {t.surface}; border: 1px solid {t.line}; }}
"""


def _bars(t: Tokens) -> str:
    return f"""
QProgressBar {{ background: {t.pressed}; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; border: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; border: 0; }}
QScrollBar::handle {{ background: {t.line_strong}; border: 3px solid transparent; border-radius: 6px; }}
QScrollBar::handle:vertical {{ min-height: 36px; margin: 0 3px; border-radius: 3px; border: 0; }}
QScrollBar::handle:horizontal {{ min-width: 36px; margin: 3px 0; border-radius: 3px; border: 0; }}
QScrollBar::handle:hover {{ background: {t.text_soft}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: 0; background: none; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
QAbstractScrollArea::corner {{ background: transparent; border: 0; }}
"""


def _menus(t: Tokens) -> str:
    return f"""
QMenu {{ background: {t.surface}; border: 1px solid {t.line_strong}; padding: 4px; }}
QMenu::item {{ padding: 6px 28px 6px 12px; border-radius: {t.radius_small}px; }}
QMenu::item:selected {{ background: {t.selected}; color: {t.text}; }}
QMenu::item:disabled {{ color: {t.text_disabled}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px 8px; }}
QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {t.sunken}; }}
QCalendarWidget QToolButton {{ color: {t.text}; }}
QCalendarWidget QTableView {{ border: 0; border-radius: 0; }}
QCalendarWidget QTableView:focus {{ border: 0; }}
QCalendarWidget QTableView::item, QCalendarWidget QTableView::item:hover {{ border: 0; padding: 0; }}
QCalendarWidget QTableView::item:selected {{ background: {t.accent}; color: {t.on_accent};
    border-radius: {t.radius_small}px; }}
"""


def _frame(t: Tokens) -> str:
    entry = "QToolButton#rail_entry"
    return f"""
QWidget#cover {{ background: {t.sunken}; }}
QWidget#rail {{ background: {t.sunken}; border-right: 1px solid {t.line}; }}
QWidget#top {{ background: {t.surface}; border-bottom: 1px solid {t.line}; }}
QWidget#bottom {{ background: {t.sunken}; border-top: 1px solid {t.line}; }}
{entry} {{ text-align: left; padding: 8px 10px; border-radius: {t.radius}px; }}
{entry}:hover {{ background: {t.hover}; }}
{entry}:checked {{ background: {t.selected}; color: {t.text}; }}
{entry}:focus {{ border: 2px solid {t.focus}; padding: 7px 9px; }}
"""
