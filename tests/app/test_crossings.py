"""What crossed, as people look it up later: refused files too, and whether the other side has confirmed."""

from __future__ import annotations

import time
from itertools import count
from pathlib import Path

from support.cli import DESK, HOUSES, Organisation, Store

from app import crossings, exchange
from app.crossings import Crossing
from app.workspace import Workspace
from storage import crossings as kept


def history(store: Store, limit: int = 200) -> list[Crossing]:
    with store.open() as workspace:
        return crossings.history(workspace, limit)


def test_both_ends_know_what_crossed_and_what_became_of_it(org: Organisation, tmp_path: Path) -> None:
    org.house.add("case", "alias=Тихий клён")
    bundle = org.house.send(DESK, org.way)
    (sent,) = history(org.house)
    assert (sent.received, sent.peer, sent.outcome, sent.how) == (False, DESK, "sent", "file")
    assert (sent.carrier, sent.size, sent.confirmed) == (bundle.name, bundle.stat().st_size, False)
    assert sent.changes > 0
    foreign = tmp_path / "holiday.zip"
    foreign.write_bytes(bytes(9000))
    org.desk.call("receive", str(bundle), str(bundle), str(foreign))
    refused, again, came = history(org.desk)
    assert (came.received, came.peer, came.outcome, came.changes) == (
        True,
        HOUSES[0],
        "applied",
        sent.changes,
    )
    assert (again.outcome, again.changes) == ("duplicate", 0)
    assert (refused.outcome, refused.peer, refused.carrier) == ("not_for_us", None, "holiday.zip")
    assert org.carry(org.desk, org.house)["outcome"] == "applied"
    assert [(one.received, one.confirmed) for one in history(org.house)] == [(True, False), (False, True)]


def test_a_bundle_that_took_long_to_write_is_confirmed_all_the_same(org: Organisation) -> None:
    clock = count(int(time.time()))
    secret = org.house.secret.read_text().strip()
    with Workspace.open(org.house.path, secret, now=lambda: next(clock)) as house:
        sent = exchange.send(house, exchange.Parcel("hq"), exchange.to_file(house, org.way))
    org.desk.receive(sent.path)
    org.house.receive(org.desk.send(HOUSES[0], org.way))
    assert history(org.house)[-1].confirmed


def test_a_stick_that_was_read_back_and_a_relink_say_so(org: Organisation, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    org.house.run("send", "--to", "hq", "--stick", str(stick))
    org.desk.run("relink", HOUSES[0], "--out", str(org.way))
    (sent,), (relink,) = history(org.house), history(org.desk)
    assert (sent.how, sent.outcome in ("sent", "verified"), sent.peer) == ("stick", True, DESK)
    assert (relink.outcome, relink.peer) == ("relink", HOUSES[0])


def test_only_the_newest_are_kept(org: Organisation) -> None:
    with org.house.open() as workspace, workspace.vault.transaction() as tx:
        kept.note(tx, [kept.Crossing(kept.IN, second, b"", "damaged") for second in range(kept.KEPT + 5)])
    assert [one.at for one in history(org.house, 2)] == [kept.KEPT + 4, kept.KEPT + 3]
    assert len(history(org.house, 10 * kept.KEPT)) == kept.KEPT


def test_a_name_that_is_no_text_is_kept_as_one(org: Organisation, tmp_path: Path) -> None:
    odd = tmp_path / "\udcff.bin"
    odd.write_bytes(bytes(9000))
    assert org.house.call("receive", str(tmp_path)).code == 3
    assert history(org.house)[0].carrier == "?.bin"
