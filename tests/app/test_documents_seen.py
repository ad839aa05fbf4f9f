"""Documents looked at inside the program, and originals that are deleted after they were attached."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import Organisation

from app import documents
from app.ids import parse
from app.placing import Place
from app.workspace import Workspace
from storage import records
from storage.errors import UserError


@pytest.fixture
def case(org: Organisation) -> bytes:
    return parse(org.house.add("case"))


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.4 " + bytes(range(256)) * 9000)
    return path


def trail(workspace: Workspace) -> list[object]:
    with workspace.vault.read() as tx:
        return [row.fields["what"] for row in records.query(tx, "audit")]


def test_a_look_gives_the_bytes_and_leaves_one_line_a_session(
    org: Organisation, case: bytes, scan: Path
) -> None:
    with org.house.open() as house:
        made = documents.attach(house, scan, Place(case=case))
        assert trail(house) == []
        for _ in range(2):
            assert documents.read(house, made.id, most=made.size) == scan.read_bytes()
        assert trail(house) == ["identity"]


def test_a_look_is_bounded_and_says_what_is_not_here(org: Organisation, case: bytes, scan: Path) -> None:
    with org.house.open() as house:
        made = documents.attach(house, scan, Place(case=case))
        with pytest.raises(UserError, match="document_too_large"):
            documents.read(house, made.id, most=made.size - 1)
        with pytest.raises(UserError, match="wrong_kind"):
            documents.read(house, case, most=1)
        assert trail(house) == []
    org.round()
    with org.desk.open() as desk, pytest.raises(UserError, match="attachment_not_here"):
        documents.read(desk, made.id, most=made.size)


def test_the_original_goes_when_it_is_still_that_file(org: Organisation, case: bytes, scan: Path) -> None:
    with org.house.open() as house:
        made = documents.attach(house, scan, Place(case=case))
    assert made.original.path == scan
    documents.delete_original(made.original)
    assert not scan.exists()


def _other_words(scan: Path) -> None:
    scan.write_bytes(b"somebody went on working on it")


def _another_file(scan: Path) -> None:
    data = scan.read_bytes()
    scan.rename(scan.with_name("kept"))
    scan.write_bytes(data)


def _a_link(scan: Path) -> None:
    scan.rename(scan.with_name("kept"))
    scan.symlink_to("kept")


@pytest.mark.parametrize("meanwhile", [_other_words, _another_file, _a_link, Path.unlink])
def test_another_file_in_its_place_stays(
    org: Organisation, case: bytes, scan: Path, meanwhile: object
) -> None:
    with org.house.open() as house:
        made = documents.attach(house, scan, Place(case=case))
    assert callable(meanwhile)
    meanwhile(scan)
    before = sorted(scan.parent.iterdir())
    with pytest.raises(UserError, match="original_changed"):
        documents.delete_original(made.original)
    assert sorted(scan.parent.iterdir()) == before
