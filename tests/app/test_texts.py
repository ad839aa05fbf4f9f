"""Everything has a sentence, in every language, and the sentences are the right ones."""

import ast
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from string import Formatter

import pytest

import app
import storage
import sync
from app import texts
from app.casework.codes import LISTS
from app.casework.consents import Reason
from app.casework.kinds import KINDS
from app.casework.values import _SLUGS as WHY_SLUGS
from app.texts import Load, Standing, en, ru
from app.texts.en import labels as en_labels
from app.texts.ru import labels as ru_labels
from app.texts.wording import ENGLISH, RUSSIAN, fill
from storage import errors
from sync.outcomes import Outcome

TODAY = datetime(2026, 10, 20, 12, 0)
TABLES = ["STAND_INS", "SENTENCES", "OUTCOMES", "REASONS", "WHYS", "LEDGER", "CHANNELS", "TODAY"]
RAISED = {"UserError", "MachineError"}
ERRORS = RAISED | {"FrameError"}


def sources() -> Iterator[Path]:
    for package in (app, storage, sync):
        assert package.__file__ is not None
        yield from Path(package.__file__).parent.rglob("*.py")


def raised() -> Iterator[tuple[str, str]]:
    """Find slug and place of every UserError("slug") and MachineError("slug"), and what their subclasses begin with."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and _names(node.bases) & ERRORS:
                calls = [call for call in ast.walk(node) if isinstance(call, ast.Call)]
                slugs = [
                    slug for call in calls if _names([call.func]) == {"__init__"} for slug in _first(call)
                ]
            elif isinstance(node, ast.Call) and _names([node.func]) & RAISED:
                slugs = _first(node)
            else:
                continue
            yield from ((slug, f"{path.name}:{node.lineno}") for slug in slugs)


def _names(nodes: list[ast.expr]) -> set[str]:
    return {getattr(node, "id", getattr(node, "attr", "")) for node in nodes}


def _first(call: ast.Call) -> list[str]:
    """The texts that a call's first argument may be."""
    first = call.args[0] if call.args else None
    either = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    return [one.value for one in either if isinstance(one, ast.Constant) and isinstance(one.value, str)]


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_slug_that_the_program_raises_has_a_sentence(language: str) -> None:
    found = dict(raised()) | dict.fromkeys(errors._SLUGS.values(), "errors")
    assert len(found) > 20
    silent = {slug: place for slug, place in found.items() if not texts.has_sentence(slug, language)}
    assert not silent


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("slug", [*Outcome, *Reason, *LISTS["metadata_outcome"].codes])
def test_every_outcome_and_reason_has_a_sentence(language: str, slug: str) -> None:
    assert texts.has_sentence(str(slug), language)


@pytest.mark.parametrize("tables", [(en, ru)])
@pytest.mark.parametrize("table", TABLES)
def test_languages_say_the_same_things(tables: tuple[object, object], table: str) -> None:
    one, other = (getattr(module, table) for module in tables)
    assert one.keys() == other.keys()


@pytest.mark.parametrize("table", ["SENTENCES", "OUTCOMES", "REASONS"])
def test_each_is_one_sentence_on_what_happened_and_one_on_what_to_do(table: str) -> None:
    for module in (en, ru):
        for slug, said in getattr(module, table).items():
            for sentence in said:
                assert sentence.endswith("."), slug
                assert sentence[0] == "{" or sentence[0] == sentence[0].upper(), slug


def test_what_wants_attention_has_the_same_facts_in_both_languages() -> None:
    for slug, said in en.TODAY.items():
        assert _facts((said,)) == _facts((ru.TODAY[slug],)), slug


def test_both_languages_use_the_same_facts() -> None:
    for table in ("SENTENCES", "OUTCOMES", "REASONS"):
        for slug, said in getattr(en, table).items():
            assert _facts(said) == _facts(getattr(ru, table)[slug]), slug


def _facts(said: tuple[str, ...]) -> set[str]:
    return {name for text in said for _, name, _, _ in Formatter().parse(text) if name}


