"""CSV as it comes: encodings, delimiters, title rows, ragged rows, quotes that nobody closes, and its bounds."""

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasources.connectors import delimited, tables
from datasources.connectors.content import Content
from datasources.connectors.delimited import MAX_HEADER_LINES, MAX_LINE_CHARS, MAX_ROW_LINES, recognise_delimiter
from datasources.connectors.encoding import recognise
from datasources.connectors.registry import connector_for
from datasources.connectors.tables import HEADER_SEARCHED, MAX_CELL_CHARS, MAX_COLUMNS
from datasources.vocabulary import SourceKind
from tests.datasources.reading import clubs, declare, read

UMLAUTS = "Nr;Name;Ort\n1;Förderverein Grüne Straße „Müßiggang“;Mülheim-Kärlich\n"


def names(data: bytes | str, **mapping: object) -> list[object]:
    return [draft.fields["name"] for draft in read("CSV", data, {**clubs(), **mapping}).drafts]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman"])
def test_encoding_is_recognised(encoding: str) -> None:
    assert names(UMLAUTS.encode(encoding)) == ["Förderverein Grüne Straße „Müßiggang“"]


@pytest.mark.parametrize("encoding", ["latin-1", "cp850"])
def test_encoding_without_typographic_quotes_is_recognised(encoding: str) -> None:
    assert names(UMLAUTS.replace("„", "").replace("“", "").encode(encoding)) == ["Förderverein Grüne Straße Müßiggang"]


def test_encoding_is_recognised_by_the_whole_file_and_not_by_its_beginning() -> None:
    rows = "".join(f"{number};Turnverein {number}\n" for number in range(10_000))
    data = f"Nr;Name\n{rows}x;Schützengilde\n".encode("cp1252")
    assert names(data)[-1] == "Schützengilde"


def test_declared_encoding_counts() -> None:
    assert names("Nr;Name\n1;Žižkov\n".encode("cp1250"), encoding="cp1250") == ["Žižkov"]


def test_utf8_with_single_broken_bytes_stays_utf8_and_is_told() -> None:
    data = UMLAUTS.encode() * 1 + b"2;S\xfcdstadt\xff\n"
    result = read("CSV", data * 1, clubs())
    assert result.drafts[0].fields["name"] == "Förderverein Grüne Straße „Müßiggang“"
    many = UMLAUTS.encode() + "3;Größe für Äpfel öffnen und Übergänge\n".encode() * 20 + b"4;Ma\xdf\n"
    assert read("CSV", many, clubs()).codes[0] == "ENCODING_BROKEN"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiter_is_recognised(delimiter: str) -> None:
    text = "Nr;Name;Ort\n1;TV Polch;Polch\n2;SV Mayen;Mayen\n".replace(";", delimiter)
    assert recognise_delimiter(text) == delimiter
    assert names(text) == ["TV Polch", "SV Mayen"]


def test_delimiter_is_recognised_beside_another_in_texts() -> None:
    text = 'Nr;Name;Zweck\n1;TV, SV und FV;"Sport, Spiel, Spaß"\n2;MGV;Gesang, Geselligkeit\n'
    assert names(text) == ["TV, SV und FV", "MGV"]


def test_delimiter_may_be_told_by_the_file_or_the_mapping() -> None:
    assert names("sep=|\nNr|Name\n1|TV\n") == ["TV"]
    assert names("Nr^Name\n1^TV\n", delimiter="^") == ["TV"]


def test_line_numbers_count_the_lines_of_cells_too() -> None:
    text = 'Nr;Name\n\n1;"TV\nPolch"\n\n2;SV\r\n3;\n'
    result = read("CSV", text, clubs())
    assert [(draft.fields["name"], draft.line) for draft in result.drafts] == [("TV Polch", 3), ("SV", 6)]
    assert [(each.code, each.line) for each in result.problems] == [("FIELD_MISSING", 7)]


def test_title_rows_above_the_header_are_passed_over() -> None:
    text = "Vereine der Gemeinde;;\n;;\nStand: 1.7.2026;;\nNr;Name;Ort\n1;TV;Polch\n"
    result = read("CSV", text, clubs(seat={"locality": "Ort"}))
    assert (result.fields["seat"]["locality"], result.drafts[0].line) == ("Polch", 5)


def test_cells_of_several_lines_are_read_below_a_title_too() -> None:
    text = 'Vereine der Gemeinde\nNr;"Name\ndes Vereins";Ort\n1;"TV\nPolch";Polch\n2;"SV\n\n";"a\nb"\n'
    mapping = {"record": "organization", "origin_id": "Nr", "fields": {"name": "Name des Vereins"}}
    assert [draft.fields["name"] for draft in read("CSV", text, mapping).drafts] == ["TV Polch", "SV"]


