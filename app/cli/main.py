"""The command line: composes the commands, opens nothing itself, and turns errors into sentences and exit statuses."""

import io
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer

from app import helpers, process
from app.casework import documents
from app.cli import (
    batch,
    demo,
    devices,
    exchange,
    exits,
    kit,
    looking,
    messages,
    recording,
    sharing,
    store,
    today,
)
from app.cli.call import Call
from app.cli.exits import Exit
from app.cli.passphrase_sources import Secrets
from app.places import LANGUAGES, default_language, default_store
from app.process import harden
from storage import errors
from storage.errors import SidingError

app = typer.Typer(
    name="siding-cli",
    help="Offline, encrypted case records for safe houses and the headquarters that helps their residents out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for group in (store, devices, recording, looking, today, sharing, exchange, kit, batch, demo):
    group.register(app)


def _language(value: str | None) -> str | None:
    if value is not None and value not in LANGUAGES:
        raise typer.BadParameter(f"one of {', '.join(LANGUAGES)}")
    return value


@app.callback()
def options(
    context: typer.Context,
    store_directory: Annotated[
        Path | None,
        typer.Option("--store", metavar="DIR", help="The store; else SIDING_STORE, else the usual place."),
    ] = None,
    passphrase_file: Annotated[
        str | None,
        typer.Option(
            "--passphrase-file", metavar="FILE|-", help="Else SIDING_PASSPHRASE_FILE, else it is asked."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", callback=_language, help="en or ru.")] = None,
    accept_behind: Annotated[
        bool,
        typer.Option("--accept-behind", help="Open a store that was put back, and begin anew from there."),
    ] = False,
) -> None:
    """Hold what all commands share."""
    if isinstance(context.obj, Call):  # a line of a batch
        return
    context.obj = Call(
        store=store_directory or default_store(),
        secrets=Secrets(passphrase_file),
        as_json=as_json,
        lang=lang or default_language(),
        accept_behind=accept_behind,
    )


def main(arguments: Sequence[str]) -> int:
    """Run one call and return its exit status; nothing is raised."""
    lang = _wanted_language(arguments)
    try:
        return int(app(list(arguments), standalone_mode=False, prog_name="siding-cli") or Exit.DONE)
    except typer.TyperException as error:
        _show_usage(error)
        return Exit.USAGE
    except SidingError as error:
        print(messages.explain(error, lang), file=sys.stderr)
        return exits.of(error)
    except OSError as error:  # nobody said what it was about: the machine's all the same
        print(messages.explain(errors.from_os(error, error.filename or ""), lang), file=sys.stderr)
        return Exit.MACHINE
    except (typer.Abort, KeyboardInterrupt):
        return Exit.INTERRUPTED
    except Exception as error:  # a bug: said, never shown with anybody's data
        print(messages.say("bug", lang), *process.places(error), sep="\n", file=sys.stderr)
        return Exit.BUG


def _show_usage(error: typer.TyperException) -> None:
    """Let typer say what was wrong with the arguments, with the usage where it knows it."""
    show = getattr(error, "show", None)
    if show is not None:
        show()
    else:
        print(error.format_message(), file=sys.stderr)


def _wanted_language(arguments: Sequence[str]) -> str:
    """Find the language for what goes wrong before the options are read."""
    for flag, value in pairwise(arguments):
        if flag == "--lang" and value in LANGUAGES:
            return value
    return default_language()


def run() -> None:
    """Be the `siding-cli` program."""
    if sys.argv[1:2] == [helpers.FLAG]:
        sys.exit(helpers.run(sys.argv[1:], (documents.WORKER,)))
    harden()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
