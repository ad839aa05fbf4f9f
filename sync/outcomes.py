"""What receiving can end in, and the refusal that carries it.

Each outcome has its own slug (exchange.md, "What people see"); sentences are made in app/texts. The envelope
itself only ever refuses with `not_for_us`, `damaged`, `cut_off`, `too_new` and `too_large`; the others need link
state, the roster or rights, and are decided above it.
"""

from __future__ import annotations

from enum import StrEnum

from storage.errors import UserError


class Outcome(StrEnum):
    """What became of one bundle."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    NOT_FOR_US = "not_for_us"
    DAMAGED = "damaged"
    CUT_OFF = "cut_off"
    UNOPENABLE = "unopenable"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    QUARANTINED = "quarantined"
    TOO_NEW = "too_new"
    TOO_LARGE = "too_large"
    NO_RIGHT = "no_right"
    TOO_EARLY = "too_early"


class Refusal(UserError):  # noqa: N818 - names what was found
    """Nothing of this bundle was kept: the outcome, and a slug for where it failed."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(str(outcome), detail=detail)
        self.outcome = outcome
        self.detail = detail
