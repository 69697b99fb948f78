"""Calendars become events: what they say is taken, what they get wrong is told, and nothing private comes along."""

import json
from datetime import UTC, date, datetime

import pytest

from datasources.drafts import Json
from datasources.vocabulary import EventStatus, Severity
from tests.datasources.calendars import CALENDARS, codes, dates, event, one, reading


def test_a_clubs_calendar_is_taken_with_all_it_says() -> None:
    drafts, problems = reading(CALENDARS / "verein.ics", organizer={"name": "Turnverein Beispielstadt"})
    assert list(drafts) == [
        "uebungsabend@tv-beispielstadt.example",
        "sommerfest@tv-beispielstadt.example",
        "vorstand@tv-beispielstadt.example",
    ]
    assert [(p.code, p.severity, p.record) for p in problems] == [
        ("EVENT_PRIVATE", Severity.INFO, "geburtstag@tv-beispielstadt.example")
    ]
    evening = drafts["uebungsabend@tv-beispielstadt.example"]
    fields = dict(evening.fields)
    assert evening.line == 21
    schedule = fields.pop("schedule")
    assert fields == {
        "uid": "uebungsabend@tv-beispielstadt.example",
        "name": "Übungsabend",
        "status": "SCHEDULED",
        "description": "Wir üben für das Sommerfest, Gäste sind willkommen.  \nBitte Sportschuhe mitbringen.",
        "location": {
            "name": "Turnhalle am Bürgerhaus",
            "street": "Hauptstr. 12a",
            "postalCode": "56727",
            "locality": "Mayen",
            "country": "DE",
            "lat": 50.3278,
            "lon": 7.2228,
        },
        "organizerName": "Turnverein Beispielstadt",
        "organizer": {"name": "Turnverein Beispielstadt"},
        "url": "https://tv-beispielstadt.example/uebungsabend",
        "images": [{"url": "https://tv-beispielstadt.example/turnen.png"}],
        "categories": ["sport", "gymnastics"],
    }
    assert isinstance(schedule, dict)
    assert (schedule["timezone"], schedule["rrule"]) == (
        "Europe/Berlin",
        ["FREQ=WEEKLY;UNTIL=20261222T170000Z;BYDAY=TU"],
    )
    found = {d.recurrence_id: d for d in dates(evening)}
    assert "20260714T160000Z" not in found
    assert "20260811T160000Z" not in found
    moved = found["20260721T160000Z"]
    assert moved.start == datetime(2026, 7, 22, 17, tzinfo=UTC)
    assert (moved.name, moved.location) == ("Übungsabend (verlegt)", {"name": "Grundschule Ost"})
    assert moved.status is EventStatus.RESCHEDULED
    assert found["20260728T160000Z"].status is EventStatus.CANCELLED
    assert found["20261027T170000Z"].start == datetime(2026, 10, 27, 17, tzinfo=UTC)
    assert found["20261110T170000Z"].start == datetime(2026, 11, 10, 16, 30, tzinfo=UTC)
    assert found["20261222T170000Z"].end == datetime(2026, 12, 22, 18, 30, tzinfo=UTC)
    assert len(found) == 23


def test_whole_days_end_before_the_exclusive_end_and_html_becomes_markdown() -> None:
    drafts, _ = reading(CALENDARS / "verein.ics")
    feast = drafts["sommerfest@tv-beispielstadt.example"]
    (found,) = dates(feast)
    assert (found.start_date, found.end_date) == (date(2026, 7, 4), date(2026, 7, 5))
    assert feast.fields["description"] == "## Programm\n\n- Kaffee\n- Kuchen"
    assert feast.fields["status"] == "TENTATIVE"


def test_floating_times_stand_in_the_calendars_zone_and_rooms_on_the_web_are_online() -> None:
    drafts, _ = reading(CALENDARS / "verein.ics")
    meeting = drafts["vorstand@tv-beispielstadt.example"]
    assert [d.start for d in dates(meeting)] == [datetime(2026, 7, 10, 16, 30, tzinfo=UTC)]
    assert meeting.fields["virtualLocation"] == "https://meet.tv-beispielstadt.example/vorstand"
    assert meeting.fields["attendanceMode"] == "ONLINE"


