"""Assessments of the danger: each says how great it was on one day, and by when to look again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from app.casework import partial_dates, risk
from app.casework.codes import RiskLevel
from app.lists import Listed
from ui.forms.form import RecordForm
from ui.forms.loading import Loaded
from ui.screens.case import days
from ui.screens.case.found import Found
from ui.screens.case.head import Head
from ui.screens.case.records_tab import RecordsTab
from ui.widgets.lists import Entry


class RiskTab(RecordsTab):
    """Assessments, the newest first."""

    slug: ClassVar[str] = "risk"
    kind: ClassVar[str] = "risk"
    icon: ClassVar[str] = "risk"
    add_text: ClassVar[str] = "case.risk_add"
    empty_text: ClassVar[tuple[str, str]] = ("case.risk_empty", "case.risk_empty_hint")
    choose_text: ClassVar[str] = "case.risk_choose"

    def sorted(self, records: Sequence[Listed], found: Found) -> Sequence[Listed]:
        """Put the newest first."""
        return sorted(records, key=lambda one: days.order(one, "date"), reverse=True)

    def entry(self, record: Listed, found: Found) -> Entry:
        """Say how great the danger was and when, and why."""
        words, fields = self.ctx.words, record.fields
        text = words.value("risk", "text", fields.get("text"))
        dimensions = words.value("risk", "dimensions", fields.get("dimensions"))
        trend = words.value("risk", "trend", fields.get("trend"))
        parts = [found.person(fields.get("person")), trend, text or dimensions]
        return Entry(
            record.id,
            days.say(self.ctx, fields.get("date")),
            " · ".join(part for part in parts if part),
            badge=self._sign(fields.get("level")),
        )

    def _sign(self, level: object) -> tuple[str, str]:
        known = isinstance(level, str) and level in set(RiskLevel)
        return self.ctx.words.value("risk", "level", level), str(level) if known else "neutral"

    def head(self, loaded: Loaded) -> Head:
        """Say how great the danger was, and by when to look again."""
        fields = loaded.shown.fields if loaded.shown is not None else {}
        words = self.ctx.words
        due = days.say(self.ctx, fields.get("review_due"))
        return Head(
            words("case.risk_of", day=days.say(self.ctx, fields.get("date"))),
            signs=[self._sign(fields.get("level"))],
            said=words("case.risk_review", day=due) if due else "",
            skip=("level", "date", "review_due"),
        )

    def new_values(self, found: Found) -> Mapping[str, object]:
        """Begin with today."""
        return {"date": days.today(self.ctx)}

    def on_edited(self, form: object, name: str) -> None:
        """Say by when app will have it reviewed, as soon as there is a level."""
        if not isinstance(form, RecordForm) or form.fields is None or name not in ("level", "date"):
            return
        entered = form.fields.entered()
        level, assessed = entered.get("level"), entered.get("date")
        hint = ""
        if level in set(RiskLevel):
            known = isinstance(assessed, str) and partial_dates.is_moment(assessed)
            day = partial_dates.first_day(str(assessed)) if known else self.ctx.now().date()
            due = risk.review_due(RiskLevel(str(level)), day)
            hint = self.ctx.words("case.risk_default", day=days.say(self.ctx, due.isoformat()))
        form.fields.rows["review_due"].set_hint(hint)
