"""The official list of all municipalities: GV100AD of the statistical offices, or a table made from it.

GV100AD is a text of records of fixed width, UTF-8 or cp1252, ordered from above:

    columns  1–2    record: 10 state, 20 Regierungsbezirk, 30 region, 40 district, 50 association, 60 municipality
             3–10   date of the list        11–15 state, Regierungsbezirk, district
            16–18   municipality            19–22 association
            23–72   name ("Mayen, Stadt")   123–124 type (41 urban district, 50 no association, 65/66 unincorporated …)
           129–139  hectares               140–150 inhabitants             166–170 postal code of the seat

It counts inhabitants for municipalities only: above them, figures here are the sums of what lies below. A CSV table
with the columns ars, name, typ and, where known, flaeche_km2, bevoelkerung and plz_sitz gives the municipalities alone.

A line that cannot be read is refused with its number, and the lines around it are taken.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from datasources.areas import COUNTRY, Area, ags_of, is_ars, parent_of
from datasources.problems import Problem
from datasources.vocabulary import AreaKind, Severity

MAX_BYTES: Final = 16 * 2**20
"""A list larger than this is refused; Germany's takes 3.6 MB."""

MAX_LINES: Final = 50_000
"""A list longer than this is refused; Germany's has 16,000 lines."""

_STATES: Final = 16
_URBAN_DISTRICT: Final = frozenset({"41", "42"})
_UNINCORPORATED: Final = frozenset({"65", "66"})
_HECTARES_PER_KM2: Final = 100

Listing: TypeAlias = Iterator[Area | Problem]


