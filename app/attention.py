"""How much wants attention on each screen: the counts beside the entries of the rail.

Reads only, and less than the screens do: nothing is named, and of what is only here or not judged nothing is counted. What a count
counts, its screen shows: what is due or worse on the list of today, houses that are known to others or too full, messages that
this device is asked to acknowledge, conflicts and what was held back or refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app import ledger, today
from app.casework.watch import Item, Urgency, What
from app.conversations import Reading
from app.workspace import Workspace

_OF_HOUSES = frozenset({What.COMPROMISED, What.CONFLICT})


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits for a person. today: due, overdue, missed or silent; exchange: the three that follow it, together."""

    today: int
    houses: int
    messages: int
    conflicts: int
    quarantine: int
    refusals: int

    @property
    def exchange(self) -> int:
        """What the screen of the exchange has to settle."""
        return self.conflicts + self.quarantine + self.refusals

    def by_screen(self) -> Mapping[str, int]:
        """Return the counts by the names of the screens."""
        return {
            "today": self.today,
            "houses": self.houses,
            "messages": self.messages,
            "exchange": self.exchange,
        }


def counts(workspace: Workspace) -> Counts:
    """Count what wants attention."""
    items = today.pressing(workspace)
    with workspace.vault.read() as tx:
        messages = len(Reading(tx, workspace).unanswered())
        conflicts = len(today.conflicts(tx))
    return Counts(
        today=sum(item.urgency is not Urgency.NOTICE for item in items),
        houses=len({item.id for item in items if _is_of_house(item)}),
        messages=messages,
        conflicts=conflicts,
        quarantine=len(ledger.quarantine(workspace)),
        refusals=len(ledger.refusals(workspace)),
    )


def _is_of_house(item: Item) -> bool:
    return item.kind == "house" and item.what in _OF_HOUSES
