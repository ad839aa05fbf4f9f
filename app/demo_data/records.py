"""The shape of an invented record: a kind, its fields, and keys instead of ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.demo_data import scans


@dataclass(frozen=True, slots=True)
class Paper:
    """An attachment to be made: `make` gives its bytes, always the same ones."""

    file_name: str
    seed: int
    lines: tuple[str, ...]
    size: int

    def make(self) -> bytes:
        """Return the file's bytes: a PDF or a PNG, by its name, of at least `size` bytes."""
        draw = scans.pdf if self.file_name.endswith(".pdf") else scans.png
        return draw(self.seed, list(self.lines), self.size)


@dataclass(frozen=True, slots=True)
class DemoRecord:
    """One record: `case`, `person`, `house` are keys of what it hangs on, `links` fields that hold another's id."""

    key: str
    kind: str
    fields: Mapping[str, object]
    case: str | None = None
    person: str | None = None
    house: str | None = None
    compartment: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    by_desk: bool = False
    paper: Paper | None = None
