"""The cases that others wrote: compositions recorded from a reference composer, and the graphs of the federation
audit."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from graphql import parse
from pydantic import BaseModel, ConfigDict

from supergraph.compose import Composition, CompositionErrors, Subgraph, compose
from supergraph.compose.normal import normal_form

CASES = Path(__file__).parents[4] / "shared" / "cases"


class _Subgraph(BaseModel):
    model_config = ConfigDict(extra="ignore")

    name: str
    url: str | None
    sdl: str


class _Expected(BaseModel):
    model_config = ConfigDict(extra="ignore")

    ok: bool
    codes: list[str]
    supergraph: str | None
    api: str | None


class _Case(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str
    subgraphs: list[_Subgraph]
    expected: _Expected
    second_opinion_codes: list[str] | None

    @property
    def is_firm(self) -> bool:
        """Whether two composers agree."""
        return self.second_opinion_codes is None or set(self.second_opinion_codes) == set(self.expected.codes)


def _cases() -> Iterator[object]:
    for path in sorted((CASES / "composition").glob("*.json")):
        case = _Case.model_validate(json.loads(path.read_text(encoding="utf-8")))
        if case.is_firm:
            yield pytest.param(case, id=case.id)


@dataclass(frozen=True, slots=True)
class Suite:
    name: str
    subgraphs: tuple[Subgraph, ...]
    reference: str


def _suites() -> Iterator[object]:
    for path in sorted((CASES / "federation").glob("*/supergraph.graphql")):
        reference = path.read_text(encoding="utf-8")
        subgraphs = tuple(
            Subgraph(name, url, (path.parent / f"{name}.graphql").read_text(encoding="utf-8"))
            for name, url in _graphs(reference)
        )
        yield pytest.param(Suite(path.parent.name, subgraphs, reference), id=path.parent.name)


def _graphs(supergraph: str) -> Iterator[tuple[str, str]]:
    """(name, url) of each value of `enum join__Graph`."""
    from graphql import EnumTypeDefinitionNode, StringValueNode

    for node in parse(supergraph, no_location=True).definitions:
        if isinstance(node, EnumTypeDefinitionNode) and node.name.value == "join__Graph":
            for value in node.values or ():
                arguments = {
                    argument.name.value: argument.value.value
                    for directive in value.directives or ()
                    for argument in directive.arguments or ()
                    if isinstance(argument.value, StringValueNode)
                }
                yield arguments["name"], arguments["url"]


FIRM = list(_cases())
SUITES = list(_suites())
_MISSING = "the cases from outside are missing: ../shared/cases"


def test_cases_from_outside_are_here() -> None:
    if not CASES.exists():
        pytest.skip(_MISSING)
    assert len(FIRM) == 341
    assert len(SUITES) == 28


@pytest.mark.skipif(not FIRM, reason=_MISSING)
@pytest.mark.parametrize("case", FIRM)
def test_composes_as_two_composers_do(case: _Case) -> None:
    composed = compose([Subgraph(each.name, each.url or "", each.sdl) for each in case.subgraphs])
    if isinstance(composed, CompositionErrors):
        assert composed.codes == set(case.expected.codes), [error.message for error in composed]
        return
    assert case.expected.ok, f"composed, but was to fail with {case.expected.codes}"
    assert case.expected.api is not None
    assert case.expected.supergraph is not None
    assert normal_form(composed.api_sdl) == normal_form(case.expected.api)
    assert normal_form(composed.supergraph_sdl) == normal_form(case.expected.supergraph)


@pytest.mark.skipif(not SUITES, reason=_MISSING)
@pytest.mark.parametrize("suite", SUITES)
def test_audited_graph_composes_to_the_reference(suite: Suite) -> None:
    composed = compose(suite.subgraphs)
    assert isinstance(composed, Composition), list(composed)
    assert normal_form(composed.supergraph_sdl) == normal_form(suite.reference)


@pytest.mark.skipif(not SUITES, reason=_MISSING)
@pytest.mark.parametrize("suite", SUITES)
def test_order_of_subgraphs_does_not_matter(suite: Suite) -> None:
    assert compose(suite.subgraphs) == compose(tuple(reversed(suite.subgraphs)))
