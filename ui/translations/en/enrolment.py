"""English texts of the desktop: enrolment."""

TEXTS: dict[str, str] = {}
