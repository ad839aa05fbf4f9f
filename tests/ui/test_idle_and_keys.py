"""The cover after some minutes, the lock after more, at once after a sleep; and the keys that always work."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from ui.shell.idle import Idle
from ui.shell.panic_keys import PanicKeys
from ui.shell.system_lock import SystemLock


class Watch:
    """An idle counter on a clock that the test sets."""

    def __init__(self, qtbot: QtBot) -> None:
        self.now = 1_000.0
        self.idle = Idle(clock=lambda: self.now)
        self.said: list[str] = []
        self.idle.cover.connect(lambda: self.said.append("cover"))
        self.idle.lock.connect(lambda: self.said.append("lock"))
        self.idle.begin(2, 15)

    def pass_time(self, seconds: float) -> None:
        for _ in range(int(seconds)):
            self.now += 1
            self.idle.tick()


def test_cover_after_two_minutes_and_lock_after_fifteen(qtbot: QtBot) -> None:
    watch = Watch(qtbot)
    watch.pass_time(119)
    assert watch.said == []
    watch.pass_time(1)
    assert watch.said == ["cover"]
    watch.pass_time(779)
    assert watch.said == ["cover"]
    watch.pass_time(1)
    assert watch.said == ["cover", "lock"]


@pytest.mark.parametrize(
    "kind", [QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.Wheel, QEvent.Type.MouseButtonPress]
)
def test_any_sign_of_life_counts_anew(qtbot: QtBot, kind: QEvent.Type) -> None:
    watch = Watch(qtbot)
    watch.pass_time(119)
    assert not watch.idle.eventFilter(QObject(), QEvent(kind)), (
        "the sign itself goes on to whom it was meant for"
    )
    watch.pass_time(119)
    assert watch.said == []


def test_what_the_program_does_by_itself_is_no_sign_of_life(qtbot: QtBot) -> None:
    watch = Watch(qtbot)
    watch.pass_time(119)
    for kind in (QEvent.Type.Paint, QEvent.Type.Timer, QEvent.Type.FocusIn, QEvent.Type.UpdateRequest):
        watch.idle.eventFilter(QObject(), QEvent(kind))
    watch.pass_time(1)
    assert watch.said == ["cover"]


def test_a_machine_that_slept_locks_whoever_wakes_it(qtbot: QtBot) -> None:
    watch = Watch(qtbot)
    watch.now += 60
    watch.idle.eventFilter(QObject(), QEvent(QEvent.Type.MouseMove))  # the hand that opens the lid
    watch.idle.tick()
    assert watch.said == ["lock"]


def test_the_machine_says_that_it_sleeps_or_locks(qtbot: QtBot) -> None:
    system = SystemLock()
    with qtbot.waitSignal(system.lock, timeout=1_000):
        system.heard(True)
    with qtbot.assertNotEmitted(system.lock):
        system.heard(False)


@pytest.fixture
def bus() -> Iterator[QDBusConnection]:
    """A message bus of the test's own."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("dbus is not installed")
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert daemon.stdout is not None
    yield QDBusConnection.connectToBus(daemon.stdout.readline().strip(), "siding-test")
    QDBusConnection.disconnectFromBus("siding-test")
    daemon.terminate()
    daemon.wait(timeout=10)
    daemon.stdout.close()


@pytest.mark.parametrize(
    ("path", "interface", "name"),
    [
        ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep"),
        ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged"),
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged"),
    ],
)
def test_it_hears_a_real_bus(
    qtbot: QtBot, bus: QDBusConnection, path: str, interface: str, name: str
) -> None:
    system = SystemLock(system=bus, session=bus)
    said = QDBusMessage.createSignal(path, interface, name)
    said.setArguments([True])
    with qtbot.waitSignal(system.lock, timeout=10_000):
        bus.send(said)


CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.mark.parametrize("key", [Qt.Key.Key_L, ord("Д")], ids=["english", "russian"])
@pytest.mark.parametrize(("held", "meant"), [(CONTROL, "lock"), (CONTROL | SHIFT, "panic")])
def test_lock_and_panic_in_both_layouts_over_a_modal_dialog(
    qtbot: QtBot, qapp: QApplication, key: int, held: Qt.KeyboardModifier, meant: str
) -> None:
    keys = PanicKeys()
    said: list[str] = []
    keys.lock.connect(lambda: said.append("lock"))
    keys.panic.connect(lambda: said.append("panic"))
    qapp.installEventFilter(keys)
    try:
        dialog = QDialog()
        qtbot.addWidget(dialog)
        field = QLineEdit(dialog)
        dialog.open()
        QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, key, held, ""))
        assert said == [meant]
        assert field.text() == ""
    finally:
        qapp.removeEventFilter(keys)


def test_other_keys_pass(qtbot: QtBot, qapp: QApplication) -> None:
    keys = PanicKeys()
    qapp.installEventFilter(keys)
    try:
        field = QLineEdit()
        qtbot.addWidget(field)
        field.show()
        QTest.keyClicks(field, "lL")
        QTest.keyClick(field, Qt.Key.Key_A, CONTROL)
        assert field.selectedText() == "lL"
    finally:
        qapp.removeEventFilter(keys)
