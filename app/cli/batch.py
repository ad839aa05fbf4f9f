"""batch: many commands with one unlock, from a file of JSON lines.

Each line is a JSON array of arguments, as after the program's name: ["add", "case", "alias=Quiet shore"]. The answer is one JSON
array, written line by line as the work goes on: {"line", "exit", "result"}. It stops at the first line that fails, unless told to
go on; the exit status is that of the first failure.
"""

import json
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from app.cli import exits
from app.cli.call import Call
from app.cli.exits import Exit
from storage import errors
from storage.errors import SidingError, UserError

#: What opens stores of its own, or would end the one that is open.
_NOT_HERE: Final = frozenset({"batch", "init", "demo", "erase", "passphrase"})
_LINE_LIMIT: Final = 1 << 20


def register(app: typer.Typer) -> None:
    """Add the command, which runs the others, to the program."""

    @app.command("batch")
    def batch(
        context: typer.Context,
        file: Annotated[
            str, typer.Argument(metavar="FILE|-", help="JSON lines: one array of arguments a line.")
        ],
        keep_going: Annotated[
            bool, typer.Option("--keep-going", help="Do not stop at a line that fails.")
        ] = False,
    ) -> None:
        """Run many commands with one unlock."""
        run(app, Call.of(context), file, keep_going=keep_going)


def run(app: typer.Typer, call: Call, file: str, *, keep_going: bool) -> None:
    """Run the lines of a file on one open store."""
    untrusted = _lines(call, file)
    with call.workspace() as workspace:
        inner = Call(call.store, call.secrets, as_json=True, lang=call.lang, shared=workspace)
        out, worst = _Array(), Exit.DONE
        for number, line in enumerate(untrusted, 1):
            if not line.strip():
                continue
            inner.answers = []
            status = _one(app, inner, line, number)
            out.add(
                {"line": number, "exit": int(status), "result": inner.answers[0] if inner.answers else None}
            )
            worst = worst or status
            if worst and not keep_going:
                break
        out.close()
    if worst:
        raise typer.Exit(worst)


class _Array:
    """One JSON array on standard output, complete when closed, readable line by line before that."""

    def __init__(self) -> None:
        self._before = "["

    def add(self, data: object) -> None:
        print(self._before + json.dumps(data, ensure_ascii=False), flush=True)
        self._before = ","

    def close(self) -> None:
        print("]" if self._before == "," else "[]", flush=True)


def _lines(call: Call, file: str) -> list[str]:
    if file == "-":
        return call.secrets.read_lines().splitlines()
    with errors.translated(file):
        return Path(file).read_text(encoding="utf-8").splitlines()


def _arguments(untrusted_line: str) -> list[str]:
    """Read one line. Raises: UserError("bad_batch_line")."""
    try:
        found = json.loads(untrusted_line) if len(untrusted_line) <= _LINE_LIMIT else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not found or not all(isinstance(each, str) for each in found):
        raise UserError("bad_batch_line")
    if found[0] in _NOT_HERE or str(found[0]).startswith("-"):
        raise UserError("not_in_a_batch", command=str(found[0])[:40])
    return found


def _one(app: typer.Typer, inner: Call, line: str, number: int) -> Exit:
    try:
        return Exit(
            app(_arguments(line), standalone_mode=False, prog_name="siding-cli", obj=inner) or Exit.DONE
        )
    except SidingError as error:
        print(f"{number}: {inner.explain(error)}", file=sys.stderr)
        return exits.of(error)
    except typer.TyperException as error:
        print(f"{number}: {error.format_message()}", file=sys.stderr)
        return Exit.USAGE
