"""Consent at the door: every branch of the rule, and that no merge opens it."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.casework import consents
from app.casework.codes import ConsentDecision as D
from app.casework.codes import LegalBasis, Purpose
from app.casework.compartments import Compartment, scope_id
from app.casework.consents import Consent, Direction, Reason

ANNA, BORIS, CHILD, CASE, OTHER = (bytes([n]) * 16 for n in range(1, 6))
TO_DESK, TO_HOUSE, BETWEEN = Direction
PERSONAL = [Compartment.IDENTITY, Compartment.STORY, Compartment.HEALTH]
CASE_WIDE = [Compartment.CORE, Compartment.ROUTE]
NOT_CONSENTS = [
    Compartment.HOUSE,
    Compartment.EVERYONE,
    Compartment.DESKS,
    Compartment.LINK,
    Compartment.AUDIT,
]

GIVEN, REFUSED, WITHDRAWN, NOT_ASKED = (
    Consent(D(word)) for word in ["given", "refused", "withdrawn", "not_asked"]
)
OVERRIDE = Consent(D.OVERRIDE, LegalBasis.VITAL_INTEREST, "в СИЗО, угроза жизни")
BASELESS = [
    Consent(D.OVERRIDE),
    Consent(D.OVERRIDE, LegalBasis.CONSENT, "because"),
    Consent(D.OVERRIDE, LegalBasis.VITAL_INTEREST),
    Consent(D.OVERRIDE, LegalBasis.VITAL_INTEREST, " "),
    Consent(D.OVERRIDE, None, "because"),
]


def share(**answers: Consent) -> consents.Decisions:
    people = {"anna": ANNA, "boris": BORIS, "child": CHILD}
    return {people[name]: {Purpose.SHARE_WITH_HQ: answer} for name, answer in answers.items()}


@pytest.mark.parametrize("compartment", PERSONAL)
@pytest.mark.parametrize(
    ("answer", "release"),
    [
        (GIVEN, consents.Release()),
        (NOT_ASKED, consents.Release(marked=True)),
        (OVERRIDE, consents.Release(overridden=True)),
        (REFUSED, consents.Release(withheld=Reason.REFUSED)),
        (WITHDRAWN, consents.Release(withheld=Reason.WITHDRAWN)),
        *((answer, consents.Release(withheld=Reason.OVERRIDE_WITHOUT_BASIS)) for answer in BASELESS),
    ],
)
def test_a_persons_answer_decides_over_their_own_compartments(
    compartment: Compartment, answer: Consent, release: consents.Release
) -> None:
    scope = scope_id(compartment, ANNA)
    decisions = share(anna=answer, boris=REFUSED)
    assert consents.release(decisions, [ANNA, BORIS], TO_DESK, scope) == release
    assert consents.withheld(decisions, [], TO_DESK, scope) == release.withheld


def test_somebody_without_a_record_was_not_asked() -> None:
    release = consents.release({}, [], TO_DESK, scope_id(Compartment.STORY, ANNA))
    assert release == consents.Release(marked=True)


@pytest.mark.parametrize("compartment", PERSONAL)
def test_one_persons_refusal_holds_back_nobody_elses(compartment: Compartment) -> None:
    decisions = share(anna=REFUSED, boris=GIVEN)
    assert consents.withheld(decisions, [ANNA, BORIS], TO_DESK, scope_id(compartment, BORIS)) is None


@pytest.mark.parametrize("compartment", CASE_WIDE)
@pytest.mark.parametrize(
    ("answers", "release"),
    [
        ({"anna": GIVEN, "boris": GIVEN}, consents.Release()),
        ({"anna": REFUSED, "boris": GIVEN}, consents.Release()),
        ({"anna": REFUSED}, consents.Release(marked=True)),
        ({"anna": REFUSED, "boris": NOT_ASKED}, consents.Release(marked=True)),
        ({"anna": REFUSED, "boris": OVERRIDE}, consents.Release(overridden=True)),
        ({"anna": REFUSED, "boris": REFUSED}, consents.Release(Reason.EVERY_PRINCIPAL_REFUSED)),
        ({"anna": REFUSED, "boris": WITHDRAWN}, consents.Release(Reason.EVERY_PRINCIPAL_REFUSED)),
        ({"anna": REFUSED, "boris": BASELESS[0]}, consents.Release(Reason.EVERY_PRINCIPAL_REFUSED)),
        (
            {"anna": REFUSED, "boris": REFUSED, "child": GIVEN},
            consents.Release(Reason.EVERY_PRINCIPAL_REFUSED),
        ),
    ],
)
def test_a_case_stays_when_every_principal_refuses(
    compartment: Compartment, answers: dict[str, Consent], release: consents.Release
) -> None:
    scope = scope_id(compartment, CASE)
    assert consents.release(share(**answers), [ANNA, BORIS], TO_DESK, scope) == release


@pytest.mark.parametrize("compartment", CASE_WIDE)
def test_a_case_without_anybody_yet_goes(compartment: Compartment) -> None:
    assert consents.release({}, [], TO_DESK, scope_id(compartment, CASE)) == consents.Release()


def test_the_purpose_follows_the_direction() -> None:
    scope = scope_id(Compartment.STORY, ANNA)
    not_hq = {ANNA: {Purpose.SHARE_WITH_HQ: REFUSED, Purpose.CASE_MANAGEMENT: GIVEN}}
    not_house = {ANNA: {Purpose.SHARE_WITH_HQ: GIVEN, Purpose.CASE_MANAGEMENT: WITHDRAWN}}
    assert consents.withheld(not_hq, [ANNA], TO_DESK, scope) is Reason.REFUSED
    assert consents.withheld(not_hq, [ANNA], TO_HOUSE, scope) is None
    assert consents.withheld(not_house, [ANNA], TO_HOUSE, scope) is Reason.WITHDRAWN
    assert consents.withheld(not_house, [ANNA], TO_DESK, scope) is None


def test_other_purposes_do_not_open_or_close_this_door() -> None:
    decisions = {ANNA: {Purpose.MEDIA_ADVOCACY: REFUSED, Purpose.RESEARCH: GIVEN}}
    release = consents.release(decisions, [ANNA], TO_DESK, scope_id(Compartment.STORY, ANNA))
    assert release == consents.Release(marked=True)


@pytest.mark.parametrize("compartment", Compartment)
def test_desks_are_one_headquarters(compartment: Compartment) -> None:
    assert consents.withheld(share(anna=REFUSED), [ANNA], BETWEEN, scope_id(compartment, ANNA)) is None


@pytest.mark.parametrize("compartment", NOT_CONSENTS)
@pytest.mark.parametrize("direction", Direction)
def test_the_rest_is_not_consents_business(compartment: Compartment, direction: Direction) -> None:
    """`link` above all: the decision itself always travels."""
    decisions = share(anna=REFUSED)
    assert consents.release(decisions, [ANNA], direction, scope_id(compartment, ANNA)) == consents.Release()


def test_a_compartment_of_a_newer_version_is_not_judged_here() -> None:
    assert consents.withheld(share(anna=REFUSED), [ANNA], TO_DESK, bytes([200]) + ANNA) is None


def test_principals_are_named_by_role_or_else_everybody() -> None:
    assert consents.principals({ANNA: "principal", CHILD: "dependant"}) == {ANNA}
    assert consents.principals({ANNA: None, CHILD: "dependant"}) == {ANNA, CHILD}
    assert consents.principals({ANNA: "captain"}) == {ANNA}
    assert consents.principals({}) == frozenset()


def test_two_devices_that_ask_one_person_make_one_record() -> None:
    one = consents.record_id(ANNA, Purpose.SHARE_WITH_HQ)
    assert len(one) == 16
    assert one == consents.record_id(ANNA, "share_with_hq")
    assert one != consents.record_id(BORIS, "share_with_hq")
    assert one != consents.record_id(ANNA, "case_management")


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ([], D.NOT_ASKED),
        (["given"], D.GIVEN),
        (["given", "refused"], D.REFUSED),
        (["withdrawn", "given", "override"], D.WITHDRAWN),
        (["refused", "withdrawn"], D.WITHDRAWN),
        (["given", "perhaps", 5, None], D.GIVEN),
        (["perhaps"], D.NOT_ASKED),
    ],
)
def test_the_safest_of_several_answers_counts(values: list[object], counts: D) -> None:
    assert {consents.safest(order) for order in permutations(values)} == {counts}


ANSWERS = st.builds(
    Consent, st.sampled_from(D), st.none() | st.sampled_from(LegalBasis), st.none() | st.just("reason")
)
PEOPLE = st.sampled_from([ANNA, BORIS, CHILD])
DECISIONS = st.dictionaries(PEOPLE, st.dictionaries(st.sampled_from(Purpose), ANSWERS))


@given(DECISIONS, st.sets(PEOPLE), st.sampled_from([TO_DESK, TO_HOUSE]), st.sampled_from(Compartment), PEOPLE)
def test_one_more_refusal_never_lets_more_out(
    decisions: dict[bytes, dict[Purpose, Consent]],
    principals: set[bytes],
    direction: Direction,
    compartment: Compartment,
    person: bytes,
) -> None:
    scope = scope_id(compartment, ANNA)
    before = consents.withheld(decisions, principals, direction, scope)
    stricter = {**decisions, person: {**decisions.get(person, {}), consents.PURPOSES[direction]: REFUSED}}
    after = consents.withheld(stricter, principals, direction, scope)
    assert before is None or after is not None


@given(st.lists(st.sampled_from(D), min_size=1), st.lists(st.sampled_from(D)))
def test_a_merge_never_opens_what_a_refusal_closed(here: list[D], there: list[D]) -> None:
    closed = consents.refusal(Consent(consents.safest(here)))
    if closed in (Reason.REFUSED, Reason.WITHDRAWN):
        assert consents.refusal(Consent(consents.safest([*here, *there]))) is not None
