"""English: sentences by slug, each (what happened, what to do), and labels (`labels.py`)."""

from app.texts.en import exchange, organisation, records, store
from app.texts.en.exchange import CHANNELS, LEDGER, OUTCOMES, REASONS
from app.texts.en.records import WHYS
from app.texts.en.today import TODAY

__all__ = [
    "CHANNELS",
    "LEDGER",
    "OUTCOMES",
    "REASONS",
    "SENTENCES",
    "STAND_INS",
    "TODAY",
    "UNKNOWN_SLUG",
    "WHYS",
]

STAND_INS = {
    "field": "this field",
    "kind": "a record of this kind",
    "path": "the path given",
    "name": "this device",
    "limit": "the limit",
    "close": "nothing similar",
    "allowed": "nothing",
    "exception_reason": "exception_reason",
    "status_reason": "status_reason",
    "legal_basis": "legal_basis",
    "reason": "reason",
    "position": "one",
}

UNKNOWN_SLUG = (
    "Something was refused, and there is no sentence for it yet ({slug}).",
    "Nothing was changed; please report this word to those who maintain the program.",
)

SENTENCES = {**store.SENTENCES, **records.SENTENCES, **organisation.SENTENCES, **exchange.SENTENCES}
