"""Strict when somebody types, tolerant of what others wrote."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import ids
from app.casework import entry, projection
from app.casework.compartments import PERSON_FIELDS, PERSONAL
from app.casework.kinds import KINDS
from app.casework.schema import Field, kind
from app.casework.tiers import Tier, may_list
from app.casework.values import SHORT
from storage.errors import UserError

AN_ID = ids.to_text(bytes(16))

GOOD = [
    ("case", "alias", "Тихий клён", "Тихий клён"),
    ("case", "alias", "\u202eabc", "\u202eabc"),
    ("case", "status", "sheltered", "sheltered"),
    ("case", "profile", ["journalist", "witness"], ["journalist", "witness"]),
    ("case", "profile", "journalist", ["journalist"]),
    ("case", "house", AN_ID, AN_ID),
    ("case", "status", "", None),
    ("case", "status", None, None),
    ("person", "legal_name_cyrillic", "Я" * 200, "Я" * 200),
    ("person", "legal_name", "е\u0308лка", "ёлка"),
    ("person", "birth_date", "1994", "1994"),
    ("person", "birth_date", "1994-03", "1994-03"),
    ("person", "birth_date", "1992-02-29", "1992-02-29"),
    ("person", "citizenships", ["RU", "stateless", "not_disclosed"], ["RU", "stateless", "not_disclosed"]),
    ("person", "languages", ["ru", "ce", "inh", "unknown"], ["ru", "ce", "inh", "unknown"]),
    ("note", "text", "раз\r\nдва\nтри", "раз\nдва\nтри"),
    ("note", "text", "я" * 20_000, "я" * 20_000),
    ("risk", "dimensions", {"state_reach": 4, "exit_ban": 0}, {"state_reach": 4, "exit_ban": 0}),
    ("house", "capacity", 6, 6),
    ("house", "capacity", "6", 6),
    ("stay", "planned_from", "2026-10-14T18:40", "2026-10-14T18:40"),
    ("stay", "planned_from", "2026-10-14T18:40:09+03:00", "2026-10-14T18:40:09+03:00"),
    ("document", "evidence", True, True),
    ("document", "evidence", "no", False),
    ("document", "hash", "0a" * 32, "0a" * 32),
    ("incident", "acts", "beating", ["beating"]),
    ("incident", "from", "2017-03", "2017-03"),
    (
        "incident",
        "perpetrators",
        [{"type": "police", "relationship": None, "status": "е\u0308лки"}, {"type": "police"}],
        [{"type": "police", "status": "ёлки"}, {"type": "police"}],
    ),
    ("incident", "perpetrators", [{"type": "unknown"}] * 16, [{"type": "unknown"}] * 16),
    ("incident", "sources", [{"text": "запись звонка"}], [{"text": "запись звонка"}]),
    ("task", "due", "2026-12-01T18:00", "2026-12-01T18:00"),
]

BAD = [
    ("case", "alias", "", "required"),
    ("case", "alias", None, "required"),
    ("case", "alias", " \u00a0", "empty"),
    ("case", "alias", "a" * 201, "too_long"),
    ("case", "alias", "a\nb", "control_character"),
    ("case", "alias", "a\x1bb", "control_character"),
    ("case", "alias", 5, "wrong_type"),
    ("case", "alias", ["a"], "wrong_type"),
    ("case", "status", "arrivd", "not_a_code"),
    ("case", "status", "Arrived", "not_a_code"),
    ("case", "profile", ["journalist", "journalist"], "twice"),
    ("case", "profile", ["journalist", "spy"], "not_a_code"),
    ("case", "profile", {"journalist": 1}, "wrong_type"),
    ("case", "house", "house-a", "bad_id"),
    ("person", "birth_date", "1994-13", "bad_date"),
    ("person", "birth_date", "1993-02-29", "bad_date"),
    ("person", "birth_date", "94", "bad_date"),
    ("person", "birth_date", "٠٠٠٠", "bad_date"),
    ("person", "birth_date", "1994-03-07T10:00", "bad_date"),
    ("person", "birth_date", "0994", "bad_date"),
    ("person", "birth_date", "7 March 1994", "bad_date"),
    ("stay", "planned_from", "2026-10-14T25:00", "bad_date"),
    ("person", "citizenships", ["Russia"], "bad_country"),
    ("person", "languages", ["Russian"], "bad_language"),
    ("person", "other_names", ["x" * n for n in range(1, 66)], "too_many"),
    ("note", "text", "a\x00b", "control_character"),
    ("note", "text", "a\tb", "control_character"),
    ("note", "text", "a\rb", "control_character"),
    ("note", "text", "a\ud800b", "bad_text"),
    ("note", "text", "я" * 20_001, "too_long"),
    ("note", "text", "😀" * 20_000, "too_large"),
    ("risk", "dimensions", {"state_reach": 5}, "out_of_range"),
    ("risk", "dimensions", {"state_reach": -1}, "out_of_range"),
    ("risk", "dimensions", {"state_reach": True}, "wrong_type"),
    ("risk", "dimensions", {"moon_reach": 1}, "not_a_code"),
    ("house", "capacity", -1, "out_of_range"),
    ("house", "capacity", 2**54, "out_of_range"),
    ("house", "capacity", "six", "wrong_type"),
    ("house", "capacity", True, "wrong_type"),
    ("house", "capacity", 1.5, "wrong_type"),
    ("document", "evidence", "perhaps", "wrong_type"),
    ("document", "evidence", 1, "wrong_type"),
    ("document", "hash", "0A" * 32, "bad_hash"),
    ("incident", "acts", ["beating", "weather"], "not_a_code"),
    ("incident", "perpetrators", "police", "wrong_type"),
    ("incident", "perpetrators", ["police"], "wrong_type"),
    ("incident", "perpetrators", {"type": "police"}, "wrong_type"),
    ("incident", "perpetrators", [{"type": "uncle"}], "not_a_code"),
    ("incident", "perpetrators", [{"type": ["police"]}], "wrong_type"),
    ("incident", "perpetrators", [{"type": "police", "name": "x"}], "unknown_part"),
    ("incident", "perpetrators", [{"type": "police", "status": "x" * 201}], "too_long"),
    ("incident", "perpetrators", [{"relationship": "дядя"}], "missing_part"),
    ("incident", "perpetrators", [{"type": "unknown"}] * 17, "too_many"),
    ("incident", "perpetrators", [{1: "police"}], "wrong_type"),
    ("incident", "sources", [{}], "missing_part"),
    ("incident", "sources", [{"text": None}], "missing_part"),
    ("task", "what", "", "required"),
]


@pytest.mark.parametrize(("kind", "field", "untrusted", "value"), GOOD)
def test_a_good_value_comes_back_in_its_normal_form(
    kind: str, field: str, untrusted: object, value: object
) -> None:
    assert entry.validate_entry(kind, field, untrusted) == value
    assert entry.understood(kind, field, value)


@pytest.mark.parametrize(("kind", "field", "untrusted", "why"), BAD)
def test_a_bad_value_is_refused_with_the_reason(kind: str, field: str, untrusted: object, why: str) -> None:
    with pytest.raises(UserError) as refused:
        entry.validate_entry(kind, field, untrusted)
    assert refused.value.slug == "bad_value"
    assert (refused.value.facts["kind"], refused.value.facts["field"]) == (kind, field)
    assert refused.value.facts["why"] == why
    if why == "not_a_code":
        assert "," in str(refused.value.facts["allowed"])
    if why in ("too_long", "too_many", "too_large"):
        assert int(refused.value.facts["limit"]) > 0


def test_an_unknown_kind_is_refused_with_what_was_perhaps_meant() -> None:
    with pytest.raises(UserError) as refused:
        entry.validate_entry("cases", "alias", "x")
    assert refused.value.slug == "unknown_kind"
    assert refused.value.facts["close"].split(", ")[0] == "case"


def test_an_unknown_field_is_refused_with_what_was_perhaps_meant() -> None:
    with pytest.raises(UserError) as refused:
        entry.validate_entry("case", "risk_levl", "x")
    assert refused.value.slug == "unknown_field"
    assert refused.value.facts["close"] == "risk_level"


def test_a_word_like_no_other_lists_them_all() -> None:
    with pytest.raises(UserError) as refused:
        entry.validate_entry("qqqq", "x", "x")
    assert set(refused.value.facts["close"].split(", ")) == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("wormhole", "mouth", "x"),
        ("case", "shoe_size", 4),
        ("case", "status", "on_the_moon"),
        ("case", "status", ["intake"]),
        ("case", "profile", "journalist"),
        ("house", "capacity", "6"),
        ("house", "capacity", True),
        ("document", "evidence", 1),
        ("note", "text", "a\r\nb"),
        ("person", "legal_name", "е\u0308лка"),
        ("note", "text", "a\x00b"),
        ("case", "deleted", "yes"),
        ("case", "deleted", {"reason": 5, "frontier": {}}),
        ("case", "deleted", {"reason": "x"}),
        ("case", "status", object()),
    ],
)
def test_what_a_newer_or_stranger_version_wrote_is_not_understood(
    kind: str, field: str, value: object
) -> None:
    assert projection.not_understood(kind, field, value)


@pytest.mark.parametrize("value", [None, {"reason": "entered twice", "frontier": {"00": 3}}])
def test_the_reserved_field_deleted_is_understood_everywhere(value: object) -> None:
    assert entry.understood("case", "deleted", value)
    assert entry.understood("wormhole", "deleted", value)


@given(st.text(max_size=300))
def test_text_is_refused_or_normal_and_without_controls(text: str) -> None:
    try:
        value = entry.validate_entry("person", "legal_name", text)
    except UserError as refused:
        assert refused.slug == "bad_value"
        return
    if value is None:
        assert text == ""
        return
    assert isinstance(value, str)
    assert unicodedata.is_normalized("NFC", value)
    assert len(value) <= 200
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in value)
    assert entry.understood("person", "legal_name", value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = [(kind.name, name) for kind in KINDS.values() for name in kind.fields]


@given(st.sampled_from(FIELDS), JSON)
def test_reading_never_raises_and_agrees_with_entry(named: tuple[str, str], value: object) -> None:
    known = entry.understood(*named, value)
    try:
        entered = entry.validate_entry(*named, value)
    except UserError:
        assert not known or value is None
    else:
        assert entered is None or entry.understood(*named, entered)


def test_every_field_name_fits_the_log() -> None:
    for kind_name, field_name in FIELDS:
        assert field_name.isascii()
        assert field_name == field_name.lower()
        assert field_name != "deleted"
        assert len(kind_name) <= 64 >= len(field_name)


def test_a_kind_declares_a_field_once() -> None:
    twice = Field("alias", SHORT, Tier.CASE)
    with pytest.raises(ValueError, match="twice"):
        kind("case", twice, twice)


def test_what_a_new_record_needs_and_starts_with() -> None:
    assert entry.required("case") == ("alias",)
    assert entry.required("note") == ("text",)
    assert entry.required("person") == ()
    start = entry.defaults("case", rng=lambda n: bytes(n), today="2026-11-21", language="en")
    assert start["status"] == "intake"
    assert start["priority"] == "normal"
    assert start["alias"] == "Quiet maple"
    assert entry.required("task") == ("what",)
    assert entry.required("incident") == ()
    assert entry.defaults("task", rng=lambda n: bytes(n), today="2026-11-21") == {"status": "open"}
    assert entry.defaults("note", rng=lambda n: bytes(n), today="2026-11-21") == {"date": "2026-11-21"}


@pytest.mark.parametrize("name", KINDS)
def test_defaults_are_valid_entries(name: str) -> None:
    for field, value in entry.defaults(name, rng=lambda n: bytes(n), today="2026-11-21").items():
        assert entry.validate_entry(name, field, value) == value


def test_a_note_is_followed_never_edited() -> None:
    assert entry.write_once("note")
    assert not entry.write_once("case")


def test_lists_show_nothing_of_the_identity_tier() -> None:
    for name, compartment in PERSON_FIELDS.items():
        assert (entry.tier("person", name) is Tier.IDENTITY) == (compartment in PERSONAL)
    shown = entry.listable(
        "person", {"chosen_name": "Ася", "legal_name": "Х", "birth_date": "1994", "new": 1}
    )
    assert shown == {"chosen_name": "Ася"}
    assert entry.listable("house", {"codename": "Гнездо", "address": "ул. 1"}) == {"codename": "Гнездо"}
    assert entry.tier("wormhole", "mouth") is Tier.IDENTITY
    assert not may_list(Tier.IDENTITY)


def test_no_filter_runs_on_an_identity_field() -> None:
    assert not [pair for pair in projection.INDEXED if entry.tier(*pair) is Tier.IDENTITY]


def test_what_people_type_is_searched() -> None:
    wanted = {
        ("case", "alias"),
        ("person", "legal_name_cyrillic"),
        ("note", "text"),
        ("document", "file_name"),
    }
    assert wanted <= projection.SEARCHABLE


class TestTogether:
    """Rules about several fields of one record."""

    @pytest.mark.parametrize("said", [{"acts": ["threat"]}, {"text": "Звонили и молчали."}])
    def test_an_incident_says_what_happened(self, said: dict[str, object]) -> None:
        entry.check_together("incident", said)
        with pytest.raises(UserError) as refused:
            entry.check_together("incident", {"certainty": "likely", **dict.fromkeys(said)})
        assert (refused.value.slug, refused.value.facts["field"]) == ("missing_field", "acts")

    def test_a_task_that_cannot_be_done_says_why(self) -> None:
        task: dict[str, object] = {"what": "позвонить", "status": "cannot_do"}
        entry.check_together("task", {**task, "reason": "номер отключён"})
        entry.check_together("task", {**task, "status": "done"})
        with pytest.raises(UserError) as refused:
            entry.check_together("task", task)
        assert (refused.value.slug, refused.value.facts["field"]) == ("missing_field", "reason")

    def test_required_fields(self) -> None:
        with pytest.raises(UserError) as refused:
            entry.check_together("consent", {"person": AN_ID, "purpose": "research"})
        assert (refused.value.slug, refused.value.facts["field"]) == ("missing_field", "decision")

    @pytest.mark.parametrize(
        ("start", "end", "backwards"),
        [
            ("2026-10-14", "2026-10-13", True),
            ("2026-10-14", "2026-10-14", False),
            ("2026-10-14", "2026-10", False),
            ("2026-10-14", "2025", True),
            ("2026-10-14", None, False),
            ("not understood", "2026", False),
        ],
    )
    def test_a_period_does_not_run_backwards(self, start: str, end: str | None, backwards: bool) -> None:
        stay = {"person": AN_ID, "actual_from": start, "actual_to": end}
        if not backwards:
            entry.check_together("stay", stay)
            return
        with pytest.raises(UserError) as refused:
            entry.check_together("stay", stay)
        assert refused.value.slug == "period_backwards"

    @pytest.mark.parametrize(
        ("basis", "reason", "grounded"),
        [
            ("vital_interest", "in custody, life in danger", True),
            ("vital_interest", None, False),
            ("consent", "because", False),
            (None, "because", False),
        ],
    )
    def test_an_override_needs_a_basis_and_a_reason(
        self, basis: str | None, reason: str | None, grounded: bool
    ) -> None:
        consent = {"person": AN_ID, "purpose": "share_with_hq", "decision": "override"}
        consent |= {"legal_basis": basis, "reason": reason}
        if grounded:
            entry.check_together("consent", consent)
            return
        with pytest.raises(UserError) as refused:
            entry.check_together("consent", consent)
        assert refused.value.slug == "override_without_basis"
