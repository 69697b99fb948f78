"""Ways to help: one by its names, those of organisations, events and areas, their shifts and the places left."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from datasources.criteria import InstantRange, OpportunityCriteria
from datasources.store import opportunities
from datasources.store.rows import AreaRow, EventRow, OpportunityRow, OrganizationRow, RecordRow, ShiftRow
from datasources.store.slices import Columns, Parents
from datasources.vocabulary import OpportunityStatus, RecordKind
from resolvers import criteria, listings
from resolvers.columns import reading
from resolvers.connections import Connection
from resolvers.context import Context, Info
from resolvers.loaders import EntityKey, LiveKey
from resolvers.paging import PageArguments
from resolvers.references import loaded, missing, text_of

__all__ = [
    "HoursPattern",
    "by_references",
    "hours_of",
    "one",
    "opportunities_of_areas",
    "opportunities_of_events",
    "opportunities_of_organizations",
    "organizations_of_opportunities",
    "places_left_of",
    "shift_places_left",
    "shifts_of",
    "statuses_of",
]


class HoursPattern(NamedTuple):
    """How much time it takes."""

    min: float | None
    max: float | None
    per: str
    flexible: bool


async def one(context: Context, *, id: str | None, slug: str | None) -> OpportunityRow | None:
    """The opportunity that exactly one of the two names."""
    criteria.exactly_one({"id": id, "slug": slug})
    if id is not None:
        return (await opportunities.by_ids(context.db, [id]))[0]
    return (await opportunities.by_slugs(context.db, [slug or ""]))[0]


def opportunities_of_organizations(
    parents: Sequence[OrganizationRow],
    info: Info,
    wanted: OpportunityCriteria,
    page: PageArguments,
    columns: Columns = None,
) -> Sequence[Connection]:
    return listings.of_parents(
        Parents("organization", [parent.pk for parent in parents]),
        lambda keys: listings.opportunities_of(info.context, wanted, None, page, columns, keys),
    )


def opportunities_of_areas(
    parents: Sequence[AreaRow], info: Info, wanted: OpportunityCriteria, page: PageArguments, columns: Columns = None
) -> Sequence[Connection]:
    return listings.of_parents(
        Parents("area", [parent.ars for parent in parents]),
        lambda keys: listings.opportunities_of(info.context, wanted, None, page, columns, keys),
    )


@reading("pk")
async def opportunities_of_events(parents: Sequence[EventRow], info: Info) -> Sequence[Sequence[OpportunityRow]]:
    """What can still be joined, the newest first."""
    return await opportunities.by_events(info.context.db, [parent.pk for parent in parents], info.context.today)


@reading("organization_pk")
async def organizations_of_opportunities(
    parents: Sequence[OpportunityRow], info: Info
) -> Sequence[OrganizationRow | Exception]:
    found = await loaded([parent.organization_pk for parent in parents], info.context.loaders.organizations)
    return [missing("The organisation of this opportunity") if row is None else row for row in found]


@reading("hours_min", "hours_max", "hours_per", "hours_flexible")
def hours_of(parents: Sequence[OpportunityRow]) -> Sequence[HoursPattern | None]:
    return [
        None
        if parent.hours_per is None
        else HoursPattern(parent.hours_min, parent.hours_max, parent.hours_per, bool(parent.hours_flexible))
        for parent in parents
    ]


async def shifts_of(
    parents: Sequence[OpportunityRow], info: Info, between: InstantRange | None
) -> Sequence[Sequence[ShiftRow]]:
    return await opportunities.shifts(info.context.db, [parent.pk for parent in parents], between)


async def shift_places_left(parents: Sequence[ShiftRow], info: Info) -> Sequence[int]:
    """All of a shift's own, but no more than are left of the whole opportunity, as far as that is known."""
    if not info.context.live_places:
        return [parent.capacity for parent in parents]
    pks = list(dict.fromkeys(parent.opportunity_pk for parent in parents))
    rows = [row for row in await info.context.loaders.opportunities.load_many(pks) if isinstance(row, OpportunityRow)]
    left = dict(zip((row.pk for row in rows), await places_left_of(rows, info), strict=True))

    def of_shift(shift: ShiftRow) -> int:
        known = left.get(shift.opportunity_pk)
        return min(shift.capacity, known) if isinstance(known, int) else shift.capacity

    return [of_shift(parent) for parent in parents]


@reading("status", "last_date")
def statuses_of(parents: Sequence[OpportunityRow], info: Info) -> Sequence[str]:
    """As stated, but for what could be joined if its last day had not passed."""
    today = info.context.today
    open_ = (OpportunityStatus.OPEN.value, OpportunityStatus.FULL.value, OpportunityStatus.PAUSED.value)
    return [
        OpportunityStatus.EXPIRED.value
        if parent.status in open_ and parent.last_date is not None and parent.last_date < today
        else parent.status
        for parent in parents
    ]


@reading("pk", "places")
async def places_left_of(parents: Sequence[OpportunityRow], info: Info) -> Sequence[int | Exception | None]:
    """What a booking system says of the records that come from its source, at most the places; else the places stated.

    Asked in one call per booking system, all at the same time; one that is down fails the field of its own entries.
    """
    if not info.context.live_places:
        return [parent.places for parent in parents]
    keys = await _live_keys(parents, info)
    answers = await loaded(keys, info.context.loaders.places_left)
    return [_left(parent.places, answer) for parent, answer in zip(parents, answers, strict=True)]


def _left(places: int | None, answer: int | Exception | None) -> int | Exception | None:
    if answer is None or places is None or isinstance(answer, Exception):
        return places if answer is None else answer
    return min(places, answer)


async def by_references(references: Sequence[Mapping[str, object]], info: Info) -> Sequence[OpportunityRow | None]:
    """`_entities`: by id."""
    ids = [text_of(reference, "id") or "" for reference in references]
    return await opportunities.by_ids(info.context.db, ids)


async def _live_keys(parents: Sequence[OpportunityRow], info: Info) -> list[LiveKey | None]:
    """Where to ask for each opportunity: the first of its records whose source has a booking system."""
    loaders = info.context.loaders
    asked = [EntityKey(RecordKind.OPPORTUNITY.value, parent.pk) for parent in parents]
    records = await loaders.records.load_many(asked)
    pks = {record.source_pk for rows in records if not isinstance(rows, Exception) for record in rows}
    sources = dict(zip(pks, await loaders.sources.load_many(pks), strict=True))
    keys = {pk: row.key for pk, row in sources.items() if row is not None and not isinstance(row, Exception)}
    live = info.context.live_places

    def live_key(rows: Sequence[RecordRow] | Exception) -> LiveKey | None:
        if isinstance(rows, Exception):
            return None
        found = ((keys.get(row.source_pk), row) for row in rows if row.gone_at is None)
        return next((LiveKey(key, row.origin_id) for key, row in found if key is not None and key in live), None)

    return [live_key(rows) for rows in records]
