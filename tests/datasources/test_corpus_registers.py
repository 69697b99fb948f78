"""Real registers of the corpus go through their declared mappings: every row is taken or refused with a problem."""

import csv
import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from datasources.connectors.content import Content
from datasources.connectors.registry import check, connector_for, further_tables
from datasources.declarations import SourceDeclaration
from tests.datasources.reading import Result, gather

PROJECT = Path(__file__).parents[2]
DECLARED = tomllib.loads((Path(__file__).parent / "corpus.toml").read_text())["sources"]
SOURCES = {source["key"]: SourceDeclaration.model_validate(source) for source in DECLARED}


def reading(key: str) -> Result:
    """What a source's connector gives; skipped where the corpus is not there."""
    source = SOURCES[key]
    joins = further_tables(source)
    assert source.file is not None
    paths = [PROJECT / source.file, *(PROJECT / (join.file or "") for join in joins)]
    for path in paths:
        if not path.exists():
            pytest.skip(f"the corpus is not beside the project: {path.name} is missing")
    further = tuple(Content(join.name, path=path) for join, path in zip(joins, paths[1:], strict=True))
    content = Content(key, path=paths[0], attachments=further)
    return gather(connector_for(source.kind)(content, source))


def rows_of(key: str) -> int:
    """How many records a file holds, counted without the connector."""
    path = PROJECT / (SOURCES[key].file or "")
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return sum(1 for _ in csv.DictReader(file))
    document = json.loads(path.read_text())
    return len(document.get("items", document))


@pytest.mark.parametrize("key", SOURCES)
def test_mapping_is_sound(key: str) -> None:
    assert check(SOURCES[key]) == []


@pytest.mark.parametrize(
    ("key", "taken", "told"),
    [
        ("seestadt-vereine", 8, {}),
        ("seestadt-bildung", 6, {}),
        ("seestadt-mobilitaet", 16, {}),
        ("seestadt-sonstiges", 89, {}),
        ("swiss-charities", 3, {"ORIGIN_ID_DERIVED": 1}),
        # The corpus has "[email]" where addresses stood.
        ("hsds-miami", 20, {"EMAIL_UNREADABLE": 19, "DATE_NOT_OF_FORMAT": 1}),
        ("hsds-ilao", 33, {"EMAIL_UNREADABLE": 33}),
        ("freifunk", 357, {}),
        ("openactive-events", 1, {}),
    ],
)
def test_every_row_is_taken_or_told(key: str, taken: int, told: dict[str, int]) -> None:
    result = reading(key)
    assert (len(result.drafts), dict(Counter(result.codes))) == (taken, told)
    assert rows_of(key) == taken
    assert len({draft.origin_id for draft in result.drafts}) == taken


def fields_of(key: str, origin_id: str) -> dict[str, Any]:
    return dict(next(draft.fields for draft in reading(key).drafts if draft.origin_id == origin_id))


def test_seestadt_has_register_numbers_points_and_opening_hours() -> None:
    clubs = reading("seestadt-vereine").drafts
    schemes = Counter(entry["scheme"] for club in clubs for entry in club.fields.get("identifiers", []))  # type: ignore[union-attr, call-overload, index]
    assert schemes == {"AT-ZVR": 7}
    assert fields_of("seestadt-vereine", "zlseestadt")["identifiers"] == [
        {"scheme": "AT-ZVR", "value": "076722629", "uri": None}
    ]
    assert all("lat" in draft.fields["seat"] for draft in clubs)  # type: ignore[operator]
    hours = fields_of("seestadt-sonstiges", "stadtteilmanagement")["openingHours"]
    assert [(each["weekday"], each["opens"], each["closes"]) for each in hours][:3] == [
        ("MONDAY", "09:00", "13:00"), ("TUESDAY", "09:00", "13:00"), ("TUESDAY", "14:00", "18:00"),
    ]  # fmt: skip
    kinds = Counter(draft.fields["institutionKind"] for draft in reading("seestadt-bildung").drafts)
    assert kinds == {"KINDERGARTEN": 4, "SCHOOL": 2}


def test_swiss_charities_have_logos_out_of_a_mixed_column() -> None:
    logos = [draft.fields["logo"]["url"] for draft in reading("swiss-charities").drafts]  # type: ignore[index, call-overload]
    assert all(str(url).startswith("https://dl.airtable.com/") for url in logos)


def test_hsds_tables_are_joined() -> None:
    contacts = [entry for draft in reading("hsds-miami").drafts for entry in draft.fields.get("contactPoints", [])]  # type: ignore[union-attr]
    assert len(contacts) == 65  # of 66 cells with a number, one is "tollfree:" alone
    national = [each["telephone"] for each in contacts if not str(each["telephone"]).startswith("+1")]  # type: ignore[call-overload, index]
    assert national == ["7274-821-0726"]  # a digit too many: it stays as it is
    illinois = reading("hsds-ilao").drafts
    assert sum("postalCode" in draft.fields["seat"] for draft in illinois) == 33  # type: ignore[operator]
    assert fields_of("hsds-ilao", "131321")["contactPoints"][0]["telephone"] == "+1 312 938-2106"


def test_freifunk_is_an_object_of_addresses() -> None:
    assert fields_of("freifunk", "aachen")["website"].startswith("https://raw.githubusercontent.com/")
    assert all("website" in draft.fields for draft in reading("freifunk").drafts)


def test_openactive_event_has_its_date_and_place() -> None:
    event = fields_of("openactive-events", "151175")
    assert (event["schedule"]["start"], event["schedule"]["duration"]) == ("2019-08-25T10:00:00", "PT2H40M")
    assert (event["location"]["country"], event["location"]["lat"]) == ("GB", 54.543964)
