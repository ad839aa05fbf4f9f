"""What is loaded once is set aside from the garbage collector, and turns between threads are short."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator

import pytest

from ui.shell.smooth import smooth


@pytest.fixture
def as_before() -> Iterator[None]:
    turn, collect = sys.getswitchinterval(), gc.get_threshold()
    yield
    sys.setswitchinterval(turn)
    gc.set_threshold(*collect)
    gc.unfreeze()


def test_turns_are_short_and_what_is_loaded_is_set_aside(as_before: None) -> None:
    smooth()
    assert sys.getswitchinterval() == pytest.approx(0.0005)
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold()[0] >= 5_000
