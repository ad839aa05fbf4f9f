"""How the exchange stands, what is held back, and what has crossed: in the words of the ledger, fresh after every change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from support.cli import DESK, Organisation
from support.crossing_scenes import Scenes, spoil
from support.cutoff import cut_off
from support.desktop import Sitting

from app import cases, crossings, exchange, ledger, texts
from app.crossings import Crossing
from storage import log
from storage.log import NewEdit
from sync import kinds
from ui.models.crossings import CrossingsModel
from ui.screens.exchange.peer_card import PeerCard
from ui.screens.exchange.screen import ExchangeScreen
from ui.shell.dropping import FileDrops
from ui.shell.screen import Route
from ui.theme import Theme
from ui.widgets import Badge, Banner, PlainLabel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def scenes(org: Organisation) -> Scenes:
    return Scenes(org)


def show(sitting: Sitting, tab: str | None = None) -> ExchangeScreen:
    screen = sitting.show(ExchangeScreen, Route("exchange", tab=tab))
    assert isinstance(screen, ExchangeScreen)
    sitting.ctx.go = screen.open
    return screen


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(PlainLabel) if label.isVisible())


def signs(widget: QWidget) -> list[tuple[str, str]]:
    return [(badge.text(), badge.level()) for badge in widget.findChildren(Badge) if badge.isVisible()]


def press(sitting: Sitting, widget: QWidget, text: str) -> None:
    button = next(one for one in widget.findChildren(QPushButton) if one.isVisible() and one.text() == text)
    QTest.mouseClick(button, LEFT)
    sitting.settle()


def test_a_card_says_what_the_ledger_says_and_keeps_up_with_what_is_written(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    scenes.case()
    org.round()
    with sit_at(org.house, language="en") as sitting:
        screen = show(sitting)
        (peer,) = sitting.store(ledger.peers)
        assert texts.standing(ledger.standing(peer), "en", sitting.ctx.now()) in said(screen)
        assert signs(screen.home) == [("Everything confirmed", "good")]
        sitting.ctx.tasks.write(
            screen, lambda w: cases.add(w, "case", {"alias": "Старый мост"}), lambda _added: None
        )
        sitting.settle()
        assert signs(screen.home) == [("1 change waits", "info")]
        assert "One change waits to be sent." in said(screen)
        path = org.directory / "out"
        path.mkdir()
        sitting.ctx.tasks.write(
            screen,
            lambda w: exchange.send(w, exchange.Parcel("hq"), exchange.to_file(w, path)),
            lambda _sent: None,
        )
        sitting.settle()
        assert signs(screen.home) == [("Not confirmed yet", "medium")]
        assert cut_off(screen) == []


def test_a_lost_stick_is_answered_calmly(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    org.round()
    org.house.add("case", "alias=Тихий клён")
    scenes.bundle()
    with sit_at(org.house, language="en") as sitting:
        screen = show(sitting)
        press(sitting, screen.home, "The stick was lost")
        assert "Nothing is lost." in said(screen)
        assert "On it was one change for desk-1." in said(screen)
        assert "Nothing needs doing: what was on it goes along again with the next bundle." in said(screen)
        press(sitting, screen.home, "The stick was lost")
        assert "Nothing is lost." not in said(screen)


def test_a_weak_link_is_said_plainly(scenes: Scenes, sit_at) -> None:
    for _ in range(12):
        scenes.bundle()
    with sit_at(scenes.org.house, language="en") as sitting:
        screen = show(sitting)
        assert "The next bundle for desk-1 will be weak: less protected than usual." in said(screen)


def test_many_houses_are_found_by_name(org: Organisation, sit_at, monkeypatch: pytest.MonkeyPatch) -> None:
    with org.desk.open() as desk:
        first = ledger.peers(desk)[0]
    many = [replace(first, name=f"дом-{number}") for number in range(30)]
    monkeypatch.setattr("app.ledger.peers", lambda _workspace: many)
    with sit_at(org.desk) as sitting:
        screen = show(sitting)
        assert len(screen.home._ledger.list.entries()) == 30
        assert len([card for card in screen.home.findChildren(PeerCard) if card.isVisible()]) == 1
        field = next(one for one in screen.home.findChildren(QLineEdit) if one.isVisible())
        field.setFocus()
        field.setText("дом-17")
        QTest.keyClick(field, Qt.Key.Key_Return)
        sitting.settle()
        cards = [card for card in screen.home.findChildren(PeerCard) if card.isVisible()]
        assert [card.title.text() for card in cards] == ["дом-17"]
        screen.open(Route("exchange", tab="send"))
        sitting.settle()
        assert screen.send.who.value() == ()
        screen.send.prefer("дом-17")
        screen.open(Route("exchange", tab="send"))
        sitting.settle()
        assert screen.send.who.value() == ("дом-17",)


def test_nothing_is_offered_to_a_device_that_is_cut_off(org: Organisation, sit_at) -> None:
    org.desk.run("suspend", org.house.name, "--reason", "laptop taken")
    with sit_at(org.desk, language="en") as sitting:
        screen = show(sitting)
        card = next(one for one in screen.home.findChildren(PeerCard) if one.title.text() == "house-a")
        assert signs(card) == [("Suspended", "warning")]
        assert "Nothing is sent there for now" in said(card)
        assert "Send" not in [button.text() for button in card.findChildren(QPushButton)]
        screen.open(Route("exchange", tab="send"))
        sitting.settle()
        assert screen.send.who.value() == ("house-b",)


def test_send_from_a_card_has_its_peer_chosen(org: Organisation, sit_at) -> None:
    with sit_at(org.desk, language="en") as sitting:
        screen = show(sitting)
        card = next(one for one in screen.home.findChildren(PeerCard) if one.title.text() == "house-b")
        press(sitting, card, "Send")
        assert screen.here().tab == "send"
        assert screen.send.who.value() == ("house-b",)
        assert "To house-b" in said(screen.send)
        here = screen.here()
    with sit_at(org.desk, language="ru") as sitting:  # the same place in another language
        screen = sitting.show(ExchangeScreen, here)
        assert isinstance(screen, ExchangeScreen)
        assert screen.send.who.value() == ("house-b",)


def test_letters_lead_to_send_and_receive(org: Organisation, sit_at) -> None:
    with sit_at(org.desk, language="ru") as sitting:
        screen = show(sitting)
        with sitting.qtbot.waitActive(screen):
            screen.activateWindow()
        QTest.keyClick(screen, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
        sitting.qtbot.waitUntil(lambda: screen.here().tab == "receive")
        screen.open(Route("exchange"))
        sitting.settle()
        QTest.keyClick(screen, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
        sitting.qtbot.waitUntil(lambda: screen.here().tab == "send")


# History.


def test_history_tells_what_crossed_with_whom_and_what_became_of_it(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    scenes.case()
    good = scenes.bundle()
    bad = spoil(scenes.bundle())
    org.desk.receive(good, bad)
    other = org.other.send(DESK, org.way)
    org.desk.receive(other)
    with sit_at(org.desk, language="en") as sitting:
        screen = show(sitting, "history")
        model, table = screen.history.model, screen.history.table
        found = sitting.store(crossings.history)
        assert model.rowCount() == len(found)
        rows = [[model.index(row, column).data() for column in range(6)] for row in range(model.rowCount())]
        assert [row[5] for row in rows[:3]] == [other.name, bad.name, good.name]
        assert [row[3] for row in rows[:3]] == ["Taken in", "Damaged", "Taken in"]
        assert "Confirmed" in {row[3] for row in rows if row[1] == "Sent"}
        table.selectRow(1)
        sitting.settle()
        assert "Ask for it to be sent again." in said(screen.history)
        peers = screen.history.peers
        peers.setFocus()
        QTest.keyClick(peers, Qt.Key.Key_End)
        assert peers.value() == "house-b"
        sitting.settle()
        assert {model.index(row, 2).data() for row in range(model.rowCount())} == {"house-b"}
        assert cut_off(screen) == []


def test_the_history_keeps_up(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    path = scenes.bundle()
    with sit_at(org.desk, language="en") as sitting:
        screen = show(sitting, "history")
        before = screen.history.model.rowCount()
        sitting.ctx.tasks.write(screen, lambda w: exchange.receive(w, [path]), lambda _done: None)
        sitting.settle()
        assert screen.history.model.rowCount() == before + 1


def test_the_model_of_the_history_is_a_good_model(
    theme: Theme, qtmodeltester: ModelTester, org: Organisation, sit_at
) -> None:
    one = Crossing(True, 1, "house-a", "applied", "", "a.bin", 0, 3, 1, 1, 2, "", False)
    with sit_at(org.desk, language="ru") as sitting:
        words, now = sitting.ctx.words, sitting.ctx.now
        icons = (theme.icon("file-out"), theme.icon("file-in"))
        model = CrossingsModel(words, now, lambda outcome: (outcome, "good"), icons)
        model.set([replace(one, at=number, received=number % 2 == 0) for number in range(1_000)], None)
        qtmodeltester.check(model)
        model.choose("nobody")
        assert model.rowCount() == 0
        qtmodeltester.check(model)


# What waits.


def test_a_refused_chain_is_shown_to_whoever_wrote_it(scenes: Scenes, sit_at) -> None:
    """The house writes where it has no right; headquarters says so, and the house sees it."""
    org = scenes.org
    org.round()
    with org.house.open() as house, house.vault.transaction() as tx:
        scope = kinds.scope(kinds.ROUTE, b"somebody's case.")
        edit = NewEdit(b"r" * 16, "note", "text", "not mine to write", ())
        log.append(tx, house.identity.author, scope, [edit], rng=house.rng, now=house.now)
    org.carry(org.house, org.desk)
    org.carry(org.desk, org.house)
    with sit_at(org.house, language="en") as sitting:
        assert len(sitting.store(ledger.refusals)) == 1
        screen = show(sitting, "waiting")
        assert "desk-1 did not accept what house-a wrote" in said(screen.waiting)
        assert "There was no right to write there." in said(screen.waiting)
        assert screen.tabs.tabText(2) == "Held back (1)"
        assert cut_off(screen) == []


def test_two_histories_of_one_device_are_said_with_what_to_ask(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    scenes.case()
    with sit_at(org.desk, language="en") as sitting:
        held = ledger.Waiting(1, "fork", "house-a", 1_700_000_000, 4, "fork")
        screen = show(sitting, "waiting")
        assert "Nothing is held back." in said(screen.waiting)
        screen.waiting._show(([held], []))
        sitting.settle()
        assert "Two different histories of the same device arrived" in said(screen.waiting)
        assert signs(screen.waiting) == [("Held back", "warning")]
        went: list[Route] = []
        sitting.ctx.go = went.append
        press(sitting, screen.waiting, "To the devices")
        assert went == [Route("devices")]


# Drops.


class Page(QWidget):
    """A window with something in it that takes no files itself."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[list[Path]] = []
        self.inner = QWidget()
        QVBoxLayout(self).addWidget(self.inner)
        FileDrops(self, self.taken.append)


