"""Bundles: sealed and opened again, and everything that a courier, a thief or a disk can do to one between."""

from __future__ import annotations

import io
import os
import random
import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.envelopes import (
    INCARNATION,
    NONE,
    Pair,
    head_of,
    opened,
    outcome,
    pair,
    relink_pair,
    reply_pair,
    sealed,
)

from storage.crypto import h, kd, xchacha_open, xchacha_seal
from storage.frames import FrameWriter
from sync import crypto, envelope, sizes
from sync.envelope import Opener, seal, signed_message
from sync.head import Address, Flag, Head, tag_of
from sync.outcomes import Outcome, Refusal

KEYS = pair()
TWO_RANGES = [b"\x01" * (1 << 20), b"\x02" * 300_000]


# ---- round trips


@settings(max_examples=60, deadline=None)
@given(
    manifest=st.binary(max_size=5000),
    changes=st.binary(max_size=200_000),
    ranges=st.lists(st.binary(max_size=150_000), max_size=3),
    flags=st.sampled_from([NONE, Flag.WEAK, Flag.FULL, Flag.WEAK | Flag.FULL]),
    counter=st.integers(0, 2**64 - 1),
    prekey_id=st.integers(0, 2**64 - 1),
)
def test_what_was_sealed_comes_out(
    manifest: bytes, changes: bytes, ranges: list[bytes], flags: Flag, counter: int, prekey_id: int
) -> None:
    head = Head(flags, prekey_id, counter, INCARNATION)
    data = sealed(KEYS, head=head, manifest=manifest, changes=changes, ranges=ranges)
    got = opened(data, KEYS, [len(changes), *map(len, ranges)])
    assert (got.head, got.manifest, got.changes, got.ranges) == (head, manifest, changes, ranges)
    assert got.total == len(data)
    assert sizes.is_class(len(data))


@pytest.mark.parametrize("counter", [0, 1, 2**31, 2**53, 2**63 - 1, 2**63, 2**64 - 1])
def test_counters_up_to_the_last_come_through_unchanged(counter: int) -> None:
    assert opened(sealed(KEYS, head=head_of(counter=counter)), KEYS).head.counter == counter


def test_a_relink_shows_its_opening_block_before_its_signer_is_known() -> None:
    keys, address = relink_pair()
    opening = os.urandom(370)
    data = sealed(keys, head=head_of(Flag.RELINK | Flag.ANSWER), address=address, opening=opening)
    got = opened(data, keys, address=address)
    assert (got.opening, got.head.flags) == (opening, Flag.RELINK | Flag.ANSWER)


@pytest.mark.parametrize("length", [0, 1, 6000])
def test_a_reply_is_a_letter_whatever_it_holds(length: int) -> None:
    keys, address = reply_pair()
    opening = keys.sender_vk
    data = sealed(
        keys, head=head_of(Flag.REPLY), address=address, opening=opening, manifest=bytes(length), changes=b""
    )
    assert len(data) == 8192
    assert opened(data, keys, [0], address=address).opening == opening


def test_a_letter_that_does_not_fit_is_not_sealed() -> None:
    keys, address = reply_pair()
    with pytest.raises(ValueError, match="letter"):
        sealed(keys, head=head_of(Flag.REPLY), address=address, opening=bytes(32), manifest=bytes(7000))


def test_a_device_is_read_in_pieces_without_loss() -> None:
    data = sealed(KEYS, changes=os.urandom(200_000))

    class Dribble(io.BytesIO):
        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            return super().readinto(buffer[:1000])

    opener = Opener(Dribble(data))
    opener.unlock(KEYS.address)
    opener.decapsulate(KEYS.prekey)
    opener.read_opening()
    opener.read_manifest(KEYS.sender_vk)
    assert sum(map(len, opener.read_changes(200_000))) == 200_000
    assert opener.finish() == len(data)


# ---- sealing refuses what could not be read back


def test_an_opening_block_of_the_wrong_length_is_not_sealed() -> None:
    with pytest.raises(ValueError, match="opening block"):
        sealed(KEYS, opening=b"unasked")


def test_a_manifest_over_a_mebibyte_is_not_sealed() -> None:
    with pytest.raises(ValueError, match="manifest"):
        sealed(KEYS, manifest=bytes((1 << 20) + 1))


