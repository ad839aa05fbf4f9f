"""What keys a laptop still holds after a bundle is in, tried on that bundle and on all before it (security 13)."""

from __future__ import annotations

import io
import random
import shutil
from itertools import chain
from pathlib import Path

import pytest
from support.pages import every_page
from support.stage import Stage, keys_for, link_of, new_case, post, same
from support.world import Replica, exchange

from storage import settings, turn
from storage.database import Database
from storage.files import Files
from storage.vault import Vault
from sync import links, prekeys
from sync.envelope import Opener
from sync.links import Link
from sync.opening import Finder
from sync.outcomes import Outcome, Refusal
from sync.rights import Role


def secrets_in(directory: Path, key: bytes, turn_of: Path) -> set[bytes]:
    """Every private prekey that a store and a `turn` give to somebody who has the store's key."""
    found: set[bytes] = set()
    opened = turn.decode((turn_of / "turn").read_bytes(), key)
    assert opened is not None
    database = Database(directory / "store", key, Files())
    with database.read() as tx:
        sealed = [row[0] for row in tx.execute("SELECT sealed FROM prekey_block").fetchall()]
        assert sealed
        for half in (opened.now, opened.next):
            for block in sealed:
                packed = turn._open(half, block) if half else None
                if packed:
                    found |= set(
                        chain.from_iterable(keys.values() for keys in prekeys.unpack(packed).values())
                    )
    database.close()
    return found


def opens(bundle: bytes, who: Replica, every: list[Link], secrets: set[bytes]) -> bool:
    """Try every private key on a bundle, with every address key that is or was known."""
    me = who.me.identity
    for link in every:
        opener = Opener(io.BytesIO(bundle), len(bundle))
        try:
            found = Finder(me, [link.whereabouts]).find(opener)
        except Refusal:
            continue
        assert isinstance(found, tuple)
        for secret in (*secrets, me.relink_private):
            opener = Opener(io.BytesIO(bundle), len(bundle))
            opener.unlock(found[2])
            try:
                opener.decapsulate(secret)
                opener.read_opening()
                opener.read_manifest(link.vk)
            except Refusal:
                continue
            return True
    return False


def _links(who: Replica) -> list[Link]:
    with who.vault.read() as tx:
        return list(links.all_links(tx))


def test_after_a_complete_bundle_no_key_left_opens_it_or_an_earlier_one(stage: Stage, tmp_path: Path) -> None:
    house, north = stage.house, stage.north
    copies: list[Path] = []
    bundles: list[bytes] = []
    addresses: list[Link] = []
    scope = new_case(house)
    for number in range(5):
        addresses += _links(north)
        # The whole directory, journal and all, as it is on the disk while the program runs.
        shutil.copytree(north.directory, tmp_path / f"copy-{number}")
        copies.append(tmp_path / f"copy-{number}")
        house.write(scope, bytes([number]) * 16, "note", {"text": f"{number}"})
        bundle, sent = post(house, "north")
        assert sent.complete
        assert not sent.weak
        assert opens(bundle, north, addresses, secrets_in(copies[-1], north.key, copies[-1]))
        assert north.receive(bundle)[0].outcome is Outcome.APPLIED
        bundles.append(bundle)
        # Every older copy of the store, with `turn` as it is now; and the store as it is now.
        present = tmp_path / f"present-{number}"
        shutil.copytree(north.directory, present)
        left = set().union(*(secrets_in(copy, north.key, present) for copy in (*copies, present)))
        assert left == set(chain.from_iterable(_block(north).values()))
        assert left
        assert not any(opens(one, north, addresses + _links(north), left) for one in bundles)
        house.receive(north.send("house-1")[0])


def _block(who: Replica) -> dict[bytes, list[bytes]]:
    with who.vault.read() as tx:
        return {peer: list(keys.values()) for peer, keys in prekeys.unpack(who.vault.prekeys(tx)).items()}


def test_no_destroyed_key_lies_in_a_page_of_the_store_or_of_its_journal(stage: Stage) -> None:
    """Free pages and old frames of the journal included: the block in them is sealed under a key that is gone."""
    house, north = stage.house, stage.north
    new_case(house)
    before = keys_for(north, "house-1")
    bundle, sent = post(house, "north")
    assert not sent.weak
    north.receive(bundle)
    doomed = set(before.values()) - set(keys_for(north, "house-1").values())
    assert doomed
    present = turn.decode((north.directory / "turn").read_bytes(), north.key)
    assert present is not None
    assert present.next is None
    pages = list(every_page(north.directory / "store", north.key))
    raw = b"".join(pages)
    assert b"link/" in raw
    assert b"case 1" in raw
    assert not [secret for secret in doomed if secret in raw]
    assert not [secret for secret in keys_for(north, "house-1").values() if secret in raw]


def test_in_ping_pong_nothing_is_weak_and_few_keys_live(stage: Stage) -> None:
    house, north = stage.house, stage.north
    for number in range(12):
        for one, other in ((house, north), (north, house)):
            bundle, sent = post(one, other.name)
            assert not sent.weak, number
            assert other.receive(bundle)[0].outcome is Outcome.APPLIED
            assert len(keys_for(other, one.name)) <= prekeys.LIVE


