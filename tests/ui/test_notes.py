"""Notes: written, followed, translated, read; who will read them is said before; never edited. Checked in the store."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from support.cli import Organisation
from support.cutoff import cut_off
from support.desktop import Sitting, type_text
from support.papers import show_tab

from app import cases, drafts, notes
from app.casework.compartments import Compartment
from app.ids import parse, to_text
from app.notes import Note
from app.placing import Place
from ui.screens.case.note_card import NoteCard
from ui.screens.case.notes import NotesTab

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def case(org: Organisation) -> bytes:
    """A case of the house with one person."""
    made = org.house.add("case", "alias=Тихий клён")
    org.house.add("person", "--case", made, "chosen_name=Муса")
    return parse(made)


def read(sitting: Sitting, case: bytes) -> list[Note]:
    return sitting.store(lambda workspace: notes.of_case(workspace, case)).found


def written(org: Organisation, case: bytes, text: str, *rest: str) -> bytes:
    where = () if "--person" in rest else ("--case", to_text(case))
    return parse(org.house.add("note", *where, *rest, f"text={text}"))


def person_of(org: Organisation, case: bytes) -> bytes:
    with org.house.open() as house:
        return next(iter(notes.of_case(house, case).names))


def choose(combo: QWidget, downs: int = 1) -> None:
    combo.setFocus()
    for _ in range(downs):
        QTest.keyClick(combo, Qt.Key.Key_Down)


def order(tab: NotesTab) -> list[str]:
    """Give the texts of the notes from the top of the page."""
    cards = sorted(tab.cards.values(), key=lambda card: card.mapTo(tab, card.rect().topLeft()).y())
    return [card.text.text() for card in cards]


def test_a_note_is_typed_and_saved_with_ctrl_enter(org, sit_at, case) -> None:
    written(org, case, "раньше", "date=2026-01-05")
    with sit_at(org.house, language="ru") as sitting:
        tab = show_tab(sitting, NotesTab, case)
        assert not tab.writer.save_button.isEnabled()
        tab.writer.text.setFocus()
        type_text(tab.writer.text, "Приехал вечером.\nСпал плохо.")
        assert "штаб и этот дом" in tab.writer.home.readers.text()
        QTest.keyClick(tab.writer.text, Qt.Key.Key_Return, CTRL)
        sitting.settle()
        newest, _ = read(sitting, case)
        assert (newest.text, newest.language, newest.compartment, newest.author) == (
            "Приехал вечером.\nСпал плохо.",
            "ru",
            Compartment.CORE,
            "house-a",
        )
        assert order(tab) == ["Приехал вечером.\nСпал плохо.", "раньше"]
        assert tab.writer.text.value() == ""
        assert not tab.writer.home.isVisible()
        assert cut_off(tab) == []


def test_where_it_goes_decides_who_reads_it_and_that_is_said(org, sit_at, case) -> None:
    person = person_of(org, case)
    fields = {"person": to_text(person), "purpose": "share_with_hq", "decision": "refused"}
    with org.house.open() as house:
        cases.add(house, "consent", fields)
    with sit_at(org.house, language="en") as sitting:
        tab = show_tab(sitting, NotesTab, case)
        type_text(tab.writer.text, "Told me about the market.")
        home = tab.writer.home
        choose(home.about)
        choose(home.part)
        assert home.compartment() is Compartment.STORY
        assert "It stays on this laptop for now." in home.readers.text()
        assert "The person refused." in home.readers.text()
        assert "kept apart" in home.readers.text()
        QTest.mouseClick(tab.writer.save_button, Qt.MouseButton.LeftButton)
        sitting.settle()
        (note,) = read(sitting, case)
        assert (note.person, note.compartment) == (person, Compartment.STORY)


def test_a_desk_sees_which_houses_would_read_it(org, sit_at, case) -> None:
    org.round()
    with sit_at(org.desk, language="en") as sitting:
        tab = show_tab(sitting, NotesTab, case)
        type_text(tab.writer.text, "Visa office called.")
        home = tab.writer.home
        assert home.readers.text() == "Headquarters and house-a will be able to read it."
        choose(home.part)
        assert home.compartment() is Compartment.ROUTE
        assert home.readers.text() == "Only headquarters will be able to read it."
        QTest.keyClick(tab.writer.text, Qt.Key.Key_Return, CTRL)
        sitting.settle()
        assert read(sitting, case)[0].compartment is Compartment.ROUTE


def test_a_follow_up_stays_where_the_note_is(org, sit_at, case) -> None:
    person = person_of(org, case)
    first = written(org, case, "Врач был.", "--person", to_text(person), "--compartment", "health")
    with sit_at(org.house, language="en") as sitting:
        tab = show_tab(sitting, NotesTab, case)
        QTest.mouseClick(tab.cards[first].follow_button, Qt.MouseButton.LeftButton)
        assert tab.writer.text.hasFocus()
        assert tab.writer.home.compartment() is Compartment.HEALTH
        type_text(tab.writer.text, "Приедет снова.")
        QTest.keyClick(tab.writer.text, Qt.Key.Key_Return, CTRL)
        sitting.settle()
        found = {note.id: note for note in read(sitting, case)}
        (follow,) = (note for note in found.values() if note.id != first)
        assert (follow.follows, follow.person, follow.compartment) == (first, person, Compartment.HEALTH)
        card = tab.cards[follow.id]
        assert any(
            "Follows: Врач был." in label.text() for label in card.findChildren(QWidget) if _says(label)
        )


def _says(widget: QWidget) -> bool:
    return hasattr(widget, "text") and isinstance(widget.text(), str)


def test_a_translation_is_linked_and_in_another_language(org, sit_at, case) -> None:
    first = written(org, case, "Приехал вечером.", "language=ru")
    with sit_at(org.house, language="ru") as sitting:
        tab = show_tab(sitting, NotesTab, case)
        QTest.mouseClick(tab.cards[first].translate_button, Qt.MouseButton.LeftButton)
        assert tab.writer.language.value() == "en"
        type_text(tab.writer.text, "He came in the evening.")
        QTest.keyClick(tab.writer.text, Qt.Key.Key_Return, CTRL)
        sitting.settle()
        (made,) = (note for note in read(sitting, case) if note.id != first)
        assert (made.translation_of, made.language) == (first, "en")
        assert tab.writer.language.value() == "ru"


def test_what_is_typed_is_there_again(org, sit_at, case) -> None:
    person = person_of(org, case)
    first = written(org, case, "Врач был.", "--person", to_text(person), "--compartment", "health")
    with sit_at(org.house, language="en") as sitting:
        tab = show_tab(sitting, NotesTab, case)
        QTest.mouseClick(tab.cards[first].follow_button, Qt.MouseButton.LeftButton)
        type_text(tab.writer.text, "Не дописано")
        sitting.ctx.drafts.flush()
        sitting.settle()
        assert len(read(sitting, case)) == 1
    with sit_at(org.house, language="en") as sitting:
        tab = show_tab(sitting, NotesTab, case)
        assert tab.writer.text.value() == "Не дописано"
        assert tab.writer.home.person() == person
        assert tab.writer.home.compartment() is Compartment.HEALTH
        QTest.keyClick(tab.writer.text, Qt.Key.Key_Return, CTRL)
        sitting.settle()
        assert {note.follows for note in read(sitting, case)} == {None, first}
        assert sitting.store(lambda workspace: drafts.all(workspace)) == []


@pytest.mark.parametrize("way", [NotesTab.hide, NotesTab.leave])
def test_a_tab_that_is_left_keeps_what_was_typed_in_the_last_moment(org, sit_at, case, way) -> None:
    with sit_at(org.house) as sitting:
        tab = show_tab(sitting, NotesTab, case)
        type_text(tab.writer.text, "только что")
        way(tab)
        tab.deleteLater()
        sitting.settle()
        (draft,) = sitting.store(lambda workspace: drafts.all(workspace))
        assert draft["text"] == "только что"


def test_discarding_forgets_it(org, sit_at, case) -> None:
    with sit_at(org.house) as sitting:
        tab = show_tab(sitting, NotesTab, case)
        type_text(tab.writer.text, "лишнее")
        sitting.ctx.drafts.flush()
        sitting.settle()
        QTest.mouseClick(tab.writer.clear_button, Qt.MouseButton.LeftButton)
        sitting.settle()
        assert tab.writer.text.value() == ""
        assert sitting.store(lambda workspace: drafts.all(workspace)) == []
        assert read(sitting, case) == []


def test_what_app_refuses_is_said_beside_the_text_and_nothing_is_lost(org, sit_at, case) -> None:
    with sit_at(org.house, language="en") as sitting:
        tab = show_tab(sitting, NotesTab, case)
        tab.writer.text.setPlainText("x" * 20_001)
        QTest.keyClick(tab.writer.text, Qt.Key.Key_Return, CTRL)
        sitting.settle()
        assert tab.writer.wrong.isVisible()
        assert len(tab.writer.text.value()) == 20_001
        assert tab.writer.save_button.isEnabled()
        assert read(sitting, case) == []


def test_notes_cannot_be_edited_and_markup_in_them_is_text(org, sit_at, case) -> None:
    text = "<b>жирно</b> <img src='file:///etc/passwd'> &amp;"
    first = written(org, case, text)
    with sit_at(org.house) as sitting:
        card = show_tab(sitting, NotesTab, case).cards[first]
        assert isinstance(card, NoteCard)
        assert card.text.text() == text
        assert card.text.textFormat() == Qt.TextFormat.PlainText
        flags = card.text.textInteractionFlags()
        assert not flags & Qt.TextInteractionFlag.TextEditable


def test_what_comes_while_it_is_open_is_shown_and_typing_stays(org, sit_at, case) -> None:
    with sit_at(org.house) as sitting:
        tab = show_tab(sitting, NotesTab, case)
        type_text(tab.writer.text, "пишу")
        fields = {"text": "пришло"}
        sitting.ctx.tasks.write(tab, lambda w: cases.add(w, "note", fields, Place(case=case)), lambda _: None)
        sitting.settle()
        assert order(tab) == ["пришло"]
        assert tab.writer.text.value() == "пишу"


def test_many_notes_come_in_pieces_and_the_one_that_is_meant_is_there(org, sit_at, case) -> None:
    with org.house.open() as house:
        made = [
            cases.add(
                house, "note", {"text": f"заметка {n}", "date": f"2026-01-{n % 28 + 1:02}"}, Place(case=case)
            ).id
            for n in range(60)
        ]
    oldest = made[0]
    with sit_at(org.house, language="en") as sitting:
        tab = show_tab(sitting, NotesTab, case)
        assert len(tab.cards) == 40
        assert oldest not in tab.cards
        again = show_tab(sitting, NotesTab, case, oldest)
        assert oldest in again.cards
        assert again.record() == oldest
        assert again.cards[oldest].follow_button.hasFocus() or again.cards[oldest].isVisible()


def test_a_note_that_was_just_saved_can_be_taken_back(org, sit_at, case) -> None:
    with sit_at(org.house, language="en") as sitting:
        tab = show_tab(sitting, NotesTab, case)
        type_text(tab.writer.text, "Не тот человек.")
        QTest.keyClick(tab.writer.text, Qt.Key.Key_Return, CTRL)
        sitting.settle()
        assert [note.text for note in read(sitting, case)] == ["Не тот человек."]
        QTest.mouseClick(tab.saved_line.button, Qt.MouseButton.LeftButton)
        sitting.settle()
        assert read(sitting, case) == []
        assert order(tab) == []


def test_nothing_is_typed_into_a_note_that_is_being_saved(org, sit_at, case) -> None:
    with sit_at(org.house, language="en") as sitting:
        tab = show_tab(sitting, NotesTab, case)
        type_text(tab.writer.text, "Первая")
        with sitting.busy():
            QTest.keyClick(tab.writer.text, Qt.Key.Key_Return, CTRL)
            type_text(tab.writer.text, " и ещё")
            assert tab.writer.text.value() == "Первая"
        sitting.settle()
        type_text(tab.writer.text, "Вторая")
        assert tab.writer.text.value() == "Вторая"
