"""A supergraph behind the engine's `Execute`: plan, run, shape.

    (a) the operation, its variables coerced
    (b) its plan and shape, made once
    (c) introspection, answered here from the API schema
    (d) the fetches, under the operation's deadline
    (e) the answer shaped, with the failures that stand in it, and those that found no place

An operation that asks no subgraph anything is answered at once.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    execute_sync,
)
from graphql.execution.values import get_variable_values

from supergraph.deadline import OverdueError, within
from supergraph.engine import Caller
from supergraph.errors import ErrorCode, GraphError
from supergraph.execute import DeadlineError
from supergraph.execute.door import choose_operation
from supergraph.execute.plan import fragments_of
from supergraph.joined import Joined
from supergraph.plan import Plan, Plans
from supergraph.plan.cache import root_fields
from supergraph.plan.positions import INTROSPECTION
from supergraph.run.answers import Failure
from supergraph.run.fetching import Fetcher
from supergraph.run.series import Series
from supergraph.run.shaping import Shape, Shapes, Shaping

MAX_COERCION_ERRORS = 50

Headers = Callable[[object], Mapping[str, str]]
"""The client's headers, of the operation's context; names in lower case."""


class Gateway:
    """One supergraph. `schema` is its API schema, for the engine; `shows_messages` passes subgraphs' messages on."""

    def __init__(
        self,
        joined: Joined,
        schema: GraphQLSchema,
        fetcher: Fetcher,
        *,
        headers_of: Headers | None = None,
        shows_messages: bool = False,
    ) -> None:
        self.schema = schema
        self.plans = Plans(joined)
        self._fetcher = fetcher
        self._headers_of = headers_of or caller_headers
        self._shows_messages = shows_messages
        # An entry holds its plan, so that its id is not given to another while the entry lives.
        self._shapes: OrderedDict[int, tuple[Plan, Shape]] = OrderedDict()

    def execute(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        *,
        root_value: Any,
        context_value: Any,
        variable_values: dict[str, Any],
        operation_name: str | None,
        deadline: float,
        max_values: int,
    ) -> ExecutionResult | Awaitable[ExecutionResult]:
        """An operation of a document that fits the API schema; see `supergraph.engine.Execute`."""
        operation = choose_operation(document, operation_name)  # (a)
        if isinstance(operation, GraphQLError):
            return ExecutionResult(None, [operation])
        if operation.operation.value == "subscription":
            return ExecutionResult(None, [_no_subscriptions()])
        coerced: Mapping[str, object] = {}
        if operation.variable_definitions:
            variables = get_variable_values(
                self.schema, operation.variable_definitions, variable_values, max_errors=MAX_COERCION_ERRORS
            )
            if isinstance(variables, list):
                return ExecutionResult(None, variables)
            coerced = variables.coerced
        try:
            plan, conditions = self.plans.plan(operation, document, coerced)  # (b)
        except GraphError as error:
            return ExecutionResult(None, [error])
        shape = self._shape(plan, operation, document, conditions)
        series = Series(plan, self._fetcher, variable_values, self._headers_of(context_value))
        faults = self._introspect(operation, document, conditions, variable_values, series)  # (c)
        shaping = Shaping(max_values, self._shows_messages)
        if not any(plan.series):
            return self._shaped(series, shape, shaping, faults)
        return self._run(series, shape, shaping, faults, deadline)

    def forget(self) -> None:
        """Lets go of every plan: arguments may hold what someone has had erased."""
        self.plans.forget()
        self._shapes.clear()

    async def _run(
        self, series: Series, shape: Shape, shaping: Shaping, faults: list[GraphQLError], deadline: float
    ) -> ExecutionResult:  # (d)
        try:
            await within(deadline - time.monotonic(), series.run())
        except OverdueError:
            return ExecutionResult(None, [DeadlineError()])
        return self._shaped(series, shape, shaping, faults)

    def _shaped(
        self, series: Series, shape: Shape, shaping: Shaping, faults: list[GraphQLError]
    ) -> ExecutionResult:  # (e)
        try:
            data = shape.complete(series.data, shaping)
        except GraphError as error:
            return ExecutionResult(None, [error])
        _tell_others(series.failures, shaping)
        errors = [*faults, *shaping.errors()]
        return ExecutionResult(data if isinstance(data, dict) else None, errors or None)

    def _shape(
        self,
        plan: Plan,
        operation: OperationDefinitionNode,
        document: DocumentNode,
        conditions: Mapping[str, bool],
    ) -> Shape:
        known = self._shapes.get(id(plan))
        if known is not None:
            self._shapes.move_to_end(id(plan))
            return known[1]
        kind = self.schema.get_root_type(operation.operation)
        assert kind is not None, "validation knows the root type"
        shape = Shapes(self.schema, plan, fragments_of(document), conditions).root(operation.selection_set, kind)
        self._shapes[id(plan)] = plan, shape
        while len(self._shapes) > self.plans.max_plans:
            self._shapes.popitem(last=False)
        return shape

    def _introspect(
        self,
        operation: OperationDefinitionNode,
        document: DocumentNode,
        conditions: Mapping[str, bool],
        variables: dict[str, Any],
        series: Series,
    ) -> list[GraphQLError]:
        """Puts the answers of __schema and __type into the data."""
        fields: dict[str, list[FieldNode]] = {}
        fragments = fragments_of(document)
        root_fields(operation.selection_set, fragments, conditions, fields)
        asked = tuple(node for nodes in fields.values() for node in nodes if node.name.value in INTROSPECTION)
        if not asked:
            return []
        only = OperationDefinitionNode(
            operation=operation.operation,
            variable_definitions=operation.variable_definitions,
            selection_set=SelectionSetNode(selections=asked),
        )
        result = execute_sync(
            self.schema, DocumentNode(definitions=(only, *fragments.values())), variable_values=variables
        )
        series.data.update(result.data or {})
        return list(result.errors or ())


def caller_headers(context: object) -> Mapping[str, str]:
    """Those of the engine's Caller, which is the context where there is no other."""
    connection = context.connection if isinstance(context, Caller) else None
    return dict(connection.headers) if connection is not None else {}


def _tell_others(failures: list[Failure], shaping: Shaping) -> None:
    """Errors of subgraphs that stand nowhere in the answer, told without a path."""
    for failure in failures:
        if not failure.is_told:
            shaping.fail(failure)


def _no_subscriptions() -> GraphError:
    return GraphError(
        ErrorCode.SUBSCRIPTION_NEEDS_STREAM, "subscriptions are not served across subgraphs", hint="Ask the subgraph."
    )
