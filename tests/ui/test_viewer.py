"""Documents opened inside the program: shown from memory, decoded elsewhere, and gone when the window closes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from support.cli import Organisation, Store
from support.cutoff import cut_off
from support.desktop import PATIENCE_MS, Sitting
from support.papers import pdf, pdf_bomb, pdf_of_size, photo, png_bomb

from app import documents
from app.ids import parse
from app.placing import Place
from app.workspace import Workspace
from storage import records
from ui import brand
from ui.screens.documents import drawing, paper
from ui.screens.documents.viewer import Viewer
from ui.shell.window import Window
from ui.widgets.cards import EmptyState

RED, BLUE = QColor(200, 40, 40), QColor(40, 60, 200)


def put_in(store: Store, path: Path, *, evidence: bool = True) -> bytes:
    """Attach a file as it is; give its record."""
    case = parse(store.add("case", "alias=Тихий клён"))
    with store.open() as workspace:
        return documents.attach(workspace, path, Place(case=case), evidence=evidence).id


@pytest.fixture
def store_with(org: Organisation, tmp_path: Path) -> Callable[[bytes, str], bytes]:
    """Give what puts bytes into the house's store under a file name."""

    def attach(data: bytes, name: str = "file") -> bytes:
        path = tmp_path / name
        path.write_bytes(data)
        made = put_in(org.house, path)
        path.unlink()
        return made

    return attach


@contextmanager
def viewing(sitting: Sitting, record: bytes, title: str = "Справка") -> Iterator[Viewer]:
    window = QWidget()
    sitting.qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    viewer = Viewer(sitting.ctx, record, title, window)
    viewer.open()
    wait(sitting, viewer)
    yield viewer


def wait(sitting: Sitting, viewer: Viewer) -> None:
    """Wait until nothing is asked for any more, the pause that gathers questions included."""
    sitting.qtbot.waitUntil(lambda: not viewer.gathering, timeout=PATIENCE_MS)
    sitting.settle()
    sitting.qtbot.waitUntil(lambda: not viewer.gathering, timeout=PATIENCE_MS)
    sitting.settle()


def colour(viewer: Viewer, x: float, y: float) -> QColor:
    """Give the colour of the page at a place, in shares of its width and height."""
    image = viewer.page_view.image()
    return QColor(image.pixel(int(x * (image.width() - 1)), int(y * (image.height() - 1))))


def near(one: QColor, other: QColor) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one.getRgb(), other.getRgb(), strict=True))  # type: ignore[arg-type]


def said(viewer: Viewer) -> str:
    """Give what is said in place of the document."""
    shown = viewer.shown()
    assert isinstance(shown, EmptyState)
    return shown.accessibleName() or " ".join(
        label.text() for label in shown.findChildren(QWidget) if hasattr(label, "text")
    )  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_picture_is_shown_the_right_way_up(org, sit_at, store_with, kind: str) -> None:
    record = store_with(photo((800, 600), kind))
    with sit_at(org.house) as sitting, viewing(sitting, record) as viewer:
        assert viewer.page_view.image().size() == QSize(800, 600)
        assert near(colour(viewer, 0.5, 0.1), RED)
        assert near(colour(viewer, 0.5, 0.9), BLUE)
        assert not viewer.forward.isVisible()


def test_a_photo_of_a_camera_held_upright_stands_upright(org, sit_at, store_with) -> None:
    record = store_with(photo((800, 600), lies=6))
    with sit_at(org.house) as sitting, viewing(sitting, record) as viewer:
        assert viewer.page_view.image().size() == QSize(600, 800)
        assert near(colour(viewer, 0.9, 0.5), RED)


