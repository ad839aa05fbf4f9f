"""What root's desk writes when a device comes to belong: its certificate, its record, the common document.

Inside the caller's transaction. Not here: how the device was compared (enrolment.py), who may suspend it (roster.py).

Rules:
- only where the root's working copy is held; a delegated right to admit comes later, in the certificate's own format;
- one active device a name, and none that is called like the address `hq`;
- a device that was admitted before gets a certificate with a higher number; one that is suspended or revoked gets none.
"""

from __future__ import annotations

import base64
import os
import unicodedata
from collections.abc import Callable
from typing import Final

from storage import clock
from storage.clock import Clock
from storage.database import Tx
from storage.errors import UserError
from storage.scopes import ScopeId
from sync import certificates, crypto, kinds, links, roster, writing
from sync.certificates import Certificate, relink_hash
from sync.identity import Identity
from sync.links import PeerKeys
from sync.rights import Role
from sync.roster import Device, Status

MAX_NAME: Final = 64
RESERVED: Final = frozenset({"hq"})

Rng = Callable[[int], bytes]


def require_root(me: Identity) -> bytes:
    """Return the root's signing seed.

    Raises:
        UserError: not_a_desk, no_root_here.
    """
    if me.role is not Role.DESK or me.root_vk is None:
        raise UserError("not_a_desk")
    if me.root_secret is None:
        raise UserError("no_root_here")
    return me.root_secret


def clean_name(untrusted: str) -> str:
    """Return a device name in NFC, without spaces around it.

    Raises:
        UserError: bad_name, when it is empty, too long, reserved, or has characters that cannot be seen.
    """
    name = unicodedata.normalize("NFC", untrusted).strip()
    if not 1 <= len(name) <= MAX_NAME or not name.isprintable() or name.casefold() in RESERVED:
        raise UserError("bad_name")
    return name


def require_invitable(tx: Tx, me: Identity, name: str) -> None:
    """Make sure that a device may be invited under this name: no other has it, or one that was never heard of.

    Somebody whose four words went wrong is invited again under the same name.

    Raises:
        UserError: name_taken.
    """
    for other in _namesakes(tx, me, name):
        if other.id == me.device_id or _heard(tx, other.id):
            raise UserError("name_taken", name=name)


def require_free_name(tx: Tx, me: Identity, name: str, device: bytes) -> None:
    """Make sure that no device but this one has the name.

    Raises:
        UserError: name_taken.
    """
    if any(other.id != device for other in _namesakes(tx, me, name)):
        raise UserError("name_taken", name=name)


def _namesakes(tx: Tx, me: Identity, name: str) -> list[Device]:
    return [
        other
        for other in roster.load(tx, me).devices
        if other.name.casefold() == name.casefold() and other.status is not Status.REVOKED
    ]


def _heard(tx: Tx, device: bytes) -> bool:
    """Tell whether a bundle of this device may have come in, here or at another desk."""
    return all(link.heard[1] > 0 for link in links.all_links(tx) if link.peer == device)


def require_own_house(tx: Tx, me: Identity, peer: PeerKeys, house_id: bytes) -> None:
    """Make sure that nobody joins under the id of another house, and so reads its address.

    Raises:
        UserError: house_id_taken.
    """
    for other in roster.load(tx, me).devices:
        if other.id != peer.device_id and house_id == other.house_id != kinds.NOBODY:
            raise UserError("house_id_taken", name=other.name)


def certificate_of(tx: Tx, me: Identity, device: bytes) -> Certificate | None:
    """Return the certificate in a device's record, None when it has none that reads."""
    packed = roster.certificate_of(tx, me, device)
    return certificates.parse_and_verify(packed, me.root_vk or b"") if packed else None


def own_certificate(tx: Tx, me: Identity) -> Certificate:
    """Return this desk's certificate.

    Raises:
        UserError: no_certificate, when the desks' records are not here yet.
    """
    certificate = certificate_of(tx, me, me.device_id)
    if certificate is None:
        raise UserError("no_certificate")
    return certificate


def enter(
    tx: Tx,
    me: Identity,
    peer: PeerKeys,
    house_id: bytes,
    *,
    rng: Rng = os.urandom,
    now: Clock = clock.now,
) -> Certificate:
    """Certify a device and write the records that say so; for a desk, the next common document too.

    Raises:
        UserError: no_root_here, name_taken, device_not_active.
    """
    secret = require_root(me)
    require_free_name(tx, me, peer.name, peer.device_id)
    known = roster.load(tx, me).by_id(peer.device_id)
    if known is not None and known.status is not Status.ACTIVE:
        raise UserError("device_not_active", name=known.name, status=str(known.status))
    require_own_house(tx, me, peer, house_id)
    before = certificate_of(tx, me, peer.device_id)
    role = Role(peer.role)
    certificate = certificates.issue(
        lambda message: crypto.sign(secret, message),
        Certificate(
            role=role,
            vk=peer.vk,
            relink_hash=relink_hash(peer.relink_public),
            house_id=house_id,
            home_desk=me.device_id if role is Role.HOUSE else kinds.NOBODY,
            number=before.number + 1 if before else 1,
        ),
    )
    _write(tx, me, peer, certificate, rng, now)
    if role is Role.DESK:
        roster.publish(tx, me, rng=rng, now=now)
    return certificate


def _write(tx: Tx, me: Identity, peer: PeerKeys, certificate: Certificate, rng: Rng, now: Clock) -> None:
    packed = certificate.pack().hex()
    device = {
        "name": peer.name,
        "role": certificate.role.name.lower(),
        "certificate": packed,
        "relink_key": base64.b64encode(peer.relink_public).decode(),
        "status": str(Status.ACTIVE),
        "house_id": certificate.house_id.hex(),
    }
    scope = kinds.desks(me.root_id)
    writing.put(tx, me.author, scope, kinds.DEVICE, peer.device_id, device, rng=rng, now=now)
    if peer.device_id != me.device_id:
        told = {"certificate": packed, "name": peer.name}
        link = _link_scope(me, peer)
        writing.put(tx, me.author, link, kinds.CERTIFICATE, peer.device_id, told, rng=rng, now=now)


def _link_scope(me: Identity, peer: PeerKeys) -> ScopeId:
    if peer.role == Role.DESK:
        return kinds.link_of_desks(me.device_id, peer.device_id)
    return kinds.link_of_house(peer.device_id)
