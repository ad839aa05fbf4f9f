"""English texts of the desktop: one module an area, a slug is `area.slug`."""

from ui.translations.en import (
    case,
    common,
    conflicts,
    devices,
    documents,
    enrolment,
    exchange,
    first_run,
    forms,
    houses,
    kit,
    messages,
    people,
    search,
    settings,
    shell,
    today,
    unlock,
    widgets,
)

_AREAS = {
    "case": case.TEXTS,
    "common": common.TEXTS,
    "conflicts": conflicts.TEXTS,
    "devices": devices.TEXTS,
    "documents": documents.TEXTS,
    "enrolment": enrolment.TEXTS,
    "exchange": exchange.TEXTS,
    "first_run": first_run.TEXTS,
    "forms": forms.TEXTS,
    "houses": houses.TEXTS,
    "kit": kit.TEXTS,
    "messages": messages.TEXTS,
    "people": people.TEXTS,
    "search": search.TEXTS,
    "settings": settings.TEXTS,
    "shell": shell.TEXTS,
    "today": today.TEXTS,
    "unlock": unlock.TEXTS,
    "widgets": widgets.TEXTS,
}

TEXTS = {f"{area}.{slug}": text for area, texts in _AREAS.items() for slug, text in texts.items()}
