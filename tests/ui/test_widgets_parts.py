"""Buttons, signs, lists, tables, progress, banners and frames under real keys and mouse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from support.desktop import type_text

from ui import widgets as w
from ui.dialogs.confirm import ask
from ui.theme import Theme, current
from ui.widgets.tables import shared

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
STEPS = ["Обращение", "Приём", "Оценка", "В доме", "Поездка спланирована", "В дороге", "На месте", "Закрыто"]


_kept: list[QWidget] = []


@pytest.fixture(autouse=True)
def _look(theme: Theme) -> Iterator[None]:
    """Every widget needs a theme; who holds others must live as long as the test."""
    yield
    _kept.clear()


def shown(qtbot: QtBot, widget: QWidget, width: int = 500, height: int = 300) -> None:
    qtbot.addWidget(widget)
    _kept.append(widget)
    widget.resize(width, height)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


# --- buttons


@pytest.mark.parametrize("key", [Key.Key_Space, Key.Key_Return])
def test_icons_and_large_choices_are_pressed_by_space_and_enter(qtbot: QtBot, key: Qt.Key) -> None:
    pressed: list[str] = []
    icon = w.IconButton("lock", "Запереть", clicked=lambda: pressed.append("icon"))
    choice = w.BigChoice(
        "Я работаю в доме", "Начать сразу", "house", clicked=lambda: pressed.append("choice")
    )
    shown(qtbot, w.Rows(icon, choice))
    for widget in (icon, choice):
        widget.setFocus()
        QTest.keyClick(widget, key)
    assert pressed == ["icon", "choice"]


def test_a_large_choice_is_pressed_on_its_text(qtbot: QtBot) -> None:
    choice = w.BigChoice("Я работаю в доме", "Начать сразу", "house")
    shown(qtbot, choice)
    with qtbot.waitSignal(choice.clicked):
        QTest.mouseClick(choice, LEFT, pos=choice.findChildren(w.PlainLabel)[1].geometry().center())


def test_held_to_the_end_it_fires_once(qtbot: QtBot) -> None:
    button = w.HoldButton("Стереть", seconds=0.09)
    shown(qtbot, button)
    fired: list[bool] = []
    button.held.connect(lambda: fired.append(True))
    QTest.mousePress(button, LEFT)
    qtbot.waitUntil(lambda: bool(fired))
    QTest.mouseRelease(button, LEFT)
    assert fired == [True]
    assert button.progress() == 0


def test_space_holds_too(qtbot: QtBot) -> None:
    button = w.HoldButton("Стереть", seconds=0.09)
    shown(qtbot, button)
    button.setFocus()
    with qtbot.waitSignal(button.held):
        QTest.keyPress(button, Key.Key_Space)


@pytest.mark.parametrize("how", ["released", "left", "a click"])
def test_let_go_early_it_does_nothing(qtbot: QtBot, how: str) -> None:
    button = w.HoldButton("Стереть", seconds=600)
    other = w.Button("x")
    shown(qtbot, w.Rows(button, other))
    button.setFocus()
    with qtbot.assertNotEmitted(button.held):
        QTest.mousePress(button, LEFT)
        # Long enough for the button to have looked at its clock, and nowhere near the end.
        qtbot.waitUntil(lambda: button.progress() > 0.0002)
        if how == "left":
            other.setFocus()
        else:
            QTest.mouseRelease(button, LEFT)
        assert button.progress() == 0
        assert not button.isDown()


def test_enter_alone_never_erases(qtbot: QtBot) -> None:
    button = w.HoldButton("Стереть", seconds=0.0)
    shown(qtbot, button)
    button.setFocus()
    with qtbot.assertNotEmitted(button.held):
        QTest.keyClick(button, Key.Key_Return)


def test_a_menu_opens_and_does(qtbot: QtBot) -> None:
    done: list[str] = []
    button = w.MenuButton(
        "Ещё", [("Приостановить", lambda: done.append("suspend")), None, ("x", lambda: None)]
    )
    shown(qtbot, button)
    QTest.mouseClick(button, LEFT)
    qtbot.waitUntil(button.choices.isVisible)
    QTest.keyClick(button.choices, Key.Key_Down)
    QTest.keyClick(button.choices, Key.Key_Return)
    assert done == ["suspend"]


@pytest.mark.parametrize("kind", ["normal", "primary", "danger", "danger-quiet", "quiet"])
def test_focus_is_seen_on_every_button(qtbot: QtBot, kind: str) -> None:
    button, other = w.Button("Сохранить", kind=kind), w.Button("x")
    shown(qtbot, w.Rows(button, other))
    other.setFocus()
    without = button.grab().toImage()
    button.setFocus()
    assert button.grab().toImage() != without


# --- signs


def test_a_badge_says_its_level_in_words_and_in_a_shape(qtbot: QtBot) -> None:
    pictures = []
    for level in ("critical", "high", "medium", "low", "good", "info", "neutral"):
        badge = w.Badge("x", level)
        qtbot.addWidget(badge)
        assert badge.accessibleName() == "x"
        image = badge.grab().toImage()
        ink = current().tone(level)
        pictures.append(
            frozenset(
                (x, y)
                for x in range(6, 23)
                for y in range(24)
                if abs(image.pixelColor(x, y).lightness() - ink.lightness()) < 40
            )
        )
    assert len(set(pictures)) == 7


def test_a_badge_of_an_unknown_level_is_refused(theme: Theme) -> None:
    with pytest.raises(KeyError):
        w.Badge("x", "purple")


def test_a_count_is_there_only_when_something_wants_attention(qtbot: QtBot) -> None:
    holder = w.Rows(badge := w.CountBadge(0))
    shown(qtbot, holder)
    assert not badge.isVisible()
    badge.set_count(3, "critical")
    assert badge.isVisible()
    assert badge.accessibleName() == "3"


def test_a_chip_is_removed_by_its_cross_and_not_by_its_text(qtbot: QtBot) -> None:
    chip = w.Chip("армянский", removable=True)
    shown(qtbot, chip, chip.sizeHint().width(), 28)
    gone: list[bool] = []
    chip.removed.connect(lambda: gone.append(True))
    QTest.mouseClick(chip, LEFT, pos=QPoint(10, 14))
    assert gone == []
    QTest.mouseClick(chip, LEFT, pos=QPoint(chip.width() - 16, 14))
    assert gone == [True]


def test_the_steps_of_a_case_fit_with_russian_names_and_a_badge_beside(qtbot: QtBot) -> None:
    stepper = w.Stepper(STEPS, 4, ("Приостановлено", "medium"))
    shown(qtbot, stepper, 1100, 40)
    assert stepper.shown() == STEPS
    assert stepper.accessibleName() == "Step 5 of 8: Поездка спланирована"


def test_with_too_little_room_the_current_step_stays_whole(qtbot: QtBot) -> None:
    stepper = w.Stepper(STEPS, 4)
    shown(qtbot, stepper, 620, 40)
    assert stepper.shown()[4] == STEPS[4]
    assert stepper.shown() != STEPS
    assert "Обращение → Приём" in stepper.toolTip()


@pytest.mark.parametrize("width", [300, 420, 560, 700, 800, 860])
def test_a_step_is_named_so_that_it_can_be_guessed_or_not_at_all(qtbot: QtBot, width: int) -> None:
    stepper = w.Stepper(STEPS, 2)
    shown(qtbot, stepper, width, 40)
    names = stepper.shown()
    assert names[2] == STEPS[2]
    assert all(name in ("", step) or len(name) > 4 for name, step in zip(names, STEPS, strict=True)), names


def test_an_elided_label_offers_the_whole_only_when_it_is_cut(qtbot: QtBot) -> None:
    label = w.ElidedLabel("Дом у реки в деревне за вторым холмом")
    shown(qtbot, label, 600, 30)
    assert (label.is_elided(), label.toolTip()) == (False, "")
    label.resize(80, 30)
    assert label.is_elided()
    assert "вторым холмом" in label.toolTip()


# --- frames


def test_a_field_says_what_is_wrong_with_it(qtbot: QtBot) -> None:
    row = w.FieldRow("Псевдоним", w.LineEdit(), "Не настоящее имя.")
    shown(qtbot, row)
    assert row.field.accessibleName() == "Псевдоним"
    assert row.field.accessibleDescription() == "Не настоящее имя."
    row.set_error("Нужен псевдоним.")
    assert row.field.property("wrong") == "true"
    assert row.field.accessibleDescription() == "Нужен псевдоним."
    assert "Нужен псевдоним." in [x.text() for x in row.findChildren(w.PlainLabel) if x.isVisible()]
    row.set_error("")
    assert row.field.property("wrong") == "false"
    assert row.error() == ""


def test_a_page_stays_at_the_top_and_scrolls_when_it_is_high(qtbot: QtBot) -> None:
    page = w.Page("Люди", "41 человек", [w.Button("Новое")])
    for n in range(3):
        page.add(w.Banner("info", f"Сообщение {n}", "Что делать"))
    shown(qtbot, page, 900, 700)
    page.add(card := w.Card("Ласточка"))
    card.add(w.PlainLabel("Одна строка"))
    banners = page.findChildren(w.Banner)
    assert all(banner.height() < 90 for banner in banners)
    qtbot.waitUntil(lambda: 60 < card.height() < 110)
    scroll = page.findChild(w.Scroll)
    assert scroll is not None and scroll.verticalScrollBar().maximum() == 0
    for n in range(20):
        page.add(w.Banner("info", f"Ещё {n}", "Что делать"))
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 0)


def test_what_is_built_opens_no_window_of_its_own(qtbot: QtBot) -> None:
    before = {widget for widget in QApplication.topLevelWidgets() if widget.isVisible()}
    made: list[QWidget] = [
        w.Page("Люди", "41"),
        w.Page(),
        w.FieldRow("Псевдоним", w.LineEdit(), "подсказка", "ошибка"),
        w.CountBadge(3),
        w.Dialog("Вопрос", "что"),
        w.DateField("x", lambda _text: (False, "не дата")),
        w.TagsEdit(["a"]),
        w.PassphraseField("x"),
        w.WordsField(2),
        w.ProgressLine("x"),
    ]
    bare = made[1]
    assert isinstance(bare, w.Page)
    bare.set_title("Люди", "41")
    assert {widget for widget in QApplication.topLevelWidgets() if widget.isVisible()} == before


def test_tab_brings_what_gets_the_focus_into_sight(qtbot: QtBot) -> None:
    page = w.Page()
    lines = [w.LineEdit(f"line {n}") for n in range(30)]
    for line in lines:
        page.add(line)
    shown(qtbot, page, 400, 300)
    lines[0].setFocus()
    for _ in range(20):
        QTest.keyClick(QApplication.focusWidget(), Key.Key_Tab)
    focused = QApplication.focusWidget()
    assert focused is lines[20]
    assert not focused.visibleRegion().isEmpty()


def test_values_are_shown_and_copied(qtbot: QtBot) -> None:
    pairs = w.KeyValue([("Псевдоним", "Ласточка"), ("Дом", ""), ("ID", "7Q2M")], copyable=["ID"])
    shown(qtbot, pairs)
    texts = [label.text() for label in pairs.findChildren(w.PlainLabel)]
    assert texts == ["Псевдоним", "Ласточка", "Дом", "Not set", "ID", "7Q2M"]
    button = pairs.findChild(w.IconButton)
    assert button is not None
    QTest.mouseClick(button, LEFT)
    assert QGuiApplication.clipboard().text() == "7Q2M"


def test_chips_break_into_lines(qtbot: QtBot) -> None:
    row = w.ChipRow([(step, step) for step in STEPS])
    shown(qtbot, row, 300, 200)
    chips = row.findChildren(w.Chip)
    assert max(chip.geometry().right() for chip in chips) <= row.width()
    assert len({chip.y() for chip in chips}) > 1
    assert row.heightForWidth(300) > row.heightForWidth(2000)


# --- banners and progress


def test_a_banner_acts_and_closes(qtbot: QtBot) -> None:
    banner = w.Banner(
        "warning", "Два изменения противоречат.", "Посмотреть оба.", "Посмотреть", closable=True
    )
    shown(qtbot, banner)
    with qtbot.waitSignal(banner.acted):
        QTest.mouseClick(banner.findChild(w.Button), LEFT)
    with qtbot.waitSignal(banner.closed):
        QTest.mouseClick(banner.findChild(w.IconButton), LEFT)
    assert banner.accessibleName() == "Два изменения противоречат. Посмотреть оба."


def test_the_strip_keeps_three_and_takes_no_room_when_empty(qtbot: QtBot) -> None:
    holder = w.Rows(strip := w.NoticeStrip())
    shown(qtbot, holder)
    assert not strip.isVisible()
    for n in range(5):
        strip.tell("info", f"{n}")
    assert [banner.accessibleName() for banner in strip.banners()] == ["4", "3", "2"]
    assert strip.isVisible()
    first = strip.banners()[0]
    with qtbot.waitSignal(strip.closed) as closed:
        first.closed.emit()
    assert closed.args == [first]
    strip.clear()
    assert not strip.isVisible()


def test_progress_shows_itself_only_when_something_takes_long(qtbot: QtBot) -> None:
    holder = w.Rows(quick := w.ProgressLine("Быстро"), slow := w.ProgressLine("Читается пакет"))
    shown(qtbot, holder)
    quick.start()
    slow.start()
    quick.finish()
    qtbot.waitUntil(slow.isVisible)
    assert not quick.isVisible()
    assert slow.progress() is None
    slow.set_progress(3 * 10**12, 12 * 10**12)
    assert slow.progress() == pytest.approx(0.25)
    slow.finish()
    assert not slow.isVisible()


def test_progress_is_cancelled_once(qtbot: QtBot) -> None:
    line = w.ProgressLine("Читается пакет")
    qtbot.addWidget(line)
    line.start()
    qtbot.waitUntil(line.isVisible)
    with qtbot.waitSignal(line.cancelled):
        QTest.mouseClick(line.cancel, LEFT)
    assert not line.cancel.isEnabled()


# --- lists and tables


ENTRIES = [
    w.Entry("a", "Ласточка", "Дом у реки", "person", "18:40", ("Высокий", "high"), strong=True),
    w.Entry("b", "Каштан"),
    w.Entry("c", "Берёза", "В дороге"),
]


def test_entries_are_chosen_and_opened_by_keys(qtbot: QtBot) -> None:
    view = w.EntryList("Люди", ENTRIES)
    shown(qtbot, view)
    view.setFocus()
    view.choose("a", quietly=True)
    with qtbot.waitSignal(view.chosen) as chosen:
        QTest.keyClick(view, Key.Key_Down)
    with qtbot.waitSignal(view.opened) as opened:
        QTest.keyClick(view, Key.Key_Return)
    assert (chosen.args, opened.args) == (["b"], ["b"])


def test_new_entries_keep_the_current_one_without_a_word(qtbot: QtBot) -> None:
    view = w.EntryList("Люди", ENTRIES)
    shown(qtbot, view)
    view.choose("c")
    with qtbot.assertNotEmitted(view.chosen):
        view.set(list(reversed(ENTRIES)))
    assert view.key() == "c"
    view.set(ENTRIES[:2])
    assert view.key() is None
    assert not view.choose("c")


def test_an_entry_is_read_whole_by_a_screen_reader(qtbot: QtBot) -> None:
    view = w.EntryList("Люди", ENTRIES)
    qtbot.addWidget(view)
    said = view.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Ласточка. Высокий. Дом у реки. 18:40"


def test_the_model_of_entries_is_sound(qtbot: QtBot, qtmodeltester: Any) -> None:
    view = w.EntryList("Люди", ENTRIES)
    qtbot.addWidget(view)
    qtmodeltester.check(view.model())


class Many(QAbstractTableModel):
    """Twenty thousand rows that count how often they are asked."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.asked = 0
        self.sorted: list[tuple[int, Qt.SortOrder]] = []

    def rowCount(self, parent: Any = QModelIndex()) -> int:
        return 0 if parent.isValid() else 20_000

    def columnCount(self, parent: Any = QModelIndex()) -> int:
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return ("Псевдоним", "Этап", "Риск", "Следующий шаг")[section]
        return None

    def data(self, index: Any, role: int = 0) -> Any:
        self.asked += 1
        return f"{index.row()}" if role == Qt.ItemDataRole.DisplayRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.sorted.append((column, order))


