"""Who may be the first to write in a person's compartments, asked by real receives of a desk with two houses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from support.chains import Chain
from support.cli import Organisation, Store

from app import exchange
from app.casework.compartments import Compartment
from app.ids import parse
from app.workspace import Workspace
from storage import canonical, log
from storage.changes import Edit, RecordId
from storage.log import NewEdit
from storage.scopes import ScopeId
from storage.session import Session
from sync import kinds

PERSONAL = [Compartment.IDENTITY, Compartment.STORY, Compartment.HEALTH]
SECRET = "Не для дома"
NOBODY = "a" * 26


def _write(store: Store, code: int, owner: str, record: str, kind: str, values: Mapping[str, object]) -> None:
    """Write as somebody does who has taken the program apart."""
    with store.open() as workspace:
        _append(workspace, code, owner, record, kind, values)


def _append(
    who: Workspace, code: int, owner: str, record: str, kind: str, values: Mapping[str, object]
) -> None:
    edits = [NewEdit(parse(record), kind, name, value) for name, value in values.items()]
    with who.vault.transaction() as tx:
        log.append(tx, who.identity.author, kinds.scope(code, parse(owner)), edits, rng=who.rng, now=who.now)


def _a_minute_ago(store: Store) -> None:
    """Let what was written here by now have been written a minute ago: the order of one second is nobody's."""
    with store.open() as workspace, workspace.vault.transaction() as tx:
        tx.execute("UPDATE change SET received = received - 60 WHERE bundle IS NULL")


def _refused(done: Mapping[str, Any]) -> int:
    return len(done["refused"])


@pytest.fixture
def case(org: Organisation) -> str:
    """A case that headquarters made, and of which a house was given the core."""
    case = org.desk.add("case", "alias=From outside")
    org.desk.run("open-to", case, "house-b", "--compartment", "core")
    return case


@pytest.fixture
def person(org: Organisation, case: str) -> str:
    """Somebody in it of whom nothing but the core is known yet."""
    person = org.desk.add("person", "--case", case, "chosen_name=Тимур")
    org.round(org.other)
    assert org.other.fields(person)["chosen_name"] == "Тимур"
    return person


@pytest.fixture
def shared(org: Organisation) -> str:
    """A case that one house made, and of which the other was given the core."""
    case = org.house.add("case", "alias=Quiet shore")
    org.round()
    org.desk.run("open-to", case, "house-b", "--compartment", "core")
    org.round(org.other)
    return case


def test_who_was_given_the_core_does_not_take_the_rest_by_coming_first(
    org: Organisation, person: str
) -> None:
    for compartment in PERSONAL:
        _write(org.other, compartment, person, NOBODY, "note", {"text": "mine"})
    assert _refused(org.carry(org.other, org.desk)) == 3
    for compartment in PERSONAL:
        _write(org.desk, compartment, person, NOBODY, "note", {"text": SECRET})
    for _ in range(2):
        org.carry(org.desk, org.other)
    with org.other.open() as workspace, workspace.vault.read() as tx:
        authors = {author for scope, author in log.heads(tx) if scope[1:] == parse(person)}
    assert len(authors) == 1, "what it wrote itself, and nothing else"


def test_nor_by_dating_its_own_word_about_the_person_back(org: Organisation, case: str, person: str) -> None:
    """Whoever entered a person may go on with them; a clock that its author sets does not say who that was."""
    other = org.other
    _a_minute_ago(org.desk)
    with other.open() as workspace, workspace.vault.transaction() as tx:
        author = workspace.identity.author
        scope = kinds.scope(kinds.CORE, parse(case))
        chain = Chain(author.id, ScopeId(scope))
        chain.write(Edit(RecordId(parse(person)), "person", "pronouns", canonical.dumps("они")), lamport=1)
        with Session(tx, received_at=workspace.now()) as session:
            session.apply(chain.run(), None)
            session.finish()
    assert _refused(org.carry(other, org.desk)) == 0
    _write(other, kinds.IDENTITY, person, NOBODY, "note", {"text": "mine"})
    assert _refused(org.carry(other, org.desk)) == 1


def test_nor_by_coming_before_the_house_that_made_the_case(org: Organisation, shared: str) -> None:
    person = org.house.add("person", "--case", shared, "chosen_name=Тимур")
    org.round()
    org.round(org.other)
    _write(org.other, kinds.IDENTITY, person, NOBODY, "note", {"text": "mine"})
    assert _refused(org.carry(org.other, org.desk)) == 1
    org.house.run("set", person, "legal_name=Тимур Каримов", 'health_flags:=["pregnancy"]')
    assert _refused(org.carry(org.house, org.desk)) == 0
    assert org.desk.fields(person)["legal_name"] == "Тимур Каримов"
    assert "legal_name" not in org.other.fields(person)


def test_a_person_that_comes_in_the_same_bundle(org: Organisation) -> None:
    case = org.house.add("case", "alias=New")
    first = org.house.add("person", "--case", case, "chosen_name=Один", "legal_name=Первый")
    done = org.carry(org.house, org.desk)
    assert (_refused(done), org.desk.fields(first)["legal_name"]) == (0, "Первый")
    second = org.house.add("person", "--case", case, "chosen_name=Два", "legal_name=Второй")
    assert _refused(org.carry(org.house, org.desk)) == 0
    assert org.desk.fields(second)["legal_name"] == "Второй"
    # Nor does anybody stand in the way of what is no known person's.
    _write(org.house, kinds.HEALTH, NOBODY, NOBODY, "person", {"health_flags": []})
    assert _refused(org.carry(org.house, org.desk)) == 0


@pytest.mark.parametrize("whose", ["case", "shared"])
def test_persons_that_a_house_with_the_core_enters(
    org: Organisation, request: pytest.FixtureRequest, whose: str
) -> None:
    """It may, and goes on with them, whoever else is given the persons and writes about them meanwhile."""
    case = request.getfixturevalue(whose)
    org.carry(org.desk, org.other)
    persons = [org.other.add("person", "--case", case, f"chosen_name={name}") for name in ("Гость", "Гостья")]
    bundle = org.other.send(org.desk.name, org.way)
    with org.desk.open() as desk:
        second = desk.now()
        desk.device.now = lambda: second
        (done,) = exchange.receive(desk, [bundle])
        assert not done.refused
        _append(desk, kinds.CORE, case, persons[0], "person", {"chosen_name": "Другой"})
    for person in persons:
        _write(org.other, kinds.HEALTH, person, person, "person", {"health_flags": ["pregnancy"]})
    assert _refused(org.carry(org.other, org.desk)) == 0
    assert all(org.desk.fields(person)["health_flags"] == ["pregnancy"] for person in persons)


@pytest.mark.parametrize(("opened", "refused"), [("health", 1), ("identity", 0)])
def test_what_was_opened_may_be_begun(org: Organisation, opened: str, refused: int) -> None:
    case = org.desk.add("case", "alias=From outside")
    person = org.desk.add("person", "--case", case, "chosen_name=Один")
    with org.desk.open() as workspace, workspace.vault.transaction() as tx:
        heads = {scope for scope, _ in log.heads(tx)}
    assert kinds.scope(kinds.IDENTITY, parse(person)) not in heads
    org.desk.run("open-to", case, "house-b", "--compartment", "core", "--compartment", opened)
    org.carry(org.desk, org.other)
    _write(org.other, kinds.IDENTITY, person, person, "person", {"legal_name": "Первый"})
    assert _refused(org.carry(org.other, org.desk)) == refused
