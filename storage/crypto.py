"""Every primitive that this floor uses, each with one name and one meaning.

What it does not: keep keys, choose nonces, know formats. The only module of `storage` that imports
`nacl` or `cryptography` (import-linter checks it).

- Hashes are BLAKE2b; every input is length-prefixed (u32, big-endian) and the first one is a domain,
  so no two uses can be confused.
- Small things are sealed with XChaCha20-Poly1305 under random nonces, streams with ChaCha20-Poly1305
  under counting ones (`frames.py`).
- What does not open raises `Forged`, and nothing of it is returned.
"""

from __future__ import annotations

import hashlib
from typing import Final

import nacl.bindings
import nacl.exceptions
import nacl.pwhash
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from storage.errors import MachineError

KEY: Final = 32
"""Bytes of every symmetric key."""
TAG: Final = 16
"""Bytes that sealing adds."""
XNONCE: Final = 24
"""Bytes of an XChaCha20 nonce, long enough to be random."""
KDF_SALT: Final = 16
"""Bytes of an Argon2id salt."""

Bytes = bytes | bytearray | memoryview


class Forged(Exception):  # noqa: N818 - it names what was found, not an error of ours
    """What should have opened under this key did not: damaged, foreign or forged."""


def _prefixed(parts: tuple[Bytes, ...]) -> list[Bytes]:
    pieces: list[Bytes] = []
    for part in parts:
        pieces += (len(part).to_bytes(4, "big"), part)
    return pieces


def h(domain: str, *parts: Bytes, size: int = 32) -> bytes:
    """Hash `parts` under `domain`: BLAKE2b over lp(domain) ‖ lp(part) …; `size` in bytes, up to 64."""
    state = hashlib.blake2b(digest_size=size)
    for piece in _prefixed((domain.encode(), *parts)):
        state.update(piece)
    return state.digest()


def kd(key: bytes, purpose: str, *parts: Bytes, size: int = 32) -> bytes:
    """Derive from `key` (16 to 64 bytes) for one `purpose`: as `h`, keyed."""
    if not 16 <= len(key) <= 64:
        raise ValueError("a key has 16 to 64 bytes")
    state = hashlib.blake2b(digest_size=size, key=key)
    for piece in _prefixed((purpose.encode(), *parts)):
        state.update(piece)
    return state.digest()


def argon2id(secret: bytes, salt: bytes, *, mem_kib: int, passes: int, size: int = KEY) -> bytes:
    """Stretch `secret` with Argon2id, one lane; `salt` is 16 bytes.

    Raises:
        MachineError: out_of_memory, when the machine cannot give `mem_kib`.
    """
    try:
        return nacl.pwhash.argon2id.kdf(size, secret, salt, opslimit=passes, memlimit=mem_kib * 1024)
    except (MemoryError, nacl.exceptions.RuntimeError) as error:
        raise MachineError("out_of_memory", mib=mem_kib // 1024) from error


def xchacha_seal(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes = b"") -> bytes:
    """Seal with XChaCha20-Poly1305; `nonce` is 24 bytes and never used twice."""
    return nacl.bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, aad, nonce, key)


def xchacha_open(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes = b"") -> bytes:
    """Open what `xchacha_seal` sealed.

    Raises:
        Forged: key, nonce, aad or a byte is not what it was.
    """
    if len(ciphertext) < TAG:
        raise Forged
    try:
        return nacl.bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(ciphertext, aad, nonce, key)
    except nacl.exceptions.CryptoError as error:
        raise Forged from error


class FrameCipher:
    """ChaCha20-Poly1305 under one key, set up once for many frames."""

    def __init__(self, key: bytes) -> None:
        self._aead = ChaCha20Poly1305(key)

    def seal(self, nonce: bytes, plaintext: Bytes, aad: bytes) -> bytes:
        """Seal one frame."""
        return self._aead.encrypt(nonce, plaintext, aad)

    def seal_into(self, nonce: bytes, plaintext: Bytes, aad: bytes, out: memoryview) -> None:
        """Seal one frame into `out`, which is 16 bytes longer than `plaintext`."""
        self._aead.encrypt_into(nonce, plaintext, aad, out)

    def open(self, nonce: bytes, ciphertext: Bytes, aad: bytes) -> bytes:
        """Open one frame.

        Raises:
            Forged: it is not what was sealed.
        """
        try:
            return self._aead.decrypt(nonce, ciphertext, aad)
        except InvalidTag as error:
            raise Forged from error

    def open_into(self, nonce: bytes, ciphertext: Bytes, aad: bytes, out: memoryview) -> None:
        """Open one frame into `out`, which is 16 bytes shorter than `ciphertext`.

        Raises:
            Forged: it is not what was sealed; `out` is then worthless.
        """
        try:
            self._aead.decrypt_into(nonce, ciphertext, aad, out)
        except InvalidTag as error:
            raise Forged from error


def padme(length: int) -> int:
    """Round a length up so that it gives away O(log log) bits (Padmé, PURBs, PETS 2019)."""
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    free = exponent - exponent.bit_length()
    mask = (1 << free) - 1 if free > 0 else 0
    return (length + mask) & ~mask
