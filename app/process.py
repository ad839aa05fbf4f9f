"""What a program does to its own process before it holds a key, and how it tells of a bug without anybody's data."""

import traceback
from pathlib import Path

from storage import files


def harden() -> None:
    """Forbid core dumps and debuggers for the whole process, for good: the first thing an entry point does (security 4)."""
    files.no_dumps()


def places(error: BaseException) -> list[str]:
    """Describe a bug without its message: the chain of error types, and file, line and function of each frame."""
    lines = []
    root = str(Path(__file__).parents[1])
    for frame in traceback.extract_tb(error.__traceback__):
        name = frame.filename.removeprefix(root).replace("\\", "/").lstrip("/")
        short = name if frame.filename.startswith(root) and "site-packages" not in name else Path(name).name
        lines.append(f"  {short}:{frame.lineno} {frame.name}")
    return [type(error).__name__, *lines[-12:]]
