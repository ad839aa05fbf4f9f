"""English sentences: slug → (what happened, what to do). Labels of codes are in `en_labels.py`."""

STAND_INS = {
    "field": "this field",
    "kind": "a record of this kind",
    "path": "the path given",
    "name": "this device",
    "limit": "the limit",
    "close": "nothing similar",
    "allowed": "nothing",
    "position": "one",
}

UNKNOWN_SLUG = (
    "Something was refused, and there is no sentence for it yet ({slug}).",
    "Nothing was changed; please report this word to those who maintain the program.",
)

SENTENCES = {
    # passphrases and the store
    "wrong_passphrase": (
        "This passphrase does not open the store.",
        "Check the keyboard layout and Caps Lock, and try again; wrong attempts lock nobody out.",
    ),
    "no_passphrase": (
        "No passphrase was given.",
        "Type it at the prompt, or name a file that holds it with --passphrase-file.",
    ),
    "passphrases_differ": ("The two passphrases differ.", "Type the same one twice."),
    "passphrase_weak": (
        "This passphrase would be guessed.",
        "Take the seven words that the program suggests, or at least 15 characters that mean nothing to others.",
    ),
    "passphrase_too_short": (
        "This passphrase is too short.",
        "Take the seven words that the program suggests.",
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
    "damaged_turn": (
        "A small file of the store could not be read and was made anew.",
        "Keep working; the next bundles put the links in order.",
    ),
    "damaged_blob": (
        "The file of an attachment is damaged or gone.",
        "Its record is whole; ask the other side for the attachment with `want`.",
    ),
    "no_blob": (
        "This attachment is not here, only its record.",
        "Ask for it with `want`; it comes with the next bundle.",
    ),
    "empty_file": ("This file is empty.", "Choose the file that has something in it."),
    "foreign_file": ("This file does not belong to a store.", "Choose the directory that the store is in."),
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
    "store_locked": ("The store is locked.", "Unlock it with the passphrase."),
    "scope_not_here": (
        "This part of the case is not on this laptop.",
        "Ask for it with `want`; it can be changed again once it is back.",
    ),
    # files and the machine
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
    "no_stick": ("No stick was found at {path}.", "Put it in, wait until it is mounted, and try again."),
    "file_exists": ("There already is a file at {path}.", "Choose another name; nothing is overwritten."),
    "no_such_path": ("There is nothing at {path}.", "Check the name and try again."),
    "no_such_directory": ("There is no directory {path}.", "Make it first, or choose another one."),
    "not_a_directory": ("{path} is not a directory.", "Choose a directory."),
    "not_a_file": (
        "{path} is not an ordinary file.",
        "Choose a file; devices, links and pipes are not read.",
    ),
    "not_text": ("The file {path} is not text.", "Save it as UTF-8 text and try again."),
    "file_too_large": ("The file {path} is too large for this.", "Attach it instead, or take a smaller one."),
    # entering records
    "bad_value": ("{field} cannot take this value: {why}.", "Correct it and enter it again."),
    "unknown_kind": ("There is no kind of record called {kind}.", "Perhaps: {close}."),
    "unknown_field": ("A record of kind {kind} has no field {field}.", "Perhaps: {close}."),
    "missing_field": ("A record of kind {kind} needs {field}.", "Enter it and save again."),
    "write_once": (
        "A note is never changed.",
        "Write another one that follows it; both stay readable.",
    ),
    "period_backwards": ("{end} is before {start}.", "Correct one of the two dates."),
    "override_without_basis": (
        "An override needs a legal basis other than consent, and a reason.",
        "Enter legal_basis and reason; overrides are counted and shown.",
    ),
    "status_needs_reason": (
        "A case does not usually go from {before} to {after}.",
        "If it did, enter status_reason; it will be marked. Usual next steps: {allowed}.",
    ),
    "stay_overlaps": (
        "This person already has a stay at that time.",
        "Correct the dates, or enter exception_reason if both are right.",
    ),
    "house_full": (
        "The house would hold more people than it has places for.",
        "Choose another house, or enter exception_reason.",
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
    "ambiguous_id": ("Several records begin like that.", "Give the whole id."),
    "wrong_kind": ("The record {id} is of another kind.", "Check which id goes with which option."),
    "deleted_record": ("This record was deleted.", "Undo the deletion first."),
    "no_conflict": ("There is no conflict in this field.", "See what is open with `conflicts`."),
    "no_such_value": ("There is no value with this number.", "See the numbers with `conflicts`."),
    "nothing_to_undo": ("There is nothing to undo.", "Only the last change made here can be undone."),
    "nothing_to_change": ("Nothing to change was given.", "Give at least one FIELD=VALUE."),
    "bad_assignment": ("{text} is not FIELD=VALUE.", "Write for example: status=sheltered."),
    "bad_json": ("What follows := is not JSON.", "Write for example: profile:='[\"journalist\"]'."),
    "bad_batch_line": (
        "Line {line} of the batch is not understood.",
        "Correct it; the lines before it were done.",
    ),
    # organisation, enrolment
    "no_identity": ("This store does not belong to an organisation yet.", "Join with an invitation first."),
    "not_enrolled": (
        "This laptop has not been admitted yet.",
        "Everything entered is safe and travels once the enrolment is finished.",
    ),
    "already_enrolled": (
        "This laptop already belongs to an organisation.",
        "For another organisation, make another store.",
    ),
    "not_a_desk": ("Only a desk of headquarters can do this.", "Ask your headquarters."),
    "not_keeper": ("Another desk keeps this.", "Ask that desk, or have it moved to you."),
    "no_right": ("This laptop has no right to do this.", "Ask the desk that keeps the case or house."),
    "not_yourself": ("A device cannot do this to itself.", "Do it from another desk."),
    "no_root_here": (
        "The organisation's root key is not on this laptop.",
        "Bring the organisation kit and enough shares, and do it with `root use`.",
    ),
    "unknown_device": ("No device is called {name}.", "See the names with `roster`."),
    "name_taken": ("Another device is already called {name}.", "Choose another name."),
    "no_link": ("There is no link with this device yet.", "Finish its enrolment first."),
    "device_suspended": (
        "{name} is suspended.",
        "Nothing is sent to it; lift the suspension first if that is right.",
    ),
    "device_revoked": (
        "{name} was revoked.",
        "It is never sent anything again; enrol a new device as its successor.",
    ),
    "not_an_invitation": (
        "This file is not an invitation.",
        "Ask for the invitation to be made and sent again.",
    ),
    "bad_invitation": (
        "This invitation is damaged or was altered.",
        "Ask for a new one, and say that this one did not open.",
    ),
    "invitation_used": (
        "This invitation was already answered.",
        "Make a new one; an invitation is good for one reply.",
    ),
    "invitation_expired": ("This invitation is older than 14 days.", "Make a new one."),
    "unknown_invitation": (
        "This reply does not answer an invitation of this desk.",
        "Let the desk that invited admit it.",
    ),
    "wrong_code": (
        "This code does not open the invitation.",
        "Have the six words said again; each can be given by its number.",
    ),
    "wrong_words": (
        "The words do not match: somebody may be in between, or a word was misheard.",
        "Compare them once more by voice; if they differ again, stop and start over with a new invitation.",
    ),
    "word_count": ("{expected} words are needed, and {found} were given.", "Give all of them in order."),
    "unknown_word": (
        "Word number {position} is in none of the lists.",
        "Check its spelling, or give its number instead.",
    ),
    "ambiguous_word": (
        "Word number {position} is not clear without its number.",
        "Give its number instead.",
    ),
    "damaged_reply": (
        "This reply is damaged or was altered.",
        "Let the house make its reply again from a new invitation.",
    ),
    "nothing_to_confirm": ("No enrolment is waiting for words.", "Start with an invitation."),
    "not_confirmed": (
        "This laptop still waits for headquarters' four words.",
        "Ask for them and enter them with `confirm`; until then nothing is sent.",
    ),
    "incarnations_used_up": (
        "This device has begun anew too many times.",
        "Enrol it again as a new device.",
    ),
    "bad_certificate": (
        "A certificate does not bear the organisation's signature.",
        "It was left aside; tell headquarters.",
    ),
    "bad_common_document": (
        "A roster does not bear the organisation's signature.",
        "It was left aside; tell headquarters.",
    ),
    "common_too_large": (
        "The organisation's common document has grown too large.",
        "Remove desks that are no longer used.",
    ),
    "kit_damaged": ("This file is not a whole organisation kit.", "Use another copy of it."),
    "shares_not_enough": (
        "These shares are not enough, or do not belong together.",
        "Bring more shares of the same kit.",
    ),
    "bad_share": ("Share number {position} has a wrong word in it.", "Compare it with the paper."),
    # bundles
    "malformed_change": (
        "Something in what arrived is not well formed.",
        "It was not taken in; tell the sender.",
    ),
    "malformed_manifest": ("A bundle is not well formed.", "It was not taken in; tell the sender."),
    "malformed_section": ("A part of a bundle is not well formed.", "It was not taken in; tell the sender."),
    "nothing_to_send": ("There is nothing that {name} does not have.", "Nothing needs doing."),
    "no_bundles": ("No bundle was found at {path}.", "Check that this is the right stick or directory."),
    "bad_size": ("This is not a size.", "Write for example 25MB."),
    "size_too_small": ("A bundle does not fit into this size.", "Allow at least 4 KB."),
    "verify_first": (
        "The store did not pass its check.",
        "Run `verify`; nothing is sent until its findings are answered.",
    ),
    # attachments
    "too_many_pixels": ("This picture is too large to be cleaned.", "It is kept as it is."),
}

OUTCOMES = {
    "applied": ("{changes:change is|changes are} in.", "Nothing needs doing."),
    "duplicate": (
        "This bundle is genuine and brings nothing new.",
        "Nothing needs doing; it can be deleted.",
    ),
    "superseded": (
        "This bundle came late: a newer, complete one is already in, and nothing was missed.",
        "Nothing needs doing; attachments are asked for again.",
    ),
    "not_for_us": (
        "No link of ours opens this file: it is not for us, or damaged at its start.",
        "If it should be for you, ask for it to be sent again.",
    ),
    "damaged": (
        "This bundle was damaged or altered on its way, and nothing of it was kept.",
        "Ask for it to be sent again.",
    ),
    "cut_off": (
        "This bundle is shorter than it should be.",
        "Copy it again, or ask for it to be sent again.",
    ),
    "unopenable": (
        "The key for this bundle is gone and nothing later replaced it.",
        "A new one is asked for with your next bundle; send one soon.",
    ),
    "suspended": (
        "The sender is suspended; what it sent is kept in quarantine.",
        "A desk decides about it with `quarantine`.",
    ),
    "revoked": (
        "The sender was revoked; what it sent is kept in quarantine.",
        "A desk decides about it with `quarantine`.",
    ),
    "quarantined": (
        "This bundle contradicts what the same device sent before; it is kept in quarantine.",
        "Tell headquarters: a laptop may have been copied or put back to an older day.",
    ),
    "too_new": (
        "A newer version of the program made this bundle.",
        "Install that version and receive it again; the bundle stays good.",
    ),
    "too_large": ("This bundle says it is larger than the program accepts.", "Ask for smaller ones."),
    "no_right": (
        "This bundle is genuine, but its sender may not write any of what is in it.",
        "Nothing was taken in; the sender is told.",
    ),
    "too_early": (
        "This bundle came before the enrolment was finished; it is untouched.",
        "Enter headquarters' four words with `confirm`, and receive it again.",
    ),
}

REASONS = {
    "consent_refused": ("The person refused.", "Ask again only when they wish to talk about it."),
    "consent_withdrawn": ("The person withdrew their consent.", "It stays here until they decide otherwise."),
    "consent_override_without_basis": (
        "An override was entered without a legal basis or reason.",
        "Complete it, or record what the person decided.",
    ),
    "consent_every_principal_refused": (
        "Everybody whom the case is about refused.",
        "The case stays here; the decision itself travels.",
    ),
    "stripped": (
        "Place, camera and author were taken out of this picture.",
        "The original where it came from still has them.",
    ),
    "kept_as_evidence": (
        "This file was kept as evidence, with all that is hidden in it.",
        "Be careful to whom it is given.",
    ),
    "kept_as_is": (
        "This picture could not be cleaned and was kept as it is.",
        "It may still say where and when it was taken.",
    ),
    "pdf_untouched": ("PDF files are kept as they are.", "It may still say who made it."),
    "other_untouched": (
        "Files of this kind are kept as they are.",
        "It may still say who made it, and when.",
    ),
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
    "bad_date": "it is not a date such as 1994, 1994-03 or 1994-03-07",
    "bad_id": "it is not the id of a record",
    "bad_hash": "it is not a hash",
    "bad_country": "it is not a country code such as RU, nor stateless, unknown or not_disclosed",
    "bad_language": "it is not a language code such as ru, nor unknown or not_disclosed",
    "out_of_range": "the number is too small or too large",
    "number_too_large": "the number is too large",
    "too_deep": "it is nested too deeply",
    "keys_meet": "two of its names are the same",
}

LEDGER = {
    "change": "change|changes",
    "photo": "photo|photos",
    "file": "attachment|attachments",
    "everything_up_to": "{name} has everything up to {moment}.",
    "nothing_confirmed": "{name} has not confirmed anything yet.",
    "unconfirmed": "{load} since then {agree:only:is|are} unconfirmed (sent {how} on {day}).",
    "unconfirmed_first": "{load} {agree:only:is|are} unconfirmed (sent {how} on {day}).",
    "again": "{agree:only:It goes|They go} along again with the next bundle.",
    "waiting": "{load} {agree:only:waits|wait} to be sent.",
    "nothing_waits": "Nothing waits.",
    "withheld": "{withheld:words:part of a case stays|parts of cases stay} here because of consent, and {withheld:only:exists|exist} only here.",
    "lost_load": "On it {agree:only:was|were} {load} for {name}.",
    "lost_nothing": "There was nothing on it that {name} does not have.",
    "lost_safe": "Nobody without the keys can read it; it gives away its size and a date.",
    "lost_no_action": "Nothing needs doing: what was on it goes along again with the next bundle.",
    "nothing_needed": "Nothing needs doing.",
}

CHANNELS = {
    "file": "as a file",
    "stick": "on a stick",
    "folder": "through the folder",
    "text": "as text",
    "qr": "as QR codes",
    "parts": "in parts",
    "mail": "by mail",
}
