"""Values with parts: places, contacts, references, opening hours; opportunities and events; second tables."""

import json
from typing import Any

import pytest

from datasources.connectors.content import Content
from datasources.drafts import Json
from datasources.mapping.scope import MAX_ENTRIES
from tests.datasources.reading import clubs, objects, read


@pytest.mark.parametrize(
    ("field", "rule", "row", "expected"),
    [
        (
            "seat",
            {"address": "a"},
            {"a": "Am Markt 1, 56751 Polch"},
            {"street": "Am Markt 1", "postalCode": "56751", "locality": "Polch", "country": "DE"},
        ),
        (
            "seat",
            {"locality": "o", "country": "l"},
            {"o": "Wien", "l": "Österreich"},
            {"locality": "Wien", "country": "AT"},
        ),
        (
            "seat",
            {"locality": "o", "lat": "b", "lon": "l"},
            {"o": "Polch", "b": "50,3", "l": "7,31"},
            {"locality": "Polch", "lat": 50.3, "lon": 7.31, "country": "DE"},
        ),
        ("seat", {"lat": "b", "lon": "l"}, {"b": "50,3"}, None),
        ("seat", {"country": {"constant": "DE"}, "street": "s"}, {"s": ""}, None),
        ("seat", {"ags": "k"}, {"k": "07137086"}, {"ags": "07137086"}),
        (
            "identifiers",
            [{"scheme": "AT-ZVR", "value": "z", "uri": "u"}],
            {"z": "076722629", "u": "example.org/z"},
            [{"scheme": "AT-ZVR", "value": "076722629", "uri": "https://example.org/z"}],
        ),
        (
            "identifiers",
            {"scheme": "DFB", "value": "z"},
            {"z": 4711},
            [{"scheme": "DFB", "value": "4711", "uri": None}],
        ),
        (
            "logo",
            "bild",
            {"bild": "example.org/l.png"},
            {
                "url": "https://example.org/l.png",
                "alt": None,
                "width": None,
                "height": None,
                "credit": None,
                "license": None,
            },
        ),
        (
            "images",
            [{"url": "bild", "alt": "name", "width": {"constant": 200}}],
            {"bild": "https://example.org/l.png"},
            [
                {
                    "url": "https://example.org/l.png",
                    "alt": "TV",
                    "width": 200,
                    "height": None,
                    "credit": None,
                    "license": None,
                }
            ],
        ),
        (
            "openingHours",
            [{"weekday": {"constant": "MONDAY"}, "times": "mo"}],
            {"mo": ["9:00", "12:00"]},
            [{"weekday": "MONDAY", "opens": "09:00", "closes": "12:00", "note": None}],
        ),
        ("openingHours", [{"weekday": {"constant": "MONDAY"}, "times": "mo"}], {"mo": []}, None),
        (
            "openingHours",
            "zeiten",
            {"zeiten": "Di 18–19 Uhr"},
            [{"weekday": "TUESDAY", "opens": "18:00", "closes": "19:00", "note": None}],
        ),
        (
            "openingHours",
            [{"each": "plan", "weekday": "tag", "opens": "von", "closes": "bis", "note": "hinweis"}],
            {"plan": [{"tag": "Mi", "von": "8", "bis": "12", "hinweis": "außer August"}, {"tag": "So"}]},
            [{"weekday": "WEDNESDAY", "opens": "08:00", "closes": "12:00", "note": "außer August"}],
        ),
        ("parent", {"origin": "haupt"}, {"haupt": 12}, {"origin": "12"}),
        ("parent", {"name": "haupt"}, {"haupt": "TV Polch"}, {"name": "TV Polch"}),
        ("parent", {"source": "register", "origin": "haupt"}, {"haupt": "12"}, {"source": "register", "origin": "12"}),
        (
            "parent",
            {"scheme": "DE-VR", "value": "haupt", "name": "n"},
            {"haupt": "AG Koblenz VR 5", "n": "TV"},
            {"identifier": {"scheme": "DE-VR", "value": "Koblenz VR 5"}},
        ),
        ("parent", {"scheme": "AT-ZVR", "value": "haupt", "name": "n"}, {"n": "TV"}, {"name": "TV"}),
        ("contactPoints", [{"name": "wer"}], {"wer": ""}, None),
        ("contactPoints", [{"role": {"constant": "Vorstand"}, "name": "wer"}], {"wer": ""}, None),
        (
            "contactPoints",
            [{"each": "tel", "telephone": "@value"}],
            {"tel": ["02654 1", "02654 123"]},
            [
                {
                    "role": "Kontakt",
                    "name": None,
                    "email": None,
                    "telephone": "+49 2654 1",
                    "url": None,
                    "public": False,
                },
                {
                    "role": "Kontakt",
                    "name": None,
                    "email": None,
                    "telephone": "+49 2654 123",
                    "url": None,
                    "public": False,
                },
            ],
        ),
    ],
)
def test_value_with_parts(field: str, rule: Any, row: dict[str, Any], expected: Any) -> None:
    result = objects({field: rule}, {"id": "1", "name": "TV", **row})
    assert result.fields.get(field) == expected


