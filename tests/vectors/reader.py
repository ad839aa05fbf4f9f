"""An independent reader of bundles: it shares no line with sync/ or storage/ and follows docs/bundle-format.md.

Given the keys it opens a bundle and prints what is inside:

    python reader.py BUNDLE KEYS.json

KEYS.json, all values hex: address_key, recipient_vk, sender_vk (64 zeros for a relink or a reply, whose opening
block names the sender) and prekey (the 32-byte seed that the bundle was sealed to). Numbers in the comments are
sections of the specification. It uses hashlib, and of `cryptography` only ML-KEM-768, X25519, Ed25519 and
ChaCha20-Poly1305; X-Wing, HPKE, HKDF, XChaCha20 and the framing are done by hand.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

HEAD, FRAME, TAG, LETTER = 1250, 65536, 16, 8192
RELINK, REPLY = 1, 2


class Refused(Exception):
    """The bundle is not what its keys and the specification say."""


@dataclass
class Bundle:
    """What a bundle holds once everything about it has been checked."""

    suite: int
    flags: int
    prekey_id: int
    counter: int
    incarnation: bytes
    opening: bytes
    manifest: bytes
    rest: bytes  # changes ‖ ranges ‖ zeros
    sections: list[bytes] = field(default_factory=list)

    def split(self, lengths: list[int]) -> None:
        """Cut `rest` into sections of these lengths; what is left must be zeros (4.5)."""
        at = 0
        for length in lengths:
            self.sections.append(self.rest[at : at + length])
            at += length
        if at > len(self.rest) or any(self.rest[at:]):
            raise Refused("padding")


def read(data: bytes, *, address_key: bytes, sender_vk: bytes, recipient_vk: bytes, prekey: bytes) -> Bundle:
    """Open and check one whole bundle (2 to 4)."""
    nonce, tag, sealed = data[:24], data[24:40], data[40:HEAD]
    kt = kd(address_key, "kt", sender_vk, recipient_vk)
    if kd(kt, "tag", nonce)[:16] != tag:
        raise Refused("not addressed with this key")
    inner = xchacha_open(kd(address_key, "ks", sender_vk, recipient_vk), nonce, sealed)
    suite, flags, prekey_id, counter, incarnation = struct.unpack(">BBQQ8s", inner[:26])
    if suite != 1:
        raise Refused("suite")
    check_length(len(data), letter=bool(flags & REPLY))
    info = b"siding bundle 1" + nonce + sender_vk + recipient_vk + inner[:26]
    secret = hpke_open(prekey, info, inner[26:])
    head_hash = h("head", data[:HEAD])
    plain = open_frames(kd(secret, "frames", nonce), head_hash, data[HEAD:])

    size = 32 if flags & REPLY else 370 if flags & RELINK else 0
    opening, signature = plain[:size], plain[size : size + 64]
    length = int.from_bytes(plain[size + 64 : size + 68], "big")
    manifest = plain[size + 68 : size + 68 + length]
    if len(manifest) != length or length > 1 << 20:
        raise Refused("manifest length")
    signer = opening[:32] if flags & REPLY else opening[1:33] if flags & RELINK else sender_vk
    signed = h("bundle", head_hash, h("signed", opening, manifest))
    Ed25519PublicKey.from_public_bytes(signer).verify(signature, signed)
    rest = plain[size + 68 + length :]
    return Bundle(suite, flags, prekey_id, counter, incarnation, opening, manifest, rest)


def relink_address(relink_public: bytes) -> bytes:
    """Derive the address key of a relink from the recipient's relink public key (4.1)."""
    return h("relink address", relink_public)


# ---- 2 lengths


def check_length(total: int, *, letter: bool) -> None:
    """Refuse a length that is no class."""
    if letter:
        if total != LETTER:
            raise Refused("length")
    elif total not in (3840, 1 << 14, 1 << 16, 1 << 18, 1 << 20):
        exponent = total.bit_length() - 1
        free = exponent - exponent.bit_length()
        if total < 1 << 20 or total % (1 << free) or 0 < (total - HEAD) % (FRAME + TAG) <= TAG:
            raise Refused("length")


# ---- 3 hashes


def h(domain: str, *parts: bytes, key: bytes = b"") -> bytes:
    """BLAKE2b-256 over the length-prefixed domain and parts."""
    message = b"".join(len(part).to_bytes(4, "big") + part for part in (domain.encode(), *parts))
    return hashlib.blake2b(message, digest_size=32, key=key).digest()


def kd(key: bytes, purpose: str, *parts: bytes) -> bytes:
    """The same, keyed."""
    return h(purpose, *parts, key=key)


# ---- 4.2 head: XChaCha20-Poly1305 is HChaCha20, then ChaCha20-Poly1305


def xchacha_open(key: bytes, nonce: bytes, sealed: bytes) -> bytes:
    """Open XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) with empty associated data."""
    return ChaCha20Poly1305(hchacha(key, nonce[:16])).decrypt(bytes(4) + nonce[16:], sealed, None)


