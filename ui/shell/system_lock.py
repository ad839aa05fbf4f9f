"""Locks with the machine: before it sleeps, and when its screen is locked.

Told over D-Bus on Linux (logind, and the screen savers of the desktops). Where there is no bus nothing is heard; then
`Idle` notices afterwards that the machine slept.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection

#: Path and interface; from whom a signal comes does not matter: all that it can do is to lock.
_LOGIND: Final = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager")
_SAVERS: Final = (
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
    ("/org/cinnamon/ScreenSaver", "org.cinnamon.ScreenSaver"),
    ("/org/xfce/ScreenSaver", "org.xfce.ScreenSaver"),
    ("/org/mate/ScreenSaver", "org.mate.ScreenSaver"),
)


class SystemLock(QObject):
    """Says `lock` when the machine does."""

    lock = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        system: QDBusConnection | None = None,
        session: QDBusConnection | None = None,
    ) -> None:
        super().__init__(parent)
        system = system or QDBusConnection.systemBus()
        session = session or QDBusConnection.sessionBus()
        if system.isConnected():
            self._listen(system, *_LOGIND, "PrepareForSleep")
        if session.isConnected():
            for path, interface in _SAVERS:
                self._listen(session, path, interface, "ActiveChanged")

    def _listen(self, bus: QDBusConnection, path: str, interface: str, name: str) -> None:
        # PySide takes what SLOT gives, and nothing else; its stub says bytes, which it refuses.
        bus.connect("", path, interface, name, self, SLOT("heard(bool)"))  # type: ignore[call-overload]

    @Slot(bool)
    def heard(self, begins: bool) -> None:
        """Lock as sleep or the screen's lock begins."""
        if begins:
            self.lock.emit()
