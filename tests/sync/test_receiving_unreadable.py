"""A carrier that cannot be read is told as such; those before and behind it are taken."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from support.mail import MemorySource
from support.stage import Stage, new_case, post, same

from storage.errors import MachineError, UserError
from sync.outcomes import Outcome
from sync.receiving import receive


@dataclass(frozen=True)
class Unreadable:
    """A carrier that breaks when it is opened, or while it is read."""

    problem: Exception
    data: bytes = b""
    path: Path = Path("unreadable")
    size: int | None = 3840

    def open(self) -> BinaryIO:
        if not self.data:
            raise self.problem
        return _Breaking(self.data, self.problem)


class _Breaking(io.BytesIO):
    def __init__(self, data: bytes, problem: Exception) -> None:
        super().__init__(data)
        self._problem = problem

    def readinto(self, buffer: object) -> int:  # type: ignore[override]
        if self.tell() >= 1250:
            raise self._problem
        return super().readinto(buffer)  # type: ignore[arg-type]


def test_an_unreadable_carrier_spoils_no_other(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scopes, bundles = [], []
    for number in range(1, 4):
        scopes.append(new_case(house, number))
        bundles.append(post(house, "north")[0])
    broken = MachineError("io_error", path="stick")
    carriers = [
        Unreadable(MachineError("permission", path="stick")),
        MemorySource(bundles[0]),
        Unreadable(UserError("not_a_file", path="stick")),
        Unreadable(broken, bundles[1]),
        MemorySource(bundles[1]),
        MemorySource(bundles[2]),
    ]
    done = receive(north.me, carriers)
    assert [(one.outcome, one.detail) for one in done] == [
        (Outcome.CUT_OFF, "permission"),
        (Outcome.APPLIED, ""),
        (Outcome.CUT_OFF, "not_a_file"),
        (Outcome.CUT_OFF, "io_error"),
        (Outcome.APPLIED, ""),
        (Outcome.APPLIED, ""),
    ]
    assert all(same(scope, house, north) for scope in scopes)
