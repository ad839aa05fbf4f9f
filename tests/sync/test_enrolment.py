"""Enrolment: four steps, twelve words, and nobody in between (exchange.md, Enrolment; security 27)."""

from __future__ import annotations

import hmac
import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support import enrolments
from support.enrolments import CHEAP, Device, say

from storage import records, settings
from storage.crypto import h
from storage.errors import MachineError, UserError
from sync import (
    admission,
    certificates,
    comparison,
    crypto,
    enrolment,
    identity,
    invitation,
    kinds,
    letters,
    links,
    prekeys,
    reply,
    roster,
    words,
)
from sync.certificates import Certificate
from sync.enrolment import Admitted, Joined
from sync.head import Flag, Head
from sync.invitation import InvitationLetter
from sync.letters import Prekey
from sync.links import Link
from sync.reply import Reply, ReplyLetter
from sync.rights import Role
from sync.words import Word


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Device]:
    made = enrolments.desk(tmp_path / "desk")
    yield made
    made.vault.lock()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Device]:
    made = enrolments.laptop(tmp_path / "house")
    yield made
    made.vault.lock()


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Device]:
    made = enrolments.laptop(tmp_path / "another")
    yield made
    made.vault.lock()


def link(device: Device, peer: bytes) -> Link:
    with device.vault.read() as tx:
        return links.load(tx, peer)


def private(device: Device) -> prekeys.Block:
    with device.vault.read() as tx:
        return prekeys.unpack(device.vault.prekeys(tx))


def refused(slug: str, call: Callable[..., object], *args: Any, **named: Any) -> UserError:
    with pytest.raises(UserError) as caught:
        call(*args, **named)
    assert caught.value.slug == slug
    return caught.value


# -- the way it should go ---------------------------------------------------------------------------------------


def test_a_house_is_enrolled_by_eight_words_and_four(desk: Device, house: Device) -> None:
    made = desk.invite("north")
    assert (len(made.file), len(made.code), made.expires) == (8192, 6, desk.time + 14 * 86_400)
    joined = house.join(made.file, made.code)
    assert (len(joined.reply), len(joined.words), joined.name, joined.role) == (8192, 8, "north", Role.HOUSE)
    admitted = desk.admit(joined.reply, joined.words)
    assert (len(admitted.confirm), admitted.name, admitted.role) == (4, "north", Role.HOUSE)
    me = house.confirm(admitted.confirm)
    assert me == house.me
    assert me.device_id == admitted.device_id
    assert (me.name, me.role, me.root_vk) == ("north", Role.HOUSE, desk.me.root_vk)
    assert me.root_secret is None


def test_desk_and_house_write_down_what_root_says(desk: Device, house: Device) -> None:
    admitted = enrolments.enrol(desk, house)
    me, device = house.me, desk.roster.by_name("north")
    with desk.vault.read() as tx:
        row = records.one(tx, kinds.link_of_house(me.device_id), kinds.CERTIFICATE, me.device_id)
    assert (device.id, device.vk, device.relink_public) == (admitted.device_id, me.vk, me.relink_public)
    assert (device.role, device.house_id, device.status) == (Role.HOUSE, me.house_id, roster.Status.ACTIVE)
    assert row is not None
    told = certificates.parse_and_verify(bytes.fromhex(str(row.fields["certificate"])), me.root_vk or b"")
    assert (told.vk, told.house_id, told.home_desk) == (me.vk, me.house_id, desk.me.device_id)
    assert told.predecessor == kinds.NOBODY
    assert row.fields["name"] == "north"


def test_both_ends_of_the_link_fit(desk: Device, house: Device) -> None:
    enrolments.enrol(desk, house)
    here, there = link(desk, house.me.device_id), link(house, desk.me.device_id)
    assert here.confirmed
    assert there.confirmed
    assert here.peer_address == there.addresses[-1]
    assert there.peer_address == here.addresses[-1]
    assert here.peer_address[1] != there.peer_address[1]
    assert (here.vk, there.vk) == (house.me.vk, desk.me.vk)
    assert (here.relink_public, there.relink_public) == (house.me.relink_public, desk.me.relink_public)
    assert (here.name, there.name) == ("north", "desk")
    assert here.heard == (house.me.incarnation, 0)
    assert there.heard == (desk.me.incarnation, 0)
    for mine, theirs, device in ((here, there, desk), (there, here, house)):
        secrets = private(device)[mine.peer]
        assert mine.prekeys == theirs.peer_prekeys
        assert {number: crypto.prekey_public(secret) for number, secret in secrets.items()} == mine.prekeys
        assert {number >> 32 for number in secrets} == {device.me.generation}


