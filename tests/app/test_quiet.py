"""The quiet line at the bottom of the window."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from support.cli import DESK, HOUSES, PASSPHRASE, Organisation, Store

from app import quiet, texts
from app.texts import Load, Standing
from app.workspace import Workspace

UP_TO = datetime(2026, 10, 12, 18, 40)
TODAY = datetime(2026, 10, 20, 12, 0)


def line(store: Store, language: str = "en") -> str:
    with store.open() as workspace:
        return quiet.standing_line(workspace, language)


def test_a_house_hears_what_headquarters_has_and_what_waits(org: Organisation) -> None:
    assert line(org.house).startswith(f"{DESK} has not confirmed any bundle from here yet; ")
    org.round()
    assert line(org.house).startswith(f"{DESK} has everything up to ")
    assert line(org.house).endswith("; nothing waits.")
    org.house.add("case", "alias=Тихий клён")
    assert line(org.house).endswith("; one change waits.")
    org.house.send(DESK, org.way)
    assert line(org.house).endswith("; one change waits."), "sent is not confirmed"
    assert line(org.house, "ru").endswith("; ждёт отправки: одно изменение.")


def test_headquarters_hears_who_sent_last(org: Organisation) -> None:
    assert line(org.desk) == "No bundle has come yet."
    org.round(org.other)
    assert line(org.desk).startswith(f"The last bundle came from {HOUSES[1]}, ")


def test_a_laptop_of_its_own_says_so(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "alone", PASSPHRASE, name="alone", kdf="small") as workspace:
        assert "no organisation" in quiet.standing_line(workspace, "en")
        assert "организации" in quiet.standing_line(workspace, "ru")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (Standing("HQ", UP_TO), "HQ has everything up to 12 October, 18:40; nothing waits."),
        (
            Standing("HQ", UP_TO, Load(2, files=1), waiting=Load(1)),
            "HQ has everything up to 12 October, 18:40; three changes and one attachment wait.",
        ),
        (Standing("HQ", waiting=Load(1)), "HQ has not confirmed any bundle from here yet; one change waits."),
    ],
)
def test_one_line_says_it_all(facts: Standing, said: str) -> None:
    assert texts.quiet(facts, "en", TODAY) == said
