"""add, set, delete, undo, attach, extract, resolve, ack: what writes records."""

from pathlib import Path
from typing import Annotated

import typer

from app import cases, conflicts, documents, messaging
from app import undo as undoing
from app.casework import compartments
from app.casework.compartments import Compartment
from app.cli import lines, shapes, values
from app.cli.call import Call
from app.ids import parse, to_text
from app.placing import Place

CaseOption = Annotated[str | None, typer.Option("--case", metavar="ID", help="The case it belongs to.")]
PersonOption = Annotated[str | None, typer.Option("--person", metavar="ID", help="The person it is about.")]
HouseOption = Annotated[str | None, typer.Option("--house", metavar="ID", help="The house it is about.")]
CompartmentOption = Annotated[
    str | None,
    typer.Option("--compartment", metavar="C", help="core, route, identity, story, health, house, desks."),
]
Fields = Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...", help="Text, @file, or := and JSON.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("add")(add)
    app.command("set")(set_fields)
    app.command("delete")(delete)
    app.command("undo")(undo)
    app.command("attach")(attach)
    app.command("extract")(extract)
    app.command("resolve")(resolve)
    app.command("ack")(acknowledge)


def compartment_named(untrusted: str | None) -> Compartment | None:
    """Read a compartment's name. Raises: UserError("unknown_compartment")."""
    return None if untrusted is None else compartments.named(untrusted)


def place(case: str | None, person: str | None, house: str | None, compartment: str | None) -> Place:
    """Read what a record hangs on. Raises: UserError("bad_id"), UserError("unknown_compartment")."""
    return Place(
        case=parse(case) if case else None,
        person=parse(person) if person else None,
        house=parse(house) if house else None,
        compartment=compartment_named(compartment),
    )


def add(
    context: typer.Context,
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="case, person, consent, risk, house, stay, note, …")
    ],
    fields: Annotated[list[str] | None, typer.Argument(metavar="FIELD=VALUE...")] = None,
    case: CaseOption = None,
    person: PersonOption = None,
    house: HouseOption = None,
    compartment: CompartmentOption = None,
) -> None:
    """Write a new record."""
    call = Call.of(context)
    entered = values.pairs(fields or [])
    where = place(case, person, house, compartment)
    with call.workspace() as workspace:
        added = cases.add(workspace, kind, entered, where, language=call.lang)
    data = {"id": to_text(added.id), "case": shapes.text_or_none(added.case)}
    call.answer(data, call.say("added", kind=kind, id=to_text(added.id)))


def set_fields(
    context: typer.Context, record: Annotated[str, typer.Argument(metavar="ID")], fields: Fields
) -> None:
    """Change fields of a record."""
    call = Call.of(context)
    entered = values.pairs(fields)
    with call.workspace() as workspace:
        changed = cases.change(workspace, parse(record), entered)
    call.answer({"id": record, "changed": changed}, call.say("changed", fields=", ".join(changed)))


def delete(
    context: typer.Context,
    record: Annotated[str, typer.Argument(metavar="ID")],
    reason: Annotated[str, typer.Option("--reason", metavar="R", help="Why; the others see it.")],
) -> None:
    """Delete a record; its history stays."""
    call = Call.of(context)
    with call.workspace() as workspace:
        scopes = cases.delete(workspace, parse(record), reason)
    call.answer({"id": record, "scopes": shapes.compartments(scopes)}, call.say("deleted", id=record))


def undo(context: typer.Context) -> None:
    """Take back what was written last on this device."""
    call = Call.of(context)
    with call.workspace() as workspace:
        undone = undoing.undo(workspace, reason=call.say("undo_reason"))
    data = {
        "undone": [shapes.work(done) for done in undone.done],
        "left": [{"id": to_text(one.id), "field": one.field or None} for one in undone.left],
        "travelled": undone.travelled,
    }
    call.answer(data, *lines.undone(call, data))
    if undone.travelled:
        call.tell("undo_travelled")


def attach(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    case: CaseOption = None,
    person: PersonOption = None,
    house: HouseOption = None,
    compartment: CompartmentOption = None,
    title: Annotated[str | None, typer.Option("--title", metavar="T", help="What lists call it.")] = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="Keep every byte, hidden data too.")] = False,
) -> None:
    """Put a file into the store; hidden data is taken out of pictures."""
    call = Call.of(context)
    where = place(case, person, house, compartment)
    with call.workspace() as workspace:
        done = documents.attach(
            workspace, file, where, title=title, evidence=evidence, progress=call.progress
        )
    data = {"id": to_text(done.id), "size": done.size, "hash": done.hash.hex(), "metadata": done.metadata}
    call.answer(data, call.say("attached", id=to_text(done.id), size=done.size))
    call.tell(f"metadata_{done.metadata}")
    call.tell("original_stays", path=str(file))


def extract(
    context: typer.Context,
    document: Annotated[str, typer.Argument(metavar="DOCUMENT")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A new file.")],
) -> None:
    """Take a document's bytes out of the store, into a file that anybody can read."""
    call = Call.of(context)
    with call.workspace() as workspace:
        done = documents.extract(workspace, parse(document), out, progress=call.progress)
    call.answer({"path": str(done.path), "size": done.size}, call.say("extracted", path=str(done.path)))
    call.tell("copy_is_open", path=str(done.path))


def resolve(
    context: typer.Context,
    record: Annotated[str, typer.Argument(metavar="ID")],
    field: Annotated[str, typer.Argument(metavar="FIELD")],
    take: Annotated[
        int | None, typer.Option("--take", metavar="N", help="One of the values, by number.")
    ] = None,
    value: Annotated[
        str | None, typer.Option("--value", metavar="V", help="Another value: text, @file, :=JSON.")
    ] = None,
) -> None:
    """Settle a conflict."""
    call = Call.of(context)
    if (take is None) == (value is None):
        raise typer.BadParameter("either --take or --value")
    entered = (
        None if value is None else values.pair(f"{field}{'' if value.startswith(':=') else '='}{value}")[1]
    )
    with call.workspace() as workspace:
        settled = conflicts.resolve(workspace, parse(record), field, take=take, untrusted_value=entered)
    data = {"id": record, "field": field, "value": shapes.plain(settled.value)}
    call.answer(data, call.say("settled", field=field, value=str(shapes.plain(settled.value))))


def acknowledge(context: typer.Context, message: Annotated[str, typer.Argument(metavar="MESSAGE")]) -> None:
    """Say that a message was read and understood; a broadcast is acknowledged by each house for itself."""
    call = Call.of(context)
    with call.workspace() as workspace:
        new = messaging.acknowledge(workspace, parse(message))
    call.answer(
        {"id": message, "acknowledged": new}, call.say("acknowledged" if new else "acknowledged_before")
    )
