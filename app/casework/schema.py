"""What a kind of record is made of: its fields, and of each field the type, tier and uses.

The infrastructure only: each kind is declared in its own file under `kinds/` and entered in `kinds/__init__.py`,
which is all that a later kind needs. Rules: field names are the words of casework.md in snake_case;
almost every field is optional; what may not change after it was written says so (`write_once`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.casework.tiers import Tier
from app.casework.values import ValueType

DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its type, how much it gives away, whether lists filter by it and search reads it."""

    name: str
    type: ValueType
    tier: Tier
    required: bool = False
    indexed: bool = False
    searchable: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record.

    `periods` are pairs of fields (from, to) that may not run backwards; of `any_of` at least one has a value.
    """

    name: str
    fields: Mapping[str, Field]
    write_once: bool = False
    periods: tuple[tuple[str, str], ...] = ()
    any_of: tuple[str, ...] = ()

    @property
    def required(self) -> tuple[str, ...]:
        """The fields without which a new record is refused."""
        return tuple(field.name for field in self.fields.values() if field.required)


def kind(
    name: str,
    *fields: Field,
    write_once: bool = False,
    periods: tuple[tuple[str, str], ...] = (),
    any_of: tuple[str, ...] = (),
) -> Kind:
    """Declare a kind. Raises: ValueError when a field is declared twice."""
    by_name = {field.name: field for field in fields}
    if len(by_name) != len(fields):
        raise ValueError(f"{name} declares a field twice")
    return Kind(name, by_name, write_once, periods, any_of)
