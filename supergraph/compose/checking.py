"""What would happen if a subgraph joined: errors and hints, what clients would gain, lose, and find broken.

A clash over a field that every service of its kind brings along, such as Relay's `Query.node`, is taken out by
trying: where ignoring the
subgraph's side of it makes the graph compose, that is what is suggested.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, find_breaking_changes

from supergraph.compose.compose import Composition, Subgraph, compose
from supergraph.compose.elements import ROOTS
from supergraph.compose.errors import CompositionError, CompositionErrors, Hint


@dataclass(frozen=True, slots=True)
class Check:
    """`suggested_ignore` is what to leave out of the subgraph (`Query.node`); the rest is as it would be with that
    left out."""

    errors: tuple[CompositionError, ...]
    hints: tuple[Hint, ...]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    breaking: tuple[str, ...] = ()
    suggested_ignore: tuple[str, ...] = ()

    @property
    def composes(self) -> bool:
        return not self.errors


def check_joining(candidate: Subgraph, others: Sequence[Subgraph]) -> Check:
    """Compose the graph without and with a subgraph; one of the same name is replaced by it."""
    remaining = [each for each in others if each.name != candidate.name]
    composed = compose([*remaining, candidate])
    suggested: tuple[str, ...] = ()
    if isinstance(composed, CompositionErrors):
        suggested = _clashing_roots(composed, candidate)
        if not suggested:
            return Check(composed.errors, ())
        eased = compose([*remaining, replace(candidate, ignore=(*candidate.ignore, *suggested))])
        if isinstance(eased, CompositionErrors):
            return Check(composed.errors, ())
        composed = eased
    before = compose(others) if others else None
    if not isinstance(before, Composition):
        return Check((), composed.hints, added=tuple(sorted(_fields(composed.api_schema))), suggested_ignore=suggested)
    old, new = before.api_schema, composed.api_schema
    return Check(
        (),
        composed.hints,
        added=tuple(sorted(_fields(new) - _fields(old))),
        removed=tuple(sorted(_fields(old) - _fields(new))),
        breaking=tuple(sorted(change.description for change in find_breaking_changes(old, new))),
        suggested_ignore=suggested,
    )


def _clashing_roots(errors: CompositionErrors, candidate: Subgraph) -> tuple[str, ...]:
    """The candidate's query fields that others have too."""
    return tuple(
        dict.fromkeys(
            error.place
            for error in errors
            if error.code == "INVALID_FIELD_SHARING"
            and candidate.name in error.subgraphs
            and error.place.split(".")[0] in ROOTS
        )
    )


def _fields(schema: GraphQLSchema) -> set[str]:
    return {
        f"{type_.name}.{field}"
        for type_ in schema.type_map.values()
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) and not type_.name.startswith("__")
        for field in type_.fields
    }
