"""How much a field gives away, and therefore where it may be shown.

Lists, titles and `list --json` show nothing of the identity tier; `show` reveals it, and the revealing is
audited. A field that nobody knows counts as identity: the careful side. Does not decide who may see a record.
"""

from enum import StrEnum


class Tier(StrEnum):
    """The four tiers of casework.md, the most exposing first."""

    IDENTITY = "identity"
    CASE = "case"
    OPERATIONAL = "operational"
    AGGREGATE = "aggregate"


def may_list(tier: Tier) -> bool:
    """Say whether a field of this tier may stand in a list or a title."""
    return tier is not Tier.IDENTITY
