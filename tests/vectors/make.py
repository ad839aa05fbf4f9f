"""Write the vectors of docs/bundle-format.md, 16: the same bytes every time.

    PYTHONPATH=.:tests python -m vectors.make

Bundles are sealed by sync/, with all randomness taken from a SHAKE-128 stream that the vector names; ML-KEM's part
of it goes through mlkem.py, because libraries draw their own. tests/sync/test_vectors.py compares what is committed
with what this makes, and has reader.py open it.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from vectors import mlkem, reader

from storage.crypto import h, kd
from sync import crypto, sizes
from sync.envelope import seal
from sync.head import UNKNOWN_SENDER, Address, Flag, Head, relink_address

HERE = Path(__file__).parent
BASE_POINT = (9).to_bytes(32, "little")
INCARNATION = bytes.fromhex("00000001c0ffee00")


class Stream:
    """Randomness that repeats: one SHAKE-128 stream a label, read front to back."""

    def __init__(self, label: str) -> None:
        self._label = label.encode()
        self._at = 0

    def __call__(self, size: int) -> bytes:
        """Give the next bytes."""
        start, self._at = self._at, self._at + size
        return hashlib.shake_128(self._label).digest(self._at)[start:]


def encapsulate(public: bytes, chosen: bytes) -> tuple[bytes, bytes]:
    """X-Wing encapsulation with 64 chosen bytes: (shared secret, enc)."""
    ss_mlkem, ct_mlkem = mlkem.encapsulate(public[:1184], chosen[:32])
    ephemeral = X25519PrivateKey.from_private_bytes(chosen[32:])
    ct_x25519 = ephemeral.exchange(X25519PublicKey.from_public_bytes(BASE_POINT))
    ss_x25519 = ephemeral.exchange(X25519PublicKey.from_public_bytes(public[1184:]))
    return reader.xwing_combine(ss_mlkem, ss_x25519, ct_x25519, public), ct_mlkem + ct_x25519


def hpke_with(rng: Callable[[int], bytes]) -> Callable[[bytes, bytes, bytes], bytes]:
    """Make an HPKE seal that takes its randomness from `rng`."""

    def hpke_seal(public: bytes, info: bytes, plaintext: bytes) -> bytes:
        shared, enc = encapsulate(public, rng(64))
        key, nonce = reader.hpke_key(shared, info)
        return enc + ChaCha20Poly1305(key).encrypt(nonce, plaintext, b"")

    return hpke_seal


def hashes() -> dict[str, Any]:
    """Hashes, derivations and lengths (2, 3)."""
    inputs: list[list[bytes]] = [[], [b""], [b"", b""], [b"ab", b"c"], [b"a", b"bc"], [bytes(100)]]
    key = bytes(range(32))
    plains = [
        1,
        2574,
        2575,
        15118,
        15119,
        64270,
        64271,
        65536,
        65537,
        1_047_070,
        1_047_071,
        10**7,
        2**30,
        2**40,
    ]
    return {
        "h": [
            {"domain": "test", "parts": [p.hex() for p in parts], "hash": h("test", *parts).hex()}
            for parts in inputs
        ],
        "kd": [
            {
                "key": key.hex(),
                "purpose": "test",
                "parts": [p.hex() for p in parts],
                "derived": kd(key, "test", *parts).hex(),
            }
            for parts in inputs
        ],
        "class": [{"plaintext": plain, "bundle": sizes.class_size(plain)} for plain in plains],
    }


def hpke() -> list[dict[str, str]]:
    """X-Wing and HPKE (4.3)."""
    found = []
    for number in range(4):
        rng = Stream(f"hpke {number}")
        seed, chosen = rng(32), rng(64)
        public = crypto.prekey_public(seed)
        shared, enc = encapsulate(public, chosen)
        info, plaintext = rng(40 * number), rng(16 * number)
        key, nonce = reader.hpke_key(shared, info)
        sealed = enc + ChaCha20Poly1305(key).encrypt(nonce, plaintext, b"")
        values = {
            "seed": seed, "public": public, "chosen": chosen, "shared": shared, "info": info, "key": key,
            "nonce": nonce, "plaintext": plaintext, "sealed": sealed,
        }  # fmt: skip
        found.append({name: value.hex() for name, value in values.items()})
    return found


def bundle(
    name: str, flags: Flag = Flag(0), *, counter: int = 1, changes: int = 60, ranges: int = 0
) -> dict[str, Any]:
    """One bundle with all its keys; `changes` and `ranges` are bytes of content."""
    rng = Stream(f"bundle {name}")
    sender, recipient, prekey, address_key = (rng(32) for _ in range(4))
    public = crypto.prekey_public(prekey)
    recipient_vk, sender_vk = crypto.verify_key(recipient), crypto.verify_key(sender)
    opening = b""
    if Flag.RELINK in flags:
        address_key = relink_address(public)
        opening = b"\2" + sender_vk + rng(337)
    if Flag.REPLY in flags:
        opening = sender_vk
    addressed = UNKNOWN_SENDER if opening else sender_vk
    manifest, section, content = f"manifest of {name}".encode(), rng(changes), rng(ranges)
    out = io.BytesIO()
    seal(
        out.write,
        Head(flags, 0 if Flag.RELINK in flags else (1 << 32) + 5, counter, INCARNATION),
        Address(address_key, addressed, recipient_vk),
        public,
        lambda message: crypto.sign(sender, message),
        manifest=manifest,
        opening=opening,
        changes=section,
        ranges=[content[at : at + (1 << 20)] for at in range(0, ranges, 1 << 20)],
        ranges_length=ranges,
        rng=rng,
        hpke_seal=hpke_with(rng),
    )
    data = out.getvalue()
    keys = {
        "address_key": address_key,
        "sender_vk": addressed,
        "recipient_vk": recipient_vk,
        "prekey": prekey,
    }
    return {
        "name": name,
        "sender_secret": sender.hex(),
        "keys": {key: value.hex() for key, value in keys.items()},
        "flags": int(flags),
        "prekey_id": 0 if Flag.RELINK in flags else (1 << 32) + 5,
        "counter": counter,
        "incarnation": INCARNATION.hex(),
        "opening": opening.hex(),
        "manifest": manifest.hex(),
        "lengths": [changes, ranges],
        "content_blake2b": hashlib.blake2b(section + content).hexdigest(),
        "length": len(data),
        "bundle_blake2b": hashlib.blake2b(data).hexdigest(),
        "bundle": data.hex() if len(data) <= 1 << 14 else None,
    }


def bundles() -> list[dict[str, Any]]:
    """Bundles of every kind; the long ones are only hashed here, and made again for the test."""
    return [
        bundle("ordinary"),
        bundle("weak and full", Flag.WEAK | Flag.FULL, counter=2**63),
        bundle("highest counter", counter=2**64 - 1),
        bundle("fills the smallest class", changes=2506 - len("manifest of fills the smallest class")),
        bundle("one byte more", changes=2507 - len("manifest of one byte more")),
        bundle("relink", Flag.RELINK),
        bundle("answer", Flag.RELINK | Flag.ANSWER),
        bundle("reply", Flag.REPLY, counter=0),
        bundle("several frames", changes=200_000),
        bundle("ranges", changes=1000, ranges=1_500_000),
    ]


def refused() -> list[dict[str, Any]]:
    """Ways to spoil the first bundle: flip bits of one byte, cut, append; each with what it comes to (10)."""
    spoilt = [
        ("nonce", {"flip": [0, 1]}, "not_for_us", "tag"),
        ("tag", {"flip": [39, 128]}, "not_for_us", "tag"),
        ("first byte of the inner head", {"flip": [40, 1]}, "damaged", "head"),
        ("HPKE message", {"flip": [700, 4]}, "damaged", "head"),
        ("last byte of the head", {"flip": [1249, 128]}, "damaged", "head"),
        ("first byte of the frame", {"flip": [1250, 1]}, "damaged", "frame"),
        ("zeros", {"flip": [3800, 1]}, "damaged", "frame"),
        ("last byte", {"flip": [3839, 128]}, "damaged", "frame"),
        ("nothing", {"cut": 0}, "not_for_us", "short"),
        ("no whole tag", {"cut": 39}, "not_for_us", "short"),
        ("only the tag", {"cut": 40}, "cut_off", "head"),
        ("head but for a byte", {"cut": 1249}, "cut_off", "head"),
        ("only the head", {"cut": 1250}, "cut_off", "frame"),
        ("but for a byte", {"cut": 3839}, "cut_off", "frame"),
        ("one byte more", {"append": "00"}, "damaged", "appended"),
        ("line end", {"append": "0d0a"}, "damaged", "appended"),
    ]
    return [
        {"name": name, "of": "ordinary", **how, "outcome": outcome, "detail": detail}
        for name, how, outcome, detail in spoilt
    ]


FILES: dict[str, Callable[[], Any]] = {
    "hashes.json": hashes,
    "hpke.json": hpke,
    "bundles.json": bundles,
    "refused.json": refused,
}


def text(name: str) -> str:
    """Give the content of one file."""
    return json.dumps(FILES[name](), indent=1) + "\n"


def main() -> None:
    """Write all files beside this one."""
    for name in FILES:
        (HERE / name).write_text(text(name), encoding="utf-8")


if __name__ == "__main__":
    main()
