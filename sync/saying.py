"""What a device says to a group that it has applied: what it did not take, and what looks as if somebody went back.

Ordinary records in ordinary scopes, written once all is applied, because writing goes through a session of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from storage import log, records
from storage.database import Tx
from storage.log import NewEdit, Run
from storage.scopes import ScopeId
from sync import kinds, sight, writing
from sync.device import DeviceAtWork
from sync.links import Link

#: Refusals that one group writes about one peer; who writes more where it may not is not owed an answer to each.
REFUSALS: Final = 64


@dataclass(frozen=True, slots=True)
class Refused:
    """A run that was not taken."""

    scope: ScopeId
    author: bytes
    from_seq: int
    reason: str


def refusals(tx: Tx, me: DeviceAtWork, found: Iterable[tuple[Link, Refused]]) -> None:
    """Say back what was not taken: one change a link, and no more records than a person could read."""
    by_scope: dict[ScopeId, dict[bytes, list[NewEdit]]] = {}
    for link, refused in found:
        scope = sight.shared_link(me.identity, link)
        record = kinds.scope_record(kinds.REFUSAL, refused.scope, refused.author)
        said = by_scope.setdefault(scope, {})
        known = record in said or records.one(tx, scope, kinds.REFUSAL, record) is not None
        if not known and len(said) < REFUSALS:
            said[record] = _edits(record, refused, me.identity.device_id)
    for scope, said in by_scope.items():
        edits = [edit for group in said.values() for edit in group]
        if edits:
            log.append(tx, me.identity.author, scope, edits, rng=me.rng, now=me.now)


def _edits(record: bytes, refused: Refused, by: bytes) -> list[NewEdit]:
    values = {
        "scope": refused.scope.hex(),
        "author": refused.author.hex(),
        "from_seq": refused.from_seq,
        "reason": refused.reason,
        "state": "open",
        "by": by.hex(),
    }
    return [NewEdit(record, kinds.REFUSAL, name, value) for name, value in values.items()]


def forks(tx: Tx, me: DeviceAtWork, found: Iterable[tuple[Link, Run]]) -> None:
    """Leave word of forks where desks look: somebody's store went backwards, or was copied."""
    scope = kinds.desks(me.identity.root_id)
    for link, run in found:
        record = kinds.scope_record(kinds.SUSPICION, run.scope, run.author)
        values = {"device": link.peer.hex(), "what": "fork", "scope": run.scope.hex(), "from_seq": run.first}
        writing.put(tx, me.identity.author, scope, kinds.SUSPICION, record, values, rng=me.rng, now=me.now)
