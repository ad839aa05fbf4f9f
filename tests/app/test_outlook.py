"""What is said before a bundle is sent is what sending then does."""

from __future__ import annotations

import pytest
from support.cli import DESK, HOUSES, Organisation, Store

from app import outlook
from app.casework.compartments import Compartment
from app.ids import parse
from app.outlook import Outlook
from storage.errors import UserError

PHOTO = bytes(range(256)) * 400


def preview(store: Store, to: str, *, with_attachments: bool = False) -> Outlook:
    with store.open() as workspace:
        return outlook.preview(workspace, to, with_attachments=with_attachments)


@pytest.fixture
def case(org: Organisation) -> str:
    org.round()
    found = org.house.add("case", "alias=Тихий клён")
    org.house.add("person", "--case", found, "chosen_name=Тимур")
    return found


def attach(org: Organisation, case: str) -> None:
    file = org.directory / "photo.dat"
    file.write_bytes(PHOTO)
    org.house.run("attach", str(file), "--case", case, "--title", "Снимок")


def test_changes_are_counted_and_sized_as_they_go(org: Organisation, case: str) -> None:
    told = preview(org.house, "hq")
    sent = org.house.run("send", "--to", "hq", "--out", str(org.way))
    assert (told.to, told.changes, told.cases, told.relink) == (DESK, sent["changes"], 1, False)
    assert told.weak == sent["weak"]
    assert sent["bytes"] <= told.bytes <= 16 * sent["bytes"]
    assert preview(org.house, DESK).changes == told.changes, "what is not acknowledged goes again"


def test_attachments_are_named_with_their_bytes(org: Organisation, case: str) -> None:
    attach(org, case)
    told = preview(org.house, "hq")
    assert told.attachments == ()
    assert [(one.title, one.size) for one in told.more] == [("Снимок", len(PHOTO))]
    ticked = preview(org.house, "hq", with_attachments=True)
    assert (ticked.attachments, ticked.more, ticked.attachment_bytes) == (told.more, (), len(PHOTO))
    sent = org.house.run("send", "--to", "hq", "--out", str(org.way), "--with-attachments")
    assert (sent["blobs"], sent["bytes"] <= ticked.bytes) == (1, True)
    assert preview(org.house, "hq", with_attachments=True).attachments == (), "it is on its way"


def test_what_was_asked_for_goes_without_a_tick(org: Organisation, case: str) -> None:
    attach(org, case)
    org.round()
    assert [one.title for one in preview(org.house, "hq").attachments] == ["Снимок"]
    assert org.carry(org.house, org.desk)["blobs"] == 1
    org.carry(org.desk, org.house)
    assert preview(org.house, "hq", with_attachments=True).attachments == ()


def test_what_consent_keeps_here_is_said_with_the_reason(org: Organisation, case: str) -> None:
    other = org.house.add("person", "--case", case, "chosen_name=Зара", "legal_name=Тайная", "role=partner")
    org.house.add("consent", "--person", other, "purpose=share_with_hq", "decision=refused")
    (staying,) = preview(org.house, "hq").staying
    assert (staying.compartment, staying.case, staying.person) == (
        Compartment.IDENTITY,
        parse(case),
        parse(other),
    )
    assert (staying.alias, staying.name, staying.only_here) == ("Тихий клён", "Зара", True)
    assert staying.reason == "consent_refused"
    assert "Тайная" not in repr(preview(org.house, "hq"))
    sent = org.house.run("send", "--to", "hq", "--out", str(org.way))
    assert [one["why"] for one in sent["withheld"]] == [staying.reason]


def test_a_link_that_is_renewed_first_says_so(org: Organisation, case: str) -> None:
    org.round()
    org.desk.add("note", "--case", case, "text=Ответ")
    assert not preview(org.desk, HOUSES[0]).relink
    with org.desk.open() as workspace, workspace.vault.transaction() as tx:
        from sync import links

        link = next(link for link in links.all_links(tx) if link.name == HOUSES[0])
        link.relink_due = True
        links.save(tx, link)
    told = preview(org.desk, HOUSES[0])
    assert (told.relink, told.changes, told.attachments) == (True, 0, ())
    assert org.desk.run("send", "--to", HOUSES[0], "--out", str(org.way))["relink"]
    assert preview(org.desk, HOUSES[0]).changes > 0


def test_looking_changes_nothing_and_strangers_are_refused(org: Organisation, case: str) -> None:
    attach(org, case)
    first = preview(org.house, "hq", with_attachments=True)
    assert preview(org.house, "hq", with_attachments=True) == first
    for name in ("nobody", HOUSES[1]):
        with pytest.raises(UserError, match="unknown_device"):
            preview(org.house, name)
