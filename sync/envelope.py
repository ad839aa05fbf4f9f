"""Seal a bundle and open it again: streams in, streams out (docs/bundle-format.md).

What it does: address, encrypt, sign and pad; find out, step by step, whether a carrier holds what its sender sealed.
What it does not: know links, prekeys or the roster, read a manifest, decompress, store anything.

Rules:
- the carrier is read once, from front to back, never past the size it was said to have but for one byte;
- nothing is handed out before it was authenticated, and nothing behind the opening block before the signature held;
- memory does not grow with the bundle;
- whatever is wrong is a `Refusal` with an outcome, and then nothing of the bundle counts (security 10, 28).

An `Opener` is asked in this order, and the courier may stop between any two: nonce and tag → `unlock` → `decapsulate`
→ `read_opening` → `read_manifest` → `read_changes`, `iter_ranges` → `finish`. Until `finish` has returned, everything
is provisional: a bundle that fails at its last byte has brought nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from typing import Protocol

from storage.crypto import Bytes, Forged, h, kd, xchacha_open, xchacha_seal
from storage.files import Readable
from storage.frames import FRAME, FrameWriter
from sync import crypto, sizes
from sync.head import ADDRESSED, NONCE, SECRET, Address, Flag, Head, pack, sealed_secret, unpack
from sync.outcomes import Outcome, Refusal
from sync.sections import Sections, read

MAX_RANGE = 1 << 20

_ZEROS = bytes(FRAME)


def seal(
    out: Callable[[bytes | memoryview], object],
    head: Head,
    address: Address,
    prekey_public: bytes,
    sign: Callable[[bytes], bytes],
    *,
    manifest: bytes,
    opening: bytes = b"",
    changes: bytes = b"",
    ranges: Iterable[Bytes] = (),
    ranges_length: int = 0,
    rng: Callable[[int], bytes] = os.urandom,
    hpke_seal: Callable[[bytes, bytes, bytes], bytes] = crypto.hpke_seal,
) -> int:
    """Write one bundle through `out` and return its length in bytes, which is always a class.

    `sign` gets 32 bytes and returns Ed25519 of them; `ranges` together are `ranges_length` bytes, at most 1 MiB each.

    Raises:
        BadKey: nothing can be sealed to this prekey.
        ValueError: lengths or flags that make no bundle.
    """
    if len(opening) != head.opening_length or len(manifest) > sizes.MAX_MANIFEST:
        raise ValueError("opening block or manifest of a length that cannot be read back")
    length = len(opening) + sizes.SIGNATURE_AND_LENGTH + len(manifest) + len(changes) + ranges_length
    total = _total(head, length)
    nonce, secret = rng(NONCE), rng(SECRET)
    numbers = pack(head)
    inner = numbers + hpke_seal(prekey_public, address.info(nonce, numbers), secret)
    start = nonce + address.tag(nonce) + xchacha_seal(address.seal_key(), nonce, inner)
    head_hash = h("head", start)
    signature = sign(signed_message(head_hash, opening, manifest))

    out(start)
    frames = FrameWriter(kd(secret, "frames", nonce), head_hash, out)
    frames.write(opening + signature + len(manifest).to_bytes(4, "big") + manifest)
    frames.write(changes)
    _copy(ranges, ranges_length, frames)
    _pad(sizes.plain_length(total) - length, frames)
    frames.close()
    return total


def signed_message(head_hash: bytes, opening: bytes, manifest: bytes) -> bytes:
    """Compose the 32 bytes that the sender signs: the whole head, the opening block and the manifest (4.5)."""
    return h("bundle", head_hash, h("signed", opening, manifest))


def _total(head: Head, length: int) -> int:
    """Choose the length of the bundle for `length` bytes of plaintext."""
    if Flag.REPLY not in head.flags:
        return sizes.class_size(length)
    if length > sizes.plain_length(sizes.LETTER):
        raise ValueError("too long for a letter")
    return sizes.LETTER


def _copy(ranges: Iterable[Bytes], expected: int, frames: FrameWriter) -> None:
    for data in ranges:
        frames.write(data)
        expected -= len(data)
    if expected:
        raise ValueError("blob ranges are not as long as was said")


def _pad(length: int, frames: FrameWriter) -> None:
    while length > 0:
        frames.write(_ZEROS[:length])
        length -= len(_ZEROS)


class Carrier(Readable, Protocol):
    """What a bundle is read from; `seek` is asked of it only when nobody said its size."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move, and give the new position in bytes."""
        ...


class _Step(IntEnum):
    """How far an Opener has come."""

    FOUND = 0
    UNLOCKED = 1
    DECAPSULATED = 2
    OPENING = 3
    VERIFIED = 4
    CHANGES = 5
    FINISHED = 6


