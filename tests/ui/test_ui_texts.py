"""Both languages say the same things, with the same facts, and code and tables know of each other."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

from support.cli import ROOT

from ui.translations import TEXTS

_AREAS = "|".join(sorted({slug.partition(".")[0] for slug in TEXTS["en"]}))
_SLUG = re.compile(rf'"((?:{_AREAS})\.[a-z0-9_]+)"')
#: Slugs that code puts together, by their beginning: each has its own test that all of them are there.
_COMPOSED = tuple(
    line.strip()
    for line in (Path(__file__).with_name("composed_slugs.txt").read_text().splitlines())
    if line.strip() and not line.startswith("#")
)
_CYRILLIC = re.compile("[А-Яа-яЁё]")


def facts(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def used() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "ui").rglob("*.py"):
        if "translations" not in path.parts:
            found |= set(_SLUG.findall(path.read_text()))
    return found


def test_both_languages_have_the_same_slugs() -> None:
    assert set(TEXTS["en"]) == set(TEXTS["ru"])


def test_both_say_it_with_the_same_facts() -> None:
    differing = [slug for slug in TEXTS["en"] if facts(TEXTS["en"][slug]) != facts(TEXTS["ru"][slug])]
    assert differing == []


def test_every_slug_that_code_says_is_there() -> None:
    assert sorted(used() - set(TEXTS["en"])) == []


def test_every_text_is_said_somewhere() -> None:
    unsaid = {slug for slug in set(TEXTS["en"]) - used() if not slug.startswith(_COMPOSED)}
    assert sorted(unsaid) == []


def test_russian_is_russian_and_english_is_not() -> None:
    same = {
        "common.gib",
        "settings.language_en",
        "settings.language_ru",
        "unlock.language_en",
        "unlock.language_ru",
    }
    for slug, text in TEXTS["ru"].items():
        words = re.sub(r"\{[^}]*\}", "", text)
        assert slug in same or _CYRILLIC.search(words) or not re.search("[A-Za-z]{3}", words), slug
    for slug, text in TEXTS["en"].items():
        assert slug in same or not _CYRILLIC.search(text), slug


def test_russian_counts_in_three_forms() -> None:
    for slug, text in TEXTS["ru"].items():
        for _, name, spec, _ in Formatter().parse(text):
            if name and spec and "|" in spec:
                assert spec.count("|") == 2, slug
