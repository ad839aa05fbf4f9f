"""A note: dated text by somebody. Never edited, only followed by another (`follows`), or translated by one."""

from app.casework.schema import Field, kind
from app.casework.tiers import Tier
from app.casework.values import LANGUAGE, LONG, MOMENT, RECORD, SHORT

NOTE = kind(
    "note",
    Field("text", LONG, Tier.CASE, required=True, searchable=True),
    Field("date", MOMENT, Tier.CASE, indexed=True),
    Field("author", SHORT, Tier.OPERATIONAL),
    Field("title", SHORT, Tier.CASE, searchable=True),
    Field("language", LANGUAGE, Tier.CASE),
    Field("person", RECORD, Tier.CASE, indexed=True),
    Field("follows", RECORD, Tier.CASE, indexed=True),
    Field("translation_of", RECORD, Tier.CASE, indexed=True),
    write_once=True,
)
