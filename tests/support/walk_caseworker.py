"""The caseworker's way: takes somebody in, with a document; sends; gets an answer, acknowledges it, settles what contradicts."""

from __future__ import annotations

from app import conflicts, drafts, messaging, people
from app.workspace import Workspace
from support import walk_enrolment, walk_exchange, walk_papers, walk_store
from support import walk_seeing as seeing
from support.walk_enrolment import DESK
from support.walk_person import Person

#: Letters in the longest name that a form takes.
LONGEST = 200


def walk(me: Person) -> None:
    """Go the whole way."""
    walk_enrolment.begin_alone(me)
    walk_enrolment.join(me)
    take_in(me)
    say_who(me)
    attach(me)
    write_down(me)
    look_around(me)
    send(me)
    judge(me)
    hear(me)
    acknowledge(me)
    settle(me)
    end(me)


def take_in(me: Person) -> None:
    """Take somebody in; in the middle of it lock, and go on where it was left."""
    seat, marks = me.seat, me.markers
    name = f"{marks.text(20)}ю"
    assert len(name) == LONGEST
    me.facts["name"], me.facts["alias"] = name, marks.text()
    seat.go("people")
    seat.press(seat.word("people.new"))
    seat.fill(seat.label("chosen_name"), name)
    seat.fill(seat.label("alias"), me.facts["alias"])
    seat.fill(seat.label("safe_to_contact"), marks.text(5))
    given = seat.code("consent_decision", "given")
    seat.tick(given, seat.word("case.ask_work"))
    seat.shoot("06-half-typed")
    seat.lock()
    me.unlock()
    seat.go("people")
    seat.press(seat.word("people.new"))
    seat.until(lambda: name in seeing.texts(seat.session.window), "what was typed before the lock")
    assert seat.ask(people.index) == []
    seat.tick(given, seat.word("case.ask_hq"))
    seat.tick(seat.code("risk_level", "high"), seat.label("level"))
    seat.fill(seat.label("text"), marks.text(8))
    seat.shoot("08-intake")
    seat.keys("ctrl+s")
    seat.see(me.facts["alias"])
    seat.wait_for(people.index, "the case")
    assert seat.ask(lambda w: drafts.load(w, "form/intake")) is None
    assert [one["chosen_name"] for one in seat.ask(lambda w: walk_store.records(w, "person"))] == [name]
    consents = seat.ask(lambda w: walk_store.records(w, "consent"))
    answers = {one["purpose"]: one["decision"] for one in consents}
    assert answers == {"case_management": "given", "share_with_hq": "given"}
    seat.shoot("09-case")


def say_who(me: Person) -> None:
    """Write down who it is: in the part that only some may see."""
    seat, marks = me.seat, me.markers
    legal = f"{marks.text(20)}ю"
    seat.click(seeing.tab(seat.word("case.tab_persons")), "the tab of people")
    seat.click(seeing.line(me.facts["name"][:40]), "the person")
    seat.press(seat.word("common.edit"))
    seat.fill(seat.label("legal_name_cyrillic"), legal)
    seat.fill(seat.label("contact"), marks.text(5, latin=True))
    seat.shoot("10-person")
    seat.keys("ctrl+s")

    def there(workspace: Workspace) -> bool:
        (one,) = walk_store.records(workspace, "person")
        return one.get("legal_name_cyrillic") == legal

    seat.wait_for(there, "the legal name")


def attach(me: Person) -> None:
    """Attach a photo and a text, and delete the originals when that is offered."""
    seat, marks = me.seat, me.markers
    folder = me.home / "Downloads"
    folder.mkdir()
    originals = sorted([walk_papers.photo(folder, marks), walk_papers.letter(folder, marks)])
    seat.click(seeing.tab(seat.word("case.tab_documents")), "the tab of documents")
    seat.press(seat.word("documents.attach"))
    me.pick_all(folder)
    for place in range(len(originals)):
        seat.fill(seat.label("title"), marks.text(3), place)
    seat.shoot("11-attach")
    seat.press(seat.word("documents.attach_these", n=len(originals)))
    seat.see(seat.word("documents.attached_title", n=len(originals)))
    for path in originals:
        seat.tick(path.name)
    seat.shoot("12-originals")
    seat.press(seat.word("documents.delete_originals"))
    seat.until(lambda: list(folder.iterdir()) == [], "the end of the originals")
    found = seat.ask(walk_store.files)
    assert len(found) == len(originals)
    (png,) = [data for data in found.values() if data.startswith(b"\x89PNG")]
    assert not walk_papers.knows_its_place(png), "where it was taken went no further"
    seat.shoot("13-documents")


