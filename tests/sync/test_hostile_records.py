"""Records of sync's own that hold anything at all, written by somebody with a good key: nobody else's bundle suffers."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest
from support.chains import Chain
from support.forging import forge
from support.stage import Stage, deliver, edit_link, link_of, new_case, open_to, post, roster_of, same
from support.world import Replica, exchange

from storage import canonical, records
from storage.changes import Edit, RecordId
from storage.log import Run
from storage.scopes import ScopeId
from sync import grants, kinds, opening, roster
from sync.head import Flag
from sync.outcomes import Outcome
from sync.receiving import Received

HALF = rb'"\ud800"'
LONE = b'"\xed\xa0\x80"'
VALUES = [
    b"",
    b"not json",
    LONE,
    HALF,
    b'"zz"',
    b'"07"',
    b'"' + "é".encode() * 17 + b'"',
    b'"' + b"z" * 34 + b'"',
    b'"' + b" " * 34 + b'"',
    b'"' + b"07" * 16 + b"  " + b'"',
    b"7",
    b"-1",
    b"1e999",
    b"9" * 400,
    b"true",
    b"null",
    b"[" * 400 + b"]" * 400,
    b'["07"]',
    b'{"scope":{}}',
]
FIELDS = {
    kinds.SHED: {"scope": None, "state": b'"shed"'},
    kinds.REFUSAL: {"scope": None, "author": None, "from_seq": None, "state": b'"open"', "by": None},
    kinds.GRANT_NOTICE: {"scope": None, "number": None, "state": b'"open"', "keeper": None},
    kinds.CERTIFICATE: {"certificate": None, "name": None},
    kinds.GRANT: {"scope": None, "device": None, "number": None, "state": b'"open"'},
    kinds.SUSPICION: {"device": None, "what": None},
    kinds.DEVICE: {"certificate": None, "relink_key": None, "name": None, "status": None, "house_id": None},
    kinds.COMMON: {"document": None},
    "note": {"text": None},
}


def _chain(who: Replica, scope: bytes, kind: str, rows: Mapping[bytes, Mapping[str, bytes]]) -> Run:
    """Write values that no honest program writes, as an author who has not written in this scope yet."""
    chain = Chain(who.me.identity.author.id, ScopeId(scope))
    for record, values in rows.items():
        chain.write(*(Edit(RecordId(record), kind, name, value) for name, value in values.items()))
    return chain.run()


def _seal(sender: Replica, recipient: Replica, run: Run) -> bytes:
    """Seal a bundle with a run, and go on counting as if it had been sent."""
    bundle = forge(sender, recipient, runs=[run])
    edit_link(sender, recipient.name, counter=link_of(sender, recipient.name).counter + 1)
    return bundle


def _garbage(kind: str) -> dict[bytes, dict[str, bytes]]:
    """Give many records of a kind: in each every field that sync reads is garbage, or all but one are."""
    fields = FIELDS[kind]
    rows: dict[bytes, dict[str, bytes]] = {}
    for value in VALUES:
        for left_out in (None, *fields):
            record = len(rows).to_bytes(16, "big")
            rows[record] = {name: fixed or value for name, fixed in fields.items() if name != left_out} or {
                "x": value
            }
    return rows


def _together(desk: Replica, guilty: bytes, innocent: Replica, number: int = 2) -> list[Received]:
    """Receive one bundle between two of somebody who did nothing, in one group."""
    first = new_case(innocent, number)
    one, _ = post(innocent, desk.name)
    second = new_case(innocent, number + 1)
    two, _ = post(innocent, desk.name)
    done = desk.receive(one, guilty, two)
    assert [done[0].outcome, done[2].outcome] == [Outcome.APPLIED] * 2
    assert same(first, innocent, desk)
    assert same(second, innocent, desk)
    return done


def _still_works(stage: Stage) -> None:
    """Everybody still hears everybody, and cases are opened as ever."""
    north, house = stage.north, stage.house
    for name in ("house-1", "house-2", "south"):
        assert all(
            one.outcome in (Outcome.APPLIED, Outcome.DUPLICATE)
            for one in exchange(north, stage.replicas[name])
        )
    scope = new_case(north, 77)
    open_to(north, house, scope)
    exchange(north, house)
    assert same(scope, north, house)
    assert len(roster_of(north).devices) == 4


@pytest.mark.parametrize("kind", [kinds.SHED, kinds.REFUSAL, kinds.GRANT_NOTICE, kinds.CERTIFICATE, "note"])
def test_what_a_house_writes_into_its_link(stage: Stage, kind: str) -> None:
    house, north = stage.house, stage.north
    scope = kinds.link_of_house(house.me.identity.device_id)
    run = _chain(house, scope, kind, _garbage(kind))
    done = _together(north, _seal(house, north, run), stage.other)
    assert (done[1].outcome, done[1].changes) == (Outcome.APPLIED, len(run.changes))
    _still_works(stage)


def test_a_notice_that_is_garbage_already_is_written_over(stage: Stage) -> None:
    house, north = stage.house, stage.north
    link = kinds.link_of_house(house.me.identity.device_id)
    scopes = [new_case(north, number) for number in range(len(VALUES))]
    rows = {
        kinds.scope_record(kinds.GRANT_NOTICE, scope): dict.fromkeys(FIELDS[kinds.GRANT_NOTICE], value)
        for scope, value in zip(scopes, VALUES, strict=True)
    }
    assert north.receive(_seal(house, north, _chain(house, link, kinds.GRANT_NOTICE, rows)))[0].changes
    for scope in scopes:
        open_to(north, house, scope)
    exchange(north, house)
    assert all(same(scope, north, house) for scope in scopes)


# -- between desks, and from a desk ---------------------------------------------------------------------------------


def _scope_of(stage: Stage, kind: str) -> bytes:
    root = stage.north.me.identity.root_id
    return kinds.everyone(root) if kind == kinds.COMMON else kinds.desks(root)


@pytest.mark.parametrize("kind", [kinds.GRANT, kinds.SUSPICION, kinds.DEVICE, kinds.COMMON])
def test_what_a_desk_writes_for_desks(stage: Stage, kind: str) -> None:
    south, north = stage.south, stage.north
    run = _chain(south, _scope_of(stage, kind), kind, _garbage(kind))
    done = _together(north, _seal(south, north, run), stage.other)
    assert (done[1].outcome, done[1].changes) == (Outcome.APPLIED, len(run.changes))
    _still_works(stage)


def test_a_grant_whose_fields_are_garbage_is_no_grant_and_stops_nothing(stage: Stage) -> None:
    """The case it is about can be written by whoever may, and opened again."""
    house, other, north, south = stage.house, stage.other, stage.north, stage.south
    root, device = north.me.identity.root_id, other.me.identity.device_id
    spoilt = list(product(["device", "number", "keeper"], [LONE, b'"zz"', b'"' + b" " * 32 + b'"', b"[]"]))
    scopes = [new_case(house, number) for number in range(len(spoilt))]
    exchange(house, north)
    good = {"state": b'"withdrawn"', "device": canonical.dumps(device.hex()), "number": b"1"}
    rows = {
        kinds.grant_id(scope, device): {"scope": canonical.dumps(scope.hex()), **good, field: value}
        for scope, (field, value) in zip(scopes, spoilt, strict=True)
    }
    run = _chain(south, kinds.desks(root), kinds.GRANT, rows)
    assert north.receive(_seal(south, north, run))[0].outcome is Outcome.APPLIED
    for scope in scopes:
        house.write(scope, b"n" * 16, "note", {"text": "more"})
    assert deliver(house, north).changes == len(scopes)
    with north.vault.read() as tx:
        for scope in scopes:
            assert grants.holders(tx, root, kinds.ScopeId(scope)) == {house.me.identity.device_id}
    for scope in scopes:
        open_to(north, other, scope)
    exchange(north, other)
    assert all(same(scope, house, north, other) for scope in scopes)


def test_a_common_document_that_is_no_base64(stage: Stage) -> None:
    north, south = stage.north, stage.south
    root = north.me.identity.root_id
    before = roster_of(north).version
    chain = Chain(south.me.identity.author.id, kinds.everyone(root))
    for text in ("é", "AAA", "=", "\n", "AAAA"):
        chain.write(Edit(RecordId(root), kinds.COMMON, "document", canonical.dumps(text)))
    _together(north, _seal(south, north, chain.run()), stage.other)
    assert roster_of(north).version == before
    _still_works(stage)


@pytest.mark.parametrize("kind", [kinds.GRANT_NOTICE, kinds.REFUSAL, kinds.CERTIFICATE, kinds.SHED])
def test_what_a_desk_writes_into_the_link_of_a_house(stage: Stage, kind: str) -> None:
    """Through the other desk: north has written there itself."""
    south, north, house = stage.south, stage.north, stage.house
    link = kinds.link_of_house(house.me.identity.device_id)
    run = _chain(south, link, kind, _garbage(kind))
    assert north.receive(_seal(south, north, run))[0].outcome is Outcome.APPLIED
    assert deliver(north, house).outcome is Outcome.APPLIED
    assert same(link, north, house)
    scope = new_case(house)
    exchange(house, north)
    assert same(scope, house, north)
    _still_works(stage)


# -- refusals ---------------------------------------------------------------------------------------------------------


def _refusal(scope: bytes, author: bytes, **more: object) -> dict[str, bytes]:
    values = {"scope": scope.hex(), "author": author.hex(), "from_seq": 1, "state": "open", **more}
    return {name: canonical.dumps(value) for name, value in values.items()}


def test_a_refusal_counts_only_from_the_peer_that_refuses(stage: Stage) -> None:
    """Another desk's, or the house's own, keeps nothing from this desk."""
    house, north, south = stage.house, stage.north, stage.south
    scope = new_case(house)
    author = house.me.identity.author.id
    link = kinds.link_of_house(house.me.identity.device_id)
    rows = {
        bytes([number]) * 16: _refusal(scope, author, **({"by": by.hex()} if by else {}))
        for number, by in enumerate((None, south.me.identity.device_id, house.me.identity.device_id))
    }
    run = _chain(south, link, kinds.REFUSAL, rows)
    north.receive(_seal(south, north, run))
    deliver(north, house)
    with house.vault.read() as tx:
        assert len(records.query(tx, kinds.REFUSAL, scope=kinds.ScopeId(link))) == 3
    assert deliver(house, north).outcome is Outcome.APPLIED
    assert same(scope, house, north)


def test_an_announcement_of_a_desk_drops_nothing(stage: Stage) -> None:
    """Houses shed; a `shed` record in their link that they obeyed would keep their own work at home."""
    house, north, south = stage.house, stage.north, stage.south
    scope = new_case(house)
    exchange(house, north)
    values = {"scope": canonical.dumps(scope.hex()), "state": b'"shed"'}
    link = kinds.link_of_house(house.me.identity.device_id)
    run = _chain(south, link, kinds.SHED, {kinds.scope_record(kinds.SHED, scope): values})
    north.receive(_seal(south, north, run))
    deliver(north, house)
    house.write(scope, b"n" * 16, "note", {"text": "more"})
    assert deliver(house, north).changes == 1
    assert same(scope, house, north)


# -- surrogates, tags -------------------------------------------------------------------------------------------------


def test_half_a_character(stage: Stage) -> None:
    """In a field that is indexed, in one that is not, and in one that names an attachment."""
    house, north = stage.house, stage.north
    fields = [("refusal", "scope"), ("device", "name"), ("note", "text"), ("document", "hash")]
    chain = Chain(house.me.identity.author.id, kinds.scope(kinds.CORE, b"h" * 16))
    for number, ((kind, field), value) in enumerate(product(fields, [LONE, HALF])):
        chain.write(Edit(RecordId(bytes([number]) * 16), kind, field, value))
    done = _together(north, _seal(house, north, chain.run()), stage.other)
    assert (done[1].outcome, done[1].changes) == (Outcome.APPLIED, 8)
    _still_works(stage)


TAGS = [
    "d82460",  # tag 36, MIME, on an empty text
    "c0617a",  # a date
    "c1f97e00",  # a moment that is no number
    "d8236128",  # a regular expression
    "d81c00",  # shared values
    "d81d05",
    "d90102f6",  # a set of nothing
    "c482187860",  # a decimal fraction
    "d81e820100",  # a rational over zero
    "d8256100",  # a UUID
    "d9010460",  # an address
    "a1d8246000",  # as a key
    "9f",
    "fb7ff8000000000000",
    "81" * 64 + "00",
]


def test_a_manifest_of_tags(stage: Stage) -> None:
    """The decoder knows many, each with errors of its own."""
    scope = new_case(stage.other)
    innocent, _ = post(stage.other, "north")
    guilty = [forge(stage.house, stage.north, raw_manifest=bytes.fromhex(raw)) for raw in TAGS]
    done = stage.north.receive(*guilty, innocent)
    assert {(one.outcome, one.detail) for one in done[:-1]} == {(Outcome.DAMAGED, "malformed_manifest")}
    assert done[-1].outcome is Outcome.APPLIED
    assert same(scope, stage.other, stage.north)


# -- relinks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suspended", [True, False])
def test_a_relink_with_a_number_that_cannot_be(stage: Stage, suspended: bool) -> None:
    house, north = stage.house, stage.north
    with house.vault.read() as tx:
        certificate = roster.own_certificate(tx, house.me.identity)
    assert certificate is not None
    opens = certificate + bytes(len(certificate))
    heard = link_of(north, "house-1").heard[1]
    if suspended:
        with north.vault.transaction() as tx:
            roster.suspend(tx, north.me.identity, "house-1", "taken")
    for number, counter in enumerate((heard + opening.JUMP + 1, 2**63, 2**64 - 1)):
        guilty = forge(house, north, flags=Flag.RELINK, counter=counter, opening=opens)
        done = _together(north, guilty, stage.other, 10 + 2 * number)
        assert (done[1].outcome, done[1].detail) == (Outcome.QUARANTINED, "counter_jump")