def test_pages_are_leafed_through_with_keys_and_buttons(org, sit_at, store_with) -> None:
    record = store_with(pdf(pages=3))
    with sit_at(org.house, language="en") as sitting, viewing(sitting, record) as viewer:
        assert viewer.where.text() == "Page 1 of 3"
        assert not viewer.back.isEnabled()
        first = viewer.page_view.image()
        QTest.keyClick(viewer.page_view, Qt.Key.Key_PageDown)
        assert viewer.where.text() == "Page 1 of 3", "a page longer than the window is read to its end first"
        for _ in range(20):
            QTest.keyClick(viewer.page_view, Qt.Key.Key_PageDown)
            if viewer.where.text() != "Page 1 of 3":
                break
        wait(sitting, viewer)
        assert viewer.where.text() == "Page 2 of 3"
        assert viewer.page_view.image() != first
        assert viewer.page_view.verticalScrollBar().value() == 0
        QTest.mouseClick(viewer.forward, Qt.MouseButton.LeftButton)
        wait(sitting, viewer)
        assert viewer.where.text() == "Page 3 of 3"
        assert not viewer.forward.isEnabled()
        QTest.keyClick(viewer.page_view, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(viewer.page_view, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
        wait(sitting, viewer)
        assert viewer.where.text() == "Page 1 of 3"


def test_it_is_scaled_with_keys_and_wheel_and_drawn_anew_in_that_size(org, sit_at, store_with) -> None:
    record = store_with(pdf(pages=1))
    with sit_at(org.house, language="en") as sitting, viewing(sitting, record) as viewer:
        fit = viewer.page_view.image().size()
        assert abs(fit.width() - viewer.page_view.viewport().width()) < 40
        QTest.keyClick(viewer, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
        wait(sitting, viewer)
        small = viewer.page_view.image().size()
        assert small.width() < fit.width()
        at = QPointF(viewer.page_view.viewport().rect().center())
        wheel = QWheelEvent(
            at,
            viewer.page_view.viewport().mapToGlobal(at),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewer.page_view.viewport(), wheel)
        wait(sitting, viewer)
        assert abs(viewer.page_view.image().width() - fit.width()) < 4
        QTest.keyClick(viewer, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
        wait(sitting, viewer)
        assert viewer.page_view.image().width() > fit.width()
        QTest.keyClick(viewer, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
        wait(sitting, viewer)
        assert abs(viewer.page_view.image().width() - fit.width()) <= 2


def test_it_can_be_turned(org, sit_at, store_with) -> None:
    record = store_with(photo((800, 600)))
    with sit_at(org.house) as sitting, viewing(sitting, record) as viewer:
        QTest.keyClick(viewer, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
        wait(sitting, viewer)
        assert viewer.page_view.image().size() == QSize(600, 800)
        assert near(colour(viewer, 0.9, 0.5), RED)
        QTest.mouseClick(viewer.turn, Qt.MouseButton.LeftButton)
        wait(sitting, viewer)
        assert near(colour(viewer, 0.5, 0.9), RED)


def test_a_page_far_larger_than_a_screen_stays_within_bounds(org, sit_at, store_with) -> None:
    record = store_with(photo((6000, 5000)))
    with sit_at(org.house) as sitting, viewing(sitting, record) as viewer:
        for _ in range(12):
            QTest.keyClick(viewer, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
        wait(sitting, viewer)
        image = viewer.page_view.image()
        assert image.width() * image.height() <= paper.MOST_PIXELS
        assert not viewer.gathering, "what there is of it is not asked for again and again"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-r"])
def test_text_is_plain_whatever_is_in_it(org, sit_at, store_with, encoding: str) -> None:
    text = "Справка <b>не жирная</b> <img src='file:///etc/passwd'>\nвторая строка и ещё немного слов"
    record = store_with(text.encode(encoding))
    with sit_at(org.house) as sitting, viewing(sitting, record) as viewer:
        assert viewer.shown() is viewer.text_view
        assert viewer.text_view.toPlainText() == text
        assert viewer.text_view.isReadOnly()
        QTest.keyClick(viewer.text_view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert viewer.text_view.textCursor().selectedText().replace("\u2029", "\n") == text
        before = viewer.text_view.font().pixelSize()
        QTest.keyClick(viewer, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
        assert viewer.text_view.font().pixelSize() > before
        QTest.keyClick(viewer, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
        assert viewer.text_view.font().pixelSize() == before


HARM = {
    "a cut photo": (photo()[:900], "damaged"),
    "a photo of noise": (photo()[:200] + bytes(range(256)) * 40, "damaged"),
    "a png that says it is huge": (png_bomb(60_000, 60_000), "too_large"),
    "a png of all widths": (png_bomb(2**31 - 1, 2**31 - 1), "too_large"),
    "a png without its rows": (png_bomb(9_000, 9_000), "damaged"),
    "a cut pdf": (pdf()[:300], "damaged"),
    "a pdf of nothing": (b"%PDF-1.7\n%%EOF", "damaged"),
    "a pdf of noise": (b"%PDF-1.4\n" + bytes(range(256)) * 400, "damaged"),
    "a program": (b"MZ\x90\x00\x03\x00\x00\x00" * 200, "no_viewer"),
}


@pytest.mark.parametrize("name", HARM)
def test_what_cannot_be_shown_is_said_in_a_sentence(org, sit_at, store_with, name: str) -> None:
    data, slug = HARM[name]
    record = store_with(data)
    with sit_at(org.house, language="en") as sitting, viewing(sitting, record) as viewer:
        assert sitting.ctx.words(f"documents.{slug}") in said(viewer)
        assert sitting.errors() == []
        assert not viewer.turn.isVisible()
        assert cut_off(viewer) == []


def test_a_pdf_that_never_ends_is_ended(org, sit_at, store_with, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "SECONDS", 1.0)
    record = store_with(pdf_bomb())
    with sit_at(org.house, language="en") as sitting, viewing(sitting, record) as viewer:
        assert sitting.ctx.words("documents.too_slow") in said(viewer)


@pytest.mark.parametrize(
    "box", ["0 0 14400000 14400000", "0 0 0.0001 90000", "0 0 1 1", "5 5 5 5", "a b c d"]
)
def test_a_page_of_an_absurd_size_is_shown_in_bounds_or_not_at_all(org, sit_at, store_with, box: str) -> None:
    record = store_with(pdf_of_size(box))
    with sit_at(org.house) as sitting, viewing(sitting, record) as viewer:
        if viewer.shown() is viewer.page_view:
            image = viewer.page_view.image()
            assert 0 < image.width() * image.height() <= paper.MOST_PIXELS
        else:
            assert isinstance(viewer.shown(), EmptyState)


def test_it_lies_in_memory_only_and_is_let_go(org: Organisation, sit_at, store_with, tmp_path: Path) -> None:
    data = photo((900, 700), "PNG")
    record = store_with(data, "passport.png")
    places = [*{tmp_path, org.house.path, Path(tempfile.gettempdir()), Path.home()}]

    def files() -> set[Path]:
        own = [path for path in org.directory.rglob("*") if path.is_file()]
        return {*own, *(path for place in places for path in place.glob("*") if path.is_file())}

    def telling() -> list[Path]:
        """Find files that have a piece of the document in them, as it is or as its dots."""
        pieces = (data[200:232], b"\x28\x28\xc8" * 40, b"\xc8\x28\x28" * 40, b"\xc8\x28\x28\xff" * 40)
        return [path for path in files() if any(piece in path.read_bytes() for piece in pieces)]

    with sit_at(org.house) as sitting:
        before = files()
        with viewing(sitting, record) as viewer:
            viewer.scale(2)
            wait(sitting, viewer)
            assert telling() == []
            assert {path.name for path in files() - before} <= {"store-wal", "store-shm"}
            QTest.keyClick(viewer, Qt.Key.Key_Escape)
            assert viewer.opened is None
            assert viewer.page_view.image().isNull()
    assert telling() == []


def test_a_look_is_written_in_the_trail(org: Organisation, sit_at, store_with) -> None:
    record = store_with(photo())

    def trail(workspace: Workspace) -> int:
        with workspace.vault.read() as tx:
            return len(records.query(tx, "audit"))

    with sit_at(org.house) as sitting:
        assert sitting.store(trail) == 0
        with viewing(sitting, record):
            assert sitting.store(trail) == 1


def test_closing_gives_up_what_is_being_drawn(org, sit_at, store_with, qtbot: QtBot) -> None:
    record = store_with(pdf_bomb())
    with sit_at(org.house) as sitting:
        window = QWidget()
        qtbot.addWidget(window)
        window.show()
        viewer = Viewer(sitting.ctx, record, "a", window)
        viewer.open()
        qtbot.waitUntil(lambda: viewer.drawing, timeout=PATIENCE_MS)
        QTest.keyClick(viewer, Qt.Key.Key_Escape)
        # Well within the ten seconds that the helper would have had: nobody else waits for it.
        qtbot.waitUntil(lambda: sitting.ctx.tasks.under_way == 0, timeout=5_000)


def test_the_cover_hides_it_and_gives_it_back(org, sit_at, store_with, qtbot: QtBot) -> None:
    record = store_with(photo())
    with sit_at(org.house) as sitting:
        window = Window(sitting.ctx.theme)
        qtbot.addWidget(window)
        content = QWidget()
        window.show_content(content)
        window.show()
        viewer = Viewer(sitting.ctx, record, "a", content)
        viewer.open()
        wait(sitting, viewer)
        window.cover()
        assert not viewer.isVisible()
        window.uncover()
        assert viewer.isVisible()
        assert not viewer.page_view.image().isNull()


def test_the_window_says_nothing_about_the_document(org, sit_at, store_with) -> None:
    record = store_with(photo())
    with sit_at(org.house) as sitting, viewing(sitting, record, "Паспорт Мусы") as viewer:
        assert viewer.windowTitle() == brand.TITLE
        assert viewer.heading.text() == "Паспорт Мусы"
        assert cut_off(viewer) == []


def test_a_page_is_moved_with_the_mouse(org, sit_at, store_with) -> None:
    record = store_with(pdf(pages=1))
    with sit_at(org.house) as sitting, viewing(sitting, record) as viewer:
        bar = viewer.page_view.verticalScrollBar()
        sheet = viewer.page_view.widget()
        at = QPoint(300, 400)
        QTest.mousePress(sheet, Qt.MouseButton.LeftButton, pos=at)
        QTest.mouseMove(sheet, QPoint(300, 300))
        QTest.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
        assert bar.value() == 100
