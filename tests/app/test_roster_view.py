"""The roster as people look at it, how far a device's own enrolment is, and what a lost one holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.cli import PASSPHRASE, Organisation

from app import demo, devices, roster, spoken
from app.devices import Role, Stage
from app.errors import UserError
from app.ids import parse
from app.roster import Flag
from app.workspace import Workspace
from sync import links

NOW = datetime.now(UTC)


def by_name(entries: list[roster.Entry]) -> dict[str, roster.Entry]:
    return {entry.name: entry for entry in entries}


def test_a_desk_sees_every_device_itself_first(org: Organisation) -> None:
    with org.desk.open() as desk:
        entries = roster.entries(desk, NOW)
    assert [(entry.name, entry.role, entry.here) for entry in entries] == [
        ("desk-1", "desk", True),
        ("house-a", "house", False),
        ("house-b", "house", False),
    ]
    assert not entries[0].linked
    assert entries[1].linked and entries[1].last_received == 0
    assert entries[1].flags == (Flag.UNHEARD,)


def test_what_was_exchanged_is_said(org: Organisation) -> None:
    org.house.add("case", "alias=Known")
    org.round()
    org.desk.add("house", "codename=Far")
    with org.desk.open() as desk:
        entry = by_name(roster.entries(desk, NOW))["house-a"]
        assert entry.last_received and entry.last_sent
        assert entry.flags == ()
        later = NOW + timedelta(days=90)
        assert by_name(roster.entries(desk, later))["house-a"].flags == (Flag.SILENT,)


def test_what_speaks_against_a_device_is_flagged_while_it_is_in_use(org: Organisation) -> None:
    org.round()
    with org.desk.open() as desk:
        with desk.vault.transaction() as tx:
            link = next(one for one in links.all_links(tx) if one.name == "house-a")
            link.went_back = True
            links.save(tx, link)
        assert by_name(roster.entries(desk, NOW))["house-a"].flags == (Flag.BEHIND,)
        devices.suspend(desk, "house-a", "found it")
        entry = by_name(roster.entries(desk, NOW))["house-a"]
        assert (entry.flags, entry.waiting, entry.reason) == ((), 0, "found it")


def test_a_house_sees_the_desks_and_itself(org: Organisation) -> None:
    with org.house.open() as house:
        entries = roster.entries(house, NOW)
    assert [(entry.name, entry.here) for entry in entries] == [("house-a", True), ("desk-1", False)]


def test_what_a_lost_device_holds_is_said_by_case(org: Organisation) -> None:
    case = org.house.add("case", "alias=Swallow")
    org.round()
    with org.desk.open() as desk:
        lost = by_name(roster.entries(desk, NOW))["house-a"].id
        held = roster.holds(desk, lost)
        assert held[0].alias == "Swallow"
        assert "core" in held[0].certain
        assert held[0].case == parse(case)
        with pytest.raises(UserError, match="unknown_device"):
            roster.holds(desk, bytes(16))


def test_cut_off_devices_come_last_and_the_one_in_use_is_meant_by_its_name(
    org: Organisation, tmp_path: Path
) -> None:
    with org.desk.open() as desk:
        devices.revoke(desk, "house-a", "lost")
        with Workspace.create(tmp_path / "new", PASSPHRASE, name="new", kdf="small") as house:
            demo.enrol(desk, house, "house-a", tmp_path)
        entries = roster.entries(desk, NOW)
        assert [(entry.name, entry.status) for entry in entries[1:]] == [
            ("house-a", "active"),
            ("house-b", "active"),
            ("house-a", "revoked"),
        ]
        assert entries[-1].reason == "lost"
        devices.suspend(desk, "house-a", "again")
        states = {entry.status for entry in roster.entries(desk, NOW) if entry.name == "house-a"}
        assert states == {"suspended", "revoked"}, "not the one that is gone for good"


def test_how_far_an_enrolment_is_survives_a_restart_with_its_eight_words(
    org: Organisation, tmp_path: Path
) -> None:
    letter, reply = tmp_path / "letter", tmp_path / "reply"
    with org.desk.open() as desk:
        invited = devices.invite(desk, "house-c", Role.HOUSE, letter)
    with Workspace.create(tmp_path / "c", PASSPHRASE, name="c", kdf="small") as house:
        assert devices.enrolment_of(house).stage is Stage.NONE
        code = spoken.together(word.word for word in invited.code)
        joined = devices.join(house, letter, code, reply)
    with Workspace.open(tmp_path / "c", PASSPHRASE) as house, org.desk.open() as desk:
        waiting = devices.enrolment_of(house)
        assert (waiting.stage, waiting.desk) == (Stage.JOINED, "desk-1")
        assert waiting.words == joined.words
        russian = devices.enrolment_of(house, "russian").words
        assert [word.number for word in russian] == [word.number for word in joined.words]
        admitted = devices.admit(desk, reply, spoken.together(str(word.number) for word in russian))
        devices.confirm(house, spoken.together(word.word for word in admitted.confirm))
        assert devices.enrolment_of(house) == devices.Enrolment(Stage.CONFIRMED)


def test_wrong_words_leave_no_enrolment(org: Organisation, tmp_path: Path) -> None:
    letter = tmp_path / "letter"
    with org.desk.open() as desk:
        invited = devices.invite(desk, "house-c", Role.HOUSE, letter)
    with Workspace.create(tmp_path / "c", PASSPHRASE, name="c", kdf="small") as house:
        devices.join(house, letter, " ".join(word.word for word in invited.code), tmp_path / "reply")
        with pytest.raises(UserError, match="wrong_words"):
            devices.confirm(house, "1 2 3 4")
        assert devices.enrolment_of(house) == devices.Enrolment(Stage.NONE)


def test_words_are_known_in_every_list_and_by_number() -> None:
    assert len(spoken.offered("ru")) == len(spoken.offered("en")) == 2048
    assert all(map(spoken.is_known, ("abandon", "абзац", "1", "2048", "piano")))
    assert not any(map(spoken.is_known, ("", "0", "2049", "qqq", "two words")))
