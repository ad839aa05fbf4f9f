"""Russian texts of the desktop: conflicts."""

TEXTS: dict[str, str] = {}
