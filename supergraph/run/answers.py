"""What a subgraph sent: read, checked, and its errors put where they belong.

A page of HTML, a list, a number, data that is no object, errors that are none: all of it is a failure of that subgraph
alone. An error with a path stands, from here on, in the data itself: the null that it explains becomes a Failure, and
shaping tells it at whatever path the client knows that place by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson

from supergraph.run.fetching import SubgraphAnswer, SubgraphFailed

MAX_ERRORS: Final = 1_000
"""Errors of one answer that are looked at."""

MAX_MESSAGE: Final = 500
"""Characters of a subgraph's message, where they are shown."""

MAX_NESTING: Final = 200
"""Objects and lists within each other in an answer."""


@dataclass(slots=True, eq=False)
class Failure:
    """Why a value is missing; stands in the data in its place. `is_told` once an error of the answer says so."""

    subgraph: str
    message: str
    code: str | None = None
    "As the subgraph said it."
    is_own: bool = False
    "Whether the message is ours, and may be shown."
    is_told: bool = False


def read_answer(subgraph: str, body: bytes) -> SubgraphAnswer:
    """A response's body as an answer; raises SubgraphFailed."""
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise SubgraphFailed(subgraph, "answered what is not JSON") from None
    if not isinstance(answer, dict):
        raise SubgraphFailed(subgraph, "answered JSON that is no object")
    data, errors = answer.get("data"), answer.get("errors")
    if data is not None and not isinstance(data, dict):
        raise SubgraphFailed(subgraph, "answered data that is no object")
    if errors is not None and not (isinstance(errors, list) and all(isinstance(each, dict) for each in errors)):
        raise SubgraphFailed(subgraph, "answered errors that are no list of objects")
    if data is None and not errors:
        raise SubgraphFailed(subgraph, "answered neither data nor errors")
    return SubgraphAnswer(data, tuple((errors or ())[:MAX_ERRORS]))


def failure_of(subgraph: str, error: Mapping[str, object]) -> Failure:
    """An error of a subgraph's answer."""
    message, extensions = error.get("message"), error.get("extensions")
    code = extensions.get("code") if isinstance(extensions, dict) else None
    return Failure(
        subgraph,
        message[:MAX_MESSAGE] if isinstance(message, str) else "an error without a message",
        code[:100] if isinstance(code, str) else None,
    )


def place(failure: Failure, data: dict[str, object], path: object) -> bool:
    """Puts a failure where the path of its error leads, at the null that it left; False when there is none."""
    if not isinstance(path, list) or not path:
        return False
    here: object = data
    for step in path[:MAX_NESTING]:
        if isinstance(here, dict) and isinstance(step, str):
            value = here.get(step)
            if value is None:
                here[step] = failure
                return True
        elif isinstance(here, list) and isinstance(step, int) and 0 <= step < len(here):
            value = here[step]
            if value is None:
                here[step] = failure
                return True
        else:
            return False
        if isinstance(value, Failure):
            return True
        here = value
    return False


def renamed(value: object, names: Mapping[str, str]) -> object:
    """The data with its fields called as the plan calls them."""
    if isinstance(value, dict):
        return {names.get(key, key): renamed(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [renamed(each, names) for each in value]
    return value
