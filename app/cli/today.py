"""today: what is due, overdue, missed, silent or only here, and what could not be judged."""

import typer

from app import texts
from app import today as use_case
from app.casework.watch import Item
from app.cli import shapes
from app.cli.call import Call
from app.due_reading import Unjudged
from app.ids import to_text
from app.texts import watching
from app.today import Today


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command("today")(today)


def today(context: typer.Context) -> None:
    """List what wants attention, the critical first; says too what could not be judged."""
    call = Call.of(context)
    with call.workspace() as workspace:
        found = use_case.today(workspace)
    data = {
        "items": [_item(one) for one in found.items],
        "not_judged": [_unjudged(one) for one in found.not_judged],
    }
    call.answer(data, *_lines(found, call.lang))


def _item(one: Item) -> dict[str, object]:
    """One item; `detail` has codes, numbers and names, `about` what a kind is late in, where that can be two things."""
    return {
        "what": str(one.what),
        "urgency": one.urgency.word,
        "kind": one.kind,
        "id": to_text(one.id),
        "case": shapes.text_or_none(one.case),
        "due": one.due,
        "detail": {**({"about": one.about} if one.about else {}), **one.facts},
    }


def _unjudged(one: Unjudged) -> dict[str, object]:
    return {
        "kind": one.kind,
        "id": to_text(one.id),
        "case": shapes.text_or_none(one.case),
        "compartment": _word(one),
        "why": one.why,
        "what": list(one.what),
    }


def _word(one: Unjudged) -> str:
    return one.compartment.word if one.compartment is not None else ""


def _lines(found: Today, lang: str) -> list[str]:
    said: list[str] = []
    urgency = None
    for one in found.items:
        if one.urgency is not urgency:
            urgency = one.urgency
            said.append(f"{watching.heading(urgency, lang)}:")
        said.append(f"  {watching.line(one, lang)}  [{to_text(one.id)}]")
    said += [
        watching.unjudged(one.kind, to_text(one.id), _word(one), one.why, lang) for one in found.not_judged
    ]
    return said or [texts.today("nothing", lang)]
