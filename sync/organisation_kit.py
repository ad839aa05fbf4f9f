"""The organisation kit: the root secret in a file, and the key to that file in shares that people keep apart.

File *and* enough shares are needed; the file alone or all shares alone give nothing. What it does not: restore (that makes a
store), print, or say anything in words of a language.

    file (512) = nonce 24 ‖ XChaCha20-Poly1305(secret, nonce, u16 length ‖ CBOR ‖ zeros) ‖ H("kit", all before) 16
    shares     = SLIP-39 of the 32-byte secret, one group, no passphrase

Rules:
- the last 16 bytes tell a damaged file from shares that belong to another one;
- each thing that can be wrong with shares is its own error, with the place of the share and never a word of it;
- a rehearsal opens the kit with every share it was given, compares, and changes nothing.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import shamir_mnemonic
from shamir_mnemonic import MnemonicError, Share

from storage import clock, settings
from storage.clock import Clock
from storage.crypto import KEY, TAG, XNONCE, Forged, h, xchacha_open, xchacha_seal
from storage.errors import UserError
from storage.files import Files
from storage.vault import Vault
from sync import admission, crypto, letters
from sync.channels.file import FileChannel
from sync.identity import Identity
from sync.letters import Bytes32, Letter

SIZE: Final = 512
SHARES: Final = 5
NEEDED: Final = 3
MOST: Final = 16
_CHECK: Final = 16
_BACKUP_KEY: Final = "backup key"
_COLUMNS: Final = 3

Rng = Callable[[int], bytes]


class KitLetter(Letter):
    """What is in a kit: the root's signing seed and verify key, and the key to the backups of desks."""

    format: Literal[1] = 1
    root_secret: Bytes32
    root_vk: Bytes32
    backup_key: Bytes32


@dataclass(frozen=True, slots=True)
class Kit:
    """A kit that was written: where, its shares (33 words each), and how many of them are needed."""

    path: Path
    shares: list[str]
    needed: int


def write(
    vault: Vault,
    me: Identity,
    target: Path,
    *,
    needed: int = NEEDED,
    count: int = SHARES,
    files: Files | None = None,
    rng: Rng = os.urandom,
    now: Clock = clock.now,
) -> Kit:
    """Write a new kit file to a directory or a new path; older kits stay as good as they were.

    Raises:
        UserError: not_a_desk, no_root_here, bad_share_count, file_exists, no_such_directory.
    """
    root_secret = admission.require_root(me)
    channel = FileChannel(target, files=files, rng=rng, now=now)
    secret = rng(KEY)
    shares = split(secret, needed, count)
    letter = KitLetter(root_secret=root_secret, root_vk=me.root_vk or b"", backup_key=_backup_key(vault, rng))
    with channel.open_bundle(SIZE) as out:
        out.write(seal(letter, secret, rng))
    return Kit(out.path, shares, needed)


def rehearse(me: Identity, untrusted_kit: bytes, untrusted_shares: Sequence[str]) -> None:
    """Make sure that these shares open this kit, and that it is our organisation's.

    Raises:
        UserError: damaged_kit; damaged_share, mixed_shares, too_few_shares, foreign_shares (another kit's);
            foreign_kit (another organisation's); not_enrolled, here.
    """
    letter = open_sealed(untrusted_kit, untrusted_shares)
    if me.root_vk is None:
        raise UserError("not_enrolled")
    if letter.root_vk != me.root_vk or crypto.verify_key(letter.root_secret) != me.root_vk:
        raise UserError("foreign_kit")


def seal(letter: KitLetter, secret: bytes, rng: Rng = os.urandom) -> bytes:
    """Return the 512 bytes of a kit file that `secret` opens."""
    nonce = rng(XNONCE)
    padded = letters.pad(letters.encode(letter), SIZE - XNONCE - TAG - _CHECK)
    body = nonce + xchacha_seal(secret, nonce, padded)
    return body + h("kit", body, size=_CHECK)