def test_people_who_attend_and_their_numbers_never_enter() -> None:
    drafts, problems = reading(CALENDARS / "verein.ics")
    said = json.dumps([draft.fields for draft in drafts.values()]) + repr(problems)
    for private in (
        "Erika",
        "erika@privat.example",
        "02651",
        "vorstand@tv-beispielstadt.example:",
        "mailto",
        "Mitglied",
    ):
        assert private not in said


def test_broken_components_are_refused_one_by_one_and_the_rest_is_taken() -> None:
    drafts, problems = reading(CALENDARS / "kaputt.ics")
    names = [draft.fields["name"] for draft in drafts.values()]
    assert names == ["Rückwärts", "Falsche Regel", "Wie lange?", "Auf dem Mond", "Neue Fassung", "Heil geblieben"]
    assert codes(problems) == [
        ("CALENDAR_COMPONENT_BROKEN", 3),
        ("CALENDAR_LINE_INVALID", 12),
        ("CALENDAR_COMPONENT_BROKEN", 69),
        ("EVENT_END_BEFORE_START", 7),
        ("EVENT_START_INVALID", 16),
        ("EVENT_START_MISSING", 19),
        ("EVENT_NAME_MISSING", 23),
        ("RRULE_INVALID", 30),
        ("EVENT_DATE_INVALID", 32),
        ("EVENT_DURATION_INVALID", 38),
        ("EVENT_URL_INVALID", 39),
        ("UID_DUPLICATE", 53),
        ("RECURRENCE_ID_INVALID", 59),
        ("CALENDAR_TIMEZONE_UNKNOWN", 44),
    ]
    wrong = drafts["6@kaputt.example"]
    assert [d.recurrence_id for d in dates(wrong)] == ["20260707T160000Z", "20260714T160000Z"]
    assert dates(drafts["2@kaputt.example"])[0].end is None


def test_changed_dates_without_their_series_are_the_event() -> None:
    drafts, problems = reading(CALENDARS / "rest.ics")
    assert problems == []
    (draft,) = drafts.values()
    found = dates(draft)
    assert [(d.recurrence_id, d.status, d.name) for d in found] == [
        ("20260908T173000Z", EventStatus.CANCELLED, "Chorprobe mit Gästen"),
        ("20260915T173000Z", EventStatus.RESCHEDULED, "Chorprobe"),
    ]
    assert found[1].start == datetime(2026, 9, 16, 17, 30, tzinfo=UTC)
    assert "status" not in draft.fields


@pytest.mark.parametrize(
    ("encoding", "content_type", "guessed"),
    [
        ("utf-8", None, None),
        ("utf-8-sig", None, None),
        ("utf-16", None, None),
        ("utf-16-le", None, None),
        ("utf-16-be", None, None),
        ("cp1252", None, "cp1252"),
        ("iso-8859-1", "text/calendar; charset=ISO-8859-1", None),
    ],
)
def test_encodings_are_recognised(encoding: str, content_type: str | None, guessed: str | None) -> None:
    text = event("UID:1@a.example", "SUMMARY:Öffentliches Grillfest – für Groß und Klein", "DTSTART:20260704T180000")
    text = text if encoding != "iso-8859-1" else text.replace("–", "-")
    drafts, problems = reading(text.encode(encoding), content_type=content_type)
    assert str(drafts["1@a.example"].fields["name"]).startswith("Öffentliches Grillfest")
    assert str(drafts["1@a.example"].fields["name"]).endswith("für Groß und Klein")
    assert [problem.parameters["encoding"] for problem in problems] == ([guessed] if guessed else [])


def test_lines_folded_within_a_character_and_mixed_encodings_are_read() -> None:
    folded = (
        event("UID:1@a.example", "SUMMARY:Müllabfuhr", "DTSTART:20260704")
        .encode()
        .replace(b"\xc3\xbc", b"\xc3\r\n \xbc")
    )
    assert reading(folded)[0]["1@a.example"].fields["name"] == "Müllabfuhr"
    mixed = event("UID:1@a.example", "SUMMARY:Müll", "LOCATION:@", "DTSTART:20260704").encode()
    drafts, _ = reading(mixed.replace(b"LOCATION:@", "LOCATION:Höhe".encode("cp1252")))
    assert drafts["1@a.example"].fields["name"] == "Müll"
    assert drafts["1@a.example"].fields["location"] == {"name": "Höhe"}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_every_line_end_is_one(line_end: str) -> None:
    text = event("UID:1@a.example", "SUMMARY:Lang", " er Name", "DTSTART:20260704").replace("\r\n", line_end)
    assert reading(text)[0]["1@a.example"].fields["name"] == "Langer Name"


