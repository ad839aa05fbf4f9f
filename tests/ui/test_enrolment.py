"""Enrolment through the windows of both sides, on real stores: what is said by voice is all that passes between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from support.cli import PASSPHRASE, Organisation
from support.cutoff import cut_off
from support.desktop import PATIENCE_MS, Sitting, sit, type_text
from support.entrances import pick, press

from app import devices, spoken
from app.devices import Stage
from app.workspace import Workspace
from ui.screens.enrolment import dialogs
from ui.screens.enrolment.banner import EnrolmentBanner
from ui.screens.enrolment.dialogs import StepDialog
from ui.screens.enrolment.invite import AskEight, AskWhom, ShowCode, ShowFour, Stopped
from ui.screens.enrolment.join import AskFour, AskSix, Belongs, ShowEight
from ui.screens.enrolment.step import Step
from ui.widgets.words import WordsField, WordsShown

S = TypeVar("S", bound=Step)


@dataclass
class Side:
    """One side with its window."""

    sitting: Sitting
    window: QWidget
    dialog: StepDialog | None = None

    def now(self, kind: type[S]) -> S:
        """Give the step that is shown, which has to be of a kind."""
        self.sitting.settle()
        assert self.dialog is not None
        step = self.dialog.step
        assert isinstance(step, kind), f"{step}: {step.said() if step else ''}"
        return step

    def texts(self) -> str:
        """Give everything that this side's windows hold, seen or not."""
        widgets = [self.window, *self.window.findChildren(QWidget)]
        held = [w.text() for w in widgets if isinstance(w, (QLabel, QLineEdit))]
        return "\n".join([*held, *(w.accessibleName() for w in widgets), *(w.toolTip() for w in widgets)])


@pytest.fixture
def laptop(tmp_path: Path) -> Path:
    Workspace.create(tmp_path / "laptop", PASSPHRASE, name="fresh", kdf="small").close()
    return tmp_path / "laptop"


@pytest.fixture
def desk(org: Organisation, qtbot: QtBot, qapp: QApplication) -> Iterator[Side]:
    with side(qtbot, sit(qtbot, qapp, org.desk.path, PASSPHRASE, language="en")) as made:
        yield made


@pytest.fixture
def house(laptop: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Side]:
    with side(qtbot, sit(qtbot, qapp, laptop, PASSPHRASE, language="ru")) as made:
        yield made


class side:
    """Sit down with a window of one's own."""

    def __init__(self, qtbot: QtBot, sitting: AbstractContextManager[Sitting]) -> None:
        self._qtbot, self._sitting = qtbot, sitting

    def __enter__(self) -> Side:
        window = QWidget()
        self._qtbot.addWidget(window)
        window.resize(1140, 690)
        window.show()
        return Side(self._sitting.__enter__(), window)

    def __exit__(self, *error: object) -> None:
        self._sitting.__exit__(*error)  # type: ignore[arg-type]


def shown(step: ShowCode | ShowEight | ShowFour) -> list[str]:
    """Give the words as the screen shows them."""
    return [part.split(" ", 1)[1] for part in step.shown.accessibleName().split(", ")]


def say(field: WordsField, words: Sequence[str]) -> None:
    """Type words, each ended with Space, the last with Enter."""
    field.boxes[0].setFocus()
    for box, word in zip(field.boxes, words, strict=True):
        type_text(box, word)
        last = box is field.boxes[-1]
        QTest.keyClick(box, Qt.Key.Key_Return if last else Qt.Key.Key_Space)


def invite(desk: Side, qtbot: QtBot, folder: Path, name: str = "house-c") -> tuple[Path, list[str]]:
    """Let the desk invite; give the file and the code."""
    before = set(folder.iterdir())
    desk.dialog = dialogs.invite(desk.sitting.ctx, desk.window)
    step = desk.now(AskWhom)
    type_text(step.name, name)
    QTest.keyClick(step.name, Qt.Key.Key_Return)
    pick(qtbot, folder)
    code = shown(desk.now(ShowCode))
    (letter,) = set(folder.iterdir()) - before
    press(desk.now(ShowCode).primary)
    return letter, code


def join(
    house: Side, qtbot: QtBot, letter: Path, code: Sequence[str], folder: Path
) -> tuple[Path, list[str]]:
    """Let the house answer; give the reply and the eight words."""
    before = set(folder.iterdir())
    house.dialog = dialogs.join(house.sitting.ctx, house.window)
    step = house.now(AskSix)
    press(step.file.button)
    pick(qtbot, letter)
    say(step.words_field, code)
    pick(qtbot, folder)
    eight = shown(house.now(ShowEight))
    (reply,) = set(folder.iterdir()) - before
    return reply, eight


