"""Areas: the bundled district, the official list as text and as table, boundaries and points."""

import csv
import json
import math
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasources.areas import (
    COUNTRY,
    Area,
    Geometry,
    ags_of,
    boundaries,
    covers,
    gv100,
    is_ars,
    parent_of,
    read_bundled,
)
from datasources.areas.boundaries import Boundary, centre, contains, read_boundaries, with_boundaries
from datasources.areas.gv100 import read_gv100
from datasources.problems import LANGUAGES, Problem
from datasources.vocabulary import AreaKind

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "areas"
DISTRICT = "07137"


def corpus(name: str) -> Path:
    path = CORPUS / name
    if not path.exists():
        pytest.skip(f"corpus file missing: areas/{name}")
    return path


def split(items: list[Area | Problem]) -> tuple[dict[str, Area], list[Problem]]:
    return (
        {item.ars: item for item in items if isinstance(item, Area)},
        [item for item in items if isinstance(item, Problem)],
    )


def codes(problems: list[Problem]) -> list[tuple[str, int | None]]:
    for problem in problems:
        assert all(problem.message(language) for language in LANGUAGES)
    return [(problem.code, problem.line) for problem in problems]


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_keys_tell_what_lies_above() -> None:
    assert parent_of("071375002089") == "071375002"
    assert parent_of("071370068068") == "07137"
    assert parent_of("010539105105") == "01053"
    assert parent_of("071375002") == "07137"
    assert parent_of("07137") == "07"
    assert parent_of("07") == COUNTRY
    assert parent_of(COUNTRY) is None


def test_a_key_covers_all_below_it_and_the_country_everything() -> None:
    assert covers("07137", "071375002089")
    assert covers("071375002089", "071375002089")
    assert covers(COUNTRY, "071375002089")
    assert not covers("07137", "071110000000")
    assert not covers("071375002089", "07137")


def test_only_digits_of_four_lengths_are_regional_keys() -> None:
    assert [
        text for text in ("07", "07137", "071375002", "071375002089", "071", "0713a", "", "٠٧") if is_ars(text)
    ] == [
        "07",
        "07137",
        "071375002",
        "071375002089",
    ]


# ── the bundled district ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_district_has_87_municipalities_and_218210_inhabitants() -> None:
    areas = {area.ars: area for area in read_bundled()}
    municipalities = [
        area for area in areas.values() if area.kind is AreaKind.MUNICIPALITY and covers(DISTRICT, area.ars)
    ]
    assert len(municipalities) == 87
    assert sum(area.population or 0 for area in municipalities) == areas[DISTRICT].population == 218_210
    assert math.isclose(sum(area.area_km2 or 0 for area in municipalities), areas[DISTRICT].area_km2 or 0)


def test_the_bundled_areas_form_a_tree_from_the_country_down() -> None:
    areas = read_bundled()
    seen: set[str] = set()
    for area in areas:
        assert area.ars not in seen
        assert area.parent_ars is None or area.parent_ars in seen
        assert area.ags == ags_of(area.ars)
        seen.add(area.ars)
    assert Counter(area.kind.value for area in areas) == {
        "COUNTRY": 1,
        "STATE": 1,
        "URBAN_DISTRICT": 1,
        "DISTRICT": 1,
        "ASSOCIATION": 7,
        "MUNICIPALITY": 88,
    }


def test_every_bundled_association_has_the_inhabitants_of_its_municipalities() -> None:
    areas = read_bundled()
    for association in (area for area in areas if area.kind is AreaKind.ASSOCIATION):
        below = [area for area in areas if area.parent_ars == association.ars]
        assert below
        assert sum(area.population or 0 for area in below) == association.population


def test_every_bundled_municipality_has_a_postal_code_and_a_point_in_the_district() -> None:
    for area in read_bundled():
        if area.kind is not AreaKind.MUNICIPALITY:
            continue
        assert area.postal_code is not None
        assert area.postal_code.startswith("56")
        assert area.lat is not None
        assert 50.1 < area.lat < 50.5
        assert area.lon is not None
        assert 6.9 < area.lon < 7.75
        assert "," not in area.name


