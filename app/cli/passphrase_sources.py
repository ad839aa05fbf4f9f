"""Where secrets come from: a terminal, a named file, or standard input. Never an argument, never a variable's value.

Rules: `-` is standard input and serves one secret a call; one line break at the end of a file does not count;
without a file and without a terminal there is nothing to ask, which is wrong usage.
"""

import getpass
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import typer

from storage import errors

STANDARD_INPUT: Final = "-"
FROM_ENVIRONMENT: Final = "SIDING_PASSPHRASE_FILE"
_LIMIT: Final = 16 * 1024


@dataclass
class Secrets:
    """The sources of one call. `passphrase_file` is what --passphrase-file said, if it was given."""

    passphrase_file: str | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    _input_taken: bool = False

    def passphrase(self, question: str) -> str:
        """Return the passphrase that opens the store.

        Raises: UserError("no_passphrase") where nobody can be asked, MachineError, typer.BadParameter.
        """
        source = self._source()
        return self.read(source) if source else ask(question)

    def new_passphrase(self, question: str, again: str, source: str | None = None) -> str | None:
        """Return a passphrase to set, or None when the person at the terminal leaves the choice to us.

        Raises: as `passphrase`, and UserError("passphrases_differ").
        """
        if source:
            return self.read(source)
        typed = ask(question)
        if not typed:
            return None
        if ask(again) != typed:
            raise errors.UserError("passphrases_differ")
        return typed

    def initial_passphrase(self, question: str, again: str) -> str | None:
        """Return the passphrase for a store that is being made: from the same places as for opening one."""
        return self.new_passphrase(question, again, self._source())

    def read(self, source: str) -> str:
        """Read one secret from a file, or from standard input for `-`. Raises: UserError("no_such_path"), MachineError,
        typer.BadParameter."""
        if source == STANDARD_INPUT:
            if self._input_taken:
                raise typer.BadParameter("only one - a call")
            self._input_taken = True
            return _text(sys.stdin.buffer.read(_LIMIT))
        if not Path(source).exists():
            raise errors.UserError("no_such_path", path=source)
        with errors.translated(source), Path(source).open("rb") as file:
            return _text(file.read(_LIMIT))

    def read_lines(self) -> str:
        """Read text of any length from standard input; it serves nothing else then. Raises: typer.BadParameter."""
        if self._input_taken:
            raise typer.BadParameter("only one - a call")
        self._input_taken = True
        return _text(sys.stdin.buffer.read())

    def _source(self) -> str | None:
        return self.passphrase_file or self.environment.get(FROM_ENVIRONMENT) or None


def ask(question: str) -> str:
    """Ask on the terminal, without showing what is typed. Raises: UserError("no_passphrase")."""
    if not sys.stdin.isatty():
        raise errors.UserError("no_passphrase")
    return getpass.getpass(question + " ")


def _text(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise errors.UserError("not_text", path="") from error
    return text.removesuffix("\n").removesuffix("\r")
