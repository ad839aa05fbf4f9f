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
        ("message_type", "question travel_stop broadcast compromise_alert erasure_certificate"),
    ],
)
def test_the_lists_of_the_design_are_here(name: str, some: str) -> None:
    assert set(some.split()) <= set(LISTS[name].codes)
