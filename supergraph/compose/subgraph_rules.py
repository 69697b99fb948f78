"""What each subgraph must keep by itself: one function a rule, all of them run, everything found reported."""

from __future__ import annotations

from collections.abc import Callable

from supergraph.compose.elements import Application, Field, Kind, Type, applied, has, is_list, named, nullable
from supergraph.compose.errors import Findings
from supergraph.compose.facts import Facts, context_reference, contexts
from supergraph.compose.fieldsets import Selections, Unreadable, parse_selections, problem

SubgraphRule = Callable[[Facts, Findings], None]


def check_subgraph(known: Facts, findings: Findings) -> None:
    for rule in RULES:
        rule(known, findings)


def keys(known: Facts, findings: Findings) -> None:
    """KEY_*: a key selects fields that the type has, without arguments, none of which is an interface or a union."""
    schema = known.schema
    for type_ in schema.types.values():
        for each in applied(type_.directives, "key"):
            if type_.kind is Kind.INTERFACE and schema.version is not None and schema.version < (2, 3):
                findings.error(
                    "KEY_UNSUPPORTED_ON_INTERFACE",
                    f'Interface "{type_.name}" has a @key.',
                    schema.name,
                    place=type_.name,
                )
            _check_selection(known, findings, "KEY", each, type_, f'On type "{type_.name}"', type_.name)


def requires(known: Facts, findings: Findings) -> None:
    """REQUIRES_*: what a field requires is known to the subgraph and resolved by another."""
    for type_, field in _fields(known):
        for each in applied(field.directives, "requires"):
            place = f"{type_.name}.{field.name}"
            if type_.kind is Kind.INTERFACE:
                findings.error(
                    "REQUIRES_UNSUPPORTED_ON_INTERFACE",
                    f'Field "{place}" of an interface has @requires.',
                    known.schema.name,
                    place=place,
                )
            _check_selection(known, findings, "REQUIRES", each, type_, f'On field "{place}"', place)


def provides(known: Facts, findings: Findings) -> None:
    """PROVIDES_*: what a field provides belongs to the type it returns and is resolved by another subgraph."""
    for type_, field in _fields(known):
        for each in applied(field.directives, "provides"):
            place = f"{type_.name}.{field.name}"
            target = known.schema.types.get(named(field.type))
            if target is None or not target.composite:
                findings.error(
                    "PROVIDES_ON_NON_OBJECT_FIELD",
                    f'Field "{place}" has @provides, but its type "{field.type}" has no fields.',
                    known.schema.name,
                    place=place,
                )
                continue
            if type_.kind is Kind.INTERFACE:
                findings.error(
                    "PROVIDES_UNSUPPORTED_ON_INTERFACE",
                    f'Field "{place}" of an interface has @provides.',
                    known.schema.name,
                    place=place,
                )
            _check_selection(known, findings, "PROVIDES", each, target, f'On field "{place}"', place)


def _check_selection(
    known: Facts, findings: Findings, prefix: str, application: Application, target: Type, where: str, place: str
) -> None:
    schema = known.schema
    directive = f"@{prefix.lower()}"
    text = application.text("fields")
    if text is None:
        findings.error(
            f"{prefix}_INVALID_FIELDS_TYPE",
            f"{where}, the `fields` of {directive} is no string.",
            schema.name,
            place=place,
        )
        return
    selections = parse_selections(text)
    wrong = selections.reason if isinstance(selections, Unreadable) else problem(schema, target, selections)
    if wrong is not None or isinstance(selections, Unreadable):
        findings.error(
            f"{prefix}_INVALID_FIELDS",
            f'{where}, for {directive}(fields: "{text}"): {wrong}.',
            schema.name,
            place=place,
        )
        return
    said = f'{where}, for {directive}(fields: "{text}")'
    _check_parts(known, findings, prefix, target, selections, said, place, below_external=False)


def _check_parts(
    known: Facts,
    findings: Findings,
    prefix: str,
    parent: Type,
    selections: Selections,
    said: str,
    place: str,
    *,
    below_external: bool,
) -> None:
    schema = known.schema
    for each in selections:
        if each.directives:
            findings.error(
                f"{prefix}_DIRECTIVE_IN_FIELDS_ARG",
                f"{said}: it applies @{each.directives[0]}.",
                schema.name,
                place=place,
            )
        if each.fragment:
            narrowed = schema.types[each.on] if each.on else parent
            _check_parts(known, findings, prefix, narrowed, each.children, said, place, below_external=below_external)
            continue
        if each.name == "__typename":
            continue
        field = parent.fields[each.name]
        at = (parent.name, each.name)
        if field.arguments and prefix != "REQUIRES":
            findings.error(
                f"{prefix}_FIELDS_HAS_ARGS",
                f'{said}: field "{parent.name}.{each.name}" has arguments.',
                schema.name,
                place=place,
            )
        target = schema.types.get(named(field.type))
        if prefix == "KEY" and target is not None and target.kind in (Kind.INTERFACE, Kind.UNION):
            findings.error(
                "KEY_FIELDS_SELECT_INVALID_TYPE",
                f'{said}: field "{parent.name}.{each.name}" is of {target.kind.value.lower()} type.',
                schema.name,
                place=place,
            )
        external = at in known.external or (
            parent.kind is Kind.INTERFACE
            and any((name, each.name) in known.external for name in schema.implementations(parent.name))
        )
        if prefix != "KEY" and not each.children and not external and not below_external:
            because = (
                "a key field of an extension is resolved by it, @external or not"
                if at in known.historical
                else "this subgraph resolves it (it is not marked @external)"
            )
            findings.error(
                f"{prefix}_FIELDS_MISSING_EXTERNAL",
                f'{said}: field "{parent.name}.{each.name}" has no place there: {because}.',
                schema.name,
                place=place,
            )
        if each.children and target is not None:
            _check_parts(
                known, findings, prefix, target, each.children, said, place, below_external=below_external or external
            )


