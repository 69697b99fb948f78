"""How cells are read: dates, numbers, addresses of every kind, words of lists, opening hours, register numbers."""

import time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasources.mapping.cells import Cell, Unreadable
from datasources.mapping.dates import date_reader, format_pattern, read_clock
from datasources.mapping.hours import read_amount, read_opening_text, read_stretches, read_weekdays
from datasources.mapping.numbers import MAX_COUNT, read_count, read_measure
from datasources.mapping.parts import Part, Reader
from datasources.mapping.patterns import MAX_PATTERN_CHARS, MAX_REPETITIONS, Refusal, longest_text, read_pattern
from datasources.mapping.places import read_address, read_point
from datasources.mapping.readers import (
    MAX_LINE_CHARS,
    MAX_URL_CHARS,
    Manner,
    read_boolean,
    read_country,
    read_email,
    read_language,
    read_markdown,
    read_telephone,
    read_text,
    read_url,
    reader,
)
from datasources.mapping.registers import identifier, register_court, register_number
from datasources.mapping.words import WORDS, words_of
from datasources.vocabulary import ConceptScheme, LegalForm

MANNER = Manner(ZoneInfo("Europe/Berlin"))


def code(value: Any) -> Any:
    """A value, or the code of why there is none."""
    return value.code if isinstance(value, Unreadable) else value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-07-04", "2026-07-04"),
        ("2026-07-04T18:00:00+02:00", "2026-07-04"),
        ("04.07.2026", "2026-07-04"),
        ("4.7.26", "2026-07-04"),
        ("4.7.99", "1999-07-04"),
        ("4. Juli 2026", "2026-07-04"),
        ("Sa., 4. Juli 2026, 18 Uhr", "2026-07-04"),
        ("1. März 1902", "1902-03-01"),
        ("3. Jänner 2026", "2026-01-03"),
        ("July 4, 2026", "2026-07-04"),
        ("4 July 2026", "2026-07-04"),
        ("20260704", "2026-07-04"),
        ("29.02.2024", "2024-02-29"),
        ("29.02.2026", "DATE_UNREADABLE"),
        ("31.2.2026", "DATE_UNREADABLE"),
        ("04/07/2026", "DATE_UNREADABLE"),
        ("1902", "DATE_UNREADABLE"),
        ("bald", "DATE_UNREADABLE"),
        ("01.01.0999", "DATE_UNREADABLE"),
        ("4. Brumaire 2026", "DATE_UNREADABLE"),
        ("٤.٧.٢٠٢٦", "2026-07-04"),
        ("1" * 100, "DATE_UNREADABLE"),
    ],
)
def test_date_is_recognised(text: str, expected: str) -> None:
    assert code(date_reader(())(text)) == expected


@pytest.mark.parametrize(
    ("declared", "text", "expected"),
    [
        ("TT.MM.JJJJ", "04.07.2026", "2026-07-04"),
        ("dd.mm.yyyy", "04.07.2026", "2026-07-04"),
        ("d/M/yyyy", "4/7/2026", "2026-07-04"),
        ("MM/dd/yyyy", "07/04/2026", "2026-07-04"),
        ("yyyy", "1902", "1902-01-01"),
        ("MM/JJJJ", "07/1902", "1902-07-01"),
        ("d. MMMM yyyy", "4. Juli 2026", "2026-07-04"),
        ("EEE, d MMM yyyy HH:mm", "Sa, 4 Jul 2026 18:00", "2026-07-04"),
        ("yyyyMMdd", "20260704", "2026-07-04"),
        ("M/d/yy h:mm a", "7/4/26 6:00 pm", "2026-07-04"),
        ("TT.MM.JJJJ", "1.5.1988", "1988-05-01"),
        ("T.M.JJJJ", "01.05.1988", "1988-05-01"),
        ("dd/MM/yyyy", "1/5/1988", "1988-05-01"),
        ("TTMMJJJJ", "01051988", "1988-05-01"),
        ("TTMMJJJJ", "151988", "DATE_NOT_OF_FORMAT"),
        ("TT.MM.JJJJ", "31.2.1988", "DATE_NOT_OF_FORMAT"),
        ("TT.MM.JJJJ", "1" * 100, "DATE_NOT_OF_FORMAT"),
        ("MM/dd/yyyy", "31/12/2026", "DATE_NOT_OF_FORMAT"),
    ],
)
def test_date_has_the_declared_format(declared: str, text: str, expected: str) -> None:
    assert code(date_reader((declared,))(text)) == expected