def test_plurals_have_as_many_forms_as_the_language() -> None:
    for module, forms in ((en, 2), (ru, 3)):
        for table in TABLES:
            for said in getattr(module, table).values():
                for text in said if isinstance(said, tuple) else (said,):
                    for _, name, spec, _ in Formatter().parse(text):
                        if name and spec and "|" in spec:
                            assert len(spec.rpartition(":")[2].split("|")) == forms, text


def test_every_reason_a_value_is_refused_for_is_explained() -> None:
    assert (set(WHY_SLUGS.values()) | {"required", "wrong_type", "too_large"}) <= set(en.WHYS)


@pytest.mark.parametrize("labels", [en_labels, ru_labels])
def test_every_code_kind_and_field_has_a_label(labels: object) -> None:
    codes, common = labels.CODES, labels.COMMON  # type: ignore[attr-defined]
    assert set(codes) == set(LISTS)
    for name, listed in LISTS.items():
        assert set(codes[name]) | set(common) >= set(listed.codes), name
        assert set(codes[name]) <= set(listed.codes), name
        given = [codes[name].get(code) or common[code] for code in listed.codes]
        assert len(set(given)) == len(given), name
    assert set(labels.KINDS) == set(KINDS)  # type: ignore[attr-defined]
    fields = {field for kind in KINDS.values() for field in kind.fields}
    assert set(labels.FIELDS) == fields  # type: ignore[attr-defined]


def test_russian_labels_are_russian() -> None:
    for listed in ru_labels.CODES.values():
        for code, text in listed.items():
            assert re.search("[А-Яа-яЁё]", text) or code == "x", text


def test_labels_fall_back_to_the_code() -> None:
    assert texts.label("orientation", "not_disclosed", "en") == "Prefers not to say"
    assert texts.label("orientation", "gay", "ru") == "Гей"
    assert texts.label("orientation", "of_a_newer_version", "ru") == "of_a_newer_version"
    assert texts.label("no_such_list", "x", "en") == "x"
    assert texts.kind_label("stay", "ru") == "Проживание"
    assert texts.kind_label("wormhole", "ru") == "wormhole"
    assert texts.field_label("alias", "en") == "Alias"
    assert texts.field_label("mouth", "en") == "mouth"


def test_an_error_becomes_two_sentences() -> None:
    said = texts.sentences("bad_value", "en", kind="case", field="status", why="not_a_code", allowed="a, b")
    assert said.what == "status cannot take this value: it must be one of a, b."
    assert said.to_do == "Correct it and enter it again."
    text = texts.say("bad_value", "ru", kind="case", field="alias", why="too_long", limit=201)
    assert (
        text == "alias: такое значение не подходит — оно длиннее, чем 201 знак. Исправьте и введите ещё раз."
    )


def test_a_reason_without_a_translation_is_said_as_it_is() -> None:
    assert "brand_new" in texts.say("bad_value", "en", field="x", why="brand_new")


def test_missing_facts_lose_no_sentence() -> None:
    assert texts.say("bad_value", "en", why="empty").startswith("this field cannot take")
    assert "…" in texts.say("status_needs_reason", "en")
    assert "nothing" in texts.say("wrong_compartment", "en", kind="note", allowed="")


def test_an_unknown_slug_is_said_too() -> None:
    assert "(brand_new)" in texts.say("brand_new", "en")
    assert "(brand_new)" in texts.say("brand_new", "ru", path="x")


def test_facts_are_never_read_as_templates() -> None:
    assert "{slug.__class__}" in texts.say("no_such_path", "en", path="{slug.__class__} {0} {limit:a|b}")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0 изменений"),
        (1, "1 изменение"),
        (2, "2 изменения"),
        (5, "5 изменений"),
        (11, "11 изменений"),
        (12, "12 изменений"),
        (21, "21 изменение"),
        (22, "22 изменения"),
        (25, "25 изменений"),
        (101, "101 изменение"),
        (111, "111 изменений"),
        (112, "112 изменений"),
    ],
)
def test_russian_plurals(number: int, said: str) -> None:
    assert RUSSIAN.counted(number, ["изменение", "изменения", "изменений"]) == said