def test_court_and_number_in_one_column_make_the_identifier() -> None:
    result = objects({"registerNumber": "r"}, {"id": "1", "name": "TV", "r": "Amtsgericht Koblenz VR 2726"})
    assert result.fields["registerCourt"] == "Koblenz"
    assert result.fields["identifiers"] == [{"scheme": "DE-VR", "value": "Koblenz VR 2726", "uri": None}]


def test_number_without_a_court_makes_no_identifier() -> None:
    result = objects({"registerNumber": "r"}, {"id": "1", "name": "TV", "r": "VR 2726"})
    assert "identifiers" not in result.fields


def test_entries_of_a_list_are_bounded() -> None:
    numbers = [f"02654 {number:05}" for number in range(MAX_ENTRIES + 1)]
    rule = [{"each": "tel", "telephone": "@value"}]
    result = objects({"contactPoints": rule}, {"id": "1", "name": "TV", "tel": numbers})
    assert len(result.fields["contactPoints"]) == MAX_ENTRIES


OPPORTUNITY: dict[str, Any] = {
    "record": "opportunity",
    "origin_id": "id",
    "fields": {
        "title": "titel",
        "organization": {"name": "verein"},
        "hours": {"text": "zeit"},
        "shifts": [{"each": "schichten", "start": "von", "end": "bis", "capacity": "plätze"}],
        "requirements": {"from": "braucht", "split": ","},
        "contact": {"name": "wer", "email": "mail", "public": True},
        "languages": {"from": "sprachen", "split": ","},
    },
}


@pytest.mark.parametrize(
    ("stated", "hours"),
    [
        ({"von": "viele", "je": "Woche", "frei": False}, None),
        ({"je": "Woche"}, None),
        ({"von": "viele", "bis": 4, "je": "Woche"}, {"min": None, "max": 4.0, "per": "WEEK", "flexible": False}),
        ({"je": "Woche", "frei": True}, {"min": None, "max": None, "per": "WEEK", "flexible": True}),
    ],
)
def test_hours_without_a_figure_are_not_stated(stated: dict[str, Any], hours: dict[str, Any] | None) -> None:
    rule = {"min": "von", "max": "bis", "per": "je", "flexible": "frei"}
    fields = {"title": "titel", "organization": {"name": "verein"}, "hours": rule}
    row = {"id": 1, "titel": "Kuchen backen", "verein": "TV Polch", **stated}
    result = read("JSON", json.dumps([row]), {**OPPORTUNITY, "fields": fields})
    assert result.fields.get("hours") == hours
    assert ("NUMBER_UNREADABLE" in result.codes) is ("von" in stated)


