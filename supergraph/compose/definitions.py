"""Directives of the merged graph: those of specifications, those composed by @composeDirective, and the executable
ones that all share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphql import DirectiveDefinitionNode, print_ast

from supergraph.compose.elements import Applications, Link, SubgraphSchema, applied
from supergraph.compose.errors import Findings, listed
from supergraph.compose.specifications import CARRIED, FEDERATION
from supergraph.compose.subtypes import narrowest
from supergraph.compose.supergraph import CarriedLink, MergedType

_EXECUTABLE = frozenset(
    {
        "QUERY",
        "MUTATION",
        "SUBSCRIPTION",
        "FIELD",
        "FRAGMENT_DEFINITION",
        "FRAGMENT_SPREAD",
        "INLINE_FRAGMENT",
        "VARIABLE_DEFINITION",
    }
)


@dataclass(frozen=True, slots=True)
class Composed:
    """What @composeDirective asks for: definitions by spelling, and the links they are from."""

    definitions: Mapping[str, str]
    repeatable: Mapping[str, bool]
    links: tuple[CarriedLink, ...]


def read_composed(schemas: Sequence[SubgraphSchema], findings: Findings) -> Composed:
    asked: dict[str, list[tuple[SubgraphSchema, Link, str]]] = {}
    for schema in schemas:
        for application in applied(schema.schema_directives, "composeDirective"):
            name = application.text("name") or ""
            found = _asked(schema, name, findings)
            if found is not None:
                asked.setdefault(name[1:], []).append(found)
    asked = {name: each for name, each in asked.items() if _agree(name, each, schemas, findings)}
    definitions: dict[str, str] = {}
    repeatable: dict[str, bool] = {}
    imports: dict[str, tuple[Link, dict[str, str]]] = {}
    for spelling, each in asked.items():
        newest = max(reversed(each), key=lambda one: one[1].version)
        definition = newest[0].definitions[spelling]
        definitions[spelling] = print_ast(definition)
        repeatable[spelling] = definition.repeatable
        for _, link, original in each:
            kept, names = imports.get(link.identity, (link, {}))
            names[original] = "@" + spelling
            imports[link.identity] = (link if link.version > kept.version else kept, names)
    links = tuple(CarriedLink(link.url, None, _with_all_imports(link, names)) for link, names in imports.values())
    return Composed(definitions, repeatable, links)


def _with_all_imports(link: Link, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    kept = {
        name: spelling for name, spelling in link.imports.items() if name.startswith("@") and spelling in names.values()
    }
    return tuple({**kept, **names}.items())


def _asked(schema: SubgraphSchema, name: str, findings: Findings) -> tuple[SubgraphSchema, Link, str] | None:
    def wrong(text: str) -> None:
        findings.error("DIRECTIVE_COMPOSITION_ERROR", text, schema.name, place=name)

    if not name.startswith("@"):
        wrong(f'@composeDirective names "{name}", which does not begin with "@".')
        return None
    for link in schema.links:
        for original, spelling in link.imports.items():
            if spelling == name:
                if link.identity == FEDERATION:
                    if original[1:] not in CARRIED:
                        wrong(f'@composeDirective names "{name}", which federation composes by itself or never.')
                    return None
                if name[1:] not in schema.definitions:
                    wrong(f'@composeDirective names "{name}", which the subgraph does not define.')
                    return None
                return schema, link, original
        if name[1:].startswith(link.namespace + "__") or name[1:] == link.namespace:
            if name[1:] not in schema.definitions:
                wrong(f'@composeDirective names "{name}", which the subgraph does not define.')
                return None
            return schema, link, "@" + name[1:].removeprefix(link.namespace + "__")
    wrong(f'@composeDirective names "{name}", which no @link imports.')
    return None


def _agree(
    spelling: str,
    each: Sequence[tuple[SubgraphSchema, Link, str]],
    schemas: Sequence[SubgraphSchema],
    findings: Findings,
) -> bool:
    """One spelling is one directive of one specification, under one name, of one major version."""
    names = tuple(schema.name for schema, _, _ in each)
    agreed = True
    if len({link.identity for _, link, _ in each}) > 1 or len({original for _, _, original in each}) > 1:
        findings.error(
            "DIRECTIVE_COMPOSITION_ERROR",
            f'"@{spelling}" is not of one specification in {listed(names)}.',
            *names,
            place="@" + spelling,
        )
        agreed = False
    identity, original = each[0][1].identity, each[0][2]
    for schema in schemas:
        for link in schema.links:
            other = link.imports.get(original)
            if link.identity == identity and other is not None and other != "@" + spelling:
                composing = any(a.text("name") == other for a in applied(schema.schema_directives, "composeDirective"))
                if composing:
                    findings.error(
                        "DIRECTIVE_COMPOSITION_ERROR",
                        f'"{original}" is composed as "@{spelling}" and, in "{schema.name}", as "{other}".',
                        schema.name,
                        *names,
                        place=original,
                    )
                    agreed = False
    majors = {link.version[0] for _, link, _ in each}
    if len(majors) > 1:
        findings.error(
            "DIRECTIVE_COMPOSITION_ERROR",
            f'"{identity}" is linked in several major versions.',
            *names,
            place="@" + spelling,
        )
        agreed = False
    return agreed


def merge_executable(schemas: Sequence[SubgraphSchema], composed: Composed, findings: Findings) -> dict[str, str]:
    """Directives that clients may write: those that every subgraph defines, where all of them allow it."""
    merged: dict[str, str] = {}
    for name in dict.fromkeys(name for schema in schemas for name in schema.definitions):
        if name in composed.definitions:
            continue
        given = [(schema, schema.definitions[name]) for schema in schemas if name in schema.definitions]
        locations = [[each.value for each in node.locations if each.value in _EXECUTABLE] for _, node in given]
        if not any(locations):
            continue
        lacking = tuple(schema.name for schema in schemas if name not in schema.definitions)
        if lacking:
            findings.hint(
                "INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE",
                f'"@{name}" is left out: {listed(lacking)} lacks it.',
                *lacking,
                place="@" + name,
            )
            continue
        shared = [each for each in locations[0] if all(each in others for others in locations)]
        if any(set(each) != set(shared) for each in locations):
            findings.hint(
                "INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS",
                f'"@{name}" is kept where all subgraphs allow it.',
                place="@" + name,
            )
        arguments = _merged_arguments(name, given, findings)
        if shared and arguments is not None:
            repeatable = " repeatable" if all(node.repeatable for _, node in given) else ""
            merged[name] = f"directive @{name}{arguments}{repeatable} on {' | '.join(shared)}"
    return merged


def _merged_arguments(
    name: str, given: Sequence[tuple[SubgraphSchema, DirectiveDefinitionNode]], findings: Findings
) -> str | None:
    printed: list[str] = []
    for argument in dict.fromkeys(each.name.value for _, node in given for each in node.arguments or ()):
        nodes = [
            (schema, each) for schema, node in given for each in node.arguments or () if each.name.value == argument
        ]
        if len(nodes) < len(given):
            continue
        types = [print_ast(each.type) for _, each in nodes]
        type_ = narrowest(types, {})
        if type_ is None:
            said = ", ".join(f'"{t}" in "{schema.name}"' for t, (schema, _) in zip(types, nodes, strict=True))
            findings.error(
                "FIELD_ARGUMENT_TYPE_MISMATCH",
                f'Argument "@{name}({argument}:)" has types that do not go together: {said}.',
                *(schema.name for schema, _ in nodes),
                place=f"@{name}({argument}:)",
            )
            return None
        defaults = {print_ast(each.default_value) for _, each in nodes if each.default_value is not None}
        default = f" = {next(iter(defaults))}" if len(defaults) == 1 else ""
        printed.append(f"{argument}: {type_}{default}")
    return f"({', '.join(printed)})" if printed else ""


def spellings(
    schemas: Sequence[SubgraphSchema],
    types: Mapping[str, MergedType],
    schema_directives: Applications,
    findings: Findings,
) -> dict[str, str]:
    """Directive → its spelling, for what the merged graph carries of federation's; all subgraphs must agree on it."""
    used: dict[str, dict[str, str]] = {}
    carried = {each.feature for each in _all_directives(types, schema_directives)}
    for schema in schemas:
        for application in _all_of(schema):
            if application.feature in CARRIED and application.feature in carried:
                used.setdefault(application.feature, {}).setdefault(application.spelling, schema.name)
    for feature, by_spelling in used.items():
        if len(by_spelling) > 1:
            said = " and ".join(f'"@{spelling}" in "{name}"' for spelling, name in by_spelling.items())
            findings.error(
                "LINK_IMPORT_NAME_MISMATCH",
                f'"@{feature}" is imported as {said}.',
                *by_spelling.values(),
                place="@" + feature,
            )
    found = {feature: next(iter(by_spelling)) for feature, by_spelling in used.items()}
    if "context" in carried:
        found["context"] = "context"
    return found


