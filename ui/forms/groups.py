"""How the fields of each kind stand in a form: in which groups, in which order, and when one is shown at all.

Only where things stand: which fields there are and what they take is the model's (app.casework.kinds). A field that no
group has is in HIDDEN with its reason; the test compares both with the model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from app.casework.compartments import Compartment

Entered = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together. title, why: slugs of what stands over them. compartment: of a person's fields, theirs."""

    fields: tuple[str, ...]
    title: str = ""
    why: str = ""
    compartment: Compartment | None = None

    @property
    def alone(self) -> bool:
        """Whether the title says what its only field is."""
        return bool(self.title) and len(self.fields) == 1


def _fields(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GROUPS: Final[Mapping[str, tuple[Group, ...]]] = {
    "case": (
        Group(
            _fields(
                "alias priority profile intake_channel contact_date verification_mode verification_status"
                " house hq_caseworker retention_class closure_reason"
            )
        ),
    ),
    "person": (
        Group(
            _fields("chosen_name pronouns role languages safe_to_contact codeword"),
            "forms.group_daily",
            "forms.group_daily_why",
            Compartment.CORE,
        ),
        Group(
            _fields(
                "legal_name_cyrillic legal_name_latin legal_name other_names birth_date sex_in_documents"
                " citizenships contact"
            ),
            "forms.group_identity",
            "forms.group_identity_why",
            Compartment.IDENTITY,
        ),
        Group(
            _fields("gender_identity orientation"),
            "forms.group_story",
            "forms.group_story_why",
            Compartment.STORY,
        ),
        Group(
            _fields("health_flags"),
            "forms.group_health",
            "forms.group_health_why",
            Compartment.HEALTH,
        ),
    ),
    "risk": (
        Group(_fields("level date review_due person confidence trend")),
        Group(_fields("dimensions"), "forms.group_dimensions", "forms.group_dimensions_why"),
        Group(_fields("text protective_actions")),
    ),
    "consent": (
        Group(_fields("decision legal_basis reason date how_obtained language interpreter review_date")),
        Group(_fields("recipients withheld withheld_reason"), "forms.group_limits", "forms.group_limits_why"),
    ),
    "incident": (
        Group(_fields("person title acts methods text language translation_of"), "forms.group_told"),
        Group(_fields("from to place place_type"), "forms.group_where"),
        Group(_fields("perpetrators victims"), "forms.group_who"),
        Group(_fields("stated_reason consequences"), "forms.group_reason"),
        Group(_fields("certainty sources"), "forms.group_known"),
    ),
    "house": (
        Group(_fields("codename status region capacity rooms")),
        Group(
            _fields("address exit_routes nearest_hospital cover_story inspections"),
            "forms.group_place",
            "forms.group_place_why",
        ),
    ),
    "stay": (
        Group(
            _fields(
                "person house status room planned_from planned_to actual_from actual_to presence"
                " next_place_type reason_in reason_out exception_reason"
            )
        ),
    ),
    "task": (Group(_fields("what type due for_whom person status reason")),),
    "note": (Group(_fields("text title date language person translation_of")),),
    "message": (
        Group(
            _fields(
                "text title type priority must_be_acknowledged_by language person valid_from valid_to replaces"
            )
        ),
    ),
    "document": (Group(_fields("title type date language source person who_may_see translation_of")),),
}

HIDDEN: Final[Mapping[str, tuple[str, ...]]] = {
    "case": (
        "status",  # changed by steps (ui.screens.case.stage)
        "status_reason",
        "risk_level",  # assessments say it
    ),
    "consent": ("person", "purpose"),  # which consent it is; another one is another record
    "note": ("author", "follows"),  # written by the program
    "message": ("date", "acknowledged_on"),
    "document": ("file_name", "media_type", "size", "hash", "evidence", "metadata"),  # what the file is
}


def _is(name: str, *values: str) -> Callable[[Entered], bool]:
    return lambda entered: entered.get(name) in values


def _said(name: str) -> Callable[[Entered], bool]:
    return lambda entered: entered.get(name) is not None


_GONE: Final = ("checked_out", "moved", "left_unplanned", "removed_for_safety")

#: Fields that are only shown where they are asked for, have a value, or are refused.
WHEN: Final[Mapping[tuple[str, str], Callable[[Entered], bool]]] = {
    ("case", "closure_reason"): lambda _entered: False,
    ("consent", "legal_basis"): _is("decision", "override"),
    ("consent", "reason"): _is("decision", "override"),
    ("consent", "withheld_reason"): _said("withheld"),
    ("stay", "reason_out"): _is("status", *_GONE),
    ("stay", "next_place_type"): _is("status", *_GONE),
    ("stay", "actual_to"): _is("status", *_GONE),
    ("stay", "exception_reason"): lambda _entered: False,
    ("task", "reason"): _is("status", "cannot_do", "cancelled"),
    ("incident", "translation_of"): _said("language"),
}

#: Fields of which it says nothing that nobody filled them in.
QUIET: Final = frozenset(
    {
        ("case", "hq_caseworker"),
        ("case", "house"),
        ("risk", "person"),
        ("task", "person"),
        ("task", "for_whom"),
        ("consent", "interpreter"),
        ("consent", "recipients"),
        ("consent", "withheld"),
        ("incident", "translation_of"),
        ("note", "translation_of"),
        ("message", "replaces"),
        ("document", "translation_of"),
        ("stay", "room"),
        ("stay", "planned_to"),
    }
)

#: What is worth saying under a field before anybody asks.
HINTS: Final[Mapping[tuple[str, str], str]] = {
    ("case", "alias"): "forms.hint_alias",
    ("case", "house"): "forms.hint_case_house",
    ("person", "safe_to_contact"): "forms.hint_safe_to_contact",
    ("person", "codeword"): "forms.hint_codeword",
    ("person", "birth_date"): "forms.hint_partial",
    ("consent", "withheld"): "forms.hint_withheld",
    ("stay", "exception_reason"): "forms.hint_exception",
}