def test_the_reply_uses_up_the_first_prekey_of_the_invitation_and_its_address(
    desk: Device, house: Device
) -> None:
    made = desk.invite()
    (nonce,) = private(desk)
    first = min(private(desk)[nonce])
    letter = invitation.open_sealed(made.file, [word.number for word in made.code], CHEAP)
    joined = house.join(made.file, made.code)
    assert link(house, desk.me.device_id).last_used == first
    desk.admit(joined.reply, joined.words)
    assert first not in private(desk)[house.me.device_id]
    assert nonce not in private(desk)
    assert letter.address_key not in [key for _, key in link(desk, house.me.device_id).addresses]


def test_until_the_four_words_are_in_the_house_knows_no_root(desk: Device, house: Device) -> None:
    made = desk.invite()
    joined = house.join(made.file, made.code)
    assert house.me.root_vk is None
    assert not link(house, desk.me.device_id).confirmed
    desk.admit(joined.reply, joined.words)
    assert house.me.root_vk is None
    assert not link(house, desk.me.device_id).confirmed


def test_a_house_that_worked_before_keeps_its_identity_and_house_id(desk: Device, house: Device) -> None:
    before = identity.create("before")
    with house.vault.transaction() as tx:
        identity.save(tx, before)
    enrolments.enrol(desk, house)
    assert house.me == replace(before, name="north", root_vk=desk.me.root_vk)


def test_a_second_desk_is_published_to_all(desk: Device, another: Device) -> None:
    enrolments.enrol(desk, another, "bureau", Role.DESK)
    me = another.me
    assert (me.role, me.house_id) == (Role.DESK, kinds.NOBODY)
    known = desk.roster
    pair = kinds.link_of_desks(me.device_id, desk.me.device_id)
    with desk.vault.read() as tx:
        row = records.one(tx, pair, kinds.CERTIFICATE, me.device_id)
    assert known.version == 2
    assert known.common is not None
    assert {entry.name for entry in known.common.desks} == {"desk", "bureau"}
    assert known.by_name("bureau").role is Role.DESK
    assert row is not None


def test_admitting_a_house_publishes_nothing(desk: Device, house: Device) -> None:
    enrolments.enrol(desk, house)
    assert desk.roster.version == 1


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_each_side_reads_its_own_language_and_numbers_do_too(
    desk: Device, house: Device, language: str
) -> None:
    desk.language, house.language = "english", language
    made = desk.invite()
    joined = house.join(made.file, words.spell([word.number for word in made.code], language))
    numbers = " ".join(f"{word.number:04}" for word in joined.words)
    admitted = enrolment.admit(desk.vault, desk.me, joined.reply, numbers, cost=CHEAP, now=desk.now)
    house.confirm(admitted.confirm)
    assert joined.words == words.spell([word.number for word in joined.words], language)


def test_several_invitations_stand_side_by_side(desk: Device, house: Device, another: Device) -> None:
    first, second = desk.invite("north"), desk.invite("south")
    joined = [house.join(first.file, first.code), another.join(second.file, second.code)]
    for one in reversed(joined):
        assert desk.admit(one.reply, one.words).name == one.name


def test_letters_have_one_length_and_nothing_in_common(desk: Device, house: Device, another: Device) -> None:
    made = [desk.invite("n"), desk.invite("a house with a much longer name")]
    replies = [house.join(made[0].file, made[0].code).reply, another.join(made[1].file, made[1].code).reply]
    files = [*(one.file for one in made), *replies]
    assert {len(file) for file in files} == {8192}
    blocks = [{file[start : start + 16] for start in range(len(file) - 15)} for file in files]
    assert all(not one & other for one, other in itertools.combinations(blocks, 2))


# -- who may ----------------------------------------------------------------------------------------------------


def test_only_a_desk_with_the_root_invites_and_admits(desk: Device, house: Device) -> None:
    enrolments.enrol(desk, house)
    without = replace(desk.me, root_secret=None)
    for device, me, slug in ((house, house.me, "not_a_desk"), (desk, without, "no_root_here")):
        refused(slug, enrolment.invite, device.vault, me, name="x", role=Role.HOUSE, cost=CHEAP)
        refused(slug, enrolment.admit, device.vault, me, b"", "1 2 3 4 5 6 7 8", cost=CHEAP)


