"""Clubs, initiatives and institutions: by key, in pages, counted."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, String, bindparam, select

from datasources.criteria import ConceptCriteria, IdentifierCriteria, OrganizationCriteria, Sort, Window
from datasources.store import counting, days, dimensions, faceting, keyed, paging
from datasources.store.conditions import Demand, among, anywhere, at_least, holding, in_area, is_narrow, tagged
from datasources.store.database import Database
from datasources.store.listing import Listing, Query, Term
from datasources.store.rows import OrganizationRow, fields_of, projection
from datasources.store.slices import Columns, FacetCounts, Parents, Slice
from datasources.store.statements import (
    ALIAS,
    IDENTIFIER,
    OPPORTUNITY,
    ORGANIZATION,
    RECORD,
    SOURCE,
    Statement,
    in_array,
    unindexed,
)
from datasources.store.volunteering import open_on
from datasources.vocabulary import ConceptScheme, OrganizationDimension, RecordKind, SearchType

_O: Final = ORGANIZATION.c

_TYPE: Final = unindexed(_O.type)
"""Compared as an expression: of three types none is rare enough to be worth leaving a list's order for."""

LISTING: Final = Listing(
    table=ORGANIZATION,
    row_type=OrganizationRow,
    orders={"NAME": Term(_O.sort_key, str), "UPDATED": Term(_O.updated_at, int, descending=True)},
    default="NAME",
    parents={"area": _O.ars},
    place_pk=_O.seat_pk,
    searched=(SearchType.CLUB, SearchType.INITIATIVE, SearchType.INSTITUTION),
    searched_pk=_O.pk,
    by_name=Term(_O.sort_key, str),
    in_order=True,
)


async def by_pks(db: Database, pks: Sequence[int], columns: Columns = None) -> list[OrganizationRow | None]:
    """The organisation of each pk, listed or not."""
    return await keyed.by_key(db, ORGANIZATION, OrganizationRow, "pk", pks, columns=columns)


async def by_ids(db: Database, ids: Sequence[str], columns: Columns = None) -> list[OrganizationRow | None]:
    """The organisation of each id; that of a merged one is the survivor."""
    return await keyed.by_name(
        db, ORGANIZATION, OrganizationRow, "id", ids, kind=RecordKind.ORGANIZATION, columns=columns
    )


async def by_slugs(db: Database, slugs: Sequence[str], columns: Columns = None) -> list[OrganizationRow | None]:
    """The organisation of each slug, former slugs included."""
    return await keyed.by_name(
        db, ORGANIZATION, OrganizationRow, "slug", slugs, kind=RecordKind.ORGANIZATION, columns=columns
    )


async def by_identifiers(
    db: Database, identifiers: Sequence[tuple[str, str]], columns: Columns = None
) -> list[OrganizationRow | None]:
    """The organisation of each (scheme, value); of several, the one that is listed, then the oldest."""
    if not identifiers:
        return []
    row_type = OrganizationRow if columns is None else projection(OrganizationRow, columns)
    found: dict[tuple[str, str], OrganizationRow] = {}
    values = list(dict.fromkeys(value for _, value in identifiers))
    width = len(fields_of(row_type))
    schemes = list(dict.fromkeys(scheme for scheme, _ in identifiers))
    for raw in await db.fetch(_by_identifiers(columns), schemes=schemes, values=values):
        found.setdefault((raw[width], raw[width + 1]), tuple.__new__(row_type, raw[:width]))
    return [found.get(each) for each in identifiers]


async def departments(db: Database, pks: Sequence[int], columns: Columns = None) -> list[list[OrganizationRow]]:
    """The departments of each club, by name."""
    columns = None if columns is None else columns | {"parent_pk"}
    row_type = OrganizationRow if columns is None else projection(OrganizationRow, columns)
    return await keyed.grouped(db, _departments(columns), row_type, "parent_pk", pks)


async def pages(
    db: Database,
    criteria: OrganizationCriteria,
    sort: Sort,
    window: Window,
    parents: Parents | None = None,
    *,
    columns: Columns = None,
) -> list[Slice[OrganizationRow]]:
    """A page of the listed organisations, or of those of each parent."""
    return await paging.pages(db, query(criteria), sort, window, parents, columns=columns)


async def counts(db: Database, criteria: OrganizationCriteria, parents: Parents | None = None) -> list[int]:
    """How many organisations the list has, or each parent's."""
    return await counting.counts(db, query(criteria), parents)


async def facets(
    db: Database,
    criteria: OrganizationCriteria,
    by: Sequence[OrganizationDimension],
    parents: Parents | None = None,
    limit: int = faceting.LIMIT,
) -> list[list[FacetCounts]]:
    """The facets of the list, or of each parent's, in the order of `by`; each ignores its own filter."""
    asked = [(each.value, dimensions.ORGANIZATIONS[each], query(without(criteria, each))) for each in by]
    return await faceting.facets(db, asked, parents, limit)


def query(criteria: OrganizationCriteria) -> Query[OrganizationRow]:
    """What the criteria ask of the listing."""
    wide = criteria == OrganizationCriteria(text=criteria.text, types=criteria.types)
    return Query(LISTING, demands(criteria), criteria.text, wide=wide, narrow=is_narrow(criteria.area))


