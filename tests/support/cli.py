"""The command line in this process, or as a program of its own; and an organisation of sample stores to use it on."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app import demo
from app.cli.main import main
from app.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "mortar lantern seven quiet rivers stone"
DESK = "desk-1"
HOUSES = ("house-a", "house-b")


@dataclass(frozen=True)
class Done:
    """What one call did: exit status, and both outputs."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


def call(*arguments: str, typed: str = "", environment: Mapping[str, str] | None = None) -> Done:
    """Run the command line in this process; `typed` is standard input."""
    out, err = io.StringIO(), io.StringIO()
    keep_in, keep_environment = sys.stdin, dict(os.environ)
    sys.stdin = io.TextIOWrapper(io.BytesIO(typed.encode()))
    os.environ.update({"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **(environment or {})})
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = main(arguments)
    finally:
        sys.stdin = keep_in
        os.environ.clear()
        os.environ.update(keep_environment)
    return Done(code, out.getvalue(), err.getvalue())


def program(*arguments: str, typed: str = "", environment: Mapping[str, str] | None = None) -> Done:
    """Run the command line as a program of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "app.cli.main", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **(environment or {})},
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@dataclass
class Store:
    """One device's store, used through the command line with --json."""

    name: str
    path: Path
    secret: Path
    options: tuple[str, ...] = field(default=())

    def arguments(self, *command: str) -> list[str]:
        """Give the whole argument list of a command."""
        where = ["--store", str(self.path), "--passphrase-file", str(self.secret), "--json"]
        return [*where, *self.options, *command]

    def call(self, *command: str) -> Done:
        """Run a command, however it ends."""
        return call(*self.arguments(*command))

    def run(self, *command: str) -> Any:
        """Run a command that has to work; give its answer."""
        done = self.call(*command)
        assert done.code == 0, f"{command}: {done.code}: {done.err}"
        return done.data

    def refused(self, *command: str, code: int = 3) -> str:
        """Run a command that has to be refused; give what it said."""
        done = self.call(*command)
        assert done.code == code, f"{command}: {done.code}: {done.err}"
        assert done.out == "", "an error prints nothing where the answer goes"
        return done.err

    def add(self, kind: str, *rest: str) -> str:
        """Add a record; give its id."""
        return str(self.run("add", kind, *rest)["id"])

    def fields(self, record: str) -> dict[str, Any]:
        """Give the fields that `show` gives."""
        return dict(self.run("show", record)["fields"])

    def send(self, to: str, directory: Path, *rest: str) -> Path:
        """Write a bundle into a directory; give its path."""
        return Path(self.run("send", "--to", to, "--out", str(directory), *rest)["paths"][0])

    def receive(self, *paths: Path) -> list[dict[str, Any]]:
        """Take bundles; give what became of each."""
        return list(self.call("receive", *map(str, paths)).data)

    @contextmanager
    def open(self) -> Iterator[Workspace]:
        """Open the store for a use case."""
        with Workspace.open(self.path, self.secret.read_text().strip()) as workspace:
            yield workspace


@dataclass
class Organisation:
    """A desk and two houses, enrolled; `way` is where bundles go."""

    directory: Path

    def store(self, name: str) -> Store:
        """Give a device's store."""
        return Store(name, self.directory / name, self.directory / "passphrase")

    @property
    def desk(self) -> Store:
        """Give headquarters' store."""
        return self.store(DESK)

    @property
    def house(self) -> Store:
        """Give the first house's store."""
        return self.store(HOUSES[0])

    @property
    def other(self) -> Store:
        """Give the second house's store."""
        return self.store(HOUSES[1])

    @property
    def way(self) -> Path:
        """Give the directory that bundles travel in."""
        return self.directory / "way"

    def carry(self, sender: Store, receiver: Store, *rest: str) -> dict[str, Any]:
        """Carry one bundle from one device to another; give what became of it."""
        (done,) = receiver.receive(sender.send(receiver.name, self.way, *rest))
        return done

    def round(self, house: Store | None = None) -> None:
        """Carry a bundle each way, both of which apply."""
        house = house or self.house
        assert self.carry(house, self.desk)["outcome"] == "applied"
        assert self.carry(self.desk, house)["outcome"] == "applied"


def found(directory: Path) -> Organisation:
    """Make a desk and two houses that belong to it."""
    made = Organisation(directory)
    made.way.mkdir(parents=True)
    (directory / "passphrase").write_text(PASSPHRASE + "\n")
    letters = directory / "letters"
    letters.mkdir()
    with Workspace.create(made.desk.path, PASSPHRASE, name=DESK, organisation=True, kdf="small") as desk:
        for name in HOUSES:
            with Workspace.create(directory / name, PASSPHRASE, name=name, kdf="small") as house:
                demo.enrol(desk, house, name, letters)
    return made


def copy(made: Organisation, directory: Path) -> Organisation:
    """Give a copy of an organisation to spoil."""
    shutil.copytree(made.directory, directory, dirs_exist_ok=True)
    return Organisation(directory)
