"""The packaged program's entry runs the helpers on its list, and the desktop for everybody else."""

from __future__ import annotations

import subprocess
import sys

from support.cli import ROOT

from app import helpers
from ui import main as entry
from ui.screens.documents import paper
from ui.screens.documents.paper import Form, Question


def started(*arguments: str, given: bytes) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "ui.main", *arguments]
    return subprocess.run(command, cwd=ROOT, input=given, capture_output=True, timeout=60, check=False)


def test_the_entry_is_the_helper_that_is_asked_for() -> None:
    question = Question(Form.PICTURE, 0, 10, 10).head()
    assert started(helpers.FLAG, paper.WORKER, given=question + b"no picture").returncode == paper.DAMAGED
    assert started(helpers.FLAG, "app.casework.strip_worker", given=b"no picture").returncode == 1


def test_the_entry_runs_no_other_module() -> None:
    assert started(helpers.FLAG, "this", given=b"").returncode == 2


def test_the_flag_is_the_one_that_helpers_use() -> None:
    assert entry.main([helpers.FLAG, "os"]) == 2
    assert paper.WORKER in entry.HELPERS
