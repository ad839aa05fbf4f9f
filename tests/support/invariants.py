"""What must hold in every world, at every step or at the end. Numbers are those of the design's list."""

from __future__ import annotations

from collections.abc import Iterable

from storage import arrivals, holdings, log, merge, positions, records, statements
from storage.changes import decode_change, next_head
from storage.database import Tx
from support.world import Replica
from sync import grants, kinds, links, prekeys
from sync.identity import author_id
from sync.rights import Role

CASES = {kinds.CORE, kinds.IDENTITY, kinds.STORY, kinds.HEALTH}


def live_values_are_the_definition(replica: Replica) -> None:
    """1: live cells = the definition over the raw changes; the projection rebuilt = the projection kept."""
    with replica.vault.transaction() as tx:
        changes = list(_changes(tx))
        expected = {
            key: sorted((one.author, one.seq, one.index, one.value) for one in lives)
            for key, lives in merge.live(changes).items()
            if lives
        }
        found: dict[tuple[bytes, str, bytes, str], list[tuple[bytes, int, int, bytes]]] = {}
        for scope, kind, record, name in expected:
            lives = records.live(tx, scope, kind, record, name)
            found[scope, kind, record, name] = sorted(
                (one.author, one.ref.seq, one.ref.index, one.raw) for one in lives
            )
        wrong = [(key, found[key], expected[key]) for key in expected if found[key] != expected[key]]
        assert not wrong, (replica.name, wrong)
        kept = _projection(tx)
        records.rebuild(tx)
        assert _projection(tx) == kept, replica.name


def _changes(tx: Tx) -> Iterable[log.Change]:
    whole = [scope for scope, state in log.scopes(tx).items() if state.state == "open"]
    for scope, author in log.heads(tx, whole):
        run = log.run(tx, scope, author, 1)
        for seq, raw in enumerate(run.changes, run.first):
            yield decode_change(raw, scope, author, seq)


def _projection(tx: Tx) -> list[list[tuple[object, ...]]]:
    tables = ("SELECT rec, kind, scope, deleted, conflicts, lam, wall, received FROM row ORDER BY rec",)
    facets = ("SELECT kind, fld, value, rec FROM facet ORDER BY rec, fld, value",)
    return [tx.execute(sql).fetchall() for sql in tables + facets]


def chains_verify(replica: Replica) -> None:
    """2: chains are contiguous, and heads recomputed are the stored ones."""
    with replica.vault.read() as tx:
        assert log.verify(tx) == [], replica.name


def equal_heads_mean_equal_state(replicas: Iterable[Replica]) -> None:
    """3: whoever holds the same heads of a scope shows the same state."""
    seen: dict[tuple[bytes, frozenset[tuple[bytes, int, bytes]]], tuple[str, bytes]] = {}
    for replica in replicas:
        with replica.vault.read() as tx:
            for scope, state in log.scopes(tx).items():
                if state.state != "open":
                    continue
                heads = frozenset(
                    (author, at.seq, at.head) for (_, author), at in log.heads(tx, [scope]).items()
                )
                found = log.state_hash(tx, scope)
                name, known = seen.setdefault((scope, heads), (replica.name, found))
                assert known == found, (name, replica.name, scope.hex())


def nothing_is_believed_that_is_not_held(
    replicas: dict[str, Replica], went_back: set[tuple[str, str]]
) -> None:
    """4: what one believes a peer to hold, the peer durably holds. A pair whose peer went back is exempt until it relinks."""
    for replica in replicas.values():
        with replica.vault.read() as tx:
            believed = {link.name: holdings.believed(tx, link.peer) for link in links.all_links(tx)}
        for name, vector in believed.items():
            if (replica.name, name) in went_back:
                continue
            with replicas[name].vault.read() as tx:
                for (scope, author), held in vector.items():
                    assert positions.has_head(tx, scope, author, held.seq, held.head16), (
                        f"{replica.name} believes {name} holds {held.seq} of {scope.hex()[:6]}"
                    )


