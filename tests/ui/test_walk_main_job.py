"""The whole main job as two people do it: in real windows, by keys and mouse, each step looked up in the store; and what it leaves.

A coordinator and a caseworker sit at two displays and talk by telephone (support.walk). Afterwards both stores are opened past the
windows, and every file that either of them could have left is searched for what was typed, attached and searched for.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from support import exfat, walk_store, walk_traces
from support.cli import ROOT
from support.walk_enrolment import DESK, HOUSE
from support.walk_markers import Markers
from support.xvfb import AVAILABLE, layouts, screen

from app import conflicts, drafts, kit, messaging, state
from app.workspace import Workspace

PATIENCE = 600
STICK = 64 << 20
ROLES = {"coordinator": "en", "caseworker": "ru"}
LOOK = ROOT / "build" / "walk"
PLACES = ("home", "config", "cache", "data", "state", "runtime", "tmp")


@dataclass
class Walked:
    """What is left when both have gone."""

    place: Path
    stick: Path
    image: Path | None
    told: dict[str, dict[str, Any]]
    errors: dict[str, str]

    def store(self, role: str) -> Path:
        """Return where somebody's store is."""
        return self.place / role / "store"

    def open(self, role: str) -> Workspace:
        """Open a store past the windows."""
        return Workspace.open(self.store(role), self.told[role]["passphrase"])

    def texts(self) -> list[str]:
        """Return everything that may stand nowhere."""
        return [
            text
            for told in self.told.values()
            for text in (*told["kept"], *told["passing"], *told["secrets"], told["passphrase"])
        ]


@contextmanager
def stick_in(place: Path) -> Iterator[tuple[Path, Path | None]]:
    """Give a stick: a real exFAT one where the machine can, else a folder; and its image."""
    name = f"walk-{os.getpid()}"
    with ExitStack() as stack:
        try:
            mounted = stack.enter_context(exfat.mounted(place, STICK, name))
        except pytest.skip.Exception as why:
            print(f"no real stick here, a folder instead: {why}", file=sys.stderr)
            (place / name).mkdir(exist_ok=True)
            yield place / name, None
        else:
            yield mounted.place, mounted.image


