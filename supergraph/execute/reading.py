"""How a field gets its values: the one place that knows Strawberry's resolvers from graphql-core's.

- ATTRIBUTE: the row's attribute, read for a whole level at once: Strawberry's fields without a resolver.
- DEFAULT: graphql-core's default: a key of a mapping or an attribute, called if it can be.
- BATCH: a function of all parents of a level.
- RESOLVER: a function of one parent, called for each.
- TYPENAME: the name of the type, known from the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Protocol

from graphql import GraphQLField, GraphQLResolveInfo, TypeNameMetaFieldDef

# A field of a schema without Strawberry becomes a batch field by this key of its extensions: a LevelResolver.
BATCH = "supergraph.batch"

_STRAWBERRY = "strawberry-definition"


class Kind(Enum):
    ATTRIBUTE = auto()
    DEFAULT = auto()
    BATCH = auto()
    RESOLVER = auto()
    TYPENAME = auto()


class LevelResolver(Protocol):
    """Answers a field for all parents of a level: values in order, or an awaitable of them; a value may be an error."""

    def resolve_level(
        self, parents: Sequence[object], info: GraphQLResolveInfo[Any], arguments: dict[str, object]
    ) -> object: ...


@dataclass(slots=True, frozen=True, eq=False)
class Reading:
    """`resolver` is what the schema said when the plan was made, None for graphql-core's default."""

    kind: Kind
    resolver: Callable[..., object] | None
    attribute: str = ""
    batch: LevelResolver | None = None


def reading_of(name: str, definition: GraphQLField) -> Reading:
    """Decide how the field `definition`, asked for as `name`, gets its values."""
    resolver = definition.resolve
    if definition is TypeNameMetaFieldDef:
        return Reading(Kind.TYPENAME, resolver)
    declared = definition.extensions.get(BATCH) or definition.extensions.get(_STRAWBERRY)
    if hasattr(declared, "resolve_level"):
        return Reading(Kind.BATCH, resolver, batch=declared)
    if resolver is None:
        return Reading(Kind.DEFAULT, None, attribute=name)
    attribute = _strawberry_attribute(declared, resolver)
    if attribute is not None:
        return Reading(Kind.ATTRIBUTE, resolver, attribute=attribute)
    return Reading(Kind.RESOLVER, resolver)


def _strawberry_attribute(declared: object, resolver: Callable[..., object]) -> str | None:
    # Strawberry marks resolvers that were generated; only those of basic fields just read an attribute, and only when
    # the schema did not configure another way of reading.
    if not getattr(resolver, "_is_default", False) or not getattr(declared, "is_basic_field", False):
        return None
    if getattr(declared, "default_resolver", None) is not getattr:
        return None
    attribute = getattr(declared, "python_name", None)
    return attribute if isinstance(attribute, str) and attribute.isidentifier() else None
