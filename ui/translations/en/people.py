"""English texts of the desktop: people."""

TEXTS: dict[str, str] = {}