def test_bundled_points_lie_within_the_boundaries() -> None:
    read = list(read_boundaries(corpus("myk_vg250/gemeinden_07137_07111.geojson")))
    points = {area.ars: area for area in read_bundled()}
    assert len(read) == 88
    for boundary in read:
        assert isinstance(boundary, Boundary)
        area = points[boundary.key]
        assert area.lat is not None
        assert area.lon is not None
        assert contains(boundary.geometry, area.lat, area.lon), area.name


# ── the official list ────────────────────────────────────────────────────────────────────────────────────────────────


def record(kind: str, key: str, name: str, typ: str = "", figures: str = "") -> str:
    """A line of GV100AD; key as state to association ("07137" + municipality + association)."""
    return f"{kind}20231130{key:<12}{name:<50}{'':<50}{typ:<2}{figures:<96}"


def figures(hectares: int, inhabitants: int, postal_code: str = "") -> str:
    return f"    {hectares:011d}{inhabitants:011d}{0:011d}    {postal_code}"


LIST = (
    record("10", "07", "Rheinland-Pfalz"),
    record("20", "071", "früher: Reg.-Bez. Koblenz"),
    record("40", "07111", "Koblenz, kreisfreie Stadt", "41"),
    record("50", "07111   0000", "Koblenz, Stadt", "50"),
    record("60", "071110000000", "Koblenz, Stadt", "61", figures(10525, 115268, "56068")),
    record("40", "07137", "Mayen-Koblenz", "44"),
    record("50", "07137   0068", "Mayen, Stadt", "50"),
    record("50", "07137   5002", "Maifeld", "53"),
    record("60", "071370680068", "Mayen, Stadt", "63", figures(5819, 19708, "56727")),
    record("60", "071370895002", "Polch, Stadt", "63", figures(2868, 6976, "56751")),
    record("60", "071370955002", "Rüber", "64", figures(561, 894, "56295")),
)


