"""Organisations: one by its names, those that other entries lead to, and what hangs on them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from datasources.criteria import IdentifierCriteria, OrganizationCriteria
from datasources.store import identifiers, organizations
from datasources.store.rows import AreaRow, IdentifierRow, OrganizationRow
from datasources.store.slices import Columns, Parents
from resolvers import criteria, listings
from resolvers.columns import reading
from resolvers.connections import Connection
from resolvers.context import Context, Info
from resolvers.paging import PageArguments
from resolvers.references import follow, text_of

__all__ = [
    "by_references",
    "clubs_of_areas",
    "departments_of",
    "editable_of",
    "edited_by_viewer",
    "identifiers_of",
    "kinds_of",
    "one",
    "organizations_of",
    "organizations_of_areas",
    "parents_of",
]

parents_of = follow("parent_pk", lambda context: context.loaders.organizations)


def organizations_of(column: str) -> Any:
    """The organisations that a column names, by pk."""
    return follow(column, lambda context: context.loaders.organizations)


async def one(
    context: Context,
    *,
    id: str | None,
    slug: str | None,
    identifier: IdentifierCriteria | None,
    typename: str | None = None,
    columns: Columns = None,
) -> OrganizationRow | None:
    """The organisation that exactly one of the three names; None where it is of another type than asked for."""
    criteria.exactly_one({"id": id, "slug": slug, "identifier": identifier})
    if columns is not None:
        columns = columns | {"type"}
    if id is not None:
        row = (await organizations.by_ids(context.db, [id], columns))[0]
    elif slug is not None:
        row = (await organizations.by_slugs(context.db, [slug], columns))[0]
    else:
        assert identifier is not None
        row = (await organizations.by_identifiers(context.db, [(identifier.scheme, identifier.value)], columns))[0]
    return row if row is None or typename in (None, row.typename) else None


@reading("pk")
async def identifiers_of(parents: Sequence[OrganizationRow], info: Info) -> Sequence[Sequence[IdentifierRow]]:
    return await identifiers.by_organizations(info.context.db, [parent.pk for parent in parents])


@reading("pk")
async def departments_of(parents: Sequence[OrganizationRow], info: Info) -> Sequence[Sequence[OrganizationRow]]:
    return await organizations.departments(info.context.db, [parent.pk for parent in parents])


@reading("pk")
def editable_of(parents: Sequence[OrganizationRow], info: Info) -> Sequence[bool]:
    """Whether whoever asks may edit each of them."""
    viewer = info.context.viewer
    return [viewer.may_edit(parent.pk) for parent in parents]


async def edited_by_viewer(context: Context) -> Sequence[OrganizationRow]:
    """The organisations that whoever asks may edit, by name."""
    rows = await organizations.by_pks(context.db, sorted(context.viewer.edits))
    return sorted((row for row in rows if row is not None), key=lambda row: (row.sort_key, row.pk))


@reading("institution_kind")
def kinds_of(parents: Sequence[OrganizationRow]) -> Sequence[str]:
    """An institution whose sources do not say what it is, is another one."""
    return [parent.institution_kind or "OTHER" for parent in parents]


def organizations_of_areas(
    parents: Sequence[AreaRow], info: Info, wanted: OrganizationCriteria, page: PageArguments, columns: Columns = None
) -> Sequence[Connection]:
    return listings.of_parents(
        Parents("area", [parent.ars for parent in parents]),
        lambda keys: listings.organizations_of(info.context, wanted, None, page, columns, keys),
    )


def clubs_of_areas(
    parents: Sequence[AreaRow], info: Info, wanted: OrganizationCriteria, page: PageArguments, columns: Columns = None
) -> Sequence[Connection]:
    return listings.of_parents(
        Parents("area", [parent.ars for parent in parents]),
        lambda keys: listings.clubs_of(info.context, wanted, None, page, columns, keys),
    )


def by_references(typename: str | None = None) -> Callable[..., Any]:
    """`_entities`: by id; an id of another type is not one of this."""

    async def read(references: Sequence[Mapping[str, object]], info: Info) -> Sequence[OrganizationRow | None]:
        ids = [text_of(reference, "id") or "" for reference in references]
        rows = await organizations.by_ids(info.context.db, ids)
        return [row if row is not None and typename in (None, row.typename) else None for row in rows]

    return read
