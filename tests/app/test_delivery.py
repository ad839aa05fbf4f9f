"""Who a conversation reaches, and how far own words have come, on real stores."""

from __future__ import annotations

import pytest
from support.cli import Organisation, Store

from app import delivery, messaging
from app.conversations import Key, With
from app.delivery import Audience, Reached
from app.ids import parse

EVERYONE = Key(With.EVERYONE)


@pytest.fixture
def case(org: Organisation) -> Key:
    return Key(With.CASE, parse(org.house.add("case", "alias=Тихий клён")))


def write(store: Store, key: Key, text: str = "текст") -> bytes:
    with store.open() as workspace:
        return messaging.write(workspace, key, {"text": text}).id


def reached(store: Store, message: bytes) -> Reached | None:
    with store.open() as workspace:
        return delivery.reached(workspace, [message]).get(message)


def audience(store: Store, key: Key) -> Audience:
    with store.open() as workspace:
        return delivery.audience(workspace, key)


def test_a_message_waits_is_under_way_and_there(org: Organisation, case: Key) -> None:
    message = write(org.house, case)
    assert reached(org.house, message) == Reached((), (), ("desk-1",), None)
    bundle = org.house.send("desk-1", org.way)
    assert reached(org.house, message) == Reached((), ("desk-1",), (), None)
    org.desk.receive(bundle)
    assert reached(org.house, message) == Reached((), ("desk-1",), (), None), "nobody has confirmed it"
    org.carry(org.desk, org.house)
    assert reached(org.house, message) == Reached(("desk-1",), (), (), None)
    assert reached(org.desk, message) is None, "it is of somebody else"


def test_what_is_written_later_waits(org: Organisation, case: Key) -> None:
    first = write(org.house, case)
    org.round()
    second = write(org.house, case, "ещё")
    assert reached(org.house, first) == Reached(("desk-1",), (), (), None)
    assert reached(org.house, second) == Reached((), (), ("desk-1",), None)


def test_a_broadcast_reaches_house_by_house(org: Organisation) -> None:
    message = write(org.desk, EVERYONE)
    assert reached(org.desk, message) == Reached((), (), ("house-a", "house-b"), None)
    org.carry(org.desk, org.house)
    org.carry(org.house, org.desk)
    org.desk.send("house-b", org.way)
    assert reached(org.desk, message) == Reached(("house-a",), ("house-b",), (), None)


def test_who_gets_what_is_written(org: Organisation, case: Key) -> None:
    house = Key(With.HOUSE, parse(org.other.run("list", "house")[0]["id"]))
    assert audience(org.house, case) == Audience(("desk-1",), None)
    org.round()
    assert audience(org.desk, case) == Audience(("house-a",), None)
    assert audience(org.desk, house) == Audience(("house-b",), None)
    assert audience(org.desk, EVERYONE) == Audience(("house-a", "house-b"), None)
    assert audience(org.desk, Key(With.DESKS)) == Audience((), None)
    alone = Key(With.CASE, parse(org.desk.add("case", "alias=Белая цапля")))
    assert audience(org.desk, alone) == Audience((), None)


def test_what_consent_keeps_is_said(org: Organisation, case: Key) -> None:
    about = org.house.run("list", "case")[0]["id"]
    someone = org.house.add("person", "--case", about)
    org.house.add("consent", "--person", someone, "purpose=share_with_hq", "decision=refused")
    message = write(org.house, case)
    kept = audience(org.house, case).kept
    assert kept
    org.round()
    assert reached(org.house, message) == Reached((), (), ("desk-1",), kept)
