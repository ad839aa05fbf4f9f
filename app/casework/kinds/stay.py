"""A stay: one person in one house for a time, planned and as it was. `stays.py` holds its rules."""

from app.casework.schema import Field, kind
from app.casework.tiers import Tier
from app.casework.values import LONG, MOMENT, RECORD, SHORT, code

STAY = kind(
    "stay",
    Field("person", RECORD, Tier.OPERATIONAL, required=True, indexed=True),
    Field("house", RECORD, Tier.OPERATIONAL, indexed=True),
    Field("room", SHORT, Tier.OPERATIONAL),
    Field("planned_from", MOMENT, Tier.OPERATIONAL, indexed=True),
    Field("planned_to", MOMENT, Tier.OPERATIONAL, indexed=True),
    Field("actual_from", MOMENT, Tier.OPERATIONAL, indexed=True),
    Field("actual_to", MOMENT, Tier.OPERATIONAL, indexed=True),
    Field("status", code("stay_status"), Tier.OPERATIONAL, indexed=True),
    Field("presence", code("presence"), Tier.OPERATIONAL),
    Field("reason_in", LONG, Tier.OPERATIONAL),
    Field("reason_out", LONG, Tier.OPERATIONAL),
    Field("exception_reason", LONG, Tier.OPERATIONAL),
    Field("next_place_type", code("next_place_type"), Tier.OPERATIONAL),
    periods=(("planned_from", "planned_to"), ("actual_from", "actual_to")),
)
