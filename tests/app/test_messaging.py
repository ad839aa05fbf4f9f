"""Messages on real stores: conversations, who is asked to acknowledge what, and that `today` stops asking."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from support.cli import DESK, HOUSES, Organisation, Store

from app import messaging
from app.ids import parse
from app.messaging import Key, MessageShown, Thread, With
from storage.errors import UserError

EVERYONE = Key(With.EVERYONE)


def day(away: int) -> str:
    return (date.today() + timedelta(days=away)).isoformat()


def listed(store: Store) -> dict[Key, Thread]:
    with store.open() as workspace:
        return {thread.key: thread for thread in messaging.threads(workspace)}


def read(store: Store, key: Key) -> list[MessageShown]:
    with store.open() as workspace:
        return messaging.thread(workspace, key)


def write(store: Store, key: Key, text: str, **fields: str) -> bytes:
    with store.open() as workspace:
        return messaging.write(workspace, key, {"text": text, **fields}).id


def acknowledge(store: Store, message: bytes) -> bool:
    with store.open() as workspace:
        return messaging.acknowledge(workspace, message)


def waiting(store: Store) -> frozenset[bytes]:
    with store.open() as workspace:
        return messaging.waiting(workspace)


def asked(store: Store) -> int:
    """Count the messages that `today` asks about."""
    return sum(item["kind"] == "message" for item in store.run("today")["items"])


@pytest.fixture
def case(org: Organisation) -> Key:
    found = org.house.add("case", "alias=Тихий клён")
    org.round()
    return Key(With.CASE, parse(found))


def test_a_conversation_holds_what_both_sides_wrote(org: Organisation, case: Key) -> None:
    write(org.house, case, "Нужен врач", type="request", priority="urgent")
    org.round()
    write(org.desk, case, "Врач будет завтра", type="approval")
    org.round()
    here = read(org.house, case)
    assert [(one.text, one.author, one.ours, one.type) for one in here] == [
        ("Нужен врач", HOUSES[0], True, "request"),
        ("Врач будет завтра", DESK, False, "approval"),
    ]
    there = read(org.desk, case)
    assert [one.ours for one in there] == [False, True]
    thread = listed(org.house)[case]
    assert (thread.title, thread.messages, thread.newest.text) == ("Тихий клён", 2, "Врач будет завтра")


def test_what_is_about_a_person_belongs_to_their_case(org: Organisation, case: Key) -> None:
    someone = org.house.add("person", "--case", org.house.run("list", "case")[0]["id"], "chosen_name=Тимур")
    org.house.add("message", "--person", someone, "--compartment", "health", "text=Инсулин кончается")
    assert [one.text for one in read(org.house, case)] == ["Инсулин кончается"]


def test_houses_everyone_and_desks_have_conversations_of_their_own(org: Organisation) -> None:
    house = Key(With.HOUSE, parse(org.house.run("list", "house")[0]["id"]))
    write(org.house, house, "Кончился газ")
    write(org.desk, EVERYONE, "Новые правила")
    write(org.desk, Key(With.DESKS), "Между нами")
    org.round()
    assert set(listed(org.desk)) == {house, EVERYONE, Key(With.DESKS)}
    assert set(listed(org.house)) == {house, EVERYONE}
    assert listed(org.desk)[house].title == org.house.run("list", "house")[0]["fields"]["codename"]
    assert read(org.house, EVERYONE)[0].type == "broadcast"


def test_who_is_asked_acknowledges_and_nobody_else(org: Organisation, case: Key) -> None:
    message = write(org.desk, case, "Не выходите", type="directive", must_be_acknowledged_by=day(-1))
    org.round()
    (shown,) = read(org.house, case)
    assert (shown.waits_for_us, shown.overdue, shown.acknowledged) == (True, True, ())
    assert (listed(org.house)[case].unacknowledged, listed(org.desk)[case].unacknowledged) == (1, 0)
    assert asked(org.house) == 1
    assert (waiting(org.house), waiting(org.desk)) == ({message}, set())
    with pytest.raises(UserError, match="own_message"):
        acknowledge(org.desk, message)
    assert acknowledge(org.house, message)
    assert not acknowledge(org.house, message), "once is enough"
    assert asked(org.house) == 0
    assert waiting(org.house) == set()
    org.round()
    (there,) = read(org.desk, case)
    assert [one.by for one in there.acknowledged] == [HOUSES[0]]
    assert not there.overdue
    assert asked(org.desk) == 0


def test_a_desk_acknowledges_what_a_house_asks(org: Organisation, case: Key) -> None:
    message = write(org.house, case, "Пора", type="incident_alert", must_be_acknowledged_by=day(1))
    assert listed(org.house)[case].unacknowledged == 0
    org.round()
    thread = listed(org.desk)[case]
    assert (thread.unacknowledged, thread.urgent) == (1, True)
    assert acknowledge(org.desk, message)
    org.round()
    assert [one.by for one in read(org.house, case)[0].acknowledged] == [DESK]


def test_each_house_acknowledges_a_broadcast_for_itself(org: Organisation) -> None:
    message = write(org.desk, EVERYONE, "Смените пароли", must_be_acknowledged_by=day(0))
    with pytest.raises(UserError, match="own_message"):
        acknowledge(org.desk, message)
    for house in (org.house, org.other):
        org.round(house)
        assert listed(house)[EVERYONE].unacknowledged == 1
        assert asked(house) == 1
    assert acknowledge(org.house, message)
    assert not acknowledge(org.house, message)
    assert (listed(org.house)[EVERYONE].unacknowledged, asked(org.house)) == (0, 0)
    assert set(listed(org.house)) == {EVERYONE}, "the answer is no message of the house"
    org.round()
    assert [one.by for one in read(org.desk, EVERYONE)[0].acknowledged] == [HOUSES[0]]
    assert asked(org.desk) == 1, "the other house has not"
    org.other.run("ack", org.other.run("list", "message")[0]["id"])
    org.round(org.other)
    assert asked(org.desk) == 0
    assert {one.by for one in read(org.desk, EVERYONE)[0].acknowledged} == set(HOUSES)


def test_a_message_that_was_replaced_asks_for_nothing(org: Organisation, case: Key) -> None:
    first = org.desk.add(
        "message",
        "--case",
        org.desk.run("list", "case")[0]["id"],
        "text=Едем",
        f"must_be_acknowledged_by={day(0)}",
    )
    write(org.desk, case, "Не едем", replaces=first, must_be_acknowledged_by=day(0))
    org.round()
    shown = read(org.house, case)
    assert [(one.replaced, one.waits_for_us) for one in shown] == [(True, False), (False, True)]
    assert listed(org.house)[case].unacknowledged == 1


def test_what_was_looked_at_is_known_here_alone(org: Organisation, case: Key) -> None:
    write(org.house, case, "Раз")
    write(org.desk, case, "Два")
    org.round()
    assert (listed(org.house)[case].unread, listed(org.desk)[case].unread) == (1, 1)
    before = org.house.run("state-hash")["hash"]
    with org.house.open() as workspace:
        assert messaging.mark_read(workspace, case)
        assert not messaging.mark_read(workspace, case)
    assert org.house.run("state-hash")["hash"] == before
    assert listed(org.house)[case].unread == 0
    write(org.desk, case, "Три")
    org.round()
    assert [one.unread for one in read(org.house, case)] == [False, False, True]


def test_the_command_line_acknowledges(org: Organisation, case: Key) -> None:
    message = org.desk.add("message", "--case", org.desk.run("list", "case")[0]["id"], "text=Да?")
    org.round()
    assert org.house.run("ack", message) == {"id": message, "acknowledged": True}
    assert org.house.run("ack", message) == {"id": message, "acknowledged": False}
    assert "written here" in org.desk.refused("ack", message)
