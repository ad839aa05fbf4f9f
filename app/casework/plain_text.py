"""What a text says whose encoding nobody wrote down: Unicode first, then the Russian ones that are still about.

Pure. Rules: what is no text is told apart by the bytes that no text has; a guess is by how Russian it reads, and is only
ever shown, never stored. Control characters become a sign that something stood there.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

_SAMPLE: Final = 64 * 1024
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GUESSES: Final = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic", "cp1252")
_BINARY: Final = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1b")
#: Of bytes that no text has, as many in a thousand may still stand in one.
_TOLERATED: Final = 2
_OFTEN: Final = frozenset("оеаинтсрвлкмдпуяыьзб")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SIGN: Final = "\ufffd"


def decode(untrusted: bytes) -> str | None:
    """Return the text, None for bytes that are none."""
    for mark, encoding in _BOMS:
        if untrusted.startswith(mark):
            return _shown(untrusted[len(mark) :].decode(encoding, "replace"))
    sample = untrusted[:_SAMPLE]
    if 1000 * sum(byte in _BINARY for byte in sample) > _TOLERATED * len(sample):
        return None
    try:
        return _shown(untrusted.decode())
    except UnicodeDecodeError:
        best = max(_GUESSES, key=lambda encoding: _reads(sample, encoding))
        return _shown(untrusted.decode(best, "replace"))


def _shown(text: str) -> str:
    return _CONTROL.sub(_SIGN, text.replace("\r\n", "\n").replace("\r", "\n"))


def _reads(sample: bytes, encoding: str) -> int:
    """Say how much the letters beyond ASCII look like words in this encoding; more is better."""
    score, before = 0, " "
    for letter in sample.decode(encoding, "replace"):
        if letter > "\x7f":
            score += _worth(letter, before)
        before = letter
    return score


def _worth(letter: str, before: str) -> int:
    if not letter.isalpha():
        return 0 if letter in "«»—–№…“”„’\xa0" else -3
    cyrillic = "\u0400" <= letter <= "\u04ff"
    latin_before = before.isascii() and before.isalpha()
    if cyrillic and latin_before:  # no word is of both
        return -3
    if letter.isupper():
        return -2 if before.isalpha() and before.islower() else (1 if cyrillic else 0)
    if cyrillic:
        return 3 if letter in _OFTEN else 1
    return 2 if latin_before else -1
