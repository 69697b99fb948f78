"""Ours against graphql-core: thousands of random operations over random schemas with random behaviour."""

from __future__ import annotations

import gc
import inspect
from collections.abc import Iterator
from functools import cache
from types import CoroutineType

import graphql
import pytest
from graphql import OperationType, validate
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import queries

from supergraph.execute import Plans, execute, fallbacks
from tests.supergraph.execute import rows
from tests.supergraph.execute.documents import deep, harder
from tests.supergraph.execute.worlds import Later, World, assert_same, later, random_sdl, run

# hypothesis-graphql cannot weigh the paths through these three (a logarithm of zero); the others are as good.
SCHEMAS = sorted(set(range(60)) - {10, 13, 47})
OPERATIONS = 350
BEHAVIOURS = 4

# graphql-core drops coroutines that it never awaited when an error overtakes them.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine '.*Executor.*' was never awaited:RuntimeWarning")


@pytest.fixture(autouse=True)
def _garbage_in_its_place() -> Iterator[None]:
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.unfreeze()
    gc.enable()
    gc.collect()


def close_dropped() -> None:
    """Close what graphql-core dropped in circles, so that it is not found, and complained of, at some later time."""
    for one in gc.get_objects():
        if isinstance(one, CoroutineType) and inspect.getcoroutinestate(one) == inspect.CORO_CREATED:
            one.close()
    gc.freeze()


thorough = settings(
    max_examples=OPERATIONS,
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)


@cache
def world_of(number: int) -> World:
    return World(random_sdl(number))


@thorough
@given(data=st.data(), number=st.sampled_from(SCHEMAS), seed=st.integers(0, 2**20))
def test_generated_operations_answer_as_graphql_core_does(data: st.DataObject, number: int, seed: int) -> None:
    compare(number, data.draw(queries(random_sdl(number))), seed)


@thorough
@given(number=st.sampled_from(SCHEMAS), seed=st.integers(0, 2**20))
def test_deep_operations_answer_as_graphql_core_does(number: int, seed: int) -> None:
    compare(number, deep(world_of(number).schema, seed), seed)


@thorough
@given(number=st.sampled_from(SCHEMAS), seed=st.integers(0, 2**20))
def test_mutations_answer_as_graphql_core_does(number: int, seed: int) -> None:
    compare(number, deep(world_of(number).schema, seed, OperationType.MUTATION), seed)


@thorough
@given(seed=st.integers(0, 2**20))
def test_rows_under_strawberry_answer_as_graphql_core_does(seed: int) -> None:
    schema = rows.schema.core
    document, variables = harder(schema, deep(schema, seed), seed)
    assume(not validate(schema, document))
    for behaviour in range(BEHAVIOURS):
        rows.Behaviour.seed, rows.Behaviour.calm = seed + behaviour, behaviour == 0
        theirs = run(graphql.execute, schema, document, variable_values=variables)
        close_dropped()
        assert_same(run(execute, schema, document, variable_values=variables), theirs)
    assert not fallbacks(schema)


def compare(number: int, text: str, seed: int) -> None:
    """Both executors answer the same to a made-harder operation, behaving calmly and wildly."""
    world = world_of(number)
    document, variables = harder(world.schema, text, seed)
    assume(not validate(world.schema, document))
    for behaviour in range(BEHAVIOURS):
        world.seed, world.calm = seed + behaviour, behaviour == 0
        world.later = Later
        theirs = run(graphql.execute, world.schema, document, variable_values=variables)
        close_dropped()
        world.later = later
        ours = run(execute, world.schema, document, variable_values=variables)
        assert_same(ours, theirs)
    assert not Plans.of(world.schema).fallbacks
