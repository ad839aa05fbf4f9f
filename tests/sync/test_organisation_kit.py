"""The organisation kit: file and shares, together or not at all (vault.md, Keys; security 23)."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shamir_mnemonic
from support.failing_files import FastFiles

from storage.errors import MachineError, UserError
from storage.vault import Vault
from sync import crypto, identity, organisation_kit
from sync.identity import Identity
from sync.organisation_kit import Kit, KitLetter
from sync.rights import Role

VECTORS = Path(__file__).parents[3] / "shared" / "corpora" / "slip39" / "vectors.json"
ROOT = bytes(range(32))


def organisation(secret: bytes = ROOT) -> Identity:
    return replace(
        identity.create("desk", role=Role.DESK), root_vk=crypto.verify_key(secret), root_secret=secret
    )


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with Vault.create_with_key(tmp_path / "store", bytes(32), files=FastFiles()) as opened:
        yield opened


@pytest.fixture
def kit(vault: Vault, tmp_path: Path) -> Kit:
    return organisation_kit.write(vault, organisation(), tmp_path, files=FastFiles())


def refused(slug: str, kit: bytes, shares: list[str], me: Identity | None = None) -> UserError:
    with pytest.raises(UserError, match=slug) as caught:
        organisation_kit.rehearse(me or organisation(), kit, shares)
    assert caught.value.slug == slug
    return caught.value


def test_any_three_of_five_shares_open_the_kit(kit: Kit) -> None:
    file = kit.path.read_bytes()
    assert (len(kit.shares), kit.needed, len(file)) == (5, 3, organisation_kit.SIZE)
    for three in itertools.combinations(kit.shares, 3):
        organisation_kit.rehearse(organisation(), file, list(three))
    organisation_kit.rehearse(organisation(), file, kit.shares)


def test_what_is_in_it_is_the_root_and_the_key_to_backups(vault: Vault, tmp_path: Path) -> None:
    kits = [organisation_kit.write(vault, organisation(), tmp_path, files=FastFiles()) for _ in range(2)]
    letters = [organisation_kit.open_sealed(kit.path.read_bytes(), kit.shares) for kit in kits]
    assert letters[0] == letters[1], "a second kit opens the backups of the first"
    assert letters[0].root_secret == ROOT
    assert letters[0].backup_key not in (ROOT, bytes(32))
    assert kits[0].path.read_bytes() != kits[1].path.read_bytes()


def test_a_share_is_read_in_any_case_and_with_any_spaces(kit: Kit) -> None:
    untidy = [share.upper().replace(" ", "\n  ") for share in kit.shares[:3]]
    organisation_kit.rehearse(organisation(), kit.path.read_bytes(), untidy)


@pytest.mark.parametrize("given", [0, 1, 2])
def test_too_few_shares_are_told_with_how_many_are_needed(kit: Kit, given: int) -> None:
    facts = refused("too_few_shares", kit.path.read_bytes(), kit.shares[:given]).facts
    assert facts == {"needed": 3, "found": given}


def test_one_share_three_times_is_one_share(kit: Kit) -> None:
    assert refused("too_few_shares", kit.path.read_bytes(), kit.shares[:1] * 3).facts["found"] == 1


def test_shares_of_another_kit_are_foreign(vault: Vault, kit: Kit, tmp_path: Path) -> None:
    other = organisation_kit.write(vault, organisation(), tmp_path, files=FastFiles())
    refused("foreign_shares", kit.path.read_bytes(), other.shares)
    refused(
        "foreign_shares",
        kit.path.read_bytes(),
        list(shamir_mnemonic.generate_mnemonics(1, [(2, 3)], bytes(16))[0]),
    )


def test_shares_of_two_kits_are_mixed(vault: Vault, kit: Kit, tmp_path: Path) -> None:
    other = organisation_kit.write(vault, organisation(), tmp_path, files=FastFiles())
    refused("mixed_shares", kit.path.read_bytes(), [*kit.shares[:2], other.shares[2]])


def forged(share: str, **fields: object) -> str:
    read = shamir_mnemonic.Share.from_mnemonic(share)
    return str(replace(read, **fields).mnemonic())


def test_a_share_that_lies_about_its_set_is_found_wherever_it_stands(kit: Kit) -> None:
    file = kit.path.read_bytes()
    lie = forged(kit.shares[3], value=os.urandom(32))
    for place in range(4):
        refused("mixed_shares", file, [*kit.shares[:place], lie, *kit.shares[place:3]])
    refused("mixed_shares", file, [*kit.shares[:2], forged(kit.shares[2], member_threshold=2)])
    refused(
        "mixed_shares", file, [*kit.shares[:2], forged(kit.shares[0], value=os.urandom(32)), kit.shares[2]]
    )


def test_shares_that_are_each_enough_have_to_agree_all_the_same(kit: Kit) -> None:
    alone = [forged(share, member_threshold=1) for share in kit.shares[:2]]
    refused("mixed_shares", kit.path.read_bytes(), alone)


def test_a_misspelt_share_is_named_by_its_place_and_not_repeated(kit: Kit) -> None:
    words = kit.shares[1].split()
    for wrong in (words[:-1], [*words[:5], "nosuchword", *words[6:]], [words[1], words[0], *words[2:]], []):
        error = refused(
            "damaged_share", kit.path.read_bytes(), [kit.shares[0], " ".join(wrong), kit.shares[2]]
        )
        assert error.facts == {"position": 2}


def test_no_bit_of_the_file_can_be_changed_and_that_is_told_from_foreign_shares(kit: Kit) -> None:
    file = kit.path.read_bytes()
    for place in range(len(file) * 8):
        changed = bytearray(file)
        changed[place // 8] ^= 1 << place % 8
        refused("damaged_kit", bytes(changed), kit.shares)
    for changed in (file[:-1], file + b"\0", b""):
        refused("damaged_kit", bytes(changed), kit.shares)


def test_the_kit_of_another_organisation_is_told(vault: Vault, kit: Kit) -> None:
    refused("foreign_kit", kit.path.read_bytes(), kit.shares, organisation(os.urandom(32)))
    refused("not_enrolled", kit.path.read_bytes(), kit.shares, identity.create("house"))


def sealed(letter: KitLetter) -> tuple[bytes, list[str]]:
    secret = os.urandom(32)
    return organisation_kit.seal(letter, secret), organisation_kit.split(secret)


def test_a_secret_that_is_not_that_of_its_verify_key_is_no_kit_of_ours() -> None:
    letter = KitLetter(root_secret=os.urandom(32), root_vk=crypto.verify_key(ROOT), backup_key=bytes(32))
    refused("foreign_kit", *sealed(letter))


def test_a_kit_of_a_newer_program_is_told() -> None:
    letter = KitLetter.model_construct(
        format=2, root_secret=ROOT, root_vk=crypto.verify_key(ROOT), backup_key=bytes(32)
    )
    refused("kit_too_new", *sealed(letter))


def test_the_file_alone_is_noise(kit: Kit) -> None:
    file = kit.path.read_bytes()
    assert ROOT not in file
    assert crypto.verify_key(ROOT) not in file
    assert kit.path.suffix == ".bin"


@pytest.mark.parametrize(("needed", "count"), [(1, 1), (1, 5), (4, 3), (0, 0), (3, 17)])
def test_a_sharing_needs_two_and_no_more_than_there_are(
    vault: Vault, tmp_path: Path, needed: int, count: int
) -> None:
    with pytest.raises(UserError, match="bad_share_count"):
        organisation_kit.write(vault, organisation(), tmp_path / "kit", needed=needed, count=count)
    assert not (tmp_path / "kit").exists()


@pytest.mark.parametrize(("needed", "count"), [(2, 2), (2, 16), (16, 16)])
def test_other_sharings_work(needed: int, count: int) -> None:
    shares = organisation_kit.split(ROOT, needed, count)
    assert organisation_kit.combine(shares[count - needed :]) == ROOT
    with pytest.raises(UserError, match="too_few_shares"):
        organisation_kit.combine(shares[: needed - 1])


def test_only_a_desk_with_the_root_writes_one_and_overwrites_nothing(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not_a_desk"):
        organisation_kit.write(vault, identity.create("house"), tmp_path)
    with pytest.raises(UserError, match="no_root_here"):
        organisation_kit.write(vault, replace(organisation(), root_secret=None), tmp_path)
    taken = tmp_path / "taken"
    taken.write_bytes(b"theirs")
    with pytest.raises(UserError, match="file_exists"):
        organisation_kit.write(vault, organisation(), taken)
    with pytest.raises(MachineError, match="io_error"):
        organisation_kit.write(vault, organisation(), tmp_path / ("x" * 300))


def test_a_rehearsal_changes_nothing(vault: Vault, kit: Kit) -> None:
    before = {path: path.read_bytes() for path in vault.directory.rglob("*") if path.is_file()}
    organisation_kit.rehearse(organisation(), kit.path.read_bytes(), kit.shares)
    assert {path: path.read_bytes() for path in vault.directory.rglob("*") if path.is_file()} == before


def test_a_sheet_has_every_word_with_its_number_in_columns(kit: Kit) -> None:
    text = organisation_kit.sheet(kit.shares[0], "Share 1 of 5")
    lines = text.splitlines()
    assert lines[0] == "Share 1 of 5"
    assert len(lines) == 2 + 11
    pieces = " ".join(lines[2:]).split()
    numbered = dict(zip(pieces[::2], pieces[1::2], strict=True))
    assert [numbered[str(place)] for place in range(1, 34)] == kit.shares[0].split()


def vectors() -> list[tuple[str, list[str], str]]:
    if not VECTORS.exists():
        return []
    return [(name, shares, secret) for name, shares, secret, _ in json.loads(VECTORS.read_text())]


@pytest.mark.skipif(not VECTORS.exists(), reason="SLIP-39's published vectors are not beside the repository")
@pytest.mark.parametrize(
    ("name", "shares", "secret"), vectors(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_published_vectors(name: str, shares: list[str], secret: str) -> None:
    if secret:
        assert organisation_kit.combine(shares, b"TREZOR").hex() == secret
    else:
        with pytest.raises(UserError, match=r"damaged_share|mixed_shares|too_few_shares"):
            organisation_kit.combine(shares, b"TREZOR")
