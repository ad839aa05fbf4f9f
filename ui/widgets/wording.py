"""What widgets say by themselves ("Cancel", "Caps Lock is on"): in the language that the shell last told them to use.

Widgets take their texts from who builds them; only these few, the same everywhere, come from here, so that no screen
has to hand them in. Without a shell they speak English.
"""

from collections.abc import Callable

from app import texts
from app.texts.wording import Fact, fill
from ui.translations import TEXTS

Say = Callable[..., str]


def _english(slug: str, **facts: Fact) -> str:
    return fill(TEXTS["en"][slug], facts, texts.grammar("en"))


_speaker: list[Say] = [_english]


def use(words: Say) -> None:
    """Let `words` speak for the widgets made from now on."""
    _speaker[0] = words


def reset() -> None:
    """Speak English again."""
    _speaker[0] = _english


def say(slug: str, **facts: Fact) -> str:
    """Return one of the widgets' texts. Raises: KeyError for a slug that nobody wrote."""
    return _speaker[0](slug, **facts)
