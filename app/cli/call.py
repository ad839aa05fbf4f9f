"""One call of the command line: its options, the store it works on, and where its answer goes.

Standard output gets the answer alone: with --json exactly one document, without it lines for people. Everything else (questions,
progress, what was done, errors) goes to standard error. In a batch one open store serves all lines.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import typer

from app.cli import messages
from app.cli.passphrase_sources import Secrets
from app.workspace import Workspace
from storage.errors import SidingError

_WORD_LISTS: Final = {"en": "english", "ru": "russian"}


@dataclass
class Call:
    """What every command is handed, as typer's `ctx.obj`.

    shared: the store that a batch keeps open. answers: where a batch collects, instead of standard output.
    """

    store: Path
    secrets: Secrets
    as_json: bool = False
    lang: str = "en"
    accept_behind: bool = False
    shared: Workspace | None = None
    answers: list[object] = field(default_factory=list)

    @classmethod
    def of(cls, context: typer.Context) -> "Call":
        """Return the call that a command belongs to."""
        call = context.obj
        if not isinstance(call, cls):
            raise TypeError("a command is run below the main callback")
        return call

    @property
    def words(self) -> str:
        """Name the list from which words are shown to whoever reads this."""
        return _WORD_LISTS[self.lang]

    def say(self, slug: str, **facts: str | int) -> str:
        """Return a sentence in the reader's language."""
        return messages.say(slug, self.lang, **facts)

    def tell(self, slug: str, **facts: str | int) -> None:
        """Write a sentence to standard error."""
        print(self.say(slug, **facts), file=sys.stderr)

    def explain(self, error: SidingError) -> str:
        """Return the sentences about an error."""
        return messages.explain(error, self.lang)

    def progress(self, done: int, total: int) -> None:
        """Show how far long work is, on a terminal only."""
        if total and sys.stderr.isatty():
            end = "\n" if done >= total else ""
            print(f"\r{min(done, total) * 100 // total:3d} %", end=end, file=sys.stderr, flush=True)

    @contextmanager
    def workspace(self) -> Iterator[Workspace]:
        """Open the store for one command, or use the one that is open; lock it behind the command."""
        if self.shared is not None:
            yield self.shared
            return
        workspace = self.unlock()
        with workspace:
            yield workspace

    def unlock(self) -> Workspace:
        """Open the store. Raises: as `Workspace.open` and `Secrets.passphrase`."""
        passphrase = self.secrets.passphrase(self.say("ask_passphrase"))
        workspace = Workspace.open(self.store, passphrase, accept_behind=self.accept_behind)
        if workspace.sample:
            self.tell("sample_store")
        if workspace.failed_unlocks:
            self.tell("failed_unlocks", count=workspace.failed_unlocks)
        return workspace

    def answer(self, data: object, *lines: str) -> None:
        """Give the command's result: `data` as JSON, or `lines` for people."""
        if self.shared is not None:
            self.answers.append(data)
        elif self.as_json:
            print(json.dumps(data, ensure_ascii=False), flush=True)
        else:
            for line in lines:
                print(printable(line), flush=True)


def printable(line: str) -> str:
    """Show what could move the cursor or turn the text around as escapes; somebody's text is only text."""
    return "".join(
        letter if letter.isprintable() or letter == "\n" else f"\\u{ord(letter):04x}" for letter in line
    )
