"""How both come together: headquarters is founded, its kit written and tried, the house invited, admitted and confirmed."""

from __future__ import annotations

from app import devices, kit
from app.devices import Stage
from support.walk_person import Person

SHARES, NEEDED = 3, 2
DESK, HOUSE = "headquarters", "house-a"


def found(me: Person) -> None:
    """Found headquarters; write the organisation kit, copy its shares, try them."""
    seat = me.seat
    me.first_run("desk", DESK)
    seat.fill(seat.word("kit.count"), str(SHARES))
    seat.fill(seat.word("kit.needed"), str(NEEDED))
    seat.shoot("01-kit")
    seat.press(seat.word("kit.write_action"))
    me.pick(me.home)
    papers = [_copy_share(me, place) for place in range(1, SHARES + 1)]
    seat.press(seat.word("kit.rehearse_begin"))
    for place, paper in enumerate(papers[:NEEDED], 1):
        heading = "kit.type_title" if place > 1 else "kit.type_title_one"
        seat.see(seat.word(heading, n=place, of=NEEDED))
        me.type_words(paper, letters=4)
        seat.press(seat.word("kit.type_next"))
    seat.press(seat.word("kit.opens_action"))
    seat.inside()
    standing = seat.ask(kit.standing)
    assert standing.written and standing.rehearsed and not standing.owed


def _copy_share(me: Person, place: int) -> list[str]:
    seat = me.seat
    seat.see(seat.word("kit.share_title", n=place, of=SHARES))
    paper = me.read_words()
    seat.press(seat.word("kit.share_last" if place == SHARES else "kit.share_next"))
    return paper


def let_in(me: Person) -> None:
    """Invite the house, tell six words, hear eight, tell four."""
    seat = me.seat
    seat.go("devices")
    before = me.on_stick()
    seat.press(seat.word("devices.invite"))
    seat.fill(seat.word("enrolment.name"), HOUSE)
    seat.keys("Return")
    me.pick(me.stick)
    seat.see(seat.word("enrolment.code_title", name=HOUSE))
    six = me.read_words()
    seat.shoot("03-six-words")
    seat.press(seat.word("enrolment.code_done"))
    me.line.say("six", {"words": six, "letter": me.note_written(before)})
    heard = me.line.hear("eight")
    seat.press(seat.word("devices.admit"))
    seat.press(seat.word("enrolment.pick_reply"))
    me.pick(me.stick / heard["reply"])
    me.type_words(heard["words"])
    seat.press(seat.word("enrolment.admit_action"))
    seat.see(seat.word("enrolment.four_title", name=HOUSE))
    me.line.say("four", me.read_words())
    me.line.hear("belongs")
    seat.press(seat.word("enrolment.four_done"))
    seat.see(HOUSE)
    assert HOUSE in [member.device.name for member in seat.ask(devices.members)]
    seat.shoot("05-roster")


def begin_alone(me: Person) -> None:
    """Begin to work in a house that nobody has invited yet."""
    seat = me.seat
    me.first_run("house", HOUSE)
    seat.press(seat.word("first_run.join_later"))
    seat.inside()
    seat.shoot("02-house-alone")


def join(me: Person) -> None:
    """Answer the invitation from the exchange, read eight words out, type four."""
    seat = me.seat
    heard = me.line.hear("six")
    seat.go("exchange")
    seat.press(seat.word("enrolment.banner_none_action"))
    seat.press(seat.word("enrolment.pick_invitation"))
    me.pick(me.stick / heard["letter"])
    me.type_words(heard["words"])
    before = me.on_stick()
    seat.press(seat.word("enrolment.join_action"))
    me.pick(me.stick)
    seat.see(seat.word("enrolment.eight_title"))
    eight = me.read_words()
    seat.shoot("04-eight-words")
    assert seat.ask(devices.enrolment_of).stage is Stage.JOINED
    me.line.say("eight", {"words": eight, "reply": me.note_written(before)})
    four = me.line.hear("four")
    seat.press(seat.word("enrolment.eight_action"))
    me.type_words(four)
    seat.press(seat.word("enrolment.confirm_action"))
    seat.press(seat.word("enrolment.belongs_action"))
    assert seat.ask(lambda workspace: workspace.enrolled)
    me.line.say("belongs")
