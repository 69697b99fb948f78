"""Mappings are refused before anything is read, with all their mistakes, each naming what was meant most likely."""

from typing import Any

import pytest

from datasources.connectors.registry import check, further_tables
from datasources.mapping import RecordMapping, check_mapping
from datasources.mapping.check import MAX_HEADER_ROW, MAX_PATH_CHARS
from datasources.mapping.findings import MAX_FINDINGS, listing, nearest
from datasources.problems import MAX_PARAMETER_CHARS
from datasources.vocabulary import SourceKind
from tests.datasources.reading import clubs, declare, read


def mistakes(mapping: dict[str, Any], kind: SourceKind = SourceKind.CSV) -> list[tuple[str, str, str]]:
    """Code, path and nearest name of each mistake."""
    checked = check_mapping(mapping, kind)
    assert not isinstance(checked, RecordMapping)
    assert all(problem.message("de") and problem.message("en") for problem in checked)
    return [(each.code, each.parameters["path"], each.parameters.get("nearest", "")) for each in checked]


def test_sound_mapping_is_taken() -> None:
    assert isinstance(check_mapping(clubs(), SourceKind.CSV), RecordMapping)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"nmae": "Name"}, ("MAPPING_FIELD_UNKNOWN", "fields.nmae", "name")),
        ({"webseite": "Web"}, ("MAPPING_FIELD_UNKNOWN", "fields.webseite", "website")),
        ({"Name": "Name"}, ("MAPPING_FIELD_UNKNOWN", "fields.Name", "name")),
        ({"seat": {"stret": "Str"}}, ("MAPPING_OPTION_UNKNOWN", "fields.seat.stret", "street")),
        ({"website": {"form": "Web"}}, ("MAPPING_OPTION_UNKNOWN", "fields.website.form", "format")),
        ({"type": {"constant": "VREIN"}}, ("MAPPING_VALUE_UNKNOWN", "fields.type.constant", "CLUB")),
        (
            {"legalForm": {"from": "F", "values": {"ev": "EINGETRAGENER_VERIEN"}}},
            ("MAPPING_VALUE_UNKNOWN", "fields.legalForm.values.ev", "EINGETRAGENER_VEREIN"),
        ),
        (
            {"status": {"from": "F", "values": {"x": "ACTIVE"}, "unknown": "ignroe"}},
            ("MAPPING_OPTION_UNKNOWN", "fields.status.unknown", "ignore"),
        ),
        ({"contactPoints": [{"mail": "E-Mail"}]}, ("MAPPING_OPTION_UNKNOWN", "fields.contactPoints.0.mail", "email")),
    ],
)
def test_unknown_name_tells_the_nearest_known(fields: dict[str, Any], expected: tuple[str, str, str]) -> None:
    assert expected in mistakes(clubs(**fields))


def test_known_names_begin_with_the_nearest_and_say_that_they_are_not_all() -> None:
    (problem,) = check_mapping(clubs(webseite="Web"), SourceKind.CSV)  # type: ignore[misc]
    known = problem.parameters["known"]
    assert known.startswith("website, ")
    assert known.endswith(", …")
    assert known in problem.message("de") + (problem.hint("de") or "")


@pytest.mark.parametrize("count", [10, 66, 67, 500])
def test_listing_fits_its_sentence_and_cuts_no_name(count: int) -> None:
    names = [f"{number:03}" for number in range(count)]
    told = listing(names, names[-1])
    assert len(told) <= MAX_PARAMETER_CHARS
    assert told.split(", ")[0] == names[-1]
    assert set(told.split(", ")) <= {*names, "…"}
    assert ("…" in told) is (len(", ".join(names)) > MAX_PARAMETER_CHARS - 3)


