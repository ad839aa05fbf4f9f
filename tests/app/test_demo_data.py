"""The invented caseload: valid, believable, the same every time, and obviously invented."""

import io
import json
import re
from collections.abc import Iterator
from datetime import date

import pytest
from PIL import Image

from app import demo_data
from app.casework import compartments, consents, entry, stays
from app.casework.codes import Purpose, StayStatus
from app.casework.compartments import Anchor, Compartment
from app.demo_data import DemoRecord, glyphs, names, scans, stories
from app.ids import to_text

TODAY = date(2026, 11, 21)
LINES = ["ОБРАЗЕЦ - SAMPLE", "МАГОМЕДОВ АРТЁМ"]
ID = bytes(16)


@pytest.fixture(scope="module")
def houses() -> list[demo_data.DemoHouse]:
    return demo_data.caseload(7, houses=10, cases=62, today=TODAY)


def records(houses: list[demo_data.DemoHouse]) -> Iterator[DemoRecord]:
    return (record for house in houses for record in house.records)


def test_the_same_seed_makes_the_same_people(houses: list[demo_data.DemoHouse]) -> None:
    assert demo_data.caseload(7, houses=10, cases=62, today=TODAY) == houses
    assert demo_data.caseload(8, houses=10, cases=62, today=TODAY) != houses


def test_cases_are_spread_over_the_houses(houses: list[demo_data.DemoHouse]) -> None:
    counts = [sum(record.kind == "case" for record in house.records) for house in houses]
    assert counts == [7, 7] + [6] * 8
    assert len({house.codename for house in houses}) == len(houses)


def test_every_value_passes_the_entry_rules(houses: list[demo_data.DemoHouse]) -> None:
    for record in records(houses):
        fields = {**record.fields, **dict.fromkeys(record.links, to_text(ID))}
        for name, value in fields.items():
            assert entry.validate_entry(record.kind, name, value) == value
        entry.check_together(record.kind, fields)


def test_every_record_has_a_home_and_hangs_on_one_written_before(houses: list[demo_data.DemoHouse]) -> None:
    seen: set[str] = set()
    for record in records(houses):
        assert record.key not in seen
        seen.add(record.key)
        anchor = Anchor(
            ID, *(ID if hangs_on else None for hangs_on in (record.case, record.person, record.house))
        )
        asked = compartments.named(record.compartment) if record.compartment else None
        assert compartments.home(record.kind, anchor, asked)
        assert {record.case, record.person, record.house, *record.links.values()} - {None} <= seen


def test_there_is_something_of_every_kind_and_compartment(houses: list[demo_data.DemoHouse]) -> None:
    kinds = {record.kind for record in records(houses)}
    assert kinds == {
        *("house", "case", "person", "consent", "risk", "stay"),
        *("incident", "task", "note", "message", "document"),
    }
    asked = {record.compartment for record in records(houses)}
    assert {Compartment.STORY.word, Compartment.HEALTH.word, Compartment.IDENTITY.word} <= asked
    assert {record.by_desk for record in records(houses)} == {True, False}
    answers = {record.fields["decision"] for record in records(houses) if record.kind == "consent"}
    assert answers == {"given", "not_asked", "refused", "withdrawn"}


_DAYS = ("planned_from", "planned_to", "actual_from")


def test_nobody_is_in_two_places_and_no_house_is_too_full(houses: list[demo_data.DemoHouse]) -> None:
    everybody = [
        stays.Stay(
            record.key.encode(),
            record.links["person"].encode(),
            record.links["house"].encode(),
            StayStatus(str(record.fields["status"])),
            **{name: str(record.fields[name]) for name in _DAYS if name in record.fields},
        )
        for record in records(houses)
        if record.kind == "stay"
    ]
    capacities = {
        record.key.encode(): int(str(record.fields["capacity"]))
        for record in records(houses)
        if record.kind == "house"
    }
    assert len(everybody) > 60
    assert stays.overlaps(everybody, TODAY) == []
    assert stays.overfull(everybody, capacities, TODAY) == []


def test_there_is_something_for_today(houses: list[demo_data.DemoHouse]) -> None:
    late = [
        record
        for record in records(houses)
        if record.kind == "task" and record.fields["status"] == "open"
        if str(record.fields["due"]) < TODAY.isoformat()
    ]
    assert late
    (broadcast,) = [one for one in records(houses) if one.fields.get("type") == "broadcast"]
    assert broadcast.fields["must_be_acknowledged_by"] == TODAY.isoformat()
    statuses = {record.fields["status"] for record in records(houses) if record.kind == "stay"}
    assert statuses >= {"planned", "checked_in"}


