"""The unlock window: one field, nothing else; each thing in the way in its own words; what a founder owes comes first."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from support.cli import PASSPHRASE, Organisation
from support.cutoff import cut_off
from support.desktop import PATIENCE_MS, type_text
from support.entrances import Arrival, arrive, press

from app import demo, devices, samples
from app.workspace import Workspace
from storage.vault import Vault
from ui.screens.enrolment.kit_steps import Explain
from ui.screens.unlock import SAMPLES, Unlock

At = Callable[..., AbstractContextManager[Arrival]]


@pytest.fixture
def at(qtbot: QtBot, qapp: QApplication) -> At:
    def stand(directory: Path, **options: object) -> AbstractContextManager[Arrival]:
        return arrive(qtbot, qapp, directory, **options)  # type: ignore[arg-type]

    return stand


def enter(arrival: Arrival, screen: Unlock, passphrase: str) -> None:
    """Type a passphrase and press Enter."""
    type_text(screen.field.line, passphrase)
    QTest.keyClick(screen.field.line, Qt.Key.Key_Return)
    assert screen.field.text() == "", "what was typed leaves the field at once"
    arrival.settle()


def texts(screen: Unlock) -> list[str]:
    return [label.text() for label in screen.findChildren(QLabel) if label.isVisible() and label.text()]


def test_it_asks_for_the_passphrase_and_shows_nothing_else(at: At, org: Organisation) -> None:
    with at(org.house.path, language="en") as arrival:
        screen = arrival.show(Unlock)
        assert texts(screen) == ["Passphrase"]
        assert screen.field.line.hasFocus()
        assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == [screen]


def test_the_right_passphrase_opens_the_store_and_enters(at: At, org: Organisation) -> None:
    with at(org.house.path) as arrival:
        screen = arrival.show(Unlock)
        type_text(screen.field.line, PASSPHRASE)
        QTest.keyClick(screen.field.line, Qt.Key.Key_Return)
        assert not screen.field.isEnabled() and not screen.button.isEnabled(), "busy with the KDF"
        arrival.settle()
        assert [workspace.name for workspace in arrival.opened] == ["house-a"]
        assert arrival.entered == [None]
        assert arrival.told() == []


def test_a_long_kdf_says_that_it_is_busy(at: At, org: Organisation, qtbot: QtBot) -> None:
    with at(org.house.path) as arrival:
        screen, goes_on = arrival.show(Unlock), threading.Event()
        arrival.entrance.tasks.aside(screen, goes_on.wait, lambda _done: None)
        type_text(screen.field.line, "not the passphrase at all")
        press(screen.button)
        qtbot.waitUntil(screen.progress.isVisible, timeout=PATIENCE_MS)
        goes_on.set()
        arrival.settle()
        assert not screen.progress.isVisible()


def test_a_wrong_one_is_said_without_a_count_and_tried_again(at: At, org: Organisation) -> None:
    with at(org.house.path, language="en") as arrival:
        screen = arrival.show(Unlock)
        for _ in range(2):
            enter(arrival, screen, "wrong words")
            assert screen.said().startswith("This passphrase does not open the store.")
            assert not any(letter.isdigit() for letter in "".join(texts(screen)))
            assert screen.field.line.hasFocus()
        enter(arrival, screen, PASSPHRASE)
        assert arrival.entered == [None]
        assert arrival.told() == ["2 wrong passphrases were tried since the last time."]


def test_nothing_typed_tries_nothing(at: At, org: Organisation) -> None:
    with at(org.house.path) as arrival:
        screen = arrival.show(Unlock)
        press(screen.button)
        arrival.settle()
        assert screen.said() == "" and screen.field.isEnabled()


def test_layout_and_caps_lock_are_said_while_typing(at: At, org: Organisation) -> None:
    with at(org.house.path, language="en") as arrival:
        screen = arrival.show(Unlock)
        type_text(screen.field.line, "Ы")
        assert {"RU", "Caps Lock is on."} <= set(texts(screen))
        type_text(screen.field.line, "y")
        assert "EN" in texts(screen) and "Caps Lock is on." not in texts(screen)
        press(screen.field.eye)  # type: ignore[arg-type]
        assert screen.field.is_shown()


def test_a_store_that_is_open_elsewhere_is_said(at: At, org: Organisation) -> None:
    with org.house.open(), at(org.house.path, language="en") as arrival:
        screen = arrival.show(Unlock)
        enter(arrival, screen, PASSPHRASE)
        assert "open in another window" in screen.said()
        assert arrival.entered == []


def test_damage_is_told_from_a_wrong_passphrase(at: At, org: Organisation) -> None:
    keys = org.house.path / "keys"
    keys.write_bytes(bytes(len(keys.read_bytes())))
    with at(org.house.path, language="en") as arrival:
        screen = arrival.show(Unlock)
        enter(arrival, screen, PASSPHRASE)
        assert "this is not about the passphrase" in screen.said()
    (org.other.path / "store").write_bytes(b"x" * 8192)
    with at(org.other.path, language="en") as arrival:
        screen = arrival.show(Unlock)
        enter(arrival, screen, PASSPHRASE)
        assert "The store is damaged" in screen.said()


def test_an_older_copy_opens_only_when_asked_again(at: At, org: Organisation, tmp_path: Path) -> None:
    older = tmp_path / "older"
    shutil.copytree(org.house.path, older)
    org.house.add("case", "alias=Newer")
    for name in ("store", "store-wal", "store-shm"):
        (org.house.path / name).unlink(missing_ok=True)
        if (older / name).exists():
            shutil.copy2(older / name, org.house.path / name)
    with at(org.house.path, language="en") as arrival:
        screen = arrival.show(Unlock)
        enter(arrival, screen, PASSPHRASE)
        assert "somebody put an older copy back" in screen.said()
        assert arrival.entered == [] and screen.button.text() == "Open all the same"
        enter(arrival, screen, PASSPHRASE)
        assert arrival.entered == [None]
        assert arrival.told() == ["These files had been put back to an older day."]


def test_files_that_went_away_lead_to_the_beginning(at: At, org: Organisation) -> None:
    with at(org.house.path, language="en") as arrival:
        screen = arrival.show(Unlock)
        shutil.rmtree(org.house.path)
        enter(arrival, screen, PASSPHRASE)
        assert "are gone" in screen.said()
        assert screen.offer is not None
        press(screen.offer)
        assert arrival.reopened == [org.house.path]


def test_a_store_whose_making_was_cut_short_can_be_begun_again(at: At, tmp_path: Path) -> None:
    Vault.create(tmp_path / "half", PASSPHRASE, kdf="small").lock()
    with at(tmp_path / "half", language="en") as arrival:
        screen = arrival.show(Unlock)
        enter(arrival, screen, PASSPHRASE)
        assert "cut short" in screen.said()
        assert screen.offer is not None
        press(screen.offer)
        arrival.settle()
        assert arrival.reopened == [tmp_path / "half"]
        assert not (tmp_path / "half" / "keys").exists()


def test_a_crash_is_said(at: At, org: Organisation) -> None:
    with at(org.house.path, language="en", crashed=True) as arrival:
        assert "The program ended unexpectedly." in texts(arrival.show(Unlock))


def test_the_language_can_be_changed(at: At, org: Organisation) -> None:
    with at(org.house.path, language="en") as arrival:
        press(arrival.show(Unlock).languages.buttons["ru"])
        assert arrival.spoken == ["ru"]


def test_nobody_leaves_while_the_store_is_being_opened(at: At, org: Organisation) -> None:
    """What was opened would belong to nobody: open, with its keys, and in the way of whoever tries again."""
    with at(org.house.path, language="en") as arrival:
        screen, goes_on = arrival.show(Unlock), threading.Event()
        arrival.entrance.tasks.aside(screen, goes_on.wait, lambda _done: None)
        type_text(screen.field.line, PASSPHRASE)
        QTest.keyClick(screen.field.line, Qt.Key.Key_Return)
        QTest.mouseClick(screen.languages.buttons["ru"], Qt.MouseButton.LeftButton)
        spoken = list(arrival.spoken)
        goes_on.set()
        arrival.settle()
        assert spoken == []
        assert arrival.entered == [None]


def test_a_founding_that_was_cut_short_is_come_back_to(at: At, tmp_path: Path, qtbot: QtBot) -> None:
    Workspace.create(tmp_path / "hq", PASSPHRASE, name="hq-1", organisation=True, kdf="small").close()
    for _ in range(2):
        with at(tmp_path / "hq") as arrival:
            screen = arrival.show(Unlock)
            enter(arrival, screen, PASSPHRASE)
            assert arrival.entered == [], "no way in before the kit"
            step = screen.findChild(Explain)
            assert step is not None and step.isVisible() and not step.can_go_back


@pytest.mark.parametrize("sample", [True, False])
def test_a_desk_at_work_is_reminded_of_its_kit_unless_it_is_a_sample(
    at: At, org: Organisation, monkeypatch: pytest.MonkeyPatch, sample: bool
) -> None:
    monkeypatch.setattr(Workspace, "sample", property(lambda _self: sample))
    with at(org.desk.path, language="en") as arrival:
        enter(arrival, arrival.show(Unlock), PASSPHRASE)
        assert arrival.entered == [None], "houses depend on it: nobody is held up"
        told = ["The organisation kit is not written, or was never tried."]
        assert arrival.told() == ([] if sample else told)


def test_a_house_that_waits_for_four_words_is_reminded(at: At, org: Organisation, tmp_path: Path) -> None:
    with (
        org.desk.open() as desk,
        Workspace.create(tmp_path / "h", PASSPHRASE, name="h", kdf="small") as house,
    ):
        made = devices.invite(desk, "house-c", devices.Role.HOUSE, tmp_path / "letter")
        devices.join(house, made.path, " ".join(word.word for word in made.code), tmp_path / "reply")
    with at(tmp_path / "h", language="en") as arrival:
        enter(arrival, arrival.show(Unlock), PASSPHRASE)
        assert arrival.told() == ["This laptop still waits for headquarters' four words."]


def test_sample_data_say_their_passphrase_and_can_be_left(at: At, tmp_path: Path) -> None:
    made = demo.make(tmp_path / SAMPLES, cases=1, houses=1, seed=1, tell=lambda *_: None)
    with at(made.stores["house-1"], language="en") as arrival:
        screen = arrival.show(Unlock)
        assert samples.secret_of(made) in texts(screen)
        assert screen.leave is not None
        press(screen.leave)
        assert arrival.reopened == [tmp_path]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_nothing_is_cut_off(at: At, org: Organisation, language: str, mode: str) -> None:
    with at(org.house.path, language=language, mode=mode, crashed=True) as arrival:
        screen = arrival.show(Unlock)
        enter(arrival, screen, "WRONG")
        assert cut_off(screen) == []
