"""Fields of records that other devices filled with anything at all: what reads them passes over them, or says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from support.cli import Organisation, Store

from app import documents, holding, ledger, sharing
from app.ids import parse
from storage import log
from storage.errors import UserError
from storage.log import NewEdit
from sync import kinds, roster

GARBAGE = ["", "zz", "07", "é" * 17, " " * 64, "00" * 15 + "  ", 7, True, [], {"a": None}]


def _write(store: Store, scope: bytes, kind: str, rows: list[Mapping[str, object]]) -> None:
    with store.open() as workspace, workspace.vault.transaction() as tx:
        edits = [
            NewEdit(number.to_bytes(16, "big"), kind, name, value)
            for number, row in enumerate(rows, 1)
            for name, value in row.items()
        ]
        author = workspace.identity.author
        log.append(tx, author, kinds.ScopeId(scope), edits, rng=workspace.rng, now=workspace.now)


@pytest.fixture
def case(org: Organisation) -> str:
    case = org.house.add("case", "alias=Quiet shore")
    org.round()
    return case


def test_a_document_that_names_no_attachment_has_none(org: Organisation, case: str) -> None:
    values = [f"{value:<64}" if isinstance(value, str) else value for value in GARBAGE] + GARBAGE
    _write(org.house, kinds.scope(kinds.CORE, parse(case)), "document", [{"hash": value} for value in values])
    org.round()
    for store in (org.desk, org.house):
        assert len(store.run("list", "document", "--case", case)) == len(values)
        with store.open() as workspace:
            for number in range(1, len(values) + 1):
                record = number.to_bytes(16, "big")
                assert _slug(documents.extract, workspace, record, org.way / "out") == "attachment_not_here"
                assert _slug(sharing.want, workspace, record) == "nothing_to_want"


def _slug(act: Callable[..., object], *asked: object) -> str:
    with pytest.raises(UserError) as error:
        act(*asked)
    return error.value.slug


def test_refusals_that_do_not_read_are_not_listed(org: Organisation, case: str) -> None:
    with org.house.open() as house:
        link = kinds.link_of_house(house.identity.device_id)
    good = {"scope": "07" * 17, "author": "08" * 16, "state": "open", "reason": "no_right"}
    rows: list[Mapping[str, object]] = [good]
    rows += [{**good, name: value} for name in ("scope", "author") for value in GARBAGE]
    rows += [{**good, "from_seq": value} for value in ("x", -1, [], 2**52)]
    _write(org.house, link, kinds.REFUSAL, rows)
    org.round()
    for store in (org.desk, org.house):
        with store.open() as workspace:
            found = ledger.refusals(workspace)
        assert len(found) == 5
        assert {one.from_seq for one in found} == {1}


def test_grants_that_do_not_read_stop_neither_receiving_nor_the_list_of_what_a_device_holds(
    org: Organisation, case: str
) -> None:
    org.desk.run("open-to", case, "house-b")
    with org.desk.open() as desk, desk.vault.read() as tx:
        device = roster.load(tx, desk.identity).by_name("house-a")
        desks = kinds.desks(desk.root)
    good = {"scope": kinds.scope(kinds.CORE, parse(case)).hex(), "device": device.id.hex(), "state": "open"}
    rows = [{**good, name: value} for name in ("scope", "device") for value in GARBAGE]
    _write(org.desk, desks, kinds.GRANT, rows)
    person = org.house.add("person", "--case", case, "chosen_name=Новый", "legal_name=Новый Человек")
    assert org.carry(org.house, org.desk)["outcome"] == "applied"
    org.carry(org.desk, org.other)
    assert org.other.fields(person)["legal_name"] == "Новый Человек"
    with org.desk.open() as desk, desk.vault.read() as tx:
        assert len(holding.of_device(tx, desk, device)) >= 2