@pytest.fixture
def table(qtbot: QtBot) -> w.TableView:
    view = w.TableView("Люди")
    view.setModel(Many(view))
    view.set_columns([120, 120, 120, 120], 3)
    shown(qtbot, view, 700, 400)
    view.setFocus()
    return view


def test_a_table_asks_only_for_what_it_shows(table: w.TableView) -> None:
    model = table.model()
    assert isinstance(model, Many)
    model.asked = 0
    table.grab()
    assert 0 < model.asked < 1500


def test_a_row_is_opened_by_enter_and_by_a_double_click(qtbot: QtBot, table: w.TableView) -> None:
    QTest.keyClick(table, Key.Key_End)
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table, Key.Key_Return)
    assert opened.args[0].row() == 19_999
    QTest.keyClick(table, Key.Key_Home)
    place = table.visualRect(table.model().index(2, 1)).center()
    QTest.mouseClick(table.viewport(), LEFT, pos=place)
    with qtbot.waitSignal(table.opened) as opened:
        QTest.mouseDClick(table.viewport(), LEFT, pos=place)
    assert opened.args[0].row() == 2
    assert table.rows() == [2]


def test_typing_goes_to_the_row_that_begins_so(table: w.TableView) -> None:
    QTest.keyClick(table, Key.Key_Home)
    type_text(table, "25")
    assert table.currentIndex().row() == 25
    model = table.model()
    assert isinstance(model, Many)
    model.asked = 0
    table.keyboardSearch("ёж")
    assert table.currentIndex().row() == 25
    assert model.asked < 20_000


