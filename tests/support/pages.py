"""Every page of a store and of its journal, decrypted as SQLCipher 4 lays them out: free pages and old frames too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, SALT = 4096, 80, 16
_WAL_HEADER, _FRAME_HEADER = 32, 24


def every_page(store: Path, key: bytes) -> Iterator[bytes]:
    """Decrypt all pages in the file, then all frames in its `-wal`, whatever they are of."""
    data = store.read_bytes()
    for at in range(0, len(data), PAGE):
        yield _page(data[at : at + PAGE], key, first=at == 0)
    journal = store.with_name(store.name + "-wal")
    data = journal.read_bytes() if journal.exists() else b""
    for at in range(_WAL_HEADER, len(data), _FRAME_HEADER + PAGE):
        number = int.from_bytes(data[at : at + 4], "big")
        yield _page(data[at + _FRAME_HEADER : at + _FRAME_HEADER + PAGE], key, first=number == 1)


def _page(page: bytes, key: bytes, *, first: bool) -> bytes:
    start = SALT if first else 0
    body, vector = page[start : PAGE - RESERVED], page[PAGE - RESERVED : PAGE - RESERVED + 16]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(body) + decryptor.finalize()
