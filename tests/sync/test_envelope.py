"""Bundles sealed and opened again, and who can make one: not a thief, not a stranger, not a mirror."""

from __future__ import annotations

import io
import os
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.envelopes import (
    INCARNATION,
    NONE,
    head_of,
    opened,
    outcome,
    pair,
    relink_pair,
    reply_pair,
    sealed,
)

from storage.crypto import h
from sync import crypto, sizes
from sync.envelope import Opener, seal, signed_message
from sync.head import Address, Flag, Head
from sync.outcomes import Outcome, Refusal

KEYS = pair()


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