def write(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_text("\r\n".join(lines) + "\r\n", encoding=encoding, newline="")
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_list_of_fixed_width_is_read_in_each_encoding(tmp_path: Path, encoding: str) -> None:
    areas, problems = split(list(read_gv100(write(tmp_path / "GV100AD.txt", *LIST, encoding=encoding))))
    assert problems == []
    assert list(areas) == [
        "07",
        "07111",
        "071110000000",
        "07137",
        "071375002",
        "071370068068",
        "071375002089",
        "071375002095",
    ]
    assert areas["071375002095"] == Area(
        "071375002095", "07137095", "Rüber", AreaKind.MUNICIPALITY, "071375002", 894, 5.61, postal_code="56295"
    )
    assert areas["071370068068"].name == "Mayen"
    assert areas["07111"].kind is AreaKind.URBAN_DISTRICT
    assert areas["07111"].name == "Koblenz"


def test_figures_above_the_municipality_are_sums(tmp_path: Path) -> None:
    areas, _ = split(list(read_gv100(write(tmp_path / "GV100AD.txt", *LIST))))
    assert (areas["071375002"].population, areas["071375002"].area_km2) == (7_870, 34.29)
    assert (areas["07137"].population, areas["07137"].area_km2) == (27_578, 92.48)
    assert areas["07"].population == 142_846


def test_the_country_is_added_only_where_all_states_are_listed(tmp_path: Path) -> None:
    states = [record("10", f"{number:02d}", f"Land {number}") for number in range(1, 17)]
    all_but_one, _ = split(list(read_gv100(write(tmp_path / "15.txt", *states[:-1]))))
    complete, _ = split(list(read_gv100(write(tmp_path / "16.txt", *states))))
    assert COUNTRY not in all_but_one
    assert next(iter(complete)) == COUNTRY
    assert complete[COUNTRY].kind is AreaKind.COUNTRY


def test_a_broken_line_is_refused_by_number_and_its_neighbours_are_taken(tmp_path: Path) -> None:
    lines = (
        LIST[0],
        record("99", "07137", "Unbekannt"),
        record("40", "07x37", "Falscher Schlüssel", "44"),
        record("60", "071370955002", "Rüber", "64", figures(561, 894)),
        record("60", "071370955002", "Rüber", "64", figures(561, 894)),
        record("60", "071370965002", "", "64"),
        record("60", "071370975002", "Ohne Zahlen", "64", f"    {'viele':>11}{'unbekannt':>11}"),
        "60",
        "",
    )
    areas, problems = split(list(read_gv100(write(tmp_path / "broken.txt", *lines))))
    assert codes(problems) == [
        ("AREA_RECORD_UNKNOWN", 2),
        ("AREA_KEY_WRONG", 3),
        ("AREA_KEY_TWICE", 5),
        ("AREA_NAME_MISSING", 6),
        ("AREA_NUMBER_WRONG", 7),
        ("AREA_NUMBER_WRONG", 7),
        ("AREA_KEY_WRONG", 8),
    ]
    assert list(areas) == ["07", "071375002095", "071375002097"]
    assert areas["071375002097"].population is None


@pytest.mark.parametrize("content", ["", "Name;Ort\nA;B\n", "\x00\x01"])
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.csv"
    path.write_text(content, encoding="utf-8")
    areas, problems = split(list(read_gv100(path)))
    assert not areas
    assert codes(problems) == [("AREA_LIST_UNREADABLE", None)]


def test_a_list_is_read_up_to_its_bounds_and_not_beyond(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "GV100AD.txt", *LIST)
    monkeypatch.setattr(gv100, "MAX_LINES", len(LIST))
    monkeypatch.setattr(gv100, "MAX_BYTES", path.stat().st_size)
    assert len(list(read_gv100(path))) == 8
    monkeypatch.setattr(gv100, "MAX_LINES", len(LIST) - 1)
    assert codes(split(list(read_gv100(path)))[1]) == [("AREA_LIST_UNREADABLE", None)]
    monkeypatch.setattr(gv100, "MAX_LINES", len(LIST))
    monkeypatch.setattr(gv100, "MAX_BYTES", path.stat().st_size - 1)
    assert codes(split(list(read_gv100(path)))[1]) == [("AREA_LIST_UNREADABLE", None)]


def test_a_table_of_municipalities_is_read_with_decimal_commas(tmp_path: Path) -> None:
    path = write(
        tmp_path / "gemeinden.csv",
        "ARS;Name;Typ;Flaeche_km2;Bevoelkerung;PLZ_Sitz",
        '071375002089;"Polch, Stadt";63;28,68;6976;56751',
        "010539105105;Sachsenwald (Forstgutsbez.),gemfr.Geb.;66;58,49;0;",
        "",
        "0713;Zu kurz;64;1;1;",
    )
    areas, problems = split(list(read_gv100(path)))
    assert codes(problems) == [("AREA_KEY_WRONG", 5)]
    assert (areas["071375002089"].name, areas["071375002089"].area_km2) == ("Polch", 28.68)
    assert areas["010539105105"].kind is AreaKind.LOCALITY
    assert areas["010539105105"].postal_code is None


def test_the_whole_of_germany_loads_from_the_table() -> None:
    areas, problems = split(list(read_gv100(corpus("gv100ad_2023/gemeinden_de_2023.csv"))))
    assert problems == []
    kinds = Counter(area.kind for area in areas.values())
    assert kinds == {AreaKind.MUNICIPALITY: 10_773, AreaKind.LOCALITY: 208}
    assert sum(area.population or 0 for area in areas.values()) == 84_358_845
    district = [area for area in areas.values() if covers(DISTRICT, area.ars)]
    assert (len(district), sum(area.population or 0 for area in district)) == (87, 218_210)


def test_the_whole_of_germany_reads_alike_as_records_of_fixed_width(tmp_path: Path) -> None:
    source = corpus("gv100ad_2023/gemeinden_de_2023.csv")
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = [record("10", f"{number:02d}", f"Land {number}") for number in range(1, 17)]
    for row in rows:
        ars = row["ars"]
        key = ars[:5] + ars[9:] + ars[5:9]
        hectares = round(float(row["flaeche_km2"]) * 100)
        text = figures(hectares, int(row["bevoelkerung"]), row["plz_sitz"])
        lines.append(record("60", key, row["name"], row["typ"], text))
    areas, problems = split(list(read_gv100(write(tmp_path / "GV100AD.txt", *lines))))
    table, _ = split(list(read_gv100(source)))
    assert problems == []
    assert {ars: area for ars, area in areas.items() if area.ags is not None} == table
    assert areas[COUNTRY].population == 84_358_845
    assert areas["07"].population == 4_159_150


def test_bundled_facts_agree_with_the_list() -> None:
    listed, _ = split(list(read_gv100(corpus("gv100ad_2023/gemeinden_de_2023.csv"))))
    for area in read_bundled():
        if area.kind is AreaKind.MUNICIPALITY:
            other = listed[area.ars]
            assert (area.name, area.population, area.area_km2, area.postal_code, area.parent_ars) == (
                other.name,
                other.population,
                other.area_km2,
                other.postal_code,
                other.parent_ars,
            )


# ── boundaries ───────────────────────────────────────────────────────────────────────────────────────────────────────

SQUARE = [[7.0, 50.0], [7.4, 50.0], [7.4, 50.4], [7.0, 50.4], [7.0, 50.0]]
HOLE = [[7.1, 50.1], [7.3, 50.1], [7.3, 50.3], [7.1, 50.3], [7.1, 50.1]]
ISLAND = [[8.0, 50.0], [8.1, 50.0], [8.1, 50.1], [8.0, 50.0]]


def shape(*polygons: list[list[list[float]]]) -> Geometry:
    return {"type": "MultiPolygon", "coordinates": list(polygons)}


def collection(path: Path, *features: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return path


def feature(properties: object, *rings: object) -> dict[str, object]:
    geometry = {"type": "Polygon", "coordinates": list(rings)}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_points_are_inside_outside_and_in_holes() -> None:
    ring = shape([SQUARE, HOLE], [ISLAND])
    assert contains(ring, 50.05, 7.05)
    assert not contains(ring, 50.2, 7.2)
    assert not contains(ring, 50.2, 7.6)
    assert not contains(ring, 51.0, 7.2)
    assert contains(ring, 50.02, 8.06)


def test_the_centre_of_a_square_is_its_middle_and_that_of_a_ring_lies_on_the_ring() -> None:
    assert centre(shape([SQUARE], [ISLAND])) == (50.2, 7.2)
    lat, lon = centre(shape([SQUARE, HOLE]))
    assert contains(shape([SQUARE, HOLE]), lat, lon)


def test_the_direction_of_a_ring_does_not_matter() -> None:
    assert centre(shape([SQUARE[::-1], HOLE])) == centre(shape([SQUARE, HOLE[::-1]]))


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=4, max_size=12, unique=True),
    st.floats(5, 55),
    st.floats(5, 55),
)
def test_any_ring_has_a_centre_near_it_and_answers_for_any_point(
    corners: list[tuple[int, int]], lat: float, lon: float
) -> None:
    ring = [[float(x), float(y)] for x, y in corners]
    boundary = shape([[*ring, ring[0]]])
    centre_lat, centre_lon = centre(boundary)
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    assert min(ys) <= centre_lat <= max(ys)
    assert min(xs) <= centre_lon <= max(xs)
    if contains(boundary, lat, lon):
        assert min(xs) <= lon <= max(xs)
        assert min(ys) <= lat <= max(ys)


