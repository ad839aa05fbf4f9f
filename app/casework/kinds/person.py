"""A person: one id with up to four records (core, identity, story, health); `compartments.py` says which field is where.

Gender identity, sex in documents and orientation are separate, and each is optional: they are not each other.
"""

from app.casework.schema import Field, kind
from app.casework.tiers import Tier
from app.casework.values import COUNTRIES, DATE, LANGUAGES, LONG, SHORT, SHORTS, code, many_codes

PERSON = kind(
    "person",
    Field("role", code("person_role"), Tier.CASE, indexed=True),
    Field("chosen_name", SHORT, Tier.CASE, indexed=True, searchable=True),
    Field("pronouns", SHORT, Tier.CASE),
    Field("languages", LANGUAGES, Tier.CASE),
    Field("safe_to_contact", LONG, Tier.OPERATIONAL),
    Field("codeword", SHORT, Tier.OPERATIONAL),
    Field("legal_name", SHORT, Tier.IDENTITY, searchable=True),
    Field("legal_name_cyrillic", SHORT, Tier.IDENTITY, searchable=True),
    Field("legal_name_latin", SHORT, Tier.IDENTITY, searchable=True),
    Field("other_names", SHORTS, Tier.IDENTITY, searchable=True),
    Field("birth_date", DATE, Tier.IDENTITY),
    Field("citizenships", COUNTRIES, Tier.IDENTITY),
    Field("sex_in_documents", code("sex_in_documents"), Tier.IDENTITY),
    Field("contact", LONG, Tier.IDENTITY, searchable=True),
    Field("gender_identity", code("gender_identity"), Tier.IDENTITY),
    Field("orientation", code("orientation"), Tier.IDENTITY),
    Field("health_flags", many_codes("health_flag"), Tier.IDENTITY),
)
