"""What a program does to its own process before it holds a key."""

from storage import files


def harden() -> None:
    """Forbid core dumps and debuggers for the whole process, for good: the first thing an entry point does (security 4)."""
    files.no_dumps()
