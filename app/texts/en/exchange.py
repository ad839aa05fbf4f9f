"""English sentences about bundles: errors, outcomes, what consent keeps back, the ledger."""

SENTENCES = {
    "malformed_change": (
        "Something in what arrived is not well formed.",
        "It was not taken in; tell the sender.",
    ),
    "malformed_manifest": ("A bundle is not well formed.", "It was not taken in; tell the sender."),
    "malformed_section": ("A part of a bundle is not well formed.", "It was not taken in; tell the sender."),
    "malformed_statement": (
        "A signed list in what arrived is not well formed.",
        "It was not taken in; tell the sender.",
    ),
    "max_size_too_small": (
        "The smallest bundle that can go now has {least:byte|bytes}.",
        "Allow at least that much.",
    ),
    "peer_suspended": (
        "{name} is suspended.",
        "Nothing is sent there for now; what is written waits.",
    ),
    "peer_revoked": ("{name} was revoked.", "Nothing is sent there any more."),
    "not_held_back": (
        "No bundle with the number {id} is held back.",
        "See `quarantine list`; of two histories of one device nobody decides yet.",
    ),
    "not_kept": (
        "The sender is cut off, and there was no room to keep what it sent.",
        "Keep the file. Headquarters decides about what is held back; then receive it again.",
    ),
    "no_room_to_wait": (
        "What {name} sent goes on from something that is not here, and there is no room left to keep it waiting.",
        "Nothing was taken. Accept what it sent before that first.",
    ),
    "never_for_a_house": (
        "The compartment {compartment} is never opened to a house.",
        "Send what the house needs to know as a message.",
    ),
    "only_houses_shed": ("Only a house drops what headquarters holds.", "On a desk, use retention."),
    "nothing_to_want": ("Nothing of {id} is missing here.", "Nothing needs doing."),
    "nothing_to_shed": (
        "There is nothing of {id} that could be dropped here.",
        "Choose a person, or a case with persons, that is on this laptop.",
    ),
    "not_acknowledged": (
        "Headquarters has not confirmed all of the compartment {compartment} yet.",
        "Send, receive the answer, and then drop it.",
    ),
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
        "Headquarters decides about it; nothing in it counts until then.",
    ),
    "revoked": (
        "The sender was revoked; what it sent is kept in quarantine.",
        "Headquarters decides about it; nothing in it counts until then.",
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
        "Enter headquarters' four words, and receive it again.",
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

LEDGER = {
    "change": "change|changes",
    "photo": "photo|photos",
    "file": "attachment|attachments",
    "everything_up_to": "{name} has everything up to {moment}.",
    "nothing_confirmed": "{name} has not confirmed any bundle from here yet.",
    "unconfirmed": "{load} since then {agree:only:is|are} unconfirmed (sent {how} on {day}).",
    "unconfirmed_first": "{load} {agree:only:is|are} unconfirmed (sent {how} on {day}).",
    "again": "{agree:only:It goes|They go} along again with the next bundle.",
    "waiting": "{load} {agree:only:waits|wait} to be sent.",
    "nothing_waits": "Nothing waits.",
    "withheld": "{withheld:words:part of a case stays|parts of cases stay} here because of consent, and {withheld:only:exists|exist} only here.",
    "quiet_up_to": "{name} has everything up to {moment}; {rest}.",
    "quiet_unconfirmed": "{name} has not confirmed any bundle from here yet; {rest}.",
    "quiet_waits": "{load} {agree:only:waits|wait}",
    "quiet_nothing": "nothing waits",
    "quiet_came": "The last bundle came from {name}, {moment}.",
    "quiet_none_came": "No bundle has come yet.",
    "quiet_alone": "This laptop belongs to no organisation yet: what is in it exists only here.",
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
