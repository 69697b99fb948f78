"""Sign-ups counted by dimensions, with how many people stand behind each count: for analysts, who see nobody.

    SELECT ars, state, count(*), count(DISTINCT person) FROM engagement JOIN opportunity … GROUP BY ars, state

Someone who erased themselves is nobody any more: each of their sign-ups counts as one person. An age is that of today,
of the erased that of their erasure; told only under a consent to STATISTICS, below sixteen a guardian's too. Months are
local: they come as the instants at which they begin, since no database need know time zones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    String,
    and_,
    bindparam,
    case,
    distinct,
    exists,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
)
from sqlalchemy.sql import FromClause

from datasources.people.ages import GUARDED_BELOW, OLDEST, band_of
from datasources.people.consents import WORDINGS
from datasources.people.suppression import Cell
from datasources.people.vocabulary import AgeBand, ConsentGiver, EngagementDimension, EngagementState, Purpose
from datasources.store.database import Database
from datasources.store.people.core import CONSENT, ENGAGEMENT, VOLUNTEER
from datasources.store.people.engagements_places import has_lapsed
from datasources.store.statements import OPPORTUNITY, TAG, Parameter, Statement, array_rows, in_array
from datasources.vocabulary import ConceptScheme, RecordKind

__all__ = ["MOST_MONTHS", "Moment", "groups"]

MOST_MONTHS: Final = 600
"""So many months back are told apart; what is older counts as of the first of them."""

_E: Final = ENGAGEMENT.c
_AGES: Final = tuple(age for age in range(1, OLDEST) if band_of(age) is not band_of(age - 1))
"""The ages at which another band begins."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When it is counted: the instant in UTC seconds, the local day, and the zone that months go by."""

    now: int
    today: date
    zone: ZoneInfo


async def groups(db: Database, by: Sequence[EngagementDimension], moment: Moment, limit: int) -> list[Cell]:
    """The groups that somebody is in, the largest first, at most so many; what is not stated is keyed None."""
    values: dict[str, Parameter] = {"limit": limit}
    months: list[str] = []
    if EngagementDimension.STATE in by:
        values["now"] = moment.now
    if EngagementDimension.AGE_BAND in by:
        values |= _age_values(moment.today)
    if EngagementDimension.MONTH in by:
        ((first,),) = await db.fetch(_FIRST)
        months = _months(moment, first)
        values["months"] = [0, *(_begin(month, moment.zone) for month in months[1:])]
    raws = await db.fetch(_groups(tuple(by)), **values)
    return [_cell(by, raw, months) for raw in raws]


def _cell(by: Sequence[EngagementDimension], raw: Sequence[Any], months: Sequence[str]) -> Cell:
    keys = tuple(
        months[key] if dimension is EngagementDimension.MONTH else key
        for dimension, key in zip(by, raw[: len(by)], strict=True)
    )
    return Cell(keys, *raw[len(by) :])


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _months(moment: Moment, first: int | None) -> list[str]:
    """The months from the first sign-up's to now's, as "2026-07"."""
    last = moment.today.year * 12 + moment.today.month - 1
    begun = datetime.fromtimestamp(moment.now if first is None else first, moment.zone)
    oldest = max(min(begun.year * 12 + begun.month - 1, last), last - MOST_MONTHS + 1)
    return [_named(number) for number in range(oldest, last + 1)]


