"""What all tests share: stretching the same passphrase with the same salt gives the same key, so it is done once.

It is dear on purpose and has tests of its own; but the tests open the same few stores some thousand times, and two thirds of
their time went there. Programs that a test starts stretch each time, as people's do.
"""

from collections.abc import Iterator
from functools import cache

import nacl.pwhash.argon2id
import pytest


@pytest.fixture(scope="session", autouse=True)
def _stretch_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nacl.pwhash.argon2id, "kdf", cache(nacl.pwhash.argon2id.kdf))
        yield
