"""A safe house. The codename is its only name in lists; where it is belongs to the identity tier."""

from app.casework.schema import Field, kind
from app.casework.tiers import Tier
from app.casework.values import COUNT, LONG, SHORT, SHORTS, code

HOUSE = kind(
    "house",
    Field("codename", SHORT, Tier.OPERATIONAL, required=True, indexed=True, searchable=True),
    Field("region", SHORT, Tier.AGGREGATE, indexed=True, searchable=True),
    Field("address", LONG, Tier.IDENTITY),
    Field("capacity", COUNT, Tier.OPERATIONAL, indexed=True),
    Field("rooms", SHORTS, Tier.OPERATIONAL),
    Field("status", code("house_status"), Tier.OPERATIONAL, indexed=True),
    Field("exit_routes", LONG, Tier.IDENTITY),
    Field("nearest_hospital", SHORT, Tier.IDENTITY),
    Field("cover_story", LONG, Tier.IDENTITY),
    Field("inspections", LONG, Tier.IDENTITY),
)
