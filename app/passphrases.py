"""The passphrases of a store: make one, accept or refuse a chosen one, change it."""

from app.workspace import Workspace
from storage import passphrase
from storage.errors import UserError
from storage.keyslots import stretchable
from sync import links


def new(
    workspace: Workspace | None, chosen: str | None, *, names: tuple[str, ...] = (), language: str = "en"
) -> str:
    """Return the passphrase to set: the chosen one if it is strong enough, seven words of ours where none was chosen.

    Raises: UserError passphrase_too_short, passphrase_too_weak, passphrase_too_long, passphrase_not_text.
    """
    if chosen is None:
        return passphrase.generate(language)
    passphrase.check(chosen, (*names, *_names(workspace)))
    return chosen


def same(typed: str, wanted: str) -> bool:
    """Say whether two texts are one passphrase: compared as they would open the store."""
    try:
        return stretchable(typed) == stretchable(wanted)
    except UserError:
        return False


def change(workspace: Workspace, old: str, fresh: str) -> None:
    """Let `fresh` open the store in place of `old`; the database is not touched.

    Somebody with an old copy of `keys` and the old passphrase still opens this store.
    Raises: UserError("wrong_passphrase") for `old`, UserError("passphrase_in_use").
    """
    workspace.vault.change_passphrase(old, fresh, now=workspace.now)


def _names(workspace: Workspace | None) -> tuple[str, ...]:
    """Return the store's own names, which guessers try first."""
    if workspace is None:
        return ()
    with workspace.vault.read() as tx:
        return (workspace.identity.name, *(link.name for link in links.all_links(tx)))
