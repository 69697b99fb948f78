"""Templates: built alike each time, filled in as people do, and read without any mapping."""

import io
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from starlette.applications import Starlette

from datasources.connectors.workbook import check_archive
from datasources.fields import FIELDS
from datasources.mapping import RecordMapping, check_mapping
from datasources.templates import TEMPLATES, Template, recognise_template, routes, template_workbook
from datasources.templates.form import choices_of
from datasources.vocabulary import RecordKind, SourceKind
from tests.datasources.reading import Result, read

CLUBS, DATES, OPPORTUNITIES = TEMPLATES

every_template = pytest.mark.parametrize("template", TEMPLATES, ids=[template.name for template in TEMPLATES])


def filled(template: Template, *rows: dict[str, Any], leave_out: tuple[str, ...] = ()) -> bytes:
    """The template's workbook with rows under its headings; `leave_out` deletes columns."""
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(template)))
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    headings = [cell.value for cell in sheet[1]]
    for number, row in enumerate(rows, 3):
        for heading, value in row.items():
            sheet.cell(row=number, column=headings.index(heading) + 1, value=value)
    for heading in leave_out:
        sheet.delete_cols([cell.value for cell in sheet[1]].index(heading) + 1)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def taken(template: Template, *rows: dict[str, Any], **stated: Any) -> Result:
    return read("XLSX", filled(template, *rows), None, **stated)


CLUB = {
    "Nummer": 17, "Name": "Schützengilde Müllenbach", "Kurzname": "Die Schützen, SG", "Art": "Verein",
    "Rechtsform": "eingetragener Verein", "Registergericht": "Koblenz", "Registernummer": "VR 2726", "Themen": "Sport",
    "Straße": "Am Markt 1", "PLZ": 56751, "Ort": "Polch", "E-Mail (öffentlich)": "info@schuetzen.example",
    "Öffnungszeiten": "Di 18–19 Uhr", "Gründungsdatum": date(1902, 5, 4), "Mitglieder": 240,
}  # fmt: skip


def test_clubs_are_read_from_the_workbook() -> None:
    result = taken(CLUBS, CLUB)
    assert result.problems == []
    assert result.drafts[0].origin_id == "17"
    fields = result.fields
    assert (fields["name"], fields["alternateNames"]) == ("Schützengilde Müllenbach", ["Die Schützen", "SG"])
    assert (fields["type"], fields["legalForm"]) == ("CLUB", "EINGETRAGENER_VEREIN")
    assert fields["identifiers"] == [{"scheme": "DE-VR", "value": "Koblenz VR 2726", "uri": None}]
    assert fields["seat"] == {"street": "Am Markt 1", "postalCode": "56751", "locality": "Polch", "country": "DE"}
    assert [(each["email"], each["public"]) for each in fields["contactPoints"]] == [("info@schuetzen.example", True)]
    assert (fields["foundingDate"], fields["memberCount"], fields["categories"]) == ("1902-05-04", 240, ["sport"])


def test_dates_are_read_from_the_workbook() -> None:
    row = {"Nummer": "a", "Titel": "Sommerfest", "Datum": date(2027, 7, 3), "Beginn": "14:00", "Ende": "18 Uhr",
           "Veranstaltungsort": "Dorfplatz", "Kostenlos": "ja", "Status": "abgesagt"}  # fmt: skip
    fields = taken(DATES, row).fields
    assert (fields["schedule"]["start"], fields["schedule"]["duration"]) == ("2027-07-03T14:00:00", "PT4H")
    assert (fields["location"], fields["isAccessibleForFree"], fields["status"]) == (
        {"name": "Dorfplatz"}, True, "CANCELLED",
    )  # fmt: skip


def test_opportunities_are_read_from_the_workbook() -> None:
    row = {"Nummer": 1, "Gesucht": "Lesepatin", "Organisation": "Bücherei", "Bindung": "regelmäßig", "Stunden von": 1,
           "Stunden bis": 2, "Stunden je": "Woche", "Voraussetzungen": "Juleica", "Sprachen": "Deutsch"}  # fmt: skip
    fields = taken(OPPORTUNITIES, row).fields
    assert (fields["organization"], fields["commitment"]) == ({"name": "Bücherei"}, "REGULAR")
    assert fields["hours"] == {"min": 1.0, "max": 2.0, "per": "WEEK", "flexible": False}
    assert fields["requirements"] == [{"kind": "JULEICA", "note": None}]


@every_template
def test_example_row_is_passed_over_and_an_empty_template_gives_nothing(template: Template) -> None:
    result = read("XLSX", template_workbook(template))
    assert (result.drafts, result.problems) == ([], [])


@every_template
def test_example_row_is_a_sound_row(template: Template) -> None:
    """Once its mark is gone, the example is read without a problem: it shows what may be written."""
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(template)))
    for column in (1, 2):
        book.worksheets[0].cell(row=2, column=column, value="Sommerfest")
    saved = io.BytesIO()
    book.save(saved)
    result = read("XLSX", saved.getvalue())
    assert (len(result.drafts), result.problems) == (1, [])


