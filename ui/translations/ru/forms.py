"""Russian texts of the desktop: forms."""

TEXTS: dict[str, str] = {}
