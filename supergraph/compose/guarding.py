"""Demands on callers (@authenticated, @requiresScopes, @policy): what an interface inherits, and what a field that
reads others must demand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graphql import ValueNode

from supergraph.compose.carrying import alternatives_of, conjunction
from supergraph.compose.elements import Application, Applications, Kind, applied, has, named
from supergraph.compose.errors import Findings
from supergraph.compose.facts import Facts, context_reference, contexts, readable
from supergraph.compose.fieldsets import Selections, Unreadable, parse_selections
from supergraph.compose.supergraph import MergedType, Supergraph

_ARGUMENTS = {"requiresScopes": "scopes", "policy": "policies"}


def guard_types(types: Mapping[str, MergedType], all_known: Sequence[Facts]) -> dict[str, MergedType]:
    """An @interfaceObject's demands hold for what is behind it; who reads through an interface meets those of all
    that may be behind."""
    types = {
        name: _guarded_object(type_, all_known) if type_.kind is Kind.OBJECT else type_ for name, type_ in types.items()
    }
    guarded = dict(types)
    for interface in types.values():
        if interface.kind is not Kind.INTERFACE:
            continue
        behind = [t for t in types.values() if t.kind is Kind.OBJECT and interface.name in t.interfaces]
        fields = {
            name: replace(
                field,
                directives=_joined(field.directives, [t.fields[name].directives for t in behind if name in t.fields]),
            )
            for name, field in interface.fields.items()
        }
        guarded[interface.name] = replace(
            interface, fields=fields, directives=_joined(interface.directives, [t.directives for t in behind])
        )
    return guarded


def _guarded_object(type_: MergedType, all_known: Sequence[Facts]) -> MergedType:
    standing = [
        known.schema.types[interface]
        for known in all_known
        for interface in type_.interfaces
        if known.interface_object(interface)
    ]
    if not standing:
        return type_
    fields = {
        name: replace(
            field,
            directives=_joined(
                field.directives, [each.fields[name].directives for each in standing if name in each.fields]
            ),
        )
        for name, field in type_.fields.items()
    }
    return replace(type_, fields=fields)


def _joined(own: Applications, others: Iterable[Applications]) -> Applications:
    everything = (own, *others)
    found = [each for each in own if each.feature not in ("authenticated", *_ARGUMENTS)]
    demanding = [each for directives in everything for each in directives if each.feature == "authenticated"]
    found += demanding[:1]
    for feature, argument in _ARGUMENTS.items():
        said = [each for directives in everything for each in applied(directives, feature)]
        if said:
            demands = conjunction([each.arguments[argument] for each in said])
            found.append(Application(said[0].spelling, feature, {argument: demands}))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Demand:
    """What must be met to read something: all applications together."""

    directives: Applications

    def implies(self, other: Demand) -> bool:
        if has(other.directives, "authenticated") and not has(self.directives, "authenticated"):
            return False
        return all(_implies(self._all(feature), other._all(feature)) for feature in _ARGUMENTS)

    def _all(self, feature: str) -> list[ValueNode]:
        return [each.arguments[_ARGUMENTS[feature]] for each in applied(self.directives, feature)]


def _implies(have: Sequence[ValueNode], need: Sequence[ValueNode]) -> bool:
    """Whether each way to meet `have` meets `need`: every alternative holds one of the other's."""
    if not need:
        return True
    if not have:
        return False
    wanted = [set(each) for each in alternatives_of(conjunction(need))]
    return all(any(want <= set(mine) for want in wanted) for mine in alternatives_of(conjunction(have)))


def check_transitive_demands(graph: Supergraph, all_known: Sequence[Facts], findings: Findings) -> None:
    """MISSING_TRANSITIVE_AUTH_REQUIREMENTS: else what is guarded would leak through what is made of it."""
    for known in all_known:
        for type_ in known.schema.types.values():
            merged = graph.types.get(type_.name)
            if merged is None:
                continue
            for field in type_.fields.values():
                merged_field = merged.fields.get(field.name)
                if merged_field is None:
                    continue
                have = Demand(merged_field.directives + merged.directives)
                for each in applied(field.directives, "requires"):
                    _check(graph, known, f"{type_.name}.{field.name}", have, type_.name, readable(each), findings)
                for owner, selections in _from_contexts(known, field.arguments.values()):
                    _check(graph, known, f"{type_.name}.{field.name}", have, owner, selections, findings)


def _from_contexts(known: Facts, arguments: Iterable[object]) -> Iterator[tuple[str, Selections]]:
    set_by = contexts(known.schema)
    for argument in arguments:
        for each in applied(getattr(argument, "directives", ()), "fromContext"):
            reference = context_reference(each.text("field") or "")
            selections = parse_selections(reference[1]) if reference else ()
            if reference is not None and not isinstance(selections, Unreadable):
                for owner in set_by.get(reference[0], ()):
                    yield owner, selections


def _check(
    graph: Supergraph, known: Facts, place: str, have: Demand, parent: str, selections: Selections, findings: Findings
) -> None:
    for at, directives in _demands(graph, parent, selections):
        if not have.implies(Demand(directives)):
            findings.error(
                "MISSING_TRANSITIVE_AUTH_REQUIREMENTS",
                f'Field "{place}" reads "{at}", and does not demand of its caller what that demands.',
                known.schema.name,
                place=place,
            )


def _demands(graph: Supergraph, parent: str, selections: Selections) -> Iterator[tuple[str, Applications]]:
    merged = graph.types.get(parent)
    if merged is None:
        return
    for each in selections:
        if each.fragment:
            narrowed = graph.types.get(each.on or parent)
            if narrowed is not None and each.on:
                yield narrowed.name, narrowed.directives
            yield from _demands(graph, each.on or parent, each.children)
            continue
        field = merged.fields.get(each.name)
        if field is None:
            continue
        yield f"{parent}.{each.name}", field.directives
        target = graph.types.get(named(field.type))
        if target is not None:
            yield target.name, target.directives
            yield from _demands(graph, target.name, each.children)