@pytest.mark.parametrize(
    ("lines", "start", "end", "last_day"),
    [
        (["DTSTART;VALUE=DATE:20260704"], (7, 3, 22, 0), (7, 4, 22, 0), 4),
        (["DTSTART:20260704"], (7, 3, 22, 0), (7, 4, 22, 0), 4),
        (["DTSTART;VALUE=DATE:20260704", "DTEND;VALUE=DATE:20260704"], (7, 3, 22, 0), (7, 4, 22, 0), 4),
        (["DTSTART;VALUE=DATE:20260704", "DTEND;VALUE=DATE:20260706"], (7, 3, 22, 0), (7, 5, 22, 0), 5),
        (["DTSTART;VALUE=DATE:20260704", "DURATION:P3D"], (7, 3, 22, 0), (7, 6, 22, 0), 6),
        (["DTSTART;VALUE=DATE:20260704", "DTEND:20260705T000000"], (7, 3, 22, 0), (7, 4, 22, 0), 4),
        (["DTSTART:20260704T180000", "DURATION:PT1H30M"], (7, 4, 16, 0), (7, 4, 17, 30), 4),
        (["DTSTART:20260704T1800", "DTEND:20260704T2000"], (7, 4, 16, 0), (7, 4, 18, 0), 4),
        (["DTSTART:20260704T180000", "DTEND;VALUE=DATE:20260706"], (7, 4, 16, 0), (7, 5, 22, 0), 5),
        (["DTSTART:20260704T160000Z", "DTEND:20260704T180000Z"], (7, 4, 16, 0), (7, 4, 18, 0), 4),
        (["DTSTART;TZID=America/New_York:20260704T120000"], (7, 4, 16, 0), None, 4),
        (["DTSTART;TZID=Eastern Standard Time:20260704T120000"], (7, 4, 16, 0), None, 4),
    ],
)
def test_starts_and_ends_are_read_in_every_form(
    lines: list[str], start: tuple[int, int, int, int], end: tuple[int, int, int, int] | None, last_day: int
) -> None:
    (found,) = dates(one(*lines))
    assert found.start == datetime(2026, *start, tzinfo=UTC)
    assert found.end == (None if end is None else datetime(2026, *end, tzinfo=UTC))
    assert found.end_date == date(2026, 7, last_day)


def test_the_zone_is_the_calendars_then_the_sources() -> None:
    lisbon = "X-WR-TIMEZONE:Europe/Lisbon\r\n"
    start = "DTSTART:20260704T180000"
    assert dates(one(start, calendar=lisbon))[0].start.hour == 17
    assert dates(one(start))[0].start.hour == 16
    assert dates(one(start, default_timezone="Europe/Athens"))[0].start.hour == 15
    # Programs that know no zone say UTC; a day is the readers' all the same.
    (day,) = dates(one("DTSTART:20260704", calendar="X-WR-TIMEZONE:UTC\r\n"))
    assert (day.start.hour, day.timezone) == (22, "Europe/Berlin")


def test_a_single_date_in_utc_is_told_in_the_readers_zone_and_a_series_keeps_utc() -> None:
    (single,) = dates(one("DTSTART:20260704T223000Z"))
    assert (single.start_date, single.timezone) == (date(2026, 7, 5), "Europe/Berlin")
    (repeated,) = dates(one("DTSTART:20261025T013000Z"))
    assert repeated.start == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    series = dates(one("DTSTART:20261020T160000Z", "RRULE:FREQ=WEEKLY;COUNT=2"))
    assert [d.start.hour for d in series] == [16, 16]
    assert {d.timezone for d in series} == {"Europe/Berlin"}


def test_a_zone_that_only_the_calendar_knows_is_kept() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Mondzeit\r\nBEGIN:STANDARD\r\nDTSTART:20200101T000000\r\n"
        "TZOFFSETFROM:+0017\r\nTZOFFSETTO:+0017\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    draft = one("DTSTART;TZID=Mondzeit:20260704T180000", "RRULE:FREQ=DAILY;COUNT=2", calendar=zone)
    found = dates(draft)
    assert [d.start for d in found] == [datetime(2026, 7, day, 17, 43, tzinfo=UTC) for day in (4, 5)]
    assert {d.timezone for d in found} == {"Europe/Berlin"}