def test_boundaries_join_by_ars_and_where_the_association_changed_by_ags(tmp_path: Path) -> None:
    path = collection(
        tmp_path / "grenzen.geojson",
        feature({"RS": "071375002089", "AGS": "07137089"}, SQUARE),
        feature({"RS": "071370099095", "AGS": "07137095"}, ISLAND),
        feature({"ags": "07137068"}, SQUARE),
        feature({"RS": "071375009", "AGS": "--------"}, SQUARE),
    )
    areas, problems = split(list(with_boundaries(read_bundled(), read_boundaries(path))))
    assert [(problem.code, problem.record) for problem in problems] == []
    assert (areas["071375002089"].lat, areas["071375002089"].lon) == (50.2, 7.2)
    assert areas["071375002095"].boundary == shape([ISLAND])
    assert areas["071370068068"].boundary is not None
    assert areas["071375009"].boundary is not None
    assert areas["071375003001"].boundary is None
    assert areas["071375003001"].lat is not None
    assert len(areas) == len(read_bundled())


def test_a_boundary_of_no_area_is_a_problem_and_an_association_never_becomes_a_municipality(tmp_path: Path) -> None:
    path = collection(tmp_path / "grenzen.geojson", feature({"RS": "071379007"}, SQUARE))
    areas, problems = split(list(with_boundaries(read_bundled(), read_boundaries(path))))
    assert [(problem.code, problem.record) for problem in problems] == [("BOUNDARY_AREA_UNKNOWN", "071379007")]
    assert all(area.boundary is None for area in areas.values())


