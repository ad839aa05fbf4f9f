"""English texts of the desktop: unlock."""

TEXTS: dict[str, str] = {}
