"""Batch fields: a field of a Strawberry type that is resolved for all objects of a level in one call.

    @strawberry.type
    class Club:
        name: str

        @batch_field(description="Calendars it publishes, as announced.")
        @staticmethod
        async def events(
            parents: Sequence[ClubRow], info: strawberry.Info, filter: EventFilter | None = None
        ) -> Sequence[EventConnection | Exception]: ...

        seat: Place | None = batch_field(seats_of_clubs, description="Where it is at home.")

The function takes all parents of a level and answers one value per parent, in order. A value may be an exception: it
becomes that parent's error, and its neighbours are answered. What stands after `parents` (and `info`) are the field's
arguments, as in any Strawberry resolver. The type in the SDL is the element of the answered sequence without its
exceptions; a class annotation or `graphql_type` states it instead where the function answers rows of its own.

The executor of this package calls the function once for a level. Under graphql-core alone it is called for each object,
with one parent: the answers are the same.
"""

from __future__ import annotations

import asyncio
import inspect
import types
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, TypeAlias, Union, cast, get_args, get_origin, overload

import strawberry
from graphql import GraphQLResolveInfo
from strawberry.annotation import StrawberryAnnotation
from strawberry.federation.params import FederationFieldParams, process_federation_field_directives
from strawberry.permission import BasePermission, PermissionExtension
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryType
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import Signature, StrawberryResolver
from typing_extensions import Unpack

from supergraph.arguments import Convert, converter
from supergraph.dataloader import WrongAnswerCountError
from supergraph.execute.rows import TypedRow

__all__ = ["BatchField", "batch_field"]

# In a class body, @staticmethod makes the function an object of that class; Strawberry takes it out.
BatchFunction: TypeAlias = "Callable[..., object] | staticmethod[..., object]"


@overload
def batch_field(
    function: None = None,
    *,
    graphql_type: object = None,
    name: str | None = None,
    description: str | None = None,
    deprecation_reason: str | None = None,
    permission_classes: Sequence[type[BasePermission]] = (),
    directives: Iterable[object] = (),
    metadata: Mapping[object, object] | None = None,
    **federation: Unpack[FederationFieldParams],
) -> Callable[[BatchFunction], Any]: ...


@overload
def batch_field(
    function: BatchFunction,
    *,
    graphql_type: object = None,
    name: str | None = None,
    description: str | None = None,
    deprecation_reason: str | None = None,
    permission_classes: Sequence[type[BasePermission]] = (),
    directives: Iterable[object] = (),
    metadata: Mapping[object, object] | None = None,
    **federation: Unpack[FederationFieldParams],
) -> Any: ...


def batch_field(
    function: BatchFunction | None = None,
    *,
    graphql_type: object = None,
    name: str | None = None,
    description: str | None = None,
    deprecation_reason: str | None = None,
    permission_classes: Sequence[type[BasePermission]] = (),
    directives: Iterable[object] = (),
    metadata: Mapping[object, object] | None = None,
    **federation: Unpack[FederationFieldParams],
) -> Any:  # a class attribute of any annotation, as with strawberry.field
    """Declare a batch field: as a decorator, bare or with arguments, or as the value of an annotated attribute.

    `graphql_type` names the type in the SDL where the function's annotation names what it really answers. Permissions
    are asked for every parent; the function is called with those that may be read. `shareable`, `tags` and the other
    federation parameters are those of `strawberry.federation.field`.
    """
    applied = process_federation_field_directives(list(directives), **federation)

    def declare(resolved: BatchFunction) -> BatchField:
        return BatchField(
            graphql_name=name,
            type_annotation=StrawberryAnnotation.from_annotation(graphql_type),
            base_resolver=BatchResolver(resolved),
            description=description,
            deprecation_reason=deprecation_reason,
            permission_classes=list(permission_classes),
            directives=applied,
            metadata=metadata,
        )

    return declare if function is None else declare(function)


class BatchResolver(StrawberryResolver[object]):
    """Strawberry's view of a batch function: without its parents, and answering one element."""

    @cached_property
    def signature(self) -> inspect.Signature:
        whole = Signature.from_callable(self._unbound_wrapped_func, follow_wrapped=True)
        parameters = list(whole.parameters.values())
        if not parameters or parameters[0].kind not in _POSITIONAL:
            raise TypeError(
                f"The batch function {self.name} takes no parents: its first parameter, given by position, "
                "must be the sequence of all parents."
            )
        return whole.replace(parameters=parameters[1:])

    @cached_property
    def type_annotation(self) -> StrawberryAnnotation | None:
        annotation = self.signature.return_annotation
        if annotation is inspect.Signature.empty:
            return None
        return _ElementAnnotation(annotation, namespace=self._namespace)

    @property
    def type(self) -> StrawberryType | type | None:
        if self._type_override is not None:
            return self._type_override
        return None if self.type_annotation is None else self.type_annotation.resolve()


class _ElementAnnotation(StrawberryAnnotation):
    """`Sequence[Event | None | Exception]`, awaited or not, read as `Event | None`.

    Evaluated late, like every annotation of Strawberry's: the names in it may be defined further down.
    """

    __slots__ = ()

    def evaluate(self) -> type:
        return cast(type, _element_of(super().evaluate()))


def _element_of(answer: object) -> object:
    origin = get_origin(answer)
    if origin is Annotated:
        return _element_of(get_args(answer)[0])
    if origin in (Awaitable, Coroutine):
        return _element_of(get_args(answer)[-1])
    if isinstance(origin, type) and issubclass(origin, Sequence) and origin is not tuple:
        return _without_exceptions(get_args(answer)[0])
    raise TypeError(
        f"A batch function is annotated as answering {answer!r}: it answers a Sequence, one value per parent. "
        "Annotate it so, or name the field's type with graphql_type."
    )


