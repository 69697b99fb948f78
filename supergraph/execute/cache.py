"""Plans kept for the next request, within bounds; and the count of what was left to graphql-core.

Plans live with their schema (in its `extensions`), so that they go when it goes and no schema answers with another's.
The key is the operation's node: whoever caches parsed documents gets plans for free, and an operation parsed anew is
compiled anew. Bounds hold in entries and in estimated bytes; who was not asked for longest goes first.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Mapping

from graphql import DocumentNode, FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode

from supergraph.execute.plan import OperationPlan, Survey, UnsupportedError, fragments_of, survey

MAX_PLANS = 1_000
MAX_BYTES = 64 * 1024 * 1024

_PLACE = "supergraph.execute"


class Plans:
    """The plans of one schema."""

    def __init__(self, schema: GraphQLSchema, max_plans: int = MAX_PLANS, max_bytes: int = MAX_BYTES) -> None:
        self.max_plans = max_plans
        self.max_bytes = max_bytes
        self.compiled = 0
        self.fallbacks: Counter[str] = Counter()
        self.schema = schema
        self.is_incremental = bool(schema.get_directive("defer") or schema.get_directive("stream"))
        # An entry holds the operation's node, so that its id is not given to another while the entry lives.
        self._surveys: OrderedDict[int, tuple[OperationDefinitionNode, Survey]] = OrderedDict()
        self._plans: OrderedDict[tuple[int, tuple[bool, ...]], OperationPlan] = OrderedDict()

    @classmethod
    def of(cls, schema: GraphQLSchema) -> Plans:
        """The plans kept with `schema`."""
        plans = schema.extensions.get(_PLACE)
        if not isinstance(plans, cls):
            plans = schema.extensions[_PLACE] = cls(schema)
        return plans

    def plan(
        self,
        operation: OperationDefinitionNode,
        fragments: DocumentNode | Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, object],
    ) -> OperationPlan:
        """The plan for `operation` with these variables; raises UnsupportedError for what only graphql-core does.

        `fragments`: those of its document, or the document itself, in which they are looked for when needed.
        """
        surveyed = self._survey(operation, fragments)
        conditions = {name: variables.get(name) for name in surveyed.conditions}
        key = (id(operation), tuple(value is True for value in conditions.values()))
        known = self._plans.get(key)
        if known is not None and known.is_current():
            self._plans.move_to_end(key)
            return known
        answers = {name: value for name, value in conditions.items() if isinstance(value, bool)}
        if len(answers) != len(conditions):
            raise UnsupportedError("a condition that is not a boolean")
        try:
            plan = OperationPlan(self.schema, operation, surveyed.fragments, answers)
        except RecursionError:
            raise UnsupportedError("selections nested too deeply") from None
        self.compiled += 1
        self._plans[key] = plan
        self.trim()
        return plan

    def forget(self) -> None:
        """Let go of all: arguments may hold what someone has had erased."""
        self._plans.clear()
        self._surveys.clear()

    def trim(self) -> None:
        """Let go of the oldest until the bounds hold; plans grow while they run, so this is asked after each growth."""
        total = self.bytes
        while self._plans and (len(self._plans) > self.max_plans or total > self.max_bytes):
            total -= self._plans.popitem(last=False)[1].weight
        while len(self._surveys) > self.max_plans:
            self._surveys.popitem(last=False)

    @property
    def bytes(self) -> int:
        """What all plans weigh, as estimated."""
        return sum(plan.weight for plan in self._plans.values())

    def __len__(self) -> int:
        return len(self._plans)

    def _survey(
        self, operation: OperationDefinitionNode, fragments: DocumentNode | Mapping[str, FragmentDefinitionNode]
    ) -> Survey:
        known = self._surveys.get(id(operation))
        if known is not None:
            self._surveys.move_to_end(id(operation))
            return known[1]
        surveyed = survey(operation, fragments_of(fragments) if isinstance(fragments, DocumentNode) else fragments)
        self._surveys[id(operation)] = operation, surveyed
        return surveyed