def test_ranges_shorter_than_announced_are_not_sealed() -> None:
    with pytest.raises(ValueError, match="ranges"):
        seal(
            io.BytesIO().write,
            head_of(),
            KEYS.address,
            KEYS.prekey_public,
            KEYS.sign,
            manifest=b"",
            ranges=[b"short"],
            ranges_length=6,
        )


@pytest.mark.parametrize("flags", [Flag.RELINK | Flag.REPLY, Flag.ANSWER])
def test_flags_that_exclude_one_another_are_not_sealed(flags: Flag) -> None:
    with pytest.raises(ValueError, match="relink"):
        sealed(KEYS, head=head_of(flags), opening=bytes(head_of(flags).opening_length))


def test_nothing_is_sealed_to_a_broken_prekey() -> None:
    with pytest.raises(crypto.BadKey):
        seal(io.BytesIO().write, head_of(), KEYS.address, bytes(1216), KEYS.sign, manifest=b"")


# ---- every bit


def test_every_flipped_bit_of_a_small_bundle_has_the_outcome_of_its_region() -> None:
    data = sealed(KEYS)
    assert len(data) == 3840
    for at in range(len(data)):
        expected = (
            ("not_for_us", "tag") if at < 40 else ("damaged", "head") if at < 1250 else ("damaged", "frame")
        )
        for bit in range(8):
            changed = bytearray(data)
            changed[at] ^= 1 << bit
            assert outcome(bytes(changed), KEYS) == expected, (at, bit)


@pytest.mark.deep
def test_every_flipped_bit_of_a_64_kib_bundle_is_refused() -> None:
    data = bytearray(sealed(KEYS, changes=os.urandom(60_000)))
    assert len(data) == 64 << 10
    for at in range(len(data)):
        for bit in range(8):
            data[at] ^= 1 << bit
            assert outcome(bytes(data), KEYS, [60_000])[0] in ("not_for_us", "damaged"), (at, bit)
            data[at] ^= 1 << bit


def test_a_changed_hpke_message_under_a_good_seal_is_damaged() -> None:
    """The seal of the head is made with a key that two devices share: what it covers must hold by itself."""
    data = sealed(KEYS)
    key, nonce = KEYS.address.seal_key(), data[:24]
    inner = bytearray(xchacha_open(key, nonce, data[40:1250]))
    for at in (*range(2, 26), 26, 26 + 1087, 26 + 1088, 26 + 1119, 26 + 1120, len(inner) - 1):
        inner[at] ^= 1
        forged = data[:40] + xchacha_seal(key, nonce, bytes(inner)) + data[1250:]
        inner[at] ^= 1
        assert outcome(forged, KEYS) == ("damaged", "secret"), at


# ---- cut, spliced, extended


def test_every_truncation_of_a_small_bundle_says_so() -> None:
    data = sealed(KEYS)
    for size in range(len(data)):
        assert outcome(data[:size], KEYS)[0] == ("not_for_us" if size < 40 else "cut_off"), size


