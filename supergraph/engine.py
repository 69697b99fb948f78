"""The engine: a request in, an answer out, whatever the transport.

    (a) the document, made ready and kept by its text (`documents`): parsed, measured, validated
    (b) the operation by its name, and whether the transport may run its kind
    (c) the bounds that need the variables: their size, the estimated cost
    (d) a place among the operations that run at once
    (e) a context of its own, from the caller; entered and left if it is an async context manager
    (f) the caller's allowance (`quota`), where there is one
    (g) execution under a deadline
    (h) errors masked (`errors`), the cost told in `extensions`

A mutation with an Idempotency-Key has (f) to (h) once, however often it is sent (`idempotency`).

What a caller did wrong, and what went wrong here, is an Answer with errors; `run` raises nothing but cancellation.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass
from inspect import isawaitable
from types import CoroutineType, MappingProxyType
from typing import Any, Final, NamedTuple, Protocol

import orjson
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationType,
    create_source_event_stream,
)
from starlette.requests import HTTPConnection
from starlette.types import Scope

from supergraph.accounting import Accounting
from supergraph.cost import CostRules
from supergraph.deadline import OverdueError, within
from supergraph.documents import Documents, Operation
from supergraph.errors import ErrorCode, GraphError, mask, status_of
from supergraph.execute import execute
from supergraph.execute.cache import Plans
from supergraph.idempotency import Kept, answer_once, fingerprint
from supergraph.limits import Limits, refusal, refuse_variables
from supergraph.quota import Spent, used_up
from supergraph.subscribe import LevelExecutor

QUERIES: Final = frozenset({OperationType.QUERY})
"""What a request may run that must change nothing, such as a GET."""
SINGLE: Final = frozenset({OperationType.QUERY, OperationType.MUTATION})
"""What has one answer."""

_PASSING: Final = frozenset({401, 403, 429, 500, 503, 504})
"""Statuses of errors after which the same request may be answered otherwise."""

RETRY_AFTER_S: Final = 1
"""What a client is told to wait when too many operations run."""


class Execute(Protocol):
    """How an operation is executed: by this package's `execute`, or another.

    `deadline` is of `time.monotonic()`; `max_values` is what an answer may hold.
    """

    def __call__(
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
    ) -> ExecutionResult | Awaitable[ExecutionResult]: ...


class GraphRequest(NamedTuple):
    """What is asked, as GraphQL over HTTP names it.

    A named tuple as Caller and Answer are: one of each is made for every request, in 0.3 µs where a frozen dataclass
    takes 1.
    """

    query: str
    variables: Mapping[str, Any] | None = None
    operation_name: str | None = None
    extensions: Mapping[str, Any] | None = None
    idempotency_key: str | None = None
    "Of a mutation that may be repeated (`supergraph.idempotency`)."


class Caller(NamedTuple):
    """Who asks, for the context factory. `languages`: those of Accept-Language, the dearest first, ("de-at", "en")."""

    scope: Scope | None = None
    languages: tuple[str, ...] = ()
    connection_params: Mapping[str, Any] = MappingProxyType({})
    "The payload of a WebSocket's connection_init."

    @property
    def connection(self) -> HTTPConnection | None:
        """Starlette's view of the request or WebSocket: headers, client, state. None for a call from within."""
        return HTTPConnection(self.scope) if self.scope is not None else None


ContextFactory = Callable[[Caller], object]
"""Makes the context of one operation, or an awaitable of it; what it answers may be an async context manager."""


class Answer(NamedTuple):
    """What an operation came to. `is_executed` is false when nothing was resolved: then there is no data."""

    data: Mapping[str, Any] | None
    errors: tuple[GraphQLError, ...] = ()
    is_executed: bool = True
    cost: tuple[int, int] | None = None
    "Estimated, and allowed."
    spent: Spent | None = None
    "What is left to the caller, where that is bounded."
    kept: Mapping[str, object] | None = None
    "What an earlier request with the same Idempotency-Key was answered."

    @property
    def status(self) -> int:
        """As an HTTP status: 200 for what was executed, else that of the first error's code."""
        if self.is_executed or not self.errors:
            return 200
        return status_of((self.errors[0].extensions or {}).get("code"))

    def formatted(self) -> dict[str, object]:
        """The response as GraphQL writes it: values that JSON knows."""
        if self.kept is not None:
            return dict(self.kept)
        response: dict[str, object] = {}
        if self.errors:
            response["errors"] = [error.formatted for error in self.errors]
        if self.is_executed:
            response["data"] = self.data
        if self.cost is not None:
            response["extensions"] = {"cost": {"estimated": self.cost[0], "limit": self.cost[1]}}
            if self.spent is not None:
                response["extensions"]["rateLimit"] = self.spent.extension()  # type: ignore[index]
        return response


