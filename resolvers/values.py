"""Small values in JSON columns, decoded when a field asks for them: for all rows of a level in one call.

Each function takes the name of a column and answers a batch function; the forms are those of `datasources.fields`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import orjson

from resolvers.columns import reading

__all__ = [
    "ContactPoint",
    "Identifier",
    "Image",
    "License",
    "OpeningHours",
    "Requirement",
    "contact",
    "contacts",
    "image",
    "images",
    "opening_hours",
    "requirements",
    "texts",
]

Value = TypeVar("Value")
Stored = Mapping[str, Any]
"""A JSON object that ingest has brought into its normal form."""

_EMPTY: list[Any] = []


class Identifier(NamedTuple):
    """What a register or federation knows an entry by."""

    scheme: str
    value: str
    uri: str | None


class ContactPoint(NamedTuple):
    """A way to reach an organisation."""

    role: str
    name: str | None
    email: str | None
    telephone: str | None
    url: str | None


class License(NamedTuple):
    """Terms of use."""

    id: str
    name: str
    url: str | None = None
    attribution: str | None = None


class Image(NamedTuple):
    """A picture."""

    url: str
    alt: str
    width: int | None
    height: int | None
    credit: str | None
    license: License | None


class OpeningHours(NamedTuple):
    """Hours of one day of the week."""

    weekday: str
    opens: str
    closes: str
    note: str | None


class Requirement(NamedTuple):
    """Something helpers must bring."""

    kind: str
    note: str | None


def texts(column: str) -> Callable[[Sequence[object]], Sequence[Sequence[str]]]:
    """A column that holds a list of texts."""

    @reading(column)
    def texts_of(parents: Sequence[object]) -> Sequence[Sequence[str]]:
        return [_decoded(getattr(parent, column)) for parent in parents]

    return texts_of


def contacts(column: str) -> Callable[[Sequence[object]], Sequence[Sequence[ContactPoint]]]:
    """A column that holds public contacts. Ingest keeps private ones out; what slipped in would be left out here."""
    return _several(column, _contact, lambda stored: stored.get("public", True) is True)


def contact(column: str) -> Callable[[Sequence[object]], Sequence[ContactPoint | None]]:
    """A column that holds one contact: the first that is public, where it is a list."""
    several = contacts(column)

    @reading(column)
    def contact_of(parents: Sequence[object]) -> Sequence[ContactPoint | None]:
        return [next(iter(found), None) for found in several(parents)]

    return contact_of


def images(column: str) -> Callable[[Sequence[object]], Sequence[Sequence[Image]]]:
    """A column that holds pictures."""
    return _several(column, _image)


def image(column: str) -> Callable[[Sequence[object]], Sequence[Image | None]]:
    """A column that holds one picture, or none."""
    several = images(column)

    @reading(column)
    def image_of(parents: Sequence[object]) -> Sequence[Image | None]:
        return [next(iter(found), None) for found in several(parents)]

    return image_of


def opening_hours(column: str) -> Callable[[Sequence[object]], Sequence[Sequence[OpeningHours]]]:
    """A column that holds opening hours."""
    return _several(column, _hours)


def requirements(column: str) -> Callable[[Sequence[object]], Sequence[Sequence[Requirement]]]:
    """A column that holds requirements."""
    return _several(column, _requirement)


def _several(
    column: str, value: Callable[[Stored], Value], wanted: Callable[[Stored], bool] | None = None
) -> Callable[[Sequence[object]], Sequence[Sequence[Value]]]:
    @reading(column)
    def values_of(parents: Sequence[object]) -> Sequence[Sequence[Value]]:
        answers: list[Sequence[Value]] = []
        for parent in parents:
            stored = _decoded(getattr(parent, column))
            answers.append([value(each) for each in stored if wanted is None or wanted(each)])
        return answers

    return values_of


def _decoded(text: str | None) -> list[Any]:
    """A JSON list; one object is a list of one."""
    if text is None or text == "[]":
        return _EMPTY
    stored = orjson.loads(text)
    if isinstance(stored, list):
        return stored
    return [] if stored is None else [stored]


def _contact(stored: Stored) -> ContactPoint:
    return ContactPoint(
        role=stored.get("role") or "",
        name=stored.get("name"),
        email=stored.get("email"),
        telephone=stored.get("telephone"),
        url=stored.get("url"),
    )


def _image(stored: Stored) -> Image:
    license_id = stored.get("license")
    return Image(
        url=stored["url"],
        alt=stored.get("alt") or "",
        width=stored.get("width"),
        height=stored.get("height"),
        credit=stored.get("credit"),
        license=None if license_id is None else License(license_id, license_id),
    )


def _hours(stored: Stored) -> OpeningHours:
    return OpeningHours(stored["weekday"], stored["opens"], stored["closes"], stored.get("note"))


def _requirement(stored: Stored) -> Requirement:
    return Requirement(stored["kind"], stored.get("note"))
