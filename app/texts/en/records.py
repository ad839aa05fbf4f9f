"""English sentences about entering records, and why a value is refused."""

SENTENCES = {
    "bad_value": ("{field} cannot take this value: {why}.", "Correct it and enter it again."),
    "unknown_kind": ("There is no kind of record called {kind}.", "Perhaps: {close}."),
    "unknown_field": ("A record of kind {kind} has no field {field}.", "Perhaps: {close}."),
    "missing_field": ("A record of kind {kind} needs {field}.", "Enter it and save again."),
    "own_message": (
        "This message was written here.",
        "Whoever it is for acknowledges it; their answer comes with their next bundle.",
    ),
    "broadcast_is_for_houses": (
        "A broadcast is acknowledged by the houses.",
        "Each house does so for itself; who has, the message shows.",
    ),
    "write_once": (
        "A note is never changed.",
        "Write another one that follows it; both stay readable.",
    ),
    "period_backwards": ("{end} is before {start}.", "Correct one of the two dates."),
    "override_without_basis": (
        "An override needs a legal basis other than consent, and a reason.",
        "Enter {legal_basis} and {reason}; overrides are counted and shown.",
    ),
    "status_needs_reason": (
        "A case does not usually go from {before} to {after}.",
        "If it did, enter {status_reason}; it will be marked. Usual next steps: {allowed}.",
    ),
    "stay_overlaps": (
        "This person already has a stay at that time.",
        "Correct the dates, or enter {exception_reason} if both are right.",
    ),
    "house_full": (
        "The house would hold more people than it has places for.",
        "Choose another house, or enter {exception_reason}.",
    ),
    "unknown_compartment": ("There is no compartment called {compartment}.", "There are: {allowed}."),
    "wrong_compartment": (
        "A record of kind {kind} cannot be put there.",
        "It can go to: {allowed}.",
    ),
    "no_home": ("A record of kind {kind} must belong to something.", "Say to which {needs} with --{needs}."),
    "no_alias_left": ("No free alias was found.", "Type one yourself."),
    "bad_id": (
        "This is not the id of a record.",
        "An id has 26 letters and digits; copy it from a list.",
    ),
    "unknown_record": (
        "There is no record {id} on this laptop.",
        "Check the id; it may not have arrived yet.",
    ),
    "wrong_kind": ("The record {id} is of another kind.", "Check which id goes with which option."),
    "deleted_record": ("This record was deleted.", "Undo the deletion first."),
    "nothing_to_undo": (
        "There is nothing to take back.",
        "Only what this device wrote last can be taken back; change or delete anything else by hand.",
    ),
    "undo_overtaken": (
        "Somebody else has written there since: {fields}.",
        "Nothing was taken back; look at what stands there now and correct it by hand.",
    ),
    "no_conflict": ("There is no conflict in this field.", "See what is open with `conflicts`."),
    "no_such_value": ("There is no value with this number.", "See the numbers with `conflicts`."),
    "bad_batch_line": (
        "Line {line} of the batch is not understood.",
        "Correct it; the lines before it were done.",
    ),
    "person_exists": ("The person {id} is already in a case.", "Change their record with `set`."),
    "house_exists": ("This laptop's house already has a record: {id}.", "Change it with `set`."),
    "no_right_here": (
        "This laptop may not write in the compartment {compartment}.",
        "Ask the desk that keeps the case or house.",
    ),
    "follows_from_file": (
        "{field} follows from the file itself.",
        "Attach another file instead.",
    ),
    "consent_is_for_one": (
        "A consent stays with its person and purpose.",
        "Enter another consent for another person or purpose.",
    ),
    "identity_field": (
        "Lists cannot be filtered or sorted by {field}: it would give people away.",
        "Use the search, or open the record with `show`.",
    ),
    "not_in_a_batch": ("{command} cannot be done in a batch.", "Call it by itself."),
}

WHYS = {
    "required": "it cannot be empty",
    "empty": "it is empty",
    "wrong_type": "it is of another form",
    "too_long": "it is longer than {limit:character|characters}",
    "too_large": "it is larger than {limit:byte|bytes}",
    "too_many": "it has more than {limit:entry|entries}",
    "twice": "something is in it twice",
    "control_character": "it has control characters in it",
    "bad_text": "it is not text",
    "not_text": "it is not text",
    "not_a_code": "it must be one of {allowed}",
    "unknown_part": "it has a part that is not one of {allowed}",
    "missing_part": "it lacks a part: {allowed}",
    "bad_date": "it is not a date such as 1994, 1994-03 or 1994-03-07",
    "bad_typed_date": "it is not a date such as 1994, 1994-03 or 1994-03-07",
    "bad_id": "it is not the id of a record",
    "bad_hash": "it is not a hash",
    "bad_country": "it is not a country code such as RU, nor stateless, unknown or not_disclosed",
    "bad_language": "it is not a language code such as ru, nor unknown or not_disclosed",
    "out_of_range": "the number is too small or too large",
    "number_too_large": "the number is too large",
    "too_deep": "it is nested too deeply",
    "keys_meet": "two of its names are the same",
}
