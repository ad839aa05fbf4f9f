"""One invented case: its persons, consents, risk, stays, notes, papers, and what headquarters wrote about it."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from app.casework import aliases
from app.casework.codes import RiskLevel
from app.casework.risk import review_due
from app.demo_data import happenings, stories
from app.demo_data.names import Name, invent, phone
from app.demo_data.records import DemoRecord, Paper

_STATUSES = [
    "intake",
    "verified",
    *["sheltered"] * 5,
    "pathway_submitted",
    "pathway_accepted",
    "travel_ready",
]
_LEVELS = [
    RiskLevel.CRITICAL,
    RiskLevel.HIGH,
    RiskLevel.HIGH,
    RiskLevel.MEDIUM,
    RiskLevel.MEDIUM,
    RiskLevel.LOW,
]
_ANSWERS = [*["given"] * 16, "not_asked", "not_asked", "refused", "withdrawn"]
_PROFILES = [
    *["lgbti_persecution"] * 5,
    "antiwar_activist",
    "human_rights_defender",
    "draft_refuser_deserter",
]
_LANGUAGES = [["ru"], ["ru", "ce"], ["ru", "en"], ["ru", "av"], ["ce", "ru"]]
_HEALTH = ["injury_from_violence", "mental_health", "medication_needed", "chronic_illness"]


class _Case:
    """What the parts of one case share."""

    def __init__(
        self, source: random.Random, key: str, house: str, today: date, *, divided: bool = False
    ) -> None:
        self.source = source
        self.key = key
        self.house = house
        self.today = today
        self.contact = today - timedelta(days=source.randrange(20, 90))
        self.arrived = self.contact + timedelta(days=source.randrange(1, 10))
        self.divided = divided
        self.coming = not divided and source.random() < 0.1

    def day(self) -> str:
        """Pick a day since arrival."""
        since = (self.today - self.arrived).days
        return (self.arrived + timedelta(days=self.source.randrange(since + 1))).isoformat()


def case(
    source: random.Random, key: str, house: str, today: date, *, divided: bool = False
) -> list[DemoRecord]:
    """Make one case with everything in it, the case first, then its persons.

    divided: two people, of whom one tells headquarters and the other keeps to themselves.
    """
    this = _Case(source, key, house, today, divided=divided)
    names = [invent(source)]
    if divided or source.random() < 0.25:
        names.append(invent(source))
    level = source.choice(_LEVELS)
    records = [_case(this, level)]
    for number, name in enumerate(names):
        records.extend(_person(this, f"{key}/person-{number + 1}", name, first=number == 0))
    records.append(_risk(this, level))
    records.extend(_notes(this, names[0]))
    records.extend(happenings.tasks(source, key, today, by_desk=False))
    if not kept_here(records):
        records.extend(happenings.request(source, key, names[0], today))
        records.extend(_messages(this, names[0]))
        records.extend(happenings.tasks(source, key, today, by_desk=True))
    return records


def kept_here(records: list[DemoRecord]) -> bool:
    """Say whether the principal keeps the case from headquarters, which then has nothing to write about."""
    answers = [
        record.fields["decision"]
        for record in records
        if record.key.endswith("person-1/consent-share_with_hq")
    ]
    return answers[0] in ("refused", "withdrawn")


def _case(this: _Case, level: RiskLevel) -> DemoRecord:
    source = this.source
    fields = {
        "alias": f"{aliases.suggest(source.randbytes)} {this.key.rpartition('-')[2]}",
        "profile": [source.choice(_PROFILES)],
        "status": "verified" if this.coming else source.choice(_STATUSES),
        "priority": "emergency"
        if level is RiskLevel.CRITICAL
        else source.choice(["urgent", "normal", "normal"]),
        "risk_level": str(level),
        "intake_channel": source.choice(["self", "partner_organisation", "community_member", "lawyer"]),
        "contact_date": this.contact.isoformat(),
        "verification_mode": source.choice(["partner", "co_verification"]),
        "verification_status": source.choice(["pending", "verified", "verified"]),
        "retention_class": "active",
    }
    return DemoRecord(this.key, "case", fields, case=this.key, links={"house": this.house})


def _person(this: _Case, key: str, name: Name, *, first: bool) -> Iterator[DemoRecord]:
    source = this.source
    yield DemoRecord(key, "person", _person_fields(source, name, first=first), case=this.key, person=key)
    for purpose in ("case_management", "share_with_hq"):
        decision = source.choice(_ANSWERS) if purpose == "share_with_hq" else "given"
        if this.divided and purpose == "share_with_hq":
            decision = "given" if first else "refused"
        yield _consent(this, key, purpose, decision)
    yield _stay(this, key)
    yield _personal(this, key, "story", stories.STORY_RU, name)
    yield from happenings.incidents(source, this.key, key, name, this.contact)
    if source.random() < 0.5:
        yield _personal(this, key, "health", stories.HEALTH_RU, name)
    if source.random() < 0.6:
        yield _document(this, key, name)


def _person_fields(source: random.Random, name: Name, *, first: bool) -> dict[str, object]:
    born = date(source.randrange(1975, 2006), source.randrange(1, 13), source.randrange(1, 29)).isoformat()
    return {
        "role": "principal" if first else source.choice(["partner", "partner", "dependant"]),
        "chosen_name": name.given,
        "pronouns": "она/её" if name.woman else "он/его",
        "languages": source.choice(_LANGUAGES),
        "safe_to_contact": "Писать, не звонить; после 20:00 не отвечает.",
        "codeword": source.choice(["смородина", "телескоп", "метроном", "акварель"]),
        "legal_name_cyrillic": name.cyrillic,
        "legal_name_latin": name.latin,
        "birth_date": born[: source.choice([4, 7, 10, 10])],
        "citizenships": ["RU"],
        "sex_in_documents": "f" if name.woman else "m",
        "contact": phone(source),
        "gender_identity": source.choice(
            ["woman", "woman", "trans_woman", "non_binary"]
            if name.woman
            else ["man", "man", "trans_man", "non_binary"]
        ),
        "orientation": source.choice(["lesbian" if name.woman else "gay", "bisexual", "not_disclosed"]),
        "health_flags": [source.choice(_HEALTH)],
    }


def _consent(this: _Case, person: str, purpose: str, decision: str) -> DemoRecord:
    asked = decision != "not_asked"
    fields: dict[str, object] = {"purpose": purpose, "decision": decision, "language": "ru"}
    if asked:
        fields |= {"how_obtained": "устно, в доме", "date": this.day()}
    return DemoRecord(
        f"{person}/consent-{purpose}", "consent", fields, this.key, person, links={"person": person}
    )


def _stay(this: _Case, person: str) -> DemoRecord:
    source = this.source
    fields: dict[str, object] = {"room": source.choice(["большая", "средняя", "у кухни"])}
    if this.coming:
        there = this.today + timedelta(days=source.randrange(1, 12))
        fields |= {
            "planned_from": there.isoformat(),
            "planned_to": (there + timedelta(days=source.randrange(10, 40))).isoformat(),
            "status": "planned",
        }
    else:
        leaving = this.today + timedelta(days=source.randrange(-2, 60))
        fields |= {
            "planned_from": this.arrived.isoformat(),
            "planned_to": max(leaving, this.arrived).isoformat(),
            "actual_from": this.arrived.isoformat(),
            "status": source.choice(["checked_in"] * 9 + ["absent_overnight"]),
            "presence": "day_and_night",
            "reason_in": "Возвращаться домой опасно.",
        }
    links = {"person": person, "house": this.house}
    return DemoRecord(f"{person}/stay", "stay", fields, this.key, person, links=links)


def _personal(this: _Case, person: str, compartment: str, texts: list[str], name: Name) -> DemoRecord:
    fields = {"text": this.source.choice(texts).format(name=name.given), "date": this.day(), "language": "ru"}
    return DemoRecord(f"{person}/{compartment}", "note", fields, this.key, person, compartment=compartment)


def _document(this: _Case, person: str, name: Name) -> DemoRecord:
    source = this.source
    title, kind, template = source.choice(stories.PAPERS)
    lines = [line.format(NAME=name.cyrillic.upper(), LATIN=name.latin.upper()) for line in template]
    ending = source.choice(["png", "png", "pdf"])
    paper = Paper(
        file_name=f"scan_{source.randrange(10_000):04}.{ending}",
        seed=source.randrange(1 << 30),
        lines=(stories.SAMPLE, "", *lines, "", stories.SAMPLE),
        size=source.randrange(40_000, 160_000),
    )
    fields = {"title": title, "type": kind, "date": this.day(), "source": "От самого человека"}
    compartment = "health" if kind == "medical" else "identity" if kind == "identity_paper" else "core"
    key = f"{person}/document"
    return DemoRecord(key, "document", fields, this.key, person, compartment=compartment, paper=paper)


def _risk(this: _Case, level: RiskLevel) -> DemoRecord:
    dimensions, story = this.source.choice(stories.RISK_STORIES)
    assessed = this.day()
    fields = {
        "level": str(level),
        "dimensions": dimensions,
        "date": assessed,
        "trend": this.source.choice(["rising", "stable", "stable", "falling"]),
        "confidence": this.source.choice(["high", "medium", "low"]),
        "text": story,
        "protective_actions": this.source.choice(stories.ACTIONS),
        "review_due": review_due(level, date.fromisoformat(assessed)).isoformat(),
    }
    return DemoRecord(f"{this.key}/risk", "risk", fields, this.key)


def _notes(this: _Case, name: Name) -> Iterator[DemoRecord]:
    source = this.source
    texts = [(text, "ru") for text in source.sample(stories.NOTES_RU, source.randrange(2, 5))]
    if source.random() < 0.3:
        texts.append((source.choice(stories.NOTES_EN), "en"))
    for number, (text, language) in enumerate(texts):
        fields = {"text": text.format(name=name.given), "date": this.day(), "language": language}
        yield DemoRecord(f"{this.key}/note-{number + 1}", "note", fields, this.key)


def _messages(this: _Case, name: Name) -> Iterator[DemoRecord]:
    if this.source.random() < 0.4:
        return
    kind, title, text = this.source.choice(stories.MESSAGES_EN)
    fields = {
        "type": kind,
        "title": title,
        "text": text.format(name=name.latin.split()[1]),
        "priority": "urgent" if kind in ("directive", "travel_stop") else "normal",
        "date": this.today.isoformat(),
        "language": "en",
        "must_be_acknowledged_by": (this.today + timedelta(days=7)).isoformat(),
    }
    yield DemoRecord(f"{this.key}/message", "message", fields, this.key, by_desk=True)
