"""Unsaved typing: there again after a lock or a crash, gone when it is saved or what it belongs to goes, never sent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from support.cli import PASSPHRASE, ROOT, Organisation

from app import cases, conflicts, drafts, exchange, sharing, state, texts, views
from app.casework.compartments import Compartment
from app.drafts import Draft
from app.placing import Place
from app.workspace import Workspace
from storage import drafts as kept
from storage import purge
from storage.errors import UserError
from storage.scopes import ScopeId

MARKER = "слово, которого нигде быть не должно"
KEY = "form/note/new"

KEEPS_TYPING = """
import sys
from pathlib import Path
from app import drafts
from app.workspace import Workspace
with Workspace.open(Path(sys.argv[1]), sys.argv[2]) as workspace:
    for n in range(1, 10_000):
        drafts.save(workspace, "form", {"text": "слово " * 200, "n": n})
        print(n, flush=True)
"""


def person_in(workspace: Workspace) -> tuple[bytes, bytes]:
    """Add a case with a person who has something in core, identity and story."""
    case = cases.add(workspace, "case", {"alias": "Тихий берег"}).id
    fields = {"chosen_name": "Муса", "legal_name_latin": "Musa", "orientation": "gay"}
    return case, cases.add(workspace, "person", fields, Place(case=case)).id


def test_what_was_typed_is_there_after_the_next_unlock(org: Organisation) -> None:
    with org.house.open() as house:
        case, _ = person_in(house)
        drafts.save(house, KEY, {"text": MARKER, "date": None}, kind="note", place=Place(case=case))
    with org.house.open() as house:
        found = drafts.load(house, KEY)
        assert found == Draft(KEY, {"text": MARKER, "date": None})
        assert found is not None
        assert dict(found) == {"text": MARKER, "date": None}
        assert found.saved_at > 0
        drafts.drop(house, KEY)
        assert drafts.load(house, KEY) is None


def test_all_drafts_newest_first(org: Organisation) -> None:
    with org.house.open() as house:
        _, person = person_in(house)
        times = iter([3_000, 5_000, 4_000])
        house.device.now = lambda: next(times)
        for key in ("a", "b"):
            drafts.save(house, key, {"text": key})
        drafts.save(house, "c", {"chosen_name": "c", "legal_name_latin": "c"}, record=person)
        found = drafts.all(house)
        assert [draft.key for draft in found] == ["b", "c", "a"]
        assert found[1].record == person


def test_a_draft_goes_in_the_transaction_that_saves_it(org: Organisation) -> None:
    with org.house.open() as house:
        case, person = person_in(house)
        drafts.save(house, KEY, {"text": "x"}, kind="note", place=Place(case=case))
        with pytest.raises(UserError):
            cases.add(house, "note", {}, Place(case=case), draft=KEY)
        assert drafts.load(house, KEY), "it was not saved, so it is still a draft"
        cases.add(house, "note", {"text": "x"}, Place(case=case), draft=KEY)
        assert drafts.load(house, KEY) is None
        drafts.save(house, "person", {"chosen_name": "Мусик"}, record=person)
        cases.change(house, person, {"chosen_name": "Мусик"}, draft="person")
        assert drafts.load(house, "person") is None


def test_a_draft_saved_after_all_loses_nothing_that_came_meanwhile(org: Organisation) -> None:
    with org.house.open() as house:
        _, person = person_in(house)
        form = views.show(house, person)
        typed = {"chosen_name": "Мусик", "legal_name_latin": "Mousa"}
        drafts.save(house, "person", typed, record=person, seen=form.seen)
    with org.house.open() as house:
        cases.change(house, person, {"chosen_name": "Другой"})
        found = drafts.load(house, "person")
        assert found is not None
        cases.change(house, person, found, seen=found.seen, draft="person")
        assert {conflict.field for conflict in conflicts.conflicts(house)} == {"chosen_name"}


@pytest.mark.parametrize("compartment", [Compartment.IDENTITY, Compartment.STORY])
def test_what_was_typed_into_a_compartment_goes_when_it_is_shed(
    org: Organisation, compartment: Compartment
) -> None:
    with org.house.open() as house:
        _, person = person_in(house)
    org.round()
    typed = {"chosen_name": "a", "legal_name_latin": "b", "orientation": "c"}
    names = {Compartment.IDENTITY: "legal_name_latin", Compartment.STORY: "orientation"}
    with org.house.open() as house:
        drafts.save(house, "person", typed, record=person, seen=views.show(house, person).seen)
        sharing.shed(house, person, compartment)
        left = drafts.load(house, "person")
        assert left is not None
        assert set(left) == set(typed) - {names[compartment]}
        assert names[compartment] not in (left.seen or {})
        with pytest.raises(UserError) as told:
            drafts.save(house, "person", typed, record=person)
        assert told.value.slug == "scope_not_here"
        drafts.save(house, "person", {"chosen_name": "z", names[compartment]: None}, record=person)
        left = drafts.load(house, "person")
        assert left is not None
        assert dict(left) == {"chosen_name": "z"}, "an empty field of what is not here is no typing"


def test_a_draft_of_a_purged_case_is_gone_and_cannot_come_back(org: Organisation) -> None:
    with org.house.open() as house:
        case, _ = person_in(house)
        drafts.save(house, KEY, {"text": MARKER}, kind="note", place=Place(case=case))
        drafts.save(house, "form/case", {"alias": MARKER}, record=case)
        drafts.save(house, "elsewhere", {"text": "stays"})
        with house.vault.transaction() as tx:
            purge.drop_content(tx, ScopeId(bytes([Compartment.CORE]) + case), "purged")
        assert [draft.key for draft in drafts.all(house)] == ["elsewhere"]
        with pytest.raises(UserError) as told:
            drafts.save(house, "form/case", {"alias": MARKER}, record=case)
        assert told.value.slug == "unknown_record"
        with pytest.raises(UserError):
            drafts.save(house, KEY, {"text": MARKER}, kind="note", place=Place(case=case))


def test_a_new_record_of_a_person_belongs_to_the_compartment_where_it_would_go(org: Organisation) -> None:
    with org.house.open() as house:
        _, person = person_in(house)
        story = ScopeId(bytes([Compartment.STORY]) + person)
        place = Place(person=person)
        drafts.save(house, "incident", {"text": "a"}, kind="incident", place=place)
        drafts.save(house, "chosen", {"text": "a"}, place=Place(person=person, compartment=Compartment.STORY))
        drafts.save(house, "unclear", {"text": "a"}, place=place)
        with house.vault.transaction() as tx:
            assert {part.name for part in kept.every(tx) if part.scope == story} == {"incident", "chosen"}
            purge.drop_content(tx, story, "shed")
        assert [draft.key for draft in drafts.all(house)] == ["unclear"]


def test_a_draft_never_travels(org: Organisation) -> None:
    with org.house.open() as house:
        case, _ = person_in(house)
    org.round()
    with org.house.open() as house:
        before = state.state_hash(house)
        drafts.save(house, "form/case", {"alias": MARKER}, record=case)
        assert state.state_hash(house) == before
        sent = exchange.send(house, exchange.Parcel("hq"), exchange.to_file(house, org.way))
        assert sent.changes == 0
        assert state.verify(house).ok
    assert org.house.run("search", MARKER) == []


def test_too_much_is_refused_and_what_was_kept_stays(org: Organisation) -> None:
    with org.house.open() as house:
        drafts.save(house, KEY, {"text": "short"})
        with pytest.raises(UserError) as told:
            drafts.save(house, KEY, {"text": "a" * drafts.MOST_BYTES})
        assert told.value.slug == "draft_too_large"
        assert drafts.load(house, KEY) == Draft(KEY, {"text": "short"})
    for language in texts.LANGUAGES:
        assert texts.has_sentence("draft_too_large", language)


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"about": null, "seen": null, "values": []}',
        b'{"about": 1, "seen": null, "values": {}}',
        b'{"about": "x", "seen": null, "values": {}}',
        b"[" * 100_000,
    ],
)
def test_garbage_is_no_draft(org: Organisation, garbage: bytes) -> None:
    with org.house.open() as house:
        with house.vault.transaction() as tx:
            kept.put(tx, KEY, {None: garbage}, 1)
        assert drafts.load(house, KEY) is None
        assert drafts.all(house) == []


def test_what_was_seen_and_is_garbage_is_nothing_seen(org: Organisation) -> None:
    with org.house.open() as house:
        with house.vault.transaction() as tx:
            kept.put(tx, KEY, {None: b'{"about": null, "seen": 5, "values": {"a": 1}}'}, 1)
        assert drafts.load(house, KEY) == Draft(KEY, {"a": 1})


def test_a_draft_that_was_kept_survives_a_kill(org: Organisation) -> None:
    """kill -9 while somebody types; what was said to be kept, or something later, is there."""
    for wanted in (1, 4, 9):
        process = subprocess.Popen(
            [sys.executable, "-c", KEEPS_TYPING, str(org.house.path), PASSPHRASE],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        assert process.stdout is not None
        for _ in range(wanted):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        said = [int(line) for line in process.stdout.readlines() if line.endswith("\n")]
        process.wait()
        process.stdout.close()
        with org.house.open() as house:
            found = drafts.load(house, "form")
            assert found is not None
            assert found["text"] == "слово " * 200
            assert found["n"] in range(max([wanted, *said]), max([wanted, *said]) + 2)
            drafts.drop(house, "form")
