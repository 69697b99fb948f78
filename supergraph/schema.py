"""A Strawberry federation schema that executes level by level and answers `_entities` by type.

    schema = Schema(query=Query, types=[Club, Institution])

It is a `strawberry.federation.Schema` in everything else: extensions, permissions, field extensions and `Info` work as
they do there. What differs:

- operations run through `supergraph.execute`, subscriptions' events too;
- rows stay rows: what a resolver answers need not be an instance of the Strawberry type (see `execute.rows`);
- a type with `resolve_references` is asked once for all its representations of a level:

      @classmethod
      async def resolve_references(
          cls, references: Sequence[Mapping[str, object]], info: strawberry.Info
      ) -> Sequence[ClubRow | None | Exception]: ...

  `references` are copies of what the caller sent, `__typename` included. A representation that cannot be resolved is
  null with an error of its own; its neighbours are answered; what went wrong inside is not told to the caller.
"""

from __future__ import annotations

import asyncio
import copy
import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, cast

import strawberry
from graphql import (
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
)
from strawberry.federation import Schema as FederationSchema
from strawberry.federation.schema import FederationAny
from strawberry.federation.schema_directives import Key
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.arguments import convert_argument
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.utils.inspect import get_func_args

from supergraph.dataloader import WrongAnswerCountError
from supergraph.direct import simplify
from supergraph.errors import ErrorCode, GraphError
from supergraph.execute import execute
from supergraph.execute.rows import RowTypes, TypedRow, tells_type
from supergraph.subscribe import LevelExecutor

__all__ = ["Schema"]

FederationVersion = Literal["2.0", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "2.8", "2.9", "2.10", "2.11"]

# More representations than this in one fetch are refused: composers split theirs far below it.
MAX_REPRESENTATIONS = 10_000

_DEFINITION = "strawberry-definition"
_ENTITIES_HINT = "Send the __typename of a type with a @key, as _service { sdl } prints it."


class Schema(FederationSchema):
    """See the module. `federation_version` is pinned to what the composers around us know."""

    def __init__(
        self,
        query: type | None = None,
        mutation: type | None = None,
        subscription: type | None = None,
        *,
        federation_version: FederationVersion = "2.9",
        execution_context_class: type[Any] | None = None,
        **kwargs: Any,  # those of strawberry.federation.Schema
    ) -> None:
        super().__init__(
            query=query,
            mutation=mutation,
            subscription=subscription,
            federation_version=federation_version,
            execution_context_class=execution_context_class or LevelExecutor,
            **kwargs,
        )
        for graphql_type in self._schema.type_map.values():
            if isinstance(graphql_type, (GraphQLInterfaceType, GraphQLUnionType)):
                graphql_type.resolve_type = RowTypes(graphql_type.resolve_type)  # type: ignore[assignment]
            elif isinstance(graphql_type, GraphQLObjectType):
                _accept_rows(graphql_type)
                if not self.exception_handlers:
                    for field in graphql_type.fields.values():
                        simplify(field, self.schema_converter)

    @property
    def core(self) -> GraphQLSchema:
        """The schema as graphql-core knows it, which `supergraph.execute` takes."""
        return self._schema

    def _get_execute_function(self) -> Callable[..., Any]:
        return super()._get_execute_function() if self._is_delegated else self._execute_by_level

    @property
    def _is_delegated(self) -> bool:
        """Whether this schema was made to be executed another way: incrementally, or by an executor of its own."""
        known = (LevelExecutor, StrawberryGraphQLCoreExecutionContext)
        return self.config.enable_experimental_incremental_execution or self.execution_context_class not in known

    @staticmethod
    def _execute_by_level(*args: Any, executor_class: type[Any] | None = None, **kwargs: Any) -> object:
        # `executor_class` is LevelExecutor, which would only lead here again.
        return execute(*args, **kwargs)

    def entities_resolver(self, info: strawberry.Info, representations: list[FederationAny]) -> list[FederationAny]:
        """`_entities`: each type is asked once; answers stand at their representations' places."""
        if len(representations) > MAX_REPRESENTATIONS:
            raise _refused(
                f"{len(representations)} representations were sent, and at most {MAX_REPRESENTATIONS} are answered.",
                "Send them in several requests.",
            )
        answers: list[object] = [None] * len(representations)
        by_type: dict[str, list[int]] = {}
        for index, representation in enumerate(representations):
            typename = representation.get("__typename") if isinstance(representation, Mapping) else None
            if isinstance(typename, str):
                by_type.setdefault(typename, []).append(index)
            else:
                answers[index] = _refused(
                    "This representation is not an object with a __typename.",
                    "Send __typename and the fields of one of the type's keys.",
                )
        later: list[tuple[str, list[int], Awaitable[object]]] = []
        for typename, indices in by_type.items():
            for places, asked in self._ask_type(typename, [representations[index] for index in indices], indices, info):
                if inspect.isawaitable(asked):
                    later.append((typename, places, asked))
                else:
                    _put(answers, typename, places, asked)
        awaited = self._with_awaited(answers, later) if later else answers
        return cast("list[FederationAny]", awaited)

    async def _with_awaited(
        self, answers: list[object], later: Sequence[tuple[str, list[int], Awaitable[object]]]
    ) -> list[object]:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_outcome(asked)) for _, _, asked in later]
        for (typename, places, _), task in zip(later, tasks, strict=True):
            _put(answers, typename, places, task.result())
        return answers

    def _ask_type(
        self, typename: str, sent: Sequence[object], indices: list[int], info: strawberry.Info
    ) -> Iterator[tuple[list[int], object]]:
        """What a type answers to the representations sent for it: one outcome for all of them, or one for each."""
        known = self.schema_converter.type_map.get(typename)
        definition = known.definition if known is not None else None
        if not isinstance(definition, StrawberryObjectDefinition) or not _has_key(definition):
            for index in indices:
                yield [index], [_refused(f"{typename} is not an entity of this graph.", _ENTITIES_HINT)]
            return
        origin = definition.origin
        # Copies: resolvers may keep or change what they get, and it is the caller's.
        references = [copy.deepcopy(one) for one in sent]
        if hasattr(origin, "resolve_references"):
            yield indices, _tried(origin.resolve_references, references, **_with_info(origin.resolve_references, info))
            return
        for index, reference in zip(indices, references, strict=True):
            fields = {
                name: value for name, value in cast("dict[str, object]", reference).items() if name != "__typename"
            }
            if hasattr(origin, "resolve_reference"):
                outcome = _tried(origin.resolve_reference, **{**fields, **_with_info(origin.resolve_reference, info)})
            else:
                outcome = _tried(self._from_fields, fields, origin, info, index)
            yield [index], _one(outcome)

    def _from_fields(self, fields: dict[str, object], origin: type, info: strawberry.Info, index: int) -> object:
        """Strawberry's own way for types without a resolver of references: the fields sent are the entity."""
        return convert_argument(
            fields,
            type_=origin,
            scalar_registry=self.schema_converter.scalar_registry,
            config=self.config,
            info=info,
            path=("representations", index),
        )


