"""Every coded list that the kinds of today use, with its standard where one has the concept.

Codes are stable slugs of our own; codes are stored, labels live in `app/texts`. Rules:
a list about a person also has `unknown` and `not_disclosed`; a code is never renamed or reused;
a list whose members a rule names is an enum, the others are tables.
Standards: UNHCR = Resettlement Handbook needs codes and priority levels (casework.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

UNKNOWN = "unknown"
NOT_DISCLOSED = "not_disclosed"


class CaseStatus(StrEnum):
    """Where a case stands; the steps between are in `status.py`."""

    IDENTIFIED = "identified"
    INTAKE = "intake"
    VERIFIED = "verified"
    NOT_VERIFIED = "not_verified"
    SHELTERED = "sheltered"
    SUPPORTED_IN_PLACE = "supported_in_place"
    PATHWAY_SUBMITTED = "pathway_submitted"
    PATHWAY_ACCEPTED = "pathway_accepted"
    PATHWAY_REFUSED = "pathway_refused"
    TRAVEL_READY = "travel_ready"
    IN_TRANSIT = "in_transit"
    ARRIVED = "arrived"
    SETTLING = "settling"
    SETTLED = "settled"
    CLOSED = "closed"
    ON_HOLD = "on_hold"
    LOST_CONTACT = "lost_contact"
    DETAINED = "detained"
    DECEASED = "deceased"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    DUPLICATE = "duplicate"
    REOPENED = "reopened"


class RiskLevel(StrEnum):
    """How great the danger is, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Priority(StrEnum):
    """UNHCR's three levels, most pressing first."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    NORMAL = "normal"


class VerificationStatus(StrEnum):
    """Whether somebody is who they say, and what happened is what they say."""

    PENDING = "pending"
    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    FALSELY_ATTRIBUTED = "falsely_attributed"
    REJECTED = "rejected"


class RetentionClass(StrEnum):
    """What headquarters keeps of a case once it is closed."""

    ACTIVE = "active"
    ARCHIVE_CODED = "archive_coded"
    DESTROY = "destroy"


class PersonRole(StrEnum):
    """What somebody is in a case."""

    PRINCIPAL = "principal"
    PARTNER = "partner"
    DEPENDANT = "dependant"
    PARENT = "parent"
    OTHER = "other"
    UNKNOWN = "unknown"
    NOT_DISCLOSED = "not_disclosed"


class Purpose(StrEnum):
    """What a person was asked to agree to."""

    CASE_MANAGEMENT = "case_management"
    SHARE_WITH_HQ = "share_with_hq"
    SHARE_WITH_GOVERNMENT = "share_with_government"
    SHARE_WITH_UNHCR = "share_with_unhcr"
    SHARE_WITH_MEDICAL = "share_with_medical"
    SHARE_WITH_LEGAL = "share_with_legal"
    SHARE_WITH_SETTLEMENT_AGENCY = "share_with_settlement_agency"
    ANONYMISED_REPORTING = "anonymised_reporting"
    EVIDENCE_FOR_ACCOUNTABILITY = "evidence_for_accountability"
    MEDIA_ADVOCACY = "media_advocacy"
    PHOTO_BIOMETRICS = "photo_biometrics"
    FAMILY_TRACING = "family_tracing"
    RESEARCH = "research"


class ConsentDecision(StrEnum):
    """What the person answered; `override` is ours, not theirs, and is counted."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOT_ASKED = "not_asked"
    OVERRIDE = "override"


class LegalBasis(StrEnum):
    """ICRC Handbook on Data Protection in Humanitarian Action, chapter 3."""

    CONSENT = "consent"
    VITAL_INTEREST = "vital_interest"
    PUBLIC_INTEREST = "public_interest"
    LEGITIMATE_INTEREST = "legitimate_interest"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"


class HouseStatus(StrEnum):
    """Whether a house can take people in."""

    SCOUTING = "scouting"
    READY = "ready"
    ACTIVE = "active"
    FULL = "full"
    PAUSED = "paused"
    COMPROMISED = "compromised"
    EVACUATING = "evacuating"
    CLOSED = "closed"


class StayStatus(StrEnum):
    """Where one stay of one person in one house stands."""

    PLANNED = "planned"
    CHECKED_IN = "checked_in"
    ABSENT_OVERNIGHT = "absent_overnight"
    CHECKED_OUT = "checked_out"
    MOVED = "moved"
    LEFT_UNPLANNED = "left_unplanned"
    REMOVED_FOR_SAFETY = "removed_for_safety"


