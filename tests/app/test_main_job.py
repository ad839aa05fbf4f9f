"""The main job, end to end: two houses of twenty people, a stick, headquarters, and the way back."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import exfat
from support.cli import Organisation, Store

PEOPLE = 20
SCAN = 30 << 20
NAMES = ["Тимур", "Анна", "Магомед", "Вера", "Ислам"]


@pytest.fixture(params=["directory", "exfat"])
def stick(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A stick: a directory, and where it can be mounted a real exFAT one."""
    if request.param == "exfat":
        with exfat.mounted(tmp_path, 256 << 20) as mounted:
            assert os.path.ismount(mounted.place)
            yield mounted.place
    else:
        (tmp_path / "stick").mkdir()
        yield tmp_path / "stick"


def batch(store: Store, commands: list[list[str]]) -> list[Any]:
    """Run many commands with one unlock; all have to work."""
    lines = store.path.parent / f"{store.name}.batch"
    lines.write_text("\n".join(json.dumps(command, ensure_ascii=False) for command in commands))
    done = store.call("batch", str(lines))
    assert done.code == 0, done.err
    return [answer["result"] for answer in done.data]


def take_in_people(house: Store) -> list[str]:
    """Enter twenty people, each with all that belongs to them; give their cases."""
    home = house.run("list", "house")[0]["id"]
    house.run("set", home, f"capacity={PEOPLE}")
    cases = [
        made["id"]
        for made in batch(house, [["add", "case", f"alias={house.name} {n}"] for n in range(PEOPLE)])
    ]
    persons = batch(
        house,
        [
            [
                "add",
                "person",
                "--case",
                case,
                f"chosen_name={NAMES[n % 5]}",
                f"legal_name={house.name} {n}",
                "birth_date=1994",
            ]
            for n, case in enumerate(cases)
        ],
    )
    about = [
        command
        for case, person in zip(cases, (made["id"] for made in persons), strict=True)
        for command in (
            [
                "add",
                "stay",
                "--person",
                person,
                f"house={home}",
                "status=checked_in",
                "actual_from=2026-10-01",
            ],
            ["add", "risk", "--case", case, "level=high", 'dimensions:={"family_reach": 3}'],
            ["add", "consent", "--person", person, "purpose=share_with_hq", "decision=given"],
            ["add", "consent", "--person", person, "purpose=case_management", "decision=given"],
            ["add", "note", "--case", case, "text=Спокойный день, планы на завтра", "language=ru"],
        )
    ]
    batch(house, about)
    scan = house.path.parent / f"{house.name}.scan"
    scan.write_bytes(os.urandom(SCAN))
    house.run(
        "attach", str(scan), "--person", persons[0]["id"], "--compartment", "identity", "--title", "Паспорт"
    )
    return cases


def hashes(store: Store, cases: list[str], *seen_by: str) -> list[str]:
    """Give the state hash of each case, as somebody may see it."""
    return [
        found["hash"] for found in batch(store, [["state-hash", "--case", case, *seen_by] for case in cases])
    ]


def agree(org: Organisation, house: Store, cases: list[str]) -> None:
    assert hashes(house, cases) == hashes(org.desk, cases, "--as", house.name)


