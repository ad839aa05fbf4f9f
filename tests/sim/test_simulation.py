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
    world.live(STEPS)
    assert world.outcomes[Outcome.APPLIED] > STEPS // 20
    world.close()