def test_truncations_of_a_bundle_of_many_frames_say_so() -> None:
    lengths = [100_000, len(TWO_RANGES[0]), len(TWO_RANGES[1])]
    data = sealed(KEYS, changes=os.urandom(100_000), ranges=TWO_RANGES)
    frame = 65_552
    borders = [1250 + i * frame + d for i in range(1, len(data) // frame) for d in (-1, 0, 1)]
    for size in {*borders, *range(3841, len(data), 50_021), len(data) - 1}:
        assert outcome(data[:size], KEYS, lengths)[0] == "cut_off", size


def test_a_long_bundle_cut_at_exactly_a_class_is_shorter_than_it_promises() -> None:
    data = sealed(KEYS, changes=os.urandom(9 << 20))
    for size in (2 << 20, 4 << 20, 8 << 20):
        assert outcome(data[:size], KEYS, [9 << 20]) == ("cut_off", "lengths")


@pytest.mark.parametrize("size", [3840, 16 << 10, 64 << 10, 256 << 10])
def test_a_cut_at_exactly_a_small_class_looks_like_damage(size: int) -> None:
    data = sealed(KEYS, changes=os.urandom(900_000))
    assert outcome(data[:size], KEYS, [900_000]) == ("damaged", "frame")


@pytest.mark.parametrize("extra", [b"\0", b"\r\n", bytes(3000), b"x" * 60_000])
def test_something_appended_is_damage(extra: bytes) -> None:
    assert outcome(sealed(KEYS) + extra, KEYS) == ("damaged", "appended")
    long = sealed(KEYS, changes=os.urandom(3_000_000))
    assert outcome(long + extra[:1000], KEYS, [3_000_000]) == ("damaged", "appended")


@pytest.mark.parametrize("size", [16 << 10, 64 << 10, 256 << 10, 5 << 20])
def test_padding_up_to_another_class_is_damage(size: int) -> None:
    assert outcome(sealed(KEYS).ljust(size, b"\0"), KEYS) == ("damaged", "frame")


def test_a_bundle_doubled_in_one_file_is_damage() -> None:
    data = sealed(KEYS, changes=os.urandom(300_000))
    assert outcome(data + data, KEYS, [300_000])[0] == "damaged"


def test_a_letter_cut_or_extended() -> None:
    keys, address = reply_pair()
    data = sealed(keys, head=head_of(Flag.REPLY), address=address, opening=keys.sender_vk)
    assert outcome(data[:8191], keys, address=address) == ("cut_off", "frame")
    assert outcome(data + b"\n", keys, address=address) == ("damaged", "appended")


def _frames(data: bytes) -> list[bytes]:
    return [data[:1250], *(data[i : i + 65_552] for i in range(1250, len(data), 65_552))]


@pytest.mark.parametrize(
    "order",
    [[0, 2, 1, 3, 4], [0, 1, 1, 2, 3, 4], [0, 1, 3, 4], [0, 1, 2, 4, 3], [0, 2, 2, 3, 4], [0, 1, 2, 3, 3, 4]],
    ids=["swapped", "doubled first", "second dropped", "last moved", "first replaced", "third doubled"],
)
def test_frames_moved_doubled_or_dropped_are_damage(order: list[int]) -> None:
    data = sealed(KEYS, changes=os.urandom(200_000))
    pieces = _frames(data)
    assert len(pieces) == 5
    assert outcome(b"".join(pieces[i] for i in order), KEYS, [200_000]) == ("damaged", "frame")


def test_the_head_of_one_bundle_with_the_body_of_another_is_damage() -> None:
    first, second = sealed(KEYS), sealed(KEYS)
    assert outcome(first[:1250] + second[1250:], KEYS) == ("damaged", "frame")
    assert outcome(first[:24] + second[24:], KEYS) == ("not_for_us", "tag")
    assert outcome(first[:40] + second[40:], KEYS) == ("damaged", "head")


def test_a_frame_of_another_bundle_is_damage() -> None:
    first, second = (_frames(sealed(KEYS, changes=os.urandom(200_000))) for _ in range(2))
    spliced = b"".join([*first[:2], second[2], *first[3:]])
    assert outcome(spliced, KEYS, [200_000]) == ("damaged", "frame")


def test_a_carrier_that_gives_less_or_more_than_its_size_gains_nothing() -> None:
    data = sealed(KEYS)
    assert outcome(data[:3000], KEYS, size=3840) == ("cut_off", "frame")
    assert outcome(data[:1000], KEYS, size=3840) == ("cut_off", "head")
    assert outcome(data + b"more", KEYS, size=3840) == ("damaged", "appended")


def _mutated(dice: random.Random, first: bytes, second: bytes) -> bytes:
    """Do one thing to a bundle that a courier or a broken disk could; `second` is another one on the same link."""
    a, b = sorted(dice.randrange(len(first) + 1) for _ in range(2))
    piece = dice.randbytes(dice.randint(1, 40))
    return dice.choice(
        [
            lambda: first[:a],
            lambda: first + dice.choice([piece, second, first, bytes(len(piece))]),
            lambda: first[:a] + piece + first[a:],
            lambda: first[:a] + first[min(b, a + 100) :],
            lambda: first[:a] + second[a:],
            lambda: first[:a] + second[a:b] + first[b:],
            lambda: first[:a] + first[a:b][::-1] + first[b:],
            lambda: first[b:] + first[:b],
            lambda: first[a:],
            lambda: b"".join(dice.sample(_frames(first), 2)),
            lambda: first[:1250] + b"".join(dice.choices(_frames(first)[1:], k=5)),
        ]
    )()


def _mutate(times: int) -> None:
    dice = random.Random(2017)
    first, second = (sealed(KEYS, changes=os.urandom(200_000)) for _ in range(2))
    for _ in range(times):
        data = _mutated(dice, first, second)
        found = outcome(data, KEYS, [200_000])[0]
        assert found in ("not_for_us", "damaged", "cut_off") or data in (first, second), found


def test_no_splice_is_ever_taken() -> None:
    _mutate(400)


@pytest.mark.deep
def test_no_splice_is_ever_taken_in_a_hundred_thousand() -> None:
    _mutate(100_000)


# ---- who sealed it, and for whom


def test_what_is_for_another_link_or_comes_back_reflected_has_no_tag_here() -> None:
    data = sealed(KEYS)
    back = Address(KEYS.address_key, KEYS.address.recipient_vk, KEYS.address.sender_vk)
    assert outcome(data, KEYS, address=back) == ("not_for_us", "tag")
    assert outcome(data, pair("somebody else")) == ("not_for_us", "tag")


def test_a_thief_with_every_key_but_the_identity_forges_nothing() -> None:
    thief = replace(KEYS, sender=os.urandom(32))
    data = sealed(thief, address=KEYS.address)
    assert outcome(data, KEYS) == ("damaged", "signature")


def test_a_signature_over_another_head_does_not_travel() -> None:
    """An insider who was sent a bundle cannot seal its manifest to somebody else under the first sender's name."""
    signatures: list[bytes] = []

    def sign(message: bytes) -> bytes:
        signatures.append(KEYS.sign(message))
        return signatures[-1]

    seal(io.BytesIO().write, head_of(), KEYS.address, KEYS.prekey_public, sign, manifest=b"manifest")
    out = io.BytesIO()
    seal(
        out.write, head_of(), KEYS.address, KEYS.prekey_public, lambda _: signatures[0], manifest=b"manifest"
    )
    assert outcome(out.getvalue(), KEYS, [0]) == ("damaged", "signature")


def test_the_signature_covers_head_opening_block_and_manifest_apart() -> None:
    messages = {
        signed_message(b"h" * 32, b"ab", b"c"),
        signed_message(b"h" * 32, b"a", b"bc"),
        signed_message(b"i" * 32, b"ab", b"c"),
        h("bundle", b"h" * 32, b"abc"),
    }
    assert len(messages) == 4


def test_another_prekey_does_not_open_it() -> None:
    opener = Opener(io.BytesIO(sealed(KEYS)))
    opener.unlock(KEYS.address)
    with pytest.raises(Refusal) as refused:
        opener.decapsulate(os.urandom(32))
    assert (refused.value.outcome, refused.value.detail) == (Outcome.DAMAGED, "secret")
    opener.decapsulate(KEYS.prekey)


def test_nothing_is_released_before_the_signature_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Security 28: while the signature is checked, one batch of frames has left the carrier, and nothing us."""
    data = sealed(KEYS, manifest=b"m" * 100, changes=os.urandom(3_000_000))
    source = io.BytesIO(data)
    read_by_then: list[int] = []

    def verify(key: bytes, message: bytes, signature: bytes) -> None:
        read_by_then.append(source.tell())
        crypto_verify(key, message, signature)

    crypto_verify = crypto.verify
    monkeypatch.setattr(crypto, "verify", verify)
    opener = Opener(source)
    opener.unlock(KEYS.address)
    for early in (opener.finish, lambda: opener.read_changes(1), lambda: next(opener.iter_ranges([1]))):
        with pytest.raises(RuntimeError, match="out of order"):
            early()
    opener.decapsulate(KEYS.prekey)
    with pytest.raises(RuntimeError, match="out of order"):
        opener.read_manifest(KEYS.sender_vk)
    opener.read_opening()
    with pytest.raises(RuntimeError, match="out of order"):
        opener.read_changes(1)
    with pytest.raises(Refusal):
        opener.read_manifest(os.urandom(32))
    with pytest.raises(RuntimeError, match="out of order"):
        opener.read_changes(1)
    assert read_by_then and read_by_then[0] <= 1250 + 16 * 65_552 < len(data)


# ---- what a valid sender can do wrong


def _handmade(keys: Pair, plain: bytes, *, numbers: bytes | None = None, total: int = 3840) -> bytes:
    """Build a bundle around this plaintext, with right keys and no rule obeyed."""
    nonce, secret = os.urandom(24), os.urandom(32)
    numbers = numbers or b"\1\0" + bytes(24)
    inner = numbers + crypto.hpke_seal(keys.prekey_public, keys.address.info(nonce, numbers), secret)
    start = nonce + keys.address.tag(nonce) + xchacha_seal(keys.address.seal_key(), nonce, inner)
    out = io.BytesIO()
    out.write(start)
    head_hash = h("head", start)
    frames = FrameWriter(kd(secret, "frames", nonce), head_hash, out.write)
    signature = keys.sign(signed_message(head_hash, b"", b"manifest"))
    frames.write((signature + plain).ljust(sizes.plain_length(total), b"\0"))
    frames.close()
    return out.getvalue()


def _with_manifest(rest: bytes = b"") -> bytes:
    return (8).to_bytes(4, "big") + b"manifest" + rest


def test_the_handmade_bundle_is_good_when_it_obeys() -> None:
    assert outcome(_handmade(KEYS, _with_manifest(b"changes")), KEYS) == ("applied", "")


@pytest.mark.parametrize("at", [0, 1, 500, 2488])
def test_anything_but_zeros_behind_the_sections_is_damage(at: int) -> None:
    rest = b"changes" + bytes(at) + b"\1"
    data = _handmade(KEYS, _with_manifest(rest))
    assert len(data) == 3840
    assert outcome(data, KEYS) == ("damaged", "padding")


def test_a_manifest_that_claims_more_than_a_mebibyte_is_too_large() -> None:
    data = _handmade(KEYS, (2**20 + 1).to_bytes(4, "big"))
    assert outcome(data, KEYS) == ("too_large", "manifest")


def test_a_manifest_longer_than_its_bundle_is_damage() -> None:
    assert outcome(_handmade(KEYS, (2507).to_bytes(4, "big")), KEYS) == ("damaged", "lengths")


def test_sections_longer_than_their_bundle_are_damage() -> None:
    assert outcome(sealed(KEYS), KEYS, [2506 - 8 + 1]) == ("damaged", "lengths")


def test_a_range_over_a_mebibyte_is_too_large() -> None:
    assert outcome(sealed(KEYS), KEYS, [7, (1 << 20) + 1]) == ("too_large", "range")


@pytest.mark.parametrize("suite", [0, 2, 255])
def test_another_suite_is_of_a_newer_version(suite: int) -> None:
    data = _handmade(KEYS, _with_manifest(), numbers=bytes((suite, 0)) + bytes(24))
    assert outcome(data, KEYS) == ("too_new", "suite")


@pytest.mark.parametrize("bit", [5, 6, 7])
def test_a_reserved_flag_is_of_a_newer_version(bit: int) -> None:
    data = _handmade(KEYS, _with_manifest(), numbers=bytes((1, 1 << bit)) + bytes(24))
    assert outcome(data, KEYS) == ("too_new", "flags")


@pytest.mark.parametrize("flags", [3, 4, 6])
def test_flags_that_exclude_one_another_are_damage(flags: int) -> None:
    data = _handmade(KEYS, _with_manifest(), numbers=bytes((1, flags)) + bytes(24))
    assert outcome(data, KEYS) == ("damaged", "flags")


def test_a_length_that_is_no_class_is_not_accepted_even_when_all_verifies() -> None:
    assert outcome(_handmade(KEYS, _with_manifest(b"changes"), total=5000), KEYS) == ("damaged", "class")


def test_a_carrier_over_the_limit_is_too_large_before_anything_is_opened() -> None:
    opener = Opener(io.BytesIO(sealed(KEYS)), max_size=3839)
    with pytest.raises(Refusal) as refused:
        opener.unlock(KEYS.address)
    assert refused.value.outcome is Outcome.TOO_LARGE


def test_a_claimed_size_beyond_everything_costs_nothing() -> None:
    opener = Opener(io.BytesIO(sealed(KEYS)), size=2**70)
    with pytest.raises(Refusal) as refused:
        opener.unlock(KEYS.address)
    assert refused.value.outcome is Outcome.TOO_LARGE


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
