"""GraphQL over HTTP: methods, media types, statuses, caching."""

from __future__ import annotations

import asyncio
import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from supergraph.limits import Limits
from tests.supergraph.graphs import Fields
from tests.supergraph.view.wire import GRAPHQL, JSON, Client, application

HELLO = {"query": "{ hello }"}
ANSWER = {"data": {"hello": "Hallo Welt"}, "extensions": {"cost": {"estimated": 0, "limit": 50_000}}}


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_query_is_answered_by_post_and_get(client: Client, accept: str) -> None:
    for response in (await client.post(HELLO, accept=accept), await client.get(accept=accept, query="{ hello }")):
        assert (response.status, response.media) == (200, f"{accept}; charset=utf-8")
        assert response.json() == ANSWER
        assert response.headers["content-length"] == str(len(response.body))
        assert response.headers["vary"] == "Accept, Accept-Language, Authorization"
        assert response.headers["x-content-type-options"] == "nosniff"


async def test_variables_operation_name_and_extensions_are_read(client: Client) -> None:
    query = "query A { hello } query B($name: String) { hello(name: $name) }"
    stated = {"query": query, "variables": {"name": "Köln"}, "operationName": "B", "extensions": {"a": 1}}
    assert (await client.post(stated)).json()["data"] == {"hello": "Hallo Köln"}
    response = await client.get(query=query, variables='{"name": "Köln"}', operationName="B", extensions='{"a": 1}')
    assert response.json()["data"] == {"hello": "Hallo Köln"}


async def test_null_parameters_count_as_absent(client: Client) -> None:
    stated = {**HELLO, "variables": None, "operationName": None, "extensions": None}
    assert (await client.post(stated)).json() == ANSWER
    assert (await client.get(query="{ hello }", variables="", extensions="null", operationName="")).json() == ANSWER


async def test_unknown_parameters_are_ignored(client: Client) -> None:
    assert (await client.post({**HELLO, "doc_id": 7})).status == 200
    assert (await client.get(query="{ hello }", doc_id="7")).status == 200


async def test_languages_reach_the_context(client: Client) -> None:
    response = await client.get(query="{ language }", headers={"accept-language": "en;q=0.5, de-AT"})
    assert response.json()["data"] == {"language": "de-at,en"}


async def test_every_request_has_a_context_of_its_own(client: Client) -> None:
    numbers = [(await client.post({"query": "{ contextNumber }"})).json()["data"]["contextNumber"] for _ in range(3)]
    assert numbers == [1, 2, 3]


# ── statuses ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ unknown }", "GRAPHQL_VALIDATION_FAILED"),
        ("query ($i: ID!) { club(id: $i) { name } }", "BAD_USER_INPUT"),
        ("query A { hello } query B { hello }", "OPERATION_NOT_FOUND"),
        ("{ clubs(first: 1000000) { nodes { name } } }", "OPERATION_TOO_COSTLY"),
        ("{ " + "self { " * 20 + "hello" + " }" * 21, "OPERATION_TOO_DEEP"),
    ],
)
async def test_refused_request_has_200_as_json_and_400_as_graphql_response(
    client: Client, query: str, code: str
) -> None:
    for accept, status in [(JSON, 200), (GRAPHQL, 400)]:
        for response in (
            await client.post({"query": query}, accept=accept),
            await client.get(accept=accept, query=query),
        ):
            assert (response.status, response.code) == (status, code)
            assert "data" not in response.json()
            assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_executed_operation_has_200_whatever_its_fields_came_to(client: Client, accept: str) -> None:
    with capture_logs():
        partial = await client.post({"query": "{ hello failing }"}, accept=accept)
        empty = await client.get(query="{ needed }", accept=accept)
    assert partial.status == empty.status == 200
    assert partial.json()["data"] == {"hello": "Hallo Welt", "failing": None}
    assert empty.json()["data"] is None
    assert empty.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_late_operation_has_504(accept: str) -> None:
    client = Client(application(limits=Limits(deadline_s=0.05)))
    response = await client.post({"query": "{ slow }"}, accept=accept)
    assert (response.status, response.code) == (504, "DEADLINE_EXCEEDED")


async def test_busy_hub_says_when_to_come_back() -> None:
    client = Client(application(limits=Limits(running=1, deadline_s=0.2)))
    late, busy = await asyncio.gather(client.post({"query": "{ slow }"}), client.post(HELLO))
    assert late.status == 504
    assert (busy.status, busy.code, busy.headers["retry-after"]) == (503, "SERVER_BUSY", "1")


async def test_value_that_json_does_not_know_is_a_masked_defect() -> None:
    fields = Fields()
    fields.json = {1, 2, 3}
    client = Client(application(fields))
    with capture_logs() as logs:
        for response in (await client.post({"query": "{ json }"}), await client.get(query="{ json }")):
            assert (response.status, response.code) == (500, "INTERNAL_SERVER_ERROR")
            assert response.headers["cache-control"] == "no-store"
    assert len(logs) == 2


