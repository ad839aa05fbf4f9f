"""What bundles look like from outside, and what handling them costs."""

from __future__ import annotations

import io
import os
import tracemalloc

import pytest
from support.envelopes import (
    head_of,
    pair,
    sealed,
)

from sync import envelope
from sync.envelope import Opener, seal
from sync.head import Address, tag_of

KEYS = pair()


# ---- what it looks like from outside


def test_two_bundles_with_one_content_share_no_block() -> None:
    blocks: set[bytes] = set()
    for _ in range(20):
        data = sealed(KEYS, changes=bytes(5000))
        found = {data[i : i + 16] for i in range(0, len(data), 16)}
        assert len(found) == len(data) // 16
        assert not blocks & found
        blocks |= found


def _chi_square(counts: list[int]) -> float:
    expected = sum(counts) / 256
    return sum((count - expected) ** 2 for count in counts) / expected


def _chi_square_of(bundles: int) -> tuple[float, float]:
    """Chi-square with 255 degrees over all bytes, and the worst of the first hundred positions alone."""
    overall = [0] * 256
    positions = [[0] * 256 for _ in range(100)]
    for _ in range(bundles):
        data = sealed(KEYS)
        for value in data:
            overall[value] += 1
        for at, counts in enumerate(positions):
            counts[data[at]] += 1
    return _chi_square(overall), max(map(_chi_square, positions))


def test_bundles_are_uniform_by_chi_square() -> None:
    overall, worst = _chi_square_of(300)
    assert 140 < overall < 410  # a fair source leaves this band about once in 10⁸ runs
    assert worst < 500  # with about one expected count a cell


@pytest.mark.deep
def test_ten_thousand_bundles_are_uniform_by_chi_square() -> None:
    overall, worst = _chi_square_of(10_000)
    assert 140 < overall < 410
    assert worst < 430


def test_one_note_and_twenty_have_one_length() -> None:
    assert {len(sealed(KEYS, changes=os.urandom(90 * notes))) for notes in (1, 5, 20)} == {3840}


# ---- memory


def test_memory_does_not_grow_with_the_bundle() -> None:
    block = os.urandom(1 << 20)

    def peak(count: int) -> int:
        class Discard:
            def write(self, data: bytes) -> int:
                return len(data)

        tracemalloc.start()
        seal(
            Discard().write,
            head_of(),
            KEYS.address,
            KEYS.prekey_public,
            KEYS.sign,
            manifest=b"",
            ranges=(block for _ in range(count)),
            ranges_length=count << 20,
        )
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    assert peak(24) < peak(4) + (1 << 19)


def test_opening_does_not_hold_more_than_a_range(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("bundle") / "b.bin"
    block = os.urandom(1 << 20)
    path.write_bytes(sealed(KEYS, changes=b"", ranges=[block] * 24))
    tracemalloc.start()
    with path.open("rb") as source:
        opener = Opener(source)
        opener.unlock(KEYS.address)
        opener.decapsulate(KEYS.prekey)
        opener.read_opening()
        opener.read_manifest(KEYS.sender_vk)
        for _ in opener.iter_ranges([1 << 20] * 24):
            pass
        opener.finish()
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert used < 8 << 20


def test_the_tag_is_found_by_hash_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five hundred links and three address keys cost hashes, never a public-key operation."""
    monkeypatch.setattr(envelope.crypto, "hpke_open", None)
    addresses = [Address(os.urandom(32), bytes(32), bytes(32)) for _ in range(1500)]
    keys = {address.tag_key(): address for address in [*addresses, KEYS.address]}
    opener = Opener(io.BytesIO(sealed(KEYS)))
    assert [keys[kt] for kt in keys if tag_of(kt, opener.nonce) == opener.tag] == [KEYS.address]
