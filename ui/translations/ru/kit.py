"""Russian texts of the desktop: kit."""

TEXTS: dict[str, str] = {}
