"""Search: words to records in either script, beginnings of words, snippets, and what must not be found."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.chains import Chain, says
from support.logs import Store, author_id, make_store, record_id, scope_id

from storage import log, records, search
from storage.log import NewEdit
from storage.projection import Projection
from storage.search import Hit, find

PROJECTION = Projection(
    searchable=frozenset(
        {("case", "alias"), ("case", "other_names"), ("note", "text"), ("document", "names")}
    )
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path, PROJECTION)


def add(
    store: Store, record: int, value: object, *, kind: str = "note", name: str = "text", scope: int = 0
) -> None:
    store.append(NewEdit(record_id(record), kind, name, value), scope=scope_id(scope))


def found(store: Store, words: str, limit: int = 50) -> list[int]:
    with store.read() as tx:
        return [int.from_bytes(hit.record[6:], "big") for hit in find(tx, words, limit)]


def snippet(store: Store, words: str) -> str:
    with store.read() as tx:
        return find(tx, words)[0].snippet


def test_a_word_finds_its_record_with_its_kind_and_scope(store: Store) -> None:
    add(store, 1, "Приехал вечером", scope=4)
    with store.read() as tx:
        assert find(tx, "вечером") == [Hit(record_id(1), "note", scope_id(4), "Приехал вечером")]


@pytest.mark.parametrize("words", ["Магомед", "магомед", "Magomed", "МАГОМЕД", "magom", "маг"])
def test_cyrillic_is_found_in_either_script(store: Store, words: str) -> None:
    add(store, 1, "Звонил Магомед")
    assert found(store, words) == [1]


@pytest.mark.parametrize("words", ["Магомед", "Magomed", "маго"])
def test_latin_is_found_in_either_script(store: Store, words: str) -> None:
    add(store, 1, "Magomed called")
    assert found(store, words) == [1]


@pytest.mark.parametrize("words", ["елка", "ёлка", "ЁЛКА", "Елк"])
@pytest.mark.parametrize("text", ["Ёлка", "елка"])
def test_yo_is_ye(store: Store, words: str, text: str) -> None:
    add(store, 1, text)
    assert found(store, words) == [1]


def test_every_word_must_occur_in_any_order_as_a_beginning(store: Store) -> None:
    add(store, 1, "Нужен врач в пятницу")
    add(store, 2, "Врач приехал")
    assert found(store, "врач") == [2, 1]
    assert found(store, "пятниц врач") == [1]
    assert found(store, "врач суббота") == []
    assert found(store, "рач") == []


def test_newest_records_come_first_and_no_more_than_asked_for(store: Store) -> None:
    for number in range(9):
        add(store, number, "слово")
    assert found(store, "слово", limit=3) == [8, 7, 6]


def test_text_inside_lists_and_objects_is_found(store: Store) -> None:
    add(store, 1, [{"name": "паспорт.pdf"}, "диплом"], kind="document", name="names")
    assert found(store, "диплом") == found(store, "паспорт pdf") == [1]


def test_both_sides_of_a_conflict_are_found(store: Store) -> None:
    sides = [Chain(author_id(n)).write(says(v)) for n, v in enumerate(("Кедр", "Берёза"))]
    store.apply(*(side.run() for side in sides))
    assert found(store, "кедр") == found(store, "береза") == [0]


def test_only_searchable_fields_are_found(store: Store) -> None:
    add(store, 1, "слово", name="private")
    add(store, 2, "слово", kind="case", name="text")
    assert found(store, "слово") == []


def test_what_was_replaced_is_found_no_more(store: Store) -> None:
    add(store, 1, "старое")
    with store.read() as tx:
        refs = tuple(value.ref for value in records.live(tx, scope_id(), "note", record_id(1), "text"))
    store.append(NewEdit(record_id(1), "note", "text", "новое", refs))
    assert (found(store, "старое"), found(store, "новое")) == ([], [1])
    with store.read() as tx:
        refs = tuple(value.ref for value in records.live(tx, scope_id(), "note", record_id(1), "text"))
    store.append(NewEdit(record_id(1), "note", "text", None, refs))
    assert found(store, "новое") == []


def test_deleted_records_are_not_found_unless_somebody_changed_them(store: Store) -> None:
    add(store, 1, "слово")
    with store.read() as tx:
        seen = log.frontier(tx, scope_id())
    store.append(NewEdit(record_id(1), "note", "deleted", {"reason": "", "frontier": seen}))
    assert found(store, "слово") == []
    store.apply(Chain(author_id(5)).write(says("ещё слово", kind="note", name="text", record=1)).run())
    assert found(store, "слово") == [1]


def test_sealed_scopes_are_not_found(store: Store) -> None:
    add(store, 1, "слово", scope=1)
    add(store, 2, "слово", scope=2)
    with store.write() as tx:
        log.set_state(tx, scope_id(1), "sealed")
    assert found(store, "слово") == [2]
    with store.write() as tx:
        log.set_state(tx, scope_id(1), "open")
    assert found(store, "слово") == [2, 1]


@pytest.mark.parametrize(
    "words", ["", "   ", "—", '"', "*", "'; DROP TABLE row; --", "NOT", "a AND", "(", "x:y", "^a", "ь"]
)
def test_no_input_is_an_operator(store: Store, words: str) -> None:
    add(store, 1, "drop table row and not a x y ь")
    assert found(store, words) in ([], [1])


def test_a_long_question_is_cut(store: Store) -> None:
    add(store, 1, " ".join(f"w{n}" for n in range(12)))
    assert found(store, " ".join(f"w{n}" for n in range(100))) == [1]


# Snippets


def test_a_snippet_is_the_stored_text_around_the_first_word_found(store: Store) -> None:
    add(store, 1, f"{'начало ' * 20}Магомед приехал{' конец' * 20}")
    cut = snippet(store, "magomed")
    assert "Магомед приехал" in cut
    assert cut.startswith("…")
    assert cut.endswith("…")
    assert len(cut) < 100


def test_a_short_text_is_shown_whole_on_one_line(store: Store) -> None:
    add(store, 1, "Первая\nстрока\t и Вторая")
    assert snippet(store, "вторая") == "Первая строка и Вторая"


def test_the_text_that_has_the_word_is_shown(store: Store) -> None:
    add(store, 1, ["нет", "да, Ёлка здесь"], kind="case", name="other_names")
    assert snippet(store, "елка") == "да, Ёлка здесь"


def test_letters_with_marks_are_found_where_they_stand() -> None:
    assert search.snippet(["а е\u0308лка б"], [("елка", "elka")]) == "а е\u0308лка б"


def test_without_a_word_to_show_the_beginning_is_shown() -> None:
    assert search.snippet(["текст " * 40], [("нет", "net")]).startswith("текст текст")
    assert search.snippet([], [("нет", "net")]) == ""


def test_hits_have_the_transliteration_at_hand() -> None:
    assert search.transliterate("Магомед Хамзат") == "magomed hamzat"
    assert search.normalise("Ёлка") == "елка"


def test_a_few_of_each_kind_so_that_many_notes_do_not_hide_the_one_case(store: Store) -> None:
    add(store, 1, "Клён", kind="case", name="alias")
    for record in range(2, 12):
        add(store, record, f"Клён {record}")
    with store.read() as tx:
        hits = search.of_each_kind(tx, "клен", 3)
        assert [(hit.kind, hit.record) for hit in hits] == [
            ("note", record_id(11)),
            ("note", record_id(10)),
            ("note", record_id(9)),
            ("case", record_id(1)),
        ]
        assert hits[0].snippet == "Клён 11"
        assert [hit.kind for hit in search.of_each_kind(tx, "клен", 3, look_at=5)] == ["note"] * 3
        assert search.of_each_kind(tx, " ,") == []


def test_a_record_in_several_scopes_is_one_of_its_kind(store: Store) -> None:
    for record in (1, 2):
        for scope in range(6):
            add(store, record, "Клён", scope=scope)
    with store.read() as tx:
        hits = search.of_each_kind(tx, "клён", 2)
    assert [hit.record for hit in hits].count(record_id(1)) == 4
    assert [hit.record for hit in hits].count(record_id(2)) == 4


def test_what_is_sealed_or_deleted_is_none_of_a_kind(store: Store) -> None:
    add(store, 1, "Клён", scope=1)
    add(store, 2, "Клён", scope=2)
    with store.database.transaction() as tx:
        log.set_state(tx, scope_id(1), "sealed")
    add(store, 3, "Клён", scope=3)
    seen = {author_id(0).hex(): 1}
    store.append(
        NewEdit(record_id(3), "note", "deleted", {"reason": "", "frontier": seen}), scope=scope_id(3)
    )
    with store.read() as tx:
        assert [hit.record for hit in search.of_each_kind(tx, "клён")] == [record_id(2)]
