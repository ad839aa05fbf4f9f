"""What root signs is taken only as root signed it, to the last bit (exchange.md, Who is who; security 11, 29)."""

from __future__ import annotations

import os
from collections.abc import Callable

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.crypto import h
from storage.errors import UserError
from sync import certificates, crypto, letters
from sync.certificates import Certificate, CommonDocument, DeskEntry, Succession
from sync.identity import device_id
from sync.letters import Letter
from sync.rights import Role

ROOT = bytes(range(32))
ROOT_VK = crypto.verify_key(ROOT)


def by(secret: bytes) -> Callable[[bytes], bytes]:
    return lambda message: crypto.sign(secret, message)


def certificate(**more: object) -> Certificate:
    fields: dict[str, object] = {
        "role": Role.HOUSE,
        "vk": b"v" * 32,
        "relink_hash": b"r" * 32,
        "house_id": b"h" * 16,
        "predecessor": b"p" * 16,
        "home_desk": b"d" * 16,
        "number": 2**64 - 1,
    }
    return Certificate(**{**fields, **more})


def document(**more: object) -> CommonDocument:
    fields: dict[str, object] = {
        "version": 3,
        "desks": [DeskEntry(vk=b"v" * 32, relink_hash=b"r" * 32, rights=["admit_houses"], name="Bureau")],
        "policy": {"shed_after_days": 14, "words": "russian"},
        "expiry": 1_900_000_000,
        "salt16": b"s" * 16,
        "revoked": certificates.revoked_list(b"s" * 16, []),
        "successions": [Succession(keeper=b"k" * 16, successor=b"l" * 16)],
    }
    return CommonDocument(**{**fields, **more})


# -- certificates -----------------------------------------------------------------------------------------------


def test_a_certificate_comes_back_as_it_was_signed() -> None:
    issued = certificates.issue(by(ROOT), certificate())
    packed = issued.pack()
    assert len(packed) == certificates.SIZE == 185
    assert len(issued.core()) == 121
    assert certificates.parse_and_verify(packed, ROOT_VK) == issued
    assert issued.device_id == device_id(b"v" * 32)


def test_no_bit_of_a_certificate_can_be_changed() -> None:
    packed = certificates.issue(by(ROOT), certificate()).pack()
    for place in range(len(packed) * 8):
        changed = bytearray(packed)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(UserError, match="bad_certificate"):
            certificates.parse_and_verify(bytes(changed), ROOT_VK)
        assert certificates.find(bytes(changed), ROOT_VK) is None
    assert certificates.find(packed, ROOT_VK) is not None


@pytest.mark.parametrize("change", [lambda c: c[:-1], lambda c: c + b"\0", lambda c: b""])
def test_a_certificate_has_one_length(change: Callable[[bytes], bytes]) -> None:
    packed = certificates.issue(by(ROOT), certificate()).pack()
    with pytest.raises(UserError, match="bad_certificate"):
        certificates.parse_and_verify(change(packed), ROOT_VK)


def test_only_this_root_vouches() -> None:
    packed = certificates.issue(by(os.urandom(32)), certificate()).pack()
    with pytest.raises(UserError, match="signature"):
        certificates.parse_and_verify(packed, ROOT_VK)


@pytest.mark.parametrize("role", [0, 3, 255])
def test_there_are_two_roles(role: int) -> None:
    core = bytes([role]) + certificate().core()[1:]
    signed = core + crypto.sign(ROOT, h("certificate", core))
    with pytest.raises(UserError, match="role"):
        certificates.parse_and_verify(signed, ROOT_VK)


def test_a_signature_over_the_bare_bytes_or_another_domain_is_none() -> None:
    core = certificate().core()
    for message in (core, h("common document", core), h("bundle", core)):
        with pytest.raises(UserError, match="signature"):
            certificates.parse_and_verify(core + crypto.sign(ROOT, message), ROOT_VK)


# -- common document --------------------------------------------------------------------------------------------


def test_a_common_document_comes_back_as_it_was_signed() -> None:
    made = document()
    assert certificates.verify_common(certificates.sign_common(by(ROOT), made), ROOT_VK) == made
    smallest = CommonDocument(version=1, desks=[], salt16=bytes(16))
    assert certificates.verify_common(certificates.sign_common(by(ROOT), smallest), ROOT_VK) == smallest


def test_no_bit_of_a_common_document_can_be_changed() -> None:
    signed = certificates.sign_common(by(ROOT), document())
    for place in [*range(0, len(signed) * 8, 7), len(signed) * 8 - 1]:
        changed = bytearray(signed)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(UserError, match="bad_common_document"):
            certificates.verify_common(bytes(changed), ROOT_VK)
    for changed in (signed[:-1], signed + b"\0", b"", signed[:63]):
        with pytest.raises(UserError, match="bad_common_document"):
            certificates.verify_common(bytes(changed), ROOT_VK)


