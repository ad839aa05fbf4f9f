"""Which compartment each record and field lives in."""

import pytest

from app.casework import compartments as c
from app.casework.compartments import Anchor, Compartment
from app.casework.kinds import KINDS
from storage.errors import UserError

ROOT, CASE, PERSON, HOUSE = (bytes([n]) * 16 for n in (1, 2, 3, 4))
IN_CASE = Anchor(root=ROOT, case=CASE)
OF_PERSON = Anchor(root=ROOT, case=CASE, person=PERSON)
AT_HOUSE = Anchor(root=ROOT, house=HOUSE)
NOWHERE = Anchor(root=ROOT)

HOMES = [
    ("case", IN_CASE, "core"),
    ("person", OF_PERSON, "core"),
    ("consent", OF_PERSON, "core"),
    ("risk", IN_CASE, "core"),
    ("stay", OF_PERSON, "core"),
    ("house", AT_HOUSE, "house"),
    ("incident", OF_PERSON, "story"),
    ("incident", IN_CASE, "story"),
    *((kind, IN_CASE, "core route") for kind in ("note", "task", "message", "document")),
    *((kind, OF_PERSON, "core story health") for kind in ("note", "task", "message")),
    ("document", OF_PERSON, "core identity story health"),
    *((kind, AT_HOUSE, "house") for kind in ("note", "task", "message", "document")),
    *((kind, NOWHERE, "desks") for kind in ("note", "task", "message", "document")),
    ("message", Anchor(root=ROOT, house=HOUSE, broadcast=True), "everyone"),
    ("note", Anchor(root=ROOT, house=HOUSE, broadcast=True), "house"),
    ("no_such_kind", IN_CASE, ""),
]


def test_codes_are_those_of_the_vault() -> None:
    words = ["core", "route", "identity", "story", "health", "house", "everyone", "desks", "link", "audit"]
    assert [compartment.word for compartment in Compartment] == words
    assert [int(compartment) for compartment in Compartment] == list(range(1, 11))
    assert set(c.OWNERS) == set(Compartment)


@pytest.mark.parametrize(("kind", "anchor", "words"), HOMES)
def test_homes_of_a_kind_the_default_first(kind: str, anchor: Anchor, words: str) -> None:
    assert [home.word for home in c.homes(kind, anchor)] == words.split()


@pytest.mark.parametrize(
    ("kind", "anchor", "compartment", "code", "owner"),
    [
        ("note", IN_CASE, None, 1, CASE),
        ("note", IN_CASE, Compartment.ROUTE, 2, CASE),
        ("document", OF_PERSON, Compartment.IDENTITY, 3, PERSON),
        ("note", OF_PERSON, Compartment.STORY, 4, PERSON),
        ("note", OF_PERSON, Compartment.HEALTH, 5, PERSON),
        ("house", AT_HOUSE, None, 6, HOUSE),
        ("message", Anchor(root=ROOT, broadcast=True), None, 7, ROOT),
        ("message", NOWHERE, None, 8, ROOT),
    ],
)
def test_a_scope_is_code_and_owner(
    kind: str, anchor: Anchor, compartment: Compartment | None, code: int, owner: bytes
) -> None:
    scope = c.home(kind, anchor, compartment)
    assert scope == bytes([code]) + owner
    assert c.compartment_of(scope) == code
    assert c.owner_of(scope) == owner


@pytest.mark.parametrize(
    ("kind", "anchor", "compartment"),
    [
        ("stay", IN_CASE, Compartment.ROUTE),
        ("note", OF_PERSON, Compartment.IDENTITY),
        ("task", OF_PERSON, Compartment.IDENTITY),
        ("incident", OF_PERSON, Compartment.CORE),
        ("note", OF_PERSON, Compartment.ROUTE),
        ("note", AT_HOUSE, Compartment.CORE),
        ("house", AT_HOUSE, Compartment.DESKS),
        ("note", IN_CASE, Compartment.LINK),
        ("no_such_kind", IN_CASE, None),
    ],
)
def test_a_kind_does_not_go_where_it_has_no_home(
    kind: str, anchor: Anchor, compartment: Compartment | None
) -> None:
    with pytest.raises(UserError) as refused:
        c.home(kind, anchor, compartment)
    assert refused.value.slug == "wrong_compartment"


@pytest.mark.parametrize(("kind", "needs"), [("stay", "case"), ("house", "house"), ("incident", "person")])
def test_a_record_without_what_it_hangs_on_is_refused(kind: str, needs: str) -> None:
    with pytest.raises(UserError) as refused:
        c.home(kind, NOWHERE)
    assert refused.value.slug == "no_home"
    assert refused.value.facts["needs"] == needs


def test_compartments_have_names_on_the_command_line() -> None:
    assert c.named("story") is Compartment.STORY
    with pytest.raises(UserError) as refused:
        c.named("cellar")
    assert refused.value.slug == "unknown_compartment"
    assert "health" in str(refused.value.facts["allowed"])


def test_a_scope_of_a_newer_version_has_no_compartment_here() -> None:
    assert c.compartment_of(bytes([200]) + ROOT) is None


def test_an_owner_of_another_length_is_a_bug() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        c.scope_id(Compartment.CORE, b"short")


def test_every_field_of_a_person_has_one_home() -> None:
    assert set(c.PERSON_FIELDS) == set(KINDS["person"].fields)
    assert c.of_person_field("birth_date") is Compartment.IDENTITY
    assert c.of_person_field("orientation") is Compartment.STORY
    assert c.of_person_field("health_flags") is Compartment.HEALTH
    assert c.of_person_field("chosen_name") is Compartment.CORE
