"""The desktop's own texts by language; both have the same slugs, with the same facts (a test compares them)."""

from ui.translations import en, ru

TEXTS = {"en": en.TEXTS, "ru": ru.TEXTS}
