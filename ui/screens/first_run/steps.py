"""The steps that a new laptop goes through: its name, and a passphrase that was learned before anything depends on it."""

from __future__ import annotations

from app import devices, passphrases
from app.errors import UserError
from app.texts import Said
from ui.screens.enrolment.step import Step
from ui.shell.entrance import Entrance
from ui.widgets.banners import Banner
from ui.widgets.buttons import BigChoice, Button
from ui.widgets.inputs import LineEdit
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import FieldRow
from ui.widgets.passphrase import PassphraseField
from ui.widgets.words import WordsShown

_MOST = 64


class AskName(Step):
    """What this device is called."""

    def __init__(self, entrance: Entrance, name: str, *, headquarters: bool) -> None:
        words = entrance.words
        why = words("first_run.name_why_hq") if headquarters else words("first_run.name_why_house")
        super().__init__(
            entrance,
            words("first_run.name_title"),
            why,
            action=words("common.next"),
            way_out=words("common.back"),
        )
        self.name = LineEdit(name, max_length=_MOST)
        self.row = FieldRow(words("first_run.name"), self.name, words("first_run.name_hint"))
        self.add(self.row)
        self.name.edited.connect(self._on_edited)
        self._on_edited()

    def begin(self) -> None:
        """Ask for it."""
        self.name.setFocus()

    def _on_edited(self) -> None:
        self.row.set_error("")
        self.allow(bool(self.name.value()))

    def checked(self) -> str | None:
        """Return the name as it will be kept, or say why it cannot be one."""
        try:
            return devices.check_name(self.name.value())
        except UserError as error:
            self.row.set_error(str(self.room.words.error(error)))
            self.name.setFocus()
            return None


class ShowWords(Step):
    """The seven words that the program made: to be written down, or better learned."""

    def __init__(self, entrance: Entrance, secret: str) -> None:
        words = entrance.words
        super().__init__(
            entrance,
            words("first_run.words_title"),
            words("first_run.words_why"),
            action=words("first_run.words_action"),
            way_out=words("common.back"),
        )
        self.shown = WordsShown(secret.split(), columns=4)
        self.add(self.shown)
        self.add(PlainLabel(words("first_run.words_how")))
        self.add(Banner("warning", words("first_run.no_reset"), words("first_run.no_reset_to_do")))
        self.own = Button(words("first_run.own"), kind="quiet")
        self.other = Button(words("first_run.other_words"), icon="refresh")
        self.set_others(self.own, self.other)


class ProveWords(Step):
    """Type the words once: a passphrase that was not learned locks its owner out."""

    def __init__(self, entrance: Entrance) -> None:
        words = entrance.words
        super().__init__(
            entrance,
            words("first_run.prove_title"),
            words("first_run.prove_why"),
            action=words("first_run.create"),
            way_out=words("first_run.see_again"),
        )
        self.field = PassphraseField(words("unlock.passphrase"))
        self.add(FieldRow(words("unlock.passphrase"), self.field, words("first_run.prove_hint")))
        self.field.edited.connect(self._on_edited)
        self.allow(False)

    def begin(self) -> None:
        """Ask for the words."""
        self.field.setFocus()

    def _on_edited(self) -> None:
        self.unsay()
        self.allow(bool(self.field.text()))

    def proves(self, secret: str) -> bool:
        """Say whether the passphrase was typed; tell it if not, and keep what was typed to be compared."""
        if passphrases.same(self.field.text(), secret):
            return True
        words = self.room.words
        self.say(Said(words("first_run.not_the_same"), words("first_run.not_the_same_to_do")))
        self.field.setFocus()
        return False


class ChooseOwn(Step):
    """A passphrase of one's own, typed twice; refusals come in words."""

    def __init__(self, entrance: Entrance) -> None:
        words = entrance.words
        super().__init__(
            entrance,
            words("first_run.own_title"),
            words("first_run.own_why"),
            action=words("first_run.create"),
            way_out=words("common.back"),
        )
        self.field = PassphraseField(words("unlock.passphrase"))
        self.again = PassphraseField(words("first_run.again"))
        self.add(FieldRow(words("unlock.passphrase"), self.field, words("first_run.own_rules")))
        self.add(FieldRow(words("first_run.again"), self.again))
        self.add(Banner("warning", words("first_run.no_reset"), words("first_run.no_reset_to_do")))
        for field in (self.field, self.again):
            field.edited.connect(self._on_edited)
        self.allow(False)

    def begin(self) -> None:
        """Ask for it."""
        self.field.setFocus()

    def _on_edited(self) -> None:
        self.unsay()
        self.allow(bool(self.field.text() and self.again.text()))

    def chosen(self) -> str | None:
        """Return what was typed twice alike, or say that it differs."""
        if passphrases.same(self.again.text(), self.field.text()):
            return self.field.text()
        self.say(self.room.words.error(UserError("passphrases_differ")))
        self.again.setFocus()
        return None


class AskInvitation(Step):
    """Whether headquarters' invitation is here already. `later`: start to work without."""

    def __init__(self, entrance: Entrance) -> None:
        words = entrance.words
        super().__init__(
            entrance,
            words("first_run.invitation_title"),
            words("first_run.invitation_why"),
        )
        self.now = BigChoice(words("first_run.join_now"), words("first_run.join_now_what"), "link")
        self.later = BigChoice(words("first_run.join_later"), words("first_run.join_later_what"), "forward")
        self.add(self.now)
        self.add(self.later)
        self.now.clicked.connect(self.done)

    def begin(self) -> None:
        """Begin at the first choice."""
        self.now.setFocus()
