"""The `turn` file and the order of writing around it: destroyed prekeys stay destroyed, whatever breaks when."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.failing_files import FailingFiles, FastFiles, Killed

from storage import crypto, settings, turn
from storage.errors import MachineError
from storage.mark import Mark
from storage.turn import SIZE, Turn, TurnKey, decode, encode
from storage.vault import Vault

OLD, NEW = TurnKey(4, b"o" * 32), TurnKey(5, b"n" * 32)
FULL = Turn(OLD, NEW, Mark(1234, b"d" * 32))


def test_what_is_sealed_is_read_back(store_key: bytes) -> None:
    for value in (FULL, replace(FULL, next=None), Turn(OLD, None, Mark())):
        data = encode(value, store_key)
        assert len(data) == SIZE == 200
        assert decode(data, store_key) == value


def test_every_flipped_bit_every_cut_and_every_other_key_is_refused(store_key: bytes) -> None:
    data = encode(FULL, store_key)
    for bit in range(8 * SIZE):
        damaged = bytearray(data)
        damaged[bit // 8] ^= 1 << bit % 8
        assert decode(bytes(damaged), store_key) is None
    for size in range(SIZE):
        assert decode(data[:size], store_key) is None
    assert decode(data + b"\0", store_key) is None
    assert decode(data, bytes(32)) is None


def test_another_format_is_refused(store_key: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "_FORMAT", 2)
    data = encode(FULL, store_key)
    monkeypatch.undo()
    assert decode(data, store_key) is None


def test_the_file_looks_random(store_key: bytes) -> None:
    files = [encode(FULL, store_key) for _ in range(64)]
    assert all(len({data[place] for data in files}) > 32 for place in range(SIZE))


def test_the_format_is_frozen() -> None:
    data = encode(FULL, bytes(32), lambda size: bytes(size))
    assert crypto.h("frozen", data, size=8).hex() == "14b723013bdf3a90"


# The order of writing.


def do_turn(vault: Vault, word: bytes) -> None:
    """Write `word` as a setting and as the prekey block, in one turn."""
    with vault.turn() as tx:
        settings.put(tx, "word", word)
        tx.seal_prekeys(b"prekeys of " + word)


def state(vault: Vault) -> tuple[bytes | None, bytes]:
    with vault.read() as tx:
        return settings.get(tx, "word"), vault.prekeys(tx)


ONE, TWO = (b"one", b"prekeys of one"), (b"two", b"prekeys of two")


def sealed_block(vault: Vault) -> tuple[int, bytes]:
    with vault.read() as tx:
        number, sealed = tx.execute("SELECT number, sealed FROM prekey_block").fetchone()
        return number, sealed


def opens(path: Path, store_key: bytes, block: tuple[int, bytes]) -> bool:
    """Tell whether any key in the `turn` file opens a sealed prekey block."""
    found = decode(path.read_bytes(), store_key)
    assert found is not None
    halves = [half for half in (found.now, found.next) if half is not None]
    return any(turn._open(replace(half, number=block[0]), block[1]) is not None for half in halves)


@pytest.fixture
def base(tmp_path: Path, store_key: bytes) -> Path:
    """Give the directory of a locked store after one turn."""
    with Vault.create_with_key(tmp_path / "base", store_key, files=FastFiles()) as vault:
        do_turn(vault, b"one")
    return tmp_path / "base"


def copies(base: Path) -> Iterator[Path]:
    for number in range(1000):
        copy = base.with_name(f"copy{number}")
        shutil.copytree(base, copy)
        yield copy
        shutil.rmtree(copy)


def test_a_turn_seals_the_block_anew_and_destroys_the_old_key(vault: Vault, store_key: bytes) -> None:
    assert state(vault) == (None, b"")
    do_turn(vault, b"one")
    assert state(vault) == ONE
    old = sealed_block(vault)
    assert opens(vault.directory / "turn", store_key, old)
    do_turn(vault, b"two")
    assert state(vault) == TWO
    assert not opens(vault.directory / "turn", store_key, old)
    assert opens(vault.directory / "turn", store_key, sealed_block(vault))


def test_a_turn_writes_three_times_in_the_order_of_the_design(base: Path, store_key: bytes) -> None:
    seen: list[object] = []

    class Watching(FastFiles):
        def replace_durably(self, path: Path, data: bytes, *, wipe: bool = False) -> None:
            super().replace_durably(path, data, wipe=wipe)
            seen.append(decode(data, store_key))

    with Vault.open_with_key(base, store_key, files=Watching()) as vault:
        before = decode((base / "turn").read_bytes(), store_key)
        with vault.turn() as tx:
            seen.append("tx")
            tx.seal_prekeys(b"")
        assert before is not None
        first, _, last = seen
        assert isinstance(first, Turn)
        assert isinstance(last, Turn)
        assert (first.now, first.mark) == (before.now, before.mark)
        assert last.now == first.next
        assert last.next is None
        assert seen[1] == "tx"


def test_a_turn_that_does_not_seal_is_a_mistake_and_undone(vault: Vault) -> None:
    do_turn(vault, b"one")
    with pytest.raises(RuntimeError, match="seals"), vault.turn() as tx:
        settings.put(tx, "word", b"two")
    assert state(vault) == ONE


def test_a_turn_that_fails_inside_is_undone_and_the_next_one_works(vault: Vault, store_key: bytes) -> None:
    do_turn(vault, b"one")
    with pytest.raises(KeyError), vault.turn() as tx:
        settings.put(tx, "word", b"two")
        tx.seal_prekeys(b"two")
        raise KeyError
    assert state(vault) == ONE
    old = sealed_block(vault)
    do_turn(vault, b"two")
    assert state(vault) == TWO
    assert not opens(vault.directory / "turn", store_key, old)


def test_locking_after_a_failed_turn_leaves_one_key(base: Path, store_key: bytes) -> None:
    with Vault.open_with_key(base, store_key) as vault, pytest.raises(KeyError), vault.turn():
        raise KeyError
    found = decode((base / "turn").read_bytes(), store_key)
    assert found is not None
    assert found.next is None


def test_killed_at_any_call_the_store_is_before_or_after_the_turn(base: Path, store_key: bytes) -> None:
    outcomes = set()
    for at, directory in enumerate(copies(base), 1):
        files = FailingFiles()
        vault = Vault.open_with_key(directory, store_key, files=files)
        old = sealed_block(vault)
        files.at = files.calls + at
        try:
            do_turn(vault, b"two")
            done = True
        except Killed:
            done = False
        vault.abandon()
        with Vault.open_with_key(directory, store_key, files=FastFiles()) as again:
            assert not again.turn_missing
            assert not again.behind
            found = state(again)
            assert found in (ONE, TWO)
            outcomes.add(found)
            if found == TWO:
                assert not opens(directory / "turn", store_key, old)
            turned = decode((directory / "turn").read_bytes(), store_key)
            assert turned is not None
            assert turned.next is None
        if done:
            assert found == TWO
            break
    assert outcomes == {ONE, TWO}


@pytest.mark.parametrize("forever", [False, True])
@pytest.mark.parametrize("number", [28, 5, 30, 24])
def test_failing_at_any_call_the_store_is_before_or_after_and_says_which(
    base: Path, store_key: bytes, number: int, forever: bool
) -> None:
    for at, directory in enumerate(copies(base), 1):
        files = FailingFiles(errno=number, forever=forever)
        with Vault.open_with_key(directory, store_key, files=files) as vault:
            old = sealed_block(vault)
            files.at = files.calls + at
            try:
                do_turn(vault, b"two")
                wanted, failed = TWO, False
            except MachineError as error:
                wanted, failed = (TWO if "committed" in error.facts else ONE), True
            reached = files.calls >= files.at
            files.at = 0
            assert state(vault) == wanted
        if wanted == TWO:  # whatever failed, locking made up for it
            assert not opens(directory / "turn", store_key, old)
        with Vault.open_with_key(directory, store_key) as again:
            assert state(again) == wanted
            assert not again.turn_missing
            do_turn(again, b"three")
        if not reached:
            assert not failed
            break


def test_a_turn_cut_off_before_its_end_is_finished_at_opening(base: Path, store_key: bytes) -> None:
    """Both halves in the file: the number of the block in the store says which one counts."""
    path = base / "turn"
    one = decode(path.read_bytes(), store_key)
    assert one is not None
    path.write_bytes(encode(replace(one, next=TurnKey(one.now.number + 1, bytes(32))), store_key))
    with Vault.open_with_key(base, store_key) as vault:
        assert state(vault) == ONE
    assert decode(path.read_bytes(), store_key) == one
    path.write_bytes(encode(Turn(TurnKey(one.now.number - 1, bytes(32)), one.now, one.mark), store_key))
    with Vault.open_with_key(base, store_key) as vault:
        assert state(vault) == ONE
    assert decode(path.read_bytes(), store_key) == one


@pytest.mark.parametrize("loss", ["missing", "empty", "flipped", "older", "foreign", "other key"])
def test_a_lost_turn_costs_prekeys_and_no_data(base: Path, store_key: bytes, loss: str) -> None:
    path = base / "turn"
    before = path.read_bytes()
    with Vault.open_with_key(base, store_key) as vault:
        do_turn(vault, b"two")
    found = decode(path.read_bytes(), store_key)
    assert found is not None
    if loss == "missing":
        path.unlink()
    else:
        flipped = bytearray(path.read_bytes())
        flipped[100] ^= 1
        other = replace(found, now=replace(found.now, key=bytes(32)))
        damaged = {
            "empty": b"",
            "flipped": bytes(flipped),
            "older": before,
            "foreign": bytes(SIZE),
            "other key": encode(other, store_key),
        }
        path.write_bytes(damaged[loss])
    for _ in range(2):  # it is not forgotten by restarting
        with Vault.open_with_key(base, store_key) as vault:
            assert vault.turn_missing
            assert not vault.behind
            assert state(vault) == (b"two", b"")
    with Vault.open_with_key(base, store_key) as vault:
        with vault.turn() as tx:
            tx.seal_prekeys(b"fresh")
            vault.settle(tx)
        assert not vault.turn_missing
        assert state(vault) == (b"two", b"fresh")
    with Vault.open_with_key(base, store_key) as vault:
        assert not vault.turn_missing


def test_a_lost_turn_is_told_even_before_any_prekey(tmp_path: Path, store_key: bytes) -> None:
    Vault.create_with_key(tmp_path / "v", store_key).lock()
    (tmp_path / "v" / "turn").unlink()
    for _ in range(2):
        with Vault.open_with_key(tmp_path / "v", store_key) as vault:
            assert vault.turn_missing


def test_a_damaged_block_is_a_lost_turn(base: Path, store_key: bytes) -> None:
    with Vault.open_with_key(base, store_key) as vault, vault.transaction() as tx:
        tx.execute("UPDATE prekey_block SET sealed = zeroblob(60)")
    with Vault.open_with_key(base, store_key) as vault:
        assert vault.turn_missing
        assert state(vault) == (b"one", b"")
