"""A task: what somebody is to do, until when. One that cannot be done says why; `deadlines.py` and `watch.py` judge it."""

from app.casework.schema import Field, kind
from app.casework.tiers import Tier
from app.casework.values import LONG, MOMENT, RECORD, SHORT, code

TASK = kind(
    "task",
    Field("type", code("task_type"), Tier.OPERATIONAL, indexed=True),
    Field("what", LONG, Tier.CASE, required=True, searchable=True),
    Field("person", RECORD, Tier.CASE, indexed=True),
    Field("for_whom", SHORT, Tier.OPERATIONAL, indexed=True, searchable=True),
    Field("due", MOMENT, Tier.OPERATIONAL, indexed=True),
    Field("status", code("task_status"), Tier.OPERATIONAL, indexed=True),
    Field("reason", LONG, Tier.CASE, searchable=True),
)
