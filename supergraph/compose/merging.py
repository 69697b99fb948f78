"""Subgraphs become one graph: each type merged by its kind.

objects, interfaces   the union of fields (merging_fields)
unions                the union of members
input objects         the fields that all have: a client cannot send what one of them does not know
enums                 as output the union, as input the intersection, as both all the same
scalars               are scalars
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from graphql import StringValueNode

from supergraph.compose.elements import ROOTS, Application, Applications, Kind, Type, applied, has, named, required
from supergraph.compose.errors import Findings, listed
from supergraph.compose.facts import Facts, Key
from supergraph.compose.fieldsets import printed
from supergraph.compose.merging_fields import Merge, Source, merge_argument, merge_output_field
from supergraph.compose.supergraph import FieldJoin, MergedField, MergedType, MergedValue, TypeJoin

Held = tuple[Facts, Type]


def merge_types(merge: Merge) -> dict[str, MergedType]:
    """All types of the graph, in the order of the subgraphs; types that could not be merged are in the findings."""
    merged: dict[str, MergedType] = {}
    uses = _enum_uses(merge.known)
    for name in dict.fromkeys(name for known in merge.known for name in known.schema.types):
        held = [(known, known.schema.types[name]) for known in merge.known if name in known.schema.types]
        kind = _kind(name, held, merge.findings)
        if kind is None:
            continue
        shell = _shell(merge, name, kind, held)
        match kind:
            case Kind.OBJECT | Kind.INTERFACE:
                found = _merge_composite(merge, shell, held)
            case Kind.UNION:
                found = replace(
                    shell,
                    members=tuple((known.schema.graph, member) for known, type_ in held for member in type_.members),
                )
                _hint_members(merge.findings, found, held)
            case Kind.INPUT:
                found = replace(shell, fields=_merge_input(merge, name, held))
            case Kind.ENUM:
                found = replace(shell, values=_merge_enum(merge, name, held, uses.get(name, frozenset())))
            case Kind.SCALAR:
                found = shell
        merged[name] = found
    return _with_interface_object_fields(merged, merge)


def _kind(name: str, held: Sequence[Held], findings: Findings) -> Kind | None:
    kinds = [
        (known, Kind.INTERFACE if has(type_.directives, "interfaceObject") else type_.kind) for known, type_ in held
    ]
    if len({kind for _, kind in kinds}) > 1:
        said = ", ".join(f'{kind.value} in "{known.schema.name}"' for known, kind in kinds)
        names = (known.schema.name for known, _ in kinds)
        findings.error("TYPE_KIND_MISMATCH", f'Type "{name}" has several kinds: {said}.', *names, place=name)
        return None
    if all(has(type_.directives, "interfaceObject") for _, type_ in held):
        findings.error(
            "INTERFACE_OBJECT_USAGE_ERROR",
            f'Type "{name}" is an @interfaceObject in every subgraph that has it, and nowhere an interface.',
            *(known.schema.name for known, _ in held),
            place=name,
        )
        return None
    return kinds[0][1]


def _shell(merge: Merge, name: str, kind: Kind, held: Sequence[Held]) -> MergedType:
    joins: list[TypeJoin] = []
    for known, type_ in held:
        graph, interface_object = known.schema.graph, has(type_.directives, "interfaceObject")
        extends = has(type_.directives, "extends")
        keys = known.keys.get(name, ())
        joins.extend(_key_join(graph, key, extends=extends, interface_object=interface_object) for key in keys)
        if not keys:
            joins.append(TypeJoin(graph, interface_object=interface_object))
    directives = merge.carrying.merge([type_.directives for _, type_ in held], merge.findings, name)
    description = next((type_.description for _, type_ in held if type_.description), None)
    if len({type_.description for _, type_ in held} - {None}) > 1:
        merge.findings.hint(
            "INCONSISTENT_DESCRIPTION", f'Type "{name}" has several descriptions; the first is kept.', place=name
        )
    return MergedType(name, kind, description, tuple(joins), directives + _contexts(held))


def _key_join(graph: str, key: Key, *, extends: bool, interface_object: bool) -> TypeJoin:
    return TypeJoin(graph, printed(key.selections), key.extension or extends, key.resolvable, interface_object)


def _contexts(held: Sequence[Held]) -> Applications:
    """A context's name is its subgraph's own: `grants__viewer`."""
    return tuple(
        Application(
            "context",
            "context",
            {"name": StringValueNode(value=f"{known.schema.name}__{each.text('name')}", block=False)},
        )
        for known, type_ in held
        for each in applied(type_.directives, "context")
    )


def _merge_composite(merge: Merge, shell: MergedType, held: Sequence[Held]) -> MergedType:
    interface = shell.kind is Kind.INTERFACE
    implements = tuple((known.schema.graph, implemented) for known, type_ in held for implemented in type_.interfaces)
    holders = [known for known, _ in held]
    fields: dict[str, MergedField] = {}
    names = dict.fromkeys(name for _, type_ in held for name in type_.fields)
    for name in names:
        sources = [Source(known, type_.fields[name], shell.name) for known, type_ in held if name in type_.fields]
        if not interface:
            sources += _through_interface_objects(merge, shell.name, name, {known.schema.name for known in holders})
        field = merge_output_field(merge, shell.name, name, sources, holders, interface=interface)
        if field is not None:
            fields[name] = field
        _hint_presence(merge.findings, shell, name, held)
    return replace(shell, fields=fields, implements=implements)


def _through_interface_objects(merge: Merge, type_name: str, field: str, holders: set[str]) -> list[Source]:
    """Subgraphs that do not have the type, but one of its interfaces as an object with the field."""
    interfaces = {
        interface
        for known in merge.known
        for type_ in (known.schema.types.get(type_name),)
        if type_ is not None
        for interface in type_.interfaces
    }
    return [
        Source(known, known.schema.types[interface].fields[field], interface, through=interface)
        for known in merge.known
        if known.schema.name not in holders
        for interface in sorted(interfaces)
        if known.interface_object(interface) and field in known.schema.types[interface].fields
    ]


def _with_interface_object_fields(merged: Mapping[str, MergedType], merge: Merge) -> dict[str, MergedType]:
    """What an @interfaceObject adds to an interface, every implementation has: `@join__field` without a graph."""
    found = dict(merged)
    for interface in merged.values():
        if interface.kind is not Kind.INTERFACE:
            continue
        added = {
            name
            for known in merge.known
            if known.interface_object(interface.name)
            for name in known.schema.types[interface.name].fields
        }
        for type_ in list(found.values()):
            if type_.kind is Kind.OBJECT and interface.name in type_.interfaces:
                extra = {
                    name: replace(field, joins=(FieldJoin(None),))
                    for name, field in interface.fields.items()
                    if name in added and name not in type_.fields
                }
                if extra:
                    found[type_.name] = replace(type_, fields={**type_.fields, **extra})
    return found


def _merge_input(merge: Merge, name: str, held: Sequence[Held]) -> dict[str, MergedField]:
    fields: dict[str, MergedField] = {}
    for field_name in dict.fromkeys(each for _, type_ in held for each in type_.fields):
        place = f"{name}.{field_name}"
        given = [(known, type_.fields[field_name]) for known, type_ in held if field_name in type_.fields]
        lacking = tuple(known.schema.name for known, type_ in held if field_name not in type_.fields)
        if lacking:
            demanding = tuple(known.schema.name for known, field in given if required(field.type, field.default))
            if demanding:
                merge.findings.error(
                    "REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH",
                    f'Input field "{place}" is required in {listed(demanding)}, but missing in {listed(lacking)}.',
                    *demanding,
                    *lacking,
                    place=place,
                )
            else:
                merge.findings.hint(
                    "INCONSISTENT_INPUT_OBJECT_FIELD",
                    f'Input field "{place}" is left out: {listed(lacking)} lacks it.',
                    *lacking,
                    place=place,
                )
            continue
        argument = merge_argument(
            merge, place, field_name, [(known.schema.name, field) for known, field in given], "INPUT_FIELD"
        )
        if argument is None:
            continue
        joins = (
            tuple(FieldJoin(known.schema.graph, type=field.type) for known, field in given)
            if len({field.type for _, field in given}) > 1
            else ()
        )
        fields[field_name] = MergedField(
            field_name, argument.type, {}, argument.default, argument.description, argument.directives, joins
        )
    if not fields:
        merge.findings.error(
            "EMPTY_MERGED_INPUT_TYPE",
            f'No field of input "{name}" is in all of its subgraphs.',
            *(known.schema.name for known, _ in held),
            place=name,
        )
    return fields


def _enum_uses(all_known: Sequence[Facts]) -> dict[str, frozenset[str]]:
    """Type → {"input", "output"}"""
    uses: dict[str, set[str]] = {}
    for known in all_known:
        for type_ in known.schema.types.values():
            for field in type_.fields.values():
                uses.setdefault(named(field.type), set()).add("input" if type_.kind is Kind.INPUT else "output")
                for argument in field.arguments.values():
                    uses.setdefault(named(argument.type), set()).add("input")
    return {name: frozenset(found) for name, found in uses.items()}


def _merge_enum(merge: Merge, name: str, held: Sequence[Held], uses: frozenset[str]) -> dict[str, MergedValue]:
    values: dict[str, MergedValue] = {}
    if not uses:
        merge.findings.hint("UNUSED_ENUM_TYPE", f'Enum "{name}" is used nowhere; all its values are kept.', place=name)
    for value in dict.fromkeys(each for _, type_ in held for each in type_.values):
        given = [(known, type_.values[value]) for known, type_ in held if value in type_.values]
        lacking = tuple(known.schema.name for known, type_ in held if value not in type_.values)
        place = f"{name}.{value}"
        directives = merge.carrying.merge([each.directives for _, each in given], merge.findings, place)
        if lacking and uses == {"input", "output"} and not has(directives, "inaccessible"):
            merge.findings.error(
                "ENUM_VALUE_MISMATCH",
                f'Enum "{name}" is used as input and as output, but value "{value}" is missing in {listed(lacking)}.',
                *lacking,
                place=place,
            )
        if lacking and uses == {"input"}:
            merge.findings.hint(
                "INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM",
                f'Value "{place}" is left out: {listed(lacking)} lacks it.',
                *lacking,
                place=place,
            )
            continue
        if lacking:
            merge.findings.hint(
                "INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM",
                f'{listed(lacking)} lacks the value "{place}".',
                *lacking,
                place=place,
            )
        description = next((each.description for _, each in given if each.description), None)
        values[value] = MergedValue(value, tuple(known.schema.graph for known, _ in given), description, directives)
    if not values:
        merge.findings.error(
            "EMPTY_MERGED_ENUM_TYPE",
            f'No value of enum "{name}" is in all of its subgraphs.',
            *(known.schema.name for known, _ in held),
            place=name,
        )
    return values


def _hint_members(findings: Findings, merged: MergedType, held: Sequence[Held]) -> None:
    for member in merged.member_names:
        lacking = tuple(known.schema.name for known, type_ in held if member not in type_.members)
        if lacking:
            findings.hint(
                "INCONSISTENT_UNION_MEMBER",
                f'{listed(lacking)} lacks the member "{member}" of "{merged.name}".',
                *lacking,
                place=merged.name,
            )


def _hint_presence(findings: Findings, shell: MergedType, field: str, held: Sequence[Held]) -> None:
    """A value type's fields should be the same everywhere; an entity's need not."""
    if shell.name in ROOTS or any(known.keys.get(shell.name) for known, _ in held):
        return
    lacking = tuple(known.schema.name for known, type_ in held if field not in type_.fields)
    if lacking:
        code = (
            "INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD"
            if shell.kind is Kind.INTERFACE
            else "INCONSISTENT_OBJECT_VALUE_TYPE_FIELD"
        )
        findings.hint(
            code, f'{listed(lacking)} lacks the field "{shell.name}.{field}".', *lacking, place=f"{shell.name}.{field}"
        )
