"""Sample stores and the tour: believable, repeatable, and the main job works on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.cli import Store, call

from app.cli import tour


def made(directory: Path, seed: int = 5) -> dict[str, Any]:
    arguments = ("--json", "demo", str(directory), "--cases", "6", "--houses", "2", "--seed", str(seed))
    done = call(*arguments)
    assert done.code == 0, done.err
    return dict(done.data)


def store(demo: dict[str, Any], name: str) -> Store:
    return Store(name, Path(demo["stores"][name]), Path(demo["passphrase"]))


def content(demo: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """What every house holds, without ids."""
    kinds = ("case", "person", "note", "risk", "stay", "consent", "message", "document")
    found = []
    for name in ("house-1", "house-2"):
        for kind in kinds:
            for record in store(demo, name).run("list", kind):
                fields = {key: value for key, value in record["fields"].items() if len(str(value)) != 26}
                found.append((kind, fields))
    return sorted(found, key=repr)


def test_samples_are_enrolled_repeatable_and_have_bundles_waiting(tmp_path: Path) -> None:
    demo = made(tmp_path / "one")
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == [
        "bundles",
        "house-1",
        "house-2",
        "hq",
        "passphrase",
    ]
    desk = store(demo, "headquarters")
    assert [device["name"] for device in desk.run("roster")] == ["headquarters", "house-1", "house-2"]
    outcomes = desk.run("receive", demo["bundles"])
    assert {(one["outcome"], one["from"]) for one in outcomes} == {
        ("applied", "house-1"),
        ("applied", "house-2"),
    }
    assert any(
        one["fields"]["media_type"] in ("image/png", "application/pdf")
        for one in desk.run("list", "document")
    )
    assert all(peer["waiting"] == 0 for peer in desk.run("peers"))
    for name in ("house-1", "house-2"):
        house = store(demo, name)
        for case in house.run("list", "case"):
            there = desk.run("state-hash", "--case", case["id"], "--as", name)
            assert house.run("state-hash", "--case", case["id"])["hash"] == there["hash"]
        assert house.run("verify")["ok"]
    assert [(one["field"], len(one["values"])) for one in desk.run("conflicts")] == [("priority", 2)]
    assert any("withheld" in {away["why"] for away in one["absent"]} for one in desk.run("list", "case"))
    wanted = {(item["what"], item["kind"]) for item in desk.run("today")["items"]}
    assert {("overdue", "risk"), ("due", "message"), ("conflict", "case")} <= wanted
    again = made(tmp_path / "two")
    assert content(again) == content(demo)
    assert content(made(tmp_path / "three", seed=6)) != content(demo)


def test_samples_are_made_in_a_new_place_only(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("keep")
    done = call("demo", str(tmp_path))
    assert (done.code, done.out) == (3, "")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert call("demo", str(tmp_path / "mine")).code == 3


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_tour_tells_the_main_job(tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str) -> None:
    tour.main([str(tmp_path / "sample"), "--lang", lang])
    told = capsys.readouterr().out
    assert "superseded" not in told
    assert "…" not in told, "every fact was there"
    (line,) = [line for line in told.splitlines() if "both sides" in line.lower() or "обеих сторон" in line]
    here, there = [word.strip(".,") for word in line.split() if len(word.strip(".,")) == 16]
    assert here == there
    assert str(tmp_path / "sample" / "stick") in told
    assert told.count("siding-cli") == 5
