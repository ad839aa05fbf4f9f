"""A risk assessment: how great the danger is and where it comes from, on one day. `risk.py` holds its rules."""

from app.casework.schema import Field, kind
from app.casework.tiers import Tier
from app.casework.values import LONG, MOMENT, RECORD, code, levels

HIGHEST_DIMENSION = 4

RISK = kind(
    "risk",
    Field("level", code("risk_level"), Tier.AGGREGATE, required=True, indexed=True),
    Field("dimensions", levels("risk_dimension", HIGHEST_DIMENSION), Tier.CASE),
    Field("person", RECORD, Tier.CASE, indexed=True),
    Field("date", MOMENT, Tier.CASE, indexed=True),
    Field("trend", code("risk_trend"), Tier.CASE, indexed=True),
    Field("confidence", code("risk_confidence"), Tier.CASE),
    Field("text", LONG, Tier.CASE, searchable=True),
    Field("protective_actions", LONG, Tier.CASE, searchable=True),
    Field("review_due", MOMENT, Tier.OPERATIONAL, indexed=True),
)
