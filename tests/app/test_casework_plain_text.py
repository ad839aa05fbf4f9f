"""Texts in the encodings that are about, and bytes that are no text."""

from __future__ import annotations

import codecs
import random

import pytest

from app.casework.plain_text import decode

RUSSIAN = (
    "Справка. Иванов Пётр Сергеевич находился в больнице с 3 по 14 октября; жалобы на головную боль.\n"
    "Подъезд № 5, «второй» этаж — звонить дважды. ВНИМАНИЕ: щенок ещё маленький!\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic"])
@pytest.mark.parametrize("length", [40, len(RUSSIAN)])
def test_russian_is_read_in_each_of_its_encodings(encoding: str, length: int) -> None:
    text = RUSSIAN[:length]
    spelt = text.encode(encoding, "replace")
    assert decode(spelt) == spelt.decode(encoding)


@pytest.mark.parametrize("text", ["Prénom: José Müller, né à Zürich. Où habite-t-il ?", "plain ASCII", ""])
def test_other_languages_are_read_too(text: str) -> None:
    assert decode(text.encode("cp1252")) == text
    assert decode(text.encode()) == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_mark_says_which_it_is(mark: bytes, encoding: str) -> None:
    assert decode(mark + RUSSIAN.encode(encoding)) == RUSSIAN


def test_line_ends_are_one_kind_and_controls_are_signs() -> None:
    spelt = b"a\r\nb\rc" + b" word" * 200 + b"\x07\x1b[2J"
    assert decode(spelt) == "a\nb\nc" + " word" * 200 + "\ufffd\ufffd[2J"


def test_bytes_that_are_no_text_are_none() -> None:
    source = random.Random(5)
    for _ in range(50):
        assert decode(source.randbytes(4096)) is None
    assert decode(b"MZ\x90\x00\x03\x00\x00\x00\x04") is None
