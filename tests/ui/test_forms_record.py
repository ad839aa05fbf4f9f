"""A form on a real store: what is typed is saved and nothing else, refused at its field, kept as a draft, and never lost to what arrives."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from support.cli import Organisation
from support.cutoff import cut_off
from support.desktop import Sitting
from support.forms import (
    arrives,
    button,
    chip,
    click,
    enter,
    fields,
    line_of,
    open_form,
    row,
    said,
    save,
    stored,
)

from app import drafts, lists, views
from app.absence import Absent, Why
from app.casework.compartments import Compartment, scope_id
from app.ids import parse, to_text
from app.lists import Query
from app.placing import Place
from app.workspace import Workspace
from storage import log
from storage.log import NewEdit
from storage.scopes import ScopeId
from ui.forms.absent import AbsentNote
from ui.forms.conflict import ConflictPanel
from ui.forms.form import RecordForm
from ui.forms.saving import Saved, draft_key
from ui.widgets.ticks import Radio

Sit = Callable[..., AbstractContextManager[Sitting]]
LONG = ("Абдурахманова-Ибрагимова " * 9)[:199].strip() + "ё"


@pytest.fixture
def case(org: Organisation) -> bytes:
    return parse(org.house.add("case", "alias=Тихий берег"))


@pytest.fixture
def person(org: Organisation, case: bytes) -> bytes:
    made = org.house.add("person", "--case", to_text(case), "chosen_name=Муса", "legal_name_latin=Musa")
    return parse(made)


def listed(sitting: Sitting, kind: str, case: bytes) -> list[lists.Listed]:
    return sitting.store(lambda w: lists.list_records(w, Query(kind, case=case)))


def written(sitting: Sitting, record: bytes) -> list[str]:
    return [past.field for past in sitting.store(lambda w: views.history(w, record))]


def new(sitting: Sitting, kind: str, case: bytes, **options: object) -> RecordForm:
    return open_form(sitting, RecordForm(sitting.ctx, kind, case=case, **options))  # type: ignore[arg-type]


def edit(sitting: Sitting, kind: str, record: bytes, case: bytes | None = None) -> RecordForm:
    return open_form(sitting, RecordForm(sitting.ctx, kind, record, case=case))


# What is saved.


def test_a_person_typed_in_cyrillic_is_in_every_compartment_of_the_store(
    org: Organisation, sit_at: Sit, case: bytes
) -> None:
    with sit_at(org.house, language="ru") as sitting:
        form = new(sitting, "person", case)
        kept: list[Saved] = []
        form.saved.connect(kept.append)
        assert len(LONG) == 200
        enter(form, "chosen_name", LONG)
        enter(form, "legal_name_cyrillic", "Муса «Мусса» Ибрагимов")
        enter(form, "birth_date", "7.3.1994")
        enter(form, "safe_to_contact", "Не звонить.\nПисать вечером.")
        click(sitting, chip(row(form, "sex_in_documents"), "М"))
        save(sitting, form)
        (saved,) = kept
        found = fields(sitting, saved.record)
        assert found["chosen_name"] == LONG
        assert found["legal_name_cyrillic"] == "Муса «Мусса» Ибрагимов"
        assert found["birth_date"] == "1994-03-07"
        assert found["safe_to_contact"] == "Не звонить.\nПисать вечером."
        assert found["sex_in_documents"] == "m"
        assert set(stored(sitting, saved.record).scopes) == {Compartment.CORE, Compartment.IDENTITY}
        assert sitting.store(lambda w: drafts.all(w)) == []


def test_only_what_was_typed_is_written(org: Organisation, sit_at: Sit, person: bytes, case: bytes) -> None:
    with sit_at(org.house) as sitting:
        before = written(sitting, person)
        form = edit(sitting, "person", person, case)
        enter(form, "codeword", "метроном")
        enter(form, "pronouns", "он")
        line = line_of(row(form, "pronouns"))
        QTest.keyClick(line, Qt.Key.Key_Backspace)
        QTest.keyClick(line, Qt.Key.Key_Backspace)
        save(sitting, form)
        assert written(sitting, person)[len(before) :] == ["codeword"]


def test_nothing_is_typed_into_what_is_being_saved_and_lost_with_it(
    org: Organisation, sit_at: Sit, person: bytes, case: bytes
) -> None:
    with sit_at(org.house) as sitting:
        form = edit(sitting, "person", person, case)
        enter(form, "pronouns", "он")
        with sitting.busy():
            QTest.keyClick(form.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
            enter(form, "pronouns", "а")
            assert row(form, "pronouns").value() == "он"
        sitting.settle()
        assert fields(sitting, person)["pronouns"] == "он"


def test_what_was_refused_can_be_typed_into_again(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    with sit_at(org.house) as sitting:
        values = {"person": to_text(person), "planned_from": "2026-02", "planned_to": "2026-01"}
        form = new(sitting, "stay", case, values=values)
        save(sitting, form)
        assert row(form, "planned_to").error()
        enter(form, "room", "2")
        assert row(form, "room").value() == "2"


def test_a_field_that_is_emptied_is_cleared(
    org: Organisation, sit_at: Sit, person: bytes, case: bytes
) -> None:
    with sit_at(org.house) as sitting:
        form = edit(sitting, "person", person, case)
        enter(form, "legal_name_latin", "", clear=True)
        save(sitting, form)
        assert "legal_name_latin" not in fields(sitting, person)


# What is refused.


def test_refusals_stand_at_their_fields_and_nothing_is_written(
    org: Organisation, sit_at: Sit, case: bytes
) -> None:
    with sit_at(org.house, language="en") as sitting:
        form = new(sitting, "person", case)
        enter(form, "chosen_name", "Муса")
        enter(form, "birth_date", "31.2.1994")
        save(sitting, form)
        assert "1994-03-07" in row(form, "birth_date").error()
        assert form.focusWidget() is line_of(row(form, "birth_date"))
        assert listed(sitting, "person", case) == []
        enter(form, "birth_date", "28.2.1994", clear=True)
        assert row(form, "birth_date").error() == ""
        save(sitting, form)
        assert len(listed(sitting, "person", case)) == 1


def test_what_is_required_is_asked_for(org: Organisation, sit_at: Sit, case: bytes) -> None:
    with sit_at(org.house, language="en") as sitting:
        form = new(sitting, "risk", case)
        enter(form, "text", "страшно")
        save(sitting, form)
        assert "“Level”" in row(form, "level").error()
        assert listed(sitting, "risk", case) == []


def test_a_period_that_runs_backwards_is_said_at_its_end(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    with sit_at(org.house, language="ru") as sitting:
        form = new(sitting, "stay", case, values={"person": to_text(person)})
        enter(form, "planned_from", "2.12.2026")
        enter(form, "planned_to", "1.12.2026")
        save(sitting, form)
        assert row(form, "planned_to").error().startswith("«План: до» раньше, чем «План: с».")
        assert listed(sitting, "stay", case) == []


def test_an_overlap_can_be_excused_where_it_is_refused(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    with org.house.open() as open_house:
        house = to_text(open_house.identity.house_id)
    org.house.run("set", house, "codename=Гнездо", "capacity=3")
    org.house.add("stay", "--person", to_text(person), "--house", house, "planned_from=2026-12-01")
    with sit_at(org.house, language="ru") as sitting:
        values = {"person": to_text(person), "house": house}
        form = new(sitting, "stay", case, values=values)
        assert row(form, "exception_reason").isHidden()
        enter(form, "planned_from", "3.12.2026")
        save(sitting, form)
        excuse = row(form, "exception_reason")
        assert excuse.isVisible()
        assert "«Причина исключения»" in excuse.error()
        assert len(listed(sitting, "stay", case)) == 1
        enter(form, "exception_reason", "Переехал в другую комнату")
        save(sitting, form)
        assert len(listed(sitting, "stay", case)) == 2


def test_an_override_asks_for_its_grounds(org: Organisation, sit_at: Sit, case: bytes, person: bytes) -> None:
    with sit_at(org.house, language="en") as sitting:
        fixed = {"person": to_text(person), "purpose": "share_with_medical"}
        form = new(sitting, "consent", case, fixed=fixed)
        assert row(form, "legal_basis").isHidden()
        click(sitting, chip(row(form, "decision"), "Without consent, on another legal basis"))
        assert row(form, "legal_basis").isVisible()
        save(sitting, form)
        assert "An override needs a legal basis" in row(form, "legal_basis").error()
        assert listed(sitting, "consent", case) == []


def test_what_may_not_be_written_here_is_said_over_the_form(
    org: Organisation, sit_at: Sit, case: bytes
) -> None:
    with sit_at(org.house, language="en") as sitting:
        place = Place(case=case, compartment=Compartment.ROUTE)
        form = new(sitting, "task", case, place=place)
        enter(form, "what", "позвонить юристу")
        save(sitting, form)
        assert "“Way out”" in said(form)
        assert form.save_button.isEnabled(), "it can be tried again"
        assert row(form, "what").value() == "позвонить юристу"


# Drafts.


def test_what_was_typed_is_there_again_after_the_store_was_closed(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    with sit_at(org.house) as sitting:
        form = edit(sitting, "person", person, case)
        enter(form, "codeword", "смородина")
        enter(form, "birth_date", "31.2.")
        for keep in sitting.ctx.drafts.pending():
            sitting.store(keep)
    with sit_at(org.house, language="en") as sitting:
        form = edit(sitting, "person", person, case)
        assert row(form, "codeword").value() == "смородина"
        assert row(form, "birth_date").value() == "31.2.", "as typed, though it is no date"
        assert "was put back" in said(form)
        assert "codeword" not in fields(sitting, person)
        enter(form, "birth_date", "", clear=True)
        save(sitting, form)
        assert fields(sitting, person)["codeword"] == "смородина"
        assert sitting.store(lambda w: drafts.all(w)) == []


def test_a_new_record_that_was_begun_comes_back_too(org: Organisation, sit_at: Sit, case: bytes) -> None:
    with sit_at(org.house) as sitting:
        form = new(sitting, "task", case)
        enter(form, "what", "купить лекарства")
        QTest.keyClick(form.focusWidget(), Qt.Key.Key_Escape)
        form.leave()
        sitting.settle()
    with sit_at(org.house) as sitting:
        form = new(sitting, "task", case)
        assert row(form, "what").value() == "купить лекарства"
        click(sitting, form.discard_button)
        assert sitting.store(lambda w: drafts.load(w, draft_key("task", None, case))) is None
        assert listed(sitting, "task", case) == []


def test_a_draft_stands_on_what_its_form_showed_not_on_what_came_since(
    org: Organisation, sit_at: Sit, case: bytes
) -> None:
    org.round()
    with sit_at(org.house) as sitting:
        form = edit(sitting, "case", case, case)
        enter(form, "alias", "Наш мост", clear=True)
        for keep in sitting.ctx.drafts.pending():
            sitting.store(keep)
    org.desk.run("set", to_text(case), "alias=Их мост")
    org.carry(org.desk, org.house)
    with sit_at(org.house) as sitting:
        form = edit(sitting, "case", case, case)
        assert row(form, "alias").value() == "Наш мост"
        save(sitting, form)
        found = stored(sitting, case).conflicts["alias"]
        assert {value.value for value in found} == {"Наш мост", "Их мост"}


# What arrives.


def test_an_import_while_somebody_types_is_a_conflict_and_not_a_loss(
    org: Organisation, sit_at: Sit, case: bytes
) -> None:
    org.round()
    with sit_at(org.house, language="en") as sitting:
        form = edit(sitting, "case", case, case)
        enter(form, "alias", "Наш мост", clear=True)
        arrives(sitting, org, to_text(case), "alias=Их мост", "hq_caseworker=Anna")
        assert row(form, "alias").value() == "Наш мост", "nothing is put over the typing"
        assert "Их мост" in said(row(form, "alias"))
        assert row(form, "hq_caseworker").value() == "Anna", "what nobody typed follows the store"
        save(sitting, form)
        after = stored(sitting, case)
        assert {value.value for value in after.conflicts["alias"]} == {"Наш мост", "Их мост"}
        assert "hq_caseworker" not in after.conflicts


def in_conflict(org: Organisation, case: bytes) -> None:
    org.round()
    org.house.run("set", to_text(case), "alias=Наш мост")
    org.desk.run("set", to_text(case), "alias=Их мост")
    org.carry(org.desk, org.house)


def test_a_conflict_is_settled_at_its_field_by_choosing(org: Organisation, sit_at: Sit, case: bytes) -> None:
    in_conflict(org, case)
    with sit_at(org.house, language="en") as sitting:
        form = edit(sitting, "case", case, case)
        panel = row(form, "alias").findChild(ConflictPanel)
        assert panel is not None
        assert "2 values were written here" in said(panel)
        assert "desk-1" in said(panel)
        assert "house-a" in said(panel)
        other = next(radio for radio in panel.findChildren(Radio) if radio.accessibleName() == "Наш мост")
        QTest.keyClick(other, Qt.Key.Key_Space)
        click(sitting, panel.take)
        after = stored(sitting, case)
        assert after.conflicts == {}
        assert after.fields["alias"] == "Наш мост"
        sitting.settle()
        assert row(form, "alias").value() == "Наш мост"
        assert not [one for one in row(form, "alias").findChildren(ConflictPanel) if one.isVisible()]


def test_or_by_writing_another_value(org: Organisation, sit_at: Sit, case: bytes) -> None:
    in_conflict(org, case)
    with sit_at(org.house, language="en") as sitting:
        form = edit(sitting, "case", case, case)
        enter(form, "alias", "Третий мост", clear=True)
        save(sitting, form)
        after = stored(sitting, case)
        assert after.conflicts == {}
        assert after.fields["alias"] == "Третий мост"


# What is not here, and what nobody understands.


def test_what_was_dropped_here_is_said_and_can_be_asked_for(
    org: Organisation, sit_at: Sit, case: bytes, person: bytes
) -> None:
    org.round()
    org.round()
    org.house.run("shed", to_text(person), "--compartment", "identity")
    with sit_at(org.house, language="en") as sitting:
        form = edit(sitting, "person", person, case)
        assert form.fields is not None
        assert "legal_name_latin" not in form.fields.rows, "an empty field would look like no data"
        assert "Identity: not on this laptop" in said(form)
        enter(form, "codeword", "метроном")
        save(sitting, form)
        assert fields(sitting, person)["codeword"] == "метроном"
        note = next(one for one in form.findChildren(AbsentNote) if one.isVisible())
        click(sitting, button(note, "Ask for it"))
        scope = ScopeId(scope_id(Compartment.IDENTITY, person))

        def wanted(workspace: Workspace) -> bool:
            with workspace.vault.read() as tx:
                return log.scopes(tx)[scope].wanted

        assert sitting.store(wanted)


def test_a_value_that_nobody_understands_survives_the_form(
    org: Organisation, sit_at: Sit, case: bytes
) -> None:
    with org.house.open() as house, house.vault.transaction() as tx:
        edit_ = NewEdit(case, "case", "intake_channel", "by_pigeon", ())
        scope = ScopeId(scope_id(Compartment.CORE, case))
        log.append(tx, house.identity.author, scope, [edit_], rng=house.rng, now=house.now)
    with sit_at(org.house, language="en") as sitting:
        form = edit(sitting, "case", case, case)
        assert "by_pigeon" in said(row(form, "intake_channel"))
        enter(form, "hq_caseworker", "Anna")
        save(sitting, form)
        found = fields(sitting, case)
        assert found["intake_channel"] == "by_pigeon"
        assert found["hq_caseworker"] == "Anna"


def test_nothing_in_a_form_is_rich_text(org: Organisation, sit_at: Sit, case: bytes) -> None:
    bad = "<img src=file:///etc/hostname><b>Муса</b>"
    person = parse(org.house.add("person", "--case", to_text(case), f"chosen_name={bad}"))
    with sit_at(org.house) as sitting:
        for form in (edit(sitting, "person", person, case), new(sitting, "incident", case)):
            for label in form.findChildren(QLabel):
                assert label.textFormat() == Qt.TextFormat.PlainText, label.text()
        assert row(form, "person").editor._combo.findText(bad) >= 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("kind", ["case", "person", "risk", "consent", "incident", "stay", "task"])
def test_nothing_is_cut_off_in_a_form(
    org: Organisation, sit_at: Sit, case: bytes, kind: str, language: str
) -> None:
    with sit_at(org.house, language=language) as sitting:
        form = RecordForm(sitting.ctx, kind, case=case)
        open_form(sitting, form).resize(720, 560)
        sitting.settle()
        assert cut_off(form) == []


class _Windows(QObject):
    """Hears which widgets are shown as windows of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


@pytest.mark.parametrize("kind", ["person", "incident", "consent"])
def test_no_part_of_a_form_is_ever_a_window_of_its_own(
    org: Organisation, sit_at: Sit, case: bytes, kind: str, qapp: QApplication
) -> None:
    windows = _Windows()
    qapp.installEventFilter(windows)
    try:
        with sit_at(org.house) as sitting:
            new(sitting, kind, case)
    finally:
        qapp.removeEventFilter(windows)
    assert windows.shown == ["RecordForm"]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("why", list(Why))
def test_every_reason_why_something_is_not_here_is_said(
    org: Organisation, sit_at: Sit, person: bytes, why: Why, language: str
) -> None:
    with sit_at(org.house, language=language) as sitting:
        note = AbsentNote(sitting.ctx, person, Absent(Compartment.STORY, why, person), "Муса")
        sitting.qtbot.addWidget(note)
        note.show()
        assert "(Муса)" in said(note)
        buttons = note.findChildren(QPushButton)
        assert bool(buttons) is (why is Why.SHED), "only what was dropped here can be asked for here"
