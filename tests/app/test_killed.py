"""kill -9 at random points of saving and receiving: everything that was acknowledged is there (security 7)."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.cli import ROOT, Organisation, Store, copy

SAVES = 50
RECEIVES = 50
_SEED = 20_171


def start(store: Store, lines: Path) -> subprocess.Popen[str]:
    """Run a batch as a program of its own; its answers come line by line."""
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli.main", *store.arguments("batch", str(lines))],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )


def acknowledged(process: subprocess.Popen[str], count: int) -> list[object]:
    """Read `count` answers, kill the program in whatever it does next, and read what it still said."""
    assert process.stdout is not None
    answers = [process.stdout.readline() for _ in range(count)]
    process.send_signal(signal.SIGKILL)
    answers += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    whole = [
        answer.strip().lstrip("[,") for answer in answers if answer.endswith("\n") and answer.strip() != "]"
    ]
    return [json.loads(answer)["result"] for answer in whole]


def test_a_save_that_was_acknowledged_survives_a_kill(org: Organisation) -> None:
    source = random.Random(_SEED)
    case = org.house.add("case")
    lines = org.directory / "lines"
    command = json.dumps(
        ["add", "note", "--case", case, "text=Спокойный день", "language=ru"], ensure_ascii=False
    )
    lines.write_text((command + "\n") * 200, encoding="utf-8")
    known: set[str] = set()
    for _ in range(SAVES):
        done = acknowledged(start(org.house, lines), source.randrange(0, 12))
        known |= {str(answer["id"]) for answer in done}  # type: ignore[index]
    kept = {found["id"] for found in org.house.run("list", "note", "--case", case)}
    assert known, "nothing was ever acknowledged"
    assert known <= kept
    assert org.house.run("verify")["ok"]
    org.round()
    assert (
        org.house.run("state-hash", "--case", case)["hash"]
        == org.desk.run("state-hash", "--case", case, "--as", org.house.name)["hash"]
    )


@pytest.fixture
def bundles(org: Organisation) -> list[Path]:
    """Bundles of a house, each with a note of its own."""
    case = org.house.add("case")
    org.round()
    made = []
    for n in range(6):
        org.house.add("note", "--case", case, f"text=День {n}")
        made.append(org.house.send("hq", org.way))
    return made


def test_a_receipt_that_was_acknowledged_survives_a_kill(
    org: Organisation, bundles: list[Path], tmp_path: Path
) -> None:
    source = random.Random(_SEED)
    lines = org.directory / "lines"
    lines.write_text("\n".join(json.dumps(["receive", str(bundle)]) for bundle in bundles))
    for turn in range(RECEIVES):
        spoilt = copy(org, tmp_path / f"turn-{turn}")
        done = acknowledged(start(spoilt.desk, lines), source.randrange(0, len(bundles)))
        before = len(spoilt.desk.run("list", "note"))
        assert before >= sum(answer[0]["changes"] > 0 for answer in done)  # type: ignore[index]
        for one in spoilt.desk.receive(*bundles):
            assert one["outcome"] in ("applied", "duplicate", "superseded"), one
        assert len(spoilt.desk.run("list", "note")) == len(bundles)
        assert spoilt.desk.run("verify")["ok"]
        shutil.rmtree(tmp_path / f"turn-{turn}")
