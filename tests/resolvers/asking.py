"""One operation, asked of the hub's own schema by either executor."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import graphql
from graphql import ExecutionResult, parse, validate

from resolvers.context import Context
from schema.build import build_schema
from supergraph.errors import mask
from supergraph.execute import execute


@dataclass(frozen=True)
class Answer:
    """What a client reads."""

    data: Any
    errors: list[dict[str, Any]]

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in self.errors]

    def of(self, *path: str | int) -> Any:
        """The value at a path of an answer without errors."""
        assert self.errors == []
        value = self.data
        for step in path:
            value = value[step]
        return value

    def refusal(self, code: str = "BAD_USER_INPUT") -> str:
        """The message of the one error, which has this code."""
        assert self.codes == [code], self.errors
        return str(self.errors[0]["message"])


async def ask_graph(
    context: Context,
    query: str,
    variables: Mapping[str, Any] | None = None,
    *,
    run: Callable[..., Any] = execute,
) -> Answer:
    """The answer of our executor, or of another's `execute`."""
    schema = build_schema()._schema
    document = parse(query)
    mistakes = validate(schema, document)
    assert mistakes == [], mistakes
    result = run(schema, document, context_value=context, variable_values=dict(variables or {}))
    if inspect.isawaitable(result):
        result = await result
    assert isinstance(result, ExecutionResult)
    return Answer(result.data, [dict(error.formatted) for error in mask(result.errors or [])])


graphql_core = graphql.execute
