"""Opportunities that suit someone, best first, with the reasons: `me { suggestions { edges { score why } } }`.

A profile is compared under its owner's consent to MATCHING, and below sixteen a guardian's: without it the list holds
what is open, in no order that anything personal could be read from. A fixed number of statements, whatever is open:

    1  consents    2  certificates    3  the home municipality    4  the page, found, scored and ordered by the store
"""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime

import orjson

from datasources.criteria import Position
from datasources.people import certificates as documents
from datasources.people.ages import needs_guardian
from datasources.people.consents import covers
from datasources.people.suggestions import NOTHING_STATED, Offer, Wishes, why, wishes_of
from datasources.people.vocabulary import Purpose
from datasources.store.days import ZONE
from datasources.store.people import certificates, consents, suggestions
from datasources.store.people.rows import VolunteerRow
from datasources.store.people.suggestions import Asked, Suggested
from datasources.store.rows import AreaRow, OpportunityRow
from datasources.store.slices import Columns, Extra, FacetCounts, Slice
from resolvers.connections import Connection
from resolvers.context import Context, Info
from resolvers.listing import Listing
from resolvers.paging import PageArguments, refused, window_of

__all__ = ["suggestions_of"]

ORDER = "suggestions"
_SCORE_DIGITS = 4


def suggestions_of(
    parents: Sequence[VolunteerRow], info: Info, page: PageArguments, columns: Columns = None
) -> Sequence[Connection]:
    """A list for each volunteer; its edges carry score, why and distance_km."""
    context = info.context
    window = window_of(page, context.bounds.entries, ORDER)
    if window.backwards or window.before is not None:
        raise refused("suggestions are read from the best on.", "Use first and after.")

    async def slice_of(volunteer: VolunteerRow) -> Slice[OpportunityRow]:
        asked = await _asked(volunteer, context)
        found, more = await suggestions.page(context.db, asked, window, columns)
        return Slice(
            rows=[each.row for each in found],
            more=more,
            raws=[each.key for each in found],
            known_extras=[_extra(asked.wishes, each, context) for each in found],
        )

    async def count_of(volunteer: VolunteerRow) -> int:
        return await suggestions.count(context.db, await _asked(volunteer, context))

    async def slices() -> Sequence[Slice[OpportunityRow]]:
        return await asyncio.gather(*map(slice_of, parents))

    async def counts() -> Sequence[int]:
        return await asyncio.gather(*map(count_of, parents))

    listing = Listing(order=ORDER, window=window, pages=slices, counts=counts, facets=_no_facets)
    return [Connection(listing, place) for place in range(len(parents))]


async def _asked(volunteer: VolunteerRow, context: Context) -> Asked:
    return Asked(volunteer.pk, await _wishes(volunteer, context), context.now, context.today)


async def _wishes(volunteer: VolunteerRow, context: Context) -> Wishes:
    today = date.fromisoformat(context.today)
    standing = (await consents.standing(context.db, [volunteer.pk]))[volunteer.pk]
    guarded = volunteer.birth_month is not None and needs_guardian(volunteer.birth_month, today)
    if not covers(standing, Purpose.MATCHING, None, guarded=guarded):
        return NOTHING_STATED
    (inspected,) = await certificates.of_volunteers(context.db, [volunteer.pk])
    kinds = [row.kind for row in documents.standing(inspected, context.today)]
    return wishes_of(volunteer, await _center_of(volunteer.home_ars, context), kinds, today)


async def _center_of(ars: str | None, context: Context) -> Position | None:
    if ars is None:
        return None
    match await context.loaders.areas.load(ars):
        case AreaRow(lat=float() as lat, lon=float() as lon):
            return Position(lat, lon)
        case _:
            return None


def _extra(wishes: Wishes, found: Suggested, context: Context) -> Extra:
    row = found.row
    offer = Offer(
        fits=None if found.fits is None else datetime.fromtimestamp(found.fits, ZONE),
        distance_km=found.distance_km,
        remote=row.remote,
        categories=orjson.loads(row.categories),
        skills=orjson.loads(row.skills),
        commitment=row.commitment,
        languages=orjson.loads(row.languages),
        requirements=[each["kind"] for each in orjson.loads(row.requirements)],
    )
    reasons = why(wishes, offer, found.parts, context.language)
    return Extra(found.distance_km, round(found.score, _SCORE_DIGITS), reasons)


async def _no_facets(by: Sequence[str]) -> Sequence[Sequence[FacetCounts]]:
    raise refused("suggestions are not counted by fields.", "Ask for facets of opportunities(filter:).")
