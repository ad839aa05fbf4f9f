"""Helper processes: bounded, killed in time, with nothing of their surroundings."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from app import helpers
from app.helpers import Answer, Errand


def python(script: str) -> Sequence[str]:
    return [sys.executable, "-c", script]


def test_what_goes_in_comes_out() -> None:
    echo = python("import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1]); sys.exit(3)")
    assert Errand(echo).ask([b"ab", b"c" * (1 << 21)], 1 << 22) == Answer(3, b"c" * (1 << 21) + b"ba")


@pytest.mark.parametrize(
    "script",
    [
        "while True: pass",
        "import sys\nwhile True: sys.stdout.buffer.write(bytes(65536))",
        "import os; os.abort()",
        "import sys; sys.stdin.close(); sys.stdout.close()\nwhile True: pass",
    ],
)
def test_one_that_hangs_floods_or_dies_answers_nothing(script: str) -> None:
    assert Errand(python(script), seconds=0.5).ask([bytes(1 << 22)], 1 << 20) == Answer(None)


def test_an_answer_that_nobody_wants_any_more_ends_at_once() -> None:
    errand = Errand(python("while True: pass"), seconds=600)
    asked = threading.Thread(target=lambda: answers.append(errand.ask([b""], 1)))
    answers: list[Answer] = []
    asked.start()
    errand.give_up()
    asked.join(timeout=60)
    assert answers == [Answer(None)]
    assert errand.ask([b""], 1) == Answer(None)


def test_a_helper_knows_nothing_of_its_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIDING_STORE", "secret")
    with Path(os.devnull).open() as opened:
        os.set_inheritable(opened.fileno(), True)
        script = (
            "import json, os, sys; print(json.dumps([dict(os.environ), sorted(os.listdir('/proc/self/fd'))]))"
        )
        answer = Errand([sys.executable, "-E", "-c", script]).ask([b""], 1 << 16)
    environment, files = json.loads(answer.data)
    assert set(environment) <= {"LC_CTYPE", "SYSTEMROOT"}
    assert files == ["0", "1", "2", "3"]  # the last is the listing itself


@pytest.mark.skipif(os.name != "posix", reason="limits of a process are POSIX")
@pytest.mark.parametrize(
    "work",
    [
        "open('/etc/hostname')",
        "open('/tmp/x', 'w')",
        "__import__('socket').socket()",
        "__import__('os').pipe()",
        "__import__('subprocess').run(['true'])",
    ],
)
def test_one_that_shut_itself_in_opens_nothing(work: str) -> None:
    script = (
        "import socket, subprocess\nfrom app.helpers import limit_self, shut_self_in\nlimit_self(); shut_self_in()\n"
        f"try:\n    {work}\nexcept OSError:\n    print('no', end='')\nelse:\n    print('yes', end='')"
    )
    assert Errand([sys.executable, "-E", "-c", script]).ask([b""], 9) == Answer(0, b"no")


@pytest.mark.skipif(os.name != "posix", reason="limits of a process are POSIX")
def test_memory_is_limited_for_one_that_reserves_much_too() -> None:
    script = (
        "import mmap\nfrom app.helpers import limit_self\nlimit_self(reserves=True)\n"
        "reserved = mmap.mmap(-1, 8 << 30, prot=0)\n"
        "try:\n    bytearray(4 << 30)\nexcept MemoryError:\n    print('no', end='')"
    )
    assert Errand([sys.executable, "-E", "-c", script]).ask([b""], 9) == Answer(0, b"no")


def test_a_packaged_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert helpers.command("a.b") == [sys.executable, helpers.FLAG, "a.b"]


@pytest.mark.parametrize("arguments", [[helpers.FLAG, "os"], [helpers.FLAG], [helpers.FLAG, "a.b", "more"]])
def test_a_packaged_program_runs_only_what_is_on_its_list(arguments: list[str]) -> None:
    assert helpers.run(arguments, ("a.b",)) == 2
