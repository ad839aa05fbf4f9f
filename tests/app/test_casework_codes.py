"""Coded lists: what casework.md asks of every one."""

import re

import pytest

from app.casework import codes
from app.casework.codes import LISTS, CodeList

NAMES_SOMEBODY = {
    "profile",
    "gender_identity",
    "sex_in_documents",
    "orientation",
    "person_role",
    "intake_channel",
    "health_flag",
    "next_place_type",
    "perpetrator_type",
    "source_connection",
}


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS.keys())
def test_codes_are_slugs_none_twice(listed: CodeList) -> None:
    assert len(set(listed.codes)) == len(listed.codes) > 1
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,63}", code) for code in listed.codes)


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS.keys())
def test_a_list_about_a_person_lets_them_say_nothing(listed: CodeList) -> None:
    assert listed.about_person == (listed.name in NAMES_SOMEBODY)
    if listed.about_person:
        assert {codes.UNKNOWN, codes.NOT_DISCLOSED} <= set(listed.codes)


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS.keys())
def test_a_standard_maps_codes_of_the_list(listed: CodeList) -> None:
    assert set(listed.standard) <= set(listed.codes)
    assert all(re.fullmatch(r"[A-Z0-9]+:.+", term) for term in listed.standard.values())


def test_unhcr_priorities_are_mapped_whole() -> None:
    assert set(LISTS["priority"].standard) == {"emergency", "urgent", "normal"}


@pytest.mark.parametrize(
    ("name", "some"),
    [
        ("profile", "lgbti_persecution antiwar_activist draft_refuser_deserter religious_minority other"),
        ("verification_mode", "partner co_verification headquarters"),
        ("closure_reason", "refused_no_route detained_or_disappeared falsely_attributed"),
        ("consent_purpose", "case_management share_with_hq share_with_unhcr research"),
        ("risk_dimension", "state_reach self_harm house_compromise legal_status_expiry"),
        ("house_status", "scouting ready active full paused compromised evacuating closed"),
        ("act", "torture online_entrapment conversion_practice refoulement_attempt"),
        ("perpetrator_type", "police family_member resident_or_staff"),
        ("task_type", "safety_check_in retention_review directive"),
        ("task_status", "open in_progress done cannot_do cancelled"),
        ("message_type", "question travel_stop broadcast compromise_alert erasure_certificate"),
    ],
)
def test_the_lists_of_the_design_are_here(name: str, some: str) -> None:
    assert set(some.split()) <= set(LISTS[name].codes)


@pytest.mark.parametrize("name", ["certainty", "source_reliability"])
def test_scales_are_mapped_whole(name: str) -> None:
    assert set(LISTS[name].standard) == set(LISTS[name].codes)


@pytest.mark.parametrize(
    ("name", "code", "term"),
    [
        ("act", "torture", "MT4:020111110000"),
        ("act", "electric_shock", "MT5:030800000000"),
        ("act", "deportation", "UNHCR:LP-RD"),
        ("perpetrator_type", "unknown", "MT24:99"),
        ("involvement", "present", "MT18:010400000000"),
        ("place_type", "police_station", "MT17:030500000000"),
        ("certainty", "possible", "MT41:030000000000"),
        ("source_connection", "witness", "MT19:010200000000"),
        ("source_reliability", "unsure", "MT42:030000000000"),
    ],
)
def test_acts_and_their_circumstances_bear_the_terms_of_the_standards(
    name: str, code: str, term: str
) -> None:
    assert LISTS[name].standard[code] == term
