"""Where a new record of a case goes: about whom it is, which part of the case it belongs to, and who will read it there.

Offers what app says is possible (app.readers) and says in plain words who will be able to read it, before it is written.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.casework import compartments
from app.casework.compartments import PERSONAL, Compartment
from app.ids import parse, to_text
from app.placing import Place
from app.readers import Home, Homes
from ui.shell.context import Context
from ui.widgets.choices import ComboBox
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import Columns, FieldRow


class HomeField(QWidget):
    """About whom, which part, who reads it. `edited` when a person chose, `said` when another sentence stands below."""

    edited = Signal()
    said = Signal()

    def __init__(
        self,
        ctx: Context,
        case: bytes,
        usual: Compartment | None = None,
        beside: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:
        """usual: the part that stands there first for a person, where it can go; else the one that app says first.

        beside: what else is to stand in the same line.
        """
        super().__init__(parent)
        self.ctx, self._case, self._usual = ctx, case, usual
        self._homes = Homes({None: []}, {})
        words = ctx.words
        self.about = ComboBox([], empty=words("documents.about_case"))
        self.part = ComboBox([])
        self.readers = PlainLabel("", "hint")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(ctx.theme.space(1))
        about = FieldRow(words("documents.about"), self.about)
        part = FieldRow(words("documents.part"), self.part)
        box.addWidget(Columns(about, part, *beside, gap=3))
        box.addWidget(self.readers)
        self.about.edited.connect(self._on_about)
        self.part.edited.connect(self._on_part)

    def set_homes(self, homes: Homes) -> None:
        """Offer what is possible now; what is chosen stays if it still is."""
        person, part = self.person(), self.part.value()
        self._homes = homes
        names = [(to_text(one), name or self.ctx.words("forms.unnamed")) for one, name in homes.names.items()]
        self.about.set_codes([pair for pair in names if homes.of.get(parse(pair[0]))])
        self.choose(person, compartments.named(part) if part else None)

    def choose(self, person: bytes | None, part: Compartment | None) -> None:
        """Choose whom it is about and the part; without a part the usual one."""
        known = person is not None and bool(self._homes.of.get(person))
        self.about.set_value(to_text(person) if person is not None and known else None)
        self._offer(part)

    def person(self) -> bytes | None:
        """Return whom it is about, None for the case."""
        chosen = self.about.value()
        return parse(chosen) if chosen else None

    def compartment(self) -> Compartment | None:
        """Return the part that is chosen."""
        chosen = self.part.value()
        return compartments.named(chosen) if chosen else None

    def place(self) -> Place:
        """Return where it goes."""
        return Place(case=self._case, person=self.person(), compartment=self.compartment())

    def _on_about(self) -> None:
        self._offer(None)
        self.edited.emit()

    def _on_part(self) -> None:
        self._say()
        self.edited.emit()

    def _offer(self, part: Compartment | None) -> None:
        homes = self._homes.of.get(self.person(), [])
        words = self.ctx.words
        self.part.set_codes(
            [(home.compartment.word, words.compartment(home.compartment.word)) for home in homes]
        )
        offered = [home.compartment for home in homes]
        chosen = next((one for one in (part, self._usual, *offered) if one in offered), None)
        self.part.set_value(chosen.word if chosen is not None else None)
        self.part.setEnabled(len(offered) > 1)
        self._say()

    def _say(self) -> None:
        chosen = self.compartment()
        home = next((one for one in self._homes.of.get(self.person(), []) if one.compartment is chosen), None)
        self.readers.setText(" ".join(self._sentences(home)) if home is not None else "")
        self.said.emit()

    def _sentences(self, home: Home) -> list[str]:
        words = self.ctx.words
        if home.kept is not None:
            said = [words("documents.reads_kept"), words.sentences(home.kept).what]
        elif not self.ctx.facts.is_desk:
            said = [words("documents.reads_house")]
        elif home.houses:
            said = [words("documents.reads_houses", houses=words.listed(list(home.houses)))]
        else:
            said = [words("documents.reads_desks")]
        if home.compartment in PERSONAL:
            said.append(words("documents.reads_personal"))
        return said
