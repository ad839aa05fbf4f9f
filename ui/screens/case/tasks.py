"""What is to be done in a case: what is open first, and what is late before that; done with one click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from app.casework import deadlines
from app.casework.codes import TaskStatus
from app.casework.partial_dates import is_moment
from app.casework.watch import OPEN_TASKS
from app.lists import Listed
from ui.forms import titles
from ui.forms.loading import Loaded
from ui.screens.case import days
from ui.screens.case.found import Found
from ui.screens.case.head import Act, Head
from ui.screens.case.records_tab import RecordsTab
from ui.widgets.lists import Entry

_LEVELS: Final[Mapping[str, str]] = {
    "done": "good",
    "cannot_do": "high",
    "cancelled": "neutral",
    "in_progress": "info",
    "open": "info",
}


class TasksTab(RecordsTab):
    """Tasks, the open ones first, by the day they are due."""

    slug: ClassVar[str] = "tasks"
    kind: ClassVar[str] = "task"
    icon: ClassVar[str] = "tasks"
    add_text: ClassVar[str] = "case.task_add"
    empty_text: ClassVar[tuple[str, str]] = ("case.tasks_empty", "case.tasks_empty_hint")
    choose_text: ClassVar[str] = "case.tasks_choose"

    def sorted(self, records: Sequence[Listed], found: Found) -> Sequence[Listed]:
        """Put what is open first, what is due soonest before the rest; of what is over the latest."""
        open_ = [one for one in records if _is_open(one.fields)]
        over = [one for one in records if not _is_open(one.fields)]
        open_.sort(key=lambda one: days.order(one, "due") or "9999")
        over.sort(key=lambda one: days.order(one, "due"), reverse=True)
        return [*open_, *over]

    def entry(self, record: Listed, found: Found) -> Entry:
        """Say what is to be done, by when, and how far it is."""
        words, fields = self.ctx.words, record.fields
        names = [words.value("task", name, fields.get(name)) for name in ("type", "for_whom")]
        due = days.say(self.ctx, fields.get("due"))
        parts = [words("case.task_due", day=due) if due else "", *names, found.person(fields.get("person"))]
        return Entry(
            record.id,
            titles.of_record(words, "task", fields),
            " · ".join(part for part in parts if part),
            badge=self._sign(fields),
        )

    def _sign(self, fields: Mapping[str, object]) -> tuple[str, str]:
        """Say how far it is; late is what is open and over."""
        status, due = fields.get("status") or "open", fields.get("due")
        if _is_open(fields) and isinstance(due, str) and is_moment(due):
            how = deadlines.state(due, self.ctx.now())
            if how is deadlines.State.OVERDUE:
                return self.ctx.words("case.task_late"), "critical"
            if how is deadlines.State.DUE:
                return self.ctx.words("case.task_now"), "high"
        return self.ctx.words.value("task", "status", status), _LEVELS.get(str(status), "neutral")

    def head(self, loaded: Loaded) -> Head:
        """Say what is to be done, and let it be done."""
        fields = loaded.shown.fields if loaded.shown is not None else {}
        due = days.say(self.ctx, fields.get("due"))
        words = self.ctx.words
        return Head(
            titles.of_record(words, "task", fields),
            signs=[self._sign(fields)],
            said=words("case.task_due", day=due) if due else "",
            acts=self._acts(fields),
            skip=("due", "status") if _fits(fields.get("what")) is False else ("what", "due", "status"),
        )

    def _acts(self, fields: Mapping[str, object]) -> list[Act]:
        words = self.ctx.words
        if not _is_open(fields):
            return [Act(words("case.task_again"), {"status": str(TaskStatus.OPEN)}, "undo")]
        cannot = {"status": str(TaskStatus.CANNOT_DO)}
        return [
            Act(words("case.task_done"), {"status": str(TaskStatus.DONE)}, "check"),
            Act(words("case.task_cannot"), cannot, ask=True, focus="reason"),
        ]

    def new_values(self, found: Found) -> Mapping[str, object]:
        """Begin with an open one."""
        return {"status": str(TaskStatus.OPEN)}


def _is_open(fields: Mapping[str, object]) -> bool:
    return (fields.get("status") or TaskStatus.OPEN) in OPEN_TASKS


def _fits(what: object) -> bool:
    """Say whether the title says all of it."""
    return isinstance(what, str) and titles.first_line(what) == what.strip()