def test_header_row_may_be_declared() -> None:
    text = "Nr;Name\nNr;Name\n1;TV\n"
    assert names(text, header_row=2) == ["TV"]
    assert read("CSV", text, {**clubs(), "header_row": 9}).codes == ["TABLE_HEADER_MISSING"]


def test_header_is_searched_among_the_first_rows_only() -> None:
    for titles, found in ((HEADER_SEARCHED - 1, True), (HEADER_SEARCHED, False)):
        text = "Titel;\n" * titles + "Nr;Name\n1;TV\n"
        assert bool(read("CSV", text, clubs()).drafts) is found


def test_headings_in_two_rows_are_read_as_one() -> None:
    text = "Nr;Name;Anschrift;;\n;;Straße;PLZ;Ort\n1;TV;Am Markt 1;56751;Polch\n"
    mapping = clubs(seat={"street": "Anschrift Straße", "locality": "Anschrift Ort"})
    for declared in (mapping, {**mapping, "header_row": 1, "header_rows": 2}):
        assert read("CSV", text, declared).fields["seat"]["locality"] == "Polch"


def test_headings_are_compared_without_case_and_spaces() -> None:
    assert names("NR ; name\n1;TV\n") == ["TV"]


def test_heading_that_stands_twice_is_told_and_each_column_has_a_name() -> None:
    text = "Nr;Name;Name;\n1;TV;SV;FV\n"
    result = read("CSV", text, clubs(alternateNames=["Name (2)", "#4"]))
    assert (result.fields["name"], result.fields["alternateNames"]) == ("TV", ["SV", "FV"])
    assert result.codes == ["TABLE_HEADING_TWICE"]
    assert read("CSV", "Nr;Name;X;X\n1;TV;a;b\n", clubs()).codes == []


# ── rows that do not fit ─────────────────────────────────────────────────────────────────────────────────────────


def test_wider_row_is_refused_unless_what_is_too_much_is_empty() -> None:
    result = read("CSV", "Nr;Name\n1;TV;\n2;SV;Polch;5\n3;FV\n", clubs())
    assert [draft.origin_id for draft in result.drafts] == ["1", "3"]
    assert [(each.code, each.line) for each in result.problems] == [("TABLE_ROW_TOO_WIDE", 3)]


def test_narrower_row_is_taken_and_told() -> None:
    result = read("CSV", "Nr;Name;Ort;Web\n1;TV\n2;SV;Polch;x.de\n", clubs(website="Web"))
    assert [draft.origin_id for draft in result.drafts] == ["1", "2"]
    assert [(each.code, each.line) for each in result.problems] == [("TABLE_ROW_TOO_NARROW", 2)]


def test_row_that_a_line_break_cut_in_two_makes_no_club_of_its_rest() -> None:
    text = "Nr;Name;Straße;Ort\n1;TV;Am Markt\nHinterhaus;Polch\n2;SV;Ring 1;Mayen\n"
    result = read("CSV", text.replace("Hinterhaus;Polch", "Hinterhaus;Polch"), clubs())
    assert [draft.origin_id for draft in result.drafts] == ["2"]
    assert [(each.code, each.line) for each in result.problems] == [("TABLE_ROW_BROKEN", 2), ("TABLE_ROW_BROKEN", 3)]


def test_quote_that_nobody_closes_costs_its_own_row() -> None:
    text = 'Nr;Name;Ort\n1;"TV;Polch\n2;SV;Mayen\n3;FV;Bendorf\n'
    result = read("CSV", text, clubs())
    assert [(draft.origin_id, draft.line) for draft in result.drafts] == [("2", 3), ("3", 4)]
    assert [(each.code, each.line) for each in result.problems] == [("TABLE_QUOTE_OPEN", 2)]


def test_quotes_inside_quotes_that_are_not_doubled_are_read() -> None:
    text = 'Nr;Name;Ort\n1;"TV "Eiche" Polch";Polch\n2;TV "Linde" e.V.;Mayen\n3;"TV ""Buche""";Bendorf\n'
    assert names(text) == ['TV Eiche" Polch"', 'TV "Linde" e.V.', 'TV "Buche"']


