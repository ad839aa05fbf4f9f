"""Russian texts of the desktop: today."""

TEXTS: dict[str, str] = {}