def test_opportunity() -> None:
    row = {
        "id": 1,
        "titel": "Kuchen backen",
        "verein": "TV Polch",
        "zeit": "2–4 Stunden pro Woche",
        "braucht": "Führerschein",
        "wer": "Büro",
        "mail": "b@example.org",
        "sprachen": "Deutsch, uk",
        "schichten": [{"von": "4.7.2026 10:00", "bis": "4.7.2026 14:00", "plätze": "3"}, {"von": "4.7.2026 14:00"}],
    }
    mapping = {**OPPORTUNITY, "fields": {**OPPORTUNITY["fields"], "requirements": [{"kind": "braucht"}]}}
    result = read("JSON", json.dumps([row]), mapping)
    assert result.fields == {
        "title": "Kuchen backen",
        "organization": {"name": "TV Polch"},
        "hours": {"min": 2.0, "max": 4.0, "per": "WEEK", "flexible": False},
        "shifts": [
            {
                "id": "2026-07-04T08:00:00Z/2026-07-04T12:00:00Z",
                "start": "2026-07-04T08:00:00Z",
                "end": "2026-07-04T12:00:00Z",
                "capacity": 3,
            }
        ],
        "requirements": [{"kind": "DRIVING_LICENCE", "note": None}],
        "contact": [
            {
                "role": "Kontakt",
                "name": "Büro",
                "email": "b@example.org",
                "telephone": None,
                "url": None,
                "public": True,
            }
        ],
        "languages": ["de", "uk"],
    }
    assert result.codes == ["SHIFT_INCOMPLETE"]


def test_opportunity_without_organization_is_the_sources_own_or_refused() -> None:
    row = json.dumps([{"id": 1, "titel": "Kuchen backen"}])
    assert read("JSON", row, OPPORTUNITY, organizer={"name": "Gemeinde"}).fields["organization"] == {"name": "Gemeinde"}
    refused = read("JSON", row, OPPORTUNITY)
    assert (refused.drafts, "FIELD_MISSING" in refused.codes) == ([], True)


def test_several_requirements_in_one_cell() -> None:
    row = json.dumps([{"id": 1, "titel": "Kuchen", "verein": "TV", "braucht": "Juleica, Erste Hilfe, Engelsgeduld"}])
    result = read("JSON", row, OPPORTUNITY)
    assert [each["kind"] for each in result.fields["requirements"]] == ["JULEICA", "FIRST_AID"]
    assert "VALUE_UNKNOWN" in result.codes


@pytest.mark.parametrize(
    ("rule", "row", "expected"),
    [
        (
            {"date": "d", "start_time": "v", "end_time": "b"},
            {"d": "4.7.2026", "v": "18 Uhr", "b": "20:30"},
            ("2026-07-04T18:00:00", False, "PT2H30M"),
        ),
        (
            {"date": "d", "start_time": "v", "end_time": "b"},
            {"d": "4.7.2026", "v": "20:00", "b": "01:00"},
            ("2026-07-04T20:00:00", False, "PT5H"),
        ),
        ({"date": "d", "start_time": "v"}, {"d": "4.7.2026", "v": "18:00"}, ("2026-07-04T18:00:00", False, None)),
        ({"date": "d", "start_time": "v", "end_time": "b"}, {"d": "4.7.2026"}, ("2026-07-04", True, "P1D")),
        ({"date": "d", "end_date": "e"}, {"d": "4.7.2026", "e": "5.7.2026"}, ("2026-07-04", True, "P2D")),
        (
            {"date": "d", "end_date": "e", "start_time": "v", "end_time": "b"},
            {"d": "4.7.2026", "e": "5.7.2026", "v": "18:00", "b": "02:00"},
            ("2026-07-04T18:00:00", False, "PT8H"),
        ),
        (
            {"start": "s", "end": "e"},
            {"s": "2026-07-04T18:00:00+02:00", "e": "2026-07-04T19:00:00+02:00"},
            ("2026-07-04T18:00:00", False, "PT1H"),
        ),
        ({"start": "s", "all_day": "g"}, {"s": "2026-07-04T00:00:00", "g": "ja"}, ("2026-07-04", True, "P1D")),
        ("s", {"s": "4. Juli 2026, 18 Uhr"}, ("2026-07-04T18:00:00", False, None)),
        (
            {"start": {"from": "s", "format": "M/d/yyyy HH:mm"}},
            {"s": "7/4/2026 18:00"},
            ("2026-07-04T18:00:00", False, None),
        ),
    ],
)
def test_schedule(rule: Any, row: dict[str, Any], expected: tuple[str, bool, str | None]) -> None:
    mapping = {"record": "event", "origin_id": "id", "fields": {"name": "n", "schedule": rule}}
    schedule = read("JSON", json.dumps([{"id": 1, "n": "Fest", **row}]), mapping).fields["schedule"]
    assert (schedule["start"], schedule["allDay"], schedule["duration"]) == expected


