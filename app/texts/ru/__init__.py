"""Russian: sentences by slug, each (что случилось, что делать), and labels (`labels.py`)."""

from app.texts.ru import exchange, organisation, records, store
from app.texts.ru.exchange import CHANNELS, LEDGER, OUTCOMES, REASONS
from app.texts.ru.records import WHYS
from app.texts.ru.today import TODAY

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
    "field": "Это поле",
    "kind": "этого вида",
    "path": "указанный путь",
    "name": "это устройство",
    "limit": "предел",
    "close": "ничего похожего",
    "allowed": "ничего",
    "exception_reason": "exception_reason",
    "status_reason": "status_reason",
    "legal_basis": "legal_basis",
    "reason": "reason",
    "position": "один",
}

UNKNOWN_SLUG = (
    "Действие отклонено, но для этого случая ещё нет объяснения ({slug}).",
    "Ничего не изменено; сообщите это слово тем, кто сопровождает программу.",
)

SENTENCES = {**store.SENTENCES, **records.SENTENCES, **organisation.SENTENCES, **exchange.SENTENCES}