def test_a_new_current_row_is_told(qtbot: QtBot, table: w.TableView) -> None:
    QTest.keyClick(table, Key.Key_Home)
    with qtbot.waitSignal(table.chosen) as chosen:
        QTest.keyClick(table, Key.Key_Down)
    assert chosen.args[0].row() == 1


def test_a_title_sorts(table: w.TableView) -> None:
    model = table.model()
    assert isinstance(model, Many)
    table.setSortingEnabled(True)
    header = table.horizontalHeader()
    model.sorted.clear()
    for _ in range(2):
        QTest.mouseClick(header.viewport(), LEFT, pos=QPoint(header.sectionPosition(1) + 20, 10))
    assert {column for column, _ in model.sorted} == {1}
    assert len({order for _, order in model.sorted}) == 2


def test_tab_leaves_a_table(qtbot: QtBot) -> None:
    view = w.TableView("Люди")
    view.setModel(Many(view))
    other = w.LineEdit()
    shown(qtbot, w.Rows(view, other))
    view.setFocus()
    QTest.keyClick(view, Key.Key_Tab)
    assert QApplication.focusWidget() is other


def test_columns_are_at_least_as_wide_as_their_titles(table: w.TableView) -> None:
    header = table.horizontalHeader()
    table.set_columns([10, 10, 10, 10], 3)
    for column in range(4):
        assert header.sectionSize(column) >= header.sectionSizeFromContents(column).width()


