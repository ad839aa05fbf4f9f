"""`make run` where there is no screen: the desktop on sample data, unlocked by real keys, and a picture of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from support.cli import ROOT
from support.xvfb import AVAILABLE


@pytest.mark.skipif(not AVAILABLE, reason="Xvfb or xdotool is not installed")
def test_it_opens_on_sample_data_and_leaves_a_picture(tmp_path: Path) -> None:
    picture = tmp_path / "desktop.png"
    there = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    command = [sys.executable, "packaging/run_desktop.py", str(tmp_path / "sample"), "--lang", "en"]
    done = subprocess.run(
        [*command, "--cases", "6", "--picture", str(picture)],
        cwd=ROOT,
        env={**there, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no screen" in done.stdout
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1366, 768)
    # The rail is darker than the page: this is the main window, not the unlock card on its empty ground.
    assert image.pixelColor(4, 400) != image.pixelColor(700, 740)