def test_a_common_document_of_another_root_is_refused() -> None:
    with pytest.raises(UserError, match="signature"):
        certificates.verify_common(certificates.sign_common(by(os.urandom(32)), document()), ROOT_VK)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"unknown": 1}, "form"),
        ({"version": 0}, "form"),
        ({"version": "3"}, "form"),
        ({"version": True}, "form"),
        ({"salt16": b"short"}, "form"),
        ({"expiry": -1}, "form"),
        ({"desks": [{"vk": b"v" * 31, "relink_hash": b"r" * 32, "rights": [], "name": "x"}]}, "form"),
        ({"desks": [{"vk": b"v" * 32, "relink_hash": b"r" * 32, "rights": ["Admit!"], "name": "x"}]}, "form"),
        ({"policy": {"x": [1]}}, "form"),
        ({"revoked": [b"x" * 16]}, "revoked"),
    ],
)
def test_even_root_has_to_keep_to_the_form(fields: dict[str, object], why: str) -> None:
    body = cbor2.dumps({**document().model_dump(), **fields}, canonical=True)
    with pytest.raises(UserError, match=why):
        certificates.verify_common(crypto.sign(ROOT, h("common document", body)) + body, ROOT_VK)


def test_one_document_has_one_spelling() -> None:
    body = cbor2.dumps(dict(reversed(document().model_dump().items())))
    assert body != letters.encode(document())
    with pytest.raises(UserError, match="form"):
        certificates.verify_common(crypto.sign(ROOT, h("common document", body)) + body, ROOT_VK)


def test_a_document_too_large_for_a_field_is_neither_made_nor_read() -> None:
    huge = document(
        revoked=certificates.revoked_list(b"s" * 16, []) * 16, policy={str(n): "x" * 64 for n in range(64)}
    )
    full = huge.model_copy(update={"revoked": [os.urandom(16)] * 3000})
    with pytest.raises(UserError, match="common_too_large"):
        certificates.sign_common(by(ROOT), full)
    body = letters.encode(full)
    with pytest.raises(UserError, match="size"):
        certificates.verify_common(crypto.sign(ROOT, h("common document", body)) + body, ROOT_VK)


@pytest.mark.parametrize(("count", "length"), [(0, 64), (1, 64), (64, 64), (65, 128)])
def test_the_revoked_stand_there_without_their_ids_and_without_their_number(count: int, length: int) -> None:
    salt = os.urandom(16)
    gone = [os.urandom(16) for _ in range(count)]
    listed = document(salt16=salt, revoked=certificates.revoked_list(salt, gone))
    assert len(listed.revoked) == length
    assert listed.revoked == sorted(listed.revoked)
    assert all(listed.is_revoked(device) for device in gone)
    assert not listed.is_revoked(os.urandom(16))
    signed = certificates.sign_common(by(ROOT), listed)
    assert not any(device in signed for device in gone)


def test_the_same_device_looks_different_in_the_next_document() -> None:
    device = os.urandom(16)
    assert certificates.salted(b"1" * 16, device) != certificates.salted(b"2" * 16, device)


def test_desks_are_found_by_their_id() -> None:
    found = document().desk(device_id(b"v" * 32))
    assert found is not None
    assert found.name == "Bureau"
    assert document().desk(bytes(16)) is None


def test_a_relink_key_is_vouched_for_by_its_hash() -> None:
    assert certificates.relink_hash(b"x" * 1216) != certificates.relink_hash(b"y" * 1216)
    assert len(certificates.relink_hash(b"x" * 1216)) == 32


# -- letters ----------------------------------------------------------------------------------------------------


class Small(Letter):
    """A letter for the tests."""

    a: int
    b: list[int]


@pytest.mark.parametrize(
    ("spelling", "what"),
    [
        (b"", "nothing"),
        (cbor2.dumps([1]), "no map"),
        (cbor2.dumps({"a": 1, "b": []}) + b"\0", "something behind it"),
        (cbor2.dumps({"b": [], "a": 1}), "keys in another order"),
        (cbor2.dumps({"a": 1.0, "b": []}), "a float"),
        (cbor2.dumps({"a": 1, "b": [], "c": 0}), "a field too many"),
        (cbor2.dumps({"a": 1}), "a field too few"),
        (bytes.fromhex("a26161180161 6280".replace(" ", "")), "a longer integer"),
        (bytes.fromhex("a361610161 6101616280".replace(" ", "")), "a key twice"),
        (bytes.fromhex("bf616101616280ff"), "indefinite length"),
        (bytes.fromhex("a26161c101616280"), "a tag"),
        (b"\x81" * 100 + b"\0", "deep"),
        (cbor2.dumps({1: 1, 2: []}), "keys that are numbers"),
    ],
)
def test_a_letter_has_one_spelling(spelling: bytes, what: str) -> None:
    with pytest.raises(ValueError):
        letters.decode(Small, spelling)
    assert letters.decode(Small, letters.encode(Small(a=1, b=[]))) == Small(a=1, b=[])


@given(st.binary(max_size=64))
def test_no_bytes_are_anything_but_a_letter_or_refused(noise: bytes) -> None:
    try:
        letter = letters.decode(Small, noise)
    except ValueError:
        return
    assert letters.encode(letter) == noise


@given(st.binary(max_size=30))
def test_padding_comes_off_again(body: bytes) -> None:
    padded = letters.pad(body, 32)
    assert len(padded) == 32
    assert letters.unpad(padded) == body


def test_padding_is_zeros_and_fits() -> None:
    with pytest.raises(ValueError, match="fit"):
        letters.pad(bytes(31), 32)
    for bad in (b"\0\1x\0\1", b"\0\3xx", b"\1"):
        with pytest.raises(ValueError, match="padding"):
            letters.unpad(bad)
