"""Whether every query that the API allows can be answered: from the roots along every field, with the subgraphs that
hold the object there.

    a  begin at Query, Mutation and Subscription, held by all subgraphs that have them
    b  at an object, ask each field of every option, and of what is reached from it; the answers are the options of
    the field's value
    c  none: the path so far is a query that cannot be answered; say why, subgraph by subgraph
    d  for an interface or a union go on with each type that may be behind it
    e  an object held by at least those options that were found enough before is not looked at again

Breadth first, so that the query that shows it is a shortest one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from supergraph.compose.elements import ROOTS, Kind, has, is_list, named, required
from supergraph.compose.errors import Findings
from supergraph.compose.merging_fields import Merge
from supergraph.compose.reaching import Option, Reached, Reaching
from supergraph.compose.supergraph import MergedField, Supergraph

MAX_STATES = 50_000
MAX_INPUT_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Step:
    """`field(arguments)` where `on` is "", else `... on Type`."""

    text: str
    on: bool = False


@dataclass(frozen=True, slots=True)
class State:
    type: str
    options: frozenset[Option]
    path: tuple[Step, ...]


def check_satisfiability(graph: Supergraph, merge: Merge, findings: Findings) -> None:
    """SATISFIABILITY_ERROR for each field that cannot be had somewhere, with a query that shows it."""
    reaching = Reaching(graph, merge)
    seen: dict[str, list[frozenset[Option]]] = {}
    shown: set[tuple[str, str]] = set()
    queue = deque(State(name, frozenset(reaching.roots(name)), ()) for name in ROOTS if name in graph.types)  # a
    for _ in range(MAX_STATES):
        if not queue:
            return
        state = queue.popleft()
        before = seen.setdefault(state.type, [])
        if any(options <= state.options for options in before):  # e
            continue
        before.append(state.options)
        for field in graph.types[state.type].fields.values():
            if has(field.directives, "inaccessible"):
                continue  # nobody can ask for it
            queue.extend(_follow(graph, reaching, state, field, shown, findings))
    findings.error("TOO_LARGE", f"After {MAX_STATES} steps it is not known whether all queries can be answered.")


def _follow(
    graph: Supergraph,
    reaching: Reaching,
    state: State,
    field: MergedField,
    shown: set[tuple[str, str]],
    findings: Findings,
) -> Iterator[State]:
    found: set[Option] = set()
    for option in state.options:  # b
        reached = reaching.reach(state.type, option)
        for each in reached:
            answer = reaching.step(state.type, field.name, each, reached)
            if not isinstance(answer, str):
                found.add(answer)
    path = (*state.path, Step(field.name + _arguments(graph, field)))
    target = graph.types.get(named(field.type))
    if not found:  # c
        if (state.type, field.name) not in shown:
            shown.add((state.type, field.name))
            reasons = _reasons(reaching, state, field.name)
            _report(
                graph,
                path,
                reasons,
                target is not None and target.kind not in (Kind.SCALAR, Kind.ENUM),
                state,
                field.name,
                findings,
            )
        return
    if target is None or target.kind not in (Kind.OBJECT, Kind.INTERFACE, Kind.UNION):
        return
    for name in graph.possible(target.name):  # d
        if name not in graph.types or has(graph.types[name].directives, "inaccessible"):
            continue
        below = path if name == target.name else (*path, Step(f"... on {name}", on=True))
        narrowed = {held for each in found if (held := reaching.narrow(each, name)) is not None}
        untold = {option for option in narrowed if not reaching.finds_type(name, option)}
        if untold and untold == narrowed:
            if (target.name, "__typename") not in shown:
                shown.add((target.name, "__typename"))
                reasons = [
                    f'- from subgraph "{reaching.known(option).schema.name}": no subgraph can be reached to resolve '
                    f'the implementation type of @interfaceObject type "{option.type}".'
                    for option in sorted(untold, key=lambda each: each.subgraph)
                ]
                _report(graph, below, reasons, True, state, field.name, findings)
            return
        if narrowed - untold:
            yield State(name, frozenset(narrowed - untold), below)


def _reasons(reaching: Reaching, state: State, field: str) -> list[str]:
    """Per subgraph that holds the object, or is reached: what it answers, and where else it cannot lead."""
    reasons: dict[str, list[str]] = {}
    for option in sorted(state.options, key=lambda each: each.subgraph):
        reached: Reached = reaching.reach(state.type, option)
        for each in reached:
            answer = reaching.step(state.type, field, each, reached)
            said = [answer] if isinstance(answer, str) else []
            if each == option:
                said += reaching.why_not(state.type, field, option, reached)
            known = reasons.setdefault(reaching.known(each).schema.name, [])
            known.extend(reason for reason in said if reason not in known)
    lines = []
    for name, said in reasons.items():
        if len(said) == 1:
            lines.append(f'- from subgraph "{name}": {said[0]}')
        else:
            lines.append(f'- from subgraph "{name}":')
            lines.extend(f"  - {each}" for each in said)
    return lines


def _report(
    graph: Supergraph,
    path: tuple[Step, ...],
    reasons: list[str],
    open_: bool,
    state: State,
    field: str,
    findings: Findings,
) -> None:
    names = [name for _, name, _ in graph.graphs if any(f'"{name}"' in reason for reason in reasons)]
    text = (
        f"This query cannot be answered by the subgraphs:\n{_query(graph, path, open_)}\nbecause:\n"
        + "\n".join(reasons)
        + "\n"
    )
    findings.error("SATISFIABILITY_ERROR", text, *names, place=f"{state.type}.{field}")


def _query(graph: Supergraph, path: tuple[Step, ...], open_: bool) -> str:
    first = path[0].text.split("(")[0]
    root = next(name for name in ROOTS if name in graph.types and first in graph.types[name].fields)
    lines = ["{" if root == "Query" else f"{root.lower()} {{"]
    for depth, step in enumerate(path, start=1):
        last = depth == len(path)
        lines.append("  " * depth + step.text + ("" if last and not open_ else " {"))
    depth = len(path)
    if open_:
        lines.append("  " * (depth + 1) + "...")
        lines.append("  " * depth + "}")
    lines.extend("  " * level + "}" for level in range(depth - 1, -1, -1))
    return "\n".join(lines)


def _arguments(graph: Supergraph, field: MergedField) -> str:
    """What must be given, with values that are possible."""
    given = [
        f"{argument.name}: {_example(graph, argument.type, 0)}"
        for argument in field.arguments.values()
        if required(argument.type, argument.default) and not has(argument.directives, "inaccessible")
    ]
    return f"({', '.join(given)})" if given else ""


def _example(graph: Supergraph, type_: str, depth: int) -> str:
    if is_list(type_):
        return "[]"
    name = named(type_)
    found = graph.types.get(name)
    if found is not None and found.kind is Kind.ENUM:
        return next(iter(found.values), "null")
    if found is not None and found.kind is Kind.INPUT and depth < MAX_INPUT_DEPTH:
        fields = (
            f"{f.name}: {_example(graph, f.type, depth + 1)}"
            for f in found.fields.values()
            if required(f.type, f.default)
        )
        return "{" + ", ".join(fields) + "}"
    return {"Int": "0", "Float": "0.0", "Boolean": "true"}.get(name, '"…"')