def write_down(me: Person) -> None:
    """Write a note; begin another one and give it up."""
    seat, marks = me.seat, me.markers
    text = marks.text(10)
    seat.click(seeing.tab(seat.word("case.tab_notes")), "the tab of notes")
    seat.fill(seat.word("documents.note_text"), text)
    seat.keys("ctrl+Return")
    seat.wait_for(lambda w: [one["text"] for one in walk_store.records(w, "note")] == [text], "the note")
    seat.until(lambda: text in seeing.texts(seat.session.window), "the note among the notes")
    seat.fill(seat.word("documents.note_text"), marks.fleeting(6))
    seat.press(seat.word("documents.clear_note"))
    seat.shoot("14-notes")


def look_around(me: Person) -> None:
    """Search for what is there and for what is not."""
    seat, marks = me.seat, me.markers
    for words in (me.facts["name"][:9], marks.fleeting(2), marks.fleeting(2, latin=True)):
        seat.keys("ctrl+k")
        seat.type(words)
        seat.settle()
        seat.keys("Escape")


def send(me: Person) -> None:
    """Send everything to headquarters on the stick."""
    walk_exchange.send(me, DESK, "15-send")
    me.line.say("sent")


def judge(me: Person) -> None:
    """Change the stage, not knowing that headquarters changes it too."""
    walk_exchange.step(me, me.facts["alias"], "not_verified")
    assert me.seat.ask(walk_store.stage) == "not_verified"


def hear(me: Person) -> None:
    """Receive what headquarters answered: a message, and a stage that contradicts."""
    me.line.hear("answered")
    walk_exchange.receive(me, DESK, "25-answer")
    (found,) = me.seat.ask(conflicts.pending)
    assert (found.kind, found.field, found.count) == ("case", "status", 2)
    me.seat.see(me.seat.word("exchange.to_conflicts"))


def acknowledge(me: Person) -> None:
    """Read the message and acknowledge it."""
    seat = me.seat
    seat.go("messages")
    seat.click(seeing.line(me.facts["alias"]), "the conversation")
    seat.see(seat.word("messages.acknowledge"))
    assert [one.unacknowledged for one in seat.ask(messaging.threads)] == [1]
    seat.shoot("26-to-acknowledge")
    seat.press(seat.word("messages.acknowledge"))
    seat.wait_for(
        lambda w: [one.unacknowledged for one in messaging.threads(w)] == [0], "the acknowledgement"
    )


def settle(me: Person) -> None:
    """Look at both stages side by side, and take headquarters' one."""
    seat = me.seat
    seat.go("exchange")
    seat.click(seeing.tab(seat.word("exchange.tab_conflicts")), "the tab of conflicts")
    seat.click(seeing.line(me.facts["alias"]), "the conflict")
    verified = seat.code("case_status", "verified")
    seat.see(verified, seat.code("case_status", "not_verified"))
    seat.shoot("27-conflict")
    seat.press(f"{seat.word('conflicts.take')}: {verified}")
    seat.wait_for(lambda w: conflicts.pending(w) == [], "the end of the conflict")
    assert seat.ask(walk_store.stage) == "verified"
    seat.shoot("28-settled")


def end(me: Person) -> None:
    """Send once more; the same is on both sides then."""
    walk_exchange.send(me, DESK, "29-send-again")
    me.facts["state"] = me.seat.ask(lambda w: walk_store.hashes(w, None))
    me.line.say("sent", me.facts["state"])
    me.line.hear("equal")
    me.seat.lock()
