"""An alarm about a house: status and message in one piece of work, seen on both sides."""

from __future__ import annotations

from datetime import date

import pytest
from support.cli import Organisation

from app import alarms, messaging, undo
from app.ids import parse
from app.messaging import Key, With
from storage.errors import UserError


@pytest.fixture
def house(org: Organisation) -> str:
    found = str(org.house.run("list", "house")[0]["id"])
    org.house.run("set", found, "codename=Тополь", "status=active")
    org.round()
    return found


def critical(org: Organisation, store: str) -> set[tuple[str, str]]:
    items = org.store(store).run("today")["items"]
    return {(item["what"], item["kind"]) for item in items if item["urgency"] == "critical"}


def test_a_house_raises_it_and_headquarters_hears_both(org: Organisation, house: str) -> None:
    with org.house.open() as workspace:
        message = alarms.raise_alarm(workspace, parse(house), "compromised", "Внизу стоят двое")
        (shown,) = messaging.thread(workspace, Key(With.HOUSE, parse(house)))
        assert (shown.id, shown.type, shown.urgent) == (message, "compromise_alert", True)
        assert shown.must_be_acknowledged_by == date.today().isoformat()
    org.round()
    assert org.desk.fields(house)["status"] == "compromised"
    assert ("compromised", "house") in critical(org, "desk-1") & critical(org, "house-a")
    with org.desk.open() as workspace:
        assert messaging.waiting(workspace) == {message}


def test_headquarters_tells_a_house_to_leave(org: Organisation, house: str) -> None:
    with org.desk.open() as workspace:
        alarms.raise_alarm(workspace, parse(house), "evacuating", "Уходите сегодня")
    org.round()
    with org.house.open() as workspace:
        (shown,) = messaging.thread(workspace, Key(With.HOUSE, parse(house)))
        assert (shown.type, shown.priority, shown.waits_for_us) == ("evacuate_house", "emergency", True)


def test_it_is_taken_back_whole(org: Organisation, house: str) -> None:
    with org.house.open() as workspace:
        alarms.raise_alarm(workspace, parse(house), "compromised", "Ошибка")
        undo.undo(workspace, reason="ошибка")
        assert messaging.thread(workspace, Key(With.HOUSE, parse(house))) == []
    assert org.house.fields(house)["status"] == "active"


def test_nothing_is_half_written(org: Organisation, house: str) -> None:
    with org.house.open() as workspace:
        for status, text in (("active", "текст"), ("compromised", "")):
            with pytest.raises(UserError):
                alarms.raise_alarm(workspace, parse(house), status, text)
        with pytest.raises(UserError, match="unknown_record"):
            alarms.raise_alarm(workspace, bytes(16), "compromised", "текст")
    assert org.house.fields(house)["status"] == "active"
    assert org.house.run("list", "message") == []
