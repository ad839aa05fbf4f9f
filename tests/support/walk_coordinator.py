"""The coordinator's way: founds headquarters, lets a house in, reads what comes, answers, and ends with the same as the house."""

from __future__ import annotations

from datetime import date, timedelta

from app import messaging, views
from support import walk_enrolment, walk_exchange, walk_store
from support import walk_seeing as seeing
from support.walk_enrolment import HOUSE
from support.walk_person import Person
from ui.screens.documents.viewer import Viewer


def walk(me: Person) -> None:
    """Go the whole way."""
    walk_enrolment.found(me)
    walk_enrolment.let_in(me)
    receive(me)
    read(me)
    decide(me)
    write(me)
    answer(me)
    end(me)


def receive(me: Person) -> None:
    """Receive what the house sent, and see who it is about."""
    me.line.hear("sent")
    walk_exchange.receive(me, HOUSE, "17-received")
    me.facts["alias"] = me.seat.ask(lambda w: views.show(w, walk_store.case(w)).fields["alias"])


def read(me: Person) -> None:
    """Open the case and both documents, inside the program."""
    seat = me.seat
    seat.go("people")
    seat.see(me.facts["alias"])
    seat.shoot("18-people")
    seat.click(seeing.line(me.facts["alias"]), "the case")
    seat.keys("Return")
    seat.click(seeing.tab(seat.word("case.tab_documents")), "the tab of documents")
    found = list(seat.ask(walk_store.files))
    assert len(found) == 2
    for place, title in enumerate(found):
        seat.click(seeing.line(title), "the document")
        seat.press(seat.word("common.open"))
        seat.until(lambda: _drawn(me), f"what “{title}” shows")
        seat.shoot(f"{19 + place}-document")
        seat.keys("Escape")
        seat.until(lambda: not isinstance(seeing.top(seat.session.window), Viewer), "the end of the viewer")


def _drawn(me: Person) -> bool:
    """Say whether the viewer shows a picture or a text."""
    viewer = seeing.top(me.seat.session.window)
    if not isinstance(viewer, Viewer):
        return False
    return not viewer.page_view.image().isNull() or bool(viewer.text_view.toPlainText())


def decide(me: Person) -> None:
    """Take the next step with the case."""
    walk_exchange.step(me, me.facts["alias"], "verified")
    me.seat.shoot("21-stage")


def write(me: Person) -> None:
    """Write a message about the case that has to be acknowledged within a week."""
    seat, text = me.seat, me.markers.text(8, latin=True)
    seat.go("messages")
    seat.press(seat.word("messages.new"))
    seat.click(seeing.line(me.facts["alias"]), "the case to write about")
    seat.press(seat.word("messages.new_do"))
    seat.fill(seat.label("text"), text)
    seat.choose(seat.label("type"), seat.code("message_type", "directive"))
    seat.fill(seat.label("must_be_acknowledged_by"), (date.today() + timedelta(days=7)).isoformat())
    seat.shoot("22-message")
    seat.press(seat.word("messages.send"))
    (sent,) = seat.wait_for(messaging.threads, "the message")
    assert (sent.newest.text, sent.newest.type, bool(sent.newest.must_be_acknowledged_by)) == (
        text,
        "directive",
        True,
    )


def answer(me: Person) -> None:
    """Send the answer back on the same stick."""
    walk_exchange.send(me, HOUSE, "23-send-answer")
    me.line.say("answered")


def end(me: Person) -> None:
    """Receive again: the message is acknowledged, nothing contradicts, and both sides hold the same."""
    seat = me.seat
    said = me.line.hear("sent")
    walk_exchange.receive(me, HOUSE, "31-received-again", by_folder=True)
    assert seat.ask(walk_store.stage) == "verified"
    (thread,) = seat.ask(messaging.threads)
    assert [one.by for one in thread.newest.acknowledged] == [HOUSE]
    assert seat.ask(lambda w: walk_store.hashes(w, HOUSE)) == said
    seat.go("today")
    seat.shoot("32-today")
    me.line.say("equal")
    seat.lock()
