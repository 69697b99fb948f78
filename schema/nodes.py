"""The two interfaces that go through the whole graph: what has an id, and what came from sources."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from resolvers import provenance
from resolvers.context import Info
from schema.fields import batched
from supergraph.batch import batch_field

if TYPE_CHECKING:
    from schema.sources import SourceRecord, Statement

__all__ = ["Node", "Sourced"]

_SourceRecord: TypeAlias = Annotated["SourceRecord", strawberry.lazy("schema.sources")]
_Statement: TypeAlias = Annotated["Statement", strawberry.lazy("schema.sources")]


@strawberry.interface(description="Whatever has an id that `node` answers.")
class Node:
    """Rows with a public id."""

    id: strawberry.ID = strawberry.field(
        description=(
            "Opaque and fit for web addresses. An id once answered is answered for ever, even after two entries "
            "became one."
        )
    )


@strawberry.interface(description="Whatever came from a source can say which source said what, when, by which licence.")
class Sourced:
    """Rows of organisations, events and opportunities."""

    records: list[_SourceRecord] = batch_field(
        provenance.records_of, description="The records behind this entry, one or more per source."
    )

    @batched(
        list[_Statement],
        description="Field by field: every value a source stated, which one was chosen, and why.",
        reads=["pk"],
    )
    @staticmethod
    async def statements(
        parents: Sequence[provenance.SourcedRow],
        info: Info,
        *,
        field: Annotated[
            str | None, strawberry.argument(description="Only this field, by its name in the graph.")
        ] = None,
    ) -> Sequence[Sequence[provenance.Statement] | Exception]:
        return await provenance.statements_of(parents, info, field)