def test_tabs_count_and_escape(qtbot: QtBot) -> None:
    tabs = w.Tabs("Дело")
    shown(qtbot, tabs)
    tabs.add(w.Rows(), "R&D", 3)
    tabs.add(w.Rows(), "Риск")
    assert tabs.tabText(0) == "R&&D (3)"
    tabs.set_count(0, 0)
    assert tabs.tabText(0) == "R&&D"
    tabs.tabBar().setFocus()
    QTest.keyClick(tabs.tabBar(), Key.Key_Right)
    assert tabs.currentIndex() == 1


# --- dropping


def drop(zone: QWidget, *urls: str) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    enter = QDragEnterEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(zone, enter)
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(zone, event)
    return event


def test_files_are_dropped_and_addresses_are_not(qtbot: QtBot) -> None:
    zone = w.DropZone("Файлы можно перетащить сюда")
    shown(qtbot, zone)
    with qtbot.waitSignal(zone.dropped) as dropped:
        drop(zone, "file:///tmp/a.siding", "https://example.org/b", "file:///tmp/b.siding")
    assert dropped.args == [["/tmp/a.siding", "/tmp/b.siding"]]


# --- questions


def test_escape_is_no(qtbot: QtBot) -> None:
    holder = QWidget()
    shown(qtbot, holder)
    said: list[str] = []
    question = ask(
        holder, "Закрыть дело?", "О нём не напомнят.", action="Закрыть", yes=lambda: said.append("yes")
    )
    qtbot.waitUntil(question.isVisible)
    with qtbot.waitSignal(question.rejected):
        QTest.keyClick(question, Key.Key_Escape)
    assert said == []


