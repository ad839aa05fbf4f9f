"""Passphrases that hold: made by the machine by default, and a floor under those that people choose.

Not here: what happens to them (`keyslots`). Stretching costs an attacker about a second a guess, so 2⁵⁰ guesses
are the least that a chosen one may need, and seven of 2,048 words (77 bits) are what we suggest.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from mnemonic import Mnemonic

from storage.errors import UserError
from storage.keyslots import stretchable

WORDS: Final = 7
LEAST_CHARACTERS: Final = 15
LEAST_GUESSES: Final = 1 << 50
LANGUAGES: Final = {"en": "english", "fr": "french", "ru": "russian"}
_BITS: Final = 11
_ZXCVBN_LIMIT: Final = 72
"""Characters that zxcvbn looks at; its work grows with the square, and it refuses more."""


def generate(language: str = "en", rng: Callable[[int], bytes] = os.urandom) -> str:
    """Make seven random words of a language's list, in NFC, with spaces between."""
    words = Mnemonic(LANGUAGES[language]).wordlist
    number = int.from_bytes(rng((WORDS * _BITS + 7) // 8), "big")
    chosen = [words[(number >> (_BITS * i)) % (1 << _BITS)] for i in range(WORDS)]
    return unicodedata.normalize("NFC", " ".join(chosen))


def check(passphrase: str, names: Iterable[str] = ()) -> None:
    """Refuse a chosen passphrase that is too easy; `names` are the store's own, which guessers try first.

    Raises:
        UserError: passphrase_too_short, passphrase_too_weak, passphrase_too_long, passphrase_not_text.
    """
    text = stretchable(passphrase).decode()
    if len(text) < LEAST_CHARACTERS:
        raise UserError("passphrase_too_short", least=LEAST_CHARACTERS)
    from zxcvbn import zxcvbn  # loads its dictionaries, which opening a store need not wait for

    known = [word for name in names for word in (name, *name.split()) if word]
    found = zxcvbn(text[:_ZXCVBN_LIMIT], user_inputs=known)
    if found["guesses"] < LEAST_GUESSES:
        raise UserError("passphrase_too_weak", bits=int(found["guesses"]).bit_length() - 1, least=50)
