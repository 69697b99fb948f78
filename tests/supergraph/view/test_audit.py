"""What the public audit of GraphQL over HTTP asks of a server, by its ids, as far as it is not the server's choice.

The checks that say MAY of a status are held to what this view promises in `test_http`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from tests.supergraph.view.wire import GRAPHQL, JSON, Client

TYPENAME = {"query": "{ __typename }"}
BOTH = pytest.mark.parametrize("accept", [JSON, GRAPHQL])


async def test_22eb_accepts_graphql_response_and_answers_with_it(client: Client) -> None:
    response = await client.post(TYPENAME, accept=GRAPHQL)
    assert (response.status, response.media.split(";")[0]) == (200, GRAPHQL)


async def test_4655_accepts_json_and_answers_with_it(client: Client) -> None:
    response = await client.post(TYPENAME, accept=JSON)
    assert (response.status, response.media.split(";")[0]) == (200, JSON)


async def test_47de_answers_anything_with_json(client: Client) -> None:
    response = await client.post(TYPENAME, accept="*/*")
    assert (response.status, response.media.split(";")[0]) == (200, JSON)


async def test_80d8_assumes_json_where_accept_is_missing(client: Client) -> None:
    response = await client.post(TYPENAME, accept=None)
    assert (response.status, response.media.split(";")[0]) == (200, JSON)


async def test_82a3_answers_in_utf_8(client: Client) -> None:
    response = await client.post({"query": '{ hello(name: "Öl") }'})
    assert "charset=utf-8" in response.media
    assert "Öl" in response.body.decode("utf-8")


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "application/json"])
async def test_bf61_78d5_reads_utf_8_said_or_not(client: Client, content_type: str) -> None:
    body = json.dumps({"query": '{ hello(name: "Öl") }'}, ensure_ascii=False).encode()
    assert (await client.post(body, content_type=content_type)).json()["data"] == {"hello": "Hallo Öl"}


async def test_2c94_03d4_accepts_json_by_post(client: Client) -> None:
    assert (await client.post(TYPENAME)).json()["data"] == {"__typename": "Query"}


async def test_5a70_accepts_parameters_by_get(client: Client) -> None:
    assert (await client.get(query="{ __typename }")).json()["data"] == {"__typename": "Query"}


async def test_9c48_runs_no_mutation_by_get(client: Client) -> None:
    assert 400 <= (await client.get(query="mutation { __typename }")).status < 500


async def test_9abe_refuses_a_post_without_content_type(client: Client) -> None:
    response = await client.send("POST", headers={"accept": JSON}, body=json.dumps(TYPENAME).encode())
    assert response.status == 415


async def test_a5bf_423l_refuses_a_post_without_body_or_query(client: Client) -> None:
    assert (await client.post(b"")).status == 400
    assert (await client.post({"notquery": 1})).status == 400


@BOTH
@pytest.mark.parametrize("value", [{"obj": "ect"}, 0, False, ["array"]])
async def test_lkj0_refuses_a_query_that_is_no_string(client: Client, accept: str, value: object) -> None:
    assert (await client.post({"query": value}, accept=accept)).status == 400


@BOTH
async def test_34a2_13ee_accepts_a_query(client: Client, accept: str) -> None:
    assert (await client.post(TYPENAME, accept=accept)).status == 200


@BOTH
@pytest.mark.parametrize("value", [{"obj": "ect"}, 0, False, ["array"]])
async def test_6c00_refuses_an_operation_name_that_is_no_string(client: Client, accept: str, value: object) -> None:
    assert (await client.post({**TYPENAME, "operationName": value}, accept=accept)).status == 400


@BOTH
async def test_8161_b8b3_accepts_an_operation_name(client: Client, accept: str) -> None:
    response = await client.post({"operationName": "Query", "query": "query Query { __typename }"}, accept=accept)
    assert (response.status, response.json()["data"]) == (200, {"__typename": "Query"})


@BOTH
@pytest.mark.parametrize("parameter", ["variables", "operationName", "extensions"])
async def test_94b0_0220_accepts_null(client: Client, accept: str, parameter: str) -> None:
    response = await client.post({**TYPENAME, parameter: None}, accept=accept)
    assert (response.status, "errors" in response.json()) == (200, False)


@BOTH
@pytest.mark.parametrize("value", ["string", 0, False, ["array"]])
async def test_4760_refuses_variables_that_are_no_map(client: Client, accept: str, value: object) -> None:
    assert (await client.post({**TYPENAME, "variables": value}, accept=accept)).status == 400


@BOTH
async def test_28b9_2ea1_accepts_variables(client: Client, accept: str) -> None:
    stated = {"query": "query Type($name: String!) { hello(name: $name) }", "variables": {"name": "sometype"}}
    assert (await client.post(stated, accept=accept)).json()["data"] == {"hello": "Hallo sometype"}


@BOTH
async def test_d6d5_6a70_accepts_variables_as_json_by_get(client: Client, accept: str) -> None:
    response = await client.get(
        accept=accept,
        query="query Type($name: String!) { hello(name: $name) }",
        variables=json.dumps({"name": "sometype"}),
    )
    assert response.json()["data"] == {"hello": "Hallo sometype"}


@BOTH
@pytest.mark.parametrize("value", ["string", 0, False, ["array"]])
async def test_58b0_refuses_extensions_that_are_no_map(client: Client, accept: str, value: object) -> None:
    assert (await client.post({**TYPENAME, "extensions": value}, accept=accept)).status == 400


@BOTH
async def test_428f_1b7a_accepts_extensions(client: Client, accept: str) -> None:
    assert (await client.post({**TYPENAME, "extensions": {"some": "value"}}, accept=accept)).status == 200


@BOTH
async def test_b6dc_bcf8_refuses_what_is_not_json(client: Client, accept: str) -> None:
    assert (await client.post(b'{ "not a JSON', accept=accept)).status == 400


@BOTH
async def test_8764_3e3a_refuses_a_faulty_parameter(client: Client, accept: str) -> None:
    assert (await client.post({"qeury": "{ __typename }"}, accept=accept)).status == 400


REFUSED: list[Mapping[str, object]] = [
    {"query": "{"},
    {"query": "{ 8f31403dfe404bccbb0e835f2629c6a7 }"},
    {"query": "query Coerce($id: ID!) { club(id: $id) { name } }", "variables": {"id": {"a": 1}}},
    {"query": "query Coerce($id: ID!) { club(id: $id) { name } }"},
]


@pytest.mark.parametrize("stated", REFUSED)
async def test_572b_fde2_7b9b_has_200_as_json_for_documents_and_variables_that_fail(
    client: Client, stated: Mapping[str, object]
) -> None:
    response = await client.post(stated, accept=JSON)
    assert (response.status, response.media.split(";")[0]) == (200, JSON)
    assert response.json()["errors"]


@pytest.mark.parametrize("stated", REFUSED)
async def test_865d_556a_51fe_74ff_86ee_has_400_as_graphql_response_for_them(
    client: Client, stated: Mapping[str, object]
) -> None:
    assert (await client.post(stated, accept=GRAPHQL)).status == 400


@pytest.mark.parametrize("stated", REFUSED)
async def test_d586_5e5b_answers_them_without_data(client: Client, stated: Mapping[str, object]) -> None:
    assert "data" not in (await client.post(stated, accept=GRAPHQL)).json()
