"""Two desks: what one passes on of others is proven by their own word, or not applied (docs/bundle-format.md §12)."""

from __future__ import annotations

from dataclasses import replace

from support.forging import forge, run_of, statements
from support.stage import RECORD, Stage, deliver, holds, link_of, new_case, post, same, shown
from support.world import Replica, exchange

from storage import log, settings
from storage import statements as kept
from storage.statements import Statement
from sync import counters, crypto, kinds, roster, stating
from sync.identity import author_id, device_id
from sync.outcomes import Outcome


def _author(who: Replica) -> bytes:
    return who.me.identity.author.id


def test_what_a_house_wrote_reaches_the_other_desk_with_proof(stage: Stage) -> None:
    house, north, south = stage.house, stage.north, stage.south
    scope = new_case(house)
    deliver(house, north)
    deliver(north, south)
    assert same(scope, house, north, south)
    with south.vault.read() as tx:
        assert kept.covered(tx, scope, _author(house), 1)


def test_a_relayed_run_is_cut_only_where_its_author_stated(stage: Stage) -> None:
    house, north, south = stage.house, stage.north, stage.south
    scope = kinds.scope(kinds.CORE, b"s" * 16)
    ends = []
    for size in (3, 4, 2):
        for number in range(size):
            house.write(scope, bytes([number]) * 16, "note", {"text": "long enough to fill a bundle " * 20})
        north.receive(post(house, "north")[0])
        deliver(north, house)
        ends.append((ends[-1] if ends else 0) + size)
    with north.vault.read() as tx:
        assert kept.positions(tx, scope, _author(house), 0) == ends
    reached = []
    while not reached or reached[-1] < ends[-1]:
        bundle, _ = post(north, "south", max_size=3840)
        assert south.receive(bundle)[0].outcome is Outcome.APPLIED
        deliver(south, north)
        with south.vault.read() as tx:
            at = log.heads(tx, [scope]).get((scope, _author(house)))
        reached.append(at.seq if at else 0)
        assert len(reached) < 12
    assert set(reached) <= {0, *ends}
    assert same(scope, house, north, south)


