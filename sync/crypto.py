"""The primitives that only the exchange needs: Ed25519 signatures and X-Wing HPKE.

The only module of sync that imports nacl or cryptography. It wraps and names; it decides nothing and keeps nothing.
Hashes, key derivation and the XChaCha cipher of the head are storage.crypto's.

Rules (docs/bundle-format.md, 3):
- a secret key is its 32-byte seed, an Ed25519 one as well as an X-Wing one; whoever makes one passes the randomness;
- whatever does not verify or open raises `Forged`, whatever is no usable key raises `BadKey`: never a library's error;
- HPKE is RFC 9180 base mode, single-shot, X-Wing (KEM 0x647a) / HKDF-SHA256 / ChaCha20-Poly1305, empty aad.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from nacl.bindings import crypto_sign_seed_keypair
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from storage.crypto import Forged
from storage.errors import UserError

SEED = 32
VERIFY_KEY = 32
SIGNATURE = 64
PREKEY_PUBLIC = 1216
ENCAPSULATION = 1120
HPKE_OVERHEAD = ENCAPSULATION + 16

_MLKEM_PUBLIC = 1184
_MLKEM_SEED = 64
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class BadKey(UserError):  # noqa: N818 - names what was found
    """Not a public key that anything can be sealed to: wrong length, encoding, or a point of low order."""

    def __init__(self) -> None:
        super().__init__("bad_key")


def new_secret(rng: Callable[[int], bytes]) -> bytes:
    """Make a secret key, 32 bytes, for signing or for HPKE; never the same one for both."""
    return rng(SEED)


def verify_key(secret: bytes) -> bytes:
    """Derive the 32-byte Ed25519 verify key of a signing secret."""
    return crypto_sign_seed_keypair(secret)[0]


def sign(secret: bytes, message: bytes) -> bytes:
    """Sign with Ed25519 (RFC 8032, pure): 64 bytes."""
    return SigningKey(secret).sign(message).signature


def verify(key: bytes, message: bytes, signature: bytes) -> None:
    """Check an Ed25519 signature as libsodium does: no low-order or non-canonical key, canonical S, no cofactor.

    What exactly is accepted is frozen by the CCTV cases in tests/sync/test_crypto.py.

    Raises:
        Forged: the signature is not this key's over this message, or either has the wrong form.
    """
    try:
        VerifyKey(key).verify(message, signature)
    except (BadSignatureError, ValueError) as error:
        raise Forged from error


def prekey_public(secret: bytes) -> bytes:
    """Derive the X-Wing public key (1,216 bytes: ML-KEM-768 ‖ X25519) of a 32-byte seed."""
    mlkem, x25519 = _halves(secret)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def check_prekey(untrusted_public: bytes) -> None:
    """Make sure that something can be sealed to a key that came from outside.

    Raises:
        BadKey: it is not one.
    """
    hpke_seal(untrusted_public, b"", b"")


def hpke_seal(public: bytes, info: bytes, plaintext: bytes) -> bytes:
    """Seal to an X-Wing public key: enc(1,120) ‖ ciphertext ‖ tag(16). Randomness is the library's own.

    Raises:
        BadKey: not a usable public key.
    """
    try:
        mlkem = MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC])
        x25519 = X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:])
        return _SUITE.encrypt(plaintext, MLKEM768X25519PublicKey(mlkem, x25519), info)
    except ValueError as error:
        raise BadKey from error


def hpke_open(secret: bytes, info: bytes, sealed: bytes) -> bytes:
    """Open what was sealed to the public key of this seed, under the same info.

    Raises:
        Forged: sealed to another key, with other info, or changed since.
    """
    try:
        return _SUITE.decrypt(sealed, MLKEM768X25519PrivateKey(*_halves(secret)), info)
    except InvalidTag as error:
        raise Forged from error


def _halves(secret: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """Expand an X-Wing seed with SHAKE-256 into its two private keys (draft-connolly-cfrg-xwing-kem, 5.2)."""
    if len(secret) != SEED:
        raise ValueError("an X-Wing secret is 32 bytes")
    expanded = hashlib.shake_256(secret).digest(_MLKEM_SEED + SEED)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED]),
        X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED:]),
    )
