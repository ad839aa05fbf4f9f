"""Small widgets of our own, one idea a file; screens are put together from them and style nothing themselves.

- Every text is plain text, whoever wrote it: rich text could fetch a file. Tips too (`plain.tip`).
- Everything works by keyboard and has a name for a screen reader.
- Colours, fonts and distances come from `ui.theme`; what a widget says by itself from `wording`.
- A field has `value()`, `set_value()` and `edited`, which only a person's doing emits.
"""

from ui.widgets.badges import Badge, Chip, ChipRow, CountBadge
from ui.widgets.banners import Banner, NoticeStrip
from ui.widgets.buttons import BigChoice, Button, HoldButton, IconButton
from ui.widgets.cards import Bar, Card, EmptyState, IconLabel, Section
from ui.widgets.choices import ComboBox, MultiPick, PickList
from ui.widgets.dates import DateField
from ui.widgets.dialog import Dialog
from ui.widgets.drop import DropZone
from ui.widgets.flow import FlowLayout
from ui.widgets.inputs import CountField, LineEdit, SearchField, TextEdit
from ui.widgets.keyvalue import KeyValue
from ui.widgets.labels import ElidedLabel, PlainLabel, Said
from ui.widgets.layout import Actions, Columns, Divider, FieldRow, Page, Rows, Scroll, Spacer, clear
from ui.widgets.lists import Entry, EntryList, ListPane
from ui.widgets.passphrase import PassphraseField
from ui.widgets.plain import one_line, tip, unmarked
from ui.widgets.progress import ProgressLine
from ui.widgets.stepper import Stepper
from ui.widgets.tables import LEVEL, SOFT, STRONG, TableView
from ui.widgets.tabs import MenuButton, MenuIcon, Tabs, menu
from ui.widgets.tags import TagsEdit
from ui.widgets.ticks import Checkbox, Radio, RadioList
from ui.widgets.words import WordsField, WordsShown

__all__ = [
    "LEVEL",
    "SOFT",
    "STRONG",
    "Actions",
    "Badge",
    "Banner",
    "Bar",
    "BigChoice",
    "Button",
    "Card",
    "Checkbox",
    "Chip",
    "ChipRow",
    "Columns",
    "ComboBox",
    "CountBadge",
    "CountField",
    "DateField",
    "Dialog",
    "Divider",
    "DropZone",
    "ElidedLabel",
    "EmptyState",
    "Entry",
    "EntryList",
    "FieldRow",
    "FlowLayout",
    "HoldButton",
    "IconButton",
    "IconLabel",
    "KeyValue",
    "LineEdit",
    "ListPane",
    "MenuButton",
    "MenuIcon",
    "MultiPick",
    "NoticeStrip",
    "Page",
    "PassphraseField",
    "PickList",
    "PlainLabel",
    "ProgressLine",
    "Radio",
    "RadioList",
    "Rows",
    "Said",
    "Scroll",
    "SearchField",
    "Section",
    "Spacer",
    "Stepper",
    "TableView",
    "Tabs",
    "TagsEdit",
    "TextEdit",
    "WordsField",
    "WordsShown",
    "clear",
    "menu",
    "one_line",
    "tip",
    "unmarked",
]
