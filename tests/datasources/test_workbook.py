"""XLSX as it comes: sheets, titles, merged headings, dates, formulas; and bombs that are not unpacked."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from datasources.connectors import workbook
from datasources.connectors.tables import MAX_CELL_CHARS, MAX_COLUMNS
from datasources.connectors.workbook import check_archive
from tests.datasources.reading import Result, clubs, read


def sheet(*rows: list[Any], title: str = "Vereine", change: Callable[[Worksheet], None] | None = None) -> bytes:
    """A workbook of one sheet."""
    book = Workbook()
    first = book.worksheets[0]
    first.title = title
    for row in rows:
        first.append(row)
    if change is not None:
        change(first)
    return saved(book)


def saved(book: Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A workbook with its parts changed."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as changed:
        for part in archive.namelist():
            changed.writestr(part, change(part, archive.read(part)))
    return written.getvalue()


def taken(data: bytes, **mapping: Any) -> Result:
    return read("XLSX", data, {**clubs(), **mapping})


def test_rows_of_the_first_visible_sheet_are_read_with_their_numbers() -> None:
    book = Workbook()
    hidden = book.worksheets[0]
    hidden.append(["Nr", "Name"])
    hidden.append([9, "Verborgen"])
    hidden.sheet_state = "hidden"
    shown = book.create_sheet("Vereine")
    for row in (["Nr", "Name"], [1, "TV Polch"], [None, None], [2, "Schützengilde"]):
        shown.append(row)
    result = taken(saved(book))
    assert [(draft.origin_id, draft.fields["name"], draft.line) for draft in result.drafts] == [
        ("1", "TV Polch", 2), ("2", "Schützengilde", 4),
    ]  # fmt: skip
    assert result.problems == []


def test_sheet_is_chosen_by_its_name() -> None:
    book = Workbook()
    book.worksheets[0].append(["Anderes"])
    second = book.create_sheet("Vereine 2026")
    second.append(["Nr", "Name"])
    second.append([1, "TV"])
    assert taken(saved(book), sheet="vereine 2026").fields["name"] == "TV"
    unknown = taken(saved(book), sheet="Verein 2026")
    assert (unknown.codes, unknown.problems[0].parameters["nearest"]) == (["WORKBOOK_SHEET_UNKNOWN"], "Vereine 2026")


def test_dates_times_and_numbers_are_read_as_what_they_are() -> None:
    data = sheet(
        ["Nr", "Name", "Gegründet", "Mitglieder", "PLZ", "Ort"],
        [7.0, "TV", datetime(1902, 5, 4), 240.0, 1067, "Dresden"],  # noqa: DTZ001 - workbooks know no zones
    )
    mapping = clubs(foundingDate="Gegründet", memberCount="Mitglieder", seat={"postalCode": "PLZ", "locality": "Ort"})
    result = read("XLSX", data, mapping)
    assert result.drafts[0].origin_id == "7"
    assert result.fields["foundingDate"] == "1902-05-04"
    assert result.fields["memberCount"] == 240
    assert result.fields["seat"]["postalCode"] == "01067"


def test_events_have_a_date_and_a_time_in_cells_of_their_own() -> None:
    data = sheet(
        ["Nr", "Titel", "Datum", "Von", "Bis"],
        [1, "Fest", date(2026, 7, 4), time(18, 0), time(20, 30)],
        [2, "Markt", date(2026, 7, 5), None, None],
    )
    schedule = {"date": "Datum", "start_time": "Von", "end_time": "Bis"}
    mapping = {"record": "event", "origin_id": "Nr", "fields": {"name": "Titel", "schedule": schedule}}
    schedules: list[Any] = [draft.fields["schedule"] for draft in read("XLSX", data, mapping).drafts]
    assert [(each["start"], each["duration"]) for each in schedules] == [
        ("2026-07-04T18:00:00", "PT2H30M"), ("2026-07-05", "P1D"),
    ]  # fmt: skip


def test_titles_and_merged_headings() -> None:
    def merge(first: Worksheet) -> None:
        first.merge_cells("A1:D1")
        first.merge_cells("C2:D2")
        first.merge_cells("A2:A3")
        first.merge_cells("B2:B3")

    data = sheet(
        ["Vereine der Gemeinde Musterdorf", None, None, None],
        ["Nr", "Name", "Anschrift", None],
        [None, None, "Straße", "Ort"],
        [1, "TV", "Am Markt 1", "Polch"],
        change=merge,
    )
    result = read("XLSX", data, clubs(seat={"street": "Anschrift Straße", "locality": "Anschrift Ort"}))
    assert result.fields["seat"] == {"street": "Am Markt 1", "locality": "Polch", "country": "DE"}


def test_cells_beyond_the_headings_and_short_rows_are_no_problem() -> None:
    result = taken(sheet(["Nr", "Name", "Ort"], [1, "TV"], [2, "SV", "Polch", None, "Bemerkung"]))
    assert ([draft.origin_id for draft in result.drafts], result.problems) == (["1", "2"], [])


def test_errors_of_formulas_state_nothing() -> None:
    result = read("XLSX", sheet(["Nr", "Name", "Ort"], [1, "TV", "#N/A"]), clubs(seat={"locality": "Ort"}))
    assert (result.fields, result.problems) == ({"name": "TV"}, [])


def test_formula_without_a_saved_value_is_told() -> None:
    result = taken(sheet(["Nr", "Name", "Summe"], [1, "TV", "=1+1"], [2, "SV", "=A2"]))
    assert [draft.origin_id for draft in result.drafts] == ["1", "2"]
    assert [(each.code, each.parameters["count"]) for each in result.problems] == [("WORKBOOK_UNCALCULATED", "2")]


def test_formula_with_a_saved_value_is_read() -> None:
    def calculate(part: str, data: bytes) -> bytes:
        return data.replace(b"<v></v>", b"<v>42</v>").replace(b"<v />", b"<v>42</v>").replace(b"<v/>", b"<v>42</v>")

    data = repacked(sheet(["Nr", "Name", "Summe"], [1, "TV", "=6*7"]), calculate)
    result = read("XLSX", data, clubs(memberCount="Summe"))
    assert (result.fields["memberCount"], result.problems) == (42, [])


def test_what_a_sheet_says_of_its_size_is_not_believed() -> None:
    def lie(part: str, data: bytes) -> bytes:
        return data.replace(b'ref="A1:B2"', b'ref="A1"')

    data = sheet(["Nr", "Name"], [1, "TV"])
    assert b'ref="A1:B2"' in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert taken(repacked(data, lie)).fields["name"] == "TV"


# ── what is no sound workbook ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 200, b"Nr;Name\n1;TV\n"])
def test_what_is_no_workbook_is_told(data: bytes) -> None:
    assert taken(data).codes == ["WORKBOOK_BROKEN"]


def test_zip_that_is_no_workbook_is_told() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("liesmich.txt", "Nr;Name")
    assert taken(written.getvalue()).codes == ["WORKBOOK_BROKEN"]


def test_entities_are_not_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cccc">]>'

    def plant(part: str, data: bytes) -> bytes:
        return bomb + data.partition(b"?>")[2] if part == "xl/worksheets/sheet1.xml" else data

    assert taken(repacked(sheet(["Nr", "Name"], [1, "TV"]), plant)).codes == ["WORKBOOK_BROKEN"]


def test_large_part_that_shrank_to_next_to_nothing_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "RATIO_FROM_BYTES", 100_000)

    def swell(part: str, data: bytes) -> bytes:
        return data + b" " * 1_000_000 if part == "xl/worksheets/sheet1.xml" else data

    assert taken(repacked(sheet(["Nr", "Name"], [1, "TV"]), swell)).codes == ["WORKBOOK_PACKED_UNUSUALLY"]


_REFUSALS = {
    "MAX_UNPACKED_BYTES": "WORKBOOK_TOO_LARGE",
    "MAX_SHARED_BYTES": "WORKBOOK_TEXTS_TOO_LARGE",
    "MAX_PARTS": "WORKBOOK_TOO_MANY_PARTS",
}


@pytest.mark.parametrize("bound", list(_REFUSALS))
def test_archive_has_bounds(bound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = sheet(["Nr", "Name"], [1, "TV"])
    parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    size = {
        "MAX_UNPACKED_BYTES": sum(part.file_size for part in parts),
        "MAX_SHARED_BYTES": sum(part.file_size for part in parts if not part.filename.startswith("xl/worksheets/")),
        "MAX_PARTS": len(parts),
    }[bound]
    for limit, refused in ((size + 1, False), (size, False), (size - 1, True)):
        monkeypatch.setattr(workbook, bound, limit)
        problem = check_archive(io.BytesIO(data))
        assert (problem is not None) is refused
        if problem is not None:
            assert problem.code == _REFUSALS[bound]
            assert "," not in "".join(problem.parameters.values())


@pytest.mark.parametrize(("length", "rows"), [(MAX_CELL_CHARS, 1), (MAX_CELL_CHARS + 1, 0)])
def test_cell_has_a_bound(length: int, rows: int) -> None:
    def fill(part: str, data: bytes) -> bytes:
        return data.replace(b"PLATZ", b"a" * length)

    data = repacked(sheet(["Nr", "Name", "Text"], [1, "TV", "PLATZ"]), fill)
    result = read("XLSX", data, clubs(description="Text"))
    assert (len(result.drafts), result.codes) == (rows, [] if rows else ["TABLE_CELL_TOO_LONG"])


@pytest.mark.parametrize(("columns", "codes"), [(MAX_COLUMNS, []), (MAX_COLUMNS + 1, ["TABLE_TOO_WIDE"])])
def test_columns_have_a_bound(columns: int, codes: list[str]) -> None:
    result = taken(sheet(["Nr", "Name"], [1, "TV"], [2, "SV", *([None] * (columns - 3)), "weit rechts"]))
    assert (len(result.drafts), result.codes) == (2 - len(codes), codes)


@pytest.mark.parametrize(("limit", "codes"), [(4, []), (3, []), (2, ["TABLE_TOO_LONG"])])
def test_rows_have_a_bound(limit: int, codes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_SHEET_ROWS", limit)
    assert taken(sheet(["Nr", "Name"], [1, "TV"], [2, "SV"])).codes == codes


def test_row_that_says_it_is_far_below_does_not_take_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_SHEET_ROWS", 1_000)

    def move(part: str, data: bytes) -> bytes:
        return data.replace(b'<row r="2"', b'<row r="999999999"').replace(b'"A2"', b'"A999999999"')

    assert taken(repacked(sheet(["Nr", "Name"], [1, "TV"]), move)).codes == ["TABLE_TOO_LONG"]


SOUND = sheet(["Nr", "Name"], [1, "TV"], [2, "SV"])


@given(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=6))
def test_any_damage_is_told_or_does_not_matter(place: int, damage: bytes) -> None:
    taken(SOUND[:place] + damage + SOUND[place + len(damage) :])


@given(st.sampled_from(["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"]),
       st.integers(0, 2_000), st.binary(max_size=8))  # fmt: skip
def test_any_damage_inside_a_part_is_told_or_does_not_matter(name: str, place: int, damage: bytes) -> None:
    def hurt(part: str, data: bytes) -> bytes:
        at = place % len(data)
        return data[:at] + damage + data[at + len(damage) :] if part == name else data

    taken(repacked(SOUND, hurt))
