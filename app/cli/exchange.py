"""send, receive, relink, peers, quarantine, refusals: what travels, and how it stands."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app import exchange, judging, ledger, texts
from app.cli import lines, shapes, values
from app.cli.call import Call
from app.cli.exits import Exit
from app.exchange import Parcel
from app.judging import LetIn
from app.moments import iso
from app.workspace import Workspace
from storage.errors import UserError
from sync.channels.file import FileChannel
from sync.channels.stick import StickChannel
from sync.outcomes import Outcome
from sync.receiving import Received
from sync.saying import Refused
from sync.sending import Sent

quarantine = typer.Typer(help="Bundles that wait for a person.", no_args_is_help=True, rich_markup_mode=None)

Out = Annotated[Path | None, typer.Option("--out", metavar="DIR|NEWFILE", help="A directory, or a new file.")]
Stick = Annotated[
    Path | None, typer.Option("--stick", metavar="DIR", help="A stick; what is written is read back.")
]

#: Outcomes with which `receive` still returns 0.
_FINE = frozenset({Outcome.APPLIED, Outcome.DUPLICATE, Outcome.SUPERSEDED})


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("send")(send)
    app.command("receive")(receive)
    app.command("relink")(relink)
    app.command("peers")(peers)
    app.command("refusals")(refusals)
    quarantine.command("list")(quarantine_list)
    quarantine.command("accept")(quarantine_accept)
    quarantine.command("reject")(quarantine_reject)
    app.add_typer(quarantine, name="quarantine")


def _channel(workspace: Workspace, out: Path | None, stick: Path | None) -> FileChannel | StickChannel:
    if (out is None) == (stick is None):
        raise typer.BadParameter("either --out or --stick")
    return (
        exchange.to_file(workspace, out) if out is not None else exchange.to_stick(workspace, stick or Path())
    )


def send(
    context: typer.Context,
    to: Annotated[str, typer.Option("--to", metavar="NAME", help="A device's name; hq is a house's desk.")],
    out: Out = None,
    stick: Stick = None,
    max_size: Annotated[
        str | None, typer.Option("--max-size", metavar="SIZE", help="For example 20M.")
    ] = None,
    with_attachments: Annotated[
        bool, typer.Option("--with-attachments", help="All attachments, not only those that were asked for.")
    ] = False,
) -> None:
    """Write the next bundle for somebody."""
    call = Call.of(context)
    parcel = Parcel(to, values.size(max_size) if max_size else None, with_attachments)
    with call.workspace() as workspace:
        channel = _channel(workspace, out, stick)
        sent = exchange.send(workspace, parcel, channel, progress=call.progress)
    _sent(call, sent, on_stick=stick is not None)


def relink(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    out: Out = None,
    stick: Stick = None,
) -> None:
    """Write a bundle that only renews the link with somebody."""
    call = Call.of(context)
    with call.workspace() as workspace:
        sent = exchange.relink(workspace, name, _channel(workspace, out, stick), progress=call.progress)
    _sent(call, sent, on_stick=stick is not None)


def _sent(call: Call, sent: Sent, *, on_stick: bool) -> None:
    held_back = shapes.compartments(scope for scope, _ in sent.withheld)
    reasons = [why for _, why in sent.withheld]
    data = {
        "paths": [str(sent.path)],
        "bytes": sent.bytes,
        "changes": sent.changes,
        "blobs": sent.blobs,
        "complete": sent.complete,
        "weak": sent.weak,
        "withheld": [{**shape, "why": why} for shape, why in zip(held_back, reasons, strict=True)],
        "relink": sent.relink,
        "left": sent.left,
        "verified": sent.verified,
    }
    what = call.say("sent_relink" if sent.relink else "sent", changes=sent.changes, blobs=sent.blobs)
    call.answer(data, what, str(sent.path))
    if on_stick:
        call.tell("stick_verified" if sent.verified else "stick_written")
    if sent.left:
        call.tell("sent_part", left=sent.left)
    if sent.withheld:
        call.tell("sent_withheld", count=len(sent.withheld))


def receive(
    context: typer.Context,
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files of any channel, or directories.")
    ],
) -> None:
    """Take in bundles; each is applied whole or not at all."""
    call = Call.of(context)
    with call.workspace() as workspace:
        try:
            done = exchange.receive(workspace, paths, progress=call.progress)
        except UserError as error:
            if error.slug == "no_such_path":
                raise typer.BadParameter(call.explain(error)) from error
            raise
    call.answer([_received(one) for one in done], *lines.received(call, done))
    if any(one.outcome not in _FINE for one in done):
        raise typer.Exit(Exit.REFUSED)


def _refused(found: Sequence[Refused]) -> list[dict[str, object]]:
    shown = shapes.compartments(each.scope for each in found)
    return [{**shape, "why": each.reason} for shape, each in zip(shown, found, strict=True)]


def _received(one: Received) -> dict[str, object]:
    return {
        "path": str(one.path),
        "outcome": str(one.outcome),
        "from": one.sender,
        "changes": one.changes,
        "conflicts": one.conflicts,
        "blobs": one.blobs,
        "refused": _refused(one.refused),
        "detail": one.detail or None,
    }


def peers(context: typer.Context) -> None:
    """Show how the exchange stands with each peer."""
    call = Call.of(context)
    with call.workspace() as workspace:
        found = ledger.peers(workspace)
    data = [
        {
            "name": peer.name,
            "role": peer.role,
            "holds": {
                "changes": peer.changes,
                "of": peer.of,
                "blobs": peer.blobs,
                "of_blobs": peer.of_blobs,
            },
            "last_sent": iso(peer.last_sent),
            "last_received": iso(peer.last_received),
            "waiting": peer.waiting,
            "weak": peer.weak,
            "only_here": shapes.compartments(peer.only_here),
        }
        for peer in found
    ]
    call.answer(
        data,
        *(texts.standing(ledger.standing(peer), call.lang, datetime.now().astimezone()) for peer in found),
    )


def refusals(context: typer.Context) -> None:
    """List what the other side did not take, and why."""
    call = Call.of(context)
    with call.workspace() as workspace:
        found = ledger.refusals(workspace)
    shown = shapes.compartments(each.scope for each in found)
    data = [
        {
            **shape,
            "case": shapes.text_or_none(each.case),
            "by": each.by,
            "author": each.author,
            "from_seq": each.from_seq,
            "reason": each.reason,
        }
        for each, shape in zip(found, shown, strict=True)
    ]
    table = lines.table(data, ("compartment", "of", "by", "author", "from_seq", "reason"))
    call.answer(data, *(table or [call.say("none")]))


def quarantine_list(context: typer.Context) -> None:
    """List bundles that were held back, and branches of history that do not fit."""
    call = Call.of(context)
    with call.workspace() as workspace:
        found = ledger.quarantine(workspace)
    data = [
        {
            "id": each.id,
            "what": each.what,
            "from": each.sender,
            "received_at": iso(each.received),
            "changes": each.changes,
            "reason": each.reason,
            "standing": each.standing or None,
        }
        for each in found
    ]
    shown = lines.table(data, ("id", "what", "from", "received_at", "changes", "reason"))
    call.answer(data, *(shown or [call.say("none")]))


Held = Annotated[int, typer.Argument(metavar="ID", help="The number of a bundle in `quarantine list`.")]


def quarantine_accept(context: typer.Context, held: Held) -> None:
    """Let a bundle that was held back in, as one that came late; it cannot be taken back."""
    call = Call.of(context)
    with call.workspace() as workspace:
        done = judging.accept(workspace, held)
    data = {
        "id": held,
        "from": done.sender,
        "changes": done.changes,
        "conflicts": done.conflicts,
        "waiting": done.waiting,
        "forks": done.forks,
        "refused": _refused(done.refused),
        "absent": done.absent,
    }
    call.answer(data, *_let_in(call, done))
    if done.refused and not done.changes:
        raise typer.Exit(Exit.REFUSED)


def _let_in(call: Call, done: LetIn) -> Iterator[str]:
    yield call.say("let_in", name=done.sender, changes=done.changes)
    counts = {
        "new_conflicts": done.conflicts,
        "let_in_waiting": done.waiting,
        "let_in_forks": done.forks,
        "let_in_refused": len(done.refused),
        "let_in_absent": done.absent,
    }
    yield from ("  " + call.say(slug, count=count) for slug, count in counts.items() if count)


def quarantine_reject(context: typer.Context, held: Held) -> None:
    """Let a bundle that was held back go; nothing of it is applied."""
    call = Call.of(context)
    with call.workspace() as workspace:
        name = judging.reject(workspace, held)
    call.answer({"id": held, "from": name}, call.say("let_go", name=name))
