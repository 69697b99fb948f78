"""What is declared of the graph's permissions, read from the schema itself: the matrix of every role and guarded field.

    Mutation.withdrawEngagement     signed in; the sign-up it names must be one's own
        nobody signed in            UNAUTHENTICATED
        someone else                a problem: it is not told apart from an id that nobody has
        the person who signed up    done

A page is made of it (`table`), and a test asks every cell of a hub.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type
from strawberry.types.base import StrawberryObjectDefinition

from resolvers.permissions import GUARD, RESERVED, Access, Guard
from schema.people.enums import Purpose
from schema.people.personal import Personal

__all__ = [
    "ROLES",
    "Cell",
    "Declaration",
    "Role",
    "cell",
    "declarations",
    "guard_of",
    "legend",
    "reaches",
    "reserved_for",
    "table",
]

_DEFINITION: Final = "strawberry-definition"
_OF_PEOPLE: Final = frozenset({Access.OWNER, Access.PARTY})
"""What is for these is not there for anybody else; that a source is read is no secret."""


@dataclass(frozen=True, slots=True)
class Role:
    """Someone who asks, seen from the rows of the matrix: what they hold of these rows."""

    name: str
    holds: frozenset[Access]
    is_signed_in: bool = True


def _role(name: str, *holds: Access, signed_in: bool = True, person: bool = True) -> Role:
    levels = {Access.PUBLIC, Access.GUARDIAN_CODE, *holds}
    return Role(name, frozenset(levels | {Access.SIGNED_IN} if person else levels), signed_in)


ROLES: Final = (
    _role("nobody signed in", signed_in=False, person=False),
    _role("API token without scopes", person=False),
    _role("another volunteer"),
    _role("its owner", Access.OWNER, Access.PARTY),
    _role("its organisation's editor", Access.EDITOR, Access.PARTY, Access.ANY_EDITOR),
    _role("another's editor", Access.ANY_EDITOR),
    _role("its area's steward", Access.STEWARD),
    _role("another area's steward"),
    _role("analyst", Access.ANALYST),
    _role("administrator", Access.STEWARD, Access.ANALYST),
)


class Cell(StrEnum):
    """What someone is answered; the value is how the page says it."""

    ANSWERED = "yes"
    CONSENTED = "under consent, recorded"
    NOTHING = "nothing"
    PROBLEM = "a problem"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"


@dataclass(frozen=True, slots=True)
class Declaration:
    """A field that is not for everybody. `reserved`: its type is answered to some only, and is not there for others."""

    coordinate: str
    guard: Guard | None
    reserved: Access | None
    purpose: Purpose | None


def declarations(schema: GraphQLSchema) -> list[Declaration]:
    """Every field that is guarded, and every field of the types with an id that are for some only."""
    return sorted(_declared(schema), key=lambda each: each.coordinate)


def cell(declaration: Declaration, role: Role) -> Cell:
    """What a role is answered."""
    reserved, guard = declaration.reserved, declaration.guard
    if reserved is not None and reserved not in role.holds:
        return Cell.NOTHING if reserved in _OF_PEOPLE else _refused(role)
    if declaration.purpose is not None:
        return Cell.ANSWERED if Access.OWNER in role.holds else Cell.CONSENTED
    if guard is None:
        return Cell.ANSWERED
    if guard.access not in role.holds:
        return Cell.NOTHING if guard.quietly else _refused(role)
    if guard.of_row is not None and guard.of_row not in role.holds:
        return Cell.PROBLEM if declaration.coordinate.startswith("Mutation.") else Cell.NOTHING
    return Cell.ANSWERED


def _refused(role: Role) -> Cell:
    return Cell.FORBIDDEN if role.is_signed_in else Cell.UNAUTHENTICATED


def reserved_for(named: object) -> Access | None:
    """Whom the rows of a type are for; None: everybody."""
    definition = getattr(named, "extensions", {}).get(_DEFINITION)
    origin = definition.origin if isinstance(definition, StrawberryObjectDefinition) else None
    found = getattr(origin, RESERVED, None)
    return found if isinstance(found, Access) else None


def guard_of(field: GraphQLField) -> Guard | None:
    """What is declared of a field."""
    metadata = getattr(field.extensions.get(_DEFINITION), "metadata", None) or {}
    guard = metadata.get(GUARD)
    return guard if isinstance(guard, Guard) else None


def legend() -> str:
    """The levels that are declared, in words, in Markdown."""
    return "\n".join(["| level | who that is |", "|---|---|", *(f"| `{each}` | {each.meaning} |" for each in Access)])


def table(declared: Sequence[Declaration]) -> str:
    """The matrix in Markdown."""
    lines = [
        f"| field | declared | {' | '.join(role.name for role in ROLES)} |",
        f"|---|---|{'---|' * len(ROLES)}",
    ]
    for each in declared:
        cells = " | ".join(cell(each, role).value for role in ROLES)
        lines.append(f"| `{each.coordinate}` | {_levels(each)} | {cells} |")
    return "\n".join(lines)


def _levels(declared: Declaration) -> str:
    guard = declared.guard
    named = [declared.reserved, guard and guard.access, guard and guard.of_row]
    return ", ".join(f"`{level}`" for level in dict.fromkeys(named) if level is not None)


def _declared(schema: GraphQLSchema) -> Iterator[Declaration]:
    for named in schema.type_map.values():
        if not isinstance(named, GraphQLObjectType) or named.name.startswith("__"):
            continue
        reserved = reserved_for(named)
        for name, field in named.fields.items():
            guard, purpose = guard_of(field), _purpose_of(field)
            if guard is not None or purpose is not None or (reserved is not None and _has_id(named)):
                yield Declaration(f"{named.name}.{name}", guard, reserved, purpose)


def _has_id(named: GraphQLObjectType) -> bool:
    return any(interface.name == "Node" for interface in named.interfaces)


def _purpose_of(field: GraphQLField) -> Purpose | None:
    directives = getattr(field.extensions.get(_DEFINITION), "directives", ())
    return next((each.purpose for each in directives if isinstance(each, Personal)), None)


def reaches(field: GraphQLField) -> Access | None:
    """Whom what a field answers is for."""
    return reserved_for(get_named_type(field.type))
