"""Who may read and do what: declared on fields, enforced once for a level in front of the function that answers it.

    engagements = batched(EngagementConnection | None, "…", access=Access.EDITOR)(…)

    opportunities of a level      [A, B, C]         whoever asks edits A and C: two lookups in a set, no statement
    what the function is given    [A, C]
    what is answered              [list, FORBIDDEN, list]

The outline of a check:

A. Whoever can hold the level for no row at all is refused at once: nobody signed in, no role of the kind.
B. The rows say whom they belong to (`_HOLDERS`): a column of theirs, or one of a row they name, read for all of them at
   once by the operation's loaders.
C. The function gets the rows that may be read; the others answer UNAUTHENTICATED or FORBIDDEN, or, where the field is
   declared as quiet, null or an empty list, as if there were nothing.

What is not declared is public. Everything that is declared can be read from the schema at run time: the matrix of
docs/permissions.md is made of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from inspect import isawaitable, signature
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from supergraph.dataloader import WrongAnswerCountError
from supergraph.errors import ErrorCode, GraphError

if TYPE_CHECKING:
    from datasources.people.viewer import Viewer
    from resolvers.context import Context, Info

__all__ = ["GUARD", "RESERVED", "Access", "Guard", "allowed", "guarding", "guarding_root", "refusal"]

Function = TypeVar("Function", bound=Callable[..., Any])
Row = Any  # rows of any table: each tells its type

GUARD: Final = "guard"
"""Under this key a field's metadata holds its Guard."""

RESERVED: Final = "reserved_for"
"""The attribute of a type that says whom its rows are for: every way to them from outside is guarded."""


class Access(StrEnum):
    """Who may read a field or do a thing."""

    meaning: str

    def __new__(cls, value: str, meaning: str) -> Access:
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member

    PUBLIC = "PUBLIC", "Everybody, signed in or not."
    SIGNED_IN = "SIGNED_IN", "People who are signed in, about themselves; an API token is nobody's own."
    OWNER = "OWNER", "The person it belongs to."
    EDITOR = "EDITOR", "Editors of the organisation it belongs to."
    PARTY = "PARTY", "The person it belongs to, and editors of the organisation."
    ANY_EDITOR = "ANY_EDITOR", "Editors of any organisation."
    STEWARD = "STEWARD", "Stewards of the area that its source belongs to, and administrators."
    ANALYST = "ANALYST", "Analysts and administrators."
    GUARDIAN_CODE = "GUARDIAN_CODE", "Whoever has the code of the letter, signed in or not."


_RULES: Final[Mapping[Access, str]] = {
    Access.SIGNED_IN: "This is for people who are signed in.",
    Access.OWNER: "This is for the person it belongs to.",
    Access.EDITOR: "This is for the organisation's editors.",
    Access.PARTY: "This is for the person it belongs to and for the organisation's editors.",
    Access.ANY_EDITOR: "This is for editors of an organisation.",
    Access.STEWARD: "This is for the stewards of its source.",
    Access.ANALYST: "This is for analysts.",
}
_SIGN_IN: Final = "Sign in, and send the token: Authorization: Bearer …"


@dataclass(frozen=True, slots=True)
class Guard:
    """What is declared of a field. `quietly`: refused rows answer null, or an empty list, without an error.

    `of_row`: who must hold the row that is answered, or that a change names by its id. It is checked where that row is
    read, and nobody can tell an id of someone else's from one that nobody has (null or a problem, not an error).
    """

    access: Access
    quietly: bool = False
    of_row: Access | None = None


def refusal(access: Access, viewer: Viewer) -> GraphError:
    """What is told to whoever does not hold a level."""
    if not viewer.is_signed_in:
        return GraphError(ErrorCode.UNAUTHENTICATED, _RULES[access], hint=_SIGN_IN)
    return GraphError(ErrorCode.FORBIDDEN, _RULES[access])


def guarding(function: Function, guard: Guard, *, lists: bool) -> Function:
    """The batch function behind its guard. It takes `info`; `lists`: what is refused quietly is an empty list."""
    assert "info" in signature(function).parameters, f"{function.__qualname__} is guarded, and takes no info"

    @wraps(function)
    async def guarded(parents: Sequence[Row], info: Info, **arguments: object) -> Sequence[object]:
        verdicts = await allowed(guard.access, parents, info.context)
        chosen = [parent for parent, verdict in zip(parents, verdicts, strict=True) if verdict]
        answers = iter(await _answers(function, chosen, info, arguments) if chosen else ())

        def refused() -> object:
            if guard.quietly:
                return [] if lists else None
            return refusal(guard.access, info.context.viewer)

        return [next(answers) if verdict else refused() for verdict in verdicts]

    return cast(Function, guarded)