def admit(desk: Side, qtbot: QtBot, reply: Path, eight: Sequence[str]) -> None:
    desk.dialog = dialogs.admit(desk.sitting.ctx, desk.window)
    step = desk.now(AskEight)
    press(step.file.button)
    pick(qtbot, reply)
    assert not step.primary.isEnabled()
    say(step.words_field, eight)
    desk.sitting.settle()


@pytest.fixture
def way(tmp_path: Path) -> Path:
    (tmp_path / "way").mkdir()
    return tmp_path / "way"


def test_a_house_is_enrolled_through_the_windows_of_both_sides(
    desk: Side, house: Side, way: Path, qtbot: QtBot
) -> None:
    letter, code = invite(desk, qtbot, way)
    assert len(code) == 6 and code[0] in spoken.offered("en")
    reply, eight = join(house, qtbot, letter, code, way)
    assert len(eight) == 8 and eight[0] in spoken.offered("ru")
    waiting = house.sitting.store(devices.enrolment_of)
    assert waiting.stage is Stage.JOINED, "nothing is decided before the four"
    admit(desk, qtbot, reply, eight)
    four = shown(desk.now(ShowFour))
    press(desk.now(ShowFour).primary)
    press(house.now(ShowEight).primary)
    step = house.now(AskFour)
    say(step.words_field, four)
    step_end = house.now(Belongs)
    assert house.sitting.workspace.enrolled and house.sitting.workspace.name == "house-c"
    press(step_end.primary)
    names = [member.device.name for member in desk.sitting.store(devices.members)]
    assert names == ["desk-1", "house-a", "house-b", "house-c"]
    assert desk.sitting.errors() == house.sitting.errors() == []


def test_escape_takes_no_words_away_that_nobody_could_see_again(
    desk: Side, house: Side, way: Path, qtbot: QtBot
) -> None:
    desk.dialog = dialogs.invite(desk.sitting.ctx, desk.window)
    type_text(desk.now(AskWhom).name, "house-c")
    QTest.keyClick(desk.now(AskWhom).name, Qt.Key.Key_Return)
    pick(qtbot, way)
    code = shown(desk.now(ShowCode))
    QTest.keyClick(desk.dialog, Qt.Key.Key_Escape)
    assert shown(desk.now(ShowCode)) == code
    (letter,) = way.iterdir()
    press(desk.now(ShowCode).primary)
    reply, eight = join(house, qtbot, letter, code, way)
    admit(desk, qtbot, reply, eight)
    QTest.keyClick(desk.dialog, Qt.Key.Key_Escape)
    assert len(shown(desk.now(ShowFour))) == 4


def test_no_window_of_the_desk_holds_the_eight_and_none_of_the_house_the_four(
    desk: Side, house: Side, way: Path, qtbot: QtBot
) -> None:
    letter, code = invite(desk, qtbot, way)
    reply, eight = join(house, qtbot, letter, code, way)
    numbers = [f"{word.number:04d}" for word in house.sitting.store(devices.enrolment_of).words]
    desk.dialog = dialogs.admit(desk.sitting.ctx, desk.window)
    desk.now(AskEight)
    assert not set(numbers) & set(desk.texts().split())
    assert not set(eight) & set(desk.texts().split())
    desk.dialog.reject()
    admit(desk, qtbot, reply, eight)
    four = shown(desk.now(ShowFour))
    qtbot.waitUntil(lambda: len(desk.window.findChildren(WordsField)) == 0, timeout=PATIENCE_MS)
    assert len(desk.window.findChildren(WordsShown)) == 1
    assert not set(eight) & set(desk.texts().split()), "nor keeps them"
    assert len(set(four) & set(house.texts().split())) < len(four)


def test_wrong_words_stop_it_in_plain_words(desk: Side, house: Side, way: Path, qtbot: QtBot) -> None:
    letter, code = invite(desk, qtbot, way)
    reply, eight = join(house, qtbot, letter, code, way)
    admit(desk, qtbot, reply, [eight[1], eight[0], *eight[2:]] if eight[0] != eight[1] else eight[::-1])
    stopped = desk.now(Stopped)
    assert "somebody is in between" in stopped.said() and "Nobody was admitted" in stopped.said()
    assert len(desk.sitting.store(devices.members)) == 3
    assert desk.dialog is not None
    desk.dialog.reject()
    admit(desk, qtbot, reply, eight)
    desk.now(Stopped)
    assert len(desk.sitting.store(devices.members)) == 3, "the right words come too late"
    with qtbot.waitSignal(desk.dialog.accepted, timeout=PATIENCE_MS):
        press(desk.now(Stopped).primary)
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, StepDialog) and w.isVisible()]
    desk.sitting.settle()
    assert isinstance(next(one for one in found if one is not house.dialog).step, AskWhom)


def test_wrong_four_words_make_the_house_forget(desk: Side, house: Side, way: Path, qtbot: QtBot) -> None:
    letter, code = invite(desk, qtbot, way)
    join(house, qtbot, letter, code, way)
    press(house.now(ShowEight).primary)
    say(house.now(AskFour).words_field, ["1", "2", "3", "4"])
    assert "не совпали" in house.now(Stopped).said()
    assert house.sitting.store(devices.enrolment_of).stage is Stage.NONE
    press(house.now(Stopped).primary)
    house.now(AskSix)


