"""Sign-ups counted by groups, for analysts. Groups that could lead to someone come without their count.

`datasources.people.suppression` decides which: a group of fewer than five people is hidden, and others beside it, so
that no line and no coarser count gives it away. `total` is the sum of the counts that are told.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from datasources.people.suppression import Cell, Keys, hidden_of, tables_of
from datasources.people.vocabulary import AgeBand, EngagementDimension, EngagementState
from datasources.problems import Language
from datasources.store.people import counts
from datasources.store.people.counts import Moment
from resolvers.aggregates import MAX_DIMENSIONS, MAX_GROUPS, Aggregate, AggregateResult, GroupKey
from resolvers.context import Context
from resolvers.labels import NOT_STATED, Label, labels_of, public_key
from resolvers.paging import refused

__all__ = ["of_engagements"]

MAX_COUNTED: Final = 20_000
"""Groups that are weighed against each other. Of more, nobody would know what the smallest give away."""


async def of_engagements(context: Context, dimensions: Sequence[EngagementDimension]) -> AggregateResult:
    """Sign-ups by one to three dimensions, the largest groups first, those without a count last."""
    by = tuple(dict.fromkeys(dimensions))
    if not 1 <= len(by) <= MAX_DIMENSIONS:
        raise refused(f"groupBy names {len(by)} dimensions: from 1 to {MAX_DIMENSIONS} are allowed.")
    moment = Moment(context.now, date.fromisoformat(context.today), context.timezone)
    tables = {
        table: await counts.groups(context.db, [by[place] for place in table], moment, MAX_COUNTED + 1)
        for table in tables_of(len(by))
    }
    cells = tables[tuple(range(len(by)))]
    if len(cells) > MAX_COUNTED:
        raise refused(f"There are more than {MAX_COUNTED} groups.", "Group by fewer dimensions.")
    hidden = await asyncio.to_thread(hidden_of, tables)
    if hidden is None:
        raise refused("Too few people stand behind these groups to tell any of them.", "Group by fewer dimensions.")
    told = sorted((cell for cell in cells if cell.keys not in hidden), key=_by_size)
    # In the order of their size, what is hidden would tell which is the smallest.
    groups = [*((cell.keys, cell.sign_ups) for cell in told), *((keys, None) for keys in sorted(hidden, key=_by_name))]
    answered = groups[:MAX_GROUPS]
    label = await _labels(context, by, [keys for keys, _ in answered])
    return AggregateResult(
        groups=[_aggregate(context, by, keys, count, label) for keys, count in answered],
        total=sum(count or 0 for _, count in answered),
        truncated=len(groups) > len(answered),
        as_of=context.now,
    )


def _by_size(cell: Cell) -> tuple[int, tuple[tuple[bool, str], ...]]:
    return -cell.sign_ups, _by_name(cell.keys)


def _by_name(keys: Keys) -> tuple[tuple[bool, str], ...]:
    return tuple((key is None, key or "") for key in keys)


def _aggregate(
    context: Context, by: Sequence[EngagementDimension], keys: Keys, count: int | None, label: Label
) -> Aggregate:
    named = [
        GroupKey(dimension.value, None, NOT_STATED[context.language])
        if key is None
        else GroupKey(dimension.value, public_key(dimension.value, key), label(dimension.value, key))
        for dimension, key in zip(by, keys, strict=True)
    ]
    return Aggregate(named, count, count is None, ())


async def _labels(context: Context, by: Sequence[EngagementDimension], groups: Sequence[Keys]) -> Label:
    named = await labels_of(
        context,
        (
            (dimension.value, key)
            for keys in groups
            for dimension, key in zip(by, keys, strict=True)
            if key is not None and dimension not in _WORDS
        ),
    )

    def label(dimension: str, key: str) -> str:
        words = _WORDS.get(EngagementDimension(dimension))
        return named(dimension, key) if words is None else words[key][context.language]

    return label


def _words(de: str, en: str) -> Mapping[Language, str]:
    return {"de": de, "en": en}


_WORDS: Final[Mapping[EngagementDimension, Mapping[str, Mapping[Language, str]]]] = {
    EngagementDimension.STATE: {
        EngagementState.AWAITING_GUARDIAN: _words("Wartet auf Sorgeberechtigte", "Awaiting a guardian"),
        EngagementState.INTERESTED: _words("Angemeldet", "Interested"),
        EngagementState.WAITLISTED: _words("Auf der Warteliste", "On the waiting list"),
        EngagementState.ACCEPTED: _words("Zugesagt", "Accepted"),
        EngagementState.DECLINED: _words("Abgelehnt", "Declined"),
        EngagementState.DONE: _words("Mitgeholfen", "Done"),
        EngagementState.CONFIRMED: _words("Stunden bestätigt", "Hours confirmed"),
        EngagementState.WITHDRAWN: _words("Zurückgezogen", "Withdrawn"),
        EngagementState.CANCELLED_BY_ORGANIZATION: _words("Von der Organisation abgesagt", "Called off"),
        EngagementState.NO_SHOW: _words("Nicht erschienen", "Did not come"),
    },
    EngagementDimension.AGE_BAND: {
        AgeBand.U14: _words("unter 14", "under 14"),
        AgeBand.A14_15: _words("14 bis 15", "14 to 15"),
        AgeBand.A16_17: _words("16 bis 17", "16 to 17"),
        AgeBand.A18_26: _words("18 bis 26", "18 to 26"),
        AgeBand.A27_59: _words("27 bis 59", "27 to 59"),
        AgeBand.A60_PLUS: _words("60 und älter", "60 and older"),
    },
}
"""What enums say in words; every member is here."""
