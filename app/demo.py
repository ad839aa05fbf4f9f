"""Sample stores: headquarters and its houses with an invented caseload, enrolled, with bundles waiting.

Everything goes through the same use cases as real work; only the costs are those of samples (`small`). The content follows from
the seed; keys and ids do not. Never for real people.
"""

import io
from collections.abc import Callable, Iterable
from pathlib import Path

from app import demo_data, devices, documents, exchange
from app.cases import add_in, change
from app.casework.codes import MetadataOutcome
from app.casework.compartments import named
from app.demo_data import DemoHouse, DemoRecord
from app.exchange import Parcel
from app.ids import to_text
from app.moments import today
from app.placing import Place
from app.samples import BUNDLES, DESK, HOUSE, HQ, PASSPHRASE, Demo, remove
from app.workspace import SAMPLE_KDF, Workspace
from storage import errors, passphrase
from storage.clock import Clock
from storage.clock import now as machine_clock
from storage.database import Tx
from storage.errors import UserError
from storage.staging import Stored
from sync.rights import Role

Tell = Callable[[int, int], None]


def make(
    directory: Path,
    *,
    cases: int,
    houses: int,
    seed: int,
    now: Clock = machine_clock,
    tell: Tell,
    language: str = "en",
) -> Demo:
    """Make the samples in a new directory; what fails, or is given up by what `tell` raises, leaves nothing.

    language: of the passphrase. Raises: UserError("directory_not_empty"), MachineError.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise UserError("directory_not_empty", path=str(directory))
    names = [HOUSE.format(n) for n in range(1, houses + 1)]
    stores = {DESK: directory / HQ} | {name: directory / name for name in names}
    demo = Demo(directory, stores, directory / BUNDLES, directory / PASSPHRASE)
    secret = passphrase.generate(language)
    try:
        with errors.translated(directory):
            demo.bundles.mkdir(parents=True)
        _fill(demo, secret, cases, houses, seed, now, tell)
        with errors.translated(directory):
            demo.passphrase.touch(mode=0o600)
            demo.passphrase.write_text(secret + "\n")
    except BaseException:
        remove(directory)
        raise
    return demo


def _fill(demo: Demo, secret: str, cases: int, houses: int, seed: int, now: Clock, tell: Tell) -> None:
    desk = Workspace.create(demo.stores[DESK], secret, name=DESK, organisation=True, kdf=SAMPLE_KDF, now=now)
    with desk:
        loads = demo_data.caseload(seed, houses=houses, cases=cases, today=today(now))
        for done, load in enumerate(loads):
            tell(done, houses)
            path = demo.stores[load.key]
            with Workspace.create(path, secret, name=load.key, kdf=SAMPLE_KDF, now=now) as house:
                enrol(desk, house, load.key, demo.bundles)
                _work(desk, house, load, demo.bundles)
    tell(houses, houses)


def enrol(desk: Workspace, house: Workspace, name: str, letters: Path, role: Role = Role.HOUSE) -> None:
    """Let a device join with sample costs; the two letters lie in `letters` for a moment."""
    invitation, reply = letters / "invitation", letters / "reply"
    invited = devices.invite(desk, name, role, invitation)
    joined = devices.join(house, invitation, _spoken(invited.code), reply)
    admitted = devices.admit(desk, reply, _spoken(joined.words))
    devices.confirm(house, _spoken(admitted.confirm))
    invitation.unlink()
    reply.unlink()


def _spoken(words: Iterable[tuple[str, int]]) -> str:
    return " ".join(str(number) for _, number in words)


def _work(desk: Workspace, house: Workspace, load: DemoHouse, bundles: Path) -> None:
    """Let a house record its people, headquarters answer, and the house send once more: that bundle stays.

    Where both sides judge one case without knowing of each other, the conflict waits at both.
    """
    ids = {load.key: house.identity.house_id}
    first, *records = load.records
    change(house, house.identity.house_id, first.fields)
    write(house, [record for record in records if not record.by_desk], ids)
    deliver(house, desk, DESK, bundles)
    write(desk, [record for record in records if record.by_desk], ids)
    if load.dispute is not None:
        case, name = ids[load.dispute.case], load.dispute.field
        change(desk, case, {name: load.dispute.desk})
        change(house, case, {name: load.dispute.house})
    deliver(desk, house, load.key, bundles)
    if load.dispute is not None:
        deliver(house, desk, DESK, bundles)
    latest = DemoRecord(
        "latest", "note", {"text": "Всё спокойно, ждём ответа штаба.", "language": "ru"}, house=load.key
    )
    write(house, [latest], ids)
    exchange.send(house, Parcel(DESK), exchange.to_file(house, bundles))


def deliver(sender: Workspace, receiver: Workspace, name: str, directory: Path) -> None:
    """Carry one bundle from hand to hand."""
    sent = exchange.send(sender, Parcel(name, with_attachments=True), exchange.to_file(sender, directory))
    exchange.receive(receiver, [sent.path])
    sent.path.unlink()


def write(workspace: Workspace, records: Iterable[DemoRecord], ids: dict[str, bytes]) -> None:
    """Write invented records in one transaction; `ids` learns the id behind each key."""
    planned = list(records)
    papers = {record.key: _store(workspace, record) for record in planned if record.paper is not None}
    with workspace.vault.transaction() as tx:
        for record in planned:
            _write(tx, workspace, record, ids, papers.get(record.key))


def _store(workspace: Workspace, record: DemoRecord) -> tuple[Stored, bytes]:
    data = record.paper.make() if record.paper else b""
    return workspace.vault.blobs.attach(io.BytesIO(data), total=len(data)), data[:64]


def _write(
    tx: Tx,
    workspace: Workspace,
    record: DemoRecord,
    ids: dict[str, bytes],
    paper: tuple[Stored, bytes] | None,
) -> None:
    fields = {**record.fields, **{name: to_text(ids[key]) for name, key in record.links.items()}}
    if paper is not None and record.paper is not None:
        stored, head = paper
        fields |= documents.facts_of(stored, head, str(MetadataOutcome.OTHER_UNTOUCHED))
        fields["file_name"] = record.paper.file_name
    place = Place(
        case=ids.get(record.case or "") if record.kind != "case" else None,
        person=ids.get(record.person or "") if record.kind != "person" else None,
        house=ids.get(record.house or ""),
        compartment=named(record.compartment) if record.compartment else None,
    )
    ids[record.key] = add_in(tx, workspace, record.kind, fields, place).id
    if paper is not None:
        workspace.vault.blobs.keep(tx, paper[0])