# ── methods ─────────────────────────────────────────────────────────────────────────────────────────────────────────

RENAME = 'mutation { rename(id: 1, name: "TV") }'


async def test_mutation_runs_by_post_only(client: Client) -> None:
    assert (await client.post({"query": RENAME})).json()["data"] == {"rename": "TV"}
    for accept in (JSON, GRAPHQL, "text/event-stream"):
        response = await client.get(query=RENAME, accept=accept)
        assert (response.status, response.code, response.headers["allow"]) == (405, "METHOD_NOT_ALLOWED", "POST")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "BREW"])
async def test_other_methods_are_refused(client: Client, method: str) -> None:
    response = await client.send(method, body=b'{"query": "{ hello }"}', headers={"content-type": JSON})
    assert (response.status, response.code) == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == "GET, POST, HEAD, OPTIONS"


async def test_head_is_get_without_a_body(client: Client) -> None:
    got = await client.get(query="{ hello }")
    head = await client.send("HEAD", query_string=b"query={hello}")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]
    assert (await client.send("HEAD", query_string=b"")).body == b""


async def test_options_tells_the_methods(client: Client) -> None:
    response = await client.send("OPTIONS")
    assert (response.status, response.headers["allow"], response.body) == (204, "GET, POST, HEAD, OPTIONS", b"")


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_subscription_by_plain_request_says_how_to_ask(client: Client, accept: str) -> None:
    query = "subscription { counting(to: 3) }"
    for response in (await client.post({"query": query}, accept=accept), await client.get(query=query, accept=accept)):
        assert (response.status, response.code) == (406, "SUBSCRIPTION_NEEDS_STREAM")
        assert "graphql-transport-ws" in response.json()["errors"][0]["extensions"]["hint"]


@pytest.mark.parametrize("accept", ["image/png", "text/plain", "application/json;q=0"])
async def test_client_that_reads_no_json_is_told(client: Client, accept: str) -> None:
    for response in (await client.post(HELLO, accept=accept), await client.get(query="{ hello }", accept=accept)):
        assert (response.status, response.code) == (406, "NOT_ACCEPTABLE")


async def test_post_is_never_answered_with_the_page(client: Client) -> None:
    assert (await client.post(HELLO, accept="text/html")).status == 406
    assert (await client.post(HELLO, accept="text/html, */*;q=0.8")).json() == ANSWER


# ── bodies ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"1",
        b"null",
        b"true",
        b'"x"',
        b"1e400",
        b"NaN",
        b"Infinity",
        b'{"query": "{ hello }", "variables": {"a": NaN}}',
        b"{'query': 1}",
        b"\xff\xfe\x00",
        b'{"query": "\xff"}',
        b'{"query": "\\ud800"}',
        b'\xef\xbb\xbf{"query": "{ hello }"}',
        b"[" * 100_000,
        b'{"a":' * 30_000,
        b"{}",
        b'{"query": null}',
        b'{"query": ""}',
        b'{"query": 1}',
        b'{"query": true}',
        b'{"query": ["{ hello }"]}',
        b'{"query": {"a": 1}}',
        b'{"query": "{ hello }", "variables": "x"}',
        b'{"query": "{ hello }", "variables": 1}',
        b'{"query": "{ hello }", "variables": []}',
        b'{"query": "{ hello }", "variables": true}',
        b'{"query": "{ hello }", "operationName": 1}',
        b'{"query": "{ hello }", "operationName": {}}',
        b'{"query": "{ hello }", "operationName": []}',
        b'{"query": "{ hello }", "operationName": false}',
        b'{"query": "{ hello }", "extensions": "x"}',
        b'{"query": "{ hello }", "extensions": 0}',
        b'{"query": "{ hello }", "extensions": []}',
        b"query={hello}",
    ],
)
@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_malformed_body_is_a_bad_request(client: Client, body: bytes, accept: str) -> None:
    response = await client.post(body, accept=accept)
    assert (response.status, response.code) == (400, "BAD_REQUEST")
    assert response.media == f"{accept}; charset=utf-8"
    assert response.json()["errors"][0]["extensions"]["hint"]


@pytest.mark.parametrize("body", [b"[]", b'[{"query": "{ hello }"}]', b"[1]"])
async def test_batch_is_refused_with_its_reason(client: Client, body: bytes) -> None:
    response = await client.post(body)
    assert (response.status, response.code) == (400, "BATCHING_NOT_SUPPORTED")


