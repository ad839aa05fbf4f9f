"""The quiet line at the bottom of the window: how the exchange stands, in one sentence.

A house hears what headquarters has and what waits for it; headquarters, with its many houses, who sent last. Cheap enough to be said
again after each write; the whole ledger is app.ledger.
"""

from datetime import UTC, datetime

from app import consent, texts
from app.moments import local
from app.texts import Load, Standing
from app.workspace import Workspace
from storage.database import Tx
from sync import links, roster, selection, sending
from sync.links import Link
from sync.rights import Role


def standing_line(workspace: Workspace, language: str) -> str:
    """Say in one line how the exchange stands."""
    now = local(workspace.now)
    with workspace.vault.read() as tx:
        every = [link for link in links.all_links(tx) if link.confirmed]
        if not workspace.enrolled:
            return texts.alone(language)
        if workspace.is_desk:
            last = max(every, key=lambda link: link.received_at, default=None)
            when = _moment(last.received_at, now) if last is not None else None
            return texts.came(last.name if last is not None else "", when, language, now)
        desks = [link for link in every if link.role == Role.DESK]
        if not desks:
            return texts.alone(language)
        return texts.quiet(_standing(tx, workspace, _nearest(desks), now), language, now)


def _nearest(desks: list[Link]) -> Link:
    """Choose the desk that knows most of this house: the one that confirmed last."""
    return max(desks, key=lambda link: (link.complete_sent_at, link.received_at))


def _standing(tx: Tx, workspace: Workspace, link: Link, now: datetime) -> Standing:
    withheld = consent.release_rule(workspace)(tx, link.keys)
    known = roster.load(tx, workspace.identity)
    ask = sending.question(tx, workspace.device, link, known, withheld)
    waiting = selection.waiting(selection.lacking(tx, ask))
    return Standing(link.name, _moment(link.complete_sent_at, now), waiting=Load(waiting))


def _moment(seconds: int, now: datetime) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC).astimezone(now.tzinfo) if seconds else None
