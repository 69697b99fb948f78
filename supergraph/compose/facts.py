"""What follows from a subgraph's directives: which fields it resolves, shares, and refers to.

A field is *external* when the subgraph only names it. A key field of an `extend type` may carry @external and is
resolved all the same:
the first federation asked for that, and schemas of both keep doing it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import StringValueNode

from supergraph.compose.elements import Application, Kind, SubgraphSchema, Type, applied, has, named
from supergraph.compose.fieldsets import Selections, Unreadable, parse_selections, selected_fields

Place = tuple[str, str]  # (type, field)


@dataclass(frozen=True, slots=True)
class Key:
    """One @key of a type, as far as it can be read."""

    type: str
    selections: Selections
    resolvable: bool
    extension: bool
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    schema: SubgraphSchema
    keys: dict[str, tuple[Key, ...]]
    key_fields: frozenset[Place]
    required: frozenset[Place]
    provided: frozenset[Place]
    satisfying: frozenset[Place]  # fields that an interface of their type demands
    contextual: frozenset[Place]  # fields that a @fromContext selects
    external: frozenset[Place]
    historical: frozenset[Place]  # marked @external, and resolved
    shareable: frozenset[Place]

    def used(self, place: Place) -> bool:
        """Whether a directive or an interface refers to the field in this subgraph."""
        return (
            place in self.key_fields
            or place in self.required
            or place in self.provided
            or place in self.satisfying
            or place in self.contextual
        )

    def interface_object(self, type_name: str) -> bool:
        found = self.schema.types.get(type_name)
        return found is not None and has(found.directives, "interfaceObject")


def facts(schema: SubgraphSchema) -> Facts:
    keys = {type_.name: tuple(_keys(type_)) for type_ in schema.types.values()}
    key_fields: set[Place] = set()
    historical_keys: set[Place] = set()
    for type_name, of_type in keys.items():
        extends = has(schema.types[type_name].directives, "extends")
        for key in of_type:
            fields = set(selected_fields(schema, type_name, key.selections))
            key_fields |= fields
            if key.extension or extends:
                historical_keys |= {(owner, name) for owner, name in fields if owner == type_name}
    required: set[Place] = set()
    provided: set[Place] = set()
    satisfying: set[Place] = set()
    marked: set[Place] = set()
    shareable: set[Place] = set(key_fields)
    for type_ in schema.types.values():
        if type_.kind not in (Kind.OBJECT, Kind.INTERFACE):
            continue
        whole_external = list(applied(type_.directives, "external"))
        shared = {each.extension for each in applied(type_.directives, "shareable")}
        for field in type_.fields.values():
            place = (type_.name, field.name)
            for each in applied(field.directives, "requires"):
                required |= set(selected_fields(schema, type_.name, readable(each)))
            for each in applied(field.directives, "provides"):
                provided |= set(selected_fields(schema, named(field.type), readable(each)))
            if has(field.directives, "external") or any(each.extension == field.extension for each in whole_external):
                marked.add(place)
            if has(field.directives, "shareable") or field.extension in shared:
                shareable.add(place)
        for interface in type_.interfaces:
            demanded = schema.types.get(interface)
            satisfying |= {(type_.name, name) for name in (demanded.fields if demanded else ()) if name in type_.fields}
    historical = marked & historical_keys
    return Facts(
        schema,
        keys,
        frozenset(key_fields),
        frozenset(required),
        frozenset(provided),
        frozenset(satisfying),
        frozenset(_contextual(schema)),
        frozenset(marked - historical),
        frozenset(historical),
        frozenset(shareable),
    )


def readable(application: Application) -> Selections:
    """The selection of a directive, () where it cannot be read: its rule says so."""
    text = application.text("fields")
    parsed = parse_selections(text) if text is not None else ()
    return () if isinstance(parsed, Unreadable) else parsed


def _keys(type_: Type) -> Iterator[Key]:
    for each in applied(type_.directives, "key"):
        resolvable = getattr(each.arguments.get("resolvable"), "value", True)
        yield Key(type_.name, readable(each), bool(resolvable), each.extension, each.text("fields") or "")


def contexts(schema: SubgraphSchema) -> dict[str, list[str]]:
    """Context → the types that set it."""
    found: dict[str, list[str]] = {}
    for type_ in schema.types.values():
        for each in applied(type_.directives, "context"):
            name = each.arguments.get("name")
            if isinstance(name, StringValueNode):
                found.setdefault(name.value, []).append(type_.name)
    return found


def context_reference(text: str) -> tuple[str, str] | None:
    """`$viewer { id }` → ("viewer", " { id }")"""
    stripped = text.strip()
    if not stripped.startswith("$"):
        return None
    name = ""
    for letter in stripped[1:]:
        if not (letter.isalnum() or letter == "_"):
            break
        name += letter
    rest = stripped[1 + len(name) :]
    return (name, rest) if name and rest.strip() else None


def _contextual(schema: SubgraphSchema) -> Iterator[Place]:
    set_by = contexts(schema)
    for type_ in schema.types.values():
        for field in type_.fields.values():
            for argument in field.arguments.values():
                for each in applied(argument.directives, "fromContext"):
                    reference = context_reference(each.text("field") or "")
                    selections = parse_selections(reference[1]) if reference else ()
                    if reference is None or isinstance(selections, Unreadable):
                        continue
                    for owner in set_by.get(reference[0], ()):
                        yield from selected_fields(schema, owner, selections)