def test_format_without_a_year_or_with_two_is_none() -> None:
    assert format_pattern("TT.MM.") is None
    assert format_pattern("JJJJ-JJJJ") is None


def test_instants_are_told_in_utc_across_the_change_of_clocks() -> None:
    read = reader(Part(Reader.DATETIME), MANNER)
    assert read("24.10.2026 18:00") == "2026-10-24T16:00:00Z"
    assert read("25.10.2026 18:00") == "2026-10-25T17:00:00Z"
    assert read("2026-07-04T18:00:00+05:30") == "2026-07-04T12:30:00Z"
    assert read("31.12.2026 24:00") == "2026-12-31T23:00:00Z"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("18:00", "18:00"), ("18 Uhr", "18:00"), ("18.30 Uhr", "18:30"), ("6 pm", "18:00"), ("12:15 a.m.", "00:15"),
     ("9", "09:00"), ("24:00", "24:00"), (0.75, "18:00"), ("ab 20 Uhr", "20:00"), ("25:00", "TIME_UNREADABLE"),
     ("24:30", "TIME_UNREADABLE"), ("18:60", "TIME_UNREADABLE"), ("13 pm", "TIME_UNREADABLE"),
     ("abends", "TIME_UNREADABLE")],
)  # fmt: skip
def test_time_of_day(text: Cell, expected: str) -> None:
    assert code(read_clock(text)) == expected


@pytest.mark.parametrize(
    ("text", "decimal", "count", "measure"),
    [
        ("1234", None, 1234, 1234.0),
        ("1.234", None, 1234, 1.234),
        ("1,234", None, 1234, 1.234),
        ("1.234", ",", 1234, 1234.0),
        ("1.234", ".", "NUMBER_UNREADABLE", 1.234),
        ("1.234.567", None, 1_234_567, 1_234_567.0),
        ("1.234,5", None, "NUMBER_UNREADABLE", 1234.5),
        ("1,234.5", None, "NUMBER_UNREADABLE", 1234.5),
        ("1.234,00 €", None, 1234, 1234.0),
        ("1'234", None, 1234, 1234.0),
        ("1 234", None, 1234, 1234.0),
        ("ca. 120 Mitglieder", None, 120, 120.0),
        ("CHF3,600,000.00", None, 3_600_000, 3_600_000.0),
        ("-5", None, "NUMBER_UNREADABLE", -5.0),
        ("50,359", None, 50_359, 50.359),
        ("12,34,5", None, "NUMBER_UNREADABLE", "NUMBER_UNREADABLE"),
        ("1.23.456", None, "NUMBER_UNREADABLE", "NUMBER_UNREADABLE"),
        ("viele", None, "NUMBER_UNREADABLE", "NUMBER_UNREADABLE"),
        (True, None, "NUMBER_UNREADABLE", "NUMBER_UNREADABLE"),
        (12.0, None, 12, 12.0),
        (MAX_COUNT, None, MAX_COUNT, float(MAX_COUNT)),
        (MAX_COUNT + 1, None, "NUMBER_UNREADABLE", float(MAX_COUNT + 1)),
        (1e300, None, "NUMBER_UNREADABLE", "NUMBER_UNREADABLE"),
    ],
)
def test_number(text: Cell, decimal: str | None, count: Any, measure: Any) -> None:
    assert code(read_count(text, decimal)) == count
    assert code(read_measure(text, decimal)) == measure


@pytest.mark.parametrize("text", ["ja", "JA", "x", "X", "wahr", "yes", "1", "✓", "true", " Ja "])
def test_yes(text: str) -> None:
    assert read_boolean(text) is True


@pytest.mark.parametrize("text", ["nein", "n", "false", "0", "No", "FALSCH"])
def test_no(text: str) -> None:
    assert read_boolean(text) is False