def test_parts_of_one_key_become_one_boundary_and_water_is_left_out(tmp_path: Path) -> None:
    path = collection(
        tmp_path / "grenzen.geojson",
        feature({"ARS": "071375002089", "GF": 4}, SQUARE, HOLE),
        feature({"ARS": "071375002089", "GF": 4}, ISLAND),
        feature({"ARS": "071375002089", "GF": 2}, HOLE),
    )
    assert list(read_boundaries(path)) == [Boundary("071375002089", shape([SQUARE, HOLE], [ISLAND]))]


def test_features_that_are_no_areas_are_refused_one_by_one(tmp_path: Path) -> None:
    path = collection(
        tmp_path / "grenzen.geojson",
        feature({"name": "ohne Schlüssel"}, SQUARE),
        "kein Feature",
        {"type": "Feature", "properties": {"ARS": "07137"}, "geometry": None},
        {"type": "Feature", "properties": {"ARS": "07137"}, "geometry": {"type": "Point", "coordinates": [7, 50]}},
        feature({"ARS": "07137"}, [[385_000, 5_580_000]] * 4),
        feature({"ARS": "07137"}, [[7, 50], [7, 51], [7, 50]]),
        feature({"ARS": "07137"}, [["7", "50"]] * 4),
        feature({"ARS": "07137"}, SQUARE),
    )
    read = list(read_boundaries(path))
    assert codes([item for item in read if isinstance(item, Problem)]) == [
        ("BOUNDARY_KEY_MISSING", None),
        ("BOUNDARY_KEY_MISSING", None),
        *[("BOUNDARY_SHAPE_WRONG", None)] * 5,
    ]
    assert [item for item in read if isinstance(item, Boundary)] == [Boundary("07137", shape([SQUARE]))]


@pytest.mark.parametrize("content", [b"", b"[]", b'{"features": 1}', b"\xff"])
def test_a_file_without_features_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(content)
    assert [item.code for item in read_boundaries(path) if isinstance(item, Problem)] == ["BOUNDARIES_UNREADABLE"]


def test_boundaries_are_read_up_to_their_bounds_and_not_beyond(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = collection(tmp_path / "g.geojson", feature({"ARS": "07137"}, SQUARE), feature({"ARS": "07111"}, SQUARE))

    def outcome() -> list[str]:
        return [item.code if isinstance(item, Problem) else item.key for item in read_boundaries(path)]

    for name, bound, beyond in (
        ("MAX_BYTES", path.stat().st_size, ["BOUNDARIES_UNREADABLE"]),
        ("MAX_FEATURES", 2, ["BOUNDARIES_UNREADABLE"]),
        ("MAX_POINTS", len(SQUARE), ["BOUNDARY_SHAPE_WRONG", "BOUNDARY_SHAPE_WRONG"]),
    ):
        before = getattr(boundaries, name)
        monkeypatch.setattr(boundaries, name, bound)
        assert outcome() == ["07137", "07111"]
        monkeypatch.setattr(boundaries, name, bound - 1)
        assert outcome() == beyond
        monkeypatch.setattr(boundaries, name, before)
