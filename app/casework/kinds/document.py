"""A document: an attachment's record. The bytes are a blob of the vault, named here by their hash."""

from app.casework.schema import Field, kind
from app.casework.tiers import Tier
from app.casework.values import COUNT, HASH, LANGUAGE, LONG, MOMENT, RECORD, SHORT, SHORTS, YES_NO, code

DOCUMENT = kind(
    "document",
    Field("title", SHORT, Tier.CASE, searchable=True),
    Field("type", code("document_type"), Tier.CASE, indexed=True),
    Field("language", LANGUAGE, Tier.CASE),
    Field("date", MOMENT, Tier.CASE, indexed=True),
    Field("source", LONG, Tier.CASE),
    Field("person", RECORD, Tier.CASE, indexed=True),
    Field("file_name", SHORT, Tier.IDENTITY, searchable=True),
    Field("media_type", SHORT, Tier.OPERATIONAL),
    Field("size", COUNT, Tier.OPERATIONAL),
    Field("hash", HASH, Tier.OPERATIONAL, indexed=True),
    Field("evidence", YES_NO, Tier.OPERATIONAL, indexed=True),
    Field("metadata", code("metadata_outcome"), Tier.OPERATIONAL),
    Field("who_may_see", SHORTS, Tier.OPERATIONAL),
    Field("translation_of", RECORD, Tier.CASE, indexed=True),
)