def hchacha(key: bytes, nonce: bytes) -> bytes:
    """Derive the subkey: twenty rounds of ChaCha without the final addition."""
    x = list(struct.unpack("<16I", b"expand 32-byte k" + key + nonce))
    for _ in range(10):
        for column in range(4):
            _quarter(x, column, column + 4, column + 8, column + 12)
        for i in range(4):
            _quarter(x, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return struct.pack("<8I", *x[:4], *x[12:])


def _quarter(x: list[int], a: int, b: int, c: int, d: int) -> None:
    for p, q, r, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        x[p] = (x[p] + x[q]) & 0xFFFFFFFF
        mixed = x[r] ^ x[p]
        x[r] = (mixed << turn | mixed >> (32 - turn)) & 0xFFFFFFFF


# ---- 4.3 X-Wing and HPKE


def xwing_keys(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey, bytes]:
    """Expand a seed: the two private keys, and the 1,216 bytes of the public one."""
    expanded = hashlib.shake_256(seed).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
    public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    return mlkem, x25519, public


def xwing_combine(ss_mlkem: bytes, ss_x25519: bytes, ct_x25519: bytes, public: bytes) -> bytes:
    """Combine the two shared secrets (draft-connolly-cfrg-xwing-kem, 5.3)."""
    label = rb"\.//^" + b"\\"
    return hashlib.sha3_256(ss_mlkem + ss_x25519 + ct_x25519 + public[1184:] + label).digest()


def xwing_decapsulate(seed: bytes, enc: bytes) -> bytes:
    """Recover the shared secret from the 1,120 bytes of an encapsulation."""
    mlkem, x25519, public = xwing_keys(seed)
    ephemeral = enc[1088:]
    shared = x25519.exchange(X25519PublicKey.from_public_bytes(ephemeral))
    return xwing_combine(mlkem.decapsulate(enc[:1088]), shared, ephemeral, public)


def hkdf_extract(salt: bytes, ikm: bytes) -> bytes:
    """HKDF-Extract with SHA-256 (RFC 5869)."""
    return hmac.digest(salt or bytes(32), ikm, "sha256")


def hkdf_expand(prk: bytes, info: bytes, size: int) -> bytes:
    """HKDF-Expand with SHA-256 (RFC 5869)."""
    if size > 255 * 32:
        raise ValueError("too long for HKDF")
    out = block = b""
    for i in range(1, -(-size // 32) + 1):
        block = hmac.digest(prk, block + info + bytes((i,)), "sha256")
        out += block
    return out[:size]


def hpke_key(shared: bytes, info: bytes) -> tuple[bytes, bytes]:
    """Run the key schedule of RFC 9180, 5.1, base mode: AEAD key and base nonce."""
    suite = b"HPKE" + bytes.fromhex("647a 0001 0003")

    def extract(salt: bytes, label: bytes, ikm: bytes) -> bytes:
        return hkdf_extract(salt, b"HPKE-v1" + suite + label + ikm)

    def expand(prk: bytes, label: bytes, context: bytes, size: int) -> bytes:
        return hkdf_expand(prk, size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + context, size)

    context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    secret = extract(shared, b"secret", b"")
    return expand(secret, b"key", context, 32), expand(secret, b"base_nonce", context, 12)


def hpke_open(seed: bytes, info: bytes, sealed: bytes) -> bytes:
    """Open a single-shot HPKE message: enc ‖ ciphertext."""
    key, nonce = hpke_key(xwing_decapsulate(seed, sealed[:1120]), info)
    return ChaCha20Poly1305(key).decrypt(nonce, sealed[1120:], b"")


# ---- 4.4 frames


def open_frames(key: bytes, aad: bytes, data: bytes) -> bytes:
    """Open all frames: 64 KiB each but the last, which alone is flagged and is never empty."""
    aead = ChaCha20Poly1305(key)
    plain = bytearray()
    starts = range(0, len(data), FRAME + TAG)
    for i, start in enumerate(starts):
        last = i == len(starts) - 1
        nonce = i.to_bytes(11, "big") + bytes((last,))
        opened = aead.decrypt(nonce, data[start : start + FRAME + TAG], aad)
        if not opened:
            raise Refused("empty frame")
        plain += opened
    return bytes(plain)


def main(bundle: str, keys: str) -> None:
    """Open the bundle and print it."""
    given = {name: bytes.fromhex(value) for name, value in json.loads(Path(keys).read_text()).items()}
    opened = read(Path(bundle).read_bytes(), **given)
    shown = opened.rest.rstrip(b"\0")
    print(f"flags {opened.flags:05b}  prekey {opened.prekey_id}  counter {opened.counter}")
    print(f"incarnation {opened.incarnation.hex()}  opening block {opened.opening.hex() or 'none'}")
    print(f"manifest {opened.manifest.hex()}")
    print(f"sections {len(shown)} bytes before the zeros: {shown[:64].hex()}…")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
