"""Consent: what a person's answer lets go through the door.

Rules (casework.md, exchange.md):
- the purpose follows the direction: house → desk `share_with_hq`, desk → house `case_management`;
- a person's refusal or withdrawal withholds that person's identity, story and health;
- when every principal of a case refuses, its core and route too; the decision itself always travels, in `link`;
- `not_asked` sends, marked; an override sends if it has a legal basis other than consent, and a reason;
- a decision that no model understands takes no part; among several live ones the safest counts.
Pure: the sender hands in what is recorded, and gets the reason to withhold or nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.casework.codes import ConsentDecision, LegalBasis, PersonRole, Purpose
from app.casework.compartments import PERSONAL, Compartment, compartment_of, owner_of
from app.casework.orders import ORDERS
from storage.crypto import h

CASE_WIDE = frozenset({Compartment.CORE, Compartment.ROUTE})


class Direction(StrEnum):
    """Which way a bundle goes; between desks consent withholds nothing, they are one headquarters."""

    TO_DESK = "to_desk"
    TO_HOUSE = "to_house"
    BETWEEN_DESKS = "between_desks"


class Reason(StrEnum):
    """Why something stays here; the slug of a sentence."""

    REFUSED = "consent_refused"
    WITHDRAWN = "consent_withdrawn"
    OVERRIDE_WITHOUT_BASIS = "consent_override_without_basis"
    EVERY_PRINCIPAL_REFUSED = "consent_every_principal_refused"


PURPOSES: Mapping[Direction, Purpose] = {
    Direction.TO_DESK: Purpose.SHARE_WITH_HQ,
    Direction.TO_HOUSE: Purpose.CASE_MANAGEMENT,
}


@dataclass(frozen=True, slots=True)
class Consent:
    """One person's answer for one purpose, with the grounds of an override."""

    decision: ConsentDecision
    legal_basis: LegalBasis | None = None
    reason: str | None = None


Decisions = Mapping[bytes, Mapping[Purpose, Consent]]
"""Person id → purpose → answer. Whoever is missing was not asked."""

NOT_ASKED = Consent(ConsentDecision.NOT_ASKED)


@dataclass(frozen=True, slots=True)
class Release:
    """The answer at the door: `withheld` says why not; `marked` that somebody was not asked; `overridden` is counted."""

    withheld: Reason | None = None
    marked: bool = False
    overridden: bool = False


def record_id(person: bytes, purpose: str) -> bytes:
    """Return the id of the consent record of one person and purpose: two devices that ask make the same one."""
    return h("consent", person, purpose.encode(), size=16)


def safest(values: Iterable[object]) -> ConsentDecision:
    """Return the decision that counts among live values: refused and withdrawn before given."""
    rank = ORDERS["consent", "decision"]
    understood = [ConsentDecision(str(value)) for value in values if rank(value) >= 0 and value is not None]
    return max(understood, key=rank, default=ConsentDecision.NOT_ASKED)


def principals(roles: Mapping[bytes, object]) -> frozenset[bytes]:
    """Return the principals of a case (person id → role); everybody, where no role says who."""
    named = frozenset(person for person, role in roles.items() if role == PersonRole.PRINCIPAL)
    return named or frozenset(roles)


def refusal(consent: Consent) -> Reason | None:
    """Return why this answer withholds, None when it lets go."""
    if consent.decision is ConsentDecision.REFUSED:
        return Reason.REFUSED
    if consent.decision is ConsentDecision.WITHDRAWN:
        return Reason.WITHDRAWN
    if consent.decision is ConsentDecision.OVERRIDE and not _grounded(consent):
        return Reason.OVERRIDE_WITHOUT_BASIS
    return None


def _grounded(consent: Consent) -> bool:
    other_basis = consent.legal_basis not in (None, LegalBasis.CONSENT)
    return other_basis and bool(consent.reason and consent.reason.strip())


def release(
    decisions: Decisions, principals: Collection[bytes], direction: Direction, scope: bytes
) -> Release:
    """Decide whether a scope may go in a direction.

    `scope` has 17 bytes; for core and route `principals` are those of its case, for a personal compartment
    they do not matter: its owner is the person. Scopes of other codes are not consent's business.
    """
    compartment = compartment_of(scope)
    purpose = PURPOSES.get(direction)
    if purpose is None or compartment is None:
        return Release()
    if compartment in PERSONAL:
        return _personal(_answer(decisions, owner_of(scope), purpose))
    if compartment in CASE_WIDE and principals:
        return _case_wide([_answer(decisions, person, purpose) for person in principals])
    return Release()


def _answer(decisions: Decisions, person: bytes, purpose: Purpose) -> Consent:
    return decisions.get(person, {}).get(purpose, NOT_ASKED)


def _personal(consent: Consent) -> Release:
    reason = refusal(consent)
    if reason is not None:
        return Release(withheld=reason)
    return Release(marked=_not_asked(consent), overridden=_override(consent))


def _case_wide(consents: Collection[Consent]) -> Release:
    if all(refusal(consent) is not None for consent in consents):
        return Release(withheld=Reason.EVERY_PRINCIPAL_REFUSED)
    return Release(marked=any(map(_not_asked, consents)), overridden=any(map(_override, consents)))


def _not_asked(consent: Consent) -> bool:
    return consent.decision is ConsentDecision.NOT_ASKED


def _override(consent: Consent) -> bool:
    return consent.decision is ConsentDecision.OVERRIDE and refusal(consent) is None


def withheld(
    decisions: Decisions, principals: Collection[bytes], direction: Direction, scope: bytes
) -> Reason | None:
    """Return why a scope stays here, None when it may go."""
    return release(decisions, principals, direction, scope).withheld