@pytest.mark.parametrize(
    ("rule", "code", "count"),
    [
        ("FREQ=MONTHLY;BYDAY=1SA", None, 6),
        ("RSCALE=HEBREW;FREQ=YEARLY", "RRULE_UNSUPPORTED", 1),
        ("FREQ=NIE", "RRULE_INVALID", 1),
        ("FREQ=WEEKLY;BYDAY=SU", "RRULE_START_OUTSIDE", 27),
        ("FREQ=MINUTELY;COUNT=3", "RRULE_TOO_FREQUENT", 3),
    ],
)
def test_a_rule_is_followed_or_told(rule: str, code: str | None, count: int) -> None:
    drafts, problems = reading(event("UID:1@a.example", "SUMMARY:Fest", "DTSTART:20260704T180000", f"RRULE:{rule}"))
    assert [problem.code for problem in problems] == ([code] if code else [])
    assert len(dates(drafts["1@a.example"])) == count


def test_an_excluding_rule_leaves_the_first_date_rather_than_dates_that_are_none() -> None:
    lines = ("DTSTART:20260704T180000", "RRULE:FREQ=DAILY;COUNT=5", "EXRULE:FREQ=DAILY;INTERVAL=2;COUNT=2")
    drafts, problems = reading(event("UID:1@a.example", "SUMMARY:Fest", *lines))
    assert [problem.code for problem in problems] == ["RRULE_UNSUPPORTED"]
    assert len(dates(drafts["1@a.example"])) == 1


def test_a_private_date_of_a_public_series_is_left_out() -> None:
    series = event("UID:1@a.example", "SUMMARY:Probe", "DTSTART:20260704T180000", "RRULE:FREQ=DAILY;COUNT=3")
    private = event(
        "UID:1@a.example", "SUMMARY:Geheim", "DTSTART:20260705T200000", "RECURRENCE-ID:20260705T180000", "CLASS:PRIVATE"
    )
    drafts, _ = reading(series + private)
    found = dates(drafts["1@a.example"])
    assert [d.start.day for d in found] == [4, 6]
    assert "Geheim" not in json.dumps(drafts["1@a.example"].fields)


def test_a_calendar_of_cancellations_cancels() -> None:
    assert one("DTSTART:20260704T180000", calendar="METHOD:CANCEL\r\n").fields["status"] == "CANCELLED"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("56727 Mayen", {"postalCode": "56727", "locality": "Mayen", "country": "DE"}),
        (
            "Bürgerhaus\\, 56727 Mayen",
            {"name": "Bürgerhaus", "postalCode": "56727", "locality": "Mayen", "country": "DE"},
        ),
        (
            "Am Wasserturm 3-5 56751 Polch",
            {"street": "Am Wasserturm 3-5", "postalCode": "56751", "locality": "Polch", "country": "DE"},
        ),
        (
            "Halle (Schulstraße 7\\, D-56751 Polch)\\, Deutschland",
            {"name": "Halle", "street": "Schulstraße 7", "postalCode": "56751", "locality": "Polch", "country": "DE"},
        ),
        (
            "Halle (Schulstraße 7\\, 56751 Polch)",
            {"name": "Halle", "street": "Schulstraße 7", "postalCode": "56751", "locality": "Polch", "country": "DE"},
        ),
        (
            "Kirche St. Georg\\, Großer Saal\\, Kirchgasse 1\\, 56751 Polch\\, Germany",
            {
                "name": "Kirche St. Georg, Großer Saal",
                "street": "Kirchgasse 1",
                "postalCode": "56751",
                "locality": "Polch",
                "country": "DE",
            },
        ),
        ("Wiese hinter dem Sportplatz", {"name": "Wiese hinter dem Sportplatz"}),
        ("Saal 2\\, 1. Stock\\, Rathaus", {"name": "Saal 2, 1. Stock, Rathaus"}),
        (
            "1600 Pennsylvania Avenue NW\\, Washington\\, DC 20500",
            {"name": "1600 Pennsylvania Avenue NW, Washington, DC 20500"},
        ),
    ],
)
def test_places_are_taken_apart_where_that_is_certain(text: str, place: dict[str, Json]) -> None:
    assert one("DTSTART:20260704", f"LOCATION:{text}").fields["location"] == place


