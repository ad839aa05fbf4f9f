"""Every widget on pictures, in both languages and themes: to be looked at, and for the test that nothing is cut off.

`python -m support.gallery FOLDER` (with tests/ on the path) writes them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QWidget

from support.gallery_texts import T
from ui import widgets as w
from ui.theme import Theme, current
from ui.translations import TEXTS
from ui.widgets import wording

SIZE = (1150, 700)
LANGUAGES = ("en", "ru")
MODES = ("light", "dark")


class PeopleModel(QAbstractTableModel):
    """A table to look at."""

    def __init__(self, t: dict[str, str], rows: int = 14) -> None:
        super().__init__()
        self._t, self._rows = t, rows

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 6

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return self._t[("alias", "stage", "risk", "house", "next", "changed")[section]]

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        t, row = self._t, index.row()
        levels = ("critical", "high", "medium", "low", "neutral")
        texts = (
            ("Ласточка", "Birch", "Каштан", "Swallow", "Heron")[row % 5],
            t["steps"].split("|")[row % 8],
            t[levels[row % 5]],
            t["long"],
            t["save"] if row % 3 else "",
            f"{row + 1}.10, 18:{row:02}",
        )
        if role == Qt.ItemDataRole.DisplayRole:
            return texts[index.column()]
        if role == w.LEVEL and index.column() == 2:
            return levels[row % 5]
        if role == w.STRONG:
            return index.column() == 0
        if role == w.SOFT:
            return index.column() == 5
        return None


def _buttons(t: dict[str, str]) -> QWidget:
    row = [w.Button(t["new"], "add", "primary"), w.Button(t["filter"], "filter"), w.Button(t["save"])]
    row += [w.Button(t["more"], kind="quiet"), w.Button(t["delete"], "delete", "danger")]
    row += [w.Button(t["suspend"], kind="danger-quiet")]
    off = w.Button(t["save"])
    off.setEnabled(False)
    holder = QWidget()
    flow = w.FlowLayout(holder)
    for button in (
        *row,
        off,
        w.HoldButton(t["erase"]),
        w.MenuButton(t["more"], []),
        w.IconButton("lock", "Lock"),
    ):
        flow.addWidget(button)
    return holder


def page_parts(t: dict[str, str]) -> QWidget:
    """Buttons, badges, chips, steps, banners, bars."""
    page = w.Page(
        t["people"], t["sub"], [w.Button(t["filter"], "filter"), w.Button(t["new"], "add", "primary")]
    )
    page.add(_buttons(t))
    badges = QWidget()
    flow = w.FlowLayout(badges)
    for level in ("critical", "high", "medium", "low", "neutral", "good", "info"):
        flow.addWidget(w.Badge(t[level], level))
    flow.addWidget(w.CountBadge(3))
    flow.addWidget(w.CountBadge(128, "critical"))
    page.add(badges)
    chips = w.ChipRow([(c, c) for c in t["chips"].split("|")])
    chips.set_codes([t["chips"].split("|")[1]])
    page.add(chips)
    page.add(w.Stepper(t["steps"].split("|"), 4))
    page.add(w.Stepper(t["steps"].split("|"), 2, (t["paused"], "medium")))
    page.add(w.Banner("warning", t["b1"], t["b1d"], t["b1a"], closable=True))
    page.add(w.Banner("good", t["b2"], closable=True))
    page.add(w.Banner("error", t["b4"], t["b4d"], closable=True))
    page.add(w.Columns(w.Bar(7, 9, t["free"]), w.Bar(10, 9, t["over"], "high"), w.Bar(0, 4, "0 / 4")))
    line = w.ProgressLine(t["progress"])
    line.set_progress(3, 12)
    line.show()
    page.add(line)
    return page


def page_form(t: dict[str, str]) -> QWidget:
    """Fields."""
    page = w.Page(t["new"], t["hint"], wide=True)
    codes = [(s, s) for s in t["steps"].split("|")]
    left = w.Card(t["alias"])
    left.add(w.FieldRow(t["alias"], w.LineEdit("Ласточка"), t["hint"], required=True))
    left.add(w.FieldRow(t["alias"], w.LineEdit("", t["alias"]), "", t["wrong"]))
    left.add(w.FieldRow(t["stage"], w.ComboBox(codes, codes[3][0])))
    left.add(w.FieldRow(t["changed"], w.DateField("2024-03", lambda _text: (True, t["understood"]))))
    left.add(w.FieldRow(t["next"], w.TextEdit(t["note"])))
    off = w.LineEdit(t["house"])
    off.setEnabled(False)
    left.add(w.FieldRow(t["house"], off))
    right = w.Card(t["house"], [w.Button(t["more"], kind="quiet")])
    right.add(w.SearchField())
    right.add(w.FieldRow(t["stage"], w.MultiPick(codes, [codes[0][0], codes[4][0]])))
    right.add(w.FieldRow(t["risk"], w.TagsEdit(t["tags"].split("|"))))
    right.add(w.Checkbox(t["check"], True, t["checkh"]))
    right.add(w.Checkbox(t["checkh"], False))
    right.add(w.RadioList([(c, c) for c in t["radio"].split("|")], t["radio"].split("|")[1]))
    right.add(w.FieldRow(t["risk"], w.CountField(7), beside=True))
    page.add(w.Columns(left, right))
    return page


def page_table(t: dict[str, str]) -> QWidget:
    """A table under its search and filters."""
    page = w.Page(t["people"], t["sub"], [w.Button(t["new"], "add", "primary")], scroll=False)
    page.add(w.Columns(w.SearchField(), w.ChipRow([(c, c) for c in t["chips"].split("|")]), stretch=(1, 2)))
    table = w.TableView(t["people"])
    table.setModel(PeopleModel(t))
    table.model().setParent(table)
    table.setSortingEnabled(True)
    table.set_columns([140, 190, 150, 200, 140, 130], 3)
    table.horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)
    table.selectRow(2)
    page.add(table, 1)
    return page


def page_lists(t: dict[str, str]) -> QWidget:
    """Entries, values, empty places, choices, words."""
    page = w.Page("", "", scroll=False)
    entries = [
        w.Entry(1, t["b1"], t["b1d"], "conflict", "18:40", (t["high"], "high"), strong=True),
        w.Entry(2, t["b3"], t["b3d"], "clock", "12.10", (t["critical"], "critical"), strong=True),
        w.Entry(3, t["long"], t["note"], "house", "11.10"),
        w.Entry(4, t["b2"], "", "done", "10.10", (t["good"], "good")),
        w.Entry(5, t["progress"], "", "archive", "9.10"),
    ]
    left = w.EntryList(t["people"], entries)
    left.choose(2)
    tabs = w.Tabs(t["people"])
    for index, name in enumerate(t["tabs"].split("|")):
        tabs.add(w.Rows(), name, 3 if index == 5 else 0)
    pairs = [
        (t["alias"], "Ласточка"),
        (t["house"], t["long"]),
        (t["stage"], ""),
        (t["risk"], w.Badge(t["high"], "high")),
    ]
    body = w.Rows(w.Card(t["alias"]), gap=4)
    card = w.Card(t["alias"], [w.IconButton("edit", t["save"])])
    card.add(w.KeyValue([*pairs, ("ID", "7Q2M-0OIl-XV4K")], copyable=["ID"], label_width=130))
    right = w.Rows(tabs, card, w.EmptyState("incident", t["empty"], t["emptyh"], w.Button(t["add"], "add")))
    tabs.setMaximumHeight(44)
    body.deleteLater()
    page.add(w.ListPane(left, w.Scroll(right), width=320), 1)
    return page


def page_first(t: dict[str, str]) -> QWidget:
    """Large choices, a passphrase, words."""
    page = w.Page(t["choice1"], t["choice1s"], wide=False)
    page.add(w.BigChoice(t["choice1"], t["choice1s"], "house"))
    page.add(w.BigChoice(t["choice2"], t["choice2s"], "building"))
    word = w.PassphraseField(t["pass"])
    word.line.setText("correct horse")
    word.line.typed.emit("Ж" if t is T["ru"] else "C", False)
    page.add(w.FieldRow(t["pass"], word))
    words = t["words"].split("|")
    page.add(w.WordsShown(words))
    field = w.WordsField(8, words, lambda text: text in words)
    field.set_value([*words[:5], "xyz"])
    page.add(field)
    return page


def page_texts(t: dict[str, str]) -> QWidget:
    """Roles of text, a place to drop files, a question."""
    from ui.dialogs.confirm import Confirm

    page = w.Page()
    left = w.Card()
    for role in ("display", "title", "heading", "strong", "body", "hint", "small", "wrong"):
        left.add(w.PlainLabel(f"{role}: {t['choice2']}", role))
    left.add(w.PlainLabel(t["quote"], "quote"))
    left.add(w.PlainLabel("7Q2M-0OIl-XV4K 1234567890", "mono"))
    left.add(w.ElidedLabel(t["long"] * 2))
    left.add(w.ElidedLabel(f"/media/{t['long']}/bundle-0012.siding", "hint", middle=True))
    left.add(w.Said(t["said"], t["saidd"]))
    right = w.Rows(w.DropZone(t["drop"], t["droph"], w.Button(t["openfile"], "folder-open")))
    question = Confirm(t["confirm"], t["confirmw"], action=t["confirmd"], kind="danger")
    question.setWindowFlags(Qt.WindowType.Widget)
    right.add(question)
    right.add(w.Divider())
    right.add(
        w.Actions(w.Button(t["more"]), w.Button(t["save"], kind="primary"), left=[w.MenuIcon(t["more"], [])])
    )
    page.add(w.Columns(left, right))
    return page


def page_files(t: dict[str, str]) -> QWidget:
    """The dialog of files, on items that it is handed."""
    from ui.dialogs.files import FileDialog, Want
    from ui.dialogs.folders import Item, Listing, Place

    home = Path("/home/anna")
    dialog = FileDialog(
        Want.NEW,
        name="bundle-0012.siding",
        patterns=[(t["pass"], ["*.siding"]), (t["people"], [])],
        start=Path("/elsewhere"),
    )
    dialog.setWindowFlags(Qt.WindowType.Widget)
    items = [
        Item(n, home / n, n.istitle(), 4096 * len(n), 1.79e9)
        for n in ("Photos", "Stories", "notes.txt", "a.siding")
    ]
    # What is read meanwhile is of another folder, and so not shown.
    dialog.folder = home
    dialog.path.set_value(str(home))
    dialog._show(Listing(home, tuple(items)))
    dialog._show_places(
        [Place(s, home / s, "KINGSTON") for s in ("home", "documents", "downloads", "stick", "computer")]
    )
    dialog.blockSignals(True)
    return dialog


PAGES: dict[str, Callable[[dict[str, str]], QWidget]] = {
    "parts": page_parts,
    "form": page_form,
    "table": page_table,
    "lists": page_lists,
    "first": page_first,
    "texts": page_texts,
    "files": page_files,
}


def make(page: str, language: str) -> QWidget:
    """Build a page of the gallery in a language, at the size of a screen's content."""
    texts = TEXTS[language]
    from app import texts as app_texts
    from app.texts.wording import fill

    grammar = app_texts.grammar(language)
    wording.use(lambda slug, **facts: fill(texts[slug], facts, grammar))
    QLocale.setDefault(QLocale(language))
    try:
        made = PAGES[page](T[language])
    finally:
        wording.reset()
    made.setProperty("ground", "window")
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.resize(*SIZE)
    return made


def render(folder: Path, pages: list[str]) -> None:
    """Write one picture for each page, language and theme."""
    folder.mkdir(parents=True, exist_ok=True)
    for mode in MODES:
        current().apply(mode)
        for language in LANGUAGES:
            for page in pages or PAGES:
                made = make(page, language)
                made.show()
                QApplication.processEvents()
                made.grab().save(str(folder / f"{page}-{language}-{mode}.png"))
                made.close()
                made.deleteLater()


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    Theme(application, "light")
    render(Path(sys.argv[1]), sys.argv[2:])
