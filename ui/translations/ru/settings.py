"""Russian texts of the desktop: settings."""

TEXTS: dict[str, str] = {}
