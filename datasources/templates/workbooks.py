"""A template as a workbook: headings, one example, drop-downs, and a sheet that explains every column."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from datasources.templates.form import Heading, Template, choices_of

MAX_ROWS_PREPARED: Final = 2_000
"""Rows that drop-downs reach down to."""
_SAVED: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Workbooks say when they were saved; these say the same each time, so that their bytes are the same."""
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def template_workbook(template: Template) -> bytes:
    """The workbook to fill in; the same bytes each time."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = template.title
    sheet.append([heading.text for heading in template.headings])
    sheet.append([heading.example or None for heading in template.headings])
    _format(sheet, template)
    lists = book.create_sheet("Listen")
    for index, heading in enumerate(template.headings, 1):
        words = choices_of(heading)
        if words:
            _offer(sheet, lists, index, words, heading)
    _explain(book.create_sheet("Erläuterung"), template)
    lists.sheet_state = "hidden"
    book.properties.creator = ""
    book.properties.title = template.title
    book.properties.created = book.properties.modified = _SAVED.replace(tzinfo=None)
    saved = io.BytesIO()
    book.save(saved)
    return _settled(saved.getvalue())


def _format(sheet: Worksheet, template: Template) -> None:
    sheet.freeze_panes = "C2"
    for index, heading in enumerate(template.headings, 1):
        top = sheet.cell(row=1, column=index)
        top.font = Font(bold=True, color="FFFFFF")
        top.fill = PatternFill("solid", fgColor="1F4E79" if heading.needed else "5B7FA3")
        top.alignment = Alignment(wrap_text=True, vertical="center")
        example = sheet.cell(row=2, column=index)
        example.font = Font(italic=True, color="7F7F7F")
        sheet.column_dimensions[get_column_letter(index)].width = heading.width
        dated = isinstance(heading.example, date) or heading.path in {"schedule.end_date", "end", "applyBy"}
        if dated:
            example.number_format = "DD.MM.YYYY"
            for row in range(3, 203):
                sheet.cell(row=row, column=index).number_format = "DD.MM.YYYY"


def _offer(sheet: Worksheet, lists: Worksheet, index: int, words: list[str], heading: Heading) -> None:
    letter = get_column_letter(index)
    for row, word in enumerate(words, 1):
        lists.cell(row=row, column=index, value=word)
    offered = DataValidation(
        type="list",
        formula1=f"Listen!${letter}$1:${letter}${len(words)}",
        allow_blank=True,
        # Several values may stand in one cell: then the list is an offer, not a limit.
        showErrorMessage=not heading.split,
        errorTitle=heading.text,
        error="Bitte einen Wert aus der Liste wählen.",
        promptTitle=heading.text,
        prompt=heading.help[:255],
        showInputMessage=True,
    )
    offered.add(f"{letter}3:{letter}{MAX_ROWS_PREPARED}")
    sheet.add_data_validation(offered)


def _explain(sheet: Worksheet, template: Template) -> None:
    sheet.append([f"Vorlage {template.title}: Was in welche Spalte gehört"])
    sheet.append(
        ["Die Zeile, die mit „Beispiel:“ beginnt, wird nicht gelesen. Spalten dürfen fehlen und anders geordnet sein."]
    )
    sheet.append([])
    sheet.append(["Spalte", "Nötig", "Erläuterung", "Werte"])
    for heading in template.headings:
        sheet.append([heading.text, "ja" if heading.needed else "", heading.help, ", ".join(choices_of(heading))])
    sheet["A1"].font = Font(bold=True, size=14)
    for cell in sheet[4]:
        cell.font = Font(bold=True)
    for column, width in (("A", 24), ("B", 8), ("C", 60), ("D", 80)):
        sheet.column_dimensions[column].width = width


def _settled(workbook: bytes) -> bytes:
    """The same parts, each dated _SAVED: a zip else holds the minute it was made in."""
    settled = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as archive,
        zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for part in archive.infolist():
            entry = zipfile.ZipInfo(part.filename, date_time=(2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            data = archive.read(part)
            if part.filename == "docProps/core.xml":
                data = _MODIFIED.sub(_SAVED.strftime(r"\g<1>%Y-%m-%dT%H:%M:%SZ").encode(), data)
            written.writestr(entry, data)
    return settled.getvalue()
