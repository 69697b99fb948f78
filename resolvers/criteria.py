"""What a client may ask, checked: arguments in, plain values of `datasources.criteria` out.

Every refusal is a GraphError with BAD_USER_INPUT that names the argument, what it was, the rule and the way out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from datasources import concepts
from datasources.criteria import AreaCriteria, Around, Box, IdentifierCriteria, InstantRange, Position, Sort
from datasources.ingest import schemes
from datasources.store import places
from datasources.vocabulary import ConceptScheme
from resolvers.context import Context
from resolvers.paging import refused

__all__ = [
    "age",
    "alternatives",
    "around",
    "at_least_zero",
    "box",
    "exactly_one",
    "identifier",
    "instants",
    "languages",
    "municipality_key",
    "notations",
    "official_key",
    "official_keys",
    "order_of",
    "position",
    "several",
    "sort_of",
    "text",
]

MAX_VALUES = 100
MAX_TEXT_CHARS = 200
MAX_RADIUS_KM = 500.0
MAX_RANGE_S = 2 * 366 * 24 * 3600
MAX_AGE = 150

_ARS = re.compile(r"\d{2}(\d(\d{2}(\d{4}(\d{3})?)?)?)?", flags=re.ASCII)
_AGS = re.compile(r"\d{8}", flags=re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", flags=re.ASCII)

Value = TypeVar("Value")
Order = TypeVar("Order", bound=StrEnum)


def exactly_one(given: Mapping[str, object | None]) -> None:
    """Of several ways to name an entry, one."""
    named = [name for name, value in given.items() if value is not None]
    if len(named) != 1:
        said = " and ".join(named) if named else "none of them"
        raise refused(f"Exactly one of {', '.join(given)} names an entry, but {said} is given.")


def text(argument: str, value: str | None) -> str | None:
    """A search text; one without any word does not filter."""
    if value is None:
        return None
    if len(value) > MAX_TEXT_CHARS:
        raise refused(f"{argument} has {len(value)} characters: at most {MAX_TEXT_CHARS} are searched for.")
    return value.strip() or None


def several(argument: str, values: Sequence[Value] | None) -> tuple[Value, ...]:
    """A list of values, each once; an empty one does not filter."""
    if values is None:
        return ()
    if len(values) > MAX_VALUES:
        raise refused(f"{argument} has {len(values)} values: at most {MAX_VALUES} are allowed.")
    return tuple(dict.fromkeys(values))


def identifier(argument: str, scheme: str, value: str) -> IdentifierCriteria:
    """An identifier in the one form that the store keeps: VR2726 and "VR 2726" are the same number."""
    normal = schemes.normal(scheme, value)
    if normal is None:
        raise refused(f"{argument} needs a scheme and a value, each of at most {schemes.MAX_CHARS} characters.")
    return IdentifierCriteria(*normal)


def instants(argument: str, start: int, end: int) -> InstantRange:
    """A half-open range of at most two years."""
    if start >= end:
        raise refused(f"{argument}.from is not before {argument}.to.", "The range begins at from and ends before to.")
    if end - start > MAX_RANGE_S:
        days = (end - start) // 86_400
        raise refused(f"{argument} is {days} days long: at most two years are allowed.", "Ask year by year.")
    return InstantRange(start, end)


def age(argument: str, value: int | None) -> int | None:
    if value is not None and not 0 <= value <= MAX_AGE:
        raise refused(f"{argument} is {value}: it must be from 0 to {MAX_AGE}.")
    return value


def at_least_zero(argument: str, value: float | None) -> float | None:
    if value is not None and value < 0:
        raise refused(f"{argument} is {value:g}: it must not be negative.")
    return value


def languages(argument: str, values: Sequence[str] | None) -> tuple[str, ...]:
    """Language tags (BCP 47) as the store writes them: the language in lower case, its region as it came."""
    given = several(argument, values)
    for value in given:
        if not _LANGUAGE.fullmatch(value):
            raise refused(f"{argument} holds {_shown(value)}: that is no language tag.", "Write de, uk or pt-BR.")
    tags = (value.partition("-") for value in given)
    return tuple(f"{language.lower()}{dash}{region}" for language, dash, region in tags)


def notations(
    argument: str, scheme: ConceptScheme, uris: Sequence[str] | None, *, narrower: bool = True
) -> tuple[str, ...]:
    """The notations of concepts of a list, with those below them."""
    found = (notation for uri in several(argument, uris) for notation in _meant(argument, scheme, uri, narrower))
    return tuple(dict.fromkeys(found))


def alternatives(
    argument: str, scheme: ConceptScheme, uris: Sequence[str] | None, *, narrower: bool = True
) -> tuple[tuple[str, ...], ...]:
    """For each concept, the notations that satisfy it."""
    return tuple(tuple(_meant(argument, scheme, uri, narrower)) for uri in several(argument, uris))


def position(argument: str, lat: float, lon: float) -> Position:
    if not -90 <= lat <= 90:
        raise refused(f"{argument}.lat is {lat:g}: it must be from -90 to 90.")
    if not -180 <= lon <= 180:
        raise refused(f"{argument}.lon is {lon:g}: it must be from -180 to 180.")
    return Position(lat, lon)


def box(argument: str, west: float, south: float, east: float, north: float) -> Box:
    position(f"{argument}, south-west", south, west)
    position(f"{argument}, north-east", north, east)
    if south > north:
        raise refused(f"{argument}.south is above {argument}.north.", "Exchange the two.")
    return Box(west, south, east, north)


async def around(
    argument: str, context: Context, *, point: Position | None, place: str | None, radius_km: float
) -> Around:
    """A radius around a point, or around a place found by its name or postal code."""
    if not 0 < radius_km <= MAX_RADIUS_KM:
        raise refused(f"{argument}.radiusKm is {radius_km:g}: it must be above 0 and at most {MAX_RADIUS_KM:g}.")
    if (point is None) == (place is None):
        raise refused(f"{argument} needs exactly one of point and place.")
    if point is None:
        name = (place or "").strip()
        if not name or len(name) > MAX_TEXT_CHARS:
            raise refused(f"{argument}.place must be a name or a postal code of at most {MAX_TEXT_CHARS} characters.")
        point = await places.locate(context.db, name)
        if point is None:
            raise refused(
                f"{argument}.place is {_shown(name)}: no municipality of that name and no such postal code is known.",
                "Write the official name, such as Mayen, or give a point.",
            )
    return Around(point, radius_km)


def official_keys(argument: str, values: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(official_key(argument, value) for value in several(argument, values))


def official_key(argument: str, value: str) -> str:
    """An ARS: 2, 3, 5, 9 or 12 digits."""
    if not _ARS.fullmatch(value):
        raise refused(
            f"{argument} is {_shown(value)}: an official key (ARS) has 2, 3, 5, 9 or 12 digits.",
            "07137 is a district, 071375001074 a municipality.",
        )
    return value


def municipality_key(argument: str, value: str) -> str:
    """An AGS: 8 digits."""
    if not _AGS.fullmatch(value):
        raise refused(f"{argument} is {_shown(value)}: an AGS has 8 digits.", "07137074 is a municipality.")
    return value


def sort_of(orders: Sequence[StrEnum] | None, *, default: str, text: str | None, area: AreaCriteria | None) -> Sort:
    """The order of a list: by RELEVANCE where there is a text and nothing is stated."""
    names = tuple(dict.fromkeys(order.value for order in orders or ()))
    near = None if area is None else area.near
    center = None if near is None else near.center
    if not names:
        return Sort(("RELEVANCE",) if text is not None else (default,), center)
    if "RELEVANCE" in names and text is None:
        raise refused("orderBy RELEVANCE needs a text to be relevant to.", "Give filter.text, or leave RELEVANCE out.")
    if "DISTANCE" in names and center is None:
        raise refused(
            "orderBy DISTANCE needs a point to measure from.", "Give filter.area.near, or leave DISTANCE out."
        )
    return Sort(names, center)


def order_of(listed: str, sort: Sort, text: str | None) -> str:
    """What a list's cursors are bound to: its kind and order, and what relevance and distance are measured against."""
    parts: list[object] = [listed, *sort.by]
    if "RELEVANCE" in sort.by:
        parts.append(text)
    if "DISTANCE" in sort.by and sort.center is not None:
        parts += [sort.center.lat, sort.center.lon]
    return "\x1f".join(map(str, parts))


def _meant(argument: str, scheme: ConceptScheme, uri: str, narrower: bool) -> Iterable[str]:
    concept = concepts.concept(uri)
    if concept is None or concept.scheme is not scheme:
        known = [each.uri for each in concepts.in_scheme(scheme)]
        near = get_close_matches(uri[:MAX_TEXT_CHARS], known, n=1, cutoff=0.75)
        raise refused(
            f"{argument} holds {_shown(uri)}: the list {scheme.value} has no such concept.",
            f"Did you mean {near[0]}?" if near else f"concepts(scheme: {scheme.value}) lists them.",
        )
    if not narrower:
        return [concept.notation]
    return sorted(uri.rpartition(":")[2] for uri in concepts.narrower_closure(concept.uri))


def _shown(value: str) -> str:
    return repr(value if len(value) <= 80 else f"{value[:79]}…")
