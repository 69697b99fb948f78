"""Rows that tell their GraphQL type: how an abstract type is resolved for a whole level at once.

The rule, for a value at an interface or union:

1. an instance of a Strawberry type is of that type;
2. a value with an attribute `typename` (of the row or its class) is of the type of that name;
3. anything else is decided by the schema's own `resolve_type` and `is_type_of`.

A class that states `typename` once settles all its rows with one look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from graphql import GraphQLAbstractType, GraphQLResolveInfo
from strawberry.types.base import get_object_definition
from strawberry.types.cast import get_strawberry_type_cast

TypeResolver = Callable[[object, GraphQLResolveInfo[Any], GraphQLAbstractType], object]


class TypedRow:
    """A row that does not tell its type, and the type that somebody else knows it to be of.

    The executor takes the row out before it reads it; graphql-core, which cannot, reads its attributes through it.
    """

    __slots__ = ("row", "typename")

    def __init__(self, typename: str, row: object) -> None:
        self.typename = typename
        self.row = row

    def __getattr__(self, name: str) -> object:
        return getattr(self.row, name)


def tells_type(row: object) -> bool:
    """Whether an abstract type can be resolved by looking at `row` alone."""
    return get_object_definition(row) is not None or isinstance(getattr(row, "typename", None), str)


class RowTypes:
    """The `resolve_type` of an abstract type: of one value for graphql-core, of a whole level for our executor."""

    def __init__(self, otherwise: TypeResolver | None) -> None:
        self._otherwise = otherwise

    def __call__(self, value: object, info: GraphQLResolveInfo[Any], abstract_type: GraphQLAbstractType) -> object:
        """The name of the type of `value`, or an awaitable of it."""
        typename = getattr(value, "typename", None) if get_object_definition(value) is None else None
        if isinstance(typename, str) and get_strawberry_type_cast(value) is None:
            return typename
        if self._otherwise is None:
            return None
        return self._otherwise(value, info, abstract_type)

    def resolve_types(
        self,
        values: Sequence[object],
        kinds: Iterable[type],
        info: GraphQLResolveInfo[Any],
        abstract_type: GraphQLAbstractType,
    ) -> list[object]:
        """The names for `values`, of the classes `kinds`, in order; one may be an exception or an awaitable."""
        settled: dict[type, str] = {}
        telling: set[type] = set()
        for kind in kinds:
            typename = getattr(kind, "typename", None)
            if typename is None or get_object_definition(kind) is not None or kind.__dictoffset__:
                continue  # Strawberry's own, or a class whose objects may have been cast to a type
            if isinstance(typename, str):
                settled[kind] = typename
            else:
                telling.add(kind)
        names: list[object] = []
        for value in values:
            name: object = settled.get(value.__class__)
            if name is None:
                try:
                    name = value.typename if value.__class__ in telling else None  # type: ignore[attr-defined]
                    if not isinstance(name, str):
                        name = self(value, info, abstract_type)
                except Exception as error:  # a field error of this value alone
                    name = error
            names.append(name)
        return names
