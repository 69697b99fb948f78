"""Plans made once and kept: by the operation's node, and by how the variables of its @skip and @include stand.

Whoever keeps parsed documents (`supergraph.documents`) gets plans for free. What was not asked for longest goes first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
)

from supergraph.errors import ErrorCode, GraphError
from supergraph.execute.plan import UnsupportedError, fragments_of, survey
from supergraph.joined import Joined
from supergraph.plan.model import Plan
from supergraph.plan.planner import MAX_APART, Apart, Planner, UnsatisfiableError
from supergraph.plan.positions import Keys, Position, Wants, is_left_out
from supergraph.plan.writing import Writer, services

MAX_PLANS: Final = 1_000

MAX_WORK_OF_FIRST: Final = 50_000
"""Steps of a first try, past which no second is made for what it might save."""

Fragments = Mapping[str, object]


class Plans:
    """The plans of one supergraph."""

    def __init__(self, joined: Joined, max_plans: int = MAX_PLANS) -> None:
        self.joined = joined
        self.max_plans = max_plans
        self.made = 0
        # An entry holds the operation's node, so that its id is not given to another while the entry lives.
        self._conditions: OrderedDict[int, tuple[OperationDefinitionNode, tuple[str, ...]]] = OrderedDict()
        self._plans: OrderedDict[tuple[int, tuple[bool, ...]], Plan] = OrderedDict()

    def __len__(self) -> int:
        return len(self._plans)

    def plan(
        self, operation: OperationDefinitionNode, document: DocumentNode, variables: Mapping[str, object]
    ) -> tuple[Plan, Mapping[str, bool]]:
        """The plan of a valid operation, and the conditions that it holds for; raises GraphError past the bounds.

        `variables` are coerced.
        """
        names = self._conditions_of(operation, document)
        conditions = {name: variables.get(name) is True for name in names}
        key = id(operation), tuple(conditions.values())
        known = self._plans.get(key)
        if known is not None:
            self._plans.move_to_end(key)
            return known, conditions
        made = make_plan(self.joined, operation, document, conditions)
        self.made += 1
        self._plans[key] = made
        while len(self._plans) > self.max_plans:
            self._plans.popitem(last=False)
        return made, conditions

    def forget(self) -> None:
        """Lets go of all: arguments may hold what someone has had erased."""
        self._plans.clear()
        self._conditions.clear()

    def _conditions_of(self, operation: OperationDefinitionNode, document: DocumentNode) -> tuple[str, ...]:
        known = self._conditions.get(id(operation))
        if known is not None:
            self._conditions.move_to_end(id(operation))
            return known[1]
        try:
            names = survey(operation, fragments_of(document)).conditions
        except UnsupportedError as error:
            raise GraphError(ErrorCode.GRAPHQL_VALIDATION_FAILED, f"{error} is not served", hint=None) from None
        self._conditions[id(operation)] = operation, names
        while len(self._conditions) > self.max_plans:
            self._conditions.popitem(last=False)
        return names


def make_plan(
    joined: Joined, operation: OperationDefinitionNode, document: DocumentNode, conditions: Mapping[str, bool]
) -> Plan:
    """A plan, made anew; raises GraphError when a bound is passed, or no subgraph answers a field."""
    apart: Apart = frozenset()
    while True:
        try:
            return _attempt(joined, operation, document, conditions, apart)
        except UnsatisfiableError as error:
            more = _apart_above(error, joined, apart)
            if more is None or len(apart) >= MAX_APART:
                raise GraphError(
                    ErrorCode.INTERNAL_SERVER_ERROR,
                    f"no subgraph that can be reached answers {error}",
                    hint="Compose the supergraph again: its composer should have refused it.",
                ) from None
            apart = more
        except RecursionError:
            raise GraphError(
                ErrorCode.OPERATION_TOO_DEEP, "the operation is nested too deeply to be planned", hint="Ask for less."
            ) from None


def _attempt(
    joined: Joined,
    operation: OperationDefinitionNode,
    document: DocumentNode,
    conditions: Mapping[str, bool],
    apart: Apart,
) -> Plan:
    first = _Attempt(joined, operation, document, conditions, apart)
    if first.requests == first.subgraphs or first.work > MAX_WORK_OF_FIRST:
        return first.plan()
    second = _Attempt(joined, operation, document, conditions, apart, first.hops)
    return min(first, second, key=lambda attempt: (attempt.hops, attempt.requests)).plan()


class _Attempt:
    """The drafts of one try; `hops` and `requests` are what it costs."""

    def __init__(
        self,
        joined: Joined,
        operation: OperationDefinitionNode,
        document: DocumentNode,
        conditions: Mapping[str, bool],
        apart: Apart,
        deepest: int = 0,
    ) -> None:
        fragments = fragments_of(document)
        self._joined = joined
        self._operation = operation
        self._keys = Keys(joined.field_names)
        wants = Wants(joined, fragments, conditions, self._keys)
        if operation.operation is OperationType.MUTATION:
            fields: dict[str, list[FieldNode]] = {}
            root_fields(operation.selection_set, fragments, conditions, fields)
            self._roots = wants.roots(operation, fields.items())
        else:
            self._roots = [wants.root(operation)]
        planners = [Planner(joined, self._keys, apart, deepest) for _ in self._roots]
        self._drafts = [planner.fetches(root) for planner, root in zip(planners, self._roots, strict=True)]
        self.work = sum(planner.work for planner in planners)
        asked = [{(draft.graph, draft.level) for draft in drafts} for drafts in self._drafts]
        self.hops = sum(max((level for _, level in each), default=0) for each in asked)
        self.requests = sum(len(each) for each in asked)
        self.subgraphs = sum(len({graph for graph, _ in each}) for each in asked)

    def plan(self) -> Plan:
        """The drafts, written and frozen."""
        writer = Writer(self._joined, self._keys, self._operation)
        asked_by: dict[tuple[str, ...], str] = {}
        for root in self._roots:
            asked_by.update(services(root, self._joined))
        series = tuple(writer.series(drafts) for drafts in self._drafts)
        return Plan(self._operation.operation.value, series, self._keys.known(), asked_by)


def root_fields(
    selection_set: SelectionSetNode,
    fragments: Mapping[str, object],
    conditions: Mapping[str, bool],
    found: dict[str, list[FieldNode]],
) -> None:
    """The fields of a mutation in their order, by response key."""
    for node in selection_set.selections:
        match node:
            case FieldNode() | InlineFragmentNode() | FragmentSpreadNode() if is_left_out(node, conditions):
                continue
            case FieldNode():
                if node.name.value != "__typename":
                    key = node.alias.value if node.alias else node.name.value
                    found.setdefault(key, []).append(node)
            case InlineFragmentNode():
                root_fields(node.selection_set, fragments, conditions, found)
            case FragmentSpreadNode():
                fragment = fragments[node.name.value]
                root_fields(fragment.selection_set, fragments, conditions, found)  # type: ignore[attr-defined]


def _apart_above(error: UnsatisfiableError, joined: Joined, apart: Apart) -> Apart | None:
    """The nearest interface above what cannot be had, of which a field was asked whole."""
    here: Position | None = error.position
    asked = error.asked
    while here is not None:
        if joined.types[here.type].is_abstract and asked.name != "__typename":
            candidate = tuple(map(str, here.path)), asked.key
            if candidate not in apart:
                return apart | {candidate}
        if here.asked is not None:
            asked = here.asked
        here = here.parent
    return None
