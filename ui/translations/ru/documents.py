"""Russian texts of the desktop: documents."""

TEXTS: dict[str, str] = {}
