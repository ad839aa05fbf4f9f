"""English texts of the desktop: houses."""

TEXTS: dict[str, str] = {}
