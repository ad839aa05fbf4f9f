"""init, verify, passphrase change, erase: the store itself."""

from enum import StrEnum
from typing import Annotated

import typer

from app import passphrases, state
from app import store as stores
from app.cli import lines, shapes
from app.cli.call import Call
from app.cli.exits import Exit
from app.ids import to_text
from app.workspace import Workspace

passphrase = typer.Typer(help="The passphrases of the store.", no_args_is_help=True, rich_markup_mode=None)


class Kdf(StrEnum):
    """How much unlocking costs; `small` is for sample data and tests."""

    STANDARD = "standard"
    STRONG = "strong"
    SMALL = "small"


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("init")(init)
    app.command("verify")(verify)
    app.command("erase")(erase)
    passphrase.command("change")(change)
    app.add_typer(passphrase, name="passphrase")


def init(
    context: typer.Context,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="What this device is called.")],
    organisation: Annotated[
        bool, typer.Option("--organisation", help="Found one: its root and first desk.")
    ] = False,
    kdf: Annotated[Kdf, typer.Option("--kdf", help="small is for sample data and tests.")] = Kdf.STANDARD,
) -> None:
    """Make a store."""
    call = Call.of(context)
    chosen = call.secrets.initial_passphrase(call.say("ask_new_passphrase"), call.say("ask_again"))
    secret = passphrases.new(None, chosen, names=(name,), language=call.lang)
    with Workspace.create(
        call.store, secret, name=name, organisation=organisation, kdf=str(kdf)
    ) as workspace:
        data = {"device": to_text(workspace.identity.device_id), "name": workspace.identity.name}
    call.answer(data, call.say("made_store", name=name, path=str(call.store)))
    if chosen is None:
        call.tell("your_passphrase", passphrase=secret)
    if organisation:
        call.tell("write_the_kit")


def verify(context: typer.Context) -> None:
    """Check the chains, what their authors stated, the view and the attachments."""
    call = Call.of(context)
    with call.workspace() as workspace:
        found = state.verify(workspace, progress=call.progress)
    data = {
        "ok": found.ok,
        "chains": found.chains,
        "faults": [
            {**shapes.compartments([fault.scope])[0], "seq": fault.seq, "why": fault.why}
            for fault in found.faults
        ],
        "statements": found.statements,
        "projection": found.projection,
        "blobs": [blob.hex() for blob in found.blobs],
    }
    call.answer(data, *lines.verified(call, data))
    if not found.ok:
        raise typer.Exit(Exit.REFUSED)


def change(
    context: typer.Context,
    new_passphrase_file: Annotated[
        str | None, typer.Option("--new-passphrase-file", metavar="FILE|-")
    ] = None,
) -> None:
    """Let another passphrase open the store in place of the one given."""
    call = Call.of(context)
    old = call.secrets.passphrase(call.say("ask_passphrase"))
    with Workspace.open(call.store, old, accept_behind=call.accept_behind) as workspace:
        chosen = call.secrets.new_passphrase(
            call.say("ask_new_passphrase"), call.say("ask_again"), new_passphrase_file
        )
        fresh = passphrases.new(workspace, chosen, language=call.lang)
        passphrases.change(workspace, old, fresh)
    call.answer({"changed": True}, call.say("passphrase_changed"))
    if chosen is None:
        call.tell("your_passphrase", passphrase=fresh)
    call.tell("old_copies_open")


def erase(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", help="Yes, destroy it; there is no way back.")] = False,
) -> None:
    """Destroy the store on this computer. It asks for no passphrase: whoever must, can."""
    call = Call.of(context)
    if not yes:
        raise typer.BadParameter("give --yes to destroy the store")
    stores.erase(call.store)
    call.answer({"erased": str(call.store)}, call.say("erased", path=str(call.store)))
    call.tell("erase_cannot_promise")