class Opener:
    """One bundle on its carrier, opened step by step; the steps out of order are a bug of the caller's."""

    def __init__(self, source: Carrier, size: int | None = None, *, max_size: int = sizes.MAX_SIZE) -> None:
        """Read the first 1,250 bytes of a carrier that holds `size` bytes (asked of it by seeking when None).

        Raises:
            Refusal: not_for_us, when there are not even the 40 bytes that a link is found by.
        """
        self._source = source
        self._size = _measure(source) if size is None else size
        self._max_size = max_size
        self._start = read(source, min(self._size, sizes.HEAD))
        if len(self._start) < ADDRESSED:
            raise Refusal(Outcome.NOT_FOR_US, "short")
        self.nonce = self._start[:NONCE]
        self.tag = self._start[NONCE:ADDRESSED]
        self._step = _Step.FOUND

    def unlock(self, address: Address) -> Head:
        """Open the inner head under the address that the tag was found by.

        Raises:
            Refusal: damaged, cut_off, too_new, too_large.
        """
        self._require(_Step.FOUND)
        if len(self._start) < sizes.HEAD:
            raise Refusal(Outcome.CUT_OFF, "head")
        if self._size > self._max_size:
            raise Refusal(Outcome.TOO_LARGE, "size")
        try:
            inner = xchacha_open(address.seal_key(), self.nonce, self._start[ADDRESSED:])
        except Forged as error:
            raise Refusal(Outcome.DAMAGED, "head") from error
        self._inner, self._address, self._head = inner, address, unpack(inner)
        self._step = _Step.UNLOCKED
        return self._head

    def decapsulate(self, prekey_secret: bytes) -> None:
        """Recover the body secret with the private key that the head names.

        Raises:
            Refusal: damaged, when it is not sealed to this key; cut_off.
        """
        self._require(_Step.UNLOCKED)
        info = self._address.info(self.nonce, self._inner)
        try:
            secret = crypto.hpke_open(prekey_secret, info, sealed_secret(self._inner))
        except Forged as error:
            raise Refusal(Outcome.DAMAGED, "secret") from error
        self._head_hash = h("head", self._start)
        key = kd(secret, "frames", self.nonce)
        letter = Flag.REPLY in self._head.flags
        self._sections = Sections(key, self._head_hash, self._source, self._size, letter=letter)
        self._step = _Step.DECAPSULATED

    def read_opening(self) -> bytes:
        """Read the opening block of a relink or a reply, empty otherwise: unsigned, for naming the signer only.

        Raises:
            Refusal: damaged, cut_off.
        """
        self._require(_Step.DECAPSULATED)
        self._opening = self._sections.take(self._head.opening_length)
        self._step = _Step.OPENING
        return self._opening

    def read_manifest(self, sender_vk: bytes) -> bytes:
        """Read the manifest and return it once the signature of `sender_vk` over head, opening and manifest held.

        Raises:
            Refusal: damaged, cut_off, too_large (over 1 MiB).
        """
        self._require(_Step.OPENING)
        signature = self._sections.take(crypto.SIGNATURE)
        length = int.from_bytes(self._sections.take(4), "big")
        if length > sizes.MAX_MANIFEST:
            raise Refusal(Outcome.TOO_LARGE, "manifest")
        manifest = self._sections.take(length)
        try:
            crypto.verify(sender_vk, signed_message(self._head_hash, self._opening, manifest), signature)
        except Forged as error:
            raise Refusal(Outcome.DAMAGED, "signature") from error
        self._step = _Step.VERIFIED
        return manifest

    def read_changes(self, length: int) -> Iterator[bytes]:
        """Stream the next `length` bytes, at most 64 KiB at a time; the manifest's hash of them is the caller's.

        Raises:
            Refusal: damaged, cut_off.
        """
        self._require(_Step.VERIFIED)
        return self._sections.portions(length)

    def iter_ranges(self, lengths: Iterable[int]) -> Iterator[bytes]:
        """Read blob ranges of these lengths, each whole; at most 1 MiB each. Hashes are the caller's.

        Raises:
            Refusal: damaged, cut_off, too_large.
        """
        self._require(_Step.VERIFIED)
        for length in lengths:
            if length > MAX_RANGE:
                raise Refusal(Outcome.TOO_LARGE, "range")
            yield self._sections.take(length)

    def finish(self) -> int:
        """Make sure that only zeros follow, up to the end of a class, and return the length of the bundle.

        Raises:
            Refusal: damaged, cut_off.
        """
        self._require(_Step.VERIFIED)
        self._sections.finish()
        self._step = _Step.FINISHED
        return self._size

    def _require(self, step: _Step) -> None:
        if self._step != step:
            raise RuntimeError(f"{self._step.name} is not {step.name}: opened out of order")


def _measure(source: Carrier) -> int:
    """Ask a seekable source for its length in bytes, and put it back to its start."""
    size = source.seek(0, os.SEEK_END)
    source.seek(0)
    return size
