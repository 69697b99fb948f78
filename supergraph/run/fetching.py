"""The seam between running and asking: HTTP is one way to ask a subgraph, executing a schema in process another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from supergraph.errors import SupergraphError


@dataclass(frozen=True, slots=True)
class SubgraphRequest:
    """One request of a subgraph. `variables` are values that orjson writes, fragments of JSON included."""

    subgraph: str
    query: str
    variables: Mapping[str, object] = field(default_factory=dict)
    operation_name: str | None = None
    is_mutation: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    "Of the client, names in lower case; what of them is passed on is the fetcher's rule."


@dataclass(frozen=True, slots=True)
class SubgraphAnswer:
    """What a subgraph answered, checked as far as GraphQL goes: data is an object or nothing, errors are objects."""

    data: dict[str, object] | None
    errors: tuple[Mapping[str, object], ...] = ()


class SubgraphFailed(SupergraphError):
    """A subgraph gave no answer that can be used. `reason` is for the log, and names no secrets."""

    def __init__(self, subgraph: str, reason: str) -> None:
        super().__init__(f"{subgraph}: {reason}")
        self.subgraph = subgraph
        self.reason = reason


class Fetcher(Protocol):
    """Asks subgraphs; raises SubgraphFailed."""

    async def fetch(self, request: SubgraphRequest) -> SubgraphAnswer: ...
