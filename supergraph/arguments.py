"""Strawberry's conversion of a field's arguments, prepared once: its own asks names and types anew at every call.

club(id: ID, identifier: IdentifierInput)    id          stands as graphql-core coerced it
                                             identifier  is made an IdentifierInput by Strawberry
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import strawberry
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_argument
from strawberry.types.base import StrawberryOptional
from strawberry.types.field import StrawberryField

__all__ = ["Convert", "converter"]

Convert = Callable[[Mapping[str, object], strawberry.Info], dict[str, Any]]
"""Arguments by their GraphQL names, as graphql-core coerced them, into those of the Python function."""

_STANDING = (str, int, float, bool, strawberry.ID)
"""Types whose values Strawberry passes on as they are."""


def converter(field: StrawberryField, schema: GraphQLCoreConverter) -> Convert:
    """What Strawberry's `convert_arguments` does for this field of this schema, whose types must all be known."""
    config, scalars = schema.config, schema.scalar_registry
    python_names: dict[str, str] = {}
    types_to_make: dict[str, Any] = {}
    for argument in field.arguments:
        name = config.name_converter.from_argument(argument)
        python_names[name] = argument.python_name
        stated = argument.type
        if (stated.of_type if type(stated) is StrawberryOptional else stated) not in _STANDING:
            types_to_make[name] = stated

    def convert(coerced: Mapping[str, object], info: strawberry.Info) -> dict[str, Any]:
        converted: dict[str, Any] = {}
        for name, value in coerced.items():
            if name in types_to_make:
                value = convert_argument(value, types_to_make[name], scalars, config, info, path=(name,))
            converted[python_names[name]] = value
        return converted

    return convert
