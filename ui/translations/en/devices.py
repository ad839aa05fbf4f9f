"""English texts of the desktop: devices."""

TEXTS: dict[str, str] = {}
