"""Documents through the command line: stored bytes, hidden data, taking out, refusals of what a house may not write."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import pytest
from PIL import Image
from support.cli import Organisation

from storage import log
from storage.log import NewEdit
from sync import kinds


@pytest.fixture
def case(org: Organisation) -> str:
    return org.house.add("case")


def photo(path: Path, *, artist: str = "Coordinator Name") -> Path:
    exif = Image.Exif()
    exif[0x013B] = artist
    Image.new("RGB", (64, 48), (10, 120, 200)).save(path, "JPEG", exif=exif)
    return path


def test_a_picture_leaves_its_hidden_data_outside(org: Organisation, case: str, tmp_path: Path) -> None:
    original = photo(tmp_path / "photo.jpg")
    done = org.house.call("attach", str(original), "--case", case, "--title", "Снимок")
    made = done.data
    assert made["metadata"] == "stripped"
    assert str(original) in done.err, "it says that the original still lies there"
    target = tmp_path / "out.jpg"
    assert org.house.run("extract", made["id"], "--out", str(target)) == {
        "path": str(target),
        "size": made["size"],
    }
    data = target.read_bytes()
    assert len(data) == made["size"]
    assert b"Coordinator" not in data
    assert Image.open(io.BytesIO(data)).size == (64, 48)
    fields = org.house.fields(made["id"])
    assert (fields["title"], fields["media_type"], fields["file_name"]) == (
        "Снимок",
        "image/jpeg",
        "photo.jpg",
    )
    (listed,) = org.house.run("list", "document")
    assert "file_name" not in listed["fields"]


def test_evidence_is_kept_to_the_byte(org: Organisation, case: str, tmp_path: Path) -> None:
    original = photo(tmp_path / "photo.jpg")
    made = org.house.run("attach", str(original), "--case", case, "--evidence")
    assert (made["metadata"], made["size"]) == ("kept_as_evidence", original.stat().st_size)
    assert org.house.fields(made["id"])["evidence"] is True
    target = tmp_path / "out.jpg"
    org.house.run("extract", made["id"], "--out", str(target))
    assert target.read_bytes() == original.read_bytes()


def test_one_content_has_one_hash_wherever_it_is_attached(
    org: Organisation, case: str, tmp_path: Path
) -> None:
    scan = tmp_path / "scan"
    scan.write_bytes(os.urandom(3 << 20))
    first = org.house.run("attach", str(scan), "--case", case)
    second = org.house.run("attach", str(scan), "--case", case)
    assert first["id"] != second["id"]
    assert first["hash"] == second["hash"]
    assert len(list((org.house.path / "blobs").iterdir())) == 1


def test_nothing_is_attached_or_taken_out_by_halves(org: Organisation, case: str, tmp_path: Path) -> None:
    scan = tmp_path / "scan"
    scan.write_bytes(b"x" * 1000)
    org.house.refused("attach", str(scan), "--case", "a" * 26)
    org.house.refused("attach", str(tmp_path / "none"), "--case", case)
    org.house.refused("attach", str(tmp_path), "--case", case)
    empty = tmp_path / "empty"
    empty.touch()
    org.house.refused("attach", str(empty), "--case", case)
    assert list((org.house.path / "blobs").iterdir()) == []
    document = org.house.run("attach", str(scan), "--case", case)["id"]
    org.house.refused("extract", document, "--out", str(scan))
    org.house.refused("extract", case, "--out", str(tmp_path / "out"))
    assert scan.read_bytes() == b"x" * 1000
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["empty", "scan"]


def test_taking_out_leaves_a_line_in_the_audit_trail(org: Organisation, case: str, tmp_path: Path) -> None:
    scan = tmp_path / "scan"
    scan.write_bytes(b"x" * 1000)
    document = org.house.run("attach", str(scan), "--case", case)["id"]
    org.house.run("extract", document, "--out", str(tmp_path / "out"))
    with org.house.open() as workspace, workspace.vault.read() as tx:
        from storage import records

        assert [row.fields["what"] for row in records.query(tx, "audit")] == ["extract"]
        assert records.query(tx, "audit")[0].fields["about"] == document


def test_headquarters_asks_for_attachments_and_a_house_when_it_wants_them(
    org: Organisation, case: str, tmp_path: Path
) -> None:
    scan = tmp_path / "scan"
    scan.write_bytes(os.urandom(200_000))
    document = org.house.run("attach", str(scan), "--case", case)["id"]
    org.carry(org.house, org.desk)
    said = org.desk.refused("extract", document, "--out", str(tmp_path / "early"))
    assert "Ask for it" in said
    org.carry(org.desk, org.house)
    assert org.carry(org.house, org.desk)["blobs"] == 1
    org.desk.run("extract", document, "--out", str(tmp_path / "out"))
    assert (tmp_path / "out").read_bytes() == scan.read_bytes()
    assert org.desk.run("verify")["ok"]
    answer = tmp_path / "answer"
    answer.write_bytes(os.urandom(100_000))
    back = org.desk.run("attach", str(answer), "--case", case)["id"]
    org.carry(org.desk, org.house)
    org.house.refused("extract", back, "--out", str(tmp_path / "early"))
    org.house.run("want", back)
    org.carry(org.house, org.desk)
    assert org.carry(org.desk, org.house)["blobs"] == 1
    org.house.run("extract", back, "--out", str(tmp_path / "back"))
    assert (
        hashlib.sha256((tmp_path / "back").read_bytes()).digest()
        == hashlib.sha256(answer.read_bytes()).digest()
    )


def test_what_follows_from_the_file_is_not_entered_by_hand(org: Organisation, case: str) -> None:
    document = org.house.add("document", "--case", case, "title=Без файла")
    org.house.refused("set", document, "hash=" + "0" * 64)
    org.house.refused("add", "document", "--case", case, "size:=5")


def test_attachments_go_along_when_ticked(org: Organisation, case: str, tmp_path: Path) -> None:
    scan = tmp_path / "scan"
    scan.write_bytes(os.urandom(100_000))
    org.house.run("attach", str(scan), "--case", case)
    assert org.carry(org.house, org.desk, "--with-attachments")["blobs"] == 1


def test_strange_file_names_are_only_text(org: Organisation, case: str, tmp_path: Path) -> None:
    for name in ("..\\..\\x", "CON", "a\u202egpj.exe", "line\nbreak", "я" * 120):
        path = tmp_path / name
        path.write_bytes(b"content")
        document = org.house.run("attach", str(path), "--case", case)["id"]
        kept = org.house.fields(document)["file_name"]
        assert "\n" not in kept
        assert kept.replace("_", "\n" if "\n" in name else "_").startswith(name[:5])


def test_what_a_house_had_no_right_to_write_comes_back_as_a_refusal(org: Organisation) -> None:
    case = org.desk.add("case")
    org.desk.run("open-to", case, "house-b", "--compartment", "core")
    person = org.desk.add("person", "--case", case, "legal_name=Не для дома")
    org.carry(org.desk, org.other)
    with org.other.open() as workspace, workspace.vault.transaction() as tx:
        from app.ids import parse

        scope = kinds.scope(kinds.IDENTITY, parse(person))
        edit = NewEdit(parse(person), "person", "legal_name", "Подмена")
        log.append(tx, workspace.identity.author, scope, [edit], rng=workspace.rng, now=workspace.now)
    done = org.carry(org.other, org.desk)
    assert [refused["why"] for refused in done["refused"]] == ["no_right"]
    assert org.desk.fields(person)["legal_name"] == "Не для дома"
    org.carry(org.desk, org.other)
    (refusal,) = org.other.run("refusals")
    assert (refusal["compartment"], refusal["of"], refusal["by"]) == ("identity", person, "desk-1")
