"""English texts of the desktop: what several screens say."""

TEXTS = {
    "save": "Save",
    "cancel": "Cancel",
    "close": "Close",
    "back": "Back",
    "next": "Next",
    "open": "Open",
    "delete": "Delete",
    "edit": "Edit",
    "undo": "Undo",
    "yes": "Yes",
    "no": "No",
    "loading": "One moment…",
    "reason": "Reason",
    "bug": "Something went wrong inside the program. What was saved is safe.",
    "bug_to_do": "Try again; if it happens again, tell whoever looks after the program what was done just before.",
    "bytes": "bytes",
    "kib": "KB",
    "mib": "MB",
    "gib": "GB",
}
