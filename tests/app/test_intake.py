"""A new case is written whole, by the same rules as everything else, or not at all."""

from __future__ import annotations

import pytest
from support.cli import Organisation

from app import drafts, intake, undo
from app.casework.codes import Purpose
from app.errors import UserError
from app.ids import to_text
from app.intake import Intake
from app.lists import Query, list_records
from app.views import show

WHOLE = Intake(
    case={"alias": "Тихий клён", "profile": ["journalist"], "priority": None},
    person={"chosen_name": "Мадина", "legal_name_cyrillic": "Мадина Ахмадова"},
    risk={"level": "critical"},
    stay={"status": "checked_in", "actual_from": "2026-11-01"},
    consent={"how_obtained": "устно", "language": "ru"},
    answers={Purpose.CASE_MANAGEMENT: "given", Purpose.SHARE_WITH_HQ: "refused"},
)


def test_everything_that_was_said_is_there(org: Organisation) -> None:
    with org.house.open() as house:
        added = intake.take_in(house, WHOLE)
        case = show(house, added.id)
        assert (case.fields["alias"], case.fields["status"]) == ("Тихий клён", "intake")
        (person,) = list_records(house, Query("person", case=added.id))
        assert person.fields["role"] == "principal"
        assert show(house, person.id).fields["legal_name_cyrillic"] == "Мадина Ахмадова"
        (risk,) = list_records(house, Query("risk", case=added.id))
        assert risk.fields["level"] == "critical"
        (stay,) = list_records(house, Query("stay", case=added.id))
        assert stay.fields["person"] == to_text(person.id)
        found = {
            one.fields["purpose"]: one.fields for one in list_records(house, Query("consent", case=added.id))
        }
        assert {purpose: fields["decision"] for purpose, fields in found.items()} == {
            "case_management": "given",
            "share_with_hq": "refused",
        }
        assert found["share_with_hq"]["how_obtained"] == "устно"


def test_a_refusal_keeps_the_case_from_headquarters(org: Organisation) -> None:
    with org.house.open() as house:
        added = intake.take_in(house, WHOLE)
    org.round()
    with org.desk.open() as desk:
        assert show(desk, added.id).fields == {}


def test_what_was_not_said_is_not_written(org: Organisation) -> None:
    with org.house.open() as house:
        added = intake.take_in(house, Intake(answers={Purpose.SHARE_WITH_HQ: None}))
        for kind in ("risk", "stay", "consent"):
            assert list_records(house, Query(kind, case=added.id)) == []
        assert len(list_records(house, Query("person", case=added.id))) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        Intake(case={"alias": "x" * 201}),
        Intake(case={"alias": None}),
        Intake(risk={"level": "mild"}),
        Intake(stay={"planned_from": "2026-02", "planned_to": "2026-01"}),
        Intake(answers={Purpose.SHARE_WITH_HQ: "override"}),
        Intake(answers={Purpose.SHARE_WITH_HQ: "perhaps"}),
    ],
)
def test_what_is_refused_leaves_nothing_behind(org: Organisation, wrong: Intake) -> None:
    with org.house.open() as house:
        with pytest.raises(UserError):
            intake.take_in(house, wrong, draft="form/intake")
        assert list_records(house, Query("case")) == []
        assert list_records(house, Query("person")) == []


def test_the_draft_goes_with_what_is_saved_and_stays_with_what_is_refused(org: Organisation) -> None:
    with org.house.open() as house:
        drafts.save(house, "form/intake", {"case.alias": "Тихий клён"})
        with pytest.raises(UserError):
            intake.take_in(house, Intake(risk={"level": "mild"}), draft="form/intake")
        assert drafts.load(house, "form/intake") is not None
        intake.take_in(house, WHOLE, draft="form/intake")
        assert drafts.load(house, "form/intake") is None


def test_one_undo_takes_all_of_it_back(org: Organisation) -> None:
    with org.house.open() as house:
        intake.take_in(house, WHOLE)
        undo.undo(house, reason="по ошибке")
        assert list_records(house, Query("case")) == []
        assert list_records(house, Query("person")) == []


def test_a_suggested_alias_is_free(org: Organisation) -> None:
    with org.house.open() as house:
        first = iter([b"\x00\x00\x00", b"\x00\x00\x00", b"\x01\x00\x00"])
        house.device.rng = lambda size: next(first, b"\x05\x06\x07" * 6)[:size]
        alias = intake.suggest_alias(house, "ru")
    with org.house.open() as house:
        intake.take_in(house, Intake(case={"alias": alias}))
        again = iter([b"\x00\x00\x00", b"\x01\x00\x00"])
        house.device.rng = lambda size: next(again)[:size]
        assert intake.suggest_alias(house, "ru") != alias