@pytest.mark.parametrize(
    ("mapping", "code", "path"),
    [
        ({"record": "verien", "fields": {}}, "MAPPING_RECORD_UNKNOWN", "record"),
        ({"fields": {"name": "N"}}, "MAPPING_RECORD_UNKNOWN", "record"),
        ({"record": "organization"}, "MAPPING_OPTION_MISSING", "fields"),
        ({"record": "organization", "fields": "Name"}, "MAPPING_OPTION_INVALID", "fields"),
        ({"record": "organization", "fields": {}}, "MAPPING_FIELD_REQUIRED", "fields.name"),
        ({"record": "event", "fields": {"name": "N"}}, "MAPPING_FIELD_REQUIRED", "fields.schedule"),
        ({**clubs(), "headerrow": 2}, "MAPPING_OPTION_UNKNOWN", "headerrow"),
        ({**clubs(), "items": "data"}, "MAPPING_OPTION_UNKNOWN", "items"),
        ({**clubs(), "header_row": 0}, "MAPPING_OPTION_INVALID", "header_row"),
        ({**clubs(), "header_row": True}, "MAPPING_OPTION_INVALID", "header_row"),
        ({**clubs(), "header_row": MAX_HEADER_ROW + 1}, "MAPPING_OPTION_INVALID", "header_row"),
        ({**clubs(), "delimiter": "ab"}, "MAPPING_OPTION_INVALID", "delimiter"),
        ({**clubs(), "encoding": "utf-9"}, "MAPPING_OPTION_UNKNOWN", "encoding"),
        ({**clubs(), "country": "Entenhausen"}, "MAPPING_OPTION_INVALID", "country"),
        ({**clubs(), "decimal": ";"}, "MAPPING_OPTION_INVALID", "decimal"),
        ({**clubs(), "decimal": [","]}, "MAPPING_OPTION_INVALID", "decimal"),
        ({**clubs(), "formats": "hh:mm"}, "MAPPING_OPTION_INVALID", "formats"),
        ({**clubs(), "only": ["Art"]}, "MAPPING_OPTION_INVALID", "only"),
        ({**clubs(), "only": {"Art": []}}, "MAPPING_OPTION_INVALID", "only.Art"),
        ({**clubs(), "origin_id": []}, "MAPPING_OPTION_INVALID", "origin_id"),
        ({**clubs(), "origin_id": 5}, "MAPPING_OPTION_INVALID", "origin_id"),
        ({**clubs(), "joins": {"orte": {"file": "x.csv", "key": "id"}}}, "MAPPING_OPTION_MISSING", "joins.orte.of"),
        ({**clubs(), "joins": {"orte": {"key": "id", "of": "id"}}}, "MAPPING_OPTION_INVALID", "joins.orte"),
        ({**clubs(), "joins": {"o": {"items": "x", "key": "i", "of": "i"}}}, "MAPPING_OPTION_INVALID", "joins.o"),
        ({**clubs(), "joins": {"a.b": {}}}, "MAPPING_OPTION_INVALID", "joins.a.b"),
        (clubs(website=5), "MAPPING_OPTION_INVALID", "fields.website"),
        (clubs(website={}), "MAPPING_OPTION_INVALID", "fields.website"),
        (clubs(website={"from": "A", "constant": "B"}), "MAPPING_OPTION_INVALID", "fields.website"),
        (clubs(website={"from": ["A"]}), "MAPPING_OPTION_INVALID", "fields.website.from"),
        (clubs(website={"first_of": []}), "MAPPING_OPTION_INVALID", "fields.website.first_of"),
        (clubs(website={"template": "ohne Spalte"}), "MAPPING_OPTION_INVALID", "fields.website.template"),
        (clubs(website={"template": "{offen"}), "MAPPING_OPTION_INVALID", "fields.website.template"),
        (clubs(website={"template": "{}"}), "MAPPING_OPTION_INVALID", "fields.website.template"),
        (clubs(website={"constant": "kein Ziel"}), "MAPPING_VALUE_INVALID", "fields.website.constant"),
        (clubs(website={"constant": ""}), "MAPPING_OPTION_INVALID", "fields.website.constant"),
        (clubs(website={"from": "A", "format": "JJJJ"}), "MAPPING_OPTION_UNFIT", "fields.website.format"),
        (clubs(website={"from": "A", "decimal": ","}), "MAPPING_OPTION_UNFIT", "fields.website.decimal"),
        (clubs(type={"from": "A", "otherwise": "CLUB"}), "MAPPING_OPTION_MISSING", "fields.type.values"),
        (clubs(type={"from": "A", "values": {}}), "MAPPING_OPTION_INVALID", "fields.type.values"),
        (clubs(foundingDate={"from": "A", "format": "TT.MM."}), "MAPPING_OPTION_INVALID", "fields.foundingDate.format"),
        (clubs(foundingDate={"from": "A", "default": "bald"}), "MAPPING_VALUE_INVALID", "fields.foundingDate.default"),
        (clubs(seat="Ort"), "MAPPING_OPTION_INVALID", "fields.seat"),
        (clubs(seat={}), "MAPPING_OPTION_INVALID", "fields.seat"),
        (clubs(seat=[{"street": "S"}]), "MAPPING_OPTION_INVALID", "fields.seat"),
        (clubs(identifiers=[{"value": "ZVR"}]), "MAPPING_OPTION_MISSING", "fields.identifiers.0.scheme"),
        (clubs(identifiers=[{"value": "Z", "scheme": 1}]), "MAPPING_OPTION_INVALID", "fields.identifiers.0.scheme"),
        (clubs(contactPoints={"email": "E", "public": "ja"}), "MAPPING_OPTION_INVALID", "fields.contactPoints.public"),
        (clubs(parent={"value": "V"}), "MAPPING_OPTION_MISSING", "fields.parent.scheme"),
        (clubs(name={"from": "x" * (MAX_PATH_CHARS + 1)}), "MAPPING_OPTION_INVALID", "fields.name.from"),
    ],
)  # fmt: skip
def test_mistake_is_told_with_its_place(mapping: dict[str, Any], code: str, path: str) -> None:
    assert (code, path) in [each[:2] for each in mistakes(mapping)]


