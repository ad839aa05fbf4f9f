"""Russian texts of the desktop: exchange."""

TEXTS: dict[str, str] = {}
