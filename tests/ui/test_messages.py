"""Messages: written, carried, read and acknowledged with real keys on both sides, each checked in the stores."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from support.cli import Organisation, Store
from support.cutoff import cut_off
from support.desktop import Sitting, type_text

from app import drafts, messaging
from app.casework.message_types import FROM_DESK, FROM_HOUSE
from app.ids import parse
from app.messaging import Key, MessageShown, With
from ui.screens.messages import MessagesScreen
from ui.screens.messages.card import MessageCard
from ui.screens.messages.loading import PAGE
from ui.screens.messages.new_thread import NewThread
from ui.shell.screen import Route
from ui.widgets import Chip

TODAY = date.today()
EVERYONE = Key(With.EVERYONE)
CONTROL = Qt.KeyboardModifier.ControlModifier


def day(away: int) -> str:
    return (TODAY + timedelta(days=away)).isoformat()


@pytest.fixture
def case(org: Organisation) -> Key:
    """Give a case of the first house that headquarters knows."""
    found = org.house.add("case", "alias=Тихий клён")
    org.round()
    return Key(With.CASE, parse(found))


@pytest.fixture
def house(org: Organisation) -> Key:
    """Give the first house, which headquarters knows."""
    found = org.house.run("list", "house")[0]["id"]
    org.house.run("set", found, "codename=Тополь")
    org.round()
    return Key(With.HOUSE, parse(found))


def write(store: Store, key: Key, text: str, **fields: str) -> bytes:
    with store.open() as workspace:
        return messaging.write(workspace, key, {"text": text, **fields}).id


def read(store: Store, key: Key) -> list[MessageShown]:
    with store.open() as workspace:
        return messaging.thread(workspace, key)


def asked(store: Store) -> int:
    """Count the messages that the list of today asks about."""
    return sum(item["kind"] == "message" for item in store.run("today")["items"])


def show(sitting: Sitting, route: Route | None = None) -> MessagesScreen:
    screen = sitting.show(MessagesScreen, route)
    assert isinstance(screen, MessagesScreen)
    return screen


def route_to(key: Key) -> Route:
    if key.about is With.CASE:
        return Route("messages", case=key.id)
    return Route("messages", tab=str(key.about), record=key.id or None)


def press(widget: QWidget | None, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    assert widget is not None
    QTest.keyClick(widget, key, modifier)


def click(widget: QWidget | None) -> None:
    assert widget is not None and widget.isVisible()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def cards(screen: MessagesScreen) -> list[MessageCard]:
    return screen.view.conversation.cards()


def entries(screen: MessagesScreen) -> dict[str, tuple[str, str]]:
    """Give the conversations by title: their line, and their sign."""
    return {one.title: (one.line, one.badge[0] if one.badge else "") for one in screen.list.entries()}


def send(sitting: Sitting, screen: MessagesScreen, text: str) -> None:
    screen.view.box.text.setFocus()
    type_text(screen.view.box.text, text)
    press(screen.view.box.text, Qt.Key.Key_Return, CONTROL)
    sitting.settle()


def dialog() -> QDialog:
    (found,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
    return found


class TestWriting:
    """From the keys to the store of the other side."""

    def test_what_a_house_writes_arrives_and_says_how_far_it_is(
        self, org: Organisation, case: Key, sit_at
    ) -> None:
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting, route_to(case))
            box = screen.view.box
            assert "Leaves with the next bundle, for desk-1." in texts(box)
            assert not box.send_button.isEnabled()
            box.type.setFocus()
            box.type.set_value("request")
            send(sitting, screen, "Нужен врач\nсегодня")
            assert sitting.errors() == []
            assert box.text.value() == ""
            (card,) = cards(screen)
            assert "Waits for the next bundle." in texts(card)
            assert entries(screen)["Тихий клён"] == ("This laptop: Нужен врач", "")
        bundle = org.house.send("desk-1", org.way)
        with sit_at(org.house, language="en") as sitting:
            assert "is not confirmed yet" in texts(cards(show(sitting, route_to(case)))[0])
        org.desk.receive(bundle)
        (there,) = read(org.desk, case)
        assert (there.text, there.type, there.priority) == ("Нужен врач\nсегодня", "request", "normal")
        org.carry(org.desk, org.house)
        with sit_at(org.house, language="en") as sitting:
            assert "desk-1 has it." in texts(cards(show(sitting, route_to(case)))[0])

    def test_each_side_is_offered_its_own_types(self, org: Organisation, case: Key, sit_at) -> None:
        for store, types in ((org.house, FROM_HOUSE), (org.desk, FROM_DESK)):
            with sit_at(store) as sitting:
                box = show(sitting, route_to(case)).view.box
                offered = [box.type.itemData(at) for at in range(1, box.type.count())]
                assert offered == list(map(str, types))
                assert box.due.isVisible() is sitting.ctx.facts.is_desk
        with sit_at(org.desk) as sitting:
            box = show(sitting, route_to(EVERYONE)).view.box
            assert not box.type.isVisible(), "to everyone there is one"

    def test_headquarters_asks_for_an_acknowledgement(self, org: Organisation, house: Key, sit_at) -> None:
        with sit_at(org.desk) as sitting:
            screen = show(sitting, route_to(house))
            box = screen.view.box
            type_text(box.due._date.line, f"{TODAY + timedelta(days=1):%d.%m.%Y}")
            box.priority.set_value("emergency")
            send(sitting, screen, "Никого не впускать")
            assert sitting.errors() == []
            assert box.due.value() is None
        org.round()
        (there,) = read(org.house, house)
        assert (there.must_be_acknowledged_by, there.priority) == (day(1), "emergency")
        assert there.waits_for_us

    def test_what_is_refused_stays_typed(self, org: Organisation, house: Key, sit_at) -> None:
        with sit_at(org.desk) as sitting:
            screen = show(sitting, route_to(house))
            box = screen.view.box
            type_text(box.due._date.line, "скоро")
            send(sitting, screen, "Никого не впускать")
            assert box._wrong.isVisible() and box._wrong.text()
            assert box.text.value() == "Никого не впускать"
            assert box.send_button.isEnabled()
            assert cut_off(box) == []
        assert read(org.desk, house) == []

    def test_a_question_is_answered_under_its_own_words(self, org: Organisation, house: Key, sit_at) -> None:
        write(org.desk, house, "Сколько одеял?\nИ мешков?", type="question")
        org.round()
        with sit_at(org.house, language="ru") as sitting:
            screen = show(sitting, route_to(house))
            click(cards(screen)[0].answer_button)
            assert screen.view.box.text.hasFocus()
            (chip,) = screen.view.box.findChildren(Chip)
            assert chip.label() == "Ответ: Сколько одеял?"
            send(sitting, screen, "Восемь")
            assert screen.view.box.findChildren(Chip) == [] or not chip.isVisible()
        answer = read(org.house, house)[-1]
        assert (answer.title, answer.text) == ("Ответ: Сколько одеял?", "Восемь")

    def test_new_conversations_are_found_by_typing(
        self, org: Organisation, case: Key, house: Key, sit_at
    ) -> None:
        with sit_at(org.desk) as sitting:
            screen = show(sitting)
            press(screen.list, Qt.Key.Key_N, CONTROL)
            asked_whom = dialog()
            assert isinstance(asked_whom, NewThread)
            sitting.settle()
            assert asked_whom.search.hasFocus()
            about = [entry.key.about for entry in asked_whom.list.entries()]
            assert about == [With.EVERYONE, With.DESKS, With.HOUSE, With.CASE]
            type_text(asked_whom.search, "клен")
            press(asked_whom.search, Qt.Key.Key_Return)
            sitting.settle()
            assert [entry.key for entry in asked_whom.list.entries()] == [case]
            assert asked_whom.list.key() == case
            press(asked_whom.search, Qt.Key.Key_Return)
            sitting.settle()
            assert screen.here() == route_to(case)
            assert screen.focusWidget() is screen.view.box.text, "it gets the keyboard with its window"
            type_text(screen.view.box.text, "Как дела?")
            click(screen.view.box.send_button)
            sitting.settle()
        assert [one.text for one in read(org.desk, case)] == ["Как дела?"]

    def test_a_house_writes_to_its_own_and_to_nobody_else(
        self, org: Organisation, case: Key, house: Key, sit_at
    ) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            click(screen.new_button)
            sitting.settle()
            keys = [entry.key for entry in dialog().list.entries()]
            assert keys == [house, case]
            press(dialog(), Qt.Key.Key_Escape)


class TestAcknowledging:
    """Who was asked says so, once."""

    def test_a_click_acknowledges_and_headquarters_sees_who_and_when(
        self, org: Organisation, case: Key, sit_at
    ) -> None:
        write(org.desk, case, "Не выходите", must_be_acknowledged_by=day(1), type="travel_stop")
        org.round()
        assert asked(org.house) == asked(org.desk) == 1
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            assert entries(screen)["Тихий клён"][1] == "1 waits"
            assert screen.list.entries()[0].badge == ("1 waits", "critical")
            press(screen.list, Qt.Key.Key_Return)
            sitting.settle()
            (card,) = cards(screen)
            assert card.acknowledge_button is not None
            click(card.acknowledge_button)
            sitting.settle()
            assert sitting.errors() == []
            (card,) = cards(screen)
            assert card.acknowledge_button is None
            assert "Acknowledged: house-a, " in texts(card)
            assert screen.view.box.text.hasFocus(), "the keyboard goes on"
            assert entries(screen)["Тихий клён"][1] == ""
        (message,) = org.house.run("list", "message")
        assert message["fields"]["acknowledged_on"] == day(0)
        assert asked(org.house) == 0
        org.round()
        assert asked(org.desk) == 0
        with sit_at(org.desk, language="en") as sitting:
            (card,) = cards(show(sitting, route_to(case)))
            assert "Acknowledged: house-a, " in texts(card)
            assert card.acknowledge_button is None

    def test_a_broadcast_is_acknowledged_house_by_house_until_today_stops_asking(
        self, org: Organisation, sit_at
    ) -> None:
        with sit_at(org.desk, language="en") as sitting:
            screen = show(sitting, route_to(EVERYONE))
            type_text(screen.view.box.due._date.line, day(0))
            send(sitting, screen, "Новые кодовые слова")
            assert "for house-a and house-b" in texts(screen.view.box)
        assert asked(org.desk) == 1
        for number, store in enumerate((org.house, org.other), 1):
            org.carry(org.desk, store)
            with sit_at(store, language="en") as sitting:
                screen = show(sitting, route_to(EVERYONE))
                click(cards(screen)[0].acknowledge_button)
                sitting.settle()
                assert f"Acknowledged: {store.name}" in texts(cards(screen)[0])
                assert asked_in(sitting) == 0
            org.carry(store, org.desk)
            with sit_at(org.desk, language="en") as sitting:
                said = texts(cards(show(sitting, route_to(EVERYONE)))[0])
                assert f"Acknowledged by {number} of 2: house-a, " in said
                assert ("Must be acknowledged" in said) is (number == 1)
            assert asked(org.desk) == 2 - number

    def test_nobody_acknowledges_their_own(self, org: Organisation, case: Key, sit_at) -> None:
        write(org.desk, case, "Не выходите", must_be_acknowledged_by=day(-1))
        with sit_at(org.desk, language="en") as sitting:
            (card,) = cards(show(sitting, route_to(case)))
            assert card.acknowledge_button is None
            assert "Must be acknowledged by" in texts(card)

    def test_to_look_is_not_to_acknowledge(self, org: Organisation, case: Key, house: Key, sit_at) -> None:
        write(org.desk, case, "Не выходите", must_be_acknowledged_by=day(1))
        write(org.desk, house, "Привет")
        org.round()
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            assert entries(screen)["Тополь"] == ("desk-1: Привет", "1 new")
            assert {one.title for one in screen.list.entries() if one.strong} == {"Тополь", "Тихий клён"}
            press(screen.list, Qt.Key.Key_End)
            sitting.settle()
            assert "New" in texts(screen.view.conversation)
            assert entries(screen)["Тополь"] == ("desk-1: Привет", "")
            press(screen.list, Qt.Key.Key_Home)
            sitting.settle()
            assert entries(screen)["Тихий клён"][1] == "1 waits"
            assert sitting.store(messaging.waiting)

    def test_what_cannot_be_acknowledged_is_said_and_offered_again(
        self, org: Organisation, case: Key, sit_at, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(org.desk, case, "Не выходите", must_be_acknowledged_by=day(1))
        org.round()

        def fails(workspace: object, record: bytes) -> bool:
            raise OSError(28, "No space left on device", "store")

        with sit_at(org.house) as sitting:
            screen = show(sitting, route_to(case))
            button = cards(screen)[0].acknowledge_button
            with monkeypatch.context() as broken:
                broken.setattr(messaging, "acknowledge", fails)
                click(button)
                sitting.settle()
            assert len(sitting.errors()) == 1
            assert button is not None and button.isEnabled()
            click(button)
            sitting.settle()
            assert sitting.store(messaging.waiting) == frozenset()


def asked_in(sitting: Sitting) -> int:
    return len(sitting.store(messaging.waiting))


class TestDrafts:
    """What is typed and not sent."""

    def test_it_waits_in_its_conversation(self, org: Organisation, case: Key, house: Key, sit_at) -> None:
        write(org.house, house, "Раз")
        write(org.house, case, "Два")
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting, route_to(case))
            box = screen.view.box
            type_text(box.text, "Начато")
            box.type.setFocus()
            press(box.type, Qt.Key.Key_Down)
            screen.list.setFocus()
            screen.list.choose(house)
            sitting.settle()
            assert box.text.value() == ""
            assert entries(screen)["Тихий клён"][0] == "Typed and not sent"
            screen.list.choose(case)
            sitting.settle()
            assert (box.text.value(), box.type.value()) == ("Начато", "report")
            kept = sitting.store(drafts.all)
            assert [draft["text"] for draft in kept] == ["Начато"]
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting, route_to(case))
            assert screen.view.box.text.value() == "Начато"
            press(screen.view.box.text, Qt.Key.Key_End, CONTROL)
            send(sitting, screen, " и кончено")
            assert sitting.store(drafts.all) == []
        assert read(org.house, case)[-1].text == "Начато и кончено"

    def test_it_can_be_discarded(self, org: Organisation, case: Key, sit_at) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting, route_to(case))
            box = screen.view.box
            assert not box.discard_button.isVisible()
            type_text(box.text, "Начато")
            sitting.ctx.drafts.flush()
            click(box.discard_button)
            sitting.settle()
            assert box.text.value() == ""
            assert sitting.store(drafts.all) == []

    def test_what_arrives_does_not_disturb_the_typing(self, org: Organisation, case: Key, sit_at) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting, route_to(case))
            type_text(screen.view.box.text, "Начато")
            sitting.ctx.tasks.write(
                screen, lambda w: messaging.write(w, case, {"text": "Другое"}), lambda _added: None
            )
            sitting.settle()
            assert screen.view.box.text.value() == "Начато"
            assert [card.message.text for card in cards(screen)] == ["Другое"]


class TestRoutes:
    """Where one comes from, and goes."""

    def test_a_message_is_opened_at_its_place(self, org: Organisation, case: Key, sit_at) -> None:
        ids = [write(org.house, case, f"Сообщение {n}\n" + "и ещё строка\n" * 5) for n in range(PAGE + 5)]
        with sit_at(org.house) as sitting:
            screen = show(sitting, Route("messages", record=ids[7]))
            card = screen.view.conversation.card(ids[7])
            assert card is not None and card.hasFocus()
            bar = screen.view.conversation._scroll.verticalScrollBar()
            sitting.qtbot.waitUntil(lambda: bar.value() > 200 and 0 <= card.y() - bar.value() < 200)
            assert screen.here() == route_to(case)
            press(card, Qt.Key.Key_Down)
            assert screen.view.conversation.card(ids[8]).hasFocus()

    def test_the_newest_are_shown_and_earlier_ones_asked_for(
        self, org: Organisation, case: Key, sit_at
    ) -> None:
        with org.house.open() as workspace:
            for n in range(PAGE + 4):
                messaging.write(workspace, case, {"text": f"Сообщение {n}"})
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting, route_to(case))
            assert [card.message.text for card in cards(screen)] == [
                f"Сообщение {n}" for n in range(4, PAGE + 4)
            ]
            bar = screen.view.conversation._scroll.verticalScrollBar()
            sitting.qtbot.waitUntil(lambda: bar.value() == bar.maximum() > 0)
            before = cards(screen)
            (more,) = [
                one for one in screen.view.conversation.findChildren(QPushButton) if "earlier" in one.text()
            ]
            assert more.text() == "4 earlier messages"
            click(more)
            sitting.settle()
            assert [card.message.text for card in cards(screen)] == [
                f"Сообщение {n}" for n in range(PAGE + 4)
            ]
            assert cards(screen)[4:] == before, "what stood there is not built again"

    @pytest.mark.parametrize("about", [With.CASE, With.HOUSE, With.EVERYONE, With.DESKS])
    def test_every_conversation_has_a_way_back(
        self, org: Organisation, case: Key, house: Key, sit_at, about: With
    ) -> None:
        key = {With.CASE: case, With.HOUSE: house}.get(about, Key(about))
        with sit_at(org.desk) as sitting:
            screen = show(sitting, route_to(key))
            assert screen.view.key == key
            assert screen.here() == route_to(key)
            assert screen.view.title.text()

    def test_the_case_and_the_exchange_are_one_click_away(self, org: Organisation, case: Key, sit_at) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting, route_to(case))
            click(screen.view.where_button)
            click(screen.view.exchange_button)
            assert sitting.went == [Route("case", case.id), Route("exchange")]

    def test_a_message_that_is_not_here_is_said(self, org: Organisation, sit_at) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting, Route("messages", record=bytes(16)))
            assert len(sitting.errors()) == 1
            assert screen.here() == Route("messages")

    def test_nothing_is_said_kindly(self, org: Organisation, sit_at) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            assert sitting.ctx.words("messages.none") in texts(screen)
            assert sitting.errors() == []


class TestLooks:
    """Long names, somebody's markup, and room for every word."""

    @pytest.mark.parametrize("language", ["en", "ru"])
    @pytest.mark.parametrize("mode", ["light", "dark"])
    def test_nothing_is_cut_off(
        self, org: Organisation, case: Key, house: Key, sit_at, language: str, mode: str
    ) -> None:
        asks = {"must_be_acknowledged_by": day(-1), "type": "document_request", "priority": "emergency"}
        write(org.desk, case, "Нужна справка", **asks)
        write(org.desk, house, "Уходите", type="evacuate_house", valid_from=day(0), valid_to=day(3))
        org.round()
        with sit_at(org.house, language=language, mode=mode) as sitting:
            screen = show(sitting)
            for key in (case, house):
                screen.open_thread(key)
                sitting.settle()
                assert cut_off(screen) == []
            screen.begin_new()
            sitting.settle()
            assert cut_off(dialog()) == []
            dialog().reject()

    def test_long_names_and_markup_are_shown_as_they_are(self, org: Organisation, sit_at) -> None:
        long = ("Александра Константиновна " * 8)[:200].strip()
        found = org.house.add("case", f"alias={long[:60]}")
        someone = org.house.add("person", "--case", found, f"chosen_name={long}")
        markup = "<b>жирно</b> <img src='file:///etc/passwd'> &amp; " + "безпробелов" * 30
        key = Key(With.CASE, parse(found))
        message = write(org.house, key, markup, title=long, type="request", person=someone)
        org.house.run("set", org.house.run("list", "house")[0]["id"], f"codename={long}")
        with sit_at(org.house) as sitting:
            screen = show(sitting, Route("messages", record=message))
            (card,) = cards(screen)
            said = texts(card)
            assert markup in said and long in said
            for label in screen.findChildren(QLabel):
                assert label.textFormat() == Qt.TextFormat.PlainText
            assert cut_off(screen.view.box) == []
            assert cut_off(screen) == []
            viewport = screen.view.conversation._scroll.viewport()
            assert card.width() <= viewport.width(), "a word without end makes nothing wider"
            card.acknowledge.emit(message)
            sitting.settle()
            assert len(sitting.errors()) == 1, "one's own"
            assert card.accessibleName().startswith("Этот ноутбук, ")
            assert card.accessibleDescription() == markup