def _accept_rows(graphql_type: GraphQLObjectType) -> None:
    # Strawberry checks that objects of types with interfaces are instances of them, which rows are not. Where a type
    # has to be told apart, RowTypes does it; a check written by hand stays.
    definition = graphql_type.extensions.get(_DEFINITION)
    if isinstance(definition, StrawberryObjectDefinition) and definition.is_type_of is None:
        graphql_type.is_type_of = None


def _has_key(definition: StrawberryObjectDefinition) -> bool:
    return any(isinstance(directive, Key) for directive in definition.directives or ())


def _with_info(function: Callable[..., object], info: strawberry.Info) -> dict[str, object]:
    return {"info": info} if "info" in get_func_args(function) else {}


def _tried(function: Callable[..., object], *args: object, **kwargs: object) -> object:
    try:
        return function(*args, **kwargs)
    except Exception as error:  # the error of those it was asked for
        return error


async def _outcome(asked: Awaitable[object]) -> object:
    try:
        return await asked
    except Exception as error:  # the error of those it was asked for
        return error


def _one(outcome: object) -> object:
    """One answer as a sequence of one."""
    if isinstance(outcome, Exception):
        return outcome
    return _awaited_one(outcome) if inspect.isawaitable(outcome) else [outcome]


async def _awaited_one(asked: Awaitable[object]) -> list[object]:
    return [await asked]


def _put(answers: list[object], typename: str, places: list[int], outcome: object) -> None:
    """Put what a type answered to its representations' places; each has an answer or an error of its own."""
    if not isinstance(outcome, Exception) and (not isinstance(outcome, Sequence) or len(outcome) != len(places)):
        count = len(outcome) if isinstance(outcome, Sequence) else 0
        outcome = WrongAnswerCountError(f"{typename}.resolve_references", len(places), count)
    for place, one in zip(places, [outcome] * len(places) if isinstance(outcome, Exception) else outcome, strict=True):
        answers[place] = _told(typename, one)


def _told(typename: str, one: object) -> object:
    """What the caller may see of an answer: an entity that tells its type, or an error without internals."""
    if one is None:
        return GraphError(ErrorCode.NOT_FOUND, f"No {typename} is known for this representation.")
    if isinstance(one, GraphQLError):
        return one
    if isinstance(one, Exception):
        # Without a code, so that the one place that masks logs the cause and gives the caller a reference to it.
        masked = GraphQLError(f"The {typename} of this representation could not be read.", original_error=one)
        masked.__cause__ = one
        return masked.with_traceback(one.__traceback__)
    return one if tells_type(one) else TypedRow(typename, one)


def _refused(message: str, hint: str) -> GraphError:
    return GraphError(ErrorCode.BAD_USER_INPUT, message, hint=hint)
