"""Fields under real keys: what they hold, when they say that a person changed them, what they never do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QClipboard, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from support.desktop import type_text

from ui import widgets as w
from ui.theme import Theme
from ui.widgets.inputs import edit_menu

Key = Qt.Key
CODES = [("intake", "Приём"), ("house", "В доме"), ("way", "В дороге"), ("hotel", "Отель"), ("tree", "Ёлка")]


_kept: list[QWidget] = []


@pytest.fixture(autouse=True)
def _look(theme: Theme) -> Iterator[None]:
    """Every widget needs a theme; who holds others must live as long as the test."""
    yield
    _kept.clear()


def shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    _kept.append(widget)
    widget.resize(500, max(60, widget.sizeHint().height()))
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


# --- lines and texts


def test_a_line_says_only_what_a_person_typed(qtbot: QtBot) -> None:
    line = w.LineEdit()
    shown(qtbot, line)
    with qtbot.assertNotEmitted(line.edited):
        line.set_value("Ласточка")
    with qtbot.waitSignal(line.edited):
        type_text(line, " Ёж ")
    assert line.value().startswith("Ёж Ласточка") or line.value().endswith("Ёж")


def test_a_line_takes_no_more_than_it_may(qtbot: QtBot) -> None:
    line = w.LineEdit(max_length=3)
    shown(qtbot, line)
    type_text(line, "длинно")
    assert line.value() == "дли"


def test_the_menu_of_the_right_button_speaks_the_programs_language(qtbot: QtBot) -> None:
    from ui.shell.words import Words
    from ui.widgets import wording

    wording.use(Words("ru"))
    try:
        line = w.LineEdit("текст")
        qtbot.addWidget(line)
        names = [action.text() for action in edit_menu(line).actions()]
    finally:
        wording.reset()
    assert names[:4] == ["Отменить правку", "Вернуть правку", "Вырезать", "Скопировать"]


def test_the_menu_does_what_it_says(qtbot: QtBot) -> None:
    field = w.TextEdit("one two")
    shown(qtbot, field)
    actions = {action.text(): action for action in edit_menu(field).actions()}
    assert not actions["Copy"].isEnabled()
    actions["Select all"].trigger()
    actions = {action.text(): action for action in edit_menu(field).actions()}
    actions["Cut"].trigger()
    assert (field.value(), QGuiApplication.clipboard().text()) == ("", "one two")


def test_tab_leaves_a_text(qtbot: QtBot) -> None:
    holder = w.Rows(first := w.TextEdit(), second := w.LineEdit())
    shown(qtbot, holder)
    first.setFocus()
    QTest.keyClick(first, Key.Key_Tab)
    assert (first.value(), QApplication.focusWidget()) == ("", second)


def test_a_text_grows_with_what_is_written_and_stops(qtbot: QtBot) -> None:
    field = w.TextEdit(lines=2, most=5)
    shown(qtbot, field)
    low = field.height()
    type_text(field, "a\nb\nc\nd")
    middle = field.height()
    field.set_value("x\n" * 40)
    assert low < middle < field.height()
    assert field.height() < 2.6 * low


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_no_scroll_bar_stands_beside_a_text_that_fits(qtbot: QtBot, count: int) -> None:
    field = w.TextEdit(lines=2, most=5)
    shown(qtbot, field)
    type_text(field, "\n".join(["строка"] * count))
    qtbot.waitUntil(lambda: not field.verticalScrollBar().isVisible())
    type_text(field, "\nстрока" * 6)
    qtbot.waitUntil(lambda: field.verticalScrollBar().isVisible())


def test_setting_a_text_is_no_edit(qtbot: QtBot) -> None:
    field = w.TextEdit()
    shown(qtbot, field)
    with qtbot.assertNotEmitted(field.edited):
        field.set_value("story")
    with qtbot.waitSignal(field.edited):
        type_text(field, "й")


def test_a_search_waits_for_a_pause_and_asks_once(qtbot: QtBot) -> None:
    field = w.SearchField()
    shown(qtbot, field)
    asked: list[str] = []
    field.searched.connect(asked.append)
    type_text(field, "ёж")
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == ["ёж"]


def test_a_search_asks_at_once_on_enter_and_is_emptied_by_escape(qtbot: QtBot) -> None:
    field = w.SearchField()
    shown(qtbot, field)
    asked: list[str] = []
    field.searched.connect(asked.append)
    type_text(field, "a\n")
    assert asked == ["a"]
    QTest.keyClick(field, Key.Key_Escape)
    assert (field.text(), asked) == ("", ["a", ""])


def test_a_count_takes_digits_in_its_bounds_and_steps(qtbot: QtBot) -> None:
    field = w.CountField(most=9)
    shown(qtbot, field)
    assert field.count() is None
    type_text(field, "x7")
    assert field.count() == 7
    for _ in range(4):
        QTest.keyClick(field, Key.Key_Up)
    assert field.count() == 9
    field.set_count(None)
    assert field.value() == ""


# --- ticks


def test_a_box_is_ticked_by_space_and_by_a_click_on_its_text(qtbot: QtBot) -> None:
    box = w.Checkbox("Человек согласен", hint="и это видно")
    shown(qtbot, box)
    edits: list[bool] = []
    box.edited.connect(lambda: edits.append(box.value()))
    box.setFocus()
    QTest.keyClick(box, Key.Key_Space)
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(box.width() - 8, box.height() // 2))
    assert edits == [True, False]
    box.set_value(True)
    assert edits == [True, False]


def test_of_radios_one_is_chosen(qtbot: QtBot) -> None:
    radios = w.RadioList([("a", "Устно"), ("b", "Письменно", "с подписью")])
    shown(qtbot, radios)
    assert radios.value() is None
    with qtbot.waitSignal(radios.edited):
        QTest.mouseClick(radios.findChildren(w.Radio)[1], Qt.MouseButton.LeftButton)
    assert radios.value() == "b"
    radios.set_value("a")
    assert radios.value() == "a"
    radios.set_value(None)
    assert radios.value() is None


# --- choices


def test_a_list_is_chosen_from_by_keys(qtbot: QtBot) -> None:
    box = w.ComboBox(CODES, empty="—")
    shown(qtbot, box)
    assert box.value() is None
    box.setFocus()
    with qtbot.waitSignal(box.edited):
        QTest.keyClick(box, Key.Key_Down)
    assert box.value() == "intake"


def test_the_wheel_changes_nothing_in_passing(qtbot: QtBot) -> None:
    box = w.ComboBox(CODES, "house")
    shown(qtbot, box)
    box.clearFocus()
    middle = QPointF(box.rect().center())
    event = QWheelEvent(
        middle,
        box.mapToGlobal(middle),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)
    assert box.value() == "house"
    assert not event.isAccepted()


def test_a_stored_code_that_is_not_offered_is_not_lost(qtbot: QtBot) -> None:
    box = w.ComboBox(CODES, "of-a-later-version")
    qtbot.addWidget(box)
    assert box.value() == "of-a-later-version"
    pick = w.MultiPick(CODES, ["later", "way"])
    qtbot.addWidget(pick)
    assert pick.value() == ("way", "later")


def test_several_are_picked_from_a_filtered_list_by_keys_alone(qtbot: QtBot) -> None:
    pick = w.MultiPick(CODES, ["house"])
    shown(qtbot, pick)
    pick.setFocus()
    QTest.keyClick(pick.button, Key.Key_Space)
    offered = pick.picker()
    assert offered.isVisible()
    type_text(offered.search, "елка")
    assert offered.list.model().rowCount() == 1
    QTest.keyClick(offered.search, Key.Key_Down)
    with qtbot.waitSignal(pick.edited):
        QTest.keyClick(offered.list, Key.Key_Return)
    QTest.keyClick(offered.list, Key.Key_Escape)
    assert not offered.isVisible()
    assert pick.value() == ("house", "tree")

    def chips() -> list[str]:
        return [chip.label() for chip in pick.findChildren(w.Chip) if chip.isVisible()]

    qtbot.waitUntil(lambda: chips() == ["В доме", "Ёлка"])


def test_a_picked_one_is_removed_by_its_chip(qtbot: QtBot) -> None:
    pick = w.MultiPick(CODES, ["house", "way"])
    shown(qtbot, pick)
    chip = pick.findChildren(w.Chip)[0]
    chip.setFocus()
    with qtbot.waitSignal(pick.edited):
        QTest.keyClick(chip, Key.Key_Delete)
    assert pick.value() == ("way",)


def test_chips_choose_one_or_none(qtbot: QtBot) -> None:
    row = w.ChipRow(CODES)
    shown(qtbot, row)
    said: list[object] = []
    row.chosen.connect(said.append)
    first, second, *_ = row.findChildren(w.Chip)
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    second.setFocus()
    QTest.keyClick(second, Key.Key_Space)
    QTest.keyClick(second, Key.Key_Return)
    assert said == ["intake", "house", None]


def test_chips_choose_many(qtbot: QtBot) -> None:
    row = w.ChipRow(CODES, many=True)
    shown(qtbot, row)
    row.set_codes(["way"])
    with qtbot.waitSignal(row.chosen) as chosen:
        QTest.mouseClick(row.findChildren(w.Chip)[0], Qt.MouseButton.LeftButton)
    assert chosen.args == [("intake", "way")]


# --- tags


def test_tags_are_typed_one_after_the_other(qtbot: QtBot) -> None:
    tags = w.TagsEdit(["армянский"])
    shown(qtbot, tags)
    tags.setFocus()
    type_text(tags.line, "русский\nукраинский,немного английский")
    assert tags.value() == ("армянский", "русский", "украинский", "немного английский")
    tags.line.clear()
    with qtbot.waitSignal(tags.edited):
        QTest.keyClick(tags.line, Key.Key_Backspace)
    assert tags.value() == ("армянский", "русский")


def test_a_tag_is_there_once(qtbot: QtBot) -> None:
    tags = w.TagsEdit()
    shown(qtbot, tags)
    type_text(tags.line, "x\nx\n")
    assert tags.value() == ("x",)


# --- dates


def read(text: str) -> tuple[bool, str]:
    return (True, "Март 2024 года") if text == "2024-03" else (False, "Это не дата.")


def test_a_date_says_what_it_understood_while_typing_and_complains_only_after(qtbot: QtBot) -> None:
    field = w.DateField("", read)
    shown(qtbot, field)
    field.setFocus()
    type_text(field.line, "2024-0")
    assert (field.said(), field.is_understood()) == ("", False)
    type_text(field.line, "3")
    assert (field.said(), field.is_understood()) == ("Март 2024 года", True)
    type_text(field.line, "x\n")
    assert (field.said(), field.is_understood()) == ("Это не дата.", False)
    field.set_value("")
    assert field.is_understood()


@pytest.mark.parametrize("text", ["2024", "2024-03", "2024-03-09"])
def test_without_a_reader_iso_is_understood(qtbot: QtBot, text: str) -> None:
    field = w.DateField(text)
    qtbot.addWidget(field)
    assert field.is_understood()


@pytest.mark.parametrize("text", ["9.3.2024", "2024-13", "soon", "20240309"])
def test_without_a_reader_nothing_else_is(qtbot: QtBot, text: str) -> None:
    field = w.DateField(text)
    qtbot.addWidget(field)
    assert not field.is_understood()


def test_a_day_is_picked_from_the_calendar_by_keys(qtbot: QtBot) -> None:
    field = w.DateField("2024-03-09")
    shown(qtbot, field)
    field.button.setFocus()
    QTest.keyClick(field.button, Key.Key_Return)
    popup = field.popup()
    assert popup is not None and popup.isVisible()
    view = popup.calendar.findChild(QWidget, "qt_calendar_calendarview")
    with qtbot.waitSignal(field.edited):
        QTest.keyClick(view, Key.Key_Right)
        QTest.keyClick(view, Key.Key_Return)
    assert field.value() == "2024-03-10"
    assert not popup.isVisible()


def test_escape_leaves_the_calendar_and_the_date(qtbot: QtBot) -> None:
    field = w.DateField("2024-03-09")
    shown(qtbot, field)
    field.open()
    popup = field.popup()
    assert popup is not None
    QTest.keyClick(popup.calendar, Key.Key_Escape)
    assert not popup.isVisible()
    assert field.value() == "2024-03-09"


# --- the passphrase


@pytest.fixture
def secret(qtbot: QtBot) -> w.PassphraseField:
    field = w.PassphraseField("Passphrase")
    shown(qtbot, field)
    field.setFocus()
    return field


def shift_type(field: w.PassphraseField, letter: str) -> None:
    QTest.sendKeyEvent(
        QTest.KeyAction.Click, field.line, Key.Key_unknown, letter, Qt.KeyboardModifier.ShiftModifier
    )


def test_it_is_hidden_until_the_eye_is_pressed(secret: w.PassphraseField) -> None:
    type_text(secret.line, "тайна")
    assert secret.line.displayText() != "тайна"
    QTest.mouseClick(secret.eye, Qt.MouseButton.LeftButton)
    assert (secret.line.displayText(), secret.eye.accessibleName()) == ("тайна", "Hide what is typed")
    assert QApplication.focusWidget() is secret.line
    secret.clear()
    assert (secret.text(), secret.is_shown()) == ("", False)


@pytest.mark.parametrize("is_shown", [False, True])
def test_nothing_gets_out_of_it(secret: w.PassphraseField, is_shown: bool) -> None:
    board = QGuiApplication.clipboard()
    board.setText("before")
    type_text(secret.line, "тайна")
    secret.set_shown(is_shown)
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(secret.line, Key.Key_A, control)
    for key in (Key.Key_C, Key.Key_X, Key.Key_Insert):
        QTest.keyClick(secret.line, key, control)
    QTest.keyClick(secret.line, Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert board.text() == "before"
    QTest.mouseDClick(secret.line, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    QTest.mouseRelease(secret.line, Qt.MouseButton.LeftButton, pos=QPoint(30, 10))
    if board.supportsSelection():
        assert "тайна" not in board.text(QClipboard.Mode.Selection)
    assert board.text() == "before"
    assert not secret.line.dragEnabled() and not secret.line.acceptDrops()


def test_nothing_is_undone_back_into_sight(secret: w.PassphraseField) -> None:
    secret.set_shown(True)
    type_text(secret.line, "тайна")
    secret.line.setText("")
    for key in (Key.Key_Z, Key.Key_Y):
        QTest.keyClick(secret.line, key, Qt.KeyboardModifier.ControlModifier)
    assert secret.text() == ""


def test_a_generated_one_can_be_pasted(secret: w.PassphraseField) -> None:
    data = QMimeData()
    data.setText("семь слов")
    QGuiApplication.clipboard().setMimeData(data)
    QTest.keyClick(secret.line, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert secret.text() == "семь слов"


def test_caps_lock_and_the_layout_are_told_from_what_keys_yield(secret: w.PassphraseField) -> None:
    assert secret.caps_lock() is None
    type_text(secret.line, "а")
    assert (secret.caps_lock(), secret.keyboard()) == (False, "RU")
    type_text(secret.line, "B")  # QTest sends no Shift with it: so Caps Lock is on
    shift_type(secret, "Ж")
    assert (secret.caps_lock(), secret.keyboard()) == (False, "RU")
    shift_type(secret, "c")
    assert (secret.caps_lock(), secret.keyboard()) == (True, "EN")
    assert "Caps Lock" in secret.line.accessibleDescription()
    QTest.keyClick(secret.line, Key.Key_CapsLock)
    assert secret.caps_lock() is False


def test_a_figure_tells_nothing(secret: w.PassphraseField) -> None:
    type_text(secret.line, "7 ")
    assert (secret.caps_lock(), secret.keyboard()) == (None, "")


def test_enter_enters(qtbot: QtBot, secret: w.PassphraseField) -> None:
    with qtbot.waitSignal(secret.entered):
        type_text(secret.line, "x\n")


def test_input_methods_are_told_to_learn_nothing(secret: w.PassphraseField) -> None:
    hints = secret.line.inputMethodHints()
    assert hints & Qt.InputMethodHint.ImhSensitiveData
    assert hints & Qt.InputMethodHint.ImhNoPredictiveText
    assert secret.line.echoMode() == QLineEdit.EchoMode.Password


# --- words

LIST = ["яблоко", "яблоня", "река", "камень", "скрипка", "зима"]


def known(word: str) -> bool:
    return word in LIST or (word.isdecimal() and 1 <= int(word) <= 2048)


@pytest.fixture
def words(qtbot: QtBot) -> w.WordsField:
    field = w.WordsField(4, LIST, known, columns=4)
    shown(qtbot, field)
    field.setFocus()
    return field


def test_a_space_goes_to_the_next_word_and_completes_what_is_clear(words: w.WordsField) -> None:
    type_text(words.boxes[0], "рек ")
    assert words.value()[0] == "река"
    assert QApplication.focusWidget() is words.boxes[1]
    type_text(words.boxes[1], "ябл ")
    assert words.value()[1] == "ябл"
    QTest.keyClick(words.boxes[2], Key.Key_Backspace)
    assert QApplication.focusWidget() is words.boxes[1]


def test_words_are_offered_to_who_stops_to_think_and_one_can_be_taken(
    qtbot: QtBot, words: w.WordsField
) -> None:
    type_text(words.boxes[0], "ка")
    assert QApplication.activePopupWidget() is None, "not while somebody types"
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    offered = QApplication.activePopupWidget()
    with qtbot.waitSignal(words.edited):
        QTest.keyClick(offered, Key.Key_Down)
        QTest.keyClick(offered, Key.Key_Return)
    assert words.value()[0] == "камень"
    assert QApplication.activePopupWidget() is None
    type_text(words.boxes[1], "ре ")
    assert words.boxes[2].hasFocus() and words.value()[1] == "река"


def test_numbers_do_as_well(words: w.WordsField) -> None:
    words.set_value(["17", "река", "2048", "зима"])
    assert words.is_complete()
    words.set_value(["17", "река", "2049", "зима"])
    assert not words.is_complete()


@pytest.mark.parametrize(
    "line",
    ["река камень скрипка зима", "1. река 2. камень\n3. скрипка, 4. зима", "Река, Камень;Скрипка  зима "],
)
def test_a_pasted_line_fills_all(qtbot: QtBot, words: w.WordsField, line: str) -> None:
    QGuiApplication.clipboard().setText(line)
    words.boxes[2].setFocus()
    with qtbot.waitSignal(words.completed):
        QTest.keyClick(words.boxes[2], Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert words.value() == ("река", "камень", "скрипка", "зима")


def test_an_unknown_word_is_named_when_it_is_left(words: w.WordsField) -> None:
    type_text(words.boxes[0], "река ")
    type_text(words.boxes[1], "рке ")
    assert words.boxes[1].property("wrong") == "true"
    said = [label.text() for label in words.findChildren(w.PlainLabel) if label.isVisible()]
    assert "Word 2 is not in the list of words." in said
    assert not words.is_complete()


def test_typed_to_the_end_it_is_complete(qtbot: QtBot, words: w.WordsField) -> None:
    with qtbot.waitSignal(words.completed):
        for box, word in zip(words.boxes, ("река", "камень", "12", "зима"), strict=True):
            type_text(box, f"{word} ")
    assert words.is_complete()


def test_words_are_shown_with_their_numbers(qtbot: QtBot) -> None:
    shown_words = w.WordsShown(["река", "камень"])
    qtbot.addWidget(shown_words)
    assert [label.text() for label in shown_words.findChildren(w.PlainLabel)] == ["1", "река", "2", "камень"]
    assert shown_words.accessibleName() == "1 река, 2 камень"
