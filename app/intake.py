"""A new case in one piece of work: the case, its first person, how great the danger is, what they agreed to, where they sleep.

All of it or nothing: one transaction, through the same rules as everything else. What was not said is not written: who
was not asked is not recorded as having refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from app.cases import Added, add_in
from app.casework import aliases, entry
from app.casework.codes import Purpose
from app.ids import to_text
from app.placing import Place
from app.workspace import Workspace
from storage import drafts, records
from storage.database import Tx

#: What is asked at once: whether to keep notes at all, and whether headquarters may have them.
ASKED: Final = (Purpose.CASE_MANAGEMENT, Purpose.SHARE_WITH_HQ)

Fields = Mapping[str, object]
_KINDS: Final = ("case", "person", "risk", "stay", "consent")


@dataclass(frozen=True, slots=True)
class Intake:
    """What was entered, by kind. Empty: no such record is written; the case and the person always are.

    answers: by purpose, what the person decided; `consent` has what is true of all of them (how obtained, language …).
    """

    case: Fields = field(default_factory=dict)
    person: Fields = field(default_factory=dict)
    risk: Fields = field(default_factory=dict)
    stay: Fields = field(default_factory=dict)
    consent: Fields = field(default_factory=dict)
    answers: Mapping[str, object] = field(default_factory=dict)


def take_in(
    workspace: Workspace, untrusted: Intake, *, language: str = "en", draft: str | None = None
) -> Added:
    """Write a new case with its first person; return the case.

    Args: draft: the key of what was kept while it was typed, and goes as it is saved.
    Raises: as `app.cases.add`, for each of the records.
    """
    entered = {kind: _entered(kind, getattr(untrusted, kind)) for kind in _KINDS}
    answers = {
        purpose: entry.validate_entry("consent", "decision", decision)
        for purpose, decision in untrusted.answers.items()
        if decision is not None
    }
    with workspace.vault.transaction() as tx:
        if draft is not None:
            drafts.drop(tx, draft)
        added = add_in(tx, workspace, "case", entered["case"], Place(), language=language)
        at = Place(case=added.id)
        person = add_in(tx, workspace, "person", entered["person"], at)
        if entered["risk"]:
            add_in(tx, workspace, "risk", entered["risk"], at)
        if entered["stay"]:
            add_in(tx, workspace, "stay", {**entered["stay"], "person": to_text(person.id)}, at)
        for purpose, decision in answers.items():
            said = {"person": to_text(person.id), "purpose": purpose, "decision": decision}
            add_in(tx, workspace, "consent", {**entered["consent"], **said}, at)
    return added


def _entered(kind: str, untrusted_fields: Fields) -> dict[str, object]:
    checked = {name: entry.validate_entry(kind, name, value) for name, value in untrusted_fields.items()}
    return {name: value for name, value in checked.items() if value is not None}


class _Taken:
    """The aliases that cases here have, asked for one at a time."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    def __contains__(self, alias: object) -> bool:
        return bool(records.query(self._tx, "case", where={"alias": alias}, limit=1))


def suggest_alias(workspace: Workspace, language: str) -> str:
    """Return an alias that no case here has. Raises: UserError("no_alias_left")."""
    with workspace.vault.read() as tx:
        return aliases.suggest(workspace.rng, language, _Taken(tx))
