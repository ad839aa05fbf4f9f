"""Where the store is and which language is spoken, when nobody said: from the environment, for every front end."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import platformdirs

from app.texts import LANGUAGES

__all__ = ["LANGUAGES", "STORE", "default_language", "default_store"]

STORE: Final = "SIDING_STORE"
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def default_store(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the store that is meant when none is named."""
    named = environment.get(STORE)
    return Path(named) if named else Path(platformdirs.user_data_dir("siding", appauthor=False))


def default_language(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language of the locale, English where we do not speak it."""
    locale = next((environment[name] for name in _LOCALE if environment.get(name)), "")
    return locale[:2] if locale[:2] in LANGUAGES else "en"
