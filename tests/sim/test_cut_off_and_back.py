"""Worlds in which desks suspend houses, judge what was held back of them, and reinstate them, while all else goes on."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from support.random_world import HOUSES, World
from support.world import HOME, OTHER, Replica, exchange

from storage import arrivals
from storage.errors import UserError
from sync import judging, roster
from sync.outcomes import Outcome
from sync.roster import Status

SEEDS = int(os.environ.get("SIDING_SIM_SEEDS", "4"))
STEPS = int(os.environ.get("SIDING_SIM_STEPS", "500"))


class Suspicious(World):
    """A world with headquarters that cuts off and takes back. acts: how often each of it happened."""

    refusals = World.refusals | {"peer_suspended"}

    def __init__(self, template: Path, base: Path, seed: int) -> None:
        super().__init__(template, base, seed)
        self.acts: Counter[str] = Counter()

    def step(self) -> None:
        """Let something happen to somebody's standing now and then."""
        chance = self.dice.random()
        if chance < 0.06:
            self.stand(Status.ACTIVE, roster.suspend, "laptop gone")
        elif chance < 0.10:
            self.stand(Status.SUSPENDED, roster.reinstate)
        elif chance < 0.18:
            self.judge()
        else:
            super().step()

    def pair(self) -> tuple[Replica, Replica]:
        """Let those who are cut off write as much as all others together: they do not know."""
        north = self.replicas[HOME]
        names = houses_that_are(north, Status.SUSPENDED)
        if names and self.dice.random() < 0.4:
            return self.replicas[self.dice.choice(names)], north
        return super().pair()

    def stand(self, status: Status, act: object, *reason: str) -> None:
        """Let a desk decide about a house that stands like this."""
        desk = self.replicas[self.dice.choice((HOME, HOME, OTHER))]
        names = houses_that_are(desk, status)
        if names:
            decide(desk, act, self.dice.choice(names), *reason)
            self.acts[getattr(act, "__name__", "")] += 1

    def judge(self) -> None:
        """Let a desk decide about one of the bundles that it holds back, in any order: one is accepted, the next rejected."""
        north = self.replicas[HOME]
        with north.vault.read() as tx:
            held = arrivals.held_back(tx)
        if not held:
            return
        act = judging.reject if self.acts["accept"] > self.acts["reject"] else judging.accept
        before = north.me.identity.incarnation
        act(north.me, self.dice.choice(held).id)
        self.acts[act.__name__] += 1
        if north.me.identity.incarnation != before:
            self.back_in_time(north)

    def call(self, one: Replica, other: Replica) -> None:
        """Renew a link by hand, unless the other one is cut off."""
        try:
            super().call(one, other)
        except UserError as error:
            assert error.slug == "peer_suspended", error.slug

    def calm(self) -> None:
        """Everybody belongs again once both desks know all that they have said, and then a fair courier takes over."""
        north, south = self.replicas[HOME], self.replicas[OTHER]
        for _ in range(6):
            exchange(north, south)
            for name in houses_that_are(north, Status.SUSPENDED):
                decide(north, roster.reinstate, name)
        super().calm()


def houses_that_are(desk: Replica, status: Status) -> list[str]:
    """Return the names of the houses that stand like this at a desk."""
    with desk.vault.read() as tx:
        known = roster.load(tx, desk.me.identity)
    return [
        one.name for one in known.devices if one.name.startswith("house-") and known.status(one.id) is status
    ]


def decide(desk: Replica, act: object, name: str, *reason: str) -> None:
    """Decide about the standing of a house."""
    with desk.vault.transaction() as tx:
        act(tx, desk.me.identity, name, *reason, rng=desk.me.rng, now=desk.me.now)  # type: ignore[operator]


def nothing_is_weak_any_more(world: World) -> None:
    """With both sides heard, every link has keys to spare again."""
    north = world.replicas[HOME]
    for number in range(1, HOUSES + 1):
        house = world.replicas[f"house-{number}"]
        exchange(house, north, rounds=2)
        for one, other in ((house, north), (north, house)):
            _, sent = one.send(other.name)
            assert not sent.weak, (one.name, other.name)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whoever_was_cut_off_and_is_back_has_lost_nothing(template: Path, base: Path, seed: int) -> None:
    world = Suspicious(template, base, seed)
    world.live(STEPS)
    nothing_is_weak_any_more(world)
    assert world.outcomes[Outcome.SUSPENDED] and world.acts["accept"], world.acts
    world.close()
