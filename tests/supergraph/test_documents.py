"""Documents are made ready once, and kept within bounds."""

from __future__ import annotations

import time
import tracemalloc
from unittest.mock import patch

import pytest
from graphql import OperationType, parse, validate

from supergraph.documents import BYTES_PER_CHARACTER, MAX_ERRORS, Documents, Operation
from supergraph.errors import GraphError
from supergraph.limits import Limits
from tests.supergraph.graphs import graph

SCHEMA = graph()


def documents(**limits: int) -> Documents:
    return Documents(SCHEMA, Limits(**limits))


def codes_of(text: str, **limits: int) -> set[str]:
    return {(error.extensions or {})["code"] for error in documents(**limits).get(text).errors}


def test_same_text_is_parsed_and_validated_once() -> None:
    kept = documents()
    with (
        patch("supergraph.documents.parse", wraps=parse) as parsing,
        patch("supergraph.documents.validate", wraps=validate) as validating,
    ):
        first = kept.get("{ hello }")
        assert kept.get("{ hello }") is first
        kept.get("{ unknown }")
        kept.get("{ unknown }")
    assert parsing.call_count == 2
    assert validating.call_count == 2


def test_what_was_unused_longest_goes_first() -> None:
    kept = documents(cached_documents=2)
    first, second = kept.get("{ a: hello }"), kept.get("{ b: hello }")
    assert kept.get("{ a: hello }") is first
    kept.get("{ c: hello }")
    assert len(kept) == 2
    assert kept.get("{ a: hello }") is first
    assert kept.get("{ b: hello }") is not second


def test_memory_of_kept_documents_is_bounded() -> None:
    text = "{ " + " ".join(f"a{number}: hello" for number in range(15)) + " }"
    size = len(text) * BYTES_PER_CHARACTER + 2000
    kept = documents(cached_bytes=3 * size)
    for number in range(10):
        kept.get(text.replace("a0", f"b{number}"))
    assert len(kept) == 3
    assert kept.kept_bytes == 3 * size


def test_document_larger_than_the_memory_is_answered_and_not_kept() -> None:
    kept = documents(cached_bytes=2001)
    assert kept.get("{ hello }").errors == ()
    assert len(kept) == 0


def test_estimate_of_memory_is_not_too_low() -> None:
    fields = " ".join(f'a{number}: hello(name: "{number}")' for number in range(400))
    text = "query Q($x: Int) { self { " + fields + " } }"
    parse(text)
    tracemalloc.start()
    try:
        document = parse(text)
        used, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert document.definitions
    assert used <= len(text) * BYTES_PER_CHARACTER


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("", "GRAPHQL_PARSE_FAILED"),
        ("{ hello { } }", "GRAPHQL_PARSE_FAILED"),
        ("\0", "GRAPHQL_PARSE_FAILED"),
        ("\ud800", "GRAPHQL_PARSE_FAILED"),
        ("{ unknown }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ ...A } fragment A on Query { ...A }", "GRAPHQL_VALIDATION_FAILED"),
        ("type A { b: Int }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
def test_faulty_document_has_its_code(text: str, code: str) -> None:
    assert codes_of(text) == {code}


@pytest.mark.parametrize(("tokens", "is_refused"), [(6, False), (5, False), (4, True)])
def test_tokens_are_bounded(tokens: int, is_refused: bool) -> None:
    assert codes_of("{ x: hello }", tokens=tokens) == ({"OPERATION_TOO_LARGE"} if is_refused else set())


@pytest.mark.parametrize(("characters", "is_refused"), [(10, False), (9, False), (8, True)])
def test_characters_are_bounded(characters: int, is_refused: bool) -> None:
    assert codes_of("{ hello }", document_characters=characters) == ({"OPERATION_TOO_LARGE"} if is_refused else set())


def test_errors_of_one_document_are_bounded() -> None:
    text = "{ self { " + " ".join(f"x{number}" for number in range(200)) + " } }"
    assert MAX_ERRORS <= len(documents().get(text).errors) <= MAX_ERRORS + 1


def test_long_names_are_not_quoted_in_full() -> None:
    (error,) = documents().get("{ " + "x" * 5000 + " }").errors
    assert len(error.message) < 600


def test_operation_is_chosen_by_name() -> None:
    document = documents().get('query A { hello } mutation B { rename(id: 1, name: "x") }')
    chosen = document.choose("B")
    assert isinstance(chosen, Operation)
    assert (chosen.name, chosen.kind) == ("B", OperationType.MUTATION)


@pytest.mark.parametrize("name", [None, ""])
def test_only_operation_needs_no_name(name: str | None) -> None:
    assert isinstance(documents().get("query A { hello }").choose(name), Operation)


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("query A { hello } query B { hello }", None, "the document holds 2 operations"),
        ("query A { hello }", "C", "no operation is called 'C'"),
        ("{ hello }", "C", "no operation is called 'C'"),
    ],
)
def test_operation_that_cannot_be_chosen_is_an_error(text: str, name: str | None, message: str) -> None:
    refusal = documents().get(text).choose(name)
    assert isinstance(refusal, GraphError)
    assert (refusal.code.value, refusal.message) == ("OPERATION_NOT_FOUND", message)
    assert refusal.hint


def pairs(count: int) -> str:
    """Fragments that all say the same, which validation compares two by two."""
    spreads = " ".join(f"...F{number}" for number in range(count))
    fragments = " ".join(f"fragment F{number} on Query {{ self {{ self {{ hello }} }} }}" for number in range(count))
    return f"{{ self {{ {spreads} }} }} {fragments}"


@pytest.mark.parametrize(
    "text",
    [
        "{ self { " + "hello " * 249 + "} }",
        "{" + "self {" * 14 + "hello " * 249 + "}" * 15,
        "{ self { " + " ".join("self { " + "hello " * 10 + "}" for _ in range(190)) + "} }",
        pairs(200),
        " ".join(f"query Q{number} {{ ...F }}" for number in range(800)) + " fragment F on Query { hello }",
        '{ hello(name: "' + "x" * 60_000 + '") }',
        "{ nodes(ids: [" + "1 " * 4900 + "]) { id } }",
        "query (" + " ".join(f"$v{number}: Int" for number in range(1000)) + ") { hello }",
        "#" * 60_000 + "\n{ hello }",
        "{ hello(name: " + "[" * 190 + "]" * 190 + ") }",
    ],
)
def test_costliest_documents_within_the_limits_are_ready_in_time(text: str) -> None:
    started = time.perf_counter()
    documents().get(text)
    assert time.perf_counter() - started < 5


def test_what_is_forgotten_is_made_ready_anew() -> None:
    kept = documents()
    before = kept.get("{ hello }")
    kept.forget()
    assert (len(kept), kept.kept_bytes) == (0, 0)
    assert kept.get("{ hello }") is not before
