"""What a coded list is: slugs in the order people should see them, and the terms that standards have for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

UNKNOWN = "unknown"
NOT_DISCLOSED = "not_disclosed"


@dataclass(frozen=True, slots=True)
class CodeList:
    """A coded list: its slugs in the order people should see them, and what standards call them."""

    name: str
    codes: tuple[str, ...]
    about_person: bool = False
    standard: Mapping[str, str] = field(default_factory=dict)


def of_enum(name: str, codes: type[StrEnum], **standard: str) -> CodeList:
    """Return the list of an enum: one whose members a rule names."""
    members = tuple(str(code) for code in codes)
    return CodeList(name, members, UNKNOWN in members and NOT_DISCLOSED in members, standard)


def of_process(name: str, codes: str, **standard: str) -> CodeList:
    """Return a list about what is done."""
    return CodeList(name, tuple(codes.split()), False, standard)


def of_person(name: str, codes: str, **standard: str) -> CodeList:
    """Return a list about a person, which lets them say nothing."""
    return CodeList(name, (*codes.split(), UNKNOWN, NOT_DISCLOSED), True, standard)