def test_small_numbers_in_words_and_word_forms_alone() -> None:
    assert ENGLISH.counted(3, ["change", "changes"], words=True) == "three changes"
    assert ENGLISH.counted(1, ["change", "changes"], words=True) == "one change"
    assert ENGLISH.counted(11, ["change", "changes"], words=True) == "11 changes"
    assert fill("{n:only:is|are}", {"n": 2}, ENGLISH) == "are"
    assert fill("{n:words:a|b|c}", {"n": 2}, RUSSIAN) == "два b"
    assert fill("{n:a|b}", {"n": "many"}, ENGLISH) == "many"


UP_TO = datetime(2026, 10, 12, 18, 40)
SENT = datetime(2026, 10, 14, 9, 0)


class TestLedger:
    """The sentences of exchange.md, "What people see"."""

    def test_the_sentence_of_the_design(self) -> None:
        facts = Standing("HQ", UP_TO, Load(changes=3, photos=1), "stick", SENT)
        assert texts.standing(facts, "en", TODAY) == (
            "HQ has everything up to 12 October, 18:40. "
            "Three changes and one photo since then are unconfirmed (sent on a stick on 14 October). "
            "They go along again with the next bundle."
        )

    def test_the_same_in_russian(self) -> None:
        facts = Standing("Штаб", UP_TO, Load(changes=3, photos=1), "stick", SENT)
        assert texts.standing(facts, "ru", TODAY) == (
            "У получателя «Штаб» есть всё по 12 октября, 18:40. "
            "Три изменения и одно фото с тех пор не подтверждены (отправлены на флешке 14 октября). "
            "Они пойдут снова со следующим пакетом."
        )

    def test_one_thing_agrees_with_its_verb(self) -> None:
        facts = Standing("HQ", UP_TO, Load(changes=1), "mail", SENT)
        assert "One change since then is unconfirmed (sent by mail on 14 October). It goes along" in (
            texts.standing(facts, "en", TODAY)
        )
        assert "Одно изменение с тех пор не подтверждено (отправлено почтой 14 октября). Оно пойдёт" in (
            texts.standing(facts, "ru", TODAY)
        )

    def test_nothing_was_ever_confirmed(self) -> None:
        facts = Standing("HQ", None, Load(files=2), "qr", SENT, waiting=Load(changes=1))
        assert texts.standing(facts, "en", TODAY) == (
            "HQ has not confirmed any bundle from here yet. "
            "Two attachments are unconfirmed (sent as QR codes on 14 October). "
            "They go along again with the next bundle. One change waits to be sent."
        )

    def test_all_is_there_but_for_what_consent_keeps(self) -> None:
        facts = Standing("HQ", UP_TO.replace(year=2025), withheld=2)
        assert texts.standing(facts, "en", TODAY) == (
            "HQ has everything up to 12 October 2025, 18:40. Nothing waits. "
            "Two parts of cases stay here because of consent, and exist only here."
        )
        assert texts.standing(facts, "ru", TODAY).endswith(
            "Из-за решений о согласии здесь, и только здесь, остаётся частей дел: 2."
        )

    def test_a_channel_of_a_newer_version_is_named_as_it_is(self) -> None:
        facts = Standing("HQ", UP_TO, Load(changes=1), "pigeon", SENT)
        assert "sent pigeon on" in texts.standing(facts, "en", TODAY)

    @pytest.mark.parametrize("language", texts.LANGUAGES)
    def test_every_load_is_said(self, language: str) -> None:
        for load in (Load(1, 1, 1), Load(21), Load(0, 5), Load(2, 0, 3)):
            said = texts.standing(Standing("X", UP_TO, load, "file", SENT, load), language, TODAY)
            assert "…" not in said
            assert "{" not in said

    def test_a_lost_stick(self) -> None:
        assert texts.lost_stick("HQ", Load(3, 1), "en") == (
            "On it were three changes and one photo for HQ. "
            "Nobody without the keys can read it; it gives away its size and a date. "
            "Nothing needs doing: what was on it goes along again with the next bundle."
        )
        assert texts.lost_stick("Штаб", Load(), "ru") == (
            "На ней не было ничего, чего нет у получателя «Штаб». "
            "Без ключей её никто не прочтёт; видны только размер и дата. Делать ничего не нужно."
        )