def test_without_any_stated_position_nothing_is_relayed_and_nothing_is_called_complete(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    deliver(house, north)
    with north.vault.transaction() as tx:
        tx.execute("DELETE FROM stated")
    _, sent = post(north, "south")
    assert not sent.complete
    assert sent.left >= 1
    with north.vault.read() as tx:
        assert log.heads(tx, [scope])


def test_a_relayed_run_whose_authors_statement_is_missing_or_forged_is_not_applied(stage: Stage) -> None:
    house, north, south = stage.house, stage.north, stage.south
    scope = kinds.scope(kinds.CORE, b"f" * 16)
    run = run_of(_author(house), scope)
    (good,) = statements(house, north, [run])
    thief = bytes(32)
    body = Statement(house.me.identity.author.id, good[2], good[3], good[4], good[5], b"").body()
    forged = [
        (),
        ((*good[:6], bytes(64)),),
        ((*good[:6], crypto.sign(thief, body)),),
        ((*good[:4], good[4] + 1, *good[5:]),),
        ((*good[:5], bytes(16), good[6]),),
        ((south.me.identity.device_id, *good[1:]),),  # somebody else's name on it
        ((good[0], bytes(16), *good[2:]),),  # of another author
        ((*good[:5], good[5] + good[5], good[6]),),  # not sorted
    ]
    for later, rows in enumerate(forged, 1):
        bundle = forge(north, south, runs=[run], claims={"statements": rows}, later=later)
        (done,) = south.receive(bundle)
        assert (done.outcome, done.changes) == (Outcome.QUARANTINED, 0), rows
    with south.vault.read() as tx:
        assert not log.heads(tx, [scope])
        assert not kept.is_stated(tx, scope, _author(house), 1, bytes(32))
    bundle = forge(north, south, runs=[run], claims={"statements": (good,)}, later=20)
    assert south.receive(bundle)[0].outcome is Outcome.APPLIED
    assert holds(south, scope)


def test_a_statement_that_ends_elsewhere_proves_nothing(stage: Stage) -> None:
    """A desk cannot lengthen what a house said, nor cut it where the house did not."""
    house, north, south = stage.house, stage.north, stage.south
    for later in (1, 2):
        long = run_of(_author(house), kinds.scope(kinds.CORE, bytes([later]) * 16), "one", "two")
        short = replace(long, changes=long.changes[:1])
        run, about = (long, short) if later == 1 else (short, long)
        rows = statements(house, north, [about])
        rows = ((*rows[0][:4], later, rows[0][5], _signed(house, rows[0], later)),)
        bundle = forge(north, south, runs=[run], claims={"statements": rows}, later=later)
        assert south.receive(bundle)[0].outcome is Outcome.QUARANTINED
        with south.vault.read() as tx:
            assert not log.heads(tx, [long.scope])


def _signed(who: Replica, row: tuple[object, ...], number: int) -> bytes:
    """Sign a row of a manifest again under another number."""
    _, author, incarnation, series, _, entries, _ = row
    return who.me.identity.sign(Statement(author, incarnation, series, number, entries, b"").body())  # type: ignore[arg-type]


def test_statements_of_strangers_are_left_alone(stage: Stage) -> None:
    north, south = stage.north, stage.south
    seed = b"x" * 32
    stranger = crypto.verify_key(seed)
    author = author_id(stranger, bytes(8))
    run = run_of(author, kinds.scope(kinds.CORE, b"h" * 16))
    unsigned = Statement(author, bytes(8), stating.TO_DESKS, 1, bytes(16), b"")
    row = (
        device_id(stranger),
        author,
        bytes(8),
        stating.TO_DESKS,
        1,
        bytes(16),
        crypto.sign(seed, unsigned.body()),
    )
    bundle = forge(north, south, runs=[run], claims={"statements": (row,)})
    assert south.receive(bundle)[0].outcome is Outcome.QUARANTINED
    with south.vault.read() as tx:
        assert stating.device_of(tx, author) is None
        assert settings.names(tx, "authors/" + author.hex()) == []


def test_devices_that_come_in_the_same_bundle_count_for_the_rest_of_it(fresh: Stage) -> None:
    """The other desk learns of a house and of what it wrote at once: the roster is applied first."""
    house, north, south = fresh.house, fresh.north, fresh.south
    exchange(north, house)
    scope = new_case(house)
    exchange(house, north)
    bundle, sent = post(north, "south")
    assert sent.changes
    with south.vault.read() as tx:
        assert roster.load(tx, south.me.identity).by_id(house.me.identity.device_id) is None
    (done,) = south.receive(bundle)
    assert (done.outcome, done.refused) == (Outcome.APPLIED, [])
    assert same(scope, house, north, south)


def test_a_fork_is_suspected_where_desks_look(stage: Stage) -> None:
    """Another branch of what is here: quarantined, and a record says whose and where."""
    house, north = stage.house, stage.north
    scope = new_case(house)
    deliver(house, north)
    before = shown(north, scope)
    run = run_of(_author(house), scope, "another first change")
    (done,) = north.receive(forge(house, north, runs=[run]))
    assert (done.outcome, done.changes) == (Outcome.QUARANTINED, 0)
    assert shown(north, scope) == before
    suspicion = kinds.scope_record(kinds.SUSPICION, scope, _author(house))
    fields = shown(north, kinds.desks(north.me.identity.root_id), kinds.SUSPICION, suspicion)
    assert fields["device"] == house.me.identity.device_id.hex()
    assert (fields["what"], fields["scope"], fields["from_seq"]) == ("fork", scope.hex(), 1)
    assert [number for _, first, last in _ranges(north) for number in range(first, last + 1)].count(
        link_of(house, "north").counter + 1
    ) == 0


def _ranges(who: Replica) -> list[tuple[bytes, int, int]]:
    return list(counters.each(link_of(who, "house-1").to_ack))


def test_two_desks_hold_the_same_whoever_relayed(stage: Stage) -> None:
    house, other, north, south = stage.house, stage.other, stage.north, stage.south
    scopes = [new_case(house, 1), new_case(other, 2), new_case(south, 3), new_case(north, 4)]
    north.write(scopes[0], RECORD, "case", {"status": "sheltered"})
    for _ in range(2):
        exchange(house, north)
        exchange(other, north)
        exchange(south, north)
    assert all(same(scope, north, south) for scope in scopes)
    with north.vault.read() as one, south.vault.read() as two:
        mine, theirs = log.heads(one), log.heads(two)
    shared = {place for place in mine if place[0][0] in (kinds.CORE, kinds.DESKS, kinds.EVERYONE)}
    assert {place: mine[place].head for place in shared} == {place: theirs[place].head for place in shared}


def test_nobody_states_for_an_author_that_is_not_his(stage: Stage) -> None:
    """A house signs with its own key that another house's author went so far: the name must follow from the key."""
    house, other, north = stage.house, stage.other, stage.north
    run = run_of(_author(other), kinds.scope(kinds.CORE, b"n" * 16))
    (own,) = statements(house, north, [run])
    claimed = (own[0], _author(other), own[2], *own[3:])
    row = (*claimed[:6], _signed(house, claimed, own[4]))
    (done,) = north.receive(forge(house, north, runs=[run], claims={"statements": (row,)}))
    assert done.outcome is Outcome.NO_RIGHT
    with north.vault.read() as tx:
        assert not log.heads(tx, [run.scope])
