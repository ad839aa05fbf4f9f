"""show, list, history, search, conflicts, state-hash: what only looks."""

from typing import Annotated

import typer

from app import conflicts, lists, state, views
from app.cli import lines, shapes, values
from app.cli.call import Call
from app.cli.recording import CaseOption
from app.ids import parse
from app.lists import Query


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("show")(show)
    app.command("list")(list_records)
    app.command("history")(history)
    app.command("search")(search)
    app.command("conflicts")(list_conflicts)
    app.command("state-hash")(state_hash)


def show(context: typer.Context, record: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Show a record whole; that you looked is written down where it says who somebody is."""
    call = Call.of(context)
    with call.workspace() as workspace:
        found = views.show(workspace, parse(record))
    data = shapes.shown(found)
    call.answer(data, *lines.record(call, data))


def list_records(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND")],
    case: CaseOption = None,
    where: Annotated[list[str] | None, typer.Option("--where", metavar="FIELD=VALUE")] = None,
    sort: Annotated[str | None, typer.Option("--sort", metavar="F")] = None,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1)] = None,
) -> None:
    """List records of a kind; nothing here says who somebody is."""
    call = Call.of(context)
    query = Query(kind, parse(case) if case else None, values.pairs(where or []), sort, limit)
    with call.workspace() as workspace:
        found = [shapes.listed(record) for record in lists.list_records(workspace, query)]
    call.answer(found, *lines.records(call, found))


def history(context: typer.Context, record: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Show who wrote what into a record, and when."""
    call = Call.of(context)
    with call.workspace() as workspace:
        found = [shapes.past(edit) for edit in views.history(workspace, parse(record))]
    call.answer(found, *lines.history(call, found))


def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS")],
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, max=1000)] = 50,
) -> None:
    """Find records by their words, Cyrillic or Latin; the beginning of a word is enough."""
    call = Call.of(context)
    with call.workspace() as workspace:
        found = [shapes.found(hit) for hit in views.find(workspace, " ".join(words), limit)]
    call.answer(found, *lines.hits(call, found))


def list_conflicts(context: typer.Context) -> None:
    """List the fields into which several people wrote different things."""
    call = Call.of(context)
    with call.workspace() as workspace:
        found = [shapes.conflict(one) for one in conflicts.conflicts(workspace)]
    call.answer(found, *lines.conflicts(call, found))


def state_hash(
    context: typer.Context,
    case: CaseOption = None,
    name: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="What NAME may see; else this device.")
    ] = None,
) -> None:
    """Give one hash over what is held; equal on two devices that hold the same."""
    call = Call.of(context)
    with call.workspace() as workspace:
        found = state.state_hash(workspace, case=parse(case) if case else None, name=name)
    left_out = [
        {**each, "why": why} for each, why in zip(shapes.compartments(found.left_out), found.why, strict=True)
    ]
    call.answer({"hash": found.hash.hex(), "left_out": left_out}, found.hash.hex())
