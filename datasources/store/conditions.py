"""Conditions: what criteria demand of rows, as clauses over parameters.

A `Demand` is a clause and the values it needs. The clauses of a request, without their values, are its shape;
statements are cached by shape, so that the same filter with other values is the same text to the driver.

    demands = [*in_area(ORGANIZATION.c.ars, ORGANIZATION.c.seat_pk, area), *tagged(…)]
    statement = cached(shape_of(demands)); await db.fetch(statement, **values_of(demands))
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import Column, ColumnElement, Float, String, and_, bindparam, case, exists, false, or_, select
from sqlalchemy.sql.expression import BindParameter

from datasources.areas import COUNTRY
from datasources.criteria import AreaCriteria, Around, Box, ConceptCriteria
from datasources.store.sphere import box_around, chord_squared, vector
from datasources.store.statements import PLACE, TAG, Parameter, array_rows, in_array, unindexed
from datasources.vocabulary import ConceptScheme, RecordKind

Clause: TypeAlias = Callable[..., ColumnElement[bool]]
Shape: TypeAlias = tuple[tuple[Clause, tuple[Any, ...]], ...]

AFTER_DIGITS = ":"
"""Follows the digits: keys from "07137" to before "07137:" are those that begin with 07137."""

MUNICIPALITY_DIGITS = 12
"""Of a whole key, with nothing below it."""

NARROW_KM = 5.0

BROAD_KEY_DIGITS = 5
"""Keys up to a district's cover so much that walking a list in its order finds a page sooner than an index of keys."""


@dataclass(frozen=True, slots=True)
class Demand:
    """One condition: `clause(*arguments)` is its SQL, `values` its parameters."""

    clause: Clause
    arguments: tuple[Any, ...] = ()
    values: Mapping[str, Parameter] = field(default_factory=dict)


def shape_of(demands: Iterable[Demand]) -> Shape:
    """What a statement over these demands is cached by."""
    return tuple((demand.clause, demand.arguments) for demand in demands)


def clauses_of(shape: Shape) -> list[ColumnElement[bool]]:
    """The SQL of a shape."""
    return [clause(*arguments) for clause, arguments in shape]


def values_of(demands: Iterable[Demand]) -> dict[str, Parameter]:
    """The parameters of these demands, by name."""
    values: dict[str, Parameter] = {}
    for demand in demands:
        values.update(demand.values)
    return values


def parameter(name: str, like: ColumnElement[Any]) -> BindParameter[Any]:
    """A parameter that is compared with a column, of its type."""
    type_ = String() if isinstance(like.type, String) else like.type
    return bindparam(name, type_=type_)


# ── members, ranges, areas ───────────────────────────────────────────────────────────────────────────────────────


def among(column: ColumnElement[Any], name: str, members: Sequence[StrEnum | str]) -> list[Demand]:
    """Those whose column has one of the values; no demand where none are named."""
    if not members:
        return []
    if len(members) == 1:  # said so, it costs a tenth of the row less on SQLite than a list of one
        return [Demand(_equal, (column, name), {name: str(members[0])})]
    return [Demand(in_array, (column, name), {name: [str(member) for member in members]})]


def holding(column: Column[Any]) -> list[Demand]:
    """Those whose column is true."""
    return [Demand(_holds, (column,))]


def holding_anyway(column: Column[Any]) -> list[Demand]:
    """Those whose column is true, where another condition leaves so few that its index must be the one to use."""
    return [Demand(_holds_anyway, (column,))]


def at_least(column: Column[Any], name: str, value: float | str | None) -> list[Demand]:
    """Those whose column has at least the value."""
    return [] if value is None else [Demand(_at_least, (column, name), {name: value})]


def equal(column: Column[Any], name: str, value: bool | str | None) -> list[Demand]:
    """Those whose column has the value."""
    return [] if value is None else [Demand(_equal, (column, name), {name: value})]


def in_area(ars: Column[Any], place_pk: Column[Any], area: AreaCriteria | None) -> list[Demand]:
    """Those within official keys, a radius and a box, whichever are given."""
    if area is None:
        return []
    demands: list[Demand] = []
    if len(area.ars) == 1:
        demands.append(below(ars, area.ars[0]))
    elif area.ars:
        demands.append(Demand(_below_any, (ars,), {"ars_keys": [prefix_of(key) for key in area.ars]}))
    if area.near is not None:
        demands.append(_near(place_pk, area.near))
    if area.bbox is not None:
        demands.append(within_box(place_pk, area.bbox))
    return demands


def anywhere(area: AreaCriteria | None) -> AreaCriteria | None:
    """The area without its official keys: what a facet of areas counts within."""
    return None if area is None else replace(area, ars=())


def is_narrow(area: AreaCriteria | None) -> bool:
    """Whether an area holds so few entries that each may be looked at: a municipality, or a few kilometres around."""
    if area is None:
        return False
    municipalities = bool(area.ars) and all(len(key) == MUNICIPALITY_DIGITS for key in area.ars)
    return municipalities or (area.near is not None and area.near.radius_km <= NARROW_KM)


def below(ars: Column[Any], key: str) -> Demand:
    """Those of an official key and of all below it."""
    prefix = prefix_of(key)
    if len(prefix) == MUNICIPALITY_DIGITS:
        return Demand(_equal, (ars, "ars_key"), {"ars_key": prefix})
    values = {"ars_from": prefix, "ars_until": prefix + AFTER_DIGITS}
    return Demand(_below, (ars, len(prefix) > BROAD_KEY_DIGITS), values)


def broad_keys(demand: Demand) -> Column[Any] | None:
    """The keys that a demand compares with those of a broad area, less than the country; None for other demands."""
    match demand:
        case Demand(clause=clause, arguments=(Column() as keys, False)) if clause is _below:
            return keys if demand.values["ars_from"] else None
        case _:
            return None


