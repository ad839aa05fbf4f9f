"""English sentences about devices, enrolment and the organisation kit."""

SENTENCES = {
    "no_identity": ("This store does not belong to an organisation yet.", "Join with an invitation first."),
    "identity_exists": ("This store already has a device in it.", "Make another store for another device."),
    "not_enrolled": (
        "This laptop has not been admitted yet.",
        "Everything entered is safe and travels once the enrolment is finished.",
    ),
    "already_enrolled": (
        "This laptop already belongs to an organisation.",
        "For another organisation, make another store.",
    ),
    "not_a_desk": ("Only a desk of headquarters can do this.", "Ask your headquarters."),
    "no_right": ("This laptop has no right to do this.", "Ask the desk that keeps the case or house."),
    "not_yourself": ("A device cannot do this to itself.", "Do it from another desk."),
    "no_root_here": (
        "The organisation's root key is not on this laptop.",
        "Do it at the desk that founded the organisation.",
    ),
    "unknown_device": ("No device is called {name}.", "See the names with `roster`."),
    "house_id_taken": (
        "This laptop wants to join as a house that {name} already is.",
        "Nothing was admitted. Somebody may be pretending: ask the house by voice, and invite it anew.",
    ),
    "revoked_for_good": (
        "{name} was revoked for good and never belongs again.",
        "Set the laptop up anew, and invite it as another device.",
    ),
    "not_suspended": ("{name} is not suspended.", "Nothing needs doing."),
    "name_taken": ("Another device is already called {name}.", "Choose another name."),
    "bad_name": (
        "This name cannot be used for a device.",
        "Take a short one of visible characters, not `hq`.",
    ),
    "no_link": ("There is no link with this device yet.", "Finish its enrolment first."),
    "device_not_active": (
        "{name} is not in use: {status}.",
        "Nothing is sent to it; admit a new device if one is needed.",
    ),
    "not_a_house": ("{name} is not a house.", "Name a house; desks see the case anyway."),
    "not_an_invitation": (
        "This file is not an invitation.",
        "Ask for the invitation to be made and sent again.",
    ),
    "bad_invitation": (
        "This invitation is damaged or was altered.",
        "Ask for a new one, and say that this one did not open.",
    ),
    "reply_used": (
        "This invitation was already answered and admitted.",
        "Make a new one; an invitation is good for one reply.",
    ),
    "enrolment_stopped": (
        "This enrolment was stopped after wrong words.",
        "Start over with a new invitation, and find out who was in between.",
    ),
    "invitation_expired": ("This invitation is older than 14 days.", "Make a new one."),
    "invitation_lost": (
        "The secrets of the invitation for {name} are gone: this store was put back to an older day.",
        "Make a new invitation.",
    ),
    "foreign_reply": (
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
    "bad_key": (
        "A key that was given to us cannot be used.",
        "Ask for it again; it may have been altered on its way.",
    ),
    "nothing_to_confirm": ("No enrolment is waiting for words.", "Start with an invitation."),
    "not_confirmed": (
        "This laptop still waits for headquarters' four words.",
        "Ask for them and enter them; until then nothing is sent.",
    ),
    "incarnations_used_up": (
        "This device has begun anew too many times.",
        "Enrol it again as a new device.",
    ),
    "no_certificate": (
        "This desk's certificate has not arrived yet.",
        "Receive a bundle from another desk first.",
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
    "damaged_kit": ("This file is not a whole organisation kit.", "Use another copy of it."),
    "foreign_kit": ("This kit belongs to another organisation.", "Look for the file of your own."),
    "kit_too_new": ("A newer version of the program wrote this kit.", "Install that version."),
    "too_few_shares": (
        "{needed} shares are needed, and {found} were given.",
        "Bring more shares of the same kit.",
    ),
    "mixed_shares": (
        "These shares do not belong together.",
        "Sort out those of one kit, all written on the same day.",
    ),
    "foreign_shares": (
        "These shares belong to another kit file.",
        "Look for the file that was written together with them.",
    ),
    "damaged_share": (
        "Share number {position} has a wrong word in it.",
        "Compare it with the paper, word by word.",
    ),
    "bad_share_count": (
        "A secret cannot be shared as {needed} of {count}.",
        "Take at least 2 of 2 and at most 16 shares; 3 of 5 is usual.",
    ),
}
