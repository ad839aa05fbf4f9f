"""What happens around an invented case: incidents that were told, tasks of both sides, what a house asks and is told.

Some of it is late, some waits for a word, so that a list of today has something to say.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from app.demo_data import stories
from app.demo_data.names import Name
from app.demo_data.records import DemoRecord

_DONE = 0.2
_LATE, _AHEAD = -6, 20


def incidents(
    source: random.Random, case: str, person: str, name: Name, contact: date
) -> Iterator[DemoRecord]:
    """Tell one or two things that happened to a person before contact."""
    for number, told in enumerate(source.sample(stories.INCIDENTS, source.choice([1, 1, 2]))):
        title, acts, place_type, (who, how), certainty, days, text = told
        day = (contact - timedelta(days=days + source.randrange(30))).isoformat()
        fields = {
            "title": title,
            "acts": acts,
            "text": text,
            "language": "ru",
            "from": day if source.random() < 0.6 else day[:7],
            "place_type": place_type,
            "perpetrators": [{"type": who, "involvement": how}],
            "victims": [name.given],
            "certainty": certainty,
            "sources": [{"connection": "victim", "reliability": "likely_reliable"}],
        }
        key = f"{person}/incident-{number + 1}"
        yield DemoRecord(key, "incident", fields, case, person, links={"person": person})


def tasks(source: random.Random, case: str, today: date, *, by_desk: bool) -> Iterator[DemoRecord]:
    """Set tasks, some of them late, some done."""
    texts, most = (stories.TASKS_EN, 2) if by_desk else (stories.TASKS_RU, 4)
    for number, (kind, what) in enumerate(source.sample(texts, source.randrange(most))):
        due = today + timedelta(days=source.randrange(_LATE, _AHEAD))
        done = source.random() < _DONE
        fields = {"type": kind, "what": what, "due": due.isoformat(), "status": "done" if done else "open"}
        side = "hq-task" if by_desk else "task"
        yield DemoRecord(f"{case}/{side}-{number + 1}", "task", fields, case, by_desk=by_desk)


def request(source: random.Random, case: str, name: Name, today: date) -> Iterator[DemoRecord]:
    """Let a house ask headquarters something, now and then."""
    if source.random() < 0.7:
        return
    kind, title, text = source.choice(stories.REQUESTS_RU)
    fields: dict[str, object] = {
        "type": kind,
        "title": title,
        "text": text.format(name=name.given),
        "priority": "urgent" if kind == "incident_alert" else "normal",
        "date": today.isoformat(),
        "language": "ru",
    }
    if kind != "report":
        fields["must_be_acknowledged_by"] = (today + timedelta(days=1)).isoformat()
    yield DemoRecord(f"{case}/request", "message", fields, case)


def broadcast(house: str, today: date) -> DemoRecord:
    """Let headquarters tell every house something that it has to acknowledge by tonight."""
    title, text = stories.BROADCAST_EN
    fields = {
        "type": "broadcast",
        "title": title,
        "text": text,
        "priority": "urgent",
        "date": today.isoformat(),
        "language": "en",
        "must_be_acknowledged_by": today.isoformat(),
    }
    return DemoRecord(f"{house}/broadcast", "message", fields, by_desk=True)
