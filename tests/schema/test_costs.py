"""What the hub's operations are estimated to cost, and what is built of those that pass."""

import pytest
from graphql import OperationDefinitionNode, get_named_type, is_composite_type, is_list_type, parse
from graphql.type import get_nullable_type

from datasources.store.database import Database
from resolvers.context import context_factory
from schema.build import build_schema
from schema.costs import ENTRIES, WEIGHTS, cost_rules
from supergraph.cost import compile_cost
from supergraph.engine import Answer, Caller, Engine, GraphRequest
from supergraph.execute import execute
from supergraph.limits import Limits
from tests.docs.world import Example, examples

SCHEMA = build_schema()._schema
RULES = cost_rules(SCHEMA, Limits())
DEEP_CONCEPTS = "narrower { broader { " * 5 + "notation" + " } }" * 5
DEEP_AREAS = "children { parent { " * 6 + "ars" + " } }" * 6


def estimate(query: str, variables: dict[str, object] | None = None) -> int:
    document = parse(query)
    [operation] = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    return compile_cost(SCHEMA, document, operation, RULES).estimate(variables or {})


def is_list_of_objects(coordinate: str) -> bool:
    kind, name = coordinate.split(".")
    field = SCHEMA.type_map[kind].fields[name]  # type: ignore[attr-defined]
    return is_list_type(get_nullable_type(field.type)) and is_composite_type(get_named_type(field.type))


def lists() -> list[str]:
    """Every list of objects whose size no argument and no page says."""
    found = []
    for kind in SCHEMA.type_map.values():
        if kind.name.startswith("__"):
            continue
        for name, field in getattr(kind, "fields", {}).items():
            has_size = {"first", "ids", "representations"} & set(getattr(field, "args", ()))
            if name not in {"nodes", "edges"} and not has_size and hasattr(field, "args"):
                found += [f"{kind.name}.{name}"] if is_list_of_objects(f"{kind.name}.{name}") else []
    return found


@pytest.mark.parametrize("coordinate", lists())
def test_every_list_without_pages_has_a_size_of_its_own(coordinate: str) -> None:
    assert coordinate in RULES.sizes


def test_every_size_and_weight_belongs_to_a_field() -> None:
    assert {coordinate.split(".")[1] for coordinate in RULES.sizes} == ENTRIES.keys()
    for coordinate in WEIGHTS:
        kind, name = coordinate.split(".")
        assert name in SCHEMA.type_map[kind].fields  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "query",
    [
        f"{{ concepts(scheme: TOPIC) {{ {DEEP_CONCEPTS} }} }}",
        f'{{ municipality(ars: "07137") {{ {DEEP_AREAS} }} }}',
        "{ municipalities(limit: null) { children { children { name } } } }",
        "{ clubs(first: 100) { nodes { departments { departments { departments { name } } } } } }",
        "{ clubs(first: 100) { nodes { departments { statements { record { originId } } } } } }",
    ],
)
def test_lists_within_lists_are_estimated_as_large_as_they_get(query: str) -> None:
    assert estimate(query) > Limits().cost


@pytest.mark.parametrize(
    "query",
    [
        "{ concepts(scheme: TOPIC) { narrower { narrower { broader { notation } } } } }",
        '{ municipality(ars: "07137") { children { children { parent { name } } } } }',
        "{ municipalities { name parent { name } children { name } } }",
        "{ clubs(first: 100) { nodes { records { source { name } } statements { chosen record { originId } } } } }",
        "{ clubs(first: 100) { nodes { municipality { name } events(first: 10) { nodes { location { name } } } } } }",
    ],
)
def test_ordinary_operations_are_within_the_limit(query: str) -> None:
    assert estimate(query) <= Limits().cost


@pytest.mark.parametrize("example", list(examples()), ids=lambda example: example.place)
def test_examples_of_the_pages_are_within_the_limit(example: Example) -> None:
    assert estimate(example.query, example.variables) <= Limits().cost


async def answered(db: Database, query: str, **limits: int) -> Answer:
    bounds = Limits(cost=10**12, **limits)
    engine = Engine(SCHEMA, limits=bounds, context_factory=context_factory(db), execute=execute)
    return await engine.run(GraphRequest(query), Caller())


async def test_rows_shared_by_many_places_count_in_each_of_them(db: Database) -> None:
    """The concepts are 120 rows, however often they are written."""
    answer = await answered(db, f"{{ concepts(scheme: TOPIC) {{ {DEEP_CONCEPTS} }} }}")
    assert answer.data is None
    assert [(error.extensions or {})["code"] for error in answer.errors] == ["OPERATION_TOO_COSTLY"]
    assert (answer.errors[0].extensions or {})["limit"] == "answer_values"
    assert answer.status == 400


async def test_answer_of_as_many_values_as_allowed_is_built(db: Database) -> None:
    query = "{ concepts(scheme: TOPIC) { notation uri } }"
    concepts = len((await answered(db, query)).data["concepts"])  # type: ignore[index]
    values = concepts + 2 * concepts  # the entries of the list, and two fields of each
    assert not (await answered(db, query, answer_values=values)).errors
    assert (await answered(db, query, answer_values=values - 1)).errors
