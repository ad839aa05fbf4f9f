"""A consent: what one person answered for one purpose. Its id follows from both, see `consents.py`."""

from app.casework.schema import Field, kind
from app.casework.tiers import Tier
from app.casework.values import LANGUAGE, LONG, MOMENT, RECORD, SHORT, SHORTS, code

CONSENT = kind(
    "consent",
    Field("person", RECORD, Tier.CASE, required=True, indexed=True),
    Field("purpose", code("consent_purpose"), Tier.CASE, required=True, indexed=True),
    Field("decision", code("consent_decision"), Tier.CASE, required=True, indexed=True),
    Field("recipients", SHORTS, Tier.CASE),
    Field("withheld", SHORTS, Tier.CASE),
    Field("withheld_reason", LONG, Tier.CASE),
    Field("how_obtained", SHORT, Tier.CASE),
    Field("language", LANGUAGE, Tier.CASE),
    Field("interpreter", SHORT, Tier.CASE),
    Field("date", MOMENT, Tier.CASE, indexed=True),
    Field("review_date", MOMENT, Tier.OPERATIONAL, indexed=True),
    Field("legal_basis", code("legal_basis"), Tier.CASE),
    Field("reason", LONG, Tier.CASE),
)