def demands(criteria: OrganizationCriteria) -> list[Demand]:
    """The criteria as conditions."""
    return [
        *holding(_O.listed),
        *among(_TYPE, "types", criteria.types),
        *in_area(_O.ars, _O.seat_pk, criteria.area),
        *tagged(_O.pk, RecordKind.ORGANIZATION, ConceptScheme.TOPIC, criteria.categories),
        *tagged(
            _O.pk,
            RecordKind.ORGANIZATION,
            ConceptScheme.CHARITABLE_PURPOSE,
            ConceptCriteria(any_of=criteria.purposes),
        ),
        *among(_O.legal_form, "legal_forms", criteria.legal_form),
        *among(_O.institution_kind, "institution_kinds", criteria.institution_kind),
        *_identified(criteria.identifier),
        *_with_opportunities(criteria.has_opportunities),
        *at_least(_O.updated_at, "updated_since", criteria.updated_since),
        *_of_sources(criteria.sources),
    ]


def without(criteria: OrganizationCriteria, dimension: OrganizationDimension) -> OrganizationCriteria:
    """The criteria less the filter that the dimension's values would be chosen by."""
    match dimension:
        case OrganizationDimension.MUNICIPALITY | OrganizationDimension.ASSOCIATION:
            return replace(criteria, area=anywhere(criteria.area))
        case OrganizationDimension.CATEGORY:
            return replace(criteria, categories=None)
        case OrganizationDimension.PURPOSE:
            return replace(criteria, purposes=())
        case OrganizationDimension.LEGAL_FORM:
            return replace(criteria, legal_form=())
        case OrganizationDimension.SOURCE:
            return replace(criteria, sources=())
        case OrganizationDimension.FOUNDING_DECADE:
            return criteria


def named(pk: Column[Any], name: str, ids: Sequence[str]) -> list[Demand]:
    """Those of the organisations with these ids, merged ones included."""
    return [Demand(_is_named, (pk, name), {name: list(ids)})] if ids else []


def _identified(identifier: IdentifierCriteria | None) -> list[Demand]:
    if identifier is None:
        return []
    return [Demand(_has_identifier, (), {"scheme": identifier.scheme, "identifier": identifier.value})]


def _has_identifier() -> ColumnElement[bool]:
    return _O.pk.in_(
        select(IDENTIFIER.c.organization_pk).where(
            IDENTIFIER.c.scheme == bindparam("scheme", type_=String()),
            IDENTIFIER.c.value == bindparam("identifier", type_=String()),
        )
    )


def _with_opportunities(wanted: bool | None) -> list[Demand]:
    return [] if wanted is None else [Demand(_has_opportunities, (wanted,), {"today": days.today()})]


def _has_opportunities(wanted: bool) -> ColumnElement[bool]:
    offering = select(OPPORTUNITY.c.organization_pk).where(open_on(), OPPORTUNITY.c.organization_pk.is_not(None))
    return _O.pk.in_(offering) if wanted else _O.pk.not_in(offering)


def _of_sources(ids: Sequence[str]) -> list[Demand]:
    return [Demand(_is_of_sources, (), {"sources": list(ids)})] if ids else []


def _is_of_sources() -> ColumnElement[bool]:
    stated = (
        select(RECORD.c.entity_pk)
        .join(SOURCE, SOURCE.c.pk == RECORD.c.source_pk)
        .where(
            in_array(SOURCE.c.id, "sources"),
            RECORD.c.kind == RecordKind.ORGANIZATION.value,
            RECORD.c.gone_at.is_(None),
        )
    )
    return _O.pk.in_(stated)


def _is_named(pk: Column[Any], name: str) -> ColumnElement[bool]:
    kept = select(_O.pk).where(in_array(_O.id, name))
    merged = select(ALIAS.c.target_pk).where(
        ALIAS.c.kind == RecordKind.ORGANIZATION.value, in_array(ALIAS.c.alias, name)
    )
    return pk.in_(kept.union_all(merged))


@cache
def _by_identifiers(columns: Columns) -> Statement:
    row_type = OrganizationRow if columns is None else projection(OrganizationRow, columns)
    return Statement(
        select(*(_O[name] for name in fields_of(row_type)), IDENTIFIER.c.scheme, IDENTIFIER.c.value)
        .join_from(IDENTIFIER, ORGANIZATION, _O.pk == IDENTIFIER.c.organization_pk)
        .where(in_array(IDENTIFIER.c.scheme, "schemes"), in_array(IDENTIFIER.c.value, "values"))
        .order_by(_O.listed.desc(), _O.pk),
        quick=True,
    )


@cache
def _departments(columns: Columns) -> Statement:
    row_type = OrganizationRow if columns is None else projection(OrganizationRow, columns)
    return Statement(
        select(*(_O[name] for name in fields_of(row_type)))
        .where(in_array(_O.parent_pk, "keys"), _O.listed.is_(True))
        .order_by(_O.sort_key, _O.pk),
        quick=True,
    )