class TestWhileTheStoreIsBusy:
    """An import can keep the store for a while; nobody loses what they type meanwhile."""

    def test_what_is_typed_elsewhere_meanwhile_is_kept_and_can_be_sent(
        self, org: Organisation, case: Key, house: Key, sit_at
    ) -> None:
        with sit_at(org.desk) as sitting:
            screen = show(sitting, route_to(case))
            box = screen.view.box
            box.text.setFocus()
            type_text(box.text, "Первое")
            with sitting.busy():
                press(box.text, Qt.Key.Key_Return, CONTROL)
                type_text(box.text, "!")
                assert box.text.value() == "Первое", "it would go with what is sent"
                screen.open_thread(house)
                sitting.qtbot.waitUntil(lambda: box.text.value() == "")
                type_text(box.text, "Второе")
                assert box.unsaved() == {"text": "Второе"}
                sitting.ctx.drafts.flush()
            sitting.settle()
            assert box.text.value() == "Второе"
            assert box.send_button.isEnabled()
            assert len(sitting.store(drafts.all)) == 1
            press(box.text, Qt.Key.Key_Return, CONTROL)
            sitting.settle()
        assert [message.text for message in read(org.desk, case)] == ["Первое"]
        assert [message.text for message in read(org.desk, house)] == ["Второе"]