@pytest.mark.parametrize("number", [b"1" * 5000, b"-" + b"9" * 30, b"1e308", b"0.1" + b"0" * 3000])
async def test_huge_number_is_a_value_like_any_other(client: Client, number: bytes) -> None:
    body = b'{"query": "query ($n: Int) { clubs(first: $n) { totalCount } }", "variables": {"n": ' + number + b"}}"
    response = await client.post(body, accept=GRAPHQL)
    assert response.status == 400
    assert response.code in {"BAD_USER_INPUT", "BAD_REQUEST"}, "beyond 1e308 it is no number to JSON's reader"


async def test_deep_variables_are_refused(client: Client) -> None:
    body = b'{"query": "{ hello }", "variables": {"a":' + b"[" * 500 + b"]" * 500 + b"}}"
    assert (await client.post(body)).code == "VARIABLES_TOO_LARGE"


async def test_persisted_query_is_refused_as_apollo_expects(client: Client) -> None:
    response = await client.post({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "x"}}})
    assert response.code == "PERSISTED_QUERY_NOT_SUPPORTED"
    assert response.json()["errors"][0]["message"] == "PersistedQueryNotSupported"


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "text/plain; a=application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=latin-1",
        "application/json; charset=utf-16",
    ],
)
async def test_body_of_another_type_is_refused(client: Client, content_type: str) -> None:
    """Forms and plain text are what a foreign page may send unasked."""
    response = await client.post(HELLO, content_type=content_type)
    assert (response.status, response.code) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert response.headers["accept"] == "application/json"


async def test_body_without_a_type_is_refused(client: Client) -> None:
    response = await client.send("POST", body=b'{"query": "{ hello }"}')
    assert (response.status, response.code) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json;charset=UTF-8", 'application/json; charset="utf-8"; x=y']
)
async def test_json_of_utf_8_is_read(client: Client, content_type: str) -> None:
    assert (await client.post(HELLO, content_type=content_type)).json() == ANSWER


async def test_gzip_body_is_read(client: Client) -> None:
    body = gzip.compress(b'{"query": "{ hello }"}')
    assert (await client.post(body, content_encoding="gzip")).json() == ANSWER


@pytest.mark.parametrize("body", [b"not gzip", b"", gzip.compress(b'{"query": "{ hello }"}')[:-4]])
async def test_garbage_gzip_is_a_bad_request(client: Client, body: bytes) -> None:
    response = await client.post(body, content_encoding="gzip")
    assert (response.status, response.code) == (400, "BAD_REQUEST")


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip"])
async def test_other_encodings_are_refused(client: Client, encoding: str) -> None:
    response = await client.post(HELLO, content_encoding=encoding)
    assert (response.status, response.code) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert response.headers["accept-encoding"] == "gzip"


def padded(size: int) -> bytes:
    body = b'{"query": "{ hello }"}'
    return body + b" " * (size - len(body))


@pytest.mark.parametrize(("size", "is_taken"), [(999, True), (1000, True), (1001, False)])
async def test_body_is_bounded_however_it_comes(size: int, is_taken: bool) -> None:
    client = Client(application(limits=Limits(body_bytes=1000)))
    body = padded(size)
    zipped = gzip.compress(body)
    pieces = [body[:400], body[400:800], body[800:]]
    for response in (
        await client.post(body),
        await client.post(body, content_length=str(size)),
        await client.post(zipped, content_encoding="gzip"),
        await client.send("POST", headers={"content-type": JSON}, body=pieces),
    ):
        if is_taken:
            assert response.json() == ANSWER
        else:
            assert (response.status, response.code) == (413, "BODY_TOO_LARGE")


async def test_announced_body_is_refused_unread() -> None:
    client = Client(application(limits=Limits(body_bytes=1000)))
    for length in ("1001", "9" * 5000):
        response = await client.send("POST", headers={"content-type": JSON, "content-length": length}, hangs=True)
        assert response.status == 413


async def test_gzip_bomb_is_refused() -> None:
    client = Client(application(limits=Limits(body_bytes=100_000)))
    response = await client.post(gzip.compress(b" " * 50_000_000), content_encoding="gzip")
    assert response.status == 413


async def test_body_that_never_ends_times_out() -> None:
    client = Client(application(limits=Limits(body_s=0.05)))
    response = await client.send("POST", headers={"content-type": JSON}, body=[b"{", b'"a'], hangs=True)
    assert (response.status, response.code) == (408, "REQUEST_TIMEOUT")


@pytest.mark.parametrize("body", [[], [b'{"query": "{ hel']])
async def test_client_that_leaves_before_its_body_is_complete_gets_no_answer(client: Client, body: list[bytes]) -> None:
    with pytest.raises(ConnectionAbortedError):
        await client.send("POST", headers={"content-type": JSON}, body=body, hangs=True, leaves=True)


