"""Where the people of a case slept, sleep and will sleep; coming and going with one click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from app.casework.codes import StayStatus
from app.casework.stays import PRESENT
from app.ids import to_text
from app.lists import Listed
from ui.forms.loading import Loaded
from ui.screens.case import days
from ui.screens.case.found import Found
from ui.screens.case.head import Act, Head
from ui.screens.case.records_tab import RecordsTab
from ui.widgets.lists import Entry

_LEVELS: Final[Mapping[str, str]] = {
    "planned": "info",
    "checked_in": "good",
    "absent_overnight": "high",
    "left_unplanned": "critical",
    "removed_for_safety": "high",
}
_ORDER: Final = ("absent_overnight", "checked_in", "planned")


class StaysTab(RecordsTab):
    """Stays: who is here first, then who is to come, then the past."""

    slug: ClassVar[str] = "stays"
    kind: ClassVar[str] = "stay"
    icon: ClassVar[str] = "bed"
    add_text: ClassVar[str] = "case.stay_add"
    empty_text: ClassVar[tuple[str, str]] = ("case.stays_empty", "case.stays_empty_hint")
    choose_text: ClassVar[str] = "case.stays_choose"

    def sorted(self, records: Sequence[Listed], found: Found) -> Sequence[Listed]:
        """Put who is here first, then who is to come; of the past the latest."""
        newest = sorted(records, key=lambda one: days.order(one, "actual_from", "planned_from"), reverse=True)
        places = {status: place for place, status in enumerate(_ORDER)}
        return sorted(newest, key=lambda one: places.get(str(one.fields.get("status")), len(places)))

    def entry(self, record: Listed, found: Found) -> Entry:
        """Say who, where, and from when until when."""
        words, fields = self.ctx.words, record.fields
        house = found.house(fields.get("house"))
        parts = [house, words.value("stay", "room", fields.get("room")), self._period(fields)]
        return Entry(
            record.id,
            found.person(fields.get("person")) or words("forms.unnamed"),
            " · ".join(part for part in parts if part),
            "bed",
            badge=self._sign(fields),
        )

    def _sign(self, fields: Mapping[str, object]) -> tuple[str, str]:
        status = fields.get("status") or str(StayStatus.PLANNED)
        return self.ctx.words.value("stay", "status", status), _LEVELS.get(str(status), "neutral")

    def _period(self, fields: Mapping[str, object]) -> str:
        """Say from when until when, as it was, else as it is planned."""
        start = days.say(self.ctx, fields.get("actual_from") or fields.get("planned_from"))
        end = days.say(self.ctx, fields.get("actual_to") or fields.get("planned_to"))
        words = self.ctx.words
        if start and end:
            return words("case.stay_period", start=start, end=end)
        return words("case.stay_since", start=start) if start else ""

    def head(self, loaded: Loaded) -> Head:
        """Say who is where, and let them come and go."""
        fields = loaded.shown.fields if loaded.shown is not None else {}
        words = self.ctx.words
        person = loaded.name_of("person", fields.get("person")) or words("forms.not_here")
        house = loaded.name_of("house", fields.get("house"))
        return Head(
            words("case.stay_title", person=person, house=house) if house else person,
            signs=[self._sign(fields)],
            said=self._period(fields),
            acts=self._acts(fields.get("status") or str(StayStatus.PLANNED)),
            skip=("person", "house", "status"),
        )

    def _acts(self, status: object) -> list[Act]:
        words, today = self.ctx.words, days.today(self.ctx)
        came = {"status": str(StayStatus.CHECKED_IN), "actual_from": today}
        left = {"status": str(StayStatus.CHECKED_OUT), "actual_to": today}
        out = Act(words("case.stay_check_out"), left, "door", ask=True, focus="reason_out")
        if status == StayStatus.PLANNED:
            return [Act(words("case.stay_check_in"), came, "check")]
        if status == StayStatus.CHECKED_IN:
            away = {"status": str(StayStatus.ABSENT_OVERNIGHT)}
            return [out, Act(words("case.stay_away"), away, "moon")]
        if status in PRESENT:
            return [Act(words("case.stay_back"), {"status": str(StayStatus.CHECKED_IN)}, "check"), out]
        return []

    def new_values(self, found: Found) -> Mapping[str, object]:
        """Begin with the only person there is, in this house, from today."""
        own = self.ctx.facts.house
        house = to_text(own) if own is not None and to_text(own) in found.houses else None
        person = next(iter(found.persons)) if len(found.persons) == 1 else None
        return {
            "person": person,
            "house": house,
            "status": str(StayStatus.PLANNED),
            "planned_from": days.today(self.ctx),
        }
