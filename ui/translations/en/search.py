"""English texts of the desktop: search."""

TEXTS: dict[str, str] = {}
