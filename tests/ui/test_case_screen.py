"""The screen of a case: what stands over it, its steps, where it says it is, and what it does when something changes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from support.cases import choose, form, open_case, press, settle, tab, titles
from support.cli import Organisation
from support.cutoff import cut_off
from support.desktop import Sitting, type_text
from support.forms import arrives, button, click, enter, fields, line_of, row, said

from app import drafts
from app.casework import status as rules
from app.casework.codes import CaseStatus
from app.ids import parse, to_text
from app.workspace import Workspace
from ui.screens.case.incidents import IncidentsTab
from ui.screens.case.overview import OverviewTab
from ui.screens.case.persons import PersonsTab
from ui.screens.case.screen import CaseScreen
from ui.screens.case.stage import PHASES, StageBar, phase_of, steps
from ui.screens.case.tabs import TABS
from ui.screens.case.tasks import TasksTab
from ui.shell.screen import Route
from ui.widgets.badges import Badge
from ui.widgets.labels import ElidedLabel
from ui.widgets.lines import LinesView
from ui.widgets.lists import EntryList

Sit = Callable[..., AbstractContextManager[Sitting]]


@pytest.fixture
def case(org: Organisation) -> bytes:
    return parse(org.house.add("case", "alias=Тихий берег", "status=sheltered", "priority=urgent"))


@pytest.fixture
def person(org: Organisation, case: bytes) -> bytes:
    return parse(
        org.house.add("person", "--case", to_text(case), "chosen_name=Муса", "legal_name_latin=Musa")
    )


def badges(screen: CaseScreen) -> set[str]:
    assert screen.header is not None
    return {badge.text() for badge in screen.header.findChildren(Badge) if badge.isVisible()}


def pick(sitting: Sitting, screen: CaseScreen, text: str) -> None:
    """Open the menu of steps by key and choose one."""
    assert screen.header is not None
    bar = screen.header.findChildren(StageBar)[-1]
    action = next(one for one in bar.menu.choices.actions() if one.text() == text)
    press(sitting, bar.menu, Qt.Key.Key_Space)
    assert bar.menu.choices.isVisible()
    bar.menu.choices.setActiveAction(action)
    press(sitting, bar.menu.choices, Qt.Key.Key_Return)


# What stands over it.


def test_the_header_says_who_how_bad_and_where(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    with org.house.open() as house:
        place = to_text(house.identity.house_id)
    org.house.run("set", place, "codename=Гнездо")
    org.house.add("risk", "--case", to_text(case), "level=critical")
    org.house.add(
        "stay", "--person", to_text(person), "--house", place, "status=checked_in", "actual_from=2026-01-01"
    )
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case)
        assert screen.header is not None
        assert {"Risk: Critical", "Urgent", "Only here"} <= badges(screen)
        assert "Гнездо" in {label.text() for label in screen.header.findChildren(ElidedLabel)}
        org_bar = screen.header.stage
        assert org_bar is not None
        assert org_bar.menu.text() == "Sheltered"


def test_every_stage_is_in_one_phase_or_beside_the_way() -> None:
    placed = [stage for _, stages in PHASES for stage in stages]
    assert len(placed) == len(set(placed))
    assert set(placed) | rules.BESIDE | {CaseStatus.REOPENED} == set(CaseStatus)
    assert phase_of(CaseStatus.DETAINED) == -1


@pytest.mark.parametrize("at", [None, *CaseStatus])
def test_the_steps_offered_are_those_of_app(at: CaseStatus | None) -> None:
    along, beside, others = steps(at)
    assert {*along, *beside, *others} == set(CaseStatus) - {at}
    for one in (*along, *beside):
        assert rules.on_the_map(at, one)
    for one in others:
        assert not rules.on_the_map(at, one)


def test_a_usual_step_is_taken_at_once_and_taken_back(org: Organisation, sit_at: Sit, case: bytes) -> None:
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case)
        assert screen.header is not None and screen.header.stage is not None
        screen.header.stage.menu.setFocus()
        pick(sitting, screen, "→ Application submitted")
        assert fields(sitting, case)["status"] == "pathway_submitted"
        assert screen.header.stage is not None
        assert screen.header.stage.menu.text() == "Application submitted"
        assert screen.header.stage.menu.hasFocus(), "the keyboard stays where it was"
        click(sitting, screen.header.saved_line.button)
        assert fields(sitting, case)["status"] == "sheltered"


def test_a_step_outside_the_map_wants_a_reason(org: Organisation, sit_at: Sit, case: bytes) -> None:
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case)
        assert screen.header is not None
        pick(sitting, screen, "Another step…")
        panel = screen.header.panel
        assert panel is not None
        panel.which.set_value("arrived")
        panel.which.edited.emit()
        click(sitting, button(panel, "Take the step"))
        assert "“Sheltered” to “Arrived”" in panel.reason_row.error()
        assert fields(sitting, case)["status"] == "sheltered"
        type_text(line_of(panel.reason), "Улетели сами")
        click(sitting, button(panel, "Take the step"))
        assert fields(sitting, case)["status"] == "arrived"
        assert fields(sitting, case)["status_reason"] == "Улетели сами"


def test_what_happens_beside_the_way_may_be_explained(org: Organisation, sit_at: Sit, case: bytes) -> None:
    with sit_at(org.house, language="ru") as sitting:
        screen = open_case(sitting, case)
        assert screen.header is not None
        pick(sitting, screen, "→ Под стражей")
        panel = screen.header.panel
        assert panel is not None
        assert panel.which.value() == "detained"
        press(sitting, panel, Qt.Key.Key_Escape)
        assert fields(sitting, case)["status"] == "sheltered", "Escape does nothing"
        pick(sitting, screen, "→ Под стражей")
        assert screen.header.panel is not None
        click(sitting, button(screen.header.panel, "Сделать шаг"))
        assert fields(sitting, case)["status"] == "detained"
        settle(sitting)
        assert "Под стражей" in badges(screen)


def test_closing_asks_why(org: Organisation, sit_at: Sit, case: bytes) -> None:
    org.house.run("set", to_text(case), "status=settled", "status_reason=шаги пройдены")
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case)
        assert screen.header is not None
        pick(sitting, screen, "→ Closed")
        panel = screen.header.panel
        assert panel is not None
        panel.closure.set_value("settled")
        click(sitting, button(panel, "Take the step"))
        found = fields(sitting, case)
        assert (found["status"], found["closure_reason"]) == ("closed", "settled")
        assert "status_reason" not in found, "the reason of another step is not this one's"


# Where we are.


def test_every_tab_opens_and_says_where_it_is(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    with sit_at(org.house) as sitting:
        screen = open_case(sitting, case)
        for made in TABS:
            screen.open(Route("case", case, made.slug))
            settle(sitting)
            assert (screen.here().case, screen.here().tab) == (case, made.slug)
        assert sitting.errors() == []


def test_a_route_leads_to_its_record(org: Organisation, sit_at: Sit, case: bytes, person: bytes) -> None:
    with sit_at(org.house) as sitting:
        screen = open_case(sitting, case, "persons", person)
        assert screen.here() == Route("case", case, "persons", person)
        assert "Musa" in said(tab(screen, PersonsTab).pane)


def test_another_case_leaves_nothing_of_the_first(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    other = parse(org.house.add("case", "alias=Второй мост"))
    with sit_at(org.house) as sitting:
        screen = open_case(sitting, case, "persons", person)
        screen.open(Route("case", other))
        settle(sitting)
        assert screen.here() == Route("case", other, "overview")
        assert "Musa" not in said(screen)
        assert "Второй мост" in {
            one.accessibleName()
            for one in screen.header.findChildren(object)  # type: ignore[union-attr]
            if hasattr(one, "accessibleName")
        }


def test_a_case_that_is_not_here_is_said(org: Organisation, sit_at: Sit) -> None:
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, bytes(16))
        assert "A case that is not on this laptop" in said(screen)
        assert sitting.errors() == []


def test_a_case_known_by_a_decision_only_says_what_is_kept_from_here(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    org.house.add("consent", "--person", to_text(person), "purpose=share_with_hq", "decision=refused")
    org.round()
    with sit_at(org.desk, language="en") as sitting:
        screen = open_case(sitting, case)
        assert "did not agree" in said(screen)
        assert screen.header is not None
        assert screen.header.stage is None
        assert sitting.errors() == []


# The overview.


def test_what_is_the_matter_leads_to_where_it_is_settled(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    task = parse(org.house.add("task", "--case", to_text(case), "what=позвонить", "due=2026-01-01"))
    with sit_at(org.house) as sitting:
        screen = open_case(sitting, case)
        lines = tab(screen, OverviewTab).findChild(LinesView)
        assert lines is not None
        lines.setFocus()
        press(sitting, lines, Qt.Key.Key_Return)
        assert sitting.went == [Route("case", case, "tasks", task)]


def test_the_overview_says_who_is_where_and_what_they_agreed_to(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    org.house.add("consent", "--person", to_text(person), "purpose=share_with_hq", "decision=given")
    org.house.add("message", "--case", to_text(case), "text=Ждите", "title=Новости")
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case)
        found = tab(screen, OverviewTab)
        people = found.findChild(EntryList)
        assert people is not None
        (entry,) = people.entries()
        assert (entry.title, entry.badge) == ("Муса", ("To headquarters: Given", "good"))
        assert "In no house" in entry.line
        assert "Новости" in said(found)


def test_whom_to_ask_and_what_comes_next_stand_there_too(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    org.house.add("consent", "--person", to_text(person), "purpose=case_management", "decision=given")
    task = parse(org.house.add("task", "--case", to_text(case), "what=позвонить", "due=2039-01-01"))
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case)
        lines = tab(screen, OverviewTab).findChild(LinesView)
        assert lines is not None
        assert [(line.badge, line.text) for line in lines.lines()] == [
            ("Ask", "Муса: Sharing with headquarters"),
            ("Next", "позвонить, by 1 January 2039"),
        ]
        assert "Nothing is due" in said(screen)
        lines.setFocus()
        press(sitting, lines, Qt.Key.Key_Return)
        press(sitting, lines, Qt.Key.Key_Down)
        press(sitting, lines, Qt.Key.Key_Return)
        assert sitting.went == [Route("case", case, "consent"), Route("case", case, "tasks", task)]


def test_the_case_itself_is_edited_here(org: Organisation, sit_at: Sit, case: bytes) -> None:
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case)
        found = tab(screen, OverviewTab)
        click(sitting, button(found, "Edit"))
        assert found.form is not None
        enter(found.form, "alias", "Новый мост", clear=True)
        press(sitting, found.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        assert fields(sitting, case)["alias"] == "Новый мост"
        assert "Saved." in said(found)


# What changes.


def test_what_arrives_is_shown_where_somebody_looks(org: Organisation, sit_at: Sit, case: bytes) -> None:
    org.round()
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case, "tasks")
        found = tab(screen, TasksTab)
        assert titles(found.list) == []
        org.desk.add("task", "--case", to_text(case), "what=перезвонить", "due=2031-01-01")
        arrives(sitting, org, to_text(case), "priority=emergency")
        settle(sitting)
        assert titles(found.list) == ["перезвонить"]
        assert "Emergency" in badges(screen)


def test_a_tab_that_was_away_hears_what_it_missed(org: Organisation, sit_at: Sit, case: bytes) -> None:
    org.round()
    with sit_at(org.house) as sitting:
        screen = open_case(sitting, case, "tasks")
        screen.open(Route("case", case, "overview"))
        settle(sitting)
        org.desk.add("task", "--case", to_text(case), "what=перезвонить")
        arrives(sitting, org, to_text(case), "priority=emergency")
        screen.open(Route("case", case, "tasks"))
        settle(sitting)
        assert titles(tab(screen, TasksTab).list) == ["перезвонить"]


def test_typing_survives_the_screen_being_built_anew(org: Organisation, sit_at: Sit, case: bytes) -> None:
    """As a change of language does: drafts are kept, and another screen opens where the first one was."""
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case, "tasks")
        found = tab(screen, TasksTab)
        click(sitting, button(found, "Add a task"))
        enter(form(found), "what", "купить лекарства")
        sitting.ctx.drafts.flush()
        here = screen.here()
        settle(sitting)
        again = open_case(sitting, here.case, here.tab, here.record)
        assert row(form(tab(again, TasksTab)), "what").value() == "купить лекарства"


def test_typing_survives_going_to_another_case(org: Organisation, sit_at: Sit, case: bytes) -> None:
    other = parse(org.house.add("case", "alias=Второй мост"))
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case, "tasks")
        click(sitting, button(screen, "Add a task"))
        enter(form(tab(screen, TasksTab)), "what", "купить лекарства")
        screen.open(Route("case", other))
        settle(sitting)

        def typed(workspace: Workspace) -> list[object]:
            return [draft.typed["what"] for draft in drafts.all(workspace)]

        assert sitting.store(typed) == ["купить лекарства"]


def test_what_is_begun_is_seen_in_the_list(org: Organisation, sit_at: Sit, case: bytes) -> None:
    task = parse(org.house.add("task", "--case", to_text(case), "what=первая", "due=2031-01-01"))
    other = parse(org.house.add("task", "--case", to_text(case), "what=вторая", "due=2030-01-01"))
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case, "tasks", task)
        found = tab(screen, TasksTab)
        press(sitting, found.list, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        enter(form(found), "for_whom", "Анна")
        press(sitting, line_of(row(form(found), "for_whom")), Qt.Key.Key_Escape)
        marks = {entry.key: entry.aside for entry in found.list.entries()}
        assert marks == {task: "not saved", other: ""}
        assert "What was typed here and not saved is kept." in said(found.pane)
        choose(sitting, found, other)
        choose(sitting, found, task)
        assert row(form(found), "for_whom").value() == "Анна"
        click(sitting, form(found).discard_button)
        assert {entry.aside for entry in found.list.entries()} == {""}


# How it looks.


def test_nothing_is_rich_text_whatever_people_type(org: Organisation, sit_at: Sit) -> None:
    bad = "<h1>жирно</h1>&nbsp;"
    case = parse(org.house.add("case", f"alias={bad}"))
    person = org.house.add("person", "--case", to_text(case), f"chosen_name={bad}")
    incident = parse(org.house.add("incident", "--person", person, f"text={bad}", f"title={bad}"))
    with sit_at(org.house) as sitting:
        screen = open_case(sitting, case, "incidents", incident)
        assert bad in said(tab(screen, IncidentsTab))
        for made in TABS:
            screen.open(Route("case", case, made.slug))
            settle(sitting)
        for label in screen.findChildren(QLabel):
            assert label.textFormat() == Qt.TextFormat.PlainText, label.text()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_nothing_is_cut_off_in_any_tab(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes, language: str
) -> None:
    text = to_text(person)
    org.house.add("risk", "--case", to_text(case), "level=critical", 'dimensions:={"state_reach": 4}')
    org.house.add("incident", "--person", text, "text=Пришли ночью.", "acts=home_raid")
    org.house.add("stay", "--person", text, "status=checked_in", "actual_from=2026-01-01")
    org.house.add("task", "--case", to_text(case), "what=позвонить", "due=2026-01-01")
    org.house.add("consent", "--person", text, "purpose=share_with_hq", "decision=refused")
    with sit_at(org.house, language=language) as sitting:
        screen = open_case(sitting, case)
        for made in TABS:
            screen.open(Route("case", case, made.slug))
            settle(sitting)
            assert cut_off(screen) == [], made.slug


def test_tabs_are_walked_by_keys(org: Organisation, sit_at: Sit, case: bytes) -> None:
    with sit_at(org.house) as sitting:
        screen = open_case(sitting, case)
        assert screen.tabs is not None
        screen.tabs.tabBar().setFocus()
        press(sitting, screen.tabs.tabBar(), Qt.Key.Key_Right)
        assert screen.here().tab == "persons"
        QTest.keyClick(screen.tabs, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
        settle(sitting)
        assert screen.here().tab == "incidents"


def test_what_is_typed_for_a_step_survives_what_happens_in_the_case(
    org: Organisation, sit_at: Sit, case: bytes
) -> None:
    org.round()
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case)
        assert screen.header is not None
        pick(sitting, screen, "→ Detained")
        panel = screen.header.panel
        assert panel is not None
        type_text(line_of(panel.reason), "Забрали утром")
        arrives(sitting, org, to_text(case), "priority=emergency")
        settle(sitting)
        assert "Emergency" in badges(screen), "the header was read again"
        assert screen.header.panel is panel
        assert panel.reason.value() == "Забрали утром"
        assert line_of(panel.reason).hasFocus()
        click(sitting, button(panel, "Take the step"))
        assert fields(sitting, case)["status_reason"] == "Забрали утром"


def test_a_step_to_nowhere_says_what_is_missing(org: Organisation, sit_at: Sit, case: bytes) -> None:
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case)
        assert screen.header is not None
        pick(sitting, screen, "Another step…")
        panel = screen.header.panel
        assert panel is not None
        click(sitting, button(panel, "Take the step"))
        assert panel.which_row.error() == "Choose a stage first."
        press(sitting, panel.which, Qt.Key.Key_Down)
        assert panel.which_row.error() == ""


def test_a_step_is_taken_back_by_the_keys_that_take_back_everywhere(
    org: Organisation, sit_at: Sit, case: bytes
) -> None:
    with sit_at(org.house, language="en") as sitting:
        screen = open_case(sitting, case)
        assert screen.header is not None and screen.header.stage is not None
        screen.header.stage.menu.setFocus()
        pick(sitting, screen, "→ Application submitted")
        press(sitting, screen.header.stage.menu, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert fields(sitting, case)["status"] == "sheltered"


def test_a_long_name_of_a_house_leaves_room_for_the_rest(org: Organisation, sit_at: Sit, case: bytes) -> None:
    with org.house.open() as house:
        place = to_text(house.identity.house_id)
    org.house.run("set", place, "codename=" + "Длинное название " * 11)
    org.house.run("set", to_text(case), f"house={place}")
    with sit_at(org.house) as sitting:
        screen = open_case(sitting, case)
        assert screen.minimumSizeHint().width() <= screen.width()
        assert cut_off(screen) == []


def test_the_keyboard_begins_in_the_overview_and_stays_in_its_lists(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    org.round()
    with sit_at(org.house) as sitting:
        screen = open_case(sitting, case)
        overview = tab(screen, OverviewTab)
        at_the_first(sitting)
        people = overview.findChild(EntryList)
        assert people is not None
        people.setFocus()
        arrives(sitting, org, to_text(case), "priority=emergency")
        settle(sitting)
        (again,) = (one for one in overview.findChildren(EntryList) if one.isVisible())
        assert again is not people
        sitting.qtbot.waitUntil(again.hasFocus)


def test_the_case_itself_is_edited_by_keys_and_leaves_the_keyboard_in_the_overview(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    with sit_at(org.house) as sitting:
        screen = open_case(sitting, case)
        overview = tab(screen, OverviewTab)
        press(sitting, at_the_first(sitting), Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        assert overview.form is not None
        press(sitting, overview.form.focusWidget(), Qt.Key.Key_Escape)
        assert overview.form is None
        at_the_first(sitting)


def at_the_first(sitting: Sitting) -> QWidget:
    """Wait until the keyboard is at the list of what matters."""
    sitting.qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), LinesView))
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_the_keyboard_goes_through_all_tabs_and_is_in_each(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    with sit_at(org.house) as sitting:
        screen = open_case(sitting, case)
        at_the_first(sitting)
        for made in (*TABS[1:], TABS[0]):
            focused = QApplication.focusWidget()
            assert focused is not None
            QTest.keyClick(focused, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
            settle(sitting)
            found = tab(screen, made)
            sitting.qtbot.waitUntil(lambda found=found: here(found), timeout=3000)


def test_walking_along_the_row_of_tabs_stays_there(org: Organisation, sit_at: Sit, case: bytes) -> None:
    with sit_at(org.house) as sitting:
        screen = open_case(sitting, case)
        assert screen.tabs is not None
        screen.tabs.tabBar().setFocus()
        press(sitting, screen.tabs.tabBar(), Qt.Key.Key_Right)
        assert screen.here().tab == "persons"
        assert screen.tabs.tabBar().hasFocus()


def here(found: QWidget) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and found.isAncestorOf(focused) and focused.isVisible()
