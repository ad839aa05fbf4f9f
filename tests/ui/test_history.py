"""The history of a case on the screen: every field of every record, filtered, in pieces, with nothing of the identity tier."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QWidget
from support.cli import Organisation
from support.cutoff import cut_off
from support.desktop import Sitting
from support.papers import show_tab

from app import cases
from app.ids import parse, to_text
from app.placing import Place
from ui.screens.case import history_model
from ui.screens.case.history import HistoryTab
from ui.screens.case.history_model import CAME, CHANGE, FIELD, RECORD, WHO


@pytest.fixture
def case(org: Organisation) -> bytes:
    """A case of the house with one person, which headquarters has and has changed."""
    made = org.house.add("case", "alias=Тихий клён", "risk_level=low")
    org.house.add("person", "--case", made, "chosen_name=Муса", "legal_name_latin=Musa Secret")
    org.round()
    return parse(made)


def rows(tab: HistoryTab) -> list[tuple[str, ...]]:
    """Give the texts of the rows that are there."""
    return [
        tuple(str(tab.model.index(row, column).data()) for column in range(tab.model.columnCount()))
        for row in range(tab.model.rowCount())
    ]


def choose(combo: QWidget, text: str) -> None:
    """Choose an entry with the keyboard."""
    combo.setFocus()
    index = combo.findText(text)  # type: ignore[attr-defined]
    assert index >= 0, text
    while combo.currentIndex() != index:  # type: ignore[attr-defined]
        QTest.keyClick(combo, Qt.Key.Key_Down if combo.currentIndex() < index else Qt.Key.Key_Up)  # type: ignore[attr-defined]


def detail(tab: HistoryTab) -> str:
    """Give what stands in the panel below."""
    return "\n".join(
        label.text()
        for label in tab._card.findChildren(QWidget)
        if hasattr(label, "text") and label.isVisible()
    )


def row_with(tab: HistoryTab, column: int, text: str) -> int:
    return next(row for row, texts in enumerate(rows(tab)) if texts[column] == text)


def select(tab: HistoryTab, row: int) -> None:
    tab.table.setFocus()
    tab.table.setCurrentIndex(tab.model.index(row, 0))
    QApplication.processEvents()


def test_what_was_changed_is_told_with_what_stood_before(org, sit_at, case) -> None:
    with sit_at(org.desk, language="en") as sitting:
        sitting.store(lambda w: cases.change(w, case, {"alias": "Серый дрозд"}))
        tab = show_tab(sitting, HistoryTab, case)
        newest = rows(tab)[0]
        assert newest[WHO] == "desk-1"
        assert newest[RECORD] == "Case: Серый дрозд"
        assert newest[CHANGE] == "Тихий клён → Серый дрозд"
        assert newest[CAME] == "Entered here"
        before = rows(tab)[row_with(tab, CHANGE, "Тихий клён")]
        assert before[WHO] == "house-a"
        assert before[CAME].startswith("With a bundle from house-a")
        icon = Qt.ItemDataRole.DecorationRole
        assert tab.model.index(0, CHANGE).data(icon) is not None, "what stands now has a sign"
        assert tab.model.index(row_with(tab, CHANGE, "Тихий клён"), CHANGE).data(icon) is None
        assert cut_off(tab) == []


def test_nothing_of_the_identity_tier_is_on_the_screen(org, sit_at, case) -> None:
    with sit_at(org.house, language="en") as sitting:
        tab = show_tab(sitting, HistoryTab, case)
        assert "Musa Secret" not in repr(rows(tab))
        hidden = row_with(tab, CHANGE, "Hidden")
        select(tab, hidden)
        assert "it says who somebody is" in detail(tab)
        assert "Musa" not in detail(tab)


def test_it_is_filtered_by_record_person_and_field(org, sit_at, case) -> None:
    with org.house.open() as house:
        risk = cases.add(house, "risk", {"level": "high"}, Place(case=case)).id
        cases.change(house, risk, {"level": "medium"})
    with sit_at(org.house, language="en") as sitting:
        tab = show_tab(sitting, HistoryTab, case)
        everything = tab.model.rowCount()
        choose(tab.by_person, "Муса")
        assert {row[RECORD] for row in rows(tab)} == {"Person: Муса"}
        tab.show_all()
        assert tab.model.rowCount() == everything
        (name,) = {row[RECORD] for row in rows(tab) if row[RECORD].startswith("Risk assessment of ")}
        choose(tab.by_record, name)
        assert {row[RECORD] for row in rows(tab)} == {name}
        choose(tab.by_field, "Level")
        assert [row[CHANGE] for row in rows(tab)] == ["High → Medium", "High"]
        assert tab.count.text() == "2 changes"
        assert tab.record() == risk
        QTest.mouseClick(tab.all_button, Qt.MouseButton.LeftButton)
        assert tab.model.rowCount() == everything
        assert not tab.all_button.isEnabled()


def test_who_comes_for_a_record_sees_its_history(org, sit_at, case) -> None:
    with sit_at(org.house, language="en") as sitting:
        tab = show_tab(sitting, HistoryTab, case, case)
        assert {row[RECORD] for row in rows(tab)} == {"Case: Тихий клён"}
        assert tab.by_record.value() == to_text(case)


def test_a_deletion_is_a_step_with_its_reason(org, sit_at, case) -> None:
    with org.house.open() as house:
        note = cases.add(house, "note", {"text": "дважды"}, Place(case=case)).id
        cases.delete(house, note, "записано дважды")
    with sit_at(org.house, language="ru") as sitting:
        tab = show_tab(sitting, HistoryTab, case)
        assert rows(tab)[0][FIELD] == "Удаление"
        assert rows(tab)[0][CHANGE] == "Удалено: записано дважды"
        select(tab, 0)
        assert "Удалено: записано дважды" in detail(tab)


def test_a_long_text_is_read_in_full_below_and_markup_is_text(org, sit_at, case) -> None:
    text = "<b>длинный</b> <img src='file:///x'>\n" + "слово " * 300
    with org.house.open() as house:
        cases.add(house, "note", {"text": text.strip()}, Place(case=case))
    with sit_at(org.house, language="en") as sitting:
        tab = show_tab(sitting, HistoryTab, case)
        select(tab, row_with(tab, CHANGE, text.strip()))
        assert text.strip() in detail(tab)


def test_another_record_is_named_and_never_by_its_id(org, sit_at, case) -> None:
    with org.house.open() as house:
        first = cases.add(house, "note", {"text": "a"}, Place(case=case)).id
        fields = {"text": "b", "follows": to_text(first), "translation_of": to_text(bytes(16))}
        cases.add(house, "note", fields, Place(case=case))
    with sit_at(org.house, language="en") as sitting:
        tab = show_tab(sitting, HistoryTab, case)
        shown = repr(rows(tab))
        assert to_text(first) not in shown
        assert to_text(bytes(16)) not in shown
        assert "A record that is not on this laptop" in {row[CHANGE] for row in rows(tab)}


def test_a_long_history_comes_in_pieces(org, sit_at, case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_model, "_AT_ONCE", 20)
    with org.house.open() as house:
        for number in range(60):
            cases.add(house, "note", {"text": f"заметка {number}"}, Place(case=case))
    with sit_at(org.house, language="en") as sitting:
        tab = show_tab(sitting, HistoryTab, case)
        QAbstractItemModelTester(tab.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        first = tab.model.rowCount()
        assert first < tab.model.chosen()
        assert tab.count.text() == f"{tab.model.chosen()} changes"
        while tab.model.rowCount() < tab.model.chosen():
            before = tab.model.rowCount()
            tab.table.setFocus()
            QTest.keyClick(tab.table, Qt.Key.Key_End)
            QApplication.processEvents()
            assert tab.model.rowCount() > before, "who goes to the end is given more"
        assert len(set(rows(tab))) > 60


def test_what_comes_in_is_told_and_the_filter_stays(org, sit_at, case) -> None:
    with sit_at(org.house, language="en") as sitting:
        tab = show_tab(sitting, HistoryTab, case)
        choose(tab.by_record, "Case: Тихий клён")
        before = tab.model.rowCount()
        write(sitting, tab, case)
        assert tab.model.rowCount() == before + 1
        assert rows(tab)[0][CHANGE] == "Low → High"


def write(sitting: Sitting, tab: HistoryTab, case: bytes) -> None:
    fields = {"risk_level": "high"}
    sitting.ctx.tasks.write(tab, lambda w: cases.change(w, case, fields), lambda _: None)
    sitting.settle()


def test_nothing_is_copied_by_looking(org, sit_at, case, qapp) -> None:
    qapp.clipboard().setText("what was there")
    with sit_at(org.house) as sitting:
        tab = show_tab(sitting, HistoryTab, case)
        for row in range(3):
            select(tab, row)
            place = tab.table.visualRect(tab.model.index(row, CHANGE)).center()
            QTest.mouseDClick(tab.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    kept = qapp.clipboard().text()
    qapp.clipboard().clear()
    assert kept == "what was there"