def test_perhaps_is_neither_yes_nor_no() -> None:
    assert code(read_boolean("vielleicht")) == "BOOLEAN_UNREADABLE"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://www.tv-polch.de/", "https://www.tv-polch.de/"),
        ("www.tv-polch.de", "https://www.tv-polch.de"),
        ("tv-polch.de/verein?id=1#oben", "https://tv-polch.de/verein?id=1#oben"),
        ("HTTP://WWW.TV-Polch.DE/Verein", "http://www.tv-polch.de/Verein"),
        ("https://müller-maß.de", "https://müller-maß.de"),
        ("http://localhost:8080/x", "http://localhost:8080/x"),
        ("https://", "URL_UNREADABLE"),
        ("javascript:alert(1)", "URL_UNREADABLE"),
        ("ftp://example.org", "URL_UNREADABLE"),
        ("https://user:geheim@example.org/", "URL_UNREADABLE"),
        ("info@tv-polch.de", "URL_UNREADABLE"),
        ("https://ex ample.org", "URL_UNREADABLE"),
        ("https://example.org:99999/", "URL_UNREADABLE"),
        ("https://[::1", "URL_UNREADABLE"),
        ("keine", "URL_UNREADABLE"),
        ("https://example.org/" + "a" * MAX_URL_CHARS, "URL_UNREADABLE"),
    ],
)
def test_url(text: str, expected: str) -> None:
    assert code(read_url(text)) == expected


def test_url_may_be_as_long_as_the_bound() -> None:
    longest = "https://example.org/".ljust(MAX_URL_CHARS, "a")
    assert read_url(longest) == longest
    assert code(read_url(longest + "a")) == "URL_UNREADABLE"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("info@tv-polch.de", "info@tv-polch.de"),
        ("Info@TV-Polch.DE", "Info@tv-polch.de"),
        ("mailto:info@tv-polch.de", "info@tv-polch.de"),
        ("Geschäftsstelle <info@tv-polch.de>", "info@tv-polch.de"),
        ("info (at) tv-polch.de", "info@tv-polch.de"),
        ("[email]", "EMAIL_UNREADABLE"),
        ("a@b.de, c@d.de", "EMAIL_UNREADABLE"),
        ("a@b", "EMAIL_UNREADABLE"),
        ("x" * 65 + "@example.org", "EMAIL_UNREADABLE"),
    ],
)
def test_email(text: str, expected: str) -> None:
    assert code(read_email(text)) == expected


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("02654 1234", "DE", "+49 2654 1234"),
        ("0261/123-45", "DE", "+49 261 123-45"),
        ("(02654) 12 34", "DE", "+49 2654 12 34"),
        ("+49 (0) 2654 1234", "DE", "+49 2654 1234"),
        ("0049 2654 1234", "DE", "+49 2654 1234"),
        ("+4926541234", "DE", "+4926541234"),
        ("Tel.: 02654 1234", "DE", "+49 2654 1234"),
        ("02654 1234 oder 0170 1234567", "DE", "+49 2654 1234"),
        ("02654 1234 Durchwahl 5", "DE", "+49 2654 1234 ext. 5"),
        ("01 4000", "AT", "+43 1 4000"),
        ("(312) 938-2106", "US", "+1 312 938-2106"),
        ("1-800-555-0100", "US", "+1-800-555-0100"),
        ("110", "DE", "110"),
        ("02654 1234", "JP", "02654 1234"),
        ("12", "DE", "TELEPHONE_UNREADABLE"),
        ("siehe Website", "DE", "TELEPHONE_UNREADABLE"),
        ("1" * 16, "DE", "TELEPHONE_UNREADABLE"),
    ],
)
def test_telephone(text: str, country: str, expected: str) -> None:
    assert code(read_telephone(text, country)) == expected


@given(st.from_regex(r"[0-9+()/ .\-]{0,30}", fullmatch=True))
def test_short_way_of_telephones_gives_what_the_long_way_gives(text: str) -> None:
    short = read_telephone(text, "DE")
    long = read_telephone(f"Tel. {text}" if text.strip() else text, "DE")
    assert code(short) == code(long)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Deutsch", "de"), ("German", "de"), ("uk", "uk"), ("Ukrainisch", "uk"), ("de-AT", "de-AT"), ("EN_gb", "en-gb"),
     ("Kauderwelsch", "LANGUAGE_UNKNOWN"), ("qq", "LANGUAGE_UNKNOWN")],
)  # fmt: skip
def test_language(text: str, expected: str) -> None:
    assert code(read_language(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("de", "DE"), ("Österreich", "AT"), ("Switzerland", "CH"), ("Atlantis", "COUNTRY_UNKNOWN")]
)
def test_country(text: str, expected: str) -> None:
    assert code(read_country(text)) == expected


