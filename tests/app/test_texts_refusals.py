"""A refusal in a window names what the window shows; slugs are for the command line."""

from __future__ import annotations

import pytest

from app import texts
from app.casework.compartments import Compartment
from app.casework.entry import check_together, validate_entry
from app.errors import UserError
from app.texts import en, refusals, ru
from app.texts.en import labels as en_labels
from app.texts.ru import labels as ru_labels


def refused(kind: str, field: str, value: object) -> UserError:
    with pytest.raises(UserError) as caught:
        validate_entry(kind, field, value)
    return caught.value


def test_a_field_is_named_as_over_its_editor() -> None:
    error = refused("person", "birth_date", "yesterday")
    said = refusals.said(error, "en")
    assert said.what == (
        "“Date of birth” cannot take this value: it is not a date such as 1994, 1994-03 or 1994-03-07."
    )
    assert refusals.said(error, "ru").what.startswith("«Дата рождения»: такое значение не подходит")


def test_a_date_is_asked_for_as_it_is_typed_in_that_language() -> None:
    error = refused("person", "birth_date", "вчера")
    assert "07.03.1994" in refusals.said(error, "ru").what
    assert "1994-03-07" in texts.say(error.slug, "ru", **error.facts), "on the command line ISO 8601 is typed"


def test_codes_are_named_by_their_labels() -> None:
    said = refusals.said(refused("risk", "level", "mild"), "en")
    assert said.what == "“Level” cannot take this value: it must be one of Critical, High, Medium, Low."


def test_both_ends_of_a_period_and_the_kind_of_a_record() -> None:
    with pytest.raises(UserError) as caught:
        check_together("stay", {"person": "x", "planned_from": "2026-02", "planned_to": "2026-01"})
    assert refusals.said(caught.value, "en").what == "“Planned until” is before “Planned from”."
    with pytest.raises(UserError) as caught:
        check_together("task", {"what": "звонок", "status": "cannot_do"})
    assert refusals.said(caught.value, "ru").what == "Записи вида «Задача» нужно поле «Причина»."


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("slug", ["override_without_basis", "stay_overlaps", "house_full"])
def test_what_is_to_be_entered_is_named_as_in_the_form(slug: str, language: str) -> None:
    said = str(refusals.said(UserError(slug, people=3, capacity=2), language))
    assert "_" not in said
    assert "_" in texts.say(slug, language), "on the command line it is the slug that is typed"


def test_a_step_is_told_with_its_stages() -> None:
    error = UserError(
        "status_needs_reason", before="sheltered", after="arrived", allowed="on_hold, pathway_submitted"
    )
    said = refusals.said(error, "en")
    assert said.what == "A case does not usually go from “Sheltered” to “Arrived”."
    assert said.to_do.endswith("Usual next steps: On hold, Application submitted.")
    assert "“Reason for the step”" in said.to_do


def test_compartments_have_names() -> None:
    words = {compartment.word for compartment in Compartment}
    assert set(en_labels.COMPARTMENTS) == set(ru_labels.COMPARTMENTS) == words
    said = refusals.said(UserError("no_right_here", compartment="route"), "en")
    assert said.what == "This laptop may not write in the compartment “Way out”."
    assert texts.compartment_label("of_a_newer_version", "en") == "of_a_newer_version"


def test_an_error_of_another_kind_is_said_as_everywhere() -> None:
    for language, tables in (("en", en), ("ru", ru)):
        said = refusals.said(UserError("no_alias_left"), language)
        assert tuple(said) == tables.SENTENCES["no_alias_left"]