def test_two_houses_headquarters_and_back(org: Organisation, stick: Path) -> None:
    houses = (org.house, org.other)
    cases = {house.name: take_in_people(house) for house in houses}
    for house in houses:
        sent = house.run("send", "--to", "hq", "--stick", str(stick), "--with-attachments")
        assert (sent["complete"], sent["blobs"], sent["left"]) == (True, 1, 0)
    outcomes = org.desk.run("receive", str(stick))
    assert sorted((one["from"], one["outcome"], one["blobs"]) for one in outcomes) == [
        ("house-a", "applied", 1),
        ("house-b", "applied", 1),
    ]
    for house in houses:
        agree(org, house, cases[house.name])
    assert len(org.desk.run("list", "case")) == 2 * PEOPLE

    secret = [
        ["add", "note", "--case", case, "--compartment", "route", "text=рейс-только-для-штаба"]
        for case in (cases["house-a"][0], cases["house-b"][0])
    ]
    notes = [made["id"] for made in batch(org.desk, secret)]
    ticket = org.directory / "ticket.pdf"
    ticket.write_bytes(b"%PDF-1.4 ticket")
    document = org.desk.run("attach", str(ticket), "--case", cases["house-a"][0], "--compartment", "route")[
        "id"
    ]
    batch(
        org.desk,
        [
            command
            for house in houses
            for command in (
                ["set", cases[house.name][0], "status=verified"],
                [
                    "add",
                    "message",
                    "--case",
                    cases[house.name][1],
                    "type=directive",
                    "text=Документы получены",
                ],
            )
        ],
    )
    for path in list(stick.iterdir()):
        path.unlink()
    for house in houses:
        org.desk.run("send", "--to", house.name, "--stick", str(stick), "--with-attachments")
    for house, foreign in ((org.house, "house-b"), (org.other, "house-a")):
        outcomes = house.call("receive", str(stick)).data
        assert sorted(one["outcome"] for one in outcomes) == ["applied", "not_for_us"]
        agree(org, house, cases[house.name])
        assert house.fields(cases[house.name][0])["status"] == "verified"
        assert len(house.run("list", "message")) == 1
        for case in cases[foreign]:
            house.refused("show", case)
        assert [found["id"] for found in house.run("list", "case")] == cases[house.name]
        assert house.run("search", foreign) == []
        assert house.run("search", "только-для-штаба") == []
        for hidden in (*notes, document):
            house.refused("show", hidden)
        assert house.run("verify")["ok"]
        assert house.run("peers")[0]["waiting"] == 0
    assert org.desk.run("verify")["ok"]
    assert len(org.desk.run("search", "только-для-штаба")) == 2


def test_bundles_lost_doubled_late_and_out_of_order_end_the_same(org: Organisation, tmp_path: Path) -> None:
    case = org.house.add("case", "alias=Quiet shore")
    org.round()
    bundles = []
    for n in range(6):
        org.house.add("note", "--case", case, f"text=День {n}")
        org.house.run("set", case, f"risk_level={['low', 'high'][n % 2]}")
        bundles.append(org.house.send("hq", org.way))
    bundles[2].unlink()
    for bundle in (bundles[4], bundles[1], bundles[4], bundles[5], bundles[0], bundles[3], bundles[5]):
        (one,) = org.desk.receive(bundle)
        assert one["outcome"] in ("applied", "duplicate", "superseded"), one
    assert len(org.desk.run("list", "note", "--case", case)) == 6, (
        "what the lost one carried came with the next"
    )
    agree(org, org.house, [case])
    org.round()
    agree(org, org.house, [case])


def test_fifty_bundles_one_way_all_open(org: Organisation) -> None:
    case = org.house.add("case")
    with org.house.open() as house, org.desk.open() as desk:
        from app import cases, exchange
        from app.exchange import Parcel
        from app.ids import parse
        from app.placing import Place

        for n in range(50):
            cases.add(house, "note", {"text": f"День {n}"}, Place(case=parse(case)))
            sent = exchange.send(house, Parcel("hq"), exchange.to_file(house, org.way))
            (one,) = exchange.receive(desk, [sent.path])
            assert (one.outcome, one.changes > 0) == ("applied", True)
    assert len(org.desk.run("list", "note", "--case", case)) == 50
    agree(org, org.house, [case])


def test_a_house_imaged_back_finds_its_way_and_loses_nothing(org: Organisation, tmp_path: Path) -> None:
    case = org.house.add("case")
    org.round()
    shutil.copytree(org.house.path, tmp_path / "image")
    lost = org.house.add("note", "--case", case, "text=до возврата")
    org.round()
    shutil.rmtree(org.house.path)
    shutil.copytree(tmp_path / "image", org.house.path)
    kept = org.house.add("note", "--case", case, "text=после возврата")
    for _ in range(3):
        org.carry(org.house, org.desk)
        org.carry(org.desk, org.house)
    notes = {found["id"] for found in org.desk.run("list", "note", "--case", case)}
    assert {lost, kept} <= notes
    assert lost in {found["id"] for found in org.house.run("list", "note", "--case", case)}
    agree(org, org.house, [case])
