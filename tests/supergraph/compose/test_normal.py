"""The normal form: blind to spelling, and to nothing else."""

import pytest

from supergraph.compose.normal import normal_form

GRAPH = """
schema @link(url: "https://specs.apollo.dev/link/v1.0")
@link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) { query: Query }
directive @join__type(graph: join__Graph!) repeatable on OBJECT
scalar join__FieldSet
enum join__Graph { A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "") }
"a town"
type Town implements Named & Node @join__type(graph: A, key: "id seat { nr }") @join__type(graph: B) {
  id: ID! @join__field(graph: A)
  name(short: Boolean = false, lang: String): String @join__field(graph: B, requires: "x y")
}
union Any = Town | Club
enum Kind { A B }
"""


@pytest.mark.parametrize(
    ("said", "otherwise"),
    [
        ("Named & Node", "Node & Named"),
        ('"a town"\n', ""),
        ('key: "id seat { nr }"', 'key: "{ seat{nr} id }"'),
        ("(graph: A, key:", "(extension: false, resolvable: true, graph: A, key:"),
        ("short: Boolean = false, lang: String", "lang: String, short: Boolean = false"),
        ("Town | Club", "Club | Town"),
        ("{ A B }", "{ B A }"),
        ('requires: "x y"', 'requires: "y  x", external: false'),
        ("directive @join__type(graph: join__Graph!) repeatable on OBJECT\n", ""),
    ],
)
def test_another_spelling_means_the_same(said: str, otherwise: str) -> None:
    assert said in GRAPH
    assert normal_form(GRAPH.replace(said, otherwise)) == normal_form(GRAPH)


@pytest.mark.parametrize(
    ("said", "otherwise"),
    [
        ("Named & Node", "Named"),
        ('key: "id seat { nr }"', 'key: "id seat { id }"'),
        ("(graph: A, key:", "(extension: true, graph: A, key:"),
        ("Boolean = false", "Boolean = true"),
        ("Boolean = false", "Boolean"),
        ("Town | Club", "Town"),
        ("{ A B }", "{ A }"),
        ("@join__field(graph: A)", "@join__field(graph: B)"),
        ("@join__field(graph: A)", ""),
        ("id: ID!", "id: ID"),
        ("join/v0.3", "join/v0.5"),
        ('requires: "x y"', 'provides: "x y"'),
        ('name: "b", url: ""', 'name: "b", url: "http://b.example"'),
    ],
)
def test_another_meaning_shows(said: str, otherwise: str) -> None:
    assert said in GRAPH
    assert normal_form(GRAPH.replace(said, otherwise, 1)) != normal_form(GRAPH)


def test_a_normal_form_is_its_own() -> None:
    assert normal_form(normal_form(GRAPH)) == normal_form(GRAPH)
