"""Leaf values: what may stand in the answer as it is, and what becomes of the rest.

Most values of a level need no serializing: a str for a String. Their class is all that has to be looked at, which the
generated programs do in place (`check`). Everything else goes through the type's own coercion, as in graphql-core.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from types import NoneType
from typing import cast
from uuid import UUID

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLNamedOutputType,
    GraphQLScalarType,
    GraphQLString,
    Undefined,
)
from graphql.pyutils import inspect

# Classes of values that are neither errors nor awaitable: a custom scalar may serialize them without a further look.
SETTLED = frozenset({str, int, float, bool, dict, list, tuple, bytes, date, datetime, time, Decimal, UUID})

MAX_FLOAT = 1.7976931348623157e308


class SurpriseError(Exception):
    """A value that may not stand as it is: what holds it has to be completed value by value."""


@dataclass(slots=True, frozen=True, eq=False)
class Leaf:
    """A scalar or enum as the executor sees it.

    `plain` is the class whose values may stand as they are (None for scalars that serialize), `check` an expression
    over `v` that says so of one value. An enum has its names by the identity of its `members`, and by value.
    """

    named: GraphQLScalarType | GraphQLEnumType
    plain: type | None
    check: str
    coerce: Callable[[object], object]
    members: dict[int, str] = field(default_factory=dict)
    names: dict[object, str] = field(default_factory=dict)

    @classmethod
    def of(cls, named: GraphQLNamedOutputType) -> Leaf:
        """The leaf of a scalar or enum type."""
        assert isinstance(named, (GraphQLScalarType, GraphQLEnumType))
        coerce = named.coerce_output_value
        if isinstance(named, GraphQLEnumType):
            return cls(named, None, "", coerce, _names_by_identity(named), _names_by_value(named))
        for builtin, plain, check in _BUILTIN:
            if named is builtin:
                return cls(named, plain, check, coerce)
        return cls(named, None, "", coerce)

    def complete(self, value: object) -> object:
        """The serialized value; raises what the type raises. `value` is not null."""
        completed = self.coerce(value)
        if completed is None or completed is Undefined:
            raise TypeError(
                f"Expected `{inspect(self.named)}.coerce_output_value({inspect(value)})` to return non-nullable value, "
                f"returned: {inspect(completed)}"
            )
        return completed

    def stands(self, values: Sequence[object], kinds: set[type]) -> bool:
        """Whether `values`, of the classes `kinds`, may all stand as they are, nulls among them."""
        if self.plain is None or not kinds <= {self.plain, NoneType}:
            return False
        if self.plain is int:
            return all(v is None or -2147483648 <= v <= 2147483647 for v in values)  # type: ignore[operator]
        if self.plain is float:
            return all(v is None or -MAX_FLOAT <= v <= MAX_FLOAT for v in values)  # type: ignore[operator]
        return True


_BUILTIN: tuple[tuple[GraphQLLeafType, type, str], ...] = (
    (GraphQLString, str, "v.__class__ is str"),
    (GraphQLID, str, "v.__class__ is str"),
    (GraphQLBoolean, bool, "v.__class__ is bool"),
    (GraphQLInt, int, "v.__class__ is int and -2147483648 <= v <= 2147483647"),
    (GraphQLFloat, float, f"v.__class__ is float and {-MAX_FLOAT!r} <= v <= {MAX_FLOAT!r}"),
)


def _names_by_identity(enum: GraphQLEnumType) -> dict[int, str]:
    # Members are looked up by identity, which costs a third of hashing a Python enum's member. The members live as long
    # as the type, so that no other object takes their id; a value equal but not identical goes the ordinary way.
    members = getattr(enum, "wrapped_cls", None) or [one.value for one in enum.values.values()]
    names = {}
    for member in members:
        try:
            names[id(member)] = enum.coerce_output_value(member)
        except Exception:
            continue
    return names


def _names_by_value(enum: GraphQLEnumType) -> dict[object, str]:
    # Rows of a store hold values, not members. Dictionaries compare as graphql-core's lookup does.
    try:
        return {one.value: name for name, one in enum.values.items()}
    except TypeError:  # values without a hash are looked for by graphql-core
        return {}


def reader(leaf: Leaf, non_null: tuple[bool, ...]) -> Callable[[object], object]:
    """A function that completes a usual value, in lists as deep as `non_null` says; it gives up at any other."""
    if len(non_null) == 1:
        return _item_reader(leaf, non_null[0])
    is_required, inner = non_null[0], non_null[1:]
    read = reader(leaf, inner)
    whole: set[type] | None = None
    if len(inner) == 1 and leaf.plain in (str, bool):
        plain = cast(type, leaf.plain)
        whole = {plain} if inner[0] else {plain, NoneType}

    def read_list(value: object) -> object:
        if value is None and not is_required:
            return None
        if value.__class__ is not list and value.__class__ is not tuple:
            raise SurpriseError
        items = cast("Sequence[object]", value)
        if whole is None:
            return [read(item) for item in items]
        if set(map(type, items)) <= whole:
            return list(items)
        raise SurpriseError

    return read_list


def _item_reader(leaf: Leaf, is_required: bool) -> Callable[[object], object]:
    complete, members, names, plain = leaf.complete, leaf.members.get, leaf.names.get, leaf.plain

    def read_item(value: object) -> object:
        if value is None:
            if is_required:
                raise SurpriseError
            return None
        if leaf.members:
            name = members(id(value)) or names(value)
            if name is not None:
                return name
        elif plain is None:
            if value.__class__ in SETTLED:
                return complete(value)
        elif leaf.stands((value,), {value.__class__}):
            return value
        raise SurpriseError

    return read_item
