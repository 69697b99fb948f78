"""Workbooks that are the same, byte for byte, whenever they are made."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Final, TypeAlias

from openpyxl import Workbook

Value: TypeAlias = str | int | float | date | time | None

_STAMP: Final = (2026, 1, 5, 9, 0, 0)
_SAVED_AT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def workbook(title: str, heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """One sheet as .xlsx. Stored without compression, whose bytes differ between machines."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    sheet.append(list(heading))
    for row in rows:
        sheet.append(list(row))
    written = io.BytesIO()
    book.save(written)
    stable = io.BytesIO()
    with zipfile.ZipFile(written) as before, zipfile.ZipFile(stable, "w", zipfile.ZIP_STORED) as after:
        for name in sorted(before.namelist()):
            member = zipfile.ZipInfo(name, _STAMP)
            member.create_system = 0
            after.writestr(member, _SAVED_AT.sub(rb"\g<1>2026-01-05T09:00:00Z\g<2>", before.read(name)))
    return stable.getvalue()
