"""Messages about a request, which quote nothing of it."""

from typing import Any

import pytest
from graphql import build_schema, graphql_sync

from supergraph.errors import ErrorCode, mask
from supergraph.quoting import unquoted
from tests.supergraph.view.wire import Client, application

SCHEMA = build_schema(
    """
    enum Kind { ONE_TIME REGULAR }
    input Person { name: String!, kind: Kind, radius: Float, age: Int, known: Boolean, id: ID, kinds: [Kind!] }
    type Query { save(person: Person): String }
    """
)
SECRET = "Geheim"
GOOD = {"name": SECRET}


@pytest.mark.parametrize(
    "person",
    [
        SECRET,
        {},
        {"nam": SECRET},
        {**GOOD, "wrong": SECRET},
        {**GOOD, "radius": SECRET},
        {**GOOD, "age": SECRET},
        {**GOOD, "known": SECRET},
        {**GOOD, "id": {"is": SECRET}},
        {**GOOD, "kind": SECRET},
        {**GOOD, "kind": [SECRET]},
        {**GOOD, "kinds": [SECRET, 1]},
        {"name": [SECRET, ", found: x"]},
        [SECRET],
    ],
)
def test_variables_are_not_quoted(person: Any) -> None:
    query = "query ($person: Person) { save(person: $person) }"
    errors = mask(graphql_sync(SCHEMA, query, variable_values={"person": person}).errors or [])
    assert errors
    for error in errors:
        assert (error.extensions or {})["code"] == ErrorCode.BAD_USER_INPUT
        assert SECRET not in error.message
        assert "$person" in error.message


@pytest.mark.parametrize(
    "query",
    [
        '{ save(person: "Geheim") }',
        '{ save(person: { nam: "Geheim" }) }',
        '{ save(person: { name: "Geheim", wrong: "Geheim" }) }',
        '{ save(person: { name: "Geheim", radius: "Geheim" }) }',
        '{ save(person: { name: "Geheim", kind: "Geheim" }) }',
        '{ save(person: { name: "Geheim", kinds: ["Geheim"] }) }',
        '{ save(person: ["Geheim"]) }',
        '{ save(person: { name: "Geheim" "Geheim" }) }',
        '{ save("Geheim") }',
        '{ save(person: """Geheim""" }',
    ],
)
async def test_documents_are_not_quoted(query: str) -> None:
    # The graph of the engine's tests has no such field; what is not known is told with what was written, too.
    engine_query = query.replace("save(person:", "echo(text:")
    response = await Client(application()).post({"query": engine_query})
    assert response.json()["errors"]
    assert SECRET not in str([error["message"] for error in response.json()["errors"]])
    errors = mask(graphql_sync(SCHEMA, query).errors or [])
    assert errors
    assert SECRET not in str([unquoted(error.message) for error in errors])


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("Float cannot represent non numeric value: 'Lena'", "Float cannot represent non numeric value."),
        (
            "Enum 'Kind' cannot represent non-enum value: \"ONETIME\". Did you mean the enum value 'ONE_TIME'?",
            "Enum 'Kind' cannot represent non-enum value. Did you mean the enum value 'ONE_TIME'?",
        ),
        (
            "Variable '$x' has invalid value: '<b>' is no URL: write …",
            "Variable '$x' has invalid value: this is no URL: write …",
        ),
        ("'Lena' is no Date: write 2026-07-04.", "This is no Date: write 2026-07-04."),
        ("Cannot query field 'found' on type 'Lost'.", "Cannot query field 'found' on type 'Lost'."),
        ("Syntax Error: Expected ':', found String \"Lena\".", "Syntax Error: Expected ':', found String."),
        ("Syntax Error: Expected Name, found '}'.", "Syntax Error: Expected Name, found '}'."),
    ],
)
def test_the_rest_of_a_message_stays(message: str, told: str) -> None:
    assert unquoted(message) == told