# ── addresses ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "query_string",
    [
        b"",
        b"query=",
        b"query",
        b"variables={}",
        b"query=%FF",
        b"%FF=x&query={hello}",
        b"query={hello}&query={hello}",
        b"query={hello}&variables={}&variables={}",
        b"query={hello}&variables=1",
        b"query={hello}&variables=[]",
        b"query={hello}&variables=%22x%22",
        b"query={hello}&variables={",
        b"query={hello}&variables=" + b"[" * 5000,
        b"query={hello}&variables=%FF",
        b"query={hello}&extensions=1",
        b"query={hello}&extensions={",
        b"query={hello}&" + b"&".join(b"a%d=1" % number for number in range(30)),
    ],
)
@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_malformed_address_is_a_bad_request(client: Client, query_string: bytes, accept: str) -> None:
    response = await client.send("GET", query_string=query_string, headers={"accept": accept})
    assert (response.status, response.code) == (400, "BAD_REQUEST")


async def test_address_is_decoded_as_forms_are(client: Client) -> None:
    response = await client.send("GET", query_string=b"query=%7B+hello(name:%20%22K%C3%B6ln%22)+%7D")
    assert response.json()["data"] == {"hello": "Hallo Köln"}


async def test_address_is_bounded() -> None:
    client = Client(application(limits=Limits(body_bytes=1000)))
    assert (await client.send("GET", query_string=b"query={hello}&x=" + b"x" * 984)).status == 200
    assert (await client.send("GET", query_string=b"query={hello}&x=" + b"x" * 985)).status == 413


# ── caching ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_public_answer_may_be_kept_and_asked_again(client: Client) -> None:
    first = await client.get(query="{ hello }")
    assert first.headers["cache-control"] == "public, max-age=60"
    etag = first.headers["etag"]
    for known in (etag, etag.removeprefix("W/"), f'"x", {etag}', "*"):
        again = await client.get(query="{ hello }", headers={"if-none-match": known})
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == etag
        assert again.headers["cache-control"] == "public, max-age=60"
        assert again.headers["vary"] == first.headers["vary"]
    changed = await client.get(query='{ hello(name: "Köln") }', headers={"if-none-match": etag})
    assert changed.status == 200
    assert changed.headers["etag"] != etag


@pytest.mark.parametrize("header", ["authorization", "cookie"])
async def test_answer_to_somebody_known_is_private(client: Client, header: str) -> None:
    response = await client.get(query="{ hello }", headers={header: "x"})
    assert response.headers["cache-control"] == "private, no-cache"


async def test_answers_by_post_and_errors_are_not_kept(client: Client) -> None:
    with capture_logs():
        failed = await client.get(query="{ failing }", headers={"if-none-match": "*"})
    for response in (await client.post(HELLO), failed):
        assert response.status == 200
        assert response.headers["cache-control"] == "no-store"
        assert "etag" not in response.headers


async def test_schema_is_served_with_an_etag(client: Client) -> None:
    first = await client.send("GET", path="/schema.graphql")
    assert first.media == "text/plain; charset=utf-8"
    assert b"type Query" in first.body
    again = await client.send("GET", path="/schema.graphql", headers={"if-none-match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


# ── anything at all ─────────────────────────────────────────────────────────────────────────────────────────────────

APP = application()
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
REQUESTS = st.fixed_dictionaries(
    {},
    optional={
        "query": JSON_VALUES | st.sampled_from(["{ hello }", "query ($n: Int) { clubs(first: $n) { totalCount } }"]),
        "variables": JSON_VALUES | st.dictionaries(st.just("n"), JSON_VALUES),
        "operationName": JSON_VALUES,
        "extensions": JSON_VALUES,
    },
)


@given(body=st.binary(max_size=200) | REQUESTS.map(lambda stated: json.dumps(stated).encode()))
@settings(max_examples=150, deadline=None)
async def test_no_body_is_a_defect(body: bytes) -> None:
    client = Client(APP)
    for accept in (JSON, GRAPHQL):
        response = await client.post(body, accept=accept)
        assert response.status in {200, 400}
        assert response.json()


@given(query_string=st.binary(max_size=200).map(lambda tail: b"query=" + tail))
@settings(max_examples=100, deadline=None)
async def test_no_address_is_a_defect(query_string: bytes) -> None:
    response = await Client(APP).send("GET", query_string=query_string)
    assert response.status in {200, 400}
    assert response.json()


@given(
    method=st.sampled_from(["GET", "POST"]),
    name=st.sampled_from(
        ["accept", "accept-language", "content-type", "content-encoding", "content-length", "if-none-match"]
    ),
    value=st.text(st.characters(max_codepoint=255), max_size=60),
)
@settings(max_examples=200, deadline=None)
async def test_no_header_is_a_defect(method: str, name: str, value: str) -> None:
    headers = {"content-type": JSON, name: value}
    body = b'{"query": "{ hello }"}'
    response = await Client(APP).send(method, headers=headers, body=body, query_string=b"query={hello}")
    assert response.status < 500
