"""English texts of the desktop: first_run."""

TEXTS: dict[str, str] = {}
