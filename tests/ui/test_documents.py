"""The documents of a case: put in, listed, opened, taken out, asked for; each checked in the store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QWidget
from support.cli import Organisation
from support.cutoff import cut_off
from support.desktop import PATIENCE_MS, Sitting, type_text
from support.papers import pdf, photo, show_tab

from app import attached, documents, views
from app.casework.compartments import Compartment
from app.ids import parse, to_text
from app.workspace import Workspace
from storage import records
from ui.dialogs import attach as attaching
from ui.dialogs.attach import AttachDialog
from ui.dialogs.confirm import Confirm
from ui.dialogs.files import FileDialog
from ui.dialogs.originals import OriginalsDialog
from ui.screens.case.document_form import DocumentDialog
from ui.screens.case.documents import DocumentsTab
from ui.screens.case.documents_model import TITLE, WHERE, WHOSE
from ui.screens.documents.taking import file_name
from ui.screens.documents.viewer import Viewer

W = TypeVar("W", bound=QWidget)
HOSTILE = "..\u202egnp.<b>CON&amp;\n.jpg"


@pytest.fixture
def case(org: Organisation) -> bytes:
    """A case of the house with one person."""
    made = org.house.add("case", "alias=Тихий клён")
    org.house.add("person", "--case", made, "chosen_name=Муса")
    return parse(made)


@pytest.fixture
def scans(tmp_path: Path) -> list[Path]:
    """Two files as somebody has them."""
    folder = tmp_path / "Загрузки"
    folder.mkdir()
    files = {"скан.pdf": pdf(), HOSTILE: photo()}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in files]


def shown(kind: type[W]) -> W:
    """Return the dialog of a kind that is open."""
    (found,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())
    return found


def wait_for(sitting: Sitting, kind: type[W]) -> W:
    def there() -> bool:
        return any(isinstance(one, kind) and one.isVisible() for one in QApplication.topLevelWidgets())

    sitting.qtbot.waitUntil(there, timeout=PATIENCE_MS)
    sitting.settle()
    return shown(kind)


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def drop(tab: DocumentsTab, paths: list[Path]) -> None:
    """Drop files on a tab, as a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(9, 9), action, data, button, none)
    QApplication.sendEvent(tab, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(tab, QDropEvent(QPointF(9, 9), action, data, button, none))


def stored(workspace: Workspace, case: bytes) -> list[attached.Document]:
    return attached.of_case(workspace, case).found


def choose_person(dialog: AttachDialog) -> None:
    """Choose the person with keys, as somebody does."""
    dialog.home.about.setFocus()
    QTest.keyClick(dialog.home.about, Qt.Key.Key_Down)


def put_in(sitting: Sitting, case: bytes, paths: list[Path]) -> DocumentsTab:
    tab = show_tab(sitting, DocumentsTab, case)
    drop(tab, paths)
    dialog = wait_for(sitting, AttachDialog)
    click(dialog.attach_button)
    wait_for(sitting, OriginalsDialog).reject()
    sitting.settle()
    return tab


def test_dropped_files_are_put_in_with_what_was_said_of_them(org, sit_at, case, scans) -> None:
    with sit_at(org.house, language="en") as sitting:
        tab = show_tab(sitting, DocumentsTab, case)
        drop(tab, scans)
        dialog = wait_for(sitting, AttachDialog)
        assert cut_off(dialog) == []
        first = dialog.rows[0]
        type_text(first.title_field, "Справка")
        first.type_field.setFocus()
        QTest.keyClick(first.type_field, Qt.Key.Key_Down)
        choose_person(dialog)
        assert "Headquarters and this house" in dialog.home.readers.text()
        click(dialog.attach_button)
        originals = wait_for(sitting, OriginalsDialog)
        found = {one.fields.get("title"): one for one in sitting.store(lambda w: stored(w, case))}
        assert set(found) == {"Справка", None}
        scan, picture = found["Справка"], found[None]
        assert scan.compartment is picture.compartment is Compartment.IDENTITY
        assert scan.fields["type"] == "identity_paper"
        assert (scan.fields["metadata"], picture.fields["metadata"]) == ("pdf_untouched", "stripped")
        names = {
            sitting.store(lambda w, one=one: views.show(w, one.id)).fields["file_name"]
            for one in found.values()
        }
        assert names == {path.name.replace("\n", "_") for path in scans}, (
            "whatever a file is called, it is text"
        )
        assert all(path.exists() for path in scans), "nothing is deleted by itself"
        originals.reject()
        sitting.settle()
        assert tab.model.rowCount() == 2
        texts = [tab.model.index(row, column).data() for row in range(2) for column in range(8)]
        assert not any(path.name in str(text) for path in scans for text in texts), (
            "lists show no names of files"
        )
        assert {tab.model.index(row, WHOSE).data() for row in range(2)} == {"Муса · Identity"}


def test_files_can_be_chosen_by_keys(org, sit_at, case, scans) -> None:
    with sit_at(org.house) as sitting:
        tab = show_tab(sitting, DocumentsTab, case)
        QTest.keyClick(
            tab, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
        chooser = wait_for(sitting, FileDialog)
        chooser.chosen.emit([scans[0]])
        chooser.accept()
        dialog = wait_for(sitting, AttachDialog)
        assert [row.path for row in dialog.rows] == [scans[0]]
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        wait_for(sitting, OriginalsDialog).reject()
        assert len(sitting.store(lambda w: stored(w, case))) == 1


def test_evidence_keeps_every_byte(org, sit_at, case, scans) -> None:
    original = scans[1].read_bytes()
    with sit_at(org.house) as sitting:
        tab = show_tab(sitting, DocumentsTab, case)
        drop(tab, [scans[1]])
        dialog = wait_for(sitting, AttachDialog)
        assert not dialog.evidence.value()
        dialog.evidence.setFocus()
        QTest.keyClick(dialog.evidence, Qt.Key.Key_Space)
        click(dialog.attach_button)
        wait_for(sitting, OriginalsDialog).reject()
        (one,) = sitting.store(lambda w: stored(w, case))
        assert one.fields["metadata"] == "kept_as_evidence"
        assert sitting.store(lambda w: documents.read(w, one.id, most=1 << 20)) == original
        assert tab.model.rowCount() == 1


def test_originals_go_one_by_one_and_only_when_ticked(org, sit_at, case, scans) -> None:
    with sit_at(org.house, language="en") as sitting:
        tab = show_tab(sitting, DocumentsTab, case)
        drop(tab, scans)
        click(wait_for(sitting, AttachDialog).attach_button)
        originals = wait_for(sitting, OriginalsDialog)
        assert cut_off(originals) == []
        assert not any(tick.value() for tick in originals.ticks)
        assert not originals.delete_button.isEnabled()
        originals.ticks[0].setFocus()
        QTest.keyClick(originals.ticks[0], Qt.Key.Key_Space)
        click(originals.delete_button)
        sitting.settle()
        assert [path.exists() for path in scans] == [False, True]
        assert "1 original was deleted." in [notice.what for notice in sitting.ctx.notices.kept]


def test_an_original_that_changed_since_stays_and_that_is_said(org, sit_at, case, scans) -> None:
    with sit_at(org.house) as sitting:
        tab = show_tab(sitting, DocumentsTab, case)
        drop(tab, scans[:1])
        click(wait_for(sitting, AttachDialog).attach_button)
        originals = wait_for(sitting, OriginalsDialog)
        scans[0].write_bytes(b"somebody went on with it")
        QTest.keyClick(originals.ticks[0], Qt.Key.Key_Space)
        click(originals.delete_button)
        sitting.settle()
        assert scans[0].exists()
        assert len(sitting.errors()) == 1


def test_a_file_that_cannot_be_read_keeps_no_other_out(org, sit_at, case, scans, tmp_path: Path) -> None:
    with sit_at(org.house) as sitting:
        tab = show_tab(sitting, DocumentsTab, case)
        drop(tab, [tmp_path / "gone.jpg", scans[0], tmp_path])
        dialog = wait_for(sitting, AttachDialog)
        click(dialog.attach_button)
        wait_for(sitting, OriginalsDialog).reject()
        assert len(sitting.store(lambda w: stored(w, case))) == 1
        assert len(sitting.errors()) == 2


def test_cancelling_leaves_whole_files_or_none(org, sit_at, case, scans, monkeypatch) -> None:
    """Cancelled within the second file: the first is in, of the second nothing is."""
    with sit_at(org.house) as sitting:
        tab = show_tab(sitting, DocumentsTab, case)
        drop(tab, scans)
        dialog = wait_for(sitting, AttachDialog)
        attach = documents.attach

        def cancelled_in_the_second(
            workspace: Workspace, path: Path, *rest: object, **named: object
        ) -> object:
            if path == scans[1]:
                dialog.progress.cancel.click()
            return attach(workspace, path, *rest, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(attaching.documents, "attach", cancelled_in_the_second)
        click(dialog.attach_button)
        originals = wait_for(sitting, OriginalsDialog)
        assert len(originals.ticks) == 1
        assert len(sitting.store(lambda w: stored(w, case))) == 1
        assert sitting.errors() == []
        names = [path.name for path in org.house.path.rglob("*") if len(path.name) == 24]
        assert len(names) == 1, "no bytes of a file that was cancelled stay in the store"
        assert tab.model.rowCount() == 1


def test_it_opens_with_enter_and_double_click(org, sit_at, case, scans) -> None:
    with sit_at(org.house) as sitting:
        tab = put_in(sitting, case, scans[:1])
        tab.table.setFocus()
        QTest.keyClick(tab.table, Qt.Key.Key_Return)
        wait_for(sitting, Viewer).reject()
        place = tab.table.visualRect(tab.model.index(0, TITLE)).center()
        viewport = tab.table.viewport()
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)
        viewer = wait_for(sitting, Viewer)
        assert viewer.shown() in (viewer.page_view, viewer.findChild(QWidget))
        viewer.reject()


def test_who_comes_for_a_document_finds_it_chosen(org, sit_at, case, scans) -> None:
    with sit_at(org.house) as sitting:
        tab = put_in(sitting, case, scans)
        record = tab.model.document(1).id
        again = show_tab(sitting, DocumentsTab, case, record)
        assert again.record() == record
        assert again.table.currentIndex().row() == 1
        assert not any(isinstance(one, Viewer) for one in QApplication.topLevelWidgets() if one.isVisible())


def test_taking_out_is_asked_first_and_written_down(org, sit_at, case, scans, tmp_path: Path) -> None:
    original = scans[0].read_bytes()
    with sit_at(org.house, language="en") as sitting:
        tab = put_in(sitting, case, scans[:1])
        click(tab.take_button)
        question = shown(Confirm)
        assert "trail" in " ".join(
            label.text()
            for label in question.findChildren(QWidget)
            if hasattr(label, "text") and isinstance(label.text(), str)
        )
        click(question.yes)
        chooser = wait_for(sitting, FileDialog)
        target = tmp_path / "out.pdf"
        chooser.chosen.emit([target])
        chooser.accept()
        sitting.settle()
        assert hashlib.sha256(target.read_bytes()).digest() == hashlib.sha256(original).digest()

        def trail(workspace: Workspace) -> list[object]:
            with workspace.vault.read() as tx:
                return [row.fields["what"] for row in records.query(tx, "audit")]

        assert sitting.store(trail) == ["extract"]
        assert any(str(target) in notice.what for notice in sitting.ctx.notices.kept)


def test_nothing_is_taken_out_unless_somebody_says_so(org, sit_at, case, scans, tmp_path: Path) -> None:
    with sit_at(org.house) as sitting:
        tab = put_in(sitting, case, scans[:1])
        click(tab.take_button)
        QTest.keyClick(shown(Confirm), Qt.Key.Key_Escape)
        sitting.settle()
        assert not any(
            isinstance(one, FileDialog) and one.isVisible() for one in QApplication.topLevelWidgets()
        )


def test_what_is_said_about_it_can_be_changed(org, sit_at, case, scans) -> None:
    with sit_at(org.house) as sitting:
        tab = put_in(sitting, case, scans[:1])
        click(tab.edit_button)
        dialog = wait_for(sitting, DocumentDialog)
        editor = dialog.form.fields.rows["title"].editor
        editor.setFocus()
        type_text(editor.focusWidget() or editor, "Повестка")
        QTest.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        sitting.settle()
        assert tab.model.index(0, TITLE).data() == "Повестка"
        (one,) = sitting.store(lambda w: stored(w, case))
        assert one.fields["title"] == "Повестка"


def test_what_is_not_here_can_be_asked_for(org, sit_at, case, scans) -> None:
    org.round()
    with org.desk.open() as desk:
        documents.attach(desk, scans[0], attaching.Place(case=case), title="Ответ")
    org.round()
    with sit_at(org.house, language="en") as sitting:
        tab = show_tab(sitting, DocumentsTab, case)
        assert tab.model.index(0, WHERE).data() == "Not here"
        assert not tab.open_button.isEnabled()
        tab.table.setFocus()
        QTest.keyClick(tab.table, Qt.Key.Key_Return)
        assert sitting.ctx.words("documents.not_here") in [one.what for one in sitting.ctx.notices.kept]
        click(tab.ask_button)
        sitting.settle()
        assert tab.model.index(0, WHERE).data() == "Asked for"
        assert not tab.ask_button.isVisible()
    org.round()
    org.round()
    with sit_at(org.house, language="en") as sitting:
        assert show_tab(sitting, DocumentsTab, case).model.index(0, WHERE).data() == "Here"


def test_what_was_dropped_from_this_laptop_is_said(org, sit_at, case, scans) -> None:
    with org.house.open() as house:
        person = attached.of_case(house, case).persons[0]
        place = attaching.Place(person=person, compartment=Compartment.IDENTITY)
        documents.attach(house, scans[0], place)
    org.round()
    org.round()
    org.house.run("shed", to_text(person))
    with sit_at(org.house, language="en") as sitting:
        tab = show_tab(sitting, DocumentsTab, case)
        said = [
            banner.accessibleName()
            for banner in tab.findChildren(QWidget)
            if type(banner).__name__ == "AbsentNote"
        ]
        assert len(said) == 1
        assert "Identity (Муса)" in said[0]


def test_markup_in_a_title_is_text(org, sit_at, case, scans) -> None:
    title = "<img src='file:///etc/passwd'><b>x</b> &amp; \u202eевт"
    with org.house.open() as house:
        documents.attach(house, scans[0], attaching.Place(case=case), title=title)
    with sit_at(org.house) as sitting:
        tab = show_tab(sitting, DocumentsTab, case)
        assert tab.model.index(0, TITLE).data() == title
        tab.open_document()
        viewer = wait_for(sitting, Viewer)
        assert viewer.heading.text() == title
        assert viewer.heading.textFormat() == Qt.TextFormat.PlainText
        viewer.reject()


def test_the_model_is_one_that_qt_believes(org, sit_at, case, scans) -> None:
    with sit_at(org.house) as sitting:
        tab = put_in(sitting, case, scans)
        QAbstractItemModelTester(tab.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        tab.open(None)
        sitting.settle()
        assert tab.model.rowCount() == 2


@pytest.mark.parametrize(
    ("title", "media", "name"),
    [
        ("Паспорт, разворот", "image/jpeg", "Паспорт разворот.jpg"),
        ("../../etc/passwd", "application/pdf", "etc passwd.pdf"),
        ("CON", "image/png", "document CON.png"),
        ("\u202e \x00 .", None, "document"),
        ("x" * 300, "text/plain", "x" * 60),
    ],
)
def test_a_name_offered_for_a_file_is_a_name_and_no_path(title: str, media: object, name: str) -> None:
    assert file_name(title, media) == name


@pytest.fixture(autouse=True)
def no_dialog_is_left() -> Iterator[None]:
    """Close what a test left open."""
    yield
    for one in QApplication.topLevelWidgets():
        if one.isVisible() and hasattr(one, "reject"):
            one.reject()


def test_a_document_in_the_wrong_case_is_deleted_with_a_reason_and_taken_back(
    org, sit_at, case, scans
) -> None:
    with sit_at(org.house, language="en") as sitting:
        tab = put_in(sitting, case, scans)
        tab.activateWindow()
        sitting.qtbot.waitUntil(tab.isActiveWindow)
        assert len(sitting.store(lambda workspace: stored(workspace, case))) == 2
        chosen = tab.record()
        tab.table.setFocus()
        QTest.keyClick(tab.table, Qt.Key.Key_Delete)
        assert tab.panel is not None
        QTest.keyClick(tab.panel.reason, Qt.Key.Key_Return)
        assert tab.panel.row.error(), "without a reason nothing is deleted"
        type_text(tab.panel.reason, "Чужое дело")
        QTest.keyClick(tab.panel.reason, Qt.Key.Key_Return)
        sitting.settle()
        assert tab.panel is None
        assert tab.table.hasFocus()
        (left,) = sitting.store(lambda workspace: stored(workspace, case))
        assert left.id != chosen
        assert tab.model.rowCount() == 1
        QTest.keyClick(tab.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        sitting.settle()
        assert tab.model.rowCount() == 2


def test_a_document_is_kept_on_escape_or_when_another_is_chosen(org, sit_at, case, scans) -> None:
    with sit_at(org.house, language="en") as sitting:
        tab = put_in(sitting, case, scans)
        tab.activateWindow()
        sitting.qtbot.waitUntil(tab.isActiveWindow)
        tab.ask_delete()
        assert tab.panel is not None
        QTest.keyClick(tab.panel.reason, Qt.Key.Key_Escape)
        assert tab.panel is None and tab.table.hasFocus()
        tab.ask_delete()
        tab.table.setFocus()
        QTest.keyClick(tab.table, Qt.Key.Key_Down)
        assert tab.panel is None, "it asked about another one"