def test_quote_that_the_quote_of_another_row_closes_swallows_nothing() -> None:
    text = 'Nr;Name;Ort\n1;"TV;Polch\n2;SV;Mayen\n3;"FV";Bendorf\n'
    result = read("CSV", text, clubs())
    assert [draft.origin_id for draft in result.drafts] == ["2", "3"]
    assert [(each.code, each.line) for each in result.problems] == [("TABLE_QUOTE_OPEN", 2)]


def test_quotes_that_nobody_closes_do_not_make_reading_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MAX_REREAD_LINES", 50)
    text = "Nr;Name;Ort\n" + '1;"TV;Polch\n' + "2;SV;Mayen\n" * 20 + '3;"FV;Polch\n' + "4;SV;Mayen\n" * 40
    result = read("CSV", text, clubs())
    assert result.codes[-1] == "TABLE_QUOTES_BROKEN"
    assert len(result.drafts) == 20


def test_nul_bytes_are_left_out() -> None:
    assert names(b"Nr;Name\n1;T\x00V\n2;S\x00V\n") == ["TV", "SV"]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b";;\n;;\n"])
def test_empty_source_is_told(data: bytes) -> None:
    result = read("CSV", data, clubs())
    assert (result.drafts, result.codes) == ([], ["TABLE_EMPTY"])


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html>\n<html><head><title>Anmeldung</title>",
        b"\xef\xbb\xbf  \n<HTML lang=de>\n<body>Nr;Name",
        b"<!-- Portal -->\n<html>",
    ],
)
def test_web_page_is_told_once(data: bytes) -> None:
    mapping = clubs(website="Homepage", description="Text")
    assert read("CSV", data, mapping).codes == ["TABLE_IS_WEB_PAGE"]
    assert read("CSV", data).codes == ["TABLE_IS_WEB_PAGE"]


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (bytes(range(256)) * 40, "?"),
        (b"\x00\x00\x00\x00", "?"),
        (b"PK\x03\x04\x14\x00\x06\x00", "ZIP/XLSX"),
        (b"%PDF-1.7\nNr;Name\n", "PDF"),
    ],
)
def test_binary_file_is_told_once_and_not_shown(data: bytes, form: str) -> None:
    result = read("CSV", data, clubs(website="Homepage", description="Text"))
    assert (result.codes, result.problems[0].parameters) == (["TABLE_IS_BINARY"], {"form": form})


def test_text_that_begins_with_a_sign_of_html_is_a_table() -> None:
    assert names("Nr;Name\n1;<html>\n2;SV\n") == ["<html>", "SV"]


def test_names_in_problems_are_printable_and_short() -> None:
    heading = "Vereins\x07name" + "e" * 200
    (problem,) = read("CSV", f"Nr;{heading};Ort\n1;TV;Polch\n", clubs()).problems
    assert problem.code == "MAPPING_COLUMN_UNKNOWN"
    assert all(text.isprintable() and len(text) <= 80 for text in problem.parameters.values())
    assert problem.parameters["nearest"].startswith("Vereins�name") or problem.parameters["nearest"] in {"Nr", "Ort"}


def test_header_alone_gives_nothing() -> None:
    assert read("CSV", "Nr;Name\n", clubs()).codes == []


# ── bounds ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("length", "taken"), [(MAX_CELL_CHARS - 1, 1), (MAX_CELL_CHARS, 1), (MAX_CELL_CHARS + 1, 0)])
def test_cell_has_a_bound(length: int, taken: int) -> None:
    result = read("CSV", f"Nr;Name;Text\n1;TV;{'a' * length}\n", clubs(description="Text"))
    assert (len(result.drafts), result.codes) == (taken, [] if taken else ["TABLE_CELL_TOO_LONG"])


@pytest.mark.parametrize(("columns", "taken"), [(MAX_COLUMNS - 1, 1), (MAX_COLUMNS, 1), (MAX_COLUMNS + 1, 0)])
def test_columns_have_a_bound(columns: int, taken: int) -> None:
    header = ";".join(["Nr", "Name", *(f"S{number}" for number in range(columns - 2))])
    result = read("CSV", f"{header}\n1;TV{';' * (columns - 2)}\n", clubs())
    assert len(result.drafts) == taken
    assert ("TABLE_TOO_WIDE" in result.codes) is not bool(taken)


@pytest.mark.parametrize(("rows", "codes"), [(4, []), (5, []), (6, ["TABLE_TOO_LONG"])])
def test_rows_have_a_bound(rows: int, codes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 5)
    result = read("CSV", "Nr;Name\n" + "".join(f"{number};TV\n" for number in range(rows)), clubs())
    assert (len(result.drafts), result.codes) == (min(rows, 5), codes)


