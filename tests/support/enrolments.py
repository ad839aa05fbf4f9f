"""Devices on disk that do not wait: a founded desk, a fresh laptop, and the four steps of enrolment between them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from storage.projection import Projection
from storage.vault import Vault
from support.failing_files import FastFiles
from sync import enrolment, founding, identity, kinds, roster
from sync.enrolment import Admitted, Invitation, Joined
from sync.identity import Identity
from sync.invitation import Cost
from sync.rights import Role
from sync.roster import Roster
from sync.words import Word

CHEAP = Cost(mem_kib=64, passes=1)
START = 1_790_000_000
PROJECTION = Projection(indexed=kinds.INDEXED)


@dataclass
class Device:
    """An open store, and a clock that a test sets."""

    vault: Vault
    time: int = START
    language: str = field(default="english")

    @property
    def me(self) -> Identity:
        """The identity as it is kept now."""
        with self.vault.read() as tx:
            return identity.load(tx)

    @property
    def roster(self) -> Roster:
        """The devices that this one knows of."""
        me = self.me
        with self.vault.read() as tx:
            return roster.load(tx, me)

    def now(self) -> int:
        """Give the device's time."""
        return self.time

    def invite(self, name: str = "north", role: Role = Role.HOUSE) -> Invitation:
        return enrolment.invite(
            self.vault, self.me, name=name, role=role, cost=CHEAP, language=self.language, now=self.now
        )

    def join(self, file: bytes, code: list[Word]) -> Joined:
        return enrolment.join(self.vault, file, say(code), cost=CHEAP, language=self.language)

    def admit(self, reply: bytes, words: list[Word]) -> Admitted:
        return enrolment.admit(
            self.vault, self.me, reply, say(words), cost=CHEAP, language=self.language, now=self.now
        )

    def confirm(self, words: list[Word]) -> Identity:
        return enrolment.confirm(self.vault, say(words))


def say(words: list[Word]) -> str:
    """Give words as a person would type them."""
    return " ".join(word.word for word in words)


def laptop(directory: Path) -> Device:
    """Make an empty store."""
    return Device(Vault.create_with_key(directory, os.urandom(32), files=FastFiles(), projection=PROJECTION))


def desk(directory: Path, name: str = "desk") -> Device:
    """Found an organisation with one desk."""
    made = laptop(directory)
    founding.found(made.vault, name, now=made.now)
    return made


def enrol(desk: Device, other: Device, name: str = "north", role: Role = Role.HOUSE) -> Admitted:
    """Go through all four steps with nobody in between."""
    invitation = desk.invite(name, role)
    joined = other.join(invitation.file, invitation.code)
    admitted = desk.admit(joined.reply, joined.words)
    other.confirm(admitted.confirm)
    return admitted
