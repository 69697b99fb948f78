"""Ways to help: one by its names, those of organisations, events and areas, their shifts and the places left."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from datasources.criteria import InstantRange, OpportunityCriteria
from datasources.store import opportunities
from datasources.store.people import engagements_places as engagement_places
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
    """Those of its own that nobody holds, but no more than are left of the whole opportunity, as far as that is
    known."""
    free = await engagement_places.left_of_shifts(info.context.db, [parent.pk for parent in parents], info.context.now)
    if not info.context.live_places:
        return [free.get(parent.pk, 0) for parent in parents]
    pks = list(dict.fromkeys(parent.opportunity_pk for parent in parents))
    rows = [row for row in await info.context.loaders.opportunities.load_many(pks) if isinstance(row, OpportunityRow)]
    left = dict(zip((row.pk for row in rows), await places_left_of(rows, info), strict=True))

    def of_shift(shift: ShiftRow) -> int:
        known = left.get(shift.opportunity_pk)
        own = free.get(shift.pk, 0)
        return min(own, known) if isinstance(known, int) else own

    return [of_shift(parent) for parent in parents]


@reading("pk", "status", "last_date", "is_full")
async def statuses_of(parents: Sequence[OpportunityRow], info: Info) -> Sequence[str]:
    """As stated, but for what could be joined if its last day had not passed, or if a place were left.

    What is marked full is looked at again: a hold may have lapsed since. What is not costs no statement.
    """
    context = info.context
    marked = [parent.pk for parent in parents if parent.is_full and parent.status == OpportunityStatus.OPEN.value]
    full = await engagement_places.full_among(context.db, marked, context.now)
    return [_status(parent, context.today, is_full=parent.pk in full) for parent in parents]


def _status(row: OpportunityRow, today: str, *, is_full: bool) -> str:
    if row.status in _EXPIRING and row.last_date is not None and row.last_date < today:
        return OpportunityStatus.EXPIRED.value
    return OpportunityStatus.FULL.value if is_full and row.status == OpportunityStatus.OPEN.value else row.status


_EXPIRING = frozenset({OpportunityStatus.OPEN.value, OpportunityStatus.FULL.value, OpportunityStatus.PAUSED.value})


@reading("pk", "places")
async def places_left_of(parents: Sequence[OpportunityRow], info: Info) -> Sequence[int | Exception | None]:
    """The places stated, less those that sign-ups hold; at most what a booking system says of the records that come
    from its source. Where no places are stated, what the booking system says.

    Asked in one call per booking system, all at the same time; one that is down fails the field of its own entries.
    """
    stated = [parent.pk for parent in parents if parent.places is not None]
    held = await engagement_places.held_of_opportunities(info.context.db, stated, info.context.now)
    free = [None if row.places is None else max(0, row.places - held.get(row.pk, 0)) for row in parents]
    if not info.context.live_places:
        return free
    keys = await _live_keys(parents, info)
    answers = await loaded(keys, info.context.loaders.places_left)
    return [_left(own, answer) for own, answer in zip(free, answers, strict=True)]


def _left(free: int | None, answer: int | Exception | None) -> int | Exception | None:
    if answer is None or free is None or isinstance(answer, Exception):
        return free if answer is None else answer
    return min(free, answer)


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
