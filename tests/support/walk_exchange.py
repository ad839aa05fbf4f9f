"""Sending and receiving by a stick, as both of them do it."""

from __future__ import annotations

from app import sticks
from support import walk_seeing as seeing
from support import walk_store
from support.walk_person import Person

#: What is said of a bundle that was written. A stick mounted through FUSE cannot be read past the cache.
_WRITTEN = ("exchange.on_stick_safe", "exchange.on_stick_eject", "exchange.in_file")


def stick_name(me: Person) -> str:
    """Return what the program calls the stick; nothing where it is only a folder."""
    found = next((one for one in sticks.mounted() if one.path == me.stick), None)
    return (found.label or found.path.name) if found is not None else ""


def send(me: Person, to: str, picture: str) -> None:
    """Send all there is, attachments too, onto the stick; read what became of it."""
    seat, stick, before = me.seat, stick_name(me), me.on_stick()
    seat.go("exchange")
    seat.press(seat.word("exchange.send"))
    seat.see(to)
    if me.can(seat.word("exchange.attachments")):
        seat.tick(seat.word("exchange.attachments"))
    seat.tick(stick or seat.word("exchange.to_folder"))
    seat.shoot(picture)
    asks = seat.word("exchange.no_place") in seat.texts()
    seat.press(seat.word("exchange.send_now"))
    if asks:
        me.pick(me.stick)
    seat.see(seat.word("exchange.done"))
    said = seat.texts()
    assert any(seat.word(slug) in said for slug in (_WRITTEN[:2] if stick else _WRITTEN[2:])), said
    me.note_written(before)
    seat.shoot(f"{int(picture[:2]) + 1}-written")
    seat.press(seat.word("exchange.done"))


def receive(me: Person, sender: str, picture: str, *, by_folder: bool = False) -> None:
    """Look through the stick for what is new, or through it as through any folder."""
    seat, stick = me.seat, stick_name(me)
    seat.go("exchange")
    seat.press(seat.word("exchange.receive"))
    if stick and not by_folder:
        seat.press(seat.word("exchange.look_through", name=stick))
    else:
        seat.press(seat.word("exchange.open_folder"))
        me.pick(me.stick)
    seat.see(sender)
    seat.shoot(picture)


def step(me: Person, alias: str, status: str) -> None:
    """Let the only case take a step, from its header."""
    seat = me.seat
    seat.go("people")
    seat.click(seeing.line(alias), "the case")
    seat.keys("Return")
    now = seat.code("case_status", str(seat.ask(walk_store.stage)))
    step_to = seat.word("case.step_to", stage=seat.code("case_status", status))
    seat.menu(seat.word("case.stage_name", stage=now), step_to)
    seat.wait_for(lambda w: walk_store.stage(w) == status, status)