@dataclass(slots=True)
class _Prepared:
    """A request that may run. `spent` is known once it begins."""

    document: DocumentNode
    operation: Operation
    variables: dict[str, Any]
    cost: tuple[int, int]
    spent: Spent | None = None


def refused(*errors: GraphQLError) -> Answer:
    """The answer to what was not executed."""
    return Answer(None, errors, is_executed=False)


class Engine:
    """One schema, its limits, its documents. `context_factory` is called once for every operation and every event."""

    def __init__(
        self,
        schema: GraphQLSchema,
        *,
        limits: Limits | None = None,
        context_factory: ContextFactory = lambda caller: caller,
        cost_rules: CostRules | None = None,
        execute: Execute = execute,
        accounting: Accounting | None = None,
    ) -> None:
        self.schema = schema
        self.limits = limits or Limits()
        self.documents = Documents(schema, self.limits, cost_rules)
        self._context_factory = context_factory
        self._execute = execute
        self._accounting = accounting
        self._running = 0
        self._subscribed = 0

    @property
    def running(self) -> int:
        """Operations that are executed just now."""
        return self._running

    def forget(self) -> None:
        """Lets go of every document and plan: what is written in them may belong to someone who erased themselves."""
        self.documents.forget()
        Plans.of(self.schema).forget()

    async def run(self, request: GraphRequest, caller: Caller, allowed: frozenset[OperationType] = SINGLE) -> Answer:
        """The answer to a query or mutation."""
        prepared = self._prepare(request, allowed)
        if isinstance(prepared, Answer):
            return prepared
        return await self._run_single(request, prepared, caller)

    async def stream(self, request: GraphRequest, caller: Caller) -> AsyncGenerator[Answer, None]:
        """The answers to an operation of any kind: one for a query or mutation, one per event for a subscription."""
        prepared = self._prepare(request, frozenset(OperationType))
        if isinstance(prepared, Answer):
            yield prepared
        elif prepared.operation.kind is not OperationType.SUBSCRIPTION:
            yield await self._run_single(request, prepared, caller)
        else:
            async with aclosing(self._events(prepared, caller)) as answers:
                async for answer in answers:
                    yield answer

    def _prepare(self, request: GraphRequest, allowed: frozenset[OperationType]) -> _Prepared | Answer:
        document = self.documents.get(request.query)  # (a)
        if document.errors:
            return refused(*document.errors)
        operation = document.choose(request.operation_name)  # (b)
        if isinstance(operation, GraphError):
            return refused(operation)
        if operation.kind not in allowed:
            return refused(_not_by_this_transport(operation.kind))
        variables = dict(request.variables) if request.variables else {}
        if variables and (too_large := refuse_variables(variables, self.limits)):  # (c)
            return refused(too_large)
        estimated = operation.cost.estimate(variables)
        cost = estimated, self.limits.cost
        if estimated > self.limits.cost:
            too_costly = refusal(
                ErrorCode.OPERATION_TOO_COSTLY,
                limit="cost",
                counted="objects to answer, by estimate",
                found=estimated,
                allowed=self.limits.cost,
                way_out="Ask for smaller pages (first), or for fewer lists within lists.",
            )
            return Answer(None, (too_costly,), is_executed=False, cost=cost)
        return _Prepared(document.node, operation, variables, cost)

    async def _run_single(self, request: GraphRequest, prepared: _Prepared, caller: Caller) -> Answer:
        """Execute what has one answer, whatever the transport."""
        if request.idempotency_key is not None and prepared.operation.kind is OperationType.MUTATION:
            return await self._run_once(request, prepared, caller)
        return await self._run(prepared, self._context_factory, caller, None)

    async def _run_once(self, request: GraphRequest, prepared: _Prepared, caller: Caller) -> Answer:
        """Execute a mutation that may have been sent before."""
        accounting, key = self._accounting, request.idempotency_key
        if accounting is None or accounting.keeper is None or key is None:
            return await self._run(prepared, self._context_factory, caller, None)
        try:
            async with _entered(self._context_factory(caller)) as context:
                payer = accounting.payer_of(context)
                outcome = await answer_once(
                    accounting.keeper,
                    caller=payer.key,
                    owner=payer.owner,
                    key=key,
                    asked=fingerprint(request.query, request.operation_name, prepared.variables, payer.rights),
                    execute=lambda: self._run(prepared, lambda _: context, caller, None),
                    write=_to_keep,
                )
        except Exception as error:
            return self._failed(error, prepared)
        match outcome:
            case Kept():
                return Answer(None, kept=orjson.loads(outcome.answer))
            case GraphError():
                return refused(outcome)
            case _:
                return outcome

    async def _run(self, prepared: _Prepared, make: ContextFactory, caller: Caller, event: object) -> Answer:
        """Execute once; `event` is what a subscription's source gave."""
        if self._running >= self.limits.running:  # (d)
            return refused(_busy(self.limits.running, "operations are running"))
        self._running += 1
        try:
            result = self._start(prepared, make(caller), event)
            if not isinstance(result, ExecutionResult):
                result = await within(self.limits.deadline_s, result)
        except OverdueError:
            return Answer(None, (_late(self.limits.deadline_s),), is_executed=False, cost=prepared.cost)
        except Exception as error:
            return self._failed(error, prepared)
        finally:
            self._running -= 1
        return self._answer(result, prepared)

    def _start(
        self, prepared: _Prepared, context: object, event: object
    ) -> ExecutionResult | Coroutine[object, None, ExecutionResult]:  # (g)
        """Execute with a context that is there; an awaitable one, or one to enter, comes first."""
        if isawaitable(context) or isinstance(context, AbstractAsyncContextManager):
            return self._start_later(prepared, context, event)
        result = self._start_now(prepared, context, event)
        if isinstance(result, (ExecutionResult, CoroutineType)):
            return result
        return _awaited(result)

    def _start_now(
        self, prepared: _Prepared, context: object, event: object
    ) -> ExecutionResult | Awaitable[ExecutionResult]:
        if self._accounting is not None and event is None and (too_much := self._charge(prepared, context)):
            return ExecutionResult(None, [too_much])
        return self._execute(
            self.schema,
            prepared.document,
            root_value=event,
            context_value=context,
            variable_values=prepared.variables,
            operation_name=prepared.operation.name,
            deadline=time.monotonic() + self.limits.deadline_s,
            max_values=self.limits.answer_values,
        )

    def _charge(self, prepared: _Prepared, context: object) -> GraphError | None:  # (f)
        """Book the operation on the caller's account; what forbids it, where the allowance is used up."""
        assert self._accounting is not None
        mutations = prepared.operation.mutations
        prepared.spent = spent = self._accounting.charge(context, prepared.cost[0], mutations=mutations)
        return used_up(spent) if spent is not None and spent.is_refused else None

    async def _start_later(self, prepared: _Prepared, made: object, event: object) -> ExecutionResult:
        async with _entered(made) as context:
            result = self._start_now(prepared, context, event)
            return result if isinstance(result, ExecutionResult) else await result

    def _answer(self, result: ExecutionResult, prepared: _Prepared) -> Answer:  # (h)
        if not result.errors:
            return Answer(result.data, cost=prepared.cost, spent=prepared.spent)
        is_executed = result.data is not None or any(error.path for error in result.errors)
        errors = mask(result.errors, operation=prepared.operation.name)
        return Answer(result.data, tuple(errors), is_executed=is_executed, cost=prepared.cost, spent=prepared.spent)

    def _failed(self, error: Exception, prepared: _Prepared) -> Answer:
        """What went wrong outside of fields: in the context factory, or the executor itself."""
        if not isinstance(error, GraphQLError):
            error = GraphQLError("internal error", original_error=error)
        return refused(*mask([error], operation=prepared.operation.name))

    async def _events(self, prepared: _Prepared, caller: Caller) -> AsyncGenerator[Answer, None]:
        """One answer per event of a subscription's source, each with a context of its own."""
        if self._subscribed >= self.limits.subscriptions:
            yield refused(_busy(self.limits.subscriptions, "subscriptions are open"))
            return
        self._subscribed += 1
        try:
            async with _entered(self._context_factory(caller)) as context:
                if self._accounting is not None and (too_much := self._charge(prepared, context)):
                    yield refused(too_much)._replace(spent=prepared.spent)
                    return
                source = await self._source(prepared, context)
                if isinstance(source, Answer):
                    yield source
                    return
                async with _closing(source) as events:
                    async for event in events:
                        yield await self._run(prepared, self._context_factory, caller, event)
        except Exception as error:
            yield self._failed(error, prepared)
        finally:
            self._subscribed -= 1

    async def _source(self, prepared: _Prepared, context: object) -> AsyncIterable[object] | Answer:
        """The events of a subscription, or the refusal of one that cannot begin."""
        executor = LevelExecutor.build(
            self.schema,
            prepared.document,
            None,
            context,
            prepared.variables,
            prepared.operation.name,
            operation_extensions=None,
        )
        if isinstance(executor, list):
            return refused(*mask(executor, operation=prepared.operation.name))
        try:
            async with asyncio.timeout(self.limits.deadline_s) as deadline:
                source = create_source_event_stream(executor)
                if isawaitable(source):
                    source = await source
        except TimeoutError:
            if deadline.expired():
                return refused(_late(self.limits.deadline_s))
            raise
        if isinstance(source, ExecutionResult):
            return refused(*mask(source.errors or [], operation=prepared.operation.name))
        return source


