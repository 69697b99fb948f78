"""Key sets are read when they are needed, by one at a time, and survive an issuer that is down, for a while."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from joserfc.jwk import ECKey, OctKey, RSAKey
from structlog.testing import capture_logs

from supergraph.errors import GraphError
from supergraph.outbound import Outbound
from supergraph.tokens import Verifier
from supergraph.tokens.keys import MAX_KEYS, Keys, KeysUnusable, key_set_of
from supergraph.tokens.sources import MAX_BYTES
from tests.supergraph.outbound.conftest import Partner
from tests.supergraph.tokens.signing import (
    EC,
    ISSUER,
    OTHER_EC,
    RSA,
    SUBJECT,
    Clock,
    claims,
    issuer,
    key_set,
    reason,
    token,
    verifier,
    write_keys,
)

JWKS = "/certs"


class Source:
    """A key set that a test changes; counts how often it is read."""

    def __init__(self, *keys: Any) -> None:
        self.keys = keys
        self.reads = 0
        self.is_down = False

    async def read(self) -> bytes:
        self.reads += 1
        await asyncio.sleep(0)
        if self.is_down:
            raise KeysUnusable("it is down")
        return key_set(*self.keys).encode()


def kept(source: Source, ticks: Clock) -> Keys:
    return Keys(source, issuer=ISSUER, max_age_s=100, stale_s=1000, refetch_s=30, ticks=ticks)


async def ids(keys: Keys, kid: str | None) -> list[str | None] | None:
    found = await keys.find(kid, "ES256")
    return None if found is None else [key.kid for key in found]


async def test_a_set_is_read_once_for_all_who_come_at_once() -> None:
    source = Source(EC)
    keys = kept(source, Clock(0.0))
    found = await asyncio.gather(*(ids(keys, "ec-1") for _ in range(100)))
    assert found == [["ec-1"]] * 100
    assert source.reads == 1


async def test_a_key_that_appears_is_found_by_the_tokens_that_name_it() -> None:
    source, ticks = Source(EC), Clock(0.0)
    keys = kept(source, ticks)
    assert await ids(keys, "ec-1") == ["ec-1"]
    source.keys = (EC, OTHER_EC)
    ticks.now = 30
    assert await asyncio.gather(*(ids(keys, "ec-2") for _ in range(100))) == [["ec-2"]] * 100
    assert source.reads == 2
    assert await ids(keys, "ec-1") == ["ec-1"]


async def test_invented_key_ids_are_asked_for_once_in_a_while() -> None:
    source, ticks = Source(EC), Clock(0.0)
    keys = kept(source, ticks)
    for second in range(90):
        ticks.now = second
        assert await ids(keys, f"invented-{second}") == []
    assert source.reads == 3


async def test_an_old_set_is_read_again() -> None:
    source, ticks = Source(EC), Clock(0.0)
    keys = kept(source, ticks)
    await ids(keys, "ec-1")
    ticks.now = 99
    await ids(keys, "ec-1")
    assert source.reads == 1
    source.keys = (OTHER_EC,)
    ticks.now = 100
    assert await ids(keys, "ec-1") == []
    assert source.reads == 2


async def test_keys_stay_in_use_for_a_while_when_the_issuer_is_down() -> None:
    source, ticks = Source(EC), Clock(0.0)
    keys = kept(source, ticks)
    await ids(keys, "ec-1")
    source.is_down = True
    with capture_logs() as logs:
        for ticks.now in range(100, 1100, 10):
            assert await ids(keys, "ec-1") == ["ec-1"]
        ticks.now = 1100
        assert await ids(keys, "ec-1") is None
    assert 30 < source.reads < 40
    assert {(each["event"], each["issuer"], each["still"]) for each in logs} == {("issuer_keys_unusable", ISSUER, 1)}
    source.is_down = False
    ticks.now += 30
    assert await ids(keys, "ec-1") == ["ec-1"]


async def test_while_an_old_set_is_read_again_others_use_it_as_it_is() -> None:
    source, ticks = Source(EC), Clock(0.0)
    keys = kept(source, ticks)
    await ids(keys, "ec-1")
    going_on = asyncio.Event()
    read = source.read

    async def slow() -> bytes:
        await going_on.wait()
        return await read()

    source.read = slow  # type: ignore[method-assign]
    ticks.now = 100
    first = asyncio.create_task(ids(keys, "ec-1"))
    await asyncio.sleep(0)
    assert await asyncio.wait_for(ids(keys, "ec-1"), 1) == ["ec-1"]
    assert not first.done()
    going_on.set()
    assert await first == ["ec-1"]


async def test_who_gives_up_waiting_takes_nothing_from_the_others() -> None:
    source = Source(EC)
    keys = kept(source, Clock(0.0))
    impatient = asyncio.create_task(ids(keys, "ec-1"))
    patient = asyncio.create_task(ids(keys, "ec-1"))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient == ["ec-1"]
    assert impatient.cancelled()


UNUSABLE = {
    "no JSON": b"<html>Wartung</html>",
    "a list": b"[]",
    "keys that are no list": b'{"keys": 7}',
    "no keys": b'{"keys": []}',
    "a shared secret": json.dumps({"keys": [OctKey.generate_key(256).as_dict()]}).encode(),
    "a key for encryption": json.dumps({"keys": [{**EC.as_dict(private=False), "use": "enc"}]}).encode(),
    "a key for other operations": json.dumps(
        {"keys": [{**EC.as_dict(private=False), "key_ops": ["wrapKey"]}]}
    ).encode(),
    "a point off the curve": json.dumps({"keys": [{**EC.as_dict(private=False), "x": "AA"}]}).encode(),
    "a short modulus": json.dumps({"keys": [{**RSA.as_dict(private=False), "n": "AQAB"}]}).encode(),
    "a huge modulus": json.dumps({"keys": [{"kty": "RSA", "e": "AQAB", "n": "x" * 3000}]}).encode(),
    "keys of no known kind": b'{"keys": [{"kty": "AKP"}, 7, null, {"kty": ["EC"]}, {"kty": "EC", "kid": 7}]}',
    "too many keys": json.dumps({"keys": [EC.as_dict(private=False)] * (MAX_KEYS + 1)}).encode(),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_is_no_key_set_is_refused(name: str) -> None:
    with pytest.raises(KeysUnusable):
        key_set_of(UNUSABLE[name])


def test_what_is_of_no_use_is_left_out_and_the_rest_taken() -> None:
    listed = [7, {"kty": "AKP"}, OctKey.generate_key(256).as_dict(), EC.as_dict(private=False), {"kty": "EC"}]
    assert [key.kid for key in key_set_of(json.dumps({"keys": listed}).encode()).keys] == ["ec-1"]
    full = [{**EC.as_dict(private=False), "kid": str(n)} for n in range(MAX_KEYS)]
    assert len(key_set_of(json.dumps({"keys": full}).encode()).keys) == MAX_KEYS


def test_of_a_private_key_the_public_half_is_taken() -> None:
    for key in (EC, RSA):
        (taken,) = key_set_of(json.dumps(key.as_dict(private=True)).encode()).keys
        assert isinstance(taken, RSAKey | ECKey)
        assert not taken.is_private


async def test_two_keys_of_one_id_are_both_tried(tmp_path: Path) -> None:
    twin = ECKey.import_key({**OTHER_EC.as_dict(private=True), "kid": "ec-1"})
    write_keys(tmp_path, EC, twin)
    trusting = verifier(tmp_path)
    assert (await trusting.verify(token(key=twin))).subject == (await trusting.verify(token())).subject == SUBJECT


async def test_a_missing_broken_or_huge_file_of_keys_is_a_source_that_is_down(tmp_path: Path) -> None:
    ticks = Clock(0.0)
    trusting = verifier(tmp_path, ticks=ticks)
    for content in (None, b"{", b" " * (MAX_BYTES + 1)):
        if content is not None:
            (tmp_path / "keys.json").write_bytes(content)
        ticks.now += 10
        with capture_logs() as logs:
            assert await reason(trusting, token()) == "KEYS_UNAVAILABLE"
        assert len(logs) == 1
        assert str(tmp_path) not in str(logs)
        assert SUBJECT not in str(logs)
    write_keys(tmp_path, EC)
    ticks.now += 10
    assert (await trusting.verify(token())).subject == SUBJECT


@pytest.fixture
async def partner() -> AsyncIterator[Partner]:
    serving = Partner()
    await serving.server.start_server()
    yield serving
    await serving.server.close()


@pytest.fixture
async def outbound(partner: Partner) -> AsyncIterator[Outbound]:
    async with Outbound(allowed_hosts={partner.host}) as client:
        yield client


def published(partner: Partner, outbound: Outbound, **changes: Any) -> Verifier:
    """Trusts an issuer whose keys are at an address of the partner's, or of its configuration."""
    stated = issuer(jwks_file=None, plain_http=True, **{"jwks_url": partner.url(JWKS), **changes})
    return Verifier([stated], outbound, clock=Clock(), ticks=Clock(0.0))