def test_enter_says_yes_to_what_can_be_taken_back(qtbot: QtBot) -> None:
    holder = QWidget()
    shown(qtbot, holder)
    said: list[str] = []
    question = ask(
        holder, "Закрыть дело?", "Можно открыть.", action="Закрыть", yes=lambda: said.append("yes")
    )
    qtbot.waitUntil(question.isActiveWindow)
    QTest.keyClick(question, Key.Key_Return)
    assert said == ["yes"]


def test_enter_says_no_to_what_cannot(qtbot: QtBot) -> None:
    holder = QWidget()
    shown(qtbot, holder)
    said: list[str] = []
    question = ask(
        holder, "Стереть?", "Навсегда.", action="Стереть", kind="danger", yes=lambda: said.append("y")
    )
    qtbot.waitUntil(question.isActiveWindow)
    with qtbot.waitSignal(question.finished) as finished:
        QTest.keyClick(question, Key.Key_Return)
    assert (said, finished.args) == ([], [QDialog.DialogCode.Rejected.value])


def test_a_question_is_answered_without_a_loop_of_its_own(qtbot: QtBot) -> None:
    holder = QWidget()
    shown(qtbot, holder)
    question = ask(holder, "?", "?", action="x", yes=lambda: None)
    assert question.isVisible()
    assert question.windowModality() == Qt.WindowModality.WindowModal
    question.reject()


