"""Directives that stay on the merged elements: @tag, @inaccessible, @deprecated, demands, costs, and what subgraphs
compose of their own.

Several subgraphs say them of one element. What is repeatable is united; of costs the largest counts, of list sizes
the largest and the
union of names; demands all hold, so that scopes [["a"], ["b"]] here and [["c"]] there become [["a", "c"], ["b", "c"]].
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from graphql import BooleanValueNode, IntValueNode, ListValueNode, StringValueNode, ValueNode

from supergraph.compose.elements import Application, Applications
from supergraph.compose.errors import Findings
from supergraph.compose.specifications import CARRIED

MAX_COMBINATIONS = 10_000
_BUILT_IN = ("deprecated", "specifiedBy", "oneOf")


@dataclass(frozen=True, slots=True)
class Carrying:
    """`composed`: spelling in the supergraph → whether it is repeatable, for directives named by @composeDirective."""

    composed: Mapping[str, bool]

    def merge(self, each_subgraph: Sequence[Applications], findings: Findings, place: str) -> Applications:
        """What the merged element carries; in the order of first appearance."""
        grouped: dict[str, list[Application]] = {}
        for directives in each_subgraph:
            for application in directives:
                name = application.feature or application.spelling
                if application.feature is None and (name in self.composed or name in _BUILT_IN):
                    grouped.setdefault("~" + name, []).append(application)
                elif application.feature in CARRIED:
                    grouped.setdefault(name, []).append(application)
        merged: list[Application] = []
        for key, applications in grouped.items():
            name = key.removeprefix("~")
            if name == "tag" or (key.startswith("~") and self.composed.get(name, False)):
                merged.extend({each.printed(): each for each in applications}.values())
            else:
                merged.append(_one(name, applications, findings, place))
        return tuple(merged)


def _one(name: str, applications: Sequence[Application], findings: Findings, place: str) -> Application:
    first = applications[0]
    distinct = {each.printed(): each for each in applications}
    if len(distinct) == 1:
        return first
    match name:
        case "requiresScopes" | "policy":
            argument = "scopes" if name == "requiresScopes" else "policies"
            demands = conjunction([each.arguments[argument] for each in applications])
            merged = Application(first.spelling, first.feature, {argument: demands})
        case "cost":
            weights = [int(getattr(each.arguments["weight"], "value", "0")) for each in applications]
            merged = Application(first.spelling, first.feature, {"weight": IntValueNode(value=str(max(weights)))})
        case "listSize":
            merged = Application(first.spelling, first.feature, _list_size(applications))
        case _:
            counts = [each.printed() for each in applications]
            chosen = distinct[max(distinct, key=counts.count)]
            findings.hint(
                "INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS",
                f'@{name} differs between subgraphs on "{place}"; {chosen.printed()} is kept.',
                place=place,
            )
            return chosen
    findings.hint(
        "MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS",
        f'@{name} differs between subgraphs on "{place}" and was merged.',
        place=place,
    )
    return merged


def conjunction(demands: Sequence[ValueNode]) -> ListValueNode:
    """All of several [[…]] lists, each of which is met by one of its inner lists. What another alternative already
    implies is left out."""
    alternatives: list[frozenset[str]] = [frozenset()]
    for demand in demands:
        options = [frozenset(each) for each in alternatives_of(demand)]
        alternatives = [a | b for a, b in product(alternatives, options)][:MAX_COMBINATIONS]
        alternatives = [a for a in dict.fromkeys(alternatives) if not any(b < a for b in alternatives)]
    return ListValueNode(
        values=tuple(
            ListValueNode(values=tuple(StringValueNode(value=name, block=False) for name in sorted(each)))
            for each in alternatives
        )
    )


def alternatives_of(demand: ValueNode) -> list[list[str]]:
    """`[["a", "b"], ["c"]]` as lists of text; a lone text stands for a list of one, as GraphQL coerces it."""
    outer = demand.values if isinstance(demand, ListValueNode) else (demand,)
    found = []
    for inner in outer:
        values: Iterable[object] = inner.values if isinstance(inner, ListValueNode) else (inner,)
        found.append([each.value for each in values if isinstance(each, StringValueNode)])
    return found


def _list_size(applications: Sequence[Application]) -> dict[str, ValueNode]:
    merged: dict[str, ValueNode] = {}
    sizes = [int(v.value) for each in applications if isinstance(v := each.arguments.get("assumedSize"), IntValueNode)]
    if sizes:
        merged["assumedSize"] = IntValueNode(value=str(max(sizes)))
    for name in ("slicingArguments", "sizedFields"):
        lists = [v for each in applications if isinstance(v := each.arguments.get(name), ListValueNode)]
        texts = dict.fromkeys(
            value.value for each in lists for value in each.values if isinstance(value, StringValueNode)
        )
        if lists:
            merged[name] = ListValueNode(values=tuple(StringValueNode(value=text, block=False) for text in texts))
    flags = [
        v.value
        for each in applications
        if isinstance(v := each.arguments.get("requireOneSlicingArgument"), BooleanValueNode)
    ]
    # Left out it is true. Where one demands a slicing argument, it is demanded.
    merged["requireOneSlicingArgument"] = BooleanValueNode(value=len(flags) < len(applications) or any(flags))
    return merged
