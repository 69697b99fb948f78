"""Areas by their official keys, and the municipality that a point is in."""

from collections.abc import Mapping, Sequence

import orjson

from datasources.criteria import Position
from datasources.ids import area_id
from datasources.store import areas
from datasources.store.rows import AreaRow
from datasources.vocabulary import AreaKind
from resolvers import criteria
from resolvers.context import Context, Info
from resolvers.paging import refused
from resolvers.references import follow, text_of

__all__ = [
    "boundaries_of",
    "by_references",
    "children_of",
    "ids_of",
    "one",
    "parents_of",
    "within",
]

MAX_AREAS = 2_000

parents_of = follow("parent_ars", lambda context: context.loaders.areas)


def ids_of(parents: Sequence[AreaRow]) -> Sequence[str]:
    return [area_id(parent.ars) for parent in parents]


async def children_of(parents: Sequence[AreaRow], info: Info) -> Sequence[Sequence[AreaRow]]:
    return await areas.children(info.context.db, [parent.ars for parent in parents])


async def boundaries_of(parents: Sequence[AreaRow], info: Info) -> Sequence[object | None]:
    """GeoJSON geometries; None where no boundary was loaded."""
    texts = await areas.boundaries(info.context.db, [parent.ars for parent in parents])
    return [None if text is None else orjson.loads(text) for text in texts]


async def one(context: Context, *, ars: str | None, ags: str | None, at: Position | None) -> AreaRow | None:
    """The area that exactly one of the three names."""
    criteria.exactly_one({"ars": ars, "ags": ags, "at": at})
    if at is not None:
        return (await areas.containing(context.db, [at]))[0]
    if ars is not None:
        return await context.loaders.areas.load(criteria.official_key("ars", ars))
    return (await areas.by_ags(context.db, [criteria.municipality_key("ags", ags or "")]))[0]


async def within(
    context: Context, ars: str | None, kinds: Sequence[AreaKind] | None, limit: int | None
) -> list[AreaRow]:
    """The areas below an official key, by name."""
    wanted = 500 if limit is None else limit
    if not 0 <= wanted <= MAX_AREAS:
        raise refused(f"limit is {wanted}: it must be from 0 to {MAX_AREAS}.", "Ask for the areas of one district.")
    key = None if ars is None else criteria.official_key("within", ars)
    return await areas.within(context.db, key, criteria.several("kind", kinds), wanted)


async def by_references(references: Sequence[Mapping[str, object]], info: Info) -> Sequence[AreaRow | None]:
    """`_entities`: by ars, else by ags; one statement for each that occurs."""
    answers: list[AreaRow | None] = [None] * len(references)
    for name, read in (("ars", areas.by_ars), ("ags", areas.by_ags)):
        asked = {
            index: key
            for index, reference in enumerate(references)
            if answers[index] is None and (key := text_of(reference, name)) is not None
        }
        if asked:
            found = await read(info.context.db, list(asked.values()))
            for index, row in zip(asked, found, strict=True):
                answers[index] = row
    return answers