def test_in_each_house_somebody_keeps_to_themselves(houses: list[demo_data.DemoHouse]) -> None:
    for house in houses:
        answers = {
            record.key: record.fields["decision"]
            for record in house.records
            if record.key.startswith(f"{house.key}/case-1/") and record.key.endswith("share_with_hq")
        }
        assert list(answers.values()) == ["given", "refused"]


def test_both_sides_judge_one_case_otherwise(houses: list[demo_data.DemoHouse]) -> None:
    (dispute,) = [house.dispute for house in houses if house.dispute is not None]
    (case,) = [record for record in records(houses) if record.key == dispute.case]
    assert len({case.fields[dispute.field], dispute.house, dispute.desk}) == 3


def test_one_answer_a_person_and_purpose(houses: list[demo_data.DemoHouse]) -> None:
    ids = [
        consents.record_id(record.links["person"].encode(), Purpose(str(record.fields["purpose"])))
        for record in records(houses)
        if record.kind == "consent"
    ]
    assert len(set(ids)) == len(ids)


def test_headquarters_writes_only_about_cases_it_may_know(houses: list[demo_data.DemoHouse]) -> None:
    kept = {
        record.case
        for record in records(houses)
        if record.kind == "consent" and record.fields["purpose"] == Purpose.SHARE_WITH_HQ
        if record.fields["decision"] in ("refused", "withdrawn") and str(record.person).endswith("person-1")
    }
    assert kept
    assert not kept & {record.case for record in records(houses) if record.by_desk}


def test_telephone_numbers_cannot_exist(houses: list[demo_data.DemoHouse]) -> None:
    text = json.dumps([dict(record.fields) for record in records(houses)], ensure_ascii=False)
    numbers = re.findall(r"\+\d[\d -]{8,}", text)
    assert len(numbers) > 60
    assert all(re.fullmatch(r"\+7 000 555-\d\d-\d\d", number.strip()) for number in numbers)


def test_no_template_is_left_unfilled(houses: list[demo_data.DemoHouse]) -> None:
    for record in records(houses):
        assert "{" not in json.dumps([value for value in record.fields.values() if isinstance(value, str)])


def test_names_are_written_in_both_scripts() -> None:
    assert names.latin("Юсупов Ахмед") == "Iusupov Akhmed"
    assert names.latin("Щёголев Илья-Цезарь") == "Shchegolev Ilia-Tsezar"
    assert names.latin("ЪЬ x") == "Ie x"


def test_more_houses_than_codenames_get_numbers() -> None:
    made = demo_data.caseload(1, houses=9, cases=0, today=TODAY)
    assert made[8].codename == made[0].codename + " 2"


def test_every_letter_of_papers_has_its_own_glyph() -> None:
    drawn = set("".join([*glyphs.GLYPHS]))
    for _, _, lines in stories.PAPERS:
        plain = re.sub(r"\{[A-Z]+\}|[\s()]", "", "".join(lines))
        assert {glyphs._LOOK_ALIKES.get(letter, letter) for letter in plain} <= drawn
    assert set("АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ0123456789") <= drawn
    assert len(set(glyphs.GLYPHS.values())) == len(glyphs.GLYPHS)
    assert glyphs.rows_of("ж") == glyphs.rows_of("Ж")
    assert glyphs.rows_of("☃") == glyphs.rows_of("?")
    assert not any(glyphs.rows_of(" "))


@pytest.mark.parametrize("size", [32_000, 200_000, 1_500_000])
def test_a_png_is_real_and_of_the_size_asked_for(size: int) -> None:
    data = scans.png(3, LINES, size)
    assert size <= len(data) <= size * 1.1
    assert data == scans.png(3, LINES, size)
    with Image.open(io.BytesIO(data)) as picture:
        picture.verify()
        assert picture.format == "PNG"


@pytest.mark.parametrize(("size", "pages"), [(32_000, 1), (200_000, 1), (4_000_000, 2)])
def test_a_pdf_is_real_and_of_the_size_asked_for(size: int, pages: int) -> None:
    data = scans.pdf(3, LINES, size)
    assert size <= len(data) <= size * 1.1
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert len(re.findall(rb"/Type /Page\b", data)) == pages
    assert b"/Subtype /Image" in data


def test_a_pdf_is_the_same_every_time() -> None:
    assert scans.pdf(3, LINES) == scans.pdf(3, LINES) != scans.pdf(4, LINES)


def test_papers_of_the_caseload_are_made_on_demand(houses: list[demo_data.DemoHouse]) -> None:
    papers = [record.paper for record in records(houses) if record.paper is not None]
    assert {paper.file_name[-4:] for paper in papers} == {".png", ".pdf"}
    for ending, head in ((".png", b"\x89PNG"), (".pdf", b"%PDF")):
        paper = next(paper for paper in papers if paper.file_name.endswith(ending))
        assert paper.make().startswith(head)
        assert stories.SAMPLE in paper.lines
