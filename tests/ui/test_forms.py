"""Editors: every field of every kind has one, gives back what it shows, and is worked by keys alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from support.desktop import type_text
from support.forms import chip

from app.casework import entry
from app.casework.kinds import KINDS
from app.casework.values import ValueType
from app.ids import to_text
from app.texts import LANGUAGES
from ui.forms import factory
from ui.forms.choices import Choice
from ui.forms.dates import Date
from ui.forms.editor import Count, Editor
from ui.forms.entries import Entries
from ui.forms.groups import GROUPS, HIDDEN, HINTS, QUIET, WHEN
from ui.forms.levels import Levels
from ui.forms.row import FormRow
from ui.shell.words import Words
from ui.theme import Theme
from ui.widgets import wording
from ui.widgets.dates import DateField
from ui.widgets.scale import Scale

SOMEBODY = to_text(bytes(range(16)))
FIELDS = [(kind.name, field) for kind in KINDS.values() for field in kind.fields.values()]
EDITED = [(kind, field) for kind, field in FIELDS if field.name not in HIDDEN.get(kind, ())]


def sample(type_: ValueType) -> object:
    """Return a valid value of a type."""
    codes = list(type_.codes.codes) if type_.codes is not None else []
    if type_.name == "entries":
        return [{name: sample(part) for name, part in (type_.parts or {}).items()}]
    return {
        "short_text": "Мадина <b>&amp;</b>",
        "long_text": "первая строка\nвторая",
        "short_texts": ["один", "два"],
        "date": "1994-03",
        "moment": "2026-11-21T23:40:00Z",
        "record": SOMEBODY,
        "language": "ce",
        "languages": ["ru", "ce"],
        "countries": ["RU", "stateless"],
        "code": codes[0] if codes else None,
        "codes": codes[:2],
        "levels": dict.fromkeys(codes[:2], 3),
        "yes_no": False,
        "count": 0,
    }[type_.name]


@pytest.fixture(params=LANGUAGES)
def words(request: pytest.FixtureRequest, theme: Theme) -> Words:
    made = Words(request.param)
    wording.use(made)
    return made


@pytest.fixture
def english(theme: Theme) -> Words:
    made = Words("en")
    wording.use(made)
    return made


def shown(qtbot: QtBot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(700, 400)
    widget.show()
    return widget


def test_every_field_has_an_editor_that_gives_back_what_it_shows(words: Words, qtbot: QtBot) -> None:
    for kind, field in EDITED:
        row = FormRow(words, kind, field, [(SOMEBODY, "Мадина")])
        qtbot.addWidget(row)
        value = sample(field.type)
        assert entry.understood(kind, field.name, value)
        row.show_value(value)
        assert row.value() == value, field.name
        assert not row.typed(), field.name
        assert row.check(), field.name
        row.show_value(None)
        assert row.value() is None, field.name
        assert not row.typed(), field.name


def test_every_field_stands_in_one_group_or_is_hidden_for_a_reason() -> None:
    for kind, declared in KINDS.items():
        grouped = [name for group in GROUPS[kind] for name in group.fields]
        assert len(grouped) == len(set(grouped)), kind
        assert set(grouped) | set(HIDDEN.get(kind, ())) == set(declared.fields), kind
        assert not set(grouped) & set(HIDDEN.get(kind, ())), kind
    for table in (WHEN, HINTS, QUIET):
        assert {(kind, name) for kind, name in table} <= {(kind, field.name) for kind, field in FIELDS}


def test_the_parts_of_entries_have_names_and_editors(words: Words, qtbot: QtBot) -> None:
    for _, field in FIELDS:
        if field.type.name == "entries":
            editor = factory.make(field.type, words)
            qtbot.addWidget(editor)
            editor.set_value(sample(field.type))
            named = {label.text() for label in editor.findChildren(QLabel)}
            assert len(named) == len(field.type.parts or {})


def edited(editor: Editor) -> list[bool]:
    heard: list[bool] = []
    editor.edited.connect(lambda: heard.append(True))
    return heard


def test_looking_emits_nothing(words: Words, qtbot: QtBot) -> None:
    for _, field in EDITED:
        editor = factory.make(field.type, words)
        qtbot.addWidget(editor)
        heard = edited(editor)
        editor.set_value(sample(field.type))
        editor.set_value(None)
        assert not heard, field.name


def test_two_hundred_cyrillic_letters_and_not_one_more(english: Words, qtbot: QtBot) -> None:
    row = FormRow(english, "person", KINDS["person"].fields["chosen_name"])
    shown(qtbot, row)
    name = "Жүрегі ё" * 25
    line = row.findChild(QLineEdit)
    assert line is not None
    type_text(line, name)
    assert row.value() == name.strip()
    assert row.error() == ""
    type_text(line, "!" * 2)
    assert row.error() == ("“Name they go by” cannot take this value: it is longer than 200 characters."), (
        "said at once, while somebody types"
    )


@pytest.mark.parametrize(
    ("typed", "value"), [("7.3.1994", "1994-03-07"), ("3.1994", "1994-03"), ("1994", "1994")]
)
def test_dates_as_people_type_them(english: Words, qtbot: QtBot, typed: str, value: str) -> None:
    row = FormRow(english, "person", KINDS["person"].fields["birth_date"])
    shown(qtbot, row)
    line = row.findChild(QLineEdit)
    assert line is not None
    type_text(line, typed)
    assert row.value() == value
    assert row.check()


def test_a_date_that_is_none_is_refused_by_app_when_it_is_left(english: Words, qtbot: QtBot) -> None:
    row = FormRow(english, "person", KINDS["person"].fields["birth_date"])
    shown(qtbot, row)
    line = row.findChild(QLineEdit)
    assert line is not None
    type_text(line, "31.2.1994")
    assert row.error() == "", "nobody is told so in the middle of typing"
    assert not row.check()
    assert "1994-03-07" in row.error()
    assert row.value() == "31.2.1994", "what was typed stays"


def test_a_stored_time_keeps_its_exact_form_until_somebody_types(english: Words, qtbot: QtBot) -> None:
    editor = Date("ru", "")
    shown(qtbot, editor)
    editor.set_value("2026-11-21T23:40:59Z")
    assert editor.value() == "2026-11-21T23:40:59Z"
    line = editor.findChild(QLineEdit)
    assert line is not None
    QTest.keyClick(line, Qt.Key.Key_End)
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    type_text(line, "1")
    assert str(editor.value()).endswith(":41" + str(editor.value())[-6:])


def test_a_day_from_the_calendar(english: Words, qtbot: QtBot) -> None:
    editor = Date("en", "")
    shown(qtbot, editor)
    heard = edited(editor)
    field = editor.findChild(DateField)
    assert field is not None
    QTest.mouseClick(field.button, Qt.MouseButton.LeftButton)
    popup = field.popup()
    assert popup is not None
    popup.calendar.activated.emit(popup.calendar.selectedDate())
    assert editor.value() == popup.calendar.selectedDate().toString(Qt.DateFormat.ISODate)
    assert heard


@pytest.mark.parametrize(
    ("stored", "opens_at"),
    [("1994-03-07", "1994-03-07"), ("1994-03", "1994-03-01"), ("1994", "1994-01-01")],
)
def test_the_calendar_opens_at_the_date_and_writes_as_people_do(
    english: Words, qtbot: QtBot, stored: str, opens_at: str
) -> None:
    editor = Date("ru", "")
    shown(qtbot, editor)
    editor.set_value(stored)
    field = editor.findChild(DateField)
    assert field is not None
    QTest.mouseClick(field.button, Qt.MouseButton.LeftButton)
    popup = field.popup()
    assert popup is not None
    assert popup.calendar.selectedDate().toString(Qt.DateFormat.ISODate) == opens_at
    popup.calendar.activated.emit(popup.calendar.selectedDate().addDays(3))
    assert field.value() == "{2}.{1}.{0}".format(*str(editor.value()).split("-"))
    assert field.said() == "", "what is written as people write it needs no saying"


def test_levels_by_digits_and_arrows(english: Words, qtbot: QtBot) -> None:
    levels = factory.make(KINDS["risk"].fields["dimensions"].type, english)
    assert isinstance(levels, Levels)
    shown(qtbot, levels)
    scale = levels.scale("family_reach")
    scale.setFocus()
    QTest.keyClick(scale, Qt.Key.Key_3)
    assert levels.value() == {"family_reach": 3}
    QTest.keyClick(scale, Qt.Key.Key_9)
    assert levels.value() == {"family_reach": 3}, "there is no such level"
    QTest.keyClick(scale, Qt.Key.Key_Right)
    QTest.keyClick(scale, Qt.Key.Key_Right)
    assert levels.value() == {"family_reach": 4}
    QTest.keyClick(scale, Qt.Key.Key_Delete)
    assert levels.value() is None


def test_a_level_by_mouse_and_back(english: Words, qtbot: QtBot) -> None:
    scale = Scale("Reach", 4)
    shown(qtbot, scale)
    third = QPoint(75, 14)
    QTest.mouseClick(scale, Qt.MouseButton.LeftButton, pos=third)
    assert scale.value() == 2
    assert scale.accessibleName() == "Reach: 2 / 4"
    QTest.mouseClick(scale, Qt.MouseButton.LeftButton, pos=third)
    assert scale.value() is None


def test_few_codes_are_chosen_and_taken_back(english: Words, qtbot: QtBot) -> None:
    row = FormRow(english, "risk", KINDS["risk"].fields["trend"])
    shown(qtbot, row)
    QTest.mouseClick(chip(row, "Rising"), Qt.MouseButton.LeftButton)
    assert row.value() == "rising"
    QTest.keyClick(chip(row, "Falling"), Qt.Key.Key_Space)
    assert row.value() == "falling"
    QTest.mouseClick(chip(row, "Falling"), Qt.MouseButton.LeftButton)
    assert row.value() is None


def test_entries_are_added_filled_and_taken_out_by_keys(english: Words, qtbot: QtBot) -> None:
    entries = factory.make(KINDS["incident"].fields["perpetrators"].type, english)
    assert isinstance(entries, Entries)
    shown(qtbot, entries)
    entries.button.setFocus()
    QTest.keyClick(entries.button, Qt.Key.Key_Space)
    assert entries.value() is None, "one that says nothing does not count"
    focused = entries.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Down)
    (line, *_) = entries.findChildren(QLineEdit)
    type_text(line, "участковый")
    assert entries.value() == [{"type": "police", "relationship": "участковый"}]
    QTest.keyClick(entries.button, Qt.Key.Key_Space)
    assert len(entries.findChildren(QLineEdit)) > 2
    for cross in entries.findChildren(QWidget):
        if cross.accessibleName() == "Take out":
            QTest.keyClick(cross, Qt.Key.Key_Return)
    assert entries.value() is None


def test_a_record_that_is_not_here_is_kept_and_never_shown_by_its_id(english: Words, qtbot: QtBot) -> None:
    editor = factory.make(KINDS["stay"].fields["house"].type, english, [("a" * 26, "Гнездо")])
    assert isinstance(editor, Choice)
    shown(qtbot, editor)
    editor.set_value(SOMEBODY)
    assert editor.value() == SOMEBODY
    assert editor._combo.currentText() == "A record that is not on this laptop"
    texts = [editor._combo.itemText(place) for place in range(editor._combo.count())]
    assert SOMEBODY not in texts
    assert "Гнездо" in texts


def test_a_value_of_a_newer_version_is_shown_literally_and_left_alone(english: Words, qtbot: QtBot) -> None:
    row = FormRow(english, "case", KINDS["case"].fields["intake_channel"])
    shown(qtbot, row)
    row.show_value("by_pigeon")
    assert row.value() is None
    assert not row.typed()
    assert any("by_pigeon" in label.text() for label in row.findChildren(QLabel) if label.isVisible())


def test_what_is_no_number_is_refused_by_app(english: Words, qtbot: QtBot) -> None:
    editor = Count()
    shown(qtbot, editor)
    line = editor.findChild(QLineEdit)
    assert line is not None
    type_text(line, "12")
    assert editor.value() == 12
    line.setText("many")
    assert editor.value() == "many"


def test_every_editor_has_a_name_for_a_screen_reader(english: Words, qtbot: QtBot) -> None:
    for kind, field in EDITED:
        row = FormRow(english, kind, field)
        shown(qtbot, row)
        takers = [
            one
            for one in row.findChildren(QWidget)
            if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible() and one.focusProxy() is None
        ]
        assert takers, field.name
        for taker in takers:
            text = taker.text() if isinstance(taker, QPushButton) else ""
            assert taker.accessibleName() or text, f"{kind}.{field.name}: {taker}"
        row.hide()
