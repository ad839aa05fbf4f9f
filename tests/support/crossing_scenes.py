"""Scenes of the exchange between a desk and its houses, made through the stores themselves: for the screens that show them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app import cases
from app.ids import parse
from app.placing import Place
from support.cli import Organisation

PHOTO = bytes(range(256)) * 400


@dataclass
class Scenes:
    """An organisation in which something crosses."""

    org: Organisation

    def case(self, alias: str = "Тихий клён", name: str = "Муса") -> tuple[str, str]:
        """Let the first house record a case with one person, and both sides have it; give both ids."""
        house = self.org.house
        case = house.add("case", f"alias={alias}")
        person = house.add(
            "person", "--case", case, f"chosen_name={name}", "legal_name_latin=Musa", "birth_date=1994"
        )
        self.org.round()
        return case, person

    def differ(self, record: str, field: str, there: object, here: object) -> None:
        """Let headquarters and the house write different things, and the house take what headquarters wrote."""
        with self.org.desk.open() as desk:
            cases.change(desk, parse(record), {field: there})
        with self.org.house.open() as house:
            cases.change(house, parse(record), {field: here})
        self.org.carry(self.org.desk, self.org.house)

    def refuse_consent(self, case: str, person: str) -> None:
        """Let a person refuse that headquarters hears of them."""
        with self.org.house.open() as house:
            fields = {"person": person, "purpose": "share_with_hq", "decision": "refused"}
            cases.add(house, "consent", fields, Place(case=parse(case)))

    def attach(self, case: str, title: str = "Снимок двери") -> None:
        """Attach a file to a case of the house."""
        file = self.org.directory / "photo.dat"
        file.write_bytes(PHOTO)
        self.org.house.run("attach", str(file), "--case", case, "--title", title)

    def bundle(self, *options: str) -> Path:
        """Let the house write a bundle for headquarters; give its file."""
        return self.org.house.send(self.org.desk.name, self.org.way, *options)

    def suspended_bundle(self) -> Path:
        """Let headquarters suspend the house, and the house write one more bundle."""
        path = self.bundle()
        self.org.desk.run("suspend", self.org.house.name, "--reason", "laptop taken")
        return path


def spoil(path: Path, place: int = 2_000) -> Path:
    """Flip one bit of a file."""
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    return path
