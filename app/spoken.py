"""The words that people say to each other in an enrolment, as a front end offers and checks them while somebody types.

Does not make, compare or count words (sync.words does). `offered` reads the lists; after it `is_known` costs nothing.
"""

from collections.abc import Iterable
from functools import cache
from typing import Final

from storage.errors import UserError
from sync import words

#: The list of words that goes with each language of the program.
LISTS: Final = {"en": "english", "ru": "russian"}


@cache
def offered(language: str) -> tuple[str, ...]:
    """Return the words to offer in a language; reads files the first time."""
    is_known("1")
    return tuple(word.word for word in words.spell(range(1, words.COUNT + 1), LISTS[language]))


def is_known(untrusted: str) -> bool:
    """Say whether this is a word of any list, or the number of one."""
    try:
        words.read(untrusted, 1)
    except UserError as error:
        return error.slug == "ambiguous_word"  # the other words will settle it
    return True


def together(typed: Iterable[str]) -> str:
    """Return words that were typed one by one as the text that enrolment reads."""
    return " ".join("".join(word.split()) for word in typed)
