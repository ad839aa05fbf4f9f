"""open-to, shed, want: who holds which compartment."""

from typing import Annotated

import typer

from app import sharing
from app.cli import shapes
from app.cli.call import Call
from app.cli.recording import CompartmentOption, compartment_named
from app.ids import parse


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("open-to")(open_to)
    app.command("shed")(shed)
    app.command("want")(want)


def open_to(
    context: typer.Context,
    case: Annotated[str, typer.Argument(metavar="CASE")],
    name: Annotated[str, typer.Argument(metavar="NAME")],
    compartment: Annotated[list[str] | None, typer.Option("--compartment", metavar="C")] = None,
) -> None:
    """Open a case to a house: all that a house may see, or the compartments named."""
    call = Call.of(context)
    chosen = [found for each in compartment or [] if (found := compartment_named(each)) is not None]
    with call.workspace() as workspace:
        opened = sharing.open_to(workspace, parse(case), name, chosen)
    data = {"case": case, "name": opened.name, "scopes": shapes.compartments(opened.scopes)}
    call.answer(data, call.say("opened", name=opened.name, count=len(opened.scopes)))


def shed(
    context: typer.Context,
    record: Annotated[str, typer.Argument(metavar="CASE|PERSON")],
    compartment: CompartmentOption = None,
) -> None:
    """Drop from this laptop what headquarters has confirmed that it holds."""
    call = Call.of(context)
    with call.workspace() as workspace:
        done = sharing.shed(workspace, parse(record), compartment_named(compartment))
    data = {"id": record, "scopes": shapes.compartments(done.scopes)}
    call.answer(data, call.say("shed", count=len(done.scopes)))


def want(
    context: typer.Context,
    record: Annotated[str, typer.Argument(metavar="CASE|PERSON|DOCUMENT")],
    compartment: CompartmentOption = None,
) -> None:
    """Ask for what was shed, or for a document's bytes; it comes with the next bundle."""
    call = Call.of(context)
    with call.workspace() as workspace:
        done = sharing.want(workspace, parse(record), compartment_named(compartment))
    call.answer({"id": record, "scopes": shapes.compartments(done.scopes)}, call.say("wanted"))
