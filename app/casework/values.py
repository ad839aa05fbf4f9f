"""The types that a field's value can have: strict pydantic models of one value each.

Each type says why it refuses with a slug (`too_long`, `not_a_code` …); sentences are made in app/texts.
Rules: text is NFC; control characters are refused, but for the newline in long text; direction overrides and
look-alikes are kept, for screens to show literally; a value fits the log's 64 KiB.
Does not know kinds or fields.
"""

import json
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from app.casework import partial_dates
from app.casework.codes import LISTS, NOT_DISCLOSED, UNKNOWN, CodeList
from app.ids import is_text

SHORT_TEXT = 200
LONG_TEXT = 20_000
MAX_ITEMS = 64
MAX_ENTRIES = 16
MAX_BYTES = 64 * 1024

_STRICT = ConfigDict(strict=True)


class Refused(Exception):  # noqa: N818  reads as prose where it is caught
    """A value that is not of this type: `why` is a slug, `facts` what a sentence about it needs."""

    def __init__(self, why: str, **facts: str | int) -> None:
        super().__init__(why)
        self.why = why
        self.facts = facts


@dataclass(frozen=True, slots=True)
class ValueType:
    """A type of value: its name for forms, its validator, its code list if it has one, one value or many.

    `parts` are the names and types of what one entry of a structured value is made of. `plain` holds for texts that are of this
    type as they stand: lists of thousands are judged by that alone.
    """

    name: str
    adapter: TypeAdapter[Any]
    codes: CodeList | None = None
    many: bool = False
    parts: Mapping[str, "ValueType"] | None = None
    plain: Callable[[str], bool] | None = None

    def check(self, untrusted_value: object) -> object:
        """Return the value in its normal form. Raises: Refused."""
        if self.plain is not None and type(untrusted_value) is str and self.plain(untrusted_value):
            return untrusted_value
        try:
            value = self.adapter.validate_python(untrusted_value)
        except ValidationError as error:
            raise _refusal(error) from None
        if len(json.dumps(value, ensure_ascii=False).encode()) > MAX_BYTES:
            raise Refused("too_large", limit=MAX_BYTES)
        return value


# What pydantic calls a failure → what we call it; every other failure is `wrong_type`.
_SLUGS = {
    "too_long_text": "too_long",
    "too_long": "too_many",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "string_unicode": "bad_text",
    "empty": "empty",
    "control_character": "control_character",
    "bad_text": "bad_text",
    "not_a_code": "not_a_code",
    "twice": "twice",
    "bad_date": "bad_date",
    "bad_id": "bad_id",
    "bad_hash": "bad_hash",
    "bad_country": "bad_country",
    "bad_language": "bad_language",
}


def _refusal(error: ValidationError) -> Refused:
    first = error.errors(include_url=False, include_input=False)[0]
    why = _SLUGS.get(first["type"], "wrong_type")
    facts = {name: fact for name, fact in first.get("ctx", {}).items() if name in ("limit", "allowed")}
    return Refused(why, **({"limit": _most(first)} if why == "too_many" else facts))


def _most(error: Any) -> int:
    return int(error.get("ctx", {}).get("max_length", MAX_ITEMS))


def _text(limit: int, lines: bool, text: str) -> str:
    if text.isprintable() and len(text) <= limit and text.strip() and unicodedata.is_normalized("NFC", text):
        return text
    if lines:
        text = text.replace("\r\n", "\n")
    normal = unicodedata.normalize("NFC", text)
    if not normal.strip():
        raise PydanticCustomError("empty", "empty")
    for character in normal:
        category = unicodedata.category(character)
        if category == "Cs":
            raise PydanticCustomError("bad_text", "bad_text")
        if category == "Cc" and not (lines and character == "\n"):
            raise PydanticCustomError("control_character", "control_character")
    if len(normal) > limit:
        raise PydanticCustomError("too_long_text", "too_long_text", {"limit": limit})
    return normal


def _one_of(listed: CodeList, text: str) -> str:
    if text not in listed.codes:
        raise PydanticCustomError("not_a_code", "not_a_code", {"allowed": ", ".join(listed.codes)})
    return text


def _once(items: list[Any]) -> list[Any]:
    if len(set(items)) != len(items):
        raise PydanticCustomError("twice", "twice")
    return items


