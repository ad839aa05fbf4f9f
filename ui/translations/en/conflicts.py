"""English texts of the desktop: conflicts."""

TEXTS = {
    "list": "Fields that wait for a decision",
    "none": "Nothing contradicts itself.",
    "none_hint": "When two people write different things into one field without knowing of each other, both are kept, "
    "and the choice waits here.",
    "choose": "{n:field waits|fields wait} for a decision.",
    "why": "Choose one on the left. Nothing is lost meanwhile: all values are kept, and the safer one is shown.",
    "not_here": "A case that is not here",
    "values": "{n:value|values}",
    "deleted": "Deleted or not",
    "deleted_because": "Deleted: {reason}",
    "kept": "Not deleted",
    "nothing": "Left empty",
    "identity": "This says who somebody is.",
    "identity_hint": "The values are shown when you ask for them, and that you looked is written down.",
    "show": "Show the values",
    "here": "{name} (this laptop)",
    "shown_now": "Shown now",
    "take": "This one is right",
    "other": "None of them: write another value",
    "other_label": "What is right",
    "save": "Save this value",
    "why_safer": "They were written without knowing of each other. Until somebody decides, the safer value is shown "
    "everywhere.",
    "why_later": "They were written without knowing of each other. Until somebody decides, the later value is shown; "
    "none of them is safer than the others.",
    "why_understood": "They were written without knowing of each other. Until somebody decides, the value is shown that "
    "this version of the program understands.",
    "settled": "Decided: {field} is now “{value}”.",
    "travels": "The others get it with the next bundle; the other values stay in the history.",
    "undo_reason": "decision taken back",
}
