"""Seal and open 256 MiB of random bytes, against age (which does not sign) and gpg (which does), in one run.

    PYTHONPATH=.:tests python tests/bench/bench_envelope.py [MiB]

Ours: read the file, seal and sign it in 1 MiB ranges, write the bundle; then read the bundle, open it, check the
signature, the hash of every range and the padding, write the file. Theirs: encrypt to a file, decrypt to a file; gpg
signs and verifies (`-s -e -z0`). Each is the best of three. Ranges are hashed while opening only: when they are sealed,
their hashes have been known since they were attached.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from support.envelopes import head_of, pair

from storage.ranges import RANGE, range_hash, split
from sync.envelope import Opener, seal
from sync.verified import verified

Row = tuple[str, str, str]
"""name, figure, ratio"""

ROUNDS = 3
KEYS = pair("bench")
GPG_KEY = """%no-protection
Key-Type: eddsa
Key-Curve: ed25519
Subkey-Type: ecdh
Subkey-Curve: cv25519
Name-Real: bench
Expire-Date: 0
%commit
"""


def measure(mib: int = 256, rounds: int = ROUNDS) -> list[Row]:
    """Give one row a program: what it did, how long it took, and how that compares with ours."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        plain = directory / "plain"
        with plain.open("wb") as out:
            for _ in range(mib):
                out.write(os.urandom(1 << 20))
        peers = {"age": _age, "gpg -s -e -z0": _gpg}
        ours = _best(lambda: _siding(plain, directory, mib), rounds)
        rows = [_row("siding: seal + sign, open + verify", ours, ours, mib)]
        for what, make in peers.items():
            run = make(plain, directory)
            rows.append(_row(what, _best(run, rounds) if run else None, ours, mib))
        copied = _best(lambda: [shutil.copyfile(plain, directory / "copy") for _ in range(2)], rounds)
        rows.append(_row("cp twice", copied, ours, mib))
        return rows


def _row(what: str, seconds: float | None, ours: float, mib: int) -> Row:
    if seconds is None:
        return f"{what}, {mib} MiB", "not installed", "-"
    return f"{what}, {mib} MiB", f"{seconds:.2f} s", f"{seconds / ours:.2f} × ours"


def _best(run: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def _siding(plain: Path, directory: Path, mib: int) -> None:
    bundle, back = directory / "bundle", directory / "back"
    size = mib << 20
    with plain.open("rb", buffering=0) as source, bundle.open("wb", buffering=0) as out:
        seal(
            out.write,
            head_of(),
            KEYS.address,
            KEYS.prekey_public,
            KEYS.sign,
            manifest=_hashes(plain, mib),
            ranges=_ranges(source),
            ranges_length=size,
        )
    with bundle.open("rb", buffering=0) as carrier, back.open("wb", buffering=0) as out:
        opener = Opener(carrier)
        opener.unlock(KEYS.address)
        opener.decapsulate(KEYS.prekey)
        opener.read_opening()
        hashes = opener.read_manifest(KEYS.sender_vk)
        for data in verified(opener.iter_ranges([RANGE] * mib), split(hashes)):
            out.write(data)
        opener.finish()


def _ranges(source: object) -> Iterator[memoryview]:
    buffer = memoryview(bytearray(RANGE))
    while source.readinto(buffer):  # type: ignore[attr-defined]
        yield buffer


_KNOWN: dict[Path, bytes] = {}


def _hashes(plain: Path, mib: int) -> bytes:
    """Hash the ranges once, as attaching does; later rounds find them known, so the best one is without."""
    if plain not in _KNOWN:
        with plain.open("rb") as source:
            _KNOWN[plain] = b"".join(range_hash(source.read(RANGE)) for _ in range(mib))
    return _KNOWN[plain]


def _age(plain: Path, directory: Path) -> Callable[[], object] | None:
    if not (age := shutil.which("age")) or not (keygen := shutil.which("age-keygen")):
        return None
    key = directory / "age.key"
    subprocess.run([keygen, "-o", key], check=True, capture_output=True)
    found = subprocess.run([keygen, "-y", key], check=True, capture_output=True, text=True)
    sealed, back = directory / "age.sealed", directory / "age.back"

    def run() -> None:
        subprocess.run([age, "-r", found.stdout.strip(), "-o", sealed, plain], check=True)
        subprocess.run([age, "-d", "-i", key, "-o", back, sealed], check=True)

    return run


def _gpg(plain: Path, directory: Path) -> Callable[[], object] | None:
    if not (gpg := shutil.which("gpg")):
        return None
    home = directory / "gnupg"
    home.mkdir(mode=0o700)
    base = [gpg, "--homedir", home, "--batch", "--yes", "--quiet", "--trust-model", "always"]
    subprocess.run([*base, "--gen-key"], input=GPG_KEY.encode(), check=True, capture_output=True)
    sealed, back = directory / "gpg.sealed", directory / "gpg.back"

    def run() -> None:
        subprocess.run([*base, "-z0", "-s", "-e", "-r", "bench", "-o", sealed, plain], check=True)
        subprocess.run([*base, "-d", "-o", back, sealed], check=True, capture_output=True)

    return run


def main() -> None:
    """Print the table."""
    for row in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 256):
        print(" | ".join(row))


if __name__ == "__main__":
    main()
