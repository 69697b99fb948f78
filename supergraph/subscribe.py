"""Subscriptions: each event of a source stream goes through the same plan as any operation.

graphql-core makes the source stream and asks an executor for each event; `LevelExecutor` answers with our plan. It is
what a Strawberry schema takes as `execution_context_class`, so its transports need not know.

Loaders live as long as one operation, and each event is one. A context with a method `for_event` is asked for the
context of every event; one without is shared by all of them.
"""

from __future__ import annotations

from typing import Any

from graphql import ExecutionResult, ExperimentalIncrementalExecutionResults
from graphql.execution import Executor
from graphql.pyutils import AwaitableOrValue
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from supergraph.execute.cache import Plans
from supergraph.execute.door import run_plan
from supergraph.execute.plan import UnsupportedError
from supergraph.execute.run import Request

__all__ = ["LevelExecutor"]


class LevelExecutor(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's executor by name; executes by level, and leaves to its parent what is not done here."""

    def build_per_event_executor(self, payload: Any) -> Executor[Any]:
        """An executor for one event, with that event's own context."""
        executor = super().build_per_event_executor(payload)
        for_event = getattr(self.context_value, "for_event", None)
        if callable(for_event):
            executor.context_value = for_event()
        return executor

    def execute_operation(
        self, serially: bool | None = None
    ) -> AwaitableOrValue[ExecutionResult | ExperimentalIncrementalExecutionResults]:
        """Execute the operation, or one event of it."""
        plans = Plans.of(self.schema)
        try:
            self._refuse_what_only_core_does()
            plan = plans.plan(self.operation, self.fragment_definitions, self.variable_values.coerced)
        except UnsupportedError as unsupported:
            plans.fallbacks[str(unsupported)] += 1
            return super().execute_operation(serially)
        middleware = self.middleware_manager
        request = Request(
            root_value=self.root_value,
            context=self.context_value,
            variables=self.variable_values,
            field_resolver=self.field_resolver,
            type_resolver=self.type_resolver,
            middleware=middleware if middleware is not None and middleware.middlewares else None,
            is_awaitable=self.is_awaitable,
            is_async_iterable=self.is_async_iterable,
            hide_suggestions=self.hide_suggestions,
            deadline=None,
            extensions=(self.operation_extensions,),
        )
        return run_plan(plan, request, serially=serially)

    def _refuse_what_only_core_does(self) -> None:
        if self.abort_signal is not None or self.hooks is not None:
            raise UnsupportedError("abort_signal or hooks")
