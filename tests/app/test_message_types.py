"""Which side writes which type: the table, and that it is kept where messages are written."""

from __future__ import annotations

import pytest
from support.cli import Organisation

from app import messaging
from app.casework.codes import MessageType
from app.casework.message_types import FROM_DESK, FROM_HOUSE, writable
from app.conversations import Key, With
from app.ids import parse
from storage.errors import UserError


def test_the_first_thirteen_are_of_headquarters_and_the_rest_of_a_house() -> None:
    every = list(MessageType)
    assert [*FROM_DESK, MessageType.BROADCAST] == every[:13]
    assert list(FROM_HOUSE) == every[13:]
    assert writable(by_desk=True, to_everyone=True) == (MessageType.BROADCAST,)
    assert writable(by_desk=False, to_everyone=True) == ()


def test_a_side_writes_its_own_types_only(org: Organisation) -> None:
    case = Key(With.CASE, parse(org.house.add("case", "alias=Тихий клён")))
    with org.house.open() as house:
        assert messaging.types(house, case) == tuple(map(str, FROM_HOUSE))
        with pytest.raises(UserError, match="bad_value"):
            messaging.write(house, case, {"text": "x", "type": "directive"})
        assert messaging.thread(house, case) == []
        message = messaging.write(house, case, {"text": "x", "type": "report"}).id
        assert messaging.key_of(house, message) == case
        assert messaging.title(house, case) == "Тихий клён"
    with org.desk.open() as desk:
        assert messaging.types(desk, Key(With.EVERYONE)) == ("broadcast",)
        assert messaging.types(desk, Key(With.DESKS)) == ()
        with pytest.raises(UserError, match="bad_value"):
            messaging.write(desk, Key(With.DESKS), {"text": "x", "type": "report"})
        broadcast = messaging.write(desk, Key(With.EVERYONE), {"text": "всем"}).id
        assert messaging.key_of(desk, broadcast) == Key(With.EVERYONE)


def test_what_is_about_a_person_is_of_their_case(org: Organisation) -> None:
    case = org.house.add("case", "alias=Тихий клён")
    someone = org.house.add("person", "--case", case)
    message = org.house.add("message", "--person", someone, "--compartment", "health", "text=Инсулин")
    with org.house.open() as house:
        assert messaging.key_of(house, parse(message)) == Key(With.CASE, parse(case))