def begin(role: str, place: Path, display: str, stick: Path, ends: tuple[int, int]) -> subprocess.Popen[str]:
    """Let somebody begin, in a home of their own that is empty."""
    own = place / role
    for name in PLACES:
        (own / name).mkdir(parents=True, mode=0o700)
    plan = {
        "store": str(own / "store"),
        "language": ROLES[role],
        "home": str(own / "home"),
        "stick": str(stick),
        "look": str(LOOK),
        "reading": ends[0],
        "writing": ends[1],
    }
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": "tests",
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "HOME": str(own / "home"),
        "TMPDIR": str(own / "tmp"),
        **{
            f"XDG_{name.upper()}_{'DIR' if name == 'runtime' else 'HOME'}": str(own / name)
            for name in PLACES[1:-1]
        },
    }
    return subprocess.Popen(
        [sys.executable, "-m", "support.walk", role, json.dumps(plan)],
        cwd=ROOT,
        env=environment,
        pass_fds=ends,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def telephone() -> Iterator[tuple[int, int]]:
    """Give both ends of a line: what each reads from and writes to."""
    (one_reads, other_writes), (other_reads, one_writes) = os.pipe(), os.pipe()
    yield one_reads, one_writes
    yield other_reads, other_writes


@contextmanager
def both_walk(place: Path) -> Iterator[Walked]:
    """Let both walk the whole way, and give what is left."""
    for old in LOOK.glob("*.png"):
        old.unlink()
    with ExitStack() as stack:
        stick, image = stack.enter_context(stick_in(place))
        both = {}
        for role, ends in zip(ROLES, telephone(), strict=True):
            display = stack.enter_context(screen())
            layouts(display, "us,ru")
            both[role] = stack.enter_context(begin(role, place, display, stick, ends))
            stack.callback(both[role].kill)
            for end in ends:
                os.close(end)
        said = {role: process.communicate(timeout=PATIENCE) for role, process in both.items()}
        failed = [f"{role}:\n{said[role][1]}" for role, process in both.items() if process.returncode]
        assert not failed, "\n\n".join(failed)
        told = {role: json.loads(out) for role, (out, _) in said.items()}
        for role, one in told.items():
            print(role, *(f"{name} {seconds} s" for name, seconds in one["times"]), sep="\n  ")
        yield Walked(place, stick, image, told, {role: error for role, (_, error) in said.items()})


# One test, because the walk takes its time: each of these judges what it left.


def both_end_with_the_same(walked: Walked) -> None:
    with walked.open("coordinator") as desk, walked.open("caseworker") as house:
        assert (desk.name, house.name, house.enrolled) == (DESK, HOUSE, True)
        assert walk_store.hashes(desk, HOUSE) == walk_store.hashes(house, None)
        assert not kit.standing(desk).owed
        for store in (desk, house):
            assert not store.sample, "they cost what stores cost"
            assert state.verify(store).ok
            assert conflicts.pending(store) == []
            assert walk_store.stage(store) == "verified"
            (thread,) = messaging.threads(store)
            assert [one.by for one in thread.newest.acknowledged] == [HOUSE]
            assert [draft for draft in drafts.all(store) if draft.typed] == []
            assert len(walk_store.files(store)) == 2


def nothing_went_wrong_on_the_way(walked: Walked) -> None:
    for role, told in walked.told.items():
        assert told["problems"] == [], "what the program told as an error"
        assert walked.errors[role] == "", "what it wrote where nobody reads"


def what_was_typed_is_in_the_stores(walked: Walked) -> None:
    """So that the search below looks for what is really there."""
    with walked.open("coordinator") as desk:
        said = walk_store.everything(desk)
    kept = [text for told in walked.told.values() for text in told["kept"]]
    assert [text for text in kept if text not in said] == []
    assert len(kept) >= 100
    assert len(set(walked.texts())) >= 130


def no_file_says_what_was_typed_attached_or_searched_for(walked: Walked) -> None:
    places = [walked.place / role for role in ROLES] + [walked.stick]
    if walked.image is not None:
        places.append(walked.image)
    assert walk_traces.search(places, walked.texts()) == {}
    for errors in walked.errors.values():
        assert walk_traces.found_in(errors.encode(), walk_traces.spelt(walked.texts())) == []


def nothing_is_left_but_the_stores_and_what_was_written_on_purpose(walked: Walked) -> None:
    for role in ROLES:
        for name in PLACES[1:]:
            assert walk_traces.files(walked.place / role / name) == [], (
                "no configuration, no cache, nothing recent"
            )
        home = walk_traces.files(walked.place / role / "home")
        assert len(home) == (1 if role == "coordinator" else 0), "the organisation kit alone, and no original"
    on_stick = set(walk_traces.files(walked.stick))
    for told in walked.told.values():
        written = set(told["facts"]["written"])
        tidied = len(written) - 2 if walked.image is not None else 0
        assert len(written - on_stick) == tidied, "a stick keeps the letter, and the last bundle of each"
        on_stick -= written
    assert on_stick == set(), "nothing else was put there"


def the_search_would_have_found_it(walked: Walked) -> None:
    for place, text in zip((*walked.place.glob("*/config"), walked.stick), walked.texts(), strict=False):
        planted = place / "recently-used.xbel"
        planted.write_text(f"<bookmark href='{text}'/>")
        assert walk_traces.search([place], walked.texts()) == {str(planted): [text]}


@pytest.mark.skipif(not AVAILABLE, reason="Xvfb or xdotool is not installed")
def test_a_coordinator_and_a_caseworker_do_the_main_job(tmp_path: Path) -> None:
    with both_walk(tmp_path) as walked:
        nothing_went_wrong_on_the_way(walked)
        both_end_with_the_same(walked)
        what_was_typed_is_in_the_stores(walked)
        no_file_says_what_was_typed_attached_or_searched_for(walked)
        nothing_is_left_but_the_stores_and_what_was_written_on_purpose(walked)
        the_search_would_have_found_it(walked)


MARKER = Markers("planted").text()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("wrap", ["plain", "hex", "HEX", "base64", "urlsafe"])
def test_the_search_finds_what_is_planted(tmp_path: Path, encoding: str, wrap: str) -> None:
    file = tmp_path / "home" / ".cache" / "something"
    file.parent.mkdir(parents=True)
    for spelt, before in product((MARKER, MARKER.upper(), MARKER.title()), ("", "x", "xy")):
        data = before.encode() + f"…прежде {spelt} после…".encode(encoding)
        wrapped = {
            "plain": data,
            "hex": data.hex().encode(),
            "HEX": data.hex().upper().encode(),
            "base64": base64.b64encode(data),
            "urlsafe": base64.urlsafe_b64encode(data),
        }[wrap]
        file.write_bytes(os.urandom(500) + b"\0" * 9000 + b"=" + wrapped + b"=" + os.urandom(500))
        assert walk_traces.search([tmp_path / "home"], [MARKER, "иное-иное"]) == {str(file): [MARKER]}


def test_the_search_reads_names_too(tmp_path: Path) -> None:
    (tmp_path / "thumbnails" / f"{MARKER}.png").mkdir(parents=True)
    assert list(walk_traces.search([tmp_path / "thumbnails"], [MARKER]).values()) == [[MARKER]]
