"""Which of several spellings of a type is the one all of them are, or may stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from supergraph.compose.elements import Kind, SubgraphSchema, named

Family = Mapping[str, frozenset[str]]  # interface or union → the types that are one


def family(schemas: Sequence[SubgraphSchema]) -> Family:
    """Who implements and who is a member of what, in any subgraph."""
    found: dict[str, set[str]] = {}
    for schema in schemas:
        for type_ in schema.types.values():
            for interface in type_.interfaces:
                found.setdefault(interface, set()).add(type_.name)
            if type_.kind is Kind.UNION:
                found.setdefault(type_.name, set()).update(type_.members)
    return {name: frozenset(members) for name, members in found.items()}


def is_subtype(narrow: str, wide: str, known: Family) -> bool:
    """`[Book!]!` is a subtype of `[Book]`, and of `[Product]` where a Book is a Product."""
    if narrow == wide:
        return True
    if wide.endswith("!"):
        return narrow.endswith("!") and is_subtype(narrow[:-1], wide[:-1], known)
    if narrow.endswith("!"):
        return is_subtype(narrow[:-1], wide, known)
    if narrow.startswith("[") or wide.startswith("["):
        return narrow.startswith("[") and wide.startswith("[") and is_subtype(narrow[1:-1], wide[1:-1], known)
    return named(narrow) in known.get(named(wide), frozenset())


def widest(types: Sequence[str], known: Family) -> str | None:
    """What a field returns: the type that all others are subtypes of."""
    return next((each for each in types if all(is_subtype(other, each, known) for other in types)), None)


def narrowest(types: Sequence[str], known: Family) -> str | None:
    """What an argument takes: the type that is a subtype of all others."""
    return next((each for each in types if all(is_subtype(each, other, known) for other in types)), None)