def guarding_root(function: Function, guard: Guard, *, lists: bool) -> Function:
    """The root field's function behind its guard; it takes `info` by name."""
    assert "info" in signature(function).parameters, f"{function.__qualname__} is guarded, and takes no info"

    @wraps(function)
    async def guarded(*, info: Info, **arguments: object) -> object:
        viewer = info.context.viewer
        if not _may_hold(guard.access, viewer):
            if guard.quietly:
                return [] if lists else None
            raise refusal(guard.access, viewer)
        answer = function(info=info, **arguments)
        return await answer if isawaitable(answer) else answer

    return cast(Function, guarded)


async def allowed(access: Access, rows: Sequence[Row], context: Context) -> Sequence[bool]:
    """Which of the rows whoever asks holds a level of; rows of one kind."""
    viewer = context.viewer
    if not rows or not _may_hold(access, viewer):
        return [False] * len(rows)
    match access:
        case Access.OWNER:
            return await _owned(rows, context)
        case Access.EDITOR:
            return await _edited(rows, context)
        case Access.PARTY:
            owned, edited = await _owned(rows, context), await _edited(rows, context)
            return [owns or edits for owns, edits in zip(owned, edited, strict=True)]
        case Access.STEWARD:
            return [viewer.is_steward_of(ars) for ars in await _areas_of(rows, context)]
        case _:
            return [True] * len(rows)


def _may_hold(access: Access, viewer: Viewer) -> bool:
    """Whether whoever asks can hold the level of some row; of those that know no rows, whether they do."""
    match access:
        case Access.PUBLIC | Access.GUARDIAN_CODE:
            return True
        case Access.SIGNED_IN | Access.OWNER:
            return viewer.is_person
        case Access.EDITOR | Access.ANY_EDITOR:
            return bool(viewer.edits)
        case Access.PARTY:
            return viewer.is_person or bool(viewer.edits)
        case Access.STEWARD:
            return viewer.is_administrator or bool(viewer.stewards)
        case Access.ANALYST:
            return viewer.is_analyst or viewer.is_administrator


async def _answers(
    function: Callable[..., Any], parents: Sequence[Row], info: Info, arguments: Mapping[str, object]
) -> Sequence[object]:
    answers = function(parents, info=info, **arguments)
    if isawaitable(answers):
        answers = await answers
    if not isinstance(answers, Sequence) or len(answers) != len(parents):
        raise WrongAnswerCountError(
            f"The batch function {function.__qualname__}",
            len(parents),
            len(answers) if isinstance(answers, Sequence) else 0,
        )
    return answers


async def _owned(rows: Sequence[Row], context: Context) -> list[bool]:
    """Whose rows are the asker's own."""
    account_pk = context.viewer.account_pk
    if account_pk is None:
        return [False] * len(rows)
    if rows[0].typename == "VolunteerProfile":
        return [row.account_pk == account_pk for row in rows]
    own = await context.own_profile_pk()
    return [own is not None and row.volunteer_pk == own for row in rows]


async def _edited(rows: Sequence[Row], context: Context) -> list[bool]:
    """Which rows belong to an organisation that whoever asks edits."""
    viewer = context.viewer
    if not viewer.edits:
        return [False] * len(rows)
    return [viewer.may_edit(pk) for pk in await _ORGANIZATIONS[rows[0].typename](rows, context)]


_Belonging = Callable[[Sequence[Row], "Context"], Awaitable[Sequence[int | None]]]


async def _organizations_themselves(rows: Sequence[Row], context: Context) -> list[int | None]:
    return [row.pk for row in rows]


async def _organizations_of_opportunities(rows: Sequence[Row], context: Context) -> list[int | None]:
    return [row.organization_pk for row in rows]


async def _organizations_of_engagements(rows: Sequence[Row], context: Context) -> list[int | None]:
    found = await context.loaders.opportunities.load_many([row.opportunity_pk for row in rows])
    return [None if row is None or isinstance(row, Exception) else row.organization_pk for row in found]


_ORGANIZATIONS: Final[Mapping[str, _Belonging]] = {
    "Club": _organizations_themselves,
    "Institution": _organizations_themselves,
    "Initiative": _organizations_themselves,
    "Opportunity": _organizations_of_opportunities,
    "Engagement": _organizations_of_engagements,
}
"""The organisation that a row of each type belongs to, by pk."""


async def _areas_of(rows: Sequence[Row], context: Context) -> list[str | None]:
    """The area of each row's source, by official key."""
    if rows[0].typename == "Source":
        return [row.publisher_ars for row in rows]
    found = await context.loaders.sources.load_many([row.source_pk for row in rows])
    return [None if row is None or isinstance(row, Exception) else row.publisher_ars for row in found]