async def test_keys_are_fetched_from_their_address_once(partner: Partner, outbound: Outbound) -> None:
    partner.answers(JWKS, web.Response(body=key_set(EC)))
    trusting = published(partner, outbound)
    await asyncio.gather(*(trusting.verify(token(claims(jti=str(n)))) for n in range(20)))
    assert [(method, path) for method, path, _ in partner.requests] == [("GET", JWKS)]


@pytest.mark.parametrize(
    "answer",
    [web.Response(status=404), web.Response(body=b"nein"), web.Response(body=b" " * (MAX_BYTES + 1))],
    ids=["missing", "garbage", "huge"],
)
async def test_keys_that_cannot_be_fetched_are_a_source_that_is_down(
    partner: Partner, outbound: Outbound, answer: web.Response
) -> None:
    partner.answers(JWKS, answer)
    with capture_logs() as logs, pytest.raises(GraphError) as caught:
        await published(partner, outbound).verify(token())
    assert (caught.value.code.value, caught.value.code.status) == ("SOURCE_UNAVAILABLE", 503)
    assert (caught.value.extensions or {})["reason"] == "KEYS_UNAVAILABLE"
    assert [each["event"] for each in logs if each["log_level"] == "warning"] == ["issuer_keys_unusable"]
    assert SUBJECT not in str(logs)