def test_text_is_one_line_in_nfc_without_controls() -> None:
    assert read_text("  TV\x00 Mu\u0308ller\n& Co ") == "TV Müller & Co"
    assert read_text("Grün  Weiß") == "Grün Weiß"
    assert read_text(1902.0) == "1902"
    assert read_text({"a": 1}) == Unreadable("TEXT_UNREADABLE")


def test_text_may_be_as_long_as_the_bound() -> None:
    assert read_text("ä" * MAX_LINE_CHARS) == "ä" * MAX_LINE_CHARS
    assert code(read_text("ä" * (MAX_LINE_CHARS + 1))) == "TEXT_TOO_LONG"


@given(st.text(max_size=60))
def test_short_ways_of_texts_give_what_the_long_ways_give(text: str) -> None:
    from datasources.connectors.markdown import clean_markdown, one_line

    assert read_text(text) == (one_line(text) or None)
    assert read_markdown(text) == (clean_markdown(text) or None)


def test_html_becomes_commonmark() -> None:
    assert read_markdown("<p>Bitte <b>anmelden</b></p>") == "Bitte **anmelden**"


@pytest.mark.parametrize(
    ("part", "text", "expected"),
    [
        (Part(Reader.ENUM, values=LegalForm), "e.V.", "EINGETRAGENER_VEREIN"),
        (Part(Reader.ENUM, values=LegalForm), "Eingetragener  Verein", "EINGETRAGENER_VEREIN"),
        (Part(Reader.ENUM, values=LegalForm), "EINGETRAGENER_VEREIN", "EINGETRAGENER_VEREIN"),
        (Part(Reader.ENUM, values=LegalForm), "Zunft", "VALUE_UNKNOWN"),
        (Part(Reader.CONCEPT, scheme=ConceptScheme.TOPIC), "Fussball", "football"),
        (Part(Reader.CONCEPT, scheme=ConceptScheme.TOPIC), "Zeppelinbau", "CATEGORY_UNKNOWN"),
        (Part(Reader.CONCEPT, scheme=ConceptScheme.SKILL), "Zeppelinbau", "CATEGORY_UNKNOWN"),
        (Part(Reader.POSTAL_CODE), 1067, "01067"),
        (Part(Reader.POSTAL_CODE), "56751", "56751"),
        (Part(Reader.AGS), 7137086, "07137086"),
        (Part(Reader.AGS), "07 1 37 086", "07137086"),
        (Part(Reader.AGS), "0713708", "AREA_KEY_UNREADABLE"),
        (Part(Reader.ARS), "071370000086", "071370000086"),
        (Part(Reader.ARS), "07137", "07137"),
        (Part(Reader.LATITUDE), "50,3012", 50.3012),
        (Part(Reader.LATITUDE), "90,01", "POINT_UNREADABLE"),
        (Part(Reader.LONGITUDE), -180, -180.0),
        (Part(Reader.LONGITUDE), 180.5, "POINT_UNREADABLE"),
    ],
)
def test_words_and_keys(part: Part, text: Cell, expected: Any) -> None:
    assert code(reader(part, MANNER)(text)) == expected


@pytest.mark.parametrize("values", list(WORDS))
def test_words_of_a_list_name_its_values_alone(values: Any) -> None:
    assert set(words_of(values).values()) == {member.value for member in values}
    assert set(WORDS[values]) == {member.value for member in values}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Am Markt 1, 56751 Polch", {"street": "Am Markt 1", "postalCode": "56751", "locality": "Polch"}),
        ("56751 Polch", {"postalCode": "56751", "locality": "Polch"}),
        ("Ring 5; A-1220 Wien", {"street": "Ring 5", "postalCode": "1220", "locality": "Wien", "country": "AT"}),
        ("hinter der Kirche", {"street": "hinter der Kirche"}),
    ],
)
def test_address(text: str, expected: dict[str, str]) -> None:
    assert read_address(text) == expected