def test_all_follows_a_change_of_theme(qtbot: QtBot, theme: Theme) -> None:
    made = w.Rows(
        w.Badge("x", "high"), w.Chip("y"), w.Button("z", "lock", "primary"), w.EntryList("l", ENTRIES)
    )
    shown(qtbot, made)
    before = made.grab().toImage()
    theme.apply("dark")
    try:
        after = made.grab().toImage()
        badge = made.findChild(w.Badge).grab().toImage()
        assert badge.pixelColor(3, 12) == QColor(theme.tokens.level("high").ground)
    finally:
        theme.apply("light")
    assert before != after
    assert made.grab().toImage() == before


def test_enter_in_a_search_presses_no_button(qtbot: QtBot) -> None:
    holder = QWidget()
    shown(qtbot, holder)
    dialog = w.Dialog("Выбрать", parent=holder)
    search = w.SearchField()
    dialog.add(search)
    pressed: list[bool] = []
    dialog.set_actions(w.Button("Сохранить", kind="primary", clicked=lambda: pressed.append(True)))
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    with qtbot.waitSignal(search.searched):
        type_text(search, "Ёж\n")
    assert pressed == []
    dialog.reject()


@pytest.mark.parametrize("listens", [True, False])
def test_enter_after_a_passphrase_does_one_thing(qtbot: QtBot, listens: bool) -> None:
    holder = QWidget()
    shown(qtbot, holder)
    dialog = w.Dialog("Сменить", parent=holder)
    field = w.PassphraseField("Парольная фраза")
    done: list[str] = []
    if listens:
        field.entered.connect(lambda: done.append("entered"))
    dialog.add(field)
    dialog.set_actions(w.Button("Сохранить", kind="primary", clicked=lambda: done.append("pressed")))
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    type_text(field.line, "тайна\n")
    assert done == (["entered"] if listens else ["pressed"])
    dialog.reject()


