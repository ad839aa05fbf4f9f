"""Cut off, judged and taken back through the command line."""

from __future__ import annotations

from typing import Any

import pytest
from support.cli import Organisation, call

from storage import arrivals, log
from storage.log import NewEdit
from sync import kinds


def hold(org: Organisation) -> list[dict[str, Any]]:
    """Carry one bundle of the first house to a desk that holds it back; give what is listed there."""
    assert org.carry(org.house, org.desk)["outcome"] in ("suspended", "revoked")
    return list(org.desk.run("quarantine", "list"))


@pytest.fixture
def case(org: Organisation) -> str:
    """A case that both sides have, of a house that was suspended since."""
    case = org.house.add("case", "alias=Quiet shore")
    org.round()
    org.desk.run("suspend", "house-a", "--reason", "laptop lost")
    return case


def test_what_is_accepted_is_there_and_waits_no_more(org: Organisation, case: str) -> None:
    org.house.run("set", case, "priority=urgent")
    org.desk.run("set", case, "priority=emergency")
    (one,) = hold(org)
    assert (one["changes"], one["standing"]) == (1, "suspended")
    done = org.desk.run("quarantine", "accept", str(one["id"]))
    assert done == {
        "id": one["id"],
        "from": "house-a",
        "changes": 1,
        "conflicts": 1,
        "waiting": 0,
        "forks": 0,
        "refused": [],
        "absent": 0,
    }
    assert org.desk.run("quarantine", "list") == []
    assert len(org.desk.run("conflicts")) == 1
    said = org.desk.refused("quarantine", "accept", str(one["id"]))
    assert "held back" in said


def test_what_is_rejected_is_gone_and_comes_again_from_a_device_that_is_back(
    org: Organisation, case: str
) -> None:
    note = org.house.add("note", "--case", case, "text=Later")
    (one,) = hold(org)
    assert org.desk.run("quarantine", "reject", str(one["id"])) == {"id": one["id"], "from": "house-a"}
    assert org.desk.run("quarantine", "list") == []
    assert org.desk.run("list", "note", "--case", case) == []
    back = org.desk.run("reinstate", "house-a")
    assert (back["name"], back["status"], back["reason"]) == ("house-a", "active", None)
    org.round()
    org.round()
    assert [one["id"] for one in org.desk.run("list", "note", "--case", case)] == [note]


def test_what_nothing_may_be_taken_of_is_said_as_a_refusal(org: Organisation, case: str) -> None:
    with org.house.open() as house, house.vault.transaction() as tx:
        edit = NewEdit(b"r" * 16, "note", "text", "not mine to write")
        scope = kinds.scope(kinds.ROUTE, b"somebody's case.")
        log.append(tx, house.identity.author, scope, [edit], rng=house.rng, now=house.now)
    (one,) = hold(org)
    done = org.desk.call("quarantine", "accept", str(one["id"]))
    assert done.code == 3
    assert [each["why"] for each in done.data["refused"]] == ["no_right"]
    assert org.desk.run("quarantine", "list") == []


def test_a_revoked_device_never_comes_back(org: Organisation, case: str) -> None:
    org.desk.run("revoke", "house-a", "--reason", "seized")
    said = org.desk.refused("reinstate", "house-a")
    assert "house-a was revoked for good and never belongs again." in said
    org.house.add("note", "--case", case, "text=Later")
    (one,) = hold(org)
    assert (one["reason"], one["standing"]) == ("revoked", "revoked")
    assert org.desk.run("quarantine", "accept", str(one["id"]))["changes"] == 1


def test_only_who_is_suspended_is_taken_back_and_only_by_a_desk(org: Organisation) -> None:
    assert "house-a is not suspended." in org.desk.refused("reinstate", "house-a")
    org.desk.refused("reinstate", "desk-1")
    org.desk.refused("reinstate", "nobody")
    org.house.refused("reinstate", "house-b")
    for what in ("accept", "reject"):
        org.house.refused("quarantine", what, "1")
        org.desk.refused("quarantine", what, "1")
        org.desk.refused("quarantine", what, "x", code=2)
        org.desk.refused("quarantine", what, code=2)


@pytest.mark.parametrize(
    ("language", "accepted", "rejected", "back"),
    [
        (
            "en",
            "Let in from house-a: 1 change.",
            "Let go; nothing of it was taken.",
            "house-a belongs again.",
        ),
        (
            "ru",
            "Принято от «house-a»: 1 изменение.",
            "Отклонено; ничего не принято.",
            "«house-a» снова в работе.",
        ),
    ],
)
def test_it_is_said_in_words(
    org: Organisation, case: str, language: str, accepted: str, rejected: str, back: str
) -> None:
    def says(*command: str) -> str:
        where = ["--store", str(org.desk.path), "--passphrase-file", str(org.desk.secret)]
        done = call("--lang", language, *where, *command)
        assert done.code == 0, done.err
        return done.out

    org.house.add("note", "--case", case, "text=Later")
    (first,) = hold(org)
    assert accepted in says("quarantine", "accept", str(first["id"]))
    org.house.add("note", "--case", case, "text=Later still")
    (second,) = hold(org)
    assert rejected in says("quarantine", "reject", str(second["id"]))
    assert back in says("reinstate", "house-a")


def test_what_could_not_be_kept_is_not_said_to_be(
    org: Organisation, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "HELD_BACK_COUNT", 0)
    org.house.add("note", "--case", case, "text=Later")
    bundle = org.house.send("desk-1", org.way)
    where = ["--store", str(org.desk.path), "--passphrase-file", str(org.desk.secret)]
    said = call(*where, "receive", str(bundle)).out
    assert "there was no room to keep what it sent. Keep the file." in said
    assert "kept in quarantine" not in said