SQUARE: list[Any] = [[7.0, 50.0], [7.2, 50.0], [7.2, 50.2], [7.0, 50.2], [7.0, 50.0]]
HORSESHOE: list[Any] = [[0, 50], [3, 50], [3, 53], [2, 53], [2, 51], [1, 51], [1, 53], [0, 53], [0, 50]]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([50.3, 7.31], (50.3, 7.31)),
        (["50,3", "7,31"], (50.3, 7.31)),
        ("50.3, 7.31", (50.3, 7.31)),
        ("50,3; 7,31", (50.3, 7.31)),
        ("50,3 7,31", (50.3, 7.31)),
        ("POINT(7.31 50.3)", (50.3, 7.31)),
        ({"latitude": 50.3, "longitude": 7.31}, (50.3, 7.31)),
        ({"lat": "50.3", "lng": "7.31"}, (50.3, 7.31)),
        ({"type": "Point", "coordinates": [7.31, 50.3, 120]}, (50.3, 7.31)),
        ({"type": "Polygon", "coordinates": [SQUARE]}, (50.1, 7.1)),
        ({"type": "MultiPolygon", "coordinates": [[[[0, 0], [0.01, 0], [0, 0.01]]], [SQUARE]]}, (50.1, 7.1)),
        ({"type": "LineString", "coordinates": [[7, 50], [7.1, 50.1], [7.2, 50.2]]}, (50.1, 7.1)),
        ({"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [7, 50]}]}, (50.0, 7.0)),
        ({"type": "Point", "coordinates": []}, None),
        ({"type": "Point", "coordinates": ["x", "y"]}, None),
        ({"type": "Polygon", "coordinates": []}, None),
        ([0, 0], None),
        ([91, 7], None),
        ([50.3], None),
        ([True, False], None),
        ("unbekannt", None),
    ],
)
def test_point(value: Any, expected: tuple[float, float] | None) -> None:
    found = read_point(value)
    assert found == (None if expected is None else pytest.approx(expected))


def test_point_of_a_bent_area_lies_inside_it() -> None:
    found = read_point({"type": "Polygon", "coordinates": [HORSESHOE]})
    assert found is not None
    latitude, longitude = found
    assert 0 < longitude < 1 or 2 < longitude < 3 or latitude < 51
    assert 50 < latitude < 53


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mo-Fr 9-12 Uhr", [(day, "09:00", "12:00") for day in ("MO", "TU", "WE", "TH", "FR")]),
        ("Mo–Mi 9:00–12:30, Do auch 14–18 Uhr", [*((day, "09:00", "12:30") for day in ("MO", "TU", "WE")),
                                               ("TH", "14:00", "18:00")]),
        ("Di und Do: 16.00 - 18.30", [("TU", "16:00", "18:30"), ("TH", "16:00", "18:30")]),
        ("Montag 9-12, 14-16; Samstag 10-13 Uhr", [("MO", "09:00", "12:00"), ("MO", "14:00", "16:00"),
                                                  ("SA", "10:00", "13:00")]),
        ("täglich von 10 bis 18 Uhr", [(day, "10:00", "18:00") for day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU")]),
        ("Fr-Mo 10-12", [(day, "10:00", "12:00") for day in ("FR", "SA", "SU", "MO")]),
    ],
)  # fmt: skip
def test_opening_hours_in_words(text: str, expected: list[tuple[str, str, str]]) -> None:
    entries = read_opening_text(text)
    assert isinstance(entries, list)
    assert [(str(each["weekday"])[:2], each["opens"], each["closes"]) for each in entries] == expected


@pytest.mark.parametrize(
    "text", ["nach Vereinbarung", "Mo-Fr", "9-12 Uhr", "Mo 9-12 außer feiertags", "Mo 9-99", "x" * 1001]
)
def test_opening_hours_that_are_not_understood_are_told(text: str) -> None:
    assert code(read_opening_text(text)) == "HOURS_UNREADABLE"


def test_stretches_of_a_day() -> None:
    assert read_stretches(["09:00", "13:00", "14:00", "18:00"]) == [("09:00", "13:00"), ("14:00", "18:00")]
    assert read_stretches("9–12, 14–18 Uhr") == [("09:00", "12:00"), ("14:00", "18:00")]
    assert code(read_stretches(["09:00"])) == "HOURS_UNREADABLE"
    assert read_weekdays("Sa, So") == ["SATURDAY", "SUNDAY"]
    assert read_weekdays("irgendwann") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2–4 Stunden pro Woche", (2.0, 4.0, "WEEK")),
        ("ca. 1,5 Std./Monat", (1.5, 1.5, "MONTH")),
        ("3 Stunden", (3.0, 3.0, "TOTAL")),
        ("5 hours per week", (5.0, 5.0, "WEEK")),
        ("4-2 Stunden", "AMOUNT_UNREADABLE"),
        ("nach Absprache", "AMOUNT_UNREADABLE"),
    ],
)
def test_hours_of_help(text: str, expected: Any) -> None:
    amount = read_amount(text)
    if isinstance(amount, Unreadable):
        assert amount.code == expected
    else:
        assert (amount["min"], amount["max"], amount["per"]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("VR 2726", "VR 2726"), ("VR2726", "VR 2726"), ("vr-nr. 2726", "VR 2726"), ("2726", "VR 2726"),
     ("VR 2726 b", "VR 2726 B"), ("HRB 10", "HRB 10"), ("GnR 5", "GnR 5"), ("unbekannt", "unbekannt")],
)  # fmt: skip
def test_register_number(text: str, expected: str) -> None:
    assert register_number(text) == expected


