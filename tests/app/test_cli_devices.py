"""Who belongs, through the command line: enrolment with its words, the roster, cutting off, the organisation kit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.cli import PASSPHRASE, Organisation, Store, call

from app import demo
from sync.rights import Role


@pytest.fixture
def laptop(tmp_path: Path) -> Store:
    """A store that belongs to nobody yet."""
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE)
    store = Store("fresh", tmp_path / "fresh", secret)
    store.run("init", "--name", "fresh", "--kdf", "small")
    return store


def spoken(words: list[dict[str, Any]]) -> str:
    """Half as words, half as numbers: either is understood."""
    return " ".join(str(each["number"]) if place % 2 else each["word"] for place, each in enumerate(words))


def test_a_house_joins_by_twelve_words_and_can_send(org: Organisation, laptop: Store, tmp_path: Path) -> None:
    before = laptop.add("case", "alias=Before")
    laptop.refused("send", "--to", "hq", "--out", str(tmp_path))
    letter, reply, code = tmp_path / "letter", tmp_path / "reply", tmp_path / "code"
    invited = org.desk.run("invite", "--name", "house-c", "--role", "house", "--out", str(letter))
    assert len(invited["code"].split()) == 6
    assert invited["expires"].endswith("Z")
    code.write_text(invited["code"] + "\n")
    joined = laptop.run("join", str(letter), "--code-file", str(code), "--reply-out", str(reply))
    assert len(joined["words"]) == 8
    laptop.refused("send", "--to", "hq", "--out", str(tmp_path))
    admitted = org.desk.run("admit", str(reply), "--words", spoken(joined["words"]))
    assert admitted["name"] == "house-c"
    assert len(admitted["confirm"]) == 4
    assert laptop.run("confirm", "--words", spoken(admitted["confirm"]))["name"] == "house-c", (
        "the invitation's name wins"
    )
    laptop.name = "house-c"
    (house,) = laptop.run("list", "house")
    assert house["fields"]["codename"] == "house-c"
    assert org.carry(laptop, org.desk)["outcome"] == "applied"
    assert before in [found["id"] for found in org.desk.run("list", "case")], (
        "what was written before admission travels after"
    )
    assert [device["name"] for device in org.desk.run("roster")] == [
        "desk-1",
        "house-a",
        "house-b",
        "house-c",
    ]
    seen = [device["name"] for device in laptop.run("roster")]
    assert seen == ["desk-1", "house-c"], "a house never learns of other houses"


def test_wrong_words_stop_an_enrolment(org: Organisation, laptop: Store, tmp_path: Path) -> None:
    letter, reply, code = tmp_path / "letter", tmp_path / "reply", tmp_path / "code"
    code.write_text(
        org.desk.run("invite", "--name", "house-c", "--role", "house", "--out", str(letter))["code"]
    )
    words = laptop.run("join", str(letter), "--code-file", str(code), "--reply-out", str(reply))["words"]
    wrong = " ".join(str(each["number"] % 2048 + 1) for each in words)
    assert "in between" in org.desk.refused("admit", str(reply), "--words", wrong)
    org.desk.refused("admit", str(reply), "--words", spoken(words))
    laptop.refused("confirm", "--words", "1 2 3 4")
    laptop.refused("confirm", "--words", "1 2 3")


def test_a_wrong_code_or_a_letter_that_is_none_is_refused(
    org: Organisation, laptop: Store, tmp_path: Path
) -> None:
    letter, code = tmp_path / "letter", tmp_path / "code"
    org.desk.run("invite", "--name", "house-c", "--role", "house", "--out", str(letter))
    code.write_text("abandon ability able about above absent")
    join = ["join", str(letter), "--code-file", str(code), "--reply-out", str(tmp_path / "reply")]
    laptop.refused(*join)
    letter.write_bytes(b"x" * 70_000)
    laptop.refused(*join)
    assert not (tmp_path / "reply").exists()
    laptop.refused(
        "join",
        str(tmp_path / "nothing"),
        "--code-file",
        str(code),
        "--reply-out",
        str(tmp_path / "r"),
        code=2,
    )


def test_only_headquarters_invites_and_no_file_is_overwritten(org: Organisation, tmp_path: Path) -> None:
    letter = tmp_path / "letter"
    org.house.refused("invite", "--name", "x", "--role", "house", "--out", str(letter))
    assert not letter.exists()
    letter.write_text("mine")
    org.desk.refused("invite", "--name", "x", "--role", "house", "--out", str(letter))
    assert letter.read_text() == "mine"
    org.desk.refused("invite", "--name", "hq", "--role", "house", "--out", str(tmp_path / "other"))
    org.desk.refused("invite", "--name", "x", "--role", "king", "--out", str(tmp_path / "other"), code=2)


def test_a_suspended_house_is_sent_nothing_and_what_it_sends_waits(org: Organisation) -> None:
    case = org.house.add("case", "alias=Known")
    org.round()
    cut = org.desk.run("suspend", "house-a", "--reason", "laptop lost")
    assert cut["status"] == "suspended"
    certain = {(held["compartment"], held["case"]) for held in cut["held"] if held["certain"]}
    assert ("core", case) in certain
    org.desk.refused("send", "--to", "house-a", "--out", str(org.way))
    org.house.add("note", "--case", case, "text=late")
    assert org.carry(org.house, org.desk)["outcome"] == "suspended"
    (waiting,) = org.desk.run("quarantine", "list")
    assert (waiting["from"], waiting["what"], waiting["reason"]) == ("house-a", "bundle", "suspended")
    assert org.desk.run("list", "note", "--case", case) == []


def test_a_revoked_device_stays_out_and_what_it_held_is_listed(org: Organisation) -> None:
    case = org.desk.add("case", "alias=Opened")
    org.desk.run("open-to", case, "house-a")
    gone = org.desk.run("revoke", "house-a", "--reason", "seized")
    assert gone["status"] == "revoked"
    possible = {(held["compartment"], held["case"]): held["certain"] for held in gone["held"]}
    assert possible["core", case] is False, "it was granted, but never acknowledged"
    org.house.add("case")
    assert org.carry(org.house, org.desk)["outcome"] == "revoked"
    org.desk.refused("revoke", "desk-1", "--reason", "x")
    org.desk.refused("revoke", "nobody", "--reason", "x")
    org.other.refused("suspend", "house-a", "--reason", "x")


def test_the_organisation_kit_opens_with_enough_shares(org: Organisation, tmp_path: Path) -> None:
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    kit = org.desk.run(
        "organisation-kit", "write", "--out", str(tmp_path / "kit"), "--shares-out", str(sheets)
    )
    assert (kit["needed"], len(kit["shares"])) == (3, 5)
    files = [argument for path in kit["share_files"][:3] for argument in ("--share", path)]
    assert org.desk.run("organisation-kit", "rehearse", kit["path"], *files) == {"ok": True, "shares": 3}
    org.desk.refused("organisation-kit", "rehearse", kit["path"], *files[:4])
    together = tmp_path / "together"
    together.write_text("\n".join(kit["shares"][1:4]))
    assert org.desk.run("organisation-kit", "rehearse", kit["path"], "--share", str(together))["shares"] == 3
    spoilt = Path(kit["path"])
    spoilt.write_bytes(spoilt.read_bytes()[:-1] + b"\0")
    org.desk.refused("organisation-kit", "rehearse", kit["path"], *files)
    org.house.refused("organisation-kit", "write", "--out", str(tmp_path / "other"))
    org.desk.refused(
        "organisation-kit", "write", "--out", str(tmp_path / "k2"), "--shares-out", str(tmp_path / "none")
    )


def test_another_organisations_kit_is_foreign(org: Organisation, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE)
    stranger = Store("stranger", tmp_path / "stranger", secret)
    stranger.run("init", "--name", "stranger", "--organisation", "--kdf", "small")
    kit = stranger.run("organisation-kit", "write", "--out", str(tmp_path))
    together = tmp_path / "together"
    together.write_text("\n".join(kit["shares"]))
    org.desk.refused("organisation-kit", "rehearse", kit["path"], "--share", str(together))


def test_the_words_are_said_in_the_readers_language(org: Organisation, tmp_path: Path) -> None:
    where = [
        "--store",
        str(org.desk.path),
        "--passphrase-file",
        str(org.desk.secret),
        "--json",
        "--lang",
        "ru",
    ]
    done = call(*where, "invite", "--name", "дом", "--role", "house", "--out", str(tmp_path / "letter"))
    assert done.code == 0, done.err
    assert all("а" <= word[0] <= "я" for word in json.loads(done.out)["code"].split())


def test_a_second_desk_sees_what_headquarters_sees(org: Organisation, laptop: Store, tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    case = org.house.add("case", "alias=Shared")
    org.round()
    org.desk.add("note", "--case", case, "--compartment", "route", "text=рейс в четверг")
    with org.desk.open() as desk, laptop.open() as fresh:
        demo.enrol(desk, fresh, "desk-2", letters, Role.DESK)
    laptop.name = "desk-2"
    for _ in range(2):
        org.carry(org.desk, laptop)
        org.carry(laptop, org.desk)
    assert [found["id"] for found in laptop.run("list", "case")] == [case]
    assert len(laptop.run("search", "рейс")) == 1
    assert {device["name"] for device in laptop.run("roster")} == {"desk-1", "desk-2", "house-a", "house-b"}
    here, there = (store.run("state-hash", "--case", case)["hash"] for store in (laptop, org.desk))
    assert here == there
    laptop.run("set", case, "priority=urgent")
    org.carry(laptop, org.desk)
    org.carry(org.desk, org.house)
    assert org.house.fields(case)["priority"] == "urgent"
    assert org.desk.run("history", case)[-1]["author"] == "desk-2"
    laptop.refused("revoke", "house-a", "--reason", "no root here")
