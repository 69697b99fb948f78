"""From a row to the row it names, and from what another subgraph sends to the entity it means.

A level's references go through one dataloader in one call, whatever the number of parents; parents without a reference
cost nothing.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

from resolvers.columns import reading
from resolvers.context import Context, Info
from supergraph.dataloader import DataLoader
from supergraph.errors import ErrorCode, GraphError
from supergraph.execute.raw import column as column_of

__all__ = ["MAX_ID_CHARS", "follow", "loaded", "missing", "text_of"]

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row")

MAX_ID_CHARS = 2_000
"""Longer texts are no ids and no uris of ours."""


def follow(
    column: str, loader: Callable[[Context], DataLoader[Any, Row | None]]
) -> Callable[[Sequence[object], Info], Any]:
    """A batch function: what `column` of each parent names, read through a loader."""

    @reading(column)
    async def followed(parents: Sequence[object], info: Info) -> Sequence[Row | Exception | None]:
        return await loaded(column_of(parents, column), loader(info.context))

    return followed


async def loaded(keys: Sequence[Key | None], loader: DataLoader[Key, Row | None]) -> Sequence[Row | Exception | None]:
    """The rows of these keys, in order; None for a key that is None or not there."""
    wanted = [key for key in dict.fromkeys(keys) if key is not None]
    if not wanted:
        return [None] * len(keys)
    found: dict[Key | None, Row | Exception | None] = dict(zip(wanted, await loader.load_many(wanted), strict=True))
    return list(map(found.get, keys))


def text_of(reference: Mapping[str, object], name: str) -> str | None:
    """A key field of a representation, if it is a text that can be a key."""
    value = reference.get(name)
    return value if isinstance(value, str) and 0 < len(value) <= MAX_ID_CHARS else None


def missing(what: str, hint: str | None = None) -> GraphError:
    """A reference that leads nowhere, where the graph promises that there is something."""
    return GraphError(ErrorCode.NOT_FOUND, f"{what} is not there any more.", hint=hint)
