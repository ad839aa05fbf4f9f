"""What stands between the start and the unlock window: nothing of records, of the exchange, or of samples is loaded before it."""

from __future__ import annotations

import subprocess
import sys

from support.cli import ROOT

DEAR = (
    "app.workspace",
    "app.casework.kinds",
    "app.demo",
    "sync.receiving",
    "pydantic",
    "PIL",
    "reportlab",
    "zxcvbn",
)


def test_the_unlock_window_waits_for_nothing_dear() -> None:
    asked = f"import sys, ui.session, ui.screens.unlock; print(*[m for m in {DEAR!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []


def test_what_it_did_not_wait_for_is_loaded_meanwhile() -> None:
    asked = "import sys; from ui.screens import registry; registry.load_all(); print('ui.screens.unlocking' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["True"]
