"""What counts as confirmed by a desk: the same position with the same head, of every chain. Only then may a laptop drop it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from support.chains import long_chain
from support.logs import author_id, make_store, scope_id

from app import holding
from storage import holdings
from storage.blobs import Blobs
from storage.files import Files
from storage.holdings import Held
from sync.rights import Role

DESK, HOUSE = b"d" * 16, b"h" * 16
WORKSPACE: Any = SimpleNamespace(vault=SimpleNamespace(blobs=Blobs(Path(), Files())))
MINE, THEIRS = (scope_id(), author_id(1)), (scope_id(), author_id(2))


@pytest.mark.parametrize(
    ("peer", "mine", "theirs", "confirmed"),
    [
        (DESK, (3, 3), (2, 2), True),
        (HOUSE, (3, 3), (2, 2), False),
        (DESK, (3, 3), None, False),
        (DESK, (2, 2), (2, 2), False),
        (DESK, (3, 2), (2, 2), False),
        (DESK, (4, 3), (2, 2), False),
        (DESK, (3, 3), (9, 1), False),
    ],
    ids=[
        "all",
        "a house",
        "a chain not",
        "one behind",
        "other head",
        "further than here",
        "further, other head",
    ],
)
def test_only_the_same_heads_are_confirmed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    peer: bytes,
    mine: tuple[int, int],
    theirs: tuple[int, int] | None,
    *,
    confirmed: bool,
) -> None:
    """mine, theirs: the seq that the peer is believed to hold, and the seq whose head here it names."""
    links = [SimpleNamespace(peer=DESK, role=Role.DESK), SimpleNamespace(peer=HOUSE, role=Role.HOUSE)]
    monkeypatch.setattr(holding.links, "all_links", lambda tx: links)
    store = make_store(tmp_path)
    chains = {MINE: long_chain(3, author=1), THEIRS: long_chain(2, author=2)}
    store.apply(*(chain.run() for chain in chains.values()))
    with store.write() as tx:
        for place, claim in ((MINE, mine), (THEIRS, theirs)):
            if claim is not None:
                held = Held(0, claim[0], chains[place].heads[claim[1]][:16])
                holdings.raise_held(tx, peer, {place: held})
        assert holding.acknowledged(tx, WORKSPACE, scope_id()) is confirmed
    store.database.close()
