"""An incident: what happened to a person, told and coded (HURIDOCS events: acts, victims, perpetrators, sources).

It lives in that person's story. Who was hurt beside them, where it was and who tells it can name people: identity tier.
"""

from app.casework.schema import Field, kind
from app.casework.tiers import Tier
from app.casework.values import LANGUAGE, LONG, MOMENT, RECORD, SHORT, SHORTS, code, entries, many_codes

PERPETRATORS = entries(
    ("type",),
    type=code("perpetrator_type"),
    relationship=SHORT,
    involvement=code("involvement"),
    status=SHORT,
)
SOURCES = entries(
    (), connection=code("source_connection"), reliability=code("source_reliability"), text=SHORT
)

INCIDENT = kind(
    "incident",
    Field("person", RECORD, Tier.CASE, indexed=True),
    Field("title", SHORT, Tier.CASE, searchable=True),
    Field("acts", many_codes("act"), Tier.CASE, indexed=True),
    Field("methods", SHORTS, Tier.CASE, searchable=True),
    Field("text", LONG, Tier.CASE, searchable=True),
    Field("language", LANGUAGE, Tier.CASE),
    Field("translation_of", RECORD, Tier.CASE, indexed=True),
    Field("from", MOMENT, Tier.CASE, indexed=True),
    Field("to", MOMENT, Tier.CASE, indexed=True),
    Field("place", SHORT, Tier.IDENTITY, searchable=True),
    Field("place_type", code("place_type"), Tier.CASE, indexed=True),
    Field("victims", SHORTS, Tier.IDENTITY, searchable=True),
    Field("perpetrators", PERPETRATORS, Tier.CASE),
    Field("stated_reason", LONG, Tier.CASE, searchable=True),
    Field("consequences", LONG, Tier.CASE, searchable=True),
    Field("certainty", code("certainty"), Tier.CASE, indexed=True),
    Field("sources", SOURCES, Tier.IDENTITY),
    periods=(("from", "to"),),
    any_of=("acts", "text"),
)
