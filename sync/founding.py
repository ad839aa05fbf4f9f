"""Founding an organisation: the root, its first desk, and the common document that names them.

In one transaction. The root secret stays with this desk as a working copy; the organisation kit is what keeps it safe.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

from storage import clock
from storage.clock import Clock
from storage.errors import UserError
from storage.vault import Vault
from sync import admission, crypto, identity, kinds
from sync.identity import Identity
from sync.links import PeerKeys
from sync.rights import Role

Rng = Callable[[int], bytes]


def found(vault: Vault, name: str, *, rng: Rng = os.urandom, now: Clock = clock.now) -> Identity:
    """Make the root and its first desk in a store that has no identity yet; return the desk's.

    Raises:
        UserError: identity_exists, bad_name.
    """
    secret = crypto.new_secret(rng)
    desk = identity.create(admission.clean_name(name), role=Role.DESK, rng=rng)
    me = replace(desk, root_vk=crypto.verify_key(secret), root_secret=secret)
    keys = PeerKeys(me.device_id, me.vk, me.relink_public, me.role, me.name)
    with vault.transaction() as tx:
        if identity.find(tx) is not None:
            raise UserError("identity_exists")
        identity.save(tx, me)
        admission.enter(tx, me, keys, kinds.NOBODY, rng=rng, now=now)
    return me
