"""Concepts: topics, skills, charitable purposes and marks of accessibility."""

from collections.abc import Sequence

import strawberry

from resolvers import concepts
from resolvers.context import Info
from schema.arguments import Language
from schema.enums import ConceptScheme
from schema.fields import batched
from schema.nodes import Node
from schema.scalars import URL
from supergraph.batch import batch_field

__all__ = ["Concept"]


@strawberry.federation.type(
    keys=["uri"], description="One entry of a closed list (SKOS): a topic, a skill, a charitable purpose."
)
class Concept(Node):
    """Rows: `resolvers.concepts.ConceptRow`."""

    uri: URL = strawberry.field(description="Its address, which filters take.")
    scheme: ConceptScheme = strawberry.field(description="The list it belongs to.")
    notation: str = strawberry.field(description="Its short name in that list.")

    @batched(str, description="Its name for people.")
    @staticmethod
    def label(
        parents: Sequence[concepts.ConceptRow], info: Info, language: Language = None
    ) -> Sequence[str | Exception]:
        return concepts.labels_of(parents, info, language)

    alt_labels: list[str] = batch_field(
        concepts.alternatives_of, description="Other names it goes by, in the language of the request."
    )
    broader: "Concept | None" = batch_field(concepts.broader_of, description="The wider concept it is part of.")
    narrower: "list[Concept]" = batch_field(concepts.narrower_of, description="The concepts that are part of it.")

    resolve_references = staticmethod(concepts.by_references)
