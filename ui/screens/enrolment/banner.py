"""Says in other screens that this device does not belong yet, and leads to joining; where it belongs, nothing is shown."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import devices
from app.changed import Changed
from app.devices import Enrolment, Stage
from ui.screens.enrolment import dialogs
from ui.shell.context import Context
from ui.widgets.banners import Banner
from ui.widgets.layout import clear


class EnrolmentBanner(QWidget):
    """Put it on top of a page; call `changed` from the screen's own, or `refresh`."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self.banner: Banner | None = None
        self.hide()
        self.refresh()

    def refresh(self) -> None:
        """Look how far it is."""
        self._ctx.tasks.read(self, devices.enrolment_of, self._show, key="enrolment")

    def changed(self, _changed: Changed) -> None:
        """Look again: cheap, and joining changes no record of its own."""
        self.refresh()

    def _show(self, found: Enrolment) -> None:
        clear(self._box)
        self.banner = None
        self.setVisible(found.stage is not Stage.CONFIRMED)
        if found.stage is Stage.CONFIRMED:
            return
        words = self._ctx.words
        if found.stage is Stage.JOINED:
            said = words("enrolment.banner_joined", desk=found.desk), words("enrolment.banner_joined_to_do")
            action = words("enrolment.banner_joined_action")
        else:
            said = words("enrolment.banner_none"), words("enrolment.banner_none_to_do")
            action = words("enrolment.banner_none_action")
        banner = Banner("info", *said, action)
        banner.acted.connect(lambda: dialogs.join(self._ctx, self, self.refresh))
        self._box.addWidget(banner)
        self.banner = banner
