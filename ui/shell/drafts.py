"""Unsaved typing, kept encrypted in the store: after a lock, a crash or a power cut it is there again.

A form registers itself with what it has unsaved; two seconds after typing the writer thread keeps it. At a lock
`pending` gives what is not kept yet, for the last piece of work. A form that was saved or given up forgets its draft.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import shiboken6
from PySide6.QtCore import QObject, QTimer

from app import drafts
from app.drafts import Draft
from app.placing import Place
from app.seen import Seen
from app.workspace import Workspace
from ui.shell.tasks import TaskRunner

_AFTER_MS: Final = 2_000

Values = Mapping[str, object]


@dataclass(slots=True)
class _Form:
    owner: QObject
    values: Callable[[], Values | None]
    record: bytes | None
    kind: str | None
    place: Place
    seen: Seen | None
    dirty: bool = False


class Drafts(QObject):
    """Keeps the drafts of all open forms, by key."""

    def __init__(self, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._forms: dict[str, _Form] = {}
        self._timer = QTimer(self, interval=_AFTER_MS, singleShot=True)
        self._timer.timeout.connect(self._keep_all)

    def register(
        self,
        owner: QObject,
        key: str,
        values: Callable[[], Values | None],
        *,
        record: bytes | None = None,
        kind: str | None = None,
        place: Place = Place(),
        seen: Seen | None = None,
    ) -> None:
        """Know a form. values: what is typed and not saved, None when nothing is; the rest as `app.drafts.save`."""
        self._forms[key] = _Form(owner, values, record, kind, place, seen)

    def touch(self, key: str) -> None:
        """Hear that somebody typed in a form."""
        form = self._forms.get(key)
        if form is not None:
            form.dirty = True
            if not self._timer.isActive():
                self._timer.start()

    def load(self, owner: QObject, key: str, done: Callable[[Draft | None], None]) -> None:
        """Look for a draft; `done` gets None where there is none."""
        self._tasks.read(owner, lambda workspace: drafts.load(workspace, key), done)

    def forget(self, key: str) -> None:
        """Drop a draft: what was typed is saved, or not wanted."""
        if key in self._forms:
            self._forms[key].dirty = False
        self._tasks.write(self, lambda workspace: drafts.drop(workspace, key), _nothing)

    def unregister(self, key: str, owner: QObject) -> None:
        """Stop watching a form that is closed; what was typed and not saved is kept.

        Only if it is still that form's key: after a switch of the language another one stands in its place.
        """
        form = self._forms.get(key)
        if form is None or form.owner is not owner:
            return
        del self._forms[key]
        if form.dirty:
            self._keep(key, form)

    def pending(self) -> list[Callable[[Workspace], None]]:
        """Give what keeps everything typed and not kept yet. Reads the forms now, needs no widget later."""
        waiting = [(key, form) for key, form in self._forms.items() if form.dirty]
        return [keep for key, form in waiting if (keep := self._keeper(key, form)) is not None]

    def flush(self) -> None:
        """Keep everything now, ahead of what is asked for after this."""
        self._timer.stop()
        self._keep_all()

    def _keep_all(self) -> None:
        for key, form in list(self._forms.items()):
            if form.dirty:
                self._keep(key, form)

    def _keep(self, key: str, form: _Form) -> None:
        keeper = self._keeper(key, form)
        form.dirty = False
        if keeper is not None:
            self._tasks.write(self, keeper, _nothing)

    def _keeper(self, key: str, form: _Form) -> Callable[[Workspace], None] | None:
        if not shiboken6.isValid(form.owner):
            return None
        values = form.values()
        if values is None:
            return lambda workspace: drafts.drop(workspace, key)
        kept = dict(values)
        return lambda workspace: drafts.save(
            workspace, key, kept, record=form.record, kind=form.kind, place=form.place, seen=form.seen
        )


def _nothing(_result: object) -> None:
    """Nobody waits for this."""
