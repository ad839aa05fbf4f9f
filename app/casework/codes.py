"""Every coded list that the kinds of today use, with its standard where one has the concept.

Codes are stable slugs of our own; codes are stored, labels live in `app/texts`. Rules:
a list about a person also has `unknown` and `not_disclosed`; a code is never renamed or reused;
a list whose members a rule names is an enum, the others are tables.
Standards: UNHCR = Resettlement Handbook needs codes and priority levels (casework.md); those of
incidents are in `incident_codes.py`.
"""

from collections.abc import Mapping
from enum import StrEnum

from app.casework.coded import NOT_DISCLOSED, UNKNOWN, CodeList, of_enum, of_person, of_process
from app.casework.incident_codes import INCIDENT_LISTS

__all__ = ["LISTS", "NOT_DISCLOSED", "UNKNOWN", "CodeList"]


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


class TaskType(StrEnum):
    """What a task is about; the rules of today know some of them."""

    FOLLOW_UP = "follow_up"
    SAFETY_CHECK_IN = "safety_check_in"
    DOCUMENT_DEADLINE = "document_deadline"
    MEDICAL = "medical"
    INTERVIEW_PREPARATION = "interview_preparation"
    TRAVEL_PREPARATION = "travel_preparation"
    CONSENT_REVIEW = "consent_review"
    RISK_REVIEW = "risk_review"
    RETENTION_REVIEW = "retention_review"
    DIRECTIVE = "directive"
    HOUSE_INSPECTION = "house_inspection"


class TaskStatus(StrEnum):
    """How far a task is."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANNOT_DO = "cannot_do"
    CANCELLED = "cancelled"


class MetadataOutcome(StrEnum):
    """What happened to the data hidden in an attached file: camera, place, author (`documents.py`)."""

    STRIPPED = "stripped"
    KEPT_AS_EVIDENCE = "kept_as_evidence"
    KEPT_AS_IS = "kept_as_is"
    PDF_UNTOUCHED = "pdf_untouched"
    OTHER_UNTOUCHED = "other_untouched"


_ALL = (
    of_enum("case_status", CaseStatus),
    of_enum("risk_level", RiskLevel),
    of_enum("priority", Priority, emergency="UNHCR:emergency", urgent="UNHCR:urgent", normal="UNHCR:normal"),
    of_enum("verification_status", VerificationStatus),
    of_enum("retention_class", RetentionClass),
    of_enum("person_role", PersonRole),
    of_enum("consent_purpose", Purpose),
    of_enum("consent_decision", ConsentDecision),
    of_enum("legal_basis", LegalBasis),
    of_enum("house_status", HouseStatus),
    of_enum("stay_status", StayStatus),
    of_enum("message_type", MessageType),
    of_enum("metadata_outcome", MetadataOutcome),
    of_enum("task_type", TaskType),
    of_enum("task_status", TaskStatus),
    of_person(
        "profile",
        "lgbti_persecution family_member_of_lgbti political_dissident antiwar_activist human_rights_defender"
        " journalist draft_refuser_deserter witness religious_minority other",
        lgbti_persecution="UNHCR:LP-RP",
        political_dissident="UNHCR:LP-RP",
    ),
    of_person(
        "gender_identity",
        "woman man trans_woman trans_man non_binary questioning self_described",
    ),
    of_person("sex_in_documents", "f m x", f="ICAO9303:F", m="ICAO9303:M", x="ICAO9303:<"),
    of_person(
        "orientation",
        "lesbian gay bisexual pansexual heterosexual asexual questioning self_described",
    ),
    of_person(
        "intake_channel",
        "self partner_organisation community_member lawyer media headquarters other_house",
    ),
    of_person(
        "health_flag",
        "chronic_illness mental_health critical_condition disability injury_from_violence"
        " medication_needed hormone_therapy pregnancy none other",
        chronic_illness="UNHCR:SM-CI",
        mental_health="UNHCR:SM-MI",
        critical_condition="UNHCR:SM-CC",
        disability="UNHCR:DS",
        injury_from_violence="UNHCR:TR-PI",
    ),
    of_person(
        "next_place_type",
        "other_house own_housing relatives_or_friends hospital abroad in_transit detention other",
    ),
    of_process("verification_mode", "partner co_verification headquarters"),
    of_process(
        "closure_reason",
        "settled withdrew_consent returned_voluntarily transferred_to_organisation refused_no_route"
        " lost_contact deceased detained_or_disappeared security_risk duplicate falsely_attributed other",
    ),
    of_process(
        "risk_dimension",
        "state_reach security_service_reach family_reach community_reach online_reach location_known"
        " pursuit_active exposure_event wanted_or_border_alert exit_ban acute_health self_harm"
        " minor_or_dependant housemate_conflict house_compromise legal_status_expiry",
    ),
    of_process("risk_trend", "rising stable falling unknown"),
    of_process("risk_confidence", "high medium low"),
    of_process("presence", "day_and_night night_only"),
    of_process(
        "document_type",
        "identity_paper photo medical court testimony letter screenshot audio video scan other",
    ),
    *INCIDENT_LISTS,
)

LISTS: Mapping[str, CodeList] = {codes.name: codes for codes in _ALL}
