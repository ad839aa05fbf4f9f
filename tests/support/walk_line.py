"""The telephone between two people who walk: what one says, the other hears, in order; neither sees the other's screen."""

from __future__ import annotations

import json
import os
import select
from dataclasses import dataclass, field
from typing import Any

#: Seconds that somebody waits for the other: longer than any step of theirs.
PATIENCE = 240.0


@dataclass
class Line:
    """One end, as two file descriptors."""

    reading: int
    writing: int
    _rest: bytes = field(default=b"")

    def say(self, what: str, value: Any = None) -> None:
        """Say something."""
        os.write(self.writing, json.dumps([what, value]).encode() + b"\n")

    def hear(self, what: str) -> Any:
        """Wait for what the other says next, which has to be this."""
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self.reading], [], [], PATIENCE)
            more = os.read(self.reading, 65_536) if ready else b""
            assert more, f"the other said nothing more; waited for: {what}"
            self._rest += more
        said, _, self._rest = self._rest.partition(b"\n")
        heard, value = json.loads(said)
        assert heard == what, (heard, what)
        return value
