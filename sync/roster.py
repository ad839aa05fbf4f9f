"""Who belongs, in which role, and how they stand: the view that this device has of the organisation.

At a desk it comes from the `device` records of the desks' scope, each carrying a certificate that root signed; at a house
from the common document and its own certificate. What is not signed by root is ignored, whoever wrote the record.
Suspending is a desk's word and takes effect at once, and a desk can take it back; revoking also goes into the common
document, and nobody takes it back.
"""

import base64
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from storage import canonical, records, settings
from storage.clock import now as machine_clock
from storage.database import Tx
from storage.errors import UserError
from storage.records import Row
from sync import certificates, crypto, kinds, links, reading, writing
from sync.certificates import Certificate, CommonDocument
from sync.identity import Identity
from sync.rights import Role

Rng = Callable[[int], bytes]
Clock = Callable[[], int]


class Status(StrEnum):
    """How a device stands."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


_LEARNT: Final = "common"
_CERTIFICATE: Final = "certificate"
_SAFER: Final = {Status.ACTIVE: 0, Status.SUSPENDED: 1, Status.REVOKED: 2}


def safer(value: object) -> int:
    """Order two desks' words about one device: the stricter one is shown (the order table of `device.status`)."""
    return _SAFER[_status(value)]


def _status(value: object) -> Status:
    """Read a status; what this version does not understand is treated as suspended, never as active."""
    return next((one for one in Status if one == value), Status.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Device:
    """One device on the roster."""

    id: bytes
    name: str
    role: Role
    vk: bytes
    relink_public: bytes
    house_id: bytes
    status: Status
    reason: str


@dataclass(frozen=True, slots=True)
class Roster:
    """All devices that this one knows of, and the common document in force (None before a house got it).

    unread: ids of records that should be of a device and do not read as one.
    """

    devices: tuple[Device, ...]
    common: CommonDocument | None
    unread: frozenset[bytes] = frozenset()

    def by_name(self, name: str) -> Device:
        """Return the device that people call `name`: of two, the one that was not revoked.

        Raises: UserError("unknown_device").
        """
        named = [device for device in self.devices if device.name == name]
        if not named:
            raise UserError("unknown_device", name=name)
        return min(named, key=lambda device: safer(device.status))

    def by_id(self, device: bytes) -> Device | None:
        """Return the device with this id, None when it is not on the roster."""
        return next((one for one in self.devices if one.id == device), None)

    def status(self, device: bytes) -> Status:
        """Tell how a device stands; one that should be on the roster and is not, or does not read, is suspended.

        Before there is a common document nobody can be on it: enrolment alone has vouched for the peer.
        """
        if self.common is None:
            return Status.ACTIVE
        if self.common.is_revoked(device):
            return Status.REVOKED
        found = self.by_id(device)
        if found is not None:
            return found.status
        # A desk in the common document, of which no record came yet: root has vouched for it.
        new = self.common.desk(device) is not None and device not in self.unread
        return Status.ACTIVE if new else Status.SUSPENDED

    @property
    def version(self) -> int:
        """The version of the common document, 0 before there is one."""
        return self.common.version if self.common else 0


@lru_cache(maxsize=4096)
def _certificate(untrusted: bytes, root_vk: bytes) -> Certificate | None:
    try:
        return certificates.parse_and_verify(untrusted, root_vk)
    except UserError:
        return None


@lru_cache(maxsize=8)
def _document(untrusted: bytes, root_vk: bytes) -> CommonDocument | None:
    try:
        return certificates.verify_common(untrusted, root_vk)
    except UserError:
        return None


def common_bytes(tx: Tx, identity: Identity) -> bytes | None:
    """Return the signed common document of the highest version here, None when there is none."""
    best: tuple[int, bytes] | None = None
    root = identity.root_id
    lives = records.live(tx, kinds.everyone(root), kinds.COMMON, root, "document")
    for signed in [*(_unbase64(live.value) for live in lives), settings.get(tx, _LEARNT) or b""]:
        document = _document(signed, identity.root_vk or b"")
        if document and (best is None or document.version > best[0]):
            best = document.version, signed
    return best[1] if best else None


def learn(tx: Tx, identity: Identity, untrusted: bytes) -> None:
    """Keep a common document that root signed, if its version is above every one ever seen: versions only rise."""
    root = identity.root_vk or b""
    document = _document(untrusted, root)
    known = _document(settings.get(tx, _LEARNT) or b"", root)
    if document is not None and (known is None or document.version > known.version):
        settings.put(tx, _LEARNT, untrusted)


def learn_from(tx: Tx, identity: Identity, untrusted_value: bytes) -> None:
    """Keep the common document in the value of an edit, replaced or not: putting an older one back hides no newer one."""
    learn(tx, identity, _unbase64(canonical.read(untrusted_value)))


def own_certificate(tx: Tx, identity: Identity) -> bytes | None:
    """Return the 185 bytes of this device's own certificate, None before it has one."""
    if identity.root_vk is None:
        return None
    me = identity.device_id
    if identity.role is Role.DESK:
        found = certificate_of(tx, identity, me)
    else:
        found = _packed(records.one(tx, kinds.link_of_house(me), kinds.CERTIFICATE, me), identity)
    return found or settings.get(tx, _CERTIFICATE)


def certificate_of(tx: Tx, identity: Identity, device: bytes) -> bytes | None:
    """Return, at a desk, the certificate in a device's record."""
    return _packed(records.one(tx, kinds.desks(identity.root_id), kinds.DEVICE, device), identity)


def _packed(row: Row | None, identity: Identity) -> bytes | None:
    untrusted = reading.raw(row, "certificate", certificates.SIZE) if row else None
    return untrusted if untrusted and _certificate(untrusted, identity.root_vk or b"") else None


def learn_certificate(tx: Tx, identity: Identity, untrusted: bytes) -> None:
    """Keep our own certificate that a relink brought, before the record of it has come."""
    certificate = _certificate(untrusted, identity.root_vk or b"")
    if certificate is not None and certificate.vk == identity.vk:
        settings.put(tx, _CERTIFICATE, untrusted)


def _unbase64(value: object) -> bytes:
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except ValueError:
        return b""


def load(tx: Tx, identity: Identity) -> Roster:
    """Read the roster as it stands in this transaction; empty before the root is known."""
    if identity.root_vk is None:
        return Roster((), None)
    signed = common_bytes(tx, identity)
    common = _document(signed, identity.root_vk) if signed else None
    if identity.role is not Role.DESK:
        return Roster(tuple(_from_common(common)), common)
    rows = records.query(tx, kinds.DEVICE, scope=kinds.desks(identity.root_id))
    found = {row.record: _device(row, identity.root_vk) for row in rows}
    unread = frozenset(record for record, device in found.items() if device is None)
    return Roster(tuple(device for device in found.values() if device is not None), common, unread)


def _device(row: Row, root_vk: bytes) -> Device | None:
    fields = row.fields
    certificate = _certificate(reading.raw(row, "certificate", certificates.SIZE) or b"", root_vk)
    relink = _unbase64(fields.get("relink_key"))
    if certificate is None or certificate.relink_hash != certificates.relink_hash(relink):
        return None
    return Device(
        id=certificate.device_id,
        name=str(fields.get("name", "")),
        role=certificate.role,
        vk=certificate.vk,
        relink_public=relink,
        house_id=certificate.house_id,
        status=_status(fields.get("status", "active")),
        reason=str(fields.get("reason", "")),
    )


def _from_common(common: CommonDocument | None) -> Iterator[Device]:
    for desk in common.desks if common else ():
        yield Device(desk.device_id, desk.name, Role.DESK, desk.vk, b"", kinds.NOBODY, Status.ACTIVE, "")


def suspend(
    tx: Tx, identity: Identity, name: str, reason: str, *, rng: Rng = os.urandom, now: Clock = machine_clock
) -> Device:
    """Suspend a device: nothing is sealed for it and nothing of it is applied any more.

    Raises: UserError("unknown_device"), UserError("not_a_desk"), UserError("not_yourself"); UserError("revoked_for_good"):
    the lesser word must not take the place of the greater.
    """
    device = _other(tx, identity, name)
    if load(tx, identity).status(device.id) is Status.REVOKED:
        raise UserError("revoked_for_good", name=name)
    return _set_status(tx, identity, device, Status.SUSPENDED, reason, rng, now)


def reinstate(
    tx: Tx, identity: Identity, name: str, *, rng: Rng = os.urandom, now: Clock = machine_clock
) -> Device:
    """Let a suspended device belong again; the next bundle for it is a relink.

    Raises: as `suspend`; UserError("not_suspended").
    """
    device = _other(tx, identity, name)
    status = load(tx, identity).status(device.id)
    if status is not Status.SUSPENDED:
        raise UserError("revoked_for_good" if status is Status.REVOKED else "not_suspended", name=name)
    links.owe_relink(tx, device.id)
    return _set_status(tx, identity, device, Status.ACTIVE, "", rng, now)


def reinstated(before: Roster, after: Roster) -> set[bytes]:
    """Return the devices that were suspended and belong again, whichever desk said so."""
    suspended = (device.id for device in before.devices if device.status is Status.SUSPENDED)
    return {device for device in suspended if after.status(device) is Status.ACTIVE}


def revoke(
    tx: Tx, identity: Identity, name: str, reason: str, *, rng: Rng = os.urandom, now: Clock = machine_clock
) -> Device:
    """Revoke a device for good and publish it in the common document.

    Raises: as `suspend`, but for a device that is revoked already; UserError("no_root_here") where the root's working copy is not held.
    """
    if identity.root_secret is None:
        raise UserError("no_root_here")
    device = _other(tx, identity, name)
    device = _set_status(tx, identity, device, Status.REVOKED, reason, rng, now)
    publish(tx, identity, rng=rng, now=now)
    return device


def _other(tx: Tx, identity: Identity, name: str) -> Device:
    """Return the device, not this desk itself, whose standing somebody decides about."""
    if identity.role is not Role.DESK:
        raise UserError("not_a_desk")
    device = load(tx, identity).by_name(name)
    if device.id == identity.device_id:
        raise UserError("not_yourself", name=name)
    return device


def _set_status(
    tx: Tx, identity: Identity, device: Device, status: Status, reason: str, rng: Rng, now: Clock
) -> Device:
    values = {"status": str(status), "reason": reason}
    scope = kinds.desks(identity.root_id)
    writing.put(tx, identity.author, scope, kinds.DEVICE, device.id, values, rng=rng, now=now)
    found = load(tx, identity).by_id(device.id)
    return found or device


def publish(
    tx: Tx, identity: Identity, *, rng: Rng = os.urandom, now: Clock = machine_clock
) -> CommonDocument:
    """Write the next version of the common document from the device records. Raises: UserError("no_root_here")."""
    if identity.root_secret is None:
        raise UserError("no_root_here")
    roster = load(tx, identity)
    salt = rng(16)
    # Also those that only the document in force names: a revocation is for ever, whatever a record says since.
    revoked = [device.id for device in roster.devices if roster.status(device.id) is Status.REVOKED]
    desks = [
        certificates.DeskEntry(
            vk=device.vk, relink_hash=certificates.relink_hash(device.relink_public), name=device.name
        )
        for device in roster.devices
        if device.role is Role.DESK and device.id not in revoked
    ]
    document = CommonDocument(
        version=roster.version + 1,
        desks=desks,
        policy=roster.common.policy if roster.common else {},
        salt16=salt,
        revoked=certificates.revoked_list(salt, revoked, rng),
        successions=roster.common.successions if roster.common else [],
    )
    secret = identity.root_secret
    signed = certificates.sign_common(lambda message: crypto.sign(secret, message), document)
    values = {"document": base64.b64encode(signed).decode()}
    root = identity.root_id
    writing.put(tx, identity.author, kinds.everyone(root), kinds.COMMON, root, values, rng=rng, now=now)
    learn(tx, identity, signed)
    return document
