"""A case: one or more persons who need to get out together. The alias is its only name in lists."""

from app.casework.schema import Field, kind
from app.casework.tiers import Tier
from app.casework.values import LONG, MOMENT, RECORD, SHORT, code, many_codes

CASE = kind(
    "case",
    Field("alias", SHORT, Tier.CASE, required=True, indexed=True, searchable=True),
    Field("profile", many_codes("profile"), Tier.CASE, indexed=True),
    Field("status", code("case_status"), Tier.AGGREGATE, indexed=True),
    Field("status_reason", LONG, Tier.CASE),
    Field("priority", code("priority"), Tier.AGGREGATE, indexed=True),
    Field("risk_level", code("risk_level"), Tier.AGGREGATE, indexed=True),
    Field("intake_channel", code("intake_channel"), Tier.CASE, indexed=True),
    Field("contact_date", MOMENT, Tier.CASE, indexed=True),
    Field("verification_mode", code("verification_mode"), Tier.CASE),
    Field("verification_status", code("verification_status"), Tier.CASE, indexed=True),
    Field("house", RECORD, Tier.OPERATIONAL, indexed=True),
    Field("hq_caseworker", SHORT, Tier.OPERATIONAL, indexed=True),
    Field("closure_reason", code("closure_reason"), Tier.AGGREGATE, indexed=True),
    Field("retention_class", code("retention_class"), Tier.OPERATIONAL, indexed=True),
)