def test_a_name_is_given_once(desk: Device, house: Device, another: Device) -> None:
    twice = [desk.invite("north"), desk.invite("North")]
    first = house.join(twice[0].file, twice[0].code)
    second = another.join(twice[1].file, twice[1].code)
    desk.admit(first.reply, first.words)
    refused("name_taken", desk.admit, second.reply, second.words)
    refused("name_taken", desk.invite, "Desk")
    refused("bad_name", desk.invite, "hq")
    assert another.me.device_id not in private(desk)


def test_who_was_never_heard_of_is_invited_again_under_the_same_name(desk: Device, house: Device) -> None:
    admitted = enrolments.enrol(desk, house, "north")
    desk.invite("North")
    with desk.vault.transaction() as tx:
        heard = links.load(tx, admitted.device_id)
        heard.heard = (heard.heard[0], 1)
        links.save(tx, heard)
    refused("name_taken", desk.invite, "North")
    with desk.vault.transaction() as tx:
        links.drop(tx, admitted.device_id)
    refused("name_taken", desk.invite, "North")


def test_a_desk_whose_record_is_not_here_cannot_invite(desk: Device, another: Device) -> None:
    stranger = replace(desk.me, sign_seed=os.urandom(32))
    refused("no_certificate", enrolment.invite, desk.vault, stranger, name="x", role=Role.HOUSE, cost=CHEAP)


def test_a_device_that_belongs_joins_nowhere_else(desk: Device, house: Device, another: Device) -> None:
    enrolments.enrol(desk, house)
    made = desk.invite("south")
    refused("already_enrolled", house.join, made.file, made.code)
    refused("already_enrolled", desk.join, made.file, made.code)


