"""The `keys` file: what opens it, what does not, and what its bytes give away."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from storage import crypto, keyring, keyslots
from storage.errors import UserError
from storage.files import Files
from storage.keyslots import KDFS, SIZE, SLOTS, Kdf, Keys, Slot
from storage.lock import Lock

SMALL = KDFS["small"]
STORE_KEY = bytes(range(32))
ONE, OTHER = b"1" * 32, b"2" * 32  # stand for stretched passphrases


def counting_rng() -> keyslots.Rng:
    """Give bytes that look random and are the same in every run."""
    calls = iter(range(1 << 30))
    return lambda size: b"".join(
        crypto.h("test rng", bytes((next(calls) % 256,))) for _ in range(size // 32 + 1)
    )[:size]


def with_one(number: int = 0) -> Keys:
    return Keys.create(SMALL).put(number, ONE, STORE_KEY, "Аня", 1_700_000_000)


def slug(told: pytest.ExceptionInfo[UserError]) -> str:
    return told.value.slug


@pytest.mark.parametrize("number", range(SLOTS))
def test_a_passphrase_opens_from_every_slot(number: int) -> None:
    keys = Keys.decode(with_one(number).encode())
    assert keys.find(ONE) == (number, STORE_KEY)
    assert keys.find(OTHER) is None


def test_the_real_kdf_opens_and_refuses() -> None:
    keys = Keys.create(SMALL)
    keys = keys.put(3, keys.stretch("семь слов"), STORE_KEY, "", 0)
    assert keys.open("семь слов") == (3, STORE_KEY)
    with pytest.raises(UserError) as told:
        keys.open("семь снов")
    assert slug(told) == "wrong_passphrase"


def test_the_file_has_one_size_whatever_is_in_it() -> None:
    keys = Keys.create(KDFS["strong"])
    for number in range(SLOTS):
        assert len(keys.encode()) == SIZE
        keys = keys.put(number, bytes((number,)) * 32, STORE_KEY, "x" * number, number)
    assert len(keys.encode()) == SIZE


@pytest.mark.parametrize("used", [0, 1, SLOTS])
def test_no_byte_of_the_file_says_anything(used: int) -> None:
    """Taking a mask away, or leaving unused slots empty, makes a place where files are alike."""
    files = []
    for _ in range(64):
        keys = Keys.create(SMALL)
        for number in range(used):
            keys = keys.put(number, bytes((number,)) * 32, STORE_KEY, "", 0)
        files.append(keys.encode())
    for place in range(SIZE):
        assert len({data[place] for data in files}) > 32, place


def test_the_same_keys_twice_share_no_block() -> None:
    one, other = with_one().encode(), with_one().encode()
    blocks = {one[i : i + 8] for i in range(0, SIZE, 8)}
    assert not any(other[i : i + 8] in blocks for i in range(0, SIZE, 8))


class InMemory(Files):
    """Serves one file from memory."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def read(self, path: Path, limit: int = 1 << 20) -> bytes | None:
        return self.data[:limit]


def test_every_flipped_bit_is_told_as_damage_before_the_kdf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_kdf(*args: object, **kwargs: object) -> bytes:
        raise AssertionError("the KDF ran on a damaged file")

    monkeypatch.setattr(crypto, "argon2id", no_kdf)
    data = with_one().encode()
    lock = Lock(tmp_path / "lock")
    for bit in range(8 * SIZE):
        damaged = bytearray(data)
        damaged[bit // 8] ^= 1 << bit % 8
        with pytest.raises(UserError) as told:
            keyring.unlock(tmp_path / "keys", "a passphrase", lock, InMemory(bytes(damaged)))
        assert slug(told) == "damaged_keys"
    assert lock.failed == 0
    lock.release()


@pytest.mark.parametrize("size", [0, 1, SIZE - 1, SIZE + 1, 2 * SIZE])
def test_another_length_is_damage(size: int) -> None:
    with pytest.raises(UserError) as told:
        Keys.decode((with_one().encode() * 2)[:size])
    assert slug(told) == "damaged_keys"


@pytest.mark.parametrize(
    "kdf",
    [
        Kdf((64 << 10) - 1, 3),
        Kdf(64 << 10, 2),
        Kdf((2 << 20) + 1, 3),
        Kdf(64 << 10, 21),
        Kdf(0, 0),
        Kdf(0xFFFFFFFF, 0xFFFFFFFF),
    ],
)
def test_costs_out_of_bounds_are_refused_before_anything_is_allocated(kdf: Kdf) -> None:
    crafted = Keys(bytes(16), kdf, with_one().slots).encode()
    for refused in (lambda: Keys.decode(crafted), lambda: Keys.create(kdf)):
        with pytest.raises(UserError) as told:
            refused()
        assert slug(told) == "kdf_out_of_bounds"


@pytest.mark.parametrize("kdf", [Kdf(64 << 10, 3), Kdf(2 << 20, 20)])
def test_costs_at_the_bounds_are_read(kdf: Kdf) -> None:
    assert Keys.decode(Keys.create(kdf).encode()).kdf == kdf


def test_costs_and_places_are_authenticated() -> None:
    """Whoever recomputes the checksum still cannot lower the cost or move a slot."""
    keys = with_one(0)
    assert Keys(keys.salt, Kdf(64 << 10, 4), keys.slots).find(ONE) is None
    assert Keys(bytes(16), keys.kdf, keys.slots).find(ONE) is None
    moved = (keys.slots[1], keys.slots[0], *keys.slots[2:])
    assert Keys(keys.salt, keys.kdf, moved).find(ONE) is None
    assert Keys(keys.salt, keys.kdf, moved).used(STORE_KEY) == []


def test_a_newer_format_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyslots, "FORMAT", 2)
    data = with_one().encode()
    monkeypatch.setattr(keyslots, "FORMAT", 1)
    with pytest.raises(UserError) as told:
        Keys.decode(data)
    assert slug(told) == "store_too_new"


