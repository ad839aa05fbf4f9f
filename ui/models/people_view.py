"""How a filter and an order of the table of people are written into a route, so that a way leads to the same lines."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from app.people import By, Filter, Sort


@dataclass(frozen=True, slots=True)
class View:
    """What of the table is seen: which lines, in which order, from which on."""

    chosen: Filter = field(default_factory=Filter)
    sort: Sort = field(default_factory=Sort)
    top: int = 0


def written(view: View) -> str:
    """Write a view for a route."""
    chosen = view.chosen
    return json.dumps(
        {
            "stages": sorted(chosen.stages),
            "risks": sorted(chosen.risks),
            "houses": sorted(house.hex() for house in chosen.houses),
            "text": chosen.text,
            "ended": chosen.ended,
            "by": str(view.sort.by),
            "descending": view.sort.descending,
            "top": view.top,
        }
    )


def read(tab: str) -> View:
    """Read a view from a route. Raises: ValueError, KeyError for what `written` did not write."""
    said = json.loads(tab)
    chosen = Filter(
        frozenset(said["stages"]),
        frozenset(said["risks"]),
        frozenset(bytes.fromhex(house) for house in said["houses"]),
        said["text"],
        said["ended"],
    )
    return View(chosen, Sort(By(said["by"]), said["descending"]), said["top"])
