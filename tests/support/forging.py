"""Bundles that no honest device makes, sealed with the keys of one: for tests of what the courier refuses."""

from __future__ import annotations

import io
import itertools
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from storage import log
from storage import statements as kept
from storage.changes import START, decode_change, next_head
from storage.crypto import h
from storage.log import Run, encode_runs
from storage.ranges import blob_hash, range_hash
from storage.statements import Statement
from support.chains import Chain, says
from support.stage import link_of
from support.world import Replica
from sync import compression, manifest, stating
from sync.envelope import seal
from sync.head import UNKNOWN_SENDER, Address, Flag, Head, relink_address
from sync.manifest import Manifest

#: Numbers of forged statements: above those of honest ones, each once.
_numbers = itertools.count(1 << 32)


def forge(
    sender: Replica,
    recipient: Replica,
    *,
    flags: Flag = Flag.WEAK,
    prekey: int | None = None,
    counter: int | None = None,
    later: int = 1,
    incarnation: bytes | None = None,
    runs: Sequence[Run] = (),
    stated: bool = True,
    ranges: Sequence[bytes] = (),
    raw_manifest: bytes | None = None,
    sign: Callable[[bytes], bytes] | None = None,
    opening: bytes = b"",
    nonce: bytes | None = None,
    claims: Mapping[str, Any] | None = None,
    **fields: Any,
) -> bytes:
    """Seal a bundle from `sender` to `recipient`; what is not said is what the sender would put next.

    later: how many numbers after its last one. Weak unless said otherwise, so that the prekey outlives it.

    fields: of the manifest; claims: those that would be taken for arguments of this function. Nothing is noted at the sender.
    """
    me, link = sender.me.identity, link_of(sender, recipient.name)
    relink = Flag.RELINK in flags
    head = Head(
        flags,
        prekey if prekey is not None else 0 if relink else max(link.peer_prekeys),
        counter if counter is not None else link.counter + later,
        incarnation or me.incarnation,
    )
    section = b""
    if runs:
        raw = encode_runs(list(runs))
        section = compression.compress(raw)
        fields.setdefault("changes", (len(section), h("changes", section), len(raw)))
        if stated and "statements" not in {**fields, **(claims or {})}:
            fields["statements"] = statements(sender, recipient, runs)
    made = {
        "sender": me.device_id,
        "recipient": link.peer,
        "incarnation": head.incarnation,
        "holds": link.peer_holds,
        **fields,
        **(claims or {}),
    }
    out = io.BytesIO()
    rng = _first(nonce)
    seal(
        out.write,
        head,
        Address(relink_address(link.relink_public), UNKNOWN_SENDER, link.vk)
        if relink
        else Address(link.peer_address[1], me.vk, link.vk),
        link.relink_public if relink else link.peer_prekeys[head.prekey_id],
        sign or me.sign,
        manifest=manifest.encode(Manifest(**made)) if raw_manifest is None else raw_manifest,
        opening=opening,
        changes=section,
        ranges=ranges,
        ranges_length=sum(map(len, ranges)),
        rng=rng,
    )
    return out.getvalue()


def _first(nonce: bytes | None) -> Callable[[int], bytes]:
    given = [nonce] if nonce else []
    return lambda size: given.pop() if given else os.urandom(size)


def statements(sender: Replica, recipient: Replica, runs: Sequence[Run]) -> tuple[manifest.StatementRow, ...]:
    """State the ends of runs in the name of `sender`; they begin at 1, or continue a chain that it holds."""
    me = sender.me.identity
    entries = []
    for run in runs:
        with sender.vault.read() as tx:
            head = log.head_at(tx, run.scope, run.author, run.first - 1) or START
        for seq, raw in enumerate(run.changes, run.first):
            change = decode_change(raw, run.scope, run.author, seq)
            head = next_head(head, change.header(), change.leaves())
        entries.append(kept.entry(run.scope, run.author, run.last, head))
    series, number = stating.series(link_of(sender, recipient.name)), next(_numbers)
    unsigned = Statement(me.author.id, me.incarnation, series, number, kept.join(entries), b"")
    return (
        (
            me.device_id,
            me.author.id,
            me.incarnation,
            series,
            number,
            unsigned.entries,
            me.sign(unsigned.body()),
        ),
    )


def run_of(author: bytes, scope: bytes, *values: object, record: int = 7) -> Run:
    """Write a short chain of somebody in a scope, without any store."""
    chain = Chain(author, scope)  # type: ignore[arg-type]
    for value in values or ("forged",):
        chain.write(says(value, record=record))
    return chain.run()


def blob_part(
    data: bytes, *, first: int = 0, size: int | None = None, blob: bytes | None = None
) -> manifest.BlobPart:
    """Describe one range of an attachment as a manifest does."""
    digest = range_hash(data)
    return (blob or blob_hash(len(data), digest), len(data) if size is None else size, first, (digest,))