def test_line_has_a_bound_and_the_lines_after_it_are_read() -> None:
    text = "Nr;Name\n1;" + "a" * MAX_LINE_CHARS + "\n2;SV\n"
    result = read("CSV", text, clubs())
    assert [(draft.origin_id, draft.line) for draft in result.drafts] == [("2", 3)]
    assert [(each.code, each.line) for each in result.problems] == [("TABLE_LINE_TOO_LONG", 2)]


def test_large_cell_without_quotes_is_no_open_quote() -> None:
    text = "Nr;Name\n1;" + "a" * (MAX_LINE_CHARS // 2) + "\n2;SV\n"
    result = read("CSV", text, clubs())
    assert [(draft.origin_id, draft.line) for draft in result.drafts] == [("2", 3)]
    assert [(each.code, each.line) for each in result.problems] == [("TABLE_CELL_TOO_LONG", 2)]


def test_large_line_behind_an_open_quote_is_told_beside_it() -> None:
    text = 'Nr;Name\n1;"TV\n2;' + "a" * MAX_LINE_CHARS + "\n3;SV\n"
    result = read("CSV", text, clubs())
    assert [draft.origin_id for draft in result.drafts] == ["3"]
    assert [(each.code, each.line) for each in result.problems] == [("TABLE_QUOTE_OPEN", 2), ("TABLE_LINE_TOO_LONG", 3)]


@pytest.mark.parametrize(("columns", "code"), [(2_000, "TABLE_TOO_WIDE"), (1_000_000, "TABLE_LINE_TOO_LONG")])
def test_header_of_far_too_many_columns_is_told_once(columns: int, code: str) -> None:
    header = ";".join(["Nr", "Name", *(f"S{number}" for number in range(columns))])
    result = read("CSV", f"{header}\n1;TV\n2;SV\n", clubs(website="Homepage"))
    assert (result.drafts, result.codes) == ([], [code])


@pytest.mark.parametrize(("lines", "taken"), [(MAX_ROW_LINES - 1, 2), (MAX_ROW_LINES, 2), (MAX_ROW_LINES + 1, 1)])
def test_lines_of_a_row_have_a_bound(lines: int, taken: int) -> None:
    text = 'Nr;Name;Text\n1;TV;"' + "x\n" * (lines - 1) + '"\n2;SV;y\n'
    result = read("CSV", text, clubs())
    assert result.drafts[-1].origin_id == "2"
    assert len([draft for draft in result.drafts if draft.origin_id in {"1", "2"}]) == taken


def test_header_that_swallows_the_table_is_told() -> None:
    result = read("CSV", '"Nr;Name\n' + "1;TV\n" * (MAX_HEADER_LINES + 1), clubs())
    assert result.codes[0] == "TABLE_QUOTE_OPEN"


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        path = tmp_path / "vereine.csv"
        path.write_text("Nr;Name;Ort\n" + "".join(f"{n};Turnverein Nummer {n};Polch\n" for n in range(rows)))
        tracemalloc.start()
        count = sum(1 for _ in connector_for(SourceKind.CSV)(Content("liste", path=path), declare("CSV", clubs())))
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == rows
        return size

    assert peak(20_000) < peak(1_000) + 1_000_000


# ── any bytes ────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.binary(max_size=300))
def test_any_bytes_are_taken_or_refused(data: bytes) -> None:
    read("CSV", data, clubs())
    read("CSV", b"Nr;Name\n" + data, clubs())
    assert recognise(Content("liste", data=data)).name


@given(st.text(st.sampled_from('a";\n\r,\x00ä'), max_size=80))
def test_any_text_is_taken_or_refused(text: str) -> None:
    result = read("CSV", "Nr;Name;Ort\n0;TV;Polch\n" + text, clubs())
    assert all(draft.line is not None for draft in result.drafts)


CELLS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=6, max_size=12)


@given(
    st.lists(
        st.tuples(CELLS, CELLS, st.sampled_from(["Polch", 'Ort "am" Rhein', "Ort; Teil", "zwei\nZeilen"])),
        min_size=1,
        max_size=8,
    )
)
def test_what_a_csv_writer_writes_is_read_row_by_row(rows: list[tuple[str, str, str]]) -> None:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\n")
    writer.writerow(["Nr", "Name", "Ort"])
    writer.writerows(rows)
    result = read("CSV", written.getvalue(), {**clubs(seat={"locality": "Ort"}), "delimiter": ";", "header_row": 1})
    assert len(result.drafts) == len(rows)
    assert [draft.origin_id for draft in result.drafts] == [row[0] for row in rows]
