"""Catches the GUI thread at the database, at a file or at a cipher: whoever calls those from `ui` in that thread is named.

The rule is the design's: no blocking call on the GUI thread. A call counts when a frame of `ui/` is on the stack of the
main thread, so what a test itself does there is free.
"""

from __future__ import annotations

import functools
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import storage.crypto
import sync.crypto
from storage.database import Database, Guard

ROOT = Path(__file__).resolve().parents[2]
_UI = str(ROOT / "ui") + os.sep
_CODE = tuple(
    str(Path(place).resolve()) + os.sep
    for place in {sys.prefix, sys.base_prefix, str(ROOT / "ui"), str(ROOT / "app")}
)
#: Where modules are looked for: whoever asks for one lists these again when a file came into them.
_SOUGHT = frozenset({str(ROOT), *filter(None, sys.path)})
_FILE_EVENTS = frozenset(
    {"open", "os.listdir", "os.scandir", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate"}
)
_found: list[str] = []
_watching = threading.Event()


def _from_ui() -> str | None:
    """Say which line of ui/ is at work in the GUI thread, None when it is not ui that asks."""
    if threading.current_thread() is not threading.main_thread():
        return None
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename.startswith(_UI):
            return f"{Path(frame.f_code.co_filename).relative_to(ROOT)}:{frame.f_lineno}"
        frame = frame.f_back
    return None


def _note(what: str) -> None:
    if _watching.is_set() and (where := _from_ui()) is not None:
        _found.append(f"{what} on the GUI thread, from {where}")


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _FILE_EVENTS or not _watching.is_set():
        return
    path = arguments[0] if arguments else ""
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    if isinstance(path, int) or str(path).startswith(("/proc/", "/dev/", *_CODE)) or path in _SOUGHT:
        return
    _note(f"{event} {path}")


sys.addaudithook(_hook)


def _watched(what: str, call: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(call)
    def watched(*arguments: Any, **named: Any) -> Any:
        _note(what)
        return call(*arguments, **named)

    return watched


def _wrap() -> None:
    Guard.__enter__ = _watched("a transaction", Guard.__enter__)  # type: ignore[method-assign]
    Database.begin = _watched("the database", Database.begin)  # type: ignore[method-assign]
    Database.read = _watched("the database", Database.read)  # type: ignore[method-assign]
    for module in (storage.crypto, sync.crypto):
        for name, call in list(vars(module).items()):
            if (
                callable(call)
                and not isinstance(call, type)
                and getattr(call, "__module__", "") == module.__name__
            ):
                setattr(module, name, _watched(f"{module.__name__}.{name}", call))


_wrap()


@contextmanager
def no_blocking_calls() -> Iterator[None]:
    """Fail when anything in the block made the GUI thread wait for the store, a file or a cipher."""
    _found.clear()
    _watching.set()
    try:
        yield
    finally:
        _watching.clear()
    assert not _found, "\n".join(dict.fromkeys(_found))