def houses_hold_only_what_they_were_granted(replicas: dict[str, Replica]) -> None:
    """5 and 8: no scope is at a house without a grant; nobody writes but where it may."""
    desks = [replica for replica in replicas.values() if replica.is_desk]
    for house in replicas.values():
        if house.is_desk:
            continue
        me = house.me.identity
        with house.vault.read() as tx:
            here = log.heads(tx)
        granted: set[bytes] = set()
        for desk in desks:
            with desk.vault.read() as tx:
                granted |= set(grants.scopes_of(tx, me.root_id, me.device_id))
        fixed = {
            kinds.everyone(me.root_id),
            kinds.link_of_house(me.device_id),
            kinds.scope(kinds.HOUSE, me.house_id),
            kinds.scope(kinds.AUDIT, me.device_id),
        }
        foreign = {scope for scope, author in here if author not in me.authors} - fixed
        assert foreign <= granted, house.name


def desks_hold_only_what_authors_might_write(replicas: dict[str, Replica]) -> None:
    """8: at a desk, a chain of a house's author lies in a scope that house may write."""
    for desk in replicas.values():
        if not desk.is_desk:
            continue
        with desk.vault.read() as tx:
            here = set(log.heads(tx))
        for house in replicas.values():
            me = house.me.identity
            if me.role is Role.DESK:
                continue
            own = {author_id(me.vk, one) for one in (*me.past, me.incarnation)}
            for scope, author in here:
                if author not in own:
                    continue
                code, owner = scope[0], scope[1:]
                assert code in CASES or owner in (me.house_id, me.device_id), (
                    desk.name,
                    house.name,
                    scope.hex(),
                )


def nothing_acknowledged_is_lost(replicas: dict[str, Replica]) -> None:
    """6: every saved change is in a store, a quarantine or a refusal list."""
    held: set[tuple[bytes, bytes]] = set()
    for replica in replicas.values():
        with replica.vault.read() as tx:
            held |= {(scope, head) for scope, head in _all_heads(tx)}
            for fork in log.forks(tx):
                held |= {(fork.scope, head) for head in _branch(tx, fork)}
            assert arrivals.held_back(tx) is not None
    for replica in replicas.values():
        for word in replica.journal:
            assert (word.scope, word.head) in held, (replica.name, word.scope.hex(), word.seq)


def _branch(tx: Tx, fork: log.Fork) -> Iterable[bytes]:
    head = log.head_at(tx, fork.scope, fork.author, fork.run.first - 1)
    for seq, raw in enumerate(fork.run.changes, fork.run.first):
        change = decode_change(raw, fork.scope, fork.author, seq)
        head = next_head(head or b"", change.header(), change.leaves())
        yield head


def _all_heads(tx: Tx) -> Iterable[tuple[bytes, bytes]]:
    for (scope, author), at in log.heads(tx).items():
        for seq in range(1, at.seq + 1):
            head = log.head_at(tx, scope, author, seq)
            if head is not None:
                yield scope, head


def prekeys_stay_few(replica: Replica, most: int) -> None:
    """10: the number of live private prekeys stays bounded."""
    with replica.vault.read() as tx:
        block = prekeys.unpack(replica.vault.prekeys(tx))
        known = {link.peer: link for link in links.all_links(tx)}
    for peer, keys in block.items():
        if peer in known:
            assert len(keys) <= most, (replica.name, known[peer].name, len(keys))


def bytes_are_the_authors(replicas: Iterable[Replica]) -> None:
    """12: a change has the same bytes wherever it is, also through stores that do not know its kind."""
    seen: dict[tuple[bytes, bytes, int], bytes] = {}
    for replica in replicas:
        with replica.vault.read() as tx:
            for scope, author in log.heads(tx):
                first = log.content(tx, scope, author)[0]
                for seq, raw in enumerate(log.run(tx, scope, author, first).changes, first):
                    assert seen.setdefault((scope, author, seq), raw) == raw, (replica.name, scope.hex(), seq)


def statements_cover_relays(replica: Replica) -> None:
    """2: at a desk, what others wrote ends at positions their authors stated."""
    if not replica.is_desk:
        return
    with replica.vault.read() as tx:
        own = replica.me.identity.authors
        for (scope, author), at in log.heads(tx).items():
            if author not in own and at.content == at.seq:
                assert statements.covered(tx, scope, author, at.seq), (replica.name, scope.hex())
