"""Worlds at random, with everything that happens to honest devices and their couriers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.random_world import World

from sync.outcomes import Outcome

SEEDS = int(os.environ.get("SIDING_SIM_SEEDS", "20"))
STEPS = int(os.environ.get("SIDING_SIM_STEPS", "500"))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_world_keeps_its_invariants(template: Path, base: Path, seed: int) -> None:
    world = World(template, base, seed)
    for step in range(STEPS):
        world.step()
        if step % 10 == 0:
            world.check()
        if step % 100 == 99:
            world.check_whole()
    world.mail.clear()
    world.calm()
    world.went_back.clear()
    world.check_whole()
    world.settled()
    assert world.outcomes[Outcome.APPLIED] > STEPS // 20
    world.close()
