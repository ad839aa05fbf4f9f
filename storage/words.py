"""How text is compared in search and lists: case, ё=е, diacritics, and Cyrillic against Latin.

Pure. `normalise` brings one script's spellings together; `skeleton` brings scripts together, so that *Magomed*
and *Магомед* meet. A skeleton is for finding, never for showing: it follows no standard of transliteration,
it only sends the usual spellings of a name (BGN, ICAO passport, German, French) to the same letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_WORD = re.compile(r"[^\W_]+")
_CYRILLIC: Final = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "к": "k",
        "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
        "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e",
        "ю": "iu", "я": "ia", "і": "i", "є": "e", "ґ": "g", "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o",
        "ұ": "u", "ү": "u", "һ": "h", "ј": "i", "љ": "l", "њ": "n", "ћ": "ch", "ђ": "dzh", "џ": "dzh",
        "ӏ": "", "'": "",
    }
)  # fmt: skip
_FOLDS: Final = {
    "shch": "sh", "sch": "sh", "kh": "h", "tz": "ts", "ck": "k", "ph": "f", "w": "v", "x": "ks", "q": "k",
    "y": "i", "j": "i",
}  # fmt: skip
_FOLD = re.compile("|".join(_FOLDS))
_DOUBLE = re.compile(r"([a-z])\1+")
_E = re.compile("i[eo]")


def normalise(text: str) -> str:
    """Fold case, compatibility forms and diacritics away: ё is е, й is и, Ａ is a."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()))


def words(text: str) -> list[str]:
    """Split into normalised words."""
    return _WORD.findall(normalise(text))


def skeleton(word: str) -> str:
    """Give the Latin letters under which a normalised word is found in either script."""
    latin = word if word.isascii() else word.translate(_CYRILLIC)
    folded = _FOLD.sub(lambda match: _FOLDS[match[0]], latin)
    return _DOUBLE.sub(r"\1", _E.sub("e", _DOUBLE.sub(r"\1", folded)))


def index_text(texts: Iterable[str], known: dict[str, str] | None = None) -> str:
    """Give all that a record is found by: its words, each also as a skeleton, once each, in a fixed order.

    `known` remembers skeletons between calls; words come again and again.
    """
    plain = dict.fromkeys(words(" ".join(texts)))
    if known is None:
        known = {}
    for word in plain:
        if word not in known:
            known[word] = skeleton(word)
    return " ".join(dict.fromkeys((*plain, *[known[word] for word in plain])))
