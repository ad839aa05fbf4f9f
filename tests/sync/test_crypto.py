"""Signatures and HPKE through our wrappers: published vectors by others, and what we refuse."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from vectors import reader

from storage.crypto import Forged, xchacha_open, xchacha_seal
from storage.errors import UserError
from sync import crypto

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
needs_corpora = pytest.mark.skipif(
    not CORPORA.is_dir(), reason="published vectors are not beside this repository"
)


def wycheproof(name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Give every test of a file with its group."""
    found = json.loads((CORPORA / "wycheproof" / name).read_text(encoding="utf-8"))
    tests = [(group, test) for group in found["testGroups"] for test in group["tests"]]
    assert len(tests) == found["numberOfTests"]
    return tests


def holds(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        crypto.verify(key, message, signature)
    except Forged:
        return False
    return True


# ---- Ed25519


def test_sign_and_verify() -> None:
    secret = crypto.new_secret(os.urandom)
    signature = crypto.sign(secret, b"message")
    crypto.verify(crypto.verify_key(secret), b"message", signature)
    assert len(signature) == crypto.SIGNATURE
    assert crypto.sign(secret, b"message") == signature


@pytest.mark.parametrize("signature", [b"", bytes(63), bytes(64), bytes(65)])
def test_a_signature_of_the_wrong_form_is_forged(signature: bytes) -> None:
    with pytest.raises(Forged):
        crypto.verify(crypto.verify_key(bytes(32)), b"message", signature)


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33), b"\xff" * 32])
def test_a_key_of_the_wrong_form_verifies_nothing(key: bytes) -> None:
    with pytest.raises(Forged):
        crypto.verify(key, b"message", crypto.sign(bytes(32), b"message"))


@needs_corpora
def test_wycheproof_ed25519() -> None:
    tests = wycheproof("ed25519_test.json")
    assert len(tests) == 151
    for group, test in tests:
        key = bytes.fromhex(group["publicKey"]["pk"])
        message, signature = bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"])
        assert holds(key, message, signature) is (test["result"] == "valid"), test["tcId"]


@needs_corpora
def test_cctv_ed25519_what_we_accept_is_frozen() -> None:
    """The 914 edge cases: no implementation must agree with another, but ours must stay as it is."""
    cases = json.loads((CORPORA / "cctv" / "ed25519vectors.json").read_text(encoding="utf-8"))
    assert len(cases) == 914
    accepted = [
        case
        for case in cases
        if holds(bytes.fromhex(case["key"]), case["msg"].encode(), bytes.fromhex(case["sig"]))
    ]
    assert [case["number"] for case in accepted] == ACCEPTED
    flags = {flag for case in accepted for flag in case["flags"] or ()}
    assert flags == {"low_order_component_A", "low_order_component_R"}


# Points with a part of low order, where the cofactorless equation holds all the same. Never a key or R of low order,
# another encoding of one, or a residue that only multiplying by eight would hide.
ACCEPTED = [
    7, 29, 50, 117, 139, 161, 182, 249, 305, 411, 425, 438, 465, 473, 481, 489, 497, 511, 525, 538, 565, 573,
    581, 589, 597, 611, 625, 638, 665, 673, 681, 689, 697, 711, 725, 738, 765, 773, 781, 789, 797, 832, 899,
]  # fmt: skip


# ---- XChaCha20-Poly1305, the seal of the head


@needs_corpora
def test_wycheproof_xchacha20_poly1305() -> None:
    tests = wycheproof("xchacha20_poly1305_test.json")
    assert len(tests) == 315
    for _, test in tests:
        key, nonce, aad, message, ct, tag = (
            bytes.fromhex(test[name]) for name in ("key", "iv", "aad", "msg", "ct", "tag")
        )
        if test["result"] == "valid":
            assert xchacha_seal(key, nonce, message, aad) == ct + tag, test["tcId"]
            assert xchacha_open(key, nonce, ct + tag, aad) == message, test["tcId"]
            if not aad:
                assert reader.xchacha_open(key, nonce, ct + tag) == message, test["tcId"]
        else:
            with pytest.raises(Forged):
                xchacha_open(key, nonce, ct + tag, aad)


# ---- X-Wing and HPKE


