"""The main job on sample stores, told in plain words: `python -m app.cli.tour DIR [--lang en|ru]`, or `make run`.

Every step is the same use case that `siding-cli` calls; nothing is staged. It ends with what to try next.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app import cases, demo, demo_data, documents, exchange, ledger, lists, state, texts, views
from app.exchange import Parcel
from app.ids import to_text
from app.places import LANGUAGES, default_language
from app.placing import Place
from app.samples import DESK, Demo
from app.texts.wording import fill
from app.workspace import Workspace
from storage import errors
from sync.receiving import Received

CASES: Final = 12
HOUSES: Final = 2
HOUSE: Final = "house-1"
_SEED: Final = 2017

_WORDS: Final = {
    "start": (
        "Making sample stores in {path}: headquarters and {count} houses, with invented people. This takes some seconds.",
        "Создаются учебные хранилища в {path}: штаб и {count} дома с вымышленными людьми. Это займёт несколько секунд.",
    ),
    "stores": (
        "  {name}: {path}  (encrypted; the file that opens all of them: {secret})",
        "  {name}: {path}  (зашифровано; все открывает файл {secret})",
    ),
    "house": ("\n1. At {name}, without any network.", "\n1. В доме {name}, без всякой сети."),
    "recorded": (
        "   The coordinator opened a case ({alias}) and recorded {person}: alias, name, consent, the danger, a stay.",
        "   Координатор открыл дело ({alias}) и записал человека ({person}): псевдоним, имя, согласие, опасность, проживание.",
    ),
    "attached": (
        "   A scan was put into the store: {size} bytes from {path}; hidden data in it: {what}.",
        "   В хранилище положен скан: {size} байт из {path}; скрытые данные: {what}.",
    ),
    "sent": (
        "   One bundle was written: {path}\n   {size} bytes, {changes:change|changes}, {blobs:attachment|attachments}; signed by {name}, sealed for {to}, and to anybody else only noise.",
        "   Записан один пакет: {path}\n   {size} байт, {changes:изменение|изменения|изменений}, {blobs:вложение|вложения|вложений}; подписан «{name}», запечатан для «{to}», для остальных это шум.",
    ),
    "desk": (
        "\n2. At headquarters. The stick has arrived, together with what was waiting.",
        "\n2. В штабе. Флешка дошла, вместе с тем, что уже ждало.",
    ),
    "received": (
        "   {path}\n   came from {sender}, with {changes:change|changes} and {blobs:attachment|attachments}. {outcome}",
        "   {path}\n   пришёл от «{sender}»: {changes:изменение|изменения|изменений}, {blobs:вложение|вложения|вложений}. {outcome}",
    ),
    "found": (
        '   Searching for "{words}" finds the person in either alphabet: {hits} record.',
        "   Поиск «{words}» находит человека в любом алфавите: записей {hits}.",
    ),
    "edited": (
        "   The caseworker set the case to verified, and wrote a message to the house.",
        "   Сотрудник отметил дело как проверенное и написал сообщение дому.",
    ),
    "back": ("\n3. Back at {name}.", "\n3. Снова в доме {name}."),
    "status": (
        "   The case is {status} now; the message reads: {text}",
        "   Теперь дело: {status}; сообщение: {text}",
    ),
    "same": (
        "   Both sides hold the same of this case: {hash} here, {other} there.",
        "   У обеих сторон по этому делу одно и то же: здесь {hash}, там {other}.",
    ),
    "peer": (
        "   {name} is known to hold {held} of {of} changes.",
        "   Известно, что у «{name}» есть изменений: {held} из {of}.",
    ),
    "next": (
        "\nThe files stay in {path}. To look around:",
        "\nФайлы остаются в {path}. Чтобы осмотреться:",
    ),
}


@dataclass
class Guide:
    """Speaks one language; keeps where things are."""

    demo: Demo
    lang: str

    def say(self, slug: str, **facts: str | int) -> None:
        """Print one sentence."""
        template = _WORDS[slug][LANGUAGES.index(self.lang)]
        print(fill(template, facts, texts.grammar(self.lang)), flush=True)

    def open(self, name: str) -> Workspace:
        """Open one of the sample stores."""
        return Workspace.open(self.demo.stores[name], self.demo.passphrase.read_text().strip())


def tour(directory: Path, lang: str) -> None:
    """Make the samples in `directory` and play the main job through."""
    guide = Guide(Demo(directory, {}, directory, directory), lang)
    guide.say("start", path=str(directory), count=HOUSES)
    made = demo.make(directory, cases=CASES, houses=HOUSES, seed=_SEED, tell=lambda _done, _of: None)
    guide = Guide(made, lang)
    for name, path in made.stores.items():
        guide.say("stores", name=name, path=str(path), secret=str(made.passphrase))
    stick = directory / "stick"
    stick.mkdir()
    case = _at_the_house(guide, stick)
    answer = _at_headquarters(guide, case, [made.bundles, stick], directory / "answer")
    _back_at_the_house(guide, case, answer)
    _what_next(guide, case)


def _at_the_house(guide: Guide, stick: Path) -> bytes:
    guide.say("house", name=HOUSE)
    with guide.open(HOUSE) as house:
        case = cases.add(house, "case", {"risk_level": "high", "intake_channel": "self"}, language=guide.lang)
        of_case = Place(case=case.id)
        names = {
            "chosen_name": "Тимур",
            "legal_name_cyrillic": "Пример Тимур Образцович",
            "birth_date": "1994-03",
        }
        person = cases.add(house, "person", names, of_case)
        about = Place(case=case.id, person=person.id)
        for purpose in ("share_with_hq", "case_management"):
            cases.add(house, "consent", {"purpose": purpose, "decision": "given"}, about)
        cases.add(house, "risk", {"level": "high", "dimensions": {"family_reach": 4}}, about)
        stay = {"status": "checked_in", "exception_reason": "sample"}
        cases.add(house, "stay", {**stay, "house": to_text(house.identity.house_id)}, about)
        shown = views.show(house, case.id)
        guide.say("recorded", alias=str(shown.fields["alias"]), person="Тимур")
        _attach(guide, house, person.id)
        sent = exchange.send(house, Parcel("hq", with_attachments=True), exchange.to_stick(house, stick))
        facts = {"changes": sent.changes, "blobs": sent.blobs, "size": sent.bytes}
        guide.say("sent", path=str(sent.path), name=HOUSE, to=DESK, **facts)
    return case.id


def _attach(guide: Guide, house: Workspace, person: bytes) -> None:
    scan = guide.demo.directory / "passport.png"
    paper = demo_data.Paper(scan.name, _SEED, ("ОБРАЗЕЦ", "ПАСПОРТ", "ПРИМЕР ТИМУР"), 400_000)
    with errors.translated(scan):
        scan.write_bytes(paper.make())
    attached = documents.attach(house, scan, Place(person=person), title="Паспорт")
    guide.say("attached", size=attached.size, path=str(scan), what=attached.metadata)


def _say_received(guide: Guide, done: Sequence[Received]) -> None:
    for one in done:
        facts = {"changes": one.changes, "blobs": one.blobs}
        said = texts.say(str(one.outcome), guide.lang, changes=one.changes)
        guide.say("received", path=str(one.path), outcome=said, sender=one.sender or "?", **facts)


def _at_headquarters(guide: Guide, case: bytes, carriers: list[Path], answer: Path) -> Path:
    guide.say("desk")
    with guide.open(DESK) as desk:
        _say_received(guide, exchange.receive(desk, carriers))
        guide.say("found", words="timur", hits=len(views.find(desk, "timur obraz")))
        cases.change(desk, case, {"status": "verified", "verification_status": "verified"})
        text = "Документы получены, спасибо. Не оформляйте ничего по телефону."
        cases.add(desk, "message", {"type": "directive", "text": text, "language": "ru"}, Place(case=case))
        guide.say("edited")
        answer.mkdir()
        sent = exchange.send(desk, Parcel(HOUSE), exchange.to_file(desk, answer))
        facts = {"changes": sent.changes, "blobs": sent.blobs, "size": sent.bytes}
        guide.say("sent", path=str(sent.path), name=DESK, to=HOUSE, **facts)
    return sent.path


def _back_at_the_house(guide: Guide, case: bytes, answer: Path) -> None:
    guide.say("back", name=HOUSE)
    with guide.open(HOUSE) as house:
        _say_received(guide, exchange.receive(house, [answer]))
        messages = lists.list_records(house, lists.Query("message", case=case))
        status = views.show(house, case).fields["status"]
        guide.say("status", status=str(status), text=str(messages[-1].fields["text"]))
        for peer in ledger.peers(house):
            guide.say("peer", name=peer.name, held=peer.changes, of=peer.of)
        here = state.state_hash(house, case=case).hash.hex()[:16]
    with guide.open(DESK) as desk:
        there = state.state_hash(desk, case=case, name=HOUSE).hash.hex()[:16]
    guide.say("same", hash=here, other=there)


def _what_next(guide: Guide, case: bytes) -> None:
    guide.say("next", path=str(guide.demo.directory))
    start = f"  {_program()} --passphrase-file {guide.demo.passphrase} --store {guide.demo.stores[DESK]}"
    for command in ("list case", f"show {to_text(case)}", "peers", "search timur", "--help"):
        print(f"{start} {command}")


def _program() -> str:
    """Name the program as it can be called from here: the one beside this Python, if it is installed there."""
    installed = Path(sys.executable).with_name("siding-cli")
    return os.path.relpath(installed) if installed.exists() else "siding-cli"


def main(arguments: Sequence[str] | None = None) -> None:
    """Be the program."""
    parser = argparse.ArgumentParser(
        prog="python -m app.cli.tour", description="The main job on sample stores."
    )
    parser.add_argument(
        "directory", type=Path, metavar="DIR", help="a directory that is empty or not there yet"
    )
    parser.add_argument("--lang", choices=LANGUAGES, default=default_language())
    chosen = parser.parse_args(arguments)
    tour(chosen.directory, chosen.lang)


if __name__ == "__main__":
    main()