def _that(slug: str, holds: Callable[[str], bool]) -> AfterValidator:
    def check(text: str) -> str:
        if not holds(text):
            raise PydanticCustomError(slug, slug)
        return text

    return AfterValidator(check)


def _is_country(text: str) -> bool:
    return text in _SPECIAL or text == "stateless" or (len(text) == 2 and text.isascii() and text.isupper())


def _is_language(text: str) -> bool:
    short = len(text) in (2, 3) and text.isascii() and text.isalpha() and text.islower()
    return short or text in _SPECIAL


def _is_hash(text: str) -> bool:
    return len(text) == 64 and not set(text) - set("0123456789abcdef")


_SPECIAL = (UNKNOWN, NOT_DISCLOSED)


def _adapter(type_: Any) -> TypeAdapter[Any]:
    return TypeAdapter(type_, config=_STRICT)


def _simple(name: str, slug: str, holds: Callable[[str], bool]) -> ValueType:
    return ValueType(name, _adapter(Annotated[str, _that(slug, holds)]), plain=holds)


def _many(name: str, one: Any, listed: CodeList | None = None) -> ValueType:
    several = Annotated[list[one], Field(max_length=MAX_ITEMS), AfterValidator(_once)]
    return ValueType(name, _adapter(several), listed, many=True)


_SHORT = Annotated[str, AfterValidator(partial(_text, SHORT_TEXT, False))]
_LONG = Annotated[str, AfterValidator(partial(_text, LONG_TEXT, True))]

SHORT = ValueType("short_text", _adapter(_SHORT))
LONG = ValueType("long_text", _adapter(_LONG))
SHORTS = _many("short_texts", _SHORT)
DATE = _simple("date", "bad_date", partial_dates.is_date)
MOMENT = _simple("moment", "bad_date", partial_dates.is_moment)
RECORD = _simple("record", "bad_id", is_text)
HASH = _simple("hash", "bad_hash", _is_hash)
LANGUAGE = _simple("language", "bad_language", _is_language)
LANGUAGES = _many("languages", Annotated[str, _that("bad_language", _is_language)])
COUNTRIES = _many("countries", Annotated[str, _that("bad_country", _is_country)])
YES_NO = ValueType("yes_no", _adapter(bool))
COUNT = ValueType("count", _adapter(Annotated[int, Field(ge=0, le=2**53)]))


def code(name: str) -> ValueType:
    """Return the type of one code of the list `name`."""
    listed = LISTS[name]
    adapter = _adapter(Annotated[str, AfterValidator(partial(_one_of, listed))])
    return ValueType("code", adapter, listed, plain=frozenset(listed.codes).__contains__)


def many_codes(name: str) -> ValueType:
    """Return the type of several codes of the list `name`, none twice."""
    listed = LISTS[name]
    return _many("codes", Annotated[str, AfterValidator(partial(_one_of, listed))], listed)


def levels(name: str, highest: int) -> ValueType:
    """Return the type of a table from codes of the list `name` to levels 0 … `highest`."""
    listed = LISTS[name]
    key = Annotated[str, AfterValidator(partial(_one_of, listed))]
    level = Annotated[int, Field(ge=0, le=highest)]
    return ValueType("levels", _adapter(dict[key, level]), listed)


def entries(needs: Collection[str], **parts: ValueType) -> ValueType:
    """Return the type of up to 16 small objects, each with some of `parts` and all that it `needs`."""
    one = Annotated[dict[str, Any], AfterValidator(partial(_entry, frozenset(needs), parts))]
    several = Annotated[list[one], Field(max_length=MAX_ENTRIES)]
    return ValueType("entries", _adapter(several), parts=parts)


def _entry(
    needs: frozenset[str], parts: Mapping[str, ValueType], untrusted: dict[str, Any]
) -> dict[str, object]:
    """Check one object part by part; a part that has no value is left out. Raises: Refused."""
    if untrusted.keys() - parts.keys():
        raise Refused("unknown_part", allowed=", ".join(parts))
    given = {name: value for name, value in untrusted.items() if value is not None}
    if not given or needs - given.keys():
        raise Refused("missing_part", allowed=", ".join(name for name in parts if name in needs or not needs))
    return {name: type_.check(given[name]) for name, type_ in parts.items() if name in given}
