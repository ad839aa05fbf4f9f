"""Read sync's own records as another device may have written them: a field that is not what it must be is no field.

A signed record can still hold anything. Whoever uses one skips the row that does not read; nothing here raises.
"""

from storage.records import Row
from storage.scopes import AuthorId, ScopeId

_MOST = 1 << 48


def raw(row: Row, field: str, size: int) -> bytes | None:
    """Return a field of lowercase hex as `size` bytes, None when it is anything else."""
    value = row.fields.get(field)
    if not isinstance(value, str) or len(value) != 2 * size:
        return None
    try:
        found = bytes.fromhex(value)
    except ValueError:
        return None
    return found if len(found) == size else None  # spaces are passed over


def scope(row: Row) -> ScopeId | None:
    """Return the compartment that a record is about."""
    found = raw(row, "scope", 17)
    return None if found is None else ScopeId(found)


def author(row: Row) -> AuthorId | None:
    """Return the author that a record is about."""
    found = raw(row, "author", 16)
    return None if found is None else AuthorId(found)


def number(row: Row, field: str, default: int = 1) -> int:
    """Return a positive number, `default` when it is anything else."""
    value = row.fields.get(field)
    right = isinstance(value, int) and not isinstance(value, bool) and 0 < value < _MOST
    return value if right and isinstance(value, int) else default
