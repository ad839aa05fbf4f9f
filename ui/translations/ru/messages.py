"""Russian texts of the desktop: messages."""

TEXTS: dict[str, str] = {}
