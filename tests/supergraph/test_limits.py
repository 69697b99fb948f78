"""Every bound of a document: below it, at it, above it; and documents made to be expensive."""

from __future__ import annotations

import time

import pytest
from graphql import OperationDefinitionNode, get_introspection_query, parse
from pydantic import ValidationError

from supergraph.errors import GraphError
from supergraph.limits import CAP, MAX_NESTING, Limits, Shape, measure, refuse_shape, refuse_variables

WIDE = Limits(
    depth=10**6,
    aliases=10**6,
    breadth=10**6,
    fields=10**6,
    directives=10**6,
    root_fields=10**6,
)


def shape(text: str) -> Shape:
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return measure(document, operation)


def codes(text: str, limits: Limits) -> list[str]:
    return [error.code.value for error in refuse_shape(parse(text), limits)]


def test_the_example_of_the_module_is_measured_as_it_says() -> None:
    text = "query Q { clubs(first: 10) { nodes { a: id ...Card } } } fragment Card on Club { name seat }"
    assert shape(text) == Shape(depth=3, aliases=1, breadth=3, fields=5, root_fields=1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ a }", Shape(depth=1, breadth=1, fields=1, root_fields=1)),
        ("{ a a a }", Shape(depth=1, breadth=3, fields=3, root_fields=3)),
        ("{ ... { ... on Q { a } } }", Shape(depth=1, breadth=1, fields=1, root_fields=1)),
        ("{ a { b { c } } d { e } }", Shape(depth=3, breadth=2, fields=5, root_fields=2)),
        ("{ ...F ...F } fragment F on Q { x: a }", Shape(depth=1, aliases=2, breadth=2, fields=2, root_fields=2)),
        ("{ a { ...F } } fragment F on Q { b c d }", Shape(depth=2, breadth=3, fields=4, root_fields=1)),
        ("query @x { a @y ...F @z ... @w { b } } fragment F on Q @v { c }", Shape(1, 0, 3, 3, 5, 3)),
        ("{ ...Missing a }", Shape(depth=1, breadth=1, fields=1, root_fields=1)),
        (
            "{ __typename __schema { types { fields { name } } } }",
            Shape(1, 0, 2, 2, 0, 2, introspection_depth=3, introspection_fields=3, introspection_lists=2),
        ),
        (
            '{ a: __type(name: "Q") { ...T } } fragment T on __Type { fields { type { ...U } } }'
            " fragment U on __Type { fields { name } }",
            Shape(1, 1, 1, 1, 0, 1, introspection_depth=4, introspection_fields=4, introspection_lists=2),
        ),
    ],
)
def test_shape(text: str, expected: Shape) -> None:
    assert shape(text) == expected


DEPTH_3 = "{ a { b { c } } }"


@pytest.mark.parametrize(
    ("text", "limit", "found", "code"),
    [
        (DEPTH_3, "depth", 3, "OPERATION_TOO_DEEP"),
        ("{ x: a y: a { z: b } }", "aliases", 3, "TOO_MANY_ALIASES"),
        ("{ a { b c ...F } } fragment F on Q { d }", "breadth", 3, "TOO_MANY_FIELDS"),
        ("{ a { b c ...F } } fragment F on Q { d }", "fields", 4, "TOO_MANY_FIELDS"),
        ("{ a @x b @y ...F @z }  fragment F on Q { c }", "directives", 3, "TOO_MANY_DIRECTIVES"),
        ("{ a b ...F } fragment F on Q { c }", "root_fields", 3, "TOO_MANY_ROOT_FIELDS"),
        ("{ __schema { types { name } } }", "introspection_depth", 2, "INTROSPECTION_TOO_LARGE"),
        ("{ __schema { types { name kind } } }", "introspection_fields", 3, "INTROSPECTION_TOO_LARGE"),
        ("{ __schema { types { fields { name } } } }", "introspection_lists", 2, "INTROSPECTION_TOO_LARGE"),
    ],
)
def test_each_bound_holds_at_and_refuses_above(text: str, limit: str, found: int, code: str) -> None:
    assert codes(text, WIDE.model_copy(update={limit: found + 1})) == []
    assert codes(text, WIDE.model_copy(update={limit: found})) == []
    refusals = refuse_shape(parse(text), WIDE.model_copy(update={limit: found - 1}))
    assert code in {error.code.value for error in refusals}
    details = refusals[0].extensions or {}
    assert (details["limit"], details["found"], details["allowed"]) == (limit, found, found - 1)
    assert str(found) in refusals[0].message
    assert str(found - 1) in refusals[0].message
    assert details["hint"]


