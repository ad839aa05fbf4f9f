"""The first run with real keys and a mouse: a house, headquarters with its kit, samples; nothing half done on the way."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support.cli import PASSPHRASE, Organisation
from support.cutoff import cut_off
from support.desktop import PATIENCE_MS, type_text
from support.desktop_session import desktop
from support.entrances import Arrival, arrive, pick, press

from app import devices, kit, preferences, spoken
from app import store as stores
from app.samples import find
from app.workspace import Workspace
from ui import supervisor
from ui.screens.enrolment.join import AskSix, ShowEight
from ui.screens.enrolment.kit_steps import AskFile, AskShare, Explain, Opens, ShowShare
from ui.screens.enrolment.step import Step
from ui.screens.first_run import samples
from ui.screens.first_run.samples import ChooseSeat, Offer
from ui.screens.first_run.screen import Choice, FirstRun
from ui.screens.first_run.steps import AskInvitation, AskName, ChooseOwn, ProveWords, ShowWords
from ui.screens.unlock import SAMPLES, Unlock
from ui.shell.frame import Frame
from ui.widgets.badges import Badge
from ui.widgets.banners import Banner

At = Callable[..., AbstractContextManager[Arrival]]
S = TypeVar("S", bound=Step)


@pytest.fixture
def at(qtbot: QtBot, qapp: QApplication) -> At:
    def stand(directory: Path, **options: object) -> AbstractContextManager[Arrival]:
        return arrive(qtbot, qapp, directory, **options)  # type: ignore[arg-type]

    return stand


def now(screen: FirstRun, kind: type[S]) -> S:
    """Give the step that is shown, which has to be of a kind; nothing else has opened a window."""
    step = screen.step
    assert isinstance(step, kind), f"{step}: {step.said() if step else ''}"
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == [screen]
    return step


def enter(step: Step) -> None:
    """Press Enter wherever the focus is."""
    focused = step.window().focusWidget()
    assert focused is not None and step.isAncestorOf(focused), focused
    QTest.keyClick(focused, Qt.Key.Key_Return)


def choose(screen: FirstRun, arrival: Arrival, which: str) -> None:
    (choice,) = [found for found in screen.findChildren(Choice) if found.isVisible()]
    press(getattr(choice, which))
    arrival.settle()


def to_words(screen: FirstRun, arrival: Arrival, name: str = "Маяк") -> str:
    """Type a name, go on, and give the seven words that are shown."""
    step = now(screen, AskName)
    type_text(step.name, name)
    enter(step)
    arrival.settle()
    return now(screen, ShowWords).shown.accessibleName()


def words_of(shown: str) -> str:
    return " ".join(part.split(" ", 1)[1] for part in shown.split(", "))


def create(screen: FirstRun, arrival: Arrival) -> str:
    """Go through name and passphrase; give the passphrase."""
    secret = words_of(to_words(screen, arrival))
    enter(now(screen, ShowWords))
    step = now(screen, ProveWords)
    type_text(step.field.line, secret)
    enter(step)
    arrival.settle()
    return secret


def test_a_house_starts_at_once_in_its_language(at: At, tmp_path: Path) -> None:
    with at(tmp_path / "store", language="ru") as arrival:
        screen = arrival.show(FirstRun)
        choose(screen, arrival, "for_house")
        secret = create(screen, arrival)
        assert len(secret.split()) == 7 and secret.split()[0] in spoken.offered("ru")
        assert len(arrival.opened) == 1 and arrival.entered == []
        press(now(screen, AskInvitation).later)
        arrival.settle()
        assert arrival.entered == [None]
    with Workspace.open(tmp_path / "store", secret) as workspace:
        assert (workspace.name, workspace.is_desk, workspace.enrolled) == ("Маяк", False, False)
        assert preferences.load(workspace).language == "ru"


def test_nothing_is_there_before_the_words_were_proven(at: At, tmp_path: Path) -> None:
    with at(tmp_path / "store", language="en") as arrival:
        screen = arrival.show(FirstRun)
        choose(screen, arrival, "for_house")
        first = to_words(screen, arrival)
        press(now(screen, ShowWords).other)
        arrival.settle()
        shown = now(screen, ShowWords).shown.accessibleName()
        assert shown != first
        enter(now(screen, ShowWords))
        step = now(screen, ProveWords)
        assert not step.primary.isEnabled()
        type_text(step.field.line, words_of(shown).upper())
        enter(step)
        assert step.said().startswith("These are not the seven words.")
        assert not stores.store_exists(tmp_path / "store") and arrival.opened == []
        QTest.keyClick(step.field.line, Qt.Key.Key_Escape)
        assert now(screen, ShowWords).shown.accessibleName() == shown, "the same words again"
        QTest.keyClick(now(screen, ShowWords), Qt.Key.Key_Escape)
        assert now(screen, AskName).name.value() == "Маяк", "what was typed is still there"
        QTest.keyClick(now(screen, AskName), Qt.Key.Key_Escape)
        arrival.settle()
        assert screen.findChildren(Choice)[-1].isVisible()
        assert not (tmp_path / "store").exists()


def test_a_name_that_cannot_be_is_refused(at: At, tmp_path: Path) -> None:
    with at(tmp_path / "store", language="en") as arrival:
        screen = arrival.show(FirstRun)
        choose(screen, arrival, "for_house")
        step = now(screen, AskName)
        assert not step.primary.isEnabled()
        type_text(step.name, "hq")
        enter(step)
        assert "cannot be used" in step.row.error()
        assert screen.step is step


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("too short", "too short"),
        ("qwertyuiopasdfgh", "would be guessed"),
        ("lighthouse lighthouse", "guessed"),
    ],
)
def test_a_passphrase_of_ones_own_is_refused_in_words(at: At, tmp_path: Path, typed: str, said: str) -> None:
    with at(tmp_path / "store", language="en") as arrival:
        screen = arrival.show(FirstRun)
        choose(screen, arrival, "for_house")
        to_words(screen, arrival, "lighthouse")
        press(now(screen, ShowWords).own)
        step = now(screen, ChooseOwn)
        type_text(step.field.line, typed)
        type_text(step.again.line, typed)
        enter(step)
        arrival.settle()
        assert said in step.said()
        assert not (tmp_path / "store").exists()


def test_a_passphrase_of_ones_own_is_typed_twice(at: At, tmp_path: Path) -> None:
    own = "purple walrus tuning forty kites"
    with at(tmp_path / "store", language="en") as arrival:
        screen = arrival.show(FirstRun)
        choose(screen, arrival, "for_house")
        to_words(screen, arrival)
        press(now(screen, ShowWords).own)
        step = now(screen, ChooseOwn)
        type_text(step.field.line, own)
        type_text(step.again.line, own[:-1])
        enter(step)
        assert "differ" in step.said() and step.again.line.hasFocus()
        type_text(step.again.line, own[-1])
        enter(step)
        arrival.settle()
        now(screen, AskInvitation)
    Workspace.open(tmp_path / "store", own).close()


def test_what_the_machine_has_against_it_is_said_and_can_be_tried_again(at: At, tmp_path: Path) -> None:
    (tmp_path / "in_the_way").write_text("a file")
    with at(tmp_path / "in_the_way" / "store", language="en") as arrival:
        screen = arrival.show(FirstRun)
        choose(screen, arrival, "for_house")
        create(screen, arrival)
        step = now(screen, ProveWords)
        assert step.said() and arrival.opened == []
        (tmp_path / "in_the_way").unlink()
        enter(step)
        arrival.settle()
        now(screen, AskInvitation)
        assert len(arrival.opened) == 1


def test_a_house_joins_at_once_when_the_invitation_is_here(
    at: At, org: Organisation, tmp_path: Path, qtbot: QtBot
) -> None:
    with org.desk.open() as desk:
        made = devices.invite(desk, "house-c", devices.Role.HOUSE, tmp_path, language="english")
    (tmp_path / "out").mkdir()
    with at(tmp_path / "store", language="en") as arrival:
        screen = arrival.show(FirstRun)
        choose(screen, arrival, "for_house")
        create(screen, arrival)
        press(now(screen, AskInvitation).now)
        arrival.settle()
        step = now(screen, AskSix)
        press(step.file.button)
        pick(qtbot, made.path)
        for box, word in zip(step.words_field.boxes, made.code, strict=True):
            assert not step.primary.isEnabled()
            type_text(box, word.word)
        step.words_field.boxes[-1].setFocus()
        enter(step)
        pick(qtbot, tmp_path / "out")
        arrival.settle()
        press(now(screen, ShowEight).later)
        arrival.settle()
        assert arrival.entered == [None]
        found = devices.enrolment_of(arrival.opened[0])
        assert (found.stage, found.desk) == (devices.Stage.JOINED, "desk-1")
        assert len(list((tmp_path / "out").iterdir())) == 1


def test_headquarters_does_not_end_before_its_kit_was_tried(at: At, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "stick").mkdir()
    with at(tmp_path / "store", language="en") as arrival:
        screen = arrival.show(FirstRun)
        choose(screen, arrival, "for_desk")
        secret = create(screen, arrival)
        step = now(screen, Explain)
        assert not step.can_go_back, "the store is there: no way around the kit"
        QTest.keyClick(step, Qt.Key.Key_Escape)
        now(screen, Explain)
        press(step.primary)
        pick(qtbot, tmp_path / "stick")
        arrival.settle()
        shares = []
        for _ in range(kit.SHARES):
            shown = now(screen, ShowShare)
            shares.append(words_of(shown.shown.accessibleName()))
            enter(shown)
        assert arrival.entered == [] and len(set(shares)) == kit.SHARES
        enter(now(screen, AskFile))

        def type_share(share: str) -> Step:
            step = now(screen, AskShare)
            step.words_field.boxes[0].setFocus()
            step.words_field.boxes[0].selectAll()
            for box, word in zip(step.words_field.boxes, share.split(), strict=True):
                type_text(box, word[:4])
                QTest.keyClick(
                    box, Qt.Key.Key_Space if box is not step.words_field.boxes[-1] else Qt.Key.Key_Return
                )
            arrival.settle()
            return step

        type_share(shares[0])
        words = shares[1].split()
        wrong = " ".join([*words[:10], words[11], words[10], *words[12:]])
        step_wrong = type_share(wrong)
        assert step_wrong.said().startswith("There is a wrong word in this share.")
        assert kit.standing(arrival.opened[0]).owed
        type_share(shares[0])
        assert now(screen, AskShare).said().startswith("This share was typed already.")
        type_share(shares[4])
        type_share(shares[2])
        now(screen, Opens)
        enter(now(screen, Opens))
        arrival.settle()
        assert arrival.entered == [None]
    with Workspace.open(tmp_path / "store", secret) as workspace:
        standing = kit.standing(workspace)
        assert workspace.is_desk and not standing.owed and standing.rehearsed


def test_shares_can_be_tried_from_their_sheets(at: At, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "stick").mkdir()
    (tmp_path / "sheets").mkdir()
    with at(tmp_path / "store", language="ru") as arrival:
        screen = arrival.show(FirstRun)
        choose(screen, arrival, "for_desk")
        create(screen, arrival)
        press(now(screen, Explain).primary)
        pick(qtbot, tmp_path / "stick")
        arrival.settle()
        press(now(screen, ShowShare).sheets)
        pick(qtbot, tmp_path / "sheets")
        arrival.settle()
        sheets = sorted((tmp_path / "sheets").iterdir())
        assert len(sheets) == kit.SHARES and "Доля 1/5" in sheets[0].read_text()
        for _ in range(kit.SHARES):
            enter(now(screen, ShowShare))
        enter(now(screen, AskFile))
        for sheet in sheets[:3]:
            press(now(screen, AskShare).sheets)
            pick(qtbot, sheet)
            arrival.settle()
        now(screen, Opens)


def test_samples_are_made_with_progress_and_opened_as_a_house(
    at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samples, "_CASES", 2)
    monkeypatch.setattr(samples, "_HOUSES", 1)
    with at(tmp_path / "store", language="en") as arrival:
        screen = arrival.show(FirstRun)
        choose(screen, arrival, "for_samples")
        enter(now(screen, Offer))
        arrival.settle()
        seat = now(screen, ChooseSeat)
        press(seat.house)
        arrival.settle()
        assert arrival.entered == [None]
        (opened,) = arrival.opened
        assert not opened.is_desk
        assert opened.directory == tmp_path / "store" / SAMPLES / "house-1"
    assert not stores.store_exists(tmp_path / "store"), "the real store is still to be made"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store"]
    with at(tmp_path / "store", language="en") as arrival:
        screen = arrival.show(FirstRun)
        choose(screen, arrival, "for_samples")
        press(now(screen, ChooseSeat).desk)
        arrival.settle()
        assert arrival.opened[0].is_desk, "found again, not made again"


def test_making_samples_can_be_given_up(at: At, tmp_path: Path, qtbot: QtBot) -> None:
    with at(tmp_path / "store", language="en") as arrival:
        screen = arrival.show(FirstRun)
        choose(screen, arrival, "for_samples")
        step = now(screen, Offer)
        enter(step)
        qtbot.waitUntil(lambda: (tmp_path / "store" / SAMPLES / "hq").exists(), timeout=PATIENCE_MS)
        press(step.stop)
        arrival.settle()
        now(screen, Offer)
        assert find(tmp_path / "store" / SAMPLES) is None
        assert not (tmp_path / "store" / SAMPLES).exists()


def test_a_second_desk_ends_the_founding_too(at: At, tmp_path: Path, qtbot: QtBot) -> None:
    """The other desk answers between the two steps, as its people would."""
    (tmp_path / "stick").mkdir()
    with at(tmp_path / "store", language="en") as arrival:
        screen = arrival.show(FirstRun)
        choose(screen, arrival, "for_desk")
        create(screen, arrival)
        press(now(screen, Explain).second)
        arrival.settle()
        ask = screen.step
        type_text(ask.name, "desk-2")  # type: ignore[union-attr]
        enter(ask)  # type: ignore[arg-type]
        pick(qtbot, tmp_path / "stick")
        arrival.settle()
        code = words_of(screen.step.shown.accessibleName())  # type: ignore[union-attr]
        (letter,) = (tmp_path / "stick").iterdir()
        with Workspace.create(tmp_path / "two", PASSPHRASE, name="x", kdf="small") as second:
            answered = devices.join(second, letter, code, tmp_path / "stick")
        enter(screen.step)  # type: ignore[arg-type]
        arrival.settle()
        admit = screen.step
        press(admit.file.button)  # type: ignore[union-attr]
        pick(qtbot, answered.path)
        for box, word in zip(admit.words_field.boxes, answered.words, strict=True):  # type: ignore[union-attr]
            type_text(box, str(word.number))
        admit.words_field.boxes[-1].setFocus()  # type: ignore[union-attr]
        enter(admit)  # type: ignore[arg-type]
        arrival.settle()
        enter(screen.step)  # type: ignore[arg-type]
        arrival.settle()
        assert arrival.entered == [None]
        assert kit.standing(arrival.opened[0]).second_desk


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_text_of_a_step_is_cut_off(at: At, tmp_path: Path, qtbot: QtBot, language: str, mode: str) -> None:
    (tmp_path / "stick").mkdir()
    with at(tmp_path / "store", language=language, mode=mode) as arrival:
        screen = arrival.show(FirstRun, size=(1140, 690))

        def fits() -> None:
            qtbot.waitUntil(lambda: cut_off(screen) == [], timeout=PATIENCE_MS)

        fits()
        choose(screen, arrival, "for_desk")
        fits()
        secret = words_of(to_words(screen, arrival, "x"))
        fits()
        press(now(screen, ShowWords).own)
        fits()
        QTest.keyClick(now(screen, ChooseOwn), Qt.Key.Key_Escape)
        enter(now(screen, ShowWords))
        fits()
        type_text(now(screen, ProveWords).field.line, secret)
        enter(now(screen, ProveWords))
        arrival.settle()
        fits()
        press(now(screen, Explain).primary)
        pick(qtbot, tmp_path / "stick")
        arrival.settle()
        fits()
        for _ in range(kit.SHARES):
            enter(now(screen, ShowShare))
        fits()
        enter(now(screen, AskFile))
        fits()


def test_a_whole_session_goes_on_to_the_samples_and_tells_its_parent(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samples, "_CASES", 2)
    monkeypatch.setattr(samples, "_HOUSES", 1)
    with desktop(qtbot, qapp, tmp_path / "store", "en") as running:
        heard = io.BytesIO()
        monkeypatch.setattr(running.session.parent_process, "tell", heard.write)
        first = running.window.content
        assert isinstance(first, FirstRun)
        press(first.findChild(Choice).for_samples)
        running.settle()
        enter(first.step)  # type: ignore[arg-type]
        running.settle()
        press(first.step.house)  # type: ignore[union-attr]
        qtbot.waitUntil(lambda: isinstance(running.window.content, Frame), timeout=PATIENCE_MS)
        running.settle()
        assert heard.getvalue() == supervisor.at_store(tmp_path / "store" / SAMPLES / "house-1")
        signs = [badge.text() for badge in running.frame.findChildren(Badge) if badge.isVisible()]
        assert running.session.words("shell.sample") in signs, "every screen says so"


def test_what_was_told_before_the_main_window_is_shown_in_it(
    qtbot: QtBot, qapp: QApplication, org: Organisation
) -> None:
    with desktop(qtbot, qapp, org.house.path, "en") as running:
        unlock = running.window.content
        assert isinstance(unlock, Unlock)
        type_text(unlock.field.line, "wrong")
        press(unlock.button)
        running.settle()
        running.unlock(PASSPHRASE)
        shown = [
            banner.accessibleName() for banner in running.frame.findChildren(Banner) if banner.isVisible()
        ]
        assert any(said.startswith("1 wrong passphrase was tried") for said in shown), shown
