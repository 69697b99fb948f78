"""The door: `execute`, callable wherever graphql-core's is; and the way back to it for what is not done here."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from inspect import iscoroutine
from typing import TYPE_CHECKING, Any

import graphql
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    GraphQLTypeResolver,
    OperationDefinitionNode,
    default_field_resolver,
    default_type_resolver,
)
from graphql.execution import MiddlewareManager
from graphql.execution.values import VariableValues, get_variable_values
from graphql.pyutils import is_async_iterable as default_is_async_iterable
from graphql.pyutils import is_awaitable as default_is_awaitable
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from supergraph.deadline import OverdueError, within
from supergraph.execute.cache import Plans
from supergraph.execute.plan import UnsupportedError
from supergraph.execute.run import DeadlineError, Request, Run, TooManyValuesError
from supergraph.execute.values import Pending

if TYPE_CHECKING:
    from supergraph.execute.plan import OperationPlan
    from supergraph.execute.run import Steps

Resolver = Callable[..., object]
Answered = ExecutionResult | Awaitable[ExecutionResult]

# What graphql-core's execute takes besides; whoever needs one of these is left to graphql-core, and counted.
_ELSEWHERE = ("executor_class", "abort_signal", "hooks", "enable_early_execution")
_MAX_COERCION_ERRORS = 50


def execute(
    schema: GraphQLSchema,
    document: DocumentNode,
    root_value: object = None,
    context_value: object = None,
    variable_values: Mapping[str, object] | None = None,
    operation_name: str | None = None,
    field_resolver: Resolver | None = None,
    type_resolver: GraphQLTypeResolver | None = None,
    subscribe_field_resolver: Resolver | None = None,
    middleware: MiddlewareManager | list[Any] | tuple[Any, ...] | None = None,
    is_awaitable: Callable[[Any], bool] | None = None,
    *,
    deadline: float | None = None,
    max_values: int | None = None,
    **kwargs: Any,
) -> Answered:
    """Execute an operation level by level.

    The result is that of graphql-core's `execute`, or an awaitable of it when something had to be awaited.

    `deadline` is a time of `time.monotonic()`: past it nothing more is started, what runs is cancelled, and the result
    is one error with the code DEADLINE_EXCEEDED. An answer of more than `max_values` values, entries of lists included,
    is not built either: its result is one error with the code OPERATION_TOO_COSTLY. What this executor does not do is
    executed by graphql-core: see `fallbacks`.
    """
    plans = Plans.of(schema)
    try:
        prepared = _prepare(
            plans,
            document,
            operation_name,
            variable_values=variable_values,
            is_awaitable=is_awaitable,
            kwargs=kwargs,
        )
    except UnsupportedError as unsupported:
        plans.fallbacks[str(unsupported)] += 1
        given: dict[str, Any] = dict(kwargs)
        if is_awaitable is not None:
            given["is_awaitable"] = is_awaitable
        if _is_strawberry(schema):
            given.setdefault("executor_class", StrawberryGraphQLCoreExecutionContext)
        return graphql.execute(
            schema,
            document,
            root_value,
            context_value,
            dict(variable_values) if variable_values else None,
            operation_name,
            field_resolver,
            type_resolver,
            subscribe_field_resolver,
            middleware=middleware,
            **given,
        )
    if isinstance(prepared, ExecutionResult):
        return prepared
    plan, variables = prepared
    request = Request(
        root_value=root_value,
        context=context_value,
        variables=variables,
        field_resolver=field_resolver or default_field_resolver,
        type_resolver=type_resolver or default_type_resolver,
        middleware=_manager(middleware),
        is_awaitable=is_awaitable or default_is_awaitable,
        is_async_iterable=kwargs.get("is_async_iterable") or default_is_async_iterable,
        hide_suggestions=kwargs.get("hide_suggestions", False),
        deadline=deadline,
        extensions=(kwargs.get("operation_extensions"),) if _is_strawberry(schema) else None,
        max_values=max_values,
    )
    return run_plan(plan, request)


def fallbacks(schema: GraphQLSchema) -> Mapping[str, int]:
    """How often operations on `schema` were left to graphql-core, by reason."""
    return dict(Plans.of(schema).fallbacks)


def run_plan(plan: OperationPlan, request: Request, *, serially: bool | None = None) -> Answered:
    """Run a plan for one request: at once as far as nothing has to be awaited."""
    run = Run(plan, request, serially=serially)
    steps = run.steps()
    weight = plan.weight
    try:
        pending = next(steps)
    except StopIteration as done:
        return _result(run, done.value, weight)
    except (DeadlineError, TooManyValuesError) as error:
        return ExecutionResult(None, [error])
    return _drive(run, steps, pending, weight)


def choose_operation(document: DocumentNode, operation_name: str | None) -> OperationDefinitionNode | GraphQLError:
    """The operation to execute, as GetOperation of the specification says."""
    definitions = document.definitions
    if len(definitions) == 1 and operation_name is None and isinstance(definitions[0], OperationDefinitionNode):
        return definitions[0]
    operations = [one for one in definitions if isinstance(one, OperationDefinitionNode)]
    if operation_name is not None:
        for operation in reversed(operations):
            if operation.name and operation.name.value == operation_name:
                return operation
        return GraphQLError(f"Unknown operation named '{operation_name}'.")
    if len(operations) > 1:
        return GraphQLError("Must provide operation name if query contains multiple operations.")
    return operations[0] if operations else GraphQLError("Must provide an operation.")


def _prepare(
    plans: Plans,
    document: DocumentNode,
    operation_name: str | None,
    *,
    variable_values: Mapping[str, object] | None,
    is_awaitable: Callable[[Any], bool] | None,
    kwargs: Mapping[str, object],
) -> tuple[OperationPlan, VariableValues] | ExecutionResult:
    schema = plans.schema
    if kwargs:
        for name in _ELSEWHERE:
            if kwargs.get(name):
                raise UnsupportedError(name)
    if is_awaitable not in (None, default_is_awaitable, optimized_is_awaitable):
        raise UnsupportedError("a predicate of its own for awaitables")
    if plans.is_incremental:
        raise UnsupportedError("incremental delivery")
    graphql.assert_valid_schema(schema)
    operation = choose_operation(document, operation_name)
    if isinstance(operation, GraphQLError):
        return ExecutionResult(None, [operation])
    if not operation.variable_definitions:
        return plans.plan(operation, document, {}), VariableValues({}, {})
    maximum = kwargs.get("max_coercion_errors", _MAX_COERCION_ERRORS)
    variables = get_variable_values(
        schema,
        operation.variable_definitions,
        dict(variable_values or {}),
        max_errors=maximum if isinstance(maximum, int) else None,
        hide_suggestions=bool(kwargs.get("hide_suggestions")),
    )
    if isinstance(variables, list):
        return ExecutionResult(None, variables)
    return plans.plan(operation, document, variables.coerced), variables


def _is_strawberry(schema: GraphQLSchema) -> bool:
    """Whether resolvers are Strawberry's, which expect a little more of an info."""
    return hasattr(schema, "_strawberry_schema")


