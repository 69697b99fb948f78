"""How the fields of the graph are declared where they take arguments: a function, the type it is answered as, a text.

Rows stay rows, so a function is annotated with what it really answers, and the SDL's type is named beside it.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import strawberry

from resolvers.columns import COLUMNS
from supergraph.batch import batch_field

__all__ = ["batched", "root"]

Function = TypeVar("Function", bound=Callable[..., Any])


def batched(
    graphql_type: object, description: str, *, reads: Sequence[str] | None = None
) -> Callable[[Function], Function]:
    """A field that is answered for all parents of a level in one call: `f(parents, info, *, arguments)`.

    `reads` are the columns of its parents that it reads; None: any of them.
    """
    metadata: dict[object, object] | None = None if reads is None else {COLUMNS: frozenset(reads)}
    declare = batch_field(graphql_type=graphql_type, description=description, metadata=metadata)
    return cast(Callable[[Function], Function], declare)


def root(graphql_type: object, description: str) -> Callable[[Function], Function]:
    """A root field: `f(info, *, arguments)`."""
    declare = strawberry.field(graphql_type=graphql_type, description=description)
    return cast(Callable[[Function], Function], declare)
