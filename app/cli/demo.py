"""demo: sample stores to try things on."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.call import Call


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command("demo")(make)


def make(
    context: typer.Context,
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="A directory that is empty or not there yet.")
    ],
    cases: Annotated[int, typer.Option("--cases", metavar="N", min=1, max=100_000)] = 24,
    houses: Annotated[int, typer.Option("--houses", metavar="H", min=1, max=500)] = 2,
    seed: Annotated[int, typer.Option("--seed", metavar="S")] = 1,
) -> None:
    """Make sample stores: headquarters, houses, an invented caseload, bundles waiting."""
    from app import demo  # draws papers: loads what nothing else needs

    call = Call.of(context)
    made = demo.make(directory, cases=cases, houses=houses, seed=seed, tell=call.progress)
    data = {
        "directory": str(made.directory),
        "stores": {name: str(path) for name, path in made.stores.items()},
        "bundles": str(made.bundles),
        "passphrase": str(made.passphrase),
    }
    said = call.say("demo_made", path=str(directory), houses=houses, bundles=str(made.bundles))
    call.answer(data, said)
    call.tell("demo_passphrase", path=str(made.passphrase))
