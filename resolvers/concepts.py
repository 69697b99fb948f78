"""Concepts: columns hold notations of one list, answers hold the concepts themselves.

The lists come with the code (`datasources.concepts`), so that nothing here asks the store.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

import orjson

from datasources import concepts
from datasources.ids import concept_id
from datasources.problems import Language
from datasources.vocabulary import ConceptScheme
from resolvers.columns import reading
from resolvers.context import Info

__all__ = [
    "ConceptRow",
    "alternatives_of",
    "broader_of",
    "by_references",
    "by_uri",
    "concepts_in",
    "concepts_of_scheme",
    "label_of",
    "labels_of",
    "narrower_of",
]


class ConceptRow(NamedTuple):
    """A concept as the graph reads it."""

    id: str
    uri: str
    scheme: ConceptScheme
    notation: str
    concept: concepts.Concept

    @property
    def typename(self) -> str:
        return "Concept"


def by_uri(uri: str) -> ConceptRow | None:
    """The concept at an address, or None where there is none."""
    return _BY_URI.get(uri)


def concepts_of_scheme(scheme: ConceptScheme) -> list[ConceptRow]:
    """All concepts of a list, in its order."""
    return _BY_SCHEME[scheme]


def label_of(scheme: ConceptScheme, notation: str, language: Language) -> str:
    """A concept in words; a notation that the list no longer has stands for itself."""
    row = _BY_NOTATION[scheme].get(notation)
    return notation if row is None else row.concept.label(language)


def concepts_in(column: str, scheme: ConceptScheme) -> Callable[[Sequence[object]], Sequence[Sequence[ConceptRow]]]:
    """A column that holds notations of a list."""
    known = _BY_NOTATION[scheme]

    @reading(column)
    def concepts_of(parents: Sequence[object]) -> Sequence[Sequence[ConceptRow]]:
        answers: list[Sequence[ConceptRow]] = []
        for parent in parents:
            text = getattr(parent, column)
            notations = () if text == "[]" else orjson.loads(text)
            answers.append([known[notation] for notation in notations if notation in known])
        return answers

    return concepts_of


def labels_of(parents: Sequence[ConceptRow], info: Info, language: str | None) -> Sequence[str]:
    spoken = info.context.language_of(language)
    return [parent.concept.label(spoken) for parent in parents]


def alternatives_of(parents: Sequence[ConceptRow], info: Info) -> Sequence[Sequence[str]]:
    return [parent.concept.alternatives(info.context.language) for parent in parents]


def broader_of(parents: Sequence[ConceptRow]) -> Sequence[ConceptRow | None]:
    return [_BY_URI[uri] if (uri := parent.concept.broader) else None for parent in parents]


def narrower_of(parents: Sequence[ConceptRow]) -> Sequence[Sequence[ConceptRow]]:
    return [_NARROWER.get(parent.uri, ()) for parent in parents]


def by_references(references: Sequence[Mapping[str, object]]) -> Sequence[ConceptRow | None]:
    """`_entities`: by uri."""
    return [_BY_URI.get(uri) if isinstance(uri := reference.get("uri"), str) else None for reference in references]


_ROWS: Final = tuple(
    ConceptRow(concept_id(each.uri), each.uri, each.scheme, each.notation, each) for each in concepts.CONCEPTS
)
_BY_URI: Final[Mapping[str, ConceptRow]] = {row.uri: row for row in _ROWS}
_BY_SCHEME: Final[Mapping[ConceptScheme, list[ConceptRow]]] = {
    scheme: [row for row in _ROWS if row.scheme is scheme] for scheme in ConceptScheme
}
_BY_NOTATION: Final[Mapping[ConceptScheme, Mapping[str, ConceptRow]]] = {
    scheme: {row.notation: row for row in rows} for scheme, rows in _BY_SCHEME.items()
}
_NARROWER: Final[Mapping[str, list[ConceptRow]]] = {
    wide.uri: [row for row in _ROWS if row.concept.broader == wide.uri] for wide in _ROWS
}
