"""organisation-kit write and rehearse: what headquarters must be able to begin again from."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.call import Call

group = typer.Typer(
    help="The organisation kit: a file, and shares of its key.", no_args_is_help=True, rich_markup_mode=None
)


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    group.command("write")(write)
    group.command("rehearse")(rehearse)
    app.add_typer(group, name="organisation-kit")


def write(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="DIR|NEWFILE", help="Where the kit file goes.")],
    shares_out: Annotated[
        Path | None,
        typer.Option("--shares-out", metavar="DIR", help="A directory for one printable file a share."),
    ] = None,
    shares: Annotated[int, typer.Option("--shares", metavar="N", help="How many shares.")] = 5,
    needed: Annotated[int, typer.Option("--needed", metavar="K", help="How many of them are needed.")] = 3,
) -> None:
    """Write the kit file and its shares; keep them apart, on paper, with different people."""
    from app import kit  # its shares need a library that nothing else does

    call = Call.of(context)
    heading = call.say("share_heading")
    with call.workspace() as workspace:
        written = kit.write(
            workspace, out, needed=needed, count=shares, shares_out=shares_out, heading=heading
        )
    data = {
        "path": str(written.path),
        "needed": written.needed,
        "shares": written.shares,
        "share_files": [str(path) for path in written.share_files],
    }
    shown = [line for place, share in enumerate(written.shares, 1) for line in (f"{place}:", f"  {share}")]
    call.answer(data, call.say("kit_written", path=str(written.path), needed=written.needed), *shown)
    call.tell("keep_shares_apart", needed=written.needed, count=len(written.shares))


def rehearse(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The kit file.")],
    shares: Annotated[
        list[str], typer.Option("--share", metavar="FILE|-", help="One share a file, or all in one.")
    ],
) -> None:
    """Try whether these shares open the kit; nothing is changed."""
    from app import kit

    call = Call.of(context)
    with call.workspace() as workspace:
        texts = [line for source in shares for line in kit.read_shares(call.secrets.read(source))]
        kit.rehearse(workspace, file, texts)
    call.answer({"ok": True, "shares": len(texts)}, call.say("kit_opens"))