def _without_exceptions(element: object) -> object:
    if get_origin(element) not in (Union, types.UnionType):
        return element
    kept = [one for one in get_args(element) if not (isinstance(one, type) and issubclass(one, BaseException))]
    return Union[tuple(kept)]  # noqa: UP007 - the members are known at run time only


class BatchField(StrawberryField):
    """A field whose function is called with all parents of a level."""

    _prepared: tuple[GraphQLCoreConverter, Convert] | None = None

    def resolve_level(
        self, parents: Sequence[object], info: GraphQLResolveInfo[Any], arguments: dict[str, object]
    ) -> object:
        """The answers for `parents` in order, or an awaitable of them; `arguments` as resolvers get them."""
        schema = info.schema._strawberry_schema  # type: ignore[attr-defined]
        strawberry_info = schema.config.info_class(_raw_info=info, _field=self)
        converted = self._converter(schema.schema_converter)(arguments, strawberry_info) if arguments else {}
        guards = [one for one in self.extensions if isinstance(one, PermissionExtension)]
        if not guards:
            return self._call(parents, strawberry_info, converted)
        if all(guard.supports_sync for guard in guards):
            verdicts = [_verdict(guards, parent, strawberry_info, converted) for parent in parents]
            return self._call_allowed(parents, verdicts, strawberry_info, converted)
        return self._call_when_allowed(parents, guards, strawberry_info, converted)

    def get_result(
        self, source: object, info: strawberry.Info | None, args: list[object], kwargs: dict[str, object]
    ) -> object:
        """One parent, as Strawberry asks under graphql-core. `kwargs` hold the info already, where it is wanted."""
        answers = self._function([source.row if isinstance(source, TypedRow) else source], **kwargs)
        if inspect.isawaitable(answers):
            return self._only_awaited(answers)
        return self._only(answers)

    def _converter(self, schema: GraphQLCoreConverter) -> Convert:
        """Prepared at the first call: only then all types of the schema are known. A field is seldom in two schemas."""
        known = self._prepared
        if known is None or known[0] is not schema:
            known = self._prepared = schema, converter(self, schema)
        return known[1]

    @property
    def _function(self) -> Callable[..., object]:
        assert self.base_resolver is not None
        return cast("Callable[..., object]", self.base_resolver.wrapped_func)

    def _call(self, parents: Sequence[object], info: strawberry.Info, converted: dict[str, object]) -> object:
        assert self.base_resolver is not None
        wanted = self.base_resolver.info_parameter
        given = converted if wanted is None else {wanted.name: info, **converted}
        return self._function(parents, **given)

    async def _call_when_allowed(
        self,
        parents: Sequence[object],
        guards: Sequence[PermissionExtension],
        info: strawberry.Info,
        converted: dict[str, object],
    ) -> object:
        async with asyncio.TaskGroup() as group:
            asked = [group.create_task(_awaited_verdict(guards, one, info, converted)) for one in parents]
        answers = self._call_allowed(parents, [task.result() for task in asked], info, converted)
        return await answers if inspect.isawaitable(answers) else answers

    def _call_allowed(
        self, parents: Sequence[object], verdicts: list[object], info: strawberry.Info, converted: dict[str, object]
    ) -> object:
        """Ask the function for those that may be read; the others answer what their guard said."""
        allowed = [row for row, verdict in enumerate(verdicts) if verdict is _ALLOWED]
        if not allowed:
            return verdicts
        answers = self._call([parents[row] for row in allowed], info, converted)
        if inspect.isawaitable(answers):
            return self._merge_awaited(verdicts, allowed, answers)
        return self._merge(verdicts, allowed, answers)

    async def _merge_awaited(self, verdicts: list[object], allowed: list[int], answers: Awaitable[object]) -> object:
        return self._merge(verdicts, allowed, await answers)

    def _merge(self, verdicts: list[object], allowed: list[int], answers: object) -> object:
        merged = list(verdicts)
        for row, answer in zip(allowed, self._counted(answers, len(allowed)), strict=True):
            merged[row] = answer
        return merged

    async def _only_awaited(self, answers: Awaitable[object]) -> object:
        return self._only(await answers)

    def _only(self, answers: object) -> object:
        return self._counted(answers, 1)[0]

    def _counted(self, answers: object, parents: int) -> Sequence[object]:
        if not isinstance(answers, Sequence) or len(answers) != parents:
            count = len(answers) if isinstance(answers, Sequence) else 0
            raise WrongAnswerCountError(f"The batch field {self.python_name}", parents, count)
        return answers


class _Allowed:
    """What a guard answers for a parent that may be read."""


_ALLOWED = _Allowed()


def _allow(*_args: object, **_kwargs: object) -> object:
    return _ALLOWED


async def _allow_later(*_args: object, **_kwargs: object) -> object:
    return _ALLOWED


def _verdict(
    guards: Sequence[PermissionExtension], parent: object, info: strawberry.Info, converted: dict[str, Any]
) -> object:
    try:
        for guard in guards:
            verdict = guard.resolve(_allow, parent, info, **converted)
            if verdict is not _ALLOWED:
                return verdict
    except Exception as error:  # refused: this parent's error
        return error
    return _ALLOWED


async def _awaited_verdict(
    guards: Sequence[PermissionExtension], parent: object, info: strawberry.Info, converted: dict[str, Any]
) -> object:
    try:
        for guard in guards:
            verdict = await guard.resolve_async(_allow_later, parent, info, **converted)
            if verdict is not _ALLOWED:
                return verdict
    except Exception as error:  # refused: this parent's error
        return error
    return _ALLOWED


_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
