"""English sentences about passphrases, the store, files and the machine: slug → (what happened, what to do)."""

SENTENCES = {
    "wrong_passphrase": (
        "This passphrase does not open the store.",
        "Check the keyboard layout and Caps Lock, and try again; wrong attempts lock nobody out.",
    ),
    "no_passphrase": (
        "No passphrase was given.",
        "Type it at the prompt, or name a file that holds it with --passphrase-file.",
    ),
    "passphrases_differ": ("The two passphrases differ.", "Type the same one twice."),
    "passphrase_too_short": (
        "This passphrase is too short.",
        "Take the seven words that the program suggests.",
    ),
    "passphrase_too_weak": (
        "This passphrase would be guessed.",
        "Take the seven words that the program suggests, or add words that mean nothing to others.",
    ),
    "passphrase_too_long": (
        "This passphrase has more than {limit:character|characters}.",
        "Take a shorter one.",
    ),
    "passphrase_not_text": ("This passphrase is not text.", "Save the file as UTF-8 text and try again."),
    "passphrase_in_use": (
        "This passphrase already opens the store.",
        "Choose another one, or leave things as they are.",
    ),
    "last_passphrase": (
        "This is the only passphrase of the store.",
        "Add another one first; without any, nobody could open it again.",
    ),
    "no_such_slot": ("There is no passphrase number {slot}.", "See the list with `passphrase list`."),
    "no_free_slot": ("All places for passphrases are taken.", "Remove one that nobody uses any more."),
    "label_too_long": ("This label is longer than {limit:byte|bytes}.", "Initials are enough."),
    "kdf_out_of_bounds": (
        "The store asks for an unlocking cost that this program does not accept.",
        "Somebody may have altered the file `keys`; take it from a backup.",
    ),
    "damaged_keys": (
        "The file `keys` of the store is damaged; this is not about the passphrase.",
        "Take `keys` from a backup of the same store; do not delete anything.",
    ),
    "damaged_store": (
        "The store is damaged: {path}.",
        "Do not write to this disk; take a copy of the whole directory and restore a backup.",
    ),
    "damaged_blob": (
        "The file of an attachment is damaged or gone.",
        "Its record is whole; ask the other side for the attachment.",
    ),
    "no_blob": (
        "This attachment is not here, only its record.",
        "Ask for it; it comes with the next bundle.",
    ),
    "attachment_not_here": (
        "The attachment of {id} is not here, only its record.",
        "Ask for it; it comes with the next bundle.",
    ),
    "empty_file": ("This file is empty.", "Choose the file that has something in it."),
    "store_behind": (
        "The store is older than its own mark: somebody put back an older copy.",
        "If that was you, open it with --accept-behind; it will ask the others for what is missing.",
    ),
    "store_too_new": (
        "A newer version of the program wrote this store.",
        "Install that version; nothing here was changed.",
    ),
    "no_store": ("There is no store at {path}.", "Make one with `init`, or name another place with --store."),
    "store_exists": (
        "There already is a store at {path}.",
        "Choose another directory, or use the one there.",
    ),
    "scope_not_here": (
        "This part of the case is not on this laptop.",
        "Ask for it; it can be changed again once it is back.",
    ),
    "scope_closing": (
        "This case is being handed over and cannot be changed here any more.",
        "Write to the house that takes it, or to headquarters.",
    ),
    "not_held": ("This edit is not on this laptop.", "It may have been erased already; nothing was changed."),
    "too_many_edits": (
        "{count:change|changes} at once are more than the {limit} that fit together.",
        "Save in smaller steps.",
    ),
    "draft_too_large": (
        "This is too much to be kept while it is not saved.",
        "Save it now, or attach long text as a document.",
    ),
    "value_too_large": ("{field} is too large to be kept as one value.", "Attach it as a document instead."),
    "disk_full": ("The disk is full.", "Nothing was lost; make room and do it again."),
    "read_only": ("{path} cannot be written to.", "Take off the write protection, or choose another place."),
    "permission": ("The system does not allow this at {path}.", "Choose a place that belongs to you."),
    "too_many_files": ("The system has no more open files to give.", "Close other programs and try again."),
    "out_of_memory": (
        "There is not enough memory for this.",
        "Close other programs and try again; unlocking needs half a gigabyte for a moment.",
    ),
    "io_error": ("The disk or stick reported an error at {path}.", "Try another port or another stick."),
    "busy": (
        "The store is open in another window or program.",
        "Close it there first.",
    ),
    "read_back_differs": (
        "What was read back from {path} is not what was written; that file was removed.",
        "Do not trust this stick; send again on another one.",
    ),
    "file_exists": ("There already is a file at {path}.", "Choose another name; nothing is overwritten."),
    "no_such_path": ("There is nothing at {path}.", "Check the name and try again."),
    "no_such_directory": ("There is no directory {path}.", "Make it first, or choose another one."),
    "not_a_directory": ("{path} is not a directory.", "Choose a directory."),
    "not_a_file": (
        "{path} is not an ordinary file.",
        "Choose a file; devices, links and pipes are not read.",
    ),
    "document_too_large": (
        "This document has {size:byte|bytes}: more than is shown inside the program.",
        "It is safe in the store. Take it out to look at it with another program.",
    ),
    "original_changed": (
        "{path} was not deleted: it is no longer the file that was attached.",
        "Look at it yourself, and delete it if it is not needed.",
    ),
    "not_text": ("The file {path} is not text.", "Save it as UTF-8 text and try again."),
    "file_too_large": ("The file {path} is too large for this.", "Attach it instead, or take a smaller one."),
    "directory_not_empty": (
        "The directory {path} is not empty.",
        "Choose a new one; nothing is overwritten.",
    ),
}
