"""Houses: how full, who is there and when; places, moves and alarms with real keys, each checked in the store."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from support.cli import PASSPHRASE, Organisation, Store
from support.cutoff import cut_off
from support.desktop import Sitting, type_text

from app import cases, drafts, safehouses
from app.finding import rows_of
from app.ids import parse
from app.workspace import Workspace
from storage import log
from storage.log import NewEdit
from storage.scopes import ScopeId
from ui.screens.houses import HousesScreen
from ui.screens.houses.assign import AssignPane
from ui.screens.houses.form_page import FormPage
from ui.shell.screen import Route
from ui.widgets import Banner, Chip
from ui.widgets.timeline_bar import BarButton

TODAY = date.today()
LONG = ("Александра Константиновна " * 8)[:200].strip()


def day(away: int) -> str:
    return (TODAY + timedelta(days=away)).isoformat()


def own(store: Store) -> str:
    return str(store.run("list", "house")[0]["id"])


@pytest.fixture
def house(org: Organisation) -> str:
    """Give the first house with two places, and two rooms."""
    found = own(org.house)
    fields = ("codename=Тополь", "region=Юг", "capacity=2", "status=active", "address=ул. Тайная, 7")
    org.house.run("set", found, *fields, 'rooms:=["большая","малая"]')
    return found


@pytest.fixture
def case(org: Organisation) -> str:
    return org.house.add("case", "alias=Тихий клён")


def stay(store: Store, case: str, house: str, name: str, *fields: str) -> str:
    someone = store.add("person", "--case", case, f"chosen_name={name}")
    return store.add("stay", "--person", someone, f"house={house}", *fields)


def here(store: Store, case: str, house: str, name: str = "Тимур", room: str = "большая") -> str:
    return stay(store, case, house, name, "status=checked_in", f"actual_from={day(-5)}", f"room={room}")


def show(sitting: Sitting, route: Route | None = None) -> HousesScreen:
    screen = sitting.show(HousesScreen, route)
    assert isinstance(screen, HousesScreen)
    return screen


def bars(screen: HousesScreen) -> dict[str, BarButton]:
    return {bar.bar.text: bar for bar in screen.view.stays.line.buttons()}


def press(widget: QWidget | None, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    assert widget is not None
    QTest.keyClick(widget, key, modifier)


def click(widget: QWidget) -> None:
    assert widget.isVisible()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def dialog() -> QDialog:
    (found,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
    return found


def choose(sitting: Sitting, screen: HousesScreen, name: str) -> None:
    click(bars(screen)[name])
    sitting.settle()


def stays(store: Store, house: str) -> set[tuple[str, str]]:
    """Give who stays in a house and how, from the store."""
    with store.open() as workspace:
        found = safehouses.stays_of_house(
            workspace, parse(house), TODAY - timedelta(days=60), TODAY + timedelta(days=60)
        )
        return {(bar.name, bar.status) for bar in found}


class TestOwnHouse:
    """What a coordinator sees."""

    def test_it_is_open_at_once_with_who_is_here_tonight(
        self, org: Organisation, house: str, case: str, sit_at
    ) -> None:
        here(org.house, case, house)
        stay(org.house, case, house, "Зара", f"planned_from={day(0)}", f"planned_to={day(4)}")
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            said = texts(screen.view.head)
            assert (screen.view.head.title.text(), screen.view.head._region.text()) == ("Тополь", "Юг")
            assert "Тимур, Зара (expected)" in said
            assert screen.view.head._bar.accessibleName() == "2 of 2 places taken tonight"
            assert not screen.view.head.back_button.isVisible()
            assert screen.here() == Route("houses", record=parse(house), tab="stays")
            assert QApplication.focusWidget() in bars(screen).values()

    def test_the_address_is_read_only_when_somebody_looks(
        self, org: Organisation, house: str, sit_at
    ) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            assert sitting.workspace.revealed == set()
            assert "Тайная" not in texts(screen)
            press(screen.view.tabs.tabBar(), Qt.Key.Key_Right)
            sitting.settle()
            assert "ул. Тайная, 7" in texts(screen)
            assert sitting.workspace.revealed == {parse(house)}, "and it is in the trail"
            assert screen.here().tab == "house"

    def test_what_is_written_down_of_it_is_edited(self, org: Organisation, house: str, sit_at) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting, Route("houses", record=parse(house), tab="house"))
            click(screen.view.fields.edit_button)
            sitting.settle()
            form = screen.view.stack.currentWidget()
            assert isinstance(form, FormPage) and form.form.fields is not None
            assert "status" not in form.form.fields.rows, "that is another act"
            line = form.form.fields.rows["region"].editor.field
            line.selectAll()
            type_text(line, "Север")
            press(line, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
            sitting.settle()
            assert "Север" in texts(screen)
        assert org.house.fields(house)["region"] == "Север"
        assert org.house.fields(house)["status"] == "active"

    def test_a_house_without_a_record_is_written_down(
        self, org: Organisation, tmp_path: Path, sit_at
    ) -> None:
        fresh = Store("fresh", tmp_path / "fresh", org.house.secret)
        Workspace.create(fresh.path, PASSPHRASE, name="fresh", kdf="small").close()
        with sit_at(fresh) as sitting:
            screen = show(sitting)
            assert screen.first_button.hasFocus()
            press(screen.first_button, Qt.Key.Key_Space)
            sitting.settle()
            type_text(QApplication.focusWidget(), "Тополь")
            press(QApplication.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
            sitting.settle()
            assert screen.view.head.title.text() == "Тополь"
            assert not screen.view.head.back_button.isVisible()
        with fresh.open() as workspace:
            (card,) = safehouses.overview(workspace)
            assert (card.id, card.codename) == (workspace.house_id, "Тополь")


class TestTimeline:
    """Stays by room and day."""

    def test_what_is_and_what_is_planned_in_their_rooms(
        self, org: Organisation, house: str, case: str, sit_at
    ) -> None:
        here(org.house, case, house)
        stay(org.house, case, house, "Зара", f"planned_from={day(3)}", f"planned_to={day(6)}", "room=малая")
        gone = f"actual_from={day(-9)}", f"actual_to={day(-6)}", "status=checked_out"
        stay(org.house, case, house, "Рома", *gone)
        with sit_at(org.house, language="en") as sitting:
            found = bars(show(sitting))
            assert [found[name].bar.row for name in ("Тимур", "Зара", "Рома")] == ["большая", "малая", ""]
            assert [found[name].bar.soft for name in ("Тимур", "Зара", "Рома")] == [False, True, False]
            assert found["Рома"].bar.past
            assert found["Зара"].accessibleName().startswith("Зара, Тихий клён, room малая, from ")
            assert "Planned" in found["Зара"].accessibleName()

    def test_lateness_two_places_and_full_days_have_signs(
        self, org: Organisation, house: str, case: str, sit_at
    ) -> None:
        someone = org.house.add("person", "--case", case, "chosen_name=Тимур")
        reason = "exception_reason=так вышло"
        for fields in (
            ("status=checked_in", f"actual_from={day(-5)}", f"planned_to={day(-2)}"),
            (f"planned_from={day(-1)}", f"planned_to={day(5)}", reason),
        ):
            org.house.add("stay", "--person", someone, f"house={house}", *fields)
        stay(org.house, case, house, "Зара", f"planned_from={day(1)}", f"planned_to={day(3)}", reason)
        forget_reasons(org.house)
        org.house.run("set", house, "capacity=1")
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            marks = {
                one.bar.spoken: [icon for icon, _ in one.bar.marks]
                for one in screen.view.stays.line.buttons()
            }
            assert sorted(map(tuple, marks.values())) == [(), ("warning", "clock"), ("warning", "clock")]
            assert any("In two places" in spoken and "Should have left" in spoken for spoken in marks)
            sums = screen.view.stays.line._header.sums
            crowded = sums[TODAY + timedelta(days=1)]
            assert (crowded.text, crowded.marked) == ("2!", True)
            assert crowded.spoken == "Too full: 2 people for 1 place"
            assert not sums[TODAY - timedelta(days=4)].marked

    def test_keys_go_through_it_and_enter_opens_the_case(
        self, org: Organisation, house: str, case: str, sit_at
    ) -> None:
        here(org.house, case, house)
        second = here(org.house, case, house, "Зара", "малая")
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            press(QApplication.focusWidget(), Qt.Key.Key_Down)
            assert screen.view.stays.chosen().name == "Зара"
            press(QApplication.focusWidget(), Qt.Key.Key_Return)
            assert sitting.went == [Route("case", parse(case), "stays", parse(second))]

    def test_what_arrives_leaves_the_keyboard_where_it_is(
        self, org: Organisation, house: str, case: str, sit_at
    ) -> None:
        record = parse(here(org.house, case, house))
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            screen.view.head.status_button.setFocus()
            sitting.ctx.tasks.write(
                screen, lambda w: cases.change(w, record, {"room": "малая"}), lambda _done: None
            )
            sitting.settle()
            assert bars(screen)["Тимур"].bar.row == "малая"
            assert screen.view.head.status_button.hasFocus()

    def test_it_turns_by_weeks_and_comes_back(self, org: Organisation, house: str, case: str, sit_at) -> None:
        stay(org.house, case, house, "Зара", f"planned_from={day(40)}", f"planned_to={day(44)}")
        here(org.house, case, house)
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            assert set(bars(screen)) == {"Тимур"}
            for _ in range(4):
                press(QApplication.focusWidget(), Qt.Key.Key_PageDown)
                sitting.settle()
            assert set(bars(screen)) == {"Тимур", "Зара"}
            assert QApplication.focusWidget() is bars(screen)["Тимур"], "the keyboard stays where it was"
            click(screen.view.stays.today_button)
            sitting.settle()
            assert set(bars(screen)) == {"Тимур"}
            click(screen.view.stays.back_button)
            sitting.settle()
            assert screen.view.stays._first < TODAY - timedelta(days=13)


def forget_reasons(store: Store) -> None:
    """Leave stays as a merge leaves them: without the reasons that a form would ask for."""
    found = [parse(record["id"]) for record in store.run("list", "stay")]
    with store.open() as workspace, workspace.vault.transaction() as tx:
        for record in found:
            scope = ScopeId(rows_of(tx, record)[0].scope)
            edit = NewEdit(record, "stay", "exception_reason", None)
            log.append(tx, workspace.identity.author, scope, [edit], rng=workspace.rng, now=workspace.now)


class TestComingAndLeaving:
    """Quick actions."""

    def test_somebody_who_was_planned_arrives_and_it_can_be_taken_back(
        self, org: Organisation, house: str, case: str, sit_at
    ) -> None:
        planned = stay(org.house, case, house, "Зара", f"planned_from={day(-1)}", f"planned_to={day(6)}")
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            choose(sitting, screen, "Зара")
            panel = screen.view.stays
            assert not panel.leave_button.isVisible() and not panel.move_button.isVisible()
            click(panel.arrive_button)
            sitting.settle()
            assert sitting.errors() == []
            assert not bars(screen)["Зара"].bar.soft
            assert panel.leave_button.isVisible() and not panel.arrive_button.isVisible()
            click(screen.view.saved_line.button)
            sitting.settle()
            assert bars(screen)["Зара"].bar.soft
            click(panel.arrive_button)
            sitting.settle()
        fields = org.house.fields(planned)
        assert (fields["status"], fields["actual_from"]) == ("checked_in", day(0))

    def test_a_full_house_asks_why(self, org: Organisation, house: str, case: str, sit_at) -> None:
        planned = stay(org.house, case, house, "Зара", f"planned_from={day(2)}", f"planned_to={day(6)}")
        for name in ("Тимур", "Ася"):
            leaving = f"planned_to={day(2)}"
            stay(org.house, case, house, name, "status=checked_in", f"actual_from={day(-5)}", leaving)
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            choose(sitting, screen, "Зара")
            click(screen.view.stays.arrive_button)
            sitting.settle()
            page = screen.view.stack.currentWidget()
            assert isinstance(page, FormPage) and page.form.fields is not None
            row = page.form.fields.rows["exception_reason"]
            assert row.isVisible() and row.error()
            type_text(row.editor.field, "Ночует на кухне")
            press(row.editor.field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
            sitting.settle()
            assert screen.view.stack.currentIndex() == 0
        fields = org.house.fields(planned)
        assert (fields["status"], fields["exception_reason"]) == ("checked_in", "Ночует на кухне")

    def test_who_leaves_is_asked_for_the_reason(
        self, org: Organisation, house: str, case: str, sit_at
    ) -> None:
        record = here(org.house, case, house)
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            choose(sitting, screen, "Тимур")
            click(screen.view.stays.leave_button)
            sitting.settle()
            reason = QApplication.focusWidget()
            type_text(reason, "К сестре")
            press(reason, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
            sitting.settle()
            assert "Тимур" not in texts(screen.view.head)
        fields = org.house.fields(record)
        assert (fields["status"], fields["actual_to"], fields["reason_out"]) == (
            "checked_out",
            day(0),
            "К сестре",
        )

    def test_escape_keeps_what_is_typed(self, org: Organisation, house: str, case: str, sit_at) -> None:
        here(org.house, case, house)
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            choose(sitting, screen, "Тимур")
            click(screen.view.stays.leave_button)
            sitting.settle()
            type_text(QApplication.focusWidget(), "К сестре")
            press(QApplication.focusWidget(), Qt.Key.Key_Escape)
            sitting.settle()
            assert screen.view.stack.currentIndex() == 0
            assert [draft["reason_out"] for draft in sitting.store(drafts.all)] == ["К сестре"]


@pytest.fixture
def known(org: Organisation, house: str, case: str) -> tuple[str, str]:
    """Let headquarters know both houses and somebody who is in the first; give the houses."""
    other = own(org.other)
    org.other.run("set", other, "codename=Осина", "capacity=1", "status=active")
    someone = org.house.add("person", "--case", case, "chosen_name=Тимур")
    for purpose in ("case_management", "share_with_hq"):
        org.house.add("consent", "--person", someone, f"purpose={purpose}", "decision=given")
    here_since = f"actual_from={day(-5)}"
    org.house.add(
        "stay", "--person", someone, f"house={house}", "status=checked_in", here_since, "room=большая"
    )
    org.round()
    org.round(org.other)
    return house, other


class TestDesk:
    """What headquarters sees."""

    def test_those_in_trouble_stand_first_and_typing_filters(
        self, org: Organisation, known: tuple[str, str], sit_at
    ) -> None:
        org.desk.run("set", known[0], "status=compromised")
        org.desk.add("house", "codename=Ёлка", "region=Север", "capacity=3")
        with sit_at(org.desk, language="ru") as sitting:
            screen = show(sitting)
            names = [tile.card.codename for tile in screen.overview.tiles()]
            assert names == ["Тополь", "Ёлка", "Осина"]
            assert "Раскрыт" in screen.overview.tiles()[0].accessibleName()
            assert screen.overview.tiles()[0].accessibleDescription() == "О доме знают посторонние."
            for typed, left in (("елк", ["Ёлка"]), ("юг раскрыт", ["Тополь"]), ("нет такого", [])):
                screen.overview.filter.clear()
                type_text(screen.overview.filter, typed)
                press(screen.overview.filter, Qt.Key.Key_Return)
                assert [tile.card.codename for tile in screen.overview.tiles()] == left
            assert sitting.ctx.words("houses.no_match") in texts(screen)

    def test_a_tile_that_has_not_changed_stays(
        self, org: Organisation, known: tuple[str, str], sit_at
    ) -> None:
        with sit_at(org.desk) as sitting:
            screen = show(sitting)
            first, second = screen.overview.tiles()
            second.setFocus()
            sitting.ctx.tasks.write(
                screen, lambda w: cases.change(w, first.card.id, {"capacity": 9}), lambda _done: None
            )
            sitting.settle()
            now = {tile.card.id: tile for tile in screen.overview.tiles()}
            assert now[second.card.id] is second and second.hasFocus()
            assert now[first.card.id] is not first and now[first.card.id].card.capacity == 9

    def test_enter_opens_a_house_and_escape_comes_back(
        self, org: Organisation, known: tuple[str, str], sit_at
    ) -> None:
        with sit_at(org.desk) as sitting:
            screen = show(sitting)
            first, second = screen.overview.tiles()
            assert first.hasFocus()
            press(first, Qt.Key.Key_Tab)
            assert second.hasFocus()
            press(second, Qt.Key.Key_Return)
            sitting.settle()
            assert screen.here().record == second.card.id
            press(QApplication.focusWidget(), Qt.Key.Key_Escape)
            sitting.settle()
            assert screen.here() == Route("houses")
            assert QApplication.focusWidget().card.id == second.card.id

    def test_a_route_opens_a_house_and_a_change_is_seen(
        self, org: Organisation, known: tuple[str, str], sit_at
    ) -> None:
        with sit_at(org.desk) as sitting:
            screen = show(sitting, Route("houses", record=parse(known[0])))
            assert "Тимур" in texts(screen.view.head)
            sitting.ctx.tasks.write(
                screen, lambda w: cases.change(w, parse(known[0]), {"codename": "Берёза"}), lambda _done: None
            )
            sitting.settle()
            assert screen.view.head.title.text() == "Берёза"

    def test_somebody_moves_and_both_houses_hear_of_it(
        self, org: Organisation, known: tuple[str, str], sit_at
    ) -> None:
        with sit_at(org.desk) as sitting:
            screen = show(sitting, Route("houses", record=parse(known[0])))
            choose(sitting, screen, "Тимур")
            click(screen.view.stays.move_button)
            asked = dialog()
            assert asked.house.value() is not None, "there is only one other house"
            asked.room.setFocus()
            type_text(asked.room, "у окна")
            click(asked.arrived)
            click(asked.save_button)
            sitting.settle()
            assert sitting.errors() == []
            assert "Тимур" not in texts(screen.view.head)
        assert stays(org.desk, known[0]) == {("Тимур", "moved")}
        assert stays(org.desk, known[1]) == {("Тимур", "checked_in")}
        org.round()
        assert stays(org.house, known[0]) == {("Тимур", "moved")}

    def test_a_full_house_asks_why_before_anything_is_written(
        self, org: Organisation, known: tuple[str, str], sit_at
    ) -> None:
        org.desk.run("set", known[1], "capacity=0")
        with sit_at(org.desk) as sitting:
            screen = show(sitting, Route("houses", record=parse(known[0])))
            choose(sitting, screen, "Тимур")
            click(screen.view.stays.move_button)
            asked = dialog()
            assert not asked.exception.isVisible()
            click(asked.save_button)
            sitting.settle()
            assert asked.exception.isVisible() and asked.exception.hasFocus()
            assert cut_off(asked) == []
            assert sitting.store(lambda w: len(safehouses.tonight(w, parse(known[0])))) == 1
            type_text(asked.exception, "На одну ночь")
            press(asked.save_button, Qt.Key.Key_Return)
            sitting.settle()
        assert stays(org.desk, known[1]) == {("Тимур", "planned")}

    def test_a_day_that_is_none_is_said_at_its_field(
        self, org: Organisation, known: tuple[str, str], sit_at
    ) -> None:
        with sit_at(org.desk) as sitting:
            screen = show(sitting, Route("houses", record=parse(known[0])))
            choose(sitting, screen, "Тимур")
            click(screen.view.stays.move_button)
            asked = dialog()
            line = asked.day.focusProxy().focusProxy() or asked.day.focusProxy()
            line.selectAll()
            type_text(line, "завтра")
            click(asked.save_button)
            sitting.settle()
            assert asked.isVisible() and asked._day_row.error()
            press(asked, Qt.Key.Key_Escape)
        assert stays(org.desk, known[0]) == {("Тимур", "checked_in")}

    def test_a_house_without_a_laptop_is_added(
        self, org: Organisation, known: tuple[str, str], sit_at
    ) -> None:
        with sit_at(org.desk) as sitting:
            screen = show(sitting)
            click(screen.overview.add_button)
            sitting.settle()
            line = QApplication.focusWidget()
            type_text(line, "Сосна")
            press(line, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
            sitting.settle()
            assert screen.view.head.title.text() == "Сосна"
        names = {one["fields"].get("codename") for one in org.desk.run("list", "house")}
        assert names == {"Тополь", "Осина", "Сосна"}


class TestAssigning:
    """Somebody gets a place."""

    def test_found_by_typing_placed_by_keys_and_known_at_the_house(
        self, org: Organisation, house: str, case: str, sit_at
    ) -> None:
        someone = org.house.add("person", "--case", case, "chosen_name=Тимур")
        first = here(org.house, org.house.add("case", "alias=Белая цапля"), house, "Ася")
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            click(screen.view.head.assign_button)
            sitting.settle()
            pane = screen.view.stack.currentWidget()
            assert isinstance(pane, AssignPane)
            assert pane.search.hasFocus()
            type_text(pane.search, "тиму")
            press(pane.search, Qt.Key.Key_Return)
            sitting.settle()
            (entry,) = pane.list.entries()
            assert (entry.title, entry.line) == ("Тимур", "Тихий клён · без дома")
            pane.list.setFocus()
            sitting.settle()
            assert pane.form is None, "to come to the list is not to choose"
            press(pane.list, Qt.Key.Key_Return)
            sitting.settle()
            assert pane.form is not None and pane.form.fields is not None
            (chip,) = [one for one in pane.findChildren(Chip) if one.label() == "малая"]
            click(chip)
            press(
                pane.form.fields.rows["room"].editor.field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier
            )
            sitting.settle()
            assert sitting.errors() == []
            assert screen.view.stays.chosen().name == "Тимур"
        (made,) = (one for one in org.house.run("list", "stay") if one["id"] != first)
        assert made["fields"] == {
            "person": someone,
            "house": house,
            "room": "малая",
            "status": "planned",
            "planned_from": day(0),
        }

    def test_a_place_that_is_taken_needs_a_reason(
        self, org: Organisation, house: str, case: str, sit_at
    ) -> None:
        org.house.run("set", house, "capacity=0")
        org.house.add("person", "--case", case, "chosen_name=Тимур")
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            click(screen.view.head.assign_button)
            sitting.settle()
            pane = screen.view.stack.currentWidget()
            pane.list.choose(pane.list.entries()[0].key)
            sitting.settle()
            pane.form.save()
            sitting.settle()
            row = pane.form.fields.rows["exception_reason"]
            assert row.isVisible() and row.error()
            type_text(row.editor.field, "Больше некуда")
            press(row.editor.field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
            sitting.settle()
        assert stays(org.house, house) == {("Тимур", "planned")}

    def test_what_was_typed_is_there_again(self, org: Organisation, house: str, case: str, sit_at) -> None:
        org.house.add("person", "--case", case, "chosen_name=Тимур")
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            for typed in ("Просила сестра", ""):
                click(screen.view.head.assign_button)
                sitting.settle()
                pane = screen.view.stack.currentWidget()
                pane.list.choose(pane.list.entries()[0].key)
                sitting.settle()
                field = pane.form.fields.rows["reason_in"].editor.field
                type_text(field, typed)
                assert field.value() == "Просила сестра"
                press(field, Qt.Key.Key_Escape)
                sitting.settle()
        assert stays(org.house, house) == set()


class TestStatus:
    """How a house stands."""

    def test_a_status_is_chosen_by_what_it_means(self, org: Organisation, house: str, sit_at) -> None:
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            click(screen.view.head.status_button)
            asked = dialog()
            assert "People stay there, nobody else can come." in texts(asked)
            assert "compromised" not in texts(asked).casefold()
            asked.choice.set_value("full")
            press(asked.save_button, Qt.Key.Key_Return)
            sitting.settle()
            assert "Full" in screen.view.head._badge.text()
        assert org.house.fields(house)["status"] == "full"

    def test_an_alarm_says_what_it_does_and_does_it_on_both_sides(
        self, org: Organisation, house: str, case: str, sit_at
    ) -> None:
        here(org.house, case, house)
        org.round()
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            click(screen.view.head.alarm_button)
            asked = dialog()
            said = texts(asked)
            assert "first on the list of today" in said and "Here tonight: Тимур." in said
            assert "next bundle" in said
            press(asked.choice, Qt.Key.Key_Return)
            sitting.settle()
            assert asked.isVisible(), "Enter is no alarm"
            asked.text.selectAll()
            type_text(asked.text, "Внизу двое")
            click(asked.yes)
            sitting.settle()
            assert sitting.errors() == []
            assert "Others know of this house." in texts(screen.view.head)
            click(screen.view.head.alarm_button)
            assert dialog().choice.value() == "evacuating", "what comes next"
            press(dialog(), Qt.Key.Key_Escape)
        org.round()
        assert org.desk.fields(house)["status"] == "compromised"
        (message,) = org.desk.run("list", "message")
        assert message["fields"]["text"] == "Внизу двое"
        assert message["fields"]["type"] == "compromise_alert"
        critical = {item["what"] for item in org.desk.run("today")["items"] if item["urgency"] == "critical"}
        assert "compromised" in critical
        with sit_at(org.desk) as sitting:
            screen = show(sitting, Route("houses", record=parse(house)))
            click(screen.view.head.status_button)
            asked = dialog()
            assert sitting.ctx.words("houses.ends_alarm") in texts(asked)
            asked.choice.set_value("active")
            click(asked.save_button)
            sitting.settle()
        assert org.desk.fields(house)["status"] == "active"

    def test_an_alarm_that_is_refused_stays_open(self, org: Organisation, house: str, sit_at) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            click(screen.view.head.alarm_button)
            asked = dialog()
            asked.text.clear()
            click(asked.yes)
            sitting.settle()
            assert asked.isVisible() and asked.findChildren(Banner)
            press(asked, Qt.Key.Key_Escape)
        assert org.house.fields(house)["status"] == "active"
        assert org.house.run("list", "message") == []


class TestLooks:
    """Long names, somebody's markup, and room for every word."""

    @pytest.mark.parametrize("language", ["en", "ru"])
    @pytest.mark.parametrize("mode", ["light", "dark"])
    def test_nothing_is_cut_off(
        self, org: Organisation, known: tuple[str, str], sit_at, language: str, mode: str
    ) -> None:
        org.desk.run("set", known[1], "status=evacuating")
        with sit_at(org.desk, language=language, mode=mode) as sitting:
            screen = show(sitting)
            assert cut_off(screen) == []
            assert all(tile.fits() for tile in screen.overview.tiles())
            screen.open(Route("houses", record=parse(known[0])))
            sitting.settle()
            assert cut_off(screen) == []
            for begin in (screen.view._ask_status, screen.view._ask_alarm):
                begin()
                asked = dialog()
                sitting.settle()
                assert cut_off(asked) == []
                asked.reject()
            screen.view.begin_assign()
            sitting.settle()
            assert cut_off(screen) == []

    def test_long_names_and_markup_are_shown_as_they_are(
        self, org: Organisation, house: str, case: str, sit_at
    ) -> None:
        markup = "<b>Тимур</b><img src='file:///etc/passwd'>"
        here(org.house, case, house, markup)
        here(org.house, case, house, LONG, LONG)
        org.house.run("set", house, f"codename={LONG}", f"region={LONG}", 'rooms:=["<i>у окна</i>"]')
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            assert cut_off(screen) == []
            for label in screen.findChildren(QLabel):
                assert label.textFormat() == Qt.TextFormat.PlainText
            assert markup[:39] in texts(screen.view.head)
            found = bars(screen)
            assert markup in found
            assert "&lt;b&gt;" in found[markup].toolTip()
            choose(sitting, screen, markup)
            assert screen.view.stays._name.text() == markup
            for begin in (screen.view._ask_alarm, screen.view._ask_status):
                begin()
                assert cut_off(dialog()) == []
                dialog().reject()
            click(screen.view.stays.edit_button)
            sitting.settle()
            boxes = [
                one for one in cut_off(screen) if not one.startswith("ComboBox")
            ]  # its list has the whole
            assert boxes == []

    def test_a_name_without_end_makes_nothing_wider(
        self, org: Organisation, house: str, case: str, sit_at
    ) -> None:
        endless = "безпробелов" * 18
        here(org.house, case, house, endless, endless)
        org.house.run("set", house, f"codename={endless}", f"region={endless}")
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            assert cut_off(screen) == []
            for begin in (screen.view._ask_alarm, screen.view._ask_status):
                begin()
                assert cut_off(dialog()) == []
                assert dialog().width() < screen.width()
                dialog().reject()
            screen.view.begin_assign()
            sitting.settle()
            assert cut_off(screen) == []

    def test_every_control_has_a_name(self, org: Organisation, known: tuple[str, str], sit_at) -> None:
        with sit_at(org.desk) as sitting:
            screen = show(sitting, Route("houses", record=parse(known[0])))
            for button in screen.findChildren(QPushButton):
                if button.isVisible():
                    assert button.text() or button.accessibleName()
            assert screen.view.stays.back_button.accessibleName()
            assert all(bar.accessibleName() for bar in screen.view.stays.line.buttons())
