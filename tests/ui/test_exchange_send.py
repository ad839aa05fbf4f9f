"""Send: what can be known is chosen, what goes and stays is said before, and the result is said in words that are true."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot
from support import exfat
from support.cli import DESK, PASSPHRASE, Organisation, Store
from support.crossing_scenes import Scenes
from support.cutoff import cut_off
from support.desktop import Sitting
from support.failing_files import FailingFiles

from app import crossings, exchange, outlook, sticks, views
from app.ids import parse
from app.sticks import Stick
from app.workspace import Workspace
from ui.dialogs.files import FileDialog
from ui.screens.exchange import send
from ui.screens.exchange.screen import ExchangeScreen
from ui.shell.screen import Route
from ui.widgets import Badge, Banner, Chip, PlainLabel, Radio

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def scenes(org: Organisation) -> Scenes:
    return Scenes(org)


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory that the system calls a stick."""
    place = tmp_path / "stick"
    place.mkdir()
    monkeypatch.setattr("app.sticks.mounted", lambda: [Stick(place, "KINGSTON", 8 << 30, True)])
    return place


@pytest.fixture
def no_stick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sticks.mounted", list)


def show(sitting: Sitting, tab: str | None = "send") -> ExchangeScreen:
    screen = sitting.show(ExchangeScreen, Route("exchange", tab=tab))
    assert isinstance(screen, ExchangeScreen)
    sitting.ctx.go = screen.open
    return screen


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(PlainLabel) if label.isVisible())


def signs(widget: QWidget) -> list[tuple[str, str]]:
    return [(badge.text(), badge.level()) for badge in widget.findChildren(Badge) if badge.isVisible()]


def press(sitting: Sitting, widget: QWidget) -> None:
    QTest.mouseClick(widget, LEFT)
    sitting.settle()


def choose_folder(sitting: Sitting, screen: QWidget, folder: Path) -> None:
    """Answer the dialog that asks for a folder, by keyboard."""
    dialog = screen.window().findChildren(FileDialog)[0]
    dialog.path.selectAll()
    QTest.keyClicks(dialog.path, str(folder))
    with sitting.qtbot.waitSignal(dialog.listed):
        QTest.keyClick(dialog.path, Qt.Key.Key_Return)
    with sitting.qtbot.waitSignal(dialog.chosen):
        QTest.mouseClick(dialog.accept_button, LEFT)
    sitting.settle()


