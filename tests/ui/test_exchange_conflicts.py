"""Conflicts: named without values, opened one by one, settled by a click or by another value, taken back, and the same on both sides."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from support.cli import Organisation, Store
from support.crossing_scenes import Scenes
from support.cutoff import cut_off
from support.desktop import Sitting, type_text

from app import cases, conflicts, exchange, views
from app.ids import parse
from app.workspace import Workspace
from storage import records
from ui.screens.exchange.screen import ExchangeScreen
from ui.shell.screen import Route
from ui.widgets import Badge, Banner, Card, Chip, PlainLabel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def scenes(org: Organisation) -> Scenes:
    return Scenes(org)


def show(sitting: Sitting, record: str | None = None) -> ExchangeScreen:
    route = Route("exchange", tab="conflicts", record=parse(record) if record else None)
    screen = sitting.show(ExchangeScreen, route)
    assert isinstance(screen, ExchangeScreen)
    sitting.ctx.go = screen.open
    return screen


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(PlainLabel) if label.isVisible())


def card(screen: ExchangeScreen, value: str) -> Card:
    return next(one for one in screen.conflicts.findChildren(Card) if one.isVisible() and value in texts(one))


def press(sitting: Sitting, widget: QWidget, text: str) -> None:
    button = next(one for one in widget.findChildren(QPushButton) if one.isVisible() and one.text() == text)
    QTest.mouseClick(button, LEFT)
    sitting.settle()


def trail(workspace: Workspace) -> int:
    with workspace.vault.read() as tx:
        return len(records.query(tx, "audit"))


def risk(store: Store, case: str) -> object:
    return store.fields(case).get("risk_level")


def test_values_stand_beside_each_other_and_one_click_settles_it_on_both_sides(
    scenes: Scenes, sit_at
) -> None:
    org = scenes.org
    case, _ = scenes.case()
    scenes.differ(case, "risk_level", "low", "critical")
    with sit_at(org.house, language="en") as sitting:
        screen = show(sitting, case)
        assert screen.tabs.tabText(1) == "Conflicts (1)"
        assert "Тихий клён" in texts(screen.conflicts)
        assert "the safer value is shown everywhere" in texts(screen.conflicts)
        assert "house-a (this laptop)" in texts(card(screen, "Critical"))
        assert "desk-1" in texts(card(screen, "Low"))
        assert [badge.text() for badge in card(screen, "Critical").findChildren(Badge)] == ["Shown now"]
        assert not card(screen, "Low").findChildren(Badge)
        assert cut_off(screen) == []
        press(sitting, card(screen, "Low"), "This one is right")
        assert sitting.store(conflicts.pending) == []
        assert "Decided: Risk is now “Low”." in texts(screen.conflicts)
        assert "Nothing contradicts itself." in texts(screen.conflicts)
        assert screen.tabs.tabText(1) == "Conflicts"
    org.carry(org.house, org.desk)
    assert risk(org.desk, case) == risk(org.house, case) == "low"
    with org.desk.open() as desk:
        assert conflicts.pending(desk) == []


def test_it_is_taken_back_from_the_banner(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    case, _ = scenes.case()
    scenes.differ(case, "risk_level", "low", "critical")
    with sit_at(org.house, language="en") as sitting:
        screen = show(sitting, case)
        press(sitting, card(screen, "Low"), "This one is right")
        press(sitting, screen.conflicts.findChildren(Banner)[0], "Undo")
        assert [one.field for one in sitting.store(conflicts.pending)] == ["risk_level"]
        assert len(screen.conflicts.list.entries()) == 1
        assert sitting.errors() == []
    assert risk(org.house, case) == "critical"


def test_another_value_is_written_by_the_editor_of_its_type(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    case, _ = scenes.case()
    scenes.differ(case, "risk_level", "low", "critical")
    with sit_at(org.house, language="en") as sitting:
        screen = show(sitting, case)
        press(sitting, screen.conflicts, "None of them: write another value")
        high = next(one for one in screen.conflicts.findChildren(Chip) if one.label() == "High")
        QTest.mouseClick(high, LEFT)
        press(sitting, screen.conflicts, "Save this value")
        assert sitting.store(conflicts.pending) == []
    assert risk(org.house, case) == "high"


def test_a_value_that_cannot_be_is_refused_where_it_was_typed(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    case, _ = scenes.case()
    scenes.differ(case, "contact_date", "2026-01-02", "2026-01-03")
    with sit_at(org.house, language="en") as sitting:
        screen = show(sitting, case)
        press(sitting, screen.conflicts, "None of them: write another value")
        type_text(screen.focusWidget() or screen, "31.02.2026")
        press(sitting, screen.conflicts, "Save this value")
        assert [one.field for one in sitting.store(conflicts.pending)] == ["contact_date"]
        wrong = [
            label for label in screen.conflicts.findChildren(PlainLabel) if label.property("role") == "wrong"
        ]
        assert any(label.isVisible() and label.text() for label in wrong)


def test_who_somebody_is_shows_only_when_it_is_asked_for_and_that_is_written_down(
    scenes: Scenes, sit_at
) -> None:
    org = scenes.org
    case, person = scenes.case()
    scenes.differ(person, "legal_name_latin", "Moussa", "Mousa")
    scenes.differ(case, "risk_level", "low", "critical")
    with sit_at(org.house, language="en") as sitting:
        screen = show(sitting)
        entries = screen.conflicts.list.entries()
        shown = " ".join(f"{entry.title} {entry.line}" for entry in entries) + texts(screen)
        assert "Mous" not in shown
        names = next(number for number, entry in enumerate(entries) if "Legal name" in entry.line)
        screen.conflicts.list.setFocus()
        for _ in entries:  # arrows pass over it and reveal nothing
            QTest.keyClick(screen.conflicts.list, Qt.Key.Key_Down)
        screen.conflicts.list.choose(entries[names].key)
        sitting.settle()
        assert "This says who somebody is." in texts(screen)
        assert "Mous" not in texts(screen)
        assert sitting.store(trail) == 0
        QTest.keyClick(screen.conflicts.list, Qt.Key.Key_Return)
        sitting.settle()
        assert "Moussa" in texts(screen)
        assert sitting.store(trail) == 1


def test_what_arrives_while_somebody_looks_is_put_beside_and_not_settled_unseen(
    scenes: Scenes, sit_at
) -> None:
    org = scenes.org
    case, _ = scenes.case()
    scenes.differ(case, "hq_caseworker", "Anna", "Vera")
    with sit_at(org.house, language="en") as sitting:
        screen = show(sitting, case)
        view = screen.conflicts._view
        assert view is not None
        seen = view.seen
        with org.desk.open() as desk:
            cases.change(desk, parse(case), {"hq_caseworker": "Olga"})
        late = org.desk.send(org.house.name, org.way)
        sitting.ctx.tasks.write(screen, lambda w: exchange.receive(w, [late]), lambda _done: None)
        sitting.settle()
        assert "Olga" in texts(screen.conflicts), "it is there without anybody asking"
        assert view is screen.conflicts._view
        assert view.seen != seen
        press(sitting, card(screen, "Olga"), "This one is right")
        assert sitting.store(conflicts.pending) == []
    with org.house.open() as house:
        assert views.show(house, parse(case)).fields["hq_caseworker"] == "Olga"


def test_what_was_typed_is_there_again(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    case, _ = scenes.case()
    scenes.differ(case, "hq_caseworker", "Anna", "Vera")
    with sit_at(org.house, language="en") as sitting:
        screen = show(sitting, case)
        press(sitting, screen.conflicts, "None of them: write another value")
        type_text(screen.focusWidget() or screen, "Ольга")
        sitting.ctx.drafts.flush()
        sitting.settle()
    with sit_at(org.house, language="en") as sitting:
        screen = show(sitting, case)
        press(sitting, screen.conflicts, "Save this value")
        assert sitting.store(conflicts.pending) == []
        assert sitting.store(lambda w: views.show(w, parse(case)).fields["hq_caseworker"]) == "Ольга"


def test_a_deleted_record_that_was_brought_back_elsewhere(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    case, _ = scenes.case()
    note = org.house.add("risk", "--case", case, "level=high")
    org.round()
    org.desk.run("delete", note, "--reason", "entered twice")
    org.house.run("delete", note, "--reason", "doubled")
    org.carry(org.desk, org.house)
    with sit_at(org.house, language="ru") as sitting:
        screen = show(sitting)
        assert sitting.store(conflicts.pending) == []
        assert "Противоречий нет." in texts(screen)


def test_nothing_is_cut_off_in_russian(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    case, person = scenes.case()
    scenes.differ(
        case, "status_reason", "Говорили по телефону: брат приходил дважды, соседка видела машину." * 3, "Нет"
    )
    scenes.differ(person, "legal_name_latin", "Moussa", "Mousa")
    with sit_at(org.house, language="ru", mode="dark") as sitting:
        screen = show(sitting)
        assert cut_off(screen) == []
        for entry in screen.conflicts.list.entries():
            screen.conflicts.list.choose(entry.key)
            sitting.settle()
            assert cut_off(screen) == []