def test_all_mistakes_are_told_at_once() -> None:
    mapping = {"record": "organization", "nonsense": 1, "fields": {"nam": "A", "seat": {"ort": "B"}, "web": "C"}}
    assert {path for _, path, _ in mistakes(mapping)} == {
        "nonsense", "fields.nam", "fields.seat.ort", "fields.web", "fields.name",
    }  # fmt: skip


def test_number_of_mistakes_told_is_bounded() -> None:
    many = {f"feld{number}": "A" for number in range(MAX_FINDINGS + 50)}
    assert len(mistakes(clubs(**many))) == MAX_FINDINGS


def test_nothing_is_read_by_an_unsound_mapping() -> None:
    result = read("CSV", "Nr;Name\n1;TV Polch\n", clubs(nmae="Name"))
    assert (result.drafts, result.codes) == ([], ["MAPPING_FIELD_UNKNOWN"])


def test_unknown_column_is_told_once_the_header_is_seen_and_before_any_row() -> None:
    mapping = clubs(website="Websiete", seat={"locality": "Orrt"})
    result = read("CSV", "Nr;Name;Webseite;Ort\n1;TV Polch;x.de;Polch\n", mapping)
    assert result.drafts == []
    assert [(each.code, each.path, each.parameters["nearest"]) for each in result.problems] == [
        ("MAPPING_COLUMN_UNKNOWN", "mapping.website", "Webseite"),
        ("MAPPING_COLUMN_UNKNOWN", "mapping.seat.locality", "Ort"),
    ]


def test_opportunities_need_an_organization_from_the_mapping_or_from_the_source() -> None:
    mapping = {"record": "opportunity", "origin_id": "Nr", "fields": {"title": "Titel"}}
    assert [each.code for each in check(declare("CSV", mapping))] == ["MAPPING_FIELD_REQUIRED"]
    assert check(declare("CSV", mapping, organizer={"name": "Gemeinde"})) == []


def test_kind_without_a_connector_is_refused() -> None:
    assert [each.code for each in check(declare("XML"))] == ["KIND_NOT_READ"]


def test_table_without_mapping_is_left_to_the_templates() -> None:
    assert check(declare("XLSX")) == []


@pytest.mark.parametrize("kind", ["JSON", "GEOJSON"])
def test_objects_without_a_mapping_are_told_to_have_one(kind: str) -> None:
    (problem,) = check(declare(kind))
    assert (problem.code, problem.path, problem.parameters) == ("MAPPING_MISSING", "mapping", {"kind": kind})
    assert read(kind, "[]").codes == ["MAPPING_MISSING"]


def test_further_tables_are_those_with_a_place_of_their_own() -> None:
    joins = {
        "orte": {"file": "orte.xlsx", "key": "id", "of": "Nr"},
        "tel": {"url": "https://example.org/t.json?x=1", "key": "id", "of": "Nr"},
    }
    further = further_tables(declare("CSV", {**clubs(), "joins": joins}))
    assert [(join.name, join.file, join.url, join.kind) for join in further] == [
        ("orte", "orte.xlsx", None, SourceKind.XLSX),
        ("tel", None, "https://example.org/t.json?x=1", SourceKind.JSON),
    ]


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [("Strasse", ["Ort", "Straße", "PLZ"], "Straße"), ("vornam", ["Nachname", "Vorname"], "Vorname"), ("x", [], "")],
)
def test_nearest(name: str, known: list[str], expected: str) -> None:
    assert nearest(name, known) == expected
