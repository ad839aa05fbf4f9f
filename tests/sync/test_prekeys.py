"""Which prekey a sender takes, and which ones their owner destroys: the tables, and a model of lost and late bundles."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync import prekeys
from sync.prekeys import LIVE, NoPrekey


@pytest.mark.parametrize(
    ("held", "last_used", "expected"),
    [
        ({5}, 0, (5, True)),  # the only one: weak the first time too
        ({5}, 5, (5, True)),
        ({5, 6}, 0, (5, False)),
        ({5, 6}, 5, (6, True)),
        ({5, 6, 9}, 5, (6, False)),
        ({5, 6, 9}, 6, (9, True)),
        ({2, 9}, 4, (9, True)),  # never one below another already used
        ({2, 6, 9}, 4, (6, False)),
        ({2, 3}, 8, (3, True)),
    ],
)
def test_a_sender_takes_ids_in_ascending_order(
    held: set[int], last_used: int, expected: tuple[int, bool]
) -> None:
    assert prekeys.choose(held, last_used) == expected


def test_without_a_prekey_nothing_is_sealed() -> None:
    with pytest.raises(NoPrekey) as error:
        prekeys.choose(set(), 3)
    assert error.value.slug == "no_prekey"


@pytest.mark.parametrize(
    ("held", "used", "expected"),
    [
        ([5, 6, 7], 6, [5, 6]),
        ([5, 6, 7], 7, [5, 6]),  # the highest stays: it may serve again
        ([7], 7, []),
        ([], 7, []),
    ],
)
def test_a_sender_forgets_what_it_may_never_take_again(
    held: list[int], used: int, expected: list[int]
) -> None:
    assert prekeys.spent(held, used) == expected


@pytest.mark.parametrize(
    ("used", "weak", "settles", "holds", "expected"),
    [
        # incomplete or late: the one used, and no other
        (4, False, False, 9, {4}),
        (4, True, False, 9, set()),
        # complete and newest: all up to min(used, holds - 1)
        (4, False, True, 9, {2, 3, 4}),
        (4, True, True, 9, {2, 3, 4}),
        (4, True, True, 4, {2, 3}),  # the sender may use 4 again: it is the highest it holds
        (4, False, True, 4, {2, 3, 4}),  # not weak: it never will, whatever it says it holds
        (4, False, True, 3, {2, 4}),
        (4, True, True, 0, set()),
        # a relink uses none
        (0, False, True, 9, set()),
        (0, False, False, 9, set()),
        # gone already
        (8, False, True, 9, {2, 3, 4, 5}),
    ],
)
def test_the_owner_destroys_what_the_rule_names(
    used: int, weak: bool, settles: bool, holds: int, expected: set[int]
) -> None:
    gone = prekeys.destroyed([2, 3, 4, 5], used=used, weak=weak, settles=settles, holds=holds)
    assert gone == expected


def test_what_is_offered_is_above_what_the_peer_holds_newest_first() -> None:
    assert prekeys.to_offer([3, 9, 4, 7], 4) == [9, 7]
    assert prekeys.to_offer([3], 4) == []


def test_a_block_packs_what_there_is_and_drops_peers_without_keys() -> None:
    block = {b"a" * 16: {1: b"x" * 32, 2**40: b"y" * 32}, b"b" * 16: {}}
    assert prekeys.unpack(prekeys.pack(block)) == {b"a" * 16: block[b"a" * 16]}
    assert prekeys.unpack(b"") == {}


# -- the model ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Letter:
    """One bundle of the model, by its numbers."""

    counter: int
    used: int
    weak: bool
    complete: bool
    holds: int


@dataclass
class Owner:
    """Makes keys, offers them, and destroys them by the rule."""

    live: set[int] = field(default_factory=lambda: {1, 2})
    last: int = 2
    holds: int = 2
    heard: int = 0
    complete_heard: int = 0

    def offer(self, most: int) -> list[int]:
        offered = prekeys.to_offer(self.live, self.holds)[:most]
        while len(offered) < most and len(self.live) < LIVE:
            self.last += 1
            self.live.add(self.last)
            offered.append(self.last)
        return offered

    def take(self, letter: Letter) -> str:
        if letter.used not in self.live:
            return "superseded" if letter.counter < self.complete_heard else "unopenable"
        newer = letter.counter > self.heard
        if newer:
            self.heard, self.holds = letter.counter, letter.holds
            if letter.complete:
                self.complete_heard = letter.counter
        self.live -= prekeys.destroyed(
            self.live,
            used=letter.used,
            weak=letter.weak,
            settles=newer and letter.complete,
            holds=letter.holds,
        )
        return "applied"


@dataclass
class Sender:
    """Holds the owner's keys and uses them by the rule."""

    held: set[int] = field(default_factory=lambda: {1, 2})
    last_used: int = 0
    counter: int = 0
    offers_seen: int = 0

    def write(self, complete: bool) -> Letter:
        self.counter += 1
        holds = max(self.held)
        used, weak = prekeys.choose(self.held, self.last_used)
        self.last_used = max(self.last_used, used)
        self.held -= set(prekeys.spent(self.held, used))
        return Letter(self.counter, used, weak, complete, holds)

    def learn(self, number: int, offered: list[int]) -> None:
        if number > self.offers_seen:
            self.offers_seen = number
            self.held |= {one for one in offered if one > self.last_used}


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["write", "write complete", "deliver", "repeat", "lose", "offer", "take offer", "lose offer"]
        ),
        st.integers(0, 30),
    ),
    max_size=80,
)


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_whatever_is_lost_or_late_every_delivered_bundle_opens_or_is_superseded(
    steps: list[tuple[str, int]],
) -> None:
    owner, sender = Owner(), Sender()
    letters: list[Letter] = []
    offers: list[tuple[int, list[int]]] = []
    made = 0
    taken: set[int] = set()
    for what, place in steps:
        if what.startswith("write"):
            letters.append(sender.write(what == "write complete"))
        elif what in ("deliver", "repeat", "lose") and letters:
            letter = letters[place % len(letters)]
            if what != "repeat":
                letters.remove(letter)
            if what != "lose" and letter.counter not in taken:
                assert owner.take(letter) in ("applied", "superseded"), letter
                taken.add(letter.counter)
        elif what == "offer":
            made += 1
            offers.append((made, owner.offer(1 + place % 3)))
        elif what in ("take offer", "lose offer") and offers:
            number, offered = offers.pop(place % len(offers))
            if what == "take offer":
                sender.learn(number, offered)
        assert len(owner.live) <= LIVE
    for letter in letters:
        if letter.counter not in taken:
            assert owner.take(letter) in ("applied", "superseded"), letter


def test_in_ping_pong_with_one_prekey_a_bundle_nothing_is_weak_and_no_used_key_lives() -> None:
    owner, sender = Owner(), Sender()
    for round_number in range(1, 30):
        letter = sender.write(complete=True)
        assert not letter.weak
        assert owner.take(letter) == "applied"
        assert not any(one <= letter.used for one in owner.live)
        sender.learn(round_number, owner.offer(1))


def test_fifty_bundles_one_way_all_open() -> None:
    for order in (range(50), reversed(range(50))):
        owner, sender = Owner(), Sender()
        letters = [sender.write(complete=False) for _ in range(50)]
        assert [letter.weak for letter in letters] == [False] + [True] * 49
        assert {owner.take(letters[at]) for at in order} == {"applied"}
