"""How a language counts and dates: plurals, small numbers in words, days; and filling facts into a sentence.

A template is a format string in which a number may choose a word: `{n:change|changes}` gives "3 changes",
`{n:words:change|changes}` "three changes", `{n:only:is|are}` the word alone. Facts are inserted as they are,
never read as templates; a fact that is missing shows as the language's word for it, so that no sentence is lost.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from typing import Any

Fact = str | int


@dataclass(frozen=True, slots=True)
class Grammar:
    """A language's counting: `form` picks one of the word forms for a number, `numbers` are 0 … 10 in words."""

    form: Callable[[int, Sequence[str]], str]
    numbers: tuple[str, ...]
    months: tuple[str, ...]
    conjunction: str

    def counted(self, number: int, forms: Sequence[str], *, words: bool = False) -> str:
        """Say how many of what: "3 changes", or in words up to ten."""
        small = words and 0 <= number < len(self.numbers)
        return f"{self.numbers[number] if small else number} {self.form(number, forms)}"

    def day(self, when: datetime, today: datetime) -> str:
        """Say a day, with its year unless it is this one: "14 October"."""
        year = "" if when.year == today.year else f" {when.year}"
        return f"{when.day} {self.months[when.month - 1]}{year}"

    def moment(self, when: datetime, today: datetime) -> str:
        """Say a day and the time: "12 October, 18:40"."""
        return f"{self.day(when, today)}, {when:%H:%M}"

    def listed(self, parts: Sequence[str]) -> str:
        """Join parts as people do: "a, b and c"."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.conjunction} {parts[-1]}"


def english_form(number: int, forms: Sequence[str]) -> str:
    """Pick one of (singular, plural)."""
    return forms[0] if abs(number) == 1 else forms[1]


def russian_form(number: int, forms: Sequence[str]) -> str:
    """Pick one of (одно изменение, два изменения, пять изменений)."""
    tens, ones = abs(number) % 100, abs(number) % 10
    if ones == 1 and tens != 11:
        return forms[0]
    if ones in (2, 3, 4) and tens not in (12, 13, 14):
        return forms[1]
    return forms[2]


ENGLISH = Grammar(
    english_form,
    ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "and",
)

# What the program counts is neuter in Russian (изменение, фото, вложение): one set of number words serves.
RUSSIAN = Grammar(
    russian_form,
    ("ноль", "одно", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять"),
    (
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ),
    "и",
)


class _Filler(Formatter):
    def __init__(self, grammar: Grammar, stand_ins: Mapping[str, str]) -> None:
        super().__init__()
        self._grammar = grammar
        self._stand_ins = stand_ins

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:  # noqa: ARG002
        name = str(key)
        if name in kwargs and kwargs[name] != "":
            return kwargs[name]
        return self._stand_ins.get(name, "…")

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" not in format_spec or not isinstance(value, int):
            return str(value)
        how, _, forms = format_spec.rpartition(":")
        if how == "only":
            return self._grammar.form(value, forms.split("|"))
        return self._grammar.counted(value, forms.split("|"), words=how == "words")


def fill(
    template: str, facts: Mapping[str, Fact], grammar: Grammar, stand_ins: Mapping[str, str] | None = None
) -> str:
    """Put facts into a template; begins with a capital letter if the template does."""
    return _Filler(grammar, stand_ins or {}).vformat(template, (), facts)


def capitalised(sentence: str) -> str:
    """Give a sentence that may begin with a number word its capital letter."""
    return sentence[:1].upper() + sentence[1:]
