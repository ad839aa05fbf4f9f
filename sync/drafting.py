"""Make one bundle's plan inside a transaction: manifest, changes, attachments, prekeys, cut to a size.

The order in which room is given away: manifest with one prekey and what must be acknowledged; changes, most urgent first;
attachments; and whatever the size class leaves over goes to further prekeys, which cost nothing there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from storage import arrivals, positions
from storage.crypto import h
from storage.database import Tx
from storage.errors import UserError
from storage.log import Run, encode_runs
from storage.scopes import ScopeId
from sync import (
    attachments,
    compression,
    counters,
    crypto,
    manifest,
    prekeys,
    selection,
    sizes,
    stating,
    vector,
)
from sync.attachments import Parcel
from sync.device import DeviceAtWork
from sync.head import Address, Head
from sync.links import Link
from sync.manifest import Manifest
from sync.selection import Question, Selection

#: Bytes of a prekey in a manifest: the key, its id and the CBOR around them; and slack for growing numbers.
_PREKEY = 1216 + 16
_SLACK = 32
#: Positions in one manifest; a longer vector is sent in part, without a digest, and heals by acknowledgements.
MOST_POSITIONS = 6_000
#: Bytes of a manifest before attachments and further prekeys are listed in it; the format's bound is 1 MiB.
_MANIFEST = 800_000


@dataclass(frozen=True, slots=True)
class Plan:
    """A bundle that is committed and not sealed yet."""

    head: Head
    address: Address
    prekey: bytes
    manifest: bytes
    changes: bytes = b""
    opening: bytes = b""
    parcel: Parcel = field(default_factory=Parcel)
    selection: Selection = field(default_factory=Selection)
    withheld: Mapping[ScopeId, str] = field(default_factory=dict)

    @property
    def plain(self) -> int:
        """Bytes inside the frames, before padding."""
        sections = len(self.manifest) + len(self.changes) + self.parcel.length
        return len(self.opening) + sizes.SIGNATURE_AND_LENGTH + sections


@dataclass(frozen=True, slots=True)
class Draft:
    """What was put together: the manifest as a value, and the sections it describes."""

    manifest: Manifest
    section: bytes
    parcel: Parcel
    selection: Selection
    acked: list[tuple[bytes, int, int]]


@dataclass(frozen=True, slots=True)
class Drafter:
    """What drafting needs to know of one transaction."""

    tx: Tx
    me: DeviceAtWork
    link: Link
    version: int
    ask: Question
    block: prekeys.Block

    def draft(self, limit: int, *, ticked: bool) -> Draft:
        """Fill a bundle of at most `limit` bytes. Raises: UserError("max_size_too_small")."""
        acked = list(counters.each(self.link.to_ack))
        made = self.base(self.link.owes_full or self.link.base < 0)
        room = sizes.room(sizes.class_at_most(limit)) - _SLACK
        if len(manifest.encode(made)) > room:
            raise UserError("max_size_too_small", least=sizes.class_size(len(manifest.encode(made)) + 128))
        made = self._against_weakness(made, room)
        made, section, chosen = self._changes(made, room)
        left = room - len(manifest.encode(made)) - len(section)
        blobs = self.me.vault.blobs
        parcel = attachments.choose(self.tx, blobs, self.link, self.ask, room=left, ticked=ticked)
        made = made.model_copy(update={"blobs": tuple(parcel.rows), "complete": chosen.complete})
        made = self._more_prekeys(made, len(section) + parcel.length)
        return Draft(made, section, parcel, chosen, acked)

    def base(self, full: bool) -> Manifest:
        """Return the manifest without sections, with one prekey."""
        link, identity = self.link, self.me.identity
        mine = vector.mine(self.tx, self.ask.sight, link, self.ask.withheld)
        rows = vector.rows(mine if full else self._moved(mine))
        fits = len(rows) <= MOST_POSITIONS
        return Manifest(
            sender=identity.device_id,
            recipient=link.peer,
            incarnation=identity.incarnation,
            roster=self.version,
            received=received(link),
            positions=rows[:MOST_POSITIONS],
            digest=vector.digest(mine) if fits else None,
            holds=link.peer_holds,
            prekeys=tuple(self.offer(1)),
            address=link.announce(self.me.rng),
            wants=attachments.wanted(
                self.tx, self.me.vault.blobs, identity.role, self.ask.sight, link.counter
            ),
            full=full and fits,
            ask_full=link.wants_full,
            named=link.heard[0] if any(link.heard[0]) else None,
        )

    def _moved(self, mine: vector.Vector) -> vector.Vector:
        """Positions that changed since the last bundle the peer acknowledged, less what follows from bundle numbers."""
        moved = positions.moved(self.tx, self.link.base)
        return {
            key: held
            for key, held in mine.items()
            if key in moved and not arrivals.whole_from(self.tx, moved[key], self.link.peer)
        }

    def offer(self, most: int, *, again: bool = False) -> Iterator[tuple[int, bytes]]:
        """Yield up to `most` prekeys that the peer does not hold, newest first; new ones while fewer than eight live.

        again: those that it holds too, for a bundle that replaces them.
        """
        link = self.link
        kept = self.block.get(link.peer, {})
        fresh = [number for number in link.prekeys if number in kept and number not in link.stale_prekeys]
        offered = prekeys.to_offer(fresh, 0 if again else link.holds)[:most]
        for number in offered:
            yield number, link.prekeys[number]
        for _ in range(min(most - len(offered), prekeys.LIVE - len(fresh))):
            number, secret = link.next_prekey(self.me.identity.generation), crypto.new_secret(self.me.rng)
            self.block.setdefault(link.peer, {})[number] = secret
            link.prekeys[number] = crypto.prekey_public(secret)
            yield number, link.prekeys[number]

    def _against_weakness(self, made: Manifest, room: int) -> Manifest:
        """Give a peer that ran out of prekeys two, where there is room: of two it can use one that is not its highest."""
        if not self.link.starved:
            return made
        grown = made.model_copy(update={"prekeys": tuple(self.offer(2))})
        return grown if len(manifest.encode(grown)) <= room else made

    def _more_prekeys(self, made: Manifest, sections: int) -> Manifest:
        """Use what the class leaves over for more prekeys."""
        used = sizes.SIGNATURE_AND_LENGTH + len(manifest.encode(made)) + sections
        spare = sizes.plain_length(sizes.class_size(used)) - used - _SLACK
        most = len(made.prekeys) + min(spare // _PREKEY, 2 * prekeys.LIVE)
        # The one that is in is the newest unheld one: asking again gives it first, then older and new ones.
        return made.model_copy(update={"prekeys": tuple(self.offer(most))}) if most > 1 else made

    def _changes(self, made: Manifest, room: int) -> tuple[Manifest, bytes, Selection]:
        """Choose as many changes as fit; return the manifest with section and statements, and the section."""
        most = min(selection.MOST, max(4 * (room - len(manifest.encode(made))), 1))
        lacks = selection.lacking(self.tx, self.ask)
        while True:
            chosen = selection.choose(self.tx, self.ask, lacks, most)
            section, fields = self._section(chosen)
            grown = made.model_copy(update=fields)
            length = len(manifest.encode(grown))
            if (length + len(section) <= room and length <= _MANIFEST) or not chosen.runs:
                return grown, section, chosen
            if most == 1:
                return self._nothing_fits(made, chosen)
            most //= 2

    def _nothing_fits(self, made: Manifest, chosen: Selection) -> tuple[Manifest, bytes, Selection]:
        """A single change is larger than the room: it waits for a larger channel, the rest of the bundle goes."""
        return (
            made,
            b"",
            replace(chosen, runs=[], relayed=[], changes=0, left=max(chosen.left + chosen.changes, 1)),
        )

    def _section(self, chosen: Selection) -> tuple[bytes, dict[str, Any]]:
        if not chosen.runs:
            return b"", {}
        raw = encode_runs(chosen.runs)
        section = compression.compress(raw)
        return section, {
            "changes": (len(section), h("changes", section), len(raw)),
            "statements": tuple(self._statements(chosen.runs, chosen)),
        }

    def _statements(self, runs: list[Run], chosen: Selection) -> Iterator[manifest.StatementRow]:
        identity = self.me.identity
        for one in stating.make(self.tx, identity, self.link, runs):
            yield stating.row(identity.device_id, one)
        for one in chosen.relayed:
            device = stating.device_of(self.tx, one.author)
            if device is not None:
                yield stating.row(device, one)


def received(link: Link) -> tuple[manifest.Received, ...]:
    """Return what is to be acknowledged, as a manifest lists it."""
    return tuple(
        (incarnation, tuple((first, last) for first, last in link.to_ack[incarnation]))
        for incarnation in sorted(link.to_ack)
    )
