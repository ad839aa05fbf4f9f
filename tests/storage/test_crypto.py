"""The primitives: published vectors through our wrappers, and hashes that cannot be confused."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st
from support.corpora import vectors

from storage import crypto
from storage.crypto import Forged
from storage.errors import MachineError

SUNSCREEN = (
    b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
    b"sunscreen would be it."
)
KEY = bytes(range(0x80, 0xA0))
AAD = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")


def test_a_hash_is_blake2b_over_length_prefixed_parts() -> None:
    message = b"\0\0\0\4case" + b"\0\0\0\1a" + b"\0\0\0\2bc"
    assert crypto.h("case", b"a", b"bc") == hashlib.blake2b(message, digest_size=32).digest()
    assert crypto.h("case", b"a", b"bc", size=16) == hashlib.blake2b(message, digest_size=16).digest()
    keyed = hashlib.blake2b(message, digest_size=32, key=KEY).digest()
    assert crypto.kd(KEY, "case", b"a", b"bc") == keyed


@given(st.lists(st.binary(max_size=6), max_size=4), st.lists(st.binary(max_size=6), max_size=4))
def test_hashes_of_different_parts_differ(one: list[bytes], other: list[bytes]) -> None:
    assert (crypto.h("x", *one) == crypto.h("x", *other)) == (one == other)
    assert (crypto.kd(KEY, "x", *one) == crypto.kd(KEY, "x", *other)) == (one == other)


def test_domains_and_parts_are_not_confused() -> None:
    assert crypto.h("ab", b"c") != crypto.h("a", b"bc")
    assert crypto.h("a") != crypto.h("", b"a")


@pytest.mark.parametrize("size", [0, 15, 65])
def test_keys_of_odd_sizes_are_a_mistake(size: int) -> None:
    with pytest.raises(ValueError, match="16 to 64"):
        crypto.kd(bytes(size), "x")


def test_argon2id_is_the_standard_one() -> None:
    salt = bytes(range(16))
    other = Argon2id(salt=salt, length=32, iterations=3, lanes=1, memory_cost=8192).derive(b"secret")
    assert crypto.argon2id(b"secret", salt, mem_kib=8192, passes=3) == other


def test_too_little_memory_is_the_machines_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(*args: object, **kwargs: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(crypto.nacl.pwhash.argon2id, "kdf", no_memory)
    with pytest.raises(MachineError) as told:
        crypto.argon2id(b"secret", bytes(16), mem_kib=512 << 10, passes=3)
    assert (told.value.slug, told.value.facts) == ("out_of_memory", {"mib": 512})


def test_xchacha_is_that_of_the_draft() -> None:
    """draft-irtf-cfrg-xchacha-03, A.3.1."""
    nonce = bytes(range(0x40, 0x58))
    sealed = crypto.xchacha_seal(KEY, nonce, SUNSCREEN, AAD)
    assert sealed[:16].hex() == "bd6d179d3e83d43b9576579493c0e939"
    assert sealed[-16:].hex() == "c0875924c1c7987947deafd8780acf49"
    assert crypto.xchacha_open(KEY, nonce, sealed, AAD) == SUNSCREEN


def test_chacha_is_that_of_rfc_8439() -> None:
    """RFC 8439, 2.8.2."""
    nonce = bytes.fromhex("070000004041424344454647")
    sealed = crypto.FrameCipher(KEY).seal(nonce, SUNSCREEN, AAD)
    assert sealed[:16].hex() == "d31a8d34648e60db7b86afbc53ef7ec2"
    assert sealed[-16:].hex() == "1ae10b594f09e26a7e902ecbd0600691"
    assert crypto.FrameCipher(KEY).open(nonce, sealed, AAD) == SUNSCREEN


def test_every_wycheproof_vector_of_xchacha() -> None:
    for group in vectors("wycheproof/xchacha20_poly1305_test.json")["testGroups"]:
        if group["ivSize"] != 192:
            continue
        for case in group["tests"]:
            key, nonce, aad, message = (bytes.fromhex(case[name]) for name in ("key", "iv", "aad", "msg"))
            sealed = bytes.fromhex(case["ct"] + case["tag"])
            if case["result"] == "valid":
                assert crypto.xchacha_seal(key, nonce, message, aad) == sealed, case["tcId"]
                assert crypto.xchacha_open(key, nonce, sealed, aad) == message, case["tcId"]
            else:
                with pytest.raises(Forged):
                    crypto.xchacha_open(key, nonce, sealed, aad)


@given(bit=st.integers(0, 8 * 36 - 1))
def test_a_flipped_bit_opens_nothing(bit: int) -> None:
    flip = (1 << bit).to_bytes(36, "big")

    def flipped(sealed: bytes) -> bytes:
        return bytes(a ^ b for a, b in zip(sealed, flip, strict=True))

    with pytest.raises(Forged):
        crypto.xchacha_open(KEY, bytes(24), flipped(crypto.xchacha_seal(KEY, bytes(24), bytes(20))))
    with pytest.raises(Forged):
        crypto.FrameCipher(KEY).open(
            bytes(12), flipped(crypto.FrameCipher(KEY).seal(bytes(12), bytes(20), b"")), b""
        )
    out = memoryview(bytearray(20))
    with pytest.raises(Forged):
        sealed = flipped(crypto.FrameCipher(KEY).seal(bytes(12), bytes(20), b""))
        crypto.FrameCipher(KEY).open_into(bytes(12), sealed, b"", out)


@pytest.mark.parametrize("size", range(16))
def test_less_than_a_tag_opens_nothing(size: int) -> None:
    with pytest.raises(Forged):
        crypto.xchacha_open(KEY, bytes(24), bytes(size))
    with pytest.raises(Forged):
        crypto.FrameCipher(KEY).open(bytes(12), bytes(size), b"")


def test_padme_is_that_of_the_paper() -> None:
    assert [crypto.padme(n) for n in (0, 1, 2, 8, 9, 10, 100, 1000)] == [0, 1, 2, 8, 10, 10, 104, 1024]


@given(st.integers(2, 1 << 40))
def test_padme_costs_at_most_an_eighth_and_settles(length: int) -> None:
    padded = crypto.padme(length)
    assert length <= padded <= length * 1.12
    assert crypto.padme(padded) == padded