def test_hpke_opens_what_it_sealed_under_the_same_info_only() -> None:
    secret = crypto.new_secret(os.urandom)
    message = crypto.hpke_seal(crypto.prekey_public(secret), b"info", b"body secret")
    assert len(message) == len(b"body secret") + crypto.HPKE_OVERHEAD
    assert crypto.hpke_open(secret, b"info", message) == b"body secret"
    for other, info in ((secret, b"other"), (os.urandom(32), b"info")):
        with pytest.raises(Forged):
            crypto.hpke_open(other, info, message)


@pytest.mark.parametrize("size", [0, 1, 1119, 1120, 1135])
def test_an_hpke_message_that_is_too_short_is_forged(size: int) -> None:
    with pytest.raises(Forged):
        crypto.hpke_open(bytes(32), b"", bytes(size))


def test_every_byte_of_an_hpke_message_counts() -> None:
    secret = crypto.new_secret(os.urandom)
    message = bytearray(crypto.hpke_seal(crypto.prekey_public(secret), b"", b"x" * 32))
    for at in range(len(message)):
        message[at] ^= 1
        with pytest.raises(Forged):
            crypto.hpke_open(secret, b"", bytes(message))
        message[at] ^= 1


def test_a_secret_of_the_wrong_length_is_a_bug() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        crypto.prekey_public(bytes(31))


GOOD = crypto.prekey_public(bytes(32))
LOW_ORDER = bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")


@pytest.mark.parametrize(
    "public",
    [b"", GOOD[:-1], GOOD + b"\0", b"\xff" * 1216, GOOD[:1184] + bytes(32), GOOD[:1184] + LOW_ORDER],
    ids=["empty", "short", "long", "coefficients over q", "zero point", "low order"],
)
def test_a_public_key_that_nothing_can_be_sealed_to_is_refused(public: bytes) -> None:
    for use in (crypto.check_prekey, lambda key: crypto.hpke_seal(key, b"", b"")):
        with pytest.raises(crypto.BadKey) as refused:
            use(public)
        assert isinstance(refused.value, UserError)
        assert refused.value.slug == "bad_key"


def test_a_good_public_key_passes() -> None:
    crypto.check_prekey(GOOD)


@needs_corpora
def test_wycheproof_x25519_inside_hpke(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each vector becomes the X25519 half of an X-Wing key and of an encapsulation to it, opened by our wrapper.

    The expected shared secret goes into a message sealed by hand; it opens only if the wrapper computes the same.
    Public keys of low order, which give zeros, have to be refused (RFC 9180, 7.1.4).
    """
    tests = wycheproof("x25519_test.json")
    assert len(tests) == 518
    mlkem = MLKEM768PrivateKey.from_seed_bytes(bytes(64))
    ss_mlkem, ct_mlkem = mlkem.public_key().encapsulate()
    refused = 0
    for _, test in tests:
        private = X25519PrivateKey.from_private_bytes(bytes.fromhex(test["private"]))
        monkeypatch.setattr(crypto, "_halves", lambda _, x25519=private: (mlkem, x25519))
        ephemeral, shared = bytes.fromhex(test["public"]), bytes.fromhex(test["shared"])
        public = mlkem.public_key().public_bytes_raw() + private.public_key().public_bytes_raw()
        key, nonce = reader.hpke_key(reader.xwing_combine(ss_mlkem, shared, ephemeral, public), b"info")
        message = ct_mlkem + ephemeral + ChaCha20Poly1305(key).encrypt(nonce, b"body secret", b"")
        if "ZeroSharedSecret" in test["flags"]:
            refused += 1
            with pytest.raises(Forged):
                crypto.hpke_open(bytes(32), b"info", message)
        else:
            assert crypto.hpke_open(bytes(32), b"info", message) == b"body secret", test["tcId"]
    assert refused > 0


@needs_corpora
def test_wycheproof_hkdf_sha256() -> None:
    """HKDF is inside HPKE, where no vector reaches it: so the library's, and the one that recomputes HPKE here."""
    tests = wycheproof("hkdf_sha256_test.json")
    assert len(tests) == 86
    for _, test in tests:
        ikm, salt, info = (bytes.fromhex(test[name]) for name in ("ikm", "salt", "info"))
        prk = reader.hkdf_extract(salt, ikm)
        if test["result"] == "valid":
            library = HKDF(SHA256(), test["size"], salt, info).derive(ikm)
            assert reader.hkdf_expand(prk, info, test["size"]).hex() == library.hex() == test["okm"], test[
                "tcId"
            ]
        else:
            with pytest.raises(ValueError, match="too long"):
                reader.hkdf_expand(prk, info, test["size"])
