"""The kinds of record that this version knows. A further kind is one file here and one name below."""

from collections.abc import Mapping

from app.casework.kinds.case import CASE
from app.casework.kinds.consent import CONSENT
from app.casework.kinds.document import DOCUMENT
from app.casework.kinds.house import HOUSE
from app.casework.kinds.incident import INCIDENT
from app.casework.kinds.message import MESSAGE
from app.casework.kinds.note import NOTE
from app.casework.kinds.person import PERSON
from app.casework.kinds.risk import RISK
from app.casework.kinds.stay import STAY
from app.casework.kinds.task import TASK
from app.casework.schema import Kind

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (CASE, PERSON, CONSENT, RISK, INCIDENT, HOUSE, STAY, TASK, NOTE, MESSAGE, DOCUMENT)
}
