"""Which compartment a record, and a person's field, lives in: the table of casework.md.

A scope id is one code byte and 16 bytes of owner. Does not decide who may write or see a compartment
(sync/rights.py does). Rules: the first home of a kind is its default; a record never changes compartment;
a person is one id with up to four records, its own compartments owned by the person, the core by the case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from storage.errors import UserError

OWNER_SIZE = 16


class Compartment(IntEnum):
    """The code byte of a scope id (vault.md)."""

    CORE = 1
    ROUTE = 2
    IDENTITY = 3
    STORY = 4
    HEALTH = 5
    HOUSE = 6
    EVERYONE = 7
    DESKS = 8
    LINK = 9
    AUDIT = 10

    @property
    def word(self) -> str:
        """The name on the command line: `core`, `route` …"""
        return self.name.lower()


class Owner(StrEnum):
    """What the 16 bytes after the code are the id of."""

    CASE = "case"
    PERSON = "person"
    HOUSE = "house"
    DEVICE = "device"
    ROOT = "root"


OWNERS: Mapping[Compartment, Owner] = {
    Compartment.CORE: Owner.CASE,
    Compartment.ROUTE: Owner.CASE,
    Compartment.IDENTITY: Owner.PERSON,
    Compartment.STORY: Owner.PERSON,
    Compartment.HEALTH: Owner.PERSON,
    Compartment.HOUSE: Owner.HOUSE,
    Compartment.EVERYONE: Owner.ROOT,
    Compartment.DESKS: Owner.ROOT,
    Compartment.LINK: Owner.DEVICE,
    Compartment.AUDIT: Owner.DEVICE,
}

PERSONAL = frozenset({Compartment.IDENTITY, Compartment.STORY, Compartment.HEALTH})

PERSON_FIELDS: Mapping[str, Compartment] = {
    "role": Compartment.CORE,
    "chosen_name": Compartment.CORE,
    "pronouns": Compartment.CORE,
    "languages": Compartment.CORE,
    "safe_to_contact": Compartment.CORE,
    "codeword": Compartment.CORE,
    "legal_name": Compartment.IDENTITY,
    "legal_name_cyrillic": Compartment.IDENTITY,
    "legal_name_latin": Compartment.IDENTITY,
    "other_names": Compartment.IDENTITY,
    "birth_date": Compartment.IDENTITY,
    "citizenships": Compartment.IDENTITY,
    "sex_in_documents": Compartment.IDENTITY,
    "contact": Compartment.IDENTITY,
    "gender_identity": Compartment.STORY,
    "orientation": Compartment.STORY,
    "health_flags": Compartment.HEALTH,
}

_WRITING = frozenset({"note", "task", "message", "document"})
_CORE_ONLY = frozenset({"case", "person", "consent", "risk", "stay"})


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a new record hangs on, as given with --case, --person, --house; 16-byte ids.

    `case` is also filled in for a person, whose core record is in a case. `root` owns everyone and desks.
    """

    root: bytes
    case: bytes | None = None
    person: bytes | None = None
    house: bytes | None = None
    broadcast: bool = False

    def owner(self, compartment: Compartment) -> bytes | None:
        """Return the owner that this anchor gives a compartment; None where it gives none."""
        owners = {Owner.CASE: self.case, Owner.PERSON: self.person, Owner.HOUSE: self.house}
        return owners.get(OWNERS[compartment], self.root)


def scope_id(compartment: Compartment, owner: bytes) -> bytes:
    """Return the 17 bytes of a scope. Raises: ValueError for an owner that is not 16 bytes."""
    if len(owner) != OWNER_SIZE:
        raise ValueError(f"an owner has {OWNER_SIZE} bytes, not {len(owner)}")
    return bytes([compartment]) + owner


def compartment_of(scope: bytes) -> Compartment | None:
    """Return a scope's compartment; None for a code that a newer version made."""
    try:
        return Compartment(scope[0])
    except ValueError:
        return None


def owner_of(scope: bytes) -> bytes:
    """Return the 16 bytes of a scope's owner."""
    return scope[1:]


def named(untrusted_word: str) -> Compartment:
    """Read a compartment's name. Raises: UserError("unknown_compartment")."""
    try:
        return Compartment[untrusted_word.upper()]
    except KeyError:
        raise UserError(
            "unknown_compartment",
            compartment=untrusted_word[:64],
            allowed=", ".join(compartment.word for compartment in Compartment),
        ) from None


def homes(kind: str, anchor: Anchor) -> tuple[Compartment, ...]:
    """List the compartments a new record of `kind` may go to from this anchor, the default first."""
    if kind == "house":
        return (Compartment.HOUSE,)
    if kind in _CORE_ONLY:
        return (Compartment.CORE,)
    if kind == "incident":
        return (Compartment.STORY,)
    if kind not in _WRITING:
        return ()
    if kind == "message" and anchor.broadcast:
        return (Compartment.EVERYONE,)
    if anchor.person is not None:
        identity = (Compartment.IDENTITY,) if kind == "document" else ()
        return (Compartment.CORE, *identity, Compartment.STORY, Compartment.HEALTH)
    if anchor.case is not None:
        return (Compartment.CORE, Compartment.ROUTE)
    if anchor.house is not None:
        return (Compartment.HOUSE,)
    return (Compartment.DESKS,)


def home(kind: str, anchor: Anchor, compartment: Compartment | None = None) -> bytes:
    """Return the scope id for a new record: the default home, or the one asked for.

    Raises: UserError("wrong_compartment") when the kind may not live there,
    UserError("no_home") when what it hangs on (a case, a person, a house) was not given.
    """
    allowed = homes(kind, anchor)
    chosen = compartment if compartment is not None else (allowed[0] if allowed else None)
    if chosen is None or chosen not in allowed:
        words = ", ".join(each.word for each in allowed)
        asked = chosen.word if chosen is not None else ""
        raise UserError("wrong_compartment", kind=kind, compartment=asked, allowed=words)
    owner = anchor.owner(chosen)
    if owner is None:
        raise UserError("no_home", kind=kind, compartment=chosen.word, needs=str(OWNERS[chosen]))
    return scope_id(chosen, owner)


def of_person_field(name: str) -> Compartment:
    """Return the compartment of one of a person's fields. Raises: KeyError for an unknown one."""
    return PERSON_FIELDS[name]