def test_columns_may_be_left_out() -> None:
    result = read("XLSX", filled(CLUBS, CLUB, leave_out=("Mitglieder", "Nummer", "Kurzname")))
    assert result.codes == ["ORIGIN_ID_DERIVED"]
    assert "memberCount" not in result.fields


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_csv_with_the_headings_is_read_too(encoding: str) -> None:
    headings = ("Nummer", "Name", "Straße", "PLZ", "Ort", "Öffnungszeiten")
    rows = [
        "Vereine;;;;;",
        ";".join(headings),
        "Beispiel: 1;TV Muster;;;;",
        "2;Schützengilde;Am Markt 1;56751;Polch;Di 18–19 Uhr",
    ]
    result = read("CSV", "\n".join(rows).encode(encoding))
    assert (result.fields["name"], result.drafts[0].line, result.problems) == ("Schützengilde", 4, [])


def test_options_of_reading_are_heeded_without_fields() -> None:
    rows = "Nummer^Name^PLZ^Ort\n1^TV^56751^Polch\n"
    assert read("CSV", rows, {"delimiter": "^"}).fields["name"] == "TV"
    assert read("CSV", rows, {"delimitr": "^"}).codes == ["MAPPING_OPTION_UNKNOWN"]


def test_list_of_members_is_no_list_of_clubs() -> None:
    """Whoever uploads the wrong table by mistake publishes nothing."""
    rows = (
        "Mitgliedsnummer;Name;Vorname;Geburtstag;Straße;PLZ;Ort;IBAN;Telefon\n"
        "1;Muster;Erika;1.2.1960;Weg 1;56751;Polch;DE0;0170\n"
    )
    result = read("CSV", rows)
    assert (result.drafts, result.codes) == ([], ["TEMPLATE_NOT_RECOGNISED"])
    assert "Erika" not in repr(result.problems)


def test_contacts_without_the_word_public_are_no_heading() -> None:
    rows = "Nummer;Name;PLZ;Ort;Straße;E-Mail;Telefon\n1;TV;56751;Polch;Weg 1;privat@example.org;0170 123456\n"
    assert "privat@" not in repr(read("CSV", rows))


@every_template
def test_workbook_is_the_same_bytes_each_time(template: Template) -> None:
    data = template_workbook(template)
    assert data == template_workbook(template)
    assert check_archive(io.BytesIO(data)) is None
    assert {part.date_time for part in zipfile.ZipFile(io.BytesIO(data)).infolist()} == {(2026, 1, 1, 0, 0, 0)}


@every_template
def test_workbook_offers_words_that_are_read(template: Template) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(template)))
    first = book.worksheets[0]
    assert isinstance(first, Worksheet)
    offered = [each.formula1 for each in first.data_validations.dataValidation]
    choosing = [heading for heading in template.headings if choices_of(heading)]
    assert len(offered) == len(choosing) > 0
    assert book.sheetnames == [template.title, "Listen", "Erläuterung"]
    assert book["Listen"].sheet_state == "hidden"
    for heading in choosing:
        index = template.headings.index(heading) + 1
        listed = [book["Listen"].cell(row=row, column=index).value for row in range(1, len(choices_of(heading)) + 1)]
        assert listed == choices_of(heading)
        needed = {each.text: str(each.example).removeprefix("Beispiel: ") for each in template.headings if each.needed}
        rows = [{**needed, "Nummer": number, heading.text: word} for number, word in enumerate(choices_of(heading))]
        result = taken(template, *rows)
        assert (len(result.drafts), result.problems) == (len(rows), [])
        name = heading.path.partition(".")[0]
        assert all(name in draft.fields for draft in result.drafts) or heading.path == "hours.per"


@every_template
def test_explanation_names_every_column(template: Template) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(template)), read_only=True)
    explained = [row[0] for row in book["Erläuterung"].iter_rows(min_row=5, values_only=True)]
    book.close()
    assert explained == [heading.text for heading in template.headings]


@every_template
def test_mapping_of_a_template_is_sound(template: Template) -> None:
    mapping = check_mapping(template.mapping_for([heading.text for heading in template.headings]), SourceKind.XLSX)
    assert isinstance(mapping, RecordMapping)
    assert mapping.fields.keys() <= FIELDS[RecordKind(template.record.upper())].keys()
    assert recognise_template([heading.text for heading in template.headings]) is template


async def ask(method: str, path: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": [], "query_string": b"", "root_path": ""}
    await Starlette(routes=routes())(scope, receive, send)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])


@every_template
async def test_template_is_downloaded(template: Template) -> None:
    status, headers, body = await ask("GET", f"/templates/{template.name}.xlsx")
    assert (status, body) == (200, template_workbook(template))
    assert headers["content-disposition"] == f'attachment; filename="{template.name}.xlsx"'
    assert (await ask("POST", f"/templates/{template.name}.xlsx"))[0] == 405
