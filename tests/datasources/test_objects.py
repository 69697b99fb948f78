"""JSON in its forms, JSON lines, GeoJSON and its geometry."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasources.connectors import objects
from datasources.connectors.projection import projection_of
from datasources.vocabulary import Severity
from tests.datasources.reading import Result, read

MAPPING: dict[str, Any] = {"record": "organization", "origin_id": "id", "fields": {"name": "name"}}
KEYED: dict[str, Any] = {"record": "organization", "origin_id": "@key", "fields": {"name": "name"}}
CLUBS = [{"id": 1, "name": "TV Polch"}, {"id": 2, "name": "Schützengilde"}]


def ids(data: Any, mapping: dict[str, Any] = MAPPING) -> list[str]:
    raw = data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode()
    return [draft.origin_id for draft in read("JSON", raw, mapping).drafts]


def test_list_of_objects() -> None:
    assert ids(CLUBS) == ["1", "2"]


def test_list_wherever_it_stands() -> None:
    document = {"meta": {"count": 2}, "antwort": [{"vereine": CLUBS}]}
    assert ids(document, {**MAPPING, "items": "antwort.0.vereine"}) == ["1", "2"]
    assert ids({"next": None, "items": CLUBS}) == ["1", "2"]


def test_object_of_entries_by_key() -> None:
    assert ids({"tv": {"name": "TV"}, "sv": {"name": "SV"}}, KEYED) == ["tv", "sv"]


def test_object_of_texts_by_key() -> None:
    mapping = {"record": "organization", "origin_id": "@key", "fields": {"name": "@key", "website": "@value"}}
    result = read("JSON", '{"polch": "https://polch.example/api.json", "mayen": 5}', mapping)
    assert [dict(draft.fields) for draft in result.drafts] == [
        {"name": "polch", "website": "https://polch.example/api.json"}, {"name": "mayen"},
    ]  # fmt: skip
    assert result.codes == ["URL_UNREADABLE"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_document_in_another_encoding(encoding: str) -> None:
    raw = json.dumps(CLUBS, ensure_ascii=False).encode(encoding)
    assert read("JSON", raw, MAPPING).drafts[1].fields["name"] == "Schützengilde"


def test_json_lines_are_read_with_their_lines_and_broken_ones_are_told() -> None:
    lines = '\ufeff{"id": 1, "name": "TV"}\n\n{"id": 2, "name": "SV"}\n{"id": 3, "na\n{"id": 4, "name": "FV"}\n'
    result = read("JSON", lines, MAPPING)
    assert [(draft.origin_id, draft.line) for draft in result.drafts] == [("1", 1), ("2", 3), ("4", 5)]
    assert [(each.code, each.line) for each in result.problems] == [("JSON_BROKEN", 4)]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "TABLE_EMPTY"),
        (b"  \n", "TABLE_EMPTY"),
        (b"{", "JSON_BROKEN"),
        (b'[{"id": 1}', "JSON_BROKEN"),
        (b"[" * 5_000 + b"]" * 5_000, "JSON_BROKEN"),
        (b'"text"', "JSON_NO_LIST"),
        (b"5", "JSON_NO_LIST"),
        (b"null", "JSON_NO_LIST"),
    ],
)  # fmt: skip
def test_document_that_is_none_is_told(raw: bytes, code: str) -> None:
    assert read("JSON", raw, MAPPING).codes == [code]


@pytest.mark.parametrize(
    ("value", "taken"),
    [
        ("NaN", None), ("-Infinity", None), ("1e999", None), ("9" * 5_000, None), ("1" * 40, None),
        (r'"\ud83d"', "�"), (r'"Fest \uDE00 \\ud83d"', "Fest � \\ud83d"), (r'"\ud83d\ude00 \ud83d"', "😀 �"),
    ],
)  # fmt: skip
def test_value_that_is_no_json_costs_nothing_but_itself(value: str, taken: str | None) -> None:
    field = "alternateNames" if taken else "memberCount"
    mapping = {**MAPPING, "fields": {"name": "name", field: "wert"}}
    entries = [f'{{"id": 1, "name": "TV", "wert": {value}}}', '{"id": 2, "name": "SV", "wert": NaN}']
    expected = [[taken], None] if taken else [None, None]
    for text in (f"[{','.join(entries)}]", "\n".join(entries)):
        result = read("JSON", text, mapping)
        assert [draft.fields.get(field) for draft in result.drafts] == expected
        assert "JSON_VALUES_REPLACED" in result.codes
        assert {problem.severity for problem in result.problems} == {Severity.WARNING}


def test_replaced_values_are_counted_and_named() -> None:
    (problem,) = read("JSON", '[{"id": 1, "name": "TV", "a": NaN, "b": [Infinity]}]', MAPPING).problems
    assert (problem.code, problem.parameters) == ("JSON_VALUES_REPLACED", {"count": "2", "value": "NaN"})


def test_feature_with_a_value_that_is_no_json_is_read() -> None:
    text = (
        '{"type": "FeatureCollection", "features": [' + json.dumps(feature(POINT)) + ', {"properties": {"id": NaN}}]}'
    )
    result = read("GEOJSON", text, MAPPING)
    assert (len(result.drafts), result.codes[0]) == (1, "JSON_VALUES_REPLACED")


def test_broken_bytes_in_a_document_are_replaced() -> None:
    text = json.dumps(
        [{"id": 1, "name": "Grüße"}, {"id": 2, "name": "Größe für Äpfel öffnen " * 5}], ensure_ascii=False
    )
    result = read("JSON", text.encode().replace(b"Gr\xc3\xbc\xc3\x9fe", b"Gr\xed\xa0\x80e"), MAPPING)
    assert str(result.drafts[0].fields["name"]).startswith("Gr�")
    assert result.codes == ["JSON_VALUES_REPLACED"]


@pytest.mark.parametrize(
    "text", ['[{"id": NaN}', '[{"id": NaN,}]', '[{"id": nan}]', "[NaN" + "[" * 3_000 + "]" * 3_001]
)
def test_document_with_more_wrong_than_values_is_refused(text: str) -> None:
    assert read("JSON", text, MAPPING).codes == ["JSON_BROKEN"]


def test_path_that_leads_nowhere_is_told_with_what_is_there() -> None:
    result = read("JSON", '{"daten": {"vereine": []}}', {**MAPPING, "items": "daten.clubs"})
    assert result.codes == ["JSON_ITEMS_MISSING"]
    assert (result.problems[0].parameters["name"], result.problems[0].parameters["known"]) == ("clubs", "vereine")


def test_entry_that_is_no_object_is_refused_alone() -> None:
    result = read("JSON", json.dumps([None, 5, "x", [], *CLUBS]), MAPPING)
    assert [draft.origin_id for draft in result.drafts] == ["1", "2"]
    assert result.codes == ["FIELD_MISSING"] * 4


def test_name_that_no_entry_has_is_told_and_refuses_nothing() -> None:
    mapping = {**MAPPING, "fields": {"name": "name", "website": "webseite"}}
    result = read("JSON", json.dumps([{"id": 1, "name": "TV", "website": "x.de"}]), mapping)
    assert [each.code for each in result.problems] == ["COLUMN_NEVER_SEEN"]
    assert result.problems[0].parameters["nearest"] == "website"
    assert len(result.drafts) == 1


def test_huge_numbers_cost_their_field_alone() -> None:
    mapping = {**MAPPING, "fields": {"name": "name", "memberCount": "n"}}
    result = read("JSON", b'[{"id": 123456789012345678901234567890, "name": "TV", "n": 99999999999999999999}]', mapping)
    assert (result.codes, len(result.drafts)) == (["NUMBER_UNREADABLE"], 1)


@pytest.mark.parametrize(("slack", "codes"), [(1, []), (0, []), (-1, ["JSON_TOO_LARGE"])])
def test_document_has_a_bound(slack: int, codes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    raw = json.dumps(CLUBS).encode()
    monkeypatch.setattr(objects, "MAX_DOCUMENT_BYTES", len(raw) + slack)
    assert read("JSON", raw, MAPPING).codes == codes


@pytest.mark.parametrize(("slack", "taken"), [(1, 3), (0, 3), (-1, 2)])
def test_line_has_a_bound(slack: int, taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    long = b'{"id": 2, "name": "' + b"a" * 200 + b'"}\n'
    monkeypatch.setattr(objects, "MAX_LINE_BYTES", len(long) + slack)
    result = read("JSON", b'{"id": 1, "name": "TV"}\n{"id": 3, "name": "SV"}\n' + long, MAPPING)
    assert len(result.drafts) == taken
    assert result.codes == ([] if taken == 3 else ["JSON_TOO_LARGE"])


@pytest.mark.parametrize(("limit", "codes"), [(3, []), (2, []), (1, ["TABLE_TOO_LONG"])])
@pytest.mark.parametrize("raw", [json.dumps(CLUBS), "\n".join(map(json.dumps, CLUBS))])
def test_rows_have_a_bound(raw: str, limit: int, codes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "MAX_ROWS", limit)
    assert read("JSON", raw, MAPPING).codes == codes


@given(st.binary(max_size=200))
def test_any_bytes_are_taken_or_refused(data: bytes) -> None:
    for kind in ("JSON", "GEOJSON"):
        read(kind, data, MAPPING)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(
        ["id", "name", "type", "features", "geometry", "coordinates", "properties", "crs", "items", "ort", "@key"]
    ), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip
WIDE: dict[str, Any] = {
    **MAPPING,
    "fields": {
        "name": "name", "alternateNames": "items",
        "seat": {"point": "geometry", "locality": "ort.name", "address": "ort"},
        "contactPoints": [{"each": "items", "name": "name", "telephone": "id"}], "openingHours": "type",
        "memberCount": "id", "foundingDate": "properties.id", "logo": "crs", "parent": {"origin": "ort"},
        "categories": {"from": "type", "split": ","},
    },
}  # fmt: skip


@given(JSON_VALUES)
def test_any_document_is_taken_or_refused(document: Any) -> None:
    for kind in ("JSON", "GEOJSON"):
        result = read(kind, json.dumps(document), WIDE)
        assert all(draft.fields["name"] for draft in result.drafts)
    read(
        "GEOJSON",
        json.dumps({"type": "FeatureCollection", "features": [{"geometry": document, "properties": document}]}),
        WIDE,
    )


# ── GeoJSON ──────────────────────────────────────────────────────────────────────────────────────────────────────


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": {"id": 1, "name": "TV", **properties}}


def collection(*features: Any, **members: Any) -> Result:
    document = {"type": "FeatureCollection", "features": list(features), **members}
    mapping = {**MAPPING, "fields": {"name": "name", "seat": {"locality": "ort"}}}
    return read("GEOJSON", json.dumps(document), mapping)


POINT = {"type": "Point", "coordinates": [7.31, 50.3]}


def test_geometry_becomes_the_point_of_the_seat() -> None:
    assert collection(feature(POINT, ort="Polch")).fields["seat"] == {
        "locality": "Polch", "country": "DE", "lat": 50.3, "lon": 7.31,
    }  # fmt: skip


def test_properties_may_be_named_in_full_and_a_feature_may_have_an_id_of_its_own() -> None:
    mapping = {
        "record": "event",
        "origin_id": "@key",
        "fields": {"name": "properties.name", "schedule": "properties.am"},
    }
    document = {"type": "FeatureCollection", "features": [{**feature(POINT, am="2026-07-04"), "id": "n17"}]}
    result = read("GEOJSON", json.dumps(document), mapping)
    assert (result.drafts[0].origin_id, result.fields["location"]) == ("n17", {"lat": 50.3, "lon": 7.31})


def test_area_becomes_a_point_inside_it() -> None:
    ring = [[7.0, 50.0], [7.2, 50.0], [7.2, 50.2], [7.0, 50.2], [7.0, 50.0]]
    seat = collection(feature({"type": "Polygon", "coordinates": [ring]})).fields["seat"]
    assert (seat["lat"], seat["lon"]) == (pytest.approx(50.1), pytest.approx(7.1))


def test_feature_without_geometry_is_taken_without_a_point() -> None:
    result = collection(feature(None), feature({"type": "Point", "coordinates": [999, 50]}, id=2))
    assert ["seat" in draft.fields for draft in result.drafts] == [False, False]


def test_entry_that_is_no_feature_is_refused_alone() -> None:
    result = collection(5, feature(POINT, ort="Polch"))
    assert (result.codes, len(result.drafts)) == (["GEOJSON_FEATURE_BROKEN"], 1)


def crs(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"])
def test_wgs84_is_taken(name: str) -> None:
    assert collection(feature(POINT), crs=crs(name)).fields["seat"]["lat"] == 50.3


def test_foreign_system_is_refused_as_a_whole() -> None:
    result = collection(feature(POINT), crs=crs("urn:ogc:def:crs:EPSG::31466"))
    assert (result.drafts, result.codes) == ([], ["GEOJSON_SYSTEM_UNKNOWN"])


@pytest.mark.parametrize(
    ("system", "position", "expected"),
    [
        ("25832", (400_000.0, 5_580_000.0), (50.3629, 7.5945)),
        ("25833", (389_906.0, 5_819_704.0), (52.5163, 13.3777)),  # Berlin's Brandenburg Gate
        ("3857", (845_000.0, 6_500_000.0), (50.3092, 7.5908)),
        ("25832", (500_000.0, 0.0), (0.0, 9.0)),
    ],
)
def test_plane_coordinates_are_turned_into_degrees(
    system: str, position: tuple[float, float], expected: tuple[float, float]
) -> None:
    project = projection_of(system)
    assert project is not None
    found = project(*position)
    assert found is not None
    assert (found[1], found[0]) == pytest.approx(expected, abs=2e-3)


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12), st.sampled_from(["25832", "3857"]))
def test_any_plane_position_is_a_place_on_earth_or_none(east: float, north: float, system: str) -> None:
    project = projection_of(system)
    assert project is not None
    found = project(east, north)
    assert found is None or (-181 <= found[0] <= 181 and -90 <= found[1] <= 90)


def test_plane_features_are_read() -> None:
    geometry = {"type": "Point", "coordinates": [400_000, 5_580_000]}
    seat = collection(feature(geometry), crs=crs("EPSG:25832")).fields["seat"]
    assert (seat["lat"], seat["lon"]) == (pytest.approx(50.363, abs=1e-2), pytest.approx(7.594, abs=1e-2))


@pytest.mark.parametrize("document", [{"type": "FeatureCollection"}, {"features": 5}, 5])
def test_what_is_no_geojson_is_told(document: Any) -> None:
    assert read("GEOJSON", json.dumps(document), MAPPING).codes == ["GEOJSON_NO_FEATURES"]
