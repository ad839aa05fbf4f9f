"""Is everything what it was: a check of chains, view and attachments; and what was told since the unlock."""

from __future__ import annotations

from app import state
from app.state import Verified
from app.workspace import Workspace
from ui.shell.context import Context
from ui.shell.tasks import Progress, Task
from ui.widgets import Banner, Button, Card, Entry, EntryList, PlainLabel, ProgressLine, Rows

_LEVELS = {"good": "good", "info": "info", "warning": "medium", "error": "high"}


class Health(Card):
    """The card with the check and the list of notices."""

    def __init__(self, ctx: Context) -> None:
        words = ctx.words
        super().__init__(words("settings.health"))
        self._ctx = ctx
        self._task: Task | None = None
        self._check = Button(words("settings.check"), "shield-check", clicked=self._start)
        self._line = ProgressLine(words("settings.checking"))
        self._line.cancelled.connect(self._cancel)
        self._result = Rows()
        self._heading = PlainLabel(words("settings.notices"), "strong")
        self._none = PlainLabel(words("settings.notices_none"), "hint")
        self._notices = EntryList(words("settings.notices"))
        self.add(PlainLabel(words("settings.check_hint"), "hint"))
        for widget in (self._check, self._line, self._result, self._heading, self._none, self._notices):
            self.add(widget)
        # A method: Qt forgets it with this widget. What a lambda holds on to is called when another language has built anew.
        ctx.notices.told.connect(self._on_told)

    def _on_told(self, _notice: object) -> None:
        self.show_notices()

    def show_notices(self) -> None:
        """List what was told, the newest first."""
        words, today = self._ctx.words, self._ctx.now()
        kept = list(reversed(self._ctx.notices.kept))
        self._notices.set(
            [
                Entry(
                    str(place),
                    notice.what,
                    notice.to_do,
                    aside=words.moment(int(notice.when.timestamp()), today),
                    badge=(words(f"settings.level_{notice.level}"), _LEVELS[notice.level]),
                )
                for place, notice in enumerate(kept)
            ]
        )
        self._notices.fit(5)
        self._notices.setVisible(bool(kept))
        self._none.setVisible(not kept)

    def _start(self) -> None:
        self._result.clear()
        self._check.setEnabled(False)
        self._line.start()

        def work(workspace: Workspace, progress: Progress) -> Verified:
            return state.verify(workspace, progress=progress)

        self._task = self._ctx.tasks.long(
            self, work, self._done, progress=self._line.set_progress, failed=self._failed
        )

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _finish(self) -> None:
        self._line.finish()
        self._check.setEnabled(True)

    def _failed(self, error: Exception) -> None:
        self._finish()
        if self._task is not None and not self._task.cancelled:
            self._ctx.notices.error(error)

    def _done(self, found: Verified) -> None:
        self._finish()
        words = self._ctx.words
        if found.ok:
            self._result.add(Banner("good", words("settings.check_good", chains=found.chains)))
            return
        facts = {"faults": len(found.faults), "statements": found.statements, "blobs": len(found.blobs)}
        self._result.add(
            Banner("error", words("settings.check_bad", **facts), words("settings.check_bad_to_do"))
        )