def test_every_operation_and_fragment_of_a_document_is_bounded() -> None:
    limits = WIDE.model_copy(update={"depth": 2})
    assert codes("query A { a } query B { a { b { c } } }", limits) == ["OPERATION_TOO_DEEP"]
    refusals = refuse_shape(parse("{ a } fragment Unused on Q { a { b { c } } }"), limits)
    assert [error.message for error in refusals] == ["the fragment Unused has 3 fields within fields, allowed are 2"]


def test_all_refusals_are_told_at_once() -> None:
    limits = WIDE.model_copy(update={"depth": 1, "aliases": 0, "root_fields": 1})
    assert codes("{ x: a { b } c }", limits) == ["OPERATION_TOO_DEEP", "TOO_MANY_ALIASES", "TOO_MANY_ROOT_FIELDS"]


def test_fragments_that_double_at_every_step_are_refused_at_once() -> None:
    steps = 24
    text = "{ ...F0 } " + " ".join(
        f"fragment F{step} on Q {{ a {{ ...F{step + 1} }} b {{ ...F{step + 1} }} }}" for step in range(steps)
    )
    text += f" fragment F{steps} on Q {{ name }}"
    assert len(text) < 1500
    started = time.perf_counter()
    measured = shape(text)
    refusals = codes(text, Limits())
    assert time.perf_counter() - started < 1
    assert measured.fields == 2 ** (steps + 2) - 2 - 2**steps
    assert "TOO_MANY_FIELDS" in refusals


def test_counts_end_at_their_cap() -> None:
    steps = 100
    text = "{ ...F0 } " + " ".join(
        f"fragment F{step} on Q {{ ...F{step + 1} ...F{step + 1} }}" for step in range(steps)
    )
    text += f" fragment F{steps} on Q {{ x: name @y }}"
    assert shape(text) == Shape(1, CAP, CAP, CAP, CAP, CAP)


@pytest.mark.parametrize(
    "text",
    [
        "{ ...A } fragment A on Q { ...A }",
        "{ ...A } fragment A on Q { a { ...B } } fragment B on Q { b { ...A } }",
        "{ __schema { ...A } } fragment A on __Schema { types { ...B } } fragment B on __Type { fields { ...A } }",
        "fragment A on Q { ...B } fragment B on Q { ...A }",
    ],
)
def test_cycles_of_fragments_come_to_an_end(text: str) -> None:
    assert refuse_shape(parse(text), Limits()) == []


@pytest.mark.parametrize(("extra", "is_refused"), [(-1, False), (0, False), (1, True)])
def test_nesting_is_bounded(extra: int, is_refused: bool) -> None:
    nested = MAX_NESTING - 1 + extra
    text = "{ ... " * nested + "{ a }" + "}" * nested
    assert codes(text, WIDE) == (["OPERATION_TOO_DEEP"] if is_refused else [])


def test_long_chain_of_fragments_is_refused_without_recursion() -> None:
    text = "{ ...F0 } " + " ".join(f"fragment F{step} on Q {{ ...F{step + 1} }}" for step in range(3000))
    assert codes(text + " fragment F3000 on Q { a }", WIDE) == ["OPERATION_TOO_DEEP"]


@pytest.mark.parametrize(
    "text",
    [
        get_introspection_query(),
        get_introspection_query(
            specified_by_url=True,
            directive_is_repeatable=True,
            schema_description=True,
            input_value_deprecation=True,
        ),
    ],
)
def test_standard_introspection_is_within_the_default_limits(text: str) -> None:
    assert refuse_shape(parse(text), Limits()) == []


def test_introspection_that_multiplies_itself_is_refused() -> None:
    text = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"
    assert codes(text, Limits()) == ["INTROSPECTION_TOO_LARGE"]


@pytest.mark.parametrize(("count", "is_refused"), [(9, False), (10, False), (11, True)])
def test_values_in_variables_are_bounded(count: int, is_refused: bool) -> None:
    limits = Limits(variable_values=10)
    refusal = refuse_variables({"ids": ["x"] * (count - 1)}, limits)
    assert (refusal is not None) is is_refused
    if refusal is not None:
        assert refusal.message == f"the operation has {count} values in the variables, allowed are 10"


@pytest.mark.parametrize(("depth", "is_refused"), [(3, False), (4, False), (5, True)])
def test_nesting_of_variables_is_bounded(depth: int, is_refused: bool) -> None:
    value: object = 1
    for _ in range(depth - 1):
        value = [value]
    refusal = refuse_variables({"x": value}, Limits(variable_depth=4))
    assert isinstance(refusal, GraphError) is is_refused


def test_limits_refuse_what_makes_no_sense() -> None:
    with pytest.raises(ValidationError):
        Limits(depth=0)
    with pytest.raises(ValidationError):
        Limits(dept=3)  # type: ignore[call-arg]
