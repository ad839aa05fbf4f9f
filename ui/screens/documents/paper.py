"""What the viewer and its helper process say to each other: one question, one answer, both a short head and bytes.

Pure, and light to import: the helper knows nothing else of the desktop. Rules: a page comes back as rows of 4 bytes
(blue, green, red, unused: Qt's RGB32) on white, never more than MOST_PIXELS of them, whatever was asked.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Final

WORKER: Final = "ui.screens.documents.worker"

#: A page of A4 at 300 dots an inch has 8.7 million.
MOST_PIXELS: Final = 12_000_000
MOST_INPUT: Final = 64 * 1024 * 1024
MOST_PAGES: Final = 5_000

_QUESTION: Final = struct.Struct(">BIIIB")
_ANSWER: Final = struct.Struct(">IIIII")
_DEPTH: Final = 4
#: Bytes that an answer can have.
MOST_ANSWER: Final = _ANSWER.size + MOST_PIXELS * _DEPTH

#: Exit statuses of the helper.
SHOWN: Final = 0
DAMAGED: Final = 3
TOO_LARGE: Final = 4
LOCKED: Final = 5


class Form(IntEnum):
    """What the bytes are."""

    PICTURE = 1
    PDF = 2


@dataclass(frozen=True, slots=True)
class Question:
    """A page, to fit into a box of pixels; `turns` are quarter turns to the right."""

    SIZE: ClassVar[int] = _QUESTION.size

    form: Form
    page: int
    width: int
    height: int
    turns: int = 0

    def head(self) -> bytes:
        """Spell it, to stand before the document's bytes."""
        return _QUESTION.pack(self.form, self.page, self.width, self.height, self.turns % 4)

    @classmethod
    def read(cls, head: bytes) -> Question:
        """Read it again."""
        form, page, width, height, turns = _QUESTION.unpack(head)
        return cls(Form(form), page, width, height, turns)


@dataclass(frozen=True, slots=True)
class Page:
    """One page as pixels. whole: its own size, turned, in pixels at 100 %."""

    pages: int
    whole: tuple[int, int]
    width: int
    height: int
    pixels: bytes

    def head(self) -> bytes:
        """Spell everything but the pixels."""
        return _ANSWER.pack(self.pages, *self.whole, self.width, self.height)

    @classmethod
    def read(cls, untrusted: bytes) -> Page | None:
        """Read an answer; None when it is not what a helper of ours would say."""
        if len(untrusted) < _ANSWER.size:
            return None
        pages, whole_width, whole_height, width, height = _ANSWER.unpack_from(untrusted)
        size = width * height
        sound = 0 < pages <= MOST_PAGES and whole_width and whole_height and 0 < size <= MOST_PIXELS
        if not sound or len(untrusted) != _ANSWER.size + size * _DEPTH:
            return None
        return cls(pages, (whole_width, whole_height), width, height, untrusted[_ANSWER.size :])


def fitted(whole: tuple[float, float], box: tuple[int, int], *, enlarge: bool) -> tuple[int, int]:
    """Return how large a page becomes in a box of pixels: its shape kept, never over MOST_PIXELS, never under 1."""
    scale = min(box[0] / whole[0], box[1] / whole[1])
    if not enlarge:
        scale = min(scale, 1.0)
    scale = min(scale, math.sqrt(MOST_PIXELS / (whole[0] * whole[1])))
    width, height = (min(MOST_PIXELS, max(1, int(side * scale + 0.001))) for side in whole)
    # A strip one pixel wide could still be longer than all pixels together.
    return (
        (width, min(height, MOST_PIXELS // width))
        if width < height
        else (min(width, MOST_PIXELS // height), height)
    )