class TestTakingBack:
    """What was written or acknowledged a moment ago."""

    def test_a_message_that_was_just_written_is_taken_back(
        self, org: Organisation, case: Key, sit_at
    ) -> None:
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting, route_to(case))
            send(sitting, screen, "Не тому дому")
            assert "Written down." in texts(screen.view)
            click(screen.view.saved_line.button)
            sitting.settle()
            assert cards(screen) == []
            assert screen.view.box.text.hasFocus()
        assert read(org.house, case) == []

    def test_an_acknowledgement_is_taken_back(self, org: Organisation, case: Key, sit_at) -> None:
        write(org.desk, case, "Ответьте", must_be_acknowledged_by=day(1))
        org.round()
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting, route_to(case))
            click(cards(screen)[0].acknowledge_button)
            sitting.settle()
            assert cards(screen)[0].acknowledge_button is None
            click(screen.view.saved_line.button)
            sitting.settle()
            assert cards(screen)[0].acknowledge_button is not None


class TestOpening:
    """What is shown is what somebody asked for."""

    def test_nothing_is_opened_or_marked_as_read_by_itself(
        self, org: Organisation, case: Key, sit_at
    ) -> None:
        write(org.desk, case, "Новое")
        org.round()
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            screen.activateWindow()
            sitting.qtbot.waitUntil(screen.list.hasFocus)
            assert screen.view.key is None
            assert entries(screen)["Тихий клён"][1] == "1 new"
            press(screen.list, Qt.Key.Key_Return)
            sitting.settle()
            assert screen.view.key == case
            assert entries(screen)["Тихий клён"][1] == ""

    def test_a_conversation_that_is_not_in_the_list_leaves_nothing_chosen_there(
        self, org: Organisation, case: Key, sit_at
    ) -> None:
        write(org.house, case, "Привет")
        other = Key(With.CASE, parse(org.house.add("case", "alias=Второй мост")))
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting, route_to(case))
            assert screen.list.key() == case
            screen.open(route_to(other))
            sitting.settle()
            assert screen.view.key == other
            assert screen.list.selectedIndexes() == []