def _to_keep(answer: Answer) -> str | None:
    """The text of an answer that is one: executed, and not failed for a reason that may be gone the next time."""
    codes = {(error.extensions or {}).get("code") for error in answer.errors}
    if not answer.is_executed or any(status_of(code) in _PASSING for code in codes):
        return None
    return orjson.dumps(answer._replace(cost=None).formatted()).decode()


async def _awaited(result: Awaitable[ExecutionResult]) -> ExecutionResult:
    return await result


@asynccontextmanager
async def _entered(made: object) -> AsyncIterator[object]:  # (e)
    """The context that a factory made: awaited, and entered, where that is what it takes."""
    context = await made if isawaitable(made) else made
    if isinstance(context, AbstractAsyncContextManager):
        async with context as entered:
            yield entered
    else:
        yield context


@asynccontextmanager
async def _closing(source: AsyncIterable[object]) -> AsyncIterator[AsyncIterable[object]]:
    """The source, closed at the end where it can be."""
    try:
        yield source
    finally:
        if isinstance(source, AsyncGenerator):
            await source.aclose()


def _not_by_this_transport(kind: OperationType) -> GraphError:
    if kind is OperationType.SUBSCRIPTION:
        return GraphError(
            ErrorCode.SUBSCRIPTION_NEEDS_STREAM,
            "a subscription has many answers, this request has room for one",
            hint="Use a WebSocket (graphql-transport-ws), or Accept: text/event-stream.",
        )
    return GraphError(
        ErrorCode.METHOD_NOT_ALLOWED,
        f"a {kind.value} cannot be asked by GET",
        hint="Send it by POST.",
        details={"allow": ["POST"]},
    )


def _busy(allowed: int, what: str) -> GraphError:
    return GraphError(
        ErrorCode.SERVER_BUSY,
        f"{allowed} {what}, which is as many as allowed",
        hint=f"Try again in {RETRY_AFTER_S} s.",
        details={"retryAfter": RETRY_AFTER_S},
    )


def _late(deadline_s: float) -> GraphError:
    return GraphError(
        ErrorCode.DEADLINE_EXCEEDED,
        f"the operation was stopped after {deadline_s:g} s",
        hint="Ask for smaller pages, or for fewer things at once.",
    )
