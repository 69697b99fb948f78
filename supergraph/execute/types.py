"""Which type each object of a branch is of, and the levels that follow from it.

Objects of an object type form one level. Those of an interface or union are told apart, for the whole branch at once
where the schema's resolver can (`resolve_types`), else one by one; each type's objects form a level of their own. An
object whose type cannot be told fails alone.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, cast

from graphql import GraphQLAbstractType, GraphQLError, GraphQLObjectType, is_object_type
from graphql.pyutils import inspect, is_awaitable

from supergraph.execute.level import Branch, Level
from supergraph.execute.rows import TypedRow
from supergraph.execute.values import Pending

if TYPE_CHECKING:
    from supergraph.execute.run import Run

Verdicts = list[object]


def child_levels(run: Run, branches: Sequence[Branch]) -> Generator[list[Pending], None, list[Level]]:
    """The levels below these branches, in order; also noted in their branches."""
    pending: list[Pending] = []
    told = [_tell(run, branch, pending) if branch.field.is_abstract and branch.rows else None for branch in branches]
    if pending:
        yield pending
        pending = []
    split = [_split(run, branch, names) for branch, names in zip(branches, told, strict=True)]
    checked = [
        (branch, numbers, kind, _check(run, branch, numbers, kind, pending))
        for branch, groups in zip(branches, split, strict=True)
        for kind, numbers in groups
    ]
    if pending:
        yield pending
    levels = []
    for branch, numbers, kind, verdicts in checked:
        kept = numbers if verdicts is None else _kept(run, branch, numbers, kind, verdicts)
        if kept == []:
            continue
        try:
            selection = run.plan.selection(branch.field, kind)
        except RecursionError:
            for number in range(len(branch.rows)) if kept is None else kept:
                _drop(run, branch, number, GraphQLError("Selections are nested too deeply.", branch.field.nodes))
            continue
        rows = branch.rows if kept is None else [branch.rows[number] for number in kept]
        level = Level(selection, rows, branch, kept)
        branch.children.append((kept, level))
        levels.append(level)
    return levels


def _tell(run: Run, branch: Branch, pending: list[Pending]) -> list[object]:
    """The names of the types of a branch's objects; one may be an error, or noted in `pending`."""
    abstract = cast(GraphQLAbstractType, branch.field.named)
    at_once = getattr(abstract.resolve_type, "resolve_types", None)
    if at_once is not None:
        kinds = set(map(type, branch.rows))
        names: list[object] = at_once(branch.rows, kinds, _info(run, branch, 0), abstract)
        if TypedRow in kinds:
            branch.rows = [row.row if isinstance(row, TypedRow) else row for row in branch.rows]
    else:
        resolve = cast("Callable[..., object]", abstract.resolve_type or run.type_resolver)
        names = _each(run, branch, range(len(branch.rows)), lambda row, info: resolve(row, info, abstract))
    pending.extend((name, names, index) for index, name in enumerate(names) if is_awaitable(name))
    return names


def _split(run: Run, branch: Branch, names: list[object] | None) -> list[tuple[GraphQLObjectType, list[int] | None]]:
    """The object types in a branch and the numbers of their objects, None for all; those without a type fail here."""
    if not branch.rows:
        return []
    if names is None:
        return [(cast(GraphQLObjectType, branch.field.named), None)]
    if isinstance(names[0], str) and names.count(names[0]) == len(names):
        only = _runtime_type(run, branch, names[0], 0)
        if isinstance(only, GraphQLObjectType):
            return [(only, None)]
    known: dict[str, GraphQLObjectType] = {}
    groups: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        if isinstance(name, str) and name in known:
            groups[name].append(number)
            continue
        found = name if isinstance(name, Exception) else _runtime_type(run, branch, name, number)
        if isinstance(found, Exception):
            _drop(run, branch, number, found)
        else:
            known[found.name] = found
            groups[found.name] = [number]
    return [(known[name], numbers) for name, numbers in groups.items()]


def _runtime_type(run: Run, branch: Branch, name: object, number: int) -> GraphQLObjectType | GraphQLError:
    field = branch.field
    abstract = cast(GraphQLAbstractType, field.named)
    must = f"Abstract type '{abstract}' must resolve to an Object type at runtime for field '{field.coordinate}'"
    if name is None:
        return GraphQLError(
            f"{must}. Either the '{abstract}' type should provide a 'resolve_type' function"
            " or each possible type should provide an 'is_type_of' function.",
            field.nodes,
        )
    if not isinstance(name, str):
        return GraphQLError(
            f"{must} with value {inspect(branch.rows[number])}, received '{inspect(name)}',"
            " which is not a valid Object type name.",
            field.nodes,
        )
    runtime_type = run.schema.get_type(name)
    if runtime_type is None:
        message = f"Abstract type '{abstract}' was resolved to a type '{name}' that does not exist inside the schema."
    elif not is_object_type(runtime_type):
        message = f"Abstract type '{abstract}' was resolved to a non-object type '{name}'."
    elif not run.schema.is_sub_type(abstract, runtime_type):
        message = f"Runtime Object type '{runtime_type}' is not a possible type for '{abstract}'."
    else:
        return runtime_type
    return GraphQLError(message, field.nodes)


def _check(
    run: Run, branch: Branch, numbers: list[int] | None, kind: GraphQLObjectType, pending: list[Pending]
) -> Verdicts | None:
    """What `is_type_of` says of each object, where the type has one."""
    is_type_of = kind.is_type_of
    if is_type_of is None:
        return None
    asked = range(len(branch.rows)) if numbers is None else numbers
    verdicts = _each(run, branch, asked, is_type_of)
    pending.extend((verdict, verdicts, index) for index, verdict in enumerate(verdicts) if is_awaitable(verdict))
    return verdicts


def _kept(
    run: Run, branch: Branch, numbers: list[int] | None, kind: GraphQLObjectType, verdicts: Verdicts
) -> list[int] | None:
    asked = list(range(len(branch.rows))) if numbers is None else numbers
    kept = []
    for number, verdict in zip(asked, verdicts, strict=True):
        if isinstance(verdict, Exception):
            _drop(run, branch, number, verdict)
        elif not verdict:
            message = f"Expected value of type '{kind}' but got: {inspect(branch.rows[number])}."
            _drop(run, branch, number, GraphQLError(message, branch.field.nodes))
        else:
            kept.append(number)
    return numbers if numbers is None and len(kept) == len(asked) else kept


def _drop(run: Run, branch: Branch, number: int, error: Exception) -> None:
    row, indices = branch.place(number)
    run.faults.note(error, branch.parent, row, branch.field, indices)
    branch.dropped.append(number)


def _each(run: Run, branch: Branch, numbers: Sequence[int], ask: Callable[..., object]) -> list[object]:
    answers: list[object] = []
    for number in numbers:
        try:
            answer = ask(branch.rows[number], _info(run, branch, number))
        except Exception as error:  # a field error of this object alone
            answer = error
        answers.append(answer)
    return answers


def _info(run: Run, branch: Branch, number: int) -> object:
    return run.info(branch.field, branch.parent.field_link(branch.place(number)[0], branch.field))