def _all_of(schema: SubgraphSchema) -> Applications:
    found = list(schema.schema_directives)
    for type_ in schema.types.values():
        found += type_.directives
        for value in type_.values.values():
            found += value.directives
        for field in type_.fields.values():
            found += field.directives
            for argument in field.arguments.values():
                found += argument.directives
    return tuple(found)


def _all_directives(types: Mapping[str, MergedType], schema_directives: Applications) -> Applications:
    found = list(schema_directives)
    for type_ in types.values():
        found += type_.directives
        for value in type_.values.values():
            found += value.directives
        for field in type_.fields.values():
            found += field.directives
            for argument in field.arguments.values():
                found += argument.directives
    return tuple(found)


def carried_links(names: Mapping[str, str]) -> tuple[CarriedLink, ...]:
    """The links of the specifications whose directives the graph carries."""
    by_url: dict[str, CarriedLink] = {}
    for feature, spelling in names.items():
        if feature == "context":
            by_url["context"] = CarriedLink("https://specs.apollo.dev/context/v0.1", "SECURITY")
            continue
        carried = CARRIED[feature]
        url = f"{carried.identity}/{carried.version}"
        default = feature if feature == carried.specification else f"{carried.specification}__{feature}"
        imports = () if spelling == default else (("@" + feature, "@" + spelling),)
        before = by_url.get(url, CarriedLink(url, carried.purpose))
        by_url[url] = CarriedLink(url, carried.purpose, before.imports + imports)
    return tuple(by_url.values())


def definition(feature: str, spelling: str) -> str:
    if feature == "context":
        return f"directive @{spelling}(name: String!) repeatable on INTERFACE | OBJECT | UNION"
    return f"directive @{spelling}{CARRIED[feature].text}"
