"""What people type after a command, read as values."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from app.cli import values
from app.kit import read_shares
from storage.errors import MachineError, UserError


def test_a_value_is_text_as_it_stands() -> None:
    assert values.pairs(["alias=Quiet shore", "text=a=b := c", "empty="]) == {
        "alias": "Quiet shore",
        "text": "a=b := c",
        "empty": "",
    }


def test_json_follows_a_colon() -> None:
    assert values.pair('profile:=["a"]') == ("profile", ["a"])
    assert values.pair("capacity:=4") == ("capacity", 4)
    assert values.pair('text:="@literal"') == ("text", "@literal")


def test_a_file_is_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("Привет\n", encoding="utf-8")
    assert values.pair(f"text=@{path}") == ("text", "Привет\n")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match="not_text"):
        values.pair(f"text=@{path}")
    path.write_bytes(bytes((1 << 20) + 1))
    with pytest.raises(UserError, match="file_too_large"):
        values.pair(f"text=@{path}")
    with pytest.raises(MachineError):
        values.pair(f"text=@{tmp_path / 'none'}")


@pytest.mark.parametrize("untrusted", ["alias", "=x", "1a=x", "a-b=x", "a:={", "a:=", "a:=" + "[" * 100_000])
def test_what_is_no_assignment_is_wrong_usage(untrusted: str) -> None:
    with pytest.raises(typer.BadParameter):
        values.pair(untrusted)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("4000", 4000),
        ("64k", 65536),
        ("20M", 20 << 20),
        ("20 MiB", 20 << 20),
        ("1.5g", 3 << 29),
        ("4GB", 4 << 30),
    ],
)
def test_sizes_are_read_as_people_write_them(text: str, size: int) -> None:
    assert values.size(text) == size


@pytest.mark.parametrize("text", ["", "much", "-1", "4 apples", "k"])
def test_what_is_no_size_is_wrong_usage(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        values.size(text)


def test_shares_are_read_from_lines_and_from_printed_sheets() -> None:
    share = " ".join(f"word{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(33))
    assert read_shares(f"1:\n  {share}\n\n2:\n{share.upper()}\n") == [share, share]
    words = share.split()
    sheet = "Share 1/5\n\n" + "\n".join(
        "  ".join(f"{place + 1:>2} {words[place]}" for place in range(row, 33, 11)) for row in range(11)
    )
    assert read_shares(sheet) == [share]