def _named(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _begin(month: str, zone: ZoneInfo) -> int:
    return int(datetime(int(month[:4]), int(month[5:]), 1, tzinfo=zone).timestamp())


def _age_values(today: date) -> dict[str, Parameter]:
    """The last month of birth at which each age is reached: an age counts when its birth month has ended."""
    number = today.year * 12 + today.month - 1
    ages = {f"born_{age}": _named(number - age * 12 - 1) for age in {*_AGES, GUARDED_BELOW}}
    return ages | {"versions": [wording.version for wording in WORDINGS[Purpose.STATISTICS]]}


# ── statements ───────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=256)
def _groups(by: tuple[EngagementDimension, ...]) -> Statement:
    source: FromClause = ENGAGEMENT.join(OPPORTUNITY, OPPORTUNITY.c.pk == _E.opportunity_pk)
    if EngagementDimension.CATEGORY in by:
        source = source.outerjoin(
            TAG,
            and_(
                TAG.c.entity_pk == OPPORTUNITY.c.pk,
                TAG.c.kind == RecordKind.OPPORTUNITY.value,
                TAG.c.scheme == ConceptScheme.TOPIC.value,
            ),
        )
    if EngagementDimension.AGE_BAND in by:
        source = source.outerjoin(VOLUNTEER, VOLUNTEER.c.pk == _E.volunteer_pk)
    keys = [_KEYS[dimension]().label(f"key_{number}") for number, dimension in enumerate(by)]
    person = func.coalesce(_E.volunteer_pk, -_E.pk)
    each = select(*keys, person.label("person")).select_from(source).subquery("signed_up")
    own = [each.c[f"key_{number}"] for number in range(len(by))]
    size = func.count()
    return Statement(
        select(*own, size, func.count(distinct(each.c.person)))
        .select_from(each)
        .group_by(*own)
        .order_by(size.desc(), *(key.nulls_last() for key in own))
        .limit(bindparam("limit", type_=Integer()))
    )


_FIRST: Final = Statement(select(func.min(_E.created_at)))


def _municipality() -> ColumnElement[Any]:
    return OPPORTUNITY.c.ars


def _category() -> ColumnElement[Any]:
    return TAG.c.notation


def _commitment() -> ColumnElement[Any]:
    return OPPORTUNITY.c.commitment


def _month() -> ColumnElement[Any]:
    """The place of the last month that had begun."""
    months = array_rows("months", BigInteger(), "month")
    begun = select(func.max(months.c.position)).select_from(months).where(months.c.value <= _E.created_at)
    return begun.correlate(ENGAGEMENT).scalar_subquery()


def _state() -> ColumnElement[Any]:
    """As it is answered: who awaited a guardian for too long has withdrawn."""
    return case((has_lapsed(), EngagementState.WITHDRAWN.value), else_=_E.state)


def _age_band() -> ColumnElement[Any]:
    born = VOLUNTEER.c.birth_month
    guarded = born > bindparam(f"born_{GUARDED_BELOW}", type_=String())
    not_to_tell = or_(not_(_consents(ConsentGiver.SELF)), and_(guarded, not_(_consents(ConsentGiver.GUARDIAN))))
    bands = [(born > bindparam(f"born_{age}", type_=String()), band_of(age - 1).value) for age in _AGES]
    return case(
        (_E.volunteer_pk.is_(None), _E.age_band),
        (born.is_(None), null()),
        (not_to_tell, null()),
        *bands,
        else_=literal_column(f"'{AgeBand.A60_PLUS.value}'", String()),
    )


def _consents(giver: ConsentGiver) -> ColumnElement[bool]:
    """Whether a consent to STATISTICS stands, as `datasources.people.consents.covers` has it."""
    own = select(1).where(
        CONSENT.c.volunteer_pk == _E.volunteer_pk,
        CONSENT.c.purpose == Purpose.STATISTICS.value,
        CONSENT.c.recipient_pk.is_(None),
        CONSENT.c.revoked_at.is_(None),
        CONSENT.c.given_by == giver.value,
        in_array(CONSENT.c.text_version, "versions"),
    )
    return exists(own.correlate(ENGAGEMENT))


_KEYS: Final[Mapping[EngagementDimension, Any]] = {
    EngagementDimension.MUNICIPALITY: _municipality,
    EngagementDimension.CATEGORY: _category,
    EngagementDimension.COMMITMENT: _commitment,
    EngagementDimension.MONTH: _month,
    EngagementDimension.STATE: _state,
    EngagementDimension.AGE_BAND: _age_band,
}
