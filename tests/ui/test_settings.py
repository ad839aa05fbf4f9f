"""Settings: each choice takes effect and stays; the passphrase changes; what headquarters has is dropped; the store is checked."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from support.cli import PASSPHRASE, Organisation
from support.cutoff import cut_off
from support.desktop import Sitting, type_text

from app import cases, preferences
from app.placing import Place
from app.preferences import Preferences
from app.workspace import Workspace
from storage.errors import UserError
from ui.screens.settings.choices import Choices
from ui.screens.settings.erase import Erase
from ui.screens.settings.health import Health
from ui.screens.settings.laptop import Laptop
from ui.screens.settings.passphrase import ChangePassphrase
from ui.screens.settings.screen import SettingsScreen
from ui.widgets import Banner, Button, ComboBox, CountField, EntryList, HoldButton, PassphraseField, Radio


def button(parent: Any, text: str) -> Button:
    (found,) = [one for one in parent.findChildren(Button) if one.text().replace("&", "") == text]
    return found


def press(sitting: Sitting, parent: Any, slug: str) -> None:
    QTest.mouseClick(button(parent, sitting.ctx.words(slug)), Qt.MouseButton.LeftButton)


def dialog(sitting: Sitting) -> QDialog:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_language_and_look_are_kept(org: Organisation, sit_at: Any) -> None:
    with sit_at(org.house) as sitting:
        screen = sitting.show(SettingsScreen)
        language, look = screen.findChild(Choices).findChildren(ComboBox)
        QTest.keyClick(language, Qt.Key.Key_Up)
        QTest.keyClick(look, Qt.Key.Key_End)
        sitting.settle()
        assert sitting.store(preferences.load) == Preferences("en", "dark")


def test_minutes_are_kept_and_the_cover_never_comes_after_the_lock(org: Organisation, sit_at: Any) -> None:
    with sit_at(org.house) as sitting:
        screen = sitting.show(SettingsScreen)
        cover, lock = screen.findChild(Choices).findChildren(CountField)
        for field, minutes in ((lock, "20"), (cover, "5")):
            field.selectAll()
            type_text(field, minutes)
            QTest.keyClick(field, Qt.Key.Key_Return)
        sitting.settle()
        assert sitting.store(preferences.load) == Preferences(cover_minutes=5, lock_minutes=20)
        cover.selectAll()
        type_text(cover, "25")
        QTest.keyClick(cover, Qt.Key.Key_Return)
        sitting.settle()
        assert sitting.store(preferences.load).cover_minutes == 5
        assert sitting.ctx.words("settings.lock_first") in _texts(screen)


def _texts(widget: Any) -> set[str]:
    return {label.text() for label in widget.findChildren(QLabel) if label.isVisible()}


def test_seven_new_words_open_the_store_and_the_old_passphrase_does_not(
    org: Organisation, sit_at: Any
) -> None:
    with sit_at(org.house, language="en") as sitting:
        screen = sitting.show(SettingsScreen)
        press(sitting, screen, "settings.passphrase_change")
        sitting.settle()
        asked = dialog(sitting)
        assert isinstance(asked, ChangePassphrase)
        old, learned, _own, _twice = asked.findChildren(PassphraseField)
        fresh = asked._made
        assert len(fresh.split()) == 7
        _type(old, "not the passphrase at all")
        _type(learned, fresh)
        press(sitting, asked, "settings.passphrase_do")
        sitting.settle()
        assert asked.isVisible()
        _type(old, PASSPHRASE)
        _type(learned, "other words")
        press(sitting, asked, "settings.passphrase_do")
        assert sitting.ctx.words("settings.passphrase_not_the_same") in _texts(asked)
        _type(learned, fresh)
        press(sitting, asked, "settings.passphrase_do")
        sitting.settle()
        assert not shiboken6.isValid(asked)
    Workspace.open(org.house.path, fresh).close()
    with pytest.raises(UserError, match="wrong_passphrase"):
        Workspace.open(org.house.path, PASSPHRASE)


def _type(field: PassphraseField, text: str) -> None:
    field.clear()
    target = field.focusProxy() or field
    type_text(target, text)


def test_a_weak_passphrase_of_ones_own_is_refused_in_words(org: Organisation, sit_at: Any) -> None:
    with sit_at(org.house) as sitting:
        screen = sitting.show(SettingsScreen)
        press(sitting, screen, "settings.passphrase_change")
        sitting.settle()
        asked = dialog(sitting)
        old, _learned, own, twice = asked.findChildren(PassphraseField)
        QTest.keyClick(asked.findChildren(Radio)[1], Qt.Key.Key_Space)
        _type(old, PASSPHRASE)
        _type(own, "short")
        _type(twice, "short")
        press(sitting, asked, "settings.passphrase_do")
        sitting.settle()
        said = sitting.ctx.words.sentences("passphrase_too_short")
        assert any(said.what[:20] in text for text in _texts(asked))
        QTest.keyClick(asked, Qt.Key.Key_Escape)
        assert not shiboken6.isValid(asked) or not asked.isVisible()


OWN = "курица лапой написала тут не то"


def test_one_of_ones_own_is_typed_twice_alike(org: Organisation, sit_at: Any) -> None:
    """Typed once and hidden, a slip of the finger would lock its owner out for good."""
    with sit_at(org.house, language="en") as sitting:
        screen = sitting.show(SettingsScreen)
        press(sitting, screen, "settings.passphrase_change")
        sitting.settle()
        asked = dialog(sitting)
        old, _learned, own, twice = asked.findChildren(PassphraseField)
        QTest.keyClick(asked.findChildren(Radio)[1], Qt.Key.Key_Space)
        _type(old, PASSPHRASE)
        _type(own, OWN)
        _type(twice, OWN + "х")
        press(sitting, asked, "settings.passphrase_do")
        sitting.settle()
        assert any(sitting.ctx.words.sentences("passphrases_differ").what in text for text in _texts(asked))
        _type(twice, OWN)
        QTest.keyClick(twice.line, Qt.Key.Key_Return)
        sitting.settle()
        assert not shiboken6.isValid(asked)
    Workspace.open(org.house.path, OWN).close()


def test_nothing_is_changed_before_there_are_words_to_change_to(org: Organisation, sit_at: Any) -> None:
    """Words are made on the thread that also imports: they may come long after the dialog."""
    with sit_at(org.house) as sitting:
        screen, goes_on = sitting.show(SettingsScreen), threading.Event()
        sitting.ctx.tasks.aside(screen, goes_on.wait, lambda _done: None)
        press(sitting, screen, "settings.passphrase_change")
        asked = dialog(sitting)
        old = asked.findChildren(PassphraseField)[0]
        _type(old, PASSPHRASE)
        QTest.keyClick(old.line, Qt.Key.Key_Return)
        assert not button(asked, sitting.ctx.words("settings.passphrase_do")).isEnabled()
        goes_on.set()
        sitting.settle()
        assert button(asked, sitting.ctx.words("settings.passphrase_do")).isEnabled()
        asked.reject()
    Workspace.open(org.house.path, PASSPHRASE).close()


def test_it_cannot_be_closed_while_the_passphrase_changes(org: Organisation, sit_at: Any) -> None:
    """Whoever closed it would believe that the old one still opens the store."""
    with sit_at(org.house, language="en") as sitting:
        screen = sitting.show(SettingsScreen)
        press(sitting, screen, "settings.passphrase_change")
        sitting.settle()
        asked = dialog(sitting)
        assert isinstance(asked, ChangePassphrase)
        old, learned, _own, _twice = asked.findChildren(PassphraseField)
        _type(old, PASSPHRASE)
        _type(learned, asked._made)
        press(sitting, asked, "settings.passphrase_do")
        QTest.keyClick(asked, Qt.Key.Key_Escape)
        assert asked.isVisible()
        sitting.settle()
        assert not shiboken6.isValid(asked)
        told = [notice.what for notice in sitting.ctx.notices.kept]
        assert told == [sitting.ctx.words("settings.passphrase_changed")]


def _person(org: Organisation) -> bytes:
    with org.house.open() as house:
        case = cases.add(house, "case", {"alias": "Тополь"}).id
        person = cases.add(house, "person", {"legal_name": "Пример Образцов"}, Place(case=case)).id
        cases.add(house, "incident", {"text": "что было"}, Place(case=case, person=person))
        for purpose in ("case_management", "share_with_hq"):
            cases.add(
                house, "consent", {"purpose": purpose, "decision": "given"}, Place(case=case, person=person)
            )
    return case


def test_only_what_headquarters_confirmed_is_dropped(org: Organisation, sit_at: Any) -> None:
    _person(org)
    with sit_at(org.house) as sitting:
        laptop = sitting.show(SettingsScreen).findChild(Laptop)
        laptop.findChild(EntryList).choose(next(iter(laptop._found)))
        assert not button(laptop, sitting.ctx.words("settings.drop")).isEnabled()
        assert sitting.ctx.words("settings.not_confirmed") in _texts(laptop)
    org.round()
    with sit_at(org.house) as sitting:
        laptop = sitting.show(SettingsScreen).findChild(Laptop)
        laptop.findChild(EntryList).choose(next(iter(laptop._found)))
        press(sitting, laptop, "settings.drop")
        press(sitting, dialog(sitting), "settings.drop")
        sitting.settle()
        assert laptop._found == {}
        assert sitting.errors() == []
    assert "Образцов" not in str(org.house.run("list", "person"))


def test_the_check_says_that_all_is_whole(org: Organisation, sit_at: Any) -> None:
    with sit_at(org.desk) as sitting:
        screen = sitting.show(SettingsScreen)
        assert screen.findChild(Laptop) is None, "a desk drops nothing"
        press(sitting, screen, "settings.check")
        sitting.settle()
        (banner,) = screen.findChild(Health).findChildren(Banner)
        assert banner.isVisible()
        assert any(sitting.ctx.words("settings.check_good", chains=1)[:8] in text for text in _texts(banner))


def test_the_store_is_destroyed_only_after_three_seconds(org: Organisation, sit_at: Any) -> None:
    with sit_at(org.house) as sitting:
        hold = sitting.show(SettingsScreen).findChild(Erase).findChild(HoldButton)
        QTest.mouseClick(hold, Qt.MouseButton.LeftButton)
        assert sitting.erased == []
        hold.setFocus()
        QTest.keyPress(hold, Qt.Key.Key_Space)
        sitting.qtbot.waitUntil(lambda: sitting.erased == [True], timeout=10_000)
        QTest.keyRelease(hold, Qt.Key.Key_Space)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_nothing_is_cut_off(org: Organisation, sit_at: Any, language: str, mode: str, tmp_path: Path) -> None:
    with sit_at(org.house, language=language, mode=mode) as sitting:
        screen = sitting.show(SettingsScreen)
        assert cut_off(screen) == []
        press(sitting, screen, "settings.passphrase_change")
        sitting.settle()
        assert cut_off(dialog(sitting)) == []
