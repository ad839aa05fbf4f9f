"""English texts of the desktop: the frame around the screens."""

TEXTS = {
    "today": "Today",
    "people": "People",
    "houses": "Houses",
    "messages": "Messages",
    "exchange": "Exchange",
    "devices": "Devices",
    "settings": "Settings",
    "lock": "Lock",
    "lock_keys": "Lock (Ctrl+L); blank and lock at once: Ctrl+Shift+L",
    "told": "What the program told",
    "told_hint": "The newest first. It is forgotten with the lock.",
    "sample": "Sample data: everything is invented",
}