@pytest.mark.parametrize("text", ["Koblenz", "AG Koblenz", "Amtsgericht Koblenz", "Registergericht: Koblenz"])
def test_register_court(text: str) -> None:
    assert register_court(text) == "Koblenz"


@pytest.mark.parametrize(
    ("scheme", "text", "expected"),
    [
        ("AT-ZVR", "ZVR-Zahl: 076722629", "076722629"),
        ("AT-ZVR", "123", "IDENTIFIER_UNREADABLE"),
        ("CH-UID", "che-109.740.078 MWST", "CHE-109.740.078"),
        ("CH-UID", "109740078", "CHE-109.740.078"),
        ("CH-UID", "ABC-109.740.078", "IDENTIFIER_UNREADABLE"),
        ("DE-VR", "Amtsgericht Koblenz, VR 2726", "Koblenz VR 2726"),
        ("DE-WIDNR", "de 123456789-00001", "DE123456789-00001"),
        ("DE-WIDNR", "12", "IDENTIFIER_UNREADABLE"),
        ("DFB", "4711", "4711"),
    ],
)
def test_identifier(scheme: str, text: str, expected: str) -> None:
    assert code(identifier(scheme, text)) == expected


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+b", "(a|a)*", "(a*)*", "(?=a)", "(?<!a)b", r"(a)\1", "(?P<n>a)", "(a{1,9}){2}", "(", "[a-", "*a",
     "a*" * (MAX_REPETITIONS + 1), "a" * (MAX_PATTERN_CHARS + 1), "(a*\\\\)*"],
)  # fmt: skip
def test_pattern_that_could_run_away_is_refused(pattern: str) -> None:
    assert isinstance(read_pattern(pattern), Refusal)


@pytest.mark.parametrize(
    "pattern",
    ["VR *([0-9]+)", r"\((https://[^)]+)\)", "(?i)tel: *([0-9 /]+)", "(?:Herr|Frau)? ?([A-Z]+)", r"\(a\)+", "[(]+[)*]",
     "a*" * MAX_REPETITIONS, "a" * MAX_PATTERN_CHARS, r"(\d{2})\.(\d{2})"],
)  # fmt: skip
def test_plain_pattern_is_taken(pattern: str) -> None:
    assert not isinstance(read_pattern(pattern), Refusal)


@pytest.mark.parametrize("repetitions", range(1, MAX_REPETITIONS + 1))
def test_taken_pattern_is_quick_on_the_worst_text_it_may_be_tried_on(repetitions: int) -> None:
    pattern = read_pattern("a*" * repetitions + "b")
    assert not isinstance(pattern, Refusal)
    text = "a" * longest_text(pattern)
    begun = time.process_time()
    assert pattern.search(text) is None
    assert time.process_time() - begun < 2


ANY_CELL = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text(max_size=5), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2), st.datetimes(), st.dates(), st.times(),
    st.timedeltas(),
)  # fmt: skip
SCALARS = [Part(each, values=LegalForm, scheme=ConceptScheme.TOPIC) for each in Reader if each is not Reader.RAW]


@given(st.sampled_from(SCALARS), ANY_CELL)
def test_every_cell_is_read_or_told(part: Part, value: Any) -> None:
    assert isinstance(reader(part, MANNER)(value), str | int | float | bool | Unreadable | None)


@given(ANY_CELL)
def test_every_composite_cell_is_read_or_told(value: Any) -> None:
    for read in (read_point, read_opening_text, read_stretches, read_amount):
        assert read(value) is None or isinstance(read(value), list | tuple | dict | Unreadable)