@pytest.mark.parametrize("order", ["in order", "shuffled", "backwards"])
def test_fifty_bundles_one_way_without_an_answer_all_open(stage: Stage, order: str) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    bundles = []
    weak = 0
    for number in range(50):
        house.write(scope, bytes([number]) * 16, "note", {"text": f"note {number}"})
        bundle, sent = post(house, "north")
        bundles.append(bundle)
        weak += sent.weak
    assert 40 < weak < 50
    if order == "shuffled":
        random.Random(1).shuffle(bundles)
    elif order == "backwards":
        bundles.reverse()
    outcomes = {one.outcome for bundle in bundles for one in north.receive(bundle)}
    assert outcomes <= {Outcome.APPLIED, Outcome.DUPLICATE, Outcome.SUPERSEDED}
    if order == "in order":
        assert outcomes == {Outcome.APPLIED}
    assert same(scope, house, north)


def test_a_weak_bundle_opens_again_until_a_stronger_one_is_in(stage: Stage) -> None:
    """Its key had to outlive it; the first that is not weak takes the key along."""
    house, north = stage.house, stage.north
    scope = new_case(house)
    while not post(house, "north")[1].weak:
        pass
    house.write(scope, b"w" * 16, "note", {"text": "weak"})
    weak, sent = post(house, "north")
    assert sent.weak
    north.receive(weak)
    everything = _links(north)
    assert opens(weak, north, everything, set(keys_for(north, "house-1").values()))
    house.receive(post(north, "house-1")[0])
    strong, sent = post(house, "north")
    assert not sent.weak
    assert north.receive(strong)[0].outcome is Outcome.APPLIED
    assert not opens(weak, north, everything, set(keys_for(north, "house-1").values()))


def test_a_late_bundle_of_a_destroyed_key_is_superseded_and_nothing_is_missed(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    late, sent = post(house, "north")
    assert not sent.weak
    house.write(scope, b"x" * 16, "note", {"text": "x"})
    for _ in range(2):
        bundle, sent = post(house, "north")
        assert sent.complete
        north.receive(bundle)
    before = link_of(north, "house-1")
    assert north.receive(late)[0].outcome is Outcome.SUPERSEDED
    assert link_of(north, "house-1") == before
    assert not before.owes_relink
    assert same(scope, house, north)


def test_a_late_bundle_whose_key_went_without_a_complete_one_is_told_and_asked_for(stage: Stage) -> None:
    house, north = stage.house, stage.north
    new_case(house)
    late, _ = post(house, "north")
    with north.vault.turn() as tx:
        north_keys = prekeys.unpack(north.vault.prekeys(tx))
        north_keys[link_of(north, "house-1").peer] = {}
        tx.seal_prekeys(prekeys.pack(north_keys))
    assert north.receive(late)[0].outcome is Outcome.UNOPENABLE
    assert link_of(north, "house-1").relink_due
    relink, sent = post(north, "house-1")
    assert sent.relink
    assert house.receive(relink)[0].outcome is Outcome.APPLIED
    assert north.receive(house.send("north")[0])[0].outcome is Outcome.APPLIED
    assert same(b"\x01" + b"\x01" * 16, house, north)


def test_houses_and_desks_keep_to_the_same_rule(stage: Stage) -> None:
    """Between two desks as between house and desk."""
    assert link_of(stage.north, "south").role == Role.DESK
    for _ in range(4):
        for one, other in ((stage.north, stage.south), (stage.south, stage.north)):
            bundle, sent = post(one, other.name)
            assert not sent.weak
            other.receive(bundle)
            assert not opens(bundle, other, _links(other), set(keys_for(other, one.name).values()))


def test_a_copy_of_the_store_is_of_no_use_to_the_next_turn(stage: Stage, tmp_path: Path) -> None:
    """An older `store` beside the present `turn` has lost its prekeys, says so and relinks."""
    house, north = stage.house, stage.north
    north.vault.lock()
    shutil.copy(north.directory / "store", tmp_path / "older")
    north.open()
    north.receive(post(house, "north")[0])
    north.vault.lock()
    shutil.copy(tmp_path / "older", north.directory / "store")
    with Vault.open_with_key(north.directory, north.key, accept_behind=True) as vault:
        assert vault.turn_missing
        with vault.read() as tx:
            assert vault.prekeys(tx) == b""
            assert settings.names(tx, "link/")
    north.open()
    assert same_after(north, house)


def same_after(north: Replica, house: Replica) -> bool:
    done = exchange(north, house, rounds=2)
    return done[-1].outcome is Outcome.APPLIED


def test_a_link_that_ran_dry_is_strong_again_after_one_answer(stage: Stage) -> None:
    """With one new key a bundle it would stay weak for ever: the only new one is always the highest."""
    house, north = stage.house, stage.north
    for _ in range(12):
        bundle, sent = post(house, "north")
        north.receive(bundle)
    assert sent.weak
    assert link_of(north, "house-1").starved
    for _ in range(5):
        assert house.receive(post(north, "house-1")[0])[0].outcome is Outcome.APPLIED
        bundle, sent = post(house, "north")
        assert not sent.weak
        assert north.receive(bundle)[0].outcome is Outcome.APPLIED
    assert post(north, "house-1")[1].bytes == 3840


def test_where_two_keys_do_not_fit_one_goes(stage: Stage) -> None:
    house, north = stage.house, stage.north
    for _ in range(12):
        north.receive(post(house, "north")[0])
    bundle, sent = post(north, "house-1", max_size=3840)
    assert sent.bytes == 3840
    assert house.receive(bundle)[0].outcome is Outcome.APPLIED
    assert post(north, "house-1")[1].bytes == 16 << 10