class MessageType(StrEnum):
    """What a message asks for: the first thirteen come from headquarters, the rest from a house."""

    QUESTION = "question"
    DOCUMENT_REQUEST = "document_request"
    APPROVAL = "approval"
    REFUSAL = "refusal"
    DIRECTIVE = "directive"
    PATHWAY_UPDATE = "pathway_update"
    TRAVEL_GO = "travel_go"
    TRAVEL_STOP = "travel_stop"
    EVACUATE_HOUSE = "evacuate_house"
    KEY_NOTICE = "key_notice"
    LIST_UPDATE = "list_update"
    ERASE_REQUEST = "erase_request"
    BROADCAST = "broadcast"
    REPORT = "report"
    REQUEST = "request"
    INCIDENT_ALERT = "incident_alert"
    COMPROMISE_ALERT = "compromise_alert"
    ERASURE_CERTIFICATE = "erasure_certificate"


class MetadataOutcome(StrEnum):
    """What happened to the data hidden in an attached file: camera, place, author (`documents.py`)."""

    STRIPPED = "stripped"
    KEPT_AS_EVIDENCE = "kept_as_evidence"
    KEPT_AS_IS = "kept_as_is"
    PDF_UNTOUCHED = "pdf_untouched"
    OTHER_UNTOUCHED = "other_untouched"


@dataclass(frozen=True, slots=True)
class CodeList:
    """A coded list: its slugs in the order people should see them, and what standards call them."""

    name: str
    codes: tuple[str, ...]
    about_person: bool = False
    standard: Mapping[str, str] = field(default_factory=dict)


def _enum(name: str, codes: type[StrEnum], **standard: str) -> CodeList:
    members = tuple(str(code) for code in codes)
    return CodeList(name, members, UNKNOWN in members and NOT_DISCLOSED in members, standard)


def _process(name: str, codes: str, **standard: str) -> CodeList:
    return CodeList(name, tuple(codes.split()), False, standard)


def _person(name: str, codes: str, **standard: str) -> CodeList:
    return CodeList(name, (*codes.split(), UNKNOWN, NOT_DISCLOSED), True, standard)


_ALL = (
    _enum("case_status", CaseStatus),
    _enum("risk_level", RiskLevel),
    _enum("priority", Priority, emergency="UNHCR:emergency", urgent="UNHCR:urgent", normal="UNHCR:normal"),
    _enum("verification_status", VerificationStatus),
    _enum("retention_class", RetentionClass),
    _enum("person_role", PersonRole),
    _enum("consent_purpose", Purpose),
    _enum("consent_decision", ConsentDecision),
    _enum("legal_basis", LegalBasis),
    _enum("house_status", HouseStatus),
    _enum("stay_status", StayStatus),
    _enum("message_type", MessageType),
    _enum("metadata_outcome", MetadataOutcome),
    _person(
        "profile",
        "lgbti_persecution family_member_of_lgbti political_dissident antiwar_activist human_rights_defender"
        " journalist draft_refuser_deserter witness religious_minority other",
        lgbti_persecution="UNHCR:LP-RP",
        political_dissident="UNHCR:LP-RP",
    ),
    _person(
        "gender_identity",
        "woman man trans_woman trans_man non_binary questioning self_described",
    ),
    _person("sex_in_documents", "f m x", f="ICAO9303:F", m="ICAO9303:M", x="ICAO9303:<"),
    _person(
        "orientation",
        "lesbian gay bisexual pansexual heterosexual asexual questioning self_described",
    ),
    _person(
        "intake_channel",
        "self partner_organisation community_member lawyer media headquarters other_house",
    ),
    _person(
        "health_flag",
        "chronic_illness mental_health critical_condition disability injury_from_violence"
        " medication_needed hormone_therapy pregnancy none other",
        chronic_illness="UNHCR:SM-CI",
        mental_health="UNHCR:SM-MI",
        critical_condition="UNHCR:SM-CC",
        disability="UNHCR:DS",
        injury_from_violence="UNHCR:TR-PI",
    ),
    _person(
        "next_place_type",
        "other_house own_housing relatives_or_friends hospital abroad in_transit detention other",
    ),
    _process("verification_mode", "partner co_verification headquarters"),
    _process(
        "closure_reason",
        "settled withdrew_consent returned_voluntarily transferred_to_organisation refused_no_route"
        " lost_contact deceased detained_or_disappeared security_risk duplicate falsely_attributed other",
    ),
    _process(
        "risk_dimension",
        "state_reach security_service_reach family_reach community_reach online_reach location_known"
        " pursuit_active exposure_event wanted_or_border_alert exit_ban acute_health self_harm"
        " minor_or_dependant housemate_conflict house_compromise legal_status_expiry",
    ),
    _process("risk_trend", "rising stable falling unknown"),
    _process("risk_confidence", "high medium low"),
    _process("presence", "day_and_night night_only"),
    _process(
        "document_type",
        "identity_paper photo medical court testimony letter screenshot audio video scan other",
    ),
)

LISTS: Mapping[str, CodeList] = {codes.name: codes for codes in _ALL}
