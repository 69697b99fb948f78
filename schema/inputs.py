"""The parts that filters are made of: points, ranges, areas, concepts, identifiers.

Each input knows how it is said to the store: `criteria` checks it and answers plain values (`datasources.criteria`), or
raises a GraphError with BAD_USER_INPUT that names the argument, the rule and the way out.
"""

import strawberry

from datasources.criteria import AreaCriteria, Box, ConceptCriteria, IdentifierCriteria, InstantRange, Position
from datasources.vocabulary import ConceptScheme
from resolvers import criteria
from resolvers.context import Context
from schema.scalars import URL, DateTime

__all__ = [
    "AreaFilter",
    "BoundingBox",
    "ConceptFilter",
    "DateRange",
    "IdentifierInput",
    "Near",
    "PointInput",
    "area_of",
    "concepts_of",
    "range_of",
]


@strawberry.input(description="A point on the map, in WGS 84 degrees.")
class PointInput:
    """`{lat: 50.33, lon: 7.22}`"""

    lat: float = strawberry.field(description="Latitude, from -90 to 90.")
    lon: float = strawberry.field(description="Longitude, from -180 to 180.")

    def position(self, argument: str) -> Position:
        return criteria.position(argument, self.lat, self.lon)


@strawberry.input(description="Within a radius of a point, or of a place by name or postal code.")
class Near:
    """`{place: "56727", radiusKm: 10}`"""

    point: PointInput | None = strawberry.field(default=None, description="The point; give either this or a place.")
    place: str | None = strawberry.field(
        default=None, description="A municipality's name or a postal code; give either this or a point."
    )
    radius_km: float = strawberry.field(description="How far around, in kilometres: at most 500.")


@strawberry.input(description="A rectangle on the map, in WGS 84 degrees.")
class BoundingBox:
    """`{west: 7.1, south: 50.2, east: 7.6, north: 50.5}`"""

    west: float = strawberry.field(description="The western longitude; above the eastern one, it crosses 180 degrees.")
    south: float = strawberry.field(description="The southern latitude.")
    east: float = strawberry.field(description="The eastern longitude.")
    north: float = strawberry.field(description="The northern latitude.")

    def box(self, argument: str) -> Box:
        return criteria.box(argument, self.west, self.south, self.east, self.north)


@strawberry.input(description="From a moment until before another; finds what overlaps it. At most two years.")
class DateRange:
    """`{from: "2026-07-01T00:00:00+02:00", to: "2026-08-01T00:00:00+02:00"}`"""

    from_: DateTime = strawberry.field(name="from", description="The first moment.")
    to: DateTime = strawberry.field(description="The moment after the last.")

    def instants(self, argument: str) -> InstantRange:
        return criteria.instants(argument, self.from_, self.to)


@strawberry.input(description="Where something is: all that is given must hold.")
class AreaFilter:
    """`{ars: ["07137"], near: {place: "Mayen", radiusKm: 10}}`"""

    ars: list[str] | None = strawberry.field(
        default=None,
        description="Official keys (ARS); each covers everything below it: 07137 is the whole district.",
    )
    near: Near | None = strawberry.field(default=None, description="Within a radius.")
    bbox: BoundingBox | None = strawberry.field(default=None, description="Within a rectangle, as a map shows it.")

    async def criteria(self, argument: str, context: Context) -> AreaCriteria:
        around = None
        if self.near is not None:
            near = f"{argument}.near"
            around = await criteria.around(
                near,
                context,
                point=None if self.near.point is None else self.near.point.position(f"{near}.point"),
                place=self.near.place,
                radius_km=self.near.radius_km,
            )
        return AreaCriteria(
            ars=criteria.official_keys(f"{argument}.ars", self.ars),
            near=around,
            bbox=None if self.bbox is None else self.bbox.box(f"{argument}.bbox"),
        )


@strawberry.input(description="Concepts by their uris: all conditions that are given must hold.")
class ConceptFilter:
    """`{anyOf: ["urn:engagement-hub:topic:sport"]}`"""

    any_of: list[URL] | None = strawberry.field(default=None, description="At least one of these.")
    all_of: list[URL] | None = strawberry.field(default=None, description="Every one of these.")
    none_of: list[URL] | None = strawberry.field(default=None, description="None of these.")
    include_narrower: bool | None = strawberry.field(
        default=True, description="Whether a concept also stands for those below it: sport for football."
    )

    def criteria(self, argument: str, scheme: ConceptScheme) -> ConceptCriteria:
        narrower = self.include_narrower is not False
        return ConceptCriteria(
            any_of=criteria.notations(f"{argument}.anyOf", scheme, self.any_of, narrower=narrower),
            all_of=criteria.alternatives(f"{argument}.allOf", scheme, self.all_of, narrower=narrower),
            none_of=criteria.notations(f"{argument}.noneOf", scheme, self.none_of, narrower=narrower),
        )


@strawberry.input(description="An identifier that others know an entry by.")
class IdentifierInput:
    """`{scheme: "DE-VR", value: "Koblenz VR 2726"}`"""

    scheme: str = strawberry.field(description="Who gives it: DE-VR, DE-WIDNR, AT-ZVR, CH-UID, or a federation's own.")
    value: str = strawberry.field(description="The identifier itself: Koblenz VR 2726.")

    def criteria(self, argument: str) -> IdentifierCriteria:
        return criteria.identifier(argument, self.scheme, self.value)


async def area_of(filter_argument: str, area: AreaFilter | None, context: Context) -> AreaCriteria | None:
    """The criteria of a filter's area, if it has one."""
    return None if area is None else await area.criteria(f"{filter_argument}.area", context)


def concepts_of(argument: str, concepts: ConceptFilter | None, scheme: ConceptScheme) -> ConceptCriteria | None:
    """The criteria of a filter's concepts, if it has any."""
    return None if concepts is None else concepts.criteria(argument, scheme)


def range_of(argument: str, between: DateRange | None) -> InstantRange | None:
    """The criteria of a filter's range, if it has one."""
    return None if between is None else between.instants(argument)