def through_index(demand: Demand) -> Demand:
    """The demand for a broad area, answered through the index of keys."""
    return replace(demand, arguments=(*demand.arguments[:-1], True))


def prefix_of(key: str) -> str:
    """What the keys of an area and of all below it begin with: itself, but nothing for the country."""
    return "" if key == COUNTRY else key


def within_box(place_pk: Column[Any], box: Box) -> Demand:
    """Those whose place lies in a box, its edges included."""
    values: dict[str, Parameter] = {
        "box_south": box.south,
        "box_north": box.north,
        "box_west": box.west,
        "box_east": box.east,
    }
    return Demand(_within_box, (place_pk, box.west > box.east), values)


def center_values(name: str, around: Around) -> dict[str, Parameter]:
    """The parameters that `chord` reads."""
    x, y, z = vector(around.center)
    return {f"{name}_x": x, f"{name}_y": y, f"{name}_z": z}


def chord(name: str) -> ColumnElement[Any]:
    """The squared chord between a place and a centre given as parameters."""
    parts = [
        (column - bindparam(f"{name}_{axis}", type_=Float())) * (column - bindparam(f"{name}_{axis}", type_=Float()))
        for axis, column in (("x", PLACE.c.x), ("y", PLACE.c.y), ("z", PLACE.c.z))
    ]
    return parts[0] + parts[1] + parts[2]


def in_box(name: str, across: bool) -> list[ColumnElement[bool]]:
    """Whether a place lies in the box of the parameters `<name>_west` and so on."""
    lat, lon = PLACE.c.lat, PLACE.c.lon
    west, east = lon >= parameter(f"{name}_west", lon), lon <= parameter(f"{name}_east", lon)
    return [
        lat >= parameter(f"{name}_south", lat),
        lat <= parameter(f"{name}_north", lat),
        *([or_(west, east)] if across else [west, east]),
    ]


def _holds(column: Column[Any]) -> ColumnElement[bool]:
    return column.is_(True)


def _holds_anyway(column: Column[Any]) -> ColumnElement[bool]:
    return case((column.is_(True), 1), else_=0) == 1


def _at_least(column: Column[Any], name: str) -> ColumnElement[bool]:
    return column >= parameter(name, column)


def _equal(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    return column == parameter(name, column)


def _below(ars: Column[Any], narrow: bool) -> ColumnElement[bool]:
    """A broad key is compared as an expression, which keeps SQLite from sorting half a table for its sake."""
    compared: ColumnElement[Any] = ars if narrow else unindexed(ars)
    return and_(compared >= bindparam("ars_from", type_=String()), compared < bindparam("ars_until", type_=String()))


def _below_any(ars: Column[Any]) -> ColumnElement[bool]:
    keys = array_rows("ars_keys", String(), "ars_key")
    return exists().select_from(keys).where(ars >= keys.c.value, ars < keys.c.value + AFTER_DIGITS).correlate(ars.table)


def _near(place_pk: Column[Any], near: Around) -> Demand:
    box = box_around(near.center, near.radius_km)
    values: dict[str, Parameter] = {
        "near_south": box.south,
        "near_north": box.north,
        "near_west": box.west,
        "near_east": box.east,
        "near_chord": chord_squared(near.radius_km),
        **center_values("near", near),
    }
    return Demand(_is_near, (place_pk, box.west > box.east), values)


def _is_near(place_pk: Column[Any], across: bool) -> ColumnElement[bool]:
    places = select(PLACE.c.pk).where(*in_box("near", across), chord("near") <= bindparam("near_chord", type_=Float()))
    return place_pk.in_(places)


def _within_box(place_pk: Column[Any], across: bool) -> ColumnElement[bool]:
    return place_pk.in_(select(PLACE.c.pk).where(*in_box("box", across)))


# ── concepts ─────────────────────────────────────────────────────────────────────────────────────────────────────


def tagged(pk: Column[Any], kind: RecordKind, scheme: ConceptScheme, concepts: ConceptCriteria | None) -> list[Demand]:
    """Those with any, all and none of the concepts of one scheme."""
    if concepts is None:
        return []
    demands: list[Demand] = []
    if concepts.any_of:
        name = f"{scheme.name.lower()}_any"
        demands.append(Demand(has_tag, (pk, kind, scheme, name), {name: list(concepts.any_of)}))
    for number, alternatives in enumerate(concepts.all_of):
        name = f"{scheme.name.lower()}_all_{number}"
        demands.append(Demand(has_tag, (pk, kind, scheme, name), {name: list(alternatives)}))
    if concepts.none_of:
        name = f"{scheme.name.lower()}_none"
        demands.append(Demand(_lacks_tag, (pk, kind, scheme, name), {name: list(concepts.none_of)}))
    return demands


def has_tag(pk: Column[Any], kind: RecordKind, scheme: ConceptScheme, name: str) -> ColumnElement[bool]:
    """Whether an entry has one of the notations of the list parameter `name`."""
    return pk.in_(_tagged_pks(kind, scheme, name))


def _lacks_tag(pk: Column[Any], kind: RecordKind, scheme: ConceptScheme, name: str) -> ColumnElement[bool]:
    return pk.not_in(_tagged_pks(kind, scheme, name))


def _tagged_pks(kind: RecordKind, scheme: ConceptScheme, name: str) -> Any:
    tag = TAG.alias()
    return select(tag.c.entity_pk).where(
        tag.c.kind == kind.value, tag.c.scheme == scheme.value, in_array(tag.c.notation, name)
    )


def nothing() -> ColumnElement[bool]:
    """Holds for no row: a text without a single letter finds nothing."""
    return false()