def _manager(middleware: MiddlewareManager | list[Any] | tuple[Any, ...] | None) -> MiddlewareManager | None:
    if isinstance(middleware, (list, tuple)):
        middleware = MiddlewareManager(*middleware)
    if middleware is not None and not isinstance(middleware, MiddlewareManager):
        raise TypeError(
            "Middleware must be passed as a list or tuple of functions or objects, or as a single MiddlewareManager"
            f" object. Got {middleware!r} instead."
        )
    return middleware if middleware is not None and middleware.middlewares else None


async def _drive(run: Run, steps: Steps, pending: list[Pending], weight: int) -> ExecutionResult:
    """Await what the steps hand out until they are through, within the deadline, leaving nothing behind."""
    deadline = run.request.deadline
    try:
        data = await within(None if deadline is None else deadline - time.monotonic(), _finish(steps, pending))
    except OverdueError:
        return ExecutionResult(None, [DeadlineError()])
    except (DeadlineError, TooManyValuesError) as error:
        return ExecutionResult(None, [error])
    return _result(run, data, weight)


async def _finish(steps: Steps, pending: list[Pending]) -> dict[str, object] | None:
    while True:
        await _settle(pending)
        try:
            pending = next(steps)
        except StopIteration as done:
            data: dict[str, object] | None = done.value
            return data


async def _settle(pending: list[Pending]) -> None:
    try:
        if len(pending) == 1:
            await _put(*pending[0])
            return
        async with asyncio.TaskGroup() as group:
            for one in pending:
                group.create_task(_put(*one))
    except BaseException:
        # Cancelled: tasks that had not begun leave their coroutines behind.
        for awaitable, _, _ in pending:
            if iscoroutine(awaitable):
                awaitable.close()
        raise


async def _put(awaitable: Awaitable[object], values: list[object], index: int) -> None:
    """Put the awaited value, or its error, where the awaitable stood."""
    try:
        values[index] = await awaitable
    except Exception as error:  # a field error
        values[index] = error
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        # Nobody cancelled us: what was awaited did so by itself, or somebody else cancelled it.
        values[index] = GraphQLError("What this field waits for was cancelled.")


def _result(run: Run, data: dict[str, object] | None, weight: int) -> ExecutionResult:
    if run.plan.weight != weight:
        Plans.of(run.schema).trim()
    return ExecutionResult(data, run.faults.errors() or None)