def test_a_slot_of_another_type_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyslots, "SlotType", SimpleNamespace(OPEN=2))
    keys = with_one()
    monkeypatch.undo()
    assert keys.find(ONE) is None


@pytest.mark.parametrize("number", [None, *range(SLOTS)])
def test_the_search_does_the_same_work_whichever_slot_opens(
    number: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = Keys.create(SMALL) if number is None else with_one(number)
    tried = []
    real = crypto.xchacha_open

    def spy(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes = b"") -> bytes:
        tried.append(len(ciphertext))
        return real(key, nonce, ciphertext, aad)

    monkeypatch.setattr(crypto, "xchacha_open", spy)
    keys.find(ONE)
    assert len(tried) == SLOTS
    assert len(set(tried)) == 1


def test_the_store_key_tells_used_slots_from_unused_ones() -> None:
    keys = with_one(2).put(5, OTHER, STORE_KEY, "", 7)
    assert keys.used(STORE_KEY) == [Slot(2, "Аня", 1_700_000_000), Slot(5, "", 7)]
    assert keys.used(bytes(32)) == []
    assert keys.clear(2).used(STORE_KEY) == [Slot(5, "", 7)]
    assert keys.clear(2).find(ONE) is None
    assert keys.clear(2).find(OTHER) == (5, STORE_KEY)


def test_eight_passphrases_and_no_more() -> None:
    keys = Keys.create(SMALL)
    for number in range(SLOTS):
        assert keys.free(STORE_KEY) == number
        keys = keys.put(number, bytes((number,)) * 32, STORE_KEY, "", 0)
    assert all(keys.find(bytes((number,)) * 32) == (number, STORE_KEY) for number in range(SLOTS))
    with pytest.raises(UserError) as told:
        keys.free(STORE_KEY)
    assert slug(told) == "no_free_slot"


def test_passphrases_are_normalised_once() -> None:
    assert keyslots.stretchable("ﬁй") == keyslots.stretchable("fiи\u0306") == "fiй".encode()
    assert keyslots.stretchable("я" * 1024) == ("я" * 1024).encode()


@pytest.mark.parametrize(
    ("passphrase", "wrong"), [("a" * 1025, "passphrase_too_long"), ("\ud800", "passphrase_not_text")]
)
def test_what_cannot_be_a_passphrase(passphrase: str, wrong: str) -> None:
    with pytest.raises(UserError) as told:
        keyslots.stretchable(passphrase)
    assert slug(told) == wrong


def test_a_label_must_fit() -> None:
    keys = Keys.create(SMALL)
    keys.put(0, ONE, STORE_KEY, "ж" * 27, 0)
    with pytest.raises(UserError) as told:
        keys.put(0, ONE, STORE_KEY, "ж" * 28, 0)
    assert slug(told) == "label_too_long"


def test_costs_have_names() -> None:
    assert [kdf.name for kdf in KDFS.values()] == ["standard", "strong", "small"]
    assert Kdf(128 << 10, 3).name == "other"


def test_the_format_is_frozen() -> None:
    """These bytes are on laptops: a change here needs a new format number."""
    keys = Keys.create(SMALL, counting_rng()).put(1, ONE, STORE_KEY, "label", 1, counting_rng())
    data = keys.encode()
    assert len(data) == 1600
    assert crypto.h("frozen", data, size=8).hex() == "be578fd196709dc6"


def test_each_file_has_a_salt_of_its_own() -> None:
    assert Keys.create(SMALL, os.urandom).salt != Keys.create(SMALL, os.urandom).salt
