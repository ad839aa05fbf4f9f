"""English texts of the desktop: case."""

TEXTS: dict[str, str] = {}