def test_series_and_zone_of_a_table() -> None:
    rule = {"start": "s", "rrule": "r", "timezone": "z"}
    mapping = {"record": "event", "origin_id": "id", "fields": {"name": "n", "schedule": rule}}
    row = {"id": 1, "n": "Chor", "s": "2026-07-07 18:00", "r": "RRULE:FREQ=WEEKLY;COUNT=5", "z": "Europe/Vienna"}
    schedule = read("JSON", json.dumps([row]), mapping).fields["schedule"]
    assert (schedule["rrule"], schedule["timezone"]) == (["FREQ=WEEKLY;COUNT=5"], "Europe/Vienna")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"s": "bald"}, "DATE_UNREADABLE"),
        ({"s": "2026-07-07 18:00", "e": "2026-07-01 18:00"}, "EVENT_END_BEFORE_START"),
        ({}, None),
    ],
)
def test_event_without_a_date_that_can_be_read_is_refused(row: dict[str, Any], code: str | None) -> None:
    mapping = {"record": "event", "origin_id": "id", "fields": {"name": "n", "schedule": {"start": "s", "end": "e"}}}
    result = read("JSON", json.dumps([{"id": 1, "n": "Fest", **row}]), mapping)
    assert result.drafts == []
    assert [each for each in result.codes if each != "COLUMN_NEVER_SEEN"] == [
        *([code] if code else []),
        "FIELD_MISSING",
    ]


JOINED = {
    **clubs(
        alternateNames="orte.name",
        seat={"locality": "orte.ort"},
        contactPoints=[{"each": "orte", "role": "name", "telephone": "tel", "public": True}],
    ),
    "joins": {"orte": {"file": "orte.csv", "key": "verein", "of": "Nr"}},
}
PLACES = "verein;name;ort;tel\n1;Halle;Polch;02654 111\n1;Platz;Mayen;02651 222\n9;Fremd;Bonn;0228 333\n"


def test_second_table_is_joined_by_key() -> None:
    result = read("CSV", "Nr;Name\n1;TV\n2;SV\n", JOINED, Content("orte", data=PLACES.encode()))
    assert result.problems == []
    first, second = result.drafts
    assert first.fields["alternateNames"] == ["Halle", "Platz"]
    assert first.fields["seat"] == {"locality": "Polch", "country": "DE"}
    contacts: Json = first.fields["contactPoints"]
    assert isinstance(contacts, list)
    assert [each["telephone"] for each in contacts if isinstance(each, dict)] == ["+49 2654 111", "+49 2651 222"]
    assert dict(second.fields) == {"name": "SV"}


def test_join_inside_one_json_document() -> None:
    document = {
        "vereine": [{"id": 1, "name": "TV", "ort": [5, 6]}],
        "orte": [{"nr": 5, "name": "Polch"}, {"nr": 6, "name": "Mayen"}],
    }
    mapping = {
        "record": "organization",
        "origin_id": "id",
        "items": "vereine",
        "joins": {"sitz": {"items": "orte", "key": "nr", "of": "ort"}},
        "fields": {"name": "name", "alternateNames": "sitz.name"},
    }
    assert read("JSON", json.dumps(document), mapping).fields["alternateNames"] == ["Polch", "Mayen"]


def test_join_that_is_not_there_is_told_before_any_row() -> None:
    assert read("CSV", "Nr;Name\n1;TV\n", JOINED).codes == ["JOIN_MISSING"]


def test_join_without_its_key_or_column_is_told() -> None:
    without_key = read("CSV", "Nr;Name\n1;TV\n", JOINED, Content("orte", data=b"id;name;ort;tel\n"))
    assert (without_key.codes, without_key.problems[0].path) == (["MAPPING_COLUMN_UNKNOWN"], "mapping.joins.orte.key")
    without_column = read("CSV", "Nr;Name\n1;TV\n", JOINED, Content("orte", data=b"verein;name;tel\n1;A;1\n"))
    assert [each.parameters["name"] for each in without_column.problems] == ["orte.ort"]
