"""invite, join, admit, confirm, roster, suspend, reinstate, revoke: who belongs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app import devices
from app.cli import lines, shapes
from app.cli.call import Call
from app.ids import to_text
from app.moments import iso
from sync.rights import Role
from sync.roster import Device


class RoleName(StrEnum):
    """The two roles, as people write them."""

    HOUSE = "house"
    DESK = "desk"


Words = Annotated[
    str, typer.Option("--words", metavar='"…"', help="Words of any of the lists, or their numbers.")
]
Reason = Annotated[str, typer.Option("--reason", metavar="R")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("invite")(invite)
    app.command("join")(join)
    app.command("admit")(admit)
    app.command("confirm")(confirm)
    app.command("roster")(roster)
    app.command("suspend")(suspend)
    app.command("reinstate")(reinstate)
    app.command("revoke")(revoke)


def invite(
    context: typer.Context,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="What the device will be called.")],
    role: Annotated[RoleName, typer.Option("--role")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A new file, to be handed over.")],
) -> None:
    """Invite a device: a file to hand over, and six words to say another way."""
    call = Call.of(context)
    with call.workspace() as workspace:
        made = devices.invite(workspace, name, Role[role.name], out, language=call.words)
    code = " ".join(word for word, _ in made.code)
    data = {"code": code, "expires": iso(made.expires), "words": shapes.words(made.code)}
    call.answer(data, call.say("invited", name=made.name, path=str(out)), f"  {shapes.spoken(made.code)}")
    call.tell("say_code_another_way")


def join(
    context: typer.Context,
    invitation: Annotated[Path, typer.Argument(metavar="INVITATION", exists=True, dir_okay=False)],
    code_file: Annotated[
        str, typer.Option("--code-file", metavar="FILE|-", help="The six words that were said.")
    ],
    reply_out: Annotated[
        Path, typer.Option("--reply-out", metavar="FILE", help="A new file, to be sent back.")
    ],
) -> None:
    """Answer an invitation: a file to send back, and eight words to read out."""
    call = Call.of(context)
    with call.workspace() as workspace:
        code = call.secrets.read(code_file)
        joined = devices.join(workspace, invitation, code, reply_out, language=call.words)
    data = {"words": shapes.words(joined.words), "name": joined.name}
    call.answer(
        data, call.say("joined", name=joined.name, path=str(reply_out)), f"  {shapes.spoken(joined.words)}"
    )
    call.tell("read_eight_out")


def admit(
    context: typer.Context,
    reply: Annotated[Path, typer.Argument(metavar="REPLY", exists=True, dir_okay=False)],
    words: Words,
) -> None:
    """Admit the device that replied, by the eight words that it shows."""
    call = Call.of(context)
    with call.workspace() as workspace:
        admitted = devices.admit(workspace, reply, words, language=call.words)
    data = {
        "device": to_text(admitted.device_id),
        "name": admitted.name,
        "confirm": shapes.words(admitted.confirm),
    }
    call.answer(data, call.say("admitted", name=admitted.name), f"  {shapes.spoken(admitted.confirm)}")


def confirm(context: typer.Context, words: Words) -> None:
    """Take the four words of headquarters; from here on this device belongs."""
    call = Call.of(context)
    with call.workspace() as workspace:
        devices.confirm(workspace, words)
        name, device = workspace.identity.name, workspace.identity.device_id
    call.answer({"device": to_text(device), "name": name}, call.say("confirmed", name=name))


def _member(device: Device) -> dict[str, object]:
    shown = {"name": device.name, "role": device.role.name.lower(), "status": str(device.status)}
    return {**shown, "device": to_text(device.id), "reason": device.reason or None}


def roster(context: typer.Context) -> None:
    """List the devices that belong; a house knows the desks."""
    call = Call.of(context)
    with call.workspace() as workspace:
        found = [{**_member(member.device), "here": member.here} for member in devices.members(workspace)]
    call.answer(found, *lines.table(found, ("name", "role", "status", "device")))


def suspend(
    context: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME")], reason: Reason
) -> None:
    """Cut a device off at once; `reinstate` takes that back."""
    call = Call.of(context)
    with call.workspace() as workspace:
        cut = devices.suspend(workspace, name, reason)
    _cut_off(call, cut, "suspended")


def reinstate(context: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Take a suspended device back; the next bundle for it renews the link."""
    call = Call.of(context)
    with call.workspace() as workspace:
        device = devices.reinstate(workspace, name)
    call.answer(_member(device), call.say("reinstated", name=device.name))


def revoke(
    context: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME")], reason: Reason
) -> None:
    """Cut a device off for good, and list what it held."""
    call = Call.of(context)
    with call.workspace() as workspace:
        cut = devices.revoke(workspace, name, reason)
    _cut_off(call, cut, "revoked")


def _cut_off(call: Call, cut: devices.CutOff, slug: str) -> None:
    held = [
        {**shape, "case": shapes.text_or_none(each.case), "certain": each.certain}
        for each, shape in zip(cut.held, shapes.compartments(each.scope for each in cut.held), strict=True)
    ]
    data = {**_member(cut.device), "held": held}
    said = call.say(slug, name=cut.device.name, count=len(held))
    call.answer(data, said, *lines.table(held, ("compartment", "of", "case", "certain")))
