"""The committed vectors: what we seal is still those bytes, what we open is what they say, and a stranger agrees."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from support.envelopes import head_of, opened, outcome, pair, sealed
from vectors import make, mlkem, reader

from storage.crypto import h, kd
from sync import crypto, sizes
from sync.envelope import Opener
from sync.head import Address, Flag, relink_address
from sync.manifest import Manifest
from sync.outcomes import Outcome, Refusal

HERE = Path(make.__file__).parent
BUNDLES = {vector["name"]: vector for vector in make.bundles()}


def committed(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", make.FILES)
def test_what_is_committed_is_what_we_make_today(name: str) -> None:
    assert make.text(name) == (HERE / name).read_text(encoding="utf-8")


# ---- the reader is independent, and short


def test_the_reader_is_under_300_lines_and_imports_nothing_of_ours() -> None:
    text = (HERE / "reader.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 300
    modules = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add(node.module or "")
    allowed = {"hashlib", "hmac", "json", "struct", "sys", "dataclasses", "pathlib", "__future__"}
    primitives = "cryptography.hazmat.primitives."
    assert {module for module in modules if not module.startswith(primitives)} <= allowed
    assert {module.removeprefix(primitives) for module in modules if module.startswith(primitives)} == {
        "asymmetric.ed25519",
        "asymmetric.mlkem",
        "asymmetric.x25519",
        "ciphers.aead",
    }


def test_the_reader_runs_alone(tmp_path: Path) -> None:
    vector = BUNDLES["ordinary"]
    (tmp_path / "bundle").write_bytes(bytes.fromhex(vector["bundle"]))
    (tmp_path / "keys.json").write_text(json.dumps(vector["keys"]))
    done = subprocess.run(
        [sys.executable, "-I", HERE / "reader.py", tmp_path / "bundle", tmp_path / "keys.json"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert vector["manifest"] in done.stdout


# ---- bundles


def _data(vector: dict[str, Any]) -> bytes:
    if vector["bundle"] is not None:
        return bytes.fromhex(vector["bundle"])
    return _sealed_again(vector["name"])


def _sealed_again(name: str) -> bytes:
    """Make a long vector's bytes once more: they are committed as a hash only."""
    kept: list[bytes] = []
    original = io.BytesIO

    class Keeping(original):  # type: ignore[misc, valid-type]
        def getvalue(self) -> bytes:
            kept.append(super().getvalue())
            return kept[-1]

    arguments = {"several frames": {"changes": 200_000}, "ranges": {"changes": 1000, "ranges": 1_500_000}}[
        name
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(make.io, "BytesIO", Keeping)
        make.bundle(name, **arguments)
    return kept[-1]


@pytest.mark.parametrize("vector", committed("bundles.json"), ids=lambda vector: vector["name"])
def test_both_readers_open_a_vector_and_find_the_same(vector: dict[str, Any]) -> None:
    data = _data(vector)
    assert hashlib.blake2b(data).hexdigest() == vector["bundle_blake2b"]
    keys = {name: bytes.fromhex(value) for name, value in vector["keys"].items()}

    theirs = reader.read(data, **keys)
    theirs.split(vector["lengths"])
    assert (theirs.suite, theirs.flags, theirs.prekey_id) == (1, vector["flags"], vector["prekey_id"])
    assert (theirs.counter, theirs.incarnation.hex()) == (vector["counter"], vector["incarnation"])
    assert (theirs.opening.hex(), theirs.manifest.hex()) == (vector["opening"], vector["manifest"])
    assert hashlib.blake2b(b"".join(theirs.sections)).hexdigest() == vector["content_blake2b"]

    opener = Opener(io.BytesIO(data))
    address = Address(keys["address_key"], keys["sender_vk"], keys["recipient_vk"])
    assert opener.tag == address.tag(opener.nonce)
    head = opener.unlock(address)
    opener.decapsulate(keys["prekey"])
    assert opener.read_opening() == theirs.opening
    manifest = opener.read_manifest(crypto.verify_key(bytes.fromhex(vector["sender_secret"])))
    changes, ranges = vector["lengths"]
    content = b"".join(opener.read_changes(changes))
    content += b"".join(opener.iter_ranges([1 << 20] * (ranges >> 20) + [ranges % (1 << 20)]))
    assert opener.finish() == len(data) == vector["length"]
    assert (head.flags, head.prekey_id, head.counter) == (theirs.flags, theirs.prekey_id, theirs.counter)
    assert (manifest, content) == (theirs.manifest, b"".join(theirs.sections))


@pytest.mark.parametrize("vector", committed("refused.json"), ids=lambda vector: vector["name"])
def test_a_spoilt_vector_comes_to_its_outcome_and_the_reader_refuses_it(vector: dict[str, Any]) -> None:
    base = BUNDLES[vector["of"]]
    data = bytearray.fromhex(base["bundle"])
    if "flip" in vector:
        data[vector["flip"][0]] ^= vector["flip"][1]
    data = data[: vector.get("cut", len(data))] + bytes.fromhex(vector.get("append", ""))
    keys = {name: bytes.fromhex(value) for name, value in base["keys"].items()}
    with pytest.raises((reader.Refused, InvalidTag, InvalidSignature, ValueError)):
        reader.read(bytes(data), **keys)
    with pytest.raises(Refusal) as refused:
        _open(bytes(data), keys, base)
    assert (refused.value.outcome, refused.value.detail) == (vector["outcome"], vector["detail"])


def _open(data: bytes, keys: dict[str, bytes], base: dict[str, Any]) -> None:
    holder = pair()
    sender, prekey = bytes.fromhex(base["sender_secret"]), keys["prekey"]
    mine = type(holder)(sender, holder.recipient, prekey, keys["address_key"])
    address = Address(keys["address_key"], keys["sender_vk"], keys["recipient_vk"])
    opened(data, mine, [base["lengths"][0]], address=address)


@pytest.mark.parametrize("changes", [0, 2400, 60_000, 300_000, 3_000_000])
def test_the_reader_opens_what_we_seal_now(changes: int) -> None:
    keys = pair()
    content = bytes(range(256)) * (changes // 256 + 1)
    data = sealed(keys, head=head_of(Flag.FULL), changes=content[:changes])
    found = reader.read(
        data,
        address_key=keys.address_key,
        sender_vk=keys.sender_vk,
        recipient_vk=keys.address.recipient_vk,
        prekey=keys.prekey,
    )
    found.split([changes])
    assert found.sections == [content[:changes]]
    assert outcome(data, keys, [changes]) == ("applied", "")


# ---- the pieces


def test_hashes_derivations_and_classes() -> None:
    found = committed("hashes.json")
    for vector in found["h"]:
        parts = [bytes.fromhex(part) for part in vector["parts"]]
        assert h(vector["domain"], *parts).hex() == reader.h(vector["domain"], *parts).hex() == vector["hash"]
    for vector in found["kd"]:
        key, parts = bytes.fromhex(vector["key"]), [bytes.fromhex(part) for part in vector["parts"]]
        assert kd(key, vector["purpose"], *parts).hex() == vector["derived"]
        assert reader.kd(key, vector["purpose"], *parts).hex() == vector["derived"]
    for vector in found["class"]:
        assert sizes.class_size(vector["plaintext"]) == vector["bundle"]
        reader.check_length(vector["bundle"], letter=False)


@pytest.mark.parametrize("vector", committed("hpke.json"), ids=range(4))
def test_xwing_and_hpke_recomputed_three_ways(vector: dict[str, str]) -> None:
    """By the library inside our wrapper, by the reader's hand-made HPKE, and by an ML-KEM of our own."""
    value = {name: bytes.fromhex(text) for name, text in vector.items()}
    shared, enc = make.encapsulate(value["public"], value["chosen"])
    assert (shared, enc) == (value["shared"], value["sealed"][:1120])
    assert reader.xwing_decapsulate(value["seed"], enc) == shared
    assert reader.xwing_keys(value["seed"])[2] == crypto.prekey_public(value["seed"]) == value["public"]
    assert reader.hpke_key(shared, value["info"]) == (value["key"], value["nonce"])
    for opener in (crypto.hpke_open, reader.hpke_open):
        assert opener(value["seed"], value["info"], value["sealed"]) == value["plaintext"]


def test_our_ml_kem_and_the_librarys_agree() -> None:
    for number in range(20):
        seed = bytes([number]) * 32
        own, _, public = reader.xwing_keys(seed)
        shared, ciphertext = mlkem.encapsulate(public[:1184], hashlib.sha3_256(seed).digest())
        assert own.decapsulate(ciphertext) == shared


def test_the_address_of_a_relink_is_the_one_both_readers_derive() -> None:
    public = crypto.prekey_public(bytes(32))
    assert relink_address(public) == reader.relink_address(public)


# ---- the specification says what the code does


def _specified(heading: str) -> list[list[str]]:
    """Give the table rows under a heading of docs/bundle-format.md."""
    text = (HERE.parents[1] / "docs" / "bundle-format.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {heading}", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows]


def test_the_table_of_the_manifest_names_its_fields_in_their_order() -> None:
    rows = [row for row in _specified("5 The manifest") if row[0].isdigit()]
    assert [(int(row[0]), row[1]) for row in rows] == list(enumerate(Manifest.model_fields))


def test_the_table_of_outcomes_names_them_all_but_the_good_one() -> None:
    cells = " ".join(row[1] for row in _specified("10 Opening") if len(row) == 2)
    assert set(re.findall(r"\*([a-z_]+)\*", cells)) == set(Outcome) - {"applied"}


def test_the_table_of_flags_is_the_enumeration() -> None:
    named = {
        row[1]: 1 << int(row[0])
        for row in _specified("4 The envelope")
        if row[0] in set("01234") and len(row) == 3
    }
    flags = {flag.name.lower(): flag.value for flag in Flag if flag.name}
    assert {name: named.get(name) for name in flags} == flags


def test_every_section_that_code_cites_exists() -> None:
    text = (HERE.parents[1] / "docs" / "bundle-format.md").read_text(encoding="utf-8")
    there = {title.split()[0] for title in re.findall(r"^##+ (.+)$", text, re.M)}
    for path in sorted((HERE.parents[1] / "sync").glob("*.py")):
        for cited in re.findall(
            r"bundle-format\.md(?: §|, )([0-9][0-9., ]*)", path.read_text(encoding="utf-8")
        ):
            for section in re.findall(r"[0-9]+(?:\.[0-9]+)?", cited):
                assert section in there, (path.name, section)