def test_a_wrong_code_can_be_typed_again(desk: Side, house: Side, way: Path, qtbot: QtBot) -> None:
    letter, code = invite(desk, qtbot, way)
    house.dialog = dialogs.join(house.sitting.ctx, house.window)
    step = house.now(AskSix)
    press(step.file.button)
    pick(qtbot, letter)
    say(step.words_field, code[::-1])
    pick(qtbot, way)
    assert house.now(AskSix).said().startswith("Этот код не открывает приглашение.")
    for box in step.words_field.boxes:
        box.clear()
    say(step.words_field, code)
    pick(qtbot, way)
    house.now(ShowEight)


def test_a_word_of_no_list_is_marked_and_stops_nothing(house: Side) -> None:
    house.dialog = dialogs.join(house.sitting.ctx, house.window)
    step = house.now(AskSix)
    say(step.words_field, ["абзац", "qqqq", "1", "2048", "2049", "абрикос"])
    assert not step.primary.isEnabled()
    assert any("2" in label.text() for label in step.words_field.findChildren(QLabel) if label.isVisible())


def test_the_way_is_gone_on_after_a_restart(
    desk: Side, laptop: Path, way: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    letter, code = invite(desk, qtbot, way)
    with side(qtbot, sit(qtbot, qapp, laptop, PASSPHRASE, language="ru")) as house:
        reply, eight = join(house, qtbot, letter, code, way)
        press(house.now(ShowEight).later)
        house.sitting.settle()
    with side(qtbot, sit(qtbot, qapp, laptop, PASSPHRASE, language="ru")) as house:
        banner = EnrolmentBanner(house.sitting.ctx, house.window)
        house.sitting.settle()
        assert banner.banner is not None and "desk-1" in banner.banner.accessibleName()
        house.dialog = dialogs.join(house.sitting.ctx, house.window, banner.refresh)
        assert shown(house.now(ShowEight)) == eight
        admit(desk, qtbot, reply, eight)
        four = shown(desk.now(ShowFour))
        press(house.now(ShowEight).primary)
        say(house.now(AskFour).words_field, four)
        press(house.now(Belongs).primary)
        house.sitting.settle()
        qtbot.waitUntil(banner.isHidden, timeout=PATIENCE_MS)


def test_the_banner_leads_to_joining(house: Side, qtbot: QtBot) -> None:
    banner = EnrolmentBanner(house.sitting.ctx, house.window)
    house.sitting.settle()
    assert banner.banner is not None
    banner.banner.acted.emit()
    house.sitting.settle()
    (dialog,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, StepDialog) and w.isVisible()]
    assert isinstance(dialog.step, AskSix)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_name_in_use_is_refused_in_the_step(desk: Side, way: Path, qtbot: QtBot) -> None:
    desk.dialog = dialogs.invite(desk.sitting.ctx, desk.window)
    step = desk.now(AskWhom)
    type_text(step.name, "desk-1")
    press(step.primary)
    pick(qtbot, way)
    assert "already called desk-1" in desk.now(AskWhom).said()
    assert list(way.iterdir()) == []


def test_work_under_way_is_not_closed_over(desk: Side, way: Path, qtbot: QtBot) -> None:
    desk.dialog = dialogs.invite(desk.sitting.ctx, desk.window)
    step = desk.now(AskWhom)
    type_text(step.name, "house-d")
    press(step.primary)
    pick(qtbot, way)
    assert step.working
    QTest.keyClick(desk.dialog, Qt.Key.Key_Escape)
    assert desk.dialog.isVisible()
    desk.now(ShowCode)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_text_is_cut_off(
    org: Organisation,
    laptop: Path,
    way: Path,
    qtbot: QtBot,
    qapp: QApplication,
    language: str,
    mode: str,
) -> None:
    def fits(one: Side) -> None:
        assert one.dialog is not None
        qtbot.waitUntil(lambda: cut_off(one.dialog) == [], timeout=PATIENCE_MS)

    options = {"language": language, "mode": mode}
    with (
        side(qtbot, sit(qtbot, qapp, org.desk.path, PASSPHRASE, **options)) as desk,
        side(qtbot, sit(qtbot, qapp, laptop, PASSPHRASE, **options)) as house,
    ):
        letter, code = invite(desk, qtbot, way)
        reply, eight = join(house, qtbot, letter, code, way)
        fits(house)
        admit(desk, qtbot, reply, eight)
        desk.now(ShowFour)
        fits(desk)
        press(house.now(ShowEight).primary)
        fits(house)
        say(house.now(AskFour).words_field, ["1", "2", "3", "4"])
        house.now(Stopped)
        fits(house)
