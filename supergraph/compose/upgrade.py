"""Schemas of the first federation, said in the words of the second.

There, what several subgraphs had was shared without a word, and @external was written where nothing came of it. So,
in this order:

    a  `fields: ["id", "sku"]` becomes `fields: "id sku"`
    b  interfaces lose @key, @requires, @provides and @external, fields that return no object lose @provides
    c  object types lose @external as a whole
    d  an extension's key fields are resolved by it, also where only the other subgraph names the key
    e  external fields that nothing refers to go
    f  a tag on an external field goes where the resolving subgraph says the same
    g  value types, and fields that others resolve too, become @shareable
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from graphql import EnumValueNode, ListValueNode, StringValueNode

from supergraph.compose.elements import (
    ROOTS,
    Application,
    Applications,
    Field,
    Kind,
    SubgraphSchema,
    Type,
    applied,
    has,
    named,
)
from supergraph.compose.errors import Findings
from supergraph.compose.facts import Facts, facts, readable
from supergraph.compose.fieldsets import Selection, Selections, printed

_SELECTING = ("key", "requires", "provides")


def upgrade(schemas: Sequence[SubgraphSchema], findings: Findings) -> tuple[SubgraphSchema, ...]:
    """All subgraphs, those of the first federation upgraded in the light of the others."""
    if all(schema.version is not None for schema in schemas):
        return tuple(schemas)
    _check_bases(schemas, findings)
    readable = [schema if schema.version is not None else _tidied(schema) for schema in schemas]
    keyed = [schema if schema.version is not None else _resolving_keys(schema, readable) for schema in readable]
    trimmed = [schema if schema.version is not None else _without_unused(facts(schema)) for schema in keyed]
    known = [facts(schema) for schema in trimmed]
    return tuple(
        each.schema
        if each.schema.version is not None
        else _sharing(each, [other for other in known if other is not each])
        for each in known
    )


def _check_bases(schemas: Sequence[SubgraphSchema], findings: Findings) -> None:
    """EXTENSION_WITH_NO_BASE: in the first federation, what is extended is defined by another subgraph."""
    for schema in schemas:
        if schema.version is not None:
            continue
        for type_ in schema.types.values():
            if type_.name in ROOTS or not (has(type_.directives, "extends") or not type_.defined):
                continue
            if not any(
                other.types[type_.name].defined
                for other in schemas
                if other is not schema and type_.name in other.types
            ):
                findings.error(
                    "EXTENSION_WITH_NO_BASE",
                    f'Type "{type_.name}" is extended, but no other subgraph defines it.',
                    schema.name,
                    place=type_.name,
                )


def _tidied(schema: SubgraphSchema) -> SubgraphSchema:
    types = {}
    for type_ in schema.types.values():
        interface = type_.kind is Kind.INTERFACE
        dropped = {"key", "external", "requires", "provides"} if interface else {"external"}
        fields = {}
        for field in type_.fields.values():
            unwanted = set(dropped) if interface else set()
            target = schema.types.get(named(field.type))
            if target is None or not target.composite:
                unwanted.add("provides")
            fields[field.name] = replace(field, directives=_strings(_less(field.directives, unwanted)))
        types[type_.name] = replace(type_, fields=fields, directives=_strings(_less(type_.directives, dropped)))
    return replace(schema, types=types)


def _less(directives: Applications, features: set[str]) -> Applications:
    return tuple(each for each in directives if each.feature not in features)


def _strings(directives: Applications) -> Applications:
    return tuple(_string(each) if each.feature in _SELECTING else each for each in directives)


def _string(application: Application) -> Application:
    value = application.arguments.get("fields")
    values = value.values if isinstance(value, ListValueNode) else (value,)
    names = [each.value for each in values if isinstance(each, StringValueNode | EnumValueNode)]
    if len(names) < len(values):
        return application
    return _with_selection(application, " ".join(names))


def _with_selection(application: Application, text: str) -> Application:
    return replace(application, arguments={**application.arguments, "fields": StringValueNode(value=text, block=False)})


def _resolving_keys(schema: SubgraphSchema, all_: Sequence[SubgraphSchema]) -> SubgraphSchema:
    own = facts(schema)
    types = dict(schema.types)
    for type_ in schema.types.values():
        if not type_.extended or type_.kind is not Kind.OBJECT:
            continue
        if has(type_.directives, "key"):
            resolved = {name for owner, name in own.historical if owner == type_.name}
        elif type_.name in ROOTS:
            resolved = {*type_.fields}
        else:
            resolved = {
                name
                for other in all_
                if other is not schema
                for owner, name in facts(other).key_fields
                if owner == type_.name
            }
        fields = {
            name: replace(field, directives=_less(field.directives, {"external"})) if name in resolved else field
            for name, field in type_.fields.items()
        }
        types[type_.name] = replace(type_, fields=fields)
    return _with_external_selections(replace(schema, types=types))


def _with_external_selections(schema: SubgraphSchema) -> SubgraphSchema:
    """@requires and @provides keep what is external; of what the subgraph resolves itself they say nothing."""
    known = facts(schema)
    types: dict[str, Type] = {}
    for type_ in schema.types.values():
        fields = {}
        for name, field in type_.fields.items():
            directives: list[Application] = []
            for each in field.directives:
                if each.feature not in ("requires", "provides") or not readable(each):
                    directives.append(each)
                    continue
                target = type_.name if each.feature == "requires" else named(field.type)
                kept = _external(known, target, readable(each), below=False)
                if kept == readable(each):
                    directives.append(each)
                elif kept:
                    directives.append(_with_selection(each, printed(kept)))
            fields[name] = replace(field, directives=tuple(directives))
        types[type_.name] = replace(type_, fields=fields)
    return replace(schema, types=types)


def _external(known: Facts, parent: str, selections: Selections, *, below: bool) -> Selections:
    owner = known.schema.types.get(parent)
    kept: list[Selection] = []
    for each in selections:
        field = owner.fields.get(each.name) if owner else None
        if owner is None or (field is None and not each.fragment):
            kept.append(each)  # its rule will say what is wrong with it
            continue
        external = below or any(
            (name, each.name) in known.external for name in (parent, *known.schema.possible(parent))
        )
        if not each.children:
            if external:
                kept.append(each)
            continue
        target = (each.on or parent) if field is None else named(field.type)
        children = _external(known, target, each.children, below=(external and field is not None) or below)
        if children:
            kept.append(replace(each, children=children))
    return tuple(kept)


def _without_unused(known: Facts) -> SubgraphSchema:
    types: dict[str, Type] = {}
    for type_ in known.schema.types.values():
        fields = {
            name: field
            for name, field in type_.fields.items()
            if (type_.name, name) not in known.external or known.used((type_.name, name))
        }
        if fields or not type_.fields:
            types[type_.name] = replace(type_, fields=fields)
    referred = {named(field.type) for type_ in types.values() for field in type_.fields.values()}
    for name in referred & known.schema.types.keys() - types.keys():
        types[name] = known.schema.types[name]  # nothing left of it, but a field returns it: its rule will say so
    return replace(known.schema, types=types)


def _sharing(known: Facts, others: Sequence[Facts]) -> SubgraphSchema:
    types: dict[str, Type] = {}
    for type_ in known.schema.types.values():
        if type_.kind is not Kind.OBJECT:
            types[type_.name] = type_
            continue
        entity = has(type_.directives, "key") or type_.name in ROOTS
        declared = any(type_.name in other.schema.types for other in others)
        fields: dict[str, Field] = {}
        for name, field in type_.fields.items():
            place = (type_.name, name)
            if type_.name == "Subscription":
                shared = False
            elif entity:
                shared = (
                    place not in known.external
                    and place not in known.shareable
                    and any(_resolves(o, place) for o in others)
                )
            else:
                # An extension beside a definition says of itself what it says: sharing is the definition's.
                shared = declared and not (type_.defined and field.extension)
            fields[name] = (
                _shared(_untagged(field, place, known, others)) if shared else _untagged(field, place, known, others)
            )
        types[type_.name] = replace(type_, fields=fields)
    return replace(
        known.schema, types={name: type_ if type_.defined else _no_extension(type_) for name, type_ in types.items()}
    )


def _no_extension(type_: Type) -> Type:
    """`extend type` means nothing any more; @extends stays, and is carried as such."""
    fields = {name: replace(field, extension=False) for name, field in type_.fields.items()}
    return replace(type_, fields=fields, directives=tuple(replace(each, extension=False) for each in type_.directives))


def _resolves(other: Facts, place: tuple[str, str]) -> bool:
    found = other.schema.types.get(place[0])
    if found is None or place[1] not in found.fields:
        return False
    return place not in other.external or place in other.provided


def _shared(field: Field) -> Field:
    no_arguments: Mapping[str, StringValueNode] = {}
    return replace(field, directives=(*field.directives, Application("shareable", "shareable", no_arguments)))


def _untagged(field: Field, place: tuple[str, str], known: Facts, others: Sequence[Facts]) -> Field:
    if place not in known.external:
        return field
    said = {
        each.printed()
        for other in others
        for owner in (other.schema.types.get(place[0]),)
        if owner is not None and place[1] in owner.fields and place not in other.external
        for each in applied(owner.fields[place[1]].directives, "tag")
    }
    return replace(
        field,
        directives=tuple(each for each in field.directives if each.feature != "tag" or each.printed() not in said),
    )
