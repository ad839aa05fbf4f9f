"""A stick that comes back is tidied: acknowledged bundles go, others stay."""

from pathlib import Path
from random import Random

import pytest
from support.world import Replica, found, load

from sync.channels.stick import StickChannel
from sync.sending import Sent, send


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Replica, Replica]:
    """Give a desk and its house."""
    (tmp_path / "template").mkdir()
    found(tmp_path / "template", 1, Random(1))
    devices = load(tmp_path / "template", tmp_path / "stores", 1)
    return devices["north"], devices["house-1"]


def put_on(stick: Path, sender: Replica, peer: str) -> Sent:
    return send(sender.me, peer, StickChannel(stick), sender.release)


def take(receiver: Replica, sent: Sent) -> None:
    receiver.receive(sent.path.read_bytes())


def test_an_acknowledged_bundle_is_gone_from_the_stick_and_another_stays(
    pair: tuple[Replica, Replica], tmp_path: Path
) -> None:
    desk, house = pair
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "holiday.jpg").write_bytes(b"theirs")
    first, lost = put_on(stick, house, "north"), put_on(stick, house, "north")
    take(desk, first)
    house.receive(desk.send("house-1")[0])
    third = put_on(stick, house, "north")
    assert not first.path.exists()
    assert {path.name for path in stick.iterdir()} == {"holiday.jpg", lost.path.name, third.path.name}


def test_nothing_is_tidied_without_news(pair: tuple[Replica, Replica], tmp_path: Path) -> None:
    _, house = pair
    stick = tmp_path / "stick"
    stick.mkdir()
    sent = [put_on(stick, house, "north") for _ in range(3)]
    assert all(one.path.exists() for one in sent)
