"""What a field consists of, for the mapping: which reader reads it, and which parts it has.

Form.PLACE     → parts street, postalCode, locality … each with its reader
Form.CONTACTS  → the same, several of them, and the literal `public`
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto

from datasources.fields import Form
from datasources.vocabulary import ConceptScheme, HoursUnit, RequirementKind


class Reader(StrEnum):
    """How a cell is read into a value: the scalar forms, and those that only parts have."""

    TEXT = auto()
    MARKDOWN = auto()
    URL = auto()
    DATE = auto()
    DATETIME = auto()
    TIME = auto()
    INTEGER = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    ENUM = auto()
    CONCEPT = auto()
    LANGUAGE = auto()
    EMAIL = auto()
    TELEPHONE = auto()
    POSTAL_CODE = auto()
    COUNTRY = auto()
    ARS = auto()
    AGS = auto()
    LATITUDE = auto()
    LONGITUDE = auto()
    RAW = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """One value inside a field."""

    reader: Reader
    values: type[StrEnum] | None = None
    scheme: ConceptScheme | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A form's parts. `sole`: what a bare rule stands for. `literals`: stated in the mapping itself, with the type
    they must have. `several`: a list of them."""

    parts: Mapping[str, Part]
    literals: Mapping[str, type] = field(default_factory=dict)
    several: bool = False
    sole: str | None = None


_TEXT = Part(Reader.TEXT)
_IMAGE = {
    "url": Part(Reader.URL),
    "alt": _TEXT,
    "width": Part(Reader.INTEGER),
    "height": Part(Reader.INTEGER),
    "credit": _TEXT,
    "license": _TEXT,
}

SINGLE: Mapping[Form, Reader] = {
    Form.TEXT: Reader.TEXT,
    Form.MARKDOWN: Reader.MARKDOWN,
    Form.URL: Reader.URL,
    Form.DATE: Reader.DATE,
    Form.DATETIME: Reader.DATETIME,
    Form.INTEGER: Reader.INTEGER,
    Form.NUMBER: Reader.NUMBER,
    Form.BOOLEAN: Reader.BOOLEAN,
    Form.ENUM: Reader.ENUM,
}
"""Forms of one value."""

LISTS: Mapping[Form, Reader] = {
    Form.TEXTS: Reader.TEXT,
    Form.URLS: Reader.URL,
    Form.LANGUAGES: Reader.LANGUAGE,
    Form.CONCEPTS: Reader.CONCEPT,
}
"""Forms of several values of one kind."""

SHAPES: Mapping[Form, Shape] = {
    Form.IDENTIFIERS: Shape(
        {"value": _TEXT, "uri": Part(Reader.URL)},
        literals={"scheme": str},
        several=True,
    ),
    Form.CONTACTS: Shape(
        {
            "role": _TEXT,
            "name": _TEXT,
            "email": Part(Reader.EMAIL),
            "telephone": Part(Reader.TELEPHONE),
            "url": Part(Reader.URL),
        },
        literals={"public": bool},
        several=True,
    ),
    Form.IMAGE: Shape(_IMAGE, sole="url"),
    Form.IMAGES: Shape(_IMAGE, several=True, sole="url"),
    Form.OPENING_HOURS: Shape(
        {
            "weekday": Part(Reader.RAW),
            "opens": Part(Reader.TIME),
            "closes": Part(Reader.TIME),
            "times": Part(Reader.RAW),
            "text": Part(Reader.RAW),
            "note": _TEXT,
        },
        several=True,
        sole="text",
    ),
    Form.PLACE: Shape(
        {
            "name": _TEXT,
            "street": _TEXT,
            "postalCode": Part(Reader.POSTAL_CODE),
            "locality": _TEXT,
            "country": Part(Reader.COUNTRY),
            "lat": Part(Reader.LATITUDE),
            "lon": Part(Reader.LONGITUDE),
            "ars": Part(Reader.ARS),
            "ags": Part(Reader.AGS),
            "address": _TEXT,
            "point": Part(Reader.RAW),
        }
    ),
    Form.HOURS: Shape(
        {
            "min": Part(Reader.NUMBER),
            "max": Part(Reader.NUMBER),
            "per": Part(Reader.ENUM, values=HoursUnit),
            "flexible": Part(Reader.BOOLEAN),
            "text": Part(Reader.RAW),
        },
        sole="text",
    ),
    Form.SHIFTS: Shape(
        {
            "id": _TEXT,
            "start": Part(Reader.DATETIME),
            "end": Part(Reader.DATETIME),
            "date": Part(Reader.DATE),
            "start_time": Part(Reader.TIME),
            "end_time": Part(Reader.TIME),
            "capacity": Part(Reader.INTEGER),
        },
        several=True,
    ),
    Form.REQUIREMENTS: Shape(
        {"kind": Part(Reader.ENUM, values=RequirementKind), "note": _TEXT},
        several=True,
        sole="kind",
    ),
    Form.REFERENCE: Shape(
        {"origin": _TEXT, "name": _TEXT, "value": _TEXT},
        literals={"source": str, "scheme": str},
    ),
    Form.SCHEDULE: Shape(
        {
            "start": Part(Reader.RAW),
            "end": Part(Reader.RAW),
            "date": Part(Reader.RAW),
            "end_date": Part(Reader.RAW),
            "start_time": Part(Reader.TIME),
            "end_time": Part(Reader.TIME),
            "all_day": Part(Reader.BOOLEAN),
            "timezone": _TEXT,
            "rrule": _TEXT,
        },
        sole="start",
    ),
}
"""Forms with parts."""
