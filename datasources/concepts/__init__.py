"""The closed vocabularies of the hub: topics, skills, charitable purposes, marks of accessibility (SKOS concepts).

    >>> notation_of(ConceptScheme.TOPIC, "Fussball")
    'football'
    >>> uri_of(ConceptScheme.CHARITABLE_PURPOSE, "21")
    'urn:engagement-hub:charitable-purpose:21'

The lists are the hub's own and come with the code, so a concept is not looked up in the store. People write the same
word in many ways; names are therefore compared folded (`fold`), and a text that no list knows is None, which the caller
reports as a problem: it never becomes a concept.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from datasources import folding
from datasources.concepts import accessibility, purposes, skills, topics
from datasources.vocabulary import ConceptScheme

PREFIX: Final = "urn:engagement-hub:"

MAX_NAME: Final = 200
"""Longer texts are not names of concepts and are not folded."""

_Row = tuple[str, str, str, str, str, str]

_ROWS: Final[Mapping[ConceptScheme, tuple[_Row, ...]]] = MappingProxyType(
    {
        ConceptScheme.TOPIC: topics.ROWS,
        ConceptScheme.SKILL: skills.ROWS,
        ConceptScheme.CHARITABLE_PURPOSE: purposes.ROWS,
        ConceptScheme.ACCESSIBILITY: accessibility.ROWS,
    }
)


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept; `broader` is the uri of the wider one, or None at the top."""

    scheme: ConceptScheme
    notation: str
    uri: str
    label_de: str
    label_en: str
    alt_de: tuple[str, ...]
    alt_en: tuple[str, ...]
    broader: str | None

    def label(self, language: str) -> str:
        """The label in German, or in English for every other language."""
        return self.label_de if language.lower().startswith("de") else self.label_en

    def alternatives(self, language: str) -> tuple[str, ...]:
        """Other names in German, or in English for every other language."""
        return self.alt_de if language.lower().startswith("de") else self.alt_en


def uri_of(scheme: ConceptScheme, notation: str) -> str:
    """The address of a concept: `urn:engagement-hub:<scheme>:<notation>`."""
    return f"{PREFIX}{scheme.value.lower().replace('_', '-')}:{notation}"


def concept(uri: str) -> Concept | None:
    """The concept at an address, or None where there is none."""
    return _BY_URI.get(uri)


def in_scheme(scheme: ConceptScheme) -> tuple[Concept, ...]:
    """The concepts of one list, in the order of the list: each topic before its narrower ones."""
    return _BY_SCHEME[scheme]


def notation_of(scheme: ConceptScheme, text: str) -> str | None:
    """The notation that a text names, be it a uri, a notation, a label or another name; None where none is named.

    "Fussball", "FUSSBALL", "fußball" and "urn:engagement-hub:topic:football" all give "football". An endings-only
    difference ("Chöre", "Chor") is forgiven where one concept alone can be meant.
    """
    text = text.strip()
    if not text or len(text) > MAX_NAME:
        return None
    known = _BY_URI.get(text)
    if known is not None:
        return known.notation if known.scheme is scheme else None
    key = fold(text)
    if not key:
        return None
    exact = _BY_NAME[scheme].get(key)
    return exact if exact is not None else _BY_STEM[scheme].get(_stem(key))


def narrower_closure(uri: str) -> frozenset[str]:
    """The addresses of a concept and of everything below it; empty where the address is unknown."""
    return _BELOW.get(uri, frozenset())


def broader_closure(uri: str) -> frozenset[str]:
    """The addresses of a concept and of everything above it; empty where the address is unknown."""
    return frozenset(each.uri for each in _upwards(uri))


def fold(text: str) -> str:
    """A name as compared: folded as for search, and without spaces; ü, ue and u alike.

    >>> fold("Obst- & Gartenbauvereine Müller-Maß") == fold("obst und gartenbauvereine mueller mass")
    True
    """
    return _UMLAUT.sub(r"\1", folding.fold(text).replace(" ", ""))


_UMLAUT: Final = re.compile(r"([aou])e")
_ENDING: Final = re.compile(r"(?<=.{4})(?:en|er|es|e|n|s)$")


def _stem(key: str) -> str:
    return _ENDING.sub("", key)


def _upwards(uri: str) -> Iterator[Concept]:
    current = _BY_URI.get(uri)
    while current is not None:
        yield current
        current = _BY_URI.get(current.broader) if current.broader is not None else None


def _concepts() -> Iterator[Concept]:
    for scheme, rows in _ROWS.items():
        for notation, broader, label_de, label_en, alt_de, alt_en in rows:
            yield Concept(
                scheme=scheme,
                notation=notation,
                uri=uri_of(scheme, notation),
                label_de=label_de,
                label_en=label_en,
                alt_de=_split(alt_de),
                alt_en=_split(alt_en),
                broader=uri_of(scheme, broader) if broader else None,
            )


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split("|")) if names else ()


def _names(concepts: Iterable[Concept]) -> dict[str, str]:
    """Folded name → notation. Notations precede labels, labels other names, earlier rows later ones."""
    names: dict[str, str] = {}
    listed = tuple(concepts)
    for each in listed:
        names.setdefault(fold(each.notation), each.notation)
    for each in listed:
        for label in (each.label_de, each.label_en):
            names.setdefault(fold(label), each.notation)
    for each in listed:
        for name in (*each.alt_de, *each.alt_en):
            names.setdefault(fold(name), each.notation)
    return names


def _stems(names: Mapping[str, str]) -> dict[str, str]:
    """Stem → notation, for the stems that lead to one concept alone."""
    meant: dict[str, set[str]] = {}
    for name, notation in names.items():
        meant.setdefault(_stem(name), set()).add(notation)
    return {stem: next(iter(notations)) for stem, notations in meant.items() if len(notations) == 1}


def _below(concepts: Iterable[Concept]) -> dict[str, frozenset[str]]:
    below: dict[str, set[str]] = {}
    for each in concepts:
        for above in _upwards(each.uri):
            below.setdefault(above.uri, set()).add(each.uri)
    return {uri: frozenset(uris) for uri, uris in below.items()}


CONCEPTS: Final[tuple[Concept, ...]] = tuple(_concepts())

_BY_URI: Final[Mapping[str, Concept]] = MappingProxyType({each.uri: each for each in CONCEPTS})
_BY_SCHEME: Final[Mapping[ConceptScheme, tuple[Concept, ...]]] = MappingProxyType(
    {scheme: tuple(each for each in CONCEPTS if each.scheme is scheme) for scheme in ConceptScheme}
)
_BY_NAME: Final[Mapping[ConceptScheme, Mapping[str, str]]] = MappingProxyType(
    {scheme: MappingProxyType(_names(listed)) for scheme, listed in _BY_SCHEME.items()}
)
_BY_STEM: Final[Mapping[ConceptScheme, Mapping[str, str]]] = MappingProxyType(
    {scheme: MappingProxyType(_stems(names)) for scheme, names in _BY_NAME.items()}
)
_BELOW: Final[Mapping[str, frozenset[str]]] = MappingProxyType(_below(CONCEPTS))
