"""A desk's record of a device that another desk has spoilt is no certificate, and nothing raises."""

from pathlib import Path

import pytest
from support import enrolments

from sync import admission, kinds, writing


@pytest.mark.parametrize("spoilt", ["zz", "", "00", 7, None])
def test_a_certificate_that_does_not_read_is_none(tmp_path: Path, spoilt: object) -> None:
    desk, house = enrolments.desk(tmp_path / "desk"), enrolments.laptop(tmp_path / "house")
    admitted = enrolments.enrol(desk, house)
    me = desk.me
    with desk.vault.transaction() as tx:
        assert admission.certificate_of(tx, me, admitted.device_id) is not None
        scope = kinds.desks(me.root_id)
        spoil = {"certificate": spoilt}
        record = admitted.device_id
        writing.put(tx, me.author, scope, kinds.DEVICE, record, spoil, rng=bytes, now=desk.now)
        assert admission.certificate_of(tx, me, admitted.device_id) is None
    desk.vault.lock()
    house.vault.lock()