def bundles(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def waiting(store: Store) -> int:
    with store.open() as workspace:
        return outlook.preview(workspace, "hq").changes


def known(store: Store, record: str) -> object:
    with store.open() as workspace:
        return views.show(workspace, parse(record)).fields.get("alias")


def test_three_clicks_from_anywhere_and_headquarters_has_it(scenes: Scenes, sit_at, stick: Path) -> None:
    org = scenes.org
    case = org.house.add("case", "alias=Тихий клён")
    with sit_at(org.house, language="en") as sitting:
        screen = show(sitting, None)  # the first click: the rail
        press(sitting, screen.home.send_button)
        assert screen.here().tab == "send"
        assert screen.focusWidget() is screen.send.send_button
        assert "changes go" in texts(screen.send) or "change goes" in texts(screen.send)
        press(sitting, screen.send.send_button)
        said = texts(screen.send)
        (path,) = bundles(stick)
        assert "The bundle is on the stick KINGSTON, was read back from it and matches." in said
        assert "It is safe to remove the stick." in said
        assert ("Read back, matches", "good") in signs(screen.send)
        assert cut_off(screen) == []
        (crossed,) = sitting.store(crossings.history)
        assert (crossed.outcome, crossed.peer, crossed.carrier) == (crossings.VERIFIED, DESK, path.name)
        assert screen.focusWidget() is screen.send.results.done_button
        QTest.keyClick(screen.send.results.done_button, Qt.Key.Key_Return)
        sitting.settle()
        assert screen.here().tab is None
    (done,) = org.desk.receive(path)
    assert done["outcome"] == "applied"
    assert known(org.desk, case) == "Тихий клён"


def test_by_keyboard_alone(scenes: Scenes, sit_at, stick: Path) -> None:
    org = scenes.org
    org.house.add("case", "alias=Тихий клён")
    with sit_at(org.house) as sitting:
        screen = show(sitting, None)
        screen.home.send_button.setFocus()
        QTest.keyClick(screen.home.send_button, Qt.Key.Key_Return)
        sitting.settle()
        QTest.keyClick(screen.focusWidget() or screen, Qt.Key.Key_Return)
        sitting.settle()
        assert len(bundles(stick)) == 1
        QTest.keyClick(screen.send.results.done_button, Qt.Key.Key_Return)
        sitting.settle()
        screen.open(Route("exchange", tab="send"))
        sitting.settle()
        QTest.keyClick(screen.send, Qt.Key.Key_Escape)
        sitting.settle()
        assert screen.here().tab is None


def test_a_real_stick_is_listed_and_said_to_be_written_not_verified(
    scenes: Scenes, sit_at, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind FUSE nobody can see past the cache: then nobody says so."""
    org = scenes.org
    case = org.house.add("case", "alias=Тихий клён")
    look = sticks.mounted
    monkeypatch.setattr("app.sticks.mounted", lambda: [s for s in look() if s.path.is_relative_to(tmp_path)])
    with exfat.mounted(tmp_path, 64 << 20) as real, sit_at(org.house, language="en") as sitting:
        screen = show(sitting)
        where = screen.send.how.where()
        assert where is not None
        assert where.path == real.place
        press(sitting, screen.send.send_button)
        (path,) = bundles(real.place)
        assert ("Written", "info") in signs(screen.send)
        assert "eject the stick in the system" in texts(screen.send)
        assert "safe to remove" not in texts(screen.send)
        (done,) = org.desk.receive(path)
        assert done["outcome"] == "applied"
    assert known(org.desk, case) == "Тихий клён"


def test_a_stick_appears_and_goes_while_somebody_looks(
    scenes: Scenes, sit_at, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there: list[Stick] = []
    monkeypatch.setattr("app.sticks.mounted", lambda: list(there))
    first, second = (
        Stick(tmp_path / "a", "KINGSTON", 1 << 30, True),
        Stick(tmp_path / "b", "OTHER", 1 << 30, True),
    )
    with sit_at(scenes.org.house, language="en") as sitting:
        how = (screen := show(sitting)).send.how

        def look() -> None:
            screen.send.watch.look()
            sitting.settle()

        assert how.where() is None
        assert "No stick is plugged in" in texts(screen.send)
        there.append(first)
        look()
        where = how.where()
        assert where is not None
        assert (where.path, where.name) == (first.path, "KINGSTON")
        there.append(second)
        look()
        other = next(r for r in how.findChildren(Radio) if r.isVisible() and "OTHER" in r.accessibleName())
        QTest.mouseClick(other, LEFT)
        where = how.where()
        assert where is not None
        assert where.name == "OTHER"
        there.remove(second)
        look()
        assert how.where() is None, "what was chosen for one stick never goes onto another"


def test_another_stick_changes_nothing_by_itself(
    scenes: Scenes, sit_at, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = [Stick(tmp_path / "b", "OTHER", 2 << 30, True)]
    monkeypatch.setattr("app.sticks.mounted", lambda: list(there))
    with sit_at(scenes.org.house, language="en") as sitting:
        how = (screen := show(sitting)).send.how

        def chosen() -> str:
            screen.send.watch.look()
            sitting.settle()
            where = how.where()
            return where.name if where is not None else ""

        assert chosen() == "OTHER"
        (radio,) = [r for r in how.findChildren(Radio) if r.isChecked() and r.isVisible()]
        radio.setFocus()
        there.insert(0, Stick(tmp_path / "a", "KINGSTON", 1 << 30, True))
        assert chosen() == "OTHER", "not whichever comes first"
        there[1] = Stick(tmp_path / "b", "OTHER", 1 << 30, True)
        assert chosen() == "OTHER"
        focused = how.focusWidget()
        assert isinstance(focused, Radio) and focused.hasFocus() and focused.isChecked(), "the keyboard stays"
        pulled = there.pop()
        assert chosen() == "", "nobody chose the one that is left"
        there.append(pulled)
        assert chosen() == "OTHER", "it was only pulled for a moment"


def test_several_houses_get_a_bundle_each(scenes: Scenes, sit_at, no_stick: None, tmp_path: Path) -> None:
    org = scenes.org
    org.desk.run("add", "message", "type=broadcast", "text=Слушайте все", "title=Всем")
    out = tmp_path / "out"
    out.mkdir()
    with sit_at(org.desk, language="en") as sitting:
        screen = show(sitting)
        assert not screen.send.send_button.isEnabled()
        assert "Choose to whom." in texts(screen.send)
        for chip in screen.send.who.findChildren(Chip):
            press(sitting, chip)
        assert set(screen.send.who.value()) == {"house-a", "house-b"}
        assert "To house-a" in texts(screen.send)
        assert "To house-b" in texts(screen.send)
        assert not any(
            "new file" in radio.accessibleName()
            for radio in screen.send.how.findChildren(Radio)
            if radio.isVisible()
        )
        press(sitting, screen.send.send_button)
        choose_folder(sitting, screen, out)
        assert [text for text, _ in signs(screen.send)] == ["Written", "Written"]
    results = [org.house.receive(out)[0:2], org.other.receive(out)[0:2]]
    for mine in results:
        assert sorted(one["outcome"] for one in mine) == ["applied", "not_for_us"]


def test_what_stays_is_said_with_its_alias_and_its_reason(scenes: Scenes, sit_at, stick: Path) -> None:
    org = scenes.org
    org.round()
    case = org.house.add("case", "alias=Старый мост")
    person = org.house.add("person", "--case", case, "chosen_name=Лейла", "legal_name_latin=Leila")
    scenes.refuse_consent(case, person)
    with sit_at(org.house, language="en") as sitting:
        screen = show(sitting)
        said = texts(screen.send)
        assert "Старый мост · Лейла: Identity" in said
        assert "The person refused." in said
        assert "exists on this laptop only" in said
        assert ("Only here", "medium") in signs(screen.send)
        assert "Leila" not in said
        press(sitting, screen.send.send_button)
        assert "stay here because of consent" in texts(screen.send)
    (path,) = bundles(stick)
    org.desk.receive(path)
    with org.desk.open() as desk:
        assert views.show(desk, parse(case)).fields == {}, "headquarters hears of the decision alone"


def test_attachments_go_when_they_are_ticked(scenes: Scenes, sit_at, stick: Path) -> None:
    org = scenes.org
    case, _ = scenes.case()
    scenes.attach(case)
    with sit_at(org.house, language="en") as sitting:
        screen = show(sitting)
        assert "attachment" not in texts(screen.send).replace("attachments that", "").replace(
            "attachments otherwise", ""
        )
        press(sitting, screen.send.attachments)
        assert "1 attachment, 100 KB" in texts(screen.send)
        assert "Снимок двери" in texts(screen.send)
        press(sitting, screen.send.send_button)
    (path,) = bundles(stick)
    (done,) = org.desk.receive(path)
    assert done["blobs"] == 1


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A stick of one megabyte, mounted for real."""
    place = tmp_path / "tiny"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("no file system can be mounted here")
    monkeypatch.setattr("app.sticks.mounted", lambda: [Stick(place, "TINY", 1 << 20, True)])
    yield place
    subprocess.run(["umount", "-l", str(place)], check=False)


def test_a_full_stick_is_said_and_nothing_is_half_done(scenes: Scenes, sit_at, tiny: Path) -> None:
    org = scenes.org
    case, _ = scenes.case()
    file = org.directory / "film.dat"
    file.write_bytes(bytes(3 << 20))
    org.house.run("attach", str(file), "--case", case, "--title", "Съёмка")
    before = waiting(org.house)
    with sit_at(org.house, language="en") as sitting:
        screen = show(sitting)
        press(sitting, screen.send.attachments)
        press(sitting, screen.send.send_button)
        said = texts(screen.send)
        assert "There is no room on the stick TINY" in said
        assert "Nothing was written, everything waits as before." in said
        assert ("Not sent", "error") in signs(screen.send)
        assert sitting.store(lambda w: outlook.preview(w, "hq").changes) == before
        assert cut_off(screen) == []
    assert bundles(tiny) == []


def test_a_stick_that_is_pulled_while_it_is_written(
    scenes: Scenes, sit_at, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    org = scenes.org
    org.house.add("case", "alias=Тихий клён")
    before = waiting(org.house)
    files = FailingFiles(errno=errno.EIO, forever=True)
    monkeypatch.setattr("sync.channels.stick.Files", lambda: files)
    real = exchange.send

    def pulled(*arguments: object, **named: object) -> object:
        files.at = files.calls + 3
        return real(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("app.exchange.send", pulled)
    with sit_at(org.house, language="en") as sitting:
        screen = show(sitting)
        press(sitting, screen.send.send_button)
        assert "The stick KINGSTON does not answer." in texts(screen.send)
        assert sitting.store(lambda w: outlook.preview(w, "hq").changes) == before
    assert not any(path.suffix == ".bin" for path in bundles(stick))


def test_cancelled_in_the_middle_nothing_is_left_and_everything_waits(
    scenes: Scenes, sit_at, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    org = scenes.org
    case = org.house.add("case", "alias=Тихий клён")
    before = waiting(org.house)
    with sit_at(org.house, language="en") as sitting:
        screen = show(sitting)
        real = exchange.send

        def stopped(workspace: Workspace, parcel: object, channel: object, *, progress: object) -> object:
            def report(done: int, of: int) -> None:
                screen.send._sending.cancel()
                progress(done, of)  # type: ignore[operator]

            return real(workspace, parcel, channel, progress=report)  # type: ignore[arg-type]

        monkeypatch.setattr("app.exchange.send", stopped)
        press(sitting, screen.send.send_button)
        assert "Sending was stopped." in texts(screen.send)
        assert ("Stopped", "neutral") in signs(screen.send)
        assert bundles(stick) == []
        assert sitting.store(lambda w: outlook.preview(w, "hq").changes) == before
        monkeypatch.setattr("app.exchange.send", real)
        press(sitting, screen.send.results.again_button)
        press(sitting, screen.send.send_button)
    (done,) = org.desk.receive(*bundles(stick))
    assert done["outcome"] == "applied"
    assert known(org.desk, case) == "Тихий клён"


def test_what_does_not_fit_is_counted_and_goes_next_time(
    scenes: Scenes, sit_at, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    org = scenes.org
    cases = [
        org.house.add("case", f"alias=Дом {number}", f"status_reason={os.urandom(1500).hex()}")
        for number in range(20)
    ]
    monkeypatch.setitem(send._SIZES, "small", 16_384)
    with sit_at(org.house, language="en") as sitting:
        screen = show(sitting)
        screen.send.most.setFocus()
        QTest.keyClick(screen.send.most, Qt.Key.Key_Down)
        assert screen.send.most.value() == "small"
        press(sitting, screen.send.send_button)
        assert "did not fit" in texts(screen.send)
    (first,) = bundles(stick)
    assert first.stat().st_size == 16_384
    org.desk.receive(first)
    org.desk.receive(org.house.send(DESK, org.way))
    assert all(known(org.desk, case) for case in cases)


def test_a_weak_bundle_is_called_so_and_said_why(scenes: Scenes, sit_at, stick: Path) -> None:
    org = scenes.org
    org.house.add("case", "alias=Тихий клён")
    for _ in range(12):  # one way, without an answer, until one key is left
        scenes.bundle()
    with sit_at(org.house, language="en") as sitting:
        assert sitting.store(lambda w: outlook.preview(w, "hq").weak)
        screen = show(sitting)
        assert "This bundle will be weak" in texts(screen.send)
        press(sitting, screen.send.send_button)
        assert "This bundle is weak" in texts(screen.send)
        assert "could open it" in texts(screen.send)


def test_the_link_is_renewed_from_the_card(scenes: Scenes, sit_at, stick: Path) -> None:
    org = scenes.org
    org.round()
    with sit_at(org.house, language="en") as sitting:
        screen = show(sitting, None)
        screen.home.relink.emit(DESK)
        sitting.settle()
        assert "Only the link is renewed." in texts(screen.send)
        press(sitting, screen.send.send_button)
        assert "It only renews the link." in texts(screen.send)
        assert sitting.store(crossings.history)[0].outcome == crossings.RELINK
        press(sitting, screen.send.results.done_button)
        screen.open(Route("exchange", tab="send"))
        sitting.settle()
        assert "Only the link is renewed." not in texts(screen.send)
    (done,) = org.desk.receive(*bundles(stick))
    assert done["outcome"] in ("applied", "duplicate")


def test_a_laptop_that_is_not_admitted_is_told_so_and_led_there(
    tmp_path: Path, sit_at, stick: Path, qtbot: QtBot
) -> None:
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE)
    with Workspace.create(tmp_path / "new", PASSPHRASE, name="house-c", kdf="small"):
        pass
    with sit_at(Store("house-c", tmp_path / "new", secret), language="en") as sitting:
        screen = show(sitting)
        assert not screen.send.send_button.isEnabled()
        assert "has to be admitted first" in texts(screen.send)
        banners = [banner for banner in screen.send.findChildren(Banner) if banner.isVisible()]
        assert banners
        assert banners[0].findChildren(QPushButton), "it leads to joining"
        assert cut_off(screen) == []


def test_nothing_is_cut_off_in_russian(scenes: Scenes, sit_at, stick: Path) -> None:
    org = scenes.org
    case, person = scenes.case()
    scenes.attach(case)
    scenes.refuse_consent(case, person)
    with sit_at(org.house, language="ru", mode="dark") as sitting:
        screen = show(sitting)
        press(sitting, screen.send.attachments)
        assert cut_off(screen) == []
        press(sitting, screen.send.send_button)
        assert cut_off(screen) == []
