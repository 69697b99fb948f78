"""How the fields of the graph are declared where they take arguments, or are not for everybody: a function, the type it
is answered as, a text, and who may read it.

Rows stay rows, so a function is annotated with what it really answers, and the SDL's type is named beside it.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar, cast, get_origin

import strawberry

from resolvers.columns import COLUMNS
from resolvers.permissions import GUARD, RESERVED, Access, Guard, guarding, guarding_root
from supergraph.batch import batch_field

__all__ = ["batched", "reserved", "root"]

Function = TypeVar("Function", bound=Callable[..., Any])
Type = TypeVar("Type", bound=type)


def batched(
    graphql_type: object,
    description: str,
    *,
    reads: Sequence[str] | None = None,
    access: Access = Access.PUBLIC,
    quietly: bool = False,
    of_row: Access | None = None,
    directives: Iterable[object] = (),
) -> Callable[[Function], Function]:
    """A field that is answered for all parents of a level in one call: `f(parents, info, *, arguments)`.

    `reads` are the columns of its parents that it and its guard read; None: any of them. Parents that `access` does not
    let be read answer an error, or `quietly` nothing.
    """
    metadata: dict[object, object] = {} if reads is None else {COLUMNS: frozenset(reads)}
    guard = _guard(access, quietly, of_row)
    if guard is not None:
        metadata[GUARD] = guard
    declare = batch_field(
        graphql_type=graphql_type, description=description, metadata=metadata or None, directives=directives
    )

    def declared(function: Function) -> Function:
        asked = function if guard is None else guarding(_plain(function), guard, lists=_is_list(graphql_type))
        return cast(Function, declare(asked))

    return declared


def root(
    graphql_type: object,
    description: str,
    *,
    access: Access = Access.PUBLIC,
    quietly: bool = False,
    of_row: Access | None = None,
) -> Callable[[Function], Function]:
    """A root field: `f(info, *, arguments)`. `of_row`: who must hold the row that is answered or named by an argument;
    checked where it is read."""
    guard = _guard(access, quietly, of_row)
    declare = strawberry.field(
        graphql_type=graphql_type, description=description, metadata=None if guard is None else {GUARD: guard}
    )

    def declared(function: Function) -> Function:
        asked = function if guard is None else guarding_root(_plain(function), guard, lists=_is_list(graphql_type))
        return cast(Function, declare(cast(Any, asked)))

    return declared


def reserved(access: Access) -> Callable[[Type], Type]:
    """A type whose rows are for some only: every field that leads to it from outside is guarded (a test sees to it)."""

    def declared(type_: Type) -> Type:
        setattr(type_, RESERVED, access)
        return type_

    return declared


def _guard(access: Access, quietly: bool, of_row: Access | None) -> Guard | None:
    return None if access is Access.PUBLIC and of_row is None else Guard(access, quietly, of_row)


def _plain(function: Function) -> Function:
    return cast(Function, function.__func__) if isinstance(function, staticmethod) else function


def _is_list(graphql_type: object) -> bool:
    return get_origin(graphql_type) is list
