"""Run every measurement of tests/bench, print the tables and write docs/benchmarks.md: `make bench`.

A measurement is a file `bench_*.py` with `measure()`, which yields rows of (what, figure, compared with). What is compared was
measured in the same run on the same machine, so ratios carry over to other machines better than figures do.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESULT = ROOT / "docs" / "benchmarks.md"

Row = tuple[str, str, str]

HEADING = """# Benchmarks

Written by `make bench`; do not edit. Ratios compare two things measured in one run; figures are for orientation.

"""


def machine() -> str:
    """Name the processor, cores, memory and system: what figures depend on, and nothing that names the computer."""
    cpu = _after(Path("/proc/cpuinfo"), "model name") or platform.machine()
    memory = _after(Path("/proc/meminfo"), "MemTotal")
    gib = f"{round(int(memory.split()[0]) / 1024**2)} GiB" if memory else "memory unknown"
    return f"{cpu}, {os.cpu_count()} cores, {gib}, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def _after(path: Path, name: str) -> str:
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def table(title: str, rows: Iterable[Row]) -> str:
    """Lay out one table in Markdown."""
    lines = [f"## {title}", "", "| what | figure | compared |", "|---|---|---|"]
    lines += ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def collect(path: Path) -> tuple[str, list[Row]]:
    """Run one measurement; return its title (the first line of its docstring) and rows."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(path.name)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    title = (module.__doc__ or path.stem).strip().splitlines()[0].rstrip(".")
    return title, list(module.measure())


def main() -> None:
    """Measure everything."""
    tables = []
    for path in sorted((ROOT / "tests" / "bench").glob("bench_*.py")):
        began = time.monotonic()
        tables.append(table(*collect(path)))
        print(tables[-1], f"(took {time.monotonic() - began:.0f} s)\n", sep="", flush=True)
    RESULT.write_text(HEADING + f"Machine: {machine()}\n\n" + "\n".join(tables), encoding="utf-8")
    print(f"Written to {RESULT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