async def test_an_issuers_configuration_says_where_its_keys_are(partner: Partner, outbound: Outbound) -> None:
    address = partner.url("/realms/kreis")
    configuration = {"issuer": address, "jwks_uri": partner.url(JWKS)}
    partner.answers("/realms/kreis/.well-known/openid-configuration", web.Response(body=json.dumps(configuration)))
    partner.answers(JWKS, web.Response(body=key_set(EC)))
    trusting = published(partner, outbound, issuer=address, jwks_url=None)
    assert (await trusting.verify(token(claims(iss=address)))).issuer == address


@pytest.mark.parametrize(
    "configuration",
    [
        b"nein",
        b"[]",
        json.dumps({"issuer": "https://other.example", "jwks_uri": "http://127.0.0.1/certs"}).encode(),
        b'{"issuer": "ADDRESS"}',
        b'{"issuer": "ADDRESS", "jwks_uri": 7}',
        b'{"issuer": "ADDRESS", "jwks_uri": "file:///etc/passwd"}',
        b'{"issuer": "ADDRESS", "jwks_uri": "http://169.254.169.254/certs"}',
    ],
)
async def test_a_configuration_that_is_wrong_leads_nowhere(
    partner: Partner, outbound: Outbound, configuration: bytes
) -> None:
    address = partner.url("")
    content = configuration.replace(b"ADDRESS", address.encode())
    partner.answers("/.well-known/openid-configuration", web.Response(body=content))
    trusting = published(partner, outbound, issuer=address, jwks_url=None)
    assert await reason(trusting, token(claims(iss=address))) == "KEYS_UNAVAILABLE"
    assert len(partner.requests) == 1


async def test_a_known_token_costs_microseconds(tmp_path: Path) -> None:
    write_keys(tmp_path, EC)
    trusting = verifier(tmp_path)
    given = token()
    await trusting.verify(given)
    begun = time.perf_counter()
    for _ in range(1000):
        await trusting.verify(given)
    assert (time.perf_counter() - begun) / 1000 < 100e-6