def externals(known: Facts, findings: Findings) -> None:
    """EXTERNAL_UNUSED, EXTERNAL_ON_INTERFACE, and what an external field must not carry."""
    for type_, field in _fields(known):
        place = (type_.name, field.name)
        name = ".".join(place)
        if type_.kind is Kind.INTERFACE:
            if has(field.directives, "external"):
                findings.error(
                    "EXTERNAL_ON_INTERFACE",
                    f'Interface field "{name}" is marked @external.',
                    known.schema.name,
                    place=name,
                )
            continue
        if place in known.external and not known.used(place):
            findings.error(
                "EXTERNAL_UNUSED",
                f'Field "{name}" is marked @external, but no @key, @requires, @provides or interface refers to it.',
                known.schema.name,
                place=name,
            )
        if place in known.external:
            for feature in ("requires", "provides"):
                if has(field.directives, feature):
                    findings.error(
                        "EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE",
                        f'Field "{name}" is marked @external and @{feature}.',
                        known.schema.name,
                        place=name,
                    )
            for each in field.directives:
                if each.feature in (
                    "tag",
                    "inaccessible",
                    "authenticated",
                    "requiresScopes",
                    "policy",
                    "cost",
                    "listSize",
                ):
                    findings.error(
                        "MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL",
                        f'Field "{name}" is marked @external and @{each.spelling}.',
                        known.schema.name,
                        place=name,
                    )


def shareable(known: Facts, findings: Findings) -> None:
    for type_, field in _fields(known):
        if type_.kind is Kind.INTERFACE and has(field.directives, "shareable"):
            name = f"{type_.name}.{field.name}"
            findings.error(
                "INVALID_SHAREABLE_USAGE",
                f'Interface field "{name}" is marked @shareable.',
                known.schema.name,
                place=name,
            )


def overrides_on_interfaces(known: Facts, findings: Findings) -> None:
    for type_, field in _fields(known):
        if type_.kind is Kind.INTERFACE and has(field.directives, "override"):
            name = f"{type_.name}.{field.name}"
            findings.error(
                "OVERRIDE_ON_INTERFACE", f'Interface field "{name}" is marked @override.', known.schema.name, place=name
            )


def interface_objects(known: Facts, findings: Findings) -> None:
    for type_ in known.schema.types.values():
        if has(type_.directives, "interfaceObject") and not known.keys[type_.name]:
            findings.error(
                "INTERFACE_OBJECT_USAGE_ERROR",
                f'Type "{type_.name}" is marked @interfaceObject, but has no @key in this subgraph.',
                known.schema.name,
                place=type_.name,
            )


def interface_keys(known: Facts, findings: Findings) -> None:
    """INTERFACE_KEY_NOT_ON_IMPLEMENTATION: who is found by the interface's key is found by the type's."""
    schema = known.schema
    if schema.version is None or schema.version < (2, 3):
        return
    for type_ in schema.types.values():
        if type_.kind is not Kind.INTERFACE:
            continue
        for key in known.keys[type_.name]:
            for name in schema.implementations(type_.name):
                own = [each for each in known.keys[name] if set(each.selections) == set(key.selections)]
                if not own or (key.resolvable and not any(each.resolvable for each in own)):
                    findings.error(
                        "INTERFACE_KEY_NOT_ON_IMPLEMENTATION",
                        f'Interface "{type_.name}" has @key(fields: "{key.text}"), its implementation '
                        f'"{name}" has not.',
                        schema.name,
                        place=name,
                    )


def costs(known: Facts, findings: Findings) -> None:
    for type_, field in _fields(known):
        name = f"{type_.name}.{field.name}"
        if type_.kind is Kind.INTERFACE and has(field.directives, "cost"):
            findings.error(
                "COST_APPLIED_TO_INTERFACE_FIELD", f'Interface field "{name}" has @cost.', known.schema.name, place=name
            )
        for each in applied(field.directives, "listSize"):
            _check_list_size(known, findings, each, field, name)