def test_a_device_that_belongs_is_told_so_before_anything_is_stretched(
    desk: Device, house: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolments.enrol(desk, house)
    monkeypatch.setattr(invitation, "argon2id", lambda *args, **named: pytest.fail("stretched the code"))
    refused("already_enrolled", house.join, bytes(8192), words.spell(range(1, 7)))


def test_a_device_that_came_to_belong_meanwhile_is_left_alone(
    desk: Device, house: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.invite()
    real = comparison.stretch

    def slow(*args: Any) -> bytes:
        with house.vault.transaction() as tx:
            identity.save(tx, replace(identity.create("x"), root_vk=bytes(32)))
        return real(*args)

    monkeypatch.setattr(comparison, "stretch", slow)
    refused("already_enrolled", house.join, made.file, made.code)
    assert house.me.name == "x"


# -- wrong words ------------------------------------------------------------------------------------------------


def wrong(right: list[Word], place: int) -> list[Word]:
    return [*right[:place], *words.spell([right[place].number % 2048 + 1]), *right[place + 1 :]]


@pytest.mark.parametrize("place", range(8))
def test_one_wrong_word_of_the_eight_stops_the_enrolment_for_good(
    desk: Device, house: Device, place: int
) -> None:
    made = desk.invite()
    joined = house.join(made.file, made.code)
    error = refused("wrong_words", desk.admit, joined.reply, wrong(joined.words, place))
    assert error.facts == {}
    refused("enrolment_stopped", desk.admit, joined.reply, joined.words)
    assert private(desk) == {}
    assert [device.name for device in desk.roster.devices] == ["desk"]
    with desk.vault.read() as tx:
        assert list(links.all_links(tx)) == []


@pytest.mark.parametrize("place", range(4))
def test_one_wrong_word_of_the_four_makes_the_house_forget_the_desk(
    desk: Device, house: Device, place: int
) -> None:
    made = desk.invite()
    joined = house.join(made.file, made.code)
    admitted = desk.admit(joined.reply, joined.words)
    refused("wrong_words", house.confirm, wrong(admitted.confirm, place))
    refused("nothing_to_confirm", house.confirm, admitted.confirm)
    refused("no_link", link, house, desk.me.device_id)
    assert private(house) == {}
    assert house.me.root_vk is None


def test_after_a_stop_a_new_invitation_works(desk: Device, house: Device) -> None:
    made = desk.invite("north")
    joined = house.join(made.file, made.code)
    admitted = desk.admit(joined.reply, joined.words)
    refused("wrong_words", house.confirm, wrong(admitted.confirm, 0))
    assert enrolments.enrol(desk, house, "north").device_id == admitted.device_id
    assert link(desk, house.me.device_id).peer_address == link(house, desk.me.device_id).addresses[-1]


def test_a_misspelt_word_stops_nothing(desk: Device, house: Device) -> None:
    made = desk.invite()
    refused("unknown_word", enrolment.join, house.vault, made.file, "a b c d e f", cost=CHEAP)
    refused("word_count", enrolment.join, house.vault, made.file, "zoo", cost=CHEAP)
    joined = house.join(made.file, made.code)
    refused("word_count", desk.admit, joined.reply, joined.words[:7])
    refused("unknown_word", enrolment.admit, desk.vault, desk.me, joined.reply, "1 2 3 4 5 6 7 x", cost=CHEAP)
    admitted = desk.admit(joined.reply, joined.words)
    refused("word_count", house.confirm, [*admitted.confirm, *admitted.confirm])
    house.confirm(admitted.confirm)


def test_nothing_is_confirmed_that_was_not_joined(house: Device) -> None:
    refused("nothing_to_confirm", house.confirm, words.spell([1, 2, 3, 4]))


def test_words_are_compared_in_constant_time(
    desk: Device, house: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []
    real = hmac.compare_digest
    monkeypatch.setattr(comparison.hmac, "compare_digest", lambda a, b: compared.append((a, b)) or real(a, b))
    enrolments.enrol(desk, house)
    assert {16, 8} <= {len(one) for one, _ in compared}


# -- the desk never holds the eight -----------------------------------------------------------------------------


def test_no_view_of_the_desk_ever_holds_the_eight_words(
    desk: Device, house: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    stretched: list[bytes] = []
    real = comparison.stretch
    monkeypatch.setattr(comparison, "stretch", lambda *args: stretched.append(real(*args)) or stretched[-1])
    made = desk.invite()
    joined = house.join(made.file, made.code)
    spelt: list[list[Word]] = []
    monkeypatch.setattr(comparison, "house_words", lambda *args: pytest.fail("the desk spelt the eight"))
    desk_words = comparison.desk_words
    monkeypatch.setattr(comparison, "desk_words", lambda *args: spelt.append(desk_words(*args)) or spelt[-1])
    refused("word_count", desk.admit, joined.reply, joined.words[:4])
    assert spelt == []
    admitted = desk.admit(joined.reply, joined.words)
    assert spelt == [admitted.confirm]
    assert set(Admitted.__slots__) == {"device_id", "name", "role", "confirm"}
    with desk.vault.read() as tx:
        kept = [settings.get(tx, name) or b"" for name in settings.names(tx, "")]
    eight = b"".join(word.number.to_bytes(2, "big") for word in joined.words)
    for secret in (stretched[0], stretched[0][:11], eight, say(joined.words).encode()):
        assert not any(secret in value for value in kept)


def test_stretching_costs_what_the_design_says(
    desk: Device, house: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, int]] = []

    def spy(secret: bytes, salt: bytes, *, mem_kib: int, passes: int, size: int = 32) -> bytes:
        asked.append((mem_kib, passes))
        return h("cheap", secret, salt, size=size)

    monkeypatch.setattr(invitation, "argon2id", spy)
    monkeypatch.setattr(comparison, "argon2id", spy)
    made = enrolment.invite(desk.vault, desk.me, name="north", role=Role.HOUSE)
    joined = enrolment.join(house.vault, made.file, say(made.code))
    enrolment.admit(desk.vault, desk.me, joined.reply, say(joined.words))
    assert asked == [(262_144, 3)] * 4, "code, code, words, words"


# -- one reply, in time -----------------------------------------------------------------------------------------


def test_an_invitation_takes_one_reply(desk: Device, house: Device, another: Device) -> None:
    made = desk.invite()
    first, second = house.join(made.file, made.code), another.join(made.file, made.code)
    desk.admit(first.reply, first.words)
    refused("reply_used", desk.admit, second.reply, second.words)
    refused("reply_used", desk.admit, first.reply, first.words)
    with desk.vault.read() as tx:
        assert len(list(links.all_links(tx))) == 1


def test_a_house_that_lost_its_reply_makes_another_and_the_old_words_are_void(
    desk: Device, house: Device
) -> None:
    made = desk.invite()
    lost, joined = house.join(made.file, made.code), house.join(made.file, made.code)
    assert lost.words != joined.words
    admitted = desk.admit(joined.reply, joined.words)
    house.confirm(admitted.confirm)
    assert set(private(house)) == {desk.me.device_id}


def test_joining_elsewhere_forgets_the_link_that_was_not_confirmed(
    desk: Device, house: Device, tmp_path: Path
) -> None:
    other = enrolments.desk(tmp_path / "other")
    made = other.invite("x")
    house.join(made.file, made.code)
    enrolments.enrol(desk, house)
    with house.vault.read() as tx:
        assert [one.peer for one in links.all_links(tx)] == [desk.me.device_id]
    assert set(private(house)) == {desk.me.device_id}
    other.vault.lock()


@pytest.mark.parametrize("late", [-(10**9), 0, 14 * 86_400])
def test_a_reply_is_taken_for_fourteen_days_of_the_desks_clock(
    desk: Device, house: Device, late: int
) -> None:
    made = desk.invite()
    joined = house.join(made.file, made.code)
    desk.time += late
    assert desk.admit(joined.reply, joined.words)


def test_a_late_reply_is_refused_and_the_clock_destroys_nothing(desk: Device, house: Device) -> None:
    made = desk.invite()
    joined = house.join(made.file, made.code)
    desk.time += 14 * 86_400 + 1
    assert refused("invitation_expired", desk.admit, joined.reply, joined.words).facts == {"days": 14}
    desk.time -= 1
    assert desk.admit(joined.reply, joined.words)


def test_an_invitation_that_expires_while_words_are_stretched_is_refused(
    desk: Device, house: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.invite()
    joined = house.join(made.file, made.code)
    real = comparison.stretch

    def slow(*args: Any) -> bytes:
        desk.time += 15 * 86_400
        return real(*args)

    monkeypatch.setattr(comparison, "stretch", slow)
    refused("invitation_expired", desk.admit, joined.reply, joined.words)


def test_an_invitation_whose_prekeys_went_with_an_older_store_is_told(desk: Device, house: Device) -> None:
    made = desk.invite()
    joined = house.join(made.file, made.code)
    with desk.vault.turn() as tx:
        tx.seal_prekeys(b"")
    assert refused("invitation_lost", desk.admit, joined.reply, joined.words).facts == {"name": "north"}


def test_a_desk_that_took_a_new_incarnation_owes_the_house_a_relink(desk: Device, house: Device) -> None:
    made = desk.invite()
    joined = house.join(made.file, made.code)
    with desk.vault.transaction() as tx:
        identity.save(tx, identity.load(tx).risen())
    admitted = desk.admit(joined.reply, joined.words)
    assert link(desk, admitted.device_id).relink_due
    assert link(house, desk.me.device_id).heard[0] != desk.me.incarnation


# -- files that are not what they should be ---------------------------------------------------------------------


def test_an_invitation_is_opened_by_its_code_alone(desk: Device, house: Device) -> None:
    made = desk.invite()
    refused("wrong_code", house.join, made.file, wrong(made.code, 3))
    refused("wrong_code", house.join, made.file, [*made.code[1:], made.code[0]])
    for length in (0, 8191, 8193):
        refused("not_an_invitation", house.join, made.file.ljust(length, b"\0")[:length], made.code)
    refused("wrong_code", house.join, os.urandom(8192), made.code)
    with house.vault.read() as tx:
        assert identity.find(tx) is None


def test_no_changed_byte_of_an_invitation_is_accepted(desk: Device, house: Device) -> None:
    made = desk.invite()
    for place in [*range(64), *range(64, 8192, 61), 8191]:
        changed = bytearray(made.file)
        changed[place] ^= 1 << place % 8
        refused("wrong_code", house.join, bytes(changed), made.code)


def test_no_changed_byte_of_a_reply_is_accepted_and_none_stops_the_enrolment(
    desk: Device, house: Device
) -> None:
    made = desk.invite()
    joined = house.join(made.file, made.code)
    for place in [*range(0, 1250, 11), *range(1250, 8192, 97), 8191]:
        changed = bytearray(joined.reply)
        changed[place] ^= 1 << place % 8
        slug = "foreign_reply" if place < 40 else "damaged_reply"
        refused(slug, desk.admit, bytes(changed), joined.words)
    for changed in (joined.reply[:-1], joined.reply + b"\0", b"", made.file):
        refused("foreign_reply", desk.admit, bytes(changed), joined.words)
    assert desk.admit(joined.reply, joined.words)


def test_a_reply_to_another_desk_is_foreign(desk: Device, house: Device, tmp_path: Path) -> None:
    other = enrolments.desk(tmp_path / "other")
    made = other.invite()
    joined = house.join(made.file, made.code)
    refused("foreign_reply", desk.admit, joined.reply, joined.words)
    other.vault.lock()


class Insider:
    """Somebody who knows the code: opens an invitation, and makes letters as they like."""

    def __init__(self, desk: Device, role: Role = Role.HOUSE) -> None:
        made = desk.invite("north", role)
        self.code = made.code
        self.numbers = [word.number for word in made.code]
        self.letter = invitation.open_sealed(made.file, self.numbers, CHEAP)
        self.me = identity.create("mallory")
        self.secrets: dict[int, bytes] = {}

    def invitation(self, **changes: object) -> bytes:
        """Make another invitation under the same code."""
        changed = self.letter.model_copy(update=changes)
        return invitation.seal(changed, self.numbers, CHEAP)

    def reply_letter(self, **changes: object) -> ReplyLetter:
        """Make a letter that answers the invitation."""
        public, _ = reply.new_prekeys(1, os.urandom)
        made = ReplyLetter(
            invitation=self.letter.hash(),
            relink_public=self.me.relink_public,
            prekeys=public,
            address_key=os.urandom(32),
            secret=os.urandom(32),
            nonce=os.urandom(16),
            house_id=self.me.house_id,
            incarnation=self.me.incarnation,
        )
        return made.model_copy(update=changes)

    def words(self, letter: ReplyLetter) -> list[Word]:
        """Compute the eight words of a reply of their own."""
        transcript = reply.transcript(self.letter, Reply(self.me.vk, letter))
        return comparison.house_words(comparison.stretch(transcript, CHEAP), "english")


def own_certificate(root: bytes, **fields: object) -> bytes:
    chosen = {"role": Role.DESK, "vk": bytes(32), "relink_hash": bytes(32), **fields}
    return certificates.issue(lambda message: crypto.sign(root, message), Certificate(**chosen)).pack()


def test_an_invitation_whose_parts_do_not_belong_together_is_refused(desk: Device, house: Device) -> None:
    insider = Insider(desk)
    root = os.urandom(32)
    letter = insider.letter
    hashed = certificates.relink_hash(letter.relink_public)
    own = {"root_vk": crypto.verify_key(root)}
    good = own_certificate(root, vk=letter.desk_vk, relink_hash=hashed)
    unusable = Prekey(id=letter.prekeys[-1].id + 1, public=b"\xff" * 1216)
    cases: list[tuple[str, dict[str, object]]] = [
        ("certificate", {"certificate": bytes(185)}),
        ("certificate", {"root_vk": crypto.verify_key(root)}),
        ("desk", {"desk_vk": os.urandom(32)}),
        (
            "desk",
            {
                **own,
                "certificate": own_certificate(root, vk=letter.desk_vk, relink_hash=hashed, role=Role.HOUSE),
            },
        ),
        ("relink_key", {"relink_public": insider.me.relink_public}),
        ("relink_key", {**own, "certificate": own_certificate(root, vk=letter.desk_vk)}),
        ("prekeys", {"prekeys": letter.prekeys[::-1]}),
        ("prekeys", {"prekeys": [letter.prekeys[0], letter.prekeys[0]]}),
        ("prekeys", {"prekeys": [Prekey(id=0, public=letter.prekeys[0].public), letter.prekeys[1]]}),
        ("prekeys", {"prekeys": [letter.prekeys[0], unusable]}),
        ("form", {"prekeys": letter.prekeys[:1]}),
        ("form", {"nonce": b"short"}),
        ("form", {"name": ""}),
    ]
    for why, changes in cases:
        assert refused("bad_invitation", house.join, insider.invitation(**changes), insider.code).facts == {
            "why": why
        }
    assert house.join(insider.invitation(**own, certificate=good), insider.code), (
        "only the words tell this root from ours"
    )


def test_a_reply_whose_parts_do_not_belong_together_is_refused(desk: Device) -> None:
    insider = Insider(desk)
    public, _ = reply.new_prekeys(1, os.urandom)
    cases: list[tuple[str, dict[str, object]]] = [
        ("invitation", {"invitation": bytes(32)}),
        ("role", {"house_id": kinds.NOBODY}),
        ("prekeys", {"prekeys": public[::-1]}),
        ("prekeys", {"relink_public": b"\xff" * 1216}),
        ("form", {"nonce": b"short"}),
    ]
    for why, changes in cases:
        letter = insider.reply_letter(**changes)
        sealed = reply.seal_reply(letter, insider.letter, insider.me)
        typed = words.spell(range(1, 9))
        assert refused("damaged_reply", desk.admit, sealed, typed).facts == {"why": why}
    desks = Insider(desk, Role.DESK)
    sealed = reply.seal_reply(desks.reply_letter(), desks.letter, desks.me)
    assert refused("damaged_reply", desk.admit, sealed, words.spell(range(1, 9))).facts == {"why": "role"}


def test_a_reply_is_sealed_to_the_first_prekey(desk: Device) -> None:
    insider = Insider(desk)
    second = insider.letter.model_copy(update={"prekeys": insider.letter.prekeys[1:]})
    sealed = reply.seal_reply(insider.reply_letter(), second, insider.me)
    refused("damaged_reply", desk.admit, sealed, words.spell(range(1, 9)))


@pytest.mark.parametrize("change", ["flags", "counter", "incarnation"])
def test_a_reply_has_the_head_of_a_reply(desk: Device, change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    insider = Insider(desk)
    other = {"flags": Flag.REPLY | Flag.FULL, "counter": 1, "incarnation": bytes(8)}

    def changed(flags: Flag, prekey_id: int, counter: int, incarnation: bytes) -> Head:
        return replace(Head(flags, prekey_id, counter, incarnation), **{change: other[change]})

    monkeypatch.setattr(reply, "Head", changed)
    sealed = reply.seal_reply(insider.reply_letter(), insider.letter, insider.me)
    refused("damaged_reply", desk.admit, sealed, words.spell(range(1, 9)))


def test_nothing_rides_along_in_a_reply(desk: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    insider = Insider(desk)
    letter = insider.reply_letter()
    real = reply.seal
    monkeypatch.setattr(reply, "seal", lambda *args, **named: real(*args, changes=b"more", **named))
    sealed = reply.seal_reply(letter, insider.letter, insider.me)
    refused("damaged_reply", desk.admit, sealed, insider.words(letter))


# -- somebody in between ----------------------------------------------------------------------------------------


def test_a_stranger_with_the_code_who_answers_first_is_stopped_by_the_words(
    desk: Device, house: Device
) -> None:
    insider = Insider(desk)
    joined = house.join(insider.invitation(), insider.code)
    forged = reply.seal_reply(insider.reply_letter(), insider.letter, insider.me)
    refused("wrong_words", desk.admit, forged, joined.words)
    refused("enrolment_stopped", desk.admit, joined.reply, joined.words)


def in_between(desk: Device, house: Device, changes: dict[str, object]) -> tuple[Insider, Joined, bytes]:
    """Give the house an invitation with other keys, open its reply, and answer the desk in its own name."""
    insider = Insider(desk)
    public, secrets = reply.new_prekeys(1, os.urandom)
    own = insider.letter.model_copy(update={"prekeys": public, **changes})
    joined = house.join(invitation.seal(own, insider.numbers, CHEAP), insider.code)
    opened = reply.open_reply(joined.reply, own, secrets[public[0].id])
    letter = opened.letter.model_copy(update={"invitation": insider.letter.hash()})
    return insider, joined, reply.seal_reply(letter, insider.letter, insider.me)


def test_who_reads_the_houses_reply_and_answers_the_desk_is_stopped(desk: Device, house: Device) -> None:
    _, joined, forged = in_between(desk, house, {})
    refused("wrong_words", desk.admit, forged, joined.words)


def test_who_plays_the_desk_with_a_root_of_their_own_is_stopped(desk: Device, house: Device) -> None:
    root, me = os.urandom(32), identity.create("desk", role=Role.DESK)
    hashed = certificates.relink_hash(me.relink_public)
    own = {
        "root_vk": crypto.verify_key(root),
        "desk_vk": me.vk,
        "relink_public": me.relink_public,
        "certificate": own_certificate(root, vk=me.vk, relink_hash=hashed),
    }
    insider, joined, forged = in_between(desk, house, own)
    refused("wrong_words", desk.admit, forged, joined.words)
    mine = insider.reply_letter()
    four = comparison.desk_words(
        comparison.stretch(reply.transcript(insider.letter, Reply(insider.me.vk, mine)), CHEAP), "english"
    )
    refused("wrong_words", house.confirm, four)
    assert house.me.root_vk is None


def test_a_house_that_was_given_another_organisations_invitation_is_not_ours(
    desk: Device, house: Device, tmp_path: Path
) -> None:
    other = enrolments.desk(tmp_path / "other")
    ours, theirs = desk.invite(), other.invite()
    refused("wrong_code", house.join, theirs.file, ours.code)
    joined = house.join(theirs.file, theirs.code)
    refused("foreign_reply", desk.admit, joined.reply, joined.words)
    other.vault.lock()


def test_words_of_one_enrolment_are_no_good_for_another(desk: Device, house: Device, another: Device) -> None:
    first, second = desk.invite("north"), desk.invite("south")
    one, other = house.join(first.file, first.code), another.join(second.file, second.code)
    refused("wrong_words", desk.admit, one.reply, other.words)
    admitted: Admitted = desk.admit(other.reply, other.words)
    refused("wrong_words", house.confirm, admitted.confirm)


# -- every byte counts ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plaintexts(tmp_path_factory: pytest.TempPathFactory) -> tuple[InvitationLetter, Reply]:
    desk = enrolments.desk(tmp_path_factory.mktemp("enrolment") / "desk")
    insider = Insider(desk)
    desk.vault.lock()
    return insider.letter, Reply(insider.me.vk, insider.reply_letter())


def twelve(letter: InvitationLetter, answer: Reply) -> tuple[list[Word], list[Word]]:
    stretched = comparison.stretch(reply.transcript(letter, answer), CHEAP)
    return comparison.house_words(stretched, "english"), comparison.desk_words(stretched, "english")


def places(body: bytes) -> list[int]:
    """Every byte outside the long keys, and a sample of theirs."""
    return sorted({*range(0, len(body), 17), *range(400), *range(len(body) - 400, len(body))})


def test_every_byte_of_an_invitation_changes_both_sets_of_words(
    plaintexts: tuple[InvitationLetter, Reply],
) -> None:
    letter, answer = plaintexts
    eight, four = twelve(letter, answer)
    body = letter.body()
    accepted = 0
    for place in places(body):
        changed = body[:place] + bytes([body[place] ^ (1 << place % 8)]) + body[place + 1 :]
        try:
            other = letters.decode(InvitationLetter, changed)
        except ValueError:
            continue
        accepted += 1
        others = twelve(other, answer)
        assert others[0] != eight, f"byte {place}"
        assert others[1] != four, f"byte {place}"
    assert accepted > 300


def test_every_byte_of_a_reply_changes_both_sets_of_words(plaintexts: tuple[InvitationLetter, Reply]) -> None:
    letter, answer = plaintexts
    eight, four = twelve(letter, answer)
    body = answer.vk + letters.encode(answer.letter)
    accepted = 0
    for place in places(body):
        changed = body[:place] + bytes([body[place] ^ (1 << place % 8)]) + body[place + 1 :]
        try:
            other = Reply(changed[:32], letters.decode(ReplyLetter, changed[32:]))
        except ValueError:
            continue
        accepted += 1
        others = twelve(letter, other)
        assert others[0] != eight, f"byte {place}"
        assert others[1] != four, f"byte {place}"
    assert accepted > 300


@pytest.mark.parametrize("name", [*InvitationLetter.model_fields])
def test_every_field_of_an_invitation_is_in_the_words(
    name: str, plaintexts: tuple[InvitationLetter, Reply]
) -> None:
    letter, answer = plaintexts
    changed = letter.model_copy(update={name: other_value(getattr(letter, name))})
    assert twelve(changed, answer)[0] != twelve(letter, answer)[0]
    assert twelve(changed, answer)[1] != twelve(letter, answer)[1]


@pytest.mark.parametrize("name", [*ReplyLetter.model_fields])
def test_every_field_of_a_reply_is_in_the_words(
    name: str, plaintexts: tuple[InvitationLetter, Reply]
) -> None:
    letter, answer = plaintexts
    changed = answer.letter.model_copy(update={name: other_value(getattr(answer.letter, name))})
    assert twelve(letter, Reply(answer.vk, changed))[0] != twelve(letter, answer)[0]
    assert twelve(letter, Reply(answer.vk, changed))[1] != twelve(letter, answer)[1]


def other_value(value: Any) -> Any:
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1])
    if isinstance(value, str):
        return value + "x"
    return value[1:] if isinstance(value, list) else value + 1


# -- the machine ------------------------------------------------------------------------------------------------


def test_a_key_that_could_not_be_destroyed_yet_withholds_no_words(
    desk: Device, house: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(self: object) -> None:
        raise MachineError("disk_full")

    made = desk.invite()
    joined = house.join(made.file, made.code)
    monkeypatch.setattr(type(desk.vault), "_copy_mark", failing)
    admitted = desk.admit(joined.reply, joined.words)
    monkeypatch.undo()
    house.confirm(admitted.confirm)


def test_what_was_not_written_is_not_said(
    desk: Device, house: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.invite()
    joined = house.join(made.file, made.code)

    def full(*args: object, **named: object) -> None:
        raise MachineError("disk_full")

    monkeypatch.setattr(admission, "enter", full)
    with pytest.raises(MachineError, match="disk_full"):
        desk.admit(joined.reply, joined.words)
    monkeypatch.undo()
    assert desk.admit(joined.reply, joined.words).name == "north"
