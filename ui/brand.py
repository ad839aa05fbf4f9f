"""The neutral face of the program, decided at build time: what a glance at the screen or a task bar gives away."""

from typing import Final

#: Title of the window and name of the process as the desktop shows it; an organisation may build with another one.
TITLE: Final = "Notes"
#: Name of the icon, one of `ui.theme.icons`.
ICON: Final = "note"
