"""A message between headquarters and a house."""

from app.casework.schema import Field, kind
from app.casework.tiers import Tier
from app.casework.values import LANGUAGE, LONG, MOMENT, RECORD, SHORT, code

MESSAGE = kind(
    "message",
    Field("type", code("message_type"), Tier.OPERATIONAL, indexed=True),
    Field("title", SHORT, Tier.CASE, searchable=True),
    Field("text", LONG, Tier.CASE, required=True, searchable=True),
    Field("priority", code("priority"), Tier.OPERATIONAL, indexed=True),
    Field("date", MOMENT, Tier.OPERATIONAL, indexed=True),
    Field("language", LANGUAGE, Tier.CASE),
    Field("person", RECORD, Tier.CASE, indexed=True),
    Field("must_be_acknowledged_by", MOMENT, Tier.OPERATIONAL, indexed=True),
    Field("acknowledged_on", MOMENT, Tier.OPERATIONAL, indexed=True),
    Field("valid_from", MOMENT, Tier.OPERATIONAL, indexed=True),
    Field("valid_to", MOMENT, Tier.OPERATIONAL, indexed=True),
    Field("replaces", RECORD, Tier.OPERATIONAL, indexed=True),
    periods=(("valid_from", "valid_to"),),
)
