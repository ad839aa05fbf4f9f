"""Where sample stores lie, and what opens them. Looks only; app.demo makes them, and has much more to load for that."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storage import errors

DESK: Final = "headquarters"
HQ: Final = "hq"
BUNDLES: Final = "bundles"
PASSPHRASE: Final = "passphrase"  # noqa: S105  a file name
HOUSE: Final = "house-{}"


@dataclass(frozen=True, slots=True)
class Demo:
    """Where the samples are: stores by device name, the bundles that wait for headquarters, the passphrase file."""

    directory: Path
    stores: Mapping[str, Path]
    bundles: Path
    passphrase: Path


def find(directory: Path) -> Demo | None:
    """Return the samples that are in a directory, None where there are none, or only half made ones."""
    secret = directory / PASSPHRASE
    with errors.translated(directory):
        if not secret.is_file() or not (directory / BUNDLES).is_dir():
            return None
        paths = sorted(directory.glob(HOUSE.format("*")), key=_number)
    stores = {DESK: directory / HQ} | {path.name: path for path in paths}
    return Demo(directory, stores, directory / BUNDLES, secret)


def _number(path: Path) -> tuple[int, str]:
    return len(path.name), path.name


def secret_of(demo: Demo) -> str:
    """Return the passphrase that opens all stores of the samples."""
    with errors.translated(demo.passphrase):
        return demo.passphrase.read_text().strip()


def remove(directory: Path) -> None:
    """Remove samples, half made ones too; what is not ours stays, and then so does the directory."""
    with errors.translated(directory):
        for path in (directory / HQ, directory / BUNDLES, *directory.glob(HOUSE.format("*"))):
            shutil.rmtree(path, ignore_errors=True)
        (directory / PASSPHRASE).unlink(missing_ok=True)
        if directory.is_dir() and not any(directory.iterdir()):
            directory.rmdir()
