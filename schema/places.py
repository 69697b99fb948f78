"""Places, and the areas of the official keys.

Rows: `datasources.store.rows.PlaceRow` and `AreaRow`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from datasources.store.rows import AreaRow, PlaceRow
from resolvers import areas, places
from resolvers.connections import Connection
from resolvers.context import Info
from resolvers.occurrences import occurrences_of_areas
from resolvers.opportunities import opportunities_of_areas
from resolvers.organizations import clubs_of_areas, organizations_of_areas
from schema.arguments import After, First, FirstDates, page
from schema.columns import ORGANIZATIONS, columns_of
from schema.enums import AreaKind, GeoPrecision
from schema.fields import batched
from schema.filters import OccurrenceFilter, OpportunityFilter, OrganizationFilter
from schema.inputs import PointInput
from schema.nodes import Node
from schema.scalars import GeoJSON
from supergraph.batch import batch_field

if TYPE_CHECKING:
    from schema.events import OccurrenceConnection
    from schema.opportunities import OpportunityConnection
    from schema.organizations import ClubConnection, OrganizationConnection

__all__ = ["Address", "Municipality", "Place", "Point"]

_OccurrenceConnection: TypeAlias = Annotated["OccurrenceConnection", strawberry.lazy("schema.events")]
_OpportunityConnection: TypeAlias = Annotated["OpportunityConnection", strawberry.lazy("schema.opportunities")]
_OrganizationConnection: TypeAlias = Annotated["OrganizationConnection", strawberry.lazy("schema.organizations")]
_ClubConnection: TypeAlias = Annotated["ClubConnection", strawberry.lazy("schema.organizations")]


@strawberry.type(description="A point on the map, in WGS 84 degrees.")
class Point:
    """Anything with a latitude and a longitude: places, areas, clusters."""

    lat: float = strawberry.field(description="Latitude, from -90 to 90.")
    lon: float = strawberry.field(description="Longitude, from -180 to 180.")


@strawberry.type(description="A postal address, as far as it is known.")
class Address:
    """Rows of places."""

    street: str | None = strawberry.field(description="Street and number.")
    postal_code: str | None = strawberry.field(description="Postal code.")
    locality: str | None = strawberry.field(description="Town or village.")
    country: str = strawberry.field(description="The country's two letters (ISO 3166): DE.")


@strawberry.federation.type(
    keys=["ars", "ags"],
    description="A municipality or an area above it, by its official keys.",
)
class Municipality(Node):
    """Rows of areas."""

    id: strawberry.ID = batch_field(
        areas.ids_of, description="Made of its official key (ARS), so that it stays the same."
    )
    ars: str = strawberry.field(
        description="Amtlicher Regionalschlüssel, 12 digits (fewer for areas above the municipality)."
    )
    ags: str | None = strawberry.field(description="Amtlicher Gemeindeschlüssel, 8 digits.")
    name: str = strawberry.field(description="Its name.")
    kind: AreaKind = strawberry.field(description="Its level: municipality, district, state.")
    parent: "Municipality | None" = batch_field(areas.parents_of, description="The area it is part of.")
    children: "list[Municipality]" = batch_field(areas.children_of, description="The areas directly below it, by name.")
    population: int | None = strawberry.field(description="How many people live there.")
    area_km2: float | None = strawberry.field(description="Its area in square kilometres.")
    center: Point | None = batch_field(places.points_of, description="A point in its middle.")
    boundary: GeoJSON | None = batch_field(areas.boundaries_of, description="Its boundary, where it was loaded.")

    @batched(_OrganizationConnection, description="The organisations in it, by name.")
    @staticmethod
    async def organizations(
        parents: Sequence[AreaRow],
        info: Info,
        *,
        filter: Annotated[OrganizationFilter | None, strawberry.argument(description="Which organisations.")] = None,
        first: First = None,
        after: After = None,
    ) -> Sequence[Connection]:
        criteria = await (filter or OrganizationFilter()).criteria(info.context)
        return organizations_of_areas(parents, info, criteria, page(first, after), columns_of(info, *ORGANIZATIONS))

    @batched(_ClubConnection, description="The clubs in it, by name.")
    @staticmethod
    async def clubs(
        parents: Sequence[AreaRow],
        info: Info,
        *,
        filter: Annotated[OrganizationFilter | None, strawberry.argument(description="Which clubs.")] = None,
        first: First = None,
        after: After = None,
    ) -> Sequence[Connection]:
        criteria = await (filter or OrganizationFilter()).criteria(info.context)
        return clubs_of_areas(parents, info, criteria, page(first, after), columns_of(info, "Club"))

    @batched(_OccurrenceConnection, description="What takes place in it, date by date, the earliest first.")
    @staticmethod
    async def occurrences(
        parents: Sequence[AreaRow],
        info: Info,
        *,
        filter: Annotated[OccurrenceFilter, strawberry.argument(description="Which dates.")],
        first: FirstDates = None,
        after: After = None,
    ) -> Sequence[Connection]:
        criteria = await filter.criteria(info.context)
        return occurrences_of_areas(parents, info, criteria, page(first, after), columns_of(info, "Occurrence"))

    @batched(_OpportunityConnection, description="Ways to help in it, the newest first.")
    @staticmethod
    async def opportunities(
        parents: Sequence[AreaRow],
        info: Info,
        *,
        filter: Annotated[OpportunityFilter | None, strawberry.argument(description="Which opportunities.")] = None,
        first: First = None,
        after: After = None,
    ) -> Sequence[Connection]:
        criteria = await (filter or OpportunityFilter()).criteria(info.context)
        return opportunities_of_areas(parents, info, criteria, page(first, after), columns_of(info, "Opportunity"))

    resolve_references = staticmethod(areas.by_references)


@strawberry.federation.type(keys=["id"], description="A place: a hall, a field, a street, or just a town.")
class Place(Node):
    """Rows of places."""

    name: str | None = strawberry.field(description="Its name: Bürgerhaus, Sportplatz.")
    address: Address | None = batch_field(places.addresses_of, description="Its postal address.")
    point: Point | None = batch_field(places.points_of, description="Where it is on the map.")
    precision: GeoPrecision = strawberry.field(description="How exact the point is.")
    municipality: Municipality | None = batch_field(
        places.municipalities_of("ars"), description="The municipality it is in."
    )

    @batched(float | None, description="How far it is from a point, in kilometres as the crow flies.")
    @staticmethod
    def distance_km(
        parents: Sequence[PlaceRow],
        info: Info,
        *,
        from_: Annotated[PointInput, strawberry.argument(name="from", description="The point to measure from.")],
    ) -> Sequence[float | None]:
        return places.distances_km(parents, from_.position("from"))

    resolve_references = staticmethod(places.by_references)