def open_sealed(untrusted_kit: bytes, untrusted_shares: Sequence[str]) -> KitLetter:
    """Open a kit with its shares.

    Raises:
        UserError: as `rehearse`, but for what compares it with an organisation.
    """
    body, check = untrusted_kit[:-_CHECK], untrusted_kit[-_CHECK:]
    if len(untrusted_kit) != SIZE or not hmac.compare_digest(h("kit", body, size=_CHECK), check):
        raise UserError("damaged_kit")
    secret = combine(untrusted_shares)
    try:
        padded = xchacha_open(secret, body[:XNONCE], body[XNONCE:])
    except (Forged, ValueError) as error:
        raise UserError("foreign_shares") from error
    try:
        return letters.decode(KitLetter, letters.unpad(padded))
    except ValueError as error:
        raise UserError("kit_too_new") from error


def _backup_key(vault: Vault, rng: Rng) -> bytes:
    """Return the key to this organisation's desk backups; the first kit makes it."""
    with vault.transaction() as tx:
        key = settings.get(tx, _BACKUP_KEY)
        if key is None:
            key = rng(KEY)
            settings.put(tx, _BACKUP_KEY, key)
    return key


# -- shares -----------------------------------------------------------------------------------------------------


def split(secret: bytes, needed: int = NEEDED, count: int = SHARES) -> list[str]:
    """Split `secret` into `count` shares of which any `needed` give it back (SLIP-39, one group).

    The randomness of the shares is the library's own.

    Raises:
        UserError: bad_share_count; one share that is enough by itself would be no sharing.
    """
    if not 2 <= needed <= count <= MOST:
        raise UserError("bad_share_count", needed=needed, count=count)
    return list(shamir_mnemonic.generate_mnemonics(1, [(needed, count)], secret)[0])


def combine(untrusted_shares: Sequence[str], passphrase: bytes = b"") -> bytes:
    """Give back the secret; every share given has to agree, not only as many as are needed.

    Raises:
        UserError: damaged_share (its position, from 1), mixed_shares (of more than one set), too_few_shares.
    """
    read = [_share(text, place) for place, text in enumerate(untrusted_shares, 1)]
    shares = list({(share.group_index, share.index, share.value): share for share in read}.values())
    if not shares:
        raise UserError("too_few_shares", needed=NEEDED, found=0)
    if len({share.common_parameters() for share in shares}) > 1:
        raise UserError("mixed_shares")
    if shares[0].group_count == 1:
        return _combine_group(shares, passphrase)
    return _combine(shares, passphrase)


def _combine_group(shares: list[Share], passphrase: bytes) -> bytes:
    needed = shares[0].member_threshold
    if len({share.member_threshold for share in shares}) > 1:
        raise UserError("mixed_shares")
    found = len({share.index for share in shares})
    if found < needed:
        raise UserError("too_few_shares", needed=needed, found=found)
    first, rest = shares[:needed], shares[needed:]
    secrets = {_combine([*first[: needed - 1], share], passphrase) for share in (first[-1], *rest)}
    if len(secrets) > 1:
        raise UserError("mixed_shares")
    return secrets.pop()


def _combine(shares: Sequence[Share], passphrase: bytes) -> bytes:
    """Let the library combine exactly as many shares as are needed; what it refuses does not belong together."""
    try:
        return bytes(shamir_mnemonic.combine_mnemonics([share.mnemonic() for share in shares], passphrase))
    except MnemonicError as error:
        raise UserError("mixed_shares") from error


def _share(untrusted: str, place: int) -> Share:
    try:
        return Share.from_mnemonic(" ".join(untrusted.lower().split()))
    except MnemonicError as error:
        raise UserError("damaged_share", position=place) from error


def sheet(share: str, heading: str) -> str:
    """Lay out one share for printing: what the caller wants said above it, then its words, numbered, in columns."""
    words = share.split()
    rows = -(-len(words) // _COLUMNS)
    lines = [
        "".join(f"{place + 1:>4}  {words[place]:<14}" for place in range(row, len(words), rows)).rstrip()
        for row in range(rows)
    ]
    return "\n".join([heading, "", *lines, ""])