def read_gv100(path: Path) -> Listing:
    """The areas of a list, those above before those below, and the problems met, in the order of the file.

    The country is among them where all sixteen states are. Names come without designation: "Mayen, Stadt" is Mayen.
    """
    if path.stat().st_size > MAX_BYTES:
        yield _unreadable(f"> {MAX_BYTES} bytes")
        return
    lines = _decode(path.read_bytes()).splitlines()
    if len(lines) > MAX_LINES:
        yield _unreadable(f"> {MAX_LINES} lines")
        return
    rows: Iterable[_Row | Problem]
    if lines and lines[0][:1].isdigit():
        rows = _fixed(lines)
    elif lines and {"ars", "name", "typ"} <= {cell.strip().lower() for cell in _cells(lines[0])}:
        rows = _table(lines)
    else:
        yield _unreadable(lines[0][:60] if lines else "0 bytes")
        return
    areas: dict[str, Area] = {}
    for row in rows:
        if isinstance(row, Problem):
            yield row
        else:
            yield from _take(row, areas)
    yield from _summed(areas)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of either form, its values still text."""

    line: int
    ars: str
    name: str
    kind: AreaKind
    km2: str = ""
    population: str = ""
    postal_code: str = ""


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _fixed(lines: list[str]) -> Iterator[_Row | Problem]:
    for number, line in enumerate(lines, 1):
        record, district, kind = line[:2], line[10:15].strip(), line[122:124].strip()
        name = line[22:72]
        match record:
            case "10":
                yield _Row(number, district, name, AreaKind.STATE)
            case "40":
                yield _Row(
                    number, district, name, AreaKind.URBAN_DISTRICT if kind in _URBAN_DISTRICT else AreaKind.DISTRICT
                )
            case "50" if line[18:19] == "5":
                yield _Row(number, district + line[18:22], name, AreaKind.ASSOCIATION)
            case "60":
                ars = district + line[18:22] + line[15:18]
                hectares = line[128:139].strip()
                km2 = f"{hectares[:-2] or '0'}.{hectares[-2:]:0>2}" if hectares else ""
                yield _Row(number, ars, name, _lowest(kind), km2, line[139:150], line[165:170])
            case "20" | "30" | "50":
                continue
            case _ if not line.strip():
                continue
            case _:
                yield Problem(Severity.WARNING, "AREA_RECORD_UNKNOWN", line=number, parameters={"value": record})


def _cells(line: str) -> list[str]:
    return next(csv.reader([line], delimiter=";" if line.count(";") > line.count(",") else ","), [])


def _table(lines: list[str]) -> Iterator[_Row | Problem]:
    heading = [cell.strip().lower() for cell in _cells(lines[0])]
    delimiter = ";" if lines[0].count(";") > lines[0].count(",") else ","
    reader = csv.reader(io.StringIO("\n".join(lines[1:])), delimiter=delimiter)
    try:
        for cells in reader:
            if not cells:
                continue
            row = dict(zip(heading, cells, strict=False))
            yield _Row(
                reader.line_num + 1,
                row.get("ars", "").strip(),
                row.get("name", ""),
                _lowest(row.get("typ", "").strip()),
                row.get("flaeche_km2", "").replace(",", "."),
                row.get("bevoelkerung", ""),
                row.get("plz_sitz", ""),
            )
    except csv.Error as error:
        yield _unreadable(str(error))


def _lowest(kind: str) -> AreaKind:
    return AreaKind.LOCALITY if kind in _UNINCORPORATED else AreaKind.MUNICIPALITY


def _take(row: _Row, areas: dict[str, Area]) -> Iterator[Problem]:
    """Adds the row's area, or yields why not; a figure that is none is left out with a problem."""
    name = row.name.split(",", 1)[0].strip()
    if not is_ars(row.ars):
        yield Problem(Severity.ERROR, "AREA_KEY_WRONG", line=row.line, parameters={"value": row.ars})
    elif row.ars in areas:
        yield Problem(Severity.ERROR, "AREA_KEY_TWICE", record=row.ars, line=row.line, parameters={"value": row.ars})
    elif not name:
        yield Problem(Severity.ERROR, "AREA_NAME_MISSING", record=row.ars, line=row.line, parameters={"value": row.ars})
    else:
        figures: dict[str, float | None] = {}
        for field, text in (("population", row.population.strip()), ("area_km2", row.km2.strip())):
            figures[field] = _number(text)
            if text and figures[field] is None:
                yield Problem(
                    Severity.WARNING,
                    "AREA_NUMBER_WRONG",
                    record=row.ars,
                    path=field,
                    line=row.line,
                    parameters={"value": text},
                )
        population = figures["population"]
        areas[row.ars] = Area(
            ars=row.ars,
            ags=ags_of(row.ars),
            name=name,
            kind=row.kind,
            parent_ars=parent_of(row.ars),
            population=None if population is None else int(population),
            area_km2=figures["area_km2"],
            postal_code=row.postal_code.strip() or None,
        )


def _number(text: str) -> float | None:
    digits = text.replace(".", "", 1)
    return float(text) if digits.isascii() and digits.isdigit() else None


def _summed(areas: dict[str, Area]) -> Iterator[Area]:
    """The areas with the figures of those above summed from below, the country added where it is complete."""
    if sum(area.kind is AreaKind.STATE for area in areas.values()) == _STATES:
        areas = {COUNTRY: Area(COUNTRY, None, "Deutschland", AreaKind.COUNTRY, None), **areas}
    inhabitants: dict[str, int] = {}
    hectares: dict[str, int] = {}
    for area in areas.values():
        above = parent_of(area.ars) if area.ags is not None else None
        while above is not None:
            inhabitants[above] = inhabitants.get(above, 0) + (area.population or 0)
            hectares[above] = hectares.get(above, 0) + round((area.area_km2 or 0) * _HECTARES_PER_KM2)
            above = parent_of(above)
    for area in areas.values():
        if area.ags is None and area.ars in inhabitants:
            yield replace(area, population=inhabitants[area.ars], area_km2=hectares[area.ars] / _HECTARES_PER_KM2)
        else:
            yield area


def _unreadable(reason: str) -> Problem:
    return Problem(Severity.ERROR, "AREA_LIST_UNREADABLE", parameters={"reason": reason})