def _check_list_size(known: Facts, findings: Findings, application: Application, field: Field, name: str) -> None:
    schema = known.schema
    sized = _names(application, "sizedFields")
    target = schema.types.get(named(field.type))
    if sized is None and not is_list(field.type):
        findings.error(
            "LIST_SIZE_APPLIED_TO_NON_LIST", f'Field "{name}" has @listSize, but is no list.', schema.name, place=name
        )
    for each in sized or ():
        below = target.fields.get(each) if target else None
        if below is None:
            findings.error(
                "LIST_SIZE_INVALID_SIZED_FIELD",
                f'@listSize on "{name}" names "{each}", which "{named(field.type)}" has not.',
                schema.name,
                place=name,
            )
        elif not is_list(below.type):
            findings.error(
                "LIST_SIZE_APPLIED_TO_NON_LIST",
                f'@listSize on "{name}" names "{each}", which is no list.',
                schema.name,
                place=name,
            )
    for each in _names(application, "slicingArguments") or ():
        argument = field.arguments.get(each)
        if argument is None:
            findings.error(
                "LIST_SIZE_INVALID_SLICING_ARGUMENT",
                f'@listSize on "{name}" slices by "{each}", which is no argument of it.',
                schema.name,
                place=name,
            )
        elif nullable(argument.type) != "Int":
            findings.error(
                "LIST_SIZE_INVALID_SLICING_ARGUMENT",
                f'@listSize on "{name}" slices by "{each}" of type "{argument.type}".',
                schema.name,
                place=name,
            )
    size = getattr(application.arguments.get("assumedSize"), "value", None)
    if isinstance(size, str) and size.startswith("-"):
        findings.error(
            "LIST_SIZE_INVALID_ASSUMED_SIZE", f'@listSize on "{name}" assumes {size}.', schema.name, place=name
        )


def _names(application: Application, argument: str) -> list[str] | None:
    values = getattr(application.arguments.get(argument), "values", None)
    return None if values is None else [each.value for each in values]


def context_uses(known: Facts, findings: Findings) -> None:
    """CONTEXT_*: names, and that what is read from a context is set in this subgraph."""
    schema = known.schema
    set_by = contexts(schema)
    for name, types in set_by.items():
        if "_" in name:
            findings.error(
                "CONTEXT_NAME_CONTAINS_UNDERSCORE",
                f'The context "{name}" has an underscore.',
                schema.name,
                place=types[0],
            )
        elif not (name.isalnum() and name.isascii() and name[0].isalpha()):
            findings.error("CONTEXT_NAME_INVALID", f'The context "{name}" is no name.', schema.name, place=types[0])
    for type_, field in _fields(known):
        for argument in field.arguments.values():
            for each in applied(argument.directives, "fromContext"):
                place = f"{type_.name}.{field.name}({argument.name}:)"
                reference = context_reference(each.text("field") or "")
                selections = parse_selections(reference[1]) if reference else None
                if reference is None or selections is None or isinstance(selections, Unreadable):
                    findings.error(
                        "CONTEXT_INVALID_SELECTION",
                        f'Argument "{place}" has a @fromContext that cannot be read.',
                        schema.name,
                        place=place,
                    )
                    continue
                if reference[0] not in set_by:
                    findings.error(
                        "CONTEXT_NOT_SET",
                        f'Argument "{place}" reads "{reference[0]}", which no type sets.',
                        schema.name,
                        place=place,
                    )
                for owner in set_by.get(reference[0], ()):
                    wrong = problem(schema, schema.types[owner], selections)
                    if wrong is not None:
                        findings.error(
                            "CONTEXT_INVALID_SELECTION", f'Argument "{place}": {wrong}.', schema.name, place=place
                        )
                if not any(key.resolvable for key in known.keys[type_.name]):
                    findings.error(
                        "CONTEXT_NO_RESOLVABLE_KEY",
                        f'Argument "{place}" reads a context, but "{type_.name}" has no resolvable @key.',
                        schema.name,
                        place=place,
                    )


def guards(known: Facts, findings: Findings) -> None:
    """AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE: what is demanded of an interface follows from its implementations."""
    for type_ in known.schema.types.values():
        if type_.kind is not Kind.INTERFACE and not has(type_.directives, "interfaceObject"):
            continue
        guarded = [type_.name] if _guarded(type_.directives) else []
        guarded += [f"{type_.name}.{field.name}" for field in type_.fields.values() if _guarded(field.directives)]
        for place in guarded:
            if type_.kind is Kind.INTERFACE or place == type_.name:
                findings.error(
                    "AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE",
                    f'"{place}" has a requirement of its own, but is of an interface or an @interfaceObject.',
                    known.schema.name,
                    place=place,
                )


def _guarded(directives: tuple[Application, ...]) -> bool:
    return any(each.feature in ("authenticated", "requiresScopes", "policy") for each in directives)


def _fields(known: Facts) -> list[tuple[Type, Field]]:
    return [
        (type_, field)
        for type_ in known.schema.types.values()
        if type_.kind in (Kind.OBJECT, Kind.INTERFACE)
        for field in type_.fields.values()
    ]


RULES: tuple[SubgraphRule, ...] = (
    keys,
    requires,
    provides,
    externals,
    shareable,
    overrides_on_interfaces,
    interface_objects,
    interface_keys,
    costs,
    context_uses,
    guards,
)
