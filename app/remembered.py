"""The last answer to a dear question, for as long as it is the same: nothing was committed since, and it is the same minute.

Today and the counts beside it ask for the same thing right after each other. Nothing is ever patched up: an answer holds, or is
found anew. Asked inside a reading transaction only, whose snapshot says what was committed.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from storage.database import Tx

T = TypeVar("T")

_MINUTE: Final = 60


class Remembered:
    """One answer to each question, with what it depends on."""

    def __init__(self) -> None:
        self._answers: dict[str, tuple[tuple[int, ...], Any]] = {}

    def ask(self, tx: Tx, question: str, moment: int, find: Callable[[], T]) -> T:
        """Return the answer, found anew if the last one does not hold any more. moment: unix seconds."""
        holds = (*tx.version(), moment // _MINUTE)
        kept = self._answers.get(question)
        if kept is not None and kept[0] == holds:
            answer: T = kept[1]
            return answer
        answer = find()
        self._answers[question] = holds, answer
        return answer