def drag(
    target: QWidget, *urls: QUrl, action: Qt.DropAction = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
) -> Qt.DropAction:
    """Let addresses go over a widget; give what would be done to what is behind them."""
    data = QMimeData()
    data.setUrls(list(urls))
    where, none = QPointF(20, 20), Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(target, QDragEnterEvent(where, action, data, LEFT, none))
    event = QDropEvent(where, action, data, LEFT, none)
    QApplication.sendEvent(target, event)
    return event.dropAction()


def test_files_dropped_anywhere_are_taken_and_addresses_are_not(
    theme: Theme, qtbot: QtBot, tmp_path: Path
) -> None:
    page = Page()
    qtbot.addWidget(page)
    page.show()
    action = drag(page, QUrl.fromLocalFile(str(tmp_path / "a.bin")), QUrl("https://example.org/b.bin"))
    assert page.taken == [[tmp_path / "a.bin"]]
    assert action == Qt.DropAction.CopyAction, "the file stays where it is"
    drag(page, QUrl("https://example.org/b.bin"))
    drag(page, QUrl.fromLocalFile(str(tmp_path / "c.bin")), action=Qt.DropAction.MoveAction)
    assert len(page.taken) == 1, "what would be moved away is not taken"


def test_what_is_dropped_while_something_is_received_waits_its_turn(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    first, second = scenes.bundle(), org.other.send(DESK, org.way)
    with sit_at(org.desk, language="en") as sitting:
        screen = show(sitting)
        screen.take([first])
        screen.take([second])
        assert screen.here().tab == "receive"
        sitting.settle()
        assert [one.carrier for one in sitting.store(crossings.history)[:2]] == [second.name, first.name]
        assert not screen.receive.busy
        assert not [banner for banner in screen.receive.findChildren(Banner) if banner.isVisible()]
