"""The steps of the organisation kit: why, the shares one at a time to be copied down, and typing them in again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app import kit
from app.texts import Said
from ui.screens.enrolment.fields import FilePick
from ui.screens.enrolment.step import Room, Step
from ui.widgets.buttons import Button
from ui.widgets.inputs import CountField
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import Columns, FieldRow
from ui.widgets.words import WordsField, WordsShown

_COLUMNS = 5


class Explain(Step):
    """What the kit is for, and into how many shares its key is split."""

    def __init__(self, room: Room, *, way_out: str, second_desk: bool) -> None:
        words = room.words
        super().__init__(
            room,
            words("kit.title"),
            words("kit.why"),
            action=words("kit.write_action"),
            way_out=way_out,
        )
        self.count = CountField(kit.SHARES, least=2, most=kit.MOST)
        self.needed = CountField(kit.NEEDED, least=2, most=kit.MOST)
        self.count_row = FieldRow(words("kit.count"), self.count, words("kit.count_hint"))
        self.needed_row = FieldRow(words("kit.needed"), self.needed, words("kit.needed_hint"))
        self.add(PlainLabel(words("kit.how")))
        self.add(Columns(self.count_row, self.needed_row))
        self.add(PlainLabel(words("kit.where"), "hint"))
        for field in (self.count, self.needed):
            field.edited.connect(self._on_edited)
        self.second = Button(words("kit.second_desk"), kind="quiet")
        self.admit = Button(words("kit.admit_second"), kind="quiet")
        if second_desk:
            self.set_others(self.second, self.admit)

    def _on_edited(self) -> None:
        count, needed = self.count.count(), self.needed.count()
        fits = count is not None and needed is not None and needed <= count
        self.needed_row.set_error("" if fits else self.room.words("kit.bad_count"))
        self.allow(fits)


class ShowShare(Step):
    """One share: its words, to be copied down on paper."""

    def __init__(self, room: Room, share: str, place: int, count: int) -> None:
        words = room.words
        super().__init__(
            room,
            words("kit.share_title", n=place, of=count),
            words("kit.share_why"),
            action=words("kit.share_last") if place == count else words("kit.share_next"),
            way_out=words("common.back") if place > 1 else "",
        )
        self.shown = WordsShown(share.split(), columns=_COLUMNS)
        self.add(self.shown)
        self.sheets = Button(words("kit.sheets"), icon="print")
        self.set_others(self.sheets)


class AskFile(Step):
    """Which kit file is to be tried."""

    def __init__(self, room: Room, path: Path | None, *, way_out: str) -> None:
        words = room.words
        super().__init__(
            room,
            words("kit.rehearse_title"),
            words("kit.rehearse_why"),
            action=words("kit.rehearse_begin"),
            way_out=way_out,
        )
        self.file = FilePick(
            room, words("kit.pick_file"), words("kit.no_file"), title=words("kit.pick_file_title")
        )
        self.file.set_value(path)
        self.add(FieldRow(words("kit.file"), self.file))
        self.add(PlainLabel(words("kit.rehearse_how"), "hint"))
        self.file.edited.connect(lambda: self.allow(True))
        self.allow(path is not None)

    def begin(self) -> None:
        """Ask for the file, or go on when it is known."""
        (self.file if self.file.value() is None else self.primary).setFocus()


class AskShare(Step):
    """One share, typed from its paper; or several from their sheets."""

    def __init__(self, room: Room, place: int, needed: int, typed: Sequence[str] = ()) -> None:
        words = room.words
        title = (
            words("kit.type_title", n=place, of=needed) if needed else words("kit.type_title_one", n=place)
        )
        super().__init__(
            room, title, words("kit.type_why"), action=words("kit.type_next"), way_out=words("common.back")
        )
        self.words_field = WordsField(
            kit.WORDS_OF_A_SHARE, kit.SHARE_WORDS, kit.SHARE_WORDS.__contains__, columns=_COLUMNS
        )
        if typed:
            self.words_field.set_value(typed)
        self.add(self.words_field)
        self.sheets = Button(words("kit.from_sheets"), icon="folder-open")
        self.set_others(self.sheets)
        self.words_field.edited.connect(self._on_edited)
        self.words_field.boxes[-1].ended.connect(self.primary.click)
        self.allow(self.words_field.is_complete())

    def _on_edited(self) -> None:
        self.unsay()
        self.allow(self.words_field.is_complete())

    def begin(self) -> None:
        """Ask for the first word."""
        self.words_field.setFocus()

    def share(self) -> str:
        """Return the share that was typed."""
        return " ".join(self.words_field.value())


class Opens(Step):
    """The end: file and shares open the kit."""

    def __init__(self, room: Room) -> None:
        words = room.words
        super().__init__(room, words("kit.opens_title"), action=words("kit.opens_action"))
        self.say(Said(words("kit.opens"), words("kit.opens_to_do")), "good")
