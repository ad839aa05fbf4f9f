"""The door to what people see: single records, lists, history, and the projection behind them.

The parts live in `rows`, `listing`, `history` and `projection`. Reading only; writing is `log.append`'s.
"""

from storage.history import HistoryEntry, history
from storage.listing import query
from storage.projection import Projection, rebuild
from storage.rows import LiveValue, Row, conflicts, get, live, one

__all__ = [
    "HistoryEntry",
    "LiveValue",
    "Projection",
    "Row",
    "conflicts",
    "get",
    "history",
    "live",
    "one",
    "query",
    "rebuild",
]