def test_typing_reaches_a_dialogs_field_first(qtbot: QtBot) -> None:
    holder = QWidget()
    shown(qtbot, holder)
    dialog = w.Dialog("Новая заметка", parent=holder)
    line = w.LineEdit()
    saved: list[str] = []
    dialog.add(line)
    dialog.set_actions(w.Button("Сохранить", kind="primary", clicked=lambda: saved.append(line.value())))
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    line.setFocus()
    type_text(line, "Ёж\n")
    assert saved == ["Ёж"]
    dialog.reject()


def test_who_comes_to_a_list_by_keyboard_sees_where_they_are_and_has_chosen_nothing(qtbot: QtBot) -> None:
    entries = w.EntryList("Переписка", [w.Entry("a", "Первая"), w.Entry("b", "Вторая")])
    heard: list[object] = []
    entries.chosen.connect(heard.append)
    shown(qtbot, entries)
    entries.activateWindow()
    qtbot.waitUntil(entries.isActiveWindow)
    entries.setFocus(Qt.FocusReason.TabFocusReason)
    assert entries.key() == "a"
    assert entries.selectionModel().hasSelection()
    assert heard == []
    QTest.keyClick(entries, Qt.Key.Key_Down)
    assert heard == ["b"]
    entries.choose_none()
    assert entries.key() is None


@pytest.mark.parametrize(
    ("room", "widths"),
    [
        (400, [100, 240, 60]),
        (300, [100, 140, 60]),
        (260, [75, 130, 55]),
        (220, [50, 120, 50]),
        (90, [50, 120, 50]),
    ],
)
def test_columns_share_what_there_is(room: int, widths: list[int]) -> None:
    assert shared([100, 140, 60], [50, 120, 50], room, 1) == widths


def test_a_click_on_the_entry_that_the_keyboard_is_at_chooses_it(qtbot: QtBot) -> None:
    entries = w.EntryList("Переписка", [w.Entry("a", "Первая"), w.Entry("b", "Вторая")])
    heard: list[object] = []
    entries.chosen.connect(heard.append)
    shown(qtbot, entries)
    entries.activateWindow()
    qtbot.waitUntil(entries.isActiveWindow)
    entries.setFocus(Qt.FocusReason.TabFocusReason)
    entries.set(entries.entries())  # the list is read again meanwhile
    place = entries.visualRect(entries.model().index(0, 0)).center()
    for _ in range(2):
        QTest.mouseClick(entries.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard == ["a"]
