"""`siding`: the desktop. Without `--session` it is the keyless parent; with it, one session that the parent started.

The two, and the helpers that decode what strangers made (app.helpers), share this entry so that a packaged program is one
file. Nothing heavy is imported before it is known which.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

SESSION = "--session"
#: What a packaged program runs as a helper of its own.
HELPERS = ("app.casework.strip_worker", "ui.screens.documents.worker")


def main(arguments: Sequence[str]) -> int:
    """Run what the arguments ask for; return the exit status."""
    if arguments[:1] == ["--helper"]:
        from app import helpers

        return helpers.run(arguments, HELPERS)
    if SESSION in arguments:
        from ui import session

        return session.run([one for one in arguments if one != SESSION])
    from ui import options, supervisor

    options.read(arguments)
    return supervisor.run([*_program(), SESSION, *arguments])


def _program() -> list[str]:
    """Return how this program is started again: itself when packaged, else this Python with this module."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "ui.main"]


def run() -> None:
    """Be the `siding` program."""
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
