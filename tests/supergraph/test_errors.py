"""Codes, and what a client may read."""

from __future__ import annotations

import pytest
from graphql import GraphQLError, GraphQLSyntaxError, Source, build_schema, execute_sync, parse
from structlog.testing import capture_logs

from supergraph.errors import ErrorCode, GraphError, OutboundError, SupergraphError, TimedOut, coded, mask, status_of


def test_every_code_is_its_name_and_says_what_it_means() -> None:
    for code in ErrorCode:
        assert code.value == code.name
        assert 400 <= code.status <= 504
        assert code.description.endswith(".")


def test_status_of_a_code_that_is_not_ours_is_that_of_a_bad_request() -> None:
    assert status_of("FORBIDDEN") == 403
    assert status_of("SOMETHING_ELSE") == 400
    assert status_of(None) == 400


def test_graph_error_carries_code_hint_and_details() -> None:
    error = GraphError(ErrorCode.BAD_USER_INPUT, "first is 500", hint="At most 100.", details={"allowed": 100})
    assert isinstance(error, GraphQLError)
    assert isinstance(error, SupergraphError)
    assert error.formatted["extensions"] == {"code": "BAD_USER_INPUT", "hint": "At most 100.", "allowed": 100}


def test_outbound_error_names_subject_and_rule() -> None:
    error = OutboundError("https://amt.example/x", "is closed on Sundays", hint="Try on Monday.")
    assert str(error) == "https://amt.example/x: is closed on Sundays"


def test_error_with_a_code_passes_unchanged() -> None:
    error = GraphError(ErrorCode.FORBIDDEN, "no")
    assert mask([error]) == [error]


def test_syntax_error_gets_its_code() -> None:
    error = GraphQLSyntaxError(Source("{"), 1, "no name")
    assert mask([error])[0].extensions == {"code": "GRAPHQL_PARSE_FAILED"}


def test_code_is_not_replaced() -> None:
    error = coded(GraphQLError("x", extensions={"code": "MINE"}), ErrorCode.FORBIDDEN)
    assert error.extensions == {"code": "MINE"}


@pytest.fixture
def answered() -> list[GraphQLError]:
    """Errors of a real execution: two kinds of failures, one of them at several objects."""
    schema = build_schema("type Query { clubs: [Club] } type Club { name: String seat: Int }")
    assert schema.query_type is not None
    schema.query_type.fields["clubs"].resolve = lambda *_: [1, 2, 3]
    club = schema.get_type("Club")

    def fails(*_: object) -> str:
        raise RuntimeError("the password is 1234")

    club.fields["name"].resolve = fails  # type: ignore[union-attr]
    club.fields["seat"].resolve = lambda *_: "the password is 1234"  # type: ignore[union-attr]
    result = execute_sync(
        schema, parse("query ($of: Int! = 1) { clubs { name seat size(of: $of) } }"), variable_values={}
    )
    assert result.errors is not None
    assert len(result.errors) == 6
    return result.errors


def test_defects_are_masked_and_logged_once_per_kind(answered: list[GraphQLError]) -> None:
    with capture_logs() as logs:
        masked = mask(answered, operation="Clubs")
    for error, original in zip(masked, answered, strict=True):
        assert "1234" not in str(error.formatted)
        assert error.path == original.path
        assert error.locations == original.locations
        extensions = error.extensions or {}
        assert extensions["code"] == "INTERNAL_SERVER_ERROR"
        assert extensions["reference"] in error.message
    assert {entry["place"] for entry in logs} == {"clubs.name", "clubs.seat"}
    assert len(logs) == 2, "three clubs fail alike"
    assert {entry["reference"] for entry in logs} == {(error.extensions or {})["reference"] for error in masked}
    assert all(entry["operation"] == "Clubs" and isinstance(entry["exc_info"], Exception) for entry in logs)


def test_argument_of_a_wrong_value_is_the_callers_error() -> None:
    schema = build_schema("type Query { size(of: Int!): Int }")
    result = execute_sync(schema, parse("query ($of: Int = 1) { size(of: $of) }"), variable_values={"of": None})
    assert result.errors is not None
    assert (mask(result.errors)[0].extensions or {})["code"] == "BAD_USER_INPUT"


def test_variable_of_a_wrong_value_is_the_callers_error() -> None:
    schema = build_schema("type Query { size(of: Int!): Int }")
    result = execute_sync(schema, parse("query ($of: Int!) { size(of: $of) }"), variable_values={"of": "x"})
    assert result.errors is not None
    assert (mask(result.errors)[0].extensions or {})["code"] == "BAD_USER_INPUT"


def test_source_that_is_down_is_told_without_its_address() -> None:
    schema = build_schema("type Query { places: Int }")
    assert schema.query_type is not None

    def fails(*_: object) -> int:
        raise TimedOut("https://intern.amt.example/places", "was silent for too long", hint="Ask its operators.")

    schema.query_type.fields["places"].resolve = fails
    result = execute_sync(schema, parse("{ places }"))
    assert result.errors is not None
    with capture_logs() as logs:
        (error,) = mask(result.errors)
    assert (error.extensions, error.path) == ({"code": "SOURCE_UNAVAILABLE"}, ["places"])
    assert "amt" not in str(error.formatted)
    assert [(entry["event"], entry["reason"]) for entry in logs] == [("source_unavailable", "TIMED_OUT")]
