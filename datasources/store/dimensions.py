"""What lists are counted by, for facets and aggregates alike: an expression per member of the graph's dimensions.

Keys are texts: an official key, a notation, an enum's member, a source's id, "1920" for a decade, "2026-07-04",
"2026-07", "18" for an hour. Dates are local ones; months of publication are those of UTC.
"""

from collections.abc import Mapping
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, String, and_, case, func, literal_column, select
from sqlalchemy.sql import FromClause

from datasources.criteria import OpportunityCriteria
from datasources.store.days import WEEKDAYS, dates_of
from datasources.store.faceting import Dimension
from datasources.store.statements import (
    OCCURRENCE,
    OPPORTUNITY,
    ORGANIZATION,
    RECORD,
    SOURCE,
    TAG,
    Parameter,
    array_rows,
    contains,
    month_of,
)
from datasources.vocabulary import (
    ConceptScheme,
    OccurrenceDimension,
    OpportunityDimension,
    OrganizationDimension,
    RecordKind,
    RequirementKind,
)

ASSOCIATION_DIGITS: Final = 9
_LEVEL_DIGIT: Final = 6
_ASSOCIATED: Final = "5"
"""The sixth digit of municipalities that belong to an association; the others stand for themselves."""

_O: Final = ORGANIZATION.c
_T: Final = OCCURRENCE.c
_P: Final = OPPORTUNITY.c


def _association(ars: ColumnElement[Any]) -> ColumnElement[Any]:
    belongs = func.substr(ars, _LEVEL_DIGIT, 1) == _ASSOCIATED
    return case((belongs, func.substr(ars, 1, ASSOCIATION_DIGITS)), else_=ars)


def association_of(ars: str) -> str:
    """The association a municipality's key belongs to; the key itself where it belongs to none."""
    return ars[:ASSOCIATION_DIGITS] if ars[_LEVEL_DIGIT - 1 : _LEVEL_DIGIT] == _ASSOCIATED else ars


def _tag(pk: ColumnElement[Any], kind: RecordKind, scheme: ConceptScheme) -> Dimension:
    tag = TAG.alias(f"{scheme.value.lower()}_tag")
    on = and_(tag.c.entity_pk == pk, tag.c.kind == kind.value, tag.c.scheme == scheme.value)
    return Dimension(tag.c.notation, tag, on)


def _source(pk: ColumnElement[Any], kind: RecordKind) -> Dimension:
    """Each source once per entry, however many records it has of it; records that are gone aside."""
    stated = (
        select(RECORD.c.entity_pk, SOURCE.c.id)
        .join(SOURCE, SOURCE.c.pk == RECORD.c.source_pk)
        .where(RECORD.c.kind == kind.value, RECORD.c.gone_at.is_(None))
        .distinct()
        .subquery("stated")
    )
    return Dimension(stated.c.id, stated, stated.c.entity_pk == pk)


def _weekday(value: Any) -> str:
    return WEEKDAYS[int(value)].value


ORGANIZATIONS: Final[Mapping[OrganizationDimension, Dimension]] = {
    OrganizationDimension.MUNICIPALITY: Dimension(_O.ars),
    OrganizationDimension.ASSOCIATION: Dimension(_association(_O.ars)),
    OrganizationDimension.CATEGORY: _tag(_O.pk, RecordKind.ORGANIZATION, ConceptScheme.TOPIC),
    OrganizationDimension.PURPOSE: _tag(_O.pk, RecordKind.ORGANIZATION, ConceptScheme.CHARITABLE_PURPOSE),
    OrganizationDimension.LEGAL_FORM: Dimension(_O.legal_form),
    OrganizationDimension.SOURCE: _source(_O.pk, RecordKind.ORGANIZATION),
    OrganizationDimension.FOUNDING_DECADE: Dimension(_O.founding_decade),
}

OCCURRENCES: Final[Mapping[OccurrenceDimension, Dimension]] = {
    OccurrenceDimension.MUNICIPALITY: Dimension(_T.ars),
    OccurrenceDimension.ASSOCIATION: Dimension(_association(_T.ars)),
    OccurrenceDimension.CATEGORY: _tag(_T.event_pk, RecordKind.EVENT, ConceptScheme.TOPIC),
    OccurrenceDimension.DAY: Dimension(_T.start_date),
    OccurrenceDimension.MONTH: Dimension(func.substr(_T.start_date, 1, len("2026-07"))),
    OccurrenceDimension.WEEKDAY: Dimension(_T.weekday, name=_weekday),
    OccurrenceDimension.HOUR: Dimension(_T.hour),
    OccurrenceDimension.STATUS: Dimension(_T.status),
    OccurrenceDimension.SOURCE: _source(_T.event_pk, RecordKind.EVENT),
}

MONTHS: Final = "months"
"""The list parameter of the months that MONTH_OPEN counts, as "2026-07"."""

REQUIREMENTS: Final = "requirement_kinds"
"""The list parameter of the kinds that REQUIREMENT counts."""


def _requirement() -> Dimension:
    """A kind stands in JSON between plain quotes; one that two requirements name counts once."""
    kind: FromClause = array_rows(REQUIREMENTS, String(), "requirement_kind")
    quote = literal_column("'\"'", String())
    written = quote.concat(kind.c.value).concat(quote)
    return Dimension(kind.c.value, kind, contains(_P.requirements, written))


def _month_open() -> Dimension:
    """Open from its publication to its last date, ends included; without a last date on and on."""
    month = array_rows(MONTHS, String(), "month_open")
    published = month_of(_P.created_at)
    last = func.coalesce(func.substr(_P.last_date, 1, len("2026-07")), "9999-12")
    return Dimension(month.c.value, month, and_(published <= month.c.value, last >= month.c.value))


OPPORTUNITIES: Final[Mapping[OpportunityDimension, Dimension]] = {
    OpportunityDimension.MUNICIPALITY: Dimension(_P.ars),
    OpportunityDimension.ASSOCIATION: Dimension(_association(_P.ars)),
    OpportunityDimension.CATEGORY: _tag(_P.pk, RecordKind.OPPORTUNITY, ConceptScheme.TOPIC),
    OpportunityDimension.COMMITMENT: Dimension(_P.commitment),
    OpportunityDimension.MONTH_OPEN: _month_open(),
    OpportunityDimension.MONTH_PUBLISHED: Dimension(month_of(_P.created_at)),
    OpportunityDimension.REQUIREMENT: _requirement(),
    OpportunityDimension.SOURCE: _source(_P.pk, RecordKind.OPPORTUNITY),
}


MONTHS_AROUND: Final = 12
MAX_MONTHS: Final = 120


def values_of(criteria: OpportunityCriteria) -> dict[str, Parameter]:
    """The parameters of the dimensions of opportunities.

    MONTH_OPEN counts the months of the range, or where none is given those from a year back to a year ahead.
    """
    if criteria.between is not None:
        first, last = dates_of(criteria.between)
        start, end = _month_number(first), min(_month_number(last), _month_number(first) + MAX_MONTHS - 1)
    else:
        now = _month_number(criteria.today)
        start, end = now - MONTHS_AROUND, now + MONTHS_AROUND
    return {
        MONTHS: [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(start, end + 1)],
        REQUIREMENTS: [kind.value for kind in RequirementKind],
    }


def months_of(values: Mapping[str, Parameter]) -> list[str]:
    """The months that `values_of` made MONTH_OPEN count."""
    return cast(list[str], values[MONTHS])


def _month_number(date: str) -> int:
    return int(date[:4]) * 12 + int(date[5:7]) - 1