@pytest.mark.parametrize("geo", ["0;0", "91;7", "50.1", "50;7;3", "nord;ost"])
def test_points_that_are_none_are_left_out(geo: str) -> None:
    assert "location" not in one("DTSTART:20260704", f"GEO:{geo}").fields


def test_an_address_on_the_web_as_place_is_a_room_on_the_web() -> None:
    fields = one("DTSTART:20260704", "LOCATION:https://meet.example.org/a").fields
    assert (fields["virtualLocation"], fields["attendanceMode"]) == ("https://meet.example.org/a", "ONLINE")
    assert "location" not in fields
    fields = one("DTSTART:20260704", "LOCATION:Rathaus", "CONFERENCE;VALUE=URI:https://meet.example.org/a").fields
    assert fields["attendanceMode"] == "MIXED"


@pytest.mark.parametrize("name", ["vorstand@verein.example", "mailto:x@y.example", ""])
def test_an_address_is_no_name_of_an_organiser(name: str) -> None:
    assert "organizerName" not in one("DTSTART:20260704", f'ORGANIZER;CN="{name}":mailto:a@b.example').fields


def test_categories_go_through_the_sources_table_and_unknown_ones_are_counted() -> None:
    text = event(
        "UID:1@a.example",
        "SUMMARY:Fest",
        "DTSTART:20260704",
        "CATEGORIES:Sport,Vereinsleben,Intern",
        "CATEGORIES:A\\,B",
    )
    twice = text + text.replace("1@a", "2@a").replace("Intern", "Vereinsleben")
    drafts, problems = reading(twice)
    assert drafts["1@a.example"].fields["categories"] == ["sport"]
    told = {problem.parameters["value"]: problem.parameters["count"] for problem in problems}
    assert {problem.code for problem in problems} == {"CATEGORY_UNKNOWN"}
    assert told == {"Vereinsleben": "3", "A,B": "2", "Intern": "1"}
    table = {"Vereinsleben": ["culture", "music"], "Intern": "", "a, b": "choir"}
    drafts, problems = reading(twice, mapping={"categories": {"values": table}})
    assert drafts["1@a.example"].fields["categories"] == ["culture", "music", "choir"]
    assert [(p.parameters["value"], p.parameters["count"]) for p in problems] == [("Sport", "2")]


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({"fields": {"name": "SUMMARY"}}, "CALENDAR_MAPPING_INVALID"),
        ({"categories": ["Sport"]}, "CALENDAR_MAPPING_INVALID"),
        ({"categories": {"value": {}}}, "CALENDAR_MAPPING_INVALID"),
        ({"categories": {"values": ["Sport"]}}, "CALENDAR_MAPPING_INVALID"),
        ({"categories": {"values": {"Sport": 1}}}, "CALENDAR_MAPPING_INVALID"),
        ({"categories": {"values": {"Sport": "zeppelin-polo"}}}, "CALENDAR_MAPPING_CONCEPT"),
    ],
)
def test_an_unfit_mapping_is_refused_before_anything_is_read(mapping: dict[str, object], code: str) -> None:
    drafts, problems = reading(CALENDARS / "verein.ics", mapping=mapping)
    assert not drafts
    assert [problem.code for problem in problems] == [code]


def test_events_without_uid_have_an_id_that_stays() -> None:
    text = event("SUMMARY:Fest", "DTSTART:20260704")
    (first,), _ = reading(text)
    (again,), _ = reading(text.replace("SUMMARY:Fest", "DESCRIPTION:Neu\r\nSUMMARY:Fest"))
    (other,), _ = reading(text.replace("20260704", "20260705"))
    assert first == again != other
    assert first.startswith("derived-")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "NOT_A_CALENDAR"),
        (b"<!DOCTYPE html><html><body>Anmeldung</body></html>", "NOT_A_CALENDAR"),
        (b"\x00\x01\x02\xff\xfe", "NOT_A_CALENDAR"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "CALENDAR_EMPTY"),
    ],
)
def test_what_is_no_calendar_or_has_no_events_is_told(data: bytes, code: str) -> None:
    drafts, problems = reading(data)
    assert not drafts
    assert problems[-1].code == code


def test_an_unknown_default_zone_stops_the_reading() -> None:
    _, problems = reading(CALENDARS / "verein.ics", default_timezone="Europa/Mayen")
    assert [problem.code for problem in problems] == ["CALENDAR_DEFAULT_TIMEZONE"]
