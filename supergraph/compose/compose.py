"""Subgraphs in, one graph out, or all the reasons why not.

    a  read each subgraph, and hold each to the rules that concern it alone (subgraph_rules)
    b  upgrade what is of the first federation, and hold it to the same rules
    c  merge: overriding, directives, types (merging, merging_fields, definitions)
    d  hold the merged graph to its rules (graph_rules)
    e  every field reachable from the roots must be resolvable (satisfiability)
    f  print the supergraph and the API schema

A step begins when the step before found no error, since its findings would be consequences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from graphql import GraphQLSchema, build_schema, validate_schema

from supergraph.compose.api import print_api
from supergraph.compose.carrying import Carrying
from supergraph.compose.definitions import carried_links, merge_executable, read_composed, spellings
from supergraph.compose.errors import CompositionErrors, Findings, Hint
from supergraph.compose.facts import Facts, facts
from supergraph.compose.graph_rules import check_graph
from supergraph.compose.guarding import guard_types
from supergraph.compose.merging import merge_types
from supergraph.compose.merging_fields import Merge
from supergraph.compose.overriding import read_overrides
from supergraph.compose.printing import print_supergraph
from supergraph.compose.reading import read_subgraph
from supergraph.compose.satisfiability import check_satisfiability
from supergraph.compose.subgraph_rules import check_subgraph
from supergraph.compose.subtypes import family
from supergraph.compose.supergraph import Supergraph
from supergraph.compose.upgrade import upgrade

MAX_SUBGRAPHS = 1_000


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A partner's schema. `ignore` names fields that are left out of it, such as `Query.node`."""

    name: str
    url: str
    sdl: str
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True)
class Composition:
    """The composed graph: SDL for routers, the API for clients, and what is legal and unwise about it."""

    supergraph_sdl: str
    api_sdl: str
    hints: tuple[Hint, ...]

    @cached_property
    def api_schema(self) -> GraphQLSchema:
        return build_schema(self.api_sdl, assume_valid=True, assume_valid_sdl=True)


def compose(subgraphs: Sequence[Subgraph]) -> Composition | CompositionErrors:
    """Compose subgraphs; what cannot be composed comes back as a value. Their order does not matter."""
    findings = Findings()
    subgraphs = sorted(subgraphs, key=lambda each: each.name)
    graphs = _graph_names(subgraphs, findings)
    if findings.errors:
        return CompositionErrors(tuple(findings.errors))
    read = [read_subgraph(s.name, s.url, s.sdl, s.ignore, graphs[s.name], findings) for s in subgraphs]  # a
    for schema in read:
        if schema is not None and schema.version is not None:
            check_subgraph(facts(schema), findings)
    if findings.errors:
        return CompositionErrors(tuple(findings.errors))
    upgraded = upgrade([schema for schema in read if schema is not None], findings)  # b
    known = tuple(facts(schema) for schema in upgraded)
    for each in known:
        if each.schema.version is None:
            check_subgraph(each, findings)
    if findings.errors:
        return CompositionErrors(tuple(findings.errors))
    graph, merge = _merged(known, findings)  # c
    if not findings.errors:
        check_graph(graph, merge, findings)  # d
    if not findings.errors:
        _check_validity(graph, findings)
    if not findings.errors:
        check_satisfiability(graph, merge, findings)  # e
    if findings.errors:
        return CompositionErrors(tuple(findings.errors))
    return Composition(print_supergraph(graph), print_api(graph), tuple(findings.hints))  # f


def _check_validity(graph: Supergraph, findings: Findings) -> None:
    """What each subgraph says may be valid, and what they say together not."""
    for error in validate_schema(build_schema(print_api(graph), assume_valid_sdl=True)):
        findings.error("INVALID_GRAPHQL", f"The merged graph is not valid: {error.message.rstrip('.')}.")


def _graph_names(subgraphs: Sequence[Subgraph], findings: Findings) -> dict[str, str]:
    """Each subgraph's name in `enum join__Graph`: `swimming-halls` → `SWIMMING_HALLS`."""
    names: dict[str, str] = {}
    wanted: dict[str, list[str]] = {}
    if not subgraphs:
        findings.error("NO_SUBGRAPHS", "There is nothing to compose.")
    if len(subgraphs) > MAX_SUBGRAPHS:
        findings.error("TOO_LARGE", f"There are {len(subgraphs)} subgraphs; at most {MAX_SUBGRAPHS} are composed.")
    for subgraph in subgraphs:
        if not subgraph.name or subgraph.name in names:
            findings.error(
                "INVALID_SUBGRAPH_NAME", f'The name "{subgraph.name}" is empty, or another subgraph\'s.', subgraph.name
            )
            continue
        name = re.sub(r"\W", "_", subgraph.name, flags=re.ASCII).upper()
        wanted.setdefault(name if name[0].isalpha() or name[0] == "_" else "_" + name, []).append(subgraph.name)
        names[subgraph.name] = ""
    taken = set(wanted)
    for name, same in wanted.items():
        number = 0
        for each in same:
            unique = name
            while len(same) > 1 and unique in taken:
                number += 1
                unique = f"{name}_{number}"
            taken.add(unique)
            names[each] = unique
    return names


def _merged(known: tuple[Facts, ...], findings: Findings) -> tuple[Supergraph, Merge]:
    schemas = [each.schema for each in known]
    composed = read_composed(schemas, findings)
    merge = Merge(known, read_overrides(known, findings), family(schemas), Carrying(composed.repeatable), findings)
    types = guard_types(merge_types(merge), known)
    executable = merge_executable(schemas, composed, findings)
    schema_directives = merge.carrying.merge([schema.schema_directives for schema in schemas], findings, "schema")
    names = spellings(schemas, types, schema_directives, findings)
    version = max((schema.version for schema in schemas if schema.version is not None), default=(2, 0))
    graph = Supergraph(
        tuple((schema.graph, schema.name, schema.url) for schema in schemas),
        "v0.5" if version >= (2, 8) else "v0.4" if version >= (2, 7) else "v0.3",
        types,
        (*carried_links(names), *composed.links),
        names,
        (*composed.definitions.values(), *executable.values()),
        tuple(executable),
        schema_directives,
    )
    return graph, merge
