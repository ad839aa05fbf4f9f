"""What was typed and not saved is kept: after a pause, when its form closes, and at the last moment before a lock."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit
from support.cli import Organisation
from support.desktop import Sitting, type_text
from support.forms import enter, open_form

from app import cases, drafts
from app.placing import Place
from app.workspace import Workspace
from ui.forms.form import RecordForm

KEY = "form/note/new"
TYPED = "Пришёл ночью, один. <b>не жирно</b>"


def form(sitting: Sitting, case: bytes) -> QLineEdit:
    """Open a form of one field that registers itself as real ones do."""
    field = QLineEdit()
    sitting.qtbot.addWidget(field)
    keep = sitting.ctx.drafts

    def values() -> dict[str, object] | None:
        return {"text": field.text()} if field.text() else None

    keep.register(field, KEY, values, kind="note", place=Place(case=case))
    field.textEdited.connect(lambda _text: keep.touch(KEY))
    field.show()
    return field


def new_case(sitting: Sitting) -> bytes:
    return sitting.store(lambda workspace: cases.add(workspace, "case", {})).id


def typed(workspace: Workspace) -> object:
    found = drafts.load(workspace, KEY)
    return None if found is None else found["text"]


def test_a_pause_keeps_what_was_typed(org: Organisation, sit_at) -> None:  # type: ignore[no-untyped-def]
    with sit_at(org.house) as sitting:
        field = form(sitting, new_case(sitting))
        type_text(field, TYPED)
        sitting.qtbot.waitUntil(lambda: sitting.store(typed) == TYPED, timeout=10_000)
        field.clear()
        type_text(field, "a")
        field.setText("")
        sitting.qtbot.waitUntil(lambda: sitting.store(typed) is None, timeout=10_000)


def test_what_was_typed_a_moment_before_the_lock_is_there_after_it(org: Organisation, sit_at) -> None:  # type: ignore[no-untyped-def]
    with sit_at(org.house) as sitting:
        field = form(sitting, new_case(sitting))
        type_text(field, TYPED)
        pending = sitting.ctx.drafts.pending()
        assert sitting.store(typed) is None, "nothing is kept yet"
        field.deleteLater()
        for keep in pending:
            sitting.store(keep)
    with org.house.open() as workspace:
        assert typed(workspace) == TYPED


def test_a_form_that_closes_keeps_and_one_that_was_saved_forgets(org: Organisation, sit_at) -> None:  # type: ignore[no-untyped-def]
    with sit_at(org.house) as sitting:
        case = new_case(sitting)
        field = form(sitting, case)
        type_text(field, TYPED)
        sitting.ctx.drafts.unregister(KEY, field)
        sitting.settle()
        assert sitting.store(typed) == TYPED
        again: list[object] = []
        field = form(sitting, case)
        sitting.ctx.drafts.load(field, KEY, again.append)
        sitting.settle()
        (found,) = again
        assert isinstance(found, drafts.Draft)
        assert found["text"] == TYPED
        sitting.ctx.drafts.forget(KEY)
        sitting.settle()
        assert sitting.store(typed) is None


def test_the_closing_of_an_older_form_does_not_stop_the_one_built_in_its_place(
    org: Organisation, sit_at
) -> None:  # type: ignore[no-untyped-def]
    with sit_at(org.house) as sitting:
        case = new_case(sitting)
        older = RecordForm(sitting.ctx, "note", case=case)
        newer = RecordForm(sitting.ctx, "note", case=case)
        assert older.key == newer.key
        open_form(sitting, older)
        open_form(sitting, newer)
        older.leave()
        enter(newer, "text", TYPED)
        for keep in sitting.ctx.drafts.pending():
            sitting.store(keep)
        found = sitting.store(lambda workspace: drafts.load(workspace, newer.key))
        assert found is not None, "nobody watched the form that stands there"
        assert found["text"] == TYPED
